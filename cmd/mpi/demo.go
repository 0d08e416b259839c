package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/demo"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher/evaluate"
)

type demoFlags struct {
	people  int
	region  string
	seed    uint64
	out     string
	summary string
	listen  string
	exit    bool
}

func demoCommand() command {
	return command{
		name:    "demo",
		summary: "start the engine, tell it of a made-up region and show what it makes of it",
		detail: "Makes people and the messages that their organisations send, HL7 v2 from hospitals\n" +
			"and FHIR from practices, plays them through Kafka into an engine with everything\n" +
			"embedded, compares who it says is who with the truth, and asks the API who somebody\n" +
			"is. Then the engine stays up until it is interrupted, unless --exit.",
		examples: []string{"mpi demo", "mpi demo --people 10000 --exit --summary demo.json"},
		setup: func(flags *flag.FlagSet) action {
			var f demoFlags
			flags.IntVar(&f.people, "people", 3000, "how many people `N` the region has") //nolint:mnd // a default is a number
			flags.StringVar(&f.region, "region", "greater-manchester", "whose `REGION`: greater-manchester, wessex or one-london")
			flags.Uint64Var(&f.seed, "seed", 1, "`SEED` of the people")
			flags.StringVar(&f.out, "out", "mpi-demo", "`FOLDER` for the people and the engine's data; it is made anew")
			flags.StringVar(&f.summary, "summary", "", "write what happened as JSON to `FILE`")
			flags.StringVar(&f.listen, "listen", "127.0.0.1:8080", "`ADDRESS` of the API, /readyz and /metrics; port 0 takes a free one")
			flags.BoolVar(&f.exit, "exit", false, "stop when all is shown")
			return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
		},
	}
}

// demoSummary is what happened, for programs.
type demoSummary struct {
	Messages         int             `json:"messages"`
	HL7              int             `json:"hl7v2_messages"`
	FHIR             int             `json:"fhir_messages"`
	Records          int64           `json:"records"`
	Identities       int64           `json:"identities"`
	Links            int64           `json:"links"`
	ReviewTasks      int64           `json:"review_tasks"`
	DeadLetters      int64           `json:"dead_letters"`
	Pairwise         evaluate.Score  `json:"pairwise"`
	BCubed           evaluate.BCubed `json:"bcubed"`
	Seconds          float64         `json:"seconds"`
	RecordsPerSecond float64         `json:"records_per_second"`
}

func (f *demoFlags) run(ctx context.Context, env environment) error {
	feed, err := f.feed(ctx, env)
	if err != nil {
		return err
	}
	cfg, err := f.config()
	if err != nil {
		return err
	}
	log, err := telemetry.NewLogger(env.stderr, cfg.Log.Level)
	if err != nil {
		return err
	}
	service.TuneMemory()
	s, err := service.Open(ctx, cfg, log)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.Run(ctx, func(address string) { ready <- address }) }()
	select {
	case err := <-ended:
		return errors.Join(err, s.Close())
	case address := <-ready:
		err = f.show(ctx, env, s, feed, address)
	}
	if err == nil && !f.exit {
		err = env.print("The engine stays up; interrupt it to end.\n")
		<-ctx.Done()
	}
	stop()
	return errors.Join(err, <-ended, s.Close())
}

// config is the embedded default, in a folder of its own.
func (f *demoFlags) config() (config.Config, error) {
	none := func(string) (string, bool) { return "", false }
	cfg, err := config.Read("", none)
	cfg.Data, cfg.Listen, cfg.Log.Level = filepath.Join(f.out, "data"), f.listen, "warn"
	cfg.Index.Dir = filepath.Join(cfg.Data, "index")
	return cfg, err
}

// feed makes the people, and reads what their organisations tell.
func (f *demoFlags) feed(ctx context.Context, env environment) (*demo.Feed, error) {
	region := population.Region(f.region)
	profile, err := population.DefaultProfile(region)
	if err != nil {
		return nil, usage("%s", err)
	}
	if err := clearFolder(f.out); err != nil {
		return nil, err
	}
	dirs := map[population.Format]string{}
	for _, format := range population.Formats() {
		dirs[format] = filepath.Join(f.out, "people", string(format))
		if err := os.MkdirAll(dirs[format], 0o750); err != nil {
			return nil, fmt.Errorf("making the people: %w", err)
		}
		cfg := population.Config{People: f.people, Region: region, Seed: f.seed, Profile: profile}
		if _, err := population.Write(ctx, cfg, format, dirs[format]); err != nil {
			return nil, fmt.Errorf("making the people: %w", err)
		}
	}
	feed, err := demo.ReadFeed(dirs["csv"], dirs["hl7v2"], dirs["fhir"])
	if err != nil {
		return nil, err
	}
	return feed, env.print(fmt.Sprintf("%d people of %s; their organisations have %d HL7 v2 messages and %d FHIR patients to tell.\n",
		f.people, f.region, feed.HL7, feed.FHIR))
}

// clearFolder empties a folder that an earlier demo made, and no other.
func clearFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking into %s: %w", dir, err)
	}
	for _, e := range entries {
		if e.Name() != "people" && e.Name() != "data" {
			return usage("%s holds %s, which no demo has made: name another folder", dir, e.Name())
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("emptying %s: %w", dir, err)
	}
	return nil
}

// show plays the feed and tells what came of it.
func (f *demoFlags) show(ctx context.Context, env environment, s *service.Service, feed *demo.Feed, address string) error {
	if err := env.print(fmt.Sprintf("The engine is up: Kafka %s, http://%s/readyz, http://%s/metrics\n", s.KafkaAddress(), address, address)); err != nil {
		return err
	}
	summary, err := f.play(ctx, env, s, feed)
	if err != nil {
		return err
	}
	if err := env.print(summary.text()); err != nil {
		return err
	}
	if err := f.ask(ctx, env, s, address); err != nil || f.summary == "" {
		return err
	}
	text, err := json.MarshalIndent(summary, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	if err := os.WriteFile(f.summary, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

func (f *demoFlags) play(ctx context.Context, env environment, s *service.Service, feed *demo.Feed) (demoSummary, error) {
	sender, err := intake.NewSender(s.Kafka())
	if err != nil {
		return demoSummary{}, err
	}
	defer sender.Close()
	messages := append(demo.Unreadable(), feed.Messages...)
	start, before := time.Now(), 0
	env.progress.Start("linking", int64(len(messages)))
	err = demo.Play(ctx, sender, s.Store, messages, func(done int) {
		env.progress.Add(done - before)
		before = done
	})
	env.progress.Done()
	if err != nil {
		return demoSummary{}, err
	}
	took := time.Since(start).Seconds()
	return f.measure(ctx, s.Store, feed, len(messages), took)
}

func (f *demoFlags) measure(ctx context.Context, st *store.Store, feed *demo.Feed, messages int, seconds float64) (demoSummary, error) {
	counts, err := st.Counts(ctx)
	if err != nil {
		return demoSummary{}, err
	}
	report, err := feed.Measure(ctx, st, filepath.Join(f.out, "people", "csv", population.TruthFile))
	if err != nil {
		return demoSummary{}, err
	}
	return demoSummary{
		Messages: messages, HL7: feed.HL7, FHIR: feed.FHIR,
		Records: counts.Records, Identities: counts.Identities, Links: counts.Links,
		ReviewTasks: counts.OpenTasks, DeadLetters: counts.DeadLetters,
		Pairwise: report.Pairwise, BCubed: report.BCubed, Seconds: seconds, RecordsPerSecond: float64(messages) / seconds,
	}, nil
}

func (s *demoSummary) text() string {
	return fmt.Sprintf("%d messages in %.1f s, %.0f a second: %d records of %d people, %d links, %d tasks for reviewers, %d dead letters.\n"+
		"Against the truth: precision %.6f, recall %.4f, B-cubed F1 %.4f.\n",
		s.Messages, s.Seconds, s.RecordsPerSecond, s.Records, s.Identities, s.Links, s.ReviewTasks, s.DeadLetters,
		s.Pairwise.Precision, s.Pairwise.Recall, s.BCubed.F1)
}
