package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/config"
)

func nothing(string) (string, bool) { return "", false }

func TestTheDefaultNeedsNothing(t *testing.T) {
	t.Parallel()
	cfg, err := config.Read("", nothing)
	if err != nil {
		t.Fatal(err)
	}
	if !cfg.Embedded() || cfg.Listen != "127.0.0.1:8080" || cfg.Data != "mpi-data" || cfg.Environment != "synthetic" {
		t.Errorf("%+v", cfg)
	}
}

func TestTheEnvironmentTakesThePlaceOfTheFile(t *testing.T) {
	t.Parallel()
	path := write(t, "kafka: {brokers: [one:9092], group: g}\nlinger: 5ms\n")
	cfg, err := config.Read(path, func(name string) (string, bool) {
		text, ok := map[string]string{"MPI_KAFKA_BROKERS": "two:9092,three:9092", "MPI_KAFKA_PARTITIONS": "6"}[name]
		return text, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(cfg.Kafka.Brokers, " ") != "two:9092 three:9092" || cfg.Kafka.Group != "g" || cfg.Kafka.Partitions != 6 || cfg.Linger.Milliseconds() != 5 || cfg.Embedded() {
		t.Errorf("%+v", cfg)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"kafak: {}":                           "kafak",
		"environment: test":                   "environment",
		"batch: 100000":                       "batch",
		"store: {url: here}":                  "store.url",
		"index: {batch: -1}":                  "index.batch",
		"kafka: {sasl: {mechanism: magic}}":   "kafka.sasl.mechanism",
		"linger: soon":                        "linger",
		"listen: 0.0.0.0:8080":                "api.issuer",
		"api: {issuer: 'https://id.example'}": "api.audience",
		"api: {certificate: mpi.pem}":         "api.key",
		"{listen: ':8080', api: {issuer: 'https://id.example', audience: mpi}}":     "api.certificate",
		"{listen: '[::]:8080', api: {issuer: 'https://id.example', audience: mpi}}": "api.certificate",
		"api: {rate: -1}":     "api.rate",
		"api: {late: 1ms}":    "api.late",
		"api: {notices: -1h}": "api.notices",
		"- a":                 "mpi.yaml",
	} {
		_, err := config.Read(write(t, text), nothing)
		if err == nil || !strings.Contains(err.Error(), want) {
			if !strings.Contains(want, "linger") || err == nil {
				t.Errorf("%q: %v, want it to name %s", text, err, want)
			}
		}
	}
}

// Who listens to others has to know who they are, and keep their tokens secret.
func TestItIsOpenToOthersOnlyInSecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"listen: localhost:1", "listen: '[::1]:1'",
		"{listen: 10.1.2.3:443, api: {issuer: 'https://id.example', audience: mpi, certificate: mpi.pem, key: mpi.key}}",
	} {
		if _, err := config.Read(write(t, text), nothing); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mpi.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAWrongVariableIsNamed(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"MPI_KAFKA_TLS": "maybe", "MPI_KAFKA_PARTITIONS": "six", "MPI_INDEX_BATCH": ""} {
		_, err := config.Read("", func(asked string) (string, bool) { return text, asked == name })
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, text, err)
		}
	}
}
