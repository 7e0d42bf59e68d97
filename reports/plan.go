package reports

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A planPage is a plan on its way to the people who carry it out.
type planPage struct {
	*study.Plan
	clock
	spell func(string) string // how names are written
}

func (l voice) planPage(plan *study.Plan, spell func(string) string) *planPage {
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
func PlanText(in say.Language, w io.Writer, plan *study.Plan) error {
	l := voice{in}
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
func PlanMarkdown(in say.Language, w io.Writer, plan *study.Plan) error {
	l := voice{in}
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
	title := p.Say(say.T("Plan: %s", "Plan: %s"), p.strategy())
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
		p.Say(say.T("Version %s for %s", "Version %s für %s"), p.spell(string(s.Release.Version)), p.Counted(s.Clients(), say.PCs)),
		p.slotCount(p.Slots, false),
		p.Say(say.T("from %s", "ab %s"), p.date(0)),
		p.Say(say.T("%s simulated, seed %s", "%s simuliert, Startwert %s"), p.runs(p.Replications), fmt.Sprint(s.Seed)),
	}
	if p.Strategy.Preset != "" {
		parts = append(parts, p.Say(say.T("written in the terms of %s", "geschrieben in den Begriffen von %s"), p.spell(p.Strategy.Preset)))
	}
	return strings.Join(parts, "; ") + "."
}

// overview is a row for each phase.
func (p *planPage) overview() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{p.Say(say.T("Phase", "Phase")), p.Say(say.T("PCs", "PCs")), p.Say(say.T("Opens", "Beginnt")), p.Say(say.T("95 %% updated\nby", "95 %% aktualisiert\nbis")), p.Say(say.T("Slots in use,\nbusiest hour", "Belegte Plätze,\nstärkste Stunde")), p.waitHeading(), p.Say(say.T("Go or no-go", "Freigabe"))})
	for i := range p.Phases {
		ph := &p.Phases[i]
		t.AppendRow(table.Row{
			wrapped(p.spell(shortened(p.called(ph.Name), 40)), 16, ""), p.Thousands(int(math.Round(ph.Clients.Mean))), p.moment(&ph.Opened),
			p.moment(&ph.Updated[len(ph.Updated)-1]), p.stated(&ph.Utilization).below(),
			p.stated(&ph.Wait).below(), p.decision(i),
		})
	}
	return t
}

func (p *planPage) waitHeading() string {
	if p.Scenario.Backend.Slows() {
		return p.Say(say.T("19 of 20 are\ndelayed at most", "19 von 20 werden\nhöchstens aufgehalten"))
	}
	return p.Say(say.T("19 of 20 wait\nat most", "19 von 20 warten\nhöchstens"))
}

// decision is when the gate behind a phase is likely decided, for the table.
func (p *planPage) decision(i int) string {
	ph, phase := &p.Phases[i], &p.Strategy.Phases[i]
	switch {
	case i+1 == len(p.Phases):
		return p.Say(say.T("last phase", "letzte Phase"))
	case !isGated(phase):
		return p.Say(say.T("no gate", "ohne"))
	}
	return p.moment(&ph.Decided)
}

// legend says how the numbers are to be read.
func (p *planPage) legend() string {
	text := p.Say(say.T("Dates are %s: what is planned, or the median where chance decides; \"9 in 10\" is where 90 %% of simulated rollouts lie. "+
		"± is the 95 %% interval of a mean over %s.",
		"Zeitangaben: %s, wie geplant oder, wo der Zufall entscheidet, der Median; „9 von 10“ ist die Spanne, in der 90 %% der simulierten Rollouts liegen. ± ist das 95-%%-Intervall eines Mittelwerts über %s."), p.timeOfDay(), p.runs(p.Replications))
	switch {
	case p.Certain():
		text += " " + p.Say(say.T("The release has a problem for certain, so all of this is with the problem and what is done about it.",
			"Das Release ist sicher fehlerhaft; alle Angaben schließen den Fehler und seine Behandlung ein."))
	case p.Trouble != nil:
		text += " " + p.Say(say.T("All of this holds if the release has no problem; if it has one, see below.",
			"All das gilt, wenn das Release fehlerfrei ist; was andernfalls geschieht, steht weiter unten."))
	}
	if p.Replications < p.Asked {
		text += " " + p.Say(say.T("The run was stopped: %s were asked for.",
			"Der Lauf wurde abgebrochen; verlangt waren %s."), p.runs(p.Asked))
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
	c.add(p.Say(say.T("Takes", "Umfang")), p.takes(i))
	c.add(p.Say(say.T("Opens", "Beginnt")), p.opens(i))
	c.add(p.Say(say.T("Offered", "Angebot")), p.offered(i))
	c.add(p.Say(say.T("Installs", "Installation")), p.installs(phase))
	c.add(p.Say(say.T("Updated", "Aktualisiert")), p.updated(ph))
	c.add(p.Say(say.T("Load", "Last")), p.load(ph))
	c.add(p.Say(say.T("Go or no-go", "Freigabe")), p.gate(i))
	if isGated(phase) && i+1 < len(p.Phases) {
		c.add(p.Say(say.T("Decided", "Entscheidung")), p.decided(i))
		c.add(p.Say(say.T("If stuck", "Ohne Freigabe")), p.stuck(i))
	}
	c.add(p.Say(say.T("Stops at", "Stopp")), p.stops(phase))
	c.add(p.Say(say.T("Approval", "Genehmigung")), p.approval(i))
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
	return c.Formatted(c.at(seconds), "Mon 2 Jan 2006, 15:04") + " (" + c.city() + ")"
}

// day writes the date of an instant alike: "Mon 12 Apr 2027".
func (c clock) day(seconds float64) string { return c.Formatted(c.at(seconds), "Mon 2 Jan 2006") }

// city names the zone of the scenario.
func (c clock) city() string {
	c.Language = say.English
	return strings.TrimPrefix(strings.TrimPrefix(c.timeOfDay(), "local time in "), "time of day, ")
}

// moment writes an instant for a table: its median.
func (p *planPage) moment(e *study.Estimate) string {
	switch {
	case math.IsInf(e.Mean, +1):
		return p.Say(say.T("not by %s", "nicht bis %s"), p.Formatted(p.at(p.end()), "2 Jan 2006"))
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
		return p.Say(nothingToCount)
	case math.IsInf(e.Mean, +1) && e.Unreached == 1:
		return p.Say(say.T("not by %s, the last day simulated",
			"nicht bis %s (letzter simulierter Tag)"), horizon)
	case math.IsInf(e.Mean, +1):
		return p.Say(say.T("not by %s, the last day simulated, in %s of rollouts",
			"nicht bis %s (letzter simulierter Tag) in %s der Rollouts"), horizon, p.Percent(e.Unreached))
	case math.IsInf(e.P95, +1):
		return p.Say(say.T("%s, at the earliest %s, and not by %s in %s of rollouts",
			"%s, frühestens %s, und in %[4]s der Rollouts nicht bis %[3]s"), p.on(e.Mean), p.short(e.P5), horizon, p.Percent(e.Unreached))
	}
	first, last := p.short(e.P5), p.short(e.P95)
	if first == last {
		return p.on(e.Mean)
	}
	if p.sameDay(e.P5, e.P95) {
		last = p.hour(e.P95)
	}
	return p.Say(say.T("%s, 9 in 10 from %s to %s", "%s, 9 von 10 zwischen %s und %s"), p.on(e.Mean), first, last)
}

// by says by when something is so.
func (p *planPage) by(e *study.Estimate) string {
	if !finite(e.Mean) {
		return p.instant(e)
	}
	return p.Say(say.T("by %s", "bis %s"), p.instant(e))
}

// likely says when something is to be expected.
func (p *planPage) likely(e *study.Estimate) string {
	if !finite(e.Mean) {
		return p.instant(e)
	}
	return p.Say(say.T("likely %s", "voraussichtlich %s"), p.instant(e))
}

// end is the last instant simulated, in seconds since the start.
func (p *planPage) end() float64 {
	last := model.DateOf(p.Scenario.Start.In(p.calendar.Zone)).Add(p.Scenario.Horizon).In(p.calendar.Zone)
	return last.Sub(p.Scenario.Start).Seconds() - 1
}
