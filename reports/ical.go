package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/rollsim/rollsim/model/study"
)

// PlanCalendar writes the days of a plan as iCalendar (RFC 5545): when each phase
// opens and how long it is offered, when it is go or no-go for the next one, the
// freezes, and the day by which 95 % are updated. Where chance decides, an entry
// stands at the median, and its description says where 90 % of simulated rollouts
// lie.
//
// Instants are in UTC, so every calendar program shows the local time that is meant,
// also on days of clock changes. An entry keeps its identifier as long as scenario,
// strategy and place in the plan keep their names: a plan that is imported again
// moves its entries. There is no time of writing in the file; the stamp of every
// entry is the start of the scenario.
func PlanCalendar(w io.Writer, plan *study.Plan) error {
	p := &planPage{Plan: plan, clock: clockOf(plan.Scenario), spell: printable}
	c := &planCalendar{planPage: p, file: ics.NewCalendarFor("rollsim")}
	c.file.SetProductId("-//rollsim//rollsim//EN")
	c.file.SetMethod(ics.MethodPublish)
	c.file.SetXWRCalName(p.title())
	c.file.SetXWRTimezone(p.calendar.Zone.String())
	for i := range p.Phases {
		c.phase(i)
		c.decision(i)
	}
	c.freezes()
	c.end()
	return c.file.SerializeTo(w, ics.WithNewLineWindows)
}

// A planCalendar is a calendar while it is written.
type planCalendar struct {
	*planPage
	file *ics.Calendar
}

// entry adds an entry of some kind, with its number among those.
func (c *planCalendar) entry(kind string, number int, summary string, lines ...string) *ics.VEvent {
	sum := sha256.Sum256([]byte(c.Scenario.Name + "\x00" + c.Strategy.Name + "\x00" + kind))
	e := c.file.AddEvent(fmt.Sprintf("%s-%d-%s@rollsim", kind, number, hex.EncodeToString(sum[:8])))
	e.SetDtStampTime(c.start)
	e.SetSummary(summary)
	var said []string
	for _, line := range lines {
		if line != "" {
			said = append(said, line)
		}
	}
	e.SetDescription(strings.Join(said, "\n"))
	return e
}

// labelled puts a label before a text, if there is one.
func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + text
}

// timed sets when an entry begins and ends, in seconds since the start.
func (c *planCalendar) timed(e *ics.VEvent, from, until float64) {
	e.SetStartAt(c.at(from).UTC())
	e.SetEndAt(c.at(until).UTC())
}

// phase is an entry from the opening of a phase until its last offer, or for an hour
// where that is sooner.
func (c *planCalendar) phase(i int) {
	ph := &c.Phases[i]
	if !finite(ph.Opened.Mean) {
		return // by the median it does not open
	}
	until := ph.Opened.Mean + time.Hour.Seconds()
	if finite(ph.Offered.Mean) {
		until = max(until, ph.Offered.Mean)
	}
	var lines []string
	for _, e := range c.planPage.phase(i).entries {
		lines = append(lines, e.label+": "+e.text)
	}
	e := c.entry("phase", i+1, fmt.Sprintf("%s opens (%s)", c.spell(ph.Name), counted(int(ph.Clients.Mean+0.5), "PC", "PCs")), lines...)
	c.timed(e, ph.Opened.Mean, until)
}

// decision is an entry of half an hour when the gate behind a phase is likely to be
// decided.
func (c *planCalendar) decision(i int) {
	ph := &c.Phases[i]
	if !isGated(&c.Strategy.Phases[i]) || i+1 == len(c.Phases) || !finite(ph.Decided.Mean) {
		return
	}
	e := c.entry("decision", i+1, fmt.Sprintf("Go or no-go for %s", c.spell(c.Phases[i+1].Name)),
		"Condition: "+c.gate(i), "Likely "+c.instant(&ph.Decided), labelled("If stuck: ", c.stuck(i)))
	c.timed(e, ph.Decided.Mean, ph.Decided.Mean+(30*time.Minute).Seconds())
}

// freezes are whole days without offers.
func (c *planCalendar) freezes() {
	for i, f := range c.calendar.Freezes {
		e := c.entry("freeze", i+1, "Freeze: no offers")
		e.SetAllDayStartAt(f.From.In(time.UTC))
		e.SetAllDayEndAt(f.Through.Add(1).In(time.UTC)) // the day after, as the format wants it
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
}

// end is the day by which 95 % of the PCs are updated.
func (c *planCalendar) end() {
	done := c.Metric(updatedBy)
	if !finite(done.Mean) {
		return
	}
	e := c.entry("end", 1, "95 % of the PCs are updated", "Likely "+c.instant(done), "Last day: "+c.at(c.lastDay()).Format("Mon 2 Jan 2006")+lastDayOf(c.planPage))
	c.timed(e, done.Mean, done.Mean+(30*time.Minute).Seconds())
}
