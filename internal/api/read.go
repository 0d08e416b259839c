package api

import (
	"net/http"
	"strings"

	"github.com/lhcre/mpi/internal/people"
)

// read answers Patient/{identity} with what is best known of a person. A retired
// identity is answered by the one that stands for it now, whose id is another.
func (c *call) read() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	p, viewer, err := c.named()
	if err != nil {
		return answer{}, err
	}
	if err := c.matches(strings.ToLower(c.id), &p); err != nil {
		return answer{}, err
	}
	view := c.show(&p, viewer)
	return answer{status: http.StatusOK, resource: c.patient(&view), version: view.Version}, nil
}

// named reads the person whom the path names.
func (c *call) named() (p people.Person, viewer people.Viewer, err error) {
	if viewer, err = c.viewer(); err != nil {
		return p, viewer, err
	}
	id := strings.ToLower(c.id)
	if !isUUID(id) {
		return p, viewer, people.ErrUnknown
	}
	p, err = c.People.ByID(c.r.Context(), id)
	if err == nil && (p.Retired || p.VeryRestricted && !viewer.BreaksGlass) {
		err = people.ErrUnknown
	}
	return p, viewer, err
}
