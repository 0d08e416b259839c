package hl7v2

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// TestReadingUndoesWriting holds, for messages of any shape, that what was
// written is read.
func TestReadingUndoesWriting(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		want := randomMessage(r)
		raw, err := want.Append(nil)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if r.IntN(2) == 0 {
			raw = []byte(strings.ReplaceAll(string(raw), "\r", "\r\n"))
		}
		got, err := Parse(raw, Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %q, want %q, written %q", seed, got, want, raw)
		}
	}
}

// letters are what the values of a message in a character set are made of.
func letters(set string) []rune {
	all := []rune("aZ09 |^~\\&\"'\r\n\x00\x7f#FSTREXN.")
	switch set {
	case Latin1:
		return append(all, []rune("ËÿÀ\u00a0")...)
	case "8859/2":
		return append(all, []rune("Łąß")...)
	case Unicode:
		return append(all, []rune("ËŁИ漢\u0085\u2028😀")...)
	}
	return all
}

func randomMessage(r *rand.Rand) *Message {
	set := []string{"", ASCII, Latin1, "8859/2", Unicode}[r.IntN(5)]
	m := &maker{r, letters(set)}
	head := Segment{Name: header, Fields: m.fields(12)}
	head.Set(characterSetOfMH, Text(set))
	head.Fields = trimmed(head.Fields, func(f Field) bool { return len(f) == 0 })
	out := &Message{Segments: []Segment{head}}
	for range r.IntN(4) {
		name := []string{"PID", "ZPD", "Z01", "PV1"}[r.IntN(4)]
		out.Segments = append(out.Segments, Segment{Name: name, Fields: m.fields(9)})
	}
	return out
}

// maker makes parts as a reader gives them: what is empty at the end is left out.
type maker struct {
	*rand.Rand
	letters []rune
}

func (m *maker) fields(most int) []Field {
	all := make([]Field, m.IntN(most))
	for i := range all {
		all[i] = m.field()
	}
	return trimmed(all, func(f Field) bool { return len(f) == 0 })
}

func (m *maker) field() Field {
	field := make(Field, m.IntN(4))
	for i := range field {
		field[i] = m.repetition()
	}
	if len(field) == 0 || len(field) == 1 && len(field[0]) == 0 {
		return nil
	}
	return field
}

func (m *maker) repetition() Repetition {
	repetition := make(Repetition, m.IntN(4))
	for i := range repetition {
		component := make(Component, m.IntN(4))
		for j := range component {
			component[j] = m.value()
		}
		repetition[i] = trimmed(component, func(value string) bool { return value == "" })
	}
	return trimmed(repetition, func(c Component) bool { return len(c) == 0 })
}

func (m *maker) value() string {
	if m.IntN(8) == 0 {
		return Null
	}
	text := make([]rune, m.IntN(6))
	for i := range text {
		text[i] = m.letters[m.IntN(len(m.letters))]
	}
	return string(text)
}

// FuzzParse holds that no message makes the parser panic, that an error names no
// value, and that a message that can be written again is read as the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		msh + "\rPID|1||12^^^RM3^MR~9990000018^^^NHS^NH||O\\T\\B^\"\"\rZPD|1\r",
		"\x0b" + msh + "||||||8859/1~UNICODE UTF-8\nPID|ZO\xcb\\XC3\\\n\x1c\r",
		"MSH$%*!:#$PAS\r\nPID$a%b:c*d!F!e!E!^&!P!",
		"\xff\xfeM\x00S\x00H\x00|\x00^\x00",
		"\xef\xbb\xbfMSH|^|\rZZZ||||",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw, Options{MaxBytes: 1 << 16})
		if err != nil {
			if m != nil || len(err.Error()) > 200 {
				t.Fatalf("error %q with a message %v", err, m)
			}
			return
		}
		again, err := m.Append(nil)
		if err != nil {
			return // MSH-18 told too little to write it in
		}
		got, err := Parse(again, Options{})
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Fatalf("%q was read as %q, written as %q and read as %q, error %v", raw, m, again, got, err)
		}
	})
}
