package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/linker"
)

// batch is what was read of a partition at once.
type batch struct {
	linker.Batch

	messages int
	oldest   time.Time
	reasons  map[Reason]int
}

// batch decodes messages. What cannot be decoded becomes a dead letter.
func (c *Consumer) batch(p partition, records []*kgo.Record) *batch {
	b := &batch{messages: len(records), oldest: records[0].Timestamp, reasons: map[Reason]int{}}
	b.Cause = "message"
	for _, r := range records {
		if err := c.decode(r, b); err != nil {
			b.DeadLetters = append(b.DeadLetters, deadLetter(r, err))
			b.reasons[reasonOf(err)]++
		}
	}
	last := records[len(records)-1]
	b.Position = &linker.Position{Topic: p.topic, Partition: p.number, Offset: last.Offset + 1}
	return b
}

func (c *Consumer) decode(r *kgo.Record, b *batch) error {
	if r.Topic == TopicNHSNumbers {
		f, err := facts.DecodeNumber(r.Value, c.Options)
		if err == nil {
			err = f.Check(r.Timestamp)
		}
		if err == nil {
			b.Numbers = append(b.Numbers, f)
		}
		return err
	}
	all, err := Decode(header(r, "content-type"), r.Value, r.Timestamp, c.Options)
	for i := range all {
		c.settle(&all[i])
	}
	b.Facts = append(b.Facts, all...)
	return err
}

// settle names an authority as it is named here, for FHIR has it by its URI and HL7
// by another name; and says whose record it is if the message does not.
func (c *Consumer) settle(f *facts.Fact) {
	f.Key.Authority, f.Other.Authority = c.Organisations.Name(f.Key.Authority), c.Organisations.Name(f.Other.Authority)
	if f.Organisation == "" {
		if owner, ok := c.Organisations.Owner(f.Key.Authority); ok {
			f.Organisation = owner.Code
		}
	}
}

// mostFacts is how many facts a transaction has at most.
const mostFacts = 500

// parts cuts a batch where a few messages say a lot. The place in the topic
// moves with the last: if a part fails, all are taken again, and those that were
// taken already change nothing.
func (b *batch) parts() []linker.Batch {
	var out []linker.Batch
	rest := b.Batch
	for len(rest.Facts) > mostFacts {
		out = append(out, linker.Batch{Facts: rest.Facts[:mostFacts], Cause: rest.Cause})
		rest.Facts = rest.Facts[mostFacts:]
	}
	return append(out, rest)
}

func header(r *kgo.Record, name string) string {
	for _, h := range r.Headers {
		if h.Key == name {
			return string(h.Value)
		}
	}
	return ""
}

func deadLetter(r *kgo.Record, reason error) linker.DeadLetter {
	return linker.DeadLetter{
		Position:    linker.Position{Topic: r.Topic, Partition: r.Partition, Offset: r.Offset},
		At:          r.Timestamp,
		ContentType: header(r, "content-type"),
		Key:         r.Key, Value: r.Value, Reason: reason.Error(),
	}
}

// sendDeadLetters puts the dead letters of a batch on their topic, before the
// batch is committed: one may be sent twice, none is lost.
func (c *Consumer) sendDeadLetters(ctx context.Context, b *batch) error {
	if len(b.DeadLetters) == 0 {
		return nil
	}
	out := make([]*kgo.Record, len(b.DeadLetters))
	for i, d := range b.DeadLetters {
		out[i] = &kgo.Record{Topic: TopicDeadLetters, Key: d.Key, Value: d.Value, Headers: []kgo.RecordHeader{
			{Key: "content-type", Value: []byte(d.ContentType)},
			{Key: "reason", Value: []byte(d.Reason)},
			{Key: "source", Value: fmt.Appendf(nil, "%s/%d/%d", d.Topic, d.Partition, d.Offset)},
		}}
	}
	if err := c.produce(ctx, out); err != nil {
		return fmt.Errorf("sending dead letters: %w", err)
	}
	return nil
}

// produce sends dead letters. One that the topic does not take whole goes without
// its value, which is in the store: it may not keep the partition waiting.
func (c *Consumer) produce(ctx context.Context, letters []*kgo.Record) error {
	var short []*kgo.Record
	for _, result := range c.client.ProduceSync(ctx, letters...) {
		r := result.Record
		switch {
		case errors.Is(result.Err, kerr.MessageTooLarge) && r.Value != nil:
			headers := append(slices.Clip(r.Headers), kgo.RecordHeader{Key: "value", Value: []byte("in the store only")})
			short = append(short, &kgo.Record{Topic: r.Topic, Key: r.Key, Headers: headers})
		case result.Err != nil:
			return result.Err
		}
	}
	if len(short) == 0 {
		return nil
	}
	return c.produce(ctx, short)
}
