package waterfall

import (
	"fmt"
	"html/template"
	"io"

	"github.com/lhcre/mpi/matcher"
)

// Sizes of the drawing, in pixels.
const (
	rowHeight   = 30
	labelWidth  = 330
	chartWidth  = 520
	valueWidth  = 90
	headHeight  = 64
	footHeight  = 40
	totalWidth  = labelWidth + chartWidth + valueWidth
	barHeight   = 18
	labelLength = 46
)

// drawing is what the template needs, all places worked out.
type drawing struct {
	Title, Verdict      string
	Width, Height, Foot int
	Zero                float64
	Top, Bottom         int
	Rows                []drawnRow
}

type drawnRow struct {
	Label, Detail, Value, Class string
	Y, TextY, DetailY, BarY     int
	X, Width, ValueX            float64
}

// SVG draws the explanation as a waterfall chart.
func SVG(w io.Writer, e matcher.Explanation) error {
	parsed, err := template.New("waterfall").Parse(page)
	if err != nil {
		return fmt.Errorf("drawing explanation: %w", err)
	}
	if err := parsed.Execute(w, draw(e)); err != nil {
		return fmt.Errorf("drawing explanation: %w", err)
	}
	return nil
}

// step is one bar: it runs from what came before to what comes after.
type step struct {
	label, detail, class string
	from, to             matcher.Weight
	value                matcher.Weight
}

func steps(e matcher.Explanation) []step {
	out := []step{{label: "prior", class: sign(e.Prior), to: e.Prior, value: e.Prior}}
	sum := e.Prior
	for _, p := range e.Parts {
		detail := p.Level
		if p.A != "" || p.B != "" {
			detail += ": " + p.A + " | " + p.B
		}
		out = append(out, step{
			label: p.Comparison, detail: shorten(detail), class: sign(p.Total()),
			from: sum, to: sum + p.Total(), value: p.Total(),
		})
		sum += p.Total()
	}
	return append(out, step{label: "match weight", class: "total", to: sum, value: sum})
}

func sign(w matcher.Weight) string {
	if w < 0 {
		return "against"
	}
	return "for"
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= labelLength {
		return s
	}
	return string(runes[:labelLength-1]) + "…"
}

func draw(e matcher.Explanation) drawing {
	all := steps(e)
	low, high := matcher.Weight(0), matcher.Weight(1)
	for _, s := range all {
		low, high = min(low, s.from, s.to), max(high, s.from, s.to)
	}
	x := func(w matcher.Weight) float64 { return labelWidth + chartWidth*float64(w-low)/float64(high-low) }
	d := drawing{
		Title: e.A + " and " + e.B, Verdict: Verdict(e.Decision), Zero: x(0), Top: headHeight,
		Width: totalWidth, Bottom: headHeight + rowHeight*len(all),
	}
	d.Height, d.Foot = d.Bottom+footHeight, d.Bottom+footHeight/2
	for i, s := range all {
		y := headHeight + i*rowHeight
		left, right := min(x(s.from), x(s.to)), max(x(s.from), x(s.to))
		d.Rows = append(d.Rows, drawnRow{
			Label: s.label, Detail: s.detail, Value: bits(s.value), Class: s.class,
			Y: y, TextY: y + 13, DetailY: y + 25, BarY: y + (rowHeight-barHeight)/2,
			X: left, Width: max(right-left, 1), ValueX: right + 6,
		})
	}
	return d
}

// page is the chart. html/template escapes what records hold.
const page = `<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="{{.Height}}" viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-label="Match weight, part by part" font-family="system-ui, sans-serif">
<rect class="ground" width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="26" font-size="17" font-weight="600" fill="#212b32">{{.Title}}</text>
<text x="16" y="46" font-size="12" fill="#4c6272">{{.Verdict}}</text>
<line x1="{{.Zero}}" y1="{{.Top}}" x2="{{.Zero}}" y2="{{.Bottom}}" stroke="#aeb7bd" stroke-dasharray="3 3"/>
{{range .Rows}}<g>
<text x="16" y="{{.TextY}}" font-size="13" font-weight="600" fill="#212b32">{{.Label}}</text>
<text x="16" y="{{.DetailY}}" font-size="11" fill="#4c6272">{{.Detail}}</text>
<rect x="{{.X}}" y="{{.BarY}}" width="{{.Width}}" height="18" rx="2" fill="{{if eq .Class "for"}}#007f3b{{else if eq .Class "against"}}#d5281b{{else}}#005eb8{{end}}"/>
<text x="{{.ValueX}}" y="{{.TextY}}" dy="6" font-size="12" fill="#212b32">{{.Value}}</text>
</g>
{{end}}<text x="16" y="{{.Foot}}" font-size="11" fill="#4c6272">Bits of match weight: each bit doubles the odds. Green speaks for one person, red against.</text>
</svg>
`
