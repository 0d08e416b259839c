package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/service"
)

// serve is what this program does as the engine's process: what `mpi serve`
// does, and a profile of it if one is asked for.
func serve(ctx context.Context, profile string) (err error) {
	cfg, err := config.Read("", os.LookupEnv)
	if err != nil {
		return err
	}
	service.TuneMemory()
	s, err := service.Open(ctx, cfg, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if profile != "" {
		file, err := os.Create(profile)
		if err != nil {
			return fmt.Errorf("making the profile: %w", err)
		}
		defer file.Close() //nolint:errcheck // a profile that is not whole is seen
		if err := pprof.StartCPUProfile(file); err != nil {
			return fmt.Errorf("profiling: %w", err)
		}
		defer pprof.StopCPUProfile()
	}
	return s.Run(ctx, func(address string) { fmt.Println(readyWord, address) }) //nolint:forbidigo // to the process that waits
}

const readyWord = "ready"

// engine is the engine in a process of its own.
type engine struct {
	command *exec.Cmd
	address string // of its pages
}

// startEngine starts the engine on the servers, and waits until it is ready.
func (b *bench) startEngine(ctx context.Context, profile string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	c := exec.CommandContext(context.WithoutCancel(ctx), program, "-engine", "-profile", profile)
	c.Env = append(os.Environ(),
		"MPI_DATA="+b.config.Data, "MPI_LISTEN=127.0.0.1:0", "MPI_STORE_URL="+b.config.Store.URL,
		"MPI_KAFKA_BROKERS="+strings.Join(b.config.Kafka.Brokers, ","), "MPI_KAFKA_PARTITIONS="+strconv.Itoa(b.partitions),
	)
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	out, err := c.StdoutPipe()
	if err != nil {
		return fmt.Errorf("listening to the engine: %w", err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("starting the engine: %w", err)
	}
	b.engine = &engine{command: c}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), readyWord+" "); ok {
			b.engine.address = address
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	return errors.Join(errors.New("the engine did not get ready"), c.Wait())
}

// stopEngine asks the engine to stop, and waits until it has.
func (b *bench) stopEngine() error {
	if b.engine == nil {
		return nil
	}
	e := b.engine
	b.engine = nil
	if err := e.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stopping the engine: %w", err)
	}
	if err := e.command.Wait(); err != nil {
		return fmt.Errorf("the engine: %w", err)
	}
	return nil
}
