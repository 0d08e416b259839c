package waterfall_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/waterfall"
)

var update = flag.Bool("update", false, "write the golden files anew")

// example holds what a drawing may meet: parts for and against, a missing one,
// an adjustment, and letters that mean something in a page.
func example() matcher.Explanation {
	e := matcher.Explanation{
		A: "RM1:1", B: "RM2:<2>", Prior: matcher.Bits(-16.609625),
		Parts: []matcher.Part{
			{Comparison: "first name", Level: "same", A: "ZOE", B: "ZOE", Weight: matcher.Bits(6.5), Adjustment: matcher.Bits(1.25)},
			{Comparison: "family name", Level: "same", A: "O'BRIEN & SONS", B: `"Ω" </text>`, Weight: matcher.Bits(8), Adjustment: matcher.Bits(-2.5)},
			{Comparison: "birth date", Level: "same", A: "1980-02-10", B: "1980-02-10", Weight: matcher.Bits(13.333333)},
			{Comparison: "sex", Level: "else", A: "1", B: "2", Weight: matcher.Bits(-5.015625)},
			{Comparison: "postcode", Level: "missing", Missing: true, A: "M1 1AE"},
			{Comparison: "address", Level: "near", A: strings.Repeat("LONG ", 20) + "ROAD", B: "SHORT ROAD", Weight: matcher.Bits(0.004)},
		},
	}
	e.Decision = matcher.Decision{Tier: matcher.TierPossible, Rule: matcher.RuleWeight, Guard: matcher.GuardTwin, Conflict: matcher.ConflictTwins}
	e.Decision.Weight = e.Prior
	for _, p := range e.Parts {
		e.Decision.Weight += p.Total()
	}
	return e
}

func drawn(t *testing.T, draw func(io.Writer, matcher.Explanation) error, e matcher.Explanation) string {
	t.Helper()
	var out bytes.Buffer
	if err := draw(&out, e); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, draw := range map[string]func(io.Writer, matcher.Explanation) error{
		"explanation.txt": waterfall.Text, "explanation.svg": waterfall.SVG,
	} {
		path := filepath.Join("../../testdata/matcher", name)
		got := drawn(t, draw, example())
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is now drawn as\n%s", path, got)
		}
	}
}

// texts reads a drawing as XML and gives what its text elements say.
func texts(t *testing.T, drawing string) []string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(drawing))
	var out []string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not well-formed XML: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			var text string
			if err := decoder.DecodeElement(&text, &start); err != nil {
				t.Fatalf("a text holds more than text: %v", err)
			}
			out = append(out, text)
		}
	}
}

func TestSVGIsXMLAndSaysWhatRecordsHold(t *testing.T) {
	t.Parallel()
	e := example()
	for _, nasty := range []string{"<script>alert(1)</script>", `"><rect/>`, "]]>", "&amp;&", "'a' + `b`", "{{.Width}}", "--><!--", "Ł😀"} {
		e.A, e.Parts[0].Comparison, e.Parts[0].A = nasty, nasty, nasty
		all := texts(t, drawn(t, waterfall.SVG, e))
		if all[0] != nasty+" and RM2:<2>" || all[5] != nasty || all[6] != "same: "+nasty+" | ZOE" {
			t.Errorf("%q is drawn as %q, %q, %q", nasty, all[0], all[5], all[6])
		}
	}
}

func TestSVGShortensLongValues(t *testing.T) {
	t.Parallel()
	e := example()
	e.Parts[0].A = strings.Repeat("Ł", 500)
	for _, text := range texts(t, drawn(t, waterfall.SVG, e))[2:] {
		if n := len([]rune(text)); n > 100 {
			t.Errorf("a text of %d letters: it runs off the drawing", n)
		}
	}
}

// Both drawings show one total, which is the sum of what they show.
func TestShownSumsAreEqual(t *testing.T) {
	t.Parallel()
	e := example()
	svg, text := svgBits(t, e), textBits(t, e)
	if len(svg) != len(text) || len(text) != len(e.Parts)+2 {
		t.Fatalf("%d bars and %d rows of %d parts", len(svg), len(text), len(e.Parts))
	}
	sum := 0.0
	for i, shown := range text {
		if shown != svg[i] {
			t.Errorf("row %d: the text shows %v, the drawing %v", i, shown, svg[i])
		}
		if i < len(text)-1 {
			sum += shown
		}
	}
	total := text[len(text)-1]
	if rounding := 0.005 * float64(len(text)); math.Abs(sum-total) > rounding || math.Abs(total-e.Decision.Weight.Bits()) > 0.005 {
		t.Errorf("the rows add up to %.2f, the total shown is %.2f, the weight %s", sum, total, e.Decision.Weight)
	}
}

// textBits gives the column of bits.
func textBits(t *testing.T, e matcher.Explanation) []float64 {
	t.Helper()
	var out []float64
	lines := strings.Split(drawn(t, waterfall.Text, e), "\n")
	before, _, _ := strings.Cut(lines[2], "bits")
	at := len([]rune(before))
	for _, line := range lines[3 : len(e.Parts)+5] {
		field, _, _ := strings.Cut(string([]rune(line)[at:]), " ")
		out = append(out, number(t, field))
	}
	return out
}

// svgBits gives the texts beside the bars: after the title and the verdict,
// three a row, the last of them the bits.
func svgBits(t *testing.T, e matcher.Explanation) []float64 {
	t.Helper()
	var out []float64
	all := texts(t, drawn(t, waterfall.SVG, e))
	for i := 4; i < len(all); i += 3 {
		out = append(out, number(t, all[i]))
	}
	return out
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// A bar begins where the one before it ended, and all lie within the drawing.
func TestSVGBarsJoin(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]matcher.Explanation{
		"example": example(),
		"nothing": {},
		"prior":   {Prior: -10 * matcher.Bit, Decision: matcher.Decision{Weight: -10 * matcher.Bit}},
		"for":     {Prior: 10 * matcher.Bit, Decision: matcher.Decision{Weight: 10 * matcher.Bit}},
	} {
		bars := svgBars(t, drawn(t, waterfall.SVG, e))
		if len(bars) != len(e.Parts)+2 {
			t.Fatalf("%s: %d bars of %d parts", name, len(bars), len(e.Parts))
		}
		for i, bar := range bars {
			if bar[0] < 330 || bar[1] > 330+520+1.001 || bar[1]-bar[0] < 1 {
				t.Errorf("%s: bar %d runs from %v to %v", name, i, bar[0], bar[1])
			}
			if i > 0 && !touches(bars[i-1], bar) {
				t.Errorf("%s: bar %d, %v, begins where %v did not end", name, i, bar, bars[i-1])
			}
		}
	}
}

func touches(a, b [2]float64) bool {
	for _, x := range a {
		for _, y := range b {
			if math.Abs(x-y) <= 1.001 { // a bar is at least a pixel wide
				return true
			}
		}
	}
	return false
}

func svgBars(t *testing.T, drawing string) [][2]float64 {
	t.Helper()
	var page struct {
		Groups []struct {
			Rect struct {
				X     float64 `xml:"x,attr"`
				Width float64 `xml:"width,attr"`
			} `xml:"rect"`
		} `xml:"g"`
	}
	if err := xml.Unmarshal([]byte(drawing), &page); err != nil {
		t.Fatal(err)
	}
	var out [][2]float64
	for _, g := range page.Groups {
		out = append(out, [2]float64{g.Rect.X, g.Rect.X + g.Rect.Width})
	}
	return out
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		decision matcher.Decision
		want     string
	}{
		{matcher.Decision{Rule: matcher.RuleNone}, "probability 0.500000, no link by rule none"},
		{
			matcher.Decision{Weight: 10 * matcher.Bit, Tier: matcher.TierCertain, Rule: matcher.RuleNHSBirthDate},
			"probability 0.999024, link by rule nhs-number+birth-date",
		},
		{
			matcher.Decision{Weight: 100 * matcher.Bit, Tier: matcher.TierProbable, Rule: matcher.RuleWeight, Conflict: matcher.ConflictLocalIDs},
			"probability 1.000000, link by rule weight, can never be one person: two-local-ids",
		},
		{
			matcher.Decision{Weight: -10 * matcher.Bit, Tier: matcher.TierPossible, Rule: matcher.RuleWeight, Guard: matcher.GuardTwin, Conflict: matcher.ConflictTwins},
			"probability 0.000976, review by rule weight, held back by the guard possible-twin, can never be one person: twins",
		},
	} {
		if got := waterfall.Verdict(tt.decision); got != tt.want {
			t.Errorf("%+v reads %q, want %q", tt.decision, got, tt.want)
		}
	}
}

// A full disk is told, wherever in the drawing it strikes.
func TestWritingErrorsAreTold(t *testing.T) {
	t.Parallel()
	for name, draw := range map[string]func(io.Writer, matcher.Explanation) error{"text": waterfall.Text, "svg": waterfall.SVG} {
		whole := len(drawn(t, draw, example()))
		for room := 0; room < whole; room += 50 {
			if err := draw(&fullDisk{room}, example()); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d bytes gave %v", name, room, err)
			}
		}
	}
}

var errFull = errors.New("full")

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		return 0, errFull
	}
	d.room -= len(p)
	return len(p), nil
}
