package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/audit"
)

var _ audit.Ledger = (*Store)(nil)

// AppendAudit adds entries to a chain, all or none.
func (s *Store) AppendAudit(ctx context.Context, after audit.Head, entries []audit.Entry) error {
	chain, err := parseUUID(after.Chain)
	if err != nil || len(entries) == 0 {
		return err
	}
	rows := entryRows(chain, entries)
	served, err := servedRows(chain, entries)
	if err != nil {
		return err
	}
	return s.engine.update(ctx, func(ctx context.Context, c conn) error {
		if err := moveHead(ctx, c, chain, after, &entries[len(entries)-1]); err != nil {
			return err
		}
		if err := c.exec(ctx, "audit_entry_add", rows...); err != nil {
			return err
		}
		if served == nil {
			return nil
		}
		return c.exec(ctx, "audit_served_add", served...)
	})
}

// moveHead has a chain end with the last of its new entries, if it ends where the
// caller thinks.
func moveHead(ctx context.Context, c conn, chain uuid, after audit.Head, last *audit.Entry) error {
	moved := false
	scan := func(r row) error {
		moved = true
		var seq int64
		return r.Scan(&seq)
	}
	var err error
	if after.Seq == 0 {
		err = c.query(ctx, "audit_chain_begin", scan, chain, last.Seq, last.Hash[:])
	} else {
		err = c.query(ctx, "audit_chain_extend", scan, chain, last.Seq, last.Hash[:], after.Seq, after.Hash[:])
	}
	if err == nil && !moved {
		err = audit.ErrMoved
	}
	return err
}

func entryRows(chain uuid, entries []audit.Entry) []any {
	n := len(entries)
	chains, seq, at, body, hash := make(ids, n), make(ints, n), make(ints, n), make(blobs, n), make(blobs, n)
	for i := range entries {
		e := &entries[i]
		chains[i], seq[i], at[i], body[i], hash[i] = chain, e.Seq, nanoseconds(e.At), e.Body, e.Hash[:]
	}
	return []any{chains, seq, at, body, hash}
}

// servedRows gives what was served, if anything was: a version in one entry once.
func servedRows(chain uuid, entries []audit.Entry) ([]any, error) {
	type served struct {
		identity     uuid
		seq, version int64
	}
	var all []served
	for i := range entries {
		for _, s := range entries[i].Served {
			id, err := parseUUID(s.Identity)
			if err != nil {
				return nil, err
			}
			all = append(all, served{id, entries[i].Seq, s.Version})
		}
	}
	all = onceEach(all, func(a, b served) int {
		return cmp.Or(compareUUIDs(a.identity, b.identity), cmp.Compare(a.seq, b.seq), cmp.Compare(a.version, b.version))
	})
	if len(all) == 0 {
		return nil, nil
	}
	identities, chains, seq, version := make(ids, len(all)), make(ids, len(all)), make(ints, len(all)), make(ints, len(all))
	for i, s := range all {
		identities[i], chains[i], seq[i], version[i] = s.identity, chain, s.seq, s.version
	}
	return []any{identities, chains, seq, version}, nil
}

// AuditHeads gives the heads of all chains.
func (s *Store) AuditHeads(ctx context.Context) (list []audit.Head, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("audit_heads", func(r row) error {
			var chain uuid
			var h audit.Head
			var hash []byte
			err := r.Scan(&chain, &h.Seq, &hash)
			h.Chain = chain.text()
			copy(h.Hash[:], hash)
			list = append(list, h)
			return err
		})
	})
	return list, err
}

// AuditChains gives the names of chains that have entries.
func (s *Store) AuditChains(ctx context.Context, after string, limit int) (list []string, err error) {
	from, err := parseUUID(after)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		for len(list) < limit {
			found := false
			err := t.query("audit_chain_after", func(r row) error {
				found = true
				return r.Scan(&from)
			}, from)
			if err != nil || !found {
				return err
			}
			list = append(list, from.text())
		}
		return nil
	})
	return list, err
}

// AuditEntries gives entries of a chain.
func (s *Store) AuditEntries(ctx context.Context, chain string, after int64, limit int) (list []audit.Entry, err error) {
	of, err := parseUUID(chain)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("audit_entries", func(r row) error {
			var at int64
			var hash []byte
			var chain uuid
			var e audit.Entry
			err := r.Scan(&chain, &e.Seq, &at, &e.Body, &hash)
			e.Chain, e.At = chain.text(), instant(at)
			copy(e.Hash[:], hash)
			list = append(list, e)
			return err
		}, of, after, int64(limit))
	})
	return list, err
}

// AuditServed tells in which entries identities were served, in order.
func (s *Store) AuditServed(ctx context.Context, identities []string) (list []audit.Serving, err error) {
	of, err := uuids(identities)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("audit_served", func(r row) error {
			var id, chain uuid
			var v audit.Serving
			err := r.Scan(&id, &v.Version, &chain, &v.Seq)
			v.Identity, v.Chain = id.text(), chain.text()
			list = append(list, v)
			return err
		}, of)
	})
	slices.SortFunc(list, func(a, b audit.Serving) int {
		return cmp.Or(cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Version, b.Version))
	})
	return list, err
}
