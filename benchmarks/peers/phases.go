package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// replaceLink puts the parts that mpi's summary tells of in the place of the
// step that they are parts of; what they leave over is the process's own.
func replaceLink(phases []Phase, parts map[string]json.RawMessage) []Phase {
	last := len(phases) - 1
	if last < 0 || len(parts) == 0 {
		return phases
	}
	left := phases[last].Seconds
	told := make([]Phase, 0, len(parts))
	for name, raw := range parts {
		seconds, ok := secondsOf(raw)
		if !ok {
			return phases
		}
		told = append(told, Phase{Name: name, Seconds: seconds})
		left -= seconds
	}
	slices.SortFunc(told, func(a, b Phase) int {
		return cmp.Or(order(a.Name)-order(b.Name), strings.Compare(a.Name, b.Name))
	})
	return append(append(phases[:last:last], told...), Phase{Name: "other", Seconds: max(left, 0)})
}

// order is that of the phases' work.
func order(phase string) int {
	known := []string{"read", "block", "compare", "resolve", "write"}
	if i := slices.Index(known, phase); i >= 0 {
		return i
	}
	return len(known)
}

// secondsOf reads a number, or the seconds of an object that says more.
func secondsOf(raw json.RawMessage) (float64, bool) {
	var seconds float64
	if json.Unmarshal(raw, &seconds) == nil {
		return seconds, true
	}
	var more struct {
		Seconds *float64 `json:"seconds"`
	}
	if json.Unmarshal(raw, &more) != nil || more.Seconds == nil {
		return 0, false
	}
	return *more.Seconds, true
}
