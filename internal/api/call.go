package api

import (
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"

	"github.com/google/uuid"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

// call is one request on its way.
type call struct {
	*Server

	r        *http.Request
	request  string // its number
	endpoint endpoint
	id       string // what the path names
	who      auth.Principal

	served []audit.Served
	detail string
}

// answer is what a call is answered with.
type answer struct {
	status   int
	resource fhir.Resource
	json     []byte // in place of a resource, what FHIR has none for
	// more gives an answer's lines in place of a resource, as many at a time as are
	// written down together, and none at the end; lines are the first.
	more  func() ([]byte, error)
	lines []byte

	version int64 // of the resource, 0 for none
	problem *problem
}

const headerRequest = "X-Request-Id"

func (s *Server) newCall(r *http.Request) *call {
	c := &call{Server: s, r: r, request: r.Header.Get(headerRequest)}
	if !isUUID(c.request) {
		c.request = s.NewID()
	}
	return c
}

// isUUID says whether a text is one in the form that has hyphens.
func isUUID(text string) bool {
	const length = 36
	return len(text) == length && uuid.Validate(text) == nil
}

func (c *call) operation() auth.Operation { return c.endpoint.operation }

// answer makes the answer, and has it written down.
func (c *call) answer() (a answer) {
	defer func() {
		if failure := recover(); failure != nil { // what it was may be somebody's
			c.Log.ErrorContext(c.r.Context(), "a request failed in a way that nobody thought of", c.about(), slog.String("stack", string(debug.Stack())))
			a = answerOf(&problem{status: http.StatusInternalServerError, code: codeException, text: "identity unknown: the request could not be answered"})
		}
	}()
	a, err := c.proceed()
	if err != nil {
		a = c.failed(err)
	}
	if c.operation() == "" {
		return a
	}
	if a.more != nil {
		return c.begun(a)
	}
	if err := c.writeDown(a); err != nil && a.problem == nil {
		c.served = nil
		return c.failed(err)
	}
	return a
}

// begun makes the first lines of a long answer: until they are there, it may still be
// a problem.
func (c *call) begun(a answer) answer {
	next := a.more
	a.more = func() ([]byte, error) {
		lines, err := next()
		if err == nil && lines != nil {
			err = c.writeDown(a)
		}
		return lines, err
	}
	var err error
	if a.lines, err = a.more(); err != nil {
		a = c.failed(err)
		c.served = nil
		_ = c.writeDown(a) // it tells of nobody
	}
	return a
}

// proceed goes from who calls to what is answered.
func (c *call) proceed() (answer, error) {
	if err := c.route(); err != nil {
		return answer{}, err
	}
	if err := c.admit(); err != nil {
		return answer{}, err
	}
	if err := c.negotiate(); err != nil {
		return answer{}, err
	}
	return c.endpoint.serve(c)
}

// admit finds out who calls, and whether they may.
func (c *call) admit() error {
	if c.operation() == "" {
		return nil
	}
	who, err := auth.Who(c.r, c.Verifier)
	if err != nil {
		if wait := c.tooMany(auth.Principal{Subject: "anonymous"}); wait != nil {
			return wait
		}
		return err
	}
	c.who = who
	if wait := c.tooMany(who); wait != nil {
		return wait
	}
	return c.Rules.Might(who, c.operation())
}

func (c *call) tooMany(who auth.Principal) error {
	if c.Limit == nil {
		return nil
	}
	if wait := c.Limit.Wait(who, c.Now()); wait > 0 {
		return &problem{status: http.StatusTooManyRequests, code: "throttled", text: "too many requests of one caller", retry: wait}
	}
	return nil
}

// failed makes an answer of an error, and tells the log what others need not know.
func (c *call) failed(err error) answer {
	p := problemOf(err)
	if p.status >= http.StatusInternalServerError {
		c.Log.ErrorContext(c.r.Context(), "cannot answer a request", c.about(), slog.Any("error", err))
	}
	return answerOf(p)
}

func (c *call) about() slog.Attr {
	return slog.Group("request", slog.String("id", c.request), slog.String("operation", string(c.operation())))
}

// writeDown notes who was told what, or was not.
func (c *call) writeDown(a answer) error {
	e := audit.Event{
		Request: c.request, Who: c.who.Subject, Organisation: c.who.Organisation, Purpose: string(c.who.Purpose),
		Operation: string(c.operation()), Outcome: outcomeOf(a.status), Detail: c.detail, Served: c.served,
	}
	if e.Who == "" {
		e.Who = "unknown"
	}
	for _, role := range c.who.Roles {
		e.Roles = append(e.Roles, string(role))
	}
	return c.Audit.Write(c.r.Context(), e)
}

func outcomeOf(status int) audit.Outcome {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests:
		return audit.Refused
	case status < http.StatusBadRequest, status == http.StatusNotFound, status == http.StatusPreconditionFailed:
		return audit.Done // it was told that there is none, or another
	}
	return audit.Failed
}

// headerBreakGlass says why a caller has to know where a restricted person is.
const headerBreakGlass = "Break-Glass-Reason"

// viewer is the caller as one who is shown people.
func (c *call) viewer() (people.Viewer, error) {
	v := people.Viewer{Organisation: c.who.Organisation}
	reason := c.r.Header.Get(headerBreakGlass)
	if reason == "" {
		return v, nil
	}
	if !regexp.MustCompile(`^[a-z][a-z-]{2,39}$`).MatchString(reason) { // a code: it is written down
		return v, invalid(headerBreakGlass, "a reason of 3 to 40 small letters and hyphens, such as emergency")
	}
	if err := c.Rules.Might(c.who, auth.BreakGlass); err != nil {
		return v, err
	}
	c.detail = "glass broken: " + reason
	v.BreaksGlass = true
	return v, nil
}

// show gives what the caller may see of a person, and notes that it is served.
func (c *call) show(p *people.Person, viewer people.Viewer) people.View {
	c.noteServed(p)
	return p.For(viewer, &c.Survivorship)
}

func (c *call) noteServed(p *people.Person) {
	c.served = append(c.served, audit.Served{Identity: p.ID, Version: p.Version})
}

// known makes sure that the index has what was published, before anybody is told
// that there is none.
func (c *call) known() error {
	if c.Now().Sub(c.CaughtUp()) > c.Late {
		return errBehind
	}
	return nil
}

var errBehind = errors.New("the index is behind what was published")
