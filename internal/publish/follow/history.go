package follow

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/lhcre/mpi/internal/publish"
)

// History is what the messages about changes add up to. Its zero value has heard
// none.
type History struct {
	events map[string]map[int64][sha256.Size]byte // by identity and version
	again  int
}

// Take takes in a message. One that says something else than another of the same
// version, or whose event id is not that of its version, is an error.
func (h *History) Take(message []byte) error {
	var m publish.Event
	if err := json.Unmarshal(message, &m); err != nil {
		return fmt.Errorf("reading a message about a change: %w", err)
	}
	id, err := publish.EventID(m.Identity, m.Version)
	if err != nil || m.Schema != publish.TopicEvents || m.Version < 1 || m.EventID != id {
		return fmt.Errorf("reading a message about a change: expected schema %s with an identity, a version and the event id of both", publish.TopicEvents)
	}
	sum := sha256.Sum256(message)
	if h.events == nil {
		h.events = map[string]map[int64][sha256.Size]byte{}
	}
	versions := h.events[m.Identity]
	if versions == nil {
		versions = map[int64][sha256.Size]byte{}
		h.events[m.Identity] = versions
	}
	before, heard := versions[m.Version]
	switch {
	case !heard:
		versions[m.Version] = sum
	case before != sum:
		return fmt.Errorf("version %d of identity %s came about in two ways", m.Version, m.Identity)
	default:
		h.again++
	}
	return nil
}

// Versions gives the highest version of each identity.
func (h *History) Versions() map[string]int64 {
	out := make(map[string]int64, len(h.events))
	for id, versions := range h.events {
		for version := range versions {
			out[id] = max(out[id], version)
		}
	}
	return out
}

// Missing lists the identities of which a change was not told though a later one
// was.
func (h *History) Missing() []string {
	var list []string
	for id, last := range h.Versions() {
		if int64(len(h.events[id])) < last {
			list = append(list, id)
		}
	}
	return slices.Sorted(slices.Values(list))
}

// Again is how many messages came that had come before.
func (h *History) Again() int { return h.again }

// Identities lists those that changes were told of.
func (h *History) Identities() []string { return slices.Sorted(maps.Keys(h.events)) }
