package storetest

import (
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
)

// edge joins two records, the lower id first.
func edge(a, b int, bits float64) linker.Edge {
	low, high := recordID(a), recordID(b)
	if high < low {
		low, high = high, low
	}
	return linker.Edge{
		Edge: identity.Edge{
			A: low, B: high, Weight: matcher.Bits(bits), Tier: matcher.TierProbable, Rule: matcher.RuleWeight, Guard: matcher.GuardTwin,
		},
		VersionA: 3, VersionB: 4, Model: "uk",
	}
}

func sortedEdges(edges ...linker.Edge) []linker.Edge {
	slices.SortFunc(edges, func(a, b linker.Edge) int {
		if a.A < b.A || a.A == b.A && a.B < b.B {
			return -1
		}
		return 1
	})
	return edges
}

func testEdges(b *bench) {
	t := b.t
	edges := func(of ...int) []linker.Edge {
		t.Helper()
		return read(t, b, func(r linker.Reader) ([]linker.Edge, error) { return r.Edges(recordIDs(of...)) })
	}
	replace := func(of []int, list ...linker.Edge) {
		t.Helper()
		b.update(t, func(tx linker.Tx) error { return tx.ReplaceEdges(recordIDs(of...), list) })
	}
	replace(nil, edge(1, 2, 9), edge(2, 3, 8), edge(3, 4, -7))
	equal(t, "all, each once", edges(1, 2, 3, 4), sortedEdges(edge(1, 2, 9), edge(2, 3, 8), edge(3, 4, -7)))
	equal(t, "at one", edges(3), sortedEdges(edge(2, 3, 8), edge(3, 4, -7)))
	replace([]int{2}, edge(2, 4, 1), edge(1, 2, 5))
	equal(t, "replaced", edges(1, 2, 3, 4), sortedEdges(edge(1, 2, 5), edge(2, 4, 1), edge(3, 4, -7)))
	replace([]int{3, 4})
	equal(t, "removed", edges(1, 2, 3, 4), sortedEdges(edge(1, 2, 5)))
}

func recordIDs(of ...int) []identity.RecordID {
	list := make([]identity.RecordID, 0, len(of))
	for _, n := range of {
		list = append(list, recordID(n))
	}
	return list
}

func assertion(id string, a, b int) linker.Assertion {
	return linker.Assertion{
		Assertion: identity.Assertion{
			ID: id, A: recordID(a), B: recordID(b), Kind: identity.CannotLink, By: identity.Reviewer, At: day(3), Protected: true, Suspended: true,
		},
		SeenA: []byte{0, 1, 255}, Who: "reviewer", Note: "brothers",
	}
}

func testAssertions(b *bench) {
	t := b.t
	first, cross := assertion("one", 1, 2), assertion("one", 1, 3)
	b.update(t, func(tx linker.Tx) error { return tx.AddAssertions([]linker.Assertion{first}) })
	again := first
	again.Note = "another"
	b.update(t, func(tx linker.Tx) error {
		return tx.AddAssertions([]linker.Assertion{again, cross, assertion("two", 4, 5)})
	})
	want := []linker.Assertion{first, cross}
	if cross.B < first.B {
		want = []linker.Assertion{cross, first}
	}
	got := read(t, b, func(r linker.Reader) ([]linker.Assertion, error) { return r.Assertions(recordIDs(1, 2, 3)) })
	equal(t, "assertions", got, want)
	for _, a := range got {
		if a.SeenB != nil {
			t.Error("what nobody saw is not nil")
		}
	}
	equal(t, "by the other end", read(t, b, func(r linker.Reader) ([]linker.Assertion, error) {
		return r.Assertions(recordIDs(3))
	}), []linker.Assertion{cross})
}

func person(name string, version int64, members ...int) identity.Identity {
	p := identity.Identity{ID: anyUUID(name), CreatedAt: day(1), Version: version}
	for _, m := range members {
		p.Members = append(p.Members, identity.Member{Record: recordID(m), LinkVersion: int64(m)})
	}
	return p
}

func people(list ...identity.Identity) []identity.Identity {
	slices.SortFunc(list, func(a, b identity.Identity) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}

func testIdentities(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3)
	identities := func(of ...int) []identity.Identity {
		t.Helper()
		return read(t, b, func(v linker.Reader) ([]identity.Identity, error) { return v.Identities(recordIDs(of...)) })
	}
	put := func(list ...identity.Identity) {
		t.Helper()
		b.update(t, func(tx linker.Tx) error { return tx.PutIdentities(list) })
	}
	p, q := person("p", 1, 1, 2), person("q", 1, 3)
	put(p, q)
	equal(t, "first", identities(2), []identity.Identity{p})
	equal(t, "each once", identities(1, 2, 3, 9), people(p, q))

	p2, q2 := person("p", 2, 1, 2, 3), person("q", 2, 3)
	q2.Retired, q2.Successor = true, p2.ID
	put(p2, q2)
	equal(t, "retired, with what it had last", identities(3), people(p2, q2))
	members := func(of ...string) []linker.Record {
		t.Helper()
		return read(t, b, func(v linker.Reader) ([]linker.Record, error) { return v.Members(of) })
	}
	equal(t, "members", members(p2.ID, q2.ID, anyUUID("nobody")), sorted(r...))

	p3 := person("p", 3, 3)
	put(p3)
	equal(t, "left", identities(1), nil)
	equal(t, "stays", identities(3), people(p3, q2))
	equal(t, "members now", members(p3.ID), sorted(r[2]))
	equal(t, "by name", read(t, b, func(v linker.Reader) ([]identity.Identity, error) {
		return v.Named([]string{q2.ID, anyUUID("nobody"), p3.ID})
	}), people(p3, q2))
}

func task(name string, low, high int, reason identity.Reason) linker.Task {
	return linker.Task{
		Task: identity.Task{
			Key: anyUUID(name), Reason: reason, Low: recordID(low), High: recordID(high), Edge: edge(low, high, 4).Edge,
		},
		Opened: day(low),
	}
}

func testTasks(b *bench) {
	t := b.t
	tasks := func(of ...int) []linker.Task {
		t.Helper()
		return read(t, b, func(r linker.Reader) ([]linker.Task, error) { return r.Tasks(recordIDs(of...)) })
	}
	first, second := task("one", 1, 2, identity.ReasonReview), task("two", 2, 3, identity.ReasonChain)
	b.update(t, func(tx linker.Tx) error { return tx.OpenTasks([]linker.Task{first, second}) })
	equal(t, "at an end", tasks(1), []linker.Task{first})
	again := first
	again.Opened, again.Edge.Weight = day(30), 7
	b.update(t, func(tx linker.Tx) error { return tx.OpenTasks([]linker.Task{again}) })
	again.Opened = first.Opened
	equal(t, "open since", tasks(1), []linker.Task{again})
	if got := tasks(1, 2, 3); len(got) != 2 {
		t.Errorf("%d tasks, want each of 2 once", len(got))
	}
	b.update(t, func(tx linker.Tx) error { return tx.CloseTasks([]string{first.Key, anyUUID("none")}) })
	equal(t, "closed", tasks(1, 2), []linker.Task{second})
}
