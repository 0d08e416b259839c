package evaluate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ReadGroups reads columns of a truth file beside the person, and calls visit
// with each record and its values, which may be empty. It gives the columns that
// the file has of those wanted.
func ReadGroups(file string, from io.Reader, opt TruthOptions, wanted []string, visit func(record, by, value string) error) (had []string, err error) {
	r, err := openRows(file, from, cmp.Or(opt.IDColumn, "record_id"))
	if err == nil {
		had = r.alsoRead(wanted)
	}
	for err == nil {
		err = r.groups(had, visit)
	}
	if !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading groups: %w", err)
	}
	return had, nil
}

// alsoRead adds those of the columns that the header has.
func (r *rows) alsoRead(wanted []string) (had []string) {
	for _, name := range wanted {
		for place, column := range r.header {
			if column == name {
				r.names, r.places = append(r.names, name), append(r.places, place)
				had = append(had, name)
				break
			}
		}
	}
	return had
}

func (r *rows) groups(by []string, visit func(record, by, value string) error) error {
	if err := r.next(); err != nil {
		return err
	}
	record, err := r.field(0)
	if err != nil {
		return err
	}
	for i, name := range by {
		value := strings.TrimSpace(r.fields[r.places[i+1]])
		if !utf8.ValidString(value) {
			return r.bad(i+1, "UTF-8")
		}
		if err := visit(record, name, value); err != nil {
			return err
		}
	}
	return nil
}
