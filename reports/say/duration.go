package say

import (
	"math"
	"strings"
)

// steps are the resolutions in which people read durations, in seconds.
var steps = []float64{0.01, 0.1, 1, 60, 3600}

// durationStep returns the index in steps that suits a duration of so many seconds:
// about three digits, and no seconds beside hours.
func durationStep(seconds float64) int {
	switch s := math.Abs(seconds); {
	case s == 0:
		return 2
	case s < 0.995:
		return 0
	case s < 9.95:
		return 1
	case s < 10*60:
		return 2
	case s < 24*3600:
		return 3
	default:
		return 4
	}
}

// Units are those in which lengths of time are written, from the longest.
type Units []unit

type unit struct {
	length int64 // in seconds
	name   string
}

// The units of calendar time, and those of waits: these count only while a PC is on,
// so that "2 d" would be taken for much less than it is.
var (
	Calendar = Units{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}
	Waiting  = Calendar[1:]
)

// in writes so many seconds as people read them: "0.35 s", "45 s", "5 min 12 s",
// "3 h 50 min", "2 d 4 h".
func (units Units) in(seconds float64) string {
	if step := durationStep(seconds); step >= 2 {
		return units.rounded(seconds, step)
	}
	return number(seconds, Decimals(seconds)) + " s"
}

// rounded writes so many seconds rounded to a step.
func (units Units) rounded(seconds float64, step int) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = Minus, -seconds
	}
	if step < 2 {
		return sign + fixed(seconds, 2-step) + " s"
	}
	whole := int64(math.Round(seconds/steps[step]) * steps[step])
	if whole == 0 {
		return "0 " + []string{"s", "min", "h"}[step-2]
	}
	var parts []string
	for _, unit := range units {
		if n := whole / unit.length; n > 0 {
			parts = append(parts, thousands(int(n))+" "+unit.name)
		}
		whole %= unit.length
	}
	return sign + strings.Join(parts, " ")
}

// DurationIn writes so many seconds in some units.
func (l Language) DurationIn(seconds float64, units Units) string { return l.Marks(units.in(seconds)) }

// Duration writes so many seconds of calendar time: "2 d 4 h".
func (l Language) Duration(seconds float64) string { return l.DurationIn(seconds, Calendar) }

// WaitTime writes so many seconds of waiting: as calendar time up to a day, and in
// hours from there on, "62 h".
func (l Language) WaitTime(seconds float64) string { return l.DurationIn(seconds, Waiting) }

// DurationAbove writes the next longer duration that people would be told, of instants
// to the minute: what is shorter than it is "under" it.
func (l Language) DurationAbove(seconds float64, instants bool) string {
	step := durationStep(seconds)
	if instants {
		step = max(step, 3)
	}
	return l.Marks(Calendar.rounded((math.Floor(seconds/steps[step])+1)*steps[step], step))
}

// DurationWithin writes a duration and the half width of its interval, both in
// seconds, to a resolution that suits both: "5 min 12 s ± 10 s". A half width
// too small for that resolution is "± under 1 s", and none at all is not told.
func (l Language) DurationWithin(seconds, half float64, units Units) string {
	step := durationStep(seconds)
	for step > 0 && half > 0 && half < steps[step] && (step > 2 || seconds < 9.95) {
		step--
	}
	text := l.Marks(units.rounded(seconds, step))
	if half == 0 {
		return text
	}
	return text + " ± " + l.halfDuration(half, step, units)
}

// halfDuration writes the half width of an interval to a step.
func (l Language) halfDuration(half float64, step int, units Units) string {
	if half > 0 && half < steps[step]/2 {
		return l.Say(under, l.Marks(units.rounded(steps[step], step)))
	}
	return l.Marks(units.rounded(half, step))
}

// HalfOfInstant writes the half width of the interval of an instant in seconds;
// instants are shown to the minute.
func (l Language) HalfOfInstant(seconds float64) string {
	return l.halfDuration(seconds, max(durationStep(seconds), 3), Calendar)
}

// Percent writes a share of 0 to 1 to at most one decimal place.
func (l Language) Percent(share float64) string {
	return l.Hundredths(share) + " %"
}

// Hundredths is Percent without its sign, for the first of two with one sign behind them.
func (l Language) Hundredths(share float64) string {
	return l.Number(share*100, min(Decimals(share*100), 1))
}

// Workdays are the days on which people work.
var Workdays = N(T("workday", "Arbeitstag"), T("workdays", "Arbeitstage"))

// WorkdaysLong writes a number of workdays: "11 workdays", "1.5 workdays".
func (l Language) WorkdaysLong(days float64) string {
	if text := l.Workdays(days); text != "1" {
		return text + " " + l.Say(Workdays.Many)
	}
	return "1 " + l.Say(Workdays.One)
}

// Workdays is the number alone.
func (l Language) Workdays(days float64) string {
	if math.Abs(days) >= 99.95 {
		return l.Number(days, 0)
	}
	return l.Number(days, 1)
}
