package population

import (
	"context"
	"errors"
	"testing"
)

func TestStopsWhenAsked(t *testing.T) {
	t.Parallel()
	profile, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{People: 1000, Region: Wessex, Profile: profile}
	full := errors.New("disk full")
	if _, err := Generate(t.Context(), cfg, func(Row) error { return full }); !errors.Is(err, full) {
		t.Errorf("error %v, want the one of emit", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Generate(cancelled, cfg, func(Row) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestRefusesBadConfig(t *testing.T) {
	t.Parallel()
	profile, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]Config{
		"no people":      {Region: Wessex, Profile: profile},
		"too many":       {People: MaxPeople + 1, Region: Wessex, Profile: profile},
		"unknown region": {People: 10, Region: "mercia", Profile: profile},
		"no profile":     {People: 10, Region: Wessex},
	} {
		if _, err := Generate(t.Context(), cfg, func(Row) error { return nil }); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
