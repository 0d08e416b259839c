package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/testenv"
)

func TestMain(m *testing.M) { live.RunTests(m, main) }

// A small measurement comes to its end, with every question answered.
func TestASmallMeasurement(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts servers of its own")
	}
	var out bytes.Buffer
	err := run(t.Context(), options{records: 2000, clients: 4, rate: 50, events: 50, seconds: 2, dir: t.TempDir(), buffers: "128MB"}, &out)
	if errors.Is(err, testenv.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatalf("%v, after\n%s", err, out.String())
	}
	for _, want := range []string{
		"as fast as they are answered", "50 a second, and 50 events", "$match", "$ihe-pix", "search", "events were not linked",
		"0 times two are certain", "0 wrongly or not at all", "hear", ": 0 notices are wrong",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing is said of %q in\n%s", want, out.String())
		}
	}
}
