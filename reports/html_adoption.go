package reports

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// adoptionSection shows how many PCs are updated, with the phases, and who is left.
func (h *review) adoptionSection() section {
	s := section{ID: "adoption", Heading: h.l.Say(say.T("Who is updated when", "Wer wann aktualisiert ist"))}
	if len(h.adopting()) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.l.Say(say.T("Shares of PCs updated", "Anteile aktualisierter PCs")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Half by", "Die Hälfte bis")), h.l.Say(say.T("95 %% by", "95 %% bis")), h.l.Say(say.T("99 %% by", "99 %% bis")), h.l.Say(say.T("By the end of the simulation", "Bis zum Ende der Simulation")), h.l.Say(say.T("Never", "Nie"))}}
	phases := &htmlTable{Caption: h.l.Say(say.T("The phases", "Die Phasen")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Phase", "Phase")), h.l.Say(say.T("PCs", "PCs")), h.l.Say(say.T("Planned", "Geplant")), h.l.Say(say.T("Opens", "Beginnt")), h.l.Say(say.T("Does not open", "Beginnt nicht"))}}
	for _, r := range h.adopting() {
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, h.cell(metric(r, "updated.p50")).html(), h.cell(metric(r, updatedBy)).html(), h.cell(metric(r, "updated.p99")).html(),
			h.cell(metric(r, "updated.at_horizon")).html(), h.cell(metric(r, neverUpdated)).html()}})
		var rows []htmlRow
		for i := range r.Phases {
			ph := &r.Phases[i]
			opens := h.l.Say(say.T("in no rollout", "in keinem Rollout"))
			if finite(ph.Opened.Mean) {
				opens = h.short(ph.Opened.Mean)
			}
			never := "0 %"
			if ph.Unopened > 0 {
				never = h.l.Say(say.T("in %s of rollouts", "in %s der Rollouts"), h.Percent(ph.Unopened))
			}
			rows = append(rows, htmlRow{Cells: cells(h.called(ph.Name), h.Thousands(ph.Clients), h.short(ph.Planned.Seconds()), opens, never)})
		}
		phases.grouped(h.nameOf(r), rows)
	}
	phases.Folded = len(phases.Rows) > 8
	s.Blocks = append(s.Blocks, block{Figure: &htmlFigure{ID: "adoption-chart", Chart: "adoption", Caption: h.l.Say(say.T("Share of the PCs that are updated; each dot is the opening of a phase, grey days are no workdays",
		"Anteil der PCs, die aktualisiert sind; jeder Punkt ist der Beginn einer Phase, graue Tage sind keine Arbeitstage")),
		Label: h.l.Say(say.T("A rising line for each strategy, with its phases; dates are in the table below",
			"Eine steigende Linie für jede Strategie, mit ihren Phasen; die Daten stehen in der Tabelle darunter")), Table: t}}, block{Table: phases})
	s.Blocks = append(s.Blocks, h.groupBlocks()...)
	s.Blocks = append(s.Blocks, block{Table: h.leftTable()})
	s.listBlock(h.l.Say(say.T("Halts by gates", "Halte durch Freigabekriterien")), h.gateHalts())
	return s
}

// leftTable says week by week how many PCs are still to be updated.
func (h *review) leftTable() *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("Still to be updated, at the beginning of each week",
		"Noch nicht aktualisiert, jeweils zu Beginn der Woche")), Heads: []string{h.l.Say(say.T("Day", "Tag"))}, Folded: true}
	adopting := h.adopting()
	ends := 0.0
	for _, r := range adopting {
		t.Heads = append(t.Heads, h.nameOf(r))
		ends = max(ends, float64(len(r.Series.Updated))*r.Series.Width.Seconds())
	}
	for d := model.DateOf(h.at(0)); ; d = d.Add(1) {
		local := d.In(h.calendar.Zone)
		at := local.Sub(h.start).Seconds()
		if at > ends {
			return t
		}
		if at < 0 || at > 0 && local.Weekday() != time.Monday {
			continue
		}
		row, left := []htmlCell{{Main: h.dayName(local, false)}}, 0.0
		for _, r := range adopting {
			share := 1.0
			if k := int(at/r.Series.Width.Seconds()) - 1; k >= 0 {
				share = 1 - r.Series.Updated[min(k, len(r.Series.Updated)-1)]
			}
			left = max(left, share)
			row = append(row, htmlCell{Main: h.Percent(share)})
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
		if left < 0.0005 {
			return t
		}
	}
}

// adopting are the results whose updates are drawn.
func (h *review) adopting() []*study.Result {
	return where(h.rollouts(), func(r *study.Result) bool { return len(r.Series.Updated) > 0 })
}

// adoptionChart is what the chart is drawn from.
func (h *review) adoptionChart(d *pageData) {
	type opening struct {
		Name string  `json:"name"`
		At   float64 `json:"at"` // seconds since the start
	}
	var lines []map[string]any
	for _, r := range h.adopting() {
		line := map[string]any{"name": h.nameOf(r), "index": h.tintOf(r.Strategy), "width": r.Series.Width.Seconds(), "updated": coded(r.Series.Updated)}
		if r.Series.UpdatedP != nil {
			line["low"], line["high"] = codedBand(r.Series.UpdatedP)
		}
		var openings []opening
		for i := range r.Phases {
			if at := r.Phases[i].Opened.Mean; finite(at) {
				openings = append(openings, opening{h.called(r.Phases[i].Name), at})
			}
		}
		line["openings"] = openings
		lines = append(lines, line)
	}
	if lines != nil {
		d.Charts["adoption"] = map[string]any{"lines": lines}
	}
}

// riskSection says what a bad release does, where one is possible.
func (h *review) riskSection() section {
	risks := h.risks()
	if len(risks) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.riskHeading(), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("PCs exposed, if bad", "Betroffene PCs, wenn fehlerhaft")), h.l.Say(say.T("PC-hours broken, if bad", "Gestörte PC-Stunden, wenn fehlerhaft")), h.l.Say(say.T("Escaped the first phase, if bad", "Der ersten Phase entgangen, wenn fehlerhaft")), h.l.Say(say.T("Halted; workdays lost, if bad", "Angehalten; verlorene Arbeitstage, wenn fehlerhaft")), unwrapped(h.updatedHeading())}}
	if h.laterMayBeBad() {
		t.Heads = slices.Insert(t.Heads, 1, h.l.Say(say.T("Release", "Release")))
	}
	for _, k := range risks {
		row := htmlRow{Cells: []htmlCell{{Main: h.nameOf(k.Result)}}}
		for _, cell := range h.riskCells(&k) {
			row.Cells = append(row.Cells, cell.html())
		}
		t.Rows = append(t.Rows, row)
	}
	s := section{ID: "risk", Heading: h.l.Say(say.T("If the release is bad", "Wenn die Version fehlerhaft ist")), Blocks: []block{{Table: t}}}
	for i := range h.Frontiers {
		if b, ok := h.frontierFigure(&h.Frontiers[i], "frontier-"+chartKey(i)); ok {
			s.Blocks = append(s.Blocks, b)
		}
	}
	s.listBlock(h.l.Say(say.T("What a bad release is, and what plans spare",
		"Was eine fehlerhafte Version ist und was die Pläne ersparen")), h.riskLines())
	return s
}
