package linker

import (
	"testing"

	"github.com/lhcre/mpi/internal/identity"
)

// A ground that was read before holds only if all that was written since is records
// that this linker has published.
func TestAloneIsWhoeverAloneHasWritten(t *testing.T) {
	t.Parallel()
	state := func(lane, seq, epoch, turn int64) LaneState { return LaneState{Mark{lane, seq}, epoch, turn} }
	before := []LaneState{state(1, 10, 1, 5), state(2, 7, 3, 9)}
	ours := &published{lane: 1, first: 11, last: 14}
	next := &published{lane: 1, first: 15, last: 15}
	for name, c := range map[string]struct {
		ahead []*published
		now   []LaneState
		want  bool
	}{
		"nothing":                  {nil, before, true},
		"not yet there":            {[]*published{ours}, before, true},
		"ours":                     {[]*published{ours}, []LaneState{state(1, 14, 1, 6), before[1]}, true},
		"two of ours":              {[]*published{ours, next}, []LaneState{state(1, 15, 1, 7), before[1]}, true},
		"ours, and somebody's too": {[]*published{ours}, []LaneState{state(1, 14, 1, 7), before[1]}, false},
		"somebody's":               {nil, []LaneState{state(1, 14, 1, 6), before[1]}, false},
		"a link":                   {nil, []LaneState{before[0], state(2, 7, 3, 10)}, false},
		"another owner":            {nil, []LaneState{before[0], state(2, 7, 4, 9)}, false},
		"ours, with another owner": {[]*published{ours}, []LaneState{state(1, 14, 2, 6), before[1]}, false},
		"a lane that is new":       {nil, append([]LaneState{state(3, 1, 1, 1)}, before...), false},
		"ours, which asserts": {
			[]*published{{lane: 1, first: 11, last: 14, touched: []identity.RecordID{"a", "b"}}}, []LaneState{state(1, 14, 1, 6), before[1]}, false,
		},
		"ours, which tells of numbers": {
			[]*published{{lane: 1, first: 11, last: 14, learned: true}}, []LaneState{state(1, 14, 1, 6), before[1]}, false,
		},
		"ours, without records": {[]*published{{lane: 1, first: 11, last: 10}}, []LaneState{state(1, 10, 1, 6), before[1]}, false},
	} {
		a := &ahead{list: c.ahead}
		if got := a.alone(before, c.now); got != c.want {
			t.Errorf("%s: alone is %v, want %v", name, got, c.want)
		}
	}
}
