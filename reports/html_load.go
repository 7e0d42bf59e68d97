package reports

import (
	"slices"
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// loadSection shows what the backend does over the whole rollout.
func (h *review) loadSection() section {
	s := section{ID: "load", Heading: h.l.say("What the backend does")}
	for i := range h.Results {
		r := &h.Results[i]
		if len(r.Series.Running) == 0 {
			continue
		}
		s.Blocks = append(s.Blocks, block{Figure: &htmlFigure{ID: "load-" + chartKey(i), Chart: "load-" + chartKey(i), Caption: h.nameOf(r) + ": " + h.l.say("running and waiting"),
			Label: h.l.say("Syncs running and people waiting over the rollout with %s; the busiest days are in the table below", h.nameOf(r)), Table: h.busiestDays(r)}})
	}
	if len(s.Blocks) == 0 {
		return section{}
	}
	s.Blocks = slices.Insert(s.Blocks, 0, block{Text: h.howToRead()})
	s.Blocks = append(s.Blocks, h.busiestHour()...)
	s.Blocks = append(s.Blocks, h.runningHeat()...)
	s.listBlock(h.l.say("Slots"), h.slotNotes())
	s.listBlock(h.l.say("What slots protect, and what plans protect"), h.protectionNotes())
	s.listBlock(h.l.say("Goodput and throughput"), h.attemptNotes())
	s.listBlock(h.l.say("Capacity"), h.capacityNotes())
	s.listBlock(h.l.say("Nodes"), h.nodeNotes())
	s.listBlock(h.l.say("The vendor's advice"), h.opinions())
	return s
}

// busiestHour is how busy the backend is at the worst, and what a rule of thumb says
// beforehand.
func (h *review) busiestHour() []block {
	t := &htmlTable{Caption: h.l.say("The busiest hours"), Heads: []string{h.l.say("Strategy"), h.l.say("Slots in use, busiest hour"), h.l.say("Slots in use, office hours"), h.l.say("Most waiting, mean of an hour"), h.l.say("Work asked of the slots, busiest hour")}}
	thumbs := make([]htmlCell, len(h.Results))
	known := false
	for i := range h.Results {
		r := &h.Results[i]
		thumbs[i].Main = "–"
		if ratio, words, ok := h.ruleOfThumb(r); ok && !h.unlimited {
			known = true
			thumbs[i] = htmlCell{Main: h.number(ratio, decimals(ratio)), Below: []string{"= " + words}}
		}
	}
	if known {
		t.Heads = append(t.Heads, h.l.say("The same by the rule of thumb"))
	}
	for i := range h.Results {
		r := &h.Results[i]
		row := []htmlCell{{Main: h.nameOf(r)}, stacked(h.busyCell(r)), stacked(h.cell(metric(r, "utilization.mean"))), stacked(h.cell(metric(r, "queue.hour"))), stacked(h.cell(metric(r, loadRatio)))}
		if known {
			row = append(row, thumbs[i])
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	blocks := []block{{Table: t}}
	if known {
		blocks = append(blocks, block{Text: capital(h.loadLegend()) + "."})
	}
	return blocks
}

// howToRead says what the charts of the load show.
func (h *review) howToRead() string {
	words := h.l.say("The upper line of each chart is how many syncs run, the lower one how many people wait, each the mean over all rollouts in five minutes.")
	if h.queue {
		words = h.l.say("The upper line of each chart is how many jobs run, the lower one how many wait, each the mean over all runs in five minutes.")
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return r.Series.WaitingP != nil }) && h.Replications > 1 && !h.certain() {
		words += " " + h.ofRuns("The pale band around a line is where 90 %% of single rollouts lie.")
	}
	if !h.queue && h.Scenario.Horizon >= 7 {
		words += " " + h.l.say("Over the whole rollout each day is a few narrow peaks: the log-ins of the morning, and the syncs that follow at fixed intervals; a day or an hour shows them apart. Grey days are no workdays.")
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return len(h.ceiling(&r)) > 0 }) {
		words += " " + h.l.say("The broken line is the number of slots.")
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return r.Fluid != nil }) {
		words += " " + h.l.say("The dotted line is what would wait if nothing were left to chance.")
	}
	return words
}

// busiestDays are the days on which most people wait, or most runs, the worst first.
func (h *review) busiestDays(r *study.Result) *htmlTable {
	const most = 10
	type dayLoad struct {
		day              model.Date
		waiting, running float64
		at               float64
	}
	var days []dayLoad
	s := &r.Series
	for k := range s.Running {
		at := instant(s, k)
		d := model.DateOf(h.at(at))
		if len(days) == 0 || days[len(days)-1].day != d {
			days = append(days, dayLoad{day: d, at: at})
		}
		last := &days[len(days)-1]
		if at0(s.Waiting, k) > last.waiting {
			last.waiting, last.at = s.Waiting[k], at
		}
		last.running = max(last.running, s.Running[k]+at0(s.Bypass, k))
	}
	t := &htmlTable{Caption: h.l.say("The busiest days, means of %s", h.duration(s.Width.Seconds())), Heads: []string{h.l.say("Most waiting at"), h.l.say("Waiting"), h.l.say("Most running")}}
	for len(t.Rows) < most && len(days) > 0 {
		worst := 0
		for i := range days {
			if days[i].waiting > days[worst].waiting || days[i].waiting == days[worst].waiting && days[i].running > days[worst].running {
				worst = i
			}
		}
		d := days[worst]
		days = append(days[:worst], days[worst+1:]...)
		t.Rows = append(t.Rows, htmlRow{Cells: cells(h.short(d.at), h.number(d.waiting, 1), h.number(d.running, 1))})
	}
	return t
}

// loadChart is what the charts of the load are drawn from.
func (h *review) loadChart(d *pageData) {
	for i := range h.Results {
		r := &h.Results[i]
		s := &r.Series
		if len(s.Running) == 0 {
			continue
		}
		chart := map[string]any{
			"name": h.nameOf(r), "index": h.tintOf(r.Strategy), "width": s.Width.Seconds(),
			"running": coded(sum(s.Running, s.Bypass)), "waiting": coded(s.Waiting),
		}
		if band := runningBand(s); band != nil {
			chart["runningLow"], chart["runningHigh"] = codedBand(band)
		}
		if s.WaitingP != nil {
			chart["waitingLow"], chart["waitingHigh"] = codedBand(s.WaitingP)
		}
		switch ceiling := h.ceiling(r); len(ceiling) {
		case 0:
		case 1:
			chart["ceiling"] = ceiling[0]
		default:
			chart["ceilings"] = coded(ceiling)
		}
		if f := r.Fluid; f != nil && f.Width == s.Width {
			flow := make([]float64, len(s.Running))
			copy(flow, f.Waiting)
			chart["flow"] = coded(flow)
		}
		d.Charts["load-"+chartKey(i)] = chart
	}
}

// tintOf is the colour of a strategy, by number: the same in every chart, that of no
// rollout first.
func (h *review) tintOf(strategy string) int {
	if strategy == model.NoRollout {
		return 0
	}
	for i := range h.Scenario.Strategies {
		if h.Scenario.Strategies[i].Name == strategy {
			return 1 + i%6
		}
	}
	return 0
}

// codedBand codes both edges of a band.
func codedBand(band []study.Band) (low, high codedSeries) {
	lows, highs := make([]float64, len(band)), make([]float64, len(band))
	for k, b := range band {
		lows[k], highs[k] = float64(b.P5), float64(b.P95)
	}
	return coded(lows), coded(highs)
}

// chartKey names the result of an index in the data of a page.
func chartKey(i int) string { return strconv.Itoa(i) }

// dayName names a local day, short for an axis and long for a sentence.
func (h *review) dayName(day time.Time, long bool) string {
	if long {
		return h.formatted(day.In(h.calendar.Zone), "Monday 2 January 2006")
	}
	return h.formatted(day.In(h.calendar.Zone), "Mon 2 Jan")
}

// clockChange is when the clock is changed between two instants, in seconds since
// the start.
func (h *review) clockChange(from, until time.Time) float64 {
	_, before := from.Zone()
	for at := from; at.Before(until); at = at.Add(15 * time.Minute) {
		if _, now := at.Zone(); now != before {
			return at.Sub(h.start).Seconds()
		}
	}
	return until.Sub(h.start).Seconds()
}
