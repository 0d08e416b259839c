package api

import (
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher/demographics"
)

// shown is a person found, as the caller may see it.
type shown struct {
	*find.Candidate

	view  people.View
	texts []facts.Columns // of what is best known, and of each record
}

// criterion is what a person has to have.
type criterion func(p *shown) bool

func newShown(c *find.Candidate, view people.View) *shown {
	p := &shown{Candidate: c, view: view, texts: []facts.Columns{textsOf(view.Golden)}}
	for i := range view.Records {
		p.texts = append(p.texts, textsOf(view.Records[i].Golden))
	}
	return p
}

func textsOf(golden people.Golden) facts.Columns {
	columns := facts.Columns{}
	for column, value := range golden {
		columns[column] = value.Text
	}
	return columns
}

// any says whether what is best known, or any record, is so.
func (p *shown) any(is func(c facts.Columns) bool) bool { return slices.ContainsFunc(p.texts, is) }

func hasText(column, text string) criterion {
	return func(p *shown) bool { return p.any(func(c facts.Columns) bool { return c[column] == text }) }
}

// hasNumber holds when the NHS number asked with is the person's, by whichever of its
// names: the comparison knows which stand for which, and which nobody may go by.
func hasNumber(p *shown) bool {
	for _, l := range p.Best.Levels {
		if l.Comparison == "nhs_number" {
			return !l.Missing && l.Weight > 0
		}
	}
	return false
}

func hasIdentifier(authority, id string) criterion {
	return func(p *shown) bool {
		return slices.ContainsFunc(p.view.Records, func(h people.Holding) bool {
			return h.Key.Authority == authority && (id == "" || h.Key.LocalID == id)
		})
	}
}

// hasName wants one of the person's names: the same as it is written, or as it is
// compared, or of one beginning.
func hasName(name, start string, wild, exact bool) criterion {
	column := map[string]string{"family": facts.ColumnFamilyName, "given": "given_names"}[name]
	want := namesIn(column, start)
	return func(p *shown) bool {
		return p.any(func(c facts.Columns) bool {
			switch {
			case exact && name == "family":
				return c[column] == start
			case exact:
				return slices.Contains(strings.Fields(c[column]), start)
			}
			have := namesIn(column, c[column])
			return len(want) > 0 && !slices.ContainsFunc(want, func(w string) bool {
				return !slices.ContainsFunc(have, func(h string) bool { return h == w || wild && strings.HasPrefix(h, w) })
			})
		})
	}
}

// namesIn gives the names in a column as they are compared, each by itself.
func namesIn(column, text string) (names []string) {
	r, _, err := demographics.New(func(c string) string {
		switch c {
		case facts.ColumnRecordID:
			return "-"
		case column:
			return text
		}
		return ""
	}, nil, demographics.Options{})
	if err != nil {
		return nil
	}
	for _, name := range slices.Concat(r.Family, r.Given) {
		names = append(names, strings.Fields(name)...)
	}
	return names
}

// bornAt compares dates as far as both tell them.
func bornAt(how, date string) criterion {
	return func(p *shown) bool {
		return p.any(func(c facts.Columns) bool {
			born := c[facts.ColumnBirthDate]
			common := min(len(born), len(date))
			switch {
			case born == "":
				return false
			case how == "ge":
				return born[:common] >= date[:common]
			case how == "le":
				return born[:common] <= date[:common]
			}
			return len(born) >= len(date) && born[:common] == date
		})
	}
}

// hasPlace compares without blanks and case.
func hasPlace(column, start string, wild bool) criterion {
	want := bare(start)
	return func(p *shown) bool {
		return p.any(func(c facts.Columns) bool {
			for have := range strings.FieldsFuncSeq(c[column], func(r rune) bool { return r == ';' || r == '|' }) {
				if have = bare(have); have == want || wild && strings.HasPrefix(have, want) {
					return true
				}
			}
			return false
		})
	}
}

func bare(text string) string { return strings.ToUpper(strings.Join(strings.Fields(text), "")) }
