package intake

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Members of a message in native JSON that are no columns.
const (
	memberControl  = "control_id"
	memberMerged   = "merged_into"
	memberUnmerged = "unmerged_from"
)

const expectedOther = "an object with the authority and local_id of another record"

// decodeNative reads a message in native JSON: one object whose members are the
// native columns. A member that is absent says nothing, null or "" clears what
// was told before. Besides there are control_id, the sender's number of the
// message, and merged_into and unmerged_from, objects with the authority and
// local_id of another record. With one of these, or with deleted, the other
// columns say nothing.
func decodeNative(raw []byte, received time.Time) ([]facts.Fact, error) {
	object, err := files.ReadObject(raw)
	if err != nil {
		return nil, fmt.Errorf("decoding native JSON: %w", err)
	}
	fact, err := nativeFact(&object, received)
	if err != nil {
		return nil, fmt.Errorf("decoding native JSON: %w", err)
	}
	fact.Stamp.Hash = sha256.Sum256(raw)
	if err := fact.Check(received, demographics.Options{}); err != nil {
		return nil, fmt.Errorf("decoding native JSON: %w", inMembers(err))
	}
	return []facts.Fact{fact}, nil
}

func nativeFact(object *files.Object, received time.Time) (facts.Fact, error) {
	if err := checkMembers(object); err != nil {
		return facts.Fact{}, err
	}
	about, err := headOf(object.Columns)
	if err != nil {
		return facts.Fact{}, inMembers(err)
	}
	fact := about.fact(received)
	fact.Stamp.Control = object.Columns[memberControl]
	if len(fact.Stamp.Control) > longestControl {
		return fact, &files.MemberError{Member: memberControl, Expected: expectedControl}
	}
	return fact, sayNative(&fact, object, about.deleted)
}

// inMembers words an error of demographics in the message's terms.
func inMembers(err error) error {
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		return &files.MemberError{Member: bad.Column, Expected: bad.Expected}
	}
	return err
}

// isColumn says which members are native columns, of those that are known.
func isColumn(member string) bool {
	return member != memberControl && member != memberMerged && member != memberUnmerged
}

// checkMembers says what is wrong with the first member, by its name, that is
// not as it should be.
func checkMembers(object *files.Object) error {
	known := append(demographics.NativeColumns(), memberControl, memberMerged, memberUnmerged)
	var first string
	var wrong error
	note := func(name, expected string) {
		switch {
		case wrong != nil && first <= name:
		case !slices.Contains(known, name):
			first, wrong = name, unknownMember(name)
		case expected != "":
			first, wrong = name, &files.MemberError{Member: name, Expected: expected}
		}
	}
	for name, text := range object.Columns {
		expected := ""
		if (name == memberMerged || name == memberUnmerged) && text != "" {
			expected = expectedOther
		}
		note(name, expected)
	}
	if wrong != nil {
		return wrong
	}
	for name := range object.Objects {
		expected := ""
		if name != memberMerged && name != memberUnmerged {
			expected = "text, a number, true, false, null, or a list of these"
		}
		note(name, expected)
	}
	return wrong
}

// unknownMember names the member, unless its name is such that it could be a
// personal value.
func unknownMember(name string) error {
	return &files.MemberError{Member: files.MemberName(name), Expected: "names of native columns, control_id, merged_into and unmerged_from only"}
}

// sayNative says what a fact does.
func sayNative(fact *facts.Fact, object *files.Object, deleted bool) (err error) {
	merged, isMerged := object.Objects[memberMerged]
	unmerged, isUnmerged := object.Objects[memberUnmerged]
	switch {
	case isMerged && isUnmerged, (isMerged || isUnmerged) && deleted:
		return &files.MemberError{Expected: "only one of merged_into, unmerged_from and deleted"}
	case isMerged:
		fact.Kind = facts.Merge
		fact.Other, err = otherKey(memberMerged, merged)
	case isUnmerged:
		fact.Kind = facts.Unmerge
		fact.Other, err = otherKey(memberUnmerged, unmerged)
	case deleted:
		fact.Kind = facts.Delete
	default:
		fact.Kind, fact.Columns = facts.Tell, demographicsOf(object.Columns)
	}
	return err
}

// demographicsOf leaves out the members that are no demographics.
func demographicsOf(columns facts.Columns) facts.Columns {
	out := maps.Clone(columns)
	maps.DeleteFunc(out, func(column, _ string) bool { return isHead(column) || !isColumn(column) })
	return out
}

// otherKey reads the object that names another record.
func otherKey(member string, object files.Object) (facts.Key, error) {
	for _, name := range slices.Sorted(maps.Keys(object.Columns)) {
		if name != facts.ColumnAuthority && name != facts.ColumnLocalID {
			return facts.Key{}, &files.MemberError{Member: member, Expected: expectedOther}
		}
	}
	key, err := keyOf(object.Columns[facts.ColumnAuthority], object.Columns[facts.ColumnLocalID])
	if err != nil || key.Authority == "" || key.LocalID == "" {
		return key, &files.MemberError{Member: member, Expected: expectedOther}
	}
	return key, nil
}
