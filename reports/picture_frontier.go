package reports

import (
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// frontierPicture draws speed against risk where the release may be bad: for each
// strategy its end and what a bad release costs, good and bad by their chance, with
// the wait beside its name. Strategies that no other beats are filled.
func (p *page) frontierPicture(results []study.Result) (picture, bool) {
	f := p.frontierOf(results)
	if f == nil || len(p.risky()) == 0 || len(f.Axes) < 3 {
		return picture{}, false
	}
	risk, wait := f.Axes[1], f.Axes[2]
	what := p.Say(say.T("PC-hours broken, on average; lower is less risk",
		"gestörte PC-Stunden im Mittel; weiter unten ist weniger Risiko"))
	if risk.Name == exposed {
		what = p.Say(say.T("PCs exposed, on average; lower is less risk",
			"dem Fehler ausgesetzte PCs im Mittel; weiter unten ist weniger Risiko"))
	}
	until95 := p.Say(p.endsAxis()) + "; " + p.Say(say.T("to the left is earlier", "weiter links ist früher"))
	form := p.csvForm()
	pic := picture{
		file:   "frontier",
		title:  p.Say(say.T("Speed against risk against waiting", "Tempo, Risiko und Wartezeit")),
		height: 380,
		rows:   [][]string{{"strategy", "slots", "metric", "unit", "mean", "low", "high", "place", "by"}},
	}
	left, right, top := math.Inf(1), 0.0, 0.0
	var placed []study.FrontierPoint
	var missing []string
	for _, point := range f.Points {
		r := &p.Results[point.Result]
		end, cost := numberOf(r, updatedBy), numberOf(r, risk.Name)
		by := ""
		if point.By >= 0 {
			by = p.Results[point.By].Strategy
		}
		for _, axis := range f.Axes {
			e := r.Metric(axis.Name)
			of := possible(e.Metric, e.Estimate)
			pic.rows = append(pic.rows, []string{r.Strategy, p.slotsCell(r), axis.Name, string(axis.Unit),
				form.cell(of.Mean), form.cell(of.Low), form.cell(of.High), placeKey(point.Place), by})
		}
		if end == nil || cost == nil {
			missing = append(missing, p.label(r))
			continue
		}
		placed = append(placed, point)
		for _, x := range []float64{end.Low, end.Mean, end.High} {
			if finite(x) {
				left, right = math.Min(left, x), math.Max(right, x)
			}
		}
		top = math.Max(top, math.Max(cost.Mean, orZero(cost.High)))
	}
	if len(placed) < 2 || top == 0 {
		return picture{}, false
	}
	const day = 86400.0
	from, until := math.Max(0, left-day-0.1*(right-left)), right+day+0.25*(right-left)
	pic.subtitle = p.Say(say.T("%s, good and bad releases by their chance (%s)",
		"%s, fehlerfreie und fehlerhafte Releases nach ihrer Wahrscheinlichkeit (%s)"), p.about(results), p.badInShort()) + "; " + p.Say(say.T("bars: 95 %% intervals", "Striche: 95-%%-Intervalle")) +
		"; " + p.Say(say.T("filled: no other strategy is as good in end, risk and wait and better in one",
		"gefüllt: keine andere Strategie ist bei Ende, Risiko und Wartezeit ebenso gut und in einem besser")) + "; " + p.Say(say.T("hollow: another is", "hohl: eine andere ist es"))
	if len(missing) > 0 {
		pic.subtitle += "; " + p.Say(say.T("not drawn, without a date: %s", "nicht gezeichnet, da ohne Datum: %s"), p.Listed(missing, say.And))
	}

	pl := frame(from, until, 0, top*1.15)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.daysFrom(from, until, 9), p.numerals(counts(top*1.15, 6))
	pl.X.Label.Text, pl.Y.Label.Text = until95, what
	pl.Add(p.offDays(until), ruled(pl, true, false))
	title := naming{}
	for _, at := range placed {
		r := &p.Results[at.Result]
		i := indexOf(results, r)
		end, cost := numberOf(r, updatedBy), numberOf(r, risk.Name)
		of := possible(cost.Metric, cost.Estimate)
		centre := point{end.Mean, cost.Mean}
		none := math.NaN()
		hollow := at.Place != study.OnFrontier
		last := end.High
		if math.IsInf(last, 1) {
			last = until // it may never come
		}
		pl.Add(whiskers{along: true, at: centre, low: end.Low, high: last, least: none, most: none, color: tint(results, i), hollow: hollow},
			whiskers{at: centre, low: of.Low, high: of.High, least: none, most: none, color: tint(results, i), hollow: hollow})
		text := p.label(r)
		if e := numberOf(r, wait.Name); e != nil {
			text += ": " + p.Say(p.nineteenFor(), p.estimate(e))
		}
		if end.Unreached > 0 {
			text += ", " + p.Say(say.T("not reached in %s of rollouts", "in %s der Rollouts nicht erreicht"), p.Percent(end.Unreached))
		}
		switch at.Place {
		case study.Beaten:
			text += " (" + p.Say(say.T("beaten by %s", "unterlegen: %s"), p.label(&p.Results[at.By])) + ")"
		case study.MayBeBeaten:
			text += " (" + p.Say(say.T("perhaps beaten by %s", "vielleicht unterlegen: %s"), p.label(&p.Results[at.By])) + ")"
		}
		title.curves = append(title.curves, named{cross(centre, end, of.Low, of.High), text, dark(tint(results, i)), true})
		title.marks = append(title.marks, centre)
	}
	pl.Add(title)
	pic.draw = func(c draw.Canvas) { pl.Draw(c) }
	return pic, true
}

// cross is the outline of a point with its two intervals, as one path.
func cross(centre point, end *study.Estimate, low, high float64) []point {
	path := []point{centre}
	for _, x := range []float64{end.Low, end.High} {
		if finite(x) {
			path = append(path, point{x, centre.y}, centre)
		}
	}
	for _, y := range []float64{low, high} {
		if finite(y) {
			path = append(path, point{centre.x, y}, centre)
		}
	}
	return path
}

// frontierOf is the frontier of the results of one slot setting, nil if they have none.
func (p *page) frontierOf(results []study.Result) *study.Frontier {
	for i := range p.Frontiers {
		if len(results) > 0 && p.Frontiers[i].Column == results[0].Column {
			return &p.Frontiers[i]
		}
	}
	return nil
}

// indexOf is the place of a result among those of its slot setting.
func indexOf(results []study.Result, r *study.Result) int {
	for i := range results {
		if &results[i] == r {
			return i
		}
	}
	panic("reports: " + r.Strategy + " is not among the results of its slot setting")
}

// daysFrom are the ticks of days for an axis that begins later than the start, at
// most so many with a date.
func (c clock) daysFrom(from, until float64, most int) plot.ConstantTicks {
	length := int(math.Ceil((until - from) / 86400))
	every := 1
	for _, step := range []int{1, 2, 7, 14, 28, 56} {
		every = step
		if length/step <= most {
			break
		}
	}
	var ticks plot.ConstantTicks
	first := model.DateOf(c.at(from)).Add(1)
	if every >= 7 { // weeks are counted from Mondays
		first = first.Add(-int(first.In(time.UTC).Weekday()+6) % 7)
	}
	for n := 0; ; n++ {
		at := first.Add(n).In(c.calendar.Zone)
		tick := plot.Tick{Value: at.Sub(c.start).Seconds()}
		if tick.Value > until {
			return ticks
		}
		if tick.Value >= from && n%every == 0 {
			tick.Label = c.Formatted(at, "Mon 2 Jan")
		}
		ticks = append(ticks, tick)
	}
}

// endsAxis is what the way to the right means in a figure of speed and risk.
func (p *page) endsAxis() say.Msg {
	if p.partial {
		return say.T("95 %% of the PCs that can be updated are updated by (median)",
			"95 %% der PCs, die das Update erhalten können, aktualisiert bis (Median)")
	}
	return say.T("95 %% of the PCs are updated by (median)", "95 %% der PCs aktualisiert bis (Median)")
}

// nineteenFor says beside a plan how long people wait with it.
func (p *page) nineteenFor() say.Msg {
	return p.either(say.T("19 of 20 wait %s", "19 von 20 warten %s"), say.T("19 of 20 are delayed %s", "19 von 20 werden %s aufgehalten"))
}
