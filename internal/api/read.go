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
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	id := strings.ToLower(c.id)
	if !isUUID(id) {
		return answer{}, people.ErrUnknown
	}
	p, err := c.People.ByID(c.r.Context(), id)
	switch {
	case err != nil:
		return answer{}, err
	case p.Retired, p.VeryRestricted && !viewer.BreaksGlass:
		return answer{}, people.ErrUnknown
	}
	if err := c.matches(id, &p); err != nil {
		return answer{}, err
	}
	view := c.show(&p, viewer)
	return answer{status: http.StatusOK, resource: c.patient(&view), version: view.Version}, nil
}
