package demographics

import "strings"

// mark encloses the name of a column that is taken as it is written in its
// file: neither standardised nor in upper case.
const mark = "`"

// AsWritten gives the name by which a model asks for a file's own column as it
// is written there.
func AsWritten(own string) string {
	return mark + strings.ReplaceAll(own, mark, mark+mark) + mark
}

// OwnName gives the file's own name of a column that AsWritten named, and any
// other name as it is.
func OwnName(column string) string {
	if len(column) < 2 || !strings.HasPrefix(column, mark) {
		return column
	}
	return strings.ReplaceAll(column[1:len(column)-1], mark+mark, mark)
}
