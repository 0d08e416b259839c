package files

import (
	"slices"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// TestColumnsAsWritten holds that a column asked for in backquotes keeps its
// blanks and its case, beside the native column of the same name.
func TestColumnsAsWritten(t *testing.T) {
	t.Parallel()
	layout, err := newLayout([]string{"id", "family_name", "first name", "unused"}, Columns{recordID: "id"},
		[]string{demographics.AsWritten("family_name"), demographics.AsWritten("first name"), demographics.AsWritten("gone")})
	if err != nil {
		t.Fatal(err)
	}
	s := newStandard(&Reader{}, &layout)
	var out outcome
	s.cells = []string{"7", " o'Neil ", "Zoë  Ann", "x"}
	s.record(&out)
	for column, want := range map[string][]string{
		"`family_name`": {" o'Neil "}, "`first name`": {"Zoë  Ann"}, "`gone`": nil,
	} {
		if got := out.record.Values(column); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	if got := out.record.Family[0]; got == " o'Neil " {
		t.Errorf("the native column is %q, want it standardised", got)
	}
}

// TestColumnsAsWrittenAreKnown holds that a file without a mapping may have them.
func TestColumnsAsWrittenAreKnown(t *testing.T) {
	t.Parallel()
	if _, err := newLayout([]string{"record_id", "city"}, nil, []string{demographics.AsWritten("city")}); err != nil {
		t.Error(err)
	}
}
