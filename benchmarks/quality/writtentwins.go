package quality

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
)

// writtenTwins links the families of twinfamilies.go.
func (s *suite) writtenTwins(ctx context.Context, row *Row) error {
	const kind = "written"
	file := twinFamilies()
	path := filepath.Join(s.Work, "twins-written", "records.csv")
	if err := file.table.write(path); err != nil {
		return err
	}
	truth := map[string]string{}
	for _, t := range file.twins {
		truth[t.record] = t.person
	}
	wrong, err := s.judgeTwins(ctx, "twins-written", kind, path, file.twins, truth, row)
	if err != nil {
		return err
	}
	return file.judge(kind, wrong, row)
}

// judge counts apart the pairs that nothing in their records sets apart.
func (f *twinFile) judge(kind string, wrong joined, row *Row) error {
	told, untold := joined{}, joined{}
	situations := map[string]int{}
	for people, records := range wrong {
		number, err := strconv.Atoi(records[0].birth)
		if err != nil {
			return fmt.Errorf("judging twins: %w", err)
		}
		if of := f.families[number]; of.told() {
			told[people] = records
			situations[fmt.Sprintf("%s: linked %s", kind, of)]++
		} else {
			untold[people] = records
		}
	}
	row.Figures = append(row.Figures, count(kind+" pairs", len(f.families)), exactly(kind+" pairs linked", len(told), 0))
	row.More = append(row.More, count(kind+": linked though nothing in the records sets them apart", len(untold)))
	row.Notes = append(row.Notes, told.list(kind)...)
	for _, situation := range slices.Sorted(maps.Keys(situations)) {
		row.Notes = append(row.Notes, fmt.Sprintf("%s: %d", situation, situations[situation]))
	}
	return nil
}
