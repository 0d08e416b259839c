package quality

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher/evaluate"
)

func cultureOf(name string, recall float64) evaluate.Group {
	return evaluate.Group{Name: name, Recall: evaluate.Rate{Known: true, Interval: evaluate.Interval{Value: recall}}}
}

func TestEquityRowFails(t *testing.T) {
	t.Parallel()
	even := []evaluate.Group{cultureOf("a", 0.99), cultureOf("b", 0.971), cultureOf("c", 0.98)}
	uneven := []evaluate.Group{cultureOf("a", 0.99), cultureOf("b", 0.969), cultureOf("c", 0.98)}
	wanted := []string{"Z00004", "ZA05", "ZC03", "ZM02"}
	for _, c := range []struct {
		name          string
		cultures      []evaluate.Group
		fair, planted []string
		want          bool // fails
	}{
		{"all well", even, nil, wanted, false},
		{"a culture behind", uneven, nil, wanted, true},
		{"one culture", even[:1], nil, wanted, true},
		{"no culture", nil, nil, wanted, true},
		{"one not found", even, nil, wanted[1:], true},
		{"another found", even, nil, append(slices.Clone(wanted), "ZZ01"), true},
		{"found where there is nothing", even, []string{"ZA05"}, wanted, true},
	} {
		row := equityRow(c.cultures, c.fair, c.planted)
		if row.failed() != c.want {
			t.Errorf("%s: %s", c.name, row)
		}
		if c.want && len(c.cultures) == 3 && len(row.Notes) == 0 && !strings.Contains(row.String(), "FAIL") {
			t.Errorf("%s: nothing says why: %s", c.name, row)
		}
	}
}

func TestGroupsByAFilesColumn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "truth.csv")
	if err := os.WriteFile(path, []byte("record_id,person_id,name_culture\na,1,x\nb,1,x\nc,2,y\nd,2,y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	roster, err := evaluate.NewRoster(map[string]string{"a": "1", "b": "1", "c": "2", "d": "2"}, map[string]string{"a": "i", "b": "i"})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := groupsBy(roster, path, "name_culture")
	if err != nil || len(groups) != 2 || groups[0].Recall.Interval.Value != 1 || groups[1].Recall.Interval.Value != 0 {
		t.Errorf("groups %+v, error %v", groups, err)
	}
	if _, err := groupsBy(roster, path, "organisation"); err == nil || !strings.Contains(err.Error(), "truth.csv: expected a column organisation") {
		t.Errorf("error %v, want one that names the column", err)
	}
}

func TestCarelessOrganisationsCanBePlanted(t *testing.T) {
	t.Parallel()
	profile, err := profileOf(equityRegion, `{"organisation_error_multipliers": {"ZA05": 30}}`)
	if err != nil || profile.OrganisationErrors["ZA05"] != careless()["ZA05"] {
		t.Errorf("multipliers %v, error %v", profile.OrganisationErrors, err)
	}
	if equityRegion != population.OneLondon || equityPeople != 500_000 {
		t.Error("the promise is of 500,000 people of One London")
	}
}
