package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// environment takes in the variables that are set.
func (c *Config) environment(lookup func(string) (string, bool)) error {
	texts := map[string]*string{
		"MPI_DATA": &c.Data, "MPI_ENVIRONMENT": &c.Environment, "MPI_LISTEN": &c.Listen, "MPI_MODEL": &c.Model,
		"MPI_LOG_LEVEL": &c.Log.Level, "MPI_STORE_URL": &c.Store.URL, "MPI_INDEX_DIR": &c.Index.Dir,
		"MPI_API_ORGANISATIONS": &c.API.Organisations, "MPI_API_ISSUER": &c.API.Issuer, "MPI_API_AUDIENCE": &c.API.Audience,
		"MPI_API_CERTIFICATE": &c.API.Certificate, "MPI_API_KEY": &c.API.Key,
		"MPI_KAFKA_GROUP": &c.Kafka.Group, "MPI_KAFKA_TLS_CA": &c.Kafka.TLS.CA,
		"MPI_KAFKA_TLS_CERTIFICATE": &c.Kafka.TLS.Cert, "MPI_KAFKA_TLS_KEY": &c.Kafka.TLS.Key,
		"MPI_KAFKA_SASL_MECHANISM": &c.Kafka.SASL.Mechanism, "MPI_KAFKA_SASL_USER": &c.Kafka.SASL.User,
		"MPI_KAFKA_SASL_PASSWORD": &c.Kafka.SASL.Password,
	}
	for name, field := range texts {
		if text, ok := lookup(name); ok {
			*field = text
		}
	}
	if text, ok := lookup("MPI_KAFKA_BROKERS"); ok {
		c.Kafka.Brokers = strings.Split(text, ",")
	}
	if text, ok := lookup("MPI_KAFKA_TLS"); ok {
		on, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("MPI_KAFKA_TLS is neither true nor false")
		}
		c.Kafka.TLS.Enabled = on
	}
	return c.numbers(lookup)
}

func (c *Config) numbers(lookup func(string) (string, bool)) error {
	for name, field := range map[string]*int{
		"MPI_BATCH": &c.Batch, "MPI_API_RATE": &c.API.Rate, "MPI_INDEX_BATCH": &c.Index.Batch, "MPI_KAFKA_PARTITIONS": &c.Kafka.Partitions,
	} {
		text, ok := lookup(name)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%s is no whole number", name)
		}
		*field = n
	}
	return nil
}
