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
	text, err := os.ReadFile(readme)
	must(t, err)
	e.read(t, e.send(t, append(exampleMessages(t), shownMessages(t, string(text))...)))
	calls := regexp.MustCompile("(?s)```http\n(.*?)```\n\n```json\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(calls) < 6 || len(calls) != strings.Count(string(text), "```http\n") {
		t.Errorf("%d calls have an answer", len(calls))
	}
	for _, call := range calls {
		request := shownRequest(t, call[1], "http://"+address)
		request.Header.Set("Authorization", "Bearer "+e.NewToken)
		got, err := send(request)
		must(t, err)
		if got.status != http.StatusOK {
			t.Errorf("%s %s: status %d", request.Method, request.URL.Path, got.status)
		}
		if what := missing("", documents(t, call[2]), documents(t, got.body)); what != "" {
			t.Errorf("%s %s: %s\n%s", request.Method, request.URL.Path, what, got.body)
		}
	}
}

// shownMessages are the HL7 v2 messages that the README shows.
func shownMessages(t *testing.T, text string) (all []intake.Outgoing) {
	t.Helper()
	for _, found := range regexp.MustCompile("(?s)```hl7\n(.*?)```").FindAllStringSubmatch(text, -1) {
		all = append(all, message("HOSPITAL|A77", intake.TypeHL7v2, strings.ReplaceAll(found[1], "\n", "\r")))
	}
	if len(all) == 0 {
		t.Error("no message is shown")
	}
	return all
}

// shownRequest makes the request that the README shows: its first line, its headers and
// its body.
func shownRequest(t *testing.T, shown, base string) *http.Request {
	t.Helper()
	head, body, _ := strings.Cut(shown, "\n\n")
	first, rest, _ := strings.Cut(strings.TrimSpace(head), "\n")
	method, path, _ := strings.Cut(first, " ")
	path, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	must(t, err)
	request, err := http.NewRequestWithContext(t.Context(), method, base+path+"?"+values.Encode(), strings.NewReader(body))
	must(t, err)
	for line := range strings.Lines(rest) {
		name, value, _ := strings.Cut(line, ":")
		request.Header.Set(name, strings.TrimSpace(value))
	}
	return request
}

// documents reads JSON, one value or several.
func documents(t *testing.T, text string) any {
	t.Helper()
	var all []any
	for d := json.NewDecoder(strings.NewReader(text)); d.More(); {
		var one any
		must(t, d.Decode(&one))
		all = append(all, one)
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
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
