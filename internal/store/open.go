package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
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
	// Deadline is how long a server may take to give a connection, and for one
	// attempt at a transaction; 30 s if 0. A transaction that others keep from its
	// end takes as many attempts as it needs.
	Deadline time.Duration
	// Now is the clock of this process, time.Now if nil. On a server only what
	// people read goes by it; an embedded store has no other.
	Now func() time.Time
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

func (o *Options) setDefaults() {
	// A batch's transaction takes less than a second.
	const deadline = 30 * time.Second
	o.Deadline = cmp.Or(o.Deadline, deadline)
	if o.Now == nil {
		o.Now = time.Now
	}
}

// look makes sure that the schema is the one that this program works with.
func (o *Options) look(ctx context.Context) error {
	ctx, stop := limited(ctx, o.Deadline)
	defer stop()
	looked, err := o.schema(ctx)
	if err != nil {
		return explained(ctx, err)
	}
	err = checkSchema(ctx, looked, o.Environment)
	return explained(ctx, errors.Join(err, looked.close(ctx)))
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
	opt.setDefaults()
	if err := opt.look(ctx); err != nil {
		return nil, err
	}
	e, err := opt.open(ctx)
	if err != nil {
		return nil, err
	}
	return &Store{engine: e, now: opt.Now, patience: 2 * opt.Deadline, settled: map[int64]int64{}}, nil
}

func (o *Options) open(ctx context.Context) (engine, error) {
	if o.Path != "" {
		return openFile(ctx, o.Path, o.Now)
	}
	return openPG(ctx, o)
}
