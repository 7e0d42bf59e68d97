package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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
	return []sheetHead{{h.l.Say(say.T("Strategy", "Strategie")), 22, asPlain}, {h.l.Say(say.T("Slots", "Plätze")), 8, asWhole}}
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
	wait, longest := h.l.Say(say.T("Wait after the update of 19 in 20, at most (h:mm:ss)",
		"Wartezeit nach dem Update bei 19 von 20 höchstens (h:mm:ss)")), h.l.Say(say.T("Longest wait of a PC, of 19 in 20 at most (h:mm:ss)",
		"Längste Wartezeit eines PCs, bei 19 von 20 höchstens (h:mm:ss)"))
	if h.slows {
		wait, longest = h.l.Say(say.T("Delay after the update of 19 in 20, at most (h:mm:ss)",
			"Verzögerung nach dem Update bei 19 von 20 höchstens (h:mm:ss)")), h.l.Say(say.T("Longest delay of a PC, of 19 in 20 at most (h:mm:ss)",
			"Längste Verzögerung eines PCs, bei 19 von 20 höchstens (h:mm:ss)"))
	}
	if len(h.rollouts()) == 0 {
		wait = h.l.Say(say.T("Wait of 19 in 20, at most (h:mm:ss)",
			"Wartezeit bei 19 von 20 höchstens (h:mm:ss)"))
	}
	from, to := h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)"))
	s := sheet{name: h.l.Say(say.T("Overview", "Überblick")), above: []string{h.title(), h.sentence()}, heads: h.strategyHeads()}
	for _, three := range []sheetHead{{wait, 20, asSpan}, {longest, 20, asSpan}, {h.l.Say(say.T("Slots in use, busiest hour", "Belegte Plätze, stärkste Stunde")), 16, asPercent},
		{h.l.Say(say.T("95 %% of the PCs are updated by (local time)",
			"95 %% der PCs aktualisiert bis (Ortszeit)")), 20, asDate}} {
		s.heads = append(s.heads, three, sheetHead{from, 16, three.form}, sheetHead{to, 16, three.form})
	}
	s.heads = append(s.heads, sheetHead{h.l.Say(say.T("Targets met", "Zielwerte erreicht")), 10, asWhole}, sheetHead{h.l.Say(say.T("Targets", "Zielwerte")), 10, asWhole})
	for i := range h.Results {
		r := &h.Results[i]
		row := h.key(r)
		headline := h.wait(r)
		for _, e := range []*study.Estimate{headline, h.toldNumber(r, longestWait)} {
			row = append(row, each(e, func(v float64) any { return v / 86400 })...)
		}
		row = append(row, each(numberOf(r, busiestHour), func(v float64) any { return v })...)
		row = append(row, each(numberOf(r, updatedBy), func(v float64) any { return h.local(v) })...)
		s.rows = append(s.rows, append(row, tally(r)[study.Met], looked(r)))
	}
	return s
}

// queueSheet is the overview of a queue: the same numbers as its two tables.
func (h *review) queueSheet() sheet {
	from, to := h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)"))
	s := sheet{name: h.l.Say(say.T("Overview", "Überblick")), above: []string{h.title(), h.sentence()}, heads: []sheetHead{{h.l.Say(say.T("Slots", "Plätze")), 8, asWhole}}}
	columns := append(h.queueColumns(), h.systemColumns()...)
	forms := make([]cellForm, len(columns))
	for k, c := range columns {
		m, _ := model.MetricNamed(c.metric)
		text, form := h.l.Say(c.heading), asDecimal
		switch m.Unit {
		case model.Seconds:
			text, form = text+" (h:mm:ss)", asSpan
		case model.Share:
			form = asPercent
		}
		forms[k] = form
		s.heads = append(s.heads, sheetHead{unwrapped(text), 18, form}, sheetHead{from, 16, form}, sheetHead{to, 16, form})
	}
	s.heads = append(s.heads, sheetHead{h.l.Say(say.T("Targets met", "Zielwerte erreicht")), 10, asWhole}, sheetHead{h.l.Say(say.T("Targets", "Zielwerte")), 10, asWhole})
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
		s.rows = append(s.rows, append(row, tally(r)[study.Met], looked(r)))
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
		return h.l.Say(say.T("local date and time", "Datum und Uhrzeit"))
	case model.Share:
		return "%"
	case model.Count:
		return h.l.Say(say.T("count", "Anzahl"))
	case model.Ratio:
		return h.l.Say(say.T("ratio", "Verhältnis"))
	case model.Days:
		return h.l.Say(say.T("workdays", "Arbeitstage"))
	}
	return string(unit)
}

// metricsSheet has every metric of every result, as the CSV does.
func (h *review) metricsSheet() sheet {
	s := sheet{name: h.l.Say(say.T("Metrics", "Kennzahlen")), heads: append(h.strategyHeads(),
		sheetHead{h.l.Say(say.T("If the release has", "Falls das Release hat")), 18, asPlain}, sheetHead{h.l.Say(say.T("Chance of that", "Chance dafür")), 10, asPercent},
		sheetHead{h.l.Say(say.T("Metric", "Kennzahl")), 22, asPlain}, sheetHead{h.l.Say(say.T("Unit", "Einheit")), 18, asPlain},
		sheetHead{h.l.Say(say.T("Mean (of instants the median)", "Mittel (bei Zeitpunkten Median)")), 17, asPlain}, sheetHead{h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), 17, asPlain}, sheetHead{h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)")), 17, asPlain},
		sheetHead{h.l.Say(say.T("one rollout in 20 is below", "einer von 20 Rollouts liegt darunter")), 17, asPlain}, sheetHead{h.l.Say(say.T("one rollout in 20 is above", "einer von 20 Rollouts liegt darüber")), 17, asPlain},
		sheetHead{h.l.Say(say.T("Rollouts", "Rollouts")), 10, asWhole}, sheetHead{h.l.Say(say.T("Why a number is missing", "Warum eine Zahl fehlt (englisch)")), 40, asPlain})}
	if h.l.Language == say.English {
		s.heads = append(s.heads, sheetHead{"What is counted", 80, asPlain})
	}
	add := func(r *study.Result, given string, chance float64, metrics []study.Estimate) {
		for i := range metrics {
			e := &metrics[i]
			of, unit := possible(e.Metric, e.Estimate), e.Metric.Unit
			row := append(h.key(r), given, chance, e.Metric.Name, h.unitName(unit),
				h.inUnit(unit, of.Mean), h.inUnit(unit, of.Low), h.inUnit(unit, of.High), h.inUnit(unit, of.P5), h.inUnit(unit, of.P95), of.N, reason(e))
			if h.l.Language == say.English {
				row = append(row, e.Metric.Doc)
			}
			s.rows = append(s.rows, row)
		}
	}
	for i := range h.Results {
		r := &h.Results[i]
		add(r, "", math.NaN(), h.shown(r.Metrics))
		for _, k := range h.risksOf(r) {
			given := h.l.Say(say.T("a problem", "ein Problem"))
			if k.named {
				given = h.l.Say(say.T("a problem of %s", "ein Problem von %s"), string(h.Scenario.Versions()[k.release]))
			}
			add(r, given, h.chanceOf(k.release), h.shown(k.bad))
		}
		for k := range r.Strata {
			stratum := &r.Strata[k]
			given := h.l.Say(say.T("no problem", "kein Problem"))
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
	s := sheet{name: h.l.Say(say.T("Targets", "Zielwerte")), heads: append(h.strategyHeads(),
		sheetHead{h.l.Say(say.T("Target", "Zielwert")), 40, asPlain}, sheetHead{h.l.Say(say.T("decided by", "entschieden nach")), 20, asPlain}, sheetHead{h.l.Say(say.T("Bound", "Grenze")), 17, asPlain}, sheetHead{h.l.Say(say.T("Unit", "Einheit")), 18, asPlain},
		sheetHead{h.l.Say(say.T("Outcome", "Ergebnis")), 14, asPlain}, sheetHead{h.l.Say(say.T("kept in so many rollouts", "eingehalten in so vielen Rollouts")), 12, asWhole}, sheetHead{h.l.Say(say.T("of", "von")), 8, asWhole},
		sheetHead{h.l.Say(say.T("Share that keeps it", "Anteil, der ihn einhält")), 12, asPercent}, sheetHead{h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), 12, asPercent}, sheetHead{h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)")), 12, asPercent})}
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
				h.l.Say(outcome(t.Outcome)), t.MetIn, t.Of, t.Share, low, high))
		}
	}
	return s
}

// differencesSheet has the paired differences.
func (h *review) differencesSheet() sheet {
	s := sheet{name: h.l.Say(say.T("Differences", "Unterschiede")), heads: []sheetHead{
		{"A", 22, asPlain}, {h.l.Say(say.T("Slots of A", "Plätze von A")), 9, asWhole}, {"B", 22, asPlain}, {h.l.Say(say.T("Slots of B", "Plätze von B")), 9, asWhole},
		{h.l.Say(say.T("Metric", "Kennzahl")), 22, asPlain}, {h.l.Say(say.T("Unit", "Einheit")), 12, asPlain}, {h.l.Say(say.T("A − B, mean", "A − B, Mittel")), 14, asDecimal},
		{h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), 14, asDecimal}, {h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)")), 14, asDecimal},
		{h.l.Say(say.T("p, adjusted (Holm)", "p, angepasst (Holm)")), 12, asDecimal}, {h.l.Say(say.T("Rollouts", "Rollouts")), 10, asWhole}, {h.l.Say(say.T("Worth naming", "Nennenswert")), 10, asPlain}, {h.l.Say(say.T("Practically alike", "Praktisch gleich")), 10, asPlain},
		{h.l.Say(say.T("Correlation by common random numbers",
			"Korrelation durch gemeinsame Zufallszahlen")), 14, asDecimal}, {h.l.Say(say.T("Why a number is missing", "Warum eine Zahl fehlt (englisch)")), 40, asPlain}}}
	for i := range h.Differences {
		d := &h.Differences[i]
		unit := string(d.Metric.Unit)
		if d.Metric.Unit == model.Instant {
			unit = string(model.Seconds)
		}
		s.rows = append(s.rows, []any{d.A, d.SlotsA, d.B, d.SlotsB, d.Metric.Name, unit, d.Mean, d.Low, d.High, d.P, d.N,
			h.yes(d.WorthIt), h.yes(d.Alike), d.Correlation, whyMissing(d.Missing)})
	}
	return s
}

func (h *review) yes(is bool) string {
	if is {
		return h.l.Say(say.T("yes", "ja"))
	}
	return h.l.Say(say.T("no", "nein"))
}

// phasesSheet has the phases of each plan, with when they open.
func (h *review) phasesSheet() sheet {
	s := sheet{name: h.l.Say(say.T("Phases", "Phasen")), heads: append(h.strategyHeads(),
		sheetHead{h.l.Say(say.T("Phase", "Phase")), 22, asPlain}, sheetHead{h.l.Say(say.T("PCs", "PCs")), 10, asWhole}, sheetHead{h.l.Say(say.T("Planned (local time)", "Geplant (Ortszeit)")), 18, asDate},
		sheetHead{h.l.Say(say.T("Opens, mean (local time)", "Beginnt, Mittel (Ortszeit)")), 18, asDate}, sheetHead{h.l.Say(say.T("from (95 %% interval)", "von (95-%%-Intervall)")), 18, asDate}, sheetHead{h.l.Say(say.T("to (95 %% interval)", "bis (95-%%-Intervall)")), 18, asDate},
		sheetHead{h.l.Say(say.T("Rollouts in which it never opens", "Rollouts, in denen sie nie beginnt")), 14, asPercent})}
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
	s := sheet{name: h.l.Say(say.T("Hours", "Stunden")), heads: append(h.strategyHeads(),
		sheetHead{h.l.Say(say.T("Hour begins (local time)", "Beginn der Stunde (Ortszeit)")), 18, asDate}, sheetHead{h.l.Say(say.T("Hours since the start", "Stunden seit Beginn")), 12, asTenths},
		sheetHead{h.l.Say(say.T("Running with a slot, mean", "Laufend mit Platz, Mittel")), 14, asTenths}, sheetHead{h.l.Say(say.T("Running without, mean", "Laufend ohne Platz, Mittel")), 14, asTenths},
		sheetHead{h.l.Say(say.T("Waiting, mean", "Wartend, Mittel")), 12, asTenths}, sheetHead{h.l.Say(say.T("Waiting, highest mean of five minutes",
			"Wartend, höchstes Fünf-Minuten-Mittel")), 14, asTenths}, sheetHead{h.l.Say(say.T("PCs on, mean", "PCs an, Mittel")), 12, asTenths},
		sheetHead{h.l.Say(say.T("Asks in the hour", "Anfragen in der Stunde")), 12, asTenths}, sheetHead{h.l.Say(say.T("Updated at its end, of the PCs that can be",
			"Aktualisiert an ihrem Ende, von den PCs, die es können")), 16, asPercent})}
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
	s := sheet{name: h.l.Say(say.T("Who is counted", "Wer gezählt wird")), heads: h.strategyHeads()}
	for _, words := range []say.Msg{say.T("Asked for", "Angefragt"), say.T("Done", "Erledigt"), say.T("Given up", "Aufgegeben"),
		say.T("Waiting", "Wartend"), say.T("Running", "Laufend")} {
		s.heads = append(s.heads, sheetHead{h.l.Say(words), 12, asWhole})
	}
	for i := range h.Results {
		a := &h.Results[i].Accounting
		s.rows = append(s.rows, append(h.key(&h.Results[i]), a.Asked, a.Done, a.GaveUp, a.Waiting, a.Running))
	}
	return s
}

// assumptionsSheet has every value that the answer rests on, and where it comes from.
func (h *review) assumptionsSheet() sheet {
	s := sheet{name: h.l.Say(say.T("Assumptions", "Annahmen")), heads: []sheetHead{{h.l.Say(say.T("Setting", "Einstellung")), 45, asPlain}, {h.l.Say(say.T("Value", "Wert")), 45, asPlain},
		{h.l.Say(say.T("Kind", "Art")), 14, asPlain}, {h.l.Say(say.T("May be", "Kann sein")), 20, asPlain}, {h.l.Say(say.T("Source", "Quelle")), 80, asPlain}, {h.l.Say(say.T("By", "Von")), 20, asPlain}, {h.l.Say(say.T("File and line", "Datei und Zeile")), 24, asPlain}}}
	for i := range h.Scenario.Origins {
		o := &h.Scenario.Origins[i]
		source := ""
		if o.Source != nil {
			source = o.Source.String()
		}
		kind, place := "", ""
		switch o.Kind {
		case model.Assumption:
			kind = h.l.Say(say.T("assumption", "Annahme"))
		case model.Default:
			kind = h.l.Say(say.T("default", "Vorgabe"))
		case model.FromSet:
			kind = h.l.Say(say.T("command line", "Kommandozeile"))
		case model.FromFile:
			kind, place = h.l.Say(say.T("file", "Datei")), fmt.Sprintf("%s:%d", printable(o.File), o.Line)
		}
		s.rows = append(s.rows, []any{printable(o.Path), printable(o.Value), kind, printable(o.Range), printable(source), printable(o.By), place})
	}
	return s
}

// provenanceSheet says how it was computed.
func (h *review) provenanceSheet() sheet {
	s := sheet{name: h.l.Say(say.T("How it was computed", "Wie gerechnet wurde")), heads: []sheetHead{{h.l.Say(say.T("What", "Was")), 34, asPlain}, {h.l.Say(say.T("Value", "Wert")), 90, asPlain}}}
	add := func(what string, value any) {
		if value != "" {
			s.rows = append(s.rows, []any{what, value})
		}
	}
	add(h.l.Say(say.T("Scenario", "Szenario")), h.Scenario.Name)
	add(h.l.Say(say.T("Scenario hash", "Prüfsumme des Szenarios")), h.Hash)
	add(h.l.Say(say.T("Start (local time)", "Beginn (Ortszeit)")), formed{h.at(0), asDate})
	add(h.l.Say(say.T("Time zone", "Zeitzone")), h.Scenario.Calendar.Zone.String())
	add(h.l.Say(say.T("Days simulated", "Simulierte Tage")), h.Scenario.Horizon)
	add(h.l.Say(say.T("PCs", "PCs")), h.Scenario.Clients())
	if n := h.Scenario.NewClients(); n > 0 {
		add(h.l.Say(say.T("PCs of new employees", "PCs neuer Mitarbeiter")), n)
	}
	if h.Scenario.Release != nil {
		add(h.l.Say(say.T("Release", "Release")), string(h.Scenario.Release.Version))
	}
	add(h.l.Say(say.T("Rollouts of each strategy", "Rollouts je Strategie")), h.Replications)
	if h.Partial() {
		add(h.l.Say(say.T("asked for, stopped before", "verlangt, vorher angehalten")), h.Asked)
	}
	add(h.l.Say(say.T("Seed", "Startwert")), fmt.Sprint(h.Scenario.Seed))
	add(h.l.Say(say.T("Command that gives it again", "Befehl, der dasselbe ergibt")), h.Command)
	add(h.l.Say(say.T("Program", "Programm")), "rollsim "+h.Program)
	add(h.l.Say(say.T("Intervals", "Intervalle")), h.l.Say(say.T("of 95 %% over the rollouts: how sure the mean is, or of instants the median. One rollout in twenty lies below the fifth percentile, one above the ninety-fifth: what may happen.",
		"zu 95 %% über die Rollouts: wie sicher das Mittel ist, bei Zeitpunkten der Median. Einer von zwanzig Rollouts liegt unter dem fünften Perzentil, einer über dem fünfundneunzigsten: was vorkommen kann.")))
	return s
}
