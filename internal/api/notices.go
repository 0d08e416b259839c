package api

import (
	"context"
	"fmt"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
)

// Notices are what organisations are told of stays in hospital, each as it is now.
type Notices interface {
	NoticesTo(ctx context.Context, organisation string, after store.Cursor, limit int) ([]linker.Notice, store.Cursor, error)
}

// noticesOfLane are given at once.
const noticesOfLane = 500

// noticed is an answer to notices.
type noticed struct {
	Notices []publish.Notice `json:"notices"`
	After   string           `json:"after"`
	More    bool             `json:"more"` // there may be more at once
}

// notices answers notices with those of the caller's organisation after a place, as the
// topic tells them, for callers without Kafka. Of each its last version is told and no
// other: what was retracted since tells nothing of what it said.
func (c *call) notices() (answer, error) {
	values, err := c.parameters("after")
	if err != nil {
		return answer{}, err
	}
	if err := c.Rules.May(c.who, auth.Notices, c.who.Organisation); err != nil {
		return answer{}, err
	}
	at := store.Cursor{}
	if err := readPlace(values["after"], &at); err != nil {
		return answer{}, err
	}
	found, next, err := c.Notices.NoticesTo(c.r.Context(), organisations.Code(c.who.Organisation), at, noticesOfLane)
	if err != nil {
		return answer{}, fmt.Errorf("reading notices: %w", err)
	}
	out := noticed{Notices: make([]publish.Notice, len(found)), After: placeText(next), More: len(found) >= noticesOfLane}
	for i := range found {
		n := &found[i]
		out.Notices[i] = publish.NewNotice(n)
		c.served = append(c.served, audit.Served{Identity: n.Identity, Version: n.IdentityVersion})
	}
	return inJSON(out)
}
