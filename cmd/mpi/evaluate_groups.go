package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/lhcre/mpi/matcher/evaluate"
)

// groupsText writes a table for each grouping.
func groupsText(reports evaluate.GroupReports) string {
	var out strings.Builder
	for _, report := range reports {
		shown := worthShowing(report.Groups)
		out.WriteString("\n" + aligned(func(row func(...string)) {
			row(groupHeader(report)...)
			for _, g := range shown {
				row(groupRow(g)...)
			}
		}))
		if more := len(report.Groups) - len(shown); more > 0 {
			fmt.Fprintf(&out, "  and %s smaller ones without an alarm, which --json lists\n", thousands(more))
		}
	}
	return out.String()
}

// mostShown is how many groups a table shows beside those with an alarm.
const mostShown = 40

// worthShowing leaves out the smaller groups of a long list, unless they are
// linked worse.
func worthShowing(groups []evaluate.Group) []evaluate.Group {
	var out []evaluate.Group
	for i, g := range groups {
		if i < mostShown || len(g.Alarms) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func groupHeader(r evaluate.GroupReport) []string {
	cells := []string{"by " + r.By, "records", "true pairs", "recall (95 %)", "difference (95 %)", "precision (95 %)", "linked"}
	if len(r.Groups) > 0 && r.Groups[0].InReview != nil {
		cells = append(cells, "in review")
	}
	if len(r.Groups) > 0 && r.Groups[0].Unlinkable != nil {
		cells = append(cells, "unlinkable", "bare")
	}
	return append(cells, "worse than the reference in")
}

func groupRow(g evaluate.Group) []string {
	difference := "reference"
	if d := g.Recall.Difference; d != nil && !g.Reference {
		difference = fmt.Sprintf("%+.4f (%+.4f to %+.4f)", d.Value, d.Low, d.High)
	} else if !g.Reference {
		difference = "-"
	}
	cells := []string{
		"  " + printable(g.Name), shown(g.Records), shown(g.Recall.Of),
		withInterval(g.Recall), difference, withInterval(g.Precision), percent(g.Linked),
	}
	for _, rate := range []*evaluate.Rate{g.InReview, g.Unlinkable, g.Bare} {
		if rate != nil {
			cells = append(cells, percent(*rate))
		}
	}
	return append(cells, strings.Join(g.Alarms, ", "))
}

// shown writes a count as it may be shown.
func shown(c evaluate.Count) string {
	if c.Hidden {
		return "*"
	}
	return thousands(c.N)
}

func withInterval(r evaluate.Rate) string {
	if !r.Known {
		return unknown(r)
	}
	return fmt.Sprintf("%.4f (%.4f to %.4f)", r.Interval.Value, r.Interval.Low, r.Interval.High)
}

func percent(r evaluate.Rate) string {
	if !r.Known {
		return unknown(r)
	}
	return fmt.Sprintf("%.2f %%", 100*r.Interval.Value)
}

// unknown tells a rate that is hidden from one of nothing.
func unknown(r evaluate.Rate) string {
	if r.Count.Hidden || r.Of.Hidden {
		return "*"
	}
	return "-"
}

// printable keeps what a file holds from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}
