package demo_test

import (
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/demo"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// What the feed tells, linked, is who the people are.
func TestTheFeedIsLinked(t *testing.T) {
	t.Parallel()
	profile, err := population.DefaultProfile("wessex")
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[population.Format]string{}
	for _, format := range population.Formats() {
		dirs[format] = t.TempDir()
		if _, err := population.Write(t.Context(), population.Config{People: 500, Region: "wessex", Seed: 2, Profile: profile}, format, dirs[format]); err != nil {
			t.Fatal(err)
		}
	}
	feed, err := demo.ReadFeed(dirs["csv"], dirs["hl7v2"], dirs["fhir"])
	if err != nil {
		t.Fatal(err)
	}
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	st, n := memory.New(), 0
	l, err := linker.New(linker.Config{
		Store: st, Index: index.OpenMemory(index.Options{}), Model: model, Now: time.Now,
		NewID: func() string { n++; return identity.UUID5("x", string(rune(n))) },
	})
	if err != nil {
		t.Fatal(err)
	}
	lane, _, err := st.TakeLane(t.Context(), "x", "x")
	if err != nil {
		t.Fatal(err)
	}
	var all []facts.Fact
	for _, m := range feed.Messages {
		found, err := intake.Decode(m.ContentType, m.Value, time.Now(), demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	for len(all) > 0 {
		n := min(250, len(all))
		if _, err := l.Process(t.Context(), lane, linker.Batch{Facts: all[:n]}); err != nil {
			t.Fatal(err)
		}
		all = all[n:]
	}
	report, err := feed.Measure(t.Context(), st, dirs["csv"]+"/"+population.TruthFile)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d HL7 v2, %d FHIR: %+v", feed.HL7, feed.FHIR, report)
	if feed.HL7 == 0 || feed.FHIR == 0 || report.Pairwise.Precision < 0.999 || report.Pairwise.Recall < 0.95 {
		t.Errorf("%d HL7 v2, %d FHIR: %+v", feed.HL7, feed.FHIR, report)
	}
}
