package fhir

import "github.com/valyala/fastjson"

// Resource is a resource of any type, *Unknown of one that the package does not
// know.
type Resource interface {
	element

	// ResourceType names the type.
	ResourceType() string
}

var (
	_ Resource = (*Patient)(nil)
	_ Resource = (*Bundle)(nil)
	_ Resource = (*MessageHeader)(nil)
	_ Resource = (*OperationOutcome)(nil)
	_ Resource = (*Parameters)(nil)
	_ Resource = (*Unknown)(nil)
)

// Types of resources, and the element that names them.
const (
	elementType = "resourceType"

	typePatient          = "Patient"
	typeBundle           = "Bundle"
	typeMessageHeader    = "MessageHeader"
	typeOperationOutcome = "OperationOutcome"
	typeParameters       = "Parameters"
)

func newResource(kind string) Resource {
	switch kind {
	case typePatient:
		return &Patient{}
	case typeBundle:
		return &Bundle{}
	case typeMessageHeader:
		return &MessageHeader{}
	case typeOperationOutcome:
		return &OperationOutcome{}
	case typeParameters:
		return &Parameters{}
	}
	return &Unknown{Type: kind}
}

// Unknown is a resource of a type that the package does not know.
type Unknown struct {
	Type  string
	Other Others
}

// ResourceType is what the resource says.
func (u *Unknown) ResourceType() string { return u.Type }

func (u *Unknown) elements(v visitor) {
	v.resourceType(u.Type)
	v.others(&u.Other)
}

// Decode reads a resource of any type.
func Decode(text []byte) (Resource, error) {
	value, expected := ParseJSON(text)
	if expected != "" {
		return nil, &ElementError{anyResource, expected}
	}
	w := newWay(rootName(value))
	read := w.read(value)
	if w.err != nil {
		return nil, w.err
	}
	return read, nil
}

// anyResource is what errors call a resource whose type nobody knows: what stands
// in the place of the type could be anything.
const anyResource = "Resource"

// rootName gives the type of a resource for errors, if it is a known one.
func rootName(value *fastjson.Value) string {
	r := newResource(string(value.GetStringBytes(elementType)))
	if _, unknown := r.(*Unknown); unknown {
		return anyResource
	}
	return r.ResourceType()
}

// Append appends a resource as JSON on one line.
func Append(out []byte, r Resource) []byte { return appendJSON(out, r) }

// UnmarshalJSON reads a patient of JSON text.
func (p *Patient) UnmarshalJSON(text []byte) error { return decode(text, typePatient, p) }

// UnmarshalJSON reads a bundle of JSON text.
func (b *Bundle) UnmarshalJSON(text []byte) error { return decode(text, typeBundle, b) }

// UnmarshalJSON reads a message header of JSON text.
func (m *MessageHeader) UnmarshalJSON(text []byte) error { return decode(text, typeMessageHeader, m) }

// UnmarshalJSON reads an outcome of JSON text.
func (o *OperationOutcome) UnmarshalJSON(text []byte) error {
	return decode(text, typeOperationOutcome, o)
}

// UnmarshalJSON reads parameters of JSON text.
func (p *Parameters) UnmarshalJSON(text []byte) error { return decode(text, typeParameters, p) }

// AppendJSON appends the patient as JSON on one line.
func (p *Patient) AppendJSON(out []byte) []byte { return appendJSON(out, p) }

// MarshalJSON gives the patient as JSON.
func (p *Patient) MarshalJSON() ([]byte, error) { return appendJSON(nil, p), nil }

// MarshalJSON gives the bundle as JSON.
func (b *Bundle) MarshalJSON() ([]byte, error) { return appendJSON(nil, b), nil }

// MarshalJSON gives the message header as JSON.
func (m *MessageHeader) MarshalJSON() ([]byte, error) { return appendJSON(nil, m), nil }

// MarshalJSON gives the outcome as JSON.
func (o *OperationOutcome) MarshalJSON() ([]byte, error) { return appendJSON(nil, o), nil }

// MarshalJSON gives the parameters as JSON.
func (p *Parameters) MarshalJSON() ([]byte, error) { return appendJSON(nil, p), nil }

// MarshalJSON gives the resource as JSON.
func (u *Unknown) MarshalJSON() ([]byte, error) { return appendJSON(nil, u), nil }
