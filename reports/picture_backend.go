package reports

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Colours of attempts and of what runs, apart from those of strategies: light for
// what succeeds, vermilion for what does not.
var (
	succeeds = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	fails    = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	runs     = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	atBest   = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
)

// A backendDay is the day of a result that the picture of the backend shows, by the
// local wall clock.
type backendDay struct {
	result                     *study.Result
	date                       model.Date
	ended, tried               []point // attempts with success, and all
	running, ceiling, best     []point
	nodes                      []point
	topTried, topRun, topNodes float64
	fails                      bool // some attempt, on average over rollouts
}

// backendPicture draws for each strategy what becomes of the attempts on one day,
// what runs then against what the backend can do, and where nodes come and go how
// many there are. The day is that of the first outage, or of the first event that
// that concerns nodes or slots; without events it is that on which most attempts fail,
// and if none do the busiest of the rollout.
func (p *page) backendPicture(results []study.Result) (picture, bool) {
	pic := picture{file: "backend", title: p.Say(say.T("The backend on its busiest day", "Das Backend an seinem stärksten Tag"))}
	event := p.firstEvent()
	var days []*backendDay
	failing, quiet := false, false
	end := p.loadEnd(results)
	for i := range results {
		if r := &results[i]; r.Series.Ended != nil {
			days = append(days, p.backendDay(r, event, end))
			fails := p.losesAttempts(r)
			failing, quiet = failing || fails, quiet || !fails
		}
	}
	if len(days) == 0 {
		return picture{}, false
	}
	switch {
	case event != nil:
		pic.title = p.dayOfEvent(event)
	case failing && quiet:
		pic.title = p.Say(say.T("The backend on the day on which most attempts fail, or if hardly any do, on the busiest",
			"Das Backend an dem Tag, an dem die meisten Versuche scheitern, oder sonst am stärksten"))
	case failing:
		pic.title = p.Say(say.T("The backend on the day on which most attempts fail",
			"Das Backend an dem Tag, an dem die meisten Versuche scheitern"))
	}
	from, until := p.active(days)
	if until < from {
		return picture{}, false
	}
	width := days[0].result.Series.Width
	pic.subtitle = p.about(results) + "; " + p.ofRuns(say.T("means of %s and of all rollouts", "Mittel über %s und alle Rollouts"),
		say.T("means of %s and of all runs", "Mittel über %s und alle Replikationen"), p.Duration(width.Seconds()))
	pic.height = 74 + 108*vg.Length(len(days))
	pic.rows = p.backendRows(results, p.rowsEnd(results))

	var topTried, topRun, topNodes float64
	nodes := false
	for _, d := range days {
		topTried, topRun, topNodes = math.Max(topTried, d.topTried), math.Max(topRun, d.topRun), math.Max(topNodes, d.topNodes)
		nodes = nodes || len(d.nodes) > 0 && !isLevel(d.nodes)
	}
	panels := make([][]*plot.Plot, len(days))
	for n, d := range days {
		events := p.markedOn(d.date)
		attempts := p.dayPanel(from, until, math.Max(topTried, 1)*1.25)
		attempts.Add(area{floorOf(d.ended), d.ended, succeeds}, area{d.ended, d.tried, fails})
		running := p.dayPanel(from, until, topRun*headroom(events, 1.12))
		running.Add(line{d.ceiling, draw.LineStyle{Color: limit, Width: 1, Dashes: dashes[1]}},
			line{d.best, draw.LineStyle{Color: atBest, Width: 1, Dashes: dashes[2]}},
			line{d.running, draw.LineStyle{Color: runs, Width: 1.2}})
		row := []*plot.Plot{attempts, running}
		if nodes {
			row = append(row, p.dayPanel(from, until, topNodes*1.25))
			row[2].Add(line{d.nodes, draw.LineStyle{Color: palette[2], Width: 1.4}})
		}
		for k, panel := range row {
			panel.Add(markers{all: events, words: k == 1})
			if n < len(days)-1 {
				hideLabels(panel)
			}
		}
		attempts.Add(corner{p.shortDay(d), ink})
		if n == 0 {
			titles := []string{p.Say(say.T("attempts that end in %s", "Versuche, die in %s enden"), p.Duration(width.Seconds())), p.running(), p.Say(say.T("nodes paid for", "bezahlte Knoten"))}
			for k, panel := range row {
				panel.Title.Text = titles[k]
			}
		}
		for k, panel := range row {
			if n == len(days)-1 && (len(row) == 2 || k == 1) {
				panel.X.Label.Text = p.timeOfDay()
			}
		}
		panels[n] = row
	}
	pic.draw = func(c draw.Canvas) { tiled(keyed(c, p.backendKeys(days)), panels) }
	return pic, true
}

// dayOfEvent is the title of the day of an event.
func (p *page) dayOfEvent(e *model.BackendEvent) string {
	day := p.date(e.At.Seconds())
	switch {
	case e.Kind == model.Deploy:
		return p.Say(say.T("The backend on %s, the day of the first deploy",
			"Das Backend am %s, dem Tag des ersten Deployments"), day)
	case e.Kind == model.Outage && e.Running == model.Drain:
		return p.Say(say.T("The backend on %s, the day of the first drain",
			"Das Backend am %s, dem Tag, an dem zum ersten Mal Knoten auslaufen"), day)
	case e.Kind == model.Outage:
		return p.Say(say.T("The backend on %s, the day of the first outage",
			"Das Backend am %s, dem Tag des ersten Ausfalls"), day)
	}
	return p.Say(say.T("The backend on %s: %s", "Das Backend am %s: %s"), day, p.eventInShort(e))
}

// firstEvent is the event whose day is shown, nil if there is none.
func (p *page) firstEvent() *model.BackendEvent {
	var first *model.BackendEvent
	for i := range p.Scenario.Backend.Events {
		e := &p.Scenario.Backend.Events[i]
		switch {
		case e.Kind == model.Outage && e.Running != model.Drain:
			return e
		case e.Kind != model.TouchMetadata && first == nil:
			first = e
		}
	}
	return first
}

// dayOf is the day that the picture of the backend shows of a result: that of an
// event if there is one. Otherwise it is that on which most attempts fail, or if
// hardly any do the busiest until end, in seconds since the start.
func (p *page) dayOf(r *study.Result, event *model.BackendEvent, end float64) model.Date {
	switch {
	case event != nil:
		return model.DateOf(p.at(event.At.Seconds()))
	case p.losesAttempts(r):
		return model.DateOf(p.at(instant(&r.Series, peak(r.Series.Failed))))
	}
	return model.DateOf(p.at(instant(&r.Series, busiest(&r.Series, end))))
}

// rowsEnd is where the numbers behind pictures of the load end, in seconds since the
// start: where these do, or later with the last day that is drawn by itself.
func (p *page) rowsEnd(results []study.Result) float64 {
	end := p.loadEnd(results)
	until, event := end, p.firstEvent()
	for i := range results {
		s := &results[i].Series
		if s.Ended == nil {
			continue
		}
		day := p.dayOf(&results[i], event, end)
		for k := len(s.Ended) - 1; k >= 0 && instant(s, k) >= until; k-- {
			if model.DateOf(p.at(instant(s, k))) == day {
				until = instant(s, k+1)
			}
		}
	}
	return until
}

// backendDay takes the day of a result out of its series.
func (p *page) backendDay(r *study.Result, event *model.BackendEvent, end float64) *backendDay {
	s := &r.Series
	d := &backendDay{result: r, date: p.dayOf(r, event, end)}
	for k := range s.Ended {
		start := instant(s, k)
		if model.DateOf(p.at(start)) != d.date {
			continue
		}
		left := p.wallClock(start)
		step := func(y float64) []point { return []point{{left, y}, {left + s.Width.Seconds(), y}} }
		tried, running := s.Ended[k]+at0(s.Failed, k), at0(s.Running, k)+at0(s.Bypass, k)
		d.ended = append(d.ended, step(s.Ended[k])...)
		d.tried = append(d.tried, step(tried)...)
		d.running = append(d.running, step(running)...)
		d.topTried, d.topRun = math.Max(d.topTried, tried), math.Max(d.topRun, running)
		d.fails = d.fails || at0(s.Failed, k) >= 1
		if !p.unlimited {
			d.ceiling = append(d.ceiling, step(at0(s.Open, k))...)
			d.topRun = math.Max(d.topRun, at0(s.Open, k))
		}
		if p.finiteCapacity() {
			best := p.bestOf(r, k)
			d.best = append(d.best, step(best)...)
			d.topRun = math.Max(d.topRun, best)
		}
		if k < len(s.Nodes) {
			d.nodes = append(d.nodes, step(s.Nodes[k])...)
			d.topNodes = math.Max(d.topNodes, s.Nodes[k])
		}
	}
	return d
}

// bestOf is how many run best at once in an interval. A full speed belongs to the
// nodes and goes with them, as open slots do; what the nodes share does not.
func (p *page) bestOf(r *study.Result, k int) float64 {
	b := &p.Scenario.Backend
	if b.Capacity.FullSpeed == 0 || p.unlimited {
		return b.Best()
	}
	// Open slots over the slots that the first nodes have: the nodes that are ready,
	// as a multiple of the first ones.
	s := &r.Series
	slots := float64(r.Slots)
	for i := range b.Events {
		e := &b.Events[i]
		at := int(e.At / s.Width)
		if e.Kind == model.SetSlots && at < k && at < len(s.Nodes) && s.Nodes[0] > 0 {
			slots = float64(e.Slots) * s.Nodes[0] / s.Nodes[at]
		}
	}
	return b.Capacity.FullSpeed * at0(s.Open, k) / slots
}

// active is the time of day, in seconds of the wall clock, in which anything of note
// happens on some days.
func (p *page) active(days []*backendDay) (from, until float64) {
	from = math.Inf(1)
	for _, d := range days {
		for k, pt := range d.running {
			if pt.y > d.topRun/20 || d.tried[k].y > d.topTried/20 {
				from, until = math.Min(from, pt.x), math.Max(until, pt.x)
			}
		}
	}
	return math.Max(math.Floor(from/1800)*1800-1800, 0), math.Min(math.Ceil(until/1800)*1800+1800, 24*3600)
}

// dayPanel is an empty panel over a stretch of the wall clock.
func (p *page) dayPanel(from, until, top float64) *plot.Plot {
	pl := frame(from, until, 0, top)
	title := words(9.5, ink, false)
	title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
	pl.Title.TextStyle, pl.Title.Padding = title, 4
	pl.X.Tick.Marker, pl.Y.Tick.Marker = hours(from, until), below(p.numerals(counts(top, 4)), top)
	pl.Add(ruled(pl, true, true))
	return pl
}

// shortDay names the day of a result.
func (p *page) shortDay(d *backendDay) string {
	return p.label(d.result) + ", " + p.Formatted(d.date.In(p.calendar.Zone), "Mon 2 Jan")
}

// backendKeys explain the colours and lines that the picture has.
func (p *page) backendKeys(days []*backendDay) []key {
	keys := []key{{draw.LineStyle{Color: succeeds, Width: 6}, dark(atBest), p.Say(say.T("attempts that succeed", "Versuche mit Erfolg"))}}
	if slices.ContainsFunc(days, func(d *backendDay) bool { return d.fails }) {
		keys = append(keys, key{draw.LineStyle{Color: fails, Width: 6}, dark(fails), p.Say(say.T("attempts that fail, on top", "Versuche ohne Erfolg, darüber"))})
	}
	keys = append(keys, key{draw.LineStyle{Color: runs, Width: 1.2}, ink, p.Say(say.T("running", "laufend"))})
	if !p.unlimited {
		keys = append(keys, key{draw.LineStyle{Color: limit, Width: 1, Dashes: dashes[1]}, dark(limit), p.Say(say.T("open slots", "offene Plätze"))})
	}
	if p.finiteCapacity() {
		name := p.bestName()
		if slices.ContainsFunc(days, func(d *backendDay) bool { return !isLevel(d.best) }) {
			name = p.Say(say.T("how many run at full speed", "so viele laufen mit voller Geschwindigkeit"))
		}
		keys = append(keys, key{draw.LineStyle{Color: atBest, Width: 1, Dashes: dashes[2]}, dark(atBest), name})
	}
	return keys
}

// backendRows are the numbers behind the picture, until end.
func (p *page) backendRows(results []study.Result, end float64) [][]string {
	rows := [][]string{{"strategy", "slots", "time", "start_s", "end_s", "succeeded", "failed", "running", "bypassing", "open_slots", "nodes"}}
	form := p.csvForm()
	for i := range results {
		r := &results[i]
		s := &r.Series
		for k := range s.Ended {
			at := instant(s, k)
			if at >= end {
				break
			}
			open := form.column(s.Open, k)
			if p.unlimited {
				open = ""
			}
			rows = append(rows, []string{r.Strategy, p.slotsCell(r), p.stamp(at), form.cell(at), form.cell(instant(s, k+1)),
				form.column(s.Ended, k), form.column(s.Failed, k), form.column(s.Running, k), form.column(s.Bypass, k), open, form.column(s.Nodes, k)})
		}
	}
	return rows
}

// peak is the index of the first greatest value, 0 of none.
func peak(values []float64) int {
	most := 0
	for k, v := range values {
		if v > values[most] {
			most = k
		}
	}
	return most
}

// floorOf is the line at 0 below points.
func floorOf(points []point) []point {
	low := make([]point, len(points))
	for k, pt := range points {
		low[k] = point{pt.x, 0}
	}
	return low
}

// isLevel tells whether points are all as high as the first.
func isLevel(points []point) bool {
	for _, pt := range points {
		if math.Abs(pt.y-points[0].y) > 1e-6 {
			return false
		}
	}
	return true
}
