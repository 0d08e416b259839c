package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/service"
)

func rebuildIndexCommand() command {
	return command{
		name:    "rebuild-index",
		summary: "build the candidate index anew from the store",
		detail:  "mpi serve must not run with the same index meanwhile. The old index stays until the\nnew one is whole.",
		examples: []string{
			"mpi rebuild-index",
			"mpi rebuild-index --config mpi.yaml",
		},
		setup: func(flags *flag.FlagSet) action {
			var f configFlags
			f.declare(flags)
			return func(ctx context.Context, env environment, _ []string) error { return rebuildIndex(ctx, env, &f) }
		},
	}
}

func rebuildIndex(ctx context.Context, env environment, f *configFlags) error {
	cfg, log, err := f.start(env)
	if err != nil {
		return err
	}
	start := time.Now()
	records, err := service.RebuildIndex(ctx, cfg, log)
	if err != nil {
		return err
	}
	return env.print(fmt.Sprintf("%d records in the index, built in %.1f s\n", records, time.Since(start).Seconds()))
}
