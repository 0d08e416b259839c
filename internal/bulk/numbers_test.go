package bulk

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// numbersFile writes facts, one "number,state,successor" a row.
func numbersFile(t *testing.T, rows ...string) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("nhs_number,state,superseded_by,at\n")
	for _, row := range rows {
		text.WriteString(row + ",2024-05-01T00:00:00Z\n")
	}
	path := filepath.Join(t.TempDir(), "numbers.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readWith reads rows with facts about NHS numbers.
func readWith(t *testing.T, rows []fields, numbers ...string) (*Records, ReadReport) {
	t.Helper()
	none := func(r files.Reject) error { t.Errorf("a reject: %s", r); return nil }
	in := Input{Files: []string{writeRows(t, "records.csv", rows)}, NumberFacts: numbers}
	records, report, err := Read(t.Context(), smallModel(t), in, none, nil)
	if err != nil {
		t.Fatal(err)
	}
	return records, report
}

// decisionOn decides the first two rows' pair among all rows.
func decisionOn(t *testing.T, rows []fields, numbers ...string) matcher.Decision {
	t.Helper()
	records, _ := readWith(t, rows, numbers...)
	slices.SortFunc(records.All, func(a, b *matcher.Comparable) int { return strings.Compare(a.ID, b.ID) })
	return records.Model.Decide(records.All[0], records.All[1])
}

func TestNumbersGoByTheirFacts(t *testing.T) {
	t.Parallel()
	n := nhsNumbers(3)
	ada := fields{
		"record_id": "a", "nhs_number": n[0], "nhs_number_status": "01", "family_name": "Smith",
		"given_names": "Ada", "birth_date": "1980-02-10", "sex": "2", "postcode": "M1 1AE",
	}
	two := []fields{ada, ada.with(fields{"record_id": "b", "nhs_number": n[1]})}
	one := []fields{ada, ada.with(fields{"record_id": "b"})}
	for name, test := range map[string]struct {
		rows    []fields
		numbers []string
		want    matcher.Rule
		not     matcher.Conflict
	}{
		"two numbers, nothing told":     {two, nil, matcher.RuleNBODuplicate, matcher.ConflictNHSNumbers},
		"two numbers, superseded":       {two, []string{n[0] + ",superseded," + n[1]}, matcher.RuleNHSBirthDate, matcher.ConflictNone},
		"the other way round":           {two, []string{n[1] + ",superseded," + n[0]}, matcher.RuleNHSBirthDate, matcher.ConflictNone},
		"both superseded by a third":    {two, []string{n[0] + ",superseded," + n[2], n[1] + ",superseded," + n[2]}, matcher.RuleNHSBirthDate, matcher.ConflictNone},
		"about another number":          {two, []string{n[2] + ",invalid,"}, matcher.RuleNBODuplicate, matcher.ConflictNHSNumbers},
		"two numbers, one invalid":      {two, []string{n[0] + ",invalid,"}, matcher.RuleWeight, matcher.ConflictNone},
		"one number, nothing told":      {one, nil, matcher.RuleNHSBirthDate, matcher.ConflictNone},
		"one number, invalid":           {one, []string{n[0] + ",invalid,"}, matcher.RuleWeight, matcher.ConflictNone},
		"one number, disputed":          {one, []string{n[0] + ",disputed,"}, matcher.RuleWeight, matcher.ConflictNone},
		"superseded by a disputed one":  {one, []string{n[0] + ",superseded," + n[1], n[1] + ",disputed,"}, matcher.RuleWeight, matcher.ConflictNone},
		"superseded by an invalid one":  {two, []string{n[0] + ",superseded," + n[1], n[1] + ",invalid,"}, matcher.RuleWeight, matcher.ConflictNone},
		"another holder in a far place": {append(slices.Clone(one), ada.with(fields{"record_id": "c", "nhs_number": n[1], "family_name": "Wong", "given_names": "Olga", "birth_date": "1951-07-23"})), []string{n[1] + ",superseded," + n[0]}, matcher.RuleWeight, matcher.ConflictNone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var numbers []string
			if test.numbers != nil {
				numbers = []string{numbersFile(t, test.numbers...)}
			}
			d := decisionOn(t, test.rows, numbers...)
			if d.Rule != test.want || d.Conflict != test.not {
				t.Errorf("rule %s, conflict %q; want %s, %q", d.Rule, d.Conflict, test.want, test.not)
			}
		})
	}
}

func TestNumberFactsAreCounted(t *testing.T) {
	t.Parallel()
	n := nhsNumbers(4)
	rows := []fields{
		{"record_id": "a", "nhs_number": n[0]},
		{"record_id": "b", "nhs_number": n[1]},
		{"record_id": "c", "nhs_number": n[2]},
		{"record_id": "d", "nhs_number": n[3]},
		{"record_id": "e"},
	}
	first := numbersFile(t, n[0]+",superseded,"+n[3], n[1]+",invalid,")
	second := numbersFile(t, n[2]+",disputed,")
	_, report := readWith(t, rows, first, second)
	if want := (NumberFactCounts{Facts: 3, Superseded: 1, Invalid: 1, Disputed: 1}); report.NumberFacts != want {
		t.Errorf("%+v, want %+v", report.NumberFacts, want)
	}
	if want := (NumberCounts{Current: 1, Disputed: 1}); report.Numbers != want {
		t.Errorf("numbers %+v, want %+v", report.Numbers, want)
	}
}

// TestPlaceholdersStayPlaceholders: that a number is in dispute does not make of
// a placeholder something better.
func TestPlaceholdersStayPlaceholders(t *testing.T) {
	t.Parallel()
	number := nhsNumbers(1)[0]
	var rows []fields
	for i, family := range []string{"Smith", "Jones", "Khan", "Wong"} {
		rows = append(rows, fields{"record_id": family, "nhs_number": number, "family_name": family, "birth_date": "198" + string(rune('0'+i)) + "-01-02"})
	}
	_, report := readWith(t, rows, numbersFile(t, number+",disputed,"))
	if want := (NumberCounts{Placeholders: 1}); report.Numbers != want {
		t.Errorf("numbers %+v, want %+v", report.Numbers, want)
	}
}

// TestFactsStandForTheirNumbers: records whose old numbers are superseded link as
// if they had been sent with the current ones, whoever else there is.
func TestFactsStandForTheirNumbers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		random := seeded(seed)
		rows := crowd(random, 150)
		old, now := nhsNumbers(90), nhsNumbers(90)[51:] // 50 numbers and one are in the crowd
		var told []string
		sent := make([]fields, len(rows))
		for i, row := range rows {
			sent[i] = row
			if at := slices.Index(old[:51], row["nhs_number"]); at >= 0 && at < len(now) && random.IntN(2) == 0 {
				sent[i] = row.with(fields{"nhs_number": now[at]})
			}
		}
		for i, number := range now {
			told = append(told, number+",superseded,"+old[i])
		}
		m := smallModel(t)
		plain := link(t, m, identity.Past{}, writeRows(t, "records.csv", rows))
		got := linkWith(t, m, Input{Files: []string{writeRows(t, "records.csv", sent)}, NumberFacts: []string{numbersFile(t, told...)}})
		if !slices.EqualFunc(plain.identities, got, slices.Equal) {
			t.Fatalf("seed %d: other identities", seed)
		}
	}
}

// linkWith links an input and gives its identities.
func linkWith(t *testing.T, m *matcher.Model, in Input) [][]string {
	t.Helper()
	out := t.TempDir()
	if _, err := Link(t.Context(), LinkConfig{Model: m, Input: in, Out: out}); err != nil {
		t.Fatal(err)
	}
	return readTable(t, out, "identities.csv", "record_id", "identity_id")
}

func TestRowsOfNumbersThatAreNotTaken(t *testing.T) {
	t.Parallel()
	in := Input{Files: []string{writeRows(t, "records.csv", nil)}, NumberFacts: []string{numbersFile(t, "9,invalid,")}}
	var rejects []string
	take := func(r files.Reject) error {
		rejects = append(rejects, filepath.Base(r.File)+" "+r.String())
		return nil
	}
	if _, report, err := Read(t.Context(), smallModel(t), in, take, nil); err != nil || report.NumberFacts != (NumberFactCounts{Rejected: 1}) {
		t.Errorf("%+v, error %v", report.NumberFacts, err)
	}
	if want := []string{"numbers.csv line 2, column nhs_number: expected an NHS number, not bad-format"}; !slices.Equal(rejects, want) {
		t.Errorf("rejects %q, want %q", rejects, want)
	}
	in.Strict = true
	if _, _, err := Read(t.Context(), smallModel(t), in, take, nil); err == nil || !strings.Contains(err.Error(), "numbers.csv: line 2, column nhs_number") {
		t.Errorf("error %v, want one that names the row", err)
	}
	in.NumberFacts = []string{filepath.Join(t.TempDir(), "none.csv")}
	if _, _, err := Read(t.Context(), smallModel(t), in, take, nil); err == nil || !strings.Contains(err.Error(), "none.csv") {
		t.Errorf("error %v, want one that names the file", err)
	}
}

func TestApplyLeavesTheStatus(t *testing.T) {
	t.Parallel()
	text := nhsNumbers(2)
	a, _ := demographics.ClassifyNHSNumber(text[0])
	b, _ := demographics.ClassifyNHSNumber(text[1])
	at := demographics.Record{}.UpdatedAt
	n := numberFacts{known: facts.Numbers{}.With(facts.NewNumberFact(a, facts.NumberSuperseded, b, at))}
	record := demographics.Record{NHSNumber: a, NHSStatus: demographics.StatusVerified}
	if n.apply(&record) || record.NHSNumber != b || record.NHSStatus != demographics.StatusVerified {
		t.Error("the number is not the one that supersedes, or more than it changed")
	}
}
