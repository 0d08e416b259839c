package population

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// People are made in chunks, each from a seed of its own, so that all cores
// can work and the answer does not depend on how many there are.
const (
	chunkPeople  = 2048
	usualRecords = 5  // of a person, to make room
	mostRecords  = 64 // of a person: more than organisations could ever hold
)

// world is what all people of a population have in common. Nothing changes it.
type world struct {
	cfg       Config
	names     map[Culture]*nameSet
	customs   map[Culture]custom
	cultures  picker[Culture]
	shapes    picker[shape]
	places    *geography
	mobiles   permutation
	register  *register
	numbers   numbers
	recordIDs permutation
	mistakes  *mistakes
	groups    multipliers
}

func newWorld(cfg Config) (*world, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	w := &world{
		cfg: cfg, names: map[Culture]*nameSet{}, customs: customs(), shapes: shapesOf(cfg.Profile.Households),
		mobiles: newPermutation(mobileSpace, cfg.Seed^0xb1), recordIDs: newPermutation(recordSpace, cfg.Seed^0xb2),
		numbers: newNumbers(cfg.Seed), groups: newMultipliers(cfg.Profile),
	}
	return w, w.load()
}

func (w *world) load() (err error) {
	for _, culture := range sortedCultures(w.cfg.Profile) {
		if w.names[Culture(culture)], err = loadNames(Culture(culture)); err != nil {
			return err
		}
		w.cultures.add(Culture(culture), share(w.cfg.Profile.Cultures[culture]))
	}
	if w.places, err = loadGeography(w.cfg); err != nil {
		return err
	}
	if w.register, err = newRegister(w.cfg); err != nil {
		return err
	}
	w.mistakes, err = newMistakes(w.cfg.Profile)
	return err
}

func sortedCultures(p Profile) []string { return slices.Sorted(maps.Keys(p.Cultures)) }

// chunks counts the chunks.
func (w *world) chunks() iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for number := 0; number*chunkPeople < w.cfg.People; number++ {
			if !yield(number, nil) {
				return
			}
		}
	}
}

// Summary counts what was generated.
type Summary struct {
	Region       Region            `json:"region"`
	Seed         uint64            `json:"seed"`
	People       int               `json:"people"`
	Unknown      int               `json:"unidentified_people"`
	Records      int               `json:"records"`
	Deleted      int               `json:"deleted"`
	Messages     int               `json:"messages,omitempty"`
	Households   int               `json:"households"`
	TwinPairs    int               `json:"twin_pairs"`
	SiblingSwaps int               `json:"swapped_siblings"`
	Errors       map[ErrorKind]int `json:"errors"`
	Seconds      float64           `json:"seconds"`
	PerSecond    float64           `json:"records_per_second"`
	PeakMemory   int64             `json:"peak_memory_bytes"`
	Profile      Profile           `json:"profile"`

	superseded []supersession
}

func newSummary(cfg Config) Summary {
	return Summary{Region: cfg.Region, Seed: cfg.Seed, People: cfg.People, Errors: map[ErrorKind]int{}, Profile: cfg.Profile}
}

// add takes in the counts of a chunk.
func (s *Summary) add(c Summary) {
	s.Unknown += c.Unknown
	s.Records += c.Records
	s.Deleted += c.Deleted
	s.Messages += c.Messages
	s.Households += c.Households
	s.TwinPairs += c.TwinPairs
	s.SiblingSwaps += c.SiblingSwaps
	s.superseded = append(s.superseded, c.superseded...)
	for kind, count := range c.Errors {
		s.Errors[kind] += count
	}
}

// wrap says what was being done when an error came.
func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
