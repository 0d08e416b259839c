package population

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Summary counts what was generated.
type Summary struct {
	Region     Region            `json:"region"`
	Seed       uint64            `json:"seed"`
	People     int               `json:"people"`
	Unknown    int               `json:"unidentified_people"`
	Records    int               `json:"records"`
	Households int               `json:"households"`
	TwinPairs  int               `json:"twin_pairs"`
	Errors     map[ErrorKind]int `json:"errors"`
}

// Generate hands out the records of a population, household after household.
// The same configuration gives the same rows on every machine. It stops at
// the first error of emit and when ctx is done.
func Generate(ctx context.Context, cfg Config, emit func(Row) error) (Summary, error) {
	g, err := newGenerator(cfg)
	if err != nil {
		return Summary{}, err
	}
	g.emit = emit
	for number := uint64(0); g.builder.next < uint64(cfg.People); number++ { //nolint:gosec // people is positive
		if err := ctx.Err(); err != nil {
			return g.summary, fmt.Errorf("generating people: %w", err)
		}
		before := g.builder.next
		if err := g.household(number); err != nil {
			return g.summary, err
		}
		if cfg.Advance != nil {
			cfg.Advance(int(g.builder.next - before)) //nolint:gosec // a household is small
		}
	}
	g.summary.People = cfg.People
	return g.summary, nil
}

type generator struct {
	builder *builder
	writer  *writer
	emit    func(Row) error
	summary Summary
}

func newGenerator(cfg Config) (*generator, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	places, err := loadGeography(cfg)
	if err != nil {
		return nil, err
	}
	names := map[Culture]*nameSet{}
	var cultures picker[Culture]
	for _, culture := range sortedCultures(cfg.Profile) {
		if names[Culture(culture)], err = loadNames(Culture(culture)); err != nil {
			return nil, err
		}
		cultures.add(Culture(culture), share(cfg.Profile.Cultures[culture]))
	}
	mistakes, err := newMistakes(cfg.Profile)
	if err != nil {
		return nil, err
	}
	r := newRandom(cfg.Seed)
	return &generator{
		builder: &builder{
			cfg: cfg, r: r, names: names, customs: customs(), cultures: cultures, shapes: shapesOf(cfg.Profile.Households),
			places: places, mobiles: newPermutation(100_000_000, cfg.Seed^0xb1),
		},
		writer: &writer{
			cfg: cfg, r: r, places: places, register: newRegister(cfg), numbers: newNumbers(cfg.Seed),
			recordIDs: newPermutation(recordSpace, cfg.Seed^0xb2), mistakes: mistakes,
		},
		summary: Summary{Region: cfg.Region, Seed: cfg.Seed, Errors: map[ErrorKind]int{}},
	}, nil
}

func sortedCultures(p Profile) []string { return slices.Sorted(maps.Keys(p.Cultures)) }

func (g *generator) household(number uint64) error {
	h := g.builder.build(number)
	g.summary.Households++
	for _, p := range h.members {
		g.twins(p)
		if err := g.person(p); err != nil {
			return err
		}
	}
	return nil
}

// twins counts a pair once and may swap their NHS numbers where they were born.
func (g *generator) twins(p *person) {
	if p.birthOrder != 1 {
		return
	}
	g.summary.TwinPairs++
	if g.writer.r.chance(g.writer.cfg.Profile.People.TwinNumbersSwap) {
		ward := g.writer.local(acute, p.home.now())
		p.swappedAt, p.twin.swappedAt = ward, ward
	}
}

func (g *generator) send(row Row) error {
	g.summary.Records++
	for _, kind := range row.Errors {
		g.summary.Errors[kind]++
	}
	if err := g.emit(row); err != nil {
		return fmt.Errorf("emitting a record: %w", err)
	}
	return nil
}
