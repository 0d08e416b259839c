package population

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/hl7v2"
)

const (
	// endOfTruth stands between the truth about a record, told with its first
	// message, and the message.
	endOfTruth = 0x1e
	// daysAfter is for how long news of the last day may still come in.
	daysAfter = 200
)

// messageLayout writes the life of each record as messages, in the order of
// time. Each message ends with a line feed behind its last segment.
func messageLayout() layout {
	const bytesPerPerson = 12_000 // most messages are of the last years, so that files are of unequal size
	return layout{
		file: MessagesFile, span: uint64(lastDay+daysAfter-firstDay) * secondsPerDay, bytes: bytesPerPerson, lives: true,
		pack: func(*world) func([]Row) (items, error) { return packMessages },
		unpack: func(item, out, truth []byte) ([]byte, []byte, error) {
			about, message, _ := bytes.Cut(item, []byte{endOfTruth})
			return append(append(out, message...), '\n'), append(truth, about...), nil
		},
	}
}

func packMessages(rows []Row) (all items, err error) {
	for i := range rows {
		if err := tell(&rows[i], &all); err != nil {
			return all, fmt.Errorf("writing messages: %w", err)
		}
	}
	return all, nil
}

// tell writes the messages of a record. What a message no longer has is told
// as Null, because an empty field changes nothing.
func tell(row *Row, all *items) (err error) {
	var before hl7v2.Segment
	for i := range row.life {
		m := teller{version: &row.life[i], control: row.Record[RecordID][1:] + strconv.Itoa(i)}
		message := m.message()
		pid := &message.Segments[2]
		now := *pid
		if m.event != eventMerge {
			nullMissing(pid, before)
		}
		all.add(uint64(m.at-int64(firstDay)*secondsPerDay), func(out []byte) []byte { //nolint:gosec // nothing is known before the first day
			if i == 0 {
				out = appendTruth(out, row)
			}
			out, err = message.Append(append(out, endOfTruth))
			return out
		})
		if err != nil {
			return err
		}
		before = now
	}
	return nil
}

func nullMissing(now *hl7v2.Segment, before hl7v2.Segment) {
	for i := range before.Fields {
		if now.Get(i+1) == nil && before.Fields[i] != nil {
			now.Set(i+1, hl7v2.Text(hl7v2.Null))
		}
	}
}

// teller makes the message of a version.
type teller struct {
	*version
	control string
}

func (m *teller) message() hl7v2.Message {
	all := hl7v2.Message{Segments: []hl7v2.Segment{m.header(), m.eventType(), m.patient()}}
	switch m.event {
	case eventMerge:
		merge := hl7v2.NewSegment("MRG", 1)
		merge.Set(1, hl7v2.Field{m.localID(m.merged)})
		all.Segments = append(all.Segments, merge)
		return all
	case eventAdmit, eventRegister, eventVisit:
		all.Segments = append(all.Segments, m.demographics(), m.visit())
	default:
		all.Segments = append(all.Segments, m.demographics())
	}
	if status := m.record[DeathStatus]; status != "" {
		all.Segments = append(all.Segments, hl7v2.Segment{Name: "ZPD", Fields: []hl7v2.Field{hl7v2.Text(status)}})
	}
	return all
}

func (m *teller) header() hl7v2.Segment {
	const secondsToSend = 5
	s := hl7v2.NewSegment("MSH", 16)
	s.Set(3, hl7v2.Text("PAS"))
	s.Set(4, hl7v2.Text(m.record[Organisation]))
	s.Set(5, hl7v2.Text("MPI"))
	s.Set(7, hl7v2.Text(timestamp(m.at+secondsToSend)))
	s.Set(9, hl7v2.Field{hl7v2.Parts("ADT", m.event, structureOf(m.event))})
	s.Set(10, hl7v2.Text(m.control))
	s.Set(11, hl7v2.Text("T")) // training: the people are made up
	s.Set(12, hl7v2.Text("2.4"))
	s.Set(17, hl7v2.Text("GBR"))
	s.Set(18, hl7v2.Text(hl7v2.Unicode))
	return s
}

// structureOf names the message structure of a trigger event.
func structureOf(event string) string {
	switch event {
	case eventAdd, eventUpdate:
		return "ADT_A05"
	case eventDelete:
		return "ADT_A21"
	case eventMerge:
		return "ADT_A39"
	}
	return "ADT_A01"
}

// patientClass tells inpatients from emergencies and outpatients.
func patientClass(event string) string {
	switch event {
	case eventAdmit:
		return "I"
	case eventRegister:
		return "E"
	}
	return "O"
}

func (m *teller) eventType() hl7v2.Segment {
	s := hl7v2.NewSegment("EVN", 2)
	s.Set(1, hl7v2.Text(m.event))
	s.Set(2, hl7v2.Text(timestamp(m.at)))
	return s
}

func (m *teller) visit() hl7v2.Segment {
	s := hl7v2.NewSegment("PV1", 2)
	s.Set(1, hl7v2.Text("1"))
	s.Set(2, hl7v2.Text(patientClass(m.event)))
	return s
}

func (m *teller) demographics() hl7v2.Segment {
	s := hl7v2.NewSegment("PD1", 12)
	if code := m.record[Practice]; code != "" {
		s.Set(3, hl7v2.Field{hl7v2.Parts("", "", code)})
	}
	protected := "N"
	if m.record[Confidentiality] != "U" {
		protected = "Y"
	}
	s.Set(12, hl7v2.Text(protected))
	return s
}

func timestamp(at int64) string { return time.Unix(at, 0).UTC().Format("20060102150405") + "+0000" }

func compactDate(text string) string { return strings.ReplaceAll(text, "-", "") }
