package live

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/service"
)

const readyWord = "ready"

// Serve is what a program does as the engine's process: what `mpi serve` does
// with the configuration that StartEngine left in the environment. Around is
// given the engine before it works, and what it gives back ends with the engine.
func Serve(ctx context.Context, around func(s *service.Service) (end func(), err error)) (err error) {
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
	end, err := around(s)
	if err != nil {
		return err
	}
	defer end()
	return s.Run(ctx, func(address string) { fmt.Println(readyWord, address) }) //nolint:forbidigo // to the process that waits
}

// EngineFlag makes a program be the engine.
const EngineFlag = "-engine"

// RunTests lets a test's own program be the engine, as the command's is.
func RunTests(m interface{ Run() int }, command func()) {
	if len(os.Args) > 1 && os.Args[1] == EngineFlag {
		command()
		return
	}
	os.Exit(m.Run())
}

// Profile writes a CPU profile to a file until end is called, if a file is named.
func Profile(path string) (end func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("making the profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, fmt.Errorf("profiling: %w", err)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close() // a profile that is not whole is seen
	}, nil
}

// Engine is the engine in a process of its own.
type Engine struct {
	command *exec.Cmd
	address string        // of its pages
	ended   chan struct{} // closed once it has
	err     error         // of its end
}

// StartEngine starts this program anew, with arguments that make it the engine,
// and waits until that is ready. What the engine logs is written to a file, if
// one is given.
func StartEngine(ctx context.Context, cfg *config.Config, log *os.File, arguments ...string) (*Engine, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	c := exec.CommandContext(context.WithoutCancel(ctx), program, arguments...)
	c.Env = append(os.Environ(),
		"MPI_DATA="+cfg.Data, "MPI_LISTEN="+cfg.Listen, "MPI_STORE_URL="+cfg.Store.URL,
		"MPI_KAFKA_BROKERS="+strings.Join(cfg.Kafka.Brokers, ","), "MPI_KAFKA_PARTITIONS="+strconv.Itoa(cfg.Kafka.Partitions),
		"MPI_INDEX_BATCH="+strconv.Itoa(cfg.Index.Batch),
	)
	c.Stderr = cmp.Or(log, os.Stderr)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("listening to the engine: %w", err)
	}
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("starting the engine: %w", err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), readyWord+" "); ok {
			e := &Engine{command: c, address: address, ended: make(chan struct{})}
			go func() {
				_, _ = io.Copy(io.Discard, out) // Wait is not to be called before all is read
				e.err = c.Wait()
				close(e.ended)
			}()
			return e, nil
		}
	}
	return nil, errors.Join(errors.New("the engine did not get ready"), c.Wait())
}

// Address is where its pages are.
func (e *Engine) Address() string { return e.address }

// PID is the engine's process.
func (e *Engine) PID() int { return e.command.Process.Pid }

// Stop asks the engine to stop, and waits until it has.
func (e *Engine) Stop() error {
	if err := e.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-e.ended
	if e.err != nil {
		return fmt.Errorf("the engine: %w", e.err)
	}
	return nil
}

// Signal sends the engine a signal.
func (e *Engine) Signal(signal syscall.Signal) error {
	if err := e.command.Process.Signal(signal); err != nil {
		return fmt.Errorf("sending the engine %s: %w", signal, err)
	}
	return nil
}

// Ended is closed once the engine has ended, however it did.
func (e *Engine) Ended() <-chan struct{} { return e.ended }

// Paused tells whether somebody has stopped the process for a while.
func (e *Engine) Paused() bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", e.PID()))
	_, rest, _ := strings.Cut(string(text), ") ")
	return err == nil && strings.HasPrefix(rest, "T")
}

// Metrics are the numbers that the engine shows, by name and labels.
func (e *Engine) Metrics(ctx context.Context) (map[string]float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+e.address+"/metrics", nil)
	if err != nil {
		return nil, fmt.Errorf("asking the engine: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking the engine: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	out := map[string]float64{}
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			out[name] = value
		}
	}
	return out, nil
}

// Memory is what the engine holds, in MiB: in all, and without the files that it
// has mapped, which the system may drop at any time.
func (e *Engine) Memory() (resident, own float64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", e.PID()))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		const kibInMiB = 1024
		kib, err := strconv.ParseFloat(fields[1], 64)
		switch {
		case err != nil:
		case fields[0] == "VmRSS:":
			resident = kib / kibInMiB
		case fields[0] == "RssAnon:":
			own = kib / kibInMiB
		}
	}
	return resident, own
}
