package hl7v2

import (
	"fmt"
	"strings"
)

// Options says what a message may be. The zero value is for messages that come
// through Kafka.
type Options struct {
	// MaxBytes is the size of the largest message; 0 stands for 1 MiB, the
	// largest that a broker takes unless it is told otherwise.
	MaxBytes int
}

// What a message may have at most, far beyond what any has.
const (
	mostBytes         = 1 << 20
	mostSegments      = 10_000
	mostFields        = 1_000
	mostRepetitions   = 1_000
	mostComponents    = 200
	mostSubcomponents = 200
)

// Parse takes a message apart by the delimiters that it names, and gives its
// values as UTF-8. Segments may end with a carriage return, a line feed or both,
// and the bytes of MLLP may stand around them. Empty parts at the end of a
// segment, of a repetition or of a field are left out. An error is a *ParseError.
func Parse(raw []byte, opt Options) (*Message, error) {
	most := opt.MaxBytes
	if most == 0 {
		most = mostBytes
	}
	if len(raw) > most {
		return nil, &ParseError{Expected: fmt.Sprintf("at most %d bytes", most)}
	}
	bytes, wide, err := unframed(raw)
	if err != nil {
		return nil, err
	}
	text := string(bytes)
	p := parser{}
	var wrong *ParseError
	if p.marks, wrong = marksOf(text); wrong != nil {
		return nil, wrong
	}
	if p.set, wrong = p.choose(text, wide); wrong != nil {
		return nil, wrong
	}
	return p.message(text)
}

// parser takes one message apart. at is the place that it has come to.
type parser struct {
	marks marks
	set   charset
	at    ParseError
}

func (p *parser) wrong(expected string) *ParseError {
	at := p.at
	at.Expected = expected
	return &at
}

func (p *parser) message(text string) (*Message, error) {
	m := &Message{}
	for text != "" {
		line := text
		if end := strings.IndexAny(text, "\r\n"); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = ""
		}
		if line == "" {
			continue
		}
		p.at = ParseError{Number: len(m.Segments) + 1}
		if p.at.Number > mostSegments {
			return nil, &ParseError{Expected: fmt.Sprintf("at most %d segments", mostSegments)}
		}
		s, wrong := p.segment(line)
		if wrong != nil {
			return nil, wrong
		}
		m.Segments = append(m.Segments, s)
	}
	return m, nil
}

func (p *parser) segment(line string) (Segment, *ParseError) {
	name, rest := line[:min(len(line), len(header))], line[min(len(line), len(header)):]
	if !isName(name) || rest != "" && rest[0] != p.marks.field {
		return Segment{}, p.wrong("a segment's name of three capital letters or digits, and the delimiter of fields")
	}
	if name == header && p.at.Number > 1 {
		return Segment{}, p.wrong("one message, found a second MSH")
	}
	p.at.Segment = name
	s := Segment{Name: name}
	if name == header {
		rest = behindMarks(rest, p.marks.field)
	}
	if rest == "" {
		return s, nil
	}
	s.Fields = make([]Field, 0, parts(rest[1:], p.marks.field, mostFields))
	err := p.each(rest[1:], p.marks.field, mostFields, "fields", func(i int, text string) *ParseError {
		p.at.Field = i + 1 + s.delimiters()
		field, err := p.field(text)
		s.Fields = append(s.Fields, field)
		return err
	})
	s.Fields = trimmed(s.Fields, func(f Field) bool { return len(f) == 0 })
	return s, err
}

// behindMarks gives what follows MSH-2.
func behindMarks(rest string, mark byte) string {
	end := strings.IndexByte(rest[1:], mark)
	if end < 0 {
		return ""
	}
	return rest[1+end:]
}

func (p *parser) field(text string) (Field, *ParseError) {
	if text == "" {
		return nil, nil
	}
	field := make(Field, 0, parts(text, p.marks.repetition, mostRepetitions))
	err := p.each(text, p.marks.repetition, mostRepetitions, "repetitions", func(i int, text string) *ParseError {
		p.at.Repetition = i + 1
		repetition, err := p.repetition(text)
		field = append(field, repetition)
		return err
	})
	p.at.Repetition = 0
	if len(field) == 1 && len(field[0]) == 0 {
		field = nil
	}
	return field, err
}

func (p *parser) repetition(text string) (Repetition, *ParseError) {
	if text == "" {
		return nil, nil
	}
	repetition := make(Repetition, 0, parts(text, p.marks.component, mostComponents))
	err := p.each(text, p.marks.component, mostComponents, "components", func(i int, text string) *ParseError {
		p.at.Component = i + 1
		component, err := p.component(text)
		repetition = append(repetition, component)
		return err
	})
	p.at.Component = 0
	return trimmed(repetition, func(c Component) bool { return len(c) == 0 }), err
}

func (p *parser) component(text string) (Component, *ParseError) {
	if text == "" {
		return nil, nil
	}
	component := make(Component, 0, parts(text, p.marks.subcomponent, mostSubcomponents))
	err := p.each(text, p.marks.subcomponent, mostSubcomponents, "subcomponents", func(_ int, text string) *ParseError {
		value, ok := p.set.text(p.marks.unescaped(text))
		if !ok {
			return p.wrong("characters of " + p.set.name)
		}
		component = append(component, value)
		return nil
	})
	return trimmed(component, func(value string) bool { return value == "" }), err
}

// parts counts what each will call for.
func parts(text string, mark byte, most int) int {
	if mark == 0 {
		return 1
	}
	return min(most, 1+strings.Count(text, string(mark)))
}

// each calls for each part between marks; too many of them are an error of the
// whole.
func (p *parser) each(text string, mark byte, most int, name string, do func(i int, part string) *ParseError) *ParseError {
	whole := p.at
	for i := 0; ; i++ {
		if i == most {
			p.at = whole
			return p.wrong(fmt.Sprintf("at most %d %s", most, name))
		}
		end := -1
		if mark != 0 {
			end = strings.IndexByte(text, mark)
		}
		if end < 0 {
			return do(i, text)
		}
		if err := do(i, text[:end]); err != nil {
			return err
		}
		text = text[end+1:]
	}
}

func trimmed[S ~[]E, E any](parts S, empty func(E) bool) S {
	last := len(parts)
	for last > 0 && empty(parts[last-1]) {
		last--
	}
	if last == 0 {
		return nil
	}
	return parts[:last]
}
