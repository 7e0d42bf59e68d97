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
// where a clock change skips it.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// Add returns the date so many days later.
func (d Date) Add(days int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, time.UTC))
}

// Compare orders dates.
func (d Date) Compare(e Date) int {
	return (d.Year-e.Year)*10000 + (int(d.Month)-int(e.Month))*100 + d.Day - e.Day
}

// Workday tells whether people work on a date.
func (c *Calendar) Workday(d Date) bool {
	if !c.Workdays[d.In(time.UTC).Weekday()] {
		return false
	}
	_, holiday := slices.BinarySearchFunc(c.Holidays, d, Date.Compare)
	return !holiday
}
