package repo

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestTopLevelHoldsOnlyItsOwn(t *testing.T) {
	t.Parallel()
	permitted := []string{
		".ci", ".gitignore", ".golangci.yml", "LICENSE", "Makefile", "README.md",
		"benchmarks", "cmd", "go.mod", "go.sum", "index", "internal", "matcher", "testdata",
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatalf("listing the top level: %v", err)
	}
	for _, entry := range entries {
		if !slices.Contains(permitted, entry.Name()) && !slices.Contains(made(), entry.Name()) {
			t.Errorf("%s: not a name of the top level; move it into one of its folders", entry.Name())
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	const most = 400
	for _, file := range files(t) {
		if !slices.Contains([]string{".go", ".sh", ".sql"}, path.Ext(file)) && !within(file, ".ci") {
			continue
		}
		if lines := strings.Count(read(t, file), "\n"); lines > most {
			t.Errorf("%s: %d lines, at most %d; split it", file, lines, most)
		}
	}
}

func TestOnlyTestsMentionShared(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		if !isTest(file) && mentionsShared(read(t, file)) {
			t.Errorf("%s: mentions shared/, which a clone does not hold; only a test may read its data", file)
		}
	}
}

// mentionsShared finds the folder shared/, not a longer word that ends so.
func mentionsShared(text string) bool {
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "shared/")
		if !found {
			return false
		}
		if before == "" || !isWord(before[len(before)-1]) {
			return true
		}
		rest = after
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func TestMentionsShared(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"":                       false,
		"../../shared/data":      true,
		"shared/":                true,
		"unshared/x":             false,
		"a shared token":         false,
		"unshared/ then shared/": true,
	} {
		if got := mentionsShared(text); got != want {
			t.Errorf("mentionsShared(%q) = %t, want %t", text, got, want)
		}
	}
}
