package reports

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// daysInFull is how long a rollout may be, in seconds, whose load is drawn interval
// by interval. Of a longer one an interval would be less than a screen can show, so
// each day has one column, of its busiest interval.
const daysInFull = 4 * 86400

// loadPicture draws for each strategy what the backend does over the whole
// rollout. Slots in use and people waiting have panels of their own: a queue of
// thousands beside tens of slots would hide them.
func (p *page) loadPicture(results []study.Result) (picture, bool) {
	var drawn []int
	for i := range results {
		if len(results[i].Series.Running) > 0 {
			drawn = append(drawn, i)
		}
	}
	if len(drawn) == 0 {
		return picture{}, false
	}
	end := p.loadEnd(results)
	width := results[drawn[0]].Series.Width
	pic := picture{
		file:     "load",
		title:    p.Say(say.T("What the backend does %s", "Was das Backend leistet, %s"), p.through(end)),
		subtitle: p.about(results) + p.averaged(width),
		height:   60 + 105*vg.Length(len(drawn)),
		rows:     p.loadRows(results, p.rowsEnd(results)),
	}
	daily := end > daysInFull
	if daily {
		pic.title = p.Say(say.T("What the backend does in the busiest %s of each day %s",
			"Was das Backend in den stärksten %s jedes Tages leistet, %s"), p.Duration(width.Seconds()), p.through(end))
		pic.subtitle = p.about(results) + p.busiestOfDays()
	}
	if end < horizon(results) {
		pic.subtitle += "; " + p.Say(say.T("until nearly all PCs are updated", "bis fast alle PCs aktualisiert sind"))
	}
	if len(p.offDays(end).from) > 0 {
		pic.subtitle += "; " + p.Say(say.T("grey: no workday", "grau: kein Arbeitstag"))
	}
	topRunning, topWaiting := 1.0, 1.0
	for _, i := range drawn {
		s := &results[i].Series
		topRunning = math.Max(topRunning, highest(sum(s.Running, s.Bypass), s.RunningP))
		topRunning = math.Max(topRunning, highest(p.ceiling(&results[i]), nil))
		topWaiting = math.Max(topWaiting, highest(s.Waiting, s.WaitingP))
		if f := p.comparable(&results[i]); f != nil {
			topWaiting = math.Max(topWaiting, highest(f.Waiting, nil))
		}
	}
	events := p.marked(end)
	panels := make([][]*plot.Plot, len(drawn))
	for n, i := range drawn {
		r := &results[i]
		running := p.loadPanel(results, i, sum(r.Series.Running, r.Series.Bypass), runningBand(&r.Series), end, topRunning*1.3)
		running.Add(line{p.ceilingLine(r, end), draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}})
		waiting := p.loadPanel(results, i, r.Series.Waiting, r.Series.WaitingP, end, topWaiting*headroom(events, 1.12))
		if f := p.comparable(r); f != nil {
			p.addFlow(waiting, r, f.Waiting, end, !daily && !quiet(f.Waiting) && allQuiet(results, drawn[:n]))
		}
		running.Add(markers{all: events}, corner{p.label(r), dark(tint(results, i))})
		waiting.Add(markers{all: events, words: n == 0})
		if n == 0 {
			running.Title.Text, waiting.Title.Text = p.runningTitle(results), p.waiting()
			if daily && p.comparable(r) != nil && !allQuiet(results, drawn) {
				waiting.Title.Text += " (" + p.Say(say.T("black: %s", "schwarz: %s"), p.Say(flowName)) + ")" // a name would hide columns
			}
		}
		if n < len(drawn)-1 {
			hideLabels(running)
			hideLabels(waiting)
		}
		panels[n] = []*plot.Plot{running, waiting}
	}
	pic.draw = func(c draw.Canvas) { tiled(c, panels) }
	return pic, true
}

// loadEnd is where the pictures of a whole rollout end, in seconds since the start:
// with the day on which nearly all PCs are updated, or that of the last event; where releases
// follow with the horizon.
func (p *page) loadEnd(results []study.Result) float64 {
	if len(p.Scenario.Later) > 0 {
		return horizon(results)
	}
	end := 0.0
	for i := range results {
		if results[i].Strategy != model.NoRollout && len(results[i].Series.Updated) > 0 {
			end = math.Max(end, settled(&results[i].Series))
		}
	}
	if end == 0 {
		return horizon(results)
	}
	for i := range p.Scenario.Backend.Events {
		end = math.Max(end, p.Scenario.Backend.Events[i].At.Seconds())
	}
	return math.Min(math.Ceil(end/86400+0.5)*86400, horizon(results))
}

// runningTitle heads the panels of what runs, and names the dashed line.
func (p *page) runningTitle(results []study.Result) string {
	text := p.running()
	if bypassing(results) && !p.unlimited {
		text += ", " + p.Say(say.T("with and without a slot", "mit und ohne Platz"))
	}
	if name := p.ceilingName(results); name != "" {
		text += " (" + p.Say(say.T("dashed: %s", "gestrichelt: %s"), name) + ")"
	}
	return text
}

// ceiling is what may run at once, by interval: the slots that are open, or of a
// backend without admission control what it runs at full speed. It is one value
// where that never changes, and nil where there is no such number.
func (p *page) ceiling(r *study.Result) []float64 {
	if p.unlimited && !p.finiteCapacity() {
		return nil
	}
	if p.unlimited {
		return []float64{p.Scenario.Backend.Best()}
	}
	for _, n := range r.Series.Open {
		if math.Abs(n-float64(r.Slots)) > 1e-6 {
			return r.Series.Open
		}
	}
	return []float64{float64(r.Slots)}
}

// ceilingLine draws the ceiling until an instant, in seconds since the start; beside
// columns of days it is that of the interval that each shows.
func (p *page) ceilingLine(r *study.Result, end float64) []point {
	values := p.ceiling(r)
	switch len(values) {
	case 0:
		return nil
	case 1:
		return []point{{0, values[0]}, {end, values[0]}}
	}
	var steps []point
	if end > daysInFull {
		for _, day := range p.peaks(&r.Series, sum(r.Series.Running, r.Series.Bypass), nil, end) {
			steps = append(steps, point{day.from, at0(values, day.at)}, point{day.until, at0(values, day.at)})
		}
		return steps
	}
	for k, n := range values {
		from, until := instant(&r.Series, k), math.Min(instant(&r.Series, k+1), end)
		if from >= end {
			break
		}
		if last := len(steps) - 1; last > 0 && steps[last].y == n {
			steps[last].x = until
			continue
		}
		steps = append(steps, point{from, n}, point{until, n})
	}
	return steps
}

// ceilingName says what the ceiling of some results is.
func (p *page) ceilingName(results []study.Result) string {
	if p.unlimited && !p.finiteCapacity() {
		return ""
	}
	if p.unlimited {
		return p.bestName()
	}
	for i := range results {
		if len(p.ceiling(&results[i])) > 1 {
			return p.Say(say.T("open slots", "offene Plätze"))
		}
		if results[i].Slots != results[0].Slots {
			return p.Say(say.T("its slots", "ihre parallelen Synchronisierungen"))
		}
	}
	return p.slots(results[0].Slots)
}

// bestName names how many run best at once.
func (p *page) bestName() string {
	c := p.Scenario.Backend.Capacity
	if c.FullSpeed > 0 {
		return p.Say(say.T("%s at full speed", "%s mit voller Geschwindigkeit"), p.Number(c.FullSpeed, 1))
	}
	return p.Say(say.T("%s with which most gets done", "%s, bei denen am meisten fertig wird"), p.Number(p.Scenario.Backend.Best(), 0))
}

// loadPanel draws one series of one strategy over the rollout.
func (p *page) loadPanel(results []study.Result, i int, values []float64, band []study.Band, end, top float64) *plot.Plot {
	pl := frame(0, end, 0, top)
	title := words(9.5, ink, false)
	title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
	pl.Title.TextStyle, pl.Title.Padding = title, 4
	pl.X.Tick.Marker, pl.Y.Tick.Marker = bareEnd(p.days(end, 5), end), below(p.numerals(counts(top, 4)), top)
	pl.Add(p.offDays(end), ruled(pl, true, false))
	series := &results[i].Series
	if end > daysInFull {
		pl.Add(columns{p.peaks(series, values, band, end), draw.LineStyle{Color: tint(results, i), Width: 1.2}, pale(tint(results, i))})
		return pl
	}
	low, high := bandOf(series, band, end)
	pl.Add(area{low, high, pale(tint(results, i))})
	pl.Add(line{thinned(points(series, values, end), 500), draw.LineStyle{Color: tint(results, i), Width: 0.9}})
	return pl
}

// busiestOfDays says what the columns of days are.
func (p *page) busiestOfDays() string {
	if p.Replications < 2 {
		return ""
	}
	return "; " + p.ofRuns(say.T("columns: the highest mean of all rollouts, dark: 90 %% of single rollouts at that time",
		"Säulen: das höchste Mittel aller Rollouts, dunkel: 90 %% der einzelnen Rollouts zu dieser Zeit"),
		say.T("columns: the highest mean of all runs, dark: 90 %% of single runs at that time",
			"Säulen: das höchste Mittel aller Replikationen, dunkel: 90 %% der einzelnen Replikationen zu dieser Zeit"))
}

// A peakOfDay is the interval of a local day in which the mean of a series is highest: its
// day, in seconds since the start, its mean and its band.
type peakOfDay struct {
	from, until float64
	at          int // the interval
	mean        float64
	low, high   float64 // NaN without a band
}

// peaks are the peaks of the days that begin before end, in seconds since the start.
func (c clock) peaks(s *study.Series, values []float64, band []study.Band, end float64) []peakOfDay {
	var days []peakOfDay
	for k, v := range values {
		at := instant(s, k)
		if at >= end {
			break
		}
		if last := len(days) - 1; last < 0 || at >= days[last].until {
			date := model.DateOf(c.at(at))
			days = append(days, peakOfDay{from: at, until: date.Add(1).In(c.calendar.Zone).Sub(c.start).Seconds(), mean: math.Inf(-1)})
		}
		if day := &days[len(days)-1]; v > day.mean {
			day.at, day.mean, day.low, day.high = k, v, math.NaN(), math.NaN()
			if k < len(band) {
				day.low, day.high = float64(band[k].P5), float64(band[k].P95)
			}
		}
	}
	return days
}

// columns are a column for each day as high as its peak, with the band around it;
// without a fill there is only its upper end.
type columns struct {
	days  []peakOfDay
	style draw.LineStyle
	fill  color.Color
}

func (k columns) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, day := range k.days {
		if y(day.mean)-y(0) < 0.3 {
			continue // it would look like some
		}
		margin := 0.14 * (day.until - day.from)
		if k.fill == nil {
			margin = 0
		}
		left, right := x(day.from+margin), x(day.until-margin)
		fill := func(low, high float64) {
			c.FillPolygon(k.fill, []vg.Point{{X: left, Y: y(low)}, {X: right, Y: y(low)}, {X: right, Y: y(high)}, {X: left, Y: y(high)}})
		}
		if k.fill != nil {
			fill(0, day.mean)
		}
		if k.fill != nil && finite(day.low) && finite(day.high) {
			fill(day.low, day.high)
			fill(day.low, day.high)
		}
		c.StrokeLine2(k.style, left, y(day.mean), right, y(day.mean))
	}
}

// runningBand is the band of running syncs, nil where some run without a slot: the
// band is of slot-holders alone, and bands do not add up.
func runningBand(s *study.Series) []study.Band {
	if highest(s.Bypass, nil) > 0 {
		return nil
	}
	return s.RunningP
}

// loadRows are the numbers behind the pictures of the load, until end.
func (p *page) loadRows(results []study.Result, end float64) [][]string {
	rows := [][]string{{"strategy", "slots", "time", "start_s", "end_s", "running", "waiting", "bypassing", "online", "asks",
		"running_p5", "running_p95", "waiting_p5", "waiting_p95", "flow_asked", "flow_running", "flow_waiting"}}
	form := p.csvForm()
	for i := range results {
		r := &results[i]
		s := &r.Series
		for k := range s.Running {
			at := instant(s, k)
			if at >= end {
				break
			}
			row := []string{r.Strategy, p.slotsCell(r), p.stamp(at), form.cell(at), form.cell(instant(s, k+1)),
				form.rounded(s.Running[k]), form.column(s.Waiting, k), form.column(s.Bypass, k), form.column(s.Online, k), form.column(s.Asks, k), "", "", "", "", "", "", ""}
			if k < len(s.RunningP) {
				row[10], row[11] = form.rounded(float64(s.RunningP[k].P5)), form.rounded(float64(s.RunningP[k].P95))
			}
			if k < len(s.WaitingP) {
				row[12], row[13] = form.rounded(float64(s.WaitingP[k].P5)), form.rounded(float64(s.WaitingP[k].P95))
			}
			if f := r.Fluid; f != nil {
				row[14], row[15], row[16] = form.column(f.Asked, k), form.column(f.Running, k), form.column(f.Waiting, k)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// column is cell k of a column, empty where the column is shorter.
func (f csvForm) column(values []float64, k int) string {
	if k >= len(values) {
		return ""
	}
	return f.rounded(values[k])
}

// at0 is value k, 0 where there are fewer.
func at0(values []float64, k int) float64 {
	if k >= len(values) {
		return 0
	}
	return values[k]
}

// points places the values of a series in the middle of their intervals.
func points(s *study.Series, values []float64, end float64) []point {
	var placed []point
	for k, v := range values {
		at := instant(s, k) + s.Width.Seconds()/2
		if at > end {
			break
		}
		placed = append(placed, point{at, v})
	}
	return placed
}

// sum adds two series; the second may be shorter.
func sum(a, b []float64) []float64 {
	total := make([]float64, len(a))
	for k := range a {
		total[k] = a[k] + at0(b, k)
	}
	return total
}

// highest is the largest value of a series and of its band.
func highest(values []float64, band []study.Band) float64 {
	top := 0.0
	for _, v := range values {
		top = math.Max(top, v)
	}
	for _, b := range band {
		top = math.Max(top, float64(b.P95))
	}
	return top
}

// bypassing tells whether any sync ran without a slot.
func bypassing(results []study.Result) bool {
	for i := range results {
		if highest(results[i].Series.Bypass, nil) > 0 {
			return true
		}
	}
	return false
}
