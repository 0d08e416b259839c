package population

import (
	"fmt"
	"strings"
)

// outcode is the first half of postcodes, the town there and its dialling code.
type outcode struct{ code, town, dialling string }

// loadOutcodes reads the outcodes of a region: each line names the region, the
// town, the dialling code and then outcodes.
func loadOutcodes(region Region) ([]outcode, error) {
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
