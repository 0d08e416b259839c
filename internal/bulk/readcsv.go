package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/lhcre/mpi/matcher/demographics"
)

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 1024

// Sink takes what a file holds, row by row, in the order of the file.
type Sink interface {
	// Record takes a record, the line of its row, and what was noted of it.
	Record(line int, record demographics.Record, remarks []demographics.Remark) error
	// Reject takes a row that could not be read.
	Reject(reject Reject) error
}

// Counts counts the rows of a file below its header. Every row is one of three:
// Rows = Records + Deleted + Rejected.
type Counts struct {
	Rows, Records, Deleted, Rejected int
}

// Reader reads the files of one run. A record_id is taken once in a run.
type Reader struct {
	Columns Columns  // nil: the files use the native names
	Extra   []string // columns that the model compares beside the native ones
	Options demographics.Options
	Strict  bool            // the first reject ends the run
	Advance func(bytes int) // told of the bytes read, for a progress bar; may be nil

	seen map[string]struct{}
}

// ReadCSV reads one file: a header, then a record a row. What is wrong with the
// file or its header is an error; a bad row is a reject, and the reading goes on.
func (r *Reader) ReadCSV(ctx context.Context, path string, sink Sink) (Counts, error) {
	in, err := os.Open(path)
	if err != nil {
		return Counts{}, fmt.Errorf("reading records: %w", err)
	}
	counts, err := r.read(ctx, in, path, sink)
	if err := errors.Join(err, in.Close()); err != nil {
		return counts, fmt.Errorf("reading %s: %w", path, err)
	}
	return counts, nil
}

func (r *Reader) read(ctx context.Context, in io.Reader, name string, sink Sink) (Counts, error) {
	lines, err := newLineReader(in, r.Advance)
	if err != nil {
		return Counts{}, err
	}
	rows := &rowReader{lines: lines}
	columns, err := r.readHeader(rows)
	if errors.Is(err, io.EOF) {
		return Counts{}, nil // an empty file holds no records
	}
	if err != nil {
		return Counts{}, err
	}
	f := &file{run: r, name: name, columns: columns, sink: sink}
	f.value = columns.value(&f.fields)
	err = f.readAll(ctx, rows)
	return f.counts, err
}

func (r *Reader) readHeader(rows *rowReader) (layout, error) {
	header, err := rows.next()
	if err != nil {
		return layout{}, err
	}
	if header.reason != "" {
		return layout{}, fmt.Errorf("line %d: %s", header.line, header.reason)
	}
	columns, err := newLayout(header.fields, r.Columns, r.Extra)
	if err != nil {
		return layout{}, fmt.Errorf("line %d: %w", header.line, err)
	}
	rows.width, rows.id = len(header.fields), columns.index[recordID]
	return columns, nil
}

// isNew says whether a record_id is the first of its kind in the run, and
// remembers it.
func (r *Reader) isNew(id string) bool {
	if r.seen == nil {
		r.seen = map[string]struct{}{}
	}
	before := len(r.seen)
	r.seen[id] = struct{}{}
	return len(r.seen) > before
}
