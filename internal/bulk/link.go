package bulk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
)

// LinkConfig is a run of `mpi link`.
type LinkConfig struct {
	Model    *matcher.Model
	Input    Input
	Previous identity.Past // the identities of an earlier run, whose ids are kept
	Out      string        // the folder to write to
	Progress *telemetry.Progress
}

// Link reads files, decides who is who and writes the answer.
func Link(ctx context.Context, cfg LinkConfig) (Summary, error) {
	clock := newStopwatch()
	if err := os.MkdirAll(cfg.Out, 0o750); err != nil {
		return Summary{}, fmt.Errorf("making the output folder: %w", err)
	}
	records, report, err := readInto(ctx, cfg)
	if err != nil {
		return Summary{}, err
	}
	clock.lap("read")
	answer, work, err := Resolve(ctx, records, cfg.Previous, cfg.Progress, clock)
	if err != nil {
		return Summary{}, err
	}
	summary := newSummary(cfg.Model, records, report, &answer, work)
	if err := writeAnswer(cfg.Out, &answer); err != nil {
		return Summary{}, err
	}
	clock.lap("write")
	summary.finish(clock)
	return summary, writeJSON(filepath.Join(cfg.Out, "summary.json"), summary)
}

// readInto reads the input; rows that cannot be taken go to rejects.csv.
func readInto(ctx context.Context, cfg LinkConfig) (records *Records, report ReadReport, err error) {
	err = writeFile(filepath.Join(cfg.Out, "rejects.csv"), func(f *os.File) error {
		rejects, err := files.NewRejectWriter(f)
		if err != nil {
			return err
		}
		records, report, err = Read(ctx, cfg.Model, cfg.Input, rejects.Write, cfg.Progress)
		if flushed := rejects.Flush(); err == nil {
			err = flushed
		}
		return err
	})
	return records, report, err
}

// Work says how much was compared.
type Work struct {
	Compared int64
	Wide     []WideBlocks
}

// Resolve weighs all candidates among records and decides who is who.
func Resolve(ctx context.Context, records *Records, previous identity.Past, progress *telemetry.Progress, clock *Stopwatch) (Answer, Work, error) {
	b := newBlocks(records)
	clock.lap("block")
	records.order()
	progress.Start("comparing", int64(len(records.All)))
	edges, compared, err := records.edges(ctx, b, progress.Add)
	progress.Done()
	if err != nil {
		return Answer{}, Work{}, fmt.Errorf("comparing records: %w", err)
	}
	clock.lap("compare")
	answer, err := records.resolve(edges, previous)
	clock.lap("resolve")
	return answer, Work{compared, b.wide}, err
}
