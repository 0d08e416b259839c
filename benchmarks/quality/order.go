package quality

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/population"
)

const (
	orderPeople = 30_000
	orderSeed   = 8_080_808
	shuffles    = 3
	parts       = 5
)

// order is row 8. Two inputs differ in one record: with it, an NHS number has
// one holder too many. Each is linked as it is, then in other orders.
func (s *suite) order(ctx context.Context) (Row, error) {
	below, above, err := s.aroundTheLimit(ctx)
	if err != nil {
		return Row{}, err
	}
	first, differBelow, err := s.reordered(ctx, "below", below)
	if err != nil {
		return Row{}, err
	}
	second, differAbove, err := s.reordered(ctx, "above", above)
	if err != nil {
		return Row{}, err
	}
	changed, err := s.backBelow(ctx, first, second)
	if err != nil {
		return Row{}, err
	}
	moved, err := s.renamed(ctx, below, first)
	if err != nil {
		return Row{}, err
	}
	crossed := second.summary.NHSNumbers.Placeholders - first.summary.NHSNumbers.Placeholders
	return Row{Figures: []Figure{
		exactly("runs in another order that differ", differBelow+differAbove, 0),
		exactly("numbers that crossed the limit", crossed, 1),
		exactly("differences after crossing back", changed, 0),
		atMost("share of records in other company with ids permuted", moved, 0.001),
	}, More: []Figure{
		count("runs in another order", 2*shuffles), count("records", first.summary.Records),
	}}, nil
}

// aroundTheLimit generates people and makes a number have three holders, and four.
func (s *suite) aroundTheLimit(ctx context.Context) (below, above table, err error) {
	profile, err := profileOf(population.OneLondon, "")
	if err != nil {
		return below, above, err
	}
	p, err := s.generate(ctx, "order", population.Config{
		People: orderPeople, Region: population.OneLondon, Seed: orderSeed, Profile: profile,
	})
	if err != nil {
		return below, above, err
	}
	all, err := readTable(p.records)
	if err != nil {
		return below, above, err
	}
	return shareNumber(all)
}

// reordered links a table as it is, then shuffled and split into several files,
// and counts the runs that differ from the first.
func (s *suite) reordered(ctx context.Context, name string, t table) (first run, differ int, err error) {
	dir := filepath.Join(s.Work, "order", name)
	path := filepath.Join(dir, "records.csv")
	if err = t.write(path); err != nil {
		return first, 0, err
	}
	if first, err = s.link(ctx, "order/"+name+"/links", linking{files: []string{path}}); err != nil {
		return first, 0, err
	}
	for n := range shuffles {
		again, err := s.shuffledRun(ctx, fmt.Sprintf("order/%s/shuffle-%d", name, n+1), t.shuffled(uint64(n+1)))
		if err != nil {
			return first, differ, err
		}
		different, err := differences(first, again, "identities.csv", "pairs.csv", "tasks.csv")
		if err != nil {
			return first, differ, err
		}
		if different > 0 {
			differ++
		}
	}
	return first, differ, nil
}

func (s *suite) shuffledRun(ctx context.Context, name string, t table) (run, error) {
	files, err := t.split(filepath.Join(s.Work, name), parts)
	if err != nil {
		return run{}, err
	}
	return s.link(ctx, name+"/links", linking{files: files})
}

// backBelow links the input below the limit as the successor of the one above.
func (s *suite) backBelow(ctx context.Context, first, above run) (int, error) {
	previous, err := bulk.ReadPrevious(above.file("identities.csv"))
	if err != nil {
		return 0, err
	}
	path := filepath.Join(s.Work, "order", "below", "records.csv")
	back, err := s.link(ctx, "order/back", linking{files: []string{path}, previous: previous})
	if err != nil {
		return 0, err
	}
	pairs, err := differences(first, back, "pairs.csv")
	if err != nil {
		return 0, err
	}
	moved, err := movedRecords(first, back, func(record string) string { return record })
	return pairs + moved, err
}

// renamed links the table with all record ids permuted, and gives the share of
// records that are in other company than before.
func (s *suite) renamed(ctx context.Context, t table, first run) (float64, error) {
	at, err := t.places("record_id")
	if err != nil {
		return 0, err
	}
	other, was := t.clone(), make(map[string]string, len(t.rows))
	for i, from := range chance(orderSeed).Perm(len(t.rows)) {
		other.rows[i][at[0]] = t.rows[from][at[0]]
		was[other.rows[i][at[0]]] = t.rows[i][at[0]]
	}
	path := filepath.Join(s.Work, "order", "renamed", "records.csv")
	if err := other.write(path); err != nil {
		return 0, err
	}
	second, err := s.link(ctx, "order/renamed/links", linking{files: []string{path}})
	if err != nil {
		return 0, err
	}
	moved, err := movedRecords(first, second, func(record string) string { return was[record] })
	return float64(moved) / float64(max(len(t.rows), 1)), err
}
