package service

import (
	"strconv"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
)

// topics are those that the engine reads and writes.
func topics(cfg *config.Config) []intake.Topic {
	n, replicas := int32(cfg.Kafka.Partitions), int16(cfg.Kafka.Replicas) //nolint:gosec // small numbers of a configuration
	return []intake.Topic{
		{Name: intake.TopicDemographics, Partitions: n, Replicas: replicas, Configs: upTo(intake.MostBytes)},
		{Name: intake.TopicNHSNumbers, Partitions: 1, Replicas: replicas, Configs: upTo(intake.MostBytes)},
		{Name: intake.TopicDeadLetters, Partitions: 1, Replicas: replicas, Configs: upTo(intake.LetterBytes)},
	}
}

// upTo configures a topic for messages of some length.
func upTo(bytes int) map[string]string {
	return map[string]string{"max.message.bytes": strconv.Itoa(bytes)}
}

func embeddedTopics(cfg *config.Config) []broker.Topic {
	var out []broker.Topic
	for _, t := range topics(cfg) {
		out = append(out, broker.Topic{Name: t.Name, Partitions: t.Partitions, Configs: t.Configs})
	}
	return out
}
