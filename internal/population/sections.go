package population

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A names file is a list of sections, "[kind options]", each followed by names
// in any number a line. A number behind a name is its frequency within the
// section; a name without one is a little rarer than the name before.
// An underscore stands for a space. Options: "decay=970" says how much rarer, in thousandths; "1945-1969" are
// the birth years that a section is for; a bare number is the value of a
// section without names.
type section struct {
	kind     string
	from, to int
	decay    uint64
	value    int
	names    picker[string]
	last     uint64
}

const (
	firstWeight  = 1_000_000 // of a section whose first name has no number
	weightScale  = 10_000    // keeps decayed weights apart from zero
	usualDecay   = 975
	wholeDecay   = 1000
	farFuture    = 9999
	rarestWeight = 1
)

// readSections reads a names file.
func readSections(file string, in io.Reader) ([]*section, error) {
	var sections []*section
	lines := bufio.NewScanner(in)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if header, ok := strings.CutPrefix(line, "["); ok {
			s, err := parseHeader(strings.TrimSuffix(header, "]"))
			if err != nil {
				return nil, fmt.Errorf("reading %s line %d: %w", file, number, err)
			}
			sections = append(sections, s)
			continue
		}
		if line != "" && len(sections) == 0 {
			return nil, fmt.Errorf("reading %s line %d: expected a [section] before the first name", file, number)
		}
		if err := addNames(sections, line); err != nil {
			return nil, fmt.Errorf("reading %s line %d: %w", file, number, err)
		}
	}
	return sections, wrap(lines.Err(), "reading "+file)
}

func addNames(sections []*section, line string) error {
	words := strings.Fields(line)
	for i := 0; i < len(words); i++ {
		s := sections[len(sections)-1]
		name := strings.ReplaceAll(words[i], "_", " ")
		weight := max(rarestWeight, s.last*s.decay/wholeDecay)
		if i+1 < len(words) && isDigits(words[i+1]) {
			frequency, err := strconv.ParseUint(words[i+1], 10, 32)
			if err != nil {
				return fmt.Errorf("column %d: expected a frequency: %w", i+2, err)
			}
			weight = frequency * weightScale
			s.names.add(name, weight)
			i++
		} else {
			s.names.add(name, weight)
		}
		s.last = weight
	}
	return nil
}

func parseHeader(header string) (*section, error) {
	words := strings.Fields(header)
	if len(words) == 0 {
		return nil, fmt.Errorf("expected a kind of section in the brackets")
	}
	s := &section{kind: words[0], to: farFuture, decay: usualDecay, last: firstWeight}
	for _, option := range words[1:] {
		if err := s.parseOption(option); err != nil {
			return nil, fmt.Errorf("section %s: %w", s.kind, err)
		}
	}
	return s, nil
}

func (s *section) parseOption(option string) error {
	if decay, ok := strings.CutPrefix(option, "decay="); ok {
		value, err := strconv.ParseUint(decay, 10, 16)
		s.decay = value
		return wrap(err, "expected a decay in thousandths")
	}
	if from, to, ok := strings.Cut(option, "-"); ok {
		return s.parseYears(from, to)
	}
	value, err := strconv.Atoi(option)
	s.value = value
	return wrap(err, "expected a number")
}

func (s *section) parseYears(from, to string) error {
	for _, end := range []struct {
		text string
		year *int
	}{{from, &s.from}, {to, &s.to}} {
		if end.text == "" {
			continue
		}
		year, err := strconv.Atoi(end.text)
		if err != nil {
			return fmt.Errorf("expected birth years: %w", err)
		}
		*end.year = year
	}
	return nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
