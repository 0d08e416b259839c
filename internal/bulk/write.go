package bulk

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// writeAnswer writes identities.csv, pairs.csv and tasks.csv.
func writeAnswer(dir string, answer *Answer) error {
	tables := map[string]func(*csv.Writer) error{
		"identities.csv": func(w *csv.Writer) error { return writeIdentities(w, answer) },
		"pairs.csv":      func(w *csv.Writer) error { return writePairs(w, answer) },
		"tasks.csv":      func(w *csv.Writer) error { return writeTasks(w, answer) },
	}
	var group errgroup.Group
	for name, write := range tables {
		group.Go(func() error { return writeTable(filepath.Join(dir, name), write) })
	}
	return group.Wait() //nolint:wrapcheck // it is writeTable's own
}

func writeIdentities(w *csv.Writer, answer *Answer) error {
	if err := w.Write([]string{"record_id", "identity_id"}); err != nil {
		return fmt.Errorf("writing identities: %w", err)
	}
	row := make([]string, 2)
	for at, person := range answer.people {
		for _, record := range person {
			row[0], row[1] = answer.records.All[record].ID, answer.identity[at]
			if err := w.Write(row); err != nil {
				return fmt.Errorf("writing identities: %w", err)
			}
		}
	}
	return nil
}

// Decisions of pairs.csv: the two records have one identity, or a reviewer is
// to look at them.
const (
	decisionLink   = "link"
	decisionReview = "review"
)

func writePairs(w *csv.Writer, answer *Answer) error {
	header := []string{"record_id_a", "record_id_b", "match_weight", "match_probability", "decision", "rule"}
	if err := w.Write(header); err != nil {
		return fmt.Errorf("writing pairs: %w", err)
	}
	pack, all, row := newPacker(), answer.records.All, make([]string, len(header))
	for _, e := range answer.edges {
		decision := decisionReview
		if answer.together(e) {
			decision = decisionLink
		}
		probability := strconv.FormatFloat(e.weight.Probability(), 'g', 10, 64)
		row = append(row[:0], all[e.x].ID, all[e.y].ID, e.weight.String(), probability, decision, ruleText(pack.decision(e)))
		if err := w.Write(row); err != nil {
			return fmt.Errorf("writing pairs: %w", err)
		}
	}
	return nil
}

// ruleText names the rule that decided a pair, with the guard that held it back.
func ruleText(d matcher.Decision) string {
	if d.Guard != matcher.GuardNone {
		return string(d.Rule) + ":" + string(d.Guard)
	}
	return string(d.Rule)
}

func writeTasks(w *csv.Writer, answer *Answer) error {
	header := []string{"task_id", "reason", "identity_id_a", "identity_id_b", "record_id_a", "record_id_b", "match_weight"}
	if err := w.Write(header); err != nil {
		return fmt.Errorf("writing tasks: %w", err)
	}
	identities := answer.identitiesOfTasks()
	for _, t := range answer.Tasks {
		row := []string{
			t.Key, string(t.Reason), identities[t.Low], identities[t.High],
			string(t.Edge.A), string(t.Edge.B), t.Edge.Weight.String(),
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("writing tasks: %w", err)
		}
	}
	return nil
}

// identitiesOfTasks gives the identities that tasks name by their first records.
func (a *Answer) identitiesOfTasks() map[identity.RecordID]string {
	asked := map[identity.RecordID]string{}
	for _, t := range a.Tasks {
		asked[t.Low], asked[t.High] = "", ""
	}
	for at, person := range a.people {
		if _, ok := asked[a.records.id(person[0])]; ok {
			asked[a.records.id(person[0])] = a.identity[at]
		}
	}
	return asked
}

func writeTable(path string, write func(*csv.Writer) error) error {
	return writeFile(path, func(f *os.File) error {
		buffer := bufio.NewWriterSize(f, 1<<20)
		table := csv.NewWriter(buffer)
		err := write(table)
		table.Flush()
		return errors.Join(err, table.Error(), buffer.Flush())
	})
}

// writeFile makes a file and closes it, whatever happens between.
func writeFile(path string, write func(*os.File) error) error {
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("making %s: %w", filepath.Base(path), err)
	}
	return errors.Join(write(f), f.Close())
}
