package files

import (
	"errors"
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// standard makes records of the cells of rows. It belongs to one goroutine.
type standard struct {
	columns *layout
	options demographics.Options
	cells   []string // of the row at hand, as the layout has them
	value   func(column string) string

	asked []asked // what demographics asks for, in its order
	next  int
}

// asked is a column and the cell that holds it, -1 for none.
type asked struct {
	column string
	cell   int
}

func newStandard(r *Reader, columns *layout) *standard {
	s := &standard{columns: columns, options: r.Options}
	s.value = s.cell
	return s
}

// record standardises the row at hand.
func (s *standard) record(out *outcome) {
	s.next = 0
	record, remarks, err := demographics.New(s.value, s.columns.extra, s.options)
	if err != nil {
		column, expected := "", err.Error()
		if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
			column, expected = bad.Column, "expected "+bad.Expected
		}
		out.refuse(s.recordID(), s.columns.ownName(column), expected)
		return
	}
	out.record, out.remarks, out.idColumn = record, remarks, s.columns.ownName(recordID)
}

// cell gives the text of a column. Since the columns are asked for in the same
// order for every record, the places are found by following it.
func (s *standard) cell(column string) string {
	if s.next == len(s.asked) || s.asked[s.next].column != column {
		return s.lookUp(column)
	}
	place := s.asked[s.next].cell
	s.next++
	if place < 0 {
		return ""
	}
	return s.cells[place]
}

func (s *standard) lookUp(column string) string {
	place, has := s.columns.index[column]
	if !has {
		place = -1
	}
	if s.next == len(s.asked) {
		s.asked = append(s.asked, asked{column, place})
		s.next++
	}
	if place < 0 {
		return ""
	}
	return s.cells[place]
}

// recordID gives the id of a row that is rejected, if there is one that can be told.
func (s *standard) recordID() string {
	place, has := s.columns.index[recordID]
	if !has || place >= len(s.cells) {
		return ""
	}
	if id := strings.TrimSpace(s.cells[place]); isName(id) {
		return id
	}
	return ""
}
