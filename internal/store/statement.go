package store

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed sql/*.sql
var statementFiles embed.FS

// name names a statement in the files.
type name string

// dialect is how a database wants its statements.
type dialect uint8

const (
	postgreSQL dialect = iota + 1
	cockroachDB
	sqlite
)

// String gives the name that people know.
func (d dialect) String() string {
	switch d {
	case postgreSQL:
		return "PostgreSQL"
	case cockroachDB:
		return "CockroachDB"
	case sqlite:
		return "SQLite"
	}
	return "unknown"
}

// statements reads all statements for a dialect. A text is always the same, so
// that the database prepares each once.
func statements(d dialect) (map[name]string, error) {
	all := map[name]string{}
	entries, err := statementFiles.ReadDir("sql")
	if err != nil {
		return nil, fmt.Errorf("listing the statements: %w", err)
	}
	for _, entry := range entries {
		text, err := statementFiles.ReadFile("sql/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("reading statements: %w", err)
		}
		for _, part := range strings.Split(string(text), "-- name: ")[1:] {
			n, body, _ := strings.Cut(part, "\n")
			if _, twice := all[name(n)]; twice {
				return nil, fmt.Errorf("reading statements: %s is there twice", n)
			}
			all[name(n)] = render(d, body)
		}
	}
	return all, nil
}

// render writes a statement without comments, as a dialect takes it.
func render(d dialect, text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	text = strings.Join(lines, " ")
	if d == sqlite {
		return rowByRow(text)
	}
	return text
}

var (
	// = ANY($1::uuid[])
	anyOf = regexp.MustCompile(`= ANY\(\$(\d+)::\w+\[\]\)`)
	// unnest($1::uuid[], $2::int8[]) AS n(id, version)
	listOfRows = regexp.MustCompile(`unnest\(([^)]*)\)\s+AS n\(([^)]*)\)`)
	// $1::int8
	argument = regexp.MustCompile(`\$(\d+)(::\w+(\[\])?)?`)
)

// rowByRow turns a statement over columns into one that takes one row: SQLite has
// no arrays, and runs in this process, so that a row more costs no way to a
// server.
func rowByRow(text string) string {
	text = anyOf.ReplaceAllString(text, "= ?$1")
	text = listOfRows.ReplaceAllStringFunc(text, func(list string) string {
		parts := listOfRows.FindStringSubmatch(list)
		values, columns := strings.Split(parts[1], ", "), strings.Split(parts[2], ", ")
		for i, column := range columns {
			columns[i] = values[i] + " AS " + column
		}
		return "(SELECT " + strings.Join(columns, ", ") + ") AS n"
	})
	return argument.ReplaceAllString(text, "?$1")
}
