package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/intake"
)

// feed takes PUT Patient?identifier=system|value (ITI-104): what a source tells of a
// patient of its own goes the way of every message, and the answer comes when it is
// linked.
func (c *call) feed() (answer, error) {
	key, err := c.fedKey()
	if err != nil {
		return answer{}, err
	}
	if err := c.isJSONBody(); err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(c.r.Body)
	if err != nil {
		return answer{}, fmt.Errorf("reading a request: %w", err)
	}
	if err := c.checkFed(body, key); err != nil {
		return answer{}, err
	}
	return c.fed(key, intake.TypeFHIR, body)
}

// unfeed takes DELETE Patient?identifier=system|value: the source holds the record no
// longer.
func (c *call) unfeed() (answer, error) {
	key, err := c.fedKey()
	if err != nil {
		return answer{}, err
	}
	body, err := json.Marshal(map[string]any{
		facts.ColumnAuthority: key.Authority, facts.ColumnLocalID: key.LocalID, facts.ColumnOrganisation: c.who.Organisation,
		facts.ColumnUpdatedAt: c.Now().UTC().Format(time.RFC3339Nano), "deleted": true,
	})
	if err != nil {
		return answer{}, fmt.Errorf("writing a message: %w", err)
	}
	return c.fed(key, intake.TypeNative, body)
}

// fedKey reads which record is meant. It has to be of an authority of the caller's own
// organisation.
func (c *call) fedKey() (facts.Key, error) {
	values, err := c.parameters("identifier")
	if err != nil {
		return facts.Key{}, err
	}
	if len(values["identifier"]) != 1 {
		return facts.Key{}, &problem{status: http.StatusBadRequest, code: codeRequired, where: "identifier", text: "identifier: expected one, as system|value"}
	}
	s, err := c.readSource(values["identifier"][0])
	if err != nil {
		return facts.Key{}, err
	}
	if s.key.LocalID == "" {
		return facts.Key{}, invalid("identifier", "an identifier of an organisation's own")
	}
	return s.key, c.mayFeed(s.key.Authority)
}

func (c *call) mayFeed(authority string) error {
	owner, known := c.Organisations.Owner(authority)
	if !known && !c.who.Local {
		return &auth.RefusedError{Why: "no organisation has this authority"}
	}
	if !known {
		owner.Code = c.who.Organisation
	}
	return c.Rules.May(c.who, auth.Feed, owner.Code)
}

// checkFed wants a body that tells of one record, and of no other but one that it is
// merged with.
func (c *call) checkFed(body []byte, key facts.Key) error {
	all, err := intake.Decode(intake.TypeFHIR, body, c.Now(), c.Options)
	if bad, ok := errors.AsType[*fhir.ElementError](err); ok {
		return bad
	}
	if err != nil { // it says where, and never what was found
		return &problem{status: http.StatusUnprocessableEntity, code: codeInvalid, text: err.Error()}
	}
	for i := range all {
		told, other := all[i].Key, all[i].Other
		told.Authority, other.Authority = c.Organisations.Name(told.Authority), c.Organisations.Name(other.Authority)
		if told != key {
			return &fhir.ElementError{Path: "Patient.identifier", Expected: "the identifier that the address names"}
		}
		if other != (facts.Key{}) && other.Authority != key.Authority {
			return &auth.RefusedError{Why: "a record is merged with one of the same authority"}
		}
	}
	return nil
}

// mostLinking is how long a caller waits for its message to be linked.
const mostLinking = mostAnswer / 2

// fed hands a message on, and waits until it is linked.
func (c *call) fed(key facts.Key, kind string, body []byte) (answer, error) {
	c.detail = string(key.Record())
	had, err := c.People.Holders(c.r.Context(), []facts.Key{key})
	if err != nil {
		return answer{}, err
	}
	ctx, stop := context.WithTimeout(c.r.Context(), mostLinking)
	defer stop()
	linked, err := c.Feed(ctx, intake.Outgoing{
		Topic: intake.TopicDemographics, Key: key.Authority + "|" + key.LocalID, ContentType: kind, Value: body,
	})
	if err != nil {
		return answer{}, err
	}
	status, text := http.StatusOK, "linked"
	switch {
	case !linked:
		status, text = http.StatusAccepted, "taken, and not linked yet: it will be, without being sent again"
	case had[key] == nil && kind == intake.TypeFHIR:
		status = http.StatusCreated
	}
	return answer{status: status, resource: &fhir.OperationOutcome{Issue: []fhir.Issue{{
		Severity: fhir.SeverityInformation, Code: "informational", Diagnostics: text,
	}}}}, nil
}
