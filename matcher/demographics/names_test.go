package demographics

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanFamily(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"Smith":                   {"SMITH"},
		"  smith   jones ":        {"SMITH JONES"},
		"Smith-Jones":             {"SMITH JONES"},
		"O'Brien":                 {"OBRIEN"},
		"O’Brien":                 {"OBRIEN"},
		"O`Brien":                 {"OBRIEN"},
		"0'Brien":                 {"OBRIEN"},
		"O Brien":                 {"OBRIEN"},
		"Mc Donald":               {"MCDONALD"},
		"Müller":                  {"MULLER", "MUELLER"},
		"Mu\u0308ller":            {"MULLER", "MUELLER"},
		"Weiß":                    {"WEISS"},
		"Łukasz-Żółć":             {"LUKASZ ZOLC"},
		"Ødegård":                 {"ODEGARD", "OEDEGAARD"},
		"Nguyễn":                  {"NGUYEN"},
		"van der Berg":            {"VAN DER BERG", "VANDERBERG", "BERG"},
		"al-Hassan":               {"AL HASSAN", "ALHASSAN", "HASSAN"},
		"de":                      {"DE"},
		"Mrs Smith":               {"SMITH"},
		"Smith Jr.":               {"SMITH"},
		"Smith (Mrs)":             {"SMITH"},
		"Smith (née Jones)":       {"SMITH", "JONES"},
		"Smith nee Jones":         {"SMITH", "JONES"},
		"Smith (was Jones)":       {"SMITH", "JONES"},
		"Smith (now Jones)":       {"JONES", "SMITH"},
		"Smith PREV: Jones":       {"SMITH", "JONES"},
		"PREV: Jones":             {"JONES"},
		"Smith/Jones":             {"SMITH", "JONES"},
		"Smith / Jones":           {"SMITH", "JONES"},
		"Smith AKA Jones":         {"SMITH", "JONES"},
		"Smith also known as Doe": {"SMITH", "DOE"},
		"Nee":                     {"NEE"},
		"Smith (Jones) Doe":       {"SMITH DOE", "JONES"},
		"Smith (Jones":            {"SMITH", "JONES"},
		"Smith)":                  {"SMITH"},
		"Smith; smith":            {"SMITH"},
		"Unknown":                 nil,
		"UNKNOWN (Smith)":         {"SMITH"},
		"Not Known":               nil,
		"N/K":                     nil,
		"NULL":                    nil,
		"12345":                   nil,
		"A123456":                 nil,
		"Mr":                      nil,
		"...":                     nil,
		"李":                       {"李"},
		"Иванов":                  {"ИВАНОВ"},
		"कुमार":                   {"कुमार"},
		"Sm\u200dith\u0000Jones":  {"SMITH JONES"},
	} {
		if got := cleanFamily(in).alternatives; !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCleanGiven(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"maria luisa":         {"MARIA LUISA"},
		"Anne-Marie":          {"ANNE MARIE"},
		"J.R.":                {"J R"},
		"Dr John":             {"JOHN"},
		"John (Mr)":           {"JOHN"},
		"Sultan":              {"SULTAN"},
		"Sultan Ahmed":        {"AHMED"},
		"Elizabeth (Liz)":     {"ELIZABETH", "LIZ"},
		"Robert known as Bob": {"ROBERT", "BOB"},
		"Ben":                 {"BEN"},
		"Md Ali":              {"MD ALI"},
		"John III":            {"JOHN"},
		"Kumari D/O Raman":    {"KUMARI RAMAN"},
		"Zoë":                 {"ZOE"},
		"D'Arcy":              {"DARCY"},
		"Known":               {"KNOWN"},
		"UNKNOWN":             nil,
		"Miss":                nil,
		"Not Stated":          nil,
		"Baby (Sarah)":        {"SARAH"},
	} {
		if got := cleanGiven(in).alternatives; !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPlaceholderNames(t *testing.T) {
	t.Parallel()
	for in, order := range map[string]uint8{
		"Baby": 0, "BABY OF SARAH": 0, "Infant": 0, "Boy": 0, "Girl": 0, "F/I": 0, "M/I": 0, "Newborn": 0,
		"Baby boy of Sarah": 0, "B/O Sarah": 0, "Male": 0,
		"Twin One": 1, "TWIN 1": 1, "Twin I": 1, "TWIN 2": 2, "Twin II": 2, "Triplet Three": 3,
		"Twin Two of Sarah": 2, "Baby 2": 2, "Twin B": 2,
	} {
		got := cleanGiven(in)
		if !got.placeholder || len(got.alternatives) > 0 || got.birthOrder != order {
			t.Errorf("%q: placeholder %v, order %d, names %q", in, got.placeholder, got.birthOrder, got.alternatives)
		}
	}
	for _, in := range []string{"Sarah", "Tristan", "Unknown", ""} {
		if cleanGiven(in).placeholder {
			t.Errorf("%q was taken for a placeholder", in)
		}
	}
}

func TestLongNames(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		strings.Repeat("A", 1000), strings.Repeat("Ü", 1000), "A" + strings.Repeat("李", 1000),
		strings.Repeat("AB ", 1000), strings.Repeat("X", 254) + " YZ",
	} {
		got := cleanFamily(in)
		if !got.truncated || len(got.alternatives) == 0 {
			t.Fatalf("%.10q is not remarked as shortened", in)
		}
		for _, name := range got.alternatives {
			if len(name) > maxName || len(name) < maxName-5 || !utf8.ValidString(name) {
				t.Errorf("%.10q: %d bytes", in, len(name))
			}
		}
	}
	var many strings.Builder
	for i := range 500 {
		many.WriteString(strings.Repeat("X", i%50+2) + strings.Repeat("Y", i/50) + ";")
	}
	if got := cleanFamily(many.String()); len(got.alternatives) != maxValues || !got.truncated {
		t.Errorf("%d alternatives", len(got.alternatives))
	}
}

// Names strung together from the words and marks that mean something find what
// single bytes of fuzzing do not.
func TestCleanNamesAreStable(t *testing.T) {
	t.Parallel()
	parts := []string{"SMITH", "Jones", "X", "é", "Ü", "0", "12", "AS", "KNOWN", "ALSO", "NOW", "WAS", "NOT", "OF", "ONE", "(", ")", "/", "'", ";", "-", "0'"}
	for _, set := range []map[string]bool{specialFamily, specialGiven, missingPhrases, slashWords} {
		parts = slices.AppendSeq(parts, maps.Keys(set))
	}
	slices.Sort(parts)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 40_000 {
		var text strings.Builder
		for range 1 + rng.IntN(6) {
			text.WriteString(parts[rng.IntN(len(parts))])
			if rng.IntN(4) > 0 {
				text.WriteByte(' ')
			}
		}
		checkNames(t, text.String(), cleanFamily)
		checkNames(t, text.String(), cleanGiven)
	}
}
