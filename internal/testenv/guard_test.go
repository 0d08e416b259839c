package testenv_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/lhcre/mpi/internal/testenv"
)

// abandonVariable makes this test binary the child that starts servers and is
// killed; it holds the folder that the child keeps temporary files in.
const abandonVariable = "TESTENV_ABANDON"

// TestServersGoWithTheirTestBinary kills a test binary that has its servers
// running, as a time-out or the machine might.
func TestServersGoWithTheirTestBinary(t *testing.T) {
	t.Parallel()
	testenv.PostgreSQL(t)
	testenv.Kafka(t)
	temporary := newFolder(t)
	must(t, os.Chmod(temporary, 0o755))
	child := exec.Command(os.Args[0], "-test.run=^TestAbandonServers$")
	child.Env = append(os.Environ(), abandonVariable+"=1", "TMPDIR="+temporary)
	child.Stderr = os.Stderr
	output, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var postgres, kafka int
	if _, err := fmt.Fscanf(bufio.NewReader(output), "%d %d\n", &postgres, &kafka); err != nil {
		t.Errorf("reading which servers run: %v", err)
	}
	must(t, child.Process.Kill())
	_ = child.Wait() // killed, as asked

	wantGone(t, postgres)
	wantGone(t, kafka)
	eventually(t, "what the servers wrote to be removed", func() bool {
		left, err := os.ReadDir(temporary)
		return err == nil && len(left) == 0
	})
}

func TestAbandonServers(t *testing.T) {
	t.Parallel()
	if os.Getenv(abandonVariable) == "" {
		t.Skip("another test runs this one, in a process that it kills")
	}
	fmt.Fprintln(os.Stdout, testenv.PostgreSQL(t).PID(), testenv.Kafka(t).PID())
	select {}
}
