package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/reports"
)

// AddReport keeps that somebody says that an identity is wrong.
func (s *Store) AddReport(_ context.Context, r reports.Report) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.reports[r.ID]; there {
		return nil
	}
	r.At, r.Records = r.At.UTC().Round(0), slices.Clone(r.Records)
	s.reports[r.ID] = r
	return nil
}

// OpenReports gives those that are not decided, the oldest first.
func (s *Store) OpenReports(context.Context) (list []reports.Report, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, r := range s.reports {
		if r.DecidedAt.IsZero() {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b reports.Report) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// DecideReport notes that a report is decided.
func (s *Store) DecideReport(_ context.Context, id, by string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, there := s.reports[id]
	if !there || !r.DecidedAt.IsZero() {
		return reports.ErrUnknown
	}
	r.DecidedAt, r.DecidedBy = at, by
	s.reports[id] = r
	return nil
}
