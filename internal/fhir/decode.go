package fhir

import (
	"bytes"
	"slices"

	"github.com/valyala/fastjson"
)

// ElementError says which element of a resource expected what. It never holds
// the value.
type ElementError struct {
	Path     string // as FHIRPath: Patient.name[0].family
	Expected string
}

// Error says what was expected where.
func (e *ElementError) Error() string { return e.Path + ": expected " + e.Expected }

// DecodePatient reads a patient. Strings are copied, so that the value may be
// parsed over.
func DecodePatient(value *fastjson.Value) (*Patient, error) {
	p := &Patient{}
	w := newWay(typePatient)
	w.visit(value, p)
	if w.err != nil {
		return nil, w.err
	}
	return p, nil
}

// visit reads the elements of an object.
func (w *way) visit(value *fastjson.Value, at element) {
	if value.Type() != fastjson.TypeObject {
		w.fail("an object")
		return
	}
	d := w.decoder()
	d.in, d.known = value.GetObject(), d.known[:0]
	at.elements(d)
	w.spare = append(w.spare, d)
}

// decoder gives a decoder, a used one if there is one.
func (w *way) decoder() *decoder {
	last := len(w.spare) - 1
	if last < 0 {
		return &decoder{way: w}
	}
	d := w.spare[last]
	w.spare = w.spare[:last]
	return d
}

// decoder reads the elements of one object.
type decoder struct {
	*way

	in    *fastjson.Object
	known []string // the elements asked for
}

// element gives an element's value, nil when it is absent or null.
func (d *decoder) element(name string) *fastjson.Value {
	d.known = append(d.known, name)
	value := d.in.Get(name)
	if value == nil || value.Type() == fastjson.TypeNull {
		return nil
	}
	return value
}

// must reads an element of one type, or says what was expected.
func (d *decoder) must(name, expected string, read func(*fastjson.Value) bool) {
	if value := d.element(name); value != nil && !read(value) {
		d.way.in(name, -1, func() { d.fail(expected) })
	}
}

func (d *decoder) resourceType(name string) {
	var found string
	d.text(elementType, &found)
	if found != name {
		d.way.in(elementType, -1, func() { d.fail(name) })
	}
}

const expectedText = "text"

func (d *decoder) text(name string, at *string) {
	d.must(name, expectedText, func(v *fastjson.Value) (ok bool) {
		*at, ok = textOf(v)
		return ok
	})
}

func (d *decoder) texts(name string, at *[]string) {
	d.each(name, func(length int) {
		*at = make([]string, length)
	}, func(place int, value *fastjson.Value) {
		text, ok := textOf(value)
		if !ok && value.Type() != fastjson.TypeNull {
			d.fail(expectedText)
		}
		(*at)[place] = text
	})
}

func (d *decoder) boolean(name string, at **bool) {
	d.must(name, "true or false", func(v *fastjson.Value) bool {
		value, err := v.Bool()
		*at = &value
		return err == nil
	})
}

func (d *decoder) integer(name string, at **int) {
	d.must(name, "a whole number", func(v *fastjson.Value) bool {
		value, err := v.Int()
		*at = &value
		return err == nil
	})
}

func (d *decoder) decimal(name string, at *Decimal) {
	d.must(name, "a number", func(v *fastjson.Value) bool {
		*at = Decimal(v.MarshalTo(nil))
		return v.Type() == fastjson.TypeNumber
	})
}

func (d *decoder) resource(name string, at *Resource) {
	value := d.element(name)
	if value == nil {
		return
	}
	d.way.in(name, -1, func() { *at = d.read(value) })
}

// read reads a resource of any type.
func (w *way) read(value *fastjson.Value) Resource {
	if value.Type() != fastjson.TypeObject {
		w.fail("an object")
		return nil
	}
	kind, ok := "", false
	if named := value.Get(elementType); named != nil {
		kind, ok = textOf(named)
	}
	if !ok || kind == "" {
		w.in(elementType, -1, func() { w.fail("the name of a type of resource") })
		return nil
	}
	r := newResource(kind)
	w.visit(value, r)
	return r
}

func (d *decoder) object(name string, at element) {
	value := d.element(name)
	if value == nil {
		return
	}
	d.way.in(name, -1, func() { d.visit(value, at) })
}

func (d *decoder) objects(name string, at elements) {
	d.each(name, at.grow, func(place int, value *fastjson.Value) { d.visit(value, at.at(place)) })
}

// each goes through a list.
func (d *decoder) each(name string, begin func(length int), visit func(int, *fastjson.Value)) {
	value := d.element(name)
	if value == nil {
		return
	}
	values, err := value.Array()
	if err != nil {
		d.way.in(name, -1, func() { d.fail("a list") })
		return
	}
	begin(len(values))
	for place, value := range values {
		d.way.in(name, place, func() { visit(place, value) })
	}
}

// others keeps what nobody asked for. What was asked for may be there once: who
// reads the first of two birth dates would miss what the second says.
func (d *decoder) others(at *Others) {
	var seen uint64 // of the known elements, none of whose types has more than 64
	d.in.Visit(func(key []byte, value *fastjson.Value) {
		place := slices.Index(d.known, string(key))
		if place < 0 {
			*at = append(*at, Other{Name: string(key), JSON: value.MarshalTo(nil)})
			return
		}
		if seen&(1<<place) != 0 {
			d.way.in(d.known[place], -1, func() { d.fail("the element once") })
		}
		seen |= 1 << place
	})
}

// textOf gives the text that a value is, without NUL.
func textOf(value *fastjson.Value) (string, bool) {
	text, err := value.StringBytes()
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return "", false
	}
	return string(text), true
}
