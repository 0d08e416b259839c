package identity_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

var rewrite = flag.Bool("rewrite", false, "write what the cases in testdata give into them")

// Each file of testdata/identity holds cases, separated by empty lines: what is
// known, a line of dashes, what follows from it. testdata/identity/README.md
// describes the words.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/identity/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding the cases: %v, %d files", err, len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			runFile(t, file)
		})
	}
}

func runFile(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		facts, want, _ := strings.Cut(block+"\n", "----\n")
		got := answer(t, facts)
		if got != want && !*rewrite {
			t.Errorf("%s----\ngot\n%s\nwant\n%s", facts, got, want)
		}
		out = append(out, facts+"----\n"+got)
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// answer works out a case: a history of clusters is reconciled, other facts are
// resolved.
func answer(t *testing.T, facts string) string {
	t.Helper()
	w := &world{conflicts: map[couple]matcher.Conflict{}, weights: map[couple]matcher.Weight{}}
	w.rules = identity.Rules{Auto: matcher.Bits(20), Review: matcher.Bits(10), Margin: matcher.Bits(3), MaxCluster: 50}
	var history [][][]record
	for line := range strings.Lines(facts) {
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case words[0] == "clusters":
			history = append(history, cut(words[1:]))
		default:
			w.learn(t, words)
		}
	}
	if len(history) > 0 {
		return tellHistory(history)
	}
	return tell(w)
}

// cut reads "a b | c".
func cut(words []string) [][]record {
	clusters := [][]record{nil}
	for _, word := range words {
		if word == "|" {
			clusters = append(clusters, nil)
			continue
		}
		last := len(clusters) - 1
		clusters[last] = append(clusters[last], record(word))
	}
	return slices.DeleteFunc(clusters, func(c []record) bool { return len(c) == 0 })
}

// learn reads one fact.
func (w *world) learn(t *testing.T, words []string) {
	t.Helper()
	if words[0] == "cap" {
		w.rules.MaxCluster = int(number(t, words[1]))
		return
	}
	a, b := record(words[1]), record(words[2])
	w.records = append(w.records, a, b)
	switch words[0] {
	case "edge":
		w.learnEdge(t, a, b, words[3:])
	case "conflict":
		w.conflicts[coupleOf(a, b)] = matcher.Conflict(words[3])
	case "weight":
		w.weights[coupleOf(a, b)] = matcher.Bits(number(t, words[3]))
	case "must-link", "cannot-link", "withdraw":
		w.learnAssertion(t, a, b, words)
	default:
		t.Fatalf("%q is not a fact", words[0])
	}
}

func (w *world) learnEdge(t *testing.T, a, b record, words []string) {
	t.Helper()
	tiers := map[string]matcher.Tier{"certain": matcher.TierCertain, "probable": matcher.TierProbable, "possible": matcher.TierPossible}
	e := identity.Edge{A: a, B: b, Weight: matcher.Bits(number(t, words[0])), Tier: tiers[words[1]]}
	if len(words) > 2 {
		e.Rule, e.Guard = matcher.Rule(words[2]), matcher.Guard(words[2])
		if e.Rule != matcher.RuleConfusion && e.Rule != matcher.RuleNBODuplicate && e.Rule != matcher.RuleNumbers {
			e.Rule = matcher.RuleReview
		} else {
			e.Guard = matcher.GuardNone
		}
	}
	w.edges = append(w.edges, e)
	w.weights[coupleOf(a, b)] = e.Weight
}

func (w *world) learnAssertion(t *testing.T, a, b record, words []string) {
	t.Helper()
	kinds := map[string]identity.Kind{"must-link": identity.MustLink, "cannot-link": identity.CannotLink, "withdraw": identity.Withdrawn}
	by := map[string]identity.By{"reviewer": identity.Reviewer, "authority": identity.Authority}
	w.assertions = append(w.assertions, identity.Assertion{
		ID: strconv.Itoa(len(w.assertions)), A: a, B: b, Kind: kinds[words[0]], By: by[words[3]],
		At:        time.Unix(int64(number(t, words[5])), 0),
		Protected: slices.Contains(words, "protected"), Suspended: slices.Contains(words, "suspended"),
	})
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("reading a number: %v", err)
	}
	return n
}

// tell writes clusters, refusals and tasks.
func tell(w *world) string {
	var s strings.Builder
	r := w.resolve()
	for _, c := range r.Clusters {
		fmt.Fprintf(&s, "person %s\n", join(c))
	}
	for _, c := range identity.Components(w.records, w.edges, w.assertions, w.rules) {
		for _, f := range identity.Resolve(c, w, w.rules).Refused {
			fmt.Fprintf(&s, "refused %s %s: %s\n", f.Edge.A, f.Edge.B, f.Reason)
		}
	}
	for _, task := range r.Tasks {
		fmt.Fprintf(&s, "task %s %s: %s, see %s %s\n", task.Low, task.High, task.Reason, task.Edge.A, task.Edge.B)
	}
	return s.String()
}

// tellHistory writes what each step of a history changes.
func tellHistory(history [][][]record) string {
	var s strings.Builder
	n, links, people := &namer{}, map[record]int64{}, []identity.Identity(nil)
	for step, clusters := range history {
		var changes []identity.Change
		people, changes = identity.Reconcile(identity.Past{Identities: people, LinkVersions: links}, clusters, n.fresh)
		noteLinks(links, people)
		for _, c := range changes {
			fmt.Fprintf(&s, "%d: %s\n", step+1, tellChange(c))
		}
	}
	return s.String()
}

func tellChange(c identity.Change) string {
	text := fmt.Sprintf("%s version %d %s", c.Identity, c.Version, c.Kind)
	if c.Successor != "" {
		text += " to " + c.Successor
	}
	if len(c.Joined) > 0 {
		text += ", joined " + join(c.Joined)
	}
	if len(c.Left) > 0 {
		text += ", left " + join(c.Left)
	}
	return text
}

func join(list []record) string {
	return strings.Trim(fmt.Sprint(list), "[]")
}
