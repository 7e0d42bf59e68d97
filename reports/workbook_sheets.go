package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// sheets are the tables of a workbook; those without rows are left out.
func (h *review) sheets() []sheet {
	return []sheet{
		h.overviewSheet(),
		h.metricsSheet(),
		h.targetsSheet(),
		h.differencesSheet(),
		h.phasesSheet(),
		h.releasesSheet(),
		h.hoursSheet(),
		h.accountingSheet(),
		h.assumptionsSheet(),
		h.provenanceSheet(),
	}
}

// Columns that begin most sheets.
func (h *review) strategyHeads() []sheetHead {
	return []sheetHead{{h.l.say("Strategy"), 22, asPlain}, {h.l.say("Slots"), 8, asWhole}}
}

// key are the cells under strategyHeads.
func (h *review) key(r *study.Result) []any {
	if h.unlimited {
		return []any{r.Strategy, ""}
	}
	return []any{r.Strategy, r.Slots}
}

// local is an instant as the clock on the wall shows it, zero where it is not known.
func (h *review) local(seconds float64) time.Time {
	if !finite(seconds) {
		return time.Time{}
	}
	return h.at(seconds)
}

// overviewSheet has the verdict and the headline: the mean of each number over the
// rollouts, and its 95 % interval.
func (h *review) overviewSheet() sheet {
	if h.queue {
		return h.queueSheet()
	}
	wait, longest := h.l.say("Wait after the update of 19 in 20, at most (h:mm:ss)"), h.l.say("Longest wait of a PC, of 19 in 20 at most (h:mm:ss)")
	if h.slows {
		wait, longest = h.l.say("Delay after the update of 19 in 20, at most (h:mm:ss)"), h.l.say("Longest delay of a PC, of 19 in 20 at most (h:mm:ss)")
	}
	if len(h.rollouts()) == 0 {
		wait = h.l.say("Wait of 19 in 20, at most (h:mm:ss)")
	}
	from, to := h.l.say("from (95 %% interval)"), h.l.say("to (95 %% interval)")
	s := sheet{name: h.l.say("Overview"), above: []string{h.title(), h.sentence()}, heads: h.strategyHeads()}
	for _, three := range []sheetHead{{wait, 20, asSpan}, {longest, 20, asSpan}, {h.l.say("Slots in use, busiest hour"), 16, asPercent},
		{h.l.say("95 %% of the PCs are updated by (local time)"), 20, asDate}} {
		s.heads = append(s.heads, three, sheetHead{from, 16, three.form}, sheetHead{to, 16, three.form})
	}
	s.heads = append(s.heads, sheetHead{h.l.say("Targets met"), 10, asWhole}, sheetHead{h.l.say("Targets"), 10, asWhole})
	for i := range h.Results {
		r := &h.Results[i]
		row := h.key(r)
		headline := h.wait(r)
		for _, e := range []*study.Estimate{headline, h.toldNumber(r, longestWait)} {
			row = append(row, each(e, func(v float64) any { return v / 86400 })...)
		}
		row = append(row, each(numberOf(r, busiestHour), func(v float64) any { return v })...)
		row = append(row, each(numberOf(r, updatedBy), func(v float64) any { return h.local(v) })...)
		s.rows = append(s.rows, append(row, tally(r)[study.Met], len(r.Targets)))
	}
	return s
}

// queueSheet is the overview of a queue: the same numbers as its two tables.
func (h *review) queueSheet() sheet {
	from, to := h.l.say("from (95 %% interval)"), h.l.say("to (95 %% interval)")
	s := sheet{name: h.l.say("Overview"), above: []string{h.title(), h.sentence()}, heads: []sheetHead{{h.l.say("Slots"), 8, asWhole}}}
	columns := append([]systemColumn{
		{meanWait, h.either("Mean wait", "Mean delay")}, {waitAnySync, h.either("19 of 20 wait\nat most", "19 of 20 are\ndelayed at most")},
		{shareWaited, h.either("Jobs that\nwait at all", "Jobs that are\ndelayed at all")}, {slotsInUse, ""},
	}, h.systemColumns()...)
	forms := make([]cellForm, len(columns))
	for k, c := range columns {
		m, _ := model.MetricNamed(c.metric)
		text, form := "", asDecimal
		if c.metric == slotsInUse {
			text = h.slotsInUse()
		} else {
			text = h.l.say(c.heading)
		}
		switch m.Unit {
		case model.Seconds:
			text, form = text+" (h:mm:ss)", asSpan
		case model.Share:
			form = asPercent
		}
		forms[k] = form
		s.heads = append(s.heads, sheetHead{unwrapped(text), 18, form}, sheetHead{from, 16, form}, sheetHead{to, 16, form})
	}
	s.heads = append(s.heads, sheetHead{h.l.say("Targets met"), 10, asWhole}, sheetHead{h.l.say("Targets"), 10, asWhole})
	for i := range h.Results {
		r := &h.Results[i]
		row := []any{r.Slots}
		for k, c := range columns {
			e := h.told(r, c.metric)
			if e != nil && unknown(e) {
				e = nil // what some runs tell is too short
			}
			row = append(row, each(e, func(v float64) any {
				if forms[k] == asSpan {
					return v / 86400
				}
				return v
			})...)
		}
		s.rows = append(s.rows, append(row, tally(r)[study.Met], len(r.Targets)))
	}
	return s
}

// each is the mean, the low and the high end of an estimate; empty cells if there is
// none.
func each(e *study.Estimate, cell func(float64) any) []any {
	if e == nil {
		return []any{"", "", ""}
	}
	of := possible(e.Metric, e.Estimate)
	return []any{cell(of.Mean), cell(of.Low), cell(of.High)}
}

// inUnit is a value of a metric in a cell of its own form.
func (h *review) inUnit(unit model.Unit, v float64) any {
	switch unit {
	case model.Instant:
		return formed{h.local(v), asDate}
	case model.Share:
		return formed{v, asPercent}
	case model.Count, model.Seconds, model.Hours:
		return formed{v, asTenths}
	}
	return formed{v, asDecimal}
}

// unitName is a unit as the head of a sheet says it.
func (h *review) unitName(unit model.Unit) string {
	switch unit {
	case model.Instant:
		return h.l.say("local date and time")
	case model.Share:
		return "%"
	case model.Count:
		return h.l.say("count")
	case model.Ratio:
		return h.l.say("ratio")
	case model.Days:
		return h.l.say("workdays")
	}
	return string(unit)
}

// metricsSheet has every metric of every result, as the CSV does.
func (h *review) metricsSheet() sheet {
	s := sheet{name: h.l.say("Metrics"), heads: append(h.strategyHeads(),
		sheetHead{h.l.say("If the release has"), 18, asPlain}, sheetHead{h.l.say("Chance of that"), 10, asPercent},
		sheetHead{h.l.say("Metric"), 22, asPlain}, sheetHead{h.l.say("Unit"), 18, asPlain},
		sheetHead{h.l.say("Mean (of instants the median)"), 17, asPlain}, sheetHead{h.l.say("from (95 %% interval)"), 17, asPlain}, sheetHead{h.l.say("to (95 %% interval)"), 17, asPlain},
		sheetHead{h.l.say("one rollout in 20 is below"), 17, asPlain}, sheetHead{h.l.say("one rollout in 20 is above"), 17, asPlain},
		sheetHead{h.l.say("Rollouts"), 10, asWhole}, sheetHead{h.l.say("Why a number is missing"), 40, asPlain})}
	if h.l == English {
		s.heads = append(s.heads, sheetHead{"What is counted", 80, asPlain})
	}
	add := func(r *study.Result, given string, chance float64, metrics []study.Estimate) {
		for i := range metrics {
			e := &metrics[i]
			of, unit := possible(e.Metric, e.Estimate), e.Metric.Unit
			row := append(h.key(r), given, chance, e.Metric.Name, h.unitName(unit),
				h.inUnit(unit, of.Mean), h.inUnit(unit, of.Low), h.inUnit(unit, of.High), h.inUnit(unit, of.P5), h.inUnit(unit, of.P95), of.N, reason(e))
			if h.l == English {
				row = append(row, e.Metric.Doc)
			}
			s.rows = append(s.rows, row)
		}
	}
	for i := range h.Results {
		r := &h.Results[i]
		add(r, "", math.NaN(), h.shown(r.Metrics))
		if r.Problem == nil {
			continue
		}
		add(r, h.l.say("a problem"), h.chance(), h.shown(r.Problem))
		for k := range r.Strata {
			stratum := &r.Strata[k]
			given := h.l.say("no problem")
			if stratum.Stratum != 0 {
				given = strings.Join(stratum.Problems, ", ")
			}
			add(r, given, stratum.Weight, h.shown(stratum.Metrics))
		}
	}
	return s
}

// targetsSheet has what became of each target.
func (h *review) targetsSheet() sheet {
	s := sheet{name: h.l.say("Targets"), heads: append(h.strategyHeads(),
		sheetHead{h.l.say("Target"), 40, asPlain}, sheetHead{h.l.say("decided by"), 20, asPlain}, sheetHead{h.l.say("Bound"), 17, asPlain}, sheetHead{h.l.say("Unit"), 18, asPlain},
		sheetHead{h.l.say("Outcome"), 14, asPlain}, sheetHead{h.l.say("kept in so many rollouts"), 12, asWhole}, sheetHead{h.l.say("of"), 8, asWhole},
		sheetHead{h.l.say("Share that keeps it"), 12, asPercent}, sheetHead{h.l.say("from (95 %% interval)"), 12, asPercent}, sheetHead{h.l.say("to (95 %% interval)"), 12, asPercent})}
	for i := range h.Results {
		r := &h.Results[i]
		for k := range r.Targets {
			t := &r.Targets[k]
			m, _ := model.MetricNamed(t.Metric)
			low, high := t.Low, t.High
			if t.Of == 0 {
				low, high = math.NaN(), math.NaN()
			}
			s.rows = append(s.rows, append(h.key(r), t.Target.Text, t.Metric, h.inUnit(m.Unit, t.Bound), h.unitName(m.Unit),
				h.l.say(outcome(t.Outcome)), t.MetIn, t.Of, t.Share, low, high))
		}
	}
	return s
}

// differencesSheet has the paired differences.
func (h *review) differencesSheet() sheet {
	s := sheet{name: h.l.say("Differences"), heads: []sheetHead{
		{"A", 22, asPlain}, {h.l.say("Slots of A"), 9, asWhole}, {"B", 22, asPlain}, {h.l.say("Slots of B"), 9, asWhole},
		{h.l.say("Metric"), 22, asPlain}, {h.l.say("Unit"), 12, asPlain}, {h.l.say("A − B, mean"), 14, asDecimal},
		{h.l.say("from (95 %% interval)"), 14, asDecimal}, {h.l.say("to (95 %% interval)"), 14, asDecimal},
		{h.l.say("p, adjusted (Holm)"), 12, asDecimal}, {h.l.say("Rollouts"), 10, asWhole}, {h.l.say("Worth naming"), 10, asPlain}, {h.l.say("Practically alike"), 10, asPlain},
		{h.l.say("Correlation by common random numbers"), 14, asDecimal}, {h.l.say("Why a number is missing"), 40, asPlain}}}
	for i := range h.Differences {
		d := &h.Differences[i]
		unit := string(d.Metric.Unit)
		if d.Metric.Unit == model.Instant {
			unit = string(model.Seconds)
		}
		s.rows = append(s.rows, []any{d.A, d.SlotsA, d.B, d.SlotsB, d.Metric.Name, unit, d.Mean, d.Low, d.High, d.P, d.N,
			h.yes(d.WorthIt), h.yes(d.Alike), d.Correlation, d.Reason})
	}
	return s
}

func (h *review) yes(is bool) string {
	if is {
		return h.l.say("yes")
	}
	return h.l.say("no")
}

// phasesSheet has the phases of each plan, with when they open.
func (h *review) phasesSheet() sheet {
	s := sheet{name: h.l.say("Phases"), heads: append(h.strategyHeads(),
		sheetHead{h.l.say("Phase"), 22, asPlain}, sheetHead{h.l.say("PCs"), 10, asWhole}, sheetHead{h.l.say("Planned (local time)"), 18, asDate},
		sheetHead{h.l.say("Opens, mean (local time)"), 18, asDate}, sheetHead{h.l.say("from (95 %% interval)"), 18, asDate}, sheetHead{h.l.say("to (95 %% interval)"), 18, asDate},
		sheetHead{h.l.say("Rollouts in which it never opens"), 14, asPercent})}
	for i := range h.Results {
		r := &h.Results[i]
		for k := range r.Phases {
			p := &r.Phases[k]
			s.rows = append(s.rows, append(h.key(r), p.Name, p.Clients, h.local(p.Planned.Seconds()),
				h.local(p.Opened.Mean), h.local(p.Opened.Low), h.local(p.Opened.High), p.Unopened))
		}
	}
	return s
}

// mostHours is how many hours are told at most, since a sheet has some million rows;
// of more there is no sheet.
const mostHours = 1_000_000

// hoursSheet has what happens over time, hour by hour.
func (h *review) hoursSheet() sheet {
	s := sheet{name: h.l.say("Hours"), heads: append(h.strategyHeads(),
		sheetHead{h.l.say("Hour begins (local time)"), 18, asDate}, sheetHead{h.l.say("Hours since the start"), 12, asTenths},
		sheetHead{h.l.say("Running with a slot, mean"), 14, asTenths}, sheetHead{h.l.say("Running without, mean"), 14, asTenths},
		sheetHead{h.l.say("Waiting, mean"), 12, asTenths}, sheetHead{h.l.say("Waiting, highest mean of five minutes"), 14, asTenths}, sheetHead{h.l.say("PCs on, mean"), 12, asTenths},
		sheetHead{h.l.say("Asks in the hour"), 12, asTenths}, sheetHead{h.l.say("Updated at its end, of the PCs that can be"), 16, asPercent})}
	for i := range h.Results {
		r := &h.Results[i]
		if len(r.Series.Running) == 0 {
			continue
		}
		n := int(time.Hour / r.Series.Width)
		for k := 0; k < len(r.Series.Running); k += n {
			to := min(k+n, len(r.Series.Running))
			mean := func(values []float64) any {
				if len(values) < to {
					return ""
				}
				return totalOf(values[k:to]) / float64(to-k)
			}
			most, asks, updated := any(""), any(""), any("")
			if len(r.Series.Waiting) >= to {
				largest := 0.0
				for _, v := range r.Series.Waiting[k:to] {
					largest = max(largest, v)
				}
				most = largest
			}
			if len(r.Series.Asks) >= to {
				asks = totalOf(r.Series.Asks[k:to])
			}
			if len(r.Series.Updated) >= to {
				updated = r.Series.Updated[to-1]
			}
			begin := instant(&r.Series, k)
			s.rows = append(s.rows, append(h.key(r), h.local(begin), begin/3600, mean(r.Series.Running), mean(r.Series.Bypass),
				mean(r.Series.Waiting), most, mean(r.Series.Online), asks, updated))
		}
		if len(s.rows) > mostHours {
			return sheet{}
		}
	}
	return s
}

func totalOf(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// accountingSheet shows that nobody got lost.
func (h *review) accountingSheet() sheet {
	s := sheet{name: h.l.say("Who is counted"), heads: h.strategyHeads()}
	for _, words := range []string{"Asked for", "Done", "Given up", "Waiting", "Running"} {
		s.heads = append(s.heads, sheetHead{h.l.say(words), 12, asWhole})
	}
	for i := range h.Results {
		a := &h.Results[i].Accounting
		s.rows = append(s.rows, append(h.key(&h.Results[i]), a.Asked, a.Done, a.GaveUp, a.Waiting, a.Running))
	}
	return s
}

// assumptionsSheet has every value that the answer rests on, and where it comes from.
func (h *review) assumptionsSheet() sheet {
	s := sheet{name: h.l.say("Assumptions"), heads: []sheetHead{{h.l.say("Setting"), 45, asPlain}, {h.l.say("Value"), 45, asPlain},
		{h.l.say("Kind"), 14, asPlain}, {h.l.say("May be"), 20, asPlain}, {h.l.say("Source"), 80, asPlain}, {h.l.say("By"), 20, asPlain}, {h.l.say("File and line"), 24, asPlain}}}
	for i := range h.Scenario.Origins {
		o := &h.Scenario.Origins[i]
		kind, place := "", ""
		switch o.Kind {
		case model.Assumption:
			kind = h.l.say("assumption")
		case model.Default:
			kind = h.l.say("default")
		case model.FromSet:
			kind = h.l.say("command line")
		case model.FromFile:
			kind, place = h.l.say("file"), fmt.Sprintf("%s:%d", printable(o.File), o.Line)
		}
		s.rows = append(s.rows, []any{printable(o.Path), printable(o.Value), kind, printable(o.Range), printable(o.Source), printable(o.By), place})
	}
	return s
}

// provenanceSheet says how it was computed.
func (h *review) provenanceSheet() sheet {
	s := sheet{name: h.l.say("How it was computed"), heads: []sheetHead{{h.l.say("What"), 34, asPlain}, {h.l.say("Value"), 90, asPlain}}}
	add := func(what string, value any) {
		if value != "" {
			s.rows = append(s.rows, []any{what, value})
		}
	}
	add(h.l.say("Scenario"), h.Scenario.Name)
	add(h.l.say("Scenario hash"), h.Hash)
	add(h.l.say("Start (local time)"), formed{h.at(0), asDate})
	add(h.l.say("Time zone"), h.Scenario.Calendar.Zone.String())
	add(h.l.say("Days simulated"), h.Scenario.Horizon)
	add(h.l.say("PCs"), h.Scenario.Clients())
	if n := h.Scenario.NewClients(); n > 0 {
		add(h.l.say("PCs of new employees"), n)
	}
	if h.Scenario.Release != nil {
		add(h.l.say("Release"), string(h.Scenario.Release.Version))
	}
	add(h.l.say("Rollouts of each strategy"), h.Replications)
	if h.Partial() {
		add(h.l.say("asked for, stopped before"), h.Asked)
	}
	add(h.l.say("Seed"), fmt.Sprint(h.Scenario.Seed))
	add(h.l.say("Command that gives it again"), h.Command)
	add(h.l.say("Program"), "rollsim "+h.Program)
	add(h.l.say("Intervals"), h.l.say("of 95 %% over the rollouts: how sure the mean is, or of instants the median. One rollout in twenty lies below the fifth percentile, one above the ninety-fifth: what may happen."))
	return s
}
