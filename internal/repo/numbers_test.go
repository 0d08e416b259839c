package repo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented lists numbers outside 9xx that the NHS itself prints as examples
// or placeholders, or that stand for a range: tests and the deny-list need them.
func documented() []string {
	return []string{
		"0123456789", "1234567881", "2333455667", // placeholders seen in practice
		"4010232137", "4505577104", "6467437780", // examples of the NHS Data Dictionary and of PDS
		"0101011237", "3113000009", "3200000015", // one for each range
		"4000000012", "5000000013", "8120000005", "8600000009",
	}
}

// TestNHSNumbersAreSynthetic keeps real people's numbers out: any number that
// could be one must be of the 9xx range, which was never issued.
func TestNHSNumbersAreSynthetic(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		if file == "go.sum" || file == "benchmarks/peers/results.json" {
			continue // hashes; bytes and seconds that a program has measured
		}
		for line := range strings.Lines(read(t, file)) {
			checkNumbers(t, file, line)
		}
	}
}

func checkNumbers(t *testing.T, file, line string) {
	t.Helper()
	for _, number := range numbersIn(line) {
		if couldBeIssued(number) {
			t.Errorf("%s: holds a ten-digit number with a right check digit outside 9xx; use one of 9xx", file)
		}
	}
}

// digits finds ten digits in a row, or 3-3-4, that no letter, digit or decimal point adjoins.
var digits = regexp.MustCompile(`(?:^|[^\w.])(\d{10}|\d{3}[ -]\d{3}[ -]\d{4})(?:\.?$|[^\w.]|\.\D)`)

func numbersIn(line string) []string {
	var numbers []string
	for len(line) > 0 {
		at := digits.FindStringSubmatchIndex(line)
		if at == nil {
			break
		}
		numbers = append(numbers, strings.NewReplacer(" ", "", "-", "").Replace(line[at[2]:at[3]]))
		line = line[at[3]:]
	}
	return numbers
}

func couldBeIssued(number string) bool {
	return number[0] != '9' && checkDigitFits(number) && !isRepeated(number) && !slices.Contains(documented(), number)
}

// isRepeated finds 1111111111 and 4000000004: they pass the check and were never issued.
func isRepeated(number string) bool {
	middle := strings.Trim(number[1:9], number[:1])
	return number[0] == number[9] && (middle == "" || strings.Trim(middle, "0") == "")
}

func checkDigitFits(number string) bool {
	sum := 0
	for i, digit := range number {
		sum += int(digit-'0') * (10 - i)
	}
	return sum%11 == 0
}

func TestCouldBeIssued(t *testing.T) {
	t.Parallel()
	issuable := "401023" + "2145" // in two parts, or it would be found here
	for line, want := range map[string]bool{
		issuable:                    true,
		issuable[:9] + "0":          false, // wrong check digit
		"943 476 5919":              false,
		"id " + issuable + ".":      true,
		"0." + issuable:             false, // a fraction
		"x" + issuable:              false,
		"4000000004":                false,
		"a,9434765919," + issuable:  true,
		issuable[:3] + " 023 2145 ": true,
	} {
		if got := slices.ContainsFunc(numbersIn(line), couldBeIssued); got != want {
			t.Errorf("%q: could be issued = %t, want %t", line, got, want)
		}
	}
}
