package broker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

func people(dir string) broker.Options {
	return broker.Options{Dir: dir, Topics: []broker.Topic{
		{Name: "people", Partitions: 1, Configs: map[string]string{"cleanup.policy": "compact"}},
	}}
}

// versions writes each of ten people ten times; the last ones are current, and
// what the very last batch supersedes stays until another batch follows.
func versions(t *testing.T, b *broker.Broker) (current []string) {
	t.Helper()
	client := newClient(t, b)
	for version := range 10 {
		for person := range 10 {
			value := fmt.Sprintf("person %d version %d", person, version)
			record := &kgo.Record{Topic: "people", Key: []byte{byte(person)}, Value: []byte(value)}
			must(t, client.ProduceSync(t.Context(), record).FirstErr())
			if version == 9 || version == 8 && person == 9 {
				current = append(current, value)
			}
		}
	}
	slices.Sort(current)
	return current
}

func TestOpeningCompacts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, people(dir))
	want := versions(t, first)
	must(t, first.Close())
	// Once more for a folder that has been compacted.
	for range 2 {
		b := open(t, people(dir))
		if got := consume(t, b, "people", len(want)); !slices.Equal(got, want) {
			t.Errorf("compacted, the topic holds %q, want %q", got, want)
		}
		must(t, b.Close())
	}
	if left, err := filepath.Glob(filepath.Join(dir, "aside*")); err != nil || len(left) > 0 {
		t.Errorf("compaction left %v (%v)", left, err)
	}
}

// TestCompactionCutShort lays a folder as a kill leaves it: segments aside, and
// of the rewritten ones some gone and some half written.
func TestCompactionCutShort(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, people(dir))
	want := versions(t, first)
	must(t, first.Close())

	partition := filepath.Join("partitions", "people-0")
	must(t, os.MkdirAll(filepath.Join(dir, "aside", partition), 0o700))
	for _, name := range segmentsOf(t, filepath.Join(dir, partition)) {
		must(t, os.Rename(filepath.Join(dir, partition, name), filepath.Join(dir, "aside", partition, name)))
	}
	must(t, os.WriteFile(filepath.Join(dir, partition, "90.dat"), []byte("half a batch"), 0o600))

	second := open(t, people(dir))
	if got := consume(t, second, "people", len(want)); !slices.Equal(got, want) {
		t.Errorf("after a compaction cut short the topic holds %q, want %q", got, want)
	}
}

// TestKeepingAsideCutShort lays a folder as a kill leaves it before compaction
// began: the segments are whole, those aside are not.
func TestKeepingAsideCutShort(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, people(dir))
	want := versions(t, first)
	must(t, first.Close())
	must(t, os.MkdirAll(filepath.Join(dir, "aside.partial", "partitions", "people-0"), 0o700))

	second := open(t, people(dir))
	if got := consume(t, second, "people", len(want)); !slices.Equal(got, want) {
		t.Errorf("the topic holds %q, want %q", got, want)
	}
}

func segmentsOf(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".dat") || strings.HasSuffix(entry.Name(), ".idx") {
			names = append(names, entry.Name())
		}
	}
	if len(names) == 0 {
		t.Fatalf("%s holds no segments", dir)
	}
	return names
}
