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
