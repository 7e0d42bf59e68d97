package reports

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

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
			h.cell(h.told(r, waited)).html(),
			h.cell(metric(r, "queue.max")).html(),
			h.cell(metric(r, "waiting_hours")).html(),
			{Main: h.worstMorning(r)},
		}})
	}
	s.Blocks = append(s.Blocks, block{Table: t})
	for i, results := range settings(h.Results) {
		if b, ok := h.waitsBlock(results, "waits-"+chartKey(i)); ok {
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
