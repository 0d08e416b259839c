package files

import (
	"fmt"
	"maps"
	"slices"

	"github.com/lhcre/mpi/matcher/demographics"
)

// objectLayout says which cells the members of objects fill.
type objectLayout struct {
	layout // a cell for every column that there may be

	cells   map[string][]int // an object's own names to the cells
	between []string         // what stands between several values of a cell
	columns Columns
}

func newObjectLayout(columns Columns, extra []string) (*objectLayout, error) {
	l := &objectLayout{layout: layout{index: map[string]int{}}, cells: map[string][]int{}, columns: columns}
	for _, target := range slices.Sorted(maps.Keys(columns)) {
		if !isNative(target) && !slices.Contains(extra, target) {
			return nil, errNobodyCompares(target)
		}
	}
	taken := slices.Collect(maps.Values(columns))
	for _, name := range demographics.NativeColumns() {
		l.add(name, taken)
	}
	for _, name := range extra {
		if !isNative(name) {
			l.extra = append(l.extra, name)
			l.add(name, nil)
		}
	}
	return l, nil
}

// add gives a column its cell. A native name that the mapping took for another
// column is not looked for.
func (l *objectLayout) add(column string, taken []string) {
	own, mapped := l.columns[column]
	if !mapped {
		own = demographics.OwnName(column)
	}
	cell := len(l.own)
	l.own, l.index[column] = append(l.own, own), cell
	l.between = append(l.between, betweenValues(column))
	if mapped || !slices.Contains(taken, own) {
		l.cells[own] = append(l.cells[own], cell)
	}
}

func errNobodyCompares(target string) error {
	return fmt.Errorf("columns.yaml maps %s: expected a native column or one that the model compares", target)
}

const expectedKnown = "expected a native column or one that the model compares; columns.yaml can map it"
