package files

import (
	"errors"
	"fmt"
	"io"

	"github.com/valyala/fastjson"
)

// objectSource is a file with a JSON object a line: a FHIR Patient, or an object
// whose members have the names of columns.
type objectSource struct {
	run     *Reader
	lines   *lineReader
	columns *objectLayout
}

var _ source = (*objectSource)(nil)

func (r *Reader) newObjectSource(lines *lineReader) (source, error) {
	columns, err := newObjectLayout(r.Columns, r.Extra)
	if err != nil {
		return nil, err
	}
	s := &objectSource{run: r, lines: lines, columns: columns}
	return s, s.checkFirst()
}

// checkFirst refuses a file whose first object has a member that nobody knows,
// as a header would be: each of its rows would be rejected for the same reason.
func (s *objectSource) checkFirst() error {
	first, err := s.lines.nextFull()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", s.lines.number+1, err)
	}
	s.lines.unread([]line{first})
	var parser fastjson.Parser
	value, err := parser.Parse(first.text)
	if err != nil || value.Type() != fastjson.TypeObject || isResource(value) {
		return nil //nolint:nilerr // a broken line is a reject like any other
	}
	if name := s.columns.unknown(value.GetObject()); name != "" {
		return fmt.Errorf("line %d: found %q, %s", first.number, name, expectedKnown)
	}
	return nil
}

// unknown gives a member that nobody knows. It is only asked for where there is
// a record_id: in what is no record, a name could be a personal value.
func (l *objectLayout) unknown(object *fastjson.Object) (name string) {
	if l.columns != nil || object.Get(l.ownName(recordID)) == nil {
		return ""
	}
	object.Visit(func(key []byte, _ *fastjson.Value) {
		if _, known := l.cells[string(key)]; !known && isName(string(key)) && name == "" {
			name = string(key)
		}
	})
	return name
}

func isResource(value *fastjson.Value) bool { return value.Get("resourceType") != nil }

func (*objectSource) unit() string { return unitLine }

func (s *objectSource) fill(b *batch) error {
	for !b.full() {
		line, err := s.lines.nextFull()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", s.lines.number+1, err)
		}
		row := row{line: line.number, text: line.text}
		if line.over {
			row.reason = expectedShortRow
		}
		b.rows = append(b.rows, row)
	}
	return nil
}

func (s *objectSource) decoder() decoder {
	d := &objectDecoder{columns: s.columns, native: newStandard(s.run, &s.columns.layout)}
	d.native.cells = make([]string, len(s.columns.own))
	d.patients = newPatientDecoder(s.run)
	return d
}
