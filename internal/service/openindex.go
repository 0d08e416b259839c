package service

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// openIndex opens the index, or builds it anew if it cannot be trusted, and
// brings it up to what the store holds.
func (s *Service) openIndex(ctx context.Context) error {
	x, err := index.Open(s.Config.Index.Dir, s.indexOptions())
	if errors.Is(err, index.ErrDamaged) {
		s.Log.WarnContext(ctx, "the index is built anew", slog.Any("reason", err))
		if _, err := s.rebuildIndex(ctx); err != nil {
			return err
		}
		x, err = index.Open(s.Config.Index.Dir, s.indexOptions())
	}
	if err != nil {
		return err
	}
	s.Index = x
	s.onClose(x.Close)
	s.Linker, err = s.newLinker(x)
	if err != nil {
		return err
	}
	return s.Linker.CatchUp(ctx)
}

func (s *Service) indexOptions() index.Options {
	return index.Options{Shards: s.Config.Index.Shards, BatchSize: s.Config.Index.Batch}
}

// endWithIndex waits for the index to be damaged, which is an error, or for the
// end. An engine without an index that can be trusted has to let go of what others
// could link.
func (s *Service) endWithIndex(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.Index.Ended():
		return fmt.Errorf("linking: %w", s.Index.Healthy())
	}
}

// RebuildIndex makes the index of a configuration anew from its store, in place
// of what is there. No engine may have the index open.
func RebuildIndex(ctx context.Context, cfg config.Config, log *slog.Logger) (records int, err error) {
	s := newService(cfg, log)
	for _, open := range []func(context.Context) error{s.openModel, s.openData, s.openStore} {
		if err := open(ctx); err != nil {
			return 0, errors.Join(err, s.Close())
		}
	}
	records, err = s.rebuildIndex(ctx)
	return records, errors.Join(err, s.Close())
}

func (s *Service) rebuildIndex(ctx context.Context) (records int, err error) {
	marks, err := s.Store.Marks(ctx)
	if err != nil {
		return 0, fmt.Errorf("rebuilding the index: %w", err)
	}
	watermarks := index.Watermarks{}
	for _, m := range marks {
		watermarks[m.Lane] = m.Seq
	}
	l, err := s.newLinker(index.OpenMemory(index.Options{}))
	if err != nil {
		return 0, err
	}
	if err := l.Learn(ctx); err != nil {
		return 0, fmt.Errorf("rebuilding the index: %w", err)
	}
	err = index.Build(s.Config.Index.Dir, s.indexOptions(), s.entries(ctx, l, &records), watermarks) //nolint:contextcheck // the entries end with it
	if err != nil {
		return 0, fmt.Errorf("rebuilding the index: %w", err)
	}
	return records, nil
}

// pageSize is how many records are read of the store at a time.
const pageSize = 2000

// page is a page of records made into entries, or why it could not be.
type page struct {
	entries []index.Entry
	err     error
}

// entries makes entries of all records in the store. Pages are read and made
// while those before them are built.
func (s *Service) entries(ctx context.Context, l *linker.Linker, count *int) iter.Seq2[index.Entry, error] {
	return func(yield func(index.Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		pages := make(chan page, 2)
		go s.pages(ctx, l, pages)
		for p := range pages {
			if p.err != nil {
				yield(index.Entry{}, p.err)
				return
			}
			for _, e := range p.entries {
				*count++
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

func (s *Service) pages(ctx context.Context, l *linker.Linker, out chan<- page) {
	defer close(out)
	for records, err := range store.AllRecords(ctx, s.Store, pageSize) {
		p := page{err: err}
		if err == nil {
			p.entries, p.err = l.Entries(records)
		}
		select {
		case out <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
	}
}
