package say

import (
	"strings"
	"time"
)

// layouts are those of package time in which dates are written, and what they are in
// German; names of days and months come after.
var layouts = map[string]string{
	"Mon 2 January 2006":        "Mon, 2. January 2006",
	"Monday 2 January 2006":     "Monday, 2. January 2006",
	"Mon 2 January 2006, 15:04": "Mon, 2. January 2006, 15:04",
	"Mon 2 January":             "Mon, 2. January",
	"2 January 2006":            "2. January 2006",
	"2 January":                 "2. January",
	"Mon 2 Jan 2006, 15:04":     "Mon 2.1.2006, 15:04",
	"Mon 2 Jan 2006":            "Mon 2.1.2006",
	"15:04":                     "15:04",
	"Mon 2 Jan, 15:04":          "Mon 2.1., 15:04",
	"Mon 2 Jan 15:04":           "Mon 2.1., 15:04",
	"Mon 2 Jan":                 "Mon 2.1.",
	"2 Jan 2006":                "2.1.2006",
	"2 Jan":                     "2.1.",
	"2006-01-02":                "2.1.2006",
	"Monday 2006-01-02":         "Monday, 2.1.2006",
	"Monday":                    "Monday",
}

var germanDates = strings.NewReplacer(
	"Monday", "Montag", "Tuesday", "Dienstag", "Wednesday", "Mittwoch", "Thursday", "Donnerstag", "Friday", "Freitag", "Saturday", "Samstag", "Sunday", "Sonntag",
	"Mon", "Mo", "Tue", "Di", "Wed", "Mi", "Thu", "Do", "Fri", "Fr", "Sat", "Sa", "Sun", "So",
	"January", "Januar", "February", "Februar", "March", "März", "May", "Mai", "June", "Juni", "July", "Juli", "October", "Oktober", "December", "Dezember")

// Formatted writes a date, and perhaps the time of day, in one of the layouts.
func (l Language) Formatted(t time.Time, layout string) string {
	if l != German {
		return t.Format(layout)
	}
	own, known := layouts[layout]
	if !known {
		panic("say: no German for the date layout " + layout)
	}
	return germanDates.Replace(t.Format(own))
}

// Weekday names a day of the week.
func (l Language) Weekday(d time.Weekday) string {
	if l == German {
		return germanDates.Replace(d.String())
	}
	return d.String()
}

// ShortWeekday is the short name of a day of the week.
func (l Language) ShortWeekday(d time.Weekday) string {
	name := d.String()[:3]
	if l == German {
		return germanDates.Replace(name)
	}
	return name
}
