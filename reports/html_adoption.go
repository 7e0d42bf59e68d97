package reports

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// adoptionSection shows how many PCs are updated, with the phases, and who is left.
func (h *review) adoptionSection() section {
	s := section{ID: "adoption", Heading: h.l.say("Who is updated when")}
	if len(h.adopting()) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.l.say("Shares of PCs updated"), Heads: []string{h.l.say("Strategy"), h.l.say("Half by"), h.l.say("95 %% by"), h.l.say("99 %% by"), h.l.say("By the end of the simulation"), h.l.say("Never")}}
	phases := &htmlTable{Caption: h.l.say("The phases"), Heads: []string{h.l.say("Strategy"), h.l.say("Phase"), h.l.say("PCs"), h.l.say("Planned"), h.l.say("Opens"), h.l.say("Does not open")}}
	for _, r := range h.adopting() {
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, stacked(h.cell(metric(r, "updated.p50"))), stacked(h.cell(metric(r, updatedBy))), stacked(h.cell(metric(r, "updated.p99"))),
			stacked(h.cell(metric(r, "updated.at_horizon"))), stacked(h.cell(metric(r, neverUpdated)))}})
		var rows []htmlRow
		for i := range r.Phases {
			ph := &r.Phases[i]
			opens := h.l.say("in no rollout")
			if finite(ph.Opened.Mean) {
				opens = h.short(ph.Opened.Mean)
			}
			never := "0 %"
			if ph.Unopened > 0 {
				never = h.l.say("in %s of rollouts", h.percent(ph.Unopened))
			}
			rows = append(rows, htmlRow{Cells: cells(h.called(ph.Name), h.thousands(ph.Clients), h.short(ph.Planned.Seconds()), opens, never)})
		}
		phases.grouped(h.nameOf(r), rows)
	}
	phases.Folded = len(phases.Rows) > 8
	s.Blocks = append(s.Blocks, block{Figure: &htmlFigure{ID: "adoption-chart", Chart: "adoption", Caption: h.l.say("Share of the PCs that are updated; each dot is the opening of a phase, grey days are no workdays"),
		Label: h.l.say("A rising line for each strategy, with its phases; dates are in the table below"), Table: t}}, block{Table: phases})
	s.Blocks = append(s.Blocks, h.groupBlocks()...)
	s.Blocks = append(s.Blocks, block{Table: h.leftTable()})
	s.listBlock(h.l.say("Halts by gates"), h.gateHalts())
	return s
}

// leftTable says week by week how many PCs are still to be updated.
func (h *review) leftTable() *htmlTable {
	t := &htmlTable{Caption: h.l.say("Still to be updated, at the beginning of each week"), Heads: []string{h.l.say("Day")}, Folded: true}
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
			row = append(row, htmlCell{Main: h.percent(share)})
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
	risky := h.risky()
	if len(risky) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.riskHeading(), Heads: []string{h.l.say("Strategy"), h.l.say("PCs exposed, if bad"), h.l.say("PC-hours broken, if bad"), h.l.say("Escaped the first phase, if bad"), h.l.say("Halted; workdays lost, if bad"), unwrapped(h.updatedHeading())}}
	for _, r := range risky {
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, stacked(h.riskCell(r, exposed)), stacked(h.riskCell(r, brokenHours)), stacked(h.escapedCell(r)), stacked(h.haltedCell(r)), stacked(h.endsCell(r))}})
	}
	s := section{ID: "risk", Heading: h.l.say("If the release is bad"), Blocks: []block{{Table: t}}}
	for i := range h.Frontiers {
		if b, ok := h.frontierFigure(&h.Frontiers[i], "frontier-"+chartKey(i)); ok {
			s.Blocks = append(s.Blocks, b)
		}
	}
	s.listBlock(h.l.say("What a bad release is, and what plans spare"), h.riskLines())
	return s
}
