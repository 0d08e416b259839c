package service_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// asked is an answer.
type asked struct {
	status int
	header http.Header
	body   string
}

// ask sends a request to an engine.
func ask(ctx context.Context, method, url, token, body string) (asked, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return asked{}, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/fhir+json")
	}
	return send(request)
}

// send gives the answer to a request.
func send(request *http.Request) (asked, error) {
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return asked{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return asked{answer.StatusCode, answer.Header, string(text)}, err
}

// tokenOf reads the token that an engine made.
func tokenOf(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "token"))
	must(t, err)
	return strings.TrimSpace(string(text))
}

const who = `{"resourceType":"Patient","name":[{"family":"Good","given":["N5"]}],"birthDate":"1980-02-06"}`

// From a message to an answer: who is asked for is found, with a token alone, and it
// is written down.
func TestRecordServicesAreAnswered(t *testing.T) {
	t.Parallel()
	cfg := embedded(t, t.TempDir())
	e, address := serving(t, cfg)
	token := tokenOf(t, cfg.Data)
	if e.NewToken != token {
		t.Error("the token that is shown is not the one that is kept")
	}
	var all []intake.Outgoing
	for i := range 10 {
		all = append(all, native(i))
	}
	e.read(t, e.send(t, all))
	base := "http://" + address + "/fhir/"
	for _, c := range []struct {
		method, path, token, body string
		status                    int
		want                      string
	}{
		{http.MethodGet, "metadata", "", "", 200, `"CapabilityStatement"`},
		{http.MethodPost, "Patient/$match", "", who, 401, `"login"`},
		{http.MethodPost, "Patient/$match", "wrong", who, 401, `"login"`},
		{http.MethodPost, "Patient/$match", token, who, 200, `"G5"`},
		{http.MethodGet, "Patient/$ihe-pix?sourceIdentifier=urn:lhcre:mpi:authority:RM3%7CG5", token, "", 200, `"targetId"`},
		{http.MethodGet, "Patient?family=Good&birthdate=1980-02-06", token, "", 200, `"G5"`},
		{http.MethodGet, "Patient?identifier=urn:lhcre:mpi:authority:RM3%7CG7", token, "", 200, `"G7"`},
		{http.MethodGet, "nothing", token, "", 404, `"OperationOutcome"`},
	} {
		got, err := ask(t.Context(), c.method, base+c.path, c.token, c.body)
		must(t, err)
		if got.status != c.status || !strings.Contains(got.body, c.want) {
			t.Errorf("%s %s: %d %s, want %d and %s", c.method, c.path, got.status, got.body, c.status, c.want)
		}
	}
	wantMetric(t, address, `mpi_api_requests_total{operation="match",status="401"} 2`)
	wantMetric(t, address, `mpi_api_requests_total{operation="match",status="200"} 1`)
	checked, err := audit.Verify(t.Context(), e.Ledger, nil)
	must(t, err)
	if len(checked.Faults) > 0 || checked.Entries != 6 {
		t.Errorf("the audit has %d entries, want 6: %v", checked.Entries, checked.Faults)
	}
}

// What is put is in Kafka and linked when it is answered: nobody has to wait for it to
// be found.
func TestWhatIsPutIsFound(t *testing.T) {
	t.Parallel()
	cfg := embedded(t, t.TempDir())
	cfg.API.Organisations = example + "organisations.yaml"
	e, address := serving(t, cfg)
	for i := range 5 {
		body := fmt.Sprintf(`{"resourceType":"Patient","identifier":[{"system":"https://irwell.example/id/pas","value":"N%d"}],`+
			`"name":[{"family":"Good","given":["N%d"]}],"birthDate":"1980-02-06"}`, i, i)
		put, err := http.NewRequestWithContext(t.Context(), http.MethodPut,
			fmt.Sprintf("http://%s/fhir/Patient?identifier=https://irwell.example/id/pas|N%d", address, i), strings.NewReader(body))
		must(t, err)
		put.Header.Set("Authorization", "Bearer "+e.NewToken)
		put.Header.Set("Content-Type", "application/fhir+json")
		put.Header.Set("NHSD-End-User-Organisation-ODS", "RM3")
		answer, err := http.DefaultClient.Do(put)
		must(t, err)
		text, err := io.ReadAll(answer.Body)
		must(t, err)
		must(t, answer.Body.Close())
		if answer.StatusCode != http.StatusCreated {
			t.Fatalf("%d %s", answer.StatusCode, text)
		}
		got, err := ask(t.Context(), http.MethodGet, fmt.Sprintf("http://%s/fhir/Patient/$ihe-pix?sourceIdentifier=https://irwell.example/id/pas|N%d", address, i), e.NewToken, "")
		must(t, err)
		if got.status != http.StatusOK {
			t.Errorf("it is not found: %d %s", got.status, got.body)
		}
	}
}

// However the store goes away and comes back under load, nobody is told that there is
// no such person: an answer is right, or it says that identity is unknown.
func TestAnOutageIsNeverNobody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("stops and freezes a server of its own")
	}
	server := testenv.NewPostgreSQL(t, testenv.PostgreSQLOptions{})
	url, err := server.CreateDatabase(t.Context(), "outage")
	must(t, err)
	cfg := embedded(t, t.TempDir())
	cfg.Store.URL, cfg.API.Rate = url, 100_000
	must(t, store.Migrate(t.Context(), service.StoreOptions(&cfg)))
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	must(t, err)
	address := running(t, s)
	e := &engine{s, func() {}}
	e.read(t, e.send(t, []intake.Outgoing{native(5), native(6)}))

	load := &outage{url: "http://" + address + "/fhir/", token: s.NewToken, counts: map[int]int{}}
	load.begin(t, 8)
	for _, step := range []func() error{
		server.Stop, func() error { return server.Restart(t.Context()) }, server.Pause, server.Continue,
		server.Kill, func() error { return server.Restart(t.Context()) },
	} {
		load.more(t, 16) // while it is frozen each waits for ten seconds
		time.Sleep(200 * time.Millisecond)
		must(t, step())
	}
	load.until(t, http.StatusOK)
	load.end()
	if load.counts[http.StatusServiceUnavailable] == 0 {
		t.Error("nothing was asked while the store was away")
	}
	t.Logf("answers by status: %v", load.counts)
}

// outage asks without end, and looks at each answer.
type outage struct {
	url, token string
	stop       context.CancelFunc
	callers    sync.WaitGroup

	mu     sync.Mutex
	counts map[int]int
}

func (o *outage) begin(t *testing.T, callers int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	o.stop = stop
	for range callers {
		o.callers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				o.one(ctx, t, i%3)
			}
		})
	}
}

// one asks for somebody whom there is.
func (o *outage) one(ctx context.Context, t *testing.T, kind int) {
	t.Helper()
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	ask := [...]func() (asked, error){
		func() (asked, error) { return ask(ctx, http.MethodPost, o.url+"Patient/$match", o.token, who) },
		func() (asked, error) {
			return ask(ctx, http.MethodGet, o.url+"Patient/$ihe-pix?sourceIdentifier=urn:lhcre:mpi:authority:RM3%7CG5", o.token, "")
		},
		func() (asked, error) {
			return ask(ctx, http.MethodGet, o.url+"Patient?family=Good&birthdate=1980-02-06", o.token, "")
		},
	}[kind]
	got, err := ask()
	if err != nil {
		if ctx.Err() == nil {
			t.Errorf("%d: %v", kind, err)
		}
		return
	}
	switch {
	case got.status == http.StatusOK && strings.Contains(got.body, "Patient/"):
	case got.status == http.StatusServiceUnavailable && strings.Contains(got.body, "identity unknown") && got.header.Get("Retry-After") != "":
	default:
		t.Errorf("%d: %d %s", kind, got.status, got.body)
	}
	o.mu.Lock()
	o.counts[got.status]++
	o.mu.Unlock()
	if got.status != http.StatusOK {
		time.Sleep(20 * time.Millisecond)
	}
}

func (o *outage) count(status int) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for at, count := range o.counts {
		if status == 0 || at == status {
			n += count
		}
	}
	return n
}

// more waits until some more answers have come.
func (o *outage) more(t *testing.T, answers int) {
	t.Helper()
	o.wait(t, 0, answers)
}

// until waits until answers of a status come again.
func (o *outage) until(t *testing.T, status int) {
	t.Helper()
	o.wait(t, status, 20)
}

func (o *outage) wait(t *testing.T, status, more int) {
	t.Helper()
	want := o.count(status) + more
	for deadline := time.Now().Add(time.Minute); o.count(status) < want; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d answers of status %s after a minute", o.count(status), want, strconv.Itoa(status))
		}
	}
}

func (o *outage) end() {
	o.stop()
	o.callers.Wait()
}
