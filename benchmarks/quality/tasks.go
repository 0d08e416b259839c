package quality

import (
	"fmt"
	"maps"
	"slices"
)

// taskList is what tasks.csv holds.
type taskList struct {
	pairs    map[[2]string]string // of identities; the reason
	example  map[[2]string][2]string
	repeated int // tasks for a pair that has one, or for one identity with itself
}

func readTasks(r run) (taskList, error) {
	t, err := readTable(r.file("tasks.csv"))
	if err != nil {
		return taskList{}, err
	}
	at, err := t.places("reason", "identity_id_a", "identity_id_b", "record_id_a", "record_id_b")
	if err != nil {
		return taskList{}, fmt.Errorf("reading tasks: %w", err)
	}
	list := taskList{pairs: map[[2]string]string{}, example: map[[2]string][2]string{}}
	for _, row := range t.rows {
		a, b := row[at[1]], row[at[2]]
		pair := [2]string{min(a, b), max(a, b)}
		if _, had := list.pairs[pair]; had || a == b {
			list.repeated++
		}
		list.pairs[pair] = row[at[0]]
		list.example[pair] = [2]string{row[at[3]], row[at[4]]}
	}
	return list, nil
}

// byReason counts the tasks by reason, and how many of each have one person on
// both sides of the pair of records that they show.
func (l taskList) byReason(a answer) []Figure {
	all, same := map[string]int{}, map[string]int{}
	for pair, reason := range l.pairs {
		all[reason]++
		records := l.example[pair]
		if a.truth[records[0]] == a.truth[records[1]] {
			same[reason]++
		}
	}
	var out []Figure
	for _, reason := range slices.Sorted(maps.Keys(all)) {
		out = append(out, count("tasks: "+reason, all[reason]), count("tasks true: "+reason, same[reason]))
	}
	return out
}
