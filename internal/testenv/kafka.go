package testenv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Broker is a running Apache Kafka of one node.
type Broker struct {
	*Instance

	// Bootstrap is the broker's host and port.
	Bootstrap string
	// Routes lead to the broker too; clients that came by one stay on it.
	Routes []*Route
}

// KafkaOptions of a broker. The zero value suits tests.
type KafkaOptions struct {
	// HeapMiB of Java's heap; 512 unless set.
	HeapMiB int
	// Sustained is for long benchmarks: Java compiles as it would for a service.
	// That takes some ten seconds of CPU in the first minutes, more than it saves
	// there. Tests do without, and start in half the time.
	Sustained bool
	// Routes is how many routes to the broker there are.
	Routes int
	// Properties of server.properties, over those that make one node.
	Properties map[string]string
}

// StartKafka starts a broker whose data lie under a folder, which is made if
// need be; topics that an earlier broker left there are kept. Its jars are
// fetched with Maven, once for a user of this machine.
func StartKafka(ctx context.Context, dir string, options KafkaOptions) (*Broker, error) {
	return startKafka(ctx, dir, "", options)
}

func startKafka(ctx context.Context, dir, remove string, options KafkaOptions) (*Broker, error) {
	runtime, err := kafkaRuntime(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of Kafka: %w", err)
	}
	listen, err := newListeners(ctx, options.Routes)
	if err != nil {
		return nil, err
	}
	properties := filepath.Join(dir, "server.properties")
	data := filepath.Join(dir, "data")
	if err := writeProperties(properties, options.properties(data, listen)); err != nil {
		return nil, err
	}
	if err := runtime.format(ctx, data, properties); err != nil {
		return nil, err
	}
	broker := &Broker{Instance: &Instance{}, Bootstrap: address(listen.clients)}
	program := runtime.command(options, properties, dir, remove)
	broker.start = func(ctx context.Context) (running, error) { return program.startAndWait(ctx, broker.answers) }
	if err := broker.Restart(ctx); err != nil {
		return nil, fmt.Errorf("starting Kafka in %s: %w", dir, err)
	}
	if broker.Routes, err = listen.routes(); err != nil {
		return nil, errors.Join(err, broker.Stop())
	}
	return broker, nil
}

// java is what runs Kafka.
type java struct {
	program   string
	classpath string
}

func kafkaRuntime(ctx context.Context) (java, error) {
	program, err := lookUp("java", "default-jre-headless")
	if err != nil {
		return java{}, err
	}
	jars, err := jarsOf(ctx, "kafka", kafkaPom)
	if err != nil {
		return java{}, err
	}
	return java{program: program, classpath: filepath.Join(jars, "*")}, nil
}

// format gives an empty folder the cluster's id, which Kafka asks for.
func (j java) format(ctx context.Context, data, properties string) error {
	if _, err := os.Stat(filepath.Join(data, "meta.properties")); err == nil {
		return nil
	}
	// Any 16 bytes in base64 are an id; one folder holds one cluster.
	const cluster = "bXBpLXRlc3QtY2x1c3Rlcg"
	//nolint:gosec // Java and its arguments are those that this package found
	tool := exec.CommandContext(ctx, j.program, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", j.classpath,
		"kafka.tools.StorageTool", "format", "--cluster-id", cluster, "--config", properties)
	if said, err := tool.CombinedOutput(); err != nil {
		return fmt.Errorf("formatting Kafka's folder %s: %w: %s", data, err, said)
	}
	return nil
}

func (j java) command(options KafkaOptions, properties, dir, remove string) command {
	return command{
		path:   j.program,
		args:   append(options.flags(), "-cp", j.classpath, "kafka.Kafka", properties),
		log:    filepath.Join(dir, "kafka.log"),
		polite: syscall.SIGTERM,
		atOnce: "KILL",
		remove: remove,
	}
}

func (o KafkaOptions) flags() []string {
	flags := []string{
		fmt.Sprintf("-Xmx%dm", cmp.Or(o.HeapMiB, 512)), "-Xshare:auto", "-XX:+UseSerialGC",
		"-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
	}
	if !o.Sustained {
		flags = append(flags, "-XX:TieredStopAtLevel=1")
	}
	return flags
}

// answers asks for the cluster's nodes: the broker is one once it takes requests.
func (b *Broker) answers(ctx context.Context) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(b.Bootstrap))
	if err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	defer client.Close()
	brokers, err := kadm.NewClient(client).ListBrokers(ctx)
	if err != nil {
		return fmt.Errorf("asking Kafka for its nodes: %w", err)
	}
	if len(brokers) == 0 {
		return errors.New("Kafka names no node yet")
	}
	return nil
}
