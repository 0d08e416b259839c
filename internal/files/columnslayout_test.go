package files

import (
	"slices"
	"strings"
	"testing"
)

func TestLayoutTakesColumns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header  string
		columns Columns
		extra   []string
		want    map[string]string // column to the file's name
		kept    []string          // extra columns
	}{
		"native names": {
			"record_id, family_name ,sex", nil, nil,
			map[string]string{"record_id": "record_id", "family_name": "family_name", "sex": "sex"},
			nil,
		},
		"mapped": {
			"rec_id, surname, note, sex",
			Columns{"record_id": "rec_id", "family_name": "surname"},
			nil,
			map[string]string{"record_id": "rec_id", "family_name": "surname", "sex": "sex"},
			nil,
		},
		"mapped wins over the native name": {
			"record_id,surname,family_name",
			Columns{"family_name": "surname"},
			nil,
			map[string]string{"record_id": "record_id", "family_name": "surname"},
			nil,
		},
		"taken for another column": {
			"record_id,postcode",
			Columns{"postal_area": "postcode"},
			[]string{"postal_area"},
			map[string]string{"record_id": "record_id", "postal_area": "postcode"},
			[]string{"postal_area"},
		},
		"the model's own": {
			"record_id,soc_sec_id,surname",
			Columns{"family_name": "surname"},
			[]string{"soc_sec_id", "surname", "family_name", "state"},
			map[string]string{"record_id": "record_id", "soc_sec_id": "soc_sec_id", "family_name": "surname", "surname": "surname"},
			[]string{"soc_sec_id", "surname"},
		},
		"one column for two": {
			"record_id,pc",
			Columns{"postcode": "pc", "raw": "pc"},
			[]string{"raw"},
			map[string]string{"record_id": "record_id", "postcode": "pc", "raw": "pc"},
			[]string{"raw"},
		},
		"an unnamed column": {
			",record_id,", Columns{}, nil, map[string]string{"record_id": "record_id"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := newLayout(strings.Split(c.header, ","), c.columns, c.extra)
			if err != nil {
				t.Fatal(err)
			}
			if len(l.index) != len(c.want) {
				t.Errorf("took %v, want %v", l.index, c.want)
			}
			for column, own := range c.want {
				if _, has := l.index[column]; !has || l.ownName(column) != own {
					t.Errorf("took %q for %s, want %q", l.ownName(column), column, own)
				}
			}
			if !slices.Equal(l.extra, c.kept) {
				t.Errorf("extra columns %v, want %v", l.extra, c.kept)
			}
		})
	}
}

func TestLayoutRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header  string
		columns Columns
		want    string
	}{
		"an unknown column": {
			"record_id,surname", nil,
			`column 2: found "surname", expected a native column or one that the model compares; columns.yaml can map it`,
		},
		"a column twice":           {"record_id,sex, sex", nil, `column 3: expected each column once, found "sex" again`},
		"an ignored column twice":  {"record_id,note,note", Columns{}, `column 3: expected each column once, found "note" again`},
		"an unnamed column":        {"record_id,", nil, "column 2: expected a name of at most 100 characters"},
		"no record_id":             {"family_name", nil, "expected a header with a column record_id, names divided by commas"},
		"no column mapped to it":   {"record_id", Columns{"record_id": "rec_id"}, "expected a header with a column rec_id, names divided by commas"},
		"no column mapped":         {"record_id", Columns{"sex": "gender"}, `expected a column "gender", which columns.yaml maps to sex`},
		"nobody compares it":       {"record_id,a", Columns{"shoe_size": "a"}, "columns.yaml maps shoe_size: expected a native column or one that the model compares"},
		"a name of a thousand":     {"record_id," + strings.Repeat("a", 1000), nil, "column 2: expected a name of at most 100 characters"},
		"a name that is no text":   {"record_id,\xff", nil, "column 2: expected a name of at most 100 characters"},
		"a name with a line break": {"record_id,a\rb", Columns{}, "column 2: expected a name of at most 100 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newLayout(strings.Split(c.header, ","), c.columns, nil)
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}
