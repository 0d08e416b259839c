package main

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish/follow"
	"github.com/lhcre/mpi/internal/store"
)

// sentMessages are all that were sent, until they are found.
type sentMessages struct {
	byRecord map[identity.RecordID][]facts.Hash
	bad      map[facts.Hash]int // where each was found: inStore, onTopic
}

const inStore, onTopic = 1, 2

func (s *sentMessages) add(m *message) {
	hash := facts.Hash(sha256.Sum256(m.Value))
	if m.bad {
		s.bad[hash] = 0
		return
	}
	s.byRecord[m.record] = append(s.byRecord[m.record], hash)
}

// findLetters looks for what cannot be taken, in the store and on its topic. What
// else is there was taken for a dead letter and is none.
func (s *sentMessages) findLetters(ctx context.Context, db *store.Store, kafka []intake.ClientOption, o *outcome) error {
	found := func(value []byte, where int) error {
		hash := facts.Hash(sha256.Sum256(value))
		if _, bad := s.bad[hash]; !bad {
			return errors.New("a message that is right became a dead letter")
		}
		s.bad[hash] |= where
		return nil
	}
	const none, size = "00000000-0000-0000-0000-000000000000", 1000
	for at := none; ; {
		page, err := db.DeadLetters(ctx, at, size)
		if err != nil {
			return err
		}
		for i := range page {
			if err := found(page[i].Value, inStore); err != nil {
				return err
			}
			at = page[i].ID
		}
		if len(page) < size {
			break
		}
	}
	err := follow.Read(ctx, kafka, intake.TopicDeadLetters, func(value []byte) error { return found(value, onTopic) })
	for _, where := range s.bad {
		if where == inStore|onTopic {
			o.DeadLetters++
		} else {
			o.Lost++
		}
	}
	return err
}

// findFacts looks for what was told of some records.
func (s *sentMessages) findFacts(ctx context.Context, db *store.Store, page []linker.Record, o *outcome) error {
	ids := make([]identity.RecordID, len(page))
	for i := range page {
		ids[i] = page[i].ID
	}
	newest := map[identity.RecordID]facts.Stamp{}
	kept := map[facts.Hash]bool{}
	err := db.View(ctx, func(tx linker.Reader) error {
		found, err := tx.Facts(ids)
		for i := range found {
			f := &found[i]
			kept[f.Stamp.Hash] = true
			if at := newest[f.Key.Record()]; f.Stamp.Compare(at) > 0 {
				newest[f.Key.Record()] = f.Stamp
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		for _, hash := range s.byRecord[id] {
			switch {
			case !kept[hash]:
				o.Lost++
			case newest[id].Hash == hash:
				o.Linked++
			default:
				o.Superseded++
			}
		}
		delete(s.byRecord, id)
	}
	return nil
}
