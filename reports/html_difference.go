package reports

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// choiceNotes say what speaks for the recommended strategy and for the others; how
// sure the choice is stands with how it was computed.
func (h *review) choiceNotes() []string {
	sel := h.Verdict.Selection
	if sel == nil {
		return nil
	}
	lines := []string{h.chosenBy(sel, &h.Results[h.Verdict.Best])}
	if sel.Missing.Any() {
		return lines
	}
	return append(lines, h.setLines(sel)...)
}

// sureNotes say how sure the choice is, what shared random numbers are worth, and
// what precision was reached.
func (h *review) sureNotes() []string {
	var lines []string
	if sel := h.Verdict.Selection; sel != nil {
		lines = append(lines, h.sureness(sel))
	}
	lines = append(lines, h.precisionNotes()...)
	return append(lines, h.commonNumbers(h.toldDifferences())...)
}

// differenceTable holds what two strategies differ by, a row for each pair and a
// column for each headline metric.
func (h *review) differenceTable() *htmlTable {
	told := h.toldDifferences()
	var metrics []string
	type pair struct {
		a, b           string
		slotsA, slotsB int
	}
	var pairs []pair
	cellsOf := map[pair]map[string]string{}
	for _, d := range told {
		k := pair{d.A, d.B, d.SlotsA, d.SlotsB}
		if cellsOf[k] == nil {
			pairs, cellsOf[k] = append(pairs, k), map[string]string{}
		}
		if !slices.Contains(metrics, d.Metric.Name) {
			metrics = append(metrics, d.Metric.Name)
		}
		cellsOf[k][d.Metric.Name] = h.differenceCell(d)
	}
	t := &htmlTable{Caption: h.l.Say(map[bool]say.Msg{false: say.T("Differences, rollout by rollout", "Unterschiede, Rollout für Rollout"), true: say.T("Differences, run by run", "Unterschiede, Replikation für Replikation")}[h.queue]), Heads: []string{h.l.Say(say.T("First less second", "Erste minus zweite"))}, Folded: len(pairs) > 8}
	for _, name := range metrics {
		t.Heads = append(t.Heads, h.metricHeading(name))
	}
	for _, k := range pairs {
		row := []htmlCell{{Main: h.name(k.a, k.slotsA) + " " + say.Minus + " " + h.name(k.b, k.slotsB)}}
		for _, name := range metrics {
			row = append(row, stacked(cellsOf[k][name]))
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}

// differenceCell is a difference with its interval, and whether it is shown.
func (h *review) differenceCell(d *study.Difference) string {
	switch {
	case d.WorthIt && finite(d.Mean):
		return h.difference(d)
	case d.Alike && d.Within == 0:
		return h.l.Say(say.T("the same", "gleich"))
	case d.Alike:
		return h.l.Say(say.T("less than %s", "weniger als %s"), h.below(d.Metric.Unit, d.Within))
	case !finite(d.Mean) && d.Missing.Any():
		return h.why(d.Missing)
	case finite(d.High-d.Low) && math.Abs(d.Mean) > d.Metric.Floor:
		return h.difference(d) + "\n" + h.l.Say(say.T("not shown with %s", "mit %s nicht belegt"), h.runs(h.Replications))
	}
	return h.l.Say(say.T("none worth naming", "keiner von Bedeutung"))
}

// metricHeading heads a column of one of the headline metrics.
func (h *review) metricHeading(name string) string {
	switch name {
	case h.judged(waitAfterUpdate):
		return unwrapped(h.waitHeading())
	case h.judged(longestWait):
		return unwrapped(h.longestHeading())
	case updatedBy:
		return unwrapped(h.updatedHeading())
	case busiestHour:
		return unwrapped(h.l.Say(say.T("Slots in use,\nbusiest hour", "Belegte Plätze,\nstärkste Stunde")))
	}
	for _, c := range h.queueColumns() {
		if name == h.judged(c.metric) {
			return unwrapped(h.l.Say(c.heading))
		}
	}
	return name
}

// promiseTable says of how many the hint made a promise that did not hold, and by how
// much.
func (h *review) promiseTable() *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("What was promised: of those who are told how long they will wait",
		"Was angekündigt wurde: von denen, die eine Wartezeit genannt bekommen")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Told one minute, waited over five",
		"Eine Minute angekündigt, über fünf gewartet")), h.l.Say(say.T("Longer than told, on average", "Länger als angekündigt, im Mittel"))}}
	if len(h.promiseNotes()) == 0 {
		return nil
	}
	for i := range h.Results {
		r := &h.Results[i]
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, h.cell(metric(r, promiseBroken)).html(), h.cell(metric(r, promiseError)).html()}})
	}
	return t
}

// groupTable names the group that fares worst under each strategy, where it fares
// worse than all together by enough to name.
func (h *review) groupTable() *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("The group that is worst off", "Die am stärksten betroffene Gruppe")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Group", "Gruppe")), unwrapped(h.waitHeading()), h.l.Say(say.T("More than of all", "Mehr als von allen"))}}
	for i := range h.Results {
		r := &h.Results[i]
		worst, all := r.WorstGroup, h.toldNumber(r, waitAfterUpdate)
		if worst == nil || all == nil {
			continue
		}
		more := "–"
		if e := &worst.P95; finite(e.Mean) && !unknown(e) {
			if e.Mean-all.Mean <= all.Metric.Floor {
				continue
			}
			more = h.value(model.Seconds, e.Mean-all.Mean)
		}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, {Main: printable(worst.Group)}, h.cell(&worst.P95).html(), {Main: more}}})
	}
	return t
}

// worseTable says how many PCs wait longer with the recommended strategy, or with the
// nearest one, than with another on the same slots.
func (h *review) worseTable() *htmlTable {
	rollouts := h.rollouts()
	if len(rollouts) == 0 {
		return nil
	}
	chosen, by := h.chosen(rollouts), h.WaitTime(study.WorseBy)
	caption := h.l.Say(h.either(say.T("PCs that wait more than %s longer for the sync after the update with %s than with another plan",
		"PCs, die mit %[2]s mehr als %[1]s länger auf die Synchronisierung nach dem Update warten als mit einem anderen Plan"),
		say.T("PCs that are delayed by more than %s longer at the sync after the update with %s than with another plan",
			"PCs, die mit %[2]s bei der Synchronisierung nach dem Update um mehr als %[1]s länger verzögert sind als mit einem anderen Plan")), by, h.nameOf(chosen))
	if risks := h.risks(); len(risks) > 0 {
		caption += "; " + h.l.Say(say.T("that is of rollouts %s", "das gilt für Rollouts %s"), h.withProblems(risks[0].Strata[0].Problems))
	}
	t := &htmlTable{Caption: caption, Heads: []string{h.l.Say(say.T("Than with", "Als mit")), h.l.Say(say.T("Share of the PCs", "Anteil der PCs")), h.l.Say(say.T("Half of them by more than", "Die Hälfte davon um mehr als")), h.l.Say(say.T("1 in 20 by more than", "1 von 20 um mehr als")), h.l.Say(say.T("In rollouts", "In Rollouts"))}}
	seconds, _ := model.MetricNamed(waitAfterUpdate)
	for i := range h.WorseOff {
		w := &h.WorseOff[i]
		if &h.Results[w.Under] != chosen || w.Share.N == 0 {
			continue
		}
		row := []htmlCell{{Main: h.nameOf(&h.Results[w.Than])}, {Main: h.l.Say(say.T("none", "keine"))}, {Main: "–"}, {Main: "–"}, {Main: h.l.Say(say.T("%d of %d", "%d von %d"), w.In, w.Share.N)}}
		if w.In > 0 {
			row[1].Main = h.estimate(&study.Estimate{Metric: model.Metric{Unit: model.Share}, Estimate: w.Share})
			row[2].Main = h.estimate(&study.Estimate{Metric: seconds, Estimate: w.Median})
			row[3].Main = h.estimate(&study.Estimate{Metric: seconds, Estimate: w.P95})
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}
