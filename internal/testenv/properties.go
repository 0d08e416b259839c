package testenv

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// listeners are the two ports of a node that is broker and controller in one.
type listeners struct {
	clients, controller int
}

func newListeners(ctx context.Context) (listeners, error) {
	clients, err := freePort(ctx)
	if err != nil {
		return listeners{}, err
	}
	for {
		controller, err := freePort(ctx)
		if err != nil || controller != clients {
			return listeners{clients: clients, controller: controller}, err
		}
	}
}

// properties make one node a whole cluster: no copies, few partitions of
// Kafka's own topics, and groups that wait for no late member.
func (o KafkaOptions) properties(data string, listen listeners) map[string]string {
	properties := map[string]string{
		"node.id":                        "1",
		"process.roles":                  "broker,controller",
		"controller.quorum.voters":       "1@" + address(listen.controller),
		"controller.listener.names":      "CONTROLLER",
		"inter.broker.listener.name":     "PLAINTEXT",
		"listeners":                      "PLAINTEXT://" + address(listen.clients) + ",CONTROLLER://" + address(listen.controller),
		"advertised.listeners":           "PLAINTEXT://" + address(listen.clients),
		"listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
		"log.dirs":                       data,

		"offsets.topic.replication.factor":                 "1",
		"offsets.topic.num.partitions":                     "4",
		"transaction.state.log.replication.factor":         "1",
		"transaction.state.log.min.isr":                    "1",
		"transaction.state.log.num.partitions":             "4",
		"share.coordinator.state.topic.replication.factor": "1",
		"share.coordinator.state.topic.min.isr":            "1",
		"group.initial.rebalance.delay.ms":                 "0",
		"auto.create.topics.enable":                        "false",
	}
	maps.Copy(properties, o.Properties)
	return properties
}

func writeProperties(path string, properties map[string]string) error {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		fmt.Fprintf(&text, "%s=%s\n", name, properties[name])
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("writing Kafka's properties: %w", err)
	}
	return nil
}
