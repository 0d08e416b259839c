package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/lhcre/mpi/matcher/demographics"
)

// source is a file of one format.
type source interface {
	// fill adds rows to an empty batch until it is full; io.EOF after the last.
	fill(b *batch) error
	// decoder gives what understands the rows; each goroutine has its own.
	decoder() decoder
	// unit names what rows are counted in: lines, or rows where there are none.
	unit() string
}

// decoder makes a record of a row, or says why it cannot.
type decoder interface {
	decode(row *row, out *outcome)
}

// outcome is what became of a row.
type outcome struct {
	record   demographics.Record
	remarks  []demographics.Remark
	id       string // of a row that is rejected, where it can be told
	idColumn string // the file's own name of the record_id
	column   string // the file's own name of the column that is at fault
	reason   string // why the row is rejected, "" if it is not
}

// refuse rejects the row.
func (o *outcome) refuse(id, column, reason string) {
	o.id, o.column, o.reason = id, column, reason
}

// batch is a run of rows on their way through the workers.
type batch struct {
	rows     []row
	outcomes []outcome
	err      error         // what ended the reading after these rows
	done     chan struct{} // holds a token when the rows are decoded
}

// batchRows is how many rows go together: enough that handing them on costs
// nothing, few enough to lie in the cache of a core.
const batchRows = 512

func newBatch() *batch { return &batch{done: make(chan struct{}, 1)} }

func (b *batch) full() bool { return len(b.rows) >= batchRows }

func (b *batch) decode(with decoder) {
	if cap(b.outcomes) < len(b.rows) {
		b.outcomes = make([]outcome, len(b.rows), max(len(b.rows), min(2*len(b.rows), batchRows)))
	}
	b.outcomes = b.outcomes[:len(b.rows)]
	for i := range b.rows {
		b.outcomes[i] = outcome{}
		with.decode(&b.rows[i], &b.outcomes[i])
	}
	b.done <- struct{}{}
}

// pipeline reads batches in one goroutine and decodes them in as many as there
// are cores. There is a fixed number of batches, so that neither can run ahead.
type pipeline struct {
	source source
	free   chan *batch // to be filled
	work   chan *batch // to be decoded
	order  chan *batch // to be delivered, as they lie in the file
	group  sync.WaitGroup
}

func startPipeline(ctx context.Context, source source) *pipeline {
	workers := runtime.GOMAXPROCS(0)
	batches := workers + 3 // one is filled, one delivered, one waits
	p := &pipeline{
		source: source,
		free:   make(chan *batch, batches), work: make(chan *batch, batches), order: make(chan *batch, batches),
	}
	for range batches {
		p.free <- newBatch()
	}
	p.group.Go(func() { p.fill(ctx) })
	for range workers {
		p.group.Go(p.decode)
	}
	return p
}

func (p *pipeline) fill(ctx context.Context) {
	defer close(p.order)
	defer close(p.work)
	for {
		var b *batch
		select {
		case b = <-p.free:
		case <-ctx.Done():
			return
		}
		b.rows = b.rows[:0]
		b.err = p.source.fill(b)
		p.order <- b // there is room for every batch
		p.work <- b
		if b.err != nil {
			return
		}
	}
}

func (p *pipeline) decode() {
	decoder := p.source.decoder()
	for b := range p.work {
		b.decode(decoder)
	}
}

// readAll takes a file through the pipeline to the sink.
func (d *delivery) readAll(ctx context.Context, source source) error {
	within, cancel := context.WithCancel(ctx)
	p := startPipeline(within, source)
	defer p.group.Wait()
	defer cancel()
	d.unit = source.unit()
	for b := range p.order {
		<-b.done
		if err := d.deliver(ctx, b); err != nil {
			return err
		}
		switch {
		case errors.Is(b.err, io.EOF):
			return nil
		case b.err != nil:
			return b.err
		}
		p.free <- b
	}
	return d.stopped(ctx)
}

func (d *delivery) deliver(ctx context.Context, b *batch) error {
	if ctx.Err() != nil {
		return d.stopped(ctx)
	}
	for i := range b.rows {
		d.last = b.rows[i].line
		d.counts.Rows++
		if err := d.take(b.rows[i].line, &b.outcomes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *delivery) stopped(ctx context.Context) error {
	return fmt.Errorf("%s %d: %w", d.unit, d.last, context.Cause(ctx))
}
