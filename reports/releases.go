package reports

import (
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// beganAt is the metric of when a release begins.
const beganAt = "began"

// mostPhasesTold is how many phases of a release a table names before it leaves out those in
// the middle.
const mostPhasesTold = 4

// releasing are the results of plans in which several releases follow each other.
func (p *page) releasing() []*study.Result {
	return where(p.rollouts(), func(r *study.Result) bool { return len(r.Releases) > 0 })
}

// releasesHeading heads what is told of each release.
func (p *page) releasesHeading() string {
	return p.Say(say.T("The releases, one after the other", "Die Releases nacheinander"))
}

// releasesHeads are the heads of the table of releases.
func (p *page) releasesHeads() []string {
	return []string{p.Say(say.T("Strategy", "Strategie")), p.Say(say.T("Release", "Release")), p.Say(say.T("Begins", "Beginnt")), p.Say(say.T("Phases open", "Phasen öffnen")), p.updatedHeading(), p.Say(p.either(say.T("19 of 20 wait at\nmost, after it", "19 von 20 warten\ndanach höchstens"),
		say.T("19 of 20 are delayed\nat most, after it",
			"19 von 20 werden danach\nhöchstens aufgehalten")))}
}

// releaseCells are the cells of one release of a result, the strategy left out.
func (p *page) releaseCells(r *study.Result, i int) []Cell {
	of := &r.Releases[i]
	named := func(name string) *study.Estimate { return metric(r, model.OfRelease(name, of.Version)) }
	return []Cell{{p.spell(string(of.Version))}, p.instantCell(named(beganAt)), p.phasesCell(of), p.instantCell(named(updatedBy)),
		p.cell(named(p.judged(waitAfterUpdate)))}
}

// instantCell is an instant as it is in the middle of the rollouts, with their range where they
// differ.
func (p *page) instantCell(e *study.Estimate) Cell {
	if e == nil {
		return Cell{p.Say(nothingToCount)}
	}
	if !finite(e.Mean) {
		return broken(p.noNumber(e), 24)
	}
	c := Cell{p.short(e.Mean)}
	if e.P5 != e.P95 {
		c = c.and(p.dates(e))
	}
	return c.and(p.notIn(e))
}

// phasesCell lists the phases of a release with the dates on which they open.
func (p *page) phasesCell(of *study.ReleaseResult) Cell {
	var told Cell
	for i := range of.Phases {
		ph := &of.Phases[i]
		if len(of.Phases) > mostPhasesTold && i >= mostPhasesTold-2 && i < len(of.Phases)-1 {
			if i == mostPhasesTold-2 {
				told = append(told, p.Say(say.T("… %s more", "… %s weitere"), strconv.Itoa(len(of.Phases)-mostPhasesTold+1)))
			}
			continue
		}
		opens := p.Say(say.T("not opened", "nicht geöffnet"))
		if finite(ph.Opened.Mean) {
			opens = p.Formatted(p.at(ph.Opened.Mean), "Mon 2 Jan")
		}
		text := p.called(ph.Name) + ": " + opens
		if ph.Unopened > 0 && finite(ph.Opened.Mean) {
			text += " " + p.Say(say.T("(not in %s)", "(in %s nicht)"), p.Percent(ph.Unopened))
		}
		told = append(told, text)
	}
	return told
}

// releasesTable has a row for each release of each plan.
func (p *page) releasesTable() table.Writer {
	t := newTable()
	var head table.Row
	for _, text := range p.releasesHeads() {
		head = append(head, text)
	}
	t.AppendHeader(head)
	for _, r := range p.releasing() {
		for i := range r.Releases {
			row := table.Row{p.heading(r)}
			for _, cell := range p.releaseCells(r, i) {
				row = append(row, cell)
			}
			t.AppendRow(row)
		}
	}
	return t
}

// releasesNote says why a row of the first release may have another date than the table of all
// strategies; "" where none has.
func (p *page) releasesNote() string {
	for _, r := range p.releasing() {
		named, first := metric(r, model.OfRelease(updatedBy, r.Releases[0].Version)), metric(r, updatedBy)
		if named != nil && first != nil && named.Mean != first.Mean {
			return p.Say(say.T("in these rows, who refused a release or failed with it counts as updated to it once a newer one is installed; the table of all strategies leaves them out of the first release where that comes after the days that are counted of it",
				"in diesen Zeilen gilt, wer ein Release ablehnte oder daran scheiterte, als darauf aktualisiert, sobald ein neueres installiert ist; die Tabelle aller Strategien lässt sie beim ersten Release aus, wenn das nach den Tagen geschieht, die dafür zählen"))
		}
	}
	return ""
}

// releasesTable is the same on a page.
func (h *review) releasesTable() *htmlTable {
	if len(h.releasing()) == 0 {
		return nil
	}
	t := &htmlTable{Caption: h.releasesHeading()}
	if note := h.releasesNote(); note != "" {
		t.Caption += "; " + note
	}
	for _, text := range h.releasesHeads() {
		t.Heads = append(t.Heads, unwrapped(text))
	}
	for _, r := range h.releasing() {
		for i := range r.Releases {
			row := htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}}}
			for _, cell := range h.releaseCells(r, i) {
				row.Cells = append(row.Cells, cell.html())
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// releasesSheet has the phases of each release, with when they open.
func (h *review) releasesSheet() sheet {
	if len(h.releasing()) == 0 {
		return sheet{}
	}
	s := sheet{name: h.l.Say(say.T("Releases", "Releases")), heads: append(h.strategyHeads(),
		sheetHead{h.l.Say(say.T("Release", "Release")), 12, asPlain}, sheetHead{h.l.Say(say.T("Due (local time)", "Fällig (Ortszeit)")), 18, asDate}, sheetHead{h.l.Say(say.T("Begins, median (local time)", "Beginnt, Median (Ortszeit)")), 18, asDate},
		sheetHead{h.l.Say(say.T("95 %% of the PCs have it, or a newer one, by (local time)",
			"95 %% der PCs haben es oder ein neueres bis (Ortszeit)")), 20, asDate},
		sheetHead{h.l.Say(say.T("Phase", "Phase")), 22, asPlain}, sheetHead{h.l.Say(say.T("PCs", "PCs")), 10, asWhole}, sheetHead{h.l.Say(say.T("Planned (local time)", "Geplant (Ortszeit)")), 18, asDate},
		sheetHead{h.l.Say(say.T("Opens, mean (local time)", "Beginnt, Mittel (Ortszeit)")), 18, asDate}, sheetHead{h.l.Say(say.T("Rollouts in which it never opens", "Rollouts, in denen sie nie beginnt")), 14, asPercent})}
	for _, r := range h.releasing() {
		for i := range r.Releases {
			of := &r.Releases[i]
			at := func(name string) any { return h.local(metric(r, model.OfRelease(name, of.Version)).Mean) }
			for k := range of.Phases {
				ph := &of.Phases[k]
				s.rows = append(s.rows, append(h.key(r), string(of.Version), h.local(of.Due.Seconds()), at(beganAt), at(updatedBy),
					ph.Name, ph.Clients, h.local(ph.Planned.Seconds()), h.local(ph.Opened.Mean), ph.Unopened))
			}
		}
	}
	return s
}

// A releaseJSON is one release of several. Its metrics are among those of the strategy, as in
// "wait.update.p95 of 9.5".
type releaseJSON struct {
	Version string      `json:"version"`
	Due     figure      `json:"due_s"`
	Phases  []phaseJSON `json:"phases"`
	Problem metricsJSON `json:"if_problem,omitempty"` // metrics given at least one problem of this release, only where one that follows may have some
}

// releasesOf are the releases of a result; none unless there are several.
func releasesOf(r *study.Result) []releaseJSON {
	var found []releaseJSON
	for i := range r.Releases {
		of := &r.Releases[i]
		found = append(found, releaseJSON{string(of.Version), figure(of.Due.Seconds()), phasesOf(of.Phases, r.Strata != nil), nil})
	}
	return found
}

// laterReleases tell of the releases that follow the one that is planned phase by phase.
func (p *planPage) laterReleases() chapter {
	c := chapter{heading: p.Say(say.T("Releases that follow", "Releases, die folgen"))}
	if len(p.Scenario.Later) == 0 {
		return c
	}
	for i, r := range model.PlannedReleases(p.Scenario, p.Strategy) {
		c.add(p.spell(string(r.Version)), strings.Join(p.releaseEntry(i, &r), "; "))
	}
	return c
}

// releaseEntry are the sentences on a release that follows, Later[later] of the scenario.
func (p *planPage) releaseEntry(later int, r *model.PlannedRelease) []string {
	named := func(name string) *study.Estimate { return p.Metric(model.OfRelease(name, r.Version)) }
	var phases []string
	for i := range r.Phases {
		phases = append(phases, p.Say(say.T("%s on %s", "%s am %s"), p.spell(p.called(r.Phases[i].Name)), p.day(r.Planned[i].Opens.Seconds())))
	}
	wait := named(waitAfterUpdate)
	if p.Scenario.Backend.Slows() {
		wait = named("delay.update.p95")
	}
	said := []string{
		p.Say(say.T("Begins %s", "Beginnt %s"), p.likely(named(beganAt))),
		p.Say(say.T("phases as planned: %s", "Phasen nach Plan: %s"), strings.Join(phases, ", ")),
		p.Say(say.T("95 %% of the PCs that can be updated: %s",
			"95 %% der PCs, die das Update erhalten können: %s"), p.by(named(updatedBy))),
	}
	if finite(wait.Mean) {
		said = append(said, p.waitInPlan(wait))
	}
	t := p.Later[later]
	if t == nil {
		return said
	}
	said = append(said, p.problemsOf(later+1)...)
	if p.Scenario.Later[later].AtOnce {
		said = append(said, p.Say(onProblem[model.PauseFix]))
	}
	bad := func(name string) *study.Estimate { return t.Metric(model.OfRelease(name, r.Version)) }
	return append(said, p.Say(say.T("if there is a problem (chance %s): %s",
		"bei einem Fehler (Wahrscheinlichkeit %s): %s"), p.Percent(t.Chance),
		strings.Join(append(p.harm(bad), p.Say(say.T("95 %% with a good release: %s",
			"95 %% mit fehlerfreiem Release: %s"), p.by(bad(updatedBy)))), ", ")))
}

// waitInPlan is the wait after a release.
func (p *planPage) waitInPlan(wait *study.Estimate) string {
	if p.Scenario.Backend.Slows() {
		return p.Say(say.T("19 of 20 are delayed at most %s",
			"19 von 20 werden höchstens %s aufgehalten"), p.estimate(wait))
	}
	return p.Say(say.T("19 of 20 wait at most %s", "19 von 20 warten höchstens %s"), p.estimate(wait))
}

// releases are an entry for each release that follows, from when it is likely to begin until
// 95 % are updated, or for an hour where that is not known.
func (c *planCalendar) releases() {
	for i, r := range model.PlannedReleases(c.Scenario, c.Strategy) {
		began, by := c.Metric(model.OfRelease(beganAt, r.Version)), c.Metric(model.OfRelease(updatedBy, r.Version))
		if !finite(began.Mean) {
			continue // by the median it does not begin
		}
		until := began.Mean + 3600
		if finite(by.Mean) {
			until = max(until, by.Mean)
		}
		c.timed(c.entry("release", i+1, c.Say(say.T("Release %s begins", "Release %s beginnt"), c.spell(string(r.Version))), c.releaseEntry(i, &r)...), began.Mean, until)
	}
}
