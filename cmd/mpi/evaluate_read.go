package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/evaluate"
)

func (f *evaluateFlags) groupsOfRecords(ctx context.Context, env environment, survey *evaluate.Survey, by []string) error {
	model, err := f.trained(ctx, env)
	if err != nil {
		return err
	}
	input, err := f.input()
	if err != nil {
		return err
	}
	rejected := &rejects{env: env}
	defer rejected.close()
	sink := groupSink{survey: survey, by: by, rejects: rejected}
	survey.Reading(model.Rules())
	reader := files.Reader{Columns: input.Columns, Extra: extraColumns(model, by), Advance: env.progress.Add}
	env.progress.Start("reading", sizeOf(f.files))
	defer env.progress.Done()
	for _, file := range f.files {
		if _, err := reader.Read(ctx, file, sink); err != nil {
			return err
		}
	}
	if name := survey.Valueless(); name != "" {
		return fmt.Errorf("grouping by %s: expected a column of that name with values, in the truth or the records", name)
	}
	return nil
}

// extraColumns lists what is read beside the native columns: what the model
// compares, so that the files' headers are understood, and what groups go by.
func extraColumns(model *matcher.Model, by []string) []string {
	known := append(demographics.NativeColumns(), demographics.DerivedColumns()...)
	extra := slices.DeleteFunc(model.Columns(), func(c string) bool { return slices.Contains(known, c) })
	for _, name := range by {
		if !evaluate.FromRecord(name) && !slices.Contains(extra, name) {
			extra = append(extra, name)
		}
	}
	return extra
}

// sizeOf adds up the files, for progress; reading tells of one that is not there.
func sizeOf(paths []string) (total int64) {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			total += info.Size()
		}
	}
	return total
}

// groupSink tells a survey of records as they are read.
type groupSink struct {
	*rejects

	survey *evaluate.Survey
	by     []string
}

var _ files.Sink = groupSink{}

// Record takes a record.
func (s groupSink) Record(_ int, record *demographics.Record, _ []demographics.Remark) error {
	return s.survey.Take(record, s.by)
}

// Reject counts a row that could not be read.
func (s groupSink) Reject(reject files.Reject) error { return s.take(reject) }
