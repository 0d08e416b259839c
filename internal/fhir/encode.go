package fhir

import (
	"encoding/json"
	"strconv"
)

// encoder writes elements; those without a value are left out, and so are
// objects and lists that hold none.
type encoder struct {
	out  []byte
	more bool // the object at hand has an element already
}

// next begins a value.
func (e *encoder) next() {
	if e.more {
		e.out = append(e.out, ',')
	}
	e.more = true
}

// name begins an element.
func (e *encoder) name(name string) {
	e.next()
	e.out = appendText(e.out, name)
	e.out = append(e.out, ':')
}

func (e *encoder) resourceType(name string) { e.text(elementType, &name) }

func (e *encoder) text(name string, at *string) {
	if *at != "" {
		e.name(name)
		e.out = appendText(e.out, *at)
	}
}

func (e *encoder) texts(name string, at *[]string) {
	if len(*at) == 0 {
		return
	}
	e.name(name)
	e.out = append(e.out, '[')
	for i, text := range *at {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		if text == "" {
			e.out = append(e.out, "null"...)
			continue
		}
		e.out = appendText(e.out, text)
	}
	e.out = append(e.out, ']')
}

func (e *encoder) boolean(name string, at **bool) {
	if *at != nil {
		e.name(name)
		e.out = strconv.AppendBool(e.out, **at)
	}
}

func (e *encoder) integer(name string, at **int) {
	if *at != nil {
		e.name(name)
		e.out = strconv.AppendInt(e.out, int64(**at), 10)
	}
}

func (e *encoder) decimal(name string, at *Decimal) {
	if *at != "" {
		e.name(name)
		e.out = append(e.out, *at...)
	}
}

func (e *encoder) resource(name string, at *Resource) {
	if *at != nil {
		e.object(name, *at)
	}
}

// object writes an object, or takes its beginning back when it turns out empty.
func (e *encoder) object(name string, at element) {
	start, more := len(e.out), e.more
	if e.name(name); !e.braces(at) {
		e.out, e.more = e.out[:start], more
	}
}

// item writes an object that has no name, likewise.
func (e *encoder) item(at element) {
	start, more := len(e.out), e.more
	if e.next(); !e.braces(at) {
		e.out, e.more = e.out[:start], more
	}
}

// braces writes the elements of an object and says whether there were any.
func (e *encoder) braces(at element) (some bool) {
	e.out, e.more = append(e.out, '{'), false
	at.elements(e)
	some = e.more
	e.out, e.more = append(e.out, '}'), true
	return some
}

func (e *encoder) objects(name string, at elements) {
	if at.len() == 0 {
		return
	}
	start, more := len(e.out), e.more
	e.name(name)
	e.out, e.more = append(e.out, '['), false
	for place := range at.len() {
		e.item(at.at(place))
	}
	if !e.more {
		e.out, e.more = e.out[:start], more
		return
	}
	e.out = append(e.out, ']')
}

func (e *encoder) others(at *Others) {
	for _, other := range *at {
		e.name(other.Name)
		e.out = append(e.out, other.JSON...)
	}
}

// appendText appends a JSON string.
func appendText(out []byte, text string) []byte {
	if !isPlain(text) {
		quoted, err := json.Marshal(text)
		if err == nil { // no text makes it fail
			return append(out, quoted...)
		}
	}
	out = append(out, '"')
	out = append(out, text...)
	return append(out, '"')
}

// isPlain finds text that needs no escapes.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
