package evaluate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
)

// TruthOptions names the columns of a truth file, which may be any CSV file
// with a header. Empty names mean record_id and person_id.
type TruthOptions struct {
	IDColumn     string
	PersonColumn string
}

// ReadTruth reads who each record is: record to person. The file's name is
// only for error messages.
func ReadTruth(file string, from io.Reader, opt TruthOptions) (map[string]string, error) {
	id, person := cmp.Or(opt.IDColumn, "record_id"), cmp.Or(opt.PersonColumn, "person_id")
	truth, err := readMap(file, from, nil, id, person)
	if err != nil {
		return nil, fmt.Errorf("reading truth: %w", err)
	}
	return truth, nil
}

// ReadIdentities reads identities.csv: record to identity. Every record must
// be one that the truth has; without a truth, nil, any record may be there.
func ReadIdentities(file string, from io.Reader, truth map[string]string) (map[string]string, error) {
	var known func(string) bool
	if truth != nil {
		known = func(record string) bool { _, ok := truth[record]; return ok }
	}
	identities, err := readMap(file, from, known, "record_id", "identity_id")
	if err != nil {
		return nil, fmt.Errorf("reading identities: %w", err)
	}
	return identities, nil
}

// readMap reads two columns. A nil known takes any record.
func readMap(file string, from io.Reader, known func(string) bool, id, group string) (map[string]string, error) {
	r, err := openRows(file, from, id, group)
	if err != nil {
		return nil, err
	}
	out, groups := map[string]string{}, interner{}
	for {
		if err := r.next(); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		record, group, err := r.entry(out, known)
		if err != nil {
			return nil, err
		}
		out[strings.Clone(record)] = groups.intern(group)
	}
}

// entry reads a record that is known and new, and its group.
func (r *rows) entry(had map[string]string, known func(string) bool) (record, group string, err error) {
	if record, err = r.field(0); err != nil {
		return "", "", err
	}
	if _, twice := had[record]; twice {
		return "", "", r.bad(0, "each record once")
	}
	if known != nil && !known(record) {
		return "", "", r.bad(0, "a record that the truth has")
	}
	group, err = r.field(1)
	return record, group, err
}

// interner keeps one copy of each string, and none of the line it came from.
type interner map[string]string

func (in interner) intern(s string) string {
	kept, ok := in[s]
	if !ok {
		kept = strings.Clone(s)
		in[kept] = kept
	}
	return kept
}
