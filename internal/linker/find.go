package linker

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Finder finds who somebody could be whom a caller tells of. Keys, comparisons and
// ladder are those of linking, with what the caller tells as one more record; nothing
// is written, and linking goes on meanwhile.
type Finder struct {
	*Linker

	// One for each who may look at once, nil until it is needed.
	whole, placeless chan *memory
}

// Hit is a record that the one asked for could be of.
type Hit struct {
	Record   identity.RecordID
	Version  int64
	Decision matcher.Decision
	Levels   []Level
}

// Level is what one comparison came to, and nothing of what was compared.
type Level struct {
	Comparison string
	Level      string
	Missing    bool
	Weight     matcher.Weight // with how common the value is
}

// Found is who the one asked for could be, the best first.
type Found struct {
	Whole []Hit
	// Placeless are the hits if nobody had told where anybody is. Where a person's
	// whereabouts are hidden they are all that may be answered by: whether the person
	// is among them, and how sure that is, says nothing of an address.
	Placeless []Hit

	// Looked says that there was something to look by; without it nobody knows
	// whether there is somebody.
	Looked bool
	// TooCommon says that something was told that too many have in common to look for
	// all of them.
	TooCommon bool
}

// NewFinder makes a finder.
func (l *Linker) NewFinder() *Finder {
	most := 2 * runtime.GOMAXPROCS(0) // one may wait for the index's files
	f := &Finder{Linker: l, whole: make(chan *memory, most), placeless: make(chan *memory, most)}
	for range most {
		f.whole <- nil
		f.placeless <- nil
	}
	return f
}

// Find finds the records that the ladder has something to say of, and those of a
// match weight of at least so much.
func (f *Finder) Find(asked demographics.Record, least matcher.Weight) (found Found, err error) {
	asked.ID = ""
	whole, placeless := f.begin(asked, f.whole, false), f.begin(asked.WithoutPlace(), f.placeless, true)
	defer whole.end()
	defer placeless.end()
	passes := []*pass{whole, placeless}
	err = f.lookUp(passes)
	for _, p := range passes {
		if err == nil {
			err = p.weigh(least)
		}
	}
	if err != nil {
		return Found{}, fmt.Errorf("finding records: %w", err)
	}
	return Found{Whole: whole.hits, Placeless: placeless.hits, Looked: whole.keys > 0, TooCommon: whole.lost > 0}, nil
}

// pass finds with all that was told, or as if nobody had told of places.
type pass struct {
	*pool

	x          *member // the one asked for
	found      []*member
	keys, lost int // looked by, and too common to be
	hits       []Hit
	end        func()
}

func (f *Finder) begin(asked demographics.Record, memories chan *memory, placeless bool) *pass {
	m := f.fresh(<-memories)
	p := &pass{end: func() { memories <- m }, pool: &pool{
		Linker: f.Linker, memory: m, index: f.Index, numbers: *f.known.Load(), placeless: placeless,
		members: map[identity.RecordID]*member{}, seen: map[identity.RecordID]*member{}, classes: map[demographics.NHSNumber]*class{},
	}}
	p.x = p.add(&index.Entry{Number: asked.NHSNumber.Uint64(), Compact: asked.AppendCompact(nil)})
	return p
}

// lookUp finds those that share a key with the one asked for, for all passes at once:
// nearly all that one finds the other does.
func (f *Finder) lookUp(passes []*pass) error {
	queries := make([][]index.Key, len(passes))
	for i, p := range passes {
		if err := p.settle(); err != nil {
			return err
		}
		var err error
		if queries[i], p.lost, err = p.keysOf(p.x); err != nil {
			return err
		}
		p.keys = len(queries[i])
	}
	return f.Index.Candidates(queries, func(at int, e *index.Entry) { passes[at].found = append(passes[at].found, passes[at].look(e)) })
}

// weigh keeps those that something may come of.
func (p *pass) weigh(least matcher.Weight) error {
	if err := p.settle(); err != nil {
		return err
	}
	kept := p.found[:0]
	for _, y := range p.found {
		if p.comparer.MayBeEdge(p.x.raw, y.raw) || p.comparer.Decide(p.x.raw, y.raw).Weight >= least {
			p.take(y)
			kept = append(kept, y)
		}
	}
	if err := p.readyWith(p.x); err != nil {
		return err
	}
	p.hits = p.hitsAmong(kept, least)
	return nil
}

// fresh gives a memory that may be used: a new one in the place of none, or of one
// that has grown too large.
func (f *Finder) fresh(m *memory) *memory {
	const mostFound, mostValuesFound = 20_000, 200_000
	if m != nil && m.interner.Len() < mostValuesFound {
		return m
	}
	interner := f.Model.NewInterner()
	records, _ := lru.New[remembered, *matcher.Comparable](mostFound) // fails for no positive size
	return &memory{interner: interner, comparer: f.Model.NewComparer(interner), records: records}
}

// readyWith makes the pool ready, with a member that the index does not know as one
// more holder of its number.
func (p *pool) readyWith(x *member) error {
	if err := p.gather(); err != nil {
		return err
	}
	if c := p.classes[x.class]; c != nil {
		c.holders = append([]*member{x}, c.holders...) // its id is "", the smallest
	}
	p.judge()
	return nil
}

func (p *pass) hitsAmong(others []*member, least matcher.Weight) (hits []Hit) {
	for _, y := range others {
		if !p.shareKey(p.x, y) {
			continue
		}
		d := p.comparer.Decide(p.x.told, y.told)
		if d.Tier == matcher.TierNone && d.Weight < least {
			continue
		}
		hits = append(hits, Hit{Record: y.id(), Version: y.entry.Version, Decision: d, Levels: p.levels(y)})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(rank(a.Decision.Tier), rank(b.Decision.Tier)),
			cmp.Compare(b.Decision.Weight, a.Decision.Weight), cmp.Compare(a.Record, b.Record))
	})
	return hits
}

// rank puts what the ladder has nothing to say of behind all else.
func rank(t matcher.Tier) matcher.Tier { return t - 1 }

func (p *pass) levels(y *member) []Level {
	parts := p.comparer.Parts(p.x.told, y.told)
	levels := make([]Level, len(parts))
	for i, part := range parts {
		levels[i] = Level{part.Comparison, part.Level, part.Missing, part.Total()}
	}
	return levels
}
