package main

import (
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
)

// topHelp is what `mpi --help` prints.
func topHelp() string {
	return "mpi says which records of people are the same person, and why.\n\n" +
		"Usage: mpi COMMAND [flags]\n\n" +
		"Commands:\n" + aligned(func(row func(...string)) {
		for _, c := range commands() {
			row("  "+c.name, c.summary)
		}
	}) + "\nExample:\n" +
		"  mpi link --in hospital.csv --in practice.csv --out links\n\n" +
		"Exit codes: 0 done, 1 failed, 2 wrong usage.\n" +
		"\"mpi COMMAND --help\" describes a command.\n"
}

// help is what `mpi COMMAND --help` prints.
func (c command) help() string {
	flags, _ := c.flags()
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n\nUsage: %s\n", sentence(c.summary), strings.Join(append([]string{"mpi", c.name, "[flags]"}, c.arguments...), " "))
	if c.detail != "" {
		out.WriteString("\n" + c.detail + "\n")
	}
	if table := flagTable(flags); table != "" {
		out.WriteString("\nFlags:\n" + table)
	}
	out.WriteString("\nExamples:\n")
	for _, example := range c.examples {
		out.WriteString("  " + example + "\n")
	}
	return out.String()
}

func sentence(summary string) string { return strings.ToUpper(summary[:1]) + summary[1:] + "." }

func flagTable(flags *flag.FlagSet) string {
	return aligned(func(row func(...string)) {
		flags.VisitAll(func(f *flag.Flag) {
			value, help := flag.UnquoteUsage(f)
			row(strings.TrimSuffix("  --"+f.Name+" "+value, " "), help)
		})
	})
}

// aligned writes rows of cells as a table.
func aligned(fill func(row func(cells ...string))) string {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fill(func(cells ...string) { _, _ = fmt.Fprintln(table, strings.Join(cells, "\t")) }) // a Builder takes all
	_ = table.Flush()
	return out.String()
}
