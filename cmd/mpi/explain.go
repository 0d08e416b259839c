package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/waterfall"
)

// The names of the two records on the command line. Errors use these names:
// an identifier is personal.
const (
	recordA = "RECORD_A"
	recordB = "RECORD_B"
)

type explainFlags struct {
	inputFlags
	svg string
}

func explainCommand() command {
	return command{
		name:      "explain",
		summary:   "show how the match weight of two records comes about",
		arguments: []string{recordA, recordB},
		detail: "RECORD_A and RECORD_B are record ids. All files of the run are needed, since an\n" +
			"NHS number counts for less when too many or unlike people hold it.",
		examples: []string{
			"mpi explain --in people/records.csv RECORD_A RECORD_B",
			"mpi explain --in people/records.csv --svg pair.svg RECORD_A RECORD_B",
		},
		setup: setupExplain,
	}
}

func setupExplain(flags *flag.FlagSet) action {
	var f explainFlags
	f.declare(flags)
	flags.StringVar(&f.svg, "svg", "", "also draw the explanation into this `FILE`")
	return f.run
}

func (f *explainFlags) run(ctx context.Context, env environment, ids []string) error {
	if err := f.check(); err != nil {
		return err
	}
	if ids[0] == ids[1] {
		return usage("expected two different records, %s and %s", recordA, recordB)
	}
	explanation, err := f.explain(ctx, env, ids)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := waterfall.Text(&text, explanation); err != nil {
		return err
	}
	if f.svg != "" {
		if err := publishFile(f.svg, func(out io.Writer) error { return waterfall.SVG(out, explanation) }); err != nil {
			return err
		}
	}
	return env.print(text.String())
}

func (f *explainFlags) explain(ctx context.Context, env environment, ids []string) (matcher.Explanation, error) {
	rejected := map[string]files.Reject{}
	records, err := f.read(ctx, env, func(r files.Reject) error {
		rejected[r.RecordID] = r
		return nil
	})
	if err != nil {
		return matcher.Explanation{}, err
	}
	a, err := find(records, rejected, recordA, ids[0])
	if err != nil {
		return matcher.Explanation{}, err
	}
	b, err := find(records, rejected, recordB, ids[1])
	if err != nil {
		return matcher.Explanation{}, err
	}
	return records.Model.Explain(a, b), nil
}

// find looks a record up; argument is what errors call it.
func find(records *bulk.Records, rejected map[string]files.Reject, argument, id string) (*matcher.Comparable, error) {
	for _, record := range records.All {
		if record.ID == id {
			return record, nil
		}
	}
	if r, ok := rejected[id]; ok {
		return nil, fmt.Errorf("%s: the row was rejected: %s: %s", argument, r.File, r)
	}
	return nil, fmt.Errorf("%s: expected the id of a record that the files hold", argument)
}
