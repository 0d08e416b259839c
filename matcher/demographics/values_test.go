package demographics

import (
	"maps"
	"slices"
	"testing"
)

// valuesOfFullRow says what Values gives of each native, derived and extra
// column of fullRow; the columns that the matcher reads as facts give nothing.
func valuesOfFullRow() map[string][]string {
	return map[string][]string{
		"record_id": {"R-1"}, "organisation": {"RXX"}, "authority": {"rxx-mrn"}, "local_id": {"L7654321"},
		"nhs_number": {"9434765919"}, "nhs_number_status": nil,
		"family_name": {"FEATHERSTONEHAUGH", "CHOLMONDELEY"}, "given_names": {"MARMADUKE"}, "previous_family_name": nil,
		"birth_date": {"1973-08-21"}, "birth_date_quality": nil, "birth_order": {"2"}, "mother_id": {"M7654321"},
		"sex": {"1"}, "address": {"FLAT 3 8123 QUIXOTIC ROAD"}, "uprn": {"100012345678"},
		"postcode": {"SO16 6YD", "BH7 7DW", "M1 1AA"}, "previous_postcodes": nil,
		"phone": {"07700900123", "01614960000"}, "email": {"marmaduke@example.org"}, "gp_practice": {"Y12345"},
		"deceased_date": {"2021-03-17"}, "death_status": nil, "confidentiality": nil, "identity_unknown": nil,
		"ethnic_category": nil, "updated_at": nil, "deleted": nil,
		"names": {"FEATHERSTONEHAUGH", "CHOLMONDELEY", "MARMADUKE"}, "house_number": {"3 8123"},
		"suburb": {"ZANZIBAR HEIGHTS"}, "no such column": nil,
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	r, want := fullRecord(t), valuesOfFullRow()
	columns := append(NativeColumns(), DerivedColumns()...)
	for _, column := range columns {
		if _, listed := want[column]; !listed {
			t.Errorf("the test does not say what %s gives", column)
		}
	}
	for _, column := range slices.Sorted(maps.Keys(want)) {
		if got := r.Values(column); !slices.Equal(got, want[column]) {
			t.Errorf("%s gives %q, want %q", column, got, want[column])
		}
	}
}

// A record without anything gives nothing: never an empty value, which would
// agree with another.
func TestValuesOfAnEmptyRecord(t *testing.T) {
	t.Parallel()
	r := Record{}
	for _, column := range append(append(NativeColumns(), DerivedColumns()...), "suburb") {
		if got := r.Values(column); len(got) > 0 {
			t.Errorf("%s gives %q", column, got)
		}
	}
}

func TestValuesOfParts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, column string
		row          map[string]string
		want         []string
	}{
		{"male", "sex", map[string]string{"sex": "M"}, []string{"1"}},
		{"female", "sex", map[string]string{"sex": "2"}, []string{"2"}},
		{"sex not known", "sex", map[string]string{"sex": "0"}, nil},
		{"sex indeterminate", "sex", map[string]string{"sex": "9"}, nil},
		{"every part once", "names", map[string]string{"family_name": "Smith", "given_names": "John Smith", "previous_family_name": "Jones"}, []string{"SMITH", "JONES", "JOHN"}},
		{"given name only", "names", map[string]string{"given_names": "Maria Luisa"}, []string{"MARIA", "LUISA"}},
		{"placeholder name", "names", map[string]string{"given_names": "Baby of"}, nil},
		{"a year", "birth_date", map[string]string{"birth_date": "1980"}, []string{"1980"}},
		{"a month", "birth_date", map[string]string{"birth_date": "1980-02"}, []string{"1980-02"}},
		{"no birth order", "birth_order", map[string]string{"birth_order": "9"}, nil},
		{"an address without a number", "house_number", map[string]string{"address": "Rose Cottage"}, nil},
		{"only a previous postcode", "postcode", map[string]string{"previous_postcodes": "M1 1AE"}, []string{"M1 1AE"}},
	} {
		r, _ := standardise(t, tt.row, Options{})
		if got := r.Values(tt.column); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s gives %q, want %q", tt.name, tt.column, got, tt.want)
		}
	}
}

// Whoever changes a list that was given changes no later one.
func TestColumnListsAreFresh(t *testing.T) {
	t.Parallel()
	for _, columns := range []func() []string{NativeColumns, DerivedColumns} {
		columns()[0] = "changed"
		if columns()[0] == "changed" {
			t.Error("a list of columns is shared")
		}
	}
}
