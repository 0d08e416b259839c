package people

import (
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

// Stay is what a record tells of its patient being in hospital.
type Stay struct {
	State       string    // facts.StayIn, or another; "" if nothing was ever told
	Since       time.Time // zero if it is not known
	Told        time.Time // when it was told
	Ward, Visit string
}

func stayOf(r *Record) Stay {
	s := Stay{State: r.Content.Column(facts.ColumnStay)}
	if s.State == "" {
		return s
	}
	s.Told = r.Content.Told(facts.ColumnStay)
	s.Ward, s.Visit = r.Content.Column(facts.ColumnStayWard), r.Content.Column(facts.ColumnStayVisit)
	if at, err := time.Parse(time.RFC3339, r.Content.Column(facts.ColumnStaySince)); err == nil {
		s.Since = at
	}
	return s
}
