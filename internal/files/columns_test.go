package files

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseColumns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want Columns
		err  string
	}{
		"two":          {"record_id: rec_id\nfamily_name: ' surname '\n", Columns{"record_id": "rec_id", "family_name": "surname"}, ""},
		"comment":      {"# FEBRL\nrecord_id: rec_id # the id\n", Columns{"record_id": "rec_id"}, ""},
		"empty":        {"", Columns{}, ""},
		"comment only": {"# nothing yet\n", Columns{}, ""},
		"numbers":      {"record_id: 1\n", Columns{"record_id": "1"}, ""},
		"list":         {"- record_id\n", nil, `line 1: expected lines of the form "family_name: surname"`},
		"text":         {"record_id\n", nil, `line 1: expected lines of the form "family_name: surname"`},
		"no value":     {"record_id: id\nfamily_name:\n", nil, "line 2: family_name: expected the name of one column of the file"},
		"empty value":  {"family_name: ' '\n", nil, "line 1: family_name: expected the name of one column of the file"},
		"nested":       {"family_name:\n  - a\n  - b\n", nil, "line 2: family_name: expected the name of one column of the file"},
		"alias":        {"family_name: &a b\nsex: *a\n", nil, "line 2: sex: expected the name of one column of the file"},
		"empty key":    {"'': surname\n", nil, "line 1: expected the name of a native column or one of the model's"},
		"twice":        {"sex: a\nsex: b\n", nil, "line 2: sex: expected each column once"},
		"two files":    {"sex: a\n---\nsex: b\n", nil, "expected one YAML document"},
		"not YAML":     {"sex: [a\n", nil, "expected YAML: yaml: line 1: did not find expected ',' or ']'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseColumns([]byte(c.text))
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Errorf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil || got == nil || !maps.Equal(got, c.want) {
				t.Errorf("got %v, error %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestReadColumnsNamesTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "columns.yaml")
	if _, err := ReadColumns(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names the missing file", err)
	}
	if err := os.WriteFile(path, []byte("sex: gender\n\n- a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadColumns(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "line ") {
		t.Errorf("error %v, want one that names file and line", err)
	}
}

func FuzzParseColumns(f *testing.F) {
	for _, seed := range []string{"", "a: b", "a:\n  - b", "a: &x b\nc: *x", "? a\n: b", "a: b\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		columns, err := parseColumns(text)
		if err != nil {
			return
		}
		for target, own := range columns {
			if !isName(target) || !isName(own) {
				t.Errorf("took %q for %q", own, target)
			}
		}
	})
}
