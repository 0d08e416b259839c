package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is a numbered change of the schema, of one statement.
type migration struct {
	number int64
	name   string
	text   string
}

// migrations lists all, the first in front.
func migrations() ([]migration, error) {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return nil, fmt.Errorf("listing the migrations: %w", err)
	}
	all := make([]migration, 0, len(entries))
	for i, entry := range entries {
		text, err := migrationFiles.ReadFile("migrations/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("reading a migration: %w", err)
		}
		number, name, _ := strings.Cut(strings.TrimSuffix(entry.Name(), ".sql"), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n != int64(i+1) {
			return nil, fmt.Errorf("the migration %s is not number %d", entry.Name(), i+1)
		}
		all = append(all, migration{n, name, string(text)})
	}
	return all, nil
}

// statement gives the migration for a dialect. SQLite keeps a table that is found
// by a narrow key in the order of that key, once.
func (m *migration) statement(d dialect) string {
	clustered := ""
	if d == sqlite {
		clustered = "WITHOUT ROWID"
	}
	return strings.TrimSpace(render(d, strings.NewReplacer("{{clustered}}", clustered, "{{bytes}}", "bytea").Replace(m.text)))
}

func (m *migration) sum() []byte {
	sum := sha256.Sum256([]byte(m.text))
	return sum[:]
}

// schema is a connection that may change the schema.
type schema interface {
	exec(ctx context.Context, statement string, args ...any) error
	query(ctx context.Context, scan func(r row) error, statement string, args ...any) error
	dialect() dialect
	close(ctx context.Context) error
}

const (
	// migrationTable is there before the first migration.
	migrationTable = "CREATE TABLE IF NOT EXISTS migration (number int8 NOT NULL, name text NOT NULL, sha256 bytea NOT NULL, " +
		"applied int8 NOT NULL, PRIMARY KEY (number))"
	migrationsDone = "SELECT number, sha256 FROM migration ORDER BY number"
	migrationDone  = "INSERT INTO migration (number, name, sha256, applied) VALUES ($1, $2, $3, $4) ON CONFLICT (number) DO NOTHING"
	settingAsked   = "SELECT value FROM setting WHERE name = $1"
	settingAdded   = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"

	environmentSetting = "environment"
)

// Migrate brings the schema to what this program needs and stamps the environment
// on it. It may run again, also after it was stopped half way.
func Migrate(ctx context.Context, opt Options) error {
	if err := opt.check(); err != nil {
		return err
	}
	s, err := opt.schema(ctx)
	if err != nil {
		return err
	}
	err = migrate(ctx, s, opt.Environment)
	return errors.Join(err, s.close(ctx))
}

func migrate(ctx context.Context, s schema, environment Environment) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	if err := s.exec(ctx, migrationTable); err != nil {
		return fmt.Errorf("preparing to migrate: %w", err)
	}
	applied, err := applied(ctx, s, all)
	if err != nil {
		return err
	}
	for _, m := range all[applied:] {
		if err := s.exec(ctx, m.statement(s.dialect())); err != nil {
			return fmt.Errorf("migrating to %d, %s: %w", m.number, m.name, err)
		}
		if err := s.exec(ctx, migrationDone, m.number, m.name, m.sum(), nanoseconds(time.Now())); err != nil {
			return fmt.Errorf("noting the migration %d: %w", m.number, err)
		}
	}
	if err := s.exec(ctx, settingAdded, environmentSetting, string(environment)); err != nil {
		return fmt.Errorf("stamping the environment: %w", err)
	}
	return checkEnvironment(ctx, s, environment)
}

// applied counts the migrations that the store has had, and makes sure that they
// are those of this program.
func applied(ctx context.Context, s schema, all []migration) (int, error) {
	count := 0
	err := s.query(ctx, func(r row) error {
		var number int64
		var sum []byte
		if err := r.Scan(&number, &sum); err != nil {
			return err
		}
		count++
		switch {
		case number > int64(len(all)):
			return fmt.Errorf("the store's schema is at version %d or later, this program knows it up to %d: a newer program is needed", number, len(all))
		case number != int64(count):
			return fmt.Errorf("the migration %d is missing from the store, which has %d", count, number)
		case string(sum) != string(all[count-1].sum()):
			return fmt.Errorf("the migration %d was another when it was applied to the store", number)
		}
		return nil
	}, migrationsDone)
	return count, err
}

// checkSchema refuses a store that this program cannot work with.
func checkSchema(ctx context.Context, s schema, environment Environment) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	applied, err := applied(ctx, s, all)
	if err != nil {
		return fmt.Errorf("looking at the store's schema (a new store wants mpi migrate first): %w", err)
	}
	if applied < len(all) {
		return fmt.Errorf("the store's schema is at version %d and this program needs %d: run mpi migrate", applied, len(all))
	}
	return checkEnvironment(ctx, s, environment)
}

func checkEnvironment(ctx context.Context, s schema, environment Environment) error {
	stamped := ""
	err := s.query(ctx, func(r row) error { return r.Scan(&stamped) }, settingAsked, environmentSetting)
	switch {
	case err != nil:
		return fmt.Errorf("asking the store for its environment: %w", err)
	case stamped == "":
		return errors.New("the store has no environment: run mpi migrate")
	case stamped != string(environment):
		return fmt.Errorf("the store's environment is %s, this program is configured for %s", stamped, environment)
	}
	return nil
}
