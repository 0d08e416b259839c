package files

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/lhcre/mpi/internal/fhir"
)

// Object is one JSON object whose members have the names of columns, as a line
// of a file holds it and a message too.
type Object struct {
	// Columns holds the members' texts as a CSV file would; "" for null.
	Columns map[string]string
	// Objects holds the members that are objects themselves.
	Objects map[string]Object
}

// MemberError says which member of an object expected what. It never holds the
// value.
type MemberError struct {
	Member   string // "" for the object itself
	Expected string
}

// Error says what was expected where.
func (e *MemberError) Error() string {
	if e.Member == "" {
		return "expected " + e.Expected
	}
	return "member " + e.Member + ": expected " + e.Expected
}

// ReadObject reads an object strictly. Which members there may be, the caller
// says.
func ReadObject(text []byte) (Object, error) {
	value, expected := fhir.ParseJSON(text)
	switch {
	case expected != "":
		return Object{}, &MemberError{"", expected}
	case value.Type() != fastjson.TypeObject:
		return Object{}, &MemberError{"", "a JSON object"}
	}
	return readObject(value.GetObject(), "")
}

// readObject reads an object; the one within another has a name.
func readObject(object *fastjson.Object, within string) (Object, error) {
	read := Object{Columns: make(map[string]string, object.Len()), Objects: map[string]Object{}}
	var wrong error
	object.Visit(func(key []byte, value *fastjson.Value) {
		if wrong == nil {
			wrong = read.add(string(key), within, value)
		}
	})
	return read, wrong
}

func (o *Object) add(name, within string, value *fastjson.Value) error {
	_, twice := o.Columns[name]
	if _, again := o.Objects[name]; again || twice {
		return &MemberError{memberName(within, name), "each member once"}
	}
	if within == "" && value.Type() == fastjson.TypeObject {
		inner, err := readObject(value.GetObject(), name)
		o.Objects[name] = inner
		return err
	}
	text, reason := appendValue(nil, value, betweenValues(name))
	if reason != "" {
		return &MemberError{memberName(within, name), strings.TrimPrefix(reason, "expected ")}
	}
	o.Columns[name] = string(text)
	return nil
}

// MemberName gives the name of a member for an error, "" for one that is no name
// of a column anywhere and could be a personal value.
func MemberName(name string) string {
	const most = 64
	if len(name) > most || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return ""
	}
	return name
}

func memberName(within, name string) string {
	within, name = MemberName(within), MemberName(name)
	if within == "" || name == "" {
		return name
	}
	return within + "." + name
}
