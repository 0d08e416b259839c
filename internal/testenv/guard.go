package testenv

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// guardScript waits on its standard input, which closes when the process that
// holds the other end is gone, also after kill -9. A line that says done lets
// the server be.
const guardScript = `
read -r word
[ "$word" = done ] && exit 0
pid=$1 signal=$2 folder=$3
kill -s "$signal" -- "$pid"
kill -s CONT -- "-$pid" "$pid"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
  grep -qs '^State:[[:space:]]*[^Z[:space:]]' "/proc/$pid/status" || break
  sleep 0.2
done
kill -s KILL -- "-$pid"
[ -z "$folder" ] || rm -rf -- "$folder"
`

// guard ends a server when the process that started it is gone.
type guard struct {
	stdin io.WriteCloser
	ended chan struct{}
}

// newGuard watches over a server. Signal is what makes it end at once; the
// folder, if any, is removed after it.
func newGuard(ctx context.Context, pid int, signal, folder string) (*guard, error) {
	//nolint:gosec // the script is above, its arguments are arguments
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "/bin/sh", "-c", guardScript, "guard", strconv.Itoa(pid), signal, folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for the tests, not for their guards
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("making the guard of process %d: %w", pid, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the guard of process %d: %w", pid, err)
	}
	g := &guard{stdin: stdin, ended: make(chan struct{})}
	go func() {
		defer close(g.ended)
		_ = cmd.Wait() // how a guard ends tells nothing: the server's end is what counts
	}()
	return g, nil
}

// dismiss sends the guard away: its server has ended.
func (g *guard) dismiss() {
	_, _ = io.WriteString(g.stdin, "done\n") // a guard that is gone needs no word
	_ = g.stdin.Close()
	<-g.ended
}
