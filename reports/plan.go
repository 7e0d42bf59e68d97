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

// A chapter is a heading with what is said under it, each with a word before it.
type chapter struct {
	heading string
	entries []entry
}

type entry struct{ label, text string }

// PlanText writes a plan for a terminal: its phases in a table and then one by
// one, what happens if something goes wrong, and the days to know.
func PlanText(w io.Writer, plan *study.Plan) error {
	p := &planPage{Plan: plan, clock: clockOf(plan.Scenario), spell: printable}
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

// PlanMarkdown writes the same as [PlanText] for a wiki.
func PlanMarkdown(w io.Writer, plan *study.Plan) error {
	p := &planPage{Plan: plan, clock: clockOf(plan.Scenario), spell: func(name string) string { return inMarkdown(printable(name)) }}
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
	title := "Plan: " + p.spell(p.Strategy.Name)
	if p.Scenario.Name != "" {
		title += ", " + p.spell(p.Scenario.Name)
	}
	return title
}

// subject says what is rolled out to whom, and what the numbers rest on.
func (p *planPage) subject() string {
	s := p.Scenario
	parts := []string{
		fmt.Sprintf("Version %s for %s", p.spell(string(s.Release.Version)), counted(s.Clients(), "PC", "PCs")),
		counted(p.Slots, "slot", "slots"),
		"from " + p.date(0),
		fmt.Sprintf("as %s show, seed %d", p.runs(p.Replications)+" simulated", s.Seed),
	}
	if p.Strategy.Preset != "" {
		parts = append(parts, "written in the terms of "+p.spell(p.Strategy.Preset))
	}
	return strings.Join(parts, "; ") + "."
}

// overview is a row for each phase.
func (p *planPage) overview() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{"Phase", "PCs", "Opens", "95 % updated by", "Slots in use,\nbusiest hour", p.waitHeading(), "Go or no-go"})
	for i := range p.Phases {
		ph := &p.Phases[i]
		t.AppendRow(table.Row{
			wrapped(p.spell(ph.Name), 16, ""), thousands(int(math.Round(ph.Clients.Mean))), p.moment(&ph.Opened),
			p.moment(&ph.Updated[len(ph.Updated)-1]), p.estimate(&ph.Utilization), p.wait(ph), p.decision(i),
		})
	}
	return t
}

func (p *planPage) waitHeading() string {
	if p.Scenario.Backend.Slows() {
		return "19 of 20 are\ndelayed by at most"
	}
	return "19 of 20 wait\nat most"
}

// decision is when the gate behind a phase is likely decided, for the table.
func (p *planPage) decision(i int) string {
	ph, phase := &p.Phases[i], &p.Strategy.Phases[i]
	switch {
	case i+1 == len(p.Phases):
		return "last phase"
	case !isGated(phase):
		return "none"
	}
	return p.moment(&ph.Decided)
}

// legend says how the numbers are to be read.
func (p *planPage) legend() string {
	text := "Dates are " + p.timeOfDay() + ": what is planned, or the median where chance decides; \"9 in 10\" is where 90 % of simulated rollouts lie. " +
		"± is the 95 % interval of a mean over " + p.runs(p.Replications) + "."
	if p.Trouble != nil {
		text += " All of this holds if the release has no problem; if it has one, see below."
	}
	if p.Replications < p.Asked {
		text += fmt.Sprintf(" The run was stopped: %d were asked for.", p.Asked)
	}
	return text
}

// chapters are the phases one by one, and then what concerns all of them.
func (p *planPage) chapters() []chapter {
	var all []chapter
	for i := range p.Phases {
		all = append(all, p.phase(i))
	}
	return append(all, p.goingWrong(), p.days())
}

// phase tells one phase.
func (p *planPage) phase(i int) chapter {
	ph, phase := &p.Phases[i], &p.Strategy.Phases[i]
	c := chapter{heading: fmt.Sprintf("%d. %s", i+1, p.spell(ph.Name))}
	c.add("Takes", p.takes(i))
	c.add("Opens", p.opens(i))
	c.add("Offered", p.offered(i))
	c.add("Installs", p.installs(phase))
	c.add("Updated", p.updated(ph))
	c.add("Load", p.load(ph))
	c.add("Go or no-go", p.gate(i))
	if isGated(phase) && i+1 < len(p.Phases) {
		c.add("Decided", p.decided(i))
		c.add("If stuck", p.stuck(i))
	}
	c.add("Stops at", p.stops(phase))
	c.add("Approval", p.approval(i))
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
	return c.at(seconds).Format("Mon 2 Jan 2006, 15:04") + " (" + c.city() + ")"
}

// city names the zone of the scenario.
func (c clock) city() string {
	return strings.TrimPrefix(strings.TrimPrefix(c.timeOfDay(), "local time in "), "time of day, ")
}

// moment writes an instant for a table: its median.
func (p *planPage) moment(e *study.Estimate) string {
	switch {
	case math.IsInf(e.Mean, +1):
		return "not by " + p.at(p.end()).Format("2 Jan 2006")
	case math.IsNaN(e.Mean):
		return "–"
	}
	return p.short(e.Mean)
}

// instant writes an instant with the range of single rollouts, where they differ.
func (p *planPage) instant(e *study.Estimate) string {
	horizon := p.at(p.end()).Format("Mon 2 Jan 2006")
	switch {
	case math.IsNaN(e.Mean):
		return nothingToCount
	case math.IsInf(e.Mean, +1) && e.Unreached == 1:
		return "not by " + horizon + ", the last day simulated"
	case math.IsInf(e.Mean, +1):
		return fmt.Sprintf("not by %s, the last day simulated, in %s of rollouts", horizon, percent(e.Unreached))
	case math.IsInf(e.P95, +1):
		return fmt.Sprintf("%s, at the earliest %s, and not by %s in %s of rollouts", p.on(e.Mean), p.short(e.P5), horizon, percent(e.Unreached))
	}
	first, last := p.short(e.P5), p.short(e.P95)
	if first == last {
		return p.on(e.Mean)
	}
	if day, _, _ := strings.Cut(first, ", "); strings.HasPrefix(last, day+", ") {
		last = strings.TrimPrefix(last, day+", ")
	}
	return p.on(e.Mean) + ", 9 in 10 from " + first + " to " + last
}

// by says by when something is so.
func (p *planPage) by(e *study.Estimate) string {
	if !finite(e.Mean) {
		return p.instant(e)
	}
	return "by " + p.instant(e)
}

// end is the last instant simulated, in seconds since the start.
func (p *planPage) end() float64 {
	last := model.DateOf(p.Scenario.Start.In(p.calendar.Zone)).Add(p.Scenario.Horizon).In(p.calendar.Zone)
	return last.Sub(p.Scenario.Start).Seconds() - 1
}
