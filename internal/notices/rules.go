package notices

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/people"
)

// Rules say whom to tell.
type Rules struct {
	Organisations *organisations.Directory
	Within        time.Duration // how old news may be
}

// For gives the notices that have become others, of stays that records tell of.
func (r *Rules) For(tx linker.Reader, records []identity.RecordID, now time.Time) ([]linker.Notice, error) {
	told, err := tx.Notices(records)
	if err != nil {
		return nil, fmt.Errorf("reading notices: %w", err)
	}
	all, err := people.In(tx, records)
	if err != nil {
		return nil, fmt.Errorf("reading who is in hospital: %w", err)
	}
	linked, err := linkedAs(tx, records)
	if err != nil {
		return nil, err
	}
	var out []linker.Notice
	for _, record := range records {
		s := situation{rules: r, now: now.UTC().Truncate(time.Microsecond), record: record, was: []identity.RecordID{record}}
		if at := slices.IndexFunc(all, func(p people.Person) bool { return p.Has(record) }); at >= 0 {
			s.see(&all[at], linked[record])
		}
		s.hear(told)
		out = append(out, s.notices()...)
	}
	slices.SortFunc(out, func(a, b linker.Notice) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b linker.Notice) bool { return a.ID == b.ID }), nil
}

// linkedAs tells of which records it is decided whose they are as they are now. What
// others tell of is for whoever links it: it may be about somebody else by then.
func linkedAs(tx linker.Reader, records []identity.RecordID) (map[identity.RecordID]bool, error) {
	heads, err := tx.Heads(records)
	if err != nil {
		return nil, fmt.Errorf("reading who is in hospital: %w", err)
	}
	linked := map[identity.RecordID]bool{}
	for i := range heads {
		linked[heads[i].ID] = heads[i].Linked == heads[i].Version
	}
	return linked, nil
}

// situation is what is known of one record that tells of a stay.
type situation struct {
	rules  *Rules
	now    time.Time
	record identity.RecordID
	was    []identity.RecordID // it, and those that were merged into it
	told   []linker.Notice     // so far

	identity string // of the person; "" if it is nobody's record any more
	version  int64
	hospital string
	stay     *people.Stay           // nil if it is not known now
	holders  map[string][]facts.Key // organisations to be told, with their records
}

// see takes in what is known of the person. Of a restricted one nothing is shown, so
// that there is nobody to tell.
func (s *situation) see(p *people.Person, linked bool) {
	view := p.For(people.Viewer{}, &people.Survivorship{})
	s.identity, s.version, s.holders = view.ID, view.Version, map[string][]facts.Key{}
	for i := range view.Records {
		if h := &view.Records[i]; h.Record == s.record {
			s.hospital = s.rules.organisation(h)
			s.was = append(s.was, p.MergedInto(h.Key)...)
			if linked && h.Stay.State != "" {
				s.stay = &h.Stay
			}
		}
	}
	for i := range view.Records {
		h := &view.Records[i]
		o, known := s.rules.Organisations.Of(s.rules.organisation(h))
		if known && o.Notices && o.Code != s.hospital {
			s.holders[o.Code] = append(s.holders[o.Code], h.Key)
		}
	}
}

// organisation gives the code of whose record it is: who told it, else whose authority
// it is.
func (r *Rules) organisation(h *people.Holding) string {
	if h.Organisation == "" {
		o, _ := r.Organisations.Owner(h.Key.Authority)
		return o.Code
	}
	return organisations.Code(h.Organisation)
}

// hear takes in what was told of the record's stays.
func (s *situation) hear(all []linker.Notice) {
	for i := range all {
		if slices.Contains(s.was, all[i].Record) {
			s.told = append(s.told, all[i])
		}
	}
}

// notices gives those that are to be others than they are.
func (s *situation) notices() (out []linker.Notice) {
	for i := range s.told {
		if n := &s.told[i]; !n.Retracted && (s.holders[n.Organisation] == nil || s.undone(n)) {
			out = append(out, s.retracted(n))
		}
	}
	kind, news := s.news()
	if !news {
		return out
	}
	for organisation, patient := range s.holders {
		n := linker.Notice{
			ID: s.id(organisation, kind), Version: 1, Kind: kind, Organisation: organisation, Patient: patient, At: s.now,
			Record: s.record, Hospital: s.hospital, Ward: s.stay.Ward, Visit: s.stay.Visit, Since: s.stay.Since,
			Identity: s.identity, IdentityVersion: s.version,
		}
		if before := s.before(&n); before != nil {
			if !before.Retracted {
				continue
			}
			n.ID, n.Version, n.Record = before.ID, before.Version+1, before.Record
		}
		out = append(out, n)
	}
	return out
}

// news tells what there is to tell, if anything.
func (s *situation) news() (linker.NoticeKind, bool) {
	if s.stay == nil {
		return "", false
	}
	since := s.stay.Since
	if since.IsZero() {
		since = s.stay.Told
	}
	kind := map[string]linker.NoticeKind{facts.StayIn: linker.Admission, facts.StayOut: linker.Discharge}[s.stay.State]
	return kind, kind != "" && s.now.Sub(since) <= s.rules.Within
}

// undone says whether a notice was of the stay that the record tells of now, and that
// is otherwise.
func (s *situation) undone(n *linker.Notice) bool {
	if s.stay == nil || !s.same(n) {
		return false
	}
	return s.stay.State == facts.StayCancelled || s.stay.State == facts.StayIn && n.Kind == linker.Discharge
}

// same says whether a notice was of the stay that the record tells of now. Without the
// visit's number it was if it is of no earlier time; and when nothing is known of that
// either, if it was the last.
func (s *situation) same(n *linker.Notice) bool {
	switch {
	case n.Visit != "" || s.stay.Visit != "":
		return n.Visit == s.stay.Visit
	case !s.stay.Since.IsZero():
		return !n.Since.Before(s.stay.Since)
	}
	return !slices.ContainsFunc(s.told, func(o linker.Notice) bool {
		return o.Organisation == n.Organisation && o.Kind == n.Kind && o.Visit == "" && !o.Retracted && o.Since.After(n.Since)
	})
}

// before gives the notice that said the same, if there was one.
func (s *situation) before(n *linker.Notice) *linker.Notice {
	at := slices.IndexFunc(s.told, func(o linker.Notice) bool {
		return o.ID == n.ID || o.Organisation == n.Organisation && o.Kind == n.Kind && s.again(&o)
	})
	if at < 0 {
		return nil
	}
	return &s.told[at]
}

// again says whether a notice was of the stay that there is to tell of. Who is in
// hospital since nobody knows when was told of already, if anybody was.
func (s *situation) again(n *linker.Notice) bool {
	switch {
	case n.Visit != "" || s.stay.Visit != "":
		return n.Visit == s.stay.Visit
	case !s.stay.Since.IsZero():
		return n.Since.Equal(s.stay.Since)
	}
	return !n.Retracted && s.same(n)
}

// retracted tells that a notice does not stand, and nothing of what it said.
func (s *situation) retracted(n *linker.Notice) linker.Notice {
	out := *n
	out.Version, out.Retracted, out.At = n.Version+1, true, s.now
	return out
}

// id names a notice by what it tells of, and whom.
func (s *situation) id(organisation string, kind linker.NoticeKind) string {
	visit := "visit " + s.stay.Visit
	if s.stay.Visit == "" {
		visit = "since " + s.stay.Since.UTC().Format(time.RFC3339)
	}
	return identity.UUID5("lhcre mpi notice\x00", string(s.record)+"\x00"+organisation+"\x00"+string(kind)+"\x00"+visit)
}
