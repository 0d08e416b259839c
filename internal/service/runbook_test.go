package service_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// What the runbook has people ask a database is run as it is written.
func TestRunbookAsksTheDatabaseRight(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("psql"); err != nil {
		t.Skip("psql is not on this machine")
	}
	cfg := embedded(t, t.TempDir())
	cfg.Store.URL = testenv.PostgreSQL(t).NewDatabase(t)
	must(t, store.Migrate(t.Context(), service.StoreOptions(&cfg)))
	text, err := os.ReadFile("runbook.md")
	must(t, err)
	questions := regexp.MustCompile(`(?m)^psql .*$`).FindAllString(string(text), -1)
	if len(questions) == 0 {
		t.Error("the runbook asks the database nothing")
	}
	for _, q := range questions {
		command := exec.CommandContext(t.Context(), "sh", "-c", q)
		command.Env = append(os.Environ(), "MPI_STORE_URL="+cfg.Store.URL)
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", q, err, out)
		}
	}
}

// What the runbook quotes of logs and errors is what the engine writes: whoever
// searches for it is to find it.
func TestRunbookQuotesWhatTheEngineWrites(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("runbook.md")
	must(t, err)
	source := goSource(t, "../..")
	quotes := regexp.MustCompile("`([a-z]+(?: [A-Za-z]+)+)`").FindAllStringSubmatch(string(text), -1)
	if len(quotes) == 0 {
		t.Error("the runbook quotes nothing")
	}
	for _, q := range quotes {
		if !strings.Contains(source, `"`+q[1]) {
			t.Errorf("%q is quoted, and nothing writes it", q[1])
		}
	}
}

// goSource gives all Go files of the folders that the engine is made of.
func goSource(t *testing.T, root string) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range []string{"index", "internal"} {
		must(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			all.Write(text)
			return err
		}))
	}
	return all.String()
}
