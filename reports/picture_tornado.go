package reports

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Tornado draws in the language into a directory, which it makes if it is missing, how far each
// guess moves a metric from where it is: tornado.png, tornado.svg and, with the
// numbers of all results, tornado.csv. Without anything to show it draws nothing.
// It returns the paths of the files.
func Tornado(in say.Language, dir string, s *study.Sensitivity) ([]string, error) {
	l := voice{in}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	g := l.guesswork(s, printable)
	pic, ok := g.tornado()
	if !ok {
		return nil, nil
	}
	shown := *g
	shown.page = g.drawable()
	drawn, _ := shown.tornado()
	return writePicture(dir, pic, drawn)
}

// mostBars is how many guesses a tornado shows, those that move most.
const mostBars = 12

// tornado draws two bars for each guess, from the value as it is to that at the low
// end of the range and at the high end.
func (g *guesswork) tornado() (picture, bool) {
	var told []*study.Swing
	for _, w := range g.told() {
		if w.Moves > 0 || w.Flips {
			told = append(told, w)
		}
	}
	left := len(told)
	slices.SortStableFunc(told, func(a, b *study.Swing) int { return cmp.Compare(b.Moves, a.Moves) })
	for i := len(told) - 1; i >= 0 && len(told) > mostBars; i-- { // what decides stays, however little it moves
		if !told[i].Flips {
			told = slices.Delete(told, i, i+1)
		}
	}
	told = told[:min(len(told), mostBars)]
	now := metric(&g.Results[g.Headline], g.Metric.Name)
	if len(told) == 0 || !finite(now.Mean) {
		return picture{}, false
	}
	r := &g.Results[g.Headline]
	about := g.nameOf(r)
	if setting := g.setting(g.Results[g.Headline : g.Headline+1]); !g.queue && !strings.HasSuffix(about, setting) {
		about += ", " + setting
	}
	if g.queue {
		about = g.nameOf(r)
	} else if n := g.Scenario.Clients(); n > 0 {
		about += ", " + g.Counted(n, say.PCs)
	}
	pic := picture{
		file:     "tornado",
		title:    g.Say(say.T("Which guesses matter: the %s", "Welche Annahmen zählen: %s"), g.measured()),
		height:   vg.Length(100 + 31*len(told)),
		rows:     g.rows(),
		language: g.voice,
	}
	over := g.Counted(g.More, say.Rollouts)
	pic.subtitle = about + g.Say(say.T("; each guess at both ends of its range, all others as they are; change over the same %s",
		"; jede Annahme an beiden Enden ihrer Spanne, alle anderen wie angenommen; Änderung über dieselben Rollouts (%s)"), over)
	if g.Few < g.More {
		pic.subtitle += g.Say(say.T(", or %d where it is small", ", oder %d, wo sie klein ist"), g.Few)
	}
	pic.subtitle += g.Say(say.T("; light bar: low end, dark bar: high end",
		"; heller Balken: unteres Ende, dunkler: oberes Ende"))
	if left > len(told) {
		pic.subtitle += g.Say(say.T("; %d of %d: those that decide, and those that move most",
			"; %d von %d: die, an denen die Entscheidung hängt, und die mit der größten Wirkung"), len(told), left)
	}

	low, high := now.Mean, now.Mean
	ends := make([][2]float64, len(told))
	for i, w := range told {
		for k, end := range [2][]study.AtEnd{w.AtLow, w.AtHigh} {
			ends[i][k] = math.NaN()
			if end == nil {
				continue
			}
			v := now.Mean + end[g.Headline].Change.Mean
			if g.Metric.Name != promiseError {
				v = math.Max(v, 0)
			}
			if ends[i][k] = v; finite(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	bound := math.NaN()
	for _, t := range g.Results[g.Headline].Targets {
		if t.Metric == g.Metric.Name {
			bound = t.Bound
			low, high = math.Min(low, bound), math.Max(high, bound)
		}
	}
	from, until, ticks, at := g.tornadoAxis(low, high, now.Mean)
	pl := frame(from, until, 0.4, float64(len(told))+0.6)
	pl.X.Tick.Marker = ticks
	pl.X.Label.Text = g.Metric.Name
	if unit := g.Metric.Unit; unit == model.Seconds || unit == model.Instant {
		pl.X.Label.Text = g.measured()
	}
	names := plot.ConstantTicks{}
	for i, w := range told {
		names = append(names, plot.Tick{Value: float64(len(told) - i), Label: shortened(w.Path, 42)})
	}
	pl.Y.Tick.Marker, pl.Y.Tick.Length = names, 0
	pl.Add(ruled(pl, false, true))
	bottom, top := pl.Y.Min, pl.Y.Max
	pl.Add(line{[]point{{at(now.Mean), bottom}, {at(now.Mean), top}}, draw.LineStyle{Color: ink, Width: 1}})
	pic.subtitle += g.Say(say.T("; black line: as it is, %s", "; schwarze Linie: wie angenommen, %s"), g.value(g.Metric.Unit, now.Mean))
	if finite(bound) {
		pl.Add(line{[]point{{at(bound), bottom}, {at(bound), top}}, draw.LineStyle{Color: limit, Width: 1.2, Dashes: dashes[1]}})
		pic.subtitle += g.Say(say.T("; dashed: the target, %s", "; gestrichelt: der Zielwert, %s"), g.value(g.Metric.Unit, bound))
	}
	for i, w := range told {
		y := float64(len(told) - i)
		for k, end := range []struct {
			value  string
			up     bool
			offset float64
			fill   color.NRGBA
		}{{w.Low, false, 0.19, palette[4]}, {w.High, true, -0.19, palette[0]}} {
			if math.IsNaN(ends[i][k]) {
				continue
			}
			bar := swingBar{from: at(now.Mean), to: at(ends[i][k]), y: y + end.offset, half: 0.16, fill: end.fill, text: shortened(end.value, 30)}
			for n := range w.Turns {
				if t := &w.Turns[n]; t.Up == end.up && t.Best {
					bar.flips = true
					if t.Last.Best >= 0 {
						bar.text = g.Say(say.T("%[1]s: %[2]s is best", "%[1]s: Wahl %[2]s"), bar.text, g.label(&g.Results[t.Last.Best]))
					} else {
						bar.text += ": " + g.Say(say.T("none keeps every target", "keine erreicht alle Zielwerte"))
					}
				}
			}
			pl.Add(bar)
		}
	}
	if slices.ContainsFunc(told, func(w *study.Swing) bool { return w.Flips }) {
		pic.subtitle += g.Say(say.T("; dots: something else is decided there",
			"; Punkte: dort wird anders entschieden"))
	}
	pic.draw = pl.Draw
	return pic, true
}

// tornadoAxis is an axis around values of the metric, logarithmic where waits differ
// by much, with room for the words at the ends of bars; at places values on it.
func (g *guesswork) tornadoAxis(low, high, now float64) (from, until float64, ticks plot.Ticker, at func(float64) float64) {
	at = func(v float64) float64 { return v }
	span := math.Max(high-low, 1e-9)
	switch unit := g.Metric.Unit; {
	case unit == model.Seconds && high > 6*math.Max(now, 1):
		const shortest = 10
		least, most, marks := logTicks(math.Max(low, shortest), high)
		at = func(v float64) float64 { return math.Max(math.Log10(math.Max(v, 1)), least) }
		if at(low) == least {
			marks[0].Label = g.Say(say.T("%s or less", "%s oder weniger"), marks[0].Label)
		}
		return least - 0.3*(most-least), most + 0.5*(most-least), g.numerals(marks), at
	case unit == model.Seconds:
		from, until = math.Max(0, low-0.3*span), high+0.5*span
		return from, until, g.lengthTicks(from, until), at
	case unit == model.Instant:
		from, until = math.Max(0, low-0.3*span), high+0.5*span
		return from, until, g.daysFrom(from, until, 8), at
	case unit == model.Share:
		return 0, 1.2, percents(), at
	}
	return 0, high + 0.3*span, g.numerals(counts(high+0.3*span, 8)), at
}

// lengthTicks are about eight ticks of an axis of lengths of time in seconds.
func (l voice) lengthTicks(from, until float64) plot.ConstantTicks {
	step := 1.0
	for _, s := range []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 4 * 3600, 8 * 3600, 24 * 3600} {
		if step = s; (until-from)/s <= 8 {
			break
		}
	}
	var ticks plot.ConstantTicks
	for v := math.Ceil(from/step) * step; v <= until; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: l.WaitTime(v)})
	}
	return ticks
}

// A swingBar is a bar along x with words beyond its end.
type swingBar struct {
	from, to float64
	y, half  float64 // in the units of y
	fill     color.NRGBA
	text     string
	flips    bool // a dot at the end
}

func (b swingBar) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	start, end := x(b.from), x(b.to)
	c.FillPolygon(b.fill, []vg.Point{{X: start, Y: y(b.y - b.half)}, {X: end, Y: y(b.y - b.half)}, {X: end, Y: y(b.y + b.half)}, {X: start, Y: y(b.y + b.half)}})
	style := words(8.5, ink, b.flips)
	style.YAlign = text.YCenter
	gap := vg.Length(4)
	if b.flips {
		c.DrawGlyph(draw.GlyphStyle{Color: limit, Radius: 3.5, Shape: draw.CircleGlyph{}}, vg.Point{X: end, Y: y(b.y)})
		gap += 3.5
	}
	style.XAlign = text.XLeft
	if b.to < b.from {
		style.XAlign = text.XRight
		gap = -gap
		if end+gap-style.Width(b.text) < c.Min.X { // no room: inside, or beyond the line
			style.XAlign, gap, end = text.XLeft, 4, start
		}
	}
	x0 := end + gap
	if style.XAlign == text.XRight {
		x0 -= style.Width(b.text)
	}
	const margin, above = 1.5, 5.5
	c.FillPolygon(color.NRGBA{0xff, 0xff, 0xff, 0xe6}, []vg.Point{{X: x0 - margin, Y: y(b.y) - above}, {X: x0 + style.Width(b.text) + margin, Y: y(b.y) - above},
		{X: x0 + style.Width(b.text) + margin, Y: y(b.y) + above}, {X: x0 - margin, Y: y(b.y) + above}})
	c.FillText(style, vg.Point{X: end + gap, Y: y(b.y)}, b.text)
}
