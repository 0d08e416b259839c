package evaluate

import (
	"fmt"
	"iter"
	"slices"
)

// TaskReport counts the work that a run leaves to reviewers.
type TaskReport struct {
	Tasks       int64   `json:"tasks"`
	TrueTasks   int64   `json:"true_tasks"`
	TrueShare   float64 `json:"true_share"`           // 1 without tasks
	PerThousand float64 `json:"per_thousand_records"` // 0 without records
}

// Tasks counts review tasks: pairs of identities with at least one pair of
// records for review between them, each counted once. A task is true if any
// record of the one identity is the same person as any record of the other. A
// record without identity is an identity of its own.
func Tasks(pairs iter.Seq2[Pair, error], identities, truth map[string]string) (TaskReport, error) {
	r, err := NewRoster(truth, identities)
	if err != nil {
		return TaskReport{}, fmt.Errorf("counting review tasks: %w", err)
	}
	return r.Tasks(pairs)
}

// Tasks counts review tasks, as the function of that name does.
func (r *Roster) Tasks(pairs iter.Seq2[Pair, error]) (TaskReport, error) {
	tasks := map[[2]uint32]bool{}
	err := r.reviews(pairs, func(a, b uint32) {
		x, y := r.identity[a], r.identity[b]
		tasks[[2]uint32{min(x, y), max(x, y)}] = true
	})
	if err != nil {
		return TaskReport{}, fmt.Errorf("counting review tasks: %w", err)
	}
	return r.reportTasks(tasks), nil
}

// reviews calls visit with the records of each pair that is for review and has
// two identities.
func (r *Roster) reviews(pairs iter.Seq2[Pair, error], visit func(a, b uint32)) error {
	for pair, err := range pairs {
		if err != nil {
			return err
		}
		a, knownA := r.Place(pair.A)
		b, knownB := r.Place(pair.B)
		if !knownA || !knownB {
			return errUnknownRecord
		}
		if pair.Verdict == VerdictReview && r.identity[a] != r.identity[b] {
			visit(a, b)
		}
	}
	return nil
}

func (r *Roster) reportTasks(tasks map[[2]uint32]bool) TaskReport {
	report, mark := TaskReport{Tasks: int64(len(tasks))}, make([]bool, r.persons.len())
	for task := range tasks {
		if r.sharePerson(int(task[0]), int(task[1]), mark) {
			report.TrueTasks++
		}
	}
	report.TrueShare = ratio(report.TrueTasks, report.Tasks)
	if records := len(r.person); records > 0 {
		report.PerThousand = 1000 * float64(report.Tasks) / float64(records)
	}
	return report
}

// sharePerson says whether two identities have a person in common. It leaves no
// mark.
func (r *Roster) sharePerson(a, b int, mark []bool) bool {
	for _, at := range r.companies.members(a) {
		mark[r.person[at]] = true
	}
	shared := slices.ContainsFunc(r.companies.members(b), func(at uint32) bool { return mark[r.person[at]] })
	for _, at := range r.companies.members(a) {
		mark[r.person[at]] = false
	}
	return shared
}
