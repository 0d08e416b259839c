package intake

import (
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

// stay tells whether the patient is in hospital, of those events that say so; the
// newest by when it happened decides. Each tells all of it, so that a ward of one stay
// never stands beside the time of another.
func (t *telling) stay(event string, at time.Time) {
	var state, since string
	admitted := t.visitTime(44)
	switch event {
	case "A01":
		state, since = facts.StayIn, orTime(admitted, at)
	case "A02", "A12", "A13": // moved, not moved after all, not discharged after all
		state, since = facts.StayIn, admitted
	case "A03":
		state, since = facts.StayOut, orTime(t.visitTime(45), at)
	case "A11":
		state = facts.StayCancelled
	default:
		return
	}
	t.columns[facts.ColumnStay], t.columns[facts.ColumnStayVisit] = state, tidy(t.pv1.Get(19).Value(1))
	t.columns[facts.ColumnStayWard] = ""
	if state == facts.StayIn {
		t.columns[facts.ColumnStayWard] = tidy(t.pv1.Get(3).Value(1))
	}
	if since != "" || event != "A02" && event != "A12" { // who is only moved was admitted when it was told before
		t.columns[facts.ColumnStaySince] = since
	}
}

// visitTime reads a time of the visit; one that cannot be read is as good as none.
func (t *telling) visitTime(field int) string {
	at, err := parseTime(t.pv1.Get(field).Value(1))
	if err != nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func orTime(text string, at time.Time) string {
	if text != "" {
		return text
	}
	return at.UTC().Format(time.RFC3339)
}
