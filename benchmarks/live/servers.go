package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// Servers are a real PostgreSQL, which makes every commit durable, and a real
// Kafka, with the configuration of an engine that uses them.
type Servers struct {
	PostgreSQL *testenv.Server
	Kafka      *testenv.Broker
	Config     config.Config
	Routes     []Route

	options ServerOptions
}

// Route is a way to both servers that can be cut, with the configuration of an
// engine that takes it.
type Route struct {
	Kafka, PostgreSQL *testenv.Route
	Config            config.Config
}

// Durably are settings of a PostgreSQL of a region's size, to which every commit is
// on disk.
func Durably(buffers string) map[string]string {
	return map[string]string{
		"synchronous_commit": "on", "shared_buffers": buffers, "max_wal_size": "8GB", "checkpoint_timeout": "15min", "wal_compression": "lz4",
	}
}

// ServerOptions say where and how servers run.
type ServerOptions struct {
	Dir         string            // to work in; it is emptied, but for Again
	Settings    map[string]string // of PostgreSQL
	Keep, Again bool              // leave what the servers hold; go on with it
	Routes      int
}

// StartServers starts both, with an empty store unless an earlier one was kept.
func StartServers(ctx context.Context, options ServerOptions) (s *Servers, err error) {
	s = &Servers{options: options}
	defer func() {
		if err != nil {
			s, err = nil, errors.Join(err, s.Stop())
		}
	}()
	folder := options.folder()
	if !options.Again {
		if err := errors.Join(os.RemoveAll(options.Dir), os.RemoveAll(folder)); err != nil {
			return s, fmt.Errorf("emptying the folders: %w", err)
		}
	}
	if err := os.MkdirAll(options.Dir, 0o700); err != nil {
		return s, fmt.Errorf("making the folder: %w", err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // PostgreSQL's own user must enter it
		return s, fmt.Errorf("making a folder for servers: %w", err)
	}
	if s.Config, err = config.Read("", func(string) (string, bool) { return "", false }); err != nil {
		return s, err
	}
	s.Config.Data, s.Config.Listen = filepath.Join(options.Dir, "data"), "127.0.0.1:0"
	s.Config.Index.Dir = filepath.Join(s.Config.Data, "index")
	s.PostgreSQL, err = testenv.StartPostgreSQL(ctx, filepath.Join(folder, "postgres"), testenv.PostgreSQLOptions{Fsync: true, Settings: options.Settings})
	if err != nil {
		return s, err
	}
	if s.Config.Store.URL, err = s.database(ctx); err != nil {
		return s, err
	}
	if s.Kafka, err = testenv.StartKafka(ctx, filepath.Join(folder, "kafka"), testenv.KafkaOptions{Routes: options.Routes}); err != nil {
		return s, err
	}
	s.Config.Kafka.Brokers = []string{s.Kafka.Bootstrap}
	if err := s.makeRoutes(ctx); err != nil {
		return s, err
	}
	return s, store.Migrate(ctx, s.StoreOptions())
}

func (s *Servers) makeRoutes(ctx context.Context) error {
	for _, kafka := range s.Kafka.Routes {
		database, url, err := s.PostgreSQL.NewRoute(ctx, s.Config.Store.URL)
		if err != nil {
			return err
		}
		cfg := s.Config
		cfg.Kafka.Brokers, cfg.Store.URL = []string{kafka.Address}, url
		s.Routes = append(s.Routes, Route{kafka, database, cfg})
	}
	return nil
}

// folder holds what the servers hold, for one folder to work in: PostgreSQL's own
// user may not be able to enter that.
func (o *ServerOptions) folder() string {
	full, err := filepath.Abs(o.Dir)
	if err != nil {
		full = o.Dir
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(full)) // a hash never fails
	return filepath.Join(os.TempDir(), fmt.Sprintf("mpi-live-%x", name.Sum64()))
}

// database gives the URL of the store's database, which is made if need be.
func (s *Servers) database(ctx context.Context) (string, error) {
	const name = "mpi"
	if !s.options.Again {
		return s.PostgreSQL.CreateDatabase(ctx, name)
	}
	address, err := url.Parse(s.PostgreSQL.URL)
	if err != nil {
		return "", fmt.Errorf("reading the server's URL: %w", err)
	}
	address.Path = "/" + name
	return address.String(), nil
}

// Stop stops the servers.
func (s *Servers) Stop() (err error) {
	for _, r := range s.Routes {
		r.Kafka.Stop()
		r.PostgreSQL.Stop()
	}
	if s.Kafka != nil {
		err = s.Kafka.Stop()
	}
	if s.PostgreSQL != nil {
		err = errors.Join(err, s.PostgreSQL.Stop())
	}
	if !s.options.Keep && !s.options.Again {
		err = errors.Join(err, os.RemoveAll(s.options.folder()))
	}
	return err
}

// StoreOptions open the store.
func (s *Servers) StoreOptions() store.Options { return service.StoreOptions(&s.Config) }

// KafkaOptions lead to the broker.
func (s *Servers) KafkaOptions() []intake.ClientOption { return intake.BrokerAt(s.Kafka.Bootstrap) }

// WriteReport writes what was measured into the folder, and says where.
func (s *Servers) WriteReport(report any) (path string, err error) {
	path = filepath.Join(s.options.Dir, "report.json")
	return path, WriteReport(path, report)
}

// WriteReport writes what was measured to a file.
func WriteReport(path string, report any) error {
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return os.WriteFile(path, append(text, '\n'), 0o600) //nolint:wrapcheck // names the file
}
