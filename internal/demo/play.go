package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/intake"
)

// Positions tells how far a partition has been read.
type Positions interface {
	Position(ctx context.Context, topic string, partition int32) (offset int64, known bool, err error)
}

// Play sends messages to an engine, and waits until it has taken them all. Told
// is called with how many are through, now and then.
func Play(ctx context.Context, sender *intake.Sender, at Positions, messages []Message, told func(done int)) error {
	all := make([]intake.Outgoing, len(messages))
	for i, m := range messages {
		all[i] = intake.Outgoing{Topic: intake.TopicDemographics, Key: m.Key, ContentType: m.ContentType, Value: m.Value}
	}
	const atOnce = 5000
	ends := map[intake.Place]int64{}
	for len(all) > 0 {
		n := min(atOnce, len(all))
		found, err := sender.Send(ctx, all[:n])
		if err != nil {
			return err
		}
		for place, end := range found {
			ends[place] = max(ends[place], end)
		}
		all = all[n:]
	}
	return wait(ctx, at, ends, told)
}

func wait(ctx context.Context, at Positions, ends map[intake.Place]int64, told func(done int)) error {
	const often = 100 * time.Millisecond
	for {
		left, done := int64(0), int64(0)
		for place, end := range ends {
			offset, _, err := at.Position(ctx, place.Topic, place.Partition)
			if err != nil {
				return fmt.Errorf("asking how far the engine is: %w", err)
			}
			left += max(end-offset, 0)
			done += min(offset, end)
		}
		told(int(done))
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // the caller's own
		case <-time.After(often):
		}
	}
}

// Unreadable are messages as they go wrong in the field: each becomes a dead
// letter.
func Unreadable() []Message {
	return []Message{
		{"x|1", intake.TypeHL7v2, []byte("MSH|^~\\&|PAS|RXX|MPI||20260102030405||ADT^A31^ADT_A05|1|T|2.4\rEVN|A31|20260102030405\rPID|1||")},
		{"x|2", intake.TypeHL7v2, []byte("MSH|^~\\&|PAS|RXX|MPI||20260102030405||ORU^R01|2|T|2.4\rPID|1||1^^^X^MR")},
		{"x|3", intake.TypeFHIR, []byte(`{"resourceType":"Patient","birthDate":"1980-13-45"}`)},
		{"x|4", intake.TypeFHIR, []byte(`{"resourceType":"Patient",`)},
		{"x|5", "text/plain", []byte("hello")},
	}
}
