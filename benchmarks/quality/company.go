package quality

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/bulk"
)

// differences counts the files of two runs that are not the same byte for byte.
func differences(a, b run, names ...string) (int, error) {
	n := 0
	for _, name := range names {
		one, err := os.ReadFile(a.file(name))
		if err != nil {
			return n, fmt.Errorf("comparing runs: %w", err)
		}
		other, err := os.ReadFile(b.file(name))
		if err != nil {
			return n, fmt.Errorf("comparing runs: %w", err)
		}
		if !bytes.Equal(one, other) {
			n++
		}
	}
	return n, nil
}

// movedRecords counts the records that share their identity with other records
// in one run than in the other, whose records are given their first names.
func movedRecords(a, b run, name func(string) string) (int, error) {
	before, err := a.company(func(record string) string { return record })
	if err != nil {
		return 0, err
	}
	after, err := b.company(name)
	if err != nil {
		return 0, err
	}
	moved := 0
	for record, company := range before {
		if after[record] != company {
			moved++
		}
	}
	return moved, nil
}

// company gives each record the list of all records of its identity.
func (r run) company(name func(string) string) (map[string]string, error) {
	past, err := bulk.ReadPrevious(r.file("identities.csv"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, person := range past.Identities {
		records := make([]string, 0, len(person.Members))
		for _, m := range person.Members {
			records = append(records, name(string(m.Record)))
		}
		slices.Sort(records)
		all := strings.Join(records, " ")
		for _, record := range records {
			out[record] = all
		}
	}
	return out, nil
}
