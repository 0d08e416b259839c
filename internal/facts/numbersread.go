package facts

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// NumberReject is a row of a file of facts that was not taken, and why. It holds
// no value.
type NumberReject struct {
	File     string
	Line     int
	Column   string // "" where the whole row is meant
	Expected string
}

// ReadNumbers reads a CSV of facts about NHS numbers, whose header names
// nhs_number, state, superseded_by and at in any order. Rows that cannot be taken
// go to reject, whose error ends the reading. Name is what errors call the file.
func ReadNumbers(r io.Reader, name string, opt demographics.Options, reject func(NumberReject) error) ([]NumberFact, error) {
	reader := numberReader{lines: bufio.NewReaderSize(r, longestRow), name: name, opt: opt, reject: reject}
	all, err := reader.all()
	if err != nil {
		return nil, fmt.Errorf("reading NHS-number facts: %w", err)
	}
	return all, nil
}

// longestRow is how many bytes a row of four short texts may take up.
const longestRow = 4096

type numberReader struct {
	lines  *bufio.Reader
	name   string
	opt    demographics.Options
	reject func(NumberReject) error

	line    int
	columns []string
}

func (r *numberReader) all() (all []NumberFact, err error) {
	for {
		text, whole, err := r.next()
		if errors.Is(err, io.EOF) && r.columns != nil {
			return all, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return all, fmt.Errorf("%s: line %d: %w", r.name, r.line, err)
		}
		if r.columns == nil {
			if err := r.header(text, whole); err != nil {
				return nil, fmt.Errorf("%s: line 1: %w", r.name, err)
			}
			continue
		}
		if all, err = r.row(all, text, whole); err != nil {
			return all, err
		}
	}
}

// next gives a line without its end; whole is false if it was too long and is
// cut short. A file without a last line break ends with its last line.
func (r *numberReader) next() (text string, whole bool, err error) {
	r.line++
	bytes, err := r.lines.ReadSlice('\n')
	text, whole = string(bytes), true
	for errors.Is(err, bufio.ErrBufferFull) {
		whole = false
		_, err = r.lines.ReadSlice('\n')
	}
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), whole, err
}

func (r *numberReader) header(text string, whole bool) error {
	names, ok := cells(strings.TrimPrefix(text, "\ufeff"))
	if !ok || !whole {
		return errors.New("expected a header of CSV")
	}
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if !slices.Contains(numberColumns(), names[i]) || slices.Contains(names[:i], names[i]) {
			return fmt.Errorf("column %d: expected one of %s, each once", i+1, strings.Join(numberColumns(), ", "))
		}
	}
	for _, name := range numberColumns() {
		if name != columnSupersededBy && !slices.Contains(names, name) {
			return fmt.Errorf("expected a column %s", name)
		}
	}
	r.columns = names
	return nil
}

func numberColumns() []string {
	return []string{columnNumber, columnState, columnSupersededBy, columnAt}
}

func (r *numberReader) row(all []NumberFact, text string, whole bool) ([]NumberFact, error) {
	if strings.TrimSpace(text) == "" {
		return all, nil
	}
	found, ok := cells(text)
	if !ok || !whole || len(found) != len(r.columns) {
		return all, r.refuse("", fmt.Sprintf("expected a row of %d fields on one line", len(r.columns)))
	}
	fact, err := r.texts(found).fact(r.opt)
	if wrong, ok := errors.AsType[*demographics.FieldError](err); ok {
		return all, r.refuse(wrong.Column, "expected "+wrong.Expected)
	}
	return append(all, fact), err
}

func (r *numberReader) refuse(column, expected string) error {
	return r.reject(NumberReject{File: r.name, Line: r.line, Column: column, Expected: expected})
}

func (r *numberReader) texts(found []string) *numberTexts {
	var t numberTexts
	for i, column := range r.columns {
		switch column {
		case columnNumber:
			t.Number = found[i]
		case columnState:
			t.State = found[i]
		case columnSupersededBy:
			t.SupersededBy = found[i]
		case columnAt:
			t.At = found[i]
		}
	}
	return &t
}

// cells splits a row that stands on one line, as all rows of these columns do.
func cells(text string) ([]string, bool) {
	if !strings.Contains(text, `"`) {
		return strings.Split(text, ","), true
	}
	rows := csv.NewReader(strings.NewReader(text))
	found, err := rows.Read()
	return found, err == nil
}
