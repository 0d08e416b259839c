package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// bench is one run of the command.
type bench struct {
	options

	stderr io.Writer
	ready  []prepared
}

// prepared is an engine that can be run.
type prepared struct {
	Engine
	fingerprint string // of all that its results depend on
	version     string
}

// say tells what is going on; a line that cannot be written is no harm.
func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// prepare installs the engines that are asked for.
func (b *bench) prepare(ctx context.Context) error {
	for _, name := range b.engines {
		engine, _ := engineNamed(name)
		if engine.Needs != "" {
			if err := b.installVenv(ctx, engine.Needs); err != nil {
				return err
			}
		}
		fingerprint, err := b.fingerprint(engine)
		if err != nil {
			return err
		}
		version, err := b.version(ctx, engine)
		if err != nil {
			return err
		}
		b.ready = append(b.ready, prepared{Engine: engine, fingerprint: fingerprint, version: version})
	}
	return nil
}

func (b *bench) measureSet(ctx context.Context, set Set) ([]Result, error) {
	set, err := b.ensure(ctx, set)
	if err != nil {
		return nil, err
	}
	var results []Result
	for repeat := range b.repeatsFor(set) {
		for _, engine := range b.ready {
			if engine.Own && set.Layout != "" {
				continue
			}
			if engine.Most > 0 && set.Records > engine.Most {
				b.say("%s: %s is left out: it is given at most %d records", set.Name, engine.Name, engine.Most)
				continue
			}
			result, err := b.kept(ctx, set, engine, repeat)
			if err != nil {
				return nil, err
			}
			results = append(results, result)
		}
	}
	return results, nil
}

const (
	largeRecords = 500_000 // from here on an engine runs once
	smallRepeats = 3
)

func (b *bench) repeatsFor(set Set) int {
	switch {
	case b.repeats > 0:
		return b.repeats
	case set.Records >= largeRecords:
		return 1
	}
	return smallRepeats
}

// kept gives the result of an earlier run if it is of the very same engine and
// records, and measures otherwise.
func (b *bench) kept(ctx context.Context, set Set, engine prepared, repeat int) (Result, error) {
	path := filepath.Join(b.build, "results", set.Name, fmt.Sprintf("%s-%d.json", engine.Name, repeat+1))
	if !b.fresh {
		earlier, err := loadResult(path)
		if err == nil && earlier.Fingerprint == engine.fingerprint && earlier.Set == set {
			b.say("%s: %s: kept from %s", set.Name, engine.Name, earlier.Started.Format(time.DateTime))
			return earlier, nil
		}
	}
	result, err := b.measure(ctx, set, engine)
	if err != nil {
		return result, fmt.Errorf("measuring %s on %s: %w", engine.Name, set.Name, err)
	}
	return result, saveJSON(path, result)
}

// measure runs the engine's steps and evaluates what it wrote. An engine that
// fails or takes too long has a result that says so.
func (b *bench) measure(ctx context.Context, set Set, engine prepared) (Result, error) {
	result := Result{
		Set: set, Engine: engine.Name, Version: engine.version, Fingerprint: engine.fingerprint,
		Started: time.Now().UTC().Truncate(time.Second),
	}
	out := filepath.Join(b.build, "out", set.Name, engine.Name)
	if err := os.RemoveAll(out); err != nil {
		return result, fmt.Errorf("emptying the output folder: %w", err)
	}
	if err := os.MkdirAll(out, 0o750); err != nil {
		return result, fmt.Errorf("making the output folder: %w", err)
	}
	for _, step := range engine.Steps(b.options, set, out) {
		b.say("%s: %s: %s", set.Name, engine.Name, step.Phase)
		usage, err := execute(ctx, process{step: step, limit: b.limit, phase: func(phase string) {
			b.say("%s: %s: %s", set.Name, engine.Name, phase)
		}, stderr: b.stderr})
		if ctx.Err() != nil {
			return result, fmt.Errorf("running %s: %w", step.Argv[0], context.Cause(ctx))
		}
		result.add(step, usage)
		if err != nil {
			result.Failed = err.Error()
			b.say("%s: %s: failed: %s", set.Name, engine.Name, err)
			return result, nil
		}
	}
	if err := engine.readSummary(out, &result); err != nil {
		return result, err
	}
	return result, b.score(ctx, set, out, &result)
}
