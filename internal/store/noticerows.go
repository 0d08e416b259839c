package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// noteStays remembers which records have told of a stay in hospital.
func (t *tx) noteStays(of ids, all []linker.Record) error {
	var stays ids
	for i := range all {
		if all[i].Content.Column(facts.ColumnStay) != "" {
			stays = append(stays, of[i])
		}
	}
	return t.exec("stay_add", stays)
}

// Staying gives those of the records that have ever told of a stay in hospital.
func (t *tx) Staying(of []identity.RecordID) (list []identity.RecordID, err error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	err = t.query("stays", func(r row) error {
		var id uuid
		err := r.Scan(&id)
		list = append(list, identity.RecordID(id.text()))
		return err
	}, asked)
	return onceEach(list, cmp.Compare), err
}

// Notices gives the notices of stays that records told of.
func (t *tx) Notices(of []identity.RecordID) (list []linker.Notice, err error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	err = t.query("notices_of", func(r row) error {
		_, n, err := scanNotice(r)
		list = append(list, n)
		return err
	}, asked)
	return onceEach(list, func(a, b linker.Notice) int { return cmp.Compare(a.ID, b.ID) }), err
}

func scanNotice(r row) (seq int64, n linker.Notice, err error) {
	var id uuid
	var version int64
	var body []byte
	if err := r.Scan(&id, &version, &seq, &body); err != nil {
		return 0, n, err
	}
	_, found, err := unpackMessage(id.text(), version, body)
	if err == nil && found == nil {
		err = errPacked
	}
	if err != nil {
		return 0, n, err
	}
	return seq, *found, nil
}

// PutNotices keeps notices, and adds each to the outbox.
func (t *tx) PutNotices(all []linker.Notice) error {
	all = lastOfEach(all, func(a, b linker.Notice) int { return cmp.Compare(a.ID, b.ID) })
	n := len(all)
	id, record, version, shard, seq := make(ids, n), make(ids, n), make(ints, n), make(ints, n), make(ints, n)
	organisation, body := make(texts, n), make(blobs, n)
	for i := range all {
		var err error
		if id[i], err = parseUUID(all[i].ID); err != nil {
			return err
		}
		if record[i], err = parseUUID(all[i].Record); err != nil {
			return err
		}
		if body[i], err = packNotice(&all[i]); err != nil {
			return err
		}
		version[i], shard[i], seq[i] = all[i].Version, int64(ShardOf(all[i].ID)), t.nextChange
		organisation[i] = all[i].Organisation
		t.nextChange++
	}
	if err := t.exec("notice_put", id, record, organisation, version, seq, body, t.lane); err != nil {
		return err
	}
	return t.exec("change_add", id, version, shard, seq, body, t.lane)
}

// NoticesTo gives the notices of an organisation after a cursor, each as it is now, up
// to a limit for each lane, and the cursor after them.
func (s *Store) NoticesTo(ctx context.Context, organisation string, after Cursor, limit int) (list []linker.Notice, next Cursor, err error) {
	err = s.engine.view(ctx, func(ctx context.Context, c conn) error {
		t := newTx(ctx, c)
		list, next = nil, Cursor{}
		lanes, err := t.lanes()
		if err != nil {
			return err
		}
		for _, l := range lanes {
			found, last, err := t.noticesTo(organisation, l, after[l.id], limit)
			if err != nil {
				return err
			}
			list, next[l.id] = slices.Concat(list, found), last
		}
		return nil
	})
	return list, next, err
}

func (t *tx) noticesTo(organisation string, l laneMarks, after int64, limit int) (list []linker.Notice, last int64, err error) {
	if l.lastChange <= after {
		return nil, after, nil
	}
	last = l.lastChange
	err = t.query("notices_to", func(r row) error {
		seq, n, err := scanNotice(r)
		if list = append(list, n); len(list) == limit {
			last = seq
		}
		return err
	}, organisation, l.id, after, int64(limit))
	return list, last, err
}
