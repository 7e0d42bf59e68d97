package reports

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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

// queueVerdict tells for each number of slots how long jobs wait, and from
// which on the targets are met.
func (p *page) queueVerdict() verdict {
	var parts []string
	for i := range p.Results {
		parts = append(parts, p.queueWait(&p.Results[i]))
	}
	if p.Verdict.HasTargets {
		parts = append(parts, p.queueTargets())
	}
	if p.Partial() {
		parts = append(parts, p.Say(say.T("this rests on %s of the %s asked for", "Grundlage sind nur %s von %s"), strconv.Itoa(p.Replications), p.runs(p.Asked)))
	}
	return verdict{p.Say(say.T("ANSWER", "ANTWORT")), p.begun(strings.Join(parts, "; ")) + "."}
}

// queueWait is what one number of slots means.
func (p *page) queueWait(r *study.Result) string {
	lead := p.Say(say.T("with %s, ", "mit %s"), p.dative(p.nameOf(r)))
	if r.Auto == study.Found {
		lead = p.Say(say.T("with %s, the fewest that meet the targets, ",
			"%s (die kleinste Zahl, bei der die Zielwerte erreicht werden):"), p.nameOf(r))
	}
	text := ""
	switch e := p.told(r, waitAnySync); {
	case r.Accounting.Asked == 0:
		return p.Say(say.T("%sno job arrives", "%s kommt kein Auftrag an"), lead)
	case e != nil && (unknown(e) || math.IsInf(e.Mean, 1)):
		text = p.Say(p.either(say.T("%show long 19 of 20 jobs wait is not known, since %s of them had not started at the end,",
			"%s ist die Wartezeit von 19 von 20 Aufträgen nicht bekannt, da %s von ihnen am Ende noch warteten"),
			say.T("%show long 19 of 20 jobs are delayed is not known, since %s of them had not ended at the end,",
				"%s ist die Verzögerung von 19 von 20 Aufträgen nicht bekannt, da %s von ihnen am Ende noch nicht fertig waren")), lead, p.Percent(p.unready(r)))
	case e == nil || !finite(e.Mean):
		text = p.Say(p.either(say.T("%sthere is no number for the wait",
			"%s gibt es keine Zahl für die Wartezeit"), say.T("%sthere is no number for the delay",
			"%s gibt es keine Zahl für die Verzögerung")), lead)
	case e.Mean == 0:
		text = p.Say(p.either(say.T("%s19 of 20 jobs do not wait", "%s warten 19 von 20 Aufträgen nicht"),
			say.T("%s19 of 20 jobs are not delayed",
				"%s werden 19 von 20 Aufträgen nicht aufgehalten")), lead)
	default:
		text = p.Say(p.either(say.T("%s19 of 20 jobs wait at most %s",
			"%s warten 19 von 20 Aufträgen höchstens %s"), say.T("%s19 of 20 jobs are delayed by at most %s",
			"%s werden 19 von 20 Aufträgen höchstens %s aufgehalten")), lead, p.estimate(e))
	}
	if e := numberOf(r, slotsInUse); e != nil {
		text += p.Say(say.T(" and %s of the slots are in use", ", und %s der Plätze sind belegt"), p.estimate(e))
	}
	if share, gaveUp := gaveUp(r); gaveUp {
		text += p.Say(say.T(", while %s of the jobs give up", ", während %s der Aufträge aufgeben"), p.Percent(share))
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
	text := p.Say(say.T("no number of slots here meets every target",
		"keine der Anzahlen von Plätzen erreicht alle Zielwerte"))
	if p.Verdict.Decision == study.NotDecidable {
		text = p.Say(say.T("no number of slots here is sure to meet every target",
			"von keiner der Anzahlen von Plätzen ist sicher, dass sie alle Zielwerte erreicht"))
	}
	if best := p.Verdict.Best; best >= 0 {
		var with []string
		for _, r := range met {
			with = append(with, p.dative(p.nameOf(r)))
		}
		text = p.Say(say.T("every target is met with %s", "alle Zielwerte werden erreicht mit %s"), p.Listed(with, say.And))
		if len(met) > 1 {
			text += p.Say(say.T(": %s will do", "; es reicht: %s"), p.nameOf(&p.Results[best]))
		}
	}
	if len(open) > 0 {
		text += p.Say(say.T("; with %s the targets cannot be decided with %s",
			"; mit %[2]s noch offen: %[1]s"), p.names(open, say.And), p.runs(p.Replications))
	}
	return text
}

// queueOverview is the table of a queueing model: a row for each number of slots.
func (p *page) queueOverview() table.Writer {
	t := newTable()
	head := table.Row{p.Say(say.T("Slots", "Plätze"))}
	columns := p.queueColumns()
	for _, c := range columns {
		head = append(head, p.Say(c.heading))
	}
	t.AppendHeader(append(head, p.Say(say.T("Targets\nmet", "Zielwerte\nerreicht"))))
	for i := range p.Results {
		r := &p.Results[i]
		row := table.Row{p.queueHeading(r)}
		for _, c := range columns {
			row = append(row, p.cell(p.told(r, c.metric)))
		}
		t.AppendRow(append(row, p.targetsCell(r)))
	}
	return t
}

// queueColumns are those of the overview of a queue, in every format: delays in place of
// waits where a sync can be held up after it has started.
func (p *page) queueColumns() []systemColumn {
	return []systemColumn{
		{meanWait, p.either(say.T("Mean wait", "Mittlere\nWartezeit"), say.T("Mean delay", "Mittlere\nVerzögerung"))},
		{waitAnySync, p.either(say.T("19 of 20 wait\nat most", "19 von 20 warten\nhöchstens"),
			say.T("19 of 20 are\ndelayed at most", "19 von 20 werden\nhöchstens aufgehalten"))},
		{shareWaited, p.either(say.T("Jobs that\nwait at all", "Aufträge,\ndie warten"),
			say.T("Jobs that are\ndelayed at all", "Aufträge, die\naufgehalten werden"))},
		{slotsInUse, p.slotsInUse()},
	}
}

// A systemColumn is a number of a queue and of the system that it belongs to.
type systemColumn struct {
	metric  string
	heading say.Msg
}

// systemColumns are those that have something to tell: jobs that leave where some
// do, and the makespan where jobs cease to come. There are none where the report that
// is read does not have them.
func (p *page) systemColumns() []systemColumn {
	if !p.queue {
		return nil
	}
	var told []systemColumn
	for _, c := range []systemColumn{
		{meanQueue, say.T("Jobs that wait,\non average", "Wartende\nAufträge,\nim Mittel")},
		{meanSystem, say.T("In the system,\non average", "Im System,\nim Mittel")},
		{meanSojourn, say.T("Time in the\nsystem, mean", "Verweilzeit,\nim Mittel")},
		{allBusy, say.T("All slots\nare taken", "Alle Plätze\nbelegt")},
		{shareGone, say.T("Jobs that\nleave", "Aufträge,\ndie gehen")},
		{makespan, say.T("All are done\nafter", "Alle erledigt\nnach")},
	} {
		some := false
		for i := range p.Results {
			e := metric(&p.Results[i], c.metric)
			some = some || e != nil && p.Scenario.Shows(e.Metric) && e.Missing.Kind != study.NotTold && (c.metric != shareGone || e.Mean > 0)
		}
		if some {
			told = append(told, c)
		}
	}
	return told
}

// systemHeading heads systemTable.
func (p *page) systemHeading() string {
	return p.Say(say.T("The queue and the system, over the time that is counted",
		"Warteschlange und System, über die gezählte Zeit"))
}

// systemTable has a row for each number of slots: how many wait and are in the
// system, and for how long; nil where nothing of that is told.
func (p *page) systemTable() table.Writer {
	columns := p.systemColumns()
	if len(columns) == 0 {
		return nil
	}
	t := newTable()
	head := table.Row{p.Say(say.T("Slots", "Plätze"))}
	for _, c := range columns {
		head = append(head, p.Say(c.heading))
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
		return p.Thousands(r.Slots) + "\n(" + note + ")"
	}
	return p.Thousands(r.Slots)
}

// slotsInUse heads the column of the mean utilisation, which is over office
// hours: all of the time, if the office never closes.
func (p *page) slotsInUse() say.Msg {
	c := p.calendar
	if c.OfficeUntil-c.OfficeFrom == 24*time.Hour && c.Workdays == [7]bool{true, true, true, true, true, true, true} && len(c.Holidays) == 0 {
		return say.T("Slots in use,\non average", "Belegte Plätze,\nim Mittel")
	}
	return say.T("Slots in use,\noffice hours", "Belegte Plätze,\nBürozeiten")
}

// measured says which part of the run is counted.
func (p *page) measured() string {
	w := p.Scenario.Measure
	if w == nil {
		return ""
	}
	return p.Say(say.T("measured from %s to %s", "gemessen von %s bis %s"), p.Duration(w.From.Seconds()), p.Duration(w.To.Seconds()))
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
			rows = append(rows, []string{p.nameOf(r) + ":", p.Say(say.T("%s of the jobs", "%s der Aufträge"), p.Percent(share))})
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
		found = append(found, name+p.Say(p.either(say.T("%s of the %s had not started at the end: percentiles beyond %s are not known",
			"%s der %s waren am Ende noch nicht an der Reihe: Perzentile über %s sind nicht bekannt"),
			say.T("%s of the %s had not ended at the end: percentiles beyond %s are not known",
				"%s der %s waren am Ende noch nicht fertig: Perzentile über %s sind nicht bekannt")),
			p.Percent(share), p.units(), p.Percent(1-share)))
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
		from := p.Duration(w.From.Seconds())
		if r.Steady.Short {
			found = append(found, text+p.Say(say.T("the run has not come to a steady state that MSER-5 can find in its first half; measure.from is %s: make horizon and measure.to several times as long, or check that the slots can do the work",
				"in der ersten Hälfte des Laufs findet MSER-5 keinen eingeschwungenen Zustand; measure.from ist %s: horizon und measure.to um ein Mehrfaches verlängern oder prüfen, ob die Plätze die Arbeit schaffen"), from))
			continue
		}
		found = append(found, p.Say(say.T("%smeasure.from is %s; MSER-5 advises to leave out the first %s (Welch's moving average of the jobs in the system is at its later level after %s)",
			"%smeasure.from ist %s; MSER-5 rät, die ersten %s auszulassen (der gleitende Mittelwert der Aufträge im System nach Welch erreicht sein späteres Niveau nach %s)"),
			text, from, p.Duration(r.Steady.Advised.Seconds()), p.Duration(r.Steady.Reached.Seconds())))
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
