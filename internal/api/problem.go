package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

// problem is why a request has no other answer.
type problem struct {
	status int
	code   string // of FHIR's issue types
	text   string // nothing of what was asked with
	where  string // the element, as FHIRPath, or the parameter
	retry  time.Duration
	allow  string
	also   []string // resources to ask for instead
	err    error    // who calls is not known
}

// Error says what is answered.
func (p *problem) Error() string { return p.text }

// Issue types.
const (
	codeInvalid      = "invalid"
	codeStructure    = "structure"
	codeRequired     = "required"
	codeValue        = "value"
	codeCodeInvalid  = "code-invalid"
	codeNotFound     = "not-found"
	codeNotSupported = "not-supported"
	codeTooLong      = "too-long"
	codeLogin        = "login"
	codeForbidden    = "forbidden"
	codeConflict     = "conflict"
	codeTransient    = "transient"
	codeException    = "exception"
)

// invalid is a parameter that was given wrongly.
func invalid(parameter, expected string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeValue, where: parameter, text: parameter + ": expected " + expected}
}

// problemOf finds out what an error is to whoever called. What nobody knows of is
// that identity is unknown now, and never that there is nobody.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if bad, ok := errors.AsType[*fhir.ElementError](err); ok {
		return &problem{status: http.StatusBadRequest, code: codeInvalid, where: bad.Path, text: bad.Error()}
	}
	if no, ok := errors.AsType[*auth.RefusedError](err); ok {
		return &problem{status: http.StatusForbidden, code: codeForbidden, text: no.Error()}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &problem{status: http.StatusRequestEntityTooLarge, code: codeTooLong, text: "expected a body of at most 1 MiB"}
	}
	switch {
	case errors.Is(err, auth.ErrNoToken), errors.Is(err, auth.ErrToken):
		return &problem{status: http.StatusUnauthorized, code: codeLogin, text: err.Error(), err: err}
	case errors.Is(err, people.ErrUnknown):
		return &problem{status: http.StatusNotFound, code: codeNotFound, text: "there is no such patient"}
	}
	return &problem{
		status: http.StatusServiceUnavailable, code: codeTransient, retry: time.Second,
		text: "identity unknown: the question could not be answered in full now; this does not mean that there is no such patient",
	}
}

func answerOf(p *problem) answer {
	issue := fhir.Issue{Severity: fhir.SeverityError, Code: p.code, Diagnostics: p.text}
	if p.where != "" {
		issue.Expression = []string{p.where}
	}
	outcome := &fhir.OperationOutcome{Issue: []fhir.Issue{issue}}
	for _, other := range p.also {
		outcome.Issue = append(outcome.Issue, fhir.Issue{Severity: fhir.SeverityInformation, Code: "informational", Diagnostics: other})
	}
	return answer{status: p.status, problem: p, resource: outcome}
}
