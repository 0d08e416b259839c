package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Config is the configuration of an engine. Its zero value, made Complete, is
// the embedded default.
type Config struct {
	// Data is the folder of all that is kept here.
	Data string `yaml:"data"`
	// Environment is synthetic or live; it is stamped into the store.
	Environment string `yaml:"environment"`
	// Listen is the address of the API, /livez, /readyz and /metrics.
	Listen string `yaml:"listen"`
	// Model is a model file in place of the model that ships with the program.
	Model string `yaml:"model"`
	Log   Log    `yaml:"log"`
	Kafka Kafka  `yaml:"kafka"`
	Store Store  `yaml:"store"`
	Index Index  `yaml:"index"`
	API   API    `yaml:"api"`
	// Batch is how many messages are linked in one transaction at most, Linger
	// how long a batch that is not full waits for more.
	Batch  int           `yaml:"batch"`
	Linger time.Duration `yaml:"linger"`
}

// Log says what is logged.
type Log struct {
	Level string `yaml:"level"` // debug, info, warn, error
}

// Kafka says where Kafka is. Without brokers one is embedded.
type Kafka struct {
	Brokers []string `yaml:"brokers"`
	// Port is that of the embedded broker; 0 takes a free one.
	Port       int    `yaml:"port"`
	Group      string `yaml:"group"`
	Partitions int    `yaml:"partitions"` // of topics that are made
	Replicas   int    `yaml:"replicas"`
	TLS        TLS    `yaml:"tls"`
	SASL       SASL   `yaml:"sasl"`
}

// TLS says how to speak to Kafka in secret.
type TLS struct {
	Enabled bool   `yaml:"enabled"`
	CA      string `yaml:"ca"`          // file of certificates; the system's without
	Cert    string `yaml:"certificate"` // of this client, with Key
	Key     string `yaml:"key"`
}

// SASL says who we are to Kafka.
type SASL struct {
	Mechanism string `yaml:"mechanism"` // plain, scram-sha-256, scram-sha-512
	User      string `yaml:"user"`
	Password  string `yaml:"password"`
}

// Store says where the store is. Without a URL it is a file under Data.
type Store struct {
	URL string `yaml:"url"`
}

// Index says how the candidate index is kept.
type Index struct {
	Dir    string `yaml:"dir"`
	Shards int    `yaml:"shards"`
	// Batch is how many changes are written to its files at once; the others are
	// in memory. After a crash they are read from the store again.
	Batch int `yaml:"batch"`
}

// Read reads a configuration file, if one is named, and the environment.
func Read(path string, lookup func(string) (string, bool)) (Config, error) {
	var cfg Config
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return Config{}, fmt.Errorf("reading the configuration: %w", err)
		}
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&cfg); err != nil && !errors.Is(err, io.EOF) {
			return Config{}, fmt.Errorf("reading the configuration %s: %w", path, err)
		}
	}
	if err := cfg.environment(lookup); err != nil {
		return Config{}, err
	}
	cfg.complete()
	return cfg, cfg.check()
}

func (c *Config) complete() {
	setDefault(&c.Data, "mpi-data")
	setDefault(&c.Environment, "synthetic")
	setDefault(&c.Listen, "127.0.0.1:8080")
	setDefault(&c.Log.Level, "info")
	setDefault(&c.Kafka.Group, "mpi")
	setDefault(&c.Kafka.Partitions, defaultPartitions)
	setDefault(&c.Kafka.Replicas, 1)
	setDefault(&c.Index.Dir, filepath.Join(c.Data, "index"))
	setDefault(&c.Batch, defaultBatch)
	setDefault(&c.Linger, defaultLinger)
	c.API.complete()
}

const (
	defaultPartitions = 4
	defaultBatch      = 500
	defaultLinger     = 20 * time.Millisecond
)

func setDefault[T comparable](value *T, to T) {
	var zero T
	if *value == zero {
		*value = to
	}
}

func (c *Config) check() error {
	switch {
	case c.Environment != "synthetic" && c.Environment != "live":
		return errors.New("the configuration's environment is neither synthetic nor live")
	case c.Batch < 1 || c.Batch > mostInBatch:
		return fmt.Errorf("the configuration's batch is not from 1 to %d", mostInBatch)
	case c.Index.Batch < 0:
		return errors.New("the configuration's index.batch is negative")
	case c.Kafka.Partitions < 1:
		return errors.New("the configuration's kafka.partitions is not positive")
	case c.Store.URL != "":
		if u, err := url.Parse(c.Store.URL); err != nil || u.Scheme == "" {
			return errors.New("the configuration's store.url is no URL such as postgres://user@host:26257/mpi")
		}
	}
	return errors.Join(c.Kafka.check(), c.API.check(c.Listen))
}

const mostInBatch = 500

func (k *Kafka) check() error {
	switch k.SASL.Mechanism {
	case "", "plain", "scram-sha-256", "scram-sha-512":
		return nil
	}
	return errors.New("the configuration's kafka.sasl.mechanism is none of plain, scram-sha-256, scram-sha-512")
}

// Embedded tells whether nothing but this process is needed.
func (c *Config) Embedded() bool { return len(c.Kafka.Brokers) == 0 && c.Store.URL == "" }

// StorePath is the file of the embedded store.
func (c *Config) StorePath() string { return filepath.Join(c.Data, "store.db") }

// AuditPath is the file of the embedded audit.
func (c *Config) AuditPath() string { return filepath.Join(c.Data, "audit.db") }

// BrokerDir is the folder of the embedded broker.
func (c *Config) BrokerDir() string { return filepath.Join(c.Data, "kafka") }

// Options are those of standardising records.
func (c *Config) Options() demographics.Options {
	if c.Environment == "live" {
		return demographics.Options{Environment: demographics.Live}
	}
	return demographics.Options{}
}
