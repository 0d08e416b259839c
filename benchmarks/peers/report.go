package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// report writes results.md.
func (s Summary) report() string {
	var out strings.Builder
	out.WriteString(reportHead)
	for _, set := range s.setNames() {
		reportSet(&out, s.medians(set))
	}
	s.reportConditions(&out)
	return out.String()
}

const reportHead = `# mpi beside Splink and the Python Record Linkage Toolkit

Written by ` + "`make peers`" + `; the figures of every run are in results.json. The engines ran one after the other on the same files, each in a process of its own; one evaluator judged them all. Seconds are from the start of the process to its end, reading and writing included. Memory is the most that all processes of an engine held at once.

` + "`mpi link`" + ` ships with a model, the peers learn theirs from the records: so training is shown apart, and ` + "`mpi-trained`" + ` is the engine when it learns too. The peers are shown at the threshold of their documentation, and again at the one that the truth says is best for them, which nobody knows beforehand; looking for it is not in their seconds.
`

func reportSet(out *strings.Builder, engines []median) {
	if len(engines) == 0 {
		return
	}
	set := engines[0].Set
	fmt.Fprintf(out, "\n## %s: %s records\n\n", set.Name, thousands(int64(set.Records)))
	reportCosts(out, engines)
	reportScores(out, engines)
	reportRatios(out, engines)
	reportPhases(out, engines)
}

func reportCosts(out *strings.Builder, engines []median) {
	out.WriteString("| engine | seconds | of them training | without training | CPU seconds | memory, MiB | pairs compared | runs, fastest to slowest |\n")
	out.WriteString("|---|--:|--:|--:|--:|--:|--:|---|\n")
	for _, e := range engines {
		if e.Failed != "" {
			fmt.Fprintf(out, "| %s | %s | | | | | | after %.1f s |\n", e.Engine, e.Failed, e.Wall)
			continue
		}
		training := e.Training()
		fmt.Fprintf(out, "| %s | %.1f | %.1f | %.1f | %.1f | %s | %s | %d: %.1f to %.1f |\n",
			e.Engine, e.Wall, training, e.Wall-training, e.CPU, thousands(e.Peak>>20), thousands(e.Candidates),
			e.runs, e.fastest, e.slowest)
	}
}

func reportScores(out *strings.Builder, engines []median) {
	out.WriteString("\n| engine | threshold | precision | recall | F1 | B³ precision | B³ recall | B³ F1 |\n")
	out.WriteString("|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, e := range engines {
		if e.Failed != "" {
			continue
		}
		reportScore(out, e.Engine, "as it comes", e.AsRun)
		if best := e.Best(); best.Threshold != "" {
			reportScore(out, e.Engine, "best: "+best.Threshold, best)
		}
	}
}

func reportScore(out *strings.Builder, engine, threshold string, s Score) {
	fmt.Fprintf(out, "| %s | %s | %.5f | %.5f | %.5f | %.5f | %.5f | %.5f |\n", engine, threshold,
		s.Pairwise.Precision, s.Pairwise.Recall, s.Pairwise.F1, s.BCubed.Precision, s.BCubed.Recall, s.BCubed.F1)
}

// reportRatios sets mpi beside each peer: whoever learns from the records beside
// the one that learns too.
func reportRatios(out *strings.Builder, engines []median) {
	var ours []median
	for _, e := range engines {
		if strings.HasPrefix(e.Engine, "mpi") && e.Failed == "" {
			ours = append(ours, e)
		}
	}
	out.WriteString("\n")
	for _, mine := range ours {
		for _, e := range engines {
			if !strings.HasPrefix(e.Engine, "mpi") && e.Failed == "" {
				reportRatio(out, mine, e)
			}
		}
	}
}

func reportRatio(out *strings.Builder, mine, peer median) {
	fmt.Fprintf(out, "- %s beside %s: %.2f times as fast, %.2f times without training on either side; %.2f times its memory; F1 %+.5f as they come, %+.5f with the peer at its best.\n",
		mine.Engine, peer.Engine, peer.Wall/mine.Wall, (peer.Wall-peer.Training())/(mine.Wall-mine.Training()),
		float64(mine.Peak)/float64(peer.Peak),
		mine.AsRun.Pairwise.F1-peer.AsRun.Pairwise.F1, mine.AsRun.Pairwise.F1-peer.Best().Pairwise.F1)
}

func reportPhases(out *strings.Builder, engines []median) {
	out.WriteString("\nSeconds by phase:\n\n")
	for _, e := range engines {
		parts := make([]string, 0, len(e.Phases))
		for _, p := range e.Phases {
			parts = append(parts, fmt.Sprintf("%s %.1f", p.Name, p.Seconds))
		}
		fmt.Fprintf(out, "- %s: %s\n", e.Engine, strings.Join(parts, ", "))
	}
}

func (s Summary) reportConditions(out *strings.Builder) {
	out.WriteString("\n## Conditions\n\n")
	fmt.Fprintf(out, "- written: %s\n", s.Written.Format(time.DateTime+" MST"))
	fmt.Fprintf(out, "- machine: %s, %d cores, %d GiB, %s; %s, %s\n", s.Machine.Processor, s.Machine.Cores,
		(s.Machine.Memory+1<<29)>>30, s.Machine.System, s.Machine.Go, s.Python)
	for _, name := range engineNames() {
		s.reportEngine(out, name)
	}
	for _, name := range s.setNames() {
		s.reportRecords(out, name)
	}
}

// reportEngine says what an engine is, which version, and how it was called.
func (s Summary) reportEngine(out *strings.Builder, name string) {
	engine, _ := engineNamed(name)
	for _, r := range s.Results {
		if r.Engine == name {
			fmt.Fprintf(out, "- %s: %s; %s (%s), first run %s:\n", name, engine.What, r.Version, r.Fingerprint,
				r.Started.Format(time.DateTime+" MST"))
			for _, command := range r.Command {
				fmt.Fprintf(out, "  `%s`\n", command)
			}
			return
		}
	}
}

const numbersAreKnown = "; every engine knows which NHS numbers the national service has superseded: mpi by `--nhs-numbers`, " +
	"the peers by a copy of the records with the current numbers in their place, made before their clock starts"

func (s Summary) reportRecords(out *strings.Builder, name string) {
	for _, r := range s.Results {
		if r.Set.Name != name {
			continue
		}
		fmt.Fprintf(out, "- %s: %s records", name, thousands(int64(r.Set.Records)))
		if r.Set.People > 0 {
			fmt.Fprintf(out, " of %s generated people, `mpi generate --people %d --region %s --seed %d`",
				thousands(int64(r.Set.People)), r.Set.People, r.Set.Region, r.Set.Seed)
		}
		if r.Set.Numbers != "" {
			out.WriteString(numbersAreKnown)
		}
		out.WriteString("\n")
		return
	}
}

// thousands writes a number with commas.
func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
