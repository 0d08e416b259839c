package intake

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
)

// What an event says of a stay.
func TestEventsTellOfStays(t *testing.T) {
	t.Parallel()
	bars := strings.Repeat("|", 25)
	pv1 := "PV1|1|I|WARD7^BAY2^BED3^RM3" + bars[:16] + "V55"
	admitted := bars + "20260503" // PV1-44
	stay := func(state, since, ward, visit string) facts.Columns {
		return facts.Columns{"stay": state, "stay_since": since, "stay_ward": ward, "stay_visit": visit}
	}
	without := func(c facts.Columns, column string) facts.Columns {
		delete(c, column)
		return c
	}
	for name, c := range map[string]struct {
		event, pv1 string
		want       facts.Columns
	}{
		"admitted":                    {"A01", pv1, stay("in", "2026-05-04T09:00:00Z", "WARD7", "V55")},
		"admitted earlier":            {"A01", pv1 + admitted, stay("in", "2026-05-02T23:00:00Z", "WARD7", "V55")},
		"admitted at nonsense":        {"A01", pv1 + bars + "yesterday", stay("in", "2026-05-04T09:00:00Z", "WARD7", "V55")},
		"admitted without a PV1":      {"A01", "", stay("in", "2026-05-04T09:00:00Z", "", "")},
		"moved":                       {"A02", pv1, without(stay("in", "", "WARD7", "V55"), "stay_since")},
		"moved, admitted earlier":     {"A02", pv1 + admitted, stay("in", "2026-05-02T23:00:00Z", "WARD7", "V55")},
		"not moved after all":         {"A12", pv1, without(stay("in", "", "WARD7", "V55"), "stay_since")},
		"discharged":                  {"A03", pv1, stay("out", "2026-05-04T09:00:00Z", "", "V55")},
		"not discharged after all":    {"A13", pv1, stay("in", "", "WARD7", "V55")},
		"not admitted after all":      {"A11", pv1, stay("cancelled", "", "", "V55")},
		"registered as an outpatient": {"A04", pv1, facts.Columns{}},
		"updated":                     {"A08", pv1, facts.Columns{}},
	} {
		all := decoded(t, "MSH|^~\\&|PAS|RM3|||20260504100000||ADT^"+c.event+"\rEVN|"+c.event+"|20260504100000\r"+pidHead+"\r"+c.pv1)
		got := maps.Clone(all[0].Columns)
		maps.DeleteFunc(got, func(column, _ string) bool { return len(column) < 4 || column[:4] != "stay" })
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if (c.event == "A11" || c.event == "A12" || c.event == "A13") && len(all[0].Columns) != len(got) {
			t.Errorf("%s: it tells of the patient: %q", name, all[0].Columns)
		}
	}
}

// In whatever order they come, the newest by when it happened decides.
func TestStaysAreOrderedByWhenTheyHappened(t *testing.T) {
	t.Parallel()
	told := []struct{ event, at, ward string }{
		{"A01", "20260504100000", "WARD1"},
		{"A02", "20260504110000", "WARD2"},
		{"A12", "20260504113000", "WARD1"},
		{"A03", "20260504120000", "WARD1"},
		{"A13", "20260504123000", "WARD3"},
		{"A02", "20260504130000", "WARD4"},
	}
	for range 50 {
		var all []facts.Fact
		for _, i := range rand.Perm(len(told)) {
			e := told[i]
			all = append(all, decoded(t, "MSH|^~\\&|PAS|RM3|||"+e.at+"||ADT^"+e.event+"|"+e.at+"\rEVN|"+e.event+"|"+e.at+"\r"+pidHead+"\rPV1|1|I|"+e.ward)...)
		}
		content := facts.Fold(all...)
		if content.Column("stay") != "in" || content.Column("stay_ward") != "WARD4" || content.Column("stay_since") != "" {
			t.Fatalf("%q in %q since %q", content.Column("stay"), content.Column("stay_ward"), content.Column("stay_since"))
		}
	}
}
