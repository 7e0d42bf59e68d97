package model

import (
	"time"
)

// daysBefore is how many local days the fleet lives before the start of the
// scenario, unrecorded, so that it is found as a fleet that has been running.
const daysBefore = 14

// days is the run of local days that one calendar sees, from daysBefore before
// the start to some days after the horizon.
type days struct {
	calendar *Calendar
	start    time.Time // the instant 0 of the scenario
	first    Date      // of index 0, which is day -daysBefore
	all      []day
}

type day struct {
	midnight time.Duration // since the start of the scenario
	work     bool
	change   bool // the clock changes on this day, which is not 24 h long
}

func newDays(c *Calendar, start time.Time, scenarioStart Date, horizon int) *days {
	d := &days{calendar: c, start: start, first: scenarioStart.Add(-daysBefore)}
	n := daysBefore + horizon + 3
	for i := range n {
		date := d.first.Add(i)
		midnight := date.In(c.Zone).Sub(start)
		next := date.Add(1).In(c.Zone).Sub(start)
		d.all = append(d.all, day{
			midnight: midnight,
			work:     c.Workday(date),
			change:   next-midnight != 24*time.Hour,
		})
	}
	return d
}

// at returns day n of the scenario; day 0 is the date of the start.
func (d *days) at(n int) *day { return &d.all[n+daysBefore] }

func (d *days) last() int { return len(d.all) - daysBefore - 1 }

// instant returns when a wall-clock time of day comes on day n. On a day of a
// clock change a time that is skipped comes as much later, a time that comes
// twice is the first.
func (d *days) instant(n int, clock time.Duration) time.Duration {
	day := d.at(n)
	if !day.change {
		return day.midnight + clock
	}
	date := d.first.Add(n + daysBefore)
	return onClock(date, clock, d.calendar.Zone).Sub(d.start)
}

// onClock returns the instant of a wall-clock time on a date.
func onClock(date Date, clock time.Duration, zone *time.Location) time.Time {
	return time.Date(date.Year, date.Month, date.Day, 0, 0, int(clock/time.Second), int(clock%time.Second), zone)
}

// After returns the instant that lies a span after another on this calendar. An
// instant on a day off counts workdays from the next workday's first moment.
func (c *Calendar) After(t time.Time, span Span) time.Time {
	t = t.In(c.Zone)
	switch span.Unit {
	case Elapsed:
		return t.Add(span.Length)
	case LocalDays:
		n, rest := int(span.Length/(24*time.Hour)), span.Length%(24*time.Hour)
		return onClock(DateOf(t).Add(n), clockOf(t), c.Zone).Add(rest)
	}
	date, clock := DateOf(t), clockOf(t)
	if !c.Workday(date) {
		date, clock = c.nextWorkday(date), 0
	}
	n := int(span.Length / (24 * time.Hour))
	clock += span.Length % (24 * time.Hour)
	if clock >= 24*time.Hour {
		n, clock = n+1, clock-24*time.Hour
	}
	for range n {
		date = c.nextWorkday(date)
	}
	return onClock(date, clock, c.Zone)
}

// OnWorkday moves an instant on a day off to the same wall-clock time of the
// next workday.
func (c *Calendar) OnWorkday(t time.Time) time.Time {
	t = t.In(c.Zone)
	date := DateOf(t)
	if c.Workday(date) {
		return t
	}
	return onClock(c.nextWorkday(date), clockOf(t), c.Zone)
}

// WorkdaysUntil counts the workdays from one instant to another, with the
// fraction of the last one; it is the length of the Span that After would need.
func (c *Calendar) WorkdaysUntil(from, to time.Time) float64 {
	from, to = from.In(c.Zone), to.In(c.Zone)
	if to.Before(from) {
		return -c.WorkdaysUntil(to, from)
	}
	count := 0.0
	end := DateOf(to)
	for date := DateOf(from); date.Compare(end) < 0; date = date.Add(1) {
		if c.Workday(date) {
			count++
		}
	}
	if c.Workday(end) {
		count += clockOf(to).Hours() / 24
	}
	if c.Workday(DateOf(from)) {
		count -= clockOf(from).Hours() / 24
	}
	return count
}

// nextWorkday returns the first workday after a date. A calendar without any
// workday within ten years is a bug of whoever made it.
func (c *Calendar) nextWorkday(date Date) Date {
	for i := 1; i < 3660; i++ {
		if next := date.Add(i); c.Workday(next) {
			return next
		}
	}
	panic("model: calendar without workdays")
}

func clockOf(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
}
