package service_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/lhcre/mpi/internal/intake"
)

// rule is an alarm as Prometheus reads it.
type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func rules(t *testing.T) (all []rule) {
	t.Helper()
	file, err := os.Open("alerts.yaml")
	must(t, err)
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	var text struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []rule `yaml:"rules"`
		} `yaml:"groups"`
	}
	must(t, decoder.Decode(&text))
	for _, g := range text.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// sections gives the sections of the runbook, by anchor.
func sections(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("runbook.md")
	must(t, err)
	all := map[string]string{}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		heading, body, _ := strings.Cut(section, "\n")
		all[strings.ReplaceAll(strings.ToLower(heading), " ", "-")] = body
	}
	return all
}

const runbook = "internal/service/runbook.md#"

func TestEveryAlarmHasASectionOfTheRunbook(t *testing.T) {
	t.Parallel()
	known, seen := sections(t), map[string]bool{}
	for _, r := range rules(t) {
		anchor, ours := strings.CutPrefix(r.Annotations["runbook_url"], runbook)
		body, there := known[anchor]
		if !ours || !there {
			t.Errorf("%s: the runbook has no section %q", r.Alert, r.Annotations["runbook_url"])
		}
		for _, part := range []string{"**For patients and staff.**", "**Likely causes.**", "**Look.**", "**Do.**", "**Do not**"} {
			if !seen[anchor] && !strings.Contains(body, part) {
				t.Errorf("the section %s lacks %s", anchor, part)
			}
		}
		seen[anchor] = true
	}
	for name, body := range known {
		for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(body, -1) {
			if _, there := known[link[1]]; !there {
				t.Errorf("the section %s links to %s, which is not there", name, link[1])
			}
		}
	}
}

func TestAlarmsAreWellFormed(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range rules(t) {
		if !regexp.MustCompile(`^Mpi[A-Za-z]+$`).MatchString(r.Alert) || names[r.Alert] {
			t.Errorf("the name %q is no name, or is there twice", r.Alert)
		}
		names[r.Alert] = true
		if r.Annotations["summary"] == "" || !slices.Contains([]string{"critical", "warning"}, r.Labels["severity"]) {
			t.Errorf("%s: no summary, or severity %q", r.Alert, r.Labels["severity"])
		}
		if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
			t.Errorf("%s: %v", r.Alert, err)
		}
		if err := balanced(r.Expr); err != nil {
			t.Errorf("%s: %v", r.Alert, err)
		}
	}
}

// balanced looks at an expression's brackets and quotes.
func balanced(expr string) error {
	bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(expr, "")
	if bare == "" || strings.Contains(bare, `"`) {
		return fmt.Errorf("%s: nothing, or an open quote", expr)
	}
	closes := map[rune]rune{')': '(', '}': '{', ']': '['}
	var open []rune
	for _, c := range bare {
		switch {
		case strings.ContainsRune("({[", c):
			open = append(open, c)
		case closes[c] != 0 && (len(open) == 0 || open[len(open)-1] != closes[c]):
			return fmt.Errorf("%s: an unexpected %c", expr, c)
		case closes[c] != 0:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%s: %c is open", expr, open[len(open)-1])
	}
	return nil
}

// names gives the metrics that a text names.
func names(text string) []string {
	return regexp.MustCompile(`\b(mpi|process)_[a-z_]+[a-z]\b`).FindAllString(text, -1)
}

// What alarms and runbook name is what an engine serves, and what it can be in has
// an alarm and a section.
func TestAlarmsAndRunbookAreOfThisEngine(t *testing.T) {
	t.Parallel()
	e, address := serving(t, embedded(t, t.TempDir()))
	e.read(t, e.send(t, []intake.Outgoing{native(1)}))
	served := metrics(t, address)
	text, err := os.ReadFile("runbook.md")
	must(t, err)
	var all []string
	for _, r := range rules(t) {
		all = append(all, r.Expr)
	}
	expressions := strings.Join(all, "\n")
	for _, name := range names(expressions + "\n" + string(text)) {
		if !served[name] {
			t.Errorf("%s is named, and not served", name)
		}
	}
	known := sections(t)
	for state := range ready(t, address).Checks {
		if !regexp.MustCompile(`mpi_state\{state=~?"` + stem(state) + `(-\[0-9\]\+)?"\}`).MatchString(expressions) {
			t.Errorf("no alarm is of the state %s alone", state)
		}
		if _, there := known[stem(state)]; !there {
			t.Errorf("the runbook has no section of the state %s", state)
		}
	}
}

// stem takes the number from the name of a shard's state.
func stem(state string) string { return regexp.MustCompile(`-\d+$`).ReplaceAllString(state, "") }

// metrics gives the names of what an engine serves.
func metrics(t *testing.T, address string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for line := range strings.Lines(string(get(t, address, "/metrics"))) {
		if name := regexp.MustCompile(`^[a-z_]+`).FindString(line); name != "" {
			out[name] = true
			out[strings.TrimSuffix(name, "_bucket")] = true
		}
	}
	return out
}

func get(t *testing.T, address, page string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+page, nil)
	must(t, err)
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(t, err)
	return body
}

// The examples of the runbook's first page show states that there are.
func TestRunbookShowsStatesThatThereAre(t *testing.T) {
	t.Parallel()
	_, address := serving(t, embedded(t, t.TempDir()))
	states := slices.Collect(maps.Keys(ready(t, address).Checks))
	for _, m := range regexp.MustCompile(`"([a-z]+(?:-\d+)?)":"(?:ok|degraded|failing)"`).FindAllStringSubmatch(sections(t)["first-page"], -1) {
		if !slices.Contains([]string{"status", "msg"}, m[1]) && !slices.Contains(states, m[1]) {
			t.Errorf("the first page shows the state %s", m[1])
		}
	}
}
