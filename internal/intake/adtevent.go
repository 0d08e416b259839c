package intake

import (
	"github.com/lhcre/mpi/internal/hl7v2"
)

// action is what is done about a trigger event.
type action uint8

const (
	passOver       action = iota // it changes nobody
	tellPatient                  // PID tells of a record
	tellStay                     // PV1 tells that a visit is otherwise after all
	removePatient                // the record is no longer held
	mergePatients                // MRG-1 is merged into PID-3, which tells nothing else
	movePatient                  // the same, and PID tells of the record that is left
	unlinkPatients               // two PIDs were merged in error
)

func actionOf(event string) (_ action, known bool) {
	switch event {
	case "A01", "A02", "A03", "A04", "A05", "A08", "A28", "A31":
		return tellPatient, true
	case "A11", "A12", "A13":
		return tellStay, true
	case "A23":
		return passOver, true
	case "A29":
		return removePatient, true
	case "A34", "A40":
		return mergePatients, true
	case "A43", "A47":
		return movePatient, true
	case "A37":
		return unlinkPatients, true
	}
	return passOver, false
}

// readEvent takes the trigger event from MSH-9, or from EVN-1 where MSH-9 tells
// the type of the message alone.
func (a *adt) readEvent(header, event *hl7v2.Segment) error {
	kind := header.Get(9)
	a.event = kind.Value(2)
	if a.event == "" {
		a.event = event.Get(1).Value(1)
	}
	var known bool
	if a.action, known = actionOf(a.event); known && kind.Value(1) == "ADT" {
		return nil
	}
	return expected("MSH-9", "ADT with one of the events A01 to A05, A08, A11 to A13, A23, A28, A29, A31, A34, A37, A40, A43, A47"+
		foundEvent(kind.Value(1), a.event))
}

// foundEvent tells what a message is, if it has the form of a type and an event.
func foundEvent(kind, event string) string {
	capitals := func(text string) bool {
		for i := range len(text) {
			if text[i] < 'A' || text[i] > 'Z' {
				return false
			}
		}
		return true
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if len(kind) != 3 || !capitals(kind) || len(event) != 3 || !capitals(event[:1]) || !digit(event[1]) || !digit(event[2]) {
		return ""
	}
	return ", found " + kind + " with " + event
}
