package hl7v2

// Null is the value of a field that is to be cleared at the receiver. An empty
// field says nothing and changes nothing there.
const Null = `""`

// The delimiters that HL7 recommends and the UK uses.
const (
	fieldMark        = '|'
	componentMark    = '^'
	repetitionMark   = '~'
	escapeMark       = '\\'
	subcomponentMark = '&'
	segmentEnd       = '\r'
)

// Message is a list of segments; the first is MSH.
type Message struct{ Segments []Segment }

// Segment has a name of three letters and its fields. Field 1 is Fields[0],
// except in MSH, whose first two fields are the delimiters: there Fields[0] is
// MSH-3.
type Segment struct {
	Name   string
	Fields []Field
}

// Field is a list of repetitions; most have one.
type Field []Repetition

// Repetition is a list of components.
type Repetition []Component

// Component is a list of subcomponents.
type Component []string

// Text is a field that is one value.
func Text(value string) Field {
	if value == "" {
		return nil
	}
	return Field{{{value}}}
}

// Parts is a repetition of components that are one value each.
func Parts(values ...string) Repetition {
	parts := make(Repetition, 0, len(values))
	for _, value := range values {
		parts = append(parts, Component{value})
	}
	return parts
}

// NewSegment makes a segment of so many fields, all empty.
func NewSegment(name string, fields int) Segment {
	return Segment{Name: name, Fields: make([]Field, fields)}
}

// Set sets a field by its number in the standard, and makes room for it. The
// delimiters of MSH cannot be set.
func (s *Segment) Set(number int, field Field) {
	at := number - 1 - s.delimiters()
	if at < 0 {
		return
	}
	for len(s.Fields) <= at {
		s.Fields = append(s.Fields, nil)
	}
	s.Fields[at] = field
}

// Get gives a field by its number in the standard; nil if it is not there.
func (s *Segment) Get(number int) Field {
	at := number - 1 - s.delimiters()
	if at < 0 || at >= len(s.Fields) {
		return nil
	}
	return s.Fields[at]
}

// delimiters is how many fields of the segment are delimiters.
func (s *Segment) delimiters() int {
	if s.Name == header {
		return 2
	}
	return 0
}

const (
	header           = "MSH"
	characterSetOfMH = 18
)
