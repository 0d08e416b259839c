package quality

import (
	"fmt"
	"strconv"
)

// Figure is something measured. One with a bound can fail.
type Figure struct {
	Name, Text, Bound string
	Failed            bool
}

func (f Figure) String() string {
	out := f.Name + " " + f.Text
	if f.Bound == "" {
		return out
	}
	if f.Failed {
		return fmt.Sprintf("%s (%s, FAIL)", out, f.Bound)
	}
	return fmt.Sprintf("%s (%s)", out, f.Bound)
}

// share is a figure without a bound.
func share(name string, value float64) Figure { return Figure{Name: name, Text: decimal(value)} }

func count[N ~int | ~int64](name string, value N) Figure {
	return Figure{Name: name, Text: strconv.FormatInt(int64(value), 10)}
}

// atLeast, atMost and exactly fail also where the value is not a number.
func atLeast(name string, value, bound float64) Figure {
	return Figure{Name: name, Text: decimal(value), Bound: "≥ " + brief(bound), Failed: !(value >= bound)}
}

func atMost(name string, value, bound float64) Figure {
	return Figure{Name: name, Text: decimal(value), Bound: "≤ " + brief(bound), Failed: !(value <= bound)}
}

func exactly[N ~int | ~int64](name string, value, want N) Figure {
	f := count(name, value)
	f.Bound, f.Failed = "= "+strconv.FormatInt(int64(want), 10), value != want
	return f
}

func manyEnough[N ~int | ~int64](name string, value, least N) Figure {
	f := count(name, value)
	f.Bound, f.Failed = "≥ "+strconv.FormatInt(int64(least), 10), value < least
	return f
}

func decimal(value float64) string { return strconv.FormatFloat(value, 'f', 6, 64) }
func brief(bound float64) string   { return strconv.FormatFloat(bound, 'g', -1, 64) }
