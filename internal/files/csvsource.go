package files

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvSource is a CSV file: a header, then a record a row.
type csvSource struct {
	run     *Reader
	rows    *rowReader
	columns layout
}

var _ source = (*csvSource)(nil)

func (r *Reader) newCSVSource(lines *lineReader) (source, error) {
	s := &csvSource{run: r, rows: &rowReader{lines: lines}}
	header, err := s.rows.next()
	if errors.Is(err, io.EOF) {
		return s, nil // an empty file holds no records
	}
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", lines.number+1, err)
	}
	if header.reason != "" {
		return nil, fmt.Errorf("line %d: %s", header.line, header.reason)
	}
	names, _ := split(nil, header.text)
	if s.columns, err = newLayout(names, r.Columns, r.Extra); err != nil {
		return nil, fmt.Errorf("line %d: %w", header.line, err)
	}
	s.rows.width, s.rows.id = len(names), s.columns.index[recordID]
	return s, nil
}

func (*csvSource) unit() string { return unitLine }

func (s *csvSource) fill(b *batch) error {
	for !b.full() {
		row, err := s.rows.next()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", s.rows.lines.number+1, err)
		}
		b.rows = append(b.rows, row)
	}
	return nil
}

func (s *csvSource) decoder() decoder {
	return &csvDecoder{standard: newStandard(s.run, &s.columns), width: s.rows.width}
}

// csvDecoder makes records of rows.
type csvDecoder struct {
	standard *standard
	width    int
}

func (d *csvDecoder) decode(row *row, out *outcome) {
	s := d.standard
	if row.reason != "" {
		out.refuse("", "", row.reason)
		return
	}
	fields, reason := fieldsOf(s.cells[:0], row.text, d.width)
	s.cells = fields
	if reason != "" {
		out.refuse("", "", reason)
		return
	}
	if place := notText(row.text, fields); place >= 0 {
		out.refuse(s.recordID(), s.columns.own[place], expectedText)
		return
	}
	s.record(out)
}

// notText finds the first field of a row that is no text, -1 if all are. It looks
// at every column, taken or not: where one is broken, no other can be trusted.
func notText(text string, fields []string) (place int) {
	if isText(text) {
		return -1
	}
	return slices.IndexFunc(fields, func(field string) bool { return !isText(field) })
}

func isText(text string) bool {
	return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0
}
