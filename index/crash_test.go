package index

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

const isChild = "MPI_INDEX_CHILD"

// TestMain makes this program, started by a test, the writer that is killed; it
// writes in the folder that it is started in.
func TestMain(m *testing.M) {
	if os.Getenv(isChild) == "" {
		os.Exit(m.Run())
	}
	_, _ = os.Stderr.WriteString(writeUntilKilled(".").Error())
	os.Exit(1)
}

const recordsOfChild = 40

// childEntry is what the writer applies as number n of lane 1.
func childEntry(n int) Entry {
	return Entry{ID: idOf(n % recordsOfChild), Version: int64(n), Keys: []Key{Key(n % 7)}, Compact: []byte(strconv.Itoa(n))}
}

func writeUntilKilled(dir string) error {
	x, err := Open(dir, Options{BatchSize: 15})
	if err != nil {
		return err
	}
	for n := int(x.Watermarks()[1]) + 1; ; n++ {
		if _, err := x.Apply([]Entry{childEntry(n)}, nil, Watermarks{1: int64(n)}); err != nil {
			return err
		}
		_, _ = os.Stdout.WriteString(strconv.Itoa(n) + "\n")
	}
}

// A writer that is killed leaves an index that holds all that its watermark
// says, and what was written after it does no harm when it is applied again.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range 4 {
		last := runAndKill(t, dir, 150+round*90)
		x, err := Open(dir, Options{BatchSize: 15})
		if err != nil {
			t.Fatal(err)
		}
		mark := int(x.Watermarks()[1])
		if mark > last+1 || (mark == 0 && last > 100) {
			t.Errorf("the watermark is %d after %d records", mark, last)
		}
		checkChild(t, x, mark)
		for n := mark + 1; n <= last; n++ { // what the store would give again
			if _, err := x.Apply([]Entry{childEntry(n)}, nil, Watermarks{1: int64(n)}); err != nil {
				t.Fatal(err)
			}
		}
		checkChild(t, x, last)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// checkChild wants every record at least as new as the watermark says.
func checkChild(t *testing.T, x *Index, mark int) {
	t.Helper()
	for n := max(1, mark-recordsOfChild+1); n <= mark; n++ {
		got, err := x.Get([]string{idOf(n % recordsOfChild)})
		if err != nil || got[0].Version < int64(n) || string(got[0].Compact) != strconv.Itoa(int(got[0].Version)) {
			t.Errorf("of %d there is version %d: %v", n, got[0].Version, err)
		}
	}
}

// runAndKill gives the last number that the writer told.
func runAndKill(t *testing.T, dir string, count int) (last int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), program)
	child.Dir, child.Env = dir, append(os.Environ(), isChild+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for told := 0; lines.Scan(); told++ {
		if told == count {
			_ = child.Process.Kill()
		}
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			last = n
		}
	}
	_ = child.Wait()
	if last == 0 {
		t.Fatal("the writer wrote nothing")
	}
	return last
}

// made fills and closes an index.
func made(t *testing.T, records int) string {
	t.Helper()
	dir := t.TempDir()
	x := opened(t, dir, Options{})
	for n := range records {
		if _, err := x.Apply([]Entry{people{records}.entry(n, 1)}, nil, Watermarks{1: int64(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func filesOf(t *testing.T, dir, pattern string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, filepath.Base(path)); ok {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	return found
}

// Whatever is damaged is told, and can be built anew.
func TestDamageIsRecognised(t *testing.T) {
	t.Parallel()
	truncate := func(path string) error { return os.Truncate(path, 100) }
	for name, damage := range map[string]struct {
		pattern string
		do      func(path string) error
	}{
		"no contents": {contentsFile, func(path string) error { return os.WriteFile(path, []byte("{"), 0o600) }},
		"another format": {contentsFile, func(path string) error {
			return os.WriteFile(path, []byte(`{"format":1,"generation":1,"shards":2}`), 0o600)
		}},
		"a shard missing":      {"s1", os.RemoveAll},
		"a segment missing":    {"*.zap", os.Remove},
		"a segment cut off":    {"*.zap", truncate},
		"a segment empty":      {"*.zap", func(path string) error { return os.Truncate(path, 0) }},
		"a byte changed":       {"*.zap", flip(200)},
		"the list of segments": {"root.bolt", truncate},
		"a list of noughts":    {"root.bolt", func(path string) error { return os.WriteFile(path, make([]byte, 1<<16), 0o600) }},
		"no list of segments":  {"root.bolt", os.Remove},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := made(t, 50)
			if err := damage.do(filesOf(t, dir, damage.pattern)[0]); err != nil {
				t.Fatal(err)
			}
			if x, err := Open(dir, Options{}); !errors.Is(err, ErrDamaged) {
				t.Errorf("opening gave %v", err)
				if err == nil {
					_ = x.Close()
				}
			}
			if err := Build(dir, Options{}, people{50}.all(), Watermarks{1: 7}); err != nil {
				t.Fatal(err)
			}
			x := opened(t, dir, Options{})
			if n := x.Stats().Documents; n != 50 || x.Watermarks()[1] != 7 {
				t.Errorf("built anew: %d records, %v", n, x.Watermarks())
			}
		})
	}
}

func flip(at int64) func(string) error {
	return func(path string) error {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		var b [1]byte
		if _, err := file.ReadAt(b[:], at); err != nil {
			return err
		}
		b[0] ^= 1
		_, err = file.WriteAt(b[:], at)
		return errors.Join(err, file.Close())
	}
}

// An index that is built holds the same as one that was applied to, and takes
// the place of what was there only when it is whole.
func TestBuild(t *testing.T) {
	t.Parallel()
	const records = 500
	of := people{records}
	dir := made(t, 20)
	broken := func(yield func(Entry, error) bool) {
		for e := range of.all() {
			if !yield(e, nil) {
				return
			}
		}
		yield(Entry{}, errors.New("the store went away"))
	}
	if err := Build(dir, Options{BatchSize: 100}, broken, nil); err == nil {
		t.Error("an index was built of half the records")
	}
	x := opened(t, dir, Options{})
	if n := x.Stats().Documents; n != 20 || x.Watermarks()[1] != 19 {
		t.Errorf("after a failed build: %d records, %v", n, x.Watermarks())
	}
	_ = x.Close()
	if err := Build(dir, Options{BatchSize: 100, Shards: 3}, of.all(), Watermarks{1: 99}); err != nil {
		t.Fatal(err)
	}
	x = opened(t, dir, Options{})
	applied := OpenMemory(Options{})
	for e := range of.all() {
		if _, err := applied.Apply([]Entry{e}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	for n := range records {
		look := func(x *Index) string {
			return fmt.Sprint(collect(func(visit func(*Entry)) error { return candidates(x, of.keys(n, 1), visit) }))
		}
		if got, want := look(x), look(applied); got != want {
			t.Fatalf("candidates of %d: %s, want %s", n, got, want)
		}
	}
	if s := x.Stats(); s.Documents != records || x.Watermarks()[1] != 99 || s.Segments != 3 {
		t.Errorf("built: %+v, %v", s, x.Watermarks())
	}
	if folders, _ := filepath.Glob(filepath.Join(dir, "g*")); len(folders) != 1 {
		t.Errorf("generations %v are left", folders)
	}
}
