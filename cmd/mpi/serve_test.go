package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// served runs mpi serve while a test does something; it gets the address of the
// engine's pages.
func served(t *testing.T, config string, do func(address string)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	in, out := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--config", config}, out, &log)
		_ = out.Close()
	}()
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		t.Fatalf("it is not ready: exit code %d, %s", <-code, log.String())
	}
	do(regexp.MustCompile(`http://([^/]+)/`).FindStringSubmatch(line)[1])
	stop()
	if got := <-code; got != exitDone {
		t.Errorf("exit code %d: %s", got, log.String())
	}
}

// An engine tells how it is, lets no second one at its data, and ends well when it
// is asked to.
func TestServe(t *testing.T) {
	t.Parallel()
	config := write(t, "mpi.yaml", "data: "+t.TempDir()+"\nlisten: 127.0.0.1:0\n")
	served(t, config, func(address string) {
		for path, want := range map[string]string{"/livez": "", "/readyz": "", "/metrics": "mpi_"} {
			if status, text := get(t, "http://"+address+path); status != http.StatusOK || !strings.Contains(text, want) {
				t.Errorf("%s: status %d, %.200s", path, status, text)
			}
		}
		for _, command := range []string{"serve", "rebuild-index"} {
			if got := mpi(t, command, "--config", config); got.code != exitFailed || !strings.Contains(got.stderr, "in use") {
				t.Errorf("%s while another serves: exit code %d, %s", command, got.code, got.stderr)
			}
		}
	})
	served(t, config, func(string) {}) // it left everything such that it starts again
}

// get waits for a page that is ready.
func get(t *testing.T, url string) (status int, text string) {
	t.Helper()
	for range 100 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if status, text = response.StatusCode, string(body); status == http.StatusOK {
			return status, text
		}
		time.Sleep(100 * time.Millisecond)
	}
	return status, text
}

// waitForLetters serves until there are as many dead letters.
func waitForLetters(t *testing.T, config string, want int) {
	t.Helper()
	served(t, config, func(string) {
		for range 200 {
			if len(listedLetters(t, config)) >= want {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	if got := len(listedLetters(t, config)); got != want {
		t.Errorf("%d dead letters, want %d", got, want)
	}
}
