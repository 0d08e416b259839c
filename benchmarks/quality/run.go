package quality

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/lhcre/mpi/matcher"
)

// Config says what to measure and with what.
type Config struct {
	Rows      []string  // which; all if empty
	Sets      []Dataset // of rows 4 to 6
	Vectors   string    // the comparison vectors of row 9, a CSV file
	NoData    string    // why Sets and Vectors cannot be had, if so
	MustHave  bool      // a row that is skipped for that fails
	Work      string    // folder for what is generated and linked
	Golden    string    // the golden file
	Rewrite   bool      // write the golden file anew instead of comparing with it
	Out       io.Writer // where the rows go
	Narration io.Writer // where it is told what is going on, since rows take minutes
}

// Run measures the rows one after another and prints each. The error says how
// many failed.
func Run(ctx context.Context, cfg Config) error {
	model, err := matcher.Default()
	if err != nil {
		return fmt.Errorf("measuring quality: %w", err)
	}
	s := &suite{Config: cfg, model: model}
	b := &board{out: cfg.Out}
	for _, m := range s.measurements() {
		if len(cfg.Rows) > 0 && !slices.Contains(cfg.Rows, m.number) {
			continue
		}
		row := s.measure(ctx, m)
		s.rows = append(s.rows, row)
		if err := b.show(row); err != nil {
			return err
		}
	}
	return b.close()
}

// suite is one run.
type suite struct {
	Config

	model  *matcher.Model
	rows   []Row   // measured so far
	region *region // once it is measured
}

// measurement is how a row is measured.
type measurement struct {
	number, what string
	needsData    bool
	take         func(ctx context.Context) (Row, error)
}

func (s *suite) measurements() []measurement {
	all := []measurement{
		{"1", "generated region", false, s.regionLinks},
		{"2", "its tasks for reviewers", false, s.regionTasks},
		{"3", "its blocking", false, s.regionBlocking},
	}
	for _, number := range []string{"4", "5", "6"} {
		all = append(all, measurement{number, "trained without labels", true, func(ctx context.Context) (Row, error) {
			return s.datasets(ctx, number)
		}})
	}
	return append(all,
		measurement{"7", "twins", false, s.twins},
		measurement{"7b", "two local ids at one organisation", false, s.localIDs},
		measurement{"8", "order of the input", false, s.order},
		measurement{"9", "EM", true, s.em},
		measurement{"10", "explanations", false, s.explanations},
		measurement{"11", "identity ids", false, s.identityIDs},
		measurement{"13", "equity", false, s.equity},
		measurement{"12", "golden file", false, s.golden},
	)
}

func (s *suite) measure(ctx context.Context, m measurement) Row {
	if m.needsData && s.NoData != "" {
		row := Row{Number: m.number, What: m.what, Skipped: s.NoData}
		if s.MustHave {
			row.Err = fmt.Errorf("%s", s.NoData)
		}
		return row
	}
	start := time.Now()
	row, err := m.take(ctx)
	s.tell("row %s took %.0f s", m.number, time.Since(start).Seconds())
	row.Number, row.What, row.Err = m.number, m.what, err
	return row
}

// tell says what is going on.
func (s *suite) tell(format string, values ...any) {
	if s.Narration != nil {
		_, _ = fmt.Fprintf(s.Narration, format+"\n", values...)
	}
}
