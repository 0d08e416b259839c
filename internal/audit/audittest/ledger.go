// Package audittest tests what keeps the audit: Run is what each ledger has to pass,
// and Ledger is one in memory, which tests of others may damage.
package audittest

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/lhcre/mpi/internal/audit"
)

// Ledger keeps entries in memory. Its lists may be changed while nobody uses it.
type Ledger struct {
	mu sync.Mutex

	Heads   []audit.Head
	Entries []audit.Entry
	Served  []audit.Serving

	acknowledged map[audit.Served][]audit.Acknowledgement

	// Fail, if it is there, says what becomes of the next append: before it, or after
	// it as if it were not known whether it happened.
	Fail func() (before, after error)
}

var _ audit.Ledger = (*Ledger)(nil)

// AppendAudit adds entries to a chain.
func (l *Ledger) AppendAudit(ctx context.Context, after audit.Head, entries []audit.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // the caller's own
	}
	var before, unknown error
	if l.Fail != nil {
		before, unknown = l.Fail()
	}
	if before != nil {
		return before
	}
	if err := l.move(after, &entries[len(entries)-1]); err != nil {
		return err
	}
	for i := range entries {
		e := entries[i]
		for _, s := range e.Served {
			at := audit.Serving{Served: s, Chain: e.Chain, Seq: e.Seq}
			if !slices.Contains(l.Served, at) {
				l.Served = append(l.Served, at)
			}
		}
		e.Served = nil
		l.Entries = append(l.Entries, e)
	}
	return unknown
}

func (l *Ledger) move(after audit.Head, last *audit.Entry) error {
	head := audit.Head{Chain: last.Chain, Seq: last.Seq, Hash: last.Hash}
	at := slices.IndexFunc(l.Heads, func(h audit.Head) bool { return h.Chain == after.Chain })
	switch {
	case at < 0 && after.Seq == 0:
		l.Heads = append(l.Heads, head)
		slices.SortFunc(l.Heads, func(a, b audit.Head) int { return strings.Compare(a.Chain, b.Chain) })
	case at >= 0 && l.Heads[at] == after:
		l.Heads[at] = head
	default:
		return audit.ErrMoved
	}
	return nil
}

// AuditHeads gives the heads of all chains.
func (l *Ledger) AuditHeads(context.Context) ([]audit.Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.Heads), nil
}

// AuditChains gives the names of chains that have entries.
func (l *Ledger) AuditChains(_ context.Context, after string, limit int) (list []string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.Entries {
		if e.Chain > after {
			list = append(list, e.Chain)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(limit, len(list))], nil
}

// AuditEntries gives entries of a chain.
func (l *Ledger) AuditEntries(_ context.Context, chain string, after int64, limit int) (list []audit.Entry, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.Entries {
		if e.Chain == chain && e.Seq > after {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b audit.Entry) int { return int(a.Seq - b.Seq) })
	return list[:min(limit, len(list))], nil
}

// AuditServed tells in which entries identities were served.
func (l *Ledger) AuditServed(_ context.Context, identities []string) (list []audit.Serving, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.Served {
		if slices.Contains(identities, s.Identity) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, compare)
	return list, nil
}

// Acknowledge keeps that callers know of answers.
func (l *Ledger) Acknowledge(_ context.Context, right audit.Served, all []audit.Acknowledgement) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.acknowledged == nil {
		l.acknowledged = map[audit.Served][]audit.Acknowledgement{}
	}
	for _, a := range all {
		list := l.acknowledged[right]
		at, known := slices.BinarySearchFunc(list, a, compareAcknowledged)
		if !known {
			l.acknowledged[right] = slices.Insert(list, at, a)
		}
	}
	return nil
}

// Acknowledged lists what was acknowledged.
func (l *Ledger) Acknowledged(_ context.Context, right audit.Served) ([]audit.Acknowledgement, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.acknowledged[right]), nil
}
