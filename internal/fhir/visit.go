package fhir

// visitor goes through the elements of a type: one description of each type
// serves decoding and encoding.
type visitor interface {
	resourceType(name string)
	text(name string, at *string)
	texts(name string, at *[]string)
	boolean(name string, at **bool)
	integer(name string, at **int)
	decimal(name string, at *Decimal)
	resource(name string, at *Resource)
	object(name string, at element)
	objects(name string, at elements)
	others(at *Others)
}

// element is a value with elements of its own.
type element interface {
	elements(v visitor)
}

// elements is a list of them.
type elements interface {
	len() int
	grow(length int)
	at(place int) element
}

// complexType is what T is when its pointer is an element.
type complexType[T any] interface {
	*T
	element
}

// listOf makes elements of a slice. It holds a pointer alone, so that it costs
// nothing to hand on.
type listOf[T any, P complexType[T]] struct{ values *[]T }

func (l listOf[T, P]) len() int             { return len(*l.values) }
func (l listOf[T, P]) grow(length int)      { *l.values = make([]T, length) }
func (l listOf[T, P]) at(place int) element { return P(&(*l.values)[place]) }

func one[T any, P complexType[T]](v visitor, name string, at *T) { v.object(name, P(at)) }

func list[T any, P complexType[T]](v visitor, name string, at *[]T) {
	v.objects(name, listOf[T, P]{at})
}

// Others holds the elements that a type does not know, in the order and with
// the bytes in which they came.
type Others []Other

// Other is one unknown element.
type Other struct {
	Name string
	JSON []byte
}
