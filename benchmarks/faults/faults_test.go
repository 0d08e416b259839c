package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/testenv"
)

func TestMain(m *testing.M) { live.RunTests(m, main) }

// Two engines of which one is killed or paused now and then come to what no fault
// would have come to.
func TestAFewFaults(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	var out bytes.Buffer
	err := options{events: 3000, times: 1, engines: 2, kills: 3, pauses: 1, ahead: 1000, seed: 3, dir: t.TempDir()}.play(t.Context(), &out)
	if errors.Is(err, testenv.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Errorf("%v, after\n%s", err, out.String())
	}
}

// An engine whose index is deleted under it ends, builds it anew and goes on.
func TestOneFaultAlone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	list, err := troublesNamed("index-deleted")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = options{events: 3000, times: 1, engines: 2, rate: 300, seed: 4, dir: t.TempDir()}.oneAlone(t.Context(), &out, &list[0])
	if errors.Is(err, testenv.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil || !strings.Contains(out.String(), "engine 0 has ended") {
		t.Errorf("%v, after\n%s", err, out.String())
	}
}

func TestFaultsAreKnownByTheirNames(t *testing.T) {
	t.Parallel()
	all, err := troublesNamed("all")
	if err != nil || len(all) != len(troubles()) {
		t.Errorf("%d faults, %v", len(all), err)
	}
	if some, err := troublesNamed("cut,kill"); err != nil || len(some) != 2 || some[0].name != "cut" {
		t.Errorf("%v, %v", some, err)
	}
	if _, err := troublesNamed("cut,flood"); err == nil || !strings.Contains(err.Error(), `"flood"`) {
		t.Errorf("a fault that is none: %v", err)
	}
}

// What a seed plans is all that was asked for, and the same again.
func TestAPlanIsItsSeeds(t *testing.T) {
	t.Parallel()
	var told [2][]string
	for i := range told {
		p := newRandomPlan(7, 20, 10)
		counts := map[string]int{}
		for _, failpoint := range []bool{true, false} {
			for f := p.take(failpoint); f != nil; f = p.take(failpoint) {
				if (f.at != "") != failpoint {
					t.Errorf("%s was taken for failpoint %v", f, failpoint)
				}
				if _, err := testenv.ParseFailpoints(f.String()); failpoint && err != nil {
					t.Error(err)
				}
				counts[f.what]++
				told[i] = append(told[i], f.String())
			}
		}
		if counts["kill"] != 20 || counts["pause"] != 10 {
			t.Errorf("the plan is %v", counts)
		}
	}
	if !slices.Equal(told[0], told[1]) {
		t.Errorf("the faults are %v, and again %v", told[0], told[1])
	}
}
