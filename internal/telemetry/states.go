package telemetry

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Severity is how bad a state is: what mpi_state says while it holds.
type Severity int

// The severities.
const (
	OK Severity = iota
	// Degraded is for a person to look at. The engine does its work, and whoever
	// supervises it must not take it out of service.
	Degraded
	// Failing keeps the engine from its work: it is not ready.
	Failing
)

// String gives the word of the pages.
func (s Severity) String() string {
	return [...]string{"ok", "degraded", "failing"}[s]
}

// State is one of the few that an engine can be in, under the name that the pages,
// the metrics, the alarms and the runbook share.
type State struct {
	Name     string
	Severity Severity // while it holds
	// Follows names states that bring this one about: while one of them holds,
	// it is the one to look at.
	Follows []string
}

// Condition is a state that somebody else finds out about.
type Condition struct {
	mu     sync.Mutex
	failed map[string]error // by part
}

// Set says what is wrong; nil says that nothing is.
func (c *Condition) Set(err error) { c.SetPart("", err) }

// SetPart says what is wrong with a part, such as a partition; nil says that
// nothing is, or that the part is no longer ours. The state holds while anything
// is wrong with any part.
func (c *Condition) SetPart(part string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		delete(c.failed, part)
		return
	}
	if c.failed == nil {
		c.failed = map[string]error{}
	}
	c.failed[part] = err
}

func (c *Condition) get() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []error
	for _, part := range slices.Sorted(maps.Keys(c.failed)) {
		err := c.failed[part]
		if part != "" {
			err = fmt.Errorf("%s: %w", part, err)
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}
