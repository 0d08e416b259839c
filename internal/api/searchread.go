package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/matcher/demographics"
)

// search is what a caller searches by.
type search struct {
	columns facts.Columns // what a whole value was given of, to look by
	wants   []criterion   // what each person found has to have
	byPlace bool          // something was told of where the person is
	id      string
	active  bool
	count   int
	offset  int
}

// searchable are the parameters that there are, in the order of the documentation.
func searchable() []string {
	return []string{
		"_id", "identifier", "family", "given", "birthdate", "gender", "address-postalcode", "phone", "email", "telecom",
		"general-practitioner", "active", "_count", "_offset",
	}
}

const (
	exactly  = ":exact"
	wildcard = "*"
	// What the national service takes.
	mostName  = 35
	mostGiven = 5
	// fewestLetters come before a wildcard.
	fewestLetters = 2
)

// readSearch reads the parameters.
func (c *call) readSearch() (*search, error) {
	values, err := c.searchValues()
	if err != nil {
		return nil, err
	}
	s := &search{columns: facts.Columns{}, active: true, count: mostMatches}
	for name, all := range values {
		bare, _ := strings.CutSuffix(name, exactly)
		if name == "_format" {
			continue
		}
		if !slices.Contains(searchable(), bare) || bare != name && bare != "family" && bare != "given" {
			return nil, &problem{
				status: http.StatusBadRequest, code: codeNotSupported,
				text: "there is a parameter that is none of " + strings.Join(searchable(), ", ") + ", family:exact, given:exact",
			}
		}
		if len(all) > 1 && bare != "given" && bare != "birthdate" && bare != "telecom" {
			return nil, invalid(name, "one value")
		}
		for _, text := range all {
			if strings.TrimSpace(text) == "" || strings.ContainsAny(text, ",\x00") {
				return nil, invalid(name, "one value, without a comma")
			}
		}
		if err := s.take(c, bare, bare != name, all); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// searchValues gives the parameters of the address, or of a form.
func (c *call) searchValues() (url.Values, error) {
	if c.r.Method == http.MethodGet {
		return c.r.URL.Query(), nil
	}
	if len(c.r.URL.RawQuery) > 0 {
		return nil, &problem{status: http.StatusBadRequest, code: codeInvalid, text: "expected all parameters in the body"}
	}
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &problem{status: http.StatusUnsupportedMediaType, code: codeNotSupported, text: "expected a body in application/x-www-form-urlencoded"}
	}
	if err := c.r.ParseForm(); err != nil {
		if _, long := errors.AsType[*http.MaxBytesError](err); long {
			return nil, fmt.Errorf("reading a form: %w", err)
		}
		return nil, &problem{status: http.StatusBadRequest, code: codeInvalid, text: "the body has parameters that cannot be read"}
	}
	return c.r.PostForm, nil
}

func (s *search) take(c *call, name string, exact bool, all []string) error {
	switch name {
	case "_id":
		s.id = strings.ToLower(all[0])
		return nil
	case "active":
		if all[0] != "true" && all[0] != "false" {
			return invalid(name, "true or false")
		}
		s.active = all[0] == "true"
		return nil
	case "_count":
		return number(name, all[0], 1, &s.count)
	case "_offset":
		return number(name, all[0], 0, &s.offset)
	case "identifier":
		return s.identifier(c, all[0])
	case "family", "given":
		return s.name(name, exact, all)
	case "birthdate":
		return s.birthdate(all)
	case "gender":
		return s.gender(all[0])
	}
	return s.place(name, all)
}

func number(name, text string, low int, into *int) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > 10_000 {
		return invalid(name, fmt.Sprintf("a whole number, %d or more", low))
	}
	*into = n
	if name == "_count" {
		*into = min(n, mostMatches)
	}
	return nil
}

// identifier takes system|value, or system| for whoever has any of the system.
func (s *search) identifier(c *call, text string) error {
	system, value, ok := strings.Cut(text, "|")
	if !ok || system == "" {
		return invalid("identifier", "system|value")
	}
	if system == fhir.SystemNHSNumber {
		if value == "" {
			return invalid("identifier", "system|value")
		}
		s.columns[facts.ColumnNHSNumber] = value
		s.wants = append(s.wants, hasNumber)
		return nil
	}
	authority, known := c.Organisations.Authority(system)
	if !known && len(c.Organisations.All()) > 0 {
		return &problem{status: http.StatusNotFound, code: codeNotFound, where: "identifier", text: "targetSystem not found"}
	}
	s.wants = append(s.wants, hasIdentifier(authority, value))
	if value != "" {
		s.columns[facts.ColumnAuthority], s.columns[facts.ColumnLocalID] = authority, value
	}
	s.byPlace = true // who cares for somebody is where they are
	return nil
}

func (s *search) name(name string, exact bool, all []string) error {
	column := map[string]string{"family": facts.ColumnFamilyName, "given": "given_names"}[name]
	if len(all) > mostGiven {
		return invalid(name, fmt.Sprintf("at most %d of them", mostGiven))
	}
	var whole []string
	for _, text := range all {
		start, wild := strings.CutSuffix(text, wildcard)
		switch {
		case len([]rune(text)) > mostName:
			return invalid(name, fmt.Sprintf("at most %d letters", mostName))
		case strings.Contains(start, wildcard), wild && len([]rune(start)) < fewestLetters, wild && exact:
			return invalid(name, "two letters or more before a * at the end")
		case !wild:
			whole = append(whole, text)
		}
		s.wants = append(s.wants, hasName(name, start, wild, exact))
	}
	if len(whole) > 0 {
		s.columns[column] = strings.Join(whole, " ")
	}
	return nil
}

func (s *search) gender(text string) error {
	sex, known := map[string]string{"male": "1", "female": "2", "other": "9", "unknown": "0"}[text]
	if !known {
		return invalid("gender", "male, female, other or unknown")
	}
	s.columns["sex"] = sex
	s.wants = append(s.wants, hasText("sex", sex))
	return nil
}

// birthdate takes a date, or the ends of a time.
func (s *search) birthdate(all []string) error {
	for _, text := range all {
		how, date := "eq", text
		if len(text) > 2 && text[0] >= 'a' {
			how, date = text[:2], text[2:]
		}
		parsed, err := demographics.ParseDate(date)
		if err != nil || !slices.Contains([]string{"eq", "ge", "le"}, how) || parsed.Text() != date {
			return invalid("birthdate", "a date such as 1980-02-10, 1980-02 or 1980, with eq, ge or le before it or nothing")
		}
		if how == "eq" {
			s.columns[facts.ColumnBirthDate] = date
		}
		s.wants = append(s.wants, bornAt(how, date))
	}
	return nil
}

// place takes what tells where somebody is.
func (s *search) place(name string, all []string) error {
	s.byPlace = true
	for _, text := range all {
		column := map[string]string{"address-postalcode": facts.ColumnPostcode, "phone": "phone", "email": "email", "general-practitioner": "gp_practice"}[name]
		if name == "telecom" {
			system, value, told := strings.Cut(text, "|")
			if !told || system != "phone" && system != "email" || value == "" {
				return invalid(name, "phone|number or email|address")
			}
			column, text = system, value
		}
		start, wild := strings.CutSuffix(text, wildcard)
		if strings.Contains(start, wildcard) || wild && (column != facts.ColumnPostcode || len(start) < fewestLetters) {
			return invalid(name, "a whole value, or of a postcode two letters or more before a * at the end")
		}
		if !wild {
			s.columns[column] = text
		}
		s.wants = append(s.wants, hasPlace(column, start, wild))
	}
	return nil
}
