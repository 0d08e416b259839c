package files

import (
	"bytes"

	"github.com/valyala/fastjson"
)

// objectDecoder makes records of lines that hold an object each.
type objectDecoder struct {
	parser   fastjson.Parser
	columns  *objectLayout
	native   *standard
	patients *patientDecoder
	texts    arena
	raw      []byte
	filled   []bool // the cells that the object at hand has filled
}

// What a line may be rejected for.
const (
	expectedObject = "expected a JSON object"
	expectedOnce   = "expected each column once"
	expectedScalar = "expected text, a number, true, false, null, or a list of these"
	expectedOne    = "expected one value"
)

func (d *objectDecoder) decode(row *row, out *outcome) {
	switch {
	case row.reason != "":
		out.refuse("", "", row.reason)
		return
	case !isText(row.text):
		out.refuse("", "", expectedText)
		return
	}
	value, err := d.parser.Parse(row.text)
	if err != nil || value.Type() != fastjson.TypeObject {
		out.refuse("", "", expectedObject) // the parser's error quotes the text
		return
	}
	if isResource(value) {
		d.patients.decode(value, out)
		return
	}
	d.object(value.GetObject(), out)
}

func (d *objectDecoder) object(object *fastjson.Object, out *outcome) {
	clear(d.native.cells)
	d.filled = append(d.filled[:0], make([]bool, len(d.native.cells))...)
	wrong := flaw{}
	object.Visit(func(key []byte, value *fastjson.Value) {
		cells, known := d.columns.cells[string(key)]
		if !known && d.columns.columns == nil && wrong.reason == "" {
			wrong = flaw{d.told(key), expectedKnown}
		}
		for _, cell := range cells {
			if reason := d.fill(cell, value); reason != "" && wrong.reason == "" {
				wrong = flaw{d.columns.own[cell], reason}
			}
		}
	})
	if wrong.reason != "" {
		out.refuse(d.native.recordID(), wrong.column, wrong.reason)
		return
	}
	d.native.record(out)
}

// flaw is what is wrong with a member.
type flaw struct{ column, reason string }

// told gives the name of a member for a reject, where there is a record_id and
// the name therefore one of a column.
func (d *objectDecoder) told(key []byte) string {
	if name := string(key); d.native.recordID() != "" && isName(name) {
		return name
	}
	return ""
}

// fill puts a member's value into a cell; the reason says why it cannot.
func (d *objectDecoder) fill(cell int, value *fastjson.Value) (reason string) {
	if d.filled[cell] {
		return expectedOnce
	}
	d.filled[cell] = true
	text, reason := d.text(cell, value)
	d.native.cells[cell] = text
	return reason
}

func (d *objectDecoder) text(cell int, value *fastjson.Value) (text, reason string) {
	if d.raw, reason = appendValue(d.raw[:0], value, d.columns.between[cell]); reason != "" {
		return "", reason
	}
	return d.texts.keep(d.raw), ""
}

// appendValue appends a value as a CSV file would hold it; a list has something
// between its values, or one value only. The reason says why it cannot.
func appendValue(out []byte, value *fastjson.Value, between string) (_ []byte, reason string) {
	var ok bool
	if value.Type() == fastjson.TypeArray {
		values, _ := value.Array() // it is one
		if len(values) > 1 && between == "" {
			return out, expectedOne
		}
		out, ok = appendAll(out, values, between)
	} else {
		out, ok = appendScalar(out, value)
	}
	switch {
	case !ok:
		return out, expectedScalar
	case bytes.IndexByte(out, 0) >= 0:
		return out, expectedText
	}
	return out, ""
}

// appendAll appends several values with what stands between them.
func appendAll(out []byte, values []*fastjson.Value, between string) (_ []byte, ok bool) {
	for _, value := range values {
		start := len(out)
		if start > 0 {
			out = append(out, between...)
		}
		filled := len(out)
		if out, ok = appendScalar(out, value); !ok {
			return out, false
		}
		if len(out) == filled { // null and "" are no values
			out = out[:start]
		}
	}
	return out, true
}

// appendScalar appends a value as a CSV file would hold it.
func appendScalar(out []byte, value *fastjson.Value) (_ []byte, ok bool) {
	switch value.Type() {
	case fastjson.TypeString:
		text, err := value.StringBytes()
		return append(out, text...), err == nil
	case fastjson.TypeNumber, fastjson.TypeTrue, fastjson.TypeFalse:
		return value.MarshalTo(out), true
	case fastjson.TypeNull:
		return out, true
	case fastjson.TypeObject, fastjson.TypeArray:
	}
	return out, false
}

// betweenValues says what stands between several values of a column in one
// field, "" where there may be one only.
func betweenValues(column string) string {
	switch column {
	case "given_names":
		return " " // the names in their order, as in FHIR
	case "address":
		return ", "
	case "previous_family_name", "postcode", "previous_postcodes", "phone", "email":
		return ";"
	}
	return ""
}
