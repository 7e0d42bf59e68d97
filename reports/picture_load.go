package reports

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// loadPicture draws for each strategy what the backend does over the whole
// rollout. Slots in use and people waiting have panels of their own: a queue of
// thousands beside tens of slots would hide them.
func (p *page) loadPicture(results []study.Result) (picture, bool) {
	var drawn []int
	end := 0.0
	for i := range results {
		if len(results[i].Series.Running) > 0 {
			drawn = append(drawn, i)
		}
		if results[i].Strategy != model.NoRollout && len(results[i].Series.Updated) > 0 {
			end = math.Max(end, settled(&results[i].Series))
		}
	}
	if len(drawn) == 0 {
		return picture{}, false
	}
	if end == 0 {
		end = horizon(results)
	}
	end = math.Min(math.Ceil(end/86400+0.5)*86400, horizon(results))
	until := ""
	if end < horizon(results) {
		until = "; until nearly all PCs are updated"
	}
	slots := results[0].Slots
	pic := picture{
		file:     "load",
		title:    "What the backend does " + p.through(end),
		subtitle: p.about(slots) + p.averaged(results[drawn[0]].Series.Width) + until,
		height:   60 + 105*vg.Length(len(drawn)),
		rows:     p.loadRows(results, end),
	}
	if len(p.offDays(end).from) > 0 {
		pic.subtitle += "; grey: no workday"
	}
	topRunning, topWaiting := float64(slots), 1.0
	for _, i := range drawn {
		s := &results[i].Series
		topRunning = math.Max(topRunning, highest(sum(s.Running, s.Bypass), s.RunningP))
		topWaiting = math.Max(topWaiting, highest(s.Waiting, s.WaitingP))
	}
	panels := make([][]*plot.Plot, len(drawn))
	for n, i := range drawn {
		r := &results[i]
		running := p.loadPanel(results, i, sum(r.Series.Running, r.Series.Bypass), runningBand(&r.Series), end, topRunning*1.3)
		running.Add(line{[]point{{0, float64(slots)}, {end, float64(slots)}}, draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}})
		waiting := p.loadPanel(results, i, r.Series.Waiting, r.Series.WaitingP, end, topWaiting*1.12)
		running.Add(corner{p.label(r), dark(tint(results, i))})
		if n == 0 {
			running.Title.Text, waiting.Title.Text = p.unit("s")+" running (dashed: "+counted(slots, "slot", "slots")+")", p.those()+" waiting"
			if bypassing(results) {
				running.Title.Text = p.unit("s") + " running, with and without a slot (dashed: " + counted(slots, "slot", "slots") + ")"
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

// loadPanel draws one series of one strategy over the rollout.
func (p *page) loadPanel(results []study.Result, i int, values []float64, band []study.Band, end, top float64) *plot.Plot {
	pl := frame(0, end, 0, top)
	title := words(9.5, ink, false)
	title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
	pl.Title.TextStyle, pl.Title.Padding = title, 4
	pl.X.Tick.Marker, pl.Y.Tick.Marker = bareEnd(p.days(end, 5), end), counts(top, 4)
	pl.Add(p.offDays(end), ruled(pl, true, false))
	series := &results[i].Series
	low, high := bandOf(series, band, end)
	pl.Add(area{low, high, pale(tint(results, i))})
	pl.Add(line{thinned(points(series, values, end), 500), draw.LineStyle{Color: tint(results, i), Width: 0.9}})
	return pl
}

// morningPicture draws the busiest day of each strategy by its local wall clock:
// slots in use above, people waiting below. An interval's mean is drawn from its
// start to its end.
func (p *page) morningPicture(results []study.Result) (picture, bool) {
	pic := picture{
		file:   "morning",
		title:  "The busiest day of each strategy",
		height: 400,
	}
	if p.queue {
		pic.title = "The busiest day"
	}
	from, until := math.Inf(1), 0.0
	topRunning, topWaiting := float64(results[0].Slots), 1.0
	type day struct {
		result           int
		date             string
		running, waiting []point
		band             area // of running
		low, high        []point
	}
	var days []day
	for i := range results {
		s := &results[i].Series
		if len(s.Running) == 0 || s.Width <= 0 {
			continue
		}
		at := instant(s, s.Busiest)
		date := model.DateOf(p.at(at))
		d := day{result: i, date: p.at(at).Format("Mon 2 Jan")}
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
	slots := results[0].Slots
	pic.subtitle = p.about(slots) + p.averaged(results[days[0].result].Series.Width)

	above, below := frame(from, until, 0, topRunning*1.15), frame(from, until, 0, topWaiting*1.08)
	above.X.Tick.Marker, below.X.Tick.Marker = hours(from, until), hours(from, until)
	above.Y.Tick.Marker, below.Y.Tick.Marker = counts(topRunning*1.15, 4), counts(topWaiting*1.08, 5)
	above.Y.Label.Text, below.Y.Label.Text = p.unit("s")+" running", p.those()+" waiting"
	if bypassing(results) {
		above.Y.Label.Text += ",\nwith and without a slot"
	}
	below.X.Label.Text = p.timeOfDay()
	above.Add(ruled(above, true, true))
	below.Add(ruled(below, true, true))
	above.Add(line{[]point{{from, float64(slots)}, {until, float64(slots)}}, draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}},
		label{at: point{from, float64(slots)}, text: counted(slots, "slot", "slots"), color: limit, dy: 8})
	for _, d := range days {
		d.band.fill = pale(tint(results, d.result))
		above.Add(d.band)
		below.Add(area{d.low, d.high, d.band.fill})
	}
	var keys []key
	for _, d := range days {
		r := &results[d.result]
		style := stroke(results, d.result)
		above.Add(line{d.running, style})
		below.Add(line{d.waiting, style})
		keys = append(keys, key{style, dark(tint(results, d.result)), p.label(r) + ", " + d.date + queued(d.waiting)})
	}
	hideLabels(above)
	pic.draw = func(c draw.Canvas) { tiled(keyed(c, keys), [][]*plot.Plot{{above}, {below}}) }
	return pic, true
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
		"running_p5", "running_p95", "waiting_p5", "waiting_p95"}}
	for i := range results {
		r := &results[i]
		s := &r.Series
		for k := range s.Running {
			at := instant(s, k)
			if at >= end {
				break
			}
			row := []string{r.Strategy, strconv.Itoa(r.Slots), p.stamp(at), cellOf(at), cellOf(instant(s, k+1)),
				rounded(s.Running[k]), column(s.Waiting, k), column(s.Bypass, k), column(s.Online, k), column(s.Asks, k), "", "", "", ""}
			if k < len(s.RunningP) {
				row[10], row[11] = rounded(float64(s.RunningP[k].P5)), rounded(float64(s.RunningP[k].P95))
			}
			if k < len(s.WaitingP) {
				row[12], row[13] = rounded(float64(s.WaitingP[k].P5)), rounded(float64(s.WaitingP[k].P95))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// column is cell k of a column, empty where the column is shorter.
func column(values []float64, k int) string {
	if k >= len(values) {
		return ""
	}
	return rounded(values[k])
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

// queued says how many wait at the worst time, and nothing where that is less than
// one on average over an interval.
func queued(waiting []point) string {
	most := 0.0
	for _, pt := range waiting {
		most = math.Max(most, pt.y)
	}
	switch n := int(math.Round(most)); {
	case most == 0:
		return ": nobody waits"
	case n < 1:
		return ""
	case n == 1:
		return ": 1 waits at the peak, on average"
	default:
		return ": " + thousands(n) + " wait at the peak, on average"
	}
}
