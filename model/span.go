package model

import (
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Span is a length of time as people plan it: so many hours, local calendar
// days, or workdays. What it means depends on the calendar it is counted on.
type Span struct {
	Length time.Duration // a day and a workday are 24 h each
	Unit   SpanUnit
}

// SpanUnit is what the length of a Span is counted in.
type SpanUnit uint8

const (
	Elapsed   SpanUnit = iota // the time that a clock shows to pass
	LocalDays                 // local calendar days: the same wall-clock time so many dates later
	Workdays                  // 24 h each, counted on workdays only: Friday 10:00 plus one is Monday 10:00
)

// A SpanDistribution is a law of spans; all of its values have the same unit.
type SpanDistribution struct {
	dist.Distribution // seconds; a day and a workday are 86,400 each
	Unit              SpanUnit
}

// Draw returns the span at level u (0..1).
func (d SpanDistribution) Draw(u float64) Span {
	return Span{Length: seconds(d.Quantile(u)), Unit: d.Unit}
}

// seconds turns a number of seconds into a time.Duration, rounded to the
// nanosecond. Values beyond a hundred years are cut there: nothing that is
// simulated lasts so long, and the sum of two stays an integer.
func seconds(s float64) time.Duration {
	const century = 100 * 366 * 24 * time.Hour
	if s >= century.Seconds() {
		return century
	}
	return time.Duration(float64(s*1e9) + 0.5)
}
