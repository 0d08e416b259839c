package bulk

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// writeAnswer writes identities.csv, pairs.csv and tasks.csv.
func writeAnswer(dir string, records *Records, answer Answer) error {
	tables := map[string]func(*csv.Writer) error{
		"identities.csv": func(w *csv.Writer) error { return writeIdentities(w, answer) },
		"pairs.csv":      func(w *csv.Writer) error { return records.writePairs(w, answer) },
		"tasks.csv":      func(w *csv.Writer) error { return writeTasks(w, answer) },
	}
	for name, write := range tables {
		if err := writeTable(filepath.Join(dir, name), write); err != nil {
			return err
		}
	}
	return nil
}

func writeIdentities(w *csv.Writer, answer Answer) error {
	if err := w.Write([]string{"record_id", "identity_id"}); err != nil {
		return fmt.Errorf("writing identities: %w", err)
	}
	for _, cluster := range answer.Clusters {
		for _, record := range cluster {
			if err := w.Write([]string{string(record), answer.Identity[record]}); err != nil {
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

// together tells whether both records of an edge have one identity.
func (r *Records) together(answer Answer, e edge) bool {
	return answer.Identity[r.id(e.x)] == answer.Identity[r.id(e.y)]
}

func (r *Records) id(at int32) identity.RecordID { return identity.RecordID(r.All[at].ID) }

func (r *Records) writePairs(w *csv.Writer, answer Answer) error {
	header := []string{"record_id_a", "record_id_b", "match_weight", "match_probability", "decision", "rule"}
	if err := w.Write(header); err != nil {
		return fmt.Errorf("writing pairs: %w", err)
	}
	for _, e := range answer.edges {
		decision := decisionReview
		if r.together(answer, e) {
			decision = decisionLink
		}
		row := []string{
			r.All[e.x].ID, r.All[e.y].ID, e.decision.Weight.String(),
			strconv.FormatFloat(e.decision.Weight.Probability(), 'g', 10, 64), decision, ruleText(e.decision),
		}
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

func writeTasks(w *csv.Writer, answer Answer) error {
	header := []string{"task_id", "reason", "identity_id_a", "identity_id_b", "record_id_a", "record_id_b", "match_weight"}
	if err := w.Write(header); err != nil {
		return fmt.Errorf("writing tasks: %w", err)
	}
	for _, t := range answer.Tasks {
		row := []string{
			t.Key, string(t.Reason), answer.Identity[t.Low], answer.Identity[t.High],
			string(t.Edge.A), string(t.Edge.B), t.Edge.Weight.String(),
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("writing tasks: %w", err)
		}
	}
	return nil
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
