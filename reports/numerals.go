package reports

import (
	"math"
	"strings"
	"time"
)

// Numbers, lengths of time and counts as each language writes them. Those without a
// language, such as number and spokenDuration, write English.

var germanMarks = strings.NewReplacer(",", ".", ".", ",")

// marks puts the separators of the language into numerals written in English, which
// may have units behind them: "4,000.5 h" becomes "4.000,5 h".
func (l Language) marks(numerals string) string {
	if l == German {
		return germanMarks.Replace(numerals)
	}
	return numerals
}

func (l Language) number(x float64, places int) string { return l.marks(number(x, places)) }
func (l Language) fixed(x float64, places int) string  { return l.marks(fixed(x, places)) }
func (l Language) thousands(n int) string              { return l.marks(thousands(n)) }
func (l Language) percent(share float64) string        { return l.marks(percent(share)) }
func (l Language) duration(seconds float64) string     { return l.marks(spokenDuration(seconds)) }
func (l Language) waitTime(seconds float64) string     { return l.marks(spokenWait(seconds)) }

// durationIn writes so many seconds rounded to a step.
func (l Language) durationIn(seconds float64, step int, units []lengthUnit) string {
	return l.marks(durationIn(seconds, step, units))
}

// counted puts a number before its noun, which is given in English.
func (l Language) counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + l.say(one)
	}
	return l.thousands(n) + " " + l.say(many)
}

// dative is what was counted as it stands behind "with", where German has another
// ending for many: "mit 10 Plätzen".
func (l Language) dative(counted string) string {
	if l == German && strings.HasSuffix(counted, "e") {
		return counted + "n"
	}
	return counted
}

// listed joins words as a sentence does.
func (l Language) listed(words []string, join string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return listed(words, l.say(join))
}

// workdaysLong writes a number of workdays: "11 workdays", "1.5 workdays".
func (l Language) workdaysLong(days float64) string {
	places := 1
	if math.Abs(days) >= 99.95 {
		places = 0
	}
	if text := l.number(days, places); text != "1" {
		return text + " " + l.say("workdays")
	}
	return "1 " + l.say("workday")
}

// durationWithin writes a duration and the half width of its interval, both in
// seconds, to a resolution that suits both: "5 min 12 s ± 10 s". A half width
// too small for that resolution is "± under 1 s", and none at all is not told.
func (l Language) durationWithin(seconds, half float64, units []lengthUnit) string {
	step := durationStep(seconds)
	for step > 0 && half > 0 && half < steps[step] && (step > 2 || seconds < 9.95) {
		step--
	}
	if half == 0 {
		return l.durationIn(seconds, step, units)
	}
	return l.durationIn(seconds, step, units) + " ± " + l.halfDuration(half, step, units)
}

// halfDuration writes the half width of an interval to a step.
func (l Language) halfDuration(half float64, step int, units []lengthUnit) string {
	if half > 0 && half < steps[step]/2 {
		return l.say("under %s", l.durationIn(steps[step], step, units))
	}
	return l.durationIn(half, step, units)
}

// spokenHalf writes the half width of the interval of an instant, which is
// shown to the minute.
func (l Language) spokenHalf(seconds float64) string {
	return l.halfDuration(seconds, max(durationStep(seconds), 3), calendarUnits)
}

// within writes a plain number and its half width, to at most four digits:
// "97.2 ± 0.4".
func (l Language) within(mean, half float64) string {
	places := decimals(mean)
	for most := min(places+1, 4); places < most && half > 0 && half < math.Pow10(-places)*(1-1e-9); {
		places++
	}
	if half > 0 && half < math.Pow10(-places)/2 {
		return l.fixed(mean, places) + " ± " + l.say("under %s", l.fixed(math.Pow10(-places), places))
	}
	if half == 0 {
		return l.number(mean, places)
	}
	return l.fixed(mean, places) + " ± " + l.fixed(half, places)
}

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

// formatted writes a date, and perhaps the time of day, in one of the layouts.
func (l Language) formatted(t time.Time, layout string) string {
	if l != German {
		return t.Format(layout)
	}
	own, known := layouts[layout]
	if !known {
		panic("reports: no German for the date layout " + layout)
	}
	return germanDates.Replace(t.Format(own))
}
