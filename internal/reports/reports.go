package reports

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/people"
)

// Report is that somebody says that an identity is wrong.
type Report struct {
	ID       string
	Identity string
	Version  int64 // that was served
	Reason   Reason
	// Records are those that are said not to be the person's; none if that is not said.
	Records []identity.RecordID

	At           time.Time
	Who          string
	Organisation string

	DecidedAt time.Time // zero as long as it is open
	DecidedBy string
}

// Reason says what is wrong, as a code.
type Reason string

// Reasons.
const (
	TwoPeople   Reason = "two-people"   // records of two people are one
	WrongPerson Reason = "wrong-person" // a record is another person's
	Other       Reason = "other"
)

// Reasons lists them.
func Reasons() []Reason { return []Reason{TwoPeople, WrongPerson, Other} }

// ErrUnknown says that there is no open report with an id.
var ErrUnknown = errors.New("there is no such report that is open")

// Store keeps reports.
type Store interface {
	// AddReport keeps a report; one with an id that is there already is passed over.
	AddReport(ctx context.Context, r Report) error
	// OpenReports gives those that are not decided, the oldest first.
	OpenReports(ctx context.Context) ([]Report, error)
	// DecideReport notes that a report is decided. ErrUnknown says that none is open.
	DecideReport(ctx context.Context, id, by string, at time.Time) error
}

// Disputes know which people somebody has reported.
type Disputes struct {
	Store  Store
	People people.People

	mu   sync.RWMutex
	open map[string]bool // by identity
}

// Report takes a report.
func (d *Disputes) Report(ctx context.Context, r Report) error {
	if err := d.Store.AddReport(ctx, r); err != nil {
		return fmt.Errorf("keeping a report: %w", err)
	}
	return d.Refresh(ctx)
}

// Refresh reads which reports are open. Disputed is whoever stands for the identity
// of one today, and whoever has its records.
func (d *Disputes) Refresh(ctx context.Context) error {
	all, err := d.Store.OpenReports(ctx)
	if err != nil {
		return fmt.Errorf("reading reports: %w", err)
	}
	open := map[string]bool{}
	if len(all) > 0 { // mostly there are none
		var identities []string
		var records []identity.RecordID
		for i := range all {
			identities, records = append(identities, all[i].Identity), append(records, all[i].Records...)
		}
		now, err := d.People.Now(ctx, identities, records)
		if err != nil {
			return err
		}
		for _, id := range now {
			open[id] = true
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = open
	return nil
}

// Disputed says whether somebody has reported a person, and nobody has decided yet.
func (d *Disputes) Disputed(id string) bool {
	if d == nil {
		return false
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.open[id]
}

// Follow reads which reports are open every so often, until the context ends.
func (d *Disputes) Follow(ctx context.Context, every time.Duration, failed func(error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if err := d.Refresh(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}
