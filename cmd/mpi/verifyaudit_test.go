package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever looks at a message that is personal data, or sends it again, is written
// down, and whoever changes what is written is found out.
func TestVerifyAuditFindsWhatWasChanged(t *testing.T) {
	t.Parallel()
	_, config := played(t, "--people", "30")
	if got := must(t, "verify-audit", "--config", config).stdout; got != "The audit is whole: 2 entries in 1 chain.\n" {
		t.Errorf("of what the demonstration asked it says %q", got)
	}
	id := listedLetters(t, config)[0][0]
	must(t, "dead-letters", "--config", config, "--show", id)
	must(t, "dead-letters", "--config", config, "--replay", id)
	noted := filepath.Join(t.TempDir(), "noted.json")
	if got := must(t, "verify-audit", "--config", config, "--note", noted).stdout; got != "The audit is whole: 4 entries in 3 chains.\n" {
		t.Errorf("of two commands it says %q", got)
	}
	must(t, "verify-audit", "--config", config, "--noted", noted)

	file := filepath.Join(dataOf(t, config), "audit.db")
	text, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(text, []byte(`"operation":"dead-letter-show"`)) || !bytes.Contains(text, []byte(id)) {
		t.Fatalf("%s does not tell who looked at what (%v)", file, err)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte("dead-letter-show"), []byte("dead-letter-shut"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	got := mpi(t, "verify-audit", "--config", config, "--json")
	var report struct {
		Faults []struct {
			Entry int64  `json:"entry"`
			What  string `json:"what"`
		} `json:"faults"`
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != exitFailed {
		t.Fatalf("exit code %d, %v: %s%s", got.code, err, got.stdout, got.stderr)
	}
	if len(report.Faults) != 1 || report.Faults[0].Entry != 1 || !strings.Contains(report.Faults[0].What, "changed") {
		t.Errorf("the faults are %+v", report.Faults)
	}

	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	got = mpi(t, "verify-audit", "--config", config, "--noted", noted)
	if got.code != exitFailed || strings.Count(got.stdout, "the chain is missing") != 3 {
		t.Errorf("all of it gone: exit code %d: %s%s", got.code, got.stdout, got.stderr)
	}
}

// dataOf gives the data folder that a configuration names.
func dataOf(t *testing.T, config string) string {
	t.Helper()
	for line := range strings.Lines(read(t, config)) {
		if folder, ok := strings.CutPrefix(strings.TrimSpace(line), "data: "); ok {
			return folder
		}
	}
	t.Fatalf("%s names no data folder", config)
	return ""
}

func TestVerifyAuditRefuses(t *testing.T) {
	t.Parallel()
	config := write(t, "mpi.yaml", "data: "+t.TempDir()+"\n")
	for text, want := range map[string]string{
		"not JSON":                     "invalid character",
		`[{"chain":"x","hash":"abc"}]`: "expected a SHA-256",
		`[{"chain":"x","hash":"` + strings.Repeat("g", 64) + `"}]`: "invalid byte",
	} {
		got := mpi(t, "verify-audit", "--config", config, "--noted", write(t, "noted.json", text))
		if got.code != exitFailed || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: exit code %d: %s", text, got.code, got.stderr)
		}
	}
}
