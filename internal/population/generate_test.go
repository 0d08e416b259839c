package population

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSameConfigGivesSameRows(t *testing.T) {
	t.Parallel()
	cfg := Config{People: 2500, Region: OneLondon, Seed: 5}
	first, summary := generated(t, cfg)
	again, sameSummary := generated(t, cfg)
	if !slices.EqualFunc(first, again, sameRow) {
		t.Error("the same seed gave other rows")
	}
	if summary.Records != sameSummary.Records || summary.Households != sameSummary.Households {
		t.Errorf("the same seed gave %+v and %+v", summary, sameSummary)
	}
	cfg.Seed++
	other, _ := generated(t, cfg)
	if slices.EqualFunc(first, other, sameRow) {
		t.Error("another seed gave the same rows")
	}
}

func sameRow(a, b Row) bool {
	return a.Record == b.Record && a.PersonID == b.PersonID && slices.Equal(a.Errors, b.Errors)
}

func TestWithholdingNumbersChangesNothingElse(t *testing.T) {
	t.Parallel()
	cfg := Config{People: 3000, Region: Wessex, Seed: 6}
	whole, _ := generated(t, cfg)
	cfg.WithholdNHSNumbers = true
	withheld, _ := generated(t, cfg)
	for i := range whole {
		whole[i].Record[NHSNumber], whole[i].Record[NHSNumberStatus] = "", ""
	}
	if !slices.EqualFunc(whole, withheld, sameRow) {
		t.Error("withholding NHS numbers changed more than the number and its status")
	}
}

func TestPeopleAndRecords(t *testing.T) {
	t.Parallel()
	for _, people := range []int{1, 2, 3, 50, 5000} {
		rows, summary := generated(t, Config{People: people, Region: GreaterManchester, Seed: 7})
		if summary.People != people || summary.Records != len(rows) {
			t.Errorf("%d people: summary %+v of %d rows", people, summary, len(rows))
		}
		perPerson := float64(len(rows)) / float64(people)
		if people >= 1000 && (perPerson < 3.9 || perPerson > 4.5) {
			t.Errorf("%.2f records a person, want about 4.2", perPerson)
		}
	}
}

func TestIdentifiersAreUnique(t *testing.T) {
	t.Parallel()
	rows, summary := region(t, OneLondon)
	records, locals, people := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range rows {
		record := &rows[i].Record
		records[record[RecordID]] = true
		locals[record[Authority]+" "+record[LocalID]] = true
		people[rows[i].PersonID] = true
	}
	if len(records) != len(rows) || len(locals) != len(rows) {
		t.Errorf("%d rows have %d record ids and %d local ids", len(rows), len(records), len(locals))
	}
	if len(people) > summary.People+summary.Unknown {
		t.Errorf("%d people in the rows, %d in the summary", len(people), summary.People+summary.Unknown)
	}
}

// TestExactJoinIsNotEnough keeps the task from being easy.
func TestExactJoinIsNotEnough(t *testing.T) {
	t.Parallel()
	const most = .70
	rows, _ := region(t, GreaterManchester)
	found, pairs := 0, 0
	eachPair(rows, func(a, b *Row) {
		pairs++
		if joinKey(a) == joinKey(b) {
			found++
		}
	})
	if recall := float64(found) / float64(pairs); recall > most || recall < .3 {
		t.Errorf("an exact join recalls %.3f of the true pairs, want .3 to %.2f", recall, most)
	}
}

func joinKey(row *Row) [4]string {
	r := &row.Record
	return [4]string{r[FamilyName], firstName(row), r[BirthDate], r[Postcode]}
}

func TestSecondLocalIDs(t *testing.T) {
	t.Parallel()
	rows, _ := region(t, GreaterManchester)
	patients := map[string]int{}
	for i := range rows {
		if strings.HasPrefix(rows[i].Record[Organisation], "ZA") {
			patients[rows[i].Record[Organisation]+rows[i].PersonID]++
		}
	}
	twice := 0
	for _, records := range patients {
		if records > 1 {
			twice++
		}
	}
	if share := float64(twice) / float64(len(patients)); share < .032 || share > .048 {
		t.Errorf("%.4f of the patients of an acute trust hold two local ids, want .04", share)
	}
}

func TestPostcodes(t *testing.T) {
	t.Parallel()
	valid := regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$`)
	perPostcode := map[int]float64{}
	for _, people := range []int{2000, 9000} {
		rows, _ := generated(t, Config{People: people, Region: Wessex, Seed: 11})
		lived := map[string]bool{}
		for i := range rows {
			code := rows[i].Record[Postcode]
			if code == "" || strings.HasPrefix(code, "Z") {
				continue
			}
			if !valid.MatchString(code) {
				t.Fatalf("row %d: a postcode of the wrong form", i)
			}
			if !has(&rows[i], ErrorPostcode) {
				lived[code] = true
			}
		}
		perPostcode[people] = float64(people) / float64(len(lived))
	}
	for people, count := range perPostcode {
		if count < 30 || count > 50 {
			t.Errorf("%d people: %.1f a postcode, want about 40 at every size", people, count)
		}
	}
}

// TestRareRecords counts what few records have.
func TestRareRecords(t *testing.T) {
	t.Parallel()
	rows, summary := region(t, OneLondon)
	counts := map[string]int{}
	for i := range rows {
		record := &rows[i].Record
		for name, has := range map[string]bool{
			"no fixed abode":   record[Postcode] == noFixedAbode,
			"restricted":       record[Confidentiality] == "R",
			"identity unknown": record[IdentityUnknown] == "Y",
			"deceased":         record[DeceasedDate] != "",
			"birth order":      record[BirthOrder] != "",
			"mother":           record[MotherID] != "",
			"earlier name":     record[PreviousFamilyName] != "",
			"earlier postcode": record[PreviousPostcodes] != "",
			"no NHS number":    record[NHSNumber] == "",
		} {
			if has {
				counts[name]++
			}
		}
	}
	if summary.Unknown != counts["identity unknown"] {
		t.Errorf("%d unidentified people, %d such records", summary.Unknown, counts["identity unknown"])
	}
	for name, want := range map[string][2]float64{
		"no fixed abode": {.001, .003}, "restricted": {.0008, .0025}, "identity unknown": {.00005, .0006},
		"deceased": {.01, .08}, "birth order": {.0005, .004}, "mother": {.02, .08}, "earlier name": {.02, .12},
		"earlier postcode": {.1, .35}, "no NHS number": {.03, .07},
	} {
		if share := float64(counts[name]) / float64(len(rows)); share < want[0] || share > want[1] {
			t.Errorf("%s: %.5f of the records, want %.5f to %.5f", name, share, want[0], want[1])
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	profile, err := DefaultProfile(GreaterManchester)
	if err != nil {
		b.Fatal(err)
	}
	records := 0
	for b.Loop() {
		cfg := Config{People: 20_000, Region: GreaterManchester, Seed: 1, Profile: profile}
		summary, err := Generate(b.Context(), cfg, func(Row) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
		records += summary.Records
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
}
