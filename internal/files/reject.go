package files

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// What rows are counted in.
const (
	unitLine = "line"
	unitRow  = "row"
)

// Reject is one row that was not taken, and why. It holds no personal value.
type Reject struct {
	File     string
	Line     int    // the row's first line; the row itself in a file without lines
	RecordID string // "" where the row is too broken to tell
	Column   string // the file's own name, "" where the whole row is meant
	Reason   string // what was expected

	unit string // what Line counts; "" for lines
}

// String says where in the file the row is and what was expected there.
func (r Reject) String() string {
	where := cmp.Or(r.unit, unitLine) + " " + strconv.Itoa(r.Line)
	if r.Column != "" {
		where += ", column " + r.Column
	}
	return where + ": " + r.Reason
}

// RejectWriter writes rejects.csv.
type RejectWriter struct {
	out *csv.Writer
}

// NewRejectWriter writes the header of rejects.csv to out.
func NewRejectWriter(out io.Writer) (*RejectWriter, error) {
	w := &RejectWriter{out: csv.NewWriter(out)}
	return w, w.write("file", "line", "record_id", "column", "reason")
}

// Write adds a row.
func (w *RejectWriter) Write(r Reject) error {
	return w.write(r.File, strconv.Itoa(r.Line), r.RecordID, r.Column, r.Reason)
}

func (w *RejectWriter) write(fields ...string) error {
	if err := w.out.Write(fields); err != nil {
		return fmt.Errorf("writing rejects: %w", err)
	}
	return nil
}

// Flush hands everything to the underlying writer.
func (w *RejectWriter) Flush() error {
	w.out.Flush()
	if err := w.out.Error(); err != nil {
		return fmt.Errorf("writing rejects: %w", err)
	}
	return nil
}
