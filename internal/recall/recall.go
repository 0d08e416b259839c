package recall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Recall is that an identity was two people's.
type Recall struct {
	ID       string
	Identity string
	From     int64 // the first version that was wrong
	Version  int64 // the first that is right again
	At       time.Time
	Calls    []Call // those that were served the wrong versions, in their order
}

// Call is one answer that told of it.
type Call struct {
	Chain string
	Seq   int64

	Served  int64 // the version
	Event   audit.Event
	Known   bool // somebody has said so
	KnownAt time.Time
	KnownBy string
}

// History is what became of identities.
type History interface {
	History(ctx context.Context, id string) ([]linker.Change, error)
}

// Recalls finds recalls.
type Recalls struct {
	History History
	Ledger  audit.Ledger
}

// ErrNone says that there is no recall with an id.
var ErrNone = errors.New("there is no such recall")

// mark stands between the parts of an id.
const mark = "."

// ID names the recall of an identity that is right again since a version.
func ID(identityID string, version int64) string {
	return identityID + mark + strconv.FormatInt(version, 10)
}

// Find finds a recall with all its calls.
func (r Recalls) Find(ctx context.Context, id string) (Recall, error) {
	identityID, text, ok := strings.Cut(id, mark)
	version, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || ID(identityID, version) != id {
		return Recall{}, ErrNone
	}
	changes, err := r.History.History(ctx, identityID)
	if err != nil {
		return Recall{}, fmt.Errorf("reading what became of an identity: %w", err)
	}
	at := slices.IndexFunc(changes, func(c linker.Change) bool { return c.Version == version })
	if at < 0 || changes[at].Kind != identity.Split || len(changes[at].Left) == 0 {
		return Recall{}, ErrNone
	}
	recall := Recall{ID: id, Identity: identityID, Version: version, From: wrongFrom(changes[:at], changes[at].Left), At: changes[at].At}
	recall.Calls, err = r.calls(ctx, &recall)
	return recall, err
}

// wrongFrom is the version in which the first of the records that left had come.
func wrongFrom(before []linker.Change, left []identity.RecordID) int64 {
	from := int64(0)
	for _, record := range left {
		for _, c := range slices.Backward(before) { // it came last when it came for this stay
			if slices.Contains(c.Joined, record) {
				if from == 0 || c.Version < from {
					from = c.Version
				}
				break
			}
		}
	}
	return from
}

// calls finds who was served the wrong versions.
func (r Recalls) calls(ctx context.Context, recall *Recall) (calls []Call, err error) {
	served, err := r.Ledger.AuditServed(ctx, []string{recall.Identity})
	if err != nil {
		return nil, fmt.Errorf("reading who was served: %w", err)
	}
	known, err := r.Ledger.Acknowledged(ctx, audit.Served{Identity: recall.Identity, Version: recall.Version})
	if err != nil {
		return nil, fmt.Errorf("reading who knows: %w", err)
	}
	for _, s := range served {
		if s.Version < recall.From || s.Version >= recall.Version {
			continue
		}
		call := Call{Chain: s.Chain, Seq: s.Seq, Served: s.Version}
		if call.Event, err = r.event(ctx, s.Chain, s.Seq); err != nil {
			return nil, err
		}
		if call.Event.Outcome != audit.Done {
			continue // nothing was told
		}
		for _, a := range known {
			if a.Chain == s.Chain && a.Seq == s.Seq {
				call.Known, call.KnownAt, call.KnownBy = true, a.At, a.Who
			}
		}
		calls = append(calls, call)
	}
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Event.At.Compare(b.Event.At) })
	return calls, nil
}

func (r Recalls) event(ctx context.Context, chain string, seq int64) (audit.Event, error) {
	entries, err := r.Ledger.AuditEntries(ctx, chain, seq-1, 1)
	if err == nil && (len(entries) == 0 || entries[0].Seq != seq) {
		err = errors.New("the audit lacks an entry")
	}
	if err != nil {
		return audit.Event{}, fmt.Errorf("reading who was served: %w", err)
	}
	return entries[0].Event()
}

// Of leaves the calls of one organisation.
func (r *Recall) Of(organisation string) Recall {
	out := *r
	out.Calls = slices.DeleteFunc(slices.Clone(r.Calls), func(c Call) bool { return c.Event.Organisation != organisation })
	return out
}

// Open counts the calls whose callers have not said that they know.
func (r *Recall) Open() (n int) {
	for i := range r.Calls {
		if !r.Calls[i].Known {
			n++
		}
	}
	return n
}

// Acknowledge says that an organisation knows of its calls: of those with the request
// ids, or of all.
func (r Recalls) Acknowledge(ctx context.Context, recall *Recall, organisation, who string, at time.Time, requests ...string) error {
	own := recall.Of(organisation)
	var all []audit.Acknowledgement
	for i := range own.Calls {
		c := &own.Calls[i]
		if !c.Known && (len(requests) == 0 || slices.Contains(requests, c.Event.Request)) {
			all = append(all, audit.Acknowledgement{Chain: c.Chain, Seq: c.Seq, At: at, Who: who})
		}
	}
	right := audit.Served{Identity: recall.Identity, Version: recall.Version}
	if err := r.Ledger.Acknowledge(ctx, right, all); err != nil {
		return fmt.Errorf("keeping who knows of a wrong answer: %w", err)
	}
	return nil
}
