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
	"github.com/rollsim/rollsim/reports/say"
)

// PlanCalendar writes the days of a plan as iCalendar (RFC 5545): when each phase
// opens and how long it is offered, when it is go or no-go for the next one, the
// freezes, from when on the release may be used where that is a matter of permission, the
// releases that follow,
// and the day by which 95 % are updated. Where chance decides, an entry stands at the
// median, and its description says where 90 % of simulated rollouts lie.
//
// Instants are in UTC, so every calendar program shows the local time that is meant,
// also on days of clock changes. Only decisions make their readers busy. An entry keeps
// its identifier as long as scenario, strategy and place in the plan keep their names,
// in whatever language: a plan that is imported again moves its entries. There is no
// time of writing in the file; the stamp of every entry is the start of the scenario.
func PlanCalendar(in say.Language, w io.Writer, plan *study.Plan) error {
	l := voice{in}
	c := &planCalendar{planPage: l.planPage(plan, printable), file: ics.NewCalendarFor("rollsim")}
	c.file.SetProductId("-//rollsim//rollsim//" + strings.ToUpper(l.Code()))
	c.file.SetXWRCalName(c.title())
	c.file.SetXWRTimezone(c.calendar.Zone.String())
	for i := range c.Phases {
		c.phase(i)
		c.decision(i)
	}
	c.freezes()
	c.access()
	c.releases()
	c.end()
	return c.file.SerializeTo(w, ics.WithNewLineWindows)
}

// A planCalendar is a calendar while it is written.
type planCalendar struct {
	*planPage
	file *ics.Calendar
}

// The kinds of entries, as their identifiers have them, and the categories that people
// see.
var planCategories = map[string]say.Msg{
	"phase": say.T("Rollout phase", "Rollout-Phase"), "decision": say.T("Decision", "Entscheidung"), "freeze": say.T("Freeze", "Freeze"), "access": say.T("Access", "Nutzung"), "release": say.T("Release", "Release"), "end": say.T("End of the rollout", "Ende des Rollouts"),
}

// entry adds an entry of some kind, with its number among those.
func (c *planCalendar) entry(kind string, number int, summary string, lines ...string) *ics.VEvent {
	sum := sha256.Sum256([]byte(c.Scenario.Name + "\x00" + c.Strategy.Name + "\x00" + kind))
	e := c.file.AddEvent(fmt.Sprintf("%s-%d-%s@rollsim", kind, number, hex.EncodeToString(sum[:8])))
	e.SetDtStampTime(c.start)
	var language []ics.PropertyParameter
	if c.Language != say.English {
		language = append(language, &ics.KeyValues{Key: string(ics.ParameterLanguage), Value: []string{c.Code()}})
	}
	e.SetSummary(summary, language...)
	var said []string
	for _, line := range lines {
		if line != "" {
			said = append(said, line)
		}
	}
	if len(said) > 0 {
		e.SetDescription(strings.Join(said, "\n"), language...)
	}
	e.AddCategory(c.Say(planCategories[kind]), language...)
	if kind != "decision" {
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return e
}

// labelled puts a label before a text, if there is one.
func (c *planCalendar) labelled(label say.Msg, text string) string {
	if text == "" {
		return ""
	}
	return c.Say(label) + ": " + text
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
	e := c.entry("phase", i+1, c.Say(say.T("%s opens (%s)", "%s beginnt (%s)"), c.phaseName(i), c.Counted(int(ph.Clients.Mean+0.5), say.PCs)), lines...)
	c.timed(e, ph.Opened.Mean, until)
}

// decision is an entry of half an hour when the gate behind a phase is likely to be
// decided.
func (c *planCalendar) decision(i int) {
	ph := &c.Phases[i]
	if !isGated(&c.Strategy.Phases[i]) || i+1 == len(c.Phases) || !finite(ph.Decided.Mean) {
		return
	}
	e := c.entry("decision", i+1, c.Say(say.T("Go or no-go for %s", "Freigabe für %s"), c.phaseName(i+1)),
		c.labelled(say.T("Condition", "Bedingung"), c.gate(i)), c.labelled(say.T("Decided", "Entscheidung"), c.decided(i)), c.labelled(say.T("If stuck", "Ohne Freigabe"), c.stuck(i)), c.labelled(say.T("Approval", "Genehmigung"), c.approval(i)))
	c.timed(e, ph.Decided.Mean, ph.Decided.Mean+(30*time.Minute).Seconds())
}

// freezes are whole days without offers.
func (c *planCalendar) freezes() {
	for i, f := range c.calendar.Freezes {
		e := c.entry("freeze", i+1, c.Say(say.T("Freeze: no offers", "Freeze: keine Angebote")))
		e.SetAllDayStartAt(f.From.In(time.UTC))
		e.SetAllDayEndAt(f.Through.Add(1).In(time.UTC)) // the day after, as the format wants it
	}
}

// access are the hours from which on somebody may use the release.
func (c *planCalendar) access() {
	for i := range c.Strategy.Access {
		a := &c.Strategy.Access[i]
		from := a.From.Sub(c.start).Seconds()
		c.timed(c.entry("access", i+1, c.Say(say.T("Access: %s", "Nutzung erlaubt: %s"), c.admitted(a))), from, from+time.Hour.Seconds())
	}
}

// end is the day by which 95 % of the PCs are updated.
func (c *planCalendar) end() {
	done := c.Metric(updatedBy)
	if !finite(done.Mean) {
		return
	}
	e := c.entry("end", 1, c.Say(say.T("95 %% of the PCs are updated", "95 %% der PCs sind aktualisiert")), c.labelled(say.T("Finished", "Fertig"), c.likely(done)), c.labelled(say.T("Last day", "Letzter Tag"), c.untilLast()))
	c.timed(e, done.Mean, done.Mean+(30*time.Minute).Seconds())
}
