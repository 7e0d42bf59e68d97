package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
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
		p.say("Strategy"),
		p.waitHeading(),
		p.longestHeading(),
		p.busyHeading(),
		p.updatedHeading(),
		p.say("Targets\nmet"),
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
	return p.say(p.either("19 of 20 wait at most,\nafter the update", "19 of 20 are delayed at\nmost, after the update"))
}

// longestHeading heads the column of the longest wait.
func (p *page) longestHeading() string {
	return p.say(p.either("Longest wait of a PC,\n19 of 20 at most", "Longest delay of a PC,\n19 of 20 at most"))
}

// updatedHeading heads the column of the dates.
func (p *page) updatedHeading() string {
	if p.partial {
		return p.say("95 %% of the PCs that\ncan be updated are\nupdated by")
	}
	return p.say("95 %% of the PCs\nare updated by")
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
		name += "\n" + p.say("1 slot")
	default:
		name += "\n" + p.say("%s slots", p.thousands(r.Slots))
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
		return p.say("Most syncs that\nrun, busiest hour")
	}
	return p.say("Slots in use,\nbusiest hour")
}

// busyCell is how busy the backend is: the share of its slots, or where these play
// no part how many syncs run.
func (p *page) busyCell(r *study.Result) string {
	if !p.unlimited || !p.finiteCapacity() {
		return p.cell(metric(r, busiestHour))
	}
	return p.cell(p.runAtOnce(r))
}

// cell is an estimate with its interval, and its band below.
func (p *page) cell(e *study.Estimate) string {
	if e == nil {
		return p.say(nothingToCount)
	}
	return lines(p.brief(e), p.bandWith(e, "%s – %s"))
}

// brief is an estimate for a table cell, where one rollout without an interval
// has little room.
func (p *page) brief(e *study.Estimate) string {
	if !finite(e.Mean) || unknown(e) {
		return wrapped(p.noNumber(e), 24, "")
	}
	text := strings.Replace(p.estimate(e), " ("+p.oneRun(), "\n("+strings.Replace(p.oneRun(), ", ", ",\n", 1), 1)
	text = strings.Replace(text, " (", "\n(", 1)
	return strings.Replace(text, p.say("%s or later", "")+")", "\n"+strings.TrimSpace(p.say("%s or later", ""))+")", 1)
}

// waitCell is the wait after the update. No rollout has none; there, its place
// is taken by the wait at any sync, and the cell says so.
func (p *page) waitCell(r *study.Result) string {
	if r.Strategy != model.NoRollout {
		return p.cell(p.told(r, waitAfterUpdate))
	}
	e := p.told(r, waitAnySync)
	if e == nil || !finite(e.Mean) && !unknown(e) {
		return p.say(nothingToCount)
	}
	return lines(p.brief(e), p.say("(at any sync)"))
}

// updatedCell is the date by which the PCs are updated and the workdays until then.
func (p *page) updatedCell(r *study.Result) string {
	e := metric(r, updatedBy)
	if e == nil || r.Strategy == model.NoRollout {
		return p.say(nothingToCount)
	}
	if !finite(e.Mean) {
		return wrapped(p.noNumber(e), 24, "")
	}
	text := lines(p.brief(e), p.dates(e), p.say("after %s", p.workdaysLong(p.workdays(0, e.Mean))))
	if e.Unreached > 0 {
		text += "\n" + p.say("(not in %s)", p.percent(e.Unreached))
	}
	if n := numberOf(r, neverUpdated); n != nil && n.Mean > 0 {
		text += "\n" + p.say("%s never", p.pcs(n))
	}
	return text
}

// dates is the band of an instant in a table: two times of a day, or two dates one
// below the other.
func (p *page) dates(e *study.Estimate) string {
	band := p.band(e)
	from, until, ok := strings.Cut(band, p.say("%s to %s", "", ""))
	if !ok {
		later := p.say("%s or later", "")
		return strings.Replace(band, later, "\n"+strings.TrimSpace(later), 1)
	}
	if day, clock, _ := strings.Cut(until, ", "); strings.HasPrefix(from, day+", ") {
		return p.say("from %[1]s to %[2]s", strings.TrimPrefix(from, day+", "), clock)
	}
	return p.say("from %s\nto %s", from, until)
}

// targetsCell counts the targets that a result meets.
func (p *page) targetsCell(r *study.Result) string {
	n := tally(r)
	looked := n[study.Met] + n[study.Missed] + n[study.Undecided]
	switch {
	case len(r.Targets) == 0:
		return p.say("no targets")
	case looked == 0:
		return wrapped(p.say(nothingToCount), 10, "")
	}
	text := p.say("%d of %d", n[study.Met], looked)
	if n[study.Undecided] > 0 {
		text += "\n" + p.say("%d undecided", n[study.Undecided])
	}
	return text
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
		return p.ofRuns("One rollout%s: no number has an interval.", p.each())
	}
	if p.certain() {
		return p.say("All %s%s are the same: nothing is left to chance.", p.runs(p.Replications), p.each())
	}
	text := p.say("± is the 95 %% interval of the mean over %s", p.runs(p.Replications))
	if p.cut() {
		text += p.say(", in brackets where it is cut to what is possible")
	}
	text += p.ofRuns("; the range below it is where 90 %% of single rollouts lie.")
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
		text += " " + p.say("A date is the median, whose interval needs 6 rollouts; below it is the range.")
	case dates:
		text += " " + p.say("A date is the median with its 95 %% interval in brackets; below it is the range.")
	}
	text += " " + p.say(p.either("A wait counts only while the PC is on.", "A delay counts only while the PC is on."))
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
	if n := s.Clients(); n > 0 && !strings.Contains(s.Name, p.counted(n, "PC", "PCs")) && !strings.Contains(s.Name, counted(n, "PC", "PCs")) {
		words = append(words, p.counted(n, "PC", "PCs"))
	}
	if n := s.NewClients(); n > 0 {
		words = append(words, p.counted(n, "PC of a new employee", "PCs of new employees"))
	}
	if slots := p.setting(p.Results); slots != "" && !p.several {
		words = append(words, slots)
	}
	words = append(words, p.say("from %s", p.date(0)), p.counted(s.Horizon, "day", "days"))
	if s.Counted > 0 {
		words = append(words, p.say("the first %s are counted, but for single releases", p.counted(s.Counted, "day", "days")))
	}
	if measured := p.measured(); measured != "" {
		words = append(words, measured)
	}
	words = append(words, p.runs(p.Replications)+p.each(), p.say("seed %s", fmt.Sprint(s.Seed)))
	return strings.Join(words, "; ")
}

// each says what every replication is of, where that is more than one thing.
func (p *page) each() string {
	switch {
	case !p.queue:
		return p.say(" of each strategy")
	case p.columns:
		return p.say(" of each number of slots")
	}
	return ""
}
