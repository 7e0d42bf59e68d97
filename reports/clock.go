package reports

import (
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A clock writes instants of a scenario as local dates and times, and numbers, in a
// language.
type clock struct {
	voice
	start    time.Time
	calendar *model.Calendar
	run      say.Noun // what one replication is called: a rollout, or a run where nothing is rolled out
	headed   bool     // numbers of workdays stand under a heading that has their unit
}

// clockOf writes English; clockIn writes a language.
func clockOf(s *model.Scenario) clock { return clockIn(s, voice{say.English}) }

func clockIn(s *model.Scenario, l voice) clock {
	c := clock{voice: l, start: s.Start, calendar: s.Calendar, run: say.Rollouts}
	if isQueue(s) {
		c.run = say.Runs
	}
	return c
}

// runs counts replications.
func (c clock) runs(n int) string { return c.Counted(n, c.run) }

// at returns the local instant so many seconds after the start.
func (c clock) at(seconds float64) time.Time {
	return c.start.Add(time.Duration(seconds * float64(time.Second))).In(c.calendar.Zone)
}

// date writes the local date of an instant: "Fri 30 April 2027".
func (c clock) date(seconds float64) string {
	return c.Formatted(c.at(seconds), "Mon 2 January 2006")
}

// through writes the local dates from the start until an instant, which is the end of
// a day or within it: "from 12 April to 7 May 2027".
func (c clock) through(end float64) string {
	first, last := c.at(0), c.at(math.Max(end-1, 0))
	if first.YearDay() == last.YearDay() && first.Year() == last.Year() {
		return c.Say(say.T("on %s", "am %s"), c.date(0))
	}
	begin := "2 January"
	if first.Year() != last.Year() {
		begin += " 2006"
	}
	return c.Say(say.T("from %s to %s", "vom %s bis %s"), c.Formatted(first, begin), c.Formatted(last, "2 January 2006"))
}

// short writes a local date and time for a table: "Fri 30 Apr, 10:00", with the
// year where it is not the one of the start.
func (c clock) short(seconds float64) string {
	t := c.at(seconds)
	if t.Year() != c.start.In(c.calendar.Zone).Year() {
		return c.Formatted(t, "Mon 2 Jan 2006, 15:04")
	}
	return c.Formatted(t, "Mon 2 Jan, 15:04")
}

// hour is the time of day of an instant in seconds since the start.
func (c clock) hour(seconds float64) string { return c.Formatted(c.at(seconds), "15:04") }

// sameDay tells whether two instants are of one day.
func (c clock) sameDay(a, b float64) bool {
	first, second := c.at(a), c.at(b)
	return first.Year() == second.Year() && first.YearDay() == second.YearDay()
}

// timeOfDay names the local time of day by the city of its zone: "local time in
// Berlin", or by the zone where that has no city.
func (c clock) timeOfDay() string {
	zone := c.calendar.Zone.String()
	if at := strings.LastIndex(zone, "/"); at >= 0 && !strings.HasPrefix(zone, "Etc/") {
		return c.Say(say.T("local time in %s", "Ortszeit in %s"), strings.ReplaceAll(zone[at+1:], "_", " "))
	}
	if zone == "" || zone == "Local" {
		return c.Say(say.T("local time of day", "Ortszeit"))
	}
	return c.Say(say.T("time of day, %s", "Uhrzeit %s"), strings.TrimPrefix(zone, "Etc/"))
}

// workdays counts the workdays from one instant to a later one, both in seconds
// since the start. Days that are no workdays count nothing, parts of workdays
// count by the share of the local day that has passed, and the other direction
// counts negative.
func (c clock) workdays(from, to float64) float64 {
	if to < from {
		return -c.workdays(to, from)
	}
	begin, end := c.at(from), c.at(to)
	n := 0.0
	for d := model.DateOf(begin); d.Compare(model.DateOf(end)) <= 0; d = d.Add(1) {
		if !c.calendar.Workday(d) {
			continue
		}
		opens, closes := d.In(c.calendar.Zone), d.Add(1).In(c.calendar.Zone)
		length := closes.Sub(opens)
		if opens.Before(begin) {
			opens = begin
		}
		if closes.After(end) {
			closes = end
		}
		n += float64(closes.Sub(opens)) / float64(length)
	}
	return n
}
