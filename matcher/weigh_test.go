package matcher

import (
	"testing"
)

// models are those whose weights are tested on random pairs.
func models(t *testing.T) map[string]*Model {
	t.Helper()
	uk, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*Model{"ladder": readTestModel(t), "default": uk}
}

// The weight of a pair is the same from both sides, and the parts of its
// explanation add up to it, bit for bit.
func TestPartsAddUpToTheWeight(t *testing.T) {
	t.Parallel()
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := seeded(10)
			records := synthetic(t, m, 2000, random)
			seen := map[Rule]int{}
			for range 100_000 {
				a, b := pick(random, records), pick(random, records)
				checkParts(t, m, a, b)
				seen[m.Decide(a, b).Rule]++
			}
			if len(seen) != 10 {
				t.Errorf("the pairs meet the rules %v: want all 10", seen)
			}
		})
	}
}

func checkParts(t *testing.T, m *Model, a, b *Comparable) {
	t.Helper()
	weight, agreeing := m.Weigh(a, b)
	if back, agreeingBack := m.Weigh(b, a); back != weight || agreeingBack != agreeing {
		t.Fatalf("%s and %s weigh %s with %d agreeing, and %s with %d the other way", a.ID, b.ID, weight, agreeing, back, agreeingBack)
	}
	e, levels := m.Explain(a, b), m.Levels(a, b, nil)
	sum := e.Prior
	for i, p := range e.Parts {
		sum += p.Total()
		if p.Missing != (levels[i] == Missing) || p.Missing && p.Total() != 0 {
			t.Fatalf("%s and %s: part %s is missing: %v, level %d, weight %s", a.ID, b.ID, p.Comparison, p.Missing, levels[i], p.Total())
		}
	}
	if sum != weight || e.Decision.Weight != weight || len(e.Parts) != len(levels) {
		t.Fatalf("%s and %s weigh %s, the parts add up to %s, the decision has %s", a.ID, b.ID, weight, sum, e.Decision.Weight)
	}
	if d := m.Decide(b, a); d != e.Decision {
		t.Fatalf("%s and %s: %v, and %v the other way", a.ID, b.ID, e.Decision, d)
	}
	if e.Decision.Conflict == ConflictCannotLink {
		t.Fatalf("%s and %s cannot link: only people say that", a.ID, b.ID)
	}
}

func TestExplanationNamesWhatWasCompared(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	a, b := pair(t, m,
		daniel().with(fields{"record_id": "r1", "previous_family_name": "Jones", "phone": ""}),
		daniel().with(fields{"record_id": "r2", "given_names": "Paul", "nhs_number": "", "postcode": "M1 4BT"}))
	e := m.Explain(a, b)
	if e.A != "r1" || e.B != "r2" || e.Prior != -10*Bit {
		t.Errorf("explains %s and %s from %s", e.A, e.B, e.Prior)
	}
	want := []Part{
		{"first name", "else", false, "DANIEL", "PAUL", -2_894_817_763, 0},
		{"family name", "same", false, "SMITH / JONES", "SMITH", 7 * Bit, -Bit},
		{"names swapped", "else", false, "DANIEL, SMITH / JONES", "PAUL, SMITH", -22_367_813, 0},
		{"birth date", "same", false, "1980-02-10", "1980-02-10", 13 * Bit, 0},
		{"sex", "same", false, "1", "1", Bit, 0},
		{"postcode", "same outcode", false, "M1 1AE", "M1 4BT", 3 * Bit, 0},
		{"phone", "missing", true, "", "01614960001", 0, 0},
		{"NHS number", "missing", true, "9991234519", "", 0, 0},
	}
	for i, p := range e.Parts {
		if p != want[i] {
			t.Errorf("part %d is %+v, want %+v", i, p, want[i])
		}
	}
}

// A level as likely among pairs that match as among others speaks for neither.
func TestALevelWithoutWeightDoesNotAgree(t *testing.T) {
	t.Parallel()
	file := smallFile()
	file.Comparisons[0].Levels[1].M, file.Comparisons[0].Levels[1].U = new(0.5), new(0.5)
	file.Comparisons[0].Levels[2].M, file.Comparisons[0].Levels[2].U = new(0.5), new(0.5)
	m := newModel(t, file)
	for _, x := range []string{"", "1", "2"} {
		a, b := pair(t, m, fields{"x": "1"}, fields{"x": x})
		if weight, agreeing := m.Weigh(a, b); weight != 0 || agreeing != 0 {
			t.Errorf("1 and %q weigh %s with %d agreeing", x, weight, agreeing)
		}
	}
}

// Thresholds are met at the billionth of a bit.
func TestThresholdsAreExact(t *testing.T) {
	t.Parallel()
	a, b := daniel().with(fields{"nhs_number": "", "local_id": ""}), daniel().with(fields{"nhs_number": "", "local_id": ""})
	const weight = 37_977_632_187
	step := 1e-9
	for _, tt := range []struct {
		name         string
		auto, review float64
		want         Tier
	}{
		{"at auto", Weight(weight).Bits(), 4, TierProbable},
		{"below auto", Weight(weight).Bits() + step, 4, TierPossible},
		{"at review", 50, Weight(weight).Bits(), TierPossible},
		{"below review", 50, Weight(weight).Bits() + step, TierNone},
	} {
		file := readTestFile(t)
		file.Thresholds.Auto, file.Thresholds.Review = tt.auto, tt.review
		m := newModel(t, file)
		x, y := pair(t, m, a, b)
		if d := m.Decide(x, y); d.Tier != tt.want || d.Weight != weight {
			t.Errorf("%s: %+v, want tier %d", tt.name, d, tt.want)
		}
	}
}

// Two numbers are for a reviewer from review on, however high the weight.
func TestReviewOfTwoNumbersIsExact(t *testing.T) {
	t.Parallel()
	const weight = 32_977_632_354
	for review, want := range map[Weight]Tier{weight: TierPossible, weight + 1: TierNone, weight - 30*Bit: TierPossible} {
		file := readTestFile(t)
		file.Thresholds.Review, file.Thresholds.Auto = review.Bits(), review.Bits()+file.Thresholds.Margin
		m := newModel(t, file)
		x, y := pair(t, m, daniel(), daniel().with(fields{"nhs_number": "9991234527", "local_id": ""}))
		if d := m.Decide(x, y); d.Tier != want || d.Weight != weight || d.Rule != RuleNBODuplicate {
			t.Errorf("review at %s: %+v, want tier %d", review, d, want)
		}
	}
}

// Two local ids of one authority are a conflict up to auto + 5 bits.
func TestLocalIDConflictEndsFiveBitsAboveAuto(t *testing.T) {
	t.Parallel()
	for above, want := range map[Weight]Conflict{5 * Bit: ConflictNone, 5*Bit - 1: ConflictLocalIDs} {
		file := readTestFile(t)
		file.Thresholds.Auto = (37_977_632_187 - above).Bits()
		m := newModel(t, file)
		x, y := pair(t, m, daniel().with(fields{"nhs_number": ""}), daniel().with(fields{"nhs_number": "", "local_id": "2"}))
		if got := m.Conflict(x, y); got != want {
			t.Errorf("%s above auto: conflict %q, want %q", above, got, want)
		}
	}
}

func TestAgreeingFieldsAreCounted(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	for want, b := range []fields{
		{"family_name": "Jones"},
		{"sex": "M"},
		{"sex": "M", "given_names": "D"},
		{"sex": "M", "given_names": "D", "postcode": "M1 4BT"},
		{"sex": "M", "given_names": "D", "postcode": "M1 4BT", "nhs_number": "9991234527"},
	} {
		if want == 4 {
			want = 3 // the number differs
		}
		x, y := pair(t, m, daniel(), b)
		if _, got := m.Weigh(x, y); got != want {
			t.Errorf("%v: %d comparisons agree, want %d", b, got, want)
		}
	}
}
