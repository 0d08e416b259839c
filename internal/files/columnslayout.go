package files

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lhcre/mpi/matcher/demographics"
)

const (
	recordID    = "record_id"
	longestName = 100 // bytes of a column's name
)

// layout says where in the rows of one file the columns lie.
type layout struct {
	own   []string       // the file's names, in order
	index map[string]int // native and extra columns to their place
	extra []string       // the extra columns that the file has
}

// newLayout fits a header to the columns that can be taken from it.
func newLayout(header []string, columns Columns, extra []string) (layout, error) {
	l := layout{index: map[string]int{}}
	for _, name := range header {
		l.own = append(l.own, strings.TrimSpace(name))
	}
	if err := l.checkNames(columns); err != nil {
		return layout{}, err
	}
	if err := l.takeMapped(columns, extra); err != nil {
		return layout{}, err
	}
	if err := l.takeOwn(columns, extra); err != nil {
		return layout{}, err
	}
	for _, name := range extra {
		if _, has := l.index[name]; has && !isNative(name) {
			l.extra = append(l.extra, name)
		}
	}
	return l, nil
}

// checkNames settles that there is a record_id before it tells any name: the
// first line of a file without a header holds personal values.
func (l *layout) checkNames(columns Columns) error {
	id, mapped := columns[recordID]
	if !mapped {
		id = recordID
	}
	if !slices.Contains(l.own, id) {
		return fmt.Errorf("expected a header with a column %s, names divided by commas", id)
	}
	for i, name := range l.own {
		unnamed := name == "" && columns != nil // nothing can ask for it
		if !unnamed && !isName(name) {
			return fmt.Errorf("column %d: expected a name of at most %d characters", i+1, longestName)
		}
		if !unnamed && slices.Contains(l.own[:i], name) {
			return fmt.Errorf("column %d: expected each column once, found %q again", i+1, name)
		}
	}
	return nil
}

// isName says whether a text can be a column's name.
func isName(text string) bool {
	return text != "" && len(text) <= longestName && utf8.ValidString(text) &&
		!strings.ContainsFunc(text, unicode.IsControl)
}

func isNative(name string) bool { return slices.Contains(demographics.NativeColumns(), name) }

// takeMapped takes the columns that the mapping names, in a fixed order so that
// the same mistake always gives the same message.
func (l *layout) takeMapped(columns Columns, extra []string) error {
	for _, target := range slices.Sorted(maps.Keys(columns)) {
		if !isNative(target) && !slices.Contains(extra, target) {
			return errNobodyCompares(target)
		}
		place := slices.Index(l.own, columns[target])
		if place < 0 {
			return fmt.Errorf("expected a column %q, which columns.yaml maps to %s", columns[target], target)
		}
		l.index[target] = place
	}
	return nil
}

// takeOwn takes the columns that bear the right name already. A native name
// whose column the mapping took for something else is not one of them.
func (l *layout) takeOwn(columns Columns, extra []string) error {
	used := slices.Collect(maps.Values(columns))
	for i, name := range l.own {
		raw := slices.Contains(extra, demographics.AsWritten(name))
		if raw {
			l.index[demographics.AsWritten(name)] = i
		}
		_, mapped := l.index[name]
		known := slices.Contains(extra, name) || isNative(name)
		free := !isNative(name) || !slices.Contains(used, name)
		switch {
		case !mapped && known && free:
			l.index[name] = i
		case columns == nil && !raw:
			return fmt.Errorf("column %d: found %q, %s", i+1, name, expectedKnown)
		}
	}
	return nil
}

// ownName gives the file's name of a column, for whoever has to mend the file.
func (l *layout) ownName(column string) string {
	if place, has := l.index[column]; has {
		return l.own[place]
	}
	return column
}
