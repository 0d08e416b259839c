package fhir

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// What a message may hold at most. A value takes some 80 bytes of memory once it
// is parsed, so their number is limited apart from the bytes; how deep they may
// lie, the parser limits to 300.
const (
	MaxBytes  = 10 << 20
	maxValues = 1 << 20
)

// ParseJSON reads JSON text strictly, or says what was expected.
func ParseJSON(text []byte) (value *fastjson.Value, expected string) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > MaxBytes:
		return nil, "at most 10 MiB"
	case !utf8.Valid(text):
		return nil, "UTF-8 text"
	case bytes.Count(text, []byte{','})+bytes.Count(text, []byte{'['})+bytes.Count(text, []byte{'{'}) > maxValues:
		return nil, "at most 1,048,576 values"
	}
	value, err := fastjson.ParseBytes(text)
	// The parser passes over mistakes, such as nan or a control character in a
	// name. Its error quotes the text.
	if err != nil || !json.Valid(text) {
		return nil, "JSON"
	}
	return value, ""
}

// decode reads the elements of one type of resource.
func decode[T any, P complexType[T]](text []byte, name string, at *T) error {
	value, expected := ParseJSON(text)
	if expected != "" {
		return &ElementError{name, expected}
	}
	var read T
	w := newWay(name)
	if w.visit(value, P(&read)); w.err != nil {
		return w.err
	}
	*at = read
	return nil
}

func appendJSON(out []byte, r element) []byte {
	e := encoder{out: out}
	e.item(r)
	return e.out
}
