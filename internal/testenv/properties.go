package testenv

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// listeners are the ports of a node that is broker and controller in one, and
// those that routes lead from and to.
type listeners struct {
	clients, controller int
	from, to            []int
}

func newListeners(ctx context.Context, routes int) (l listeners, err error) {
	ports := make([]int, 0, 2+2*routes)
	for len(ports) < cap(ports) {
		port, err := freePort(ctx)
		if err != nil {
			return l, err
		}
		if !slices.Contains(ports, port) {
			ports = append(ports, port)
		}
	}
	return listeners{clients: ports[0], controller: ports[1], from: ports[2 : 2+routes], to: ports[2+routes:]}, nil
}

func (l *listeners) routes() (all []*Route, err error) {
	for i := range l.from {
		r, err := startRoute(address(l.from[i]), address(l.to[i]))
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

// names gives the listeners that Kafka has, and where it says that they are: who
// comes by a route is told of that route.
func (l *listeners) names() (listen, advertised, protocols string) {
	clients, controller := "PLAINTEXT://"+address(l.clients), "CONTROLLER://"+address(l.controller)
	all, told, speak := []string{clients, controller}, []string{clients}, []string{"PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"}
	for i := range l.from {
		name := "ROUTE" + strconv.Itoa(i)
		all = append(all, name+"://"+address(l.to[i]))
		told = append(told, name+"://"+address(l.from[i]))
		speak = append(speak, name+":PLAINTEXT")
	}
	return strings.Join(all, ","), strings.Join(told, ","), strings.Join(speak, ",")
}

// properties make one node a whole cluster: no copies, few partitions of
// Kafka's own topics, and groups that wait for no late member.
func (o KafkaOptions) properties(data string, listen listeners) map[string]string {
	listening, advertised, protocols := listen.names()
	properties := map[string]string{
		"node.id":                        "1",
		"process.roles":                  "broker,controller",
		"controller.quorum.voters":       "1@" + address(listen.controller),
		"controller.listener.names":      "CONTROLLER",
		"inter.broker.listener.name":     "PLAINTEXT",
		"listeners":                      listening,
		"advertised.listeners":           advertised,
		"listener.security.protocol.map": protocols,
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
