package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lhcre/mpi/matcher/demographics"
)

// file is one file while it is read.
type file struct {
	run     *Reader
	name    string
	columns layout
	sink    Sink
	counts  Counts
	fields  []string // of the row at hand
	value   func(column string) string
}

func (f *file) readAll(ctx context.Context, rows *rowReader) error {
	for {
		if f.counts.Rows%checkEvery == 0 && ctx.Err() != nil {
			return fmt.Errorf("line %d: %w", rows.lines.number, context.Cause(ctx))
		}
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", rows.lines.number+1, err)
		}
		f.counts.Rows++
		if err := f.take(row); err != nil {
			return err
		}
	}
}

// take tells the sink what a row holds.
func (f *file) take(row row) error {
	f.fields = row.fields
	if row.reason != "" {
		return f.reject(row, "", row.reason)
	}
	if place := notText(row); place >= 0 {
		return f.reject(row, f.columns.own[place], expectedText)
	}
	record, remarks, err := demographics.New(f.value, f.columns.extra, f.run.Options)
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		return f.reject(row, f.columns.ownName(bad.Column), "expected "+bad.Expected)
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", row.line, err)
	}
	record.ID = strings.Clone(record.ID) // it outlives the row, whose text it shares
	if !f.run.isNew(record.ID) {
		return f.reject(row, f.columns.ownName(recordID), "expected a value that no other record of the run has")
	}
	return f.keep(row.line, record, remarks)
}

func (f *file) keep(line int, record demographics.Record, remarks []demographics.Remark) error {
	if record.Deleted {
		f.counts.Deleted++
		return nil
	}
	f.counts.Records++
	if err := f.sink.Record(line, record, remarks); err != nil {
		return fmt.Errorf("line %d: %w", line, err)
	}
	return nil
}

func (f *file) reject(row row, column, reason string) error {
	f.counts.Rejected++
	reject := Reject{File: f.name, Line: row.line, RecordID: f.recordID(), Column: column, Reason: reason}
	if err := f.sink.Reject(reject); err != nil {
		return fmt.Errorf("line %d: %w", row.line, err)
	}
	if f.run.Strict {
		return errors.New(reject.String())
	}
	return nil
}

// recordID gives the id of a row that is rejected, if the row is sound enough
// for its fields to lie where the header says.
func (f *file) recordID() string {
	if len(f.fields) != len(f.columns.own) {
		return ""
	}
	if id := strings.TrimSpace(f.value(recordID)); isName(id) {
		return id
	}
	return ""
}

// notText finds the first field of a row that is no text, -1 if all are. It looks
// at every column, taken or not: where one is broken, no other can be trusted.
func notText(row row) (place int) {
	if isText(row.text) {
		return -1
	}
	return slices.IndexFunc(row.fields, func(field string) bool { return !isText(field) })
}

func isText(text string) bool {
	return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0
}
