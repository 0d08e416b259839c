package hl7v2

import (
	"errors"
	"fmt"
)

// Append writes a message in the encoding that its MSH-18 names; each segment
// ends with a carriage return. Delimiters within values are escaped.
func (m *Message) Append(out []byte) ([]byte, error) {
	if len(m.Segments) == 0 || m.Segments[0].Name != header {
		return out, errors.New("writing a message: expected MSH as the first segment")
	}
	w := writer{out: out}
	var known bool
	if w.set, known = characterSet(m.Segments[0].Get(characterSetOfMH).Value(1)); !known {
		return out, errors.New("writing a message: MSH-18: expected " + knownSets)
	}
	for i := range m.Segments {
		if err := w.segment(&m.Segments[i]); err != nil {
			return out, fmt.Errorf("writing a message: %w", err)
		}
	}
	return w.out, nil
}

type writer struct {
	out []byte
	set charset
}

func (w *writer) segment(s *Segment) error {
	if !isName(s.Name) {
		return errors.New("expected a segment's name of three capital letters or digits")
	}
	w.out = append(w.out, s.Name...)
	if s.Name == header {
		w.out = append(w.out, fieldMark, componentMark, repetitionMark, escapeMark, subcomponentMark)
	}
	last := len(s.Fields)
	for last > 0 && empty(s.Fields[last-1]) {
		last--
	}
	for i, field := range s.Fields[:last] {
		w.out = append(w.out, fieldMark)
		if err := w.field(field); err != nil {
			return fmt.Errorf("%s-%d: %w", s.Name, i+1+s.delimiters(), err)
		}
	}
	w.out = append(w.out, segmentEnd)
	return nil
}

func (w *writer) field(field Field) error {
	for i, repetition := range field {
		if i > 0 {
			w.out = append(w.out, repetitionMark)
		}
		if err := w.repetition(repetition); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) repetition(repetition Repetition) error {
	last := len(repetition)
	for last > 0 && emptyComponent(repetition[last-1]) {
		last--
	}
	for i, component := range repetition[:last] {
		if i > 0 {
			w.out = append(w.out, componentMark)
		}
		for j, value := range component {
			if j > 0 {
				w.out = append(w.out, subcomponentMark)
			}
			if err := w.value(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// value writes a value with its delimiters and control characters escaped.
func (w *writer) value(value string) error {
	if plain(value) {
		w.out = append(w.out, value...)
		return nil
	}
	for _, r := range value {
		switch r {
		case fieldMark:
			w.escape("F")
		case componentMark:
			w.escape("S")
		case subcomponentMark:
			w.escape("T")
		case repetitionMark:
			w.escape("R")
		case escapeMark:
			w.escape("E")
		default:
			if err := w.character(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// plain says whether a value reads the same in every character set, unescaped.
func plain(value string) bool {
	for i := range len(value) {
		switch c := value[i]; {
		case c < ' ' || c > '~':
			return false
		case c == fieldMark || c == componentMark || c == subcomponentMark || c == repetitionMark || c == escapeMark:
			return false
		}
	}
	return true
}

func (w *writer) escape(code string) {
	w.out = append(append(append(w.out, escapeMark), code...), escapeMark)
}

func (w *writer) character(r rune) error {
	if r < ' ' || r == 0x7f {
		const hex = "0123456789ABCDEF"
		w.escape("X" + hex[r>>4:r>>4+1] + hex[r&15:r&15+1])
		return nil
	}
	out, ok := w.set.append(w.out, r)
	if !ok {
		return fmt.Errorf("expected characters of %s only", w.set.name)
	}
	w.out = out
	return nil
}

func empty(field Field) bool {
	for _, repetition := range field {
		for _, component := range repetition {
			if !emptyComponent(component) {
				return false
			}
		}
	}
	return len(field) < 2
}

func emptyComponent(component Component) bool {
	for _, value := range component {
		if value != "" {
			return false
		}
	}
	return true
}

func isName(name string) bool {
	if len(name) != 3 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
