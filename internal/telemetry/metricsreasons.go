package telemetry

// Reason is why messages could not be taken, as far as a label may say: the words
// of an error are for the dead letter.
type Reason string

// The reasons.
const (
	ReasonFormat  Reason = "format"  // it cannot be decoded, or nothing says what it is
	ReasonEvent   Reason = "event"   // an event that the engine does not know
	ReasonContent Reason = "content" // it can be decoded, and breaks a rule
	ReasonTime    Reason = "time"    // it is dated too far ahead
	ReasonOther   Reason = "other"
)

func reasons() map[Reason]bool {
	return map[Reason]bool{ReasonFormat: true, ReasonEvent: true, ReasonContent: true, ReasonTime: true, ReasonOther: true}
}

// DeadLetters counts messages that could not be taken. What is no reason of the
// list counts as another, so that nothing of a message can become a label.
func (m *Metrics) DeadLetters(reason Reason, messages int) {
	if !reasons()[reason] {
		reason = ReasonOther
	}
	m.deadLetters.WithLabelValues(string(reason)).Add(float64(messages))
}
