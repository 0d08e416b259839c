package blocking

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/expr"
)

// readEpoch reads epoch(t, 'format'): the seconds from 1970 to a date or time
// written as the format says, with the directives of strptime. A value that is
// written otherwise, or does not exist, counts as missing.
func readEpoch(args []expr.Node) (transform, error) {
	if len(args) != 1 || args[0].Kind != expr.Text {
		return nil, errors.New("expected a column and a format in quotes")
	}
	format, err := newDateFormat(args[0].Name)
	if err != nil {
		return nil, fmt.Errorf("column %d: %w", args[0].Pos+1, err)
	}
	return func(value string, emit func(string)) {
		if seconds, ok := format.seconds(value); ok {
			emit(strconv.FormatInt(seconds, 10))
		}
	}, nil
}

// directives are the parts of a date that a format may name, each with the most
// digits that it takes.
const directives = "Y4m2d2H2M2S2y2"

// dateFormat is a strptime format: directives, and what stands between them.
type dateFormat []datePart

// datePart is a directive, or a text if directive is 0.
type datePart struct {
	directive byte
	digits    int
	text      string
}

func newDateFormat(text string) (dateFormat, error) {
	var format dateFormat
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			format = append(format, datePart{text: text[i : i+1]})
			continue
		}
		if i++; i == len(text) {
			return nil, errors.New("expected a letter after the last %")
		}
		at := strings.IndexByte(directives, text[i])
		if at < 0 || at%2 == 1 {
			return nil, fmt.Errorf("expected a format of %%Y, %%y, %%m, %%d, %%H, %%M and %%S, found %%%c", text[i])
		}
		format = append(format, datePart{directive: text[i], digits: int(directives[at+1] - '0')})
	}
	return format, nil
}

// seconds reads a date; blanks around it do not matter.
func (f dateFormat) seconds(text string) (int64, bool) {
	rest := strings.TrimSpace(text)
	parts := map[byte]int{'Y': 1900, 'm': 1, 'd': 1}
	for _, part := range f {
		var ok bool
		if rest, ok = part.take(rest, parts); !ok {
			return 0, false
		}
	}
	return secondsOf(parts), rest == "" && exists(parts)
}

// take reads one part and gives what stands after it.
func (p datePart) take(text string, into map[byte]int) (string, bool) {
	if p.directive == 0 {
		if p.text == " " {
			return strings.TrimLeft(text, " "), true
		}
		return strings.CutPrefix(text, p.text)
	}
	n := 0
	for n < len(text) && n < p.digits && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	value, err := strconv.Atoi(text[:n])
	if err != nil {
		return text, false
	}
	if p.directive == 'y' {
		into['Y'] = century(value)
	} else {
		into[p.directive] = value
	}
	return text[n:], true
}

// century completes a year of two digits: 69 to 99 are of the last century.
func century(year int) int {
	if year < 69 {
		return 2000 + year
	}
	return 1900 + year
}

func secondsOf(parts map[byte]int) int64 { return dateOf(parts).Unix() }

func dateOf(parts map[byte]int) time.Time {
	return time.Date(parts['Y'], time.Month(parts['m']), parts['d'], parts['H'], parts['M'], parts['S'], 0, time.UTC)
}

// exists tells whether the parts are those of a date: Go makes 2 March of 30 February.
func exists(parts map[byte]int) bool {
	date := dateOf(parts)
	return date.Month() == time.Month(parts['m']) && date.Day() == parts['d'] &&
		parts['H'] < 24 && parts['M'] < 60 && parts['S'] < 60
}
