package store

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/linker"
)

// AddChanges adds to the history, which is the outbox too.
func (t *tx) AddChanges(all []linker.Change) error {
	// In the order given, which the numbers follow; the rows are sorted afterwards.
	type changeRow struct {
		identity            uuid
		version, shard, seq int64
		body                []byte
	}
	rows := make([]changeRow, len(all))
	for i := range all {
		c := &all[i]
		id, err := parseUUID(c.Identity)
		if err != nil {
			return err
		}
		body, err := packChange(c)
		if err != nil {
			return err
		}
		rows[i] = changeRow{id, c.Version, int64(ShardOf(c.Identity)), t.nextChange, body}
		t.nextChange++
	}
	slices.SortFunc(rows, func(a, b changeRow) int {
		return cmp.Or(compareUUIDs(a.identity, b.identity), cmp.Compare(a.version, b.version))
	})
	n := len(rows)
	id, version, shard, seq, body := make(ids, n), make(ints, n), make(ints, n), make(ints, n), make(blobs, n)
	for i, r := range rows {
		id[i], version[i], shard[i], seq[i], body[i] = r.identity, r.version, r.shard, r.seq, r.body
	}
	return t.exec("change_add", id, version, shard, seq, body, t.lane)
}
