package repo

import (
	"slices"
	"strings"
	"testing"
)

// wall says which packages of our own a folder may import. The compiler keeps
// imports from going in a circle; a wall keeps them going one way.
type wall struct {
	folder string
	may    []string // folders; a trailing /... takes in the folders below
}

func walls() []wall {
	return []wall{
		{"matcher", []string{"matcher/..."}},
		{"matcher/demographics", nil},
		{"index", []string{"index/...", "matcher/blocking", "matcher/demographics"}},
		{"internal/identity", []string{"matcher", "matcher/demographics"}},
		{"internal/fhir", []string{"matcher/demographics"}},
		{"internal/files", []string{"internal/fhir", "matcher/demographics", "matcher/intern"}},
		{"internal/hl7v2", nil},
		{"internal/telemetry", nil},
		{"internal/organisations", []string{"internal/fhir"}},
		{"internal/auth", []string{"internal/organisations"}},
		{"internal/audit", []string{"internal/audit"}},
		{"internal/repo", nil},
	}
}

func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	all := sources(t)
	for _, w := range walls() {
		for _, s := range all {
			if within(s.folder(), w.folder) && !isTest(s.path) {
				checkWall(t, w, s)
			}
		}
	}
}

func checkWall(t *testing.T, w wall, s source) {
	t.Helper()
	for _, imported := range s.imports(t) {
		folder, ours := strings.CutPrefix(imported, module+"/")
		if ours && !slices.ContainsFunc(w.may, func(pattern string) bool { return matches(folder, pattern) }) {
			t.Errorf("%s: imports %s; %s may import only %v of our own", s.path, folder, w.folder, w.may)
		}
	}
}

func matches(folder, pattern string) bool {
	if parent, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(folder, parent)
	}
	return folder == pattern
}

func TestDemographicsNeedsOnlyTheStandardLibrary(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, imported := range s.imports(t) {
			if within(s.folder(), "matcher/demographics") && isThirdParty(imported) {
				t.Errorf("%s: imports %s; what is compared must build with nothing fetched", s.path, imported)
			}
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, pattern string
		want            bool
	}{
		{"matcher", "matcher", true},
		{"matcher/train", "matcher", false},
		{"matcher/train", "matcher/...", true},
		{"matcher", "matcher/...", true},
		{"matchers", "matcher/...", false},
	} {
		if got := matches(c.folder, c.pattern); got != c.want {
			t.Errorf("matches(%q, %q) = %t, want %t", c.folder, c.pattern, got, c.want)
		}
	}
}

// homes says where each third-party library may be imported, tests included.
// What is not listed has no home yet: it gets one here, on purpose.
func homes() map[string][]string {
	return map[string][]string{
		"github.com/antzucaro/matchr":           {"matcher"},
		"github.com/hashicorp/golang-lru":       {"internal/linker", "internal/auth"},
		"github.com/coreos/go-oidc":             {"internal/auth"},
		"github.com/go-jose/go-jose":            {"internal/auth"}, // tests
		"github.com/blevesearch":                {"index"},
		"github.com/RoaringBitmap/roaring":      {"index"}, // the sets of documents of bleve
		"github.com/google/uuid":                {"internal/service", "internal/api"},
		"github.com/gofrs/flock":                {"index", "internal/broker"},
		"github.com/twmb/franz-go":              {"internal/intake", "internal/publish", "internal/broker", "internal/testenv", "internal/service"},
		"github.com/jackc/pgx":                  {"internal/store", "internal/testenv"},
		"github.com/cockroachdb/cockroach-go":   {"internal/store", "internal/testenv"},
		"modernc.org/sqlite":                    {"internal/store"},
		"github.com/wasilibs/go-pgquery":        {"internal/store"},
		"github.com/schollz/progressbar":        {"internal/telemetry"},
		"github.com/Shopify/toxiproxy":          {"internal/testenv"},
		"github.com/tsenart/vegeta":             {"benchmarks/api"},
		"github.com/rs/zerolog":                 {"internal/testenv"}, // what toxiproxy would log
		"golang.org/x/sync":                     {"benchmarks/faults", "internal/bulk", "internal/service"},
		"golang.org/x/time":                     {"internal/auth"},
		"golang.org/x/text":                     {"internal/hl7v2"},
		"golang.org/x/term":                     {"internal/telemetry"},
		"github.com/prometheus/client_golang":   {"internal/telemetry"},
		"github.com/santhosh-tekuri/jsonschema": {"internal/publish"}, // tests
		"github.com/klauspost/compress":         {"internal/files"},
		"github.com/parquet-go/parquet-go":      {"internal/files"},
		"github.com/valyala/fastjson":           {"internal/files", "internal/fhir"},
		"go.yaml.in/yaml":                       {"internal/files", "internal/config", "internal/organisations", "internal/service", "benchmarks/api"}, // tests of service
	}
}

func TestEveryLibraryHasOneHome(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, imported := range s.imports(t) {
			if isThirdParty(imported) && !atHome(s.folder(), imported) {
				t.Errorf("%s: imports %s, which has its home elsewhere or none yet", s.path, imported)
			}
		}
	}
}

// isThirdParty tells by the dot of a host name that the standard library lacks.
func isThirdParty(imported string) bool {
	host, _, _ := strings.Cut(imported, "/")
	return strings.Contains(host, ".") && !within(imported, module)
}

func atHome(folder, imported string) bool {
	for library, folders := range homes() {
		if within(imported, library) {
			return slices.ContainsFunc(folders, func(home string) bool { return within(folder, home) })
		}
	}
	return false
}

func TestAtHome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, imported string
		want             bool
	}{
		{"matcher/blocking", "github.com/antzucaro/matchr", true},
		{"index", "github.com/antzucaro/matchr", false},
		{"internal/linker", "github.com/twmb/franz-go/pkg/kgo", false},
		{"internal/intake", "github.com/twmb/franz-go/pkg/kgo", true},
		{"internal/store", "example.org/unknown", false},
	} {
		if got := atHome(c.folder, c.imported); got != c.want {
			t.Errorf("atHome(%q, %q) = %t, want %t", c.folder, c.imported, got, c.want)
		}
	}
}
