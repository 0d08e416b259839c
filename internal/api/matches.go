package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
)

// matches holds the version that a caller knows of (If-Match) against the person: of
// one that is older, or stood for by another, the caller is told who its records are
// now, for what it knows may be two people's.
func (c *call) matches(id string, p *people.Person) error {
	header := c.r.Header.Get("If-Match")
	if header == "" {
		return nil
	}
	text, _ := strings.CutPrefix(header, "W/")
	version, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil {
		return invalid("If-Match", `a version, as W/"3"`)
	}
	if p.ID == id && p.Version == version {
		return nil
	}
	now, err := c.nowOf(id, version)
	if err != nil {
		return err
	}
	return &problem{status: http.StatusPreconditionFailed, code: codeConflict, where: "If-Match", text: "the patient is another version now", also: now}
}

// nowOf tells who the records of a version of an identity are now.
func (c *call) nowOf(id string, version int64) (all []string, err error) {
	changes, err := c.Recalls.History.History(c.r.Context(), id)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(changes, func(change linker.Change) bool { return change.Version == version })
	if at < 0 {
		return nil, nil
	}
	var records []identity.RecordID
	for _, r := range changes[at].Records {
		records = append(records, facts.Key{Authority: r.Authority, LocalID: r.LocalID}.Record())
	}
	found, err := c.People.Of(c.r.Context(), records)
	for i := range found {
		if !found[i].VeryRestricted {
			all = append(all, "Patient/"+found[i].ID)
		}
	}
	return all, err
}
