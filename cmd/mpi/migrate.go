package main

import (
	"context"
	"flag"

	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
)

func migrateCommand() command {
	return command{
		name:    "migrate",
		summary: "make the tables of the store, or bring them up to date",
		detail: "Stamps the environment, synthetic or live, on a new store: a store never changes it.\n" +
			"The embedded store is migrated by mpi serve itself.",
		examples: []string{"mpi migrate --config mpi.yaml"},
		setup: func(flags *flag.FlagSet) action {
			var f configFlags
			f.declare(flags)
			return func(ctx context.Context, env environment, _ []string) error {
				cfg, err := f.read()
				if err != nil {
					return err
				}
				if err := service.MakeData(&cfg); err != nil {
					return err
				}
				if err := store.Migrate(ctx, service.StoreOptions(&cfg)); err != nil {
					return err
				}
				return env.print("The store is up to date, for " + cfg.Environment + " data.\n")
			}
		},
	}
}
