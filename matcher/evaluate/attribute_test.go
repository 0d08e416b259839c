package evaluate

import (
	"slices"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

func TestAgeBands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ birth, at, want string }{
		{"2020-06-15", "2020-06-15", "0"},
		{"2020-06-15", "2021-06-14", "0"},
		{"2020-06-15", "2021-06-15", "1–4"},
		{"2015-06-15", "2020-06-14", "1–4"},
		{"2015-06-15", "2020-06-15", "5–15"},
		{"2004-06-15", "2020-06-15", "16–24"},
		{"1995-06-15", "2020-06-15", "25–44"},
		{"1975-06-15", "2020-06-15", "45–64"},
		{"1955-06-15", "2020-06-15", "65–84"},
		{"1935-06-16", "2020-06-15", "65–84"},
		{"1935-06-15", "2020-06-15", "85+"},
		{"1896-01-02", "2020-06-15", "85+"},
		{"2004-02-29", "2020-02-28", "5–15"},
		{"2004-02-29", "2020-02-29", "16–24"},
		{"2021-01-01", "2020-06-15", ""},
		{"", "2020-06-15", ""},
		{"2004", "2020-07-14", "5–15"}, // the middle of the year stands in
		{"2004", "2020-07-15", "16–24"},
		{"2004-03", "2020-03-14", "5–15"},
		{"2004-03", "2020-03-15", "16–24"},
	} {
		if got := bandOf(date(t, c.birth), date(t, c.at)); got != c.want {
			t.Errorf("born %q, at %s: %q, want %q", c.birth, c.at, got, c.want)
		}
	}
	if bandOf(date(t, "1980-01-01"), demographics.Date{}) != "" {
		t.Error("an age without a day to take it at")
	}
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	told := recordOf(t, "x", "sex=M", "organisation=za01", "nhs_number=9434765919", "nhs_number_status=1", "ethnic_category=n",
		"postcode=M1 1AA", "confidentiality=R", "identity_unknown=Y", "death_status=2", "birth_date=1980-01-01",
		"gp_practice=Z00001", "imd_quintile=3")
	blank := recordOf(t, "y", "postcode=ZZ99 3VZ")
	for by, want := range map[string][2]string{
		"sex": {"1", ""}, "organisation": {"ZA01", ""}, "ethnic_category": {"N", ""}, "gp_practice": {"Z00001", ""},
		"imd_quintile": {"3", ""}, "nhs_number_status": {"01", ""}, ByNHSNumberPresent: {"yes", "no"},
		ByNoFixedAbode: {"no", "yes"}, ByOutcode: {"M1", ""}, "confidentiality": {"yes", "no"},
		"identity_unknown": {"yes", "no"}, "death_status": {"yes", "no"}, ByDefaultBirthDate: {"yes", "no"},
	} {
		if got := [2]string{attribute(told, by), attribute(blank, by)}; got != want {
			t.Errorf("%s: %q, want %q", by, got, want)
		}
	}
}

func TestNoReportSinglesPeopleOut(t *testing.T) {
	t.Parallel()
	open := []string{
		"organisation", "authority", "nhs_number_status", "birth_order", "sex", "gp_practice", "death_status",
		"confidentiality", "identity_unknown", "ethnic_category",
	}
	for _, column := range demographics.NativeColumns() {
		if err := CheckGrouping(column); (err == nil) != slices.Contains(open, column) {
			t.Errorf("%s: error %v", column, err)
		}
	}
}
