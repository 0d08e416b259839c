package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// The columns of a file of facts about NHS numbers, and the members of a message.
const (
	columnNumber       = "nhs_number"
	columnState        = "state"
	columnSupersededBy = "superseded_by"
	columnAt           = "at"
)

// numberTexts is a fact as it is written.
type numberTexts struct {
	Number       string `json:"nhs_number"`
	State        string `json:"state"`
	SupersededBy string `json:"superseded_by,omitempty"`
	At           string `json:"at"`
}

var errNumberMessage = errors.New("expected one JSON object with the texts nhs_number, state, superseded_by and at")

// DecodeNumber reads a message in native JSON about an NHS number. An error names
// the member and what was expected there, never the value.
func DecodeNumber(message []byte, opt demographics.Options) (NumberFact, error) {
	decoder := json.NewDecoder(bytes.NewReader(message))
	decoder.DisallowUnknownFields()
	var texts *numberTexts
	if err := decoder.Decode(&texts); err != nil || texts == nil { // what json says may hold the value
		return NumberFact{}, errNumberMessage
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return NumberFact{}, errNumberMessage
	}
	return texts.fact(opt)
}

// AppendJSON writes a fact as DecodeNumber reads it.
func (f NumberFact) AppendJSON(into []byte) ([]byte, error) {
	text, err := json.Marshal(numberTexts{
		Number: f.Number.Digits(), State: f.State.String(), SupersededBy: f.SupersededBy.Digits(), At: f.At.Format(time.RFC3339Nano),
	})
	return append(into, text...), err
}

// fact reads the texts. Its error is a demographics.FieldError.
func (t *numberTexts) fact(opt demographics.Options) (NumberFact, error) {
	number, err := readNumber(columnNumber, t.Number, opt)
	if err != nil {
		return NumberFact{}, err
	}
	state, ok := ParseNumberState(strings.TrimSpace(t.State))
	if !ok {
		return NumberFact{}, expected(columnState, "superseded, invalid, disputed or current")
	}
	by, err := t.supersededBy(number, state, opt)
	if err != nil {
		return NumberFact{}, err
	}
	at, err := readInstant(t.At)
	if err != nil {
		return NumberFact{}, err
	}
	return NewNumberFact(number, state, by, at), nil
}

func (t *numberTexts) supersededBy(number demographics.NHSNumber, state NumberState, opt demographics.Options) (demographics.NHSNumber, error) {
	if state != NumberSuperseded {
		if strings.TrimSpace(t.SupersededBy) != "" {
			return demographics.NHSNumber{}, expected(columnSupersededBy, "nothing beside a state other than superseded")
		}
		return demographics.NHSNumber{}, nil
	}
	by, err := readNumber(columnSupersededBy, t.SupersededBy, opt)
	if err == nil && by == number {
		err = expected(columnSupersededBy, "another number than nhs_number")
	}
	return by, err
}

// readNumber takes a number that a record could hold; any other is missing from
// records already, so that nothing can be said of it.
func readNumber(column, text string, opt demographics.Options) (demographics.NHSNumber, error) {
	number, class := opt.DenyList.Classify(text)
	if number.IsZero() || !class.Usable(opt.Environment) {
		return demographics.NHSNumber{}, expected(column, "an NHS number, not "+class.String())
	}
	return number, nil
}

// The years that a fact may be dated in.
const firstYear, lastYear = 1948, 2199

func readInstant(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
	if err != nil || at.UTC().Year() < firstYear || at.UTC().Year() > lastYear {
		return time.Time{}, expected(columnAt, "an instant as 2006-01-02T15:04:05Z, of the years 1948 to 2199")
	}
	return at, nil
}

func expected(column, what string) error {
	return &demographics.FieldError{Column: column, Expected: what}
}
