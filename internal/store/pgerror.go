package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	codeSerialization = "40001"
	codeDeadlock      = "40P01"
)

// serverError is an error of the server with nothing in it that a row could hold:
// its detail, and for some classes its message, quote values.
type serverError struct {
	code    string
	message string
}

// masked takes what could be personal out of an error.
func masked(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	return &serverError{code: e.Code, message: safeMessage(e)}
}

// safeMessage keeps the message where it speaks of the schema or the server.
func safeMessage(e *pgconn.PgError) string {
	switch class := e.Code[:min(2, len(e.Code))]; class {
	case "22":
		return "a value does not fit its column"
	case "23":
		return strings.TrimSpace(fmt.Sprintf("a row breaks the constraint %s of the table %s", e.ConstraintName, e.TableName))
	case "40":
		return "others were at the same rows"
	}
	return e.Message
}

// Error says what is wrong.
func (e *serverError) Error() string { return fmt.Sprintf("%s (SQLSTATE %s)", e.message, e.code) }

// SQLState gives the code. A deadlock is, like what SERIALIZABLE refuses, a reason
// to run the transaction again.
func (e *serverError) SQLState() string {
	if e.code == codeDeadlock {
		return codeSerialization
	}
	return e.code
}

// ambiguousError says that a commit may or may not have happened.
type ambiguousError struct{ cause error }

// Error says why that is not known.
func (e *ambiguousError) Error() string {
	return "it is not known whether the commit happened: " + e.cause.Error()
}

// Unwrap gives the cause.
func (e *ambiguousError) Unwrap() error { return e.cause }
