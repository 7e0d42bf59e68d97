package reports

import (
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/portable"
)

// slotsFigure draws for each strategy the wait of 19 of 20 against the setting, with
// the target, the setting of today and the settings that were found. It is false where
// nobody waits; there is a figure wherever something was played.
func (p *sizingPage) slotsFigure() (picture, bool) {
	if len(p.curved()) == 0 {
		return picture{}, false
	}
	key := quantityKeys[p.Quantity].name
	form := p.csvForm()
	pic := picture{file: key, language: p.voice,
		rows: [][]string{{"strategy", strings.ReplaceAll(key, "-", "_"), "wait_s", "low_s", "high_s"}}}
	f := &chart.Figure{
		ID: "slots", Height: 330, Subject: p.about(),
		Title: p.Say(say.T("%s against waiting: %s", "%s und Wartezeit: %s"), p.heading(), p.Say(p.howLong())),
		Alt: p.Say(say.T("A falling line for each strategy; the numbers are in the table below",
			"Eine fallende Linie für jede Strategie; die Zahlen stehen in der Tabelle darunter")),
		Notes: []string{p.Say(say.T("line: mean, shaded: its 95 %% interval", "Linie: Mittel, schattiert: sein 95-%%-Intervall"))},
		X:     p.settingAxis(), Y: p.waitingAxis(),
	}
	f.X.Name, f.Y.Name = p.axisName(), p.Say(p.waitOf())
	if p.edges() {
		least := say.T("filled: the least that meets all targets on average, hollow: with 95 %% assurance",
			"gefüllt: das Kleinste, das alle Zielwerte im Mittel erreicht, hohl: mit 95 %% Sicherheit")
		if p.Quantity == study.WaveSize {
			least = say.T("filled: the largest that meets all targets on average, hollow: with 95 %% assurance",
				"gefüllt: das Größte, das alle Zielwerte im Mittel erreicht, hohl: mit 95 %% Sicherheit")
		}
		f.Notes = append(f.Notes, p.Say(least))
	}
	var remarks []chart.Label
	if t := p.waitTarget(); t != nil {
		rule := chart.Rule{Role: chart.Target, At: t.Bound}
		f.Layers = append(f.Layers, rule)
		remarks = append(remarks, chart.Label{Role: chart.Bound, Text: p.Say(say.T("target: %s", "Zielwert: %s"), p.value(model.Seconds, t.Bound)), Rule: &rule})
	}
	for _, x := range p.todays() {
		rule := chart.Rule{Role: chart.Today, At: x, Upright: true}
		f.Layers = append(f.Layers, rule)
		remarks = append(remarks, chart.Label{Role: chart.Remark, Text: p.Say(say.T("today: %s", "heute: %s"), p.setting(x)), Rule: &rule})
	}
	var bands, lines, dots []chart.Layer
	for _, i := range p.curved() {
		s, series := &p.Sized[i], i+1
		var middle, low, high []chart.Point
		for k := range s.Curve {
			at, w := s.Curve[k].Setting, &s.Curve[k].Wait
			pic.rows = append(pic.rows, []string{s.Strategy, form.cell(at), form.cell(known(w)), form.cell(w.Low), form.cell(w.High)})
			middle = append(middle, chart.Point{X: at, Y: known(w)})
			down, up := known(w), known(w)
			if finite(w.Low) && finite(w.High) && !unknown(w) {
				down, up = w.Low, w.High
			}
			low, high = append(low, chart.Point{X: at, Y: down}), append(high, chart.Point{X: at, Y: up})
			f.Data = append(f.Data, chart.Datum{At: chart.Point{X: at, Y: known(w)}, Series: series, Text: p.slotsReading(i, k)})
		}
		bands = append(bands, chart.Band{Series: series, Low: low, High: high})
		lines = append(lines, chart.Line{Series: series, Points: middle})
		text := p.shortened(i)
		if found := p.foundEdges(i); len(found) > 0 {
			var words []string
			for _, of := range found {
				at := chart.Point{X: of.edge.Setting, Y: known(&of.edge.Proof.Metric)}
				if of.edge.Proof.Metric.Metric.Name != s.Curve[0].Wait.Metric.Name {
					at.Y = between(middle, at.X)
				}
				dots = append(dots, chart.Dots{Series: series, Points: []chart.Point{at}, Radius: 5, Hollow: of.assured})
				words = append(words, of.words)
			}
			text += ": " + strings.Join(words, ", ")
		} else {
			dots = append(dots, chart.Dots{Series: series, Points: middle, Radius: 2.5})
		}
		f.Labels = append(f.Labels, chart.Label{Role: chart.SeriesName, Series: series, Text: text, Of: middle})
	}
	f.Layers = slices.Concat(bands, f.Layers, lines, dots)
	f.Labels = append(f.Labels, remarks...)
	pic.figure = f
	_, longest := p.waitRange()
	return pic, longest > 0
}

// slotsReading is what a point of a curve tells.
func (p *sizingPage) slotsReading(i, k int) string {
	at := &p.Sized[i].Curve[k]
	return p.Say(p.either(say.T("%s, %s: 19 of 20 wait at most %s", "%s, %s: 19 von 20 warten höchstens %s"),
		say.T("%s, %s: 19 of 20 are delayed by at most %s", "%s, %s: 19 von 20 werden höchstens %s aufgehalten")), p.shortened(i), p.setting(at.Setting), p.estimate(&at.Wait))
}

// A foundEdge is a setting that was found, and what it is called beside its line.
type foundEdge struct {
	edge    *study.Edge
	assured bool
	words   string
}

// foundEdges are the settings at which a strategy meets all targets, as far as they
// were looked for and found.
func (p *sizingPage) foundEdges(i int) []foundEdge {
	all := p.Sized[i].All()
	if all == nil {
		return nil
	}
	var found []foundEdge
	if e := &all.OnAverage; e.Found {
		found = append(found, foundEdge{e, false, p.Say(say.T("%s on average", "%s im Mittel"), p.bareOrRange(e))})
	}
	if e := &all.Assured; e.Found {
		found = append(found, foundEdge{e, true, p.Say(say.T("%s with 95 %% assurance", "%s mit 95 %% Sicherheit"), p.bareOrRange(e))})
	}
	return found
}

// edges tells whether settings were looked for.
func (p *sizingPage) edges() bool {
	return slices.ContainsFunc(p.curved(), func(i int) bool { return p.Sized[i].All() != nil })
}

// todays are the settings of the scenario, each once.
func (p *sizingPage) todays() []float64 {
	var found []float64
	for _, i := range p.curved() {
		for _, x := range p.Sized[i].Today {
			if !slices.Contains(found, x) {
				found = append(found, x)
			}
		}
	}
	return found
}

// waitingAxis spans the waits of all curves with their intervals, and the target.
func (p *sizingPage) waitingAxis() chart.Axis {
	low, high := p.waitRange()
	if high == 0 {
		low, high = 60, 3600 // nobody waits: any axis will do
	}
	axis := p.durationAxis(low, high)
	axis.Zero = p.Say(p.either(say.T("no wait", "keine Wartezeit"), say.T("no delay", "keine Verzögerung")))
	return axis
}

// settingAxis spans the settings that are drawn: evenly, or for slots and sizes by
// their logarithm.
func (p *sizingPage) settingAxis() chart.Axis {
	from, until := math.Inf(1), math.Inf(-1)
	take := func(setting float64) {
		if finite(setting) {
			from, until = math.Min(from, setting), math.Max(until, setting)
		}
	}
	for _, i := range p.curved() {
		for k := range p.Sized[i].Curve {
			take(p.Sized[i].Curve[k].Setting)
		}
		for _, of := range p.foundEdges(i) {
			take(of.edge.Setting)
		}
	}
	for _, x := range p.todays() {
		take(x)
	}
	axis := chart.Axis{From: from, Until: until, Rules: true}
	if axis.Log = p.Quantity == study.SlotCount || p.Quantity == study.WaveSize; axis.Log {
		room := portable.Pow(until/from, 0.03)
		if until == from {
			room = 1.5
		}
		axis.From, axis.Until = from/room, until*portable.Pow(room, 4)
		for power := 1.0; power <= axis.Until; power *= 10 {
			for _, step := range []float64{1, 1.5, 2, 3, 4, 5, 7} {
				v := step * power
				if v >= axis.From && v <= axis.Until && v == math.Round(v) {
					axis.Ticks = append(axis.Ticks, chart.Tick{Value: v, Label: p.Thousands(int(v)), Minor: step != 1 && step != 2 && step != 5})
				}
			}
		}
		return axis
	}
	room := 0.03 * (until - from)
	if room == 0 {
		room = 0.5
	}
	axis.From, axis.Until = from-room, until+float64(4*room)
	step := 1.0
	for i := 0; (axis.Until-axis.From)/step > 12; i++ {
		step *= []float64{2, 2.5, 2}[i%3]
	}
	for v := math.Ceil(axis.From/step) * step; v <= axis.Until; v += step {
		axis.Ticks = append(axis.Ticks, chart.Tick{Value: v, Label: p.Thousands(int(v))})
	}
	return axis
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

// between is the height of a line at x, between its points on a straight line.
func between(points []chart.Point, x float64) float64 {
	for i, pt := range points {
		if pt.X < x {
			continue
		}
		if i == 0 || pt.X == x {
			return pt.Y
		}
		before := points[i-1]
		return before.Y + float64((pt.Y-before.Y)*(x-before.X)/(pt.X-before.X))
	}
	return points[len(points)-1].Y
}

// slotsSection is the one picture of a review: slots against the wait, and what
// each strategy brings on each number that was computed.
func (h *review) slotsSection() section {
	if h.Sizing == nil || len(h.Sizing.Sized) == 0 {
		return section{}
	}
	pic, _ := h.l.sizingPage(h.Sizing, printable).slotsFigure()
	if pic.figure == nil {
		return section{}
	}
	t := &htmlTable{Caption: h.l.Say(say.T("Waits by parallel syncs",
		"Wartezeiten nach parallelen Synchronisierungen")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Parallel syncs", "Parallele Synchronisierungen")), h.l.Say(say.T("Wait of 19 of 20 at most", "19 von 20 warten höchstens")), h.l.Say(say.T("95 %% updated by", "95 %% aktualisiert bis"))}}
	for i := range h.Sizing.Sized {
		of := &h.Sizing.Sized[i]
		for k := range of.Curve {
			c := &of.Curve[k]
			t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.lineName(of.Strategy)}, {Main: h.Number(c.Setting, 1)}, h.cell(&c.Wait).html(), h.cell(&c.Ends).html()}})
		}
	}
	if h.Sizing.Looked < h.Replications {
		pic.figure.Notes = append(pic.figure.Notes, h.l.Say(say.T("the first %d of %d rollouts", "die ersten %d von %d Rollouts"), h.Sizing.Looked, h.Replications))
	}
	of := laidOut(pic.figure, "slots-chart", t, h.slotStops())
	of.ID, of.Slider = "slots-chart", h.l.Say(say.T("Parallel syncs", "Parallele Synchronisierungen"))
	return section{ID: "slots", Heading: h.l.Say(say.T("How many parallel syncs", "Wie viele parallele Synchronisierungen")), Blocks: []block{{Figure: of}}}
}

// slotStops are the settings of the slider, with what each strategy brings on them.
// Paper shows the slots that the verdict is about; the slider begins at today's
// setting, or where there is none at the same.
func (h *review) slotStops() *readings {
	r := &readings{}
	var settings []float64
	for i := range h.Sizing.Sized {
		for _, c := range h.Sizing.Sized[i].Curve {
			settings = append(settings, c.Setting)
		}
	}
	slices.Sort(settings)
	for _, setting := range slices.Compact(settings) {
		s := stop{x: setting, Label: h.l.slotCount(int(setting), true), Caption: h.onSlots(setting)}
		for i := range h.Sizing.Sized {
			of := &h.Sizing.Sized[i]
			s.Rows = append(s.Rows, append([]string{h.lineName(of.Strategy)}, h.brought(of, setting)...))
		}
		r.Stops = append(r.Stops, s)
	}
	nearest := func(setting float64) (at int) {
		for i := range r.Stops {
			if math.Abs(r.Stops[i].x-setting) < math.Abs(r.Stops[at].x-setting) {
				at = i
			}
		}
		return at
	}
	signed := float64(h.Results[max(h.Verdict.Best, 0)].Slots)
	if rollouts := h.rollouts(); len(rollouts) > 0 && !h.queue {
		signed = float64(h.chosen(rollouts).Slots)
	}
	r.Signed, r.Begin = nearest(signed), nearest(signed)
	if today := h.Sizing.Today(); finite(today) {
		r.Begin = nearest(today)
	}
	return r
}

// brought is what a strategy brings on a setting: its wait, its end and its targets.
func (h *review) brought(of *study.Sized, setting float64) []string {
	last := len(of.Curve) - 1
	k := slices.IndexFunc(of.Curve, func(c study.CurvePoint) bool { return c.Setting == setting })
	switch {
	case k >= 0:
	case last >= 0 && setting > of.Curve[last].Setting && of.Curve[last].Wait.Mean < 1 && !h.slows:
		return []string{h.l.Say(say.T("no wait for 19 of 20 from %s on", "ab %s keine Wartezeit für 19 von 20"), h.Number(of.Curve[last].Setting, 1))}
	default:
		return []string{h.l.Say(say.T("not computed", "nicht gerechnet"))}
	}
	c := &of.Curve[k]
	found := []string{h.l.Say(say.T("wait: %s", "Wartezeit: %s"), h.estimate(&c.Wait))}
	if ends := h.estimate(&c.Ends); ends != "" {
		found = append(found, h.l.Say(say.T("updated: %s", "aktualisiert: %s"), ends))
	}
	if len(c.Targets) > 0 {
		met := strings.Join(h.targetsCell(&study.Result{Strategy: of.Strategy, Targets: c.Targets}), ", ")
		found = append(found, h.l.Say(say.T("targets met: %s", "Zielwerte erreicht: %s"), met))
	}
	return found
}

// onSlots heads what strategies bring on a number of slots.
func (h *review) onSlots(setting float64) string {
	if setting == 1 {
		return h.l.Say(say.T("On 1 slot", "Mit 1 Platz"))
	}
	return h.l.Say(say.T("On %s slots", "Mit %s Plätzen"), h.Number(setting, 1))
}

// lineName is what the line of a strategy is called where slots vary.
func (h *review) lineName(strategy string) string {
	if h.queue {
		return h.l.Say(say.T("jobs", "Aufträge"))
	}
	return h.called(printable(strategy))
}
