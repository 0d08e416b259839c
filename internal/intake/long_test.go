package intake_test

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/testenv"
)

// A message that is longer than what is read at once comes all the same, and those
// behind it do.
func TestALongMessageComes(t *testing.T) {
	t.Parallel()
	kafka := testenv.NewKafka(t, testenv.KafkaOptions{})
	client := intake.BrokerAt(kafka.Bootstrap)
	upTo := func(n int) map[string]string { return map[string]string{"max.message.bytes": strconv.Itoa(n)} }
	must(t, intake.MakeTopics(t.Context(), client, []intake.Topic{
		{Name: intake.TopicDemographics, Partitions: 1, Replicas: 1, Configs: upTo(intake.MostBytes)},
		{Name: intake.TopicNHSNumbers, Partitions: 1, Replicas: 1},
		{Name: intake.TopicDeadLetters, Partitions: 1, Replicas: 1, Configs: upTo(intake.LetterBytes)},
	}))
	sender, err := intake.NewSender(client)
	must(t, err)
	defer sender.Close()
	messages := numbered(3)
	messages[1].Value = bytes.Repeat([]byte(" "), intake.MostBytes-1<<10)
	_, err = sender.Send(t.Context(), messages)
	must(t, err)

	l := &links{taken: map[string][]string{}, ends: map[string]int64{}}
	consume(t, intake.Config{Client: client, Linker: l})
	waitFor(t, "the long message and what is behind it", func() bool { return l.through() == int64(len(messages)) })
}
