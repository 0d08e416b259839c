package matcher

import (
	"slices"
	"strings"
	"testing"
)

// ruleKeys gives the keys of one rule, with | for the separator.
func ruleKeys(m *Model, rule int, c *Comparable) []string {
	var out []string
	m.Keys(rule, c, func(key []byte) { out = append(out, strings.ReplaceAll(string(key), "\x1f", "|")) })
	return out
}

func TestKeys(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	twoNames := daniel().with(fields{"previous_family_name": "Jones", "previous_postcodes": "SO14 2AR"})
	for _, tt := range []struct {
		name   string
		record fields
		rule   int
		want   []string
	}{
		{"number", daniel(), 0, []string{"9991234519|"}},
		{"number replaced", daniel().with(fields{"number_class": "9991234527"}), 0, []string{"9991234527|"}},
		{"number disputed", daniel().with(fields{"number_state": "disputed"}), 0, []string{"9991234519|"}},
		{"number a placeholder", daniel().with(fields{"number_state": "placeholder"}), 0, nil},
		{"no number", daniel().with(fields{"nhs_number": ""}), 0, nil},
		{"name and birth date", daniel(), 1, []string{"S530|1980-02-10|"}},
		{"two names", twoNames, 1, []string{"S530|1980-02-10|", "J520|1980-02-10|"}},
		{"no birth date", daniel().with(fields{"birth_date": ""}), 1, nil},
		{"no name", daniel().with(fields{"family_name": ""}), 1, nil},
		{"two postcodes", twoNames, 2, []string{"1980-02-10|M1|", "1980-02-10|SO14|"}},
		{"identity unknown", daniel().with(fields{"identity_unknown": "Y"}), 1, nil},
		{"identity unknown, number", daniel().with(fields{"identity_unknown": "Y"}), 0, nil},
	} {
		c := tt.record.comparable(t, m, m.NewInterner())
		if got := ruleKeys(m, tt.rule, c); !slices.Equal(got, tt.want) {
			t.Errorf("%s: keys %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The keys of a Comparable are those that its blocking rule gives the record.
func TestKeysAreTheRules(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	r := daniel().with(fields{"previous_family_name": "Jones"}).record(t)
	c := m.Comparable(&r, NumberFact{Class: r.NHSNumber}, m.NewInterner())
	for i, rule := range m.Rules() {
		var want []string
		rule.Keys(r.Values, func(key []byte) { want = append(want, strings.ReplaceAll(string(key), "\x1f", "|")) })
		if got := ruleKeys(m, i, c); len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("rule %s: keys %q, want %q", rule.Name, got, want)
		}
	}
}

func TestNarrowerKeys(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	for _, tt := range []struct {
		name   string
		rule   int
		record fields
		want   []string
	}{
		{"no second terms", 0, daniel(), nil},
		{"year", 3, daniel(), []string{"key|1980|"}},
		{"no birth date", 3, daniel().with(fields{"birth_date": ""}), nil},
		{"two names", 2, daniel().with(fields{"given_names": "Daniel (was Olga)"}), []string{"key|D|", "key|O|"}},
	} {
		var got []string
		key := []byte("key\x1f")[:4:4]
		m.Narrower(tt.rule, key, tt.record.comparable(t, m, m.NewInterner()), func(key []byte) {
			got = append(got, strings.ReplaceAll(string(key), "\x1f", "|"))
		})
		if !slices.Equal(got, tt.want) || string(key) != "key\x1f" {
			t.Errorf("%s: keys %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Training learns the m of a comparison only from rules that do not look at the
// same columns.
func TestTrainingRules(t *testing.T) {
	t.Parallel()
	file := readTestFile(t)
	file.TrainingRules = []RuleFile{
		{Name: "number", Keys: []string{"nhs_number"}},
		{Name: "name", Keys: []string{"soundex(family_name)", "year(birth_date)"}},
	}
	m := newModel(t, file)
	c := daniel().comparable(t, m, m.NewInterner())
	for rule, want := range []string{"9991234519|", "S530|1980|"} {
		var got []string
		m.TrainingKeys(rule, c, func(key []byte) { got = append(got, strings.ReplaceAll(string(key), "\x1f", "|")) })
		if !slices.Equal(got, []string{want}) {
			t.Errorf("training rule %d gives %q, want %q", rule, got, want)
		}
	}
	for rule, dependent := range [][]string{{"NHS number"}, {"family name", "names swapped", "birth date"}} {
		for i, independent := range m.Independent(rule) {
			if name := file.Comparisons[i].Name; independent == slices.Contains(dependent, name) {
				t.Errorf("%s is independent of training rule %d: %v", name, rule, independent)
			}
		}
	}
}

func TestWideValues(t *testing.T) {
	t.Parallel()
	file := readTestFile(t)
	file.WideValues = map[string][]string{"phone": {"01614960001"}}
	m := newModel(t, file)
	c := daniel().comparable(t, m, m.NewInterner())
	for rule := range m.Rules() {
		m.Keys(rule, c, func(key []byte) {
			if got := m.Wide(m.Rules()[rule].Name, key); got != (m.Rules()[rule].Name == "phone") {
				t.Errorf("the key %q of %s is wide: %v", key, m.Rules()[rule].Name, got)
			}
		})
	}
	if m.Wide("no rule", nil) {
		t.Error("a rule that does not exist has wide keys")
	}
}

func TestModelTellsWhatItReads(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	for _, column := range []string{
		"family_name", "given_names", "birth_date", "postcode", "uprn", "mother_id", "authority", "local_id",
		"sex", "phone", "email", "nhs_number",
	} {
		if n := len(m.Columns()); !slices.Contains(m.Columns(), column) || n != 12 {
			t.Errorf("reads %v: want %s among 12", m.Columns(), column)
		}
	}
	want := Thresholds{Auto: 12 * Bit, Review: 4 * Bit, Margin: 6 * Bit, AgreeingFields: 3, MaxCluster: 20}
	if m.Thresholds() != want || m.Prior() != -10*Bit || m.File().Name != "ladder" || len(m.Rules()) != 4 {
		t.Errorf("%+v, prior %s, name %s, %d rules", m.Thresholds(), m.Prior(), m.File().Name, len(m.Rules()))
	}
}
