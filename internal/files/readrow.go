package files

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostLines is how many lines a quoted field may go on for.
const mostLines = 100

// What a row may be rejected for before its values are looked at.
const (
	expectedQuotes   = "expected a quote only around a whole field, doubled inside it"
	expectedClosing  = "expected a closing quote"
	expectedShortRow = "expected a row of at most 4 MiB"
	expectedText     = "expected UTF-8 text without NUL"
)

// row is one row of a file, before anybody looks at what it says.
type row struct {
	line   int
	text   string
	cells  []string // of a file whose rows are no text
	reason string   // why it cannot be taken, "" if it can
	fault  int      // the cell that is the reason
}

// rowReader finds the rows of a CSV file. Whatever is wrong with a row, the next
// line is read as if nothing had happened: a stray quote costs one row, never
// those after it.
type rowReader struct {
	lines *lineReader
	width int      // fields of a row; 0 until the header is read
	id    int      // the place of the record_id among them
	trial []string // of a line looked at
}

// next gives the next row that is not blank; io.EOF after the last. Only rows
// with an odd quote, which may be open, are taken apart here.
func (r *rowReader) next() (row, error) {
	first, err := r.lines.nextFull()
	if err != nil {
		return row{}, err
	}
	if first.over {
		return row{line: first.number, reason: expectedShortRow}, nil
	}
	if strings.Count(first.text, `"`)%2 == 0 {
		return row{line: first.number, text: first.text}, nil
	}
	var fault fault
	r.trial, fault = split(r.trial[:0], first.text)
	if fault == faultOpen && r.width > 0 { // a header is one line
		return r.goOn(first)
	}
	return row{line: first.number, text: first.text, reason: fault.reason()}, nil
}

// fieldsOf appends the fields of a sound row, or says what is wrong with it.
func fieldsOf(fields []string, text string, width int) (_ []string, reason string) {
	fields, fault := split(fields, text)
	if fault == faultNone && len(fields) != width {
		return fields, fmt.Sprintf("expected %d fields, found %d", width, len(fields))
	}
	return fields, fault.reason()
}

// goOn reads on to where the open quoted field closes. If that gives no row,
// only the first line is at fault and the others are read again.
func (r *rowReader) goOn(first line) (row, error) {
	text, later, err := r.close(first)
	if err != nil {
		return row{}, err
	}
	if text != "" && r.fits(text) {
		return row{line: first.number, text: text}, nil
	}
	r.lines.unread(later)
	return row{line: first.number, text: first.text, reason: expectedClosing}, nil
}

// close joins the first line and those up to the one with the closing quote,
// the first whose quotes are odd in number; the text is "" if there is none.
func (r *rowReader) close(first line) (text string, later []line, err error) {
	whole := strings.Builder{}
	whole.WriteString(first.text)
	for len(later) < mostLines {
		next, err := r.lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", nil, err
		}
		later = append(later, next)
		if next.over || whole.Len()+len(next.text) > longestRow || r.looksLikeRow(next.text) {
			break
		}
		whole.WriteByte('\n')
		whole.WriteString(next.text)
		if strings.Count(next.text, `"`)%2 == 1 {
			return whole.String(), later, nil
		}
	}
	return "", later, nil
}

// looksLikeRow says whether a line could be a row by itself, if one takes its
// quotes for strays. Within an open field it shows that the field was never meant
// to be open: a line of an address has other commas, and blanks where an id has none.
func (r *rowReader) looksLikeRow(text string) bool {
	if !r.fits(text) {
		r.trial = splitPlain(r.trial[:0], text)
	}
	if len(r.trial) != r.width {
		return false
	}
	id := strings.Trim(r.trial[r.id], "\" \t")
	return id != "" && !strings.ContainsAny(id, " \t")
}

// fits splits a text into r.trial and says whether that is a sound row.
func (r *rowReader) fits(text string) bool {
	var fault fault
	r.trial, fault = split(r.trial[:0], text)
	return fault == faultNone && len(r.trial) == r.width
}
