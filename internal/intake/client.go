package intake

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"github.com/lhcre/mpi/internal/config"
)

// MostBytes is how long a message may be: longer than any that makes sense, so
// that one that makes none comes as far as the dead letters. LetterBytes leaves
// room for what is said of it there.
const (
	MostBytes   = 16 << 20
	LetterBytes = 17 << 20
)

// ClientOption is one of what a client of Kafka is told.
type ClientOption = kgo.Opt

// BrokerAt is all that a client of the embedded broker needs.
func BrokerAt(address string) []ClientOption { return []ClientOption{kgo.SeedBrokers(address)} }

// ClientOptions are what every client of a Kafka needs.
func ClientOptions(cfg config.Kafka) ([]kgo.Opt, error) {
	out := []kgo.Opt{kgo.SeedBrokers(cfg.Brokers...)}
	if cfg.TLS.Enabled {
		secret, err := tlsOf(cfg.TLS)
		if err != nil {
			return nil, err
		}
		out = append(out, kgo.DialTLSConfig(secret))
	}
	switch cfg.SASL.Mechanism {
	case "plain":
		out = append(out, kgo.SASL(plain.Auth{User: cfg.SASL.User, Pass: cfg.SASL.Password}.AsMechanism()))
	case "scram-sha-256":
		out = append(out, kgo.SASL(scram.Auth{User: cfg.SASL.User, Pass: cfg.SASL.Password}.AsSha256Mechanism()))
	case "scram-sha-512":
		out = append(out, kgo.SASL(scram.Auth{User: cfg.SASL.User, Pass: cfg.SASL.Password}.AsSha512Mechanism()))
	}
	return out, nil
}

func tlsOf(cfg config.TLS) (*tls.Config, error) {
	out := &tls.Config{MinVersion: tls.VersionTLS12}
	if cfg.CA != "" {
		text, err := os.ReadFile(cfg.CA)
		if err != nil {
			return nil, fmt.Errorf("reading the certificates that Kafka is trusted by: %w", err)
		}
		out.RootCAs = x509.NewCertPool()
		if !out.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s holds no certificate", cfg.CA)
		}
	}
	if cfg.Cert != "" {
		pair, err := tls.LoadX509KeyPair(cfg.Cert, cfg.Key)
		if err != nil {
			return nil, fmt.Errorf("reading the certificate for Kafka: %w", err)
		}
		out.Certificates = []tls.Certificate{pair}
	}
	return out, nil
}

// Topic is one that is made if it is missing.
type Topic struct {
	Name       string
	Partitions int32
	Replicas   int16
	Configs    map[string]string
}

// MakeTopics makes the topics that are missing, and leaves others as they are.
func MakeTopics(ctx context.Context, client []kgo.Opt, topics []Topic) error {
	c, err := kgo.NewClient(client...)
	if err != nil {
		return fmt.Errorf("connecting to Kafka: %w", err)
	}
	defer c.Close()
	admin := kadm.NewClient(c)
	for _, t := range topics {
		configs := map[string]*string{}
		for name, value := range t.Configs {
			configs[name] = &value
		}
		_, err := admin.CreateTopic(ctx, t.Partitions, t.Replicas, configs, t.Name)
		if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("making the topic %s: %w", t.Name, err)
		}
	}
	return nil
}
