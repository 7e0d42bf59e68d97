package reports

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// daysPicture draws the rollout day by day and hour by hour of the local clock: for
// each strategy who waits and what runs, each on one scale for all strategies. It
// shows at one look on which mornings of which days people wait, and where there is
// room.
func (p *page) daysPicture(results []study.Result) (picture, bool) {
	var drawn []int
	for i := range results {
		if len(results[i].Series.Running) > 0 {
			drawn = append(drawn, i)
		}
	}
	if len(drawn) == 0 || p.queue {
		return picture{}, false
	}
	end := p.loadEnd(results)
	shown := make([][]hourCell, len(results))
	var running, waiting hue
	for _, i := range drawn {
		running.top = math.Max(running.top, highest(p.ceiling(&results[i]), nil))
		shown[i] = p.hourCells(&results[i].Series, end)
		for _, cell := range shown[i] {
			running.top, waiting.top = math.Max(running.top, cell.running), math.Max(waiting.top, cell.waiting)
		}
	}
	waiting.folded, running.folded = waiting.top > 50, p.unlimited && running.top > 50
	from, until := 24, 0 // hours of the day outside which next to nothing happens
	for _, i := range drawn {
		for _, cell := range shown[i] {
			if cell.running > running.top/100 || cell.waiting > waiting.top/100 {
				from, until = min(from, cell.hour), max(until, cell.hour+1)
			}
		}
	}
	from, until = max(min(from-1, 12), 0), min(max(until+1, 13), 24)
	first := model.DateOf(p.at(0))
	days := 1
	for first.Add(days).In(p.calendar.Zone).Sub(p.start).Seconds() < end {
		days++
	}
	least := vg.Length(2.5)
	if days > 150 {
		least = 1 // of a year somebody looks for weeks
	}
	row := min(max(vg.Length(190)/vg.Length(days), least), 40)
	pic := picture{
		file:  "days",
		title: p.Say(say.T("Every hour of every day %s", "Jede Stunde jedes Tages %s"), p.through(end)),
		subtitle: p.about(results) + "; " + p.ofRuns(say.T("means of an hour and of all rollouts",
			"Mittel über eine Stunde und alle Rollouts"), say.T("means of an hour and of all runs",
			"Mittel über eine Stunde und alle Replikationen")) + "; " + p.Say(say.T("grey: no workday", "grau: kein Arbeitstag")),
		height: 60 + vg.Length(len(drawn))*(vg.Length(days)*row+34),
		rows:   p.daysRows(results, shown),
	}
	if !p.unlimited && waiting.top == 0 {
		pic.subtitle += "; " + p.Say(say.T("nobody waits", "niemand wartet"))
	}
	for _, i := range drawn {
		if slices.ContainsFunc(shown[i], func(cell hourCell) bool { return cell.again && cell.hour >= from && cell.hour < until }) {
			pic.subtitle += "; " + p.Say(say.T("halves: the hour comes twice", "halbe Felder: die Stunde kommt zweimal"))
			break
		}
	}
	var panels [][]*plot.Plot
	for n, i := range drawn {
		panel := func(what string, scale hue, value func(hourCell) float64) *plot.Plot {
			margin := float64(until-from) / 40
			pl := frame(float64(from)-margin, float64(until), 0, float64(days))
			pl.X.Tick.Marker, pl.Y.Tick.Marker = clockTicks(from, until), p.rowTicks(first, days, row)
			pl.X.LineStyle.Width, pl.Y.LineStyle.Width, pl.Y.Tick.Length = 0, 0, 0
			if n < len(drawn)-1 {
				hideLabels(pl)
			}
			title := words(9.5, dark(tint(results, i)), true)
			title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
			pl.Title.TextStyle, pl.Title.Padding = title, 4
			pl.Title.Text = p.label(&results[i]) + ": " + what
			pl.Add(dayRows{from: from, until: until, margin: margin, first: first, days: days, calendar: p.calendar, cells: shown[i], scale: scale, value: value})
			return pl
		}
		var both []*plot.Plot
		if !p.unlimited {
			both = append(both, panel(p.waiting(), waiting, func(c hourCell) float64 { return c.waiting }))
		}
		both = append(both, panel(p.running(), running, func(c hourCell) float64 { return c.running }))
		panels = append(panels, both)
	}
	pic.draw = func(c draw.Canvas) {
		const bar, under = 54, 12
		label := words(9.5, ink, false)
		label.XAlign = text.XCenter
		c.FillText(label, vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: c.Min.Y + 1}, p.timeOfDay())
		c = draw.Crop(c, 0, 0, under, 0)
		width := (c.Max.X - c.Min.X) / vg.Length(len(panels[0]))
		for k := range panels[0] {
			part := draw.Crop(c, width*vg.Length(k), -width*vg.Length(len(panels[0])-1-k), 0, 0)
			column := make([][]*plot.Plot, len(panels))
			for n := range panels {
				column[n] = panels[n][k : k+1]
			}
			tiled(draw.Crop(part, 0, -bar, 0, 0), column)
			scale := running
			if k == 0 && len(panels[0]) > 1 {
				scale = waiting
			}
			size := part.Max.Y - part.Min.Y
			colorBar{ticks: p.numerals(scale.ticks())}.draw(draw.Crop(part, width-bar+8, 0, max(24, size-230), -18))
		}
	}
	return pic, true
}

// An hourCell is an hour of a local day: what runs and who waits, on average.
type hourCell struct {
	date             model.Date
	hour             int     // of the local clock, 0..23
	again            bool    // the clock was set back, and shows this hour for the second time
	from, until      float64 // seconds since the start
	running, waiting float64 // with and without a slot; means over the hour
}

// hourCells are the hours of all local days that begin before end, in seconds since
// the start. A day on which the clock is set has 23 or 25 of them.
func (c clock) hourCells(s *study.Series, end float64) []hourCell {
	var cells []hourCell
	offset, sums := 0, 0
	average := func() {
		if sums > 0 {
			last := &cells[len(cells)-1]
			last.running, last.waiting = last.running/float64(sums), last.waiting/float64(sums)
			sums = 0
		}
	}
	for k := range s.Running {
		at := c.at(instant(s, k))
		date := model.DateOf(at)
		if date.In(c.calendar.Zone).Sub(c.start).Seconds() >= end {
			break
		}
		_, zone := at.Zone()
		last := len(cells) - 1
		if last < 0 || cells[last].date != date || cells[last].hour != at.Hour() || offset != zone {
			average()
			again := last >= 0 && slices.ContainsFunc(cells[max(0, last-2):], func(before hourCell) bool {
				return before.date == date && before.hour == at.Hour()
			})
			cells = append(cells, hourCell{date: date, hour: at.Hour(), again: again, from: instant(s, k)})
			last++
		}
		offset = zone
		sums++
		cells[last].until = instant(s, k+1)
		cells[last].running += s.Running[k] + at0(s.Bypass, k)
		cells[last].waiting += at0(s.Waiting, k)
	}
	average()
	return cells
}

// daysRows are the numbers behind the picture.
func (p *page) daysRows(results []study.Result, shown [][]hourCell) [][]string {
	rows := [][]string{{"strategy", "slots", "date", "hour", "workday", "time", "start_s", "end_s", "running", "waiting"}}
	form := p.csvForm()
	for i := range results {
		for _, cell := range shown[i] {
			rows = append(rows, []string{results[i].Strategy, p.slotsCell(&results[i]), cell.date.In(time.UTC).Format(time.DateOnly), strconv.Itoa(cell.hour),
				strconv.FormatBool(p.calendar.Workday(cell.date)), p.stamp(cell.from), form.cell(cell.from), form.cell(cell.until),
				form.rounded(cell.running), form.rounded(cell.waiting)})
		}
	}
	return rows
}

// rowTicks name days beside rows so many points high, the first on top.
func (c clock) rowTicks(first model.Date, days int, row vg.Length) plot.ConstantTicks {
	every := 1
	for _, step := range []int{1, 7, 14, 28} {
		every = step
		if row*vg.Length(step) >= 10 {
			break
		}
	}
	var ticks plot.ConstantTicks
	for d := range days {
		at := first.Add(d).In(c.calendar.Zone)
		named := d%every == 0
		if every >= 7 { // weeks are counted from Mondays
			monday := (8 - int(first.In(c.calendar.Zone).Weekday())) % 7
			named = d >= monday && (d-monday)%every == 0
		}
		if named {
			ticks = append(ticks, plot.Tick{Value: float64(days-d) - 0.5, Label: c.Formatted(at, "Mon 2 Jan")})
		}
	}
	return ticks
}

// clockTicks are ticks at full hours of the day, some of them with words.
func clockTicks(from, until int) plot.ConstantTicks {
	every := 3
	if until-from <= 12 {
		every = 2
	}
	var ticks plot.ConstantTicks
	for h := from; h <= until; h++ {
		tick := plot.Tick{Value: float64(h)}
		if h%every == 0 {
			tick.Label = strconv.Itoa(h) + ":00"
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// A hue gives counts from 0 their colours: evenly, or where a few and thousands are
// to be seen beside each other by their logarithm above ten, which keeps zero.
type hue struct {
	top    float64
	folded bool
}

func (h hue) of(v float64) float64 { return warmth{high: h.top, folded: h.folded}.of(v) }

func (h hue) color(v float64) color.NRGBA {
	if h.top == 0 {
		return viridis[0]
	}
	return warmth{high: h.top, folded: h.folded}.color(v)
}

// ticks of the colour bar.
func (h hue) ticks() []plot.Tick {
	if h.top == 0 {
		return []plot.Tick{{Value: 0, Label: "0"}}
	}
	even := evenTicks(model.Count, 0, h.top, 5)
	if h.folded {
		even = plot.ConstantTicks{{Value: 0, Label: "0"}}
		for power := 10.0; power <= h.top; power *= 10 {
			for _, v := range []float64{1, 2, 5} {
				if v*power <= h.top {
					even = append(even, plot.Tick{Value: v * power, Label: say.English.Thousands(int(v * power))})
				}
			}
		}
	}
	for i := range even {
		even[i].Value = h.of(even[i].Value)
	}
	return even
}

// dayRows draws hours as cells: a row for each day, the first on top. Days that are no
// workdays have a mark in the margin, and are grey where nothing happens.
type dayRows struct {
	from, until int     // hours of the day
	margin      float64 // left of them, in hours
	first       model.Date
	days        int
	calendar    *model.Calendar
	cells       []hourCell
	scale       hue
	value       func(hourCell) float64
}

func (d dayRows) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	fill := func(left, right, top float64, with color.Color) {
		// A trace of overlap keeps seams from showing.
		low, high := y(top-1)-0.15, y(top)
		c.FillPolygon(with, []vg.Point{{X: x(left), Y: low}, {X: x(right) + 0.15, Y: low}, {X: x(right) + 0.15, Y: high}, {X: x(left), Y: high}})
	}
	for n := range d.days {
		if !d.calendar.Workday(d.first.Add(n)) {
			fill(float64(d.from)-d.margin, float64(d.from), float64(d.days-n), noValue)
		}
	}
	date, n := d.first, 0
	for i, cell := range d.cells {
		for ; date != cell.date; date = date.Add(1) {
			n++
		}
		if cell.hour < d.from || cell.hour >= d.until {
			continue
		}
		left, right := float64(cell.hour), float64(cell.hour+1)
		switch next := i + 1; {
		case cell.again:
			left += 0.5
		case slices.ContainsFunc(d.cells[min(next, len(d.cells)):min(next+3, len(d.cells))], func(later hourCell) bool {
			return later.again && later.date == cell.date && later.hour == cell.hour
		}):
			right -= 0.5
		}
		with := d.scale.color(d.value(cell))
		if d.value(cell) < max(d.scale.top/200, 1e-9) && !d.calendar.Workday(cell.date) {
			with = noValue
		}
		fill(left, right, float64(d.days-n), with)
	}
}
