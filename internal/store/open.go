package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Environment says whose data a store holds: synthetic people or real ones.
type Environment string

// The environments.
const (
	Synthetic Environment = "synthetic"
	Live      Environment = "live"
)

// Options say where the store is.
type Options struct {
	// URL of PostgreSQL or CockroachDB, postgres://…; if there is none, Path.
	URL string
	// Path of the file of the embedded store. It is made if need be.
	Path        string
	Environment Environment
	// Connections at most, to a server; by default four or one for each core.
	Connections int
}

func (o *Options) check() error {
	switch {
	case o.URL == "" && o.Path == "":
		return errors.New("the store has neither a URL nor a path")
	case o.URL != "" && o.Path != "":
		return errors.New("the store has both a URL and a path; one of them is needed")
	case o.URL != "" && !strings.HasPrefix(o.URL, "postgres://") && !strings.HasPrefix(o.URL, "postgresql://"):
		return errors.New("the URL of the store begins with postgres:// or postgresql://, for PostgreSQL and CockroachDB")
	case o.Environment != Synthetic && o.Environment != Live:
		return fmt.Errorf("the environment is %q; it is %s or %s", o.Environment, Synthetic, Live)
	}
	return nil
}

// schema connects to look at the schema, or to change it.
func (o *Options) schema(ctx context.Context) (schema, error) {
	if o.Path != "" {
		return openFileSchema(o.Path)
	}
	return openPGSchema(ctx, o.URL)
}

// Open opens a store that Migrate has prepared.
func Open(ctx context.Context, opt Options) (*Store, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(opt.Path); opt.Path != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s: run mpi migrate", opt.Path)
	}
	looked, err := opt.schema(ctx)
	if err != nil {
		return nil, err
	}
	err = checkSchema(ctx, looked, opt.Environment)
	if err := errors.Join(err, looked.close(ctx)); err != nil {
		return nil, err
	}
	var e engine
	if opt.Path != "" {
		e, err = openFile(ctx, opt.Path)
	} else {
		e, err = openPG(ctx, opt.URL, opt.Connections)
	}
	if err != nil {
		return nil, err
	}
	return newStore(e), nil
}
