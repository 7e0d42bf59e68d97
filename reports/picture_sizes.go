package reports

import (
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// SizePictures draws a sizing in the language into a directory, which it makes if it is missing:
// slots against the wait of 19 of 20, a line for each strategy, with the target,
// the slots of today and the numbers that were found; and the frontier, end of the
// rollout against wait, with a point for each number of slots. They are called
// slots and slots-frontier, or by another quantity that was sized. Each is written
// as PNG and SVG, and the numbers behind it as CSV. It returns the paths of the
// files in the order written.
func SizePictures(in say.Language, dir string, z *study.Sizing) ([]string, error) {
	l := voice{in}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	p := l.sizingPage(z, printable)
	drawn := p.drawable()
	var written []string
	for _, of := range []func(*sizingPage) (picture, bool){(*sizingPage).slotsFigure, (*sizingPage).frontierPicture} {
		pic, ok := of(p)
		if !ok {
			continue
		}
		letters, _ := of(drawn)
		paths, err := writePicture(dir, pic, letters)
		written = append(written, paths...)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// drawable is a page whose names can all be drawn: a strategy with a letter that
// the font lacks goes by its place.
func (p *sizingPage) drawable() *sizingPage {
	q := *p
	q.spell = func(name string) string {
		if name = printable(name); draws(name) {
			return name
		}
		place := slices.IndexFunc(p.Sized, func(s study.Sized) bool { return printable(s.Strategy) == name })
		return p.Say(say.T("strategy %d", "Strategie %d"), place+1)
	}
	return &q
}

// curved are the strategies that have a curve to draw.
func (p *sizingPage) curved() []int {
	var found []int
	for i := range p.Sized {
		if len(p.Sized[i].Curve) > 0 {
			found = append(found, i)
		}
	}
	return found
}

// color of a strategy, as in the pictures of a comparison.
func (p *sizingPage) color(i int) color.NRGBA { return palette[i%len(palette)] }

// about is the second line of a picture.
func (p *sizingPage) about() string {
	var words []string
	if n := p.Scenario.Clients(); n > 0 {
		words = append(words, p.Counted(n, say.PCs))
	}
	if p.Quantity != study.SlotCount {
		words = append(words, p.slots(p.Scenario.Backend.Slots[0]))
	}
	return strings.Join(append(words, p.Say(say.T("%s for each point", "%s je Punkt"), p.runs(p.Looked))), ", ")
}

// waitTarget is the target on the wait that the pictures draw, nil if there is none.
func (p *sizingPage) waitTarget() *study.TargetResult {
	for _, i := range p.curved() {
		at := &p.Sized[i].Curve[0]
		for k := range at.Targets {
			if t := &at.Targets[k]; t.Metric == at.Wait.Metric.Name && !t.Target.AtLeast {
				return t
			}
		}
	}
	return nil
}

// A waitAxis is a logarithmic axis for waits with a place for none at all.
type waitAxis struct {
	none, from, until float64 // decimal logarithms of seconds; none is where 0 is drawn
	ticks             plot.ConstantTicks
}

// waitRange is from the shortest to the longest wait of all curves with their intervals
// and the target, of those of a second and more; high is 0 where nobody waits.
func (p *sizingPage) waitRange() (low, high float64) {
	low = math.Inf(1)
	take := func(s float64) {
		if finite(s) && s >= 1 {
			low, high = math.Min(low, s), math.Max(high, s)
		}
	}
	for _, i := range p.curved() {
		for k := range p.Sized[i].Curve {
			w := &p.Sized[i].Curve[k].Wait
			take(w.Mean)
			if !unknown(w) {
				take(w.Low)
				take(w.High)
			}
		}
	}
	if t := p.waitTarget(); t != nil && high > 0 {
		take(t.Bound)
	}
	return low, high
}

// waitAxis spans the waits of all curves.
func (p *sizingPage) waitAxis() (waitAxis, bool) {
	low, high := p.waitRange()
	if high == 0 {
		return waitAxis{}, false
	}
	a := waitAxis{}
	a.from, a.until, a.ticks = logTicks(low, high)
	a.none = a.from - 0.08*(a.until-a.from)
	a.ticks = append(plot.ConstantTicks{{Value: a.none, Label: p.Say(say.T("no wait", "keine Wartezeit"))}}, p.numerals(a.ticks)...)
	return a, true
}

// at is where a wait is drawn.
func (a waitAxis) at(seconds float64) float64 {
	switch {
	case seconds < math.Pow(10, a.from):
		return a.none
	case math.IsInf(seconds, 1):
		return a.until
	}
	return math.Log10(seconds)
}

// known is the wait at a point, +Inf where too many had not started by the end.
func known(e *study.Estimate) float64 {
	if unknown(e) {
		return math.Inf(1)
	}
	return e.Mean
}

// waitOf is what is drawn against a setting.
func (p *sizingPage) waitOf() say.Msg {
	if isQueue(p.Scenario) {
		return p.either(say.T("19 of 20 jobs wait at most", "19 von 20 Aufträgen warten höchstens"),
			say.T("19 of 20 jobs are delayed at most", "19 von 20 Aufträgen werden höchstens aufgehalten"))
	}
	return p.either(say.T("19 of 20 people wait at most", "19 von 20 Personen warten höchstens"),
		say.T("19 of 20 people are delayed at most", "19 von 20 Personen werden höchstens aufgehalten"))
}

func (p *sizingPage) either(wait, delay say.Msg) say.Msg { return either(p.slows, wait, delay) }

// axisName is the heading of the quantity as the name of an axis.
func (p *sizingPage) axisName() string {
	name := p.heading()
	if p.Language == say.German || strings.HasPrefix(name, "PCs") {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// shortened is the name of a strategy where there is little room.
func (p *sizingPage) shortened(i int) string {
	s := &p.Sized[i]
	name := shortened(p.strategyName(s), 30)
	for k := range p.Sized {
		if k != i && shortened(p.strategyName(&p.Sized[k]), 30) == name {
			return shortened(fmt.Sprintf("%d: %s", i+1, p.strategyName(s)), 34)
		}
	}
	return name
}

// frontierPicture draws for each strategy, and each setting that was played, the
// end of the rollout against the wait. To the left and down is better.
func (p *sizingPage) frontierPicture() (picture, bool) {
	axis, ok := p.waitAxis()
	if !ok || isQueue(p.Scenario) {
		return picture{}, false
	}
	key := quantityKeys[p.Quantity].name
	pic := picture{
		file: key + "-frontier",
		title: p.Say(say.T("End of the rollout against waiting, by %s",
			"Ende des Rollouts und Wartezeit, nach: %s"), p.axisName()),
		height:   420,
		rows:     [][]string{{"strategy", strings.ReplaceAll(key, "-", "_"), "updated_p95_s", "wait_s"}},
		language: p.voice,
	}
	form := p.csvForm()
	pic.subtitle = p.about() + p.Say(say.T("; the numbers are %s; filled: all targets are met, hollow: not; to the left is earlier, down is shorter",
		"; die Zahlen sind %s; gefüllt: alle Zielwerte sind erreicht, hohl: nicht; links ist früher, unten ist kürzer"), p.axisName())
	left, right := math.Inf(1), 0.0
	for _, i := range p.curved() {
		for k := range p.Sized[i].Curve {
			if end := p.Sized[i].Curve[k].Ends.Mean; finite(end) {
				left, right = math.Min(left, end), math.Max(right, end)
			}
		}
	}
	if right == 0 {
		return picture{}, false
	}
	const day = 86400.0
	from, until := math.Max(0, left-day-0.08*(right-left)), right+day+0.15*(right-left)
	pl := frame(from, until, axis.none-0.03*(axis.until-axis.none), axis.until)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.daysFrom(from, until, 9), axis.ticks
	pl.X.Label.Text, pl.Y.Label.Text = p.Say(say.T("95 %% of the PCs that can be updated are updated by (median)",
		"95 %% der PCs, die das Update erhalten können, aktualisiert bis (Median)")), p.Say(p.waitOf())
	pl.Add(p.offDays(until), ruled(pl, true, false))
	title := naming{}
	if t := p.waitTarget(); t != nil {
		y := axis.at(t.Bound)
		across := []point{{from, y}, {until, y}}
		pl.Add(line{across, draw.LineStyle{Color: limit, Width: 1.1}})
		title.rules = append(title.rules, across)
		title.curves = append(title.curves, named{across, p.Say(say.T("target: %s", "Zielwert: %s"), p.value(model.Seconds, t.Bound)), dark(limit), false})
	}
	var curves []named
	for _, i := range p.curved() {
		s := &p.Sized[i]
		var path []point
		for k := range s.Curve {
			at := &s.Curve[k]
			pic.rows = append(pic.rows, []string{s.Strategy, form.cell(at.Setting), form.cell(at.Ends.Mean), form.cell(known(&at.Wait))})
			if !finite(at.Ends.Mean) {
				continue
			}
			centre := point{at.Ends.Mean, axis.at(known(&at.Wait))}
			path = append(path, centre)
		}
		if len(path) == 0 {
			continue
		}
		pl.Add(line{path, draw.LineStyle{Color: pale(p.color(i)), Width: 2.5}})
		for k := range s.Curve {
			at := &s.Curve[k]
			if !finite(at.Ends.Mean) {
				continue
			}
			met := !slices.ContainsFunc(at.Targets, func(t study.TargetResult) bool { return t.Outcome != study.Met && t.Outcome != study.Skipped })
			centre := point{at.Ends.Mean, axis.at(known(&at.Wait))}
			pl.Add(dots{points: []point{centre}, radius: 3, fill: p.color(i), hollow: !met})
			title.marks = append(title.marks, centre)
			if p.labelled(s, k, axis) {
				title.curves = append(title.curves, named{[]point{centre}, p.bare(at.Setting), dark(p.color(i)), false})
			}
		}
		curves = append(curves, named{path, p.shortened(i), dark(p.color(i)), true})
	}
	title.curves = append(curves, title.curves...)
	pl.Add(title)
	pic.draw = func(c draw.Canvas) { pl.Draw(c) }
	return pic, true
}

// labelled tells whether a point of the frontier has room for its number: points
// that lie close to one that has it go without.
func (p *sizingPage) labelled(s *study.Sized, k int, axis waitAxis) bool {
	const apart = 0.045 // of the height
	shown := math.NaN()
	for n := range s.Curve[:k+1] {
		y := axis.at(known(&s.Curve[n].Wait))
		if math.IsNaN(shown) || math.Abs(y-shown) > apart*(axis.until-axis.none) {
			shown = y
			if n == k {
				return true
			}
		}
	}
	return false
}
