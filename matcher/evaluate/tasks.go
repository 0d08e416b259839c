package evaluate

import (
	"fmt"
	"iter"
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
	tasks := map[[2]label]bool{}
	for pair, err := range pairs {
		if err != nil {
			return TaskReport{}, fmt.Errorf("counting review tasks: %w", err)
		}
		if _, err := samePerson(pair.A, pair.B, truth); err != nil {
			return TaskReport{}, fmt.Errorf("counting review tasks: %w", err)
		}
		a, b := labelOf(pair.A, identities), labelOf(pair.B, identities)
		if pair.Verdict == VerdictReview && a != b {
			tasks[ordered(a, b)] = true
		}
	}
	return reportTasks(tasks, personsOf(truth, identities), len(truth)), nil
}

func ordered(a, b label) [2]label {
	if a.id < b.id || a.id == b.id && b.alone {
		return [2]label{a, b}
	}
	return [2]label{b, a}
}

func personsOf(truth, identities map[string]string) map[label]map[string]bool {
	persons := map[label]map[string]bool{}
	for record, person := range truth {
		of := labelOf(record, identities)
		if persons[of] == nil {
			persons[of] = map[string]bool{}
		}
		persons[of][person] = true
	}
	return persons
}

func reportTasks(tasks map[[2]label]bool, persons map[label]map[string]bool, records int) TaskReport {
	r := TaskReport{Tasks: int64(len(tasks))}
	for task := range tasks {
		if shareAny(persons[task[0]], persons[task[1]]) {
			r.TrueTasks++
		}
	}
	r.TrueShare = ratio(r.TrueTasks, r.Tasks)
	if records > 0 {
		r.PerThousand = 1000 * float64(r.Tasks) / float64(records)
	}
	return r
}

func shareAny(a, b map[string]bool) bool {
	for person := range a {
		if b[person] {
			return true
		}
	}
	return false
}
