package evaluate

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// PlaceError says where in a file something else was expected. It never holds
// what stood there.
type PlaceError struct {
	File   string
	Line   int
	Column string // the column's name, or its number in bytes; empty if the whole line
	Want   string
	Err    error // the cause, if there is one that says no value
}

// Error names file, line, column and what was expected.
func (e *PlaceError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("%s: line %d: expected %s", e.File, e.Line, e.Want)
	}
	return fmt.Sprintf("%s: line %d, column %s: expected %s", e.File, e.Line, e.Column, e.Want)
}

// Unwrap gives the cause.
func (e *PlaceError) Unwrap() error { return e.Err }

// rows reads the wanted columns of a CSV file that has a header.
type rows struct {
	file   string
	csv    *csv.Reader
	header []string // all columns
	names  []string // the wanted ones
	places []int    // where they are
	fields []string // the row just read
}

func openRows(file string, from io.Reader, names ...string) (*rows, error) {
	buffered := bufio.NewReader(from)
	bom := []byte("\ufeff")
	if head, err := buffered.Peek(len(bom)); err == nil && bytes.Equal(head, bom) {
		if _, err := buffered.Discard(len(bom)); err != nil {
			return nil, fmt.Errorf("reading %s: %w", file, err)
		}
	}
	r := &rows{file: file, csv: csv.NewReader(buffered), names: names}
	r.csv.TrimLeadingSpace = true
	return r, r.readHeader()
}

func (r *rows) readHeader() error {
	header, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return &PlaceError{File: r.file, Line: 1, Want: "a header with " + strings.Join(r.names, ", ")}
	}
	if err != nil {
		return r.explain(err)
	}
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	r.header = slices.Clone(header)
	for _, name := range r.names {
		place := slices.Index(header, name)
		if place < 0 {
			return &PlaceError{File: r.file, Line: 1, Want: "a column " + name}
		}
		if slices.Contains(header[place+1:], name) {
			return &PlaceError{File: r.file, Line: 1, Column: name, Want: "the column once"}
		}
		r.places = append(r.places, place)
	}
	return nil
}

// next reads a row; after the last the error is io.EOF.
func (r *rows) next() error {
	fields, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return r.explain(err)
	}
	r.fields = fields
	return nil
}

// explain turns an error of the CSV reader into one that names the place.
func (r *rows) explain(err error) error {
	bad, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return fmt.Errorf("reading %s: %w", r.file, err)
	}
	if errors.Is(bad.Err, csv.ErrFieldCount) {
		return &PlaceError{File: r.file, Line: bad.Line, Want: "as many fields as the header has", Err: bad.Err}
	}
	return &PlaceError{File: r.file, Line: bad.Line, Column: strconv.Itoa(bad.Column), Want: "well-formed CSV quotes", Err: bad.Err}
}

// field gives a wanted column of the row, which must not be empty.
func (r *rows) field(column int) (string, error) {
	value := strings.TrimSpace(r.fields[r.places[column]])
	if !utf8.ValidString(value) {
		return "", r.bad(column, "UTF-8")
	}
	if value == "" {
		return "", r.bad(column, "a value")
	}
	return value, nil
}

func (r *rows) bad(column int, want string) error {
	line, _ := r.csv.FieldPos(r.places[column])
	return &PlaceError{File: r.file, Line: line, Column: r.names[column], Want: want}
}
