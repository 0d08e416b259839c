package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/telemetry"
)

// configFlags name a configuration.
type configFlags struct{ file string }

func (f *configFlags) declare(flags *flag.FlagSet) {
	flags.StringVar(&f.file, "config", "", "configuration `FILE`; without it everything is embedded, in ./mpi-data")
}

func (f *configFlags) read() (config.Config, error) {
	return config.Read(f.file, os.LookupEnv)
}

// start reads the configuration, and makes the log that it asks for.
func (f *configFlags) start(env environment) (cfg config.Config, log *slog.Logger, err error) {
	if cfg, err = f.read(); err != nil {
		return cfg, nil, err
	}
	if log, err = telemetry.NewLogger(env.stderr, cfg.Log.Level); err != nil {
		return cfg, nil, usage("%s", err)
	}
	return cfg, log, nil
}

func serveCommand() command {
	return command{
		name:    "serve",
		summary: "take in what organisations tell, link it and tell others",
		detail: "Reads patient messages from the topic mpi.demographics.v1, decides who is who and\n" +
			"publishes identities. With no configuration it needs no other server: Kafka, the\n" +
			"store and the index are embedded, under ./mpi-data, and it listens on 127.0.0.1.\n" +
			"/fhir answers record services that have a token, /livez, /readyz and /metrics\n" +
			"tell how it is.",
		examples: []string{"mpi serve", "mpi serve --config mpi.yaml"},
		setup: func(flags *flag.FlagSet) action {
			var f configFlags
			f.declare(flags)
			return func(ctx context.Context, env environment, _ []string) error { return serve(ctx, env, &f) }
		},
	}
}

func serve(ctx context.Context, env environment, f *configFlags) error {
	cfg, log, err := f.start(env)
	if err != nil {
		return err
	}
	service.TuneMemory()
	s, err := service.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	err = s.Run(ctx, func(address string) {
		_ = env.print(ready(s, address))
	})
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}

// ready says where what is, and once the token that opens it.
func ready(s *service.Service, address string) string {
	scheme := "http"
	if s.Config.API.Certificate != "" {
		scheme = "https"
	}
	text := fmt.Sprintf("mpi serve: ready. Kafka %s, %s://%s/readyz, data in %s\n", s.KafkaAddress(), scheme, address, where(&s.Config))
	if s.NewToken != "" {
		text += fmt.Sprintf("The API is at %s://%s/fhir. Its token, shown this once and kept in %s:\n%s\n",
			scheme, address, filepath.Join(where(&s.Config), "token"), s.NewToken)
	}
	return text
}

// where says where the data are that this process keeps.
func where(cfg *config.Config) string {
	if full, err := filepath.Abs(cfg.Data); err == nil {
		return full
	}
	return cfg.Data
}
