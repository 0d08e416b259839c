package linker

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher/demographics"
)

// published is what a batch put where every linker can see it.
type published struct {
	// before holds each record that the batch tells of as it was. What its edges
	// rest on is that, if that version is linked; else nobody knows, as when a batch
	// is taken up again that was published and not linked.
	before map[identity.RecordID]Record
	// anew are those of them of which something else is known than before, as they
	// are; their edges rest on nothing.
	anew map[identity.RecordID]bool
	// changed are the records whose edges do not rest on their content.
	changed []identity.RecordID
	// touched are records of which something was asserted.
	touched []identity.RecordID

	lane        int64
	first, last int64    // of the lane's numbers that were reserved
	written     []Record // what stands under them
	learned     bool     // something of NHS numbers stands there too
	others      int      // how often others had told of them

	stage

	// standard holds what is written in standard form, so far as that was made, by
	// lane numbers.
	standard map[int64]demographics.Record
	// entries are written as the index is to have it, and what goes, made when so
	// much was wide. Made are those that the index has.
	entries []index.Entry
	deleted []string
	wide    *wideKeys
	made    map[identity.RecordID]*index.Entry
}

// publish folds a batch into its records and commits them. Records whose number
// counts as something else afterwards are published anew.
func (l *Linker) publish(ctx context.Context, lane Lane, b Batch) (*published, error) {
	about := namedBy(b.Facts)
	room := len(about) + len(b.Numbers)
	if len(b.Numbers) > 0 {
		l.ours[lane.ID] = true
		l.ahead.moved(nil) // what was looked at knows less of NHS numbers
		if err := l.catchUp(ctx, false); err != nil {
			return nil, err
		}
	}
	for {
		var out *published
		err := l.update(ctx, lane, room, func(tx Tx, first int64) error {
			l.ahead.forget(out) // of an attempt before
			p := &publication{Linker: l, tx: tx, lane: lane.ID, next: first, end: first + int64(room)}
			err := p.batch(b, about)
			out = &p.published
			out.lane, out.first, out.last = lane.ID, first, first+int64(room)-1
			if len(b.Numbers) > 0 {
				out.learned, out.others = true, l.others
			}
			l.ahead.note(out) // before anybody can see it
			return err
		}, func() {})
		if err != nil {
			l.ahead.forget(out)
		}
		if !errors.Is(err, errNoRoom) {
			return out, err
		}
		room = 2*room + pageSize
	}
}

// errNoRoom says that a transaction has reserved too few of its lane's numbers.
var errNoRoom = errors.New("more records than numbers reserved")

// namedBy lists the keys that facts name, without repeats.
func namedBy(all []facts.Fact) []facts.Key {
	named := map[facts.Key]bool{}
	for i := range all {
		named[all[i].Key] = true
		if !all[i].Other.IsZero() {
			named[all[i].Other] = true
		}
	}
	return slices.SortedFunc(maps.Keys(named), facts.Key.Compare)
}

// publication is one run of the transaction that publishes a batch.
type publication struct {
	*Linker

	tx        Tx
	lane      int64
	next, end int64 // of the lane's numbers
	published published
}

func (p *publication) batch(b Batch, about []facts.Key) error {
	p.published = published{
		before: map[identity.RecordID]Record{}, anew: map[identity.RecordID]bool{}, standard: map[int64]demographics.Record{},
	}
	if err := p.tx.AddDeadLetters(b.DeadLetters); err != nil {
		return err
	}
	if err := p.numberFacts(b.Numbers); err != nil {
		return err
	}
	if err := p.assert(b.Assertions); err != nil {
		return err
	}
	return p.facts(b.Facts, about)
}

func (p *publication) numberFacts(all []facts.NumberFact) error {
	if len(all) == 0 {
		return nil
	}
	seqs := make([]int64, len(all))
	for i := range seqs {
		seqs[i] = p.next
		p.next++
	}
	if err := p.tx.PutNumberFacts(all, p.lane, seqs); err != nil {
		return err
	}
	var raw []uint64
	for _, number := range facts.Rejudged(p.numbers, p.numbers.With(all...), all...) {
		raw = append(raw, number.Uint64())
	}
	holders, err := p.tx.Holders(raw)
	if err != nil {
		return err
	}
	return p.again(idsOf(holders))
}

// again publishes records anew, as they are: something else that they are
// compared by has changed.
func (p *publication) again(ids []identity.RecordID) error {
	if int64(len(ids)) > p.end-p.next {
		return errNoRoom
	}
	records, err := p.tx.Records(ids)
	if err != nil {
		return err
	}
	for i := range records {
		r := &records[i]
		p.published.before[r.ID] = *r
		p.published.anew[r.ID] = true
		p.published.changed = append(p.published.changed, r.ID)
		r.Version++
		r.Lane, r.LaneSeq = p.lane, p.next
		p.next++
	}
	p.published.written = append(p.published.written, records...)
	return p.tx.PutRecords(records)
}

func idsOf(records []Record) []identity.RecordID {
	out := make([]identity.RecordID, len(records))
	for i := range records {
		out[i] = records[i].ID
	}
	return out
}

func (p *publication) assert(all []Assertion) error {
	for _, a := range all {
		p.published.touched = append(p.published.touched, a.A, a.B)
	}
	if len(all) == 0 {
		return nil
	}
	return p.tx.AddAssertions(all)
}

// facts keeps facts and folds them into the records that they belong to.
func (p *publication) facts(all []facts.Fact, about []facts.Key) error {
	if len(all) == 0 {
		return nil
	}
	if err := p.tx.AddFacts(all); err != nil {
		return err
	}
	merges, hang, anew, err := p.merges(all, about)
	if err != nil {
		return err
	}
	if anew {
		return p.foldAnew(merges, hang)
	}
	told := byTarget(all, merges)
	return p.write(slices.SortedFunc(maps.Keys(told), facts.Key.Compare), func(r *Record) facts.Content {
		return r.Content.With(told[r.Key]...)
	})
}

// byTarget groups what is told by the records that it belongs to.
func byTarget(all []facts.Fact, merges facts.Merges) map[facts.Key][]facts.Fact {
	told := map[facts.Key][]facts.Fact{}
	for _, f := range all {
		if f.Kind == facts.Tell || f.Kind == facts.Delete {
			target := merges.Target(f.Key, f.Stamp)
			told[target] = append(told[target], f)
		}
	}
	return told
}

// write gives records their new contents, if these are new.
func (p *publication) write(keys []facts.Key, content func(r *Record) facts.Content) error {
	byID := make(map[identity.RecordID]facts.Key, len(keys))
	for _, k := range keys {
		byID[k.Record()] = k
	}
	known, err := p.tx.Records(slices.Sorted(maps.Keys(byID)))
	if err != nil {
		return err
	}
	have := make(map[identity.RecordID]Record, len(known))
	for _, r := range known {
		have[r.ID] = r
	}
	var changed []Record
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		r, ok := have[id]
		if !ok {
			r = Record{ID: id, Key: byID[id]}
		}
		now, err := p.changed(r, content(&r))
		if err != nil {
			return err
		}
		if now.Version != r.Version {
			changed = append(changed, now)
		}
		if now.Version != now.Linked {
			p.note(id, r)
		}
	}
	if p.next > p.end { // a merge brings in more records than the batch names
		return errNoRoom
	}
	p.published.written = append(p.published.written, changed...)
	return p.tx.PutRecords(changed)
}

// note remembers a record that is to be linked. One that was published anew
// before, in this transaction, stays one of which nothing is known.
func (p *publication) note(id identity.RecordID, before Record) {
	if _, known := p.published.before[id]; !known {
		p.published.changed = append(p.published.changed, id)
		p.published.before[id] = before
	}
}

// changed gives a record with other content: a new version, unless it is the
// same content after all.
func (p *publication) changed(r Record, content facts.Content) (Record, error) {
	if r.Content.Equal(&content) {
		return r, nil
	}
	r.Content = content
	r.Version++
	r.Lane, r.LaneSeq = p.lane, p.next
	p.next++
	r.Deleted = content.Deleted()
	if r.Deleted {
		r.Number, r.Restricted = 0, false
		return r, nil
	}
	s, err := p.standard(&r)
	if err != nil {
		return r, err
	}
	p.published.standard[r.LaneSeq] = s
	r.Number, r.Restricted = s.NHSNumber.Uint64(), s.Confidentiality.Hidden()
	return r, nil
}
