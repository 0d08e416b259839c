package main

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
)

// fileList is a flag that may be given several times.
type fileList []string

// String joins the files; the flag package asks for it.
func (f *fileList) String() string { return strings.Join(*f, ", ") }

// Set takes one more file.
func (f *fileList) Set(file string) error {
	if file == "" {
		return fmt.Errorf("expected a file")
	}
	*f = append(*f, file)
	return nil
}

// wholeFlag declares a flag that takes a whole number within bounds.
func wholeFlag(flags *flag.FlagSet, into *int, name string, low, high int, help string) {
	flags.Func(name, help, func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return fmt.Errorf("expected a whole number from %s to %s", thousands(low), thousands(high))
		}
		*into = n
		return nil
	})
}

// seedFlag declares the seed of everything that is drawn.
func seedFlag(flags *flag.FlagSet, into *uint64, help string) {
	*into = 1
	flags.Func("seed", help+"; the same seed gives the same (default 1)", func(text string) error {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return fmt.Errorf("expected a whole number, 0 or more")
		}
		*into = n
		return nil
	})
}

// probabilityFlag declares a flag that takes a number between 0 and 1.
func probabilityFlag(flags *flag.FlagSet, into *float64, name, help string) {
	flags.Func(name, help, func(text string) error {
		p, err := strconv.ParseFloat(text, 64)
		if err != nil || !(p > 0 && p < 1) {
			return fmt.Errorf("expected a number between 0 and 1")
		}
		*into = p
		return nil
	})
}

// given says what is missing: pairs of a flag's name and its value.
func given(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return usage("expected --%s", pairs[i])
		}
	}
	return nil
}

// thousands writes a number with a comma before every third digit.
func thousands[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	var out strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			out.WriteByte(',')
		}
		out.WriteRune(digit)
	}
	return out.String()
}
