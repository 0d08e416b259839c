package intake

import (
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
)

// pairOf is "old>new", each "authority id".
func pairOf(f *facts.Fact) string {
	return f.Key.Authority + " " + f.Key.LocalID + ">" + f.Other.Authority + " " + f.Other.LocalID
}

func TestMerges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		segments []string
		want     []string
	}{
		"one":                   {[]string{pidHead, "MRG|4^^^RM3^MR"}, []string{"RM3 4>RM3 123"}},
		"several into one":      {[]string{pidHead, "MRG|4^^^RM3^MR~5^^^RM3^MR"}, []string{"RM3 4>RM3 123", "RM3 5>RM3 123"}},
		"several segments":      {[]string{pidHead, "MRG|4^^^RM3^MR", "MRG|5^^^RM3^MR"}, []string{"RM3 4>RM3 123", "RM3 5>RM3 123"}},
		"several groups":        {[]string{pidHead, "MRG|4^^^RM3^MR", "PID|||6^^^RM3^MR", "PD1", "MRG|7^^^RM3^MR"}, []string{"RM3 4>RM3 123", "RM3 7>RM3 6"}},
		"each in its place":     {[]string{"PID|||1^^^RM3^MR~2^^^RM3^MR", "MRG|3^^^RM3^MR~4^^^RM3^MR~5^^^RM3^MR"}, []string{"RM3 3>RM3 1", "RM3 4>RM3 2", "RM3 5>RM3 1"}},
		"each of its authority": {[]string{"PID|||1^^^RM3^MR~2^^^RQ6^MR", "MRG|3^^^RQ6^MR~4^^^RM3^MR"}, []string{"RQ6 3>RQ6 2", "RM3 4>RM3 1"}},
		"each of its type":      {[]string{"PID|||1^^^RM3^PI~2^^^RM3^MR", "MRG|3^^^RM3^MR~4^^^RM3^PI"}, []string{"RM3 3>RM3 2", "RM3 4>RM3 1"}},
		"of no type":            {[]string{pidHead, "MRG|4^^^RM3"}, []string{"RM3 4>RM3 123"}},
		"NHS numbers are told elsewhere": {
			[]string{"PID|||9990000018^^^NHS^NH~" + key, "MRG|9990000026^^^NHS^NH~4^^^RM3^MR"}, []string{"RM3 4>RM3 123"},
		},
	} {
		for _, event := range []string{"A34", "A40", "A43", "A47"} {
			var got []string
			for _, f := range decoded(t, adtMessage(event, c.segments...)) {
				if f.Kind == facts.Merge {
					got = append(got, pairOf(&f))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: %q, want %q", event, name, got, c.want)
			}
		}
	}
}

// TestMergesTellNoDemographics holds that what PID says beside its identifier is
// taken from a move alone.
func TestMergesTellNoDemographics(t *testing.T) {
	t.Parallel()
	pid := withFields(map[int]string{3: key + "~9990000018^^^NHS^NH", 5: "SMITH^JO", 7: "not a date"})
	for _, event := range []string{"A34", "A40"} {
		all := decoded(t, adtMessage(event, pid, "MRG|4^^^RM3^MR"))
		if len(all) != 1 || all[0].Kind != facts.Merge || len(all[0].Columns) > 0 {
			t.Errorf("%s tells %q", event, all[0].Columns)
		}
	}
	pid = withFields(map[int]string{5: "SMITH^JO"})
	for _, event := range []string{"A43", "A47"} {
		all := decoded(t, adtMessage(event, pid, "MRG|4^^^RM3^MR"))
		if all[0].Kind != facts.Tell || all[0].Columns["family_name"] != "SMITH" || all[0].Key.LocalID != "123" {
			t.Errorf("%s tells %q", event, all[0].Columns)
		}
	}
}

func TestUnmergesGoBothWays(t *testing.T) {
	t.Parallel()
	all := decoded(t, adtMessage("A37", pidHead, "PD1", "PID|||4^^^RM3^MR"))
	if len(all) != 2 || pairOf(&all[0]) != "RM3 123>RM3 4" || pairOf(&all[1]) != "RM3 4>RM3 123" {
		t.Errorf("%d facts", len(all))
	}
}

// TestMoveToAnotherNHSNumber holds that a move may change what is no key.
func TestMoveToAnotherNHSNumber(t *testing.T) {
	t.Parallel()
	pid := withFields(map[int]string{3: key + "~9990000018^^^NHS^NH"})
	all := decoded(t, adtMessage("A47", pid, "MRG|9990000026^^^NHS^NH"))
	if len(all) != 1 || all[0].Kind != facts.Tell || all[0].Columns["nhs_number"] != "9990000018" {
		t.Errorf("%d facts", len(all))
	}
}
