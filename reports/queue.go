package reports

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// A scenario without PCs is a queueing model: its results differ by their slots
// alone, those who wait are jobs, and one replication is a run.

// The metrics of a queue that people are told about.
const (
	meanWait    = "wait.all.mean"
	shareWaited = "wait.all.waited"
	slotsInUse  = "utilization.mean"
	meanQueue   = "queue.mean"
	meanSystem  = "system.mean"
	meanSojourn = "sojourn.mean"
	allBusy     = "all_busy"
	shareGone   = "gave_up.share"
	makespan    = "makespan"
)

// queueSentence tells for each number of slots how long jobs wait, and from
// which on the targets are met.
func (p *page) queueSentence() string {
	var parts []string
	for i := range p.Results {
		parts = append(parts, p.queueWait(&p.Results[i]))
	}
	if p.Verdict.HasTargets {
		parts = append(parts, p.queueTargets())
	}
	if p.Partial() {
		parts = append(parts, p.say("this rests on %s of the %s asked for", strconv.Itoa(p.Replications), p.runs(p.Asked)))
	}
	return p.say("ANSWER") + ": " + p.begun(strings.Join(parts, "; ")) + "."
}

// queueWait is what one number of slots means.
func (p *page) queueWait(r *study.Result) string {
	lead := p.say("with %s, ", p.dative(p.nameOf(r)))
	if r.Auto == study.Found {
		lead = p.say("with %s, the fewest that meet the targets, ", p.nameOf(r))
	}
	text := ""
	switch e := p.told(r, waitAnySync); {
	case r.Accounting.Asked == 0:
		return p.say("%sno job arrives", lead)
	case e != nil && (unknown(e) || math.IsInf(e.Mean, 1)):
		text = p.say(p.either("%show long 19 of 20 jobs wait is not known, since %s of them had not started at the end,",
			"%show long 19 of 20 jobs are delayed is not known, since %s of them had not ended at the end,"), lead, p.percent(p.unready(r)))
	case e == nil || !finite(e.Mean):
		text = p.say(p.either("%sthere is no number for the wait", "%sthere is no number for the delay"), lead)
	case e.Mean == 0:
		text = p.say(p.either("%s19 of 20 jobs do not wait", "%s19 of 20 jobs are not delayed"), lead)
	default:
		text = p.say(p.either("%s19 of 20 jobs wait at most %s", "%s19 of 20 jobs are delayed by at most %s"), lead, p.estimate(e))
	}
	if e := numberOf(r, slotsInUse); e != nil {
		text += p.say(" and %s of the slots are in use", p.estimate(e))
	}
	if share, gaveUp := gaveUp(r); gaveUp {
		text += p.say(", while %s of the jobs give up", p.percent(share))
	}
	return text
}

// gaveUp is the share of jobs that gave up or were turned away, and whether any
// did.
func gaveUp(r *study.Result) (share float64, any bool) {
	a := &r.Accounting
	if a.GaveUp == 0 {
		return 0, false
	}
	return float64(a.GaveUp) / float64(a.Asked), true
}

// queueTargets says which numbers of slots meet every target.
func (p *page) queueTargets() string {
	var all []*study.Result
	for i := range p.Results {
		all = append(all, &p.Results[i])
	}
	met, open := where(all, meetsAll), where(all, undecided)
	text := p.say("no number of slots here meets every target")
	if p.Verdict.Decision == study.NotDecidable {
		text = p.say("no number of slots here is sure to meet every target")
	}
	if best := p.Verdict.Best; best >= 0 {
		var with []string
		for _, r := range met {
			with = append(with, p.dative(p.nameOf(r)))
		}
		text = p.say("every target is met with %s", p.listed(with, "and"))
		if len(met) > 1 {
			text += p.say(": %s will do", p.nameOf(&p.Results[best]))
		}
	}
	if len(open) > 0 {
		text += p.say("; with %s the targets cannot be decided with %s", p.names(open, "and"), p.runs(p.Replications))
	}
	return text
}

// queueOverview is the table of a queueing model: a row for each number of slots.
func (p *page) queueOverview() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{p.say("Slots"), p.say(p.either("Mean wait", "Mean delay")), p.say(p.either("19 of 20 wait\nat most", "19 of 20 are\ndelayed at most")),
		p.say(p.either("Jobs that\nwait at all", "Jobs that are\ndelayed at all")), p.slotsInUse(), p.say("Targets\nmet")})
	for i := range p.Results {
		r := &p.Results[i]
		t.AppendRow(table.Row{
			p.queueHeading(r),
			p.cell(p.told(r, meanWait)),
			p.cell(p.told(r, waitAnySync)),
			p.cell(p.told(r, shareWaited)),
			p.cell(metric(r, slotsInUse)),
			p.targetsCell(r),
		})
	}
	return t
}

// A systemColumn is a number of a queue and of the system that it belongs to.
type systemColumn struct{ metric, heading string }

// systemColumns are those that have something to tell: jobs that leave where some
// do, and the makespan where jobs cease to come. There are none where the report that
// is read does not have them.
func (p *page) systemColumns() []systemColumn {
	if !p.queue {
		return nil
	}
	var told []systemColumn
	for _, c := range []systemColumn{
		{meanQueue, "Jobs that wait,\non average"},
		{meanSystem, "In the system,\non average"},
		{meanSojourn, "Time in the\nsystem, mean"},
		{allBusy, "All slots\nare taken"},
		{shareGone, "Jobs that\nleave"},
		{makespan, "All are done\nafter"},
	} {
		some := false
		for i := range p.Results {
			e := metric(&p.Results[i], c.metric)
			some = some || e != nil && p.Scenario.Shows(e.Metric) && e.Reason != study.NotTold && (c.metric != shareGone || e.Mean > 0)
		}
		if some {
			told = append(told, c)
		}
	}
	return told
}

// systemHeading heads systemTable.
func (p *page) systemHeading() string {
	return p.say("The queue and the system, over the time that is counted")
}

// systemTable has a row for each number of slots: how many wait and are in the
// system, and for how long; nil where nothing of that is told.
func (p *page) systemTable() table.Writer {
	columns := p.systemColumns()
	if len(columns) == 0 {
		return nil
	}
	t := newTable()
	head := table.Row{p.say("Slots")}
	for _, c := range columns {
		head = append(head, p.say(c.heading))
	}
	t.AppendHeader(head)
	for i := range p.Results {
		row := table.Row{p.queueHeading(&p.Results[i])}
		for _, c := range columns {
			row = append(row, p.cell(metric(&p.Results[i], c.metric)))
		}
		t.AppendRow(row)
	}
	return t
}

// queueHeading heads a row.
func (p *page) queueHeading(r *study.Result) string {
	if note := p.foundInTable(r); note != "" {
		return p.thousands(r.Slots) + "\n(" + note + ")"
	}
	return p.thousands(r.Slots)
}

// slotsInUse heads the column of the mean utilisation, which is over office
// hours: all of the time, if the office never closes.
func (p *page) slotsInUse() string {
	c := p.calendar
	if c.OfficeUntil-c.OfficeFrom == 24*time.Hour && c.Workdays == [7]bool{true, true, true, true, true, true, true} && len(c.Holidays) == 0 {
		return p.say("Slots in use,\non average")
	}
	return p.say("Slots in use,\noffice hours")
}

// measured says which part of the run is counted.
func (p *page) measured() string {
	w := p.Scenario.Measure
	if w == nil {
		return ""
	}
	return p.say("measured from %s to %s", p.duration(w.From.Seconds()), p.duration(w.To.Seconds()))
}

// gaveUpNotes tell for each result how many jobs left without having started.
func (p *page) gaveUpNotes() []string {
	if !p.queue {
		return nil
	}
	var rows [][]string
	for i := range p.Results {
		r := &p.Results[i]
		if share, any := gaveUp(r); any {
			rows = append(rows, []string{p.nameOf(r) + ":", p.say("%s of the jobs", p.percent(share))})
		}
	}
	return aligned(rows)
}

// few is the share of needs that may be waiting at the end of a run without a word
// about it.
const few = 0.01

// unready is the share 0..1 of needs that were still waiting at the end, and where
// delays are told of those that had not ended.
func (p *page) unready(r *study.Result) float64 {
	a := &r.Accounting
	if a.Asked == 0 {
		return 0
	}
	open := a.Waiting
	if p.slows {
		open += a.Running
	}
	return float64(open) / float64(a.Asked)
}

// unstartedWarnings say where so many were still waiting at the end that the
// longest waits are not known.
func (p *page) unstartedWarnings() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		share := p.unready(r)
		if share <= few {
			continue
		}
		name := p.nameOf(r) + ": "
		if p.queue && !p.columns {
			name = ""
		}
		found = append(found, name+p.say(p.either("%s of the %s had not started at the end: percentiles beyond %s are not known", "%s of the %s had not ended at the end: percentiles beyond %s are not known"),
			p.percent(share), p.unit("s"), p.percent(1-share)))
	}
	return found
}

// steadyWarnings say where a steady state is measured too early.
func (p *page) steadyWarnings() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		w := p.Scenario.Measure
		if r.Steady == nil || w == nil || w.From >= r.Steady.Advised {
			continue
		}
		text := ""
		if p.columns {
			text = p.nameOf(r) + ": "
		}
		from := p.duration(w.From.Seconds())
		if r.Steady.Short {
			found = append(found, text+p.say("the run has not come to a steady state that MSER-5 can find in its first half; measure.from is %s: make horizon and measure.to several times as long, or check that the slots can do the work", from))
			continue
		}
		found = append(found, p.say("%smeasure.from is %s; MSER-5 advises to leave out the first %s (Welch's moving average of the jobs in the system is at its later level after %s)",
			text, from, p.duration(r.Steady.Advised.Seconds()), p.duration(r.Steady.Reached.Seconds())))
	}
	return found
}

// Warnings are what makes a scenario or the way in which it is measured weaker
// than it looks, for formats that have no room for it.
func Warnings(c *study.Comparison) []string {
	p := pageOf(c)
	return append(p.steadyWarnings(), p.ofScenario()...)
}

// ofScenario are the warnings that a scenario brings along.
func (p *page) ofScenario() []string {
	all := p.sentences(p.Scenario.Warnings)
	for i := range all {
		all[i] = p.spell(all[i])
	}
	return all
}

// isQueue tells whether a scenario is a queueing model.
func isQueue(s *model.Scenario) bool { return s.Clients() == 0 }
