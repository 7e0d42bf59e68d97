package reports

import (
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// slotsSection is the one picture of a review: slots against the wait, and what
// each strategy brings on each number that was computed.
func (h *review) slotsSection() section {
	if h.Sizing == nil || len(h.Sizing.Sized) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.l.Say(say.T("Waits by parallel syncs",
		"Wartezeiten nach parallelen Synchronisierungen")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Parallel syncs", "Parallele Synchronisierungen")), h.l.Say(say.T("Wait of 19 of 20 at most", "19 von 20 warten höchstens")), h.l.Say(say.T("95 %% updated by", "95 %% aktualisiert bis"))}}
	for i := range h.Sizing.Sized {
		of := &h.Sizing.Sized[i]
		for k := range of.Curve {
			c := &of.Curve[k]
			t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.lineName(of.Strategy)}, {Main: h.Number(c.Setting, 1)}, stacked(h.cell(&c.Wait)), stacked(h.cell(&c.Ends))}})
		}
	}
	caption := h.l.Say(say.T("Parallel syncs against the wait that 19 of 20 people do not exceed",
		"Parallele Synchronisierungen und die Wartezeit, die 19 von 20 Personen nicht überschreiten"))
	if h.queue {
		caption = h.l.Say(say.T("Parallel syncs against the wait that 19 of 20 jobs do not exceed",
			"Parallele Synchronisierungen und die Wartezeit, die 19 von 20 Aufträgen nicht überschreiten"))
	}
	if h.Sizing.Looked < h.Replications {
		caption += h.l.Say(say.T("; the first %d of %d rollouts, shaded: 95 %% intervals",
			"; die ersten %d von %d Rollouts, schattiert: 95-%%-Intervalle"), h.Sizing.Looked, h.Replications)
	}
	return section{ID: "slots", Heading: h.l.Say(say.T("How many parallel syncs", "Wie viele parallele Synchronisierungen")), Blocks: []block{
		{Figure: &htmlFigure{ID: "slots-chart", Chart: "slots", Caption: caption,
			Label: h.l.Say(say.T("A falling line for each strategy; the numbers are in the table below",
				"Eine fallende Linie für jede Strategie; die Zahlen stehen in der Tabelle darunter")), Slider: h.l.Say(say.T("Parallel syncs", "Parallele Synchronisierungen")), Table: t}},
	}}
}

// slotsChart is what that picture is drawn from.
func (h *review) slotsChart(d *pageData) {
	if h.Sizing == nil || len(h.Sizing.Sized) == 0 {
		return
	}
	type pointData struct {
		Setting float64  `json:"setting"`
		Wait    *float64 `json:"wait"` // seconds
		Low     *float64 `json:"low"`
		High    *float64 `json:"high"`
		Words   string   `json:"words"` // the wait with its interval
		Ends    string   `json:"ends"`
		Met     string   `json:"met"`
		On      string   `json:"on"` // the setting in words
	}
	type lineData struct {
		Name   string      `json:"name"`
		Index  int         `json:"index"`
		Points []pointData `json:"points"`
		Beyond string      `json:"beyond,omitempty"` // what is so on more slots than the last point has
	}
	var lines []lineData
	for i := range h.Sizing.Sized {
		of := &h.Sizing.Sized[i]
		line := lineData{Name: h.lineName(of.Strategy), Index: h.tintOf(of.Strategy)}
		for k := range of.Curve {
			c := &of.Curve[k]
			r := study.Result{Strategy: of.Strategy, Targets: c.Targets}
			met := ""
			if len(c.Targets) > 0 {
				met = strings.ReplaceAll(h.targetsCell(&r), "\n", ", ")
			}
			line.Points = append(line.Points, pointData{Setting: c.Setting, Wait: finiteOrNull(c.Wait.Mean), Low: finiteOrNull(c.Wait.Low), High: finiteOrNull(c.Wait.High),
				Words: h.estimate(&c.Wait), Ends: h.estimate(&c.Ends), Met: met, On: h.onSlots(c.Setting)})
		}
		if last := len(of.Curve) - 1; last >= 0 && of.Curve[last].Wait.Mean < 1 && !h.slows {
			line.Beyond = h.l.Say(say.T("no wait for 19 of 20 from %s on", "ab %s keine Wartezeit für 19 von 20"), h.Number(of.Curve[last].Setting, 1))
		}
		lines = append(lines, line)
	}
	// Paper shows the slots that the verdict is about; the slider begins at today's
	// setting, or where there is none at the same.
	signed := float64(h.Results[max(h.Verdict.Best, 0)].Slots)
	if rollouts := h.rollouts(); len(rollouts) > 0 && !h.queue {
		signed = float64(h.chosen(rollouts).Slots)
	}
	begin := h.Sizing.Today()
	if !finite(begin) {
		begin = signed
	}
	chart := map[string]any{"lines": lines, "today": finiteOrNull(h.Sizing.Today()), "begin": begin, "signed": signed}
	for _, t := range h.Scenario.Targets {
		if h.judged(t.Metric) == h.judged(waitAfterUpdate) && !t.AtLeast {
			chart["target"] = t.Bound
			chart["targetText"] = t.Text
		}
	}
	d.Charts["slots"] = chart
}

// onSlots heads what strategies bring on a number of slots.
func (h *review) onSlots(setting float64) string {
	if setting == 1 {
		return h.l.Say(say.T("On 1 slot", "Mit 1 Platz"))
	}
	return h.l.Say(say.T("On %s slots", "Mit %s Plätzen"), h.Number(setting, 1))
}

// lineName is what the line of a strategy is called where slots vary.
func (h *review) lineName(strategy string) string {
	if h.queue {
		return h.l.Say(say.T("jobs", "Aufträge"))
	}
	return h.called(printable(strategy))
}

// finiteOrNull is a number for the script of a page, null where there is none.
func finiteOrNull(x float64) *float64 {
	if !finite(x) {
		return nil
	}
	return &x
}

// waitingSection says what waiting feels like.
func (h *review) waitingSection() section {
	s := section{ID: "waiting", Heading: h.l.Say(say.T("What waiting feels like", "Wie sich das Warten anfühlt"))}
	t := &htmlTable{Caption: h.l.Say(say.T("Waiting, by strategy", "Das Warten nach Strategie")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Share that waits", "Anteil, der wartet")), h.l.Say(say.T("Most people waiting at once", "Höchstens gleichzeitig Wartende")), h.l.Say(say.T("Hours waited, all together", "Wartestunden aller zusammen")), h.l.Say(say.T("Worst moment", "Schlimmster Moment"))}}
	for i := range h.Results {
		r := &h.Results[i]
		waited := "wait.update.waited"
		if r.Strategy == model.NoRollout || h.queue {
			waited = "wait.all.waited"
		}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{
			{Main: h.nameOf(r)},
			stacked(h.cell(h.told(r, waited))),
			stacked(h.cell(metric(r, "queue.max"))),
			stacked(h.cell(metric(r, "waiting_hours"))),
			{Main: h.worstMorning(r)},
		}})
	}
	s.Blocks = append(s.Blocks, block{Table: t})
	for i, results := range settings(h.Results) {
		if b, ok := h.distributionFigure(results, "waits-"+chartKey(i)); ok {
			s.Blocks = append(s.Blocks, b)
		}
	}
	s.Blocks = append(s.Blocks, h.waitingHeat()...)
	s.tableBlock(h.promiseTable())
	s.tableBlock(h.groupTable())
	s.tableBlock(h.worseTable())
	s.listBlock(h.l.Say(say.T("Everyday after the rollout", "Der Alltag nach dem Rollout")), h.afterNotes())
	s.listBlock(h.l.Say(say.T("Echoes", "Echos")), h.echoNotes())
	s.listBlock(h.l.Say(say.T("Jobs that gave up or were turned away",
		"Aufträge, die aufgaben oder abgewiesen wurden")), h.gaveUpNotes())
	return s
}

// worstMorning is when most people wait, on average over all rollouts.
func (h *review) worstMorning(r *study.Result) string {
	s := &r.Series
	if len(s.Waiting) == 0 || s.Waiting[s.Busiest] < 0.5 {
		return h.l.Say(say.T("no line", "keine Schlange"))
	}
	return h.l.Say(say.T("%s: %s on average", "%s: im Mittel %s"), h.short(instant(s, s.Busiest)), h.who(int(s.Waiting[s.Busiest]+0.5)))
}
