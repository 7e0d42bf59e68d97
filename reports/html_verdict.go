package reports

import (
	"strings"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// verdictSection is what a committee reads first: the decision, and the targets it
// rests on.
func (h *review) verdictSection() section {
	class := map[study.Decision]string{study.Go: "go", study.GoWithConditions: "conditions", study.NoGo: "no-go", study.NotDecidable: "open", study.Preliminary: "open"}
	v := h.verdict()
	s := section{ID: "verdict", Heading: h.l.Say(say.T("Verdict", "Ergebnis")), Blocks: []block{
		{Verdict: &verdictBlock{Class: class[h.Verdict.Decision], Decision: v.decision, Facts: h.facts(), Sentence: capital(v.reasons)}},
	}}
	if lines := h.warnings(); len(lines) > 0 {
		s.Blocks = append(s.Blocks, block{List: &htmlList{Heading: h.l.Say(say.T("What weakens this", "Einschränkungen")), Class: "note", Lines: lines}})
	}
	if t := h.targetTable(); t != nil {
		s.Blocks = append(s.Blocks, block{Table: t})
	}
	return s
}

// facts are the plan, the wait, the end and what they rest on, at a glance, and what is
// to be said of other plans or numbers of slots.
func (h *review) facts() []verdictFact {
	rollouts := h.rollouts()
	if h.queue || len(rollouts) == 0 || !h.Verdict.HasTargets {
		return nil
	}
	plan := h.l.Say(say.T("Plan", "Plan"))
	switch h.Verdict.Decision {
	case study.NoGo:
		plan = h.l.Say(say.T("Nearest plan", "Nächstliegender Plan"))
	case study.NotDecidable:
		plan = h.l.Say(say.T("Plan that may do", "Plan, der genügen kann"))
	case study.Preliminary:
		plan = h.l.Say(say.T("Plan that does so far", "Plan, der bisher genügt"))
	}
	best := h.chosen(rollouts)
	facts := []verdictFact{
		{plan, h.nameOf(best)},
		{unwrapped(h.waitHeading()), h.waitCell(best).main()},
		{unwrapped(h.updatedHeading()), h.updatedCell(best).main()},
	}
	condition := h.parallel(h.many(float64(best.Slots)), h.grown([]int{best.Slots}))
	facts = append(facts, verdictFact{h.l.Say(say.T("Valid only if", "Nur gültig, wenn")), condition})
	if names := h.others(); len(names) > 0 {
		facts = append(facts, verdictFact{h.l.Say(say.T("Others that may", "Ebenso möglich")), h.page.Listed(names, say.And)})
	}
	if h.Verdict.Best >= 0 {
		if fewer := h.onFewer(best); len(fewer) > 0 {
			facts = append(facts, verdictFact{h.l.Say(say.T("Fewer slots", "Mit weniger parallel")), strings.Join(fewer, "; ")})
		}
	}
	return facts
}

// targetTable holds every result against every target.
func (h *review) targetTable() *htmlTable {
	if len(h.Scenario.Targets) == 0 {
		return nil
	}
	t := &htmlTable{Caption: h.l.Say(say.T("The targets", "Die Zielwerte")), Heads: []string{h.l.Say(say.T("Target", "Zielwert")), h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Outcome", "Ergebnis")), h.l.Say(say.T("What was found", "Gefunden wurde"))}}
	classes := map[study.TargetOutcome]string{study.Met: "met", study.Missed: "missed", study.Undecided: "undecided"}
	for k := range h.Scenario.Targets {
		var rows []htmlRow
		for i := range h.Results {
			r := &h.Results[i]
			if k >= len(r.Targets) {
				continue
			}
			of := &r.Targets[k]
			rows = append(rows, htmlRow{Class: classes[of.Outcome], Cells: cells(h.nameOf(r), h.page.Say(outcome(of.Outcome)), h.kept(r, of))})
		}
		if len(rows) > 0 {
			rows[0].Gloss = h.gloss(h.Scenario.Targets[k].Metric)
		}
		t.grouped(h.Scenario.Targets[k].Text, rows)
	}
	return t
}

// overviewSection is the one table, no rollout first.
func (h *review) overviewSection() section {
	t := h.overviewTable()
	s := section{ID: "overview", Heading: h.l.Say(say.T("The strategies side by side", "Die Strategien im Vergleich")), Blocks: []block{{Table: &t}, {Text: h.legend()}, {Signature: h.signature()}}}
	if h.queue {
		s.Heading = h.l.Say(say.T("The numbers of slots side by side",
			"Die Anzahlen paralleler Synchronisierungen im Vergleich"))
		s.tableBlock(h.systemTable())
	}
	s.tableBlock(h.releasesTable())
	s.listBlock(h.l.Say(say.T("The choice", "Die Auswahl")), h.choiceNotes())
	s.tableBlock(h.differenceTable())
	return s
}

// signature is where a review board signs what it has read: on paper the verdict, the
// targets and the table stand before it.
func (h *review) signature() *signatureBlock {
	return &signatureBlock{Words: h.l.Say(say.T("Signed is the verdict above, and what it rests on, which follows.",
		"Unterschrieben wird das Ergebnis oben samt dem, worauf es beruht; das folgt auf den nächsten Seiten.")),
		Lines: []string{h.l.Say(say.T("Place, date", "Ort, Datum")), h.l.Say(say.T("For the rollout", "Für den Rollout")), h.l.Say(say.T("For the backend", "Für das Backend"))}}
}

func (h *review) overviewTable() htmlTable {
	if h.queue {
		return h.queueTable()
	}
	t := htmlTable{Caption: h.l.Say(say.T("The same PCs, mornings and backend without the update, and with each plan",
		"Dieselben PCs, dieselben Morgen und dasselbe Backend ohne Update und mit jedem Plan")), Heads: []string{
		h.l.Say(say.T("Strategy", "Strategie")),
		unwrapped(h.waitHeading()),
		unwrapped(h.longestHeading()),
		unwrapped(h.busyHeading()), unwrapped(h.updatedHeading()), h.l.Say(say.T("Targets met", "Zielwerte erreicht")),
	}}
	for i := range h.Results {
		r := &h.Results[i]
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{
			{Main: h.nameOf(r)},
			h.waitCell(r).html(),
			h.cell(h.told(r, longestWait)).html(),
			h.busyCell(r).html(),
			h.updatedCell(r).html(),
			h.targetsCell(r).html(),
		}})
	}
	return t
}

// systemTable tells of the queue and the system, for each number of slots.
func (h *review) systemTable() *htmlTable {
	columns := h.systemColumns()
	if len(columns) == 0 {
		return nil
	}
	t := &htmlTable{Caption: h.systemHeading(), Heads: []string{h.l.Say(say.T("Slots", "Plätze"))}}
	for _, c := range columns {
		t.Heads = append(t.Heads, unwrapped(h.l.Say(c.heading)))
	}
	for i := range h.Results {
		r := &h.Results[i]
		row := htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}}}
		for _, c := range columns {
			row.Cells = append(row.Cells, h.cell(metric(r, c.metric)).html())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// queueTable has a row for each number of slots.
func (h *review) queueTable() htmlTable {
	t := htmlTable{Caption: capital(h.simulatedWhat()), Heads: []string{h.l.Say(say.T("Slots", "Plätze"))}}
	columns := h.queueColumns()
	for _, c := range columns {
		t.Heads = append(t.Heads, unwrapped(h.l.Say(c.heading)))
	}
	t.Heads = append(t.Heads, h.l.Say(say.T("Targets met", "Zielwerte erreicht")))
	for i := range h.Results {
		r := &h.Results[i]
		row := htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}}}
		for _, c := range columns {
			row.Cells = append(row.Cells, h.cell(h.told(r, c.metric)).html())
		}
		row.Cells = append(row.Cells, h.targetsCell(r).html())
		t.Rows = append(t.Rows, row)
	}
	return t
}

// stacked makes a cell of lines that stand below each other.
func stacked(text string) htmlCell {
	main, below, more := strings.Cut(text, "\n")
	cell := htmlCell{Main: main}
	if more {
		cell.Below = strings.Split(below, "\n")
	}
	return cell
}

// unwrapped puts the lines of a heading side by side.
func unwrapped(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// capital begins a sentence.
func capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}
