package broker

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// abortOpen ends the transactions that were open when the process was killed.
// Kfake treats them as aborted but writes no marker that says so, and readers of
// committed records would wait for one: to them the producer's next, committed
// transactions would be part of the aborted one.
func abortOpen(ctx context.Context, dir string, gate *gate) error {
	open, err := openTransactions(dir)
	if err != nil || len(open) == 0 {
		return err
	}
	client, err := kgo.NewClient(kgo.SeedBrokers("inside"), kgo.Dialer(gate.dialInside))
	if err != nil {
		return fmt.Errorf("making a client of our own: %w", err)
	}
	defer client.Close()
	for _, transaction := range open {
		if err := transaction.abort(ctx, client.SeedBrokers()[0]); err != nil {
			return fmt.Errorf("aborting a transaction of %s: %w", transaction.topic, err)
		}
	}
	return nil
}

// transaction is the part in one partition of what a producer left open.
type transaction struct {
	topic     string
	partition int32
	producer  int64
	epoch     int16
}

func (t transaction) abort(ctx context.Context, to *kgo.Broker) error {
	topic := kmsg.NewWriteTxnMarkersRequestMarkerTopic()
	topic.Topic, topic.Partitions = t.topic, []int32{t.partition}
	marker := kmsg.NewWriteTxnMarkersRequestMarker()
	marker.ProducerID, marker.ProducerEpoch = t.producer, t.epoch
	marker.Committed = false
	marker.Topics = append(marker.Topics, topic)
	request := kmsg.NewPtrWriteTxnMarkersRequest()
	request.Markers = append(request.Markers, marker)

	response, err := request.RequestWith(ctx, to)
	if err != nil {
		return fmt.Errorf("writing a marker: %w", err)
	}
	for _, answer := range response.Markers {
		if err := kerr.ErrorForCode(answer.Topics[0].Partitions[0].ErrorCode); err != nil {
			return fmt.Errorf("writing a marker: %w", err)
		}
	}
	return nil
}
