package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
)

// whole reads a Bundle that is a message. Those that only answer a question are
// none: what they show is already known to whoever was asked.
func (m *patientMessage) whole(b *fhir.Bundle) error {
	const path = "Bundle"
	m.known = named{}
	m.known.learn(b)
	from := origin{path: path, dated: dated{b.Meta.LastUpdated, path + ".meta.lastUpdated"}}
	var err error
	if b.Type == fhir.BundleMessage {
		err = m.message(b, from)
	} else {
		err = m.entries(b, from)
	}
	if err == nil && len(m.facts) == 0 {
		err = &fhir.ElementError{Path: path + ".entry", Expected: "a Patient"}
	}
	return err
}

// message reads what the Patient Master Identity Feed of IHE (ITI-93) sends: a
// MessageHeader, then a Bundle with the history of patients, or patients as they
// are.
func (m *patientMessage) message(b *fhir.Bundle, from origin) error {
	var header *fhir.MessageHeader
	if len(b.Entry) > 0 {
		header, _ = b.Entry[0].Resource.(*fhir.MessageHeader)
	}
	switch {
	case header == nil:
		return &fhir.ElementError{Path: from.path + ".entry[0].resource", Expected: "a MessageHeader"}
	case cmp.Or(header.EventURI, header.EventCoding.Code) != fhir.EventPatientFeed:
		return &fhir.ElementError{Path: from.path + ".entry[0].resource.eventUri", Expected: fhir.EventPatientFeed}
	}
	m.sender = strings.ToUpper(strings.TrimSpace(header.Sender.Organisation()))
	return m.entries(b, from)
}

// entries reads the entries of a bundle, one behind the other.
func (m *patientMessage) entries(b *fhir.Bundle, from origin) error {
	switch b.Type {
	case fhir.BundleMessage, fhir.BundleHistory, fhir.BundleCollection, fhir.BundleTransaction, fhir.BundleBatch:
	default:
		return &fhir.ElementError{Path: from.path + ".type", Expected: "message, history, collection, transaction or batch"}
	}
	first := len(m.facts)
	for i := range b.Entry {
		entry := &b.Entry[i]
		path := fmt.Sprintf("%s.entry[%d]", from.path, i)
		inner := origin{path: path, url: entry.FullURL, dated: firstDated(
			dated{entry.Response.LastModified, path + ".response.lastModified"},
			dated{b.Timestamp, from.path + ".timestamp"}, from.dated,
		)}
		if err := m.entry(b, entry, inner); err != nil {
			return err
		}
	}
	if b.Type == fhir.BundleHistory {
		m.turn(first)
	}
	return nil
}

// turn puts the facts of a history, which has the newest first, in the order in
// which they came about: of two versions with one date the later fact stands.
func (m *patientMessage) turn(first int) {
	slices.Reverse(m.facts[first:])
	for i := first; i < len(m.facts); i++ {
		m.facts[i].Stamp.Part = i
	}
}

func (m *patientMessage) entry(b *fhir.Bundle, entry *fhir.BundleEntry, from origin) error {
	method := strings.ToUpper(entry.Request.Method)
	switch {
	case method == "DELETE":
		return m.remove(entry, from)
	case method == "GET", method == "HEAD":
		return nil
	case !slices.Contains([]string{"", "PUT", "POST"}, method):
		return &fhir.ElementError{Path: from.path + ".request.method", Expected: "PUT, POST or DELETE"}
	}
	from.path += ".resource"
	switch r := entry.Resource.(type) {
	case *fhir.Patient:
		return m.patient(r, from)
	case *fhir.Bundle:
		return m.within(b, r, from)
	case nil:
		if method != "" {
			return &fhir.ElementError{Path: from.path, Expected: "the resource of a " + method}
		}
	}
	return nil // organisations and others, which say nothing of who a patient is
}

// within reads a Bundle within a message, the only place where one may be.
func (m *patientMessage) within(outer, b *fhir.Bundle, from origin) error {
	if outer.Type != fhir.BundleMessage || b.Type == fhir.BundleMessage {
		return &fhir.ElementError{Path: from.path, Expected: "no Bundle within another but in a message, and no message there"}
	}
	return m.entries(b, from)
}
