package intake

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
	"github.com/lhcre/mpi/matcher/demographics"
)

// decodeADT gives the facts that an HL7 v2 ADT message tells; none where a visit's
// record is taken out, which changes nobody. An empty field says nothing and Null
// clears; a field that is told is told whole, with all its repetitions.
func decodeADT(raw []byte, received time.Time) ([]facts.Fact, error) {
	m, err := hl7v2.Parse(raw, hl7v2.Options{})
	if err != nil {
		return nil, fmt.Errorf("reading an HL7 v2 message: %w", err)
	}
	a := adt{received: received}
	if err := a.read(m); err != nil {
		return nil, fmt.Errorf("decoding an ADT message: %w", err)
	}
	a.stamp.Hash = sha256.Sum256(raw)
	all, err := a.facts()
	if err == nil {
		err = a.finish(all)
	}
	if err != nil {
		return nil, fmt.Errorf("decoding an ADT message of event %s: %w", a.event, err)
	}
	return all, nil
}

// adt is a message of the type ADT.
type adt struct {
	received     time.Time
	event        string
	action       action
	organisation string
	stamp        facts.Stamp
	patients     []adtPatient
}

// read takes what all facts of the message have in common.
func (a *adt) read(m *hl7v2.Message) error {
	header, event := &m.Segments[0], m.Segment("EVN")
	if event == nil {
		event = &hl7v2.Segment{Name: "EVN"}
	}
	if err := a.readEvent(header, event); err != nil || a.action == passOver {
		return err
	}
	a.organisation = tidy(authorityOf(header.Get(4), 1))
	a.stamp.Control = tidy(header.Get(10).Value(1))
	if err := a.date(event, header); err != nil {
		return err
	}
	var err error
	a.patients, err = patientsOf(m)
	return err
}

// date finds when it became so: EVN-2, else when the message was made, else
// when it arrived.
func (a *adt) date(event, header *hl7v2.Segment) error {
	a.stamp.At = a.received
	for _, source := range []struct {
		name string
		text string
	}{{"EVN-2", event.Get(2).Value(1)}, {"MSH-7", header.Get(7).Value(1)}} {
		if source.text == "" {
			continue
		}
		at, err := parseTime(source.text)
		if err != nil {
			return fmt.Errorf("%s: %w", source.name, err)
		}
		if at.After(a.received.Add(ahead)) {
			return expected(source.name, "a time at most 24 hours after the message arrived")
		}
		a.stamp.At = at
		return nil
	}
	return nil
}

// ahead is how far a message may be dated after its arrival.
const ahead = 24 * time.Hour

func (a *adt) facts() ([]facts.Fact, error) {
	switch a.action {
	case tellPatient, tellStay, removePatient:
		return a.upsert()
	case mergePatients, movePatient:
		return a.merged()
	case unlinkPatients:
		return a.unlinked()
	case passOver:
	}
	return nil, nil
}

// upsert tells of the one patient of the message.
func (a *adt) upsert() ([]facts.Fact, error) {
	if len(a.patients) != 1 {
		return nil, errors.New("expected one segment PID")
	}
	p := &a.patients[0]
	key, err := a.key(p)
	if err != nil {
		return nil, err
	}
	switch a.action { //nolint:exhaustive // the others do not come here
	case removePatient:
		return []facts.Fact{{Key: key, Kind: facts.Delete}}, nil
	case tellStay:
		t := &telling{adtPatient: p, columns: facts.Columns{}}
		t.stay(a.event, a.stamp.At)
		return []facts.Fact{{Key: key, Kind: facts.Tell, Columns: t.columns}}, nil
	}
	columns, err := a.columns(p, key)
	return []facts.Fact{{Key: key, Kind: facts.Tell, Columns: columns}}, err
}

// finish stamps the facts and checks what they tell, to name the field that has
// to be mended.
func (a *adt) finish(all []facts.Fact) error {
	for i := range all {
		f := &all[i]
		f.Stamp, f.Organisation = a.stamp, a.organisation
		f.Stamp.Part = i
		_, _, err := demographics.New(func(column string) string {
			if column == facts.ColumnRecordID {
				return "-" // worked out from the key
			}
			return f.Columns[column]
		}, nil, demographics.Options{})
		if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
			return expected(fieldOf(bad.Column), bad.Expected)
		}
	}
	return nil
}

// expected is the error of a field.
func expected(field, what string) error { return fmt.Errorf("%s: expected %s", field, what) }
