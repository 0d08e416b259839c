package telemetry

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressShowsAfterASecond(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total int64
		runs  time.Duration
		want  []string
	}{
		"short":         {100, 900 * time.Millisecond, nil},
		"long":          {100, 1100 * time.Millisecond, []string{"reading", "40%", "40/100", "/s"}},
		"unknown total": {0, 1100 * time.Millisecond, []string{"reading", "40/-", "/s"}},
		"more than told": {
			20, 2 * time.Second, []string{"95%", "19/20"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				checkShown(t, run(c.total, c.runs), c.want)
			})
		})
	}
}

// run does 40 units of a task of total and gives what the terminal saw.
func run(total int64, runs time.Duration) string {
	var terminal bytes.Buffer
	p := &Progress{out: &terminal}
	p.Start("reading", total)
	p.Add(40)
	time.Sleep(runs)
	p.Done()
	return terminal.String()
}

func checkShown(t *testing.T, shown string, want []string) {
	t.Helper()
	if len(want) == 0 && shown != "" {
		t.Errorf("shown %q, want nothing", shown)
	}
	for _, part := range want {
		if !strings.Contains(shown, part) {
			t.Errorf("shown %q, want %q in it", shown, part)
		}
	}
	if last := strings.TrimRight(shown[strings.LastIndex(shown, "\r")+1:], " "); last != "" {
		t.Errorf("the line still holds %q after Done", last)
	}
}

func TestProgressStartsAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var terminal bytes.Buffer
		p := &Progress{out: &terminal}
		p.Start("first", 10)
		p.Add(5)
		p.Start("second", 10)
		time.Sleep(2 * time.Second)
		p.Done()
		p.Done()
		if shown := terminal.String(); strings.Contains(shown, "first") || !strings.Contains(shown, "0/10") {
			t.Errorf("shown %q, want the second task alone, from nought", shown)
		}
	})
}

func TestProgressCountsFromManyGoroutines(t *testing.T) {
	t.Parallel()
	p := &Progress{out: &bytes.Buffer{}}
	p.Start("reading", 0)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for range 1000 {
				p.Add(1)
			}
		})
	}
	workers.Wait()
	p.Done()
	if got := p.count.Load(); got != 8000 {
		t.Errorf("counted %d, want 8000", got)
	}
}

func TestProgressIsSilentAwayFromATerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range []*Progress{nil, NewProgress(file), NewProgress(&bytes.Buffer{})} {
		p.Start("reading", 1)
		p.Add(1)
		p.Done()
		if p != nil && p.out != nil {
			t.Error("draws, though there is no terminal")
		}
	}
}
