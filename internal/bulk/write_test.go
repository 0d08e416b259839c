package bulk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

func TestRuleText(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]matcher.Decision{
		"weight":               {Rule: matcher.RuleWeight},
		"weight:possible-twin": {Rule: matcher.RuleWeight, Guard: matcher.GuardTwin},
		"confusion":            {Rule: matcher.RuleConfusion},
	} {
		if got := ruleText(d); got != want {
			t.Errorf("%+v is written %s, want %s", d, got, want)
		}
	}
}

func TestReadPrevious(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want, err string }{
		"two people": {"record_id,identity_id\nb,Y\na,X\nc,Y\n", "X[{a 0}] Y[{b 0} {c 0}] ", ""},
		"a header":   {"record_id,identity_id\n", "", ""},
		"no header":  {"a,X\n", "", "line 1: expected a column record_id"},
		"ragged":     {"record_id,identity_id\na,X\nb\n", "", "line 3: expected as many fields"},
		"too wide":   {"record_id,identity_id\na,X,secret\n", "", "line 2: expected as many fields"},
		"a quote":    {"record_id,identity_id\na,\"X\n", "", "line 2, column 6: expected well-formed"},
		"one twice":  {"record_id,identity_id\na,X\na,Y\n", "", "line 3, column record_id: expected each record once"},
	} {
		path := filepath.Join(t.TempDir(), "identities.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		past, err := ReadPrevious(path)
		got, text := "", fmt.Sprint(err)
		for _, p := range past.Identities {
			got = fmt.Sprint(got, p.ID, p.Members, " ")
		}
		if got != c.want || (c.err == "") != (err == nil) || !strings.Contains(text, c.err) || strings.Contains(text, "secret") {
			t.Errorf("%s: %q, error %v", name, got, err)
		}
	}
	if _, err := ReadPrevious(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
