package quality

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Row is one promise and what was measured of it.
type Row struct {
	Number, What string
	Figures      []Figure // on the row's own line
	More         []Figure // on lines below it
	Notes        []string // below those; never in the golden file
	Skipped      string   // why nothing was measured
	Err          error    // why it could not be
}

func (r Row) failed() bool {
	bad := func(f Figure) bool { return f.Failed }
	return r.Err != nil || slices.ContainsFunc(r.Figures, bad) || slices.ContainsFunc(r.More, bad)
}

func (r Row) verdict() string {
	switch {
	case r.failed():
		return "FAIL"
	case r.Skipped != "":
		return "SKIP"
	}
	return "PASS"
}

// String writes the row on one line, and below it, set in, what else there is.
func (r Row) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-3s %s: %s  %s\n", r.Number, r.What, r.summary(), r.verdict())
	for _, f := range r.More {
		fmt.Fprintf(&out, "      %s\n", f)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&out, "      %s\n", n)
	}
	return out.String()
}

func (r Row) summary() string {
	parts := make([]string, 0, len(r.Figures)+1)
	for _, f := range r.Figures {
		parts = append(parts, f.String())
	}
	if r.Skipped != "" {
		parts = append(parts, "skipped: "+r.Skipped)
	}
	if r.Err != nil {
		parts = append(parts, "not measured: "+r.Err.Error())
	}
	return strings.Join(parts, ", ")
}

// board shows rows as they come and counts them.
type board struct {
	out                     io.Writer
	passed, failed, skipped int
}

func (b *board) show(r Row) error {
	switch r.verdict() {
	case "FAIL":
		b.failed++
	case "SKIP":
		b.skipped++
	default:
		b.passed++
	}
	if _, err := io.WriteString(b.out, r.String()); err != nil {
		return fmt.Errorf("printing a row: %w", err)
	}
	return nil
}

// close prints the last line.
func (b *board) close() error {
	if _, err := fmt.Fprintf(b.out, "\n%d passed, %d failed\n", b.passed, b.failed); err != nil {
		return fmt.Errorf("printing the result: %w", err)
	}
	if b.failed > 0 {
		return fmt.Errorf("%d of %d rows failed", b.failed, b.failed+b.passed+b.skipped)
	}
	return nil
}
