package memory

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// page gives the rows with the keys that come after one, in their order.
func page[K ~string, R any](t table[K, R], after K, limit int) []R {
	var keys []K
	for key := range t {
		if key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	rows := make([]R, 0, min(limit, len(keys)))
	for _, key := range keys[:min(limit, len(keys))] {
		rows = append(rows, t[key])
	}
	return rows
}

// RecordPage gives records in the order of their ids, deleted ones too.
func (s *Store) RecordPage(_ context.Context, after identity.RecordID, limit int) ([]linker.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return page(s.records, after, limit), nil
}

// Content gives what a record held in a version.
func (s *Store) Content(_ context.Context, id identity.RecordID, number int64) (facts.Content, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	content, known := s.versions[version{id, number}]
	if !known {
		return facts.Content{}, store.ErrNotFound
	}
	return content, nil
}

// NumberHistory gives the states that the class of an NHS number has had.
func (s *Store) NumberHistory(_ context.Context, class uint64) ([]store.NumberChange, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []store.NumberChange
	for _, c := range s.numberHistory {
		if c.Class == class {
			list = append(list, c)
		}
	}
	return list, nil
}

// MemberPage gives the records that have an identity, in the order of their ids.
func (s *Store) MemberPage(_ context.Context, after identity.RecordID, limit int) ([]store.Member, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []store.Member
	for _, r := range page(s.records, after, len(s.records)) {
		if r.Identity != "" && len(list) < limit {
			list = append(list, store.Member{Record: r.ID, Identity: r.Identity})
		}
	}
	return list, nil
}

// DeadLetters gives messages that could not be taken, in the order of their ids.
func (s *Store) DeadLetters(_ context.Context, after string, limit int) ([]store.DeadLetter, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return page(s.deadLetters, after, limit), nil
}

// DeadLetter gives one of them.
func (s *Store) DeadLetter(_ context.Context, id string) (store.DeadLetter, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	letter, known := s.deadLetters[id]
	if !known {
		return store.DeadLetter{}, store.ErrNotFound
	}
	return letter, nil
}

// MarkReplayed notes that a message was sent again.
func (s *Store) MarkReplayed(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	letter, known := s.deadLetters[id]
	if !known {
		return store.ErrNotFound
	}
	letter.Replayed = s.now()
	s.deadLetters[id] = letter
	return nil
}

// Counts says how much there is.
func (s *Store) Counts(context.Context) (store.Counts, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := store.Counts{OpenTasks: int64(len(s.tasks))}
	for _, r := range s.records {
		if !r.Deleted {
			c.Records++
		}
		if r.Identity != "" {
			c.Links++
		}
	}
	for _, p := range s.identities {
		if !p.Retired {
			c.Identities++
			c.Links--
		}
	}
	for _, t := range s.tasks {
		if c.OldestTask.IsZero() || t.Opened.Before(c.OldestTask) {
			c.OldestTask = t.Opened
		}
	}
	for _, d := range s.deadLetters {
		if d.Replayed.IsZero() {
			c.DeadLetters++
		}
	}
	return c, nil
}

// AdoptModel keeps a model that decisions are made with from now on.
func (s *Store) AdoptModel(_ context.Context, m store.Model) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.SHA256 = sha256.Sum256(m.File)
	for _, known := range s.models {
		if known.Name == m.Name && known.Version == m.Version {
			if known.SHA256 != m.SHA256 {
				return store.ErrOtherModel
			}
			return nil
		}
	}
	m.File, m.Adopted = bytes.Clone(m.File), s.now()
	s.models = append(s.models, m)
	return nil
}

// Models lists the models, the one adopted first in front.
func (s *Store) Models(context.Context) ([]store.Model, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.models), nil
}
