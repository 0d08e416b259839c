package evaluate

import (
	"fmt"
	"strconv"
	"strings"
)

// Suppression keeps small counts out of what is published, as NHS England does
// for sub-national counts: from 1 to below Below they are hidden, others are
// rounded to the nearest RoundTo, and 0 is shown. Rates come from rounded
// counts. The zero value hides nothing.
type Suppression struct{ Below, RoundTo int64 }

// ParseSuppression reads BELOW/ROUND, as in 8/5.
func ParseSuppression(text string) (Suppression, error) {
	below, round, found := strings.Cut(text, "/")
	b, errBelow := strconv.ParseInt(below, 10, 32)
	r, errRound := strconv.ParseInt(round, 10, 32)
	if !found || errBelow != nil || errRound != nil || b < 1 || r < 1 || r > 2*b {
		return Suppression{}, fmt.Errorf("expected two whole numbers, as in 8/5, the second at most twice the first")
	}
	return Suppression{b, r}, nil
}

// On says whether anything is hidden or rounded.
func (s Suppression) On() bool { return s != Suppression{} }

func (s Suppression) count(n int64) Count {
	switch {
	case !s.On() || n == 0:
		return Count{N: n}
	case n < s.Below:
		return Count{Hidden: true}
	}
	return Count{N: (n + s.RoundTo/2) / s.RoundTo * s.RoundTo}
}

// Count is a count as it may be shown.
type Count struct {
	N      int64
	Hidden bool // too small to be shown; N is 0
}

// MarshalJSON writes a number, or "*" for a hidden one.
func (c Count) MarshalJSON() ([]byte, error) {
	if c.Hidden {
		return []byte(`"*"`), nil
	}
	return strconv.AppendInt(nil, c.N, 10), nil
}
