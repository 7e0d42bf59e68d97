package reports

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A heatDay is a local day of a heat map: the means of its clock hours, NaN where
// nothing was simulated. An hour that the clock skips has none, and one that comes
// twice has the mean of both.
type heatDay struct {
	date  model.Date
	hours [24]float64
}

// byHour puts values over time into clock hours; at is the value of an interval.
func (h *review) byHour(s *study.Series, at func(k int) float64) []heatDay {
	var days []heatDay
	var counts [24]int
	done := func() {
		if len(days) > 0 {
			last := &days[len(days)-1]
			for i := range last.hours {
				last.hours[i] /= float64(counts[i]) // 0/0 is NaN
			}
		}
	}
	for k := range s.Running {
		local := h.at(instant(s, k))
		date := model.DateOf(local)
		if len(days) == 0 || days[len(days)-1].date != date {
			done()
			days, counts = append(days, heatDay{date: date}), [24]int{}
		}
		days[len(days)-1].hours[local.Hour()] += at(k)
		counts[local.Hour()]++
	}
	done()
	return days
}

// A heatMap is one quantity of all results by day and hour.
type heatMap struct {
	id, caption, description string
	results                  []*study.Result
	days                     [][]heatDay // by result
	levels                   []float64   // where each colour begins, ascending; what is below the first has none
	written                  func(float64) string
}

const heatColours = 8

// heated are the results that have a heat map: those of two days or more.
func (h *review) heated() []*study.Result {
	var results []*study.Result
	for i := range h.Results {
		s := &h.Results[i].Series
		if s.Width <= time.Hour && float64(len(s.Running))*s.Width.Hours() >= 48 {
			results = append(results, &h.Results[i])
		}
	}
	return results
}

// whole writes a mean number of people or syncs.
func (h *review) whole(x float64) string { return h.Thousands(int(math.Round(x))) }

// waitingHeat is the heat map of who waits.
func (h *review) waitingHeat() []block {
	m := heatMap{id: "waiting-by-hour", caption: h.l.Say(say.T("People waiting, by day and hour", "Wartende nach Tag und Stunde")), written: h.whole,
		description: h.l.Say(say.T("A panel for each strategy, a column for each day, the hours of the day from top to bottom; the stronger the colour, the more wait. The busiest hour of each day is in the table below.",
			"Ein Feld für jede Strategie, eine Spalte für jeden Tag, die Stunden des Tages von oben nach unten; je kräftiger die Farbe, desto mehr warten. Die stärkste Stunde jedes Tages steht in der Tabelle darunter."))}
	if h.queue {
		m.caption = h.l.Say(say.T("Jobs waiting, by day and hour", "Wartende Aufträge nach Tag und Stunde"))
	}
	for _, r := range h.heated() {
		s := &r.Series
		m.add(r, h.byHour(s, func(k int) float64 { return at0(s.Waiting, k) }))
	}
	return h.heatBlocks(&m)
}

// runningHeat is the heat map of the slots in use, or where nothing limits what runs
// of that.
func (h *review) runningHeat() []block {
	m := heatMap{id: "running-by-hour", caption: h.l.Say(say.T("Slots in use, by day and hour", "Belegte Plätze nach Tag und Stunde")), written: h.Percent,
		description: h.l.Say(say.T("A panel for each strategy, a column for each day, the hours of the day from top to bottom; the stronger the colour, the more slots are in use. The busiest hour of each day is in the table below.",
			"Ein Feld für jede Strategie, eine Spalte für jeden Tag, die Stunden des Tages von oben nach unten; je kräftiger die Farbe, desto mehr Plätze sind belegt. Die stärkste Stunde jedes Tages steht in der Tabelle darunter.")),
		levels: []float64{0.05, 0.2, 0.4, 0.6, 0.75, 0.85, 0.95, 0.99}}
	limited := true
	for _, r := range h.heated() {
		limited = limited && len(h.ceiling(r)) > 0
	}
	if !limited {
		m.caption, m.levels, m.written = h.l.Say(say.T("Syncs running, by day and hour",
			"Laufende Synchronisierungen nach Tag und Stunde")), nil, h.whole
	}
	for _, r := range h.heated() {
		s, ceiling := &r.Series, h.ceiling(r)
		m.add(r, h.byHour(s, func(k int) float64 {
			switch {
			case !limited:
				return s.Running[k] + at0(s.Bypass, k)
			case len(ceiling) == 1:
				return s.Running[k] / ceiling[0]
			case ceiling[k] > 0:
				return math.Min(s.Running[k]/ceiling[k], 1)
			}
			return 0
		}))
	}
	return h.heatBlocks(&m)
}

// heatBlocks draws a heat map that has anything to show.
func (h *review) heatBlocks(m *heatMap) []block {
	most := m.most()
	if m.levels == nil {
		m.levels = roundLevels(most)
	}
	if most < m.levels[0] {
		return nil
	}
	return []block{{Figure: h.heatFigure(m)}}
}

func (m *heatMap) add(r *study.Result, days []heatDay) {
	m.results, m.days = append(m.results, r), append(m.days, days)
}

// most is the largest value of a heat map.
func (m *heatMap) most() float64 {
	most := 0.0
	for _, days := range m.days {
		for i := range days {
			for _, v := range days[i].hours {
				if v > most {
					most = v
				}
			}
		}
	}
	return most
}

// roundLevels are as many levels as there are colours, of 1, 2 or 5 times a power of
// ten, the largest of which some value reaches; the least is 1.
func roundLevels(most float64) []float64 {
	levels := []float64{1}
	for i := 0; ; i++ {
		next := levels[len(levels)-1] * []float64{2, 2.5, 2}[i%3]
		if next > most {
			break
		}
		levels = append(levels, next)
	}
	return levels[max(len(levels)-heatColours, 0):]
}

// colour of a value: the number of levels that it reaches, spread over all colours.
func (m *heatMap) colour(v float64) int {
	n := 0
	for _, level := range m.levels {
		if v >= level {
			n++
		}
	}
	return m.spread(n)
}

// spread uses the strongest colour for the highest level, however few there are.
func (m *heatMap) spread(n int) int {
	if n == 0 {
		return 0
	}
	return heatColours - (len(m.levels)-n)*heatColours/len(m.levels)
}

// heatFigure draws a panel for each result, all on one scale.
func (h *review) heatFigure(m *heatMap) *htmlFigure {
	const width, left, right, hour, gap, top = 1000.0, 44.0, 8.0, 5.0, 44.0, 30.0
	columns := 0
	for _, days := range m.days {
		columns = max(columns, len(days))
	}
	column := math.Min((width-left-right)/float64(columns), 36)
	panel := 24*hour + gap
	d := newDrawing(m.id, m.caption, m.description, width, top+panel*float64(len(m.results))+6)

	at := left
	for n, level := range m.levels {
		d.box(heatClass(m.spread(n+1)), at, 2, 16, 12)
		words := h.l.Say(say.T("from %s", "ab %s"), m.written(level))
		d.text("faint", at+21, 12, atStart, words)
		at += 21 + wide(words) + 14
	}
	for i, r := range m.results {
		y := top + panel*float64(i) + 18
		d.begin(tintClass(h.tintOf(r.Strategy)))
		name := h.label(r)
		if h.several {
			name = h.nameOf(r)
		}
		d.text("named", left, y-6, atStart, name)
		d.end()
		for k := range m.days[i] {
			if !h.calendar.Workday(m.days[i][k].date) {
				d.box("off", left+float64(k)*column, y, column, 24*hour)
			}
		}
		m.cells(d, m.days[i], left, y, column, hour)
		d.box("frame", left, y, column*float64(len(m.days[i])), 24*hour)
		for clock := 0; clock <= 24; clock += 6 {
			d.text("faint", left-6, y+float64(clock)*hour+4, atEnd, fmt.Sprintf("%d:00", clock))
		}
		h.heatDates(d, m.days[i], left, y+24*hour+15, column)
	}
	return &htmlFigure{ID: m.id + "-figure", SVG: d.svg(), Caption: m.caption, Table: h.busiestHours(m)}
}

func heatClass(colour int) string { return fmt.Sprintf("h%d", colour) }

// cells draws what is alike and one below the other as one box, and all boxes of a
// colour as one path.
func (m *heatMap) cells(d *drawing, days []heatDay, left, top, column, hour float64) {
	var paths [heatColours + 1]string
	for k := range days {
		for from := 0; from < 24; {
			colour := m.colour(days[k].hours[from])
			until := from + 1
			for until < 24 && m.colour(days[k].hours[until]) == colour {
				until++
			}
			if colour > 0 {
				paths[colour] += fmt.Sprintf("M%s %sh%sv%sh-%sz", length(left+float64(k)*column), length(top+float64(from)*hour), length(column), length(float64(until-from)*hour), length(column))
			}
			from = until
		}
	}
	for colour, path := range paths {
		if path != "" {
			fmt.Fprintf(&d.b, `<path class="%s" d="%s"/>`, heatClass(colour), path)
		}
	}
}

// heatDates names days below a panel: Mondays where there is no room for each.
func (h *review) heatDates(d *drawing, days []heatDay, left, y, column float64) {
	every := 1
	for _, every = range []int{1, 7, 14, 28} {
		if column*float64(every) > 80 {
			break
		}
	}
	seen := -1
	for k := range days {
		local := days[k].date.In(h.calendar.Zone)
		if every > 1 && local.Weekday() != time.Monday {
			continue
		}
		if seen >= 0 && k-seen < every {
			continue
		}
		seen = k
		x := left + float64(k)*column
		d.line("axis", x, y-15, x, y-11)
		if name := h.dayName(local, false); x+wide(name) < d.width {
			d.text("faint", x, y, atStart, name)
		}
	}
}

// busiestHours holds the busiest clock hour of each day on which there is one.
func (h *review) busiestHours(m *heatMap) *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("The busiest hour of each day: %s", "Die stärkste Stunde jedes Tages: %s"), m.caption), Heads: []string{h.l.Say(say.T("Day", "Tag"))}}
	for _, r := range m.results {
		t.Heads = append(t.Heads, h.nameOf(r))
	}
	longest := 0
	for i := range m.days {
		if len(m.days[i]) > len(m.days[longest]) {
			longest = i
		}
	}
	for k := range m.days[longest] {
		row := []htmlCell{{Main: h.dayName(m.days[longest][k].date.In(h.calendar.Zone), false)}}
		some := false
		for i := range m.days {
			cell := htmlCell{Main: "–"}
			if k < len(m.days[i]) {
				best := -1
				for hour, v := range m.days[i][k].hours {
					if v >= m.levels[0] && (best < 0 || v > m.days[i][k].hours[best]) {
						best = hour
					}
				}
				if best >= 0 {
					some = true
					cell.Main = h.l.Say(say.T("%s at %d:00", "%s um %d Uhr"), m.written(m.days[i][k].hours[best]), best)
				}
			}
			row = append(row, cell)
		}
		if some {
			t.Rows = append(t.Rows, htmlRow{Cells: row})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}
