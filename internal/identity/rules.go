package identity

import (
	"fmt"

	"github.com/lhcre/mpi/matcher"
)

// Rules are the thresholds of a model that Resolve goes by.
type Rules struct {
	Auto       matcher.Weight // from here on a pair is linked without a reviewer
	Review     matcher.Weight // from here on a reviewer may be asked
	Margin     matcher.Weight // how far the best candidate must be ahead of a rival
	MaxCluster int            // no automatic link makes a cluster of more records
}

// Validate says what is wrong with the rules. Every edge that can be a rival
// must exist, so review may not lie above auto − margin.
func (r Rules) Validate() error {
	switch {
	case r.Margin < 0:
		return fmt.Errorf("checking identity rules: margin is %v, expected 0 or more", r.Margin)
	case r.Review > r.Auto-r.Margin:
		return fmt.Errorf("checking identity rules: review is %v, expected at most auto − margin, %v", r.Review, r.Auto-r.Margin)
	case r.MaxCluster < 2:
		return fmt.Errorf("checking identity rules: the largest cluster is %d, expected at least 2", r.MaxCluster)
	}
	return nil
}

// Joins says whether the edge links two records when nothing speaks against it.
func (r Rules) Joins(e Edge) bool {
	return e.Tier == matcher.TierCertain || e.Tier == matcher.TierProbable && e.Weight >= r.Auto
}

// Binds says whether the edge can matter to a decision: it joins, or its weight
// is near enough to that of an edge which joins to be its rival.
func (r Rules) Binds(e Edge) bool {
	return e.Tier == matcher.TierCertain || e.Tier != matcher.TierNone && e.Weight >= r.Auto-r.Margin
}

// rivals says whether edge f is as good as edge e, which joins: a certain edge
// is rivalled only by a certain one of at least its weight, a probable one by
// any certain edge and by every edge within the margin, guarded or not, since a
// guard holds a link back without making two records less alike.
func (r Rules) rivals(f, e link) bool {
	if e.tier == matcher.TierCertain {
		return f.tier == matcher.TierCertain && f.weight >= e.weight
	}
	return f.tier == matcher.TierCertain || f.weight >= e.weight-r.Margin
}
