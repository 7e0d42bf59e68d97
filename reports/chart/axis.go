package chart

import "github.com/rollsim/rollsim/sim/portable"

// An Axis places values between its ends. What lies beyond an end stands at it.
type Axis struct {
	Name        string
	From, Until float64 // the values at its ends; above 0 where it is logarithmic
	Log         bool
	Zero        string // logarithmic: what the strip is called in which zero stands, beyond a bar; empty: there is none
	Ticks       []Tick // ascending
	Rules       bool   // the ticks that have a label have a line across the plot
}

// A Tick is a value with its label. Minor ones go without where there is no room, and
// Bare have none.
type Tick struct {
	Value float64
	Label string
	Minor bool
}

// A scale is an axis between two pixels.
type scale struct {
	*Axis
	from, until float64 // the pixels of the ends, which for Y are lower and upper
	zero        float64 // where zero stands, the middle of its strip
	strip       float64 // the width of the strip, 0 where there is none
}

// newScale lays an axis out; least is how wide the strip for zero must be.
func newScale(a *Axis, from, until, least float64) scale {
	s := scale{Axis: a, from: from, until: until}
	if a.Log && a.Zero != "" {
		s.strip = max(0.1*abs(until-from), least)
		towards := 1.0
		if until < from {
			towards = -1
		}
		s.from += towards * s.strip
		s.zero = s.from - float64(towards*s.strip)/2
	}
	return s
}

// at is the pixel of a value.
func (s scale) at(v float64) float64 {
	if s.strip > 0 && v < s.From {
		return s.zero
	}
	v = min(max(v, s.From), s.Until)
	part := 0.0
	switch {
	case s.Until == s.From:
	case s.Log:
		part = portable.Log(v/s.From) / portable.Log(s.Until/s.From)
	default:
		part = (v - s.From) / (s.Until - s.From)
	}
	return s.from + float64(part*(s.until-s.from))
}

func abs(x float64) float64 { return max(x, -x) }

// durations are the lengths of time that people think in.
var durations = []Tick{
	{1, "1 s", false}, {2, "2 s", true}, {5, "5 s", true}, {10, "10 s", false}, {20, "20 s", true}, {30, "30 s", true},
	{60, "1 min", false}, {120, "2 min", true}, {300, "5 min", true}, {600, "10 min", false}, {1200, "20 min", true}, {1800, "30 min", true},
	{3600, "1 h", false}, {7200, "2 h", true}, {4 * 3600, "4 h", false}, {8 * 3600, "8 h", true},
	{24 * 3600, "24 h", false}, {48 * 3600, "48 h", true}, {100 * 3600, "100 h", false}, {240 * 3600, "240 h", true}, {720 * 3600, "720 h", false}, {2880 * 3600, "2,880 h", false},
}

// Durations are ticks in seconds around lengths of time from low to high: the first is
// below low and the last not below high, as far as they go. Labels are English.
func Durations(low, high float64) []Tick {
	first, last := 0, len(durations)-1
	for first+1 < len(durations) && durations[first+1].Value < low {
		first++
	}
	for last > first+1 && durations[last-1].Value >= high {
		last--
	}
	ticks := append([]Tick(nil), durations[first:last+1]...)
	ticks[0].Minor, ticks[len(ticks)-1].Minor = false, false
	return ticks
}
