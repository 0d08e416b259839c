package people

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// Value is what is best known of one thing about a person.
type Value struct {
	Text   string
	Source identity.RecordID // the record that tells it
	Since  time.Time         // when it was told
}

// Golden is what is best known of a person, by column. What no record tells is not
// there.
type Golden map[string]Value

// Survivorship says which record's value is taken where records differ. Of records
// that it puts on one rank the one that told last is taken.
type Survivorship struct {
	// Prefer ranks organisations by their codes, for all columns or, by name, for one.
	// Who is not listed comes last.
	Prefer map[string][]string `yaml:"prefer"`
}

// everyColumn is the name under which organisations are ranked for all columns.
const everyColumn = "*"

// Check says what is wrong with a policy.
func (s *Survivorship) Check() error {
	for column := range s.Prefer {
		if column != everyColumn && !slices.Contains(goldenColumns(), column) {
			return fmt.Errorf("survivorship.prefer: %s is no column that a person has", column)
		}
	}
	return nil
}

// groups lists the columns that are taken together, from one record: an address of
// one with the postcode of another is nobody's.
func groups() [][]string {
	return [][]string{
		{facts.ColumnNHSNumber, facts.ColumnNHSNumberStatus},
		{facts.ColumnFamilyName, "given_names"},
		{facts.ColumnBirthDate, facts.ColumnBirthDateQuality},
		{"birth_order"},
		{"sex"},
		{facts.ColumnAddress, facts.ColumnUPRN, facts.ColumnPostcode},
		{"phone"},
		{"email"},
		{"gp_practice"},
		{"deceased_date", "death_status"},
		{"ethnic_category"},
	}
}

func goldenColumns() []string { return slices.Concat(groups()...) }

// Golden takes each value from the record whose turn it is.
func (s *Survivorship) golden(records []Record) Golden {
	golden := Golden{}
	for _, group := range groups() {
		if r := s.chosen(group, records); r != nil {
			for _, column := range group {
				if text := r.Content.Column(column); text != "" {
					golden[column] = Value{Text: text, Source: r.ID, Since: r.Content.Told(column)}
				}
			}
		}
	}
	return golden
}

// chosen gives the record that tells a group of columns: any that tells the first of
// them at all, the best by what speaks for it.
func (s *Survivorship) chosen(group []string, records []Record) *Record {
	var best *Record
	for i := range records {
		r := &records[i]
		if tellsAny(r, group) && (best == nil || s.compare(group, r, best) < 0) {
			best = r
		}
	}
	return best
}

func tellsAny(r *Record, group []string) bool {
	return slices.ContainsFunc(group, func(column string) bool { return r.Content.Column(column) != "" })
}

// compare puts the better record first.
func (s *Survivorship) compare(group []string, a, b *Record) int {
	return cmp.Or(
		cmp.Compare(trust(group[0], a), trust(group[0], b)),
		cmp.Compare(s.rank(group[0], a), s.rank(group[0], b)),
		toldLast(group, b).Compare(toldLast(group, a)),
		cmp.Compare(a.ID, b.ID),
	)
}

// trust ranks what a record says itself of how sure its value is, the surest first.
func trust(column string, r *Record) int {
	text := r.Content.Column
	switch column {
	case facts.ColumnNHSNumber:
		if text(facts.ColumnNHSNumberStatus) == "01" { // present and verified
			return 0
		}
		return 1
	case facts.ColumnBirthDate:
		if text(facts.ColumnBirthDateQuality) == "" && len(text(facts.ColumnBirthDate)) == len(time.DateOnly) {
			return 0
		}
		return 1
	case "deceased_date":
		if text("death_status") == "2" { // formal: the registrar's
			return 0
		}
		return 1
	}
	return 0
}

func (s *Survivorship) rank(column string, r *Record) int {
	for _, list := range [][]string{s.Prefer[column], s.Prefer[everyColumn]} {
		if at := slices.Index(list, r.Organisation); at >= 0 {
			return at
		}
		if len(list) > 0 {
			return len(list)
		}
	}
	return 0
}

func toldLast(group []string, r *Record) (last time.Time) {
	for _, column := range group {
		if at := r.Content.Told(column); at.After(last) {
			last = at
		}
	}
	return last
}
