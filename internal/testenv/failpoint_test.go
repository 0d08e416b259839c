package testenv

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

func TestFailpointsAreRead(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"": true, "kill@a:1": true, "kill@link committed:12,pause@looked:3": true,
		"kill": false, "kill@a": false, "kill@a:0": false, "kill@a:x": false, "burn@a:1": false, "kill@a:1,": false,
	} {
		if _, err := ParseFailpoints(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A process that reaches its failpoint ends there, and not before.
func TestFailpointKills(t *testing.T) {
	t.Parallel()
	const asked = "MPI_TEST_FAILPOINT"
	if os.Getenv(asked) != "" {
		f, err := ParseFailpoints("kill@there:2")
		if err != nil {
			t.Fatal(err)
		}
		f.Reach("elsewhere")
		f.Reach("there")
		f.Reach("elsewhere")
		_, _ = os.Stdout.WriteString("once\n")
		f.Reach("there")
		_, _ = os.Stdout.WriteString("twice\n")
		return
	}
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFailpointKills$")
	c.Env = append(os.Environ(), asked+"=1")
	said, err := c.Output()
	status, _ := c.ProcessState.Sys().(syscall.WaitStatus)
	if err == nil || status.Signal() != syscall.SIGKILL || string(said) != "once\n" {
		t.Errorf("the process said %q and ended with %v", said, err)
	}
}
