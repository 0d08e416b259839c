package population

import (
	"fmt"
	"strings"
)

// outcode is the first half of postcodes, the town there and its dialling code.
type outcode struct{ code, town, dialling string }

const (
	unitsPerOutcode = sectors * unitsPerSector
	// splitLetters may follow the digit of any outcode that has only one.
	splitLetters = "ABEHPW"
)

// loadOutcodes reads the outcodes of a region, enough for a number of unit
// postcodes. Where a region has too few, its districts of one digit are split
// as London's W1 was: M1, M1A, M1B.
func loadOutcodes(region Region, units uint64) ([]outcode, error) {
	all, err := readOutcodes(region)
	if err != nil {
		return nil, err
	}
	for letters := 1; uint64(len(all))*unitsPerOutcode < units; letters++ {
		if letters > len(splitLetters) {
			return nil, fmt.Errorf("region %q: expected at most %d unit postcodes, not %d", string(region), uint64(len(all))*unitsPerOutcode, units)
		}
		if all, err = readOutcodes(region); err != nil {
			return nil, err
		}
		all = split(all, splitLetters[:letters])
	}
	return all, nil
}

func split(whole []outcode, letters string) []outcode {
	var all []outcode
	for _, o := range whole {
		all = append(all, o)
		if n := len(o.code); isDigits(o.code[n-1:]) && !isDigits(o.code[n-2:]) {
			for _, letter := range letters {
				all = append(all, outcode{o.code + string(letter), o.town, o.dialling})
			}
		}
	}
	return all
}

// readOutcodes reads the lines of a region: each names the region, the town,
// the dialling code and then outcodes.
func readOutcodes(region Region) ([]outcode, error) {
	text, err := dataFiles.ReadFile("data/outcodes.txt")
	if err != nil {
		return nil, fmt.Errorf("opening outcodes: %w", err)
	}
	var all []outcode
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != string(region) {
			continue
		}
		town := strings.ReplaceAll(words[1], "_", " ")
		for _, code := range words[3:] {
			all = append(all, outcode{code: code, town: town, dialling: words[2]})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("reading outcodes: none for region %q", string(region))
	}
	return all, nil
}
