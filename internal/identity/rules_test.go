package identity_test

import (
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

func TestRulesValidate(t *testing.T) {
	t.Parallel()
	good := identity.Rules{Auto: matcher.Bits(20), Review: matcher.Bits(17), Margin: matcher.Bits(3), MaxCluster: 2}
	tests := map[string]struct {
		change func(r *identity.Rules)
		valid  bool
	}{
		"review at auto minus margin":    {func(*identity.Rules) {}, true},
		"review above auto minus margin": {func(r *identity.Rules) { r.Review++ }, false},
		"margin below zero":              {func(r *identity.Rules) { r.Margin = -1 }, false},
		"clusters of one":                {func(r *identity.Rules) { r.MaxCluster = 1 }, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := good
			test.change(&rules)
			if err := rules.Validate(); (err == nil) != test.valid {
				t.Errorf("Validate() = %v", err)
			}
		})
	}
}

func TestTaskKeysAreFixed(t *testing.T) {
	t.Parallel()
	edge := identity.Edge{A: "a", B: "b", Weight: matcher.Bits(12), Tier: matcher.TierPossible, Rule: matcher.RuleReview}
	tasks := identity.Tasks([][]record{{"a"}, {"b"}}, nil, []identity.Edge{edge}, nil, identity.Rules{Auto: matcher.Bits(20)})
	// The key is stored: a change here reopens every task in every store.
	if want := "a86cf62b-5c57-5fe0-a52f-ad2f67c0ffa2"; len(tasks) != 1 || tasks[0].Key != want {
		t.Errorf("tasks %+v, want one with the key %s", tasks, want)
	}
}

// What has an end outside the records says nothing.
func TestStrangersAreIgnored(t *testing.T) {
	t.Parallel()
	w := &world{records: []record{"a", "b"}, rules: identity.Rules{Auto: matcher.Bits(20), MaxCluster: 9}}
	w.edges = []identity.Edge{
		{A: "a", B: "x", Weight: matcher.Bits(30), Tier: matcher.TierCertain},
		{A: "b", B: "x", Weight: matcher.Bits(30), Tier: matcher.TierCertain},
		{A: "a", B: "a", Weight: matcher.Bits(30), Tier: matcher.TierCertain},
	}
	w.assertions = []identity.Assertion{{A: "a", B: "x", Kind: identity.MustLink, By: identity.Reviewer}}
	if r := w.resolve(); len(r.Clusters) != 2 || len(r.Tasks) != 0 {
		t.Errorf("got %+v", r)
	}
	whole := identity.Component{Records: w.records, Edges: w.edges, Assertions: w.assertions}
	if p := identity.Resolve(whole, w, w.rules); len(p.Clusters) != 2 || len(p.Refused) != 0 {
		t.Errorf("got %+v", p)
	}
}

func TestNothingGivesNothing(t *testing.T) {
	t.Parallel()
	w := &world{rules: identity.Rules{Auto: matcher.Bits(20), MaxCluster: 9}}
	if r := w.resolve(); len(r.Clusters)+len(r.Tasks) != 0 {
		t.Errorf("got %+v", r)
	}
	if people, changes := identity.Reconcile(identity.Past{}, nil, (&namer{}).fresh); len(people)+len(changes) != 0 {
		t.Errorf("got %+v %+v", people, changes)
	}
}
