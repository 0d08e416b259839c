package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
)

// AdoptModel keeps a model that decisions are made with from now on. A name and
// version always stand for the same file.
func (s *Store) AdoptModel(ctx context.Context, m Model) error {
	sum := sha256.Sum256(m.File)
	err := s.engine.update(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, "model_add", m.Name, m.Version, sum[:], some(m.File), nanoseconds(s.now()))
	})
	if err != nil {
		return err
	}
	known, err := s.Models(ctx)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Name == m.Name && k.Version == m.Version && k.SHA256 != sum {
			return ErrOtherModel
		}
	}
	return nil
}

// Models lists the models, the one adopted first in front.
func (s *Store) Models(ctx context.Context) (list []Model, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("models", func(r row) error {
			var m Model
			var sum []byte
			var adopted int64
			err := r.Scan(&m.Name, &m.Version, &sum, &m.File, &adopted)
			copy(m.SHA256[:], sum)
			m.Adopted = instant(adopted)
			list = append(list, m)
			return err
		})
	})
	slices.SortFunc(list, func(a, b Model) int {
		return cmp.Or(a.Adopted.Compare(b.Adopted), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return list, err
}
