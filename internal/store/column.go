package store

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
)

// A statement takes columns, one value for each row, and single values that hold
// for all rows.
type (
	ids   []uuid
	ints  []int64
	texts []string
	blobs [][]byte
	flags []bool
)

// column is one argument of a statement that has a value for each row.
type column interface {
	rows() int
	// array is the column as PostgreSQL takes it, at one value as SQLite does.
	array() any
	at(row int) any
}

func (c ids) rows() int      { return len(c) }
func (c ids) array() any     { return pgtype.FlatArray[uuid](c) }
func (c ids) at(row int) any { return c[row][:] }

func (c ints) rows() int      { return len(c) }
func (c ints) array() any     { return []int64(c) }
func (c ints) at(row int) any { return c[row] }

func (c texts) rows() int      { return len(c) }
func (c texts) array() any     { return []string(c) }
func (c texts) at(row int) any { return c[row] }

func (c blobs) rows() int      { return len(c) }
func (c blobs) array() any     { return [][]byte(c) }
func (c blobs) at(row int) any { return c[row] }

func (c flags) rows() int      { return len(c) }
func (c flags) array() any     { return []bool(c) }
func (c flags) at(row int) any { return c[row] }

// rowsOf says for how many rows there are arguments: 1 when none is a column.
func rowsOf(args []any) (int, error) {
	rows := -1
	for _, a := range args {
		c, ok := a.(column)
		switch {
		case !ok:
		case rows >= 0 && rows != c.rows():
			return 0, fmt.Errorf("a statement's columns have %d and %d values", rows, c.rows())
		default:
			rows = c.rows()
		}
	}
	if rows < 0 {
		return 1, nil
	}
	return rows, nil
}

// rowOf gives the arguments for one row.
func rowOf(out, args []any, row int) {
	for i, a := range args {
		switch v := a.(type) {
		case column:
			out[i] = v.at(row)
		case uuid:
			out[i] = v[:]
		default:
			out[i] = a
		}
	}
}

// arrays gives the arguments for all rows at once.
func arrays(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if c, ok := a.(column); ok {
			a = c.array()
		}
		out[i] = a
	}
	return out
}

// some gives bytes that are there: nil would be kept as NULL.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
