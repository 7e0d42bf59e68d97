package reports

import (
	"slices"
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// loadSection shows what the backend does over the whole rollout.
func (h *review) loadSection() section {
	s := section{ID: "load", Heading: h.l.Say(say.T("What the backend does", "Was das Backend leistet"))}
	for i := range h.Results {
		r := &h.Results[i]
		if len(r.Series.Running) == 0 {
			continue
		}
		s.Blocks = append(s.Blocks, block{Figure: &htmlFigure{ID: "load-" + chartKey(i), Chart: "load-" + chartKey(i), Caption: h.nameOf(r) + ": " + h.l.Say(say.T("running and waiting", "laufend und wartend")),
			Label: h.l.Say(say.T("Syncs running and people waiting over the rollout with %s; the busiest days are in the table below",
				"Laufende Synchronisierungen und Wartende während des Rollouts mit %s; die stärksten Tage stehen in der Tabelle darunter"), h.nameOf(r)), Table: h.busiestDays(r)}})
	}
	if len(s.Blocks) == 0 {
		return section{}
	}
	s.Blocks = slices.Insert(s.Blocks, 0, block{Text: h.howToRead()})
	s.Blocks = append(s.Blocks, h.busiestHour()...)
	s.Blocks = append(s.Blocks, h.runningHeat()...)
	s.listBlock(h.l.Say(say.T("Slots", "Plätze")), h.slotNotes())
	s.listBlock(h.l.Say(say.T("What slots protect, and what plans protect",
		"Was die Begrenzung schützt und was der Plan schützt")), h.protectionNotes())
	s.listBlock(h.l.Say(say.T("Goodput and throughput", "Erfolgreiche und alle Versuche")), h.attemptNotes())
	s.listBlock(h.l.Say(say.T("Capacity", "Kapazität")), h.capacityNotes())
	s.listBlock(h.l.Say(say.T("Nodes", "Knoten")), h.nodeNotes())
	s.listBlock(h.l.Say(say.T("The vendor's advice", "Die Empfehlung des Herstellers")), h.opinions())
	return s
}

// busiestHour is how busy the backend is at the worst, and what a rule of thumb says
// beforehand.
func (h *review) busiestHour() []block {
	t := &htmlTable{Caption: h.l.Say(say.T("The busiest hours", "Die stärksten Stunden")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Slots in use, busiest hour", "Belegte Plätze, stärkste Stunde")), h.l.Say(say.T("Slots in use, office hours", "Belegte Plätze, Bürozeit")), h.l.Say(say.T("Most waiting, mean of an hour", "Meiste Wartende, Mittel einer Stunde")), h.l.Say(say.T("Work asked of the slots, busiest hour",
		"Angeforderte Arbeit je Platz, stärkste Stunde"))}}
	thumbs := make([]htmlCell, len(h.Results))
	known := false
	for i := range h.Results {
		r := &h.Results[i]
		thumbs[i].Main = "–"
		if ratio, words, ok := h.ruleOfThumb(r); ok && !h.unlimited {
			known = true
			thumbs[i] = htmlCell{Main: h.Number(ratio, say.Decimals(ratio)), Below: []string{"= " + words}}
		}
	}
	if known {
		t.Heads = append(t.Heads, h.l.Say(say.T("The same by the rule of thumb", "Dasselbe nach der Faustregel")))
	}
	for i := range h.Results {
		r := &h.Results[i]
		row := []htmlCell{{Main: h.nameOf(r)}, h.busyCell(r).html(), h.cell(metric(r, "utilization.mean")).html(), h.cell(metric(r, "queue.hour")).html(), h.cell(metric(r, loadRatio)).html()}
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
	words := h.l.Say(say.T("The upper line of each chart is how many syncs run, the lower one how many people wait, each the mean over all rollouts in five minutes.",
		"Die obere Linie jedes Diagramms sagt, wie viele Synchronisierungen laufen, die untere, wie viele Personen warten, jeweils im Mittel über alle Rollouts in fünf Minuten."))
	if h.queue {
		words = h.l.Say(say.T("The upper line of each chart is how many jobs run, the lower one how many wait, each the mean over all runs in five minutes.",
			"Die obere Linie jedes Diagramms sagt, wie viele Aufträge laufen, die untere, wie viele warten, jeweils im Mittel über alle Läufe in fünf Minuten."))
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return r.Series.WaitingP != nil }) && h.Replications > 1 && !h.certain() {
		words += " " + h.ofRuns(say.T("The pale band around a line is where 90 %% of single rollouts lie.",
			"Im blassen Band um eine Linie liegen 90 %% der einzelnen Rollouts."),
			say.T("The pale band around a line is where 90 %% of single runs lie.",
				"Im blassen Band um eine Linie liegen 90 %% der einzelnen Replikationen."))
	}
	if !h.queue && h.Scenario.Horizon >= 7 {
		words += " " + h.l.Say(say.T("Over the whole rollout each day is a few narrow peaks: the log-ins of the morning, and the syncs that follow at fixed intervals; a day or an hour shows them apart. Grey days are no workdays.",
			"Über den ganzen Rollout ist jeder Tag nur wenige schmale Spitzen: die Anmeldungen am Morgen und die Synchronisierungen, die in festem Abstand folgen; ein Tag oder eine Stunde zeigt sie einzeln. Graue Tage sind keine Arbeitstage."))
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return len(h.ceiling(&r)) > 0 }) {
		words += " " + h.l.Say(say.T("The broken line is the number of slots.",
			"Die gestrichelte Linie ist die Zahl der Plätze."))
	}
	if slices.ContainsFunc(h.Results, func(r study.Result) bool { return r.Fluid != nil }) {
		words += " " + h.l.Say(say.T("The dotted line is what would wait if nothing were left to chance.",
			"Die gepunktete Linie sagt, wie viele warten würden, wenn nichts dem Zufall überlassen wäre."))
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
	t := &htmlTable{Caption: h.l.Say(say.T("The busiest days, means of %s", "Die stärksten Tage, Mittel über %s"), h.Duration(s.Width.Seconds())), Heads: []string{h.l.Say(say.T("Most waiting at", "Meiste Wartende um")), h.l.Say(say.T("Waiting", "Wartend")), h.l.Say(say.T("Most running", "Meiste laufende"))}}
	for len(t.Rows) < most && len(days) > 0 {
		worst := 0
		for i := range days {
			if days[i].waiting > days[worst].waiting || days[i].waiting == days[worst].waiting && days[i].running > days[worst].running {
				worst = i
			}
		}
		d := days[worst]
		days = append(days[:worst], days[worst+1:]...)
		t.Rows = append(t.Rows, htmlRow{Cells: cells(h.short(d.at), h.Number(d.waiting, 1), h.Number(d.running, 1))})
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
		return h.Formatted(day.In(h.calendar.Zone), "Monday 2 January 2006")
	}
	return h.Formatted(day.In(h.calendar.Zone), "Mon 2 Jan")
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
