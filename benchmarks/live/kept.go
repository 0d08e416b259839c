package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// state is what a later run has to know to go on where an earlier one ended.
type state struct {
	Records, Sent int
	At            time.Time
}

func (s *Servers) statePath() string { return filepath.Join(s.options.Dir, "state.json") }

// People makes people with so many records; or those of an earlier run, whose records
// are in the store as far as they were sent.
func (s *Servers) People(ctx context.Context, records int) (*People, error) {
	earlier := state{Records: records}
	text, err := os.ReadFile(s.statePath())
	if err == nil {
		err = json.Unmarshal(text, &earlier)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the state of the earlier run: %w", err)
	}
	p, err := NewPeople(ctx, earlier.Records)
	if err == nil && earlier.Sent > 0 {
		p.Sent, p.At = earlier.Sent, earlier.At
	}
	return p, err
}

// Note leaves to a later run what it has to know.
func (s *Servers) Note(p *People) error {
	text, err := json.Marshal(state{p.records, p.Sent, p.At})
	if err != nil {
		return fmt.Errorf("noting the state: %w", err)
	}
	return os.WriteFile(s.statePath(), text, 0o600) //nolint:wrapcheck // names the file
}
