package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/matcher"
)

// rebuild deletes the index, builds it anew from the store, and compares what
// both found and how it weighed.
func (b *bench) rebuild(ctx context.Context) error {
	if b.queries == 0 {
		return nil
	}
	before, err := b.ask(ctx)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(b.servers.Config.Index.Dir); err != nil {
		return fmt.Errorf("deleting the index: %w", err)
	}
	start := time.Now()
	records, err := service.RebuildIndex(ctx, b.servers.Config, b.log)
	if err != nil {
		return err
	}
	took := time.Since(start)
	after, err := b.ask(ctx)
	if err != nil {
		return err
	}
	differing, found := 0, 0
	for i := range before {
		found += len(before[i].weights)
		if before[i].record != after[i].record || !slices.Equal(before[i].weights, after[i].weights) {
			differing++
		}
	}
	b.report["rebuild"] = map[string]any{
		"records": records, "seconds": took.Seconds(), "queries": len(before), "candidates": found, "differing": differing,
	}
	b.say("index of %d records rebuilt in %.1f s; of %d queries with %d candidates %d differ", records, took.Seconds(), len(before), found, differing)
	if differing > 0 {
		return errors.New("the index that was built anew answers otherwise")
	}
	return nil
}

// answer is what a query gave: the candidates, in the order of their ids, each
// with its weight.
type answer struct {
	record  identity.RecordID
	weights []weighed
}

type weighed struct {
	id      string
	version int64
	content uint64
	weight  matcher.Weight
}

// ask looks for the candidates of records picked at random, the same every time.
func (b *bench) ask(ctx context.Context) (out []answer, err error) {
	s, err := service.Open(ctx, b.servers.Config, b.log)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rng := rand.New(rand.NewPCG(5, 5))
	for len(out) < b.queries {
		var from [16]byte
		for i := range from {
			from[i] = byte(rng.UintN(256)) //nolint:gosec // below 256
		}
		const some = 20
		records, err := s.Store.RecordPage(ctx, identity.RecordID(uuidOf(from)), some)
		if err != nil {
			return nil, err
		}
		answers, err := answersTo(s, records)
		if err != nil {
			return nil, err
		}
		out = append(out, answers...)
	}
	return out, nil
}

func uuidOf(b [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func answersTo(s *service.Service, records []linker.Record) ([]answer, error) {
	records = slices.DeleteFunc(records, func(r linker.Record) bool { return r.Deleted })
	entries, err := s.Linker.Entries(records)
	if err != nil {
		return nil, err
	}
	interner := s.Model.NewInterner()
	queries, own := make([][]index.Key, len(entries)), make([]*matcher.Comparable, len(entries))
	for i := range entries {
		queries[i] = entries[i].Keys
		if own[i], err = live.Comparable(s.Model, interner, &entries[i]); err != nil {
			return nil, err
		}
	}
	out := make([]answer, len(entries))
	for i := range out {
		out[i].record = identity.RecordID(entries[i].ID)
	}
	var failed error
	err = s.Index.Candidates(queries, func(query int, e *index.Entry) {
		c, err := live.Comparable(s.Model, interner, e)
		if err != nil {
			failed = err
			return
		}
		weight, _ := s.Model.Weigh(own[query], c)
		hash := fnv.New64a()
		_, _ = hash.Write(e.Compact)
		out[query].weights = append(out[query].weights, weighed{e.ID, e.Version, hash.Sum64(), weight})
	})
	return out, errors.Join(err, failed)
}
