package service_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
)

const (
	readme  = "../../README.md"
	example = "../../testdata/example/"
)

// exampleMessages are the records of the README's worked example.
func exampleMessages(t *testing.T) (all []intake.Outgoing) {
	t.Helper()
	for _, name := range []string{"practice.csv", "hospital.csv"} {
		file, err := os.Open(example + name)
		must(t, err)
		rows, err := csv.NewReader(file).ReadAll()
		must(t, err)
		must(t, file.Close())
		for _, row := range rows[1:] {
			columns := map[string]string{"updated_at": "2026-01-02T03:04:05Z"}
			for i, column := range rows[0][1:] {
				columns[column] = row[i+1]
			}
			text, err := json.Marshal(columns)
			must(t, err)
			all = append(all, message(columns["authority"]+"|"+columns["local_id"], intake.TypeNative, string(text)))
		}
	}
	return all
}

// Each call that the README shows is made, and answered by what the README shows of
// the answer.
func TestREADMECallsAreAnswered(t *testing.T) {
	t.Parallel()
	cfg := embedded(t, t.TempDir())
	cfg.API.Organisations, cfg.API.Prefer = example+"organisations.yaml", map[string][]string{"*": {"P88001"}}
	e, address := serving(t, cfg)
	e.read(t, e.send(t, exampleMessages(t)))
	text, err := os.ReadFile(readme)
	must(t, err)
	calls := regexp.MustCompile("(?s)```http\n(.*?)```\n\n```json\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(calls) < 3 || len(calls) != strings.Count(string(text), "```http\n") {
		t.Errorf("%d calls have an answer", len(calls))
	}
	for _, call := range calls {
		head, body, _ := strings.Cut(call[1], "\n\n")
		method, path, _ := strings.Cut(strings.SplitN(head, "\n", 2)[0], " ")
		path, query, _ := strings.Cut(path, "?")
		values, err := url.ParseQuery(query)
		must(t, err)
		got, err := ask(t.Context(), method, "http://"+address+path+"?"+values.Encode(), e.NewToken, body)
		must(t, err)
		var shown, told any
		must(t, json.Unmarshal([]byte(call[2]), &shown))
		must(t, json.Unmarshal([]byte(got.body), &told))
		if got.status != http.StatusOK {
			t.Errorf("%s %s: status %d", method, path, got.status)
		}
		if what := missing("", shown, told); what != "" {
			t.Errorf("%s %s: %s\n%s", method, path, what, got.body)
		}
	}
}

// missing says what of a shown value a told one lacks: members it does not have, and
// elements of lists that no element of its has.
func missing(path string, shown, told any) string {
	switch shown := shown.(type) {
	case map[string]any:
		members, ok := told.(map[string]any)
		if !ok {
			return path + " is no object"
		}
		for name, value := range shown {
			if what := missing(path+"."+name, value, members[name]); what != "" {
				return what
			}
		}
	case []any:
		elements, ok := told.([]any)
		if !ok {
			return path + " is no list"
		}
		return missingElement(path, shown, elements)
	default:
		if shown != told {
			return fmt.Sprintf("%s is %v, not %v", path, told, shown)
		}
	}
	return ""
}

func missingElement(path string, shown, told []any) string {
	for i, want := range shown {
		what := "is empty"
		for _, have := range told {
			if what = missing("", want, have); what == "" {
				break
			}
		}
		if what != "" {
			return fmt.Sprintf("%s has nothing like element %d: %s", path, i, what)
		}
	}
	return ""
}

// The configurations that the README shows are configurations.
func TestREADMEConfigurationsAreRead(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(readme)
	must(t, err)
	n := 0
	for _, found := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(found[1], "\nlisten:") && !strings.HasPrefix(found[1], "listen:") {
			continue
		}
		n++
		path := t.TempDir() + "/mpi.yaml"
		must(t, os.WriteFile(path, []byte(found[1]), 0o600))
		if _, err := config.Read(path, func(string) (string, bool) { return "", false }); err != nil {
			t.Errorf("%v in\n%s", err, found[1])
		}
	}
	if n < 2 {
		t.Errorf("found %d configurations, want more", n)
	}
}
