package files

import (
	"context"
	"errors"
	"fmt"

	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/intern"
)

// Sink takes what a file holds, row by row, in the order of the file, from one
// goroutine.
type Sink interface {
	// Record takes a record, the line of its row, and what was noted of it. Both
	// are the sink's until it returns. The texts of a record share memory with
	// those of its neighbours: who keeps one clones it, but for the ID, which stays.
	Record(line int, record *demographics.Record, remarks []demographics.Remark) error
	// Reject takes a row that could not be read.
	Reject(reject Reject) error
}

// Counts counts the rows of a file. Every row is one of three:
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
	Advance func(bytes int) // told of the bytes read of the file as it lies there, from another goroutine; may be nil

	seen intern.Table
}

// Read reads one file of any format and compression. What is wrong with the file
// as a whole is an error; a bad row is a reject, and the reading goes on.
func (r *Reader) Read(ctx context.Context, path string, sink Sink) (Counts, error) {
	counts, err := r.read(ctx, path, sink)
	if err != nil {
		return counts, fmt.Errorf("reading %s: %w", path, err)
	}
	return counts, nil
}

func (r *Reader) read(ctx context.Context, path string, sink Sink) (Counts, error) {
	in, err := r.open(path)
	if err != nil {
		return Counts{}, err
	}
	d := &delivery{run: r, name: path, sink: sink}
	err = d.readAll(ctx, in.source)
	return d.counts, errors.Join(err, in.close())
}
