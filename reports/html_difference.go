package reports

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// choiceNotes say what speaks for the recommended strategy and for the others; how
// sure the choice is stands with how it was computed.
func (h *review) choiceNotes() []string {
	sel := h.Verdict.Selection
	if sel == nil {
		return nil
	}
	lines := []string{h.chosenBy(sel, &h.Results[h.Verdict.Best])}
	if sel.Reason != "" {
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
	t := &htmlTable{Caption: h.l.say(map[bool]string{false: "Differences, rollout by rollout", true: "Differences, run by run"}[h.queue]), Heads: []string{h.l.say("First less second")}, Folded: len(pairs) > 8}
	for _, name := range metrics {
		t.Heads = append(t.Heads, h.metricHeading(name))
	}
	for _, k := range pairs {
		row := []htmlCell{{Main: h.name(k.a, k.slotsA) + " " + minus + " " + h.name(k.b, k.slotsB)}}
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
		return h.l.say("the same")
	case d.Alike:
		return h.l.say("less than %s", h.below(d.Metric.Unit, d.Within))
	case !finite(d.Mean) && d.Reason != "":
		return h.why(d.Reason)
	case finite(d.High-d.Low) && math.Abs(d.Mean) > d.Metric.Floor:
		return h.difference(d) + "\n" + h.l.say("not shown with %s", h.runs(h.Replications))
	}
	return h.l.say("none worth naming")
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
		return unwrapped(h.l.say("Slots in use,\nbusiest hour"))
	case h.judged(meanWait):
		return unwrapped(h.l.say("Mean wait"))
	}
	return h.l.say("95 %% wait at most")
}

// promiseTable says of how many the hint made a promise that did not hold, and by how
// much.
func (h *review) promiseTable() *htmlTable {
	t := &htmlTable{Caption: h.l.say("What was promised: of those who are told how long they will wait"), Heads: []string{h.l.say("Strategy"), h.l.say("Told one minute, waited over five"), h.l.say("Longer than told, on average")}}
	if len(h.promiseNotes()) == 0 {
		return nil
	}
	for i := range h.Results {
		r := &h.Results[i]
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, stacked(h.cell(metric(r, promiseBroken))), stacked(h.cell(metric(r, promiseError)))}})
	}
	return t
}

// groupTable names the group that fares worst under each strategy, where it fares
// worse than all together by enough to name.
func (h *review) groupTable() *htmlTable {
	t := &htmlTable{Caption: h.l.say("The group that is worst off"), Heads: []string{h.l.say("Strategy"), h.l.say("Group"), unwrapped(h.waitHeading()), h.l.say("More than of all")}}
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
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, {Main: printable(worst.Group)}, stacked(h.cell(&worst.P95)), {Main: more}}})
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
	chosen, by := h.chosen(rollouts), h.waitTime(study.WorseBy)
	caption := h.l.say(h.either("PCs that wait more than %s longer for the sync after the update with %s than with another plan",
		"PCs that are delayed by more than %s longer at the sync after the update with %s than with another plan"), by, h.nameOf(chosen))
	if risky := h.risky(); len(risky) > 0 {
		caption += "; " + h.l.say("that is of rollouts %s", h.withProblems(risky[0].Strata[0].Problems))
	}
	t := &htmlTable{Caption: caption, Heads: []string{h.l.say("Than with"), h.l.say("Share of the PCs"), h.l.say("Half of them by more than"), h.l.say("1 in 20 by more than"), h.l.say("In rollouts")}}
	seconds, _ := model.MetricNamed(waitAfterUpdate)
	for i := range h.WorseOff {
		w := &h.WorseOff[i]
		if &h.Results[w.Under] != chosen || w.Share.N == 0 {
			continue
		}
		row := []htmlCell{{Main: h.nameOf(&h.Results[w.Than])}, {Main: h.l.say("none")}, {Main: "–"}, {Main: "–"}, {Main: h.l.say("%d of %d", w.In, w.Share.N)}}
		if w.In > 0 {
			row[1].Main = h.estimate(&study.Estimate{Metric: model.Metric{Unit: model.Share}, Estimate: w.Share})
			row[2].Main = h.estimate(&study.Estimate{Metric: seconds, Estimate: w.Median})
			row[3].Main = h.estimate(&study.Estimate{Metric: seconds, Estimate: w.P95})
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}
