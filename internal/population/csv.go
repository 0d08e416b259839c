package population

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// compact holds a row while rows are put into another order: its columns and
// the truth, with a separator that no value has.
const separator = "\x1f"

func appendCompact(out []byte, row *Row) []byte {
	for i := range row.Record {
		out = append(append(out, row.Record[i]...), separator...)
	}
	return append(append(append(out, row.PersonID...), separator...), row.Culture...)
}

// parseCompact gives the row again, as far as files tell of it.
func parseCompact(data []byte) (row Row) {
	rest := string(data)
	for i := range row.Record {
		row.Record[i], rest, _ = strings.Cut(rest, separator)
	}
	person, culture, _ := strings.Cut(rest, separator)
	row.PersonID, row.Culture = person, Culture(culture)
	return row
}

// csvHead is the first line of records.csv.
func csvHead() []byte { return appendLine(nil, Header()...) }

func appendCSV(out []byte, row *Row) ([]byte, error) { return appendLine(out, row.Record[:]...), nil }

// truthHead is the first line of truth.csv.
func truthHead() []byte { return appendLine(nil, "record_id", "person_id", "name_culture") }

// appendTruth says whose a record is; records that were taken out again are nobody's.
func appendTruth(out []byte, row *Row) []byte {
	if row.Record[Deleted] != "" {
		return out
	}
	return appendLine(out, row.Record[RecordID], row.PersonID, string(row.Culture))
}

// appendLine writes a line as encoding/csv does.
func appendLine(out []byte, fields ...string) []byte {
	for i, field := range fields {
		if i > 0 {
			out = append(out, ',')
		}
		if !needsQuotes(field) {
			out = append(out, field...)
			continue
		}
		out = append(out, '"')
		out = append(out, strings.ReplaceAll(field, `"`, `""`)...)
		out = append(out, '"')
	}
	return append(out, '\n')
}

func needsQuotes(field string) bool {
	if field == "" {
		return false
	}
	if field == `\.` || strings.ContainsAny(field, "\",\r\n") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(field)
	return unicode.IsSpace(first)
}
