package service_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/demo"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/internal/service"
)

// embedded is the configuration of an engine with everything in a folder.
func embedded(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg, err := config.Read("", func(string) (string, bool) { return "", false })
	must(t, err)
	cfg.Data, cfg.Index.Dir, cfg.Listen = dir, filepath.Join(dir, "index"), "127.0.0.1:0"
	cfg.Kafka.Partitions = 2
	return cfg
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// engine is one that runs.
type engine struct {
	*service.Service

	stop func() // and wait for the end
}

func start(t *testing.T, cfg config.Config) *engine {
	t.Helper()
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended, ready := make(chan error, 1), make(chan string, 1)
	go func() { ended <- s.Run(ctx, func(address string) { ready <- address }) }()
	stopped := false
	e := &engine{s, func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("running: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}}
	t.Cleanup(e.stop)
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("it ended before it was ready: %v", err)
	}
	return e
}

// send sends messages, and gives how far their partitions then reach.
func (e *engine) send(t *testing.T, all []intake.Outgoing) map[intake.Place]int64 {
	t.Helper()
	sender, err := intake.NewSender(e.Kafka())
	must(t, err)
	defer sender.Close()
	ends, err := sender.Send(t.Context(), all)
	must(t, err)
	return ends
}

// read gives how many messages the store has been told of, and waits until they
// are as many as there are.
func (e *engine) read(t *testing.T, ends map[intake.Place]int64) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		left := e.left(t, ends)
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d messages are not read after a minute", left)
		}
	}
}

func (e *engine) left(t *testing.T, ends map[intake.Place]int64) (left int64) {
	t.Helper()
	for place, end := range ends {
		offset, _, err := e.Store.Position(t.Context(), place.Topic, place.Partition)
		must(t, err)
		left += end - min(offset, end)
	}
	return left
}

// people gives the records of each person, sorted.
func (e *engine) people(t *testing.T) [][]identity.RecordID {
	t.Helper()
	members, err := e.Store.MemberPage(t.Context(), "", 1_000_000)
	must(t, err)
	by := map[string][]identity.RecordID{}
	for _, m := range members {
		by[m.Identity] = append(by[m.Identity], m.Record)
	}
	out := slices.Collect(maps.Values(by))
	slices.SortFunc(out, slices.Compare)
	return out
}

// region is what the organisations of a small region tell.
func region(t *testing.T, people int) []intake.Outgoing {
	t.Helper()
	profile, err := population.DefaultProfile("wessex")
	must(t, err)
	dirs := map[population.Format]string{}
	for _, format := range population.Formats() {
		dirs[format] = t.TempDir()
		_, err := population.Write(t.Context(), population.Config{People: people, Region: "wessex", Seed: 3, Profile: profile}, format, dirs[format])
		must(t, err)
	}
	feed, err := demo.ReadFeed(dirs["csv"], dirs["hl7v2"], dirs["fhir"])
	must(t, err)
	var out []intake.Outgoing
	for _, m := range feed.Messages {
		out = append(out, intake.Outgoing{Topic: intake.TopicDemographics, Key: m.Key, ContentType: m.ContentType, Value: m.Value})
	}
	return out
}

// atOnce is who is who after an engine has read everything without a break.
func atOnce(t *testing.T, all []intake.Outgoing) [][]identity.RecordID {
	t.Helper()
	e := start(t, embedded(t, t.TempDir()))
	e.read(t, e.send(t, all))
	defer e.stop()
	return e.people(t)
}

// An engine that is stopped in the middle, and once loses its index, ends where
// one that never was does.
func TestRestartsComeToTheSamePeople(t *testing.T) {
	t.Parallel()
	all := region(t, 60)
	want := atOnce(t, all)
	cfg := embedded(t, t.TempDir())
	ends := map[intake.Place]int64{}
	var e *engine
	for part := range slices.Chunk(all, len(all)/4+1) {
		e = start(t, cfg)
		maps.Copy(ends, e.send(t, part))
		time.Sleep(50 * time.Millisecond) // somewhere in the middle
		e.stop()
		must(t, os.RemoveAll(cfg.Index.Dir))
	}
	e = start(t, cfg)
	e.read(t, ends)
	if got := e.people(t); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%d people, want %d, or other records of theirs", len(got), len(want))
	}
	e.stop()
	e = start(t, cfg) // and once more, with nothing to do
	if got := e.people(t); !slices.EqualFunc(got, want, slices.Equal) || e.left(t, ends) != 0 {
		t.Errorf("%d people after another start, want %d; %d messages unread", len(got), len(want), e.left(t, ends))
	}
}

// childVariable makes this test binary an engine that its parent kills; it holds
// the folder.
const childVariable = "SERVICE_CHILD"

func TestServeUntilKilled(t *testing.T) {
	t.Parallel()
	dir := os.Getenv(childVariable)
	if dir == "" {
		t.Skip("other tests run this one, in a process that they kill")
	}
	s, err := service.Open(t.Context(), embedded(t, dir), slog.New(slog.DiscardHandler))
	must(t, err)
	must(t, s.Run(t.Context(), func(string) { fmt.Fprintln(os.Stdout, "ready") }))
}

// killAfter runs an engine in a process of its own, and kills it.
func killAfter(t *testing.T, dir string, wait time.Duration) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServeUntilKilled$")
	child.Env = append(os.Environ(), childVariable+"="+dir)
	output, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "ready" {
		t.Errorf("the engine is not ready: %q, %v", line, err)
	}
	time.Sleep(wait)
	must(t, child.Process.Kill()) // kill -9
	_ = child.Wait()              // as asked
}

// An engine that is killed while it links loses nothing of what was sent.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	all := region(t, 100)
	want := atOnce(t, all)
	cfg := embedded(t, t.TempDir())
	e := start(t, cfg)
	ends := e.send(t, all) // nearly nothing is read before it stops
	e.stop()
	broken := 0
	for kill := range 4 {
		killAfter(t, cfg.Data, time.Duration(60+60*kill)*time.Millisecond)
		e = start(t, cfg)
		if e.left(t, ends) > 0 {
			broken++
		}
		e.stop()
	}
	t.Logf("%d of 4 kills came before all was read", broken)
	e = start(t, cfg)
	e.read(t, ends)
	if got := e.people(t); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%d people, want %d, or other records of theirs", len(got), len(want))
	}
	counts, err := e.Store.Counts(t.Context())
	must(t, err)
	if counts.DeadLetters != 0 {
		t.Errorf("%d dead letters", counts.DeadLetters)
	}
}

// An engine refuses a store that was made for other data, and a folder that
// another engine has.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	cfg := embedded(t, t.TempDir())
	e := start(t, cfg)
	refused(t, cfg, "another process", "in use", "lock")
	e.stop()
	live := cfg
	live.Environment = "live"
	refused(t, live, "synthetic")
}

// refused wants the error to hold one of some words.
func refused(t *testing.T, cfg config.Config, words ...string) {
	t.Helper()
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Errorf("it was opened; expected an error with one of %q", words)
		_ = s.Close()
		return
	}
	t.Log(err)
	if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(err.Error(), word) }) {
		t.Errorf("error %v, expected one of %q", err, words)
	}
}
