package model

import (
	"slices"
	"time"
)

// A Calendar says which days people work, and in which time zone.
type Calendar struct {
	Zone        *time.Location
	Region      string   // such as "de-BY"; empty when the file names none
	Workdays    [7]bool  // by time.Weekday
	Holidays    []Date   // sorted; those of the region and those added
	Freezes     []Freeze // days without offers; read of the scenario's calendar
	OfficeFrom  time.Duration
	OfficeUntil time.Duration // wall-clock times of day, for metrics "in office hours"
}

// A Freeze is a run of days on which nothing is offered.
type Freeze struct{ From, Through Date }

// A Date is a day of the civil calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the local date of an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// In returns the first instant of the date in a zone: midnight, or what follows
// where clocks skip it.
func (d Date) In(zone *time.Location) time.Time { return d.At(0, zone) }

// At returns the instant at which the clocks of a zone show a time of day on the
// date, counted from midnight; one below 0 or from 24 h on is a time of another
// date. Here alone it is decided about times that clocks do not show exactly once,
// as in RFC 5545 (section 3.3.5) and java.time: one that is skipped comes later by
// as much as clocks are put forward, and one that comes twice is the first.
func (d Date) At(clock time.Duration, zone *time.Location) time.Time {
	shown := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(clock)
	// No zone is further from UTC, and no two changes of one come as close.
	const far = 16 * time.Hour
	before, after := offsetAt(shown.Add(-far), zone), offsetAt(shown.Add(far), zone)
	t := shown.Add(-before)
	if later := shown.Add(-after); before != after && offsetAt(t, zone) != before && offsetAt(later, zone) == after {
		t = later
	}
	return t.In(zone)
}

// offsetAt is by how much the clocks of a zone are ahead of UTC at an instant.
func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, offset := t.In(zone).Zone()
	return time.Duration(offset) * time.Second
}

// A WallTime is a date and a time of day as clocks are to show them. On most days
// it says no more than the instant; where clocks skip it, it is still known which
// time was meant, and a plan of every day goes on with that.
type WallTime struct {
	Date  Date
	Clock time.Duration // since midnight
}

// Shown returns what the clocks of a zone show at an instant.
func Shown(t time.Time, zone *time.Location) WallTime {
	t = t.In(zone)
	return WallTime{DateOf(t), clockOf(t)}
}

// In returns the instant of a time, as [Date.At] does.
func (w WallTime) In(zone *time.Location) time.Time { return w.Date.At(w.Clock, zone) }

// Add returns the date so many days later.
func (d Date) Add(days int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, time.UTC))
}

// Compare orders dates.
func (d Date) Compare(e Date) int {
	return (d.Year-e.Year)*10000 + (int(d.Month)-int(e.Month))*100 + d.Day - e.Day
}

// Workday tells whether people work on a date. Nobody does on a date that the
// clocks of the zone never show, as on 30 December 2011 in Samoa.
func (c *Calendar) Workday(d Date) bool {
	if !c.Workdays[d.In(time.UTC).Weekday()] || DateOf(d.In(c.Zone)) != d {
		return false
	}
	_, holiday := slices.BinarySearchFunc(c.Holidays, d, Date.Compare)
	return !holiday
}
