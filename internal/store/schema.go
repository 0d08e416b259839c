package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// pgSchema looks at, or changes, the schema of a server. It prepares nothing:
// what a statement means changes while it works.
type pgSchema struct {
	conn   *pgx.Conn
	server dialect
}

func openPGSchema(ctx context.Context, url string) (schema, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("reading the URL of the store: %w", err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	guard(config, connectTimeout)
	server, err := detect(ctx, config)
	if err != nil {
		return nil, err
	}
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connecting to the store: %w", masked(err))
	}
	return &pgSchema{c, server}, nil
}

func (s *pgSchema) exec(ctx context.Context, statement string, args ...any) error {
	if _, err := s.conn.Exec(ctx, statement, args...); err != nil {
		return masked(err)
	}
	return nil
}

func (s *pgSchema) query(ctx context.Context, scan func(r row) error, statement string, args ...any) error {
	answer, err := s.conn.Query(ctx, statement, args...)
	if err != nil {
		return masked(err)
	}
	defer answer.Close()
	for answer.Next() {
		if err := scan(answer); err != nil {
			return err
		}
	}
	return masked(answer.Err())
}

func (s *pgSchema) dialect() dialect { return s.server }

func (s *pgSchema) close(ctx context.Context) error {
	return s.conn.Close(ctx) //nolint:wrapcheck // nothing to add
}

// fileSchema does the same for a file of SQLite.
type fileSchema struct{ db *sql.DB }

func openFileSchema(path string) (schema, error) {
	db, err := openSQLite(path, sqliteWriting)
	if err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return &fileSchema{db}, nil
}

func (s *fileSchema) exec(ctx context.Context, statement string, args ...any) error {
	_, err := s.db.ExecContext(ctx, rowByRow(statement), args...)
	return err //nolint:wrapcheck // the caller says what it was about
}

func (s *fileSchema) query(ctx context.Context, scan func(r row) error, statement string, args ...any) error {
	answer, err := s.db.QueryContext(ctx, rowByRow(statement), args...)
	if err != nil {
		return err //nolint:wrapcheck // the caller says what it was about
	}
	defer func() { _ = answer.Close() }() // Err says what is wrong
	for answer.Next() {
		if err := scan(answer); err != nil {
			return err
		}
	}
	return answer.Err() //nolint:wrapcheck // as above
}

func (s *fileSchema) dialect() dialect { return sqlite }

func (s *fileSchema) close(context.Context) error {
	return s.db.Close() //nolint:wrapcheck // nothing to add
}
