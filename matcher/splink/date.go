package splink

import (
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// parsed reads a date or time in a format.
func (t translator) parsed(n sql.Node, inner term) (term, error) {
	if len(n.Args) != 2 || n.Args[1].Kind != sql.Text || inner.empty {
		return inner, errUnknown
	}
	format := n.Args[1].Name
	if !strings.HasSuffix(n.Name, "strptime") {
		var ok bool
		if format, ok = directives(format); !ok {
			return inner, fmt.Errorf("expected a format of years, months, days, hours, minutes and seconds, found %s", n.Args[1])
		}
	}
	if !strings.Contains(format, "%") {
		return inner, fmt.Errorf("expected a format with a %%, found %s", n.Args[1])
	}
	out := inner.wrap("epoch", "'"+strings.ReplaceAll(format, "'", "''")+"'")
	out.time = true
	return out, nil
}

// directives writes a format of Spark (yyyy-MM-dd) or PostgreSQL (YYYY-MM-DD)
// with the directives of strptime. A zone, which they may name, is not known.
func directives(format string) (string, bool) {
	var out strings.Builder
	for format != "" {
		taken := false
		for _, known := range [][2]string{
			{"YYYY", "%Y"},
			{"yyyy", "%Y"},
			{"HH24", "%H"},
			{"HH", "%H"},
			{"MM", "%m"},
			{"DD", "%d"},
			{"dd", "%d"},
			{"MI", "%M"},
			{"mm", "%M"},
			{"SS", "%S"},
			{"ss", "%S"},
			{"'T'", "T"},
			{"T", "T"},
		} {
			if rest, found := strings.CutPrefix(format, known[0]); found {
				out.WriteString(known[1])
				format, taken = rest, true
				break
			}
		}
		if taken {
			continue
		}
		if strings.IndexByte("-/.: ", format[0]) < 0 {
			return "", false
		}
		out.WriteByte(format[0])
		format = format[1:]
	}
	return out.String(), true
}
