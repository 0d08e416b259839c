package store

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

func compareAssertions(a, b linker.Assertion) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.ID, b.ID))
}

// Assertions gives the assertions about records.
func (t *tx) Assertions(of []identity.RecordID) ([]linker.Assertion, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	var list []linker.Assertion
	err = t.query("assertions", func(r row) error {
		s, err := scanAssertion(r)
		list = append(list, s)
		return err
	}, asked)
	return onceEach(list, compareAssertions), err
}

func scanAssertion(r row) (linker.Assertion, error) {
	var s linker.Assertion
	var a, b uuid
	var kind, by, at int64
	err := r.Scan(&s.ID, &a, &b, &kind, &by, &at, &s.Protected, &s.Suspended, &s.SeenA, &s.SeenB, &s.Who, &s.Note)
	s.A, s.B = identity.RecordID(a.text()), identity.RecordID(b.text())
	s.Kind, s.By, s.At = identity.Kind(kind), identity.By(by), instant(at) //nolint:gosec // what was put
	s.SeenA, s.SeenB = orNil(s.SeenA), orNil(s.SeenB)
	return s, err
}

func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// AddAssertions keeps assertions that are new.
func (t *tx) AddAssertions(all []linker.Assertion) error {
	all = lastOfEach(all, func(a, b linker.Assertion) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	n := len(all)
	id, who, note, a, b := make(texts, n), make(texts, n), make(texts, n), make(ids, n), make(ids, n)
	kind, by, at := make(ints, n), make(ints, n), make(ints, n)
	protected, suspended, seenA, seenB := make(flags, n), make(flags, n), make(blobs, n), make(blobs, n)
	for i := range all {
		s := &all[i]
		var err error
		if a[i], err = parseUUID(s.A); err != nil {
			return err
		}
		if b[i], err = parseUUID(s.B); err != nil {
			return err
		}
		id[i], who[i], note[i] = s.ID, s.Who, s.Note
		kind[i], by[i], at[i] = int64(s.Kind), int64(s.By), nanoseconds(s.At)
		protected[i], suspended[i], seenA[i], seenB[i] = s.Protected, s.Suspended, some(s.SeenA), some(s.SeenB)
	}
	return t.exec("assertion_add", id, a, b, kind, by, at, protected, suspended, seenA, seenB, who, note)
}

func compareTasks(a, b linker.Task) int { return cmp.Compare(a.Key, b.Key) }

// Tasks gives the open tasks at records.
func (t *tx) Tasks(of []identity.RecordID) ([]linker.Task, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	var list []linker.Task
	err = t.query("tasks", func(r row) error {
		var id, low, high, a, b uuid
		var weight, opened, tier int64
		var reason, rule, guard string
		if err := r.Scan(&id, &low, &high, &a, &b, &weight, &opened, &tier, &reason, &rule, &guard); err != nil {
			return err
		}
		list = append(list, linker.Task{Opened: instant(opened), Task: identity.Task{
			Key: id.text(), Reason: identity.Reason(reason), Low: identity.RecordID(low.text()), High: identity.RecordID(high.text()),
			Edge: edge(a, b, weight, tier, rule, guard),
		}})
		return nil
	}, asked)
	return onceEach(list, compareTasks), err
}

// CloseTasks takes tasks off the list.
func (t *tx) CloseTasks(keys []string) error {
	asked, err := uuids(keys)
	if err != nil {
		return err
	}
	return t.exec("task_close", onceEach(asked, compareUUIDs))
}

// OpenTasks puts tasks on the list; one that was open stays so since then.
func (t *tx) OpenTasks(tasks []linker.Task) error {
	tasks = lastOfEach(tasks, compareTasks)
	n := len(tasks)
	weight, opened, tier := make(ints, n), make(ints, n), make(ints, n)
	reason, rule, guard := make(texts, n), make(texts, n), make(texts, n)
	named := [5][]identity.RecordID{}
	for i := range tasks {
		k := &tasks[i]
		for at, id := range []identity.RecordID{identity.RecordID(k.Key), k.Low, k.High, k.Edge.A, k.Edge.B} {
			named[at] = append(named[at], id)
		}
		weight[i], opened[i], tier[i] = int64(k.Edge.Weight), nanoseconds(k.Opened), int64(k.Edge.Tier)
		reason[i], rule[i], guard[i] = string(k.Reason), string(k.Edge.Rule), string(k.Edge.Guard)
	}
	args := make([]any, 0, 2*len(named))
	for _, list := range named {
		u, err := uuids(list)
		if err != nil {
			return err
		}
		args = append(args, u)
	}
	return t.exec("task_open", append(args, weight, opened, tier, reason, rule, guard)...)
}

// Wide lists the wide keys.
func (t *tx) Wide() ([]linker.WideValue, error) {
	var list []linker.WideValue
	err := t.query("wide", func(r row) error {
		var w linker.WideValue
		var key, count int64
		err := r.Scan(&w.Rule, &key, &count, &w.Model)
		w.Key, w.Count = uint64(key), int(count) //nolint:gosec // bit for bit
		list = append(list, w)
		return err
	})
	slices.SortFunc(list, compareWide)
	return list, err
}

func compareWide(a, b linker.WideValue) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key))
}

// AddWide keeps wide keys.
func (t *tx) AddWide(all []linker.WideValue) error {
	all = lastOfEach(all, compareWide)
	rule, key, count, model := make(texts, len(all)), make(ints, len(all)), make(ints, len(all)), make(texts, len(all))
	for i, w := range all {
		rule[i], key[i], count[i], model[i] = w.Rule, int64(w.Key), int64(w.Count), w.Model //nolint:gosec // bit for bit
	}
	return t.exec("wide_add", rule, key, count, model)
}
