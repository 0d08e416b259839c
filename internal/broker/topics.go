package broker

import (
	"fmt"
	"regexp"

	"github.com/twmb/franz-go/pkg/kfake"
)

// makeTopics makes those that the folder lacks.
func makeTopics(cluster *kfake.Cluster, topics []Topic) error {
	// Kafka's own rule; kfake takes any name, and it names a folder.
	name := regexp.MustCompile(`^[a-zA-Z0-9._-]{1,249}$`)
	for _, topic := range topics {
		if !name.MatchString(topic.Name) || topic.Partitions < 1 {
			return fmt.Errorf("making the topic %q with %d partitions: expected 1 to 249 of a-z, A-Z, 0-9, dot, underscore and hyphen, and 1 partition or more", topic.Name, topic.Partitions)
		}
		if cluster.TopicInfo(topic.Name) != nil {
			continue
		}
		if err := cluster.CreateTopic(topic.Name, topic.Partitions, topic.Configs); err != nil {
			return fmt.Errorf("making the topic %s: %w", topic.Name, err)
		}
	}
	return nil
}
