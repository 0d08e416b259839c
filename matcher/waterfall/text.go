// Package waterfall draws an explanation: from the prior, comparison by
// comparison, to the match weight. It comes after matcher and is the last step
// for a person who asks why. What it draws holds personal values.
package waterfall

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/lhcre/mpi/matcher"
)

// barWidth is the length of the longest bar in the text.
const barWidth = 24

// Text writes the explanation as a table with bars.
func Text(w io.Writer, e matcher.Explanation) error {
	if _, err := fmt.Fprintf(w, "%s and %s\n\n", e.A, e.B); err != nil {
		return fmt.Errorf("writing explanation: %w", err)
	}
	longest := longestStep(e)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rows := [][]string{{"comparison", "level", "a", "b", "bits", ""}, {"prior", "", "", "", bits(e.Prior), bar(e.Prior, longest)}}
	for _, p := range e.Parts {
		rows = append(rows, row(p, longest))
	}
	rows = append(rows, []string{"match weight", "", "", "", bits(e.Decision.Weight), ""})
	for _, cells := range rows {
		if _, err := fmt.Fprintln(table, strings.Join(cells, "\t")); err != nil {
			return fmt.Errorf("writing explanation: %w", err)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing explanation: %w", err)
	}
	_, err := fmt.Fprintf(w, "\n%s\n", Verdict(e.Decision))
	if err != nil {
		return fmt.Errorf("writing explanation: %w", err)
	}
	return nil
}

func row(p matcher.Part, longest matcher.Weight) []string {
	level := p.Level
	if p.Adjustment != 0 {
		level += fmt.Sprintf(" (%s for how common)", bits(p.Adjustment))
	}
	return []string{p.Comparison, level, p.A, p.B, bits(p.Total()), bar(p.Total(), longest)}
}

// Verdict says in one line what the ladder decided.
func Verdict(d matcher.Decision) string {
	out := fmt.Sprintf("probability %.6f, %s by rule %s", d.Weight.Probability(), outcome(d.Tier), d.Rule)
	if d.Guard != matcher.GuardNone {
		out += fmt.Sprintf(", held back by the guard %s", d.Guard)
	}
	if d.Conflict != matcher.ConflictNone {
		out += fmt.Sprintf(", can never be one person: %s", d.Conflict)
	}
	return out
}

func outcome(t matcher.Tier) string {
	switch t {
	case matcher.TierCertain, matcher.TierProbable:
		return "link"
	case matcher.TierPossible:
		return "review"
	case matcher.TierNone:
	}
	return "no link"
}

// bits writes a weight with its sign and all its decimals, so that whoever adds
// up what is shown gets the total.
func bits(w matcher.Weight) string { return fmt.Sprintf("%+.6f", w.Bits()) }

func bar(w, longest matcher.Weight) string {
	mark := "█"
	if w < 0 {
		w, mark = -w, "░"
	}
	return strings.Repeat(mark, int(w*barWidth/longest))
}

func longestStep(e matcher.Explanation) matcher.Weight {
	longest := max(e.Prior, -e.Prior, 1)
	for _, p := range e.Parts {
		longest = max(longest, p.Total(), -p.Total())
	}
	return longest
}
