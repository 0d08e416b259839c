package notices_test

import (
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// known is a world in which all four organisations hold a record of one person.
func known(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.tell("P84001", "1")
	w.tell("P84002", "2")
	w.tell("P84003", "3")
	w.tell("RM3", "H1")
	return w
}

const (
	admitted   = "2026-03-09T08:00:00Z"
	discharged = "2026-03-10T09:00:00Z"
)

// Each organisation that wants to hear of it, and knows the person, is told once, of its
// own record.
func TestAdmissionAndDischargeAreToldOnce(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.want("nobody was admitted", 0)
	w.stay("H1", facts.StayIn, admitted, "V1")
	in := []string{"P84001 admission V1 P84001|1", "P84002 admission V1 P84002|2"}
	w.want("admitted", 2, in...)
	w.stay("H1", facts.StayIn, "-", "V1")
	w.want("moved to another ward", 2, in...)
	w.stay("H1", facts.StayOut, discharged, "V1")
	out := append(slices.Clone(in), "P84001 discharge V1 P84001|1", "P84002 discharge V1 P84002|2")
	w.want("discharged", 4, out...)
	w.stay("H1", facts.StayIn, "", "V1")
	w.want("not discharged after all", 6, in...)
	w.stay("H1", facts.StayOut, discharged, "V1")
	w.want("discharged then", 8, out...)
	w.stay("H1", facts.StayIn, discharged, "V2")
	w.want("admitted again", 10, append(out, "P84001 admission V2 P84001|1", "P84002 admission V2 P84002|2")...)
	w.stay("H1", facts.StayCancelled, "", "V2")
	w.want("not admitted again after all", 12, out...)
	for _, n := range w.messages() {
		if n.Hospital != "RM3" || n.Ward == "" || n.At.IsZero() || n.Since.IsZero() || n.Identity == "" || n.IdentityVersion == 0 {
			t.Errorf("a notice does not say all: %+v", n)
		}
	}
}

// A hospital that tells no numbers of visits is understood too.
func TestStaysWithoutVisitNumbers(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.stay("H1", facts.StayIn, admitted, "")
	in := []string{"P84001 admission  P84001|1", "P84002 admission  P84002|2"}
	w.want("admitted", 2, in...)
	w.stay("H1", facts.StayIn, "-", "")
	w.want("moved", 2, in...)
	w.stay("H1", facts.StayOut, discharged, "")
	out := append(slices.Clone(in), "P84001 discharge  P84001|1", "P84002 discharge  P84002|2")
	w.want("discharged", 4, out...)
	w.stay("H1", facts.StayIn, "", "")
	w.want("not discharged after all", 6, in...)
	w.stay("H1", facts.StayCancelled, "", "")
	w.want("not admitted after all", 8)
	w.stay("H1", facts.StayIn, discharged, "")
	w.want("admitted later", 10, in...)
}

// Who turns out to be somebody else was not admitted, as far as others are concerned;
// why a notice is retracted is not said.
func TestSplitsRetract(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.stay("H1", facts.StayIn, admitted, "V1")
	hospital := key("RM3", "H1")
	for _, other := range []facts.Key{key("P84001", "1"), key("P84002", "2"), key("P84003", "3")} {
		w.assert(identity.CannotLink, hospital, other)
	}
	w.want("it was another person", 4)
	for _, other := range []facts.Key{key("P84001", "1"), key("P84002", "2"), key("P84003", "3")} {
		w.assert(identity.Withdrawn, hospital, other)
	}
	w.want("it was the same person after all", 6, "P84001 admission V1 P84001|1", "P84002 admission V1 P84002|2")
}

func TestRestrictedPeopleAreToldOfToNobody(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.tell("P84002", "2", "confidentiality", "R")
	w.stay("H1", facts.StayIn, admitted, "V1")
	w.want("restricted", 0)
	w.tell("P84002", "2")
	in := []string{"P84001 admission V1 P84001|1", "P84002 admission V1 P84002|2"}
	w.want("not restricted any more", 2, in...)
	w.tell("P84003", "3", "confidentiality", "V")
	w.want("restricted again", 4)
	w.stay("H1", facts.StayOut, discharged, "V1")
	w.want("discharged", 4)
}

// Who comes to know the person hears of it then.
func TestWhoKnowsThePersonLaterIsToldLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("P84001", "1")
	w.stay("H1", facts.StayIn, admitted, "V1")
	w.want("one knows the person", 1, "P84001 admission V1 P84001|1")
	w.tell("P84002", "2")
	w.want("another does", 2, "P84001 admission V1 P84001|1", "P84002 admission V1 P84002|2")
	w.link(facts.Fact{Key: key("P84001", "1"), Kind: facts.Delete})
	w.want("the one does no more", 3, "P84002 admission V1 P84002|2")
	w.link(facts.Fact{Key: key("RM3", "H1"), Kind: facts.Delete})
	w.want("nor does the hospital", 4)
}

// A patient is admitted once, whatever the hospital's numbers become.
func TestMergesAtTheHospitalTellNothingAnew(t *testing.T) {
	t.Parallel()
	w := known(t)
	in := []string{"P84001 admission V1 P84001|1", "P84002 admission V1 P84002|2"}
	w.stay("H1", facts.StayIn, admitted, "V1")
	w.tell("RM3", "H2")
	w.link(facts.Fact{Key: key("RM3", "H1"), Kind: facts.Merge, Other: key("RM3", "H2")})
	w.want("merged", 2, in...)
	w.stay("H2", facts.StayIn, "-", "V1")
	w.want("moved", 2, in...)
	w.stay("H2", facts.StayCancelled, "", "V1")
	w.want("not admitted after all", 4)
}

// An organisation with two records of the person is told once, of both; one that was
// merged away is no record of it.
func TestRecordsThatAreNamed(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.tell("P84001", "9")
	w.tell("P84002", "8")
	w.link(facts.Fact{Key: key("P84002", "8"), Kind: facts.Merge, Other: key("P84002", "2")})
	w.stay("H1", facts.StayIn, admitted, "V1")
	w.want("admitted", 2, "P84001 admission V1 P84001|1 P84001|9", "P84002 admission V1 P84002|2")
}

func TestOldNewsIsNone(t *testing.T) {
	t.Parallel()
	w := known(t)
	w.stay("H1", facts.StayIn, "2026-03-03T11:59:59Z", "V1")
	w.want("a week and a second ago", 0)
	w.stay("H1", facts.StayIn, "2026-03-03T12:00:00Z", "V2")
	w.want("a week ago", 2, "P84001 admission V2 P84001|1", "P84002 admission V2 P84002|2")
	w.stay("H1", facts.StayOut, "2026-03-03T11:00:00Z", "V2")
	w.want("discharged before that", 2, "P84001 admission V2 P84001|1", "P84002 admission V2 P84002|2")
}

// A hospital that gives a number to another patient, who is in hospital, tells nothing of
// the one before: not even while it is published, and not decided yet, that it has.
func TestWhoIsNotLinkedYetIsNotToldOf(t *testing.T) {
	t.Parallel()
	w := known(t)
	publish := func(organisation, id string, columns facts.Columns) *linker.Published {
		f := w.fact(facts.Fact{Key: key(organisation, id), Kind: facts.Tell, Columns: columns})
		p, err := w.linker.Publish(t.Context(), w.lane, linker.Batch{Facts: []facts.Fact{f}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := publish("P84002", "2", alison("phone", "07700900001"))
	second := publish("RM3", "H1", alison(
		"family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "sex", "1", "nhs_number", "9990000034",
		"address", "9 LOW ROAD", "postcode", "BH1 1AA", facts.ColumnStay, facts.StayIn, facts.ColumnStaySince, admitted, facts.ColumnStayVisit, "V9"))
	for _, p := range []*linker.Published{first, second} {
		if _, err := w.linker.Link(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		w.want("the number is another patient's", 0)
	}
	w.tell("P84001", "8", "family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "sex", "1", "nhs_number", "9990000034")
	w.want("who knows that patient", 1, "P84001 admission V9 P84001|8")
}
