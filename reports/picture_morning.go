package reports

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// morningPicture draws the busiest day of each strategy, until nearly all PCs are
// updated under every one, by its local wall clock:
// slots in use above, people waiting below. An interval's mean is drawn from its
// start to its end.
func (p *page) morningPicture(results []study.Result) (picture, bool) {
	pic := picture{
		file:   "morning",
		title:  p.Say(say.T("The busiest day of each strategy", "Der stärkste Tag jeder Strategie")),
		height: 400,
	}
	if p.queue {
		pic.title = p.Say(say.T("The busiest day", "Der stärkste Tag"))
	}
	from, until := math.Inf(1), 0.0
	end := p.loadEnd(results)
	later := false // there is a busier day after that
	topRunning, topWaiting := 1.0, 1.0
	type day struct {
		result           int
		date             model.Date
		running, waiting []point
		ceiling          []point
		band             area // of running
		low, high        []point
		flow, line       []point // without chance: running, and waiting
	}
	var days []day
	for i := range results {
		s := &results[i].Series
		if len(s.Running) == 0 || s.Width <= 0 {
			continue
		}
		date := model.DateOf(p.at(instant(s, busiest(s, end))))
		later = later || date != model.DateOf(p.at(instant(s, busiest(s, math.Inf(1)))))
		d := day{result: i, date: date}
		top := p.ceiling(&results[i])
		if len(top) == 1 {
			topRunning = math.Max(topRunning, top[0])
		}
		active := highest(s.Running, nil) / 20
		for k := range s.Running {
			start := instant(s, k)
			if model.DateOf(p.at(start)) != date {
				continue
			}
			left := p.wallClock(start)
			right := left + s.Width.Seconds()
			step := func(y float64) []point { return []point{{left, y}, {right, y}} }
			running, waiting := s.Running[k], at0(s.Waiting, k)
			if len(s.Bypass) > k {
				running += s.Bypass[k]
			}
			d.running = append(d.running, step(running)...)
			d.waiting = append(d.waiting, step(waiting)...)
			if f := p.comparable(&results[i]); f != nil {
				runs := f.Running[k] + f.Bypass[k]
				d.flow, d.line = append(d.flow, step(runs)...), append(d.line, step(f.Waiting[k])...)
				topRunning, topWaiting = math.Max(topRunning, runs), math.Max(topWaiting, f.Waiting[k])
			}
			if k < len(top) && len(top) > 1 {
				d.ceiling = append(d.ceiling, step(top[k])...)
				topRunning = math.Max(topRunning, top[k])
			}
			if band := runningBand(s); k < len(band) {
				d.band.low = append(d.band.low, step(float64(band[k].P5))...)
				d.band.high = append(d.band.high, step(float64(band[k].P95))...)
			}
			if k < len(s.WaitingP) {
				d.low = append(d.low, step(float64(s.WaitingP[k].P5))...)
				d.high = append(d.high, step(float64(s.WaitingP[k].P95))...)
				topWaiting = math.Max(topWaiting, float64(s.WaitingP[k].P95))
			}
			if running > active || waiting >= 1 {
				from, until = math.Min(from, left), math.Max(until, right)
			}
			topRunning, topWaiting = math.Max(topRunning, running), math.Max(topWaiting, waiting)
		}
		days = append(days, d)
	}
	if until < from {
		return picture{}, false
	}
	from, until = math.Max(math.Floor(from/1800)*1800-1800, 0), math.Min(math.Ceil(until/1800)*1800+1800, 24*3600)
	pic.subtitle = p.about(results) + p.averaged(results[days[0].result].Series.Width)
	if later {
		pic.subtitle += "; " + p.Say(say.T("of the days until nearly all PCs are updated",
			"aus den Tagen, bis fast alle PCs aktualisiert sind"))
	}

	var dates []model.Date
	for i := range days {
		dates = append(dates, days[i].date)
	}
	events := p.eventsOfDays(dates)
	above, below := frame(from, until, 0, topRunning*1.15), frame(from, until, 0, topWaiting*headroom(events, 1.08))
	above.X.Tick.Marker, below.X.Tick.Marker = hours(from, until), hours(from, until)
	above.Y.Tick.Marker, below.Y.Tick.Marker = p.numerals(counts(topRunning*1.15, 4)), p.numerals(counts(below.Y.Max, 5))
	above.Y.Label.Text, below.Y.Label.Text = p.running(), p.waiting()
	if bypassing(results) && !p.unlimited {
		above.Y.Label.Text += ",\n" + p.Say(say.T("with and without a slot", "mit und ohne Platz"))
	}
	below.X.Label.Text = p.timeOfDay()
	above.Add(ruled(above, true, true))
	below.Add(ruled(below, true, true))
	p.addCeilings(above, results)
	above.Add(markers{all: events})
	below.Add(markers{all: events, words: true})
	for _, d := range days {
		d.band.fill = pale(tint(results, d.result))
		above.Add(d.band)
		below.Add(area{d.low, d.high, d.band.fill})
	}
	var keys []key
	for _, d := range days {
		r := &results[d.result]
		style := stroke(results, d.result)
		above.Add(line{d.running, style}, line{d.ceiling, draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}})
		below.Add(line{d.waiting, style})
		keys = append(keys, key{style, dark(tint(results, d.result)), p.label(r) + ", " + p.Formatted(d.date.In(p.calendar.Zone), "Mon 2 Jan") + p.queued(d.waiting)})
	}
	longest := -1 // the day whose line of the flow is named
	for i, d := range days {
		style := flowLine
		style.Color = dark(tint(results, d.result))
		above.Add(line{d.flow, style})
		below.Add(line{d.line, style})
		if len(d.line) > 0 && summit(d.line).y >= 1 && (longest < 0 || summit(d.line).y > summit(days[longest].line).y) {
			longest = i
		}
	}
	if longest >= 0 {
		below.Add(label{at: summit(days[longest].line), text: p.Say(flowName), color: ink, dy: 2})
	}
	for _, d := range days {
		if len(d.ceiling) > 0 {
			keys = append(keys, key{draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}, dark(limit), p.Say(say.T("open slots", "offene Plätze"))})
			break
		}
	}
	hideLabels(above)
	pic.draw = func(c draw.Canvas) { tiled(keyed(c, keys), [][]*plot.Plot{{above}, {below}}) }
	return pic, true
}

// queued says how many wait at the worst time, and nothing where that is less than
// one on average over an interval.
func (l voice) queued(waiting []point) string {
	most := 0.0
	for _, pt := range waiting {
		most = math.Max(most, pt.y)
	}
	switch n := int(math.Round(most)); {
	case most == 0:
		return ": " + l.Say(say.T("nobody waits", "niemand wartet"))
	case n < 1:
		return ""
	case n == 1:
		return ": " + l.Say(say.T("1 waits at the peak, on average", "an der Spitze wartet im Mittel 1"))
	default:
		return ": " + l.Say(say.T("%s wait at the peak, on average", "an der Spitze warten im Mittel %s"), l.Thousands(n))
	}
}

// addCeilings draws the ceilings that never change, each with its name.
func (p *page) addCeilings(panel *plot.Plot, results []study.Result) {
	var drawn []float64
	for i := range results {
		top := p.ceiling(&results[i])
		if len(top) != 1 || slices.Contains(drawn, top[0]) {
			continue
		}
		drawn = append(drawn, top[0])
		name := p.slots(results[i].Slots)
		if p.unlimited {
			name = p.bestName()
		}
		from, until := panel.X.Min, panel.X.Max
		panel.Add(line{[]point{{from, top[0]}, {until, top[0]}}, draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}},
			label{at: point{from, top[0]}, text: name, color: limit, dy: 8})
	}
}

// eventsOfDays are the events of some days on an axis of the wall clock. Where the
// days differ, the words of an event say its day.
func (p *page) eventsOfDays(days []model.Date) []marker {
	var all []marker
	for i, day := range days {
		if slices.Contains(days[:i], day) {
			continue
		}
		for _, one := range p.markedOn(day) {
			if slices.ContainsFunc(days, func(other model.Date) bool { return other != day }) {
				one.text += ", " + p.Formatted(day.In(p.calendar.Zone), "2 Jan")
			}
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b marker) int { return cmp.Compare(a.from, b.from) })
	return all
}

// busiest is the interval in which most wait or, if nobody does, most run, of those
// that begin before end, in seconds since the start.
func busiest(s *study.Series, end float64) int {
	until := 0
	for until < len(s.Running) && instant(s, until) < end {
		until++
	}
	if waiting := s.Waiting[:min(until, len(s.Waiting))]; highest(waiting, nil) > 0 {
		return peak(waiting)
	}
	return peak(sum(s.Running[:until], s.Bypass))
}
