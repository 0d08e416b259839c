package blocking

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lhcre/mpi/matcher/expr"
)

// Transforms of a file's own columns, which nothing has standardised.

// longestText bounds where a substring may lie; no field is longer.
const longestText = 64 << 10

// readSubstring reads substring(t, start, length): letters from the first, 1.
func readSubstring(args []expr.Node) (transform, error) {
	const expected = "expected a column, the place of the first letter and how many"
	if len(args) != 2 {
		return nil, errors.New(expected)
	}
	start, err := whole(args[0])
	if err != nil {
		return nil, err
	}
	length, err := whole(args[1])
	if err != nil {
		return nil, err
	}
	return func(value string, emit func(string)) { emit(first(skip(value, start-1), length)) }, nil
}

func whole(node expr.Node) (int, error) {
	n := int(node.Number)
	if node.Kind != expr.Number || float64(n) != node.Number || n < 1 || n > longestText {
		return 0, fmt.Errorf("column %d: expected a whole number from 1 to %d", node.Pos+1, longestText)
	}
	return n, nil
}

// skip drops the first n letters.
func skip(s string, n int) string {
	for ; n > 0 && s != ""; n-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// readMatch reads match(t, 'pattern', group): what the group of a regular
// expression matches first, group 0 being the whole match.
func readMatch(args []expr.Node) (transform, error) {
	if len(args) != 2 || args[0].Kind != expr.Text || args[1].Kind != expr.Number {
		return nil, errors.New("expected a column, a pattern in quotes and the number of a group")
	}
	pattern, err := regexp.Compile(args[0].Name)
	if err != nil {
		return nil, fmt.Errorf("column %d: expected a regular expression: %w", args[0].Pos+1, err)
	}
	group := int(args[1].Number)
	if float64(group) != args[1].Number || group < 0 || group > pattern.NumSubexp() {
		return nil, fmt.Errorf("column %d: expected a group from 0 to %d", args[1].Pos+1, pattern.NumSubexp())
	}
	return func(value string, emit func(string)) {
		if found := pattern.FindStringSubmatch(value); found != nil {
			emit(found[group])
		}
	}, nil
}

// readUnless reads unless(t, 'text'): any value but that text.
func readUnless(args []expr.Node) (transform, error) {
	if len(args) != 1 || args[0].Kind != expr.Text {
		return nil, errors.New("expected a column and a text in quotes")
	}
	unwanted := args[0].Name
	return func(value string, emit func(string)) {
		if value != unwanted {
			emit(value)
		}
	}, nil
}

// number gives a value that is a whole or decimal number.
func number(s string) string {
	s = strings.TrimSpace(s)
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return ""
	}
	return s
}

// items gives each item of a list: of ["a", "b"], or of a; b or a|b.
func items(value string, emit func(string)) {
	if strings.HasPrefix(value, "[") {
		var list []string
		if json.Unmarshal([]byte(value), &list) == nil {
			for _, item := range list {
				emit(item)
			}
			return
		}
	}
	for item := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == '|' }) {
		emit(strings.TrimSpace(item))
	}
}

func firstItem(value string, emit func(string)) {
	taken := false
	items(value, func(item string) {
		if !taken && item != "" {
			emit(item)
			taken = true
		}
	})
}

func lastItem(value string, emit func(string)) {
	last := ""
	items(value, func(item string) {
		if item != "" {
			last = item
		}
	})
	emit(last)
}
