package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Engine is a program that links records.
type Engine struct {
	Name  string
	What  string // for the report
	Needs string // venv with its libraries; empty for a binary
	Files []string
	Most  int  // records that it is given; 0: any number
	Own   bool // it links only records of the project's own columns
	Steps func(o options, set Set, out string) []Step
}

// Step is a command that an engine runs.
type Step struct {
	Phase string
	Argv  []string
}

const (
	enginesFolder = "benchmarks/peers/engines"

	// The toolkit holds every candidate pair in memory as a row of a table, and
	// says of itself that it is for small and medium files.
	recordLinkageMost = 120_000
)

func engines() []Engine {
	return []Engine{
		{Name: "mpi", Own: true, What: "`mpi link` with the model that it ships", Steps: mpiLink},
		{Name: "mpi-trained", What: "`mpi train` on the same records, then `mpi link` with what was learnt", Steps: mpiTrained},
		splinkEngine("splink", "1e8", false, "Splink on DuckDB, u from 1e8 random pairs, as in the example of its documentation"),
		splinkEngine("splink-final", "1e9", true, "the same, u from 1e9 random pairs, which its documentation says gives best results"),
		splinkEngine("splink-quick", "1e7", true, "the same, u from 1e7 random pairs, as it advises while a model is tried out"),
		{
			Name: "recordlinkage", What: "Python Record Linkage Toolkit, ECM classifier", Needs: "recordlinkage",
			Files: []string{"phases.py", "recordlinkage_*.py"}, Most: recordLinkageMost,
			Steps: func(o options, set Set, out string) []Step {
				return []Step{o.pythonStep("recordlinkage", "recordlinkage_link.py", set, out)}
			},
		},
	}
}

func splinkEngine(name, pairs string, own bool, what string) Engine {
	return Engine{
		Name: name, Own: own, What: what, Needs: "splink",
		Files: []string{"phases.py", "splink_*.py", "splink_*.sql"},
		Steps: func(o options, set Set, out string) []Step {
			return []Step{o.pythonStep("splink", "splink_link.py", set, out, "--u-pairs", pairs)}
		},
	}
}

func (o options) pythonStep(venv, program string, set Set, out string, more ...string) Step {
	argv := []string{o.venvPython(venv), filepath.Join(enginesFolder, program), "--in", cmp.Or(set.Current, set.In), "--out", out}
	if set.Layout != "" {
		argv = append(argv, "--layout", set.Layout)
	}
	return Step{Phase: "start", Argv: append(argv, more...)}
}

func mpiLink(o options, set Set, out string) []Step {
	return []Step{{Phase: "link", Argv: append(o.mpiOn(set, "link"), "--out", filepath.Join(out, "links"))}}
}

// mpiOn is a command of mpi on the records of a set.
func (o options) mpiOn(set Set, command string) []string {
	argv := []string{o.mpi, command, "--in", set.In}
	if set.Numbers != "" {
		argv = append(argv, "--nhs-numbers", set.Numbers)
	}
	return argv
}

func mpiTrained(o options, set Set, out string) []Step {
	model := filepath.Join(out, "model.json")
	train := append(o.mpiOn(set, "train"), "--out", model)
	link := append(o.mpiOn(set, "link"), "--model", model, "--out", filepath.Join(out, "links"))
	if set.Layout != "" {
		folder := filepath.Join("testdata", set.Layout)
		columns := filepath.Join(folder, "columns.yaml")
		train = append(train, "--model", filepath.Join(folder, "model.json"), "--columns", columns, "--least", "2")
		link = append(link, "--columns", columns)
	}
	return []Step{{Phase: "train", Argv: train}, {Phase: "link", Argv: link}}
}

func engineNamed(name string) (Engine, bool) {
	all := engines()
	i := slices.IndexFunc(all, func(e Engine) bool { return e.Name == name })
	if i < 0 {
		return Engine{}, false
	}
	return all[i], true
}

func engineNames() []string {
	var names []string
	for _, e := range engines() {
		names = append(names, e.Name)
	}
	return names
}

// identitiesFile is where an engine writes who is who.
func identitiesFile(out string) string {
	if links := filepath.Join(out, "links", "identities.csv"); exists(links) {
		return links
	}
	return filepath.Join(out, "identities.csv")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// readSummary takes from mpi's summary what the peers say while they run.
func (e Engine) readSummary(out string, into *Result) error {
	path := filepath.Join(out, "links", "summary.json")
	if e.Needs != "" || !exists(path) {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the summary: %w", err)
	}
	var summary struct {
		Pairs  int64                      `json:"pairs_compared"`
		Phases map[string]json.RawMessage `json:"phases"`
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	into.Candidates = summary.Pairs
	into.Phases = replaceLink(into.Phases, summary.Phases)
	return nil
}
