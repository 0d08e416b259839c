package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
)

// Rate is a share with its 95 % interval, and how it differs from another
// group's. Known is false where there was nothing to have, or a count is hidden.
type Rate struct {
	Known        bool
	Count, Of    Count
	Interval     Interval // of the share
	DesignEffect float64
	Difference   *Interval // to the reference group; nil without one
	Ratio        *float64
}

// newRate gives a tally's share. Where small counts are suppressed it comes from
// the counts that are shown, and the design effect is rounded up to a tenth, so
// that nothing leads back to the true ones.
func (s Suppression) newRate(t *tally) Rate {
	r := Rate{Count: s.count(t.part), Of: s.count(t.whole), DesignEffect: t.designEffect()}
	if r.Count.Hidden || r.Of.Hidden || r.Of.N == 0 {
		return r
	}
	if s.On() {
		r.DesignEffect = math.Ceil(r.DesignEffect*10) / 10
	}
	r.Known = true
	r.Interval.Value = float64(r.Count.N) / float64(r.Of.N)
	r.Interval.Low, r.Interval.High = wilsonOf(r.Interval.Value, float64(r.Of.N)/r.DesignEffect, z95)
	return r
}

// comparedWith gives the rate with how it differs from another.
func (r Rate) comparedWith(other Rate) Rate {
	if !r.Known || !other.Known {
		return r
	}
	r.Difference = new(newcombe(r.Interval, other.Interval))
	if other.Interval.Value > 0 {
		r.Ratio = new(r.Interval.Value / other.Interval.Value)
	}
	return r
}

// worse says whether the rate is worse than the reference by more than a bound
// and beyond chance. Of some rates more is better (sign 1), of others less (-1),
// and some are neither good nor bad (0).
func (r Rate) worse(sign, bound float64) bool {
	return sign != 0 && r.Difference != nil && sign*r.Difference.Value < -bound && r.Difference.excludesZero()
}

// MarshalJSON writes an object, without figures where the rate is not known.
func (r Rate) MarshalJSON() ([]byte, error) {
	type figures struct {
		*Interval

		Count        Count     `json:"count"`
		Of           Count     `json:"of"`
		DesignEffect float64   `json:"design_effect,omitempty"`
		Difference   *Interval `json:"difference,omitempty"`
		Ratio        *float64  `json:"ratio,omitempty"`
	}
	out := figures{Count: r.Count, Of: r.Of}
	if r.Known {
		out.Interval, out.DesignEffect, out.Difference, out.Ratio = &r.Interval, r.DesignEffect, r.Difference, r.Ratio
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("writing a rate: %w", err)
	}
	return text, nil
}
