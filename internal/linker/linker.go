package linker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Index is what the linker needs of the candidate index.
type Index interface {
	// Apply puts entries in the place of older ones, and takes deleted ones away. It
	// gives, of each entry, then of each deleted one, what was there.
	Apply(entries []index.Entry, deleted []string, marks index.Watermarks) ([]index.Entry, error)
	// Candidates visits, query by query, each entry that has one of its keys, once.
	Candidates(queries [][]index.Key, visit func(query int, e *index.Entry)) error
	// Holders visits, number by number, each entry with a raw NHS number.
	Holders(numbers []uint64, visit func(at int, e *index.Entry)) error
	// Get gives entries by id; what is not there is zero.
	Get(ids []string) ([]index.Entry, error)
	Count(key index.Key) (int, error)
	Watermarks() index.Watermarks
}

// Config is what a linker works with.
type Config struct {
	Store   Store
	Index   Index
	Model   *matcher.Model
	Options demographics.Options
	// Now tells the time of changes. Nothing is decided by it but what is news.
	Now func() time.Time
	// Notices gives what organisations have to be told now of stays that some records
	// tell of, reading what the transaction has written; nobody is told if it is nil.
	Notices func(tx Reader, stays []identity.RecordID, now time.Time) ([]Notice, error)
	// NewID makes the id of a new identity.
	NewID func() string
	// Step is told how long a step of a batch took, if it is there.
	Step func(name string, took time.Duration)
	// Again is called before a batch is looked at again because others have changed
	// something, if it is there. It may wait until they are done.
	Again func(ctx context.Context)
}

// wideKeys are the keys that are known to be too common, at some time.
type wideKeys map[index.Key]bool

// timed begins a step of a batch, and gives what ends it.
func (l *Linker) timed(name string) (end func()) {
	if l.Step == nil {
		return func() {}
	}
	start := time.Now()
	return func() { l.Step(name, time.Since(start)) }
}

// Linker links batches of facts, one at a time. Meanwhile the next may be looked
// at, and the one after that published. What runs side by side are linkers.
type Linker struct {
	Config

	rules identity.Rules
	model string // the name that edges and changes carry

	order sync.Mutex  // held while a batch is linked: one at a time
	lanes []LaneState // as the last link left them, for who links

	mu       sync.Mutex                    // held by who looks
	marks    index.Watermarks              // what the index has been given
	numbers  facts.Numbers                 // what is known of NHS numbers
	known    atomic.Pointer[facts.Numbers] // the same, for who does not look
	heard    map[int64]int64               // by lane, the last NHS-number fact
	ours     map[int64]bool                // the lanes that it has told of numbers in
	others   int                           // how often others have
	wide     atomic.Pointer[wideKeys]
	caughtUp atomic.Pointer[time.Time]
	memory   *memory
	early    *published // what is looked at before its turn

	deciding sync.Mutex // held by who decides, and who changes what the index holds
	writing  sync.Mutex // held by the transaction that is under way
	ahead    ahead
}

// New makes a linker. It has to catch up before it can work, which the first
// batch does.
func New(cfg Config) (*Linker, error) {
	t := cfg.Model.Thresholds()
	l := &Linker{Config: cfg, rules: identity.Rules{Auto: t.Auto, Review: t.Review, Margin: t.Margin, MaxCluster: t.MaxCluster}}
	if err := l.rules.Validate(); err != nil {
		return nil, fmt.Errorf("making a linker: %w", err)
	}
	file := cfg.Model.File()
	l.model = file.Name + " " + file.Version
	l.wide.Store(&wideKeys{})
	l.known.Store(&facts.Numbers{})
	l.marks, l.heard, l.ours = index.Watermarks{}, map[int64]int64{}, map[int64]bool{}
	maps.Copy(l.marks, cfg.Index.Watermarks())
	return l, nil
}

// Batch is what one lane takes in at once.
type Batch struct {
	Facts       []facts.Fact
	Numbers     []facts.NumberFact
	Assertions  []Assertion
	DeadLetters []DeadLetter
	// Position is where the lane stands in Kafka after the batch, if it came
	// from there.
	Position *Position
	Cause    string
}

// Outcome says what a batch came to.
type Outcome struct {
	Records  int // whose content changed
	Weighed  int // records whose edges were looked for
	Pairs    int // candidates compared
	Edges    int
	Resolved int // records of the components that were resolved
	Changes  int // of identities
	Opened   int // tasks
	Closed   int
	Looks    int // how often the batch looked, 1 if nothing moved meanwhile
}

// errMoved says that a record has changed since the batch looked at it.
var errMoved = errors.New("a record has moved since it was looked at")

// Process takes a batch from facts to links: when it returns without an error
// all of it is in the store. To process a batch again changes nothing. After an
// error the lane is recovered before the batch is processed again: not all that
// was published comes to light by that.
func (l *Linker) Process(ctx context.Context, lane Lane, b Batch) (Outcome, error) {
	p, err := l.Publish(ctx, lane, b)
	if err != nil {
		return Outcome{}, err
	}
	return l.Link(ctx, p)
}

// Published is a batch that every linker can see and that is not linked yet.
type Published struct {
	Lane  Lane
	Batch Batch

	published *published
}

// Publish is the first part of Process. It may run while batches before are
// looked at and linked, and what it publishes is linked after them, or dropped.
func (l *Linker) Publish(ctx context.Context, lane Lane, b Batch) (*Published, error) {
	if len(b.Numbers) > 0 { // what they change depends on all that is known
		l.order.Lock()
		defer l.order.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	defer l.timed("publish")()
	p, err := l.publish(ctx, lane, b)
	if err != nil {
		return nil, fmt.Errorf("publishing records: %w", err)
	}
	if err := l.makeEntries(p); err != nil {
		l.ahead.forget(p)
		return nil, fmt.Errorf("publishing records: %w", err)
	}
	return &Published{Lane: lane, Batch: b, published: p}, nil
}

// Look is the second part of Process, which Link does if nobody else has. It may
// run while the batch before, which was looked at, is linked. What cannot be done
// before that batch is linked is left to Link.
func (l *Linker) Look(ctx context.Context, p *Published) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ahead.begin(p.published) || p.published.first <= p.published.last && l.marks[p.Lane.ID] != p.published.first-1 {
		return
	}
	l.early = p.published
	defer func() { l.early = nil }()
	if l.applyOwn(p.Lane, p.published) != nil {
		return
	}
	if j := l.job(p); j.lookNow(ctx, true) == nil && len(j.found.wide) == 0 {
		l.ahead.looked(p.published, j)
	}
}

// Link is the last part of Process.
func (l *Linker) Link(ctx context.Context, p *Published) (outcome Outcome, err error) {
	l.order.Lock()
	defer l.order.Unlock()
	j := l.ahead.turn(p.published)
	defer func() { l.ahead.over(p.published, err == nil) }()
	if j == nil {
		j = l.job(p)
		if err := l.applyInTurn(p); err != nil {
			return Outcome{}, fmt.Errorf("catching up: %w", err)
		}
	}
	return l.finish(ctx, j)
}

// Drop says that what was published will not be linked by this linker: somebody
// else has the lane now.
func (l *Linker) Drop(p *Published) {
	l.ahead.forget(p.published)
}

func (l *Linker) job(p *Published) *job {
	return &job{Linker: l, batch: p.Batch, lane: p.Lane, published: p.published, turn: p.published}
}

func (l *Linker) applyInTurn(p *Published) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.applyOwn(p.Lane, p.published)
}

// Recover links what was published in a lane and not linked: its linker died in
// between, and what it died over may come from no topic that tells it again.
func (l *Linker) Recover(ctx context.Context, lane Lane) error {
	l.order.Lock()
	defer l.order.Unlock()
	l.ahead.abandon()
	for {
		left, err := l.left(ctx, lane)
		if err != nil || len(left.changed) == 0 {
			return err
		}
		if _, err := l.finish(ctx, &job{Linker: l, batch: Batch{Cause: "recovery"}, lane: lane, published: left}); err != nil {
			return err
		}
	}
}

// mostAtOnce is how many records are linked in one transaction.
const mostAtOnce = 250

// left lists some records of a lane that are published and not linked.
func (l *Linker) left(ctx context.Context, lane Lane) (*published, error) {
	left := &published{before: map[identity.RecordID]Record{}}
	err := l.Store.View(ctx, func(tx Reader) error {
		heads, err := tx.Unlinked(lane.ID, mostAtOnce)
		for _, h := range heads {
			left.changed = append(left.changed, h.ID)
			left.before[h.ID] = h
		}
		return err
	})
	if err != nil {
		return left, fmt.Errorf("recovering a lane: %w", err)
	}
	return left, nil
}

// mostLooks is how often a batch looks again because something has moved, before
// it is given back to be taken up anew: others may be at the same people all the
// time, but not for ever.
const mostLooks = 100

// finish brings what is published to links.
func (l *Linker) finish(ctx context.Context, j *job) (Outcome, error) {
	for range mostLooks {
		if err := j.lookAndLink(ctx); !errors.Is(err, errMoved) {
			return j.outcome, err
		}
		l.ahead.moved(j.turn)
		if l.Again != nil {
			l.Again(ctx)
		}
	}
	return j.outcome, fmt.Errorf("linking, looked %d times: %w", mostLooks, errMoved)
}

// job is a batch on its way from publishing to links.
type job struct {
	*Linker

	batch     Batch
	lane      Lane
	published *published
	turn      *published       // the batch in whose turn it is linked, if that is ahead
	marks     index.Watermarks // what the index had been given when it looked
	pool      *pool
	moved     map[demographics.NHSNumber]bool // the classes that records came to or left
	found     *found                          // not linked yet
	kept      []Record                        // as the last transaction has them
	rejudged  bool
	outcome   Outcome
}

func (j *job) lookAndLink(ctx context.Context) error {
	if j.published.learned && !j.rejudged {
		if err := j.rejudge(ctx); err != nil {
			return err
		}
		j.rejudged = true
	}
	if j.found == nil {
		if err := j.lookInTurn(ctx); err != nil {
			return err
		}
	}
	found := j.found
	j.found = nil
	if len(found.wide) > 0 {
		if err := j.widen(ctx, found.wide); err != nil {
			return err
		}
		return errMoved
	}
	if err := j.link(ctx, found); err != nil {
		return fmt.Errorf("linking: %w", err)
	}
	return nil
}

// lookInTurn looks when nothing before the batch is left to be linked.
func (j *job) lookInTurn(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.lookNow(ctx, j.outcome.Looks == 0); err != nil {
		return err
	}
	if j.published == j.turn && len(j.found.wide) == 0 {
		j.ahead.looked(j.turn, nil)
	}
	return nil
}

// lookNow catches up and looks.
func (j *job) lookNow(ctx context.Context, leaveAhead bool) error {
	j.outcome = Outcome{Looks: j.outcome.Looks + 1, Records: len(j.published.changed)}
	if err := j.catchUp(ctx, leaveAhead); err != nil {
		return fmt.Errorf("catching up: %w", err)
	}
	j.marks = j.Linker.marks
	found, err := j.look(ctx)
	if err != nil {
		return fmt.Errorf("looking for candidates: %w", err)
	}
	j.found = &found
	return nil
}

// Add adds up what two batches came to.
func (o *Outcome) Add(p Outcome) {
	o.Records += p.Records
	o.Weighed += p.Weighed
	o.Pairs += p.Pairs
	o.Edges += p.Edges
	o.Resolved += p.Resolved
	o.Changes += p.Changes
	o.Opened += p.Opened
	o.Closed += p.Closed
	o.Looks += p.Looks
}
