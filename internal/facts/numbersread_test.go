package facts_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

func number(t *testing.T, digits string) demographics.NHSNumber {
	t.Helper()
	n, _ := demographics.ClassifyNHSNumber(digits)
	if n.IsZero() {
		t.Fatal("the test names a number that is none")
	}
	return n
}

// readNumbers gives the facts, and the rejects as "line column: expected".
func readNumbers(t *testing.T, text string, opt demographics.Options) (all []facts.NumberFact, rejects []string) {
	t.Helper()
	all, err := facts.ReadNumbers(strings.NewReader(text), "numbers.csv", opt, func(r facts.NumberReject) error {
		rejects = append(rejects, fmt.Sprintf("%s %d %s: %s", r.File, r.Line, r.Column, r.Expected))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, rejects
}

const (
	oldNumber = "9000000017"
	newNumber = "9000000025"
)

func TestNumbersOfAFile(t *testing.T) {
	t.Parallel()
	text := "\ufeffat, state ,nhs_number,superseded_by\r\n" +
		"2024-03-01T10:00:00Z,superseded," + oldNumber + "," + newNumber + "\r\n\r\n" +
		"2024-03-01T10:00:00.5+01:00,\"INVALID\",900 000 0025,\n" +
		" 2025-01-01T00:00:00Z , disputed , " + oldNumber + " , \n" +
		"2025-02-01T00:00:00Z,current," + oldNumber + ","
	got, rejects := readNumbers(t, text, demographics.Options{})
	a, b, none := number(t, oldNumber), number(t, newNumber), demographics.NHSNumber{}
	want := []facts.NumberFact{
		facts.NewNumberFact(a, facts.NumberSuperseded, b, time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)),
		facts.NewNumberFact(b, facts.NumberInvalid, none, time.Date(2024, 3, 1, 9, 0, 0, 500_000_000, time.UTC)),
		facts.NewNumberFact(a, facts.NumberDisputed, none, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)),
		facts.NewNumberFact(a, facts.NumberCurrent, none, time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)),
	}
	if len(rejects) > 0 || !slices.Equal(got, want) {
		t.Errorf("%d facts, want %d; rejects %q", len(got), len(want), rejects)
	}
}

func TestRowsThatAreNotTaken(t *testing.T) {
	t.Parallel()
	const at = "2024-03-01T10:00:00Z"
	for name, test := range map[string]struct{ row, want string }{
		"no number":         {",invalid,," + at, "nhs_number: expected an NHS number, not bad-format"},
		"check digit":       {"9000000018,invalid,," + at, "nhs_number: expected an NHS number, not bad-check"},
		"placeholder":       {"9999999999,invalid,," + at, "nhs_number: expected an NHS number, not placeholder"},
		"no state":          {oldNumber + ",,," + at, "state: expected superseded, invalid, disputed or current"},
		"another state":     {oldNumber + ",merged,," + at, "state: expected superseded, invalid, disputed or current"},
		"by nothing":        {oldNumber + ",superseded,," + at, "superseded_by: expected an NHS number, not bad-format"},
		"by itself":         {oldNumber + ",superseded," + oldNumber + "," + at, "superseded_by: expected another number than nhs_number"},
		"invalid by a new":  {oldNumber + ",invalid," + newNumber + "," + at, "superseded_by: expected nothing beside a state other than superseded"},
		"no instant":        {oldNumber + ",invalid,,", "at: expected an instant as 2006-01-02T15:04:05Z, of the years 1948 to 2199"},
		"a date":            {oldNumber + ",invalid,,2024-03-01", "at: expected an instant as 2006-01-02T15:04:05Z, of the years 1948 to 2199"},
		"before the NHS":    {oldNumber + ",invalid,,1947-12-31T23:59:59Z", "at: expected an instant as 2006-01-02T15:04:05Z, of the years 1948 to 2199"},
		"too few fields":    {oldNumber + ",invalid," + at, ": expected a row of 4 fields on one line"},
		"an open quote":     {oldNumber + ",\"invalid,," + at, ": expected a row of 4 fields on one line"},
		"not text":          {oldNumber + ",\xff,," + at, "state: expected superseded, invalid, disputed or current"},
		"longer than a row": {strings.Repeat("9", 10_000), ": expected a row of 4 fields on one line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sound := newNumber + ",disputed,," + at + "\n"
			all, rejects := readNumbers(t, "nhs_number,state,superseded_by,at\n"+test.row+"\n"+sound, demographics.Options{})
			if want := []string{"numbers.csv 2 " + test.want}; !slices.Equal(rejects, want) {
				t.Errorf("rejects %q, want %q", rejects, want)
			}
			if len(all) != 1 || all[0].Number != number(t, newNumber) {
				t.Errorf("%d facts, want the one behind the row", len(all))
			}
		})
	}
}

func TestTestNumbersOfTheLivingAreNotTaken(t *testing.T) {
	t.Parallel()
	text := "nhs_number,state,at\n" + oldNumber + ",invalid,2024-03-01T10:00:00Z\n"
	all, rejects := readNumbers(t, text, demographics.Options{Environment: demographics.Live})
	if len(all) != 0 || !slices.Equal(rejects, []string{"numbers.csv 2 nhs_number: expected an NHS number, not test"}) {
		t.Errorf("%d facts, rejects %q", len(all), rejects)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	none := func(facts.NumberReject) error { return nil }
	for name, test := range map[string]struct{ text, want string }{
		"empty":            {"", "reading NHS-number facts: numbers.csv: line 1: column 1: expected one of nhs_number, state, superseded_by, at, each once"},
		"an unknown name":  {"nhs_number,state,at,who\n", "reading NHS-number facts: numbers.csv: line 1: column 4: expected one of nhs_number, state, superseded_by, at, each once"},
		"a name twice":     {"nhs_number,state,at,at\n", "reading NHS-number facts: numbers.csv: line 1: column 4: expected one of nhs_number, state, superseded_by, at, each once"},
		"no instant":       {"nhs_number,state\n", "reading NHS-number facts: numbers.csv: line 1: expected a column at"},
		"an endless line":  {strings.Repeat("nhs_number,", 10_000), "reading NHS-number facts: numbers.csv: line 1: expected a header of CSV"},
		"a quote at large": {"\"nhs_number,state,at\n", "reading NHS-number facts: numbers.csv: line 1: expected a header of CSV"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := facts.ReadNumbers(strings.NewReader(test.text), "numbers.csv", demographics.Options{}, none)
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

var errBroken = errors.New("broken")

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func TestErrorsEndTheReading(t *testing.T) {
	t.Parallel()
	if _, err := facts.ReadNumbers(brokenReader{}, "n", demographics.Options{}, nil); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want the reader's", err)
	}
	text := "nhs_number,state,at\nx,y,z\n"
	_, err := facts.ReadNumbers(strings.NewReader(text), "n", demographics.Options{}, func(facts.NumberReject) error { return errBroken })
	if !errors.Is(err, errBroken) {
		t.Errorf("error %v, want that of what takes rejects", err)
	}
}

func TestNumbersOfAMessage(t *testing.T) {
	t.Parallel()
	got, err := facts.DecodeNumber([]byte(`{"nhs_number":"9000000017","state":"superseded","superseded_by":"9000000025","at":"2024-03-01T10:00:00Z"}`), demographics.Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, _ := readNumbers(t, "nhs_number,state,superseded_by,at\n"+oldNumber+",Superseded,900-000-0025,2024-03-01T11:00:00+01:00\n", demographics.Options{})
	if len(row) != 1 || got != row[0] {
		t.Error("a fact in a message is another than in a file")
	}
	if err := got.Check(got.At.Add(-25 * time.Hour)); err == nil {
		t.Error("a fact of the day after tomorrow passes")
	}
	if err := got.Check(got.At.Add(-23 * time.Hour)); err != nil {
		t.Errorf("a fact of today: %v", err)
	}
}

func TestMessagesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	const whole = "expected one JSON object with the texts nhs_number, state, superseded_by and at"
	for name, test := range map[string]struct{ message, want string }{
		"nothing":         {"", whole},
		"null":            {"null", whole},
		"a list":          {"[]", whole},
		"a number":        {`{"nhs_number":9000000017,"state":"invalid","at":"2024-03-01T10:00:00Z"}`, whole},
		"another member":  {`{"nhs_number":"9000000017","state":"invalid","at":"2024-03-01T10:00:00Z","who":"9000000017"}`, whole},
		"something after": {`{"nhs_number":"9000000017","state":"invalid","at":"2024-03-01T10:00:00Z"} {}`, whole},
		"no state":        {`{"nhs_number":"9000000017","at":"2024-03-01T10:00:00Z"}`, "column state: expected superseded, invalid, disputed or current"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := facts.DecodeNumber([]byte(test.message), demographics.Options{}); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

// FuzzDecodeNumber: what is taken is written and read as the same fact.
func FuzzDecodeNumber(f *testing.F) {
	f.Add([]byte(`{"nhs_number":"9000000017","state":"superseded","superseded_by":"9000000025","at":"2024-03-01T10:00:00.25Z"}`))
	f.Add([]byte(`{"nhs_number":"900 000 0017","state":"current","at":"2024-03-01T10:00:00+01:00"}`))
	f.Add([]byte(`{"nhs_number":`))
	f.Fuzz(func(t *testing.T, message []byte) {
		fact, err := facts.DecodeNumber(message, demographics.Options{})
		if err != nil {
			return
		}
		text, err := fact.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		again, err := facts.DecodeNumber(text, demographics.Options{})
		if err != nil || again != fact {
			t.Errorf("read again it is another fact: %v", err)
		}
	})
}

// FuzzReadNumbers: a row is taken or refused, and no value shows in why.
func FuzzReadNumbers(f *testing.F) {
	f.Add("nhs_number,state,superseded_by,at\n9000000017,superseded,9000000025,2024-03-01T10:00:00Z\n")
	f.Add("at,state,nhs_number\r\n\"2024-03-01T10:00:00Z\",invalid,9000000017")
	f.Add("\ufeffnhs_number\n")
	f.Fuzz(func(t *testing.T, text string) {
		rejected := 0
		all, err := facts.ReadNumbers(strings.NewReader(text), "f", demographics.Options{}, func(r facts.NumberReject) error {
			rejected++
			if r.Line < 2 || r.Expected == "" {
				t.Errorf("a reject without a place or a reason: %+v", r)
			}
			return nil
		})
		if lines := strings.Count(text, "\n"); err == nil && len(all)+rejected > lines {
			t.Errorf("%d facts and %d rejects of %d lines", len(all), rejected, lines)
		}
		for _, fact := range all {
			if fact.Number.IsZero() || fact.At.IsZero() || (fact.State == facts.NumberSuperseded) == fact.SupersededBy.IsZero() {
				t.Error("half a fact was taken")
			}
		}
	})
}
