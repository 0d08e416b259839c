package files

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Batches are used again and again; what an earlier row was rejected for must
// not cling to a later one, and the order is that of the file.
func TestBatchesKeepOrderAndForget(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	var lines []int
	text.WriteString("record_id,birth_date,given_names\n")
	const rows = 12_000
	for i := range rows {
		born := "1980-01-01" // remarked upon
		switch i % 7 {
		case 0:
			born = "never"
		case 1, 2, 3:
			born = ""
		}
		fmt.Fprintf(&text, "r%d,%s,ANNE\n", i, born)
		if i%7 != 0 {
			lines = append(lines, i+2)
		}
	}
	sink, counts, err := readText(t, &Reader{}, text.String())
	if err != nil || counts.Rows != rows || !slices.Equal(sink.lines, lines) {
		t.Errorf("error %v, counts %+v, want the records of %d lines in order", err, counts, len(lines))
	}
}
