package reports

import (
	"fmt"
	"image/color"
	"math"
	"os"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
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
	for _, of := range []func(*sizingPage) (picture, bool){(*sizingPage).slotsPicture, (*sizingPage).frontierPicture} {
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

// color and stroke of a strategy, as in the pictures of a comparison.
func (p *sizingPage) color(i int) color.NRGBA { return palette[i%len(palette)] }

func (p *sizingPage) stroke(i int) draw.LineStyle {
	return draw.LineStyle{Color: p.color(i), Width: 1.6, Dashes: dashes[i%len(dashes)]}
}

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

// waitAxis spans the waits of all curves with their intervals, and a target.
func (p *sizingPage) waitAxis() (waitAxis, bool) {
	low, high := math.Inf(1), 0.0
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
	if high == 0 {
		return waitAxis{}, false
	}
	if t := p.waitTarget(); t != nil {
		take(t.Bound)
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

// settingTicks are the ticks of an axis of settings, logarithmic where slots or
// sizes are drawn.
func (p *sizingPage) settingTicks(from, until float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	if !p.logarithmic() {
		step := 1.0
		for i := 0; (until-from)/step > 12; i++ {
			step *= []float64{2, 2.5, 2}[i%3]
		}
		for v := math.Ceil(from/step) * step; v <= until; v += step {
			ticks = append(ticks, plot.Tick{Value: v, Label: p.Thousands(int(v))})
		}
		return ticks
	}
	steps := []float64{1, 2, 5}
	if until-from < 1.3 {
		steps = []float64{1, 1.5, 2, 3, 4, 5, 7}
	}
	for power := math.Floor(from); power <= until; power++ {
		for _, step := range steps {
			v := step * math.Pow(10, power)
			if at := math.Log10(v); at >= from-1e-9 && at <= until+1e-9 && v == math.Round(v) {
				ticks = append(ticks, plot.Tick{Value: at, Label: p.Thousands(int(v))})
			}
		}
	}
	return ticks
}

func (p *sizingPage) logarithmic() bool {
	return p.Quantity == study.SlotCount || p.Quantity == study.WaveSize
}

// place is where a setting is drawn.
func (p *sizingPage) place(setting float64) float64 {
	if p.logarithmic() {
		return math.Log10(setting)
	}
	return setting
}

// slotsPicture draws for each strategy the wait of 19 of 20 against the setting.
func (p *sizingPage) slotsPicture() (picture, bool) {
	axis, ok := p.waitAxis()
	if !ok {
		return picture{}, false
	}
	key := quantityKeys[p.Quantity].name
	pic := picture{
		file:     key,
		title:    p.Say(say.T("%s against waiting: %s", "%s und Wartezeit: %s"), p.heading(), p.Say(p.howLong())),
		height:   420,
		rows:     [][]string{{"strategy", strings.ReplaceAll(key, "-", "_"), "wait_s", "low_s", "high_s"}},
		language: p.voice,
	}
	form := p.csvForm()
	least := say.T("line: mean, shaded: its 95 %% interval; filled: the least that meets all targets on average, hollow: with 95 %% assurance",
		"Linie: Mittel, schattiert: sein 95-%%-Intervall; gefüllt: das Kleinste, das alle Zielwerte im Mittel erreicht, hohl: mit 95 %% Sicherheit")
	if p.Quantity == study.WaveSize {
		least = say.T("line: mean, shaded: its 95 %% interval; filled: the largest that meets all targets on average, hollow: with 95 %% assurance",
			"Linie: Mittel, schattiert: sein 95-%%-Intervall; gefüllt: das Größte, das alle Zielwerte im Mittel erreicht, hohl: mit 95 %% Sicherheit")
	}
	pic.subtitle = p.about() + "; " + p.Say(least)
	from, until := math.Inf(1), math.Inf(-1)
	take := func(setting float64) {
		if finite(setting) {
			from, until = math.Min(from, p.place(setting)), math.Max(until, p.place(setting))
		}
	}
	var today []float64
	for _, i := range p.curved() {
		s := &p.Sized[i]
		for k := range s.Curve {
			take(s.Curve[k].Setting)
		}
		take(s.All().OnAverage.Setting)
		take(s.All().Assured.Setting)
		for _, x := range s.Today {
			take(x)
			if !slices.Contains(today, x) {
				today = append(today, x)
			}
		}
	}
	room := 0.03 * (until - from)
	if room == 0 {
		room = 0.5
	}
	pl := frame(from-room, until+4*room, axis.none-0.03*(axis.until-axis.none), axis.until)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.settingTicks(pl.X.Min, pl.X.Max), axis.ticks
	pl.X.Label.Text, pl.Y.Label.Text = p.axisName(), p.Say(p.waitOf())
	pl.Add(ruled(pl, true, true))
	title := naming{}
	if t := p.waitTarget(); t != nil {
		y := axis.at(t.Bound)
		across := []point{{pl.X.Min, y}, {pl.X.Max, y}}
		pl.Add(line{across, draw.LineStyle{Color: limit, Width: 1.1}})
		title.rules = append(title.rules, across)
		title.curves = append(title.curves, named{across, p.Say(say.T("target: %s", "Zielwert: %s"), p.value(model.Seconds, t.Bound)), dark(limit), false})
	}
	for _, x := range today {
		along := []point{{p.place(x), pl.Y.Min}, {p.place(x), pl.Y.Max}}
		pl.Add(line{along, draw.LineStyle{Color: faint, Width: 1, Dashes: []vg.Length{3, 2}}})
		title.rules = append(title.rules, along)
		title.curves = append(title.curves, named{along, p.Say(say.T("today: %s", "heute: %s"), p.setting(x)), faint, false})
	}
	var curves []named
	for _, i := range p.curved() {
		s := &p.Sized[i]
		var middle, low, high []point
		for k := range s.Curve {
			at, w := s.Curve[k].Setting, &s.Curve[k].Wait
			pic.rows = append(pic.rows, []string{s.Strategy, form.cell(at), form.cell(known(w)), form.cell(w.Low), form.cell(w.High)})
			x := p.place(at)
			middle = append(middle, point{x, axis.at(known(w))})
			down, up := known(w), known(w)
			if finite(w.Low) && finite(w.High) && !unknown(w) {
				down, up = w.Low, w.High
			}
			low, high = append(low, point{x, axis.at(down)}), append(high, point{x, axis.at(up)})
		}
		pl.Add(area{low, high, pale(p.color(i))}, line{middle, p.stroke(i)})
		text := p.shortened(i)
		var found []string
		for k, e := range []*study.Edge{&s.All().OnAverage, &s.All().Assured} {
			if !e.Found {
				continue
			}
			centre := point{p.place(e.Setting), axis.at(known(&e.Proof.Metric))}
			if e.Proof.Metric.Metric.Name != s.Curve[0].Wait.Metric.Name {
				centre.y = along(middle, centre.x)
			}
			pl.Add(dots{points: []point{centre}, radius: 4, fill: p.color(i), hollow: k == 1})
			title.marks = append(title.marks, centre)
			found = append(found, p.Say([]say.Msg{say.T("%s on average", "%s im Mittel"),
				say.T("%s with 95 %% assurance", "%s mit 95 %% Sicherheit")}[k], p.bareOrRange(e)))
		}
		if len(found) > 0 {
			text += ": " + strings.Join(found, ", ")
		}
		curves = append(curves, named{middle, text, dark(p.color(i)), true})
	}
	title.curves = append(curves, title.curves...)
	pl.Add(title)
	pic.draw = func(c draw.Canvas) { pl.Draw(c) }
	return pic, true
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

// howLong is the same as part of a title.
func (p *sizingPage) howLong() say.Msg {
	if isQueue(p.Scenario) {
		return p.either(say.T("how long 19 of 20 jobs wait at most", "wie lange 19 von 20 Aufträgen höchstens warten"),
			say.T("how long 19 of 20 jobs are delayed at most", "wie lange 19 von 20 Aufträgen höchstens aufgehalten werden"))
	}
	return p.either(say.T("how long 19 of 20 people wait at most", "wie lange 19 von 20 Personen höchstens warten"),
		say.T("how long 19 of 20 people are delayed at most", "wie lange 19 von 20 Personen höchstens aufgehalten werden"))
}

func (p *sizingPage) either(wait, delay say.Msg) say.Msg {
	if p.slows {
		return delay
	}
	return wait
}

// axisName is the heading of the quantity as the name of an axis.
func (p *sizingPage) axisName() string {
	name := p.heading()
	if p.Language == say.German || strings.HasPrefix(name, "PCs") {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// along is the height of a curve at x, between its points on a straight line.
func along(points []point, x float64) float64 {
	for i, pt := range points {
		if pt.x < x {
			continue
		}
		if i == 0 || pt.x == x {
			return pt.y
		}
		before := points[i-1]
		return before.y + (pt.y-before.y)*(x-before.x)/(pt.x-before.x)
	}
	return points[len(points)-1].y
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
