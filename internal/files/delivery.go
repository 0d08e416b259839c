package files

import (
	"errors"
	"fmt"

	"github.com/lhcre/mpi/matcher/demographics"
)

// delivery hands what a file holds to the sink.
type delivery struct {
	run    *Reader
	name   string
	unit   string
	sink   Sink
	counts Counts
	last   int // the line of the last row
}

// take tells the sink what a row holds.
func (d *delivery) take(line int, o *outcome) error {
	if o.reason != "" {
		return d.reject(line, o)
	}
	number, fresh := d.run.seen.Add(o.record.ID)
	if !fresh {
		o.refuse(o.record.ID, o.idColumn, "expected a value that no other record of the run has")
		return d.reject(line, o)
	}
	o.record.ID = d.run.seen.Text(number)
	return d.keep(line, &o.record, o.remarks)
}

func (d *delivery) keep(line int, record *demographics.Record, remarks []demographics.Remark) error {
	if record.Deleted {
		d.counts.Deleted++
		return nil
	}
	d.counts.Records++
	if err := d.sink.Record(line, record, remarks); err != nil {
		return fmt.Errorf("%s %d: %w", d.unit, line, err)
	}
	return nil
}

func (d *delivery) reject(line int, o *outcome) error {
	d.counts.Rejected++
	reject := Reject{File: d.name, Line: line, RecordID: o.id, Column: o.column, Reason: o.reason, unit: d.unit}
	if err := d.sink.Reject(reject); err != nil {
		return fmt.Errorf("%s %d: %w", d.unit, line, err)
	}
	if d.run.Strict {
		return errors.New(reject.String())
	}
	return nil
}
