package files

import "strings"

// fault says what is wrong with the quotes of a row.
type fault uint8

const (
	faultNone  fault = iota
	faultOpen        // a quoted field is not closed: it may go on in the next line
	faultQuote       // a quote within an unquoted field, or text after a closing quote
)

// reason gives what a row with the fault is rejected for.
func (f fault) reason() string {
	switch f {
	case faultOpen:
		return expectedClosing
	case faultQuote:
		return expectedQuotes
	case faultNone:
	}
	return ""
}

// split cuts a row at its commas and appends the fields. The fields share the
// row's memory. Blanks around a quoted field are passed over.
func split(fields []string, row string) ([]string, fault) {
	if strings.IndexByte(row, '"') < 0 {
		return splitPlain(fields, row), faultNone
	}
	for {
		field, rest, more, fault := cutField(row)
		if fault != faultNone {
			return fields, fault
		}
		fields = append(fields, field)
		if !more {
			return fields, faultNone
		}
		row = rest
	}
}

func splitPlain(fields []string, row string) []string {
	for {
		comma := strings.IndexByte(row, ',')
		if comma < 0 {
			return append(fields, row)
		}
		fields = append(fields, row[:comma])
		row = row[comma+1:]
	}
}

// cutField cuts the first field off; more says that a comma follows it.
func cutField(row string) (field, rest string, more bool, _ fault) {
	if quoted, ok := strings.CutPrefix(skipBlanks(row), `"`); ok {
		return cutQuoted(quoted)
	}
	field, rest, more = strings.Cut(row, ",")
	if strings.IndexByte(field, '"') >= 0 {
		return "", "", false, faultQuote
	}
	return field, rest, more, faultNone
}

// cutQuoted cuts a field off whose opening quote is cut off already.
func cutQuoted(text string) (field, rest string, more bool, _ fault) {
	end := closingQuote(text)
	if end < 0 {
		return "", "", false, faultOpen
	}
	after := skipBlanks(text[end+1:])
	if after != "" && after[0] != ',' {
		return "", "", false, faultQuote
	}
	rest, more = strings.CutPrefix(after, ",")
	if text = text[:end]; strings.IndexByte(text, '"') >= 0 {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	return text, rest, more, faultNone
}

func skipBlanks(text string) string {
	for text != "" && (text[0] == ' ' || text[0] == '\t') {
		text = text[1:]
	}
	return text
}

// closingQuote finds the first quote that is not doubled, -1 if there is none.
func closingQuote(text string) int {
	for i := 0; ; i += 2 {
		next := strings.IndexByte(text[i:], '"')
		if next < 0 {
			return -1
		}
		i += next
		if i+1 == len(text) || text[i+1] != '"' {
			return i
		}
	}
}
