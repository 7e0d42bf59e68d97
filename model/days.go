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
	length   time.Duration
}

// skips tells whether clocks are put forward on a day.
func (d *day) skips() bool { return d.length < 24*time.Hour }

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
			length:   next - midnight,
		})
	}
	return d
}

// at returns day n of the scenario; day 0 is the date of the start.
func (d *days) at(n int) *day { return &d.all[n+daysBefore] }

func (d *days) last() int { return len(d.all) - daysBefore - 1 }

// number is the number of the day of a date.
func (d *days) number(date Date) int {
	return int(date.In(time.UTC).Sub(d.first.In(time.UTC))/(24*time.Hour)) - daysBefore
}

// instant returns when a wall-clock time of day comes on day n.
func (d *days) instant(n int, clock time.Duration) time.Duration {
	if day := d.at(n); day.length == 24*time.Hour && clock >= 0 && clock < 24*time.Hour {
		return day.midnight + clock
	}
	return d.first.Add(n+daysBefore).At(clock, d.calendar.Zone).Sub(d.start)
}

// After returns the instant that lies a span after another on this calendar. An
// instant on a day off counts workdays from the next workday's first moment.
func (c *Calendar) After(t time.Time, span Span) time.Time {
	t, _ = c.after(t, Shown(t, c.Zone), span)
	return t
}

// after is After for an instant at which clocks were to show a time, from which days
// are counted. It also returns which time is meant by what it finds.
func (c *Calendar) after(t time.Time, meant WallTime, span Span) (time.Time, WallTime) {
	const day = 24 * time.Hour
	n, rest := int(span.Length/day), span.Length%day
	switch {
	case span.Length == 0 && (span.Unit != Workdays || c.Workday(meant.Date)):
		return t.In(c.Zone), meant
	case span.Unit == Elapsed || span.Unit == LocalDays && n == 0:
		t = t.In(c.Zone).Add(span.Length)
		return t, Shown(t, c.Zone)
	case span.Unit == LocalDays:
		meant.Date = meant.Date.Add(n)
		if rest > 0 {
			t = meant.In(c.Zone).Add(rest)
			return t, Shown(t, c.Zone)
		}
	default:
		if !c.Workday(meant.Date) {
			meant = WallTime{Date: c.nextWorkday(meant.Date)}
		}
		if meant.Clock += rest; meant.Clock >= day {
			n, meant.Clock = n+1, meant.Clock-day
		}
		for range n {
			meant.Date = c.nextWorkday(meant.Date)
		}
	}
	if at := meant.In(c.Zone); at.After(t) {
		return at, meant
	}
	return t.In(c.Zone), Shown(t, c.Zone) // clocks show t for the second time, and the span is short
}

// OnWorkday moves an instant on a day off to the same wall-clock time of the
// next workday.
func (c *Calendar) OnWorkday(t time.Time) time.Time {
	at := Shown(t, c.Zone)
	if c.Workday(at.Date) {
		return t.In(c.Zone)
	}
	return WallTime{c.nextWorkday(at.Date), at.Clock}.In(c.Zone)
}

// WorkdaysUntil counts the workdays from one instant to another, with the
// fraction of the last one; it is the length of the Span that After would need. The
// first instant of a day is its beginning, whatever clocks show then.
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
	passed := func(t time.Time) float64 {
		if date := DateOf(t); !c.Workday(date) || t.Equal(date.In(c.Zone)) {
			return 0
		}
		return clockOf(t).Hours() / 24
	}
	return count + passed(to) - passed(from)
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
