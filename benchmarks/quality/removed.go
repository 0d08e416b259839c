package quality

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
)

// recordsRemoved takes records out, and with them all their edges.
func (s *suite) recordsRemoved(ctx context.Context, p people, first run, row *Row) error {
	return s.removed(ctx, "records removed", "ids/records-removed", p, first, row, func(t table) (table, error) {
		random := chance(idSeed)
		t.rows = slices.DeleteFunc(t.rows, func([]string) bool { return random.Float64() < removedShare })
		return t, nil
	})
}

// numbersRemoved takes NHS numbers out, and with them the edges that rest on
// them; the records stay.
func (s *suite) numbersRemoved(ctx context.Context, p people, first run, row *Row) error {
	return s.removed(ctx, "numbers removed", "ids/numbers-removed", p, first, row, func(t table) (table, error) {
		at, err := t.places("nhs_number", "nhs_number_status")
		if err != nil {
			return t, fmt.Errorf("removing numbers: %w", err)
		}
		random := chance(idSeed)
		for _, row := range t.rows {
			if random.Float64() < removedShare {
				row[at[0]], row[at[1]] = "", ""
			}
		}
		return t, nil
	})
}

// removed links what is left after a removal twice: as the successor of the
// first run, and as if the rest had never been.
func (s *suite) removed(ctx context.Context, what, name string, p people, first run, row *Row, remove func(table) (table, error)) error {
	t, err := readTable(p.records)
	if err != nil {
		return err
	}
	if t, err = remove(t); err != nil {
		return err
	}
	path := filepath.Join(s.Work, name, "records.csv")
	if err := t.write(path); err != nil {
		return err
	}
	after, err := s.linkAfter(ctx, name+"/after", first, linking{files: []string{path}})
	if err != nil {
		return err
	}
	never, err := s.link(ctx, name+"/never", linking{files: []string{path}})
	if err != nil {
		return err
	}
	moved, err := movedRecords(never, after, func(record string) string { return record })
	if err != nil {
		return err
	}
	pairs, err := differences(never, after, "pairs.csv")
	if err != nil {
		return err
	}
	row.Figures = append(row.Figures, exactly(what+": differences from never having been", moved+pairs, 0))
	return judgeIDs(what, first, after, row)
}
