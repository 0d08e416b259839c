package intake

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/matcher/demographics"
)

// decodePatient reads a message in FHIR: a Patient, or a Bundle with Patients,
// each of which is a fact; a history's oldest first. If one is wrong the whole
// message is, since its sender meant it as one.
//
// A Patient is the whole record as of meta.lastUpdated, as a PUT of it would be:
// columns that it does not tell are cleared (see stays for those that are not).
// One that is replaced by another is a merge of the two, otherwise one that is
// not active is a record that its organisation no longer holds; neither tells
// any demographics.
func decodePatient(raw []byte, received time.Time) ([]facts.Fact, error) {
	resource, err := fhir.Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("decoding FHIR: %w", err)
	}
	m := &patientMessage{received: received, hash: sha256.Sum256(raw)}
	switch r := resource.(type) {
	case *fhir.Patient:
		err = m.patient(r, origin{path: "Patient"})
	case *fhir.Bundle:
		err = m.whole(r)
	default:
		err = &fhir.ElementError{Path: "Resource.resourceType", Expected: "Patient or Bundle"}
	}
	if err != nil {
		return nil, fmt.Errorf("decoding FHIR: %w", err)
	}
	return m.facts, nil
}

// patientMessage is a message at hand.
type patientMessage struct {
	received time.Time
	hash     facts.Hash
	sender   string // the organisation that sends the message
	known    named  // patients by what references call them
	facts    []facts.Fact
}

// origin is where in a message a patient stands, and what is said there of the
// resource from outside.
type origin struct {
	path  string // of the resource
	dated dated  // when it became so, unless the resource says it
	url   string // of the entry
}

// dated is a date and where in the message it stands.
type dated struct{ text, path string }

// firstDated gives the first that is a date at all.
func firstDated(all ...dated) dated {
	for _, d := range all {
		if d.text != "" {
			return d
		}
	}
	return dated{}
}

// at gives the path of one of the patient's elements.
func (o origin) at(path string) string { return o.path + strings.TrimPrefix(path, "Patient") }

// of gives the path of the element that a column comes from.
func (o origin) of(p *fhir.Patient, column string) string {
	if column == facts.ColumnUpdatedAt && p.Meta.LastUpdated == "" {
		return o.dated.path
	}
	return o.at(p.Path(column))
}

func (m *patientMessage) patient(p *fhir.Patient, from origin) error {
	fact, err := m.fact(p, from)
	if err == nil {
		err = m.add(&fact, from)
	}
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		return &fhir.ElementError{Path: from.of(p, bad.Column), Expected: bad.Expected}
	}
	return err
}

// add takes a fact that has all but the stamp of its place.
func (m *patientMessage) add(fact *facts.Fact, from origin) error {
	if fact.Stamp.Control == "" {
		fact.Stamp.Control = from.url
	}
	fact.Stamp.Hash, fact.Stamp.Part = m.hash, len(m.facts)
	if fact.Organisation == "" {
		fact.Organisation = m.sender
	}
	if len(fact.Stamp.Control) > longestControl {
		return fmt.Errorf("%s: expected a versionId, or else a fullUrl, of %s", from.path, expectedControl)
	}
	if err := fact.Check(m.received, demographics.Options{}); err != nil {
		return fmt.Errorf("%s: %w", from.path, err)
	}
	m.facts = append(m.facts, *fact)
	return nil
}

func (m *patientMessage) fact(p *fhir.Patient, from origin) (facts.Fact, error) {
	columns := facts.Columns{facts.ColumnUpdatedAt: from.dated.text}
	p.Columns(func(column, text string) { columns[column] = text })
	about, err := headOf(columns)
	if err != nil {
		return facts.Fact{}, err
	}
	if about.key.Authority == "" || about.key.LocalID == "" {
		return facts.Fact{}, noKey(p, about.key, from)
	}
	fact := about.fact(m.received)
	fact.Stamp.Control = versionOf(p)
	return fact, m.say(&fact, p, columns, from)
}

// noKey says what a patient's local identifier lacks.
func noKey(p *fhir.Patient, found facts.Key, from origin) error {
	switch {
	case p.LocalIdentifier() == nil:
		return &fhir.ElementError{Path: from.at("Patient.identifier"), Expected: "an identifier at an organisation, with its system and value"}
	case found.LocalID == "":
		return &fhir.ElementError{Path: from.of(p, facts.ColumnLocalID), Expected: "the local identifier"}
	}
	return &fhir.ElementError{Path: from.of(p, facts.ColumnAuthority), Expected: "the system of the identifier"}
}

// versionOf gives the number of a version, filled up with noughts because the
// numbers of messages are compared as texts: version 10 comes after version 9
// when both were made in one second.
func versionOf(p *fhir.Patient) string {
	const digits = 20
	version := p.Meta.VersionID
	if version != "" && len(version) < digits && strings.Trim(version, "0123456789") == "" {
		return strings.Repeat("0", digits-len(version)) + version
	}
	return version
}

// say says what a fact does.
func (m *patientMessage) say(fact *facts.Fact, p *fhir.Patient, columns facts.Columns, from origin) (err error) {
	replaced, inactive := p.ReplacedBy(), p.Active != nil && !*p.Active
	switch {
	case len(replaced) > 1:
		return &fhir.ElementError{Path: from.at("Patient.link"), Expected: "one link of type replaced-by"}
	case len(replaced) == 1 && !inactive && p.Active != nil:
		return &fhir.ElementError{Path: from.at("Patient.active"), Expected: "false beside a link of type replaced-by"}
	case len(replaced) == 1:
		fact.Kind = facts.Merge
		fact.Other, err = m.survivor(p, replaced[0], from)
	case inactive:
		fact.Kind = facts.Delete
	default:
		fact.Kind, fact.Columns = facts.Tell, wholeRecord(columns)
	}
	return err
}

// survivor gives the key of the patient that is to be used in another's place.
func (m *patientMessage) survivor(p *fhir.Patient, place int, from origin) (facts.Key, error) {
	target := &p.Link[place].Target
	identifier := &target.Identifier
	if identifier.Value == "" {
		identifier = m.known.of(target.Reference)
	}
	if identifier != nil {
		authority, id, ok := identifier.Local()
		if key, err := keyOf(authority, id); ok && err == nil {
			return key, nil
		}
	}
	return facts.Key{}, &fhir.ElementError{
		Path:     from.at(fmt.Sprintf("Patient.link[%d].other", place)),
		Expected: "the local identifier of the patient that replaces this one, or a reference to it in the same Bundle",
	}
}
