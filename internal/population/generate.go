package population

import (
	"context"
	"fmt"
)

// Generate hands out the records of a population, household after household.
// The same configuration gives the same rows on every machine, whatever the
// number of cores. It stops at the first error of emit and when ctx is done.
func Generate(ctx context.Context, cfg Config, emit func(Row) error) (Summary, error) {
	return generate(ctx, cfg,
		func(*world) func([]Row) ([]Row, error) { return func(rows []Row) ([]Row, error) { return rows, nil } },
		func(rows []Row) error {
			for i := range rows {
				if err := emit(rows[i]); err != nil {
					return fmt.Errorf("emitting a record: %w", err)
				}
			}
			return nil
		})
}

// made is what came out of a chunk.
type made[T any] struct {
	value  T
	people int
	counts Summary
}

// generate makes the chunks on all cores, has each worked on there, and hands
// them on in order.
func generate[T any](ctx context.Context, cfg Config, worker func(*world) func([]Row) (T, error), take func(T) error) (Summary, error) {
	w, err := newWorld(cfg)
	if err != nil {
		return Summary{}, err
	}
	summary := newSummary(cfg)
	err = inOrder(ctx, w.chunks(),
		func() func(int) (made[T], error) {
			g, work := newGenerator(w), worker(w)
			return func(number int) (made[T], error) { return makeChunk(g, number, work) }
		},
		func(m made[T]) error {
			summary.add(m.counts)
			if cfg.Advance != nil {
				cfg.Advance(m.people)
			}
			return take(m.value)
		})
	return summary, wrap(err, "generating people")
}

func makeChunk[T any](g *generator, number int, work func([]Row) (T, error)) (made[T], error) {
	m := made[T]{people: g.chunk(number)}
	m.counts = g.summary
	var err error
	m.value, err = work(g.rows)
	return m, err
}

// generator makes chunks of people; each goroutine has its own.
type generator struct {
	builder *builder
	writer  *writer
	rows    []Row
	summary Summary
}

func newGenerator(w *world) *generator {
	r := newRandom(w.cfg.Seed)
	return &generator{
		builder: &builder{world: w, r: r},
		writer:  &writer{world: w, r: r, past: newRandom(w.cfg.Seed)},
	}
}

// chunk makes the people of a chunk and tells how many there are.
func (g *generator) chunk(number int) int {
	first, people := g.builder.start(number)
	g.rows, g.summary = make([]Row, 0, people*usualRecords), newSummary(g.builder.cfg)
	g.writer.next = uint64(first) * mostRecords //nolint:gosec // a person's number is positive
	g.writer.superseded = nil
	for i := 0; g.builder.wanted() > 0; i++ {
		g.household(uint64(first + i)) //nolint:gosec // a household has somebody, so its number is below that of a person
	}
	g.summary.superseded = g.writer.superseded
	return people
}

func (g *generator) household(number uint64) {
	h := g.builder.build(number)
	g.summary.Households++
	g.swapNumbers(h)
	for _, p := range h.members {
		if p.birthOrder == 1 {
			g.summary.TwinPairs++
		}
		g.person(p)
	}
}

func (g *generator) send(row Row) {
	g.summary.Records++
	g.summary.Messages += len(row.life)
	if row.Record[Deleted] != "" {
		g.summary.Deleted++
	}
	for _, kind := range row.Errors {
		g.summary.Errors[kind]++
	}
	g.rows = append(g.rows, row)
}
