package audit

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Journal writes events down. Those that come while others are written are written
// together, next.
type Journal struct {
	ledger Ledger
	cfg    Config
	wanted chan *wanted
	closed chan struct{} // nothing more is taken
	ended  chan struct{} // nothing more is written
}

// Config is what a journal is told.
type Config struct {
	Node     string           // names the process in each event
	NewID    func() string    // gives a UUID, for a chain
	Now      func() time.Time // time.Now if nil
	Deadline time.Duration    // of one append; 10 s if 0
	// Linger is the least time from one append to the next while several write: what
	// comes meanwhile is written at once; 3 ms if 0.
	Linger time.Duration
	// Wrote hears of each append, and why it failed if it did.
	Wrote func(context.Context, error)
}

const (
	usualDeadline = 10 * time.Second
	usualLinger   = 3 * time.Millisecond
	mostWaiting   = 1024
	// busyFor is how long several are taken to write after two were seen to.
	busyFor = 50 * time.Millisecond
	// mostRows are written at once, of entries and of what was served.
	mostRows = 4000
)

// wanted are events that somebody waits to have written.
type wanted struct {
	events []Event
	rows   int
	done   chan error
}

// ErrClosed says that the journal takes no events any more.
var ErrClosed = errors.New("the audit journal is closed")

// Open begins a journal.
func Open(ledger Ledger, cfg Config) *Journal {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Deadline == 0 {
		cfg.Deadline = usualDeadline
	}
	if cfg.Linger == 0 {
		cfg.Linger = usualLinger
	}
	if cfg.Wrote == nil {
		cfg.Wrote = func(context.Context, error) {}
	}
	j := &Journal{ledger: ledger, cfg: cfg, wanted: make(chan *wanted, mostWaiting), closed: make(chan struct{}), ended: make(chan struct{})}
	go j.run()
	return j
}

// Close writes what waits and ends the journal.
func (j *Journal) Close() {
	close(j.closed)
	<-j.ended
}

// Write has an event written down. It is durable when there is no error; with one,
// nothing that the event tells of may be handed out.
func (j *Journal) Write(ctx context.Context, event Event) error {
	if event.At.IsZero() {
		event.At = j.cfg.Now()
	}
	event.Node = j.cfg.Node
	w := &wanted{events: event.split(), rows: 1 + len(event.Served), done: make(chan error, 1)}
	select {
	case j.wanted <- w:
	case <-j.closed:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("writing the audit: %w", ctx.Err())
	}
	select {
	case err := <-w.done:
		return err
	case <-j.ended:
		return w.outcome()
	case <-ctx.Done():
		return fmt.Errorf("writing the audit: %w", ctx.Err())
	}
}

// outcome is what became of events that were sent while the journal was closed.
func (w *wanted) outcome() error {
	select {
	case err := <-w.done:
		return err
	default:
		return ErrClosed
	}
}

// run writes down what comes, as much at a time as waits. Who writes alone waits for
// nobody; where several do, a little patience saves most of the commits.
func (j *Journal) run() {
	defer close(j.ended)
	var head Head
	var began, several time.Time
	for {
		select {
		case w := <-j.wanted:
			if time.Since(several) < busyFor {
				time.Sleep(j.cfg.Linger - time.Since(began))
			}
			began = time.Now()
			all := j.gather(w)
			if len(all) > 1 {
				several = began
			}
			head = j.write(head, all)
		case <-j.closed:
			j.drain(head)
			return
		}
	}
}

// drain writes what came before the journal was closed.
func (j *Journal) drain(head Head) {
	for {
		select {
		case w := <-j.wanted:
			head = j.write(head, j.gather(w))
		default:
			return
		}
	}
}

func (j *Journal) gather(first *wanted) []*wanted {
	all, rows := []*wanted{first}, first.rows
	for rows < mostRows {
		select {
		case w := <-j.wanted:
			all, rows = append(all, w), rows+w.rows
		default:
			return all
		}
	}
	return all
}

// write appends what is wanted to the chain with a head, and gives the head then:
// none if it failed, for the next to begin another chain.
func (j *Journal) write(head Head, all []*wanted) Head {
	if head.Chain == "" {
		head = Head{Chain: j.cfg.NewID()}
	}
	ctx, stop := context.WithTimeout(context.Background(), j.cfg.Deadline)
	defer stop()
	after, err := j.append(ctx, head, all)
	j.cfg.Wrote(ctx, err)
	if err != nil {
		after = Head{}
	}
	for _, w := range all {
		w.done <- err
	}
	return after
}

func (j *Journal) append(ctx context.Context, head Head, all []*wanted) (after Head, err error) {
	var entries []Entry
	after = head
	for _, w := range all {
		for i := range w.events {
			entry, err := w.events[i].entry(after)
			if err != nil {
				return Head{}, err
			}
			entries = append(entries, entry)
			after = entry.head()
		}
	}
	if err := j.ledger.AppendAudit(ctx, head, entries); err != nil {
		return Head{}, fmt.Errorf("writing the audit: %w", err)
	}
	return after, nil
}
