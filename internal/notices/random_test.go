package notices_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
)

// Whatever is told in whatever order and at once: a notice that stands is of a person
// whom the organisation knows and who is not restricted, with its own records alone, and
// of the stay that the hospital tells of now each organisation that knows the person has
// exactly one.
func TestWhatStandsIsSo(t *testing.T) {
	t.Parallel()
	told, retracted := 0, 0
	for seed := range uint64(150) {
		w := newWorld(t)
		random := rand.New(rand.NewPCG(seed, 5))
		all := w.history(random)
		for len(all) > 0 {
			n := 1 + random.IntN(min(3, len(all)))
			w.process(linker.Batch{Facts: all[:n]})
			all = all[n:]
			if random.IntN(3) == 0 {
				w.assert([]identity.Kind{identity.CannotLink, identity.Withdrawn}[random.IntN(2)], key("RM3", "H1"), somebody(random))
			}
			w.checkStanding(fmt.Sprintf("seed %d, %d to come", seed, len(all)))
		}
		for _, n := range w.messages() {
			told++
			if n.Retracted {
				retracted++
			}
		}
		if t.Failed() {
			return
		}
	}
	if told < 300 || retracted < 100 {
		t.Errorf("%d messages, %d of them retract: is anything tried?", told, retracted)
	}
}

func somebody(random *rand.Rand) facts.Key {
	return [...]facts.Key{key("P84001", "1"), key("P84001", "4"), key("P84002", "2"), key("P84003", "3")}[random.IntN(4)]
}

// history has the hospital and the practices tell of one person, shuffled now and then.
func (w *world) history(random *rand.Rand) (all []facts.Fact) {
	for range 6 + random.IntN(10) {
		f := facts.Fact{Key: somebody(random), Kind: facts.Tell, Columns: alison()}
		switch random.IntN(16) {
		case 0:
			f.Kind, f.Columns = facts.Delete, nil
		case 1:
			f.Columns["confidentiality"] = "R"
		case 2, 3, 4, 5, 6, 7, 8, 9:
			f.Key = key("RM3", []string{"H1", "H1", "H1", "H2"}[random.IntN(4)])
			f.Columns[facts.ColumnStay] = []string{facts.StayIn, facts.StayIn, facts.StayOut, facts.StayCancelled}[random.IntN(4)]
			f.Columns[facts.ColumnStayVisit] = f.Key.LocalID + []string{"V1", "V2"}[random.IntN(2)]
			f.Columns[facts.ColumnStaySince] = now().Add(-time.Duration(random.IntN(60)) * time.Hour).Format(time.RFC3339)
		case 10:
			f = facts.Fact{Key: key("RM3", "H1"), Kind: facts.Merge, Other: key("RM3", "H2")}
		}
		all = append(all, w.fact(f))
	}
	if random.IntN(2) == 0 {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	return all
}

// checkStanding compares what stands with who is who.
func (w *world) checkStanding(when string) {
	w.Helper()
	stand := w.stand()
	who := people.People{Store: w.store}
	keys := []facts.Key{key("P84001", "1"), key("P84001", "4"), key("P84002", "2"), key("P84003", "3"), key("RM3", "H1"), key("RM3", "H2")}
	var ids []identity.RecordID
	for _, k := range keys {
		ids = append(ids, k.Record())
	}
	all, err := who.Of(w.Context(), ids)
	if err != nil {
		w.Fatal(err)
	}
	for _, n := range stand {
		w.checkNotice(when, &n, all)
	}
	for i := range all {
		w.checkPerson(when, &all[i], stand)
	}
}

func (w *world) checkNotice(when string, n *linker.Notice, all []people.Person) {
	w.Helper()
	at := slices.IndexFunc(all, func(p people.Person) bool { return p.Has(n.Record) })
	if at < 0 || all[at].Restricted {
		w.Errorf("%s: a notice stands of nobody, or of somebody restricted", when)
		return
	}
	view := all[at].For(people.Viewer{}, &people.Survivorship{})
	if !slices.ContainsFunc(view.Records, func(h people.Holding) bool { return h.Organisation == n.Organisation }) {
		w.Errorf("%s: %s is told of somebody whom it does not know", when, n.Organisation)
	}
	for _, k := range n.Patient {
		if k.Authority != n.Organisation {
			w.Errorf("%s: %s is told of a record of %s", when, n.Organisation, k.Authority)
		}
	}
	if n.Organisation == "P84003" || n.Organisation == "RM3" {
		w.Errorf("%s: %s is told", when, n.Organisation)
	}
}

// checkPerson wants one notice for each practice that knows the person, of each stay
// that a record of the hospital tells of.
func (w *world) checkPerson(when string, p *people.Person, stand []linker.Notice) {
	w.Helper()
	view := p.For(people.Viewer{}, &people.Survivorship{})
	knows := map[string]bool{}
	for _, h := range view.Records {
		knows[h.Organisation] = true
	}
	for _, h := range view.Records {
		if h.Organisation != "RM3" || h.Stay.State == "" {
			continue
		}
		family := append(p.MergedInto(h.Key), h.Record)
		for _, organisation := range []string{"P84001", "P84002"} {
			count := map[linker.NoticeKind]int{}
			for _, n := range stand {
				if n.Organisation == organisation && n.Visit == h.Stay.Visit && slices.Contains(family, n.Record) {
					count[n.Kind]++
				}
			}
			w.checkCount(fmt.Sprintf("%s: of a stay that is %s, %s, which knows the person: %t", when, h.Stay.State, organisation, knows[organisation]),
				h.Stay.State, knows[organisation], count)
		}
	}
}

func (w *world) checkCount(what, state string, knows bool, count map[linker.NoticeKind]int) {
	w.Helper()
	least, most := [2]int{}, [2]int{} // of admissions and discharges
	if knows {
		switch state {
		case facts.StayIn:
			least, most = [2]int{1, 0}, [2]int{1, 0}
		case facts.StayOut: // that it was admitted it may have been told, or not
			least, most = [2]int{0, 1}, [2]int{1, 1}
		}
	}
	for i, kind := range []linker.NoticeKind{linker.Admission, linker.Discharge} {
		if count[kind] < least[i] || count[kind] > most[i] {
			w.Errorf("%s has %d of %s", strings.TrimSpace(what), count[kind], kind)
		}
	}
}
