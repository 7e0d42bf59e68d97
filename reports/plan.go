package reports

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// A planPage is a plan on its way to the people who carry it out.
type planPage struct {
	*study.Plan
	clock
	spell func(string) string // how names are written
}

func (l Language) planPage(plan *study.Plan, spell func(string) string) *planPage {
	return &planPage{Plan: plan, clock: clockIn(plan.Scenario, l), spell: spell}
}

// A chapter is a heading with what is said under it, each with a word before it.
type chapter struct {
	heading string
	entries []entry
}

type entry struct{ label, text string }

// PlanText writes a plan for a terminal: its phases in a table and then one by
// one, what happens if something goes wrong, and the days to know.
func (l Language) PlanText(w io.Writer, plan *study.Plan) error {
	p := l.planPage(plan, printable)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", wrapped(p.title(), textWidth, ""), wrapped(p.subject(), textWidth, ""))
	for line := range strings.Lines(p.overview().Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	fmt.Fprintf(&b, "%s\n", wrapped(p.legend(), textWidth, ""))
	for _, c := range p.chapters() {
		fmt.Fprintf(&b, "\n%s\n", c.heading)
		width := 0
		for _, e := range c.entries {
			width = max(width, shownWidth(e.label))
		}
		margin := strings.Repeat(" ", width+4)
		for _, e := range c.entries {
			head := "  " + e.label + strings.Repeat(" ", width-shownWidth(e.label)+2)
			b.WriteString(head + strings.ReplaceAll(wrapped(e.text, textWidth-len(margin), ""), "\n", "\n"+margin) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// PlanMarkdown writes the same as [Language.PlanText] for a wiki.
func (l Language) PlanMarkdown(w io.Writer, plan *study.Plan) error {
	p := l.planPage(plan, func(name string) string { return inMarkdown(printable(name)) })
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n\n%s\n", p.title(), p.subject(), p.overview().RenderMarkdown(), p.legend())
	for _, c := range p.chapters() {
		fmt.Fprintf(&b, "\n## %s\n\n", c.heading)
		for _, e := range c.entries {
			fmt.Fprintf(&b, "- **%s:** %s\n", e.label, e.text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *planPage) title() string {
	title := p.say("Plan: %s", p.strategy())
	if p.Scenario.Name != "" {
		title += ", " + p.spell(p.Scenario.Name)
	}
	return title
}

func (p *planPage) strategy() string { return p.spell(p.called(p.Strategy.Name)) }

// phaseName is what a phase is called.
func (p *planPage) phaseName(i int) string { return p.spell(p.called(p.Phases[i].Name)) }

// subject says what is rolled out to whom, and what the numbers rest on.
func (p *planPage) subject() string {
	s := p.Scenario
	parts := []string{
		p.say("Version %s for %s", p.spell(string(s.Release.Version)), p.counted(s.Clients(), "PC", "PCs")),
		p.slotCount(p.Slots, false),
		p.say("from %s", p.date(0)),
		p.say("%s simulated, seed %s", p.runs(p.Replications), fmt.Sprint(s.Seed)),
	}
	if p.Strategy.Preset != "" {
		parts = append(parts, p.say("written in the terms of %s", p.spell(p.Strategy.Preset)))
	}
	return strings.Join(parts, "; ") + "."
}

// overview is a row for each phase.
func (p *planPage) overview() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{p.say("Phase"), p.say("PCs"), p.say("Opens"), p.say("95 %% updated\nby"), p.say("Slots in use,\nbusiest hour"), p.waitHeading(), p.say("Go or no-go")})
	for i := range p.Phases {
		ph := &p.Phases[i]
		t.AppendRow(table.Row{
			wrapped(p.spell(shortened(p.called(ph.Name), 40)), 16, ""), p.thousands(int(math.Round(ph.Clients.Mean))), p.moment(&ph.Opened),
			p.moment(&ph.Updated[len(ph.Updated)-1]), strings.Replace(p.estimate(&ph.Utilization), " (", "\n(", 1),
			strings.Replace(p.estimate(&ph.Wait), " (", "\n(", 1), p.decision(i),
		})
	}
	return t
}

func (p *planPage) waitHeading() string {
	if p.Scenario.Backend.Slows() {
		return p.say("19 of 20 are\ndelayed at most")
	}
	return p.say("19 of 20 wait\nat most")
}

// decision is when the gate behind a phase is likely decided, for the table.
func (p *planPage) decision(i int) string {
	ph, phase := &p.Phases[i], &p.Strategy.Phases[i]
	switch {
	case i+1 == len(p.Phases):
		return p.say("last phase")
	case !isGated(phase):
		return p.say("no gate")
	}
	return p.moment(&ph.Decided)
}

// legend says how the numbers are to be read.
func (p *planPage) legend() string {
	text := p.say("Dates are %s: what is planned, or the median where chance decides; \"9 in 10\" is where 90 %% of simulated rollouts lie. "+
		"± is the 95 %% interval of a mean over %s.", p.timeOfDay(), p.runs(p.Replications))
	switch {
	case p.Certain():
		text += " " + p.say("The release has a problem for certain, so all of this is with the problem and what is done about it.")
	case p.Trouble != nil:
		text += " " + p.say("All of this holds if the release has no problem; if it has one, see below.")
	}
	if p.Replications < p.Asked {
		text += " " + p.say("The run was stopped: %s were asked for.", p.runs(p.Asked))
	}
	return text
}

// chapters are the phases one by one, and then what concerns all of them.
func (p *planPage) chapters() []chapter {
	var all []chapter
	for i := range p.Phases {
		all = append(all, p.phase(i))
	}
	if later := p.laterReleases(); len(later.entries) > 0 {
		all = append(all, later)
	}
	return append(all, p.goingWrong(), p.days())
}

// phase tells one phase.
func (p *planPage) phase(i int) chapter {
	ph, phase := &p.Phases[i], &p.Strategy.Phases[i]
	c := chapter{heading: fmt.Sprintf("%d. %s", i+1, p.phaseName(i))}
	c.add(p.say("Takes"), p.takes(i))
	c.add(p.say("Opens"), p.opens(i))
	c.add(p.say("Offered"), p.offered(i))
	c.add(p.say("Installs"), p.installs(phase))
	c.add(p.say("Updated"), p.updated(ph))
	c.add(p.say("Load"), p.load(ph))
	c.add(p.say("Go or no-go"), p.gate(i))
	if isGated(phase) && i+1 < len(p.Phases) {
		c.add(p.say("Decided"), p.decided(i))
		c.add(p.say("If stuck"), p.stuck(i))
	}
	c.add(p.say("Stops at"), p.stops(phase))
	c.add(p.say("Approval"), p.approval(i))
	return c
}

// add says something, unless there is nothing to say.
func (c *chapter) add(label, text string) {
	if text != "" {
		c.entries = append(c.entries, entry{label, text})
	}
}

// on writes an instant in seconds since the start as a planner notes it: "Mon 12
// Apr 2027, 09:00 (Berlin)".
func (c clock) on(seconds float64) string {
	return c.formatted(c.at(seconds), "Mon 2 Jan 2006, 15:04") + " (" + c.city() + ")"
}

// day writes the date of an instant alike: "Mon 12 Apr 2027".
func (c clock) day(seconds float64) string { return c.formatted(c.at(seconds), "Mon 2 Jan 2006") }

// city names the zone of the scenario.
func (c clock) city() string {
	c.Language = English
	return strings.TrimPrefix(strings.TrimPrefix(c.timeOfDay(), "local time in "), "time of day, ")
}

// moment writes an instant for a table: its median.
func (p *planPage) moment(e *study.Estimate) string {
	switch {
	case math.IsInf(e.Mean, +1):
		return p.say("not by %s", p.formatted(p.at(p.end()), "2 Jan 2006"))
	case math.IsNaN(e.Mean):
		return "–"
	}
	return p.short(e.Mean)
}

// instant writes an instant with the range of single rollouts, where they differ.
func (p *planPage) instant(e *study.Estimate) string {
	horizon := p.day(p.end())
	switch {
	case math.IsNaN(e.Mean):
		return p.say(nothingToCount)
	case math.IsInf(e.Mean, +1) && e.Unreached == 1:
		return p.say("not by %s, the last day simulated", horizon)
	case math.IsInf(e.Mean, +1):
		return p.say("not by %s, the last day simulated, in %s of rollouts", horizon, p.percent(e.Unreached))
	case math.IsInf(e.P95, +1):
		return p.say("%s, at the earliest %s, and not by %s in %s of rollouts", p.on(e.Mean), p.short(e.P5), horizon, p.percent(e.Unreached))
	}
	first, last := p.short(e.P5), p.short(e.P95)
	if first == last {
		return p.on(e.Mean)
	}
	if day, _, _ := strings.Cut(first, ", "); strings.HasPrefix(last, day+", ") {
		last = strings.TrimPrefix(last, day+", ")
	}
	return p.say("%s, 9 in 10 from %s to %s", p.on(e.Mean), first, last)
}

// by says by when something is so.
func (p *planPage) by(e *study.Estimate) string {
	if !finite(e.Mean) {
		return p.instant(e)
	}
	return p.say("by %s", p.instant(e))
}

// likely says when something is to be expected.
func (p *planPage) likely(e *study.Estimate) string {
	if !finite(e.Mean) {
		return p.instant(e)
	}
	return p.say("likely %s", p.instant(e))
}

// end is the last instant simulated, in seconds since the start.
func (p *planPage) end() float64 {
	last := model.DateOf(p.Scenario.Start.In(p.calendar.Zone)).Add(p.Scenario.Horizon).In(p.calendar.Zone)
	return last.Sub(p.Scenario.Start).Seconds() - 1
}
