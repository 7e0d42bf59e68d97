package reports

import (
	"math"
	"strings"
)

// steps are the resolutions in which people read durations, in seconds.
var steps = []float64{0.01, 0.1, 1, 60, 3600}

// durationStep returns the index in steps that suits a duration of so many
// seconds: about three digits, and no seconds beside hours.
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

// A lengthUnit is a unit in which lengths of time are written, in seconds.
type lengthUnit struct {
	length int64
	name   string
}

// The units of calendar time, and those of waits: these count only while a PC is
// on, so that "2 d" would be taken for much less than it is.
var (
	calendarUnits = []lengthUnit{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}
	waitUnits     = calendarUnits[1:]
)

// spokenDuration writes so many seconds of calendar time as people read them:
// "0.35 s", "45 s", "5 min 12 s", "3 h 50 min", "2 d 4 h".
func spokenDuration(seconds float64) string { return spokenIn(seconds, calendarUnits) }

// spokenWait writes so many seconds of waiting: as calendar time up to a day, and
// in hours from there on, "62 h".
func spokenWait(seconds float64) string { return spokenIn(seconds, waitUnits) }

func spokenIn(seconds float64, units []lengthUnit) string {
	if step := durationStep(seconds); step >= 2 {
		return durationIn(seconds, step, units)
	}
	return number(seconds, decimals(seconds)) + " s"
}

// durationIn writes so many seconds rounded to a step.
func durationIn(seconds float64, step int, units []lengthUnit) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = minus, -seconds
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
