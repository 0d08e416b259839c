package quality

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// goldenRows are the rows whose figures the golden file holds.
func goldenRows() []string { return []string{"1", "2", "3", "4", "5", "6", "13"} }

// golden is row 12: the figures are those of the golden file, or it is written
// anew.
func (s *suite) golden(context.Context) (Row, error) {
	old, err := readGolden(s.Golden)
	if err != nil {
		return Row{}, err
	}
	now := s.goldenLines(old)
	changes := changedLines(old, now)
	row := Row{Figures: []Figure{count("lines", len(now)), exactly("changes", len(changes), 0)}, Notes: changes}
	if !s.Rewrite {
		return row, nil
	}
	row.Figures[1] = count("changes, now written down", len(changes))
	return row, writeGolden(s.Golden, now)
}

// goldenLines gives a line a figure. Rows that were not measured keep theirs.
func (s *suite) goldenLines(old []string) []string {
	var lines []string
	for _, number := range goldenRows() {
		at := slices.IndexFunc(s.rows, func(r Row) bool { return r.Number == number && r.Skipped == "" && r.Err == nil })
		if at < 0 {
			lines = append(lines, linesOf(old, number)...)
			continue
		}
		for _, f := range slices.Concat(s.rows[at].Figures, s.rows[at].More) {
			lines = append(lines, fmt.Sprintf("%s  %s = %s", number, f.Name, f.Text))
		}
	}
	return lines
}

func linesOf(lines []string, number string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.HasPrefix(line, number+" ") })
}

// changedLines shows the lines that only one side has, old ones with a minus.
func changedLines(old, now []string) []string {
	var out []string
	for _, number := range goldenRows() {
		before, after := linesOf(old, number), linesOf(now, number)
		for _, line := range before {
			if !slices.Contains(after, line) {
				out = append(out, "- "+line)
			}
		}
		for _, line := range after {
			if !slices.Contains(before, line) {
				out = append(out, "+ "+line)
			}
		}
	}
	return out
}

// readGolden gives the lines of the file but its comments; none if there is no file.
func readGolden(path string) ([]string, error) {
	text, err := os.ReadFile(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the golden file: %w", err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func writeGolden(path string, lines []string) error {
	text := fmt.Sprintf("# The figures of rows 1 to 6 and 13, written by `make quality-update`.\n# Measured with %s on %s/%s, %s.\n%s\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, processor(), strings.Join(lines, "\n"))
	if err := os.WriteFile(filepath.Clean(path), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing the golden file: %w", err)
	}
	return nil
}

// processor names the machine as far as Linux tells.
func processor() string {
	name := "unknown processor"
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return name
	}
	for line := range strings.Lines(string(text)) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
			name = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores", name, runtime.NumCPU())
}
