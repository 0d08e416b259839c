package store

import (
	"cmp"
	"context"

	"github.com/lhcre/mpi/internal/audit"
)

// Acknowledge keeps that callers know of answers that were wrong before a version of
// an identity. What was acknowledged before stays as it was.
func (s *Store) Acknowledge(ctx context.Context, right audit.Served, all []audit.Acknowledgement) error {
	of, err := parseUUID(right.Identity)
	if err != nil || len(all) == 0 {
		return err
	}
	all = lastOfEach(all, func(a, b audit.Acknowledgement) int {
		return cmp.Or(cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Seq, b.Seq))
	})
	n := len(all)
	identity, version, chain, seq, at, who := make(ids, n), make(ints, n), make(ids, n), make(ints, n), make(ints, n), make(texts, n)
	for i, a := range all {
		if chain[i], err = parseUUID(a.Chain); err != nil {
			return err
		}
		identity[i], version[i], seq[i], at[i], who[i] = of, right.Version, a.Seq, nanoseconds(a.At), a.Who
	}
	return s.engine.update(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, "audit_acknowledge", identity, version, chain, seq, at, who)
	})
}

// Acknowledged lists what was acknowledged.
func (s *Store) Acknowledged(ctx context.Context, right audit.Served) (list []audit.Acknowledgement, err error) {
	of, err := parseUUID(right.Identity)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("audit_acknowledged", func(r row) error {
			var chain uuid
			var at int64
			var a audit.Acknowledgement
			err := r.Scan(&chain, &a.Seq, &at, &a.Who)
			a.Chain, a.At = chain.text(), instant(at)
			list = append(list, a)
			return err
		}, of, right.Version)
	})
	return list, err
}
