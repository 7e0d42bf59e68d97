package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// overview is the one table of a report: a row for each result, at most six
// columns, every estimate with its interval, and below it the range of single
// rollouts.
func (p *page) overview() table.Writer {
	if p.queue {
		return p.queueOverview()
	}
	t := newTable()
	t.AppendHeader(table.Row{
		p.Say(say.T("Strategy", "Strategie")),
		p.waitHeading(),
		p.longestHeading(),
		p.busyHeading(),
		p.updatedHeading(),
		p.Say(say.T("Targets\nmet", "Zielwerte\nerreicht")),
	})
	for i := range p.Results {
		r := &p.Results[i]
		t.AppendRow(table.Row{
			p.heading(r),
			p.waitCell(r),
			p.cell(p.told(r, longestWait)),
			p.busyCell(r),
			p.updatedCell(r),
			p.targetsCell(r),
		})
	}
	return t
}

// waitHeading heads the column of the wait after the update.
func (p *page) waitHeading() string {
	return p.Say(p.either(say.T("19 of 20 wait at most,\nafter the update",
		"19 von 20 warten\nnach dem Update\nhöchstens"), say.T("19 of 20 are delayed at\nmost, after the update",
		"19 von 20 werden nach\ndem Update höchstens\naufgehalten")))
}

// longestHeading heads the column of the longest wait.
func (p *page) longestHeading() string {
	return p.Say(p.either(say.T("Longest wait of a PC,\n19 of 20 at most",
		"Längste Wartezeit\neines PCs, bei 19\nvon 20 höchstens"), say.T("Longest delay of a PC,\n19 of 20 at most",
		"Längste Verzögerung\neines PCs, bei 19\nvon 20 höchstens")))
}

// updatedHeading heads the column of the dates.
func (p *page) updatedHeading() string {
	if p.partial {
		return p.Say(say.T("95 %% of the PCs that\ncan be updated are\nupdated by",
			"95 %% der PCs, die das\nUpdate erhalten können,\naktualisiert bis"))
	}
	return p.Say(say.T("95 %% of the PCs\nare updated by", "95 %% der PCs\naktualisiert bis"))
}

// newTable is an empty table in our style.
func newTable() table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options.DrawBorder = false
	style.Options.SeparateRows = true
	t.SetStyle(style)
	return t
}

// heading names a row; slots stand below the strategy to keep the column narrow.
func (p *page) heading(r *study.Result) string {
	name := wrapped(p.called(r.Strategy), 12, "")
	switch {
	case !p.columns:
	case r.Slots == 1:
		name += "\n" + p.Say(say.T("1 slot", "1 parallel"))
	default:
		name += "\n" + p.Say(say.T("%s slots", "%s parallel"), p.Thousands(r.Slots))
	}
	if note := p.foundInTable(r); note != "" {
		name += "\n(" + note + ")"
	}
	return name
}

// busyHeading heads the column of how busy the backend is in its busiest hour. One
// without admission control has no slots to count.
func (p *page) busyHeading() string {
	if p.unlimited && p.finiteCapacity() {
		return p.Say(say.T("Most syncs that\nrun, busiest hour",
			"Gleichzeitige\nSynchronisierungen,\nstärkste Stunde"))
	}
	return p.Say(say.T("Slots in use,\nbusiest hour", "Belegte Plätze,\nstärkste Stunde"))
}

// busyCell is how busy the backend is: the share of its slots, or where these play
// no part how many syncs run.
func (p *page) busyCell(r *study.Result) Cell {
	if !p.unlimited || !p.finiteCapacity() {
		return p.cell(metric(r, busiestHour))
	}
	return p.cell(p.runAtOnce(r))
}

// cell is an estimate with its interval, and its band below.
func (p *page) cell(e *study.Estimate) Cell {
	if e == nil {
		return Cell{p.Say(nothingToCount)}
	}
	return p.brief(e).and(stack(p.bandWith(e, say.T("%s – %s", "%s – %s"))))
}

// brief is an estimate for a table cell, where what is said of its interval has little room.
func (p *page) brief(e *study.Estimate) Cell {
	if !finite(e.Mean) || unknown(e) {
		return broken(p.noNumber(e), 24)
	}
	return p.stated(e).cell()
}

// waitCell is the wait after the update. No rollout has none; there, its place
// is taken by the wait at any sync, and the cell says so.
func (p *page) waitCell(r *study.Result) Cell {
	if r.Strategy != model.NoRollout {
		return p.cell(p.told(r, waitAfterUpdate))
	}
	e := p.told(r, waitAnySync)
	if e == nil || !finite(e.Mean) && !unknown(e) {
		return Cell{p.Say(nothingToCount)}
	}
	return p.brief(e).and(p.inLines(say.T("(at any sync)", "(jede\nSynchronisierung)")))
}

// updatedCell is the date by which the PCs are updated and the workdays until then.
func (p *page) updatedCell(r *study.Result) Cell {
	e := metric(r, updatedBy)
	if e == nil || r.Strategy == model.NoRollout {
		return Cell{p.Say(nothingToCount)}
	}
	if !finite(e.Mean) {
		return broken(p.noNumber(e), 24)
	}
	c := p.brief(e).and(p.dates(e), Cell{p.Say(say.T("after %s", "(%s)"), p.WorkdaysLong(p.workdays(0, e.Mean)))}, p.notIn(e))
	if n := numberOf(r, neverUpdated); n != nil && n.Mean > 0 {
		c = append(c, p.Say(say.T("%s never", "%s nie"), p.pcs(n)))
	}
	return c
}

// notIn says in how many rollouts an instant is not reached; nil where it is in all.
func (p *page) notIn(e *study.Estimate) Cell {
	if e.Unreached > 0 {
		return Cell{p.Say(say.T("(not in %s)", "(in %s nicht)"), p.Percent(e.Unreached))}
	}
	return nil
}

// dates is the band of an instant in a table: two times of a day, or two dates one
// below the other.
func (p *page) dates(e *study.Estimate) Cell {
	switch b := p.bandOf(e); {
	case b.from == "":
		return nil
	case b.to == "":
		return Cell{b.from, p.Say(b.open)}
	case p.sameDay(e.P5, e.P95):
		return Cell{p.Say(say.T("from %[1]s to %[2]s", "%[1]s bis %[2]s"), p.hour(e.P5), p.hour(e.P95))}
	default:
		return Cell{p.Say(say.T("from %s", "%s"), b.from), p.Say(say.T("to %s", "bis %s"), b.to)}
	}
}

// targetsCell counts the targets that a result meets.
func (p *page) targetsCell(r *study.Result) Cell {
	n, looked := tally(r), looked(r)
	switch {
	case len(r.Targets) == 0:
		return p.inLines(say.T("no targets", "keine\nZielwerte"))
	case looked == 0:
		return broken(p.Say(nothingToCount), 10)
	}
	c := Cell{p.Say(say.T("%d of %d", "%d von %d"), n[study.Met], looked)}
	if n[study.Undecided] > 0 {
		c = append(c, p.Say(say.T("%d undecided", "%d offen"), n[study.Undecided]))
	}
	return c
}

// lines stacks the words that are there.
func lines(words ...string) string {
	var present []string
	for _, w := range words {
		if w != "" {
			present = append(present, w)
		}
	}
	return strings.Join(present, "\n")
}

// legend explains what a cell of the table holds.
func (p *page) legend() string {
	if p.Replications < 2 {
		return p.ofRuns(say.T("One rollout%s: no number has an interval.",
			"Nur ein Rollout%s: Keine Zahl hat ein Intervall."), say.T("One run%s: no number has an interval.",
			"Nur eine Replikation%s: Keine Zahl hat ein Intervall."), p.each())
	}
	if p.certain() {
		return p.Say(say.T("All %s%s are the same: nothing is left to chance.",
			"Alle %s%s verlaufen gleich: Nichts hängt vom Zufall ab."), p.runs(p.Replications), p.each())
	}
	text := p.Say(say.T("± is the 95 %% interval of the mean over %s",
		"± ist das 95-%%-Intervall des Mittelwerts über %s"), p.runs(p.Replications))
	if p.cut() {
		text += p.Say(say.T(", in brackets where it is cut to what is possible",
			", in Klammern, wo es auf das Mögliche begrenzt ist"))
	}
	text += p.ofRuns(say.T("; the range below it is where 90 %% of single rollouts lie.",
		"; in der Spanne darunter liegen 90 %% der einzelnen Rollouts."), say.T("; the range below it is where 90 %% of single runs lie.",
		"; in der Spanne darunter liegen 90 %% der einzelnen Replikationen."))
	if p.queue && p.slows {
		text += " " + p.delayLegend()
	}
	if p.queue {
		return text
	}
	dates, bare := false, false
	for _, r := range p.rollouts() {
		if e := numberOf(r, updatedBy); e != nil {
			dates = true
			bare = bare || math.IsNaN(e.Low) && math.IsNaN(e.High)
		}
	}
	switch {
	case bare:
		text += " " + p.Say(say.T("A date is the median, whose interval needs 6 rollouts; below it is the range.",
			"Ein Datum ist der Median, dessen Intervall 6 Rollouts braucht; darunter steht die Spanne."))
	case dates:
		text += " " + p.Say(say.T("A date is the median with its 95 %% interval in brackets; below it is the range.",
			"Ein Datum ist der Median mit seinem 95-%%-Intervall in Klammern; darunter steht die Spanne."))
	}
	text += " " + p.Say(p.either(say.T("A wait counts only while the PC is on.",
		"Eine Wartezeit zählt nur, solange der PC eingeschaltet ist."), say.T("A delay counts only while the PC is on.",
		"Eine Verzögerung zählt nur, solange der PC eingeschaltet ist.")))
	if p.slows {
		text += " " + p.delayLegend()
	}
	return text
}

// certain tells whether every metric of every result is the same in all
// replications, as with a replayed trace in which nothing is drawn.
func (p *page) certain() bool {
	compared := false
	for i := range p.Results {
		if p.Results[i].Strata != nil {
			return false // its rollouts differ by the problems of the release
		}
		for k := range p.Results[i].Metrics {
			e := &p.Results[i].Metrics[k]
			if !constant(e.Values) {
				return false
			}
			compared = compared || len(e.Values) > 1 && !math.IsNaN(e.Values[0])
		}
	}
	return compared
}

// cut tells whether an interval in the table is cut to what its metric can be.
func (p *page) cut() bool {
	for i := range p.Results {
		for _, name := range []string{waitAfterUpdate, waitAnySync, longestWait, busiestHour, meanWait, shareWaited, slotsInUse, meanQueue, meanSystem, meanSojourn, allBusy, shareGone, makespan} {
			e := p.told(&p.Results[i], name)
			if e == nil || !finite(e.Low) || !finite(e.High) {
				continue
			}
			if of := possible(e.Metric, e.Estimate); of.Low != e.Low || of.High != e.High {
				return true
			}
		}
	}
	return false
}

// subject says what was simulated.
func (p *page) subject() string {
	if name := p.Scenario.Name; name != "" {
		return name + "; " + p.simulatedWhat()
	}
	return p.simulatedWhat()
}

// simulatedWhat is the subject without the name of the scenario.
func (p *page) simulatedWhat() string {
	s := p.Scenario
	words := []string{}
	if n := s.Clients(); n > 0 && !strings.Contains(s.Name, p.Counted(n, say.PCs)) && !strings.Contains(s.Name, say.English.Counted(n, say.PCs)) {
		words = append(words, p.Counted(n, say.PCs))
	}
	if n := s.NewClients(); n > 0 {
		words = append(words, p.Counted(n, say.PCsOfNewEmployees))
	}
	if slots := p.setting(p.Results); slots != "" && !p.several {
		words = append(words, slots)
	}
	words = append(words, p.Say(say.T("from %s", "ab %s"), p.date(0)), p.Counted(s.Horizon, say.Days))
	if s.Counted > 0 {
		words = append(words, p.Say(say.T("the first %s are counted, but for single releases",
			"die ersten %s zählen, außer für einzelne Releases"), p.Counted(s.Counted, say.Days)))
	}
	if measured := p.measured(); measured != "" {
		words = append(words, measured)
	}
	words = append(words, p.runs(p.Replications)+p.each(), p.Say(say.T("seed %s", "Startwert %s"), fmt.Sprint(s.Seed)))
	return strings.Join(words, "; ")
}

// each says what every replication is of, where that is more than one thing.
func (p *page) each() string {
	switch {
	case !p.queue:
		return p.Say(say.T(" of each strategy", " je Strategie"))
	case p.columns:
		return p.Say(say.T(" of each number of slots", " je Anzahl von Plätzen"))
	}
	return ""
}
