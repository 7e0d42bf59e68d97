package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

const (
	day     = 24 * time.Hour
	longest = 3660 * day // ten years; no length of time in a rollout is longer
)

var (
	lengthText = pattern.Of("^" + lengthIn("ms|min|wd|s|m|h|d") + "$")
	lengthPart = pattern.Of(`([0-9]+(?:\.[0-9]+)?) ?(ms|min|wd|s|m|h|d)`)
	bareNumber = pattern.Of(`^[0-9]+(\.[0-9]+)?$`)
)

// lengthIn is the pattern of a length of time in some units. People leave a space
// between a number and its unit, or between the parts, as they do before a percent sign.
func lengthIn(units string) string {
	part := `[0-9]+(\.[0-9]+)? ?(` + units + `)`
	return "(" + part + "( ?" + part + ")*)"
}

var lengthUnits = map[string]time.Duration{
	"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour, "d": day, "wd": day,
}

// withUnit is a number with the unit that it probably misses: the typical one of its
// key, unless so much of that is implausible; then the least of the same kind.
func withUnit(number, typical, least string, most float64) string {
	if f, err := strconv.ParseFloat(number, 64); err == nil && f > most {
		return number + least
	}
	return number + typical
}

// mostOf is how much of a unit people write before they take a larger one.
var mostOf = map[string]float64{"m": 24 * 60, "h": 72, "d": 366, "wd": 260}

// parseLength reads a length of time such as 90s, 8h30m, 7d or 3wd. units says
// which of d and wd occur. typical is the unit that a number without one
// probably misses.
func parseLength(text, typical string) (length time.Duration, days, workdays bool, err error) {
	switch {
	case bareNumber().MatchString(text):
		return 0, false, false, fmt.Errorf("needs a unit, such as %q; got %s", withUnit(text, typical, "s", cmp.Or(mostOf[typical], math.Inf(1))), clip(text))
	case strings.HasPrefix(text, "-"):
		return 0, false, false, fmt.Errorf("must not be negative, got %s", clip(text))
	case len(text) > 40 || !lengthText().MatchString(text):
		return 0, false, false, fmt.Errorf("must be a length of time such as 90s, 15m, 8h30m, 7d or 3wd, got %s", clip(text))
	}
	var sum float64
	parts := lengthPart().FindAllStringSubmatch(text, -1)
	for _, p := range parts {
		number, err := strconv.ParseFloat(p[1], 64)
		if err != nil {
			return 0, false, false, fmt.Errorf("must be a length of time such as 90s, got %s", clip(text))
		}
		sum += float64(number * float64(lengthUnits[p[2]]))
		days = days || p[2] == "d"
		workdays = workdays || p[2] == "wd"
	}
	switch {
	case workdays && len(parts) > 1:
		return 0, false, false, fmt.Errorf("workdays do not add to other units; write a fraction such as 1.5wd, got %s", clip(text))
	case sum > float64(longest):
		return 0, false, false, fmt.Errorf("must be at most ten years, got %s", clip(text))
	}
	return time.Duration(math.Round(sum)), days, workdays, nil
}

// duration is a length of time that clocks show to pass; a day is 24 h.
func duration(typical string) kind[time.Duration] {
	k := scalar("duration", "a duration such as 90s, 15m or 8h30m", "^"+lengthIn("ms|min|s|m|h|d")+"$",
		func(text string) (time.Duration, error) {
			length, _, workdays, err := parseLength(text, typical)
			if err == nil && workdays {
				err = fmt.Errorf("cannot be counted in workdays here; write hours or days of 24 h, such as %q",
					strings.Replace(text, "wd", "d", 1))
			}
			return length, err
		})
	k.sample = k.schema
	k.measured = func(v value) (time.Duration, bool) {
		values, ok := samples(v, k)
		if !ok {
			return 0, false
		}
		sum := 0.0
		for _, d := range values {
			sum += float64(d)
		}
		return time.Duration(math.Round(sum / float64(len(values)))), true
	}
	return k.ordered(func(d time.Duration) float64 { return float64(d) })
}

// someTime is a duration above 0.
func someTime(typical string) kind[time.Duration] {
	return duration(typical).where(func(d time.Duration) bool { return d > 0 }, "above 0s")
}

// timeFrom is a duration from a least one on, which is given as files write it,
// too.
func timeFrom(typical string, least time.Duration, text string) kind[time.Duration] {
	return duration(typical).where(func(d time.Duration) bool { return d >= least }, "at least "+text)
}

// samples reads a list of measured values.
func samples[T any](v value, k kind[T]) ([]T, bool) {
	return listOf(k, "a list of measured values such as [2m10s, 3m05s]").read(v)
}

// span is a length of time as people plan it. A d is a local calendar day where
// localDays is set, else 24 h; a wd is 24 h counted on workdays.
func span(typical string, localDays bool) kind[model.Span] {
	k := scalar("span", "a time span such as 12h, 7d or 2wd", "^"+lengthIn("ms|min|wd|s|m|h|d")+"$", func(text string) (model.Span, error) {
		length, days, workdays, err := parseLength(text, typical)
		s := model.Span{Length: length}
		switch {
		case err != nil:
		case workdays:
			s.Unit = model.Workdays
		case days && localDays && length%day != 0:
			err = fmt.Errorf("must be whole days, or hours such as %q; got %s", strconv.FormatFloat(length.Hours(), 'f', -1, 64)+"h", clip(text))
		case days && localDays:
			s.Unit = model.LocalDays
		}
		return s, err
	})
	return k.ordered(func(s model.Span) float64 { return float64(s.Length) })
}

// workdays is a length of time in workdays only, as their number.
var workdays = scalar("workdays", "a number of workdays such as 4wd", `^[0-9]+(\.[0-9]+)? ?wd$`, func(text string) (float64, error) {
	length, _, counted, err := parseLength(text, "wd")
	if err == nil && !counted {
		err = fmt.Errorf("must be counted in workdays, such as 4wd; got %s", clip(text))
	}
	return float64(length) / float64(day), err
}).ordered(func(f float64) float64 { return f })

// share is a percentage, read as 0..1.
var share = scalar("share", "a share such as 5%", `^[0-9]+(\.[0-9]+)? ?%$`, parseShare).ordered(func(f float64) float64 { return f })

func parseShare(text string) (float64, error) {
	digits, isPercent := strings.CutSuffix(text, "%")
	digits = strings.TrimSuffix(digits, " ")
	if strings.HasPrefix(text, "-") {
		return 0, fmt.Errorf("must not be negative, got %s", clip(text))
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || !bareNumber().MatchString(digits) {
		return 0, fmt.Errorf("must be a share such as 5%%, got %s", clip(text))
	}
	switch {
	case !isPercent && (f > 100 || f < 1 && f > 0):
		if f > 100 {
			return 0, fmt.Errorf("must be a share from 0%% to 100%%, got %s", clip(text))
		}
		return 0, fmt.Errorf("needs a percent sign, such as %q; got %s", strconv.FormatFloat(f*100, 'g', 6, 64)+"%", clip(text))
	case !isPercent:
		return 0, fmt.Errorf("needs a percent sign, such as %q; got %s", digits+"%", clip(text))
	case f > 100:
		return 0, fmt.Errorf("must be at most 100%%, got %s", clip(text))
	}
	return f / 100, nil
}

// volume is an amount of data in bytes.
var volume = scalar("size", "a size such as 250MiB", `^[0-9]+(\.[0-9]+)? ?(B|kB|MB|GB|KiB|MiB|GiB)$`, func(text string) (float64, error) {
	return measured(text, "a size such as 250MiB", "MiB", []unit{
		{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1},
	})
}).ordered(func(f float64) float64 { return f })

// bitRate is a rate of transfer in bits per second.
var bitRate = scalar("rate", "a rate such as 50Mbit/s", `^[0-9]+(\.[0-9]+)? ?(kbit|Mbit|Gbit|bit)/s$`, func(text string) (float64, error) {
	return measured(text, "a rate such as 50Mbit/s", "Mbit/s", []unit{
		{"kbit/s", 1e3}, {"Mbit/s", 1e6}, {"Gbit/s", 1e9}, {"bit/s", 1},
	})
}).ordered(func(f float64) float64 { return f }).where(func(f float64) bool { return f > 0 }, "above 0bit/s")

// The rates at which jobs may arrive, a second: one in three years to a million.
const (
	leastRate    = 0.001 / 86400
	greatestRate = 1e6
)

// arrivalRate is a number of jobs in a time, read as jobs a second.
var arrivalRate = scalar("arrival-rate", "a rate such as 3/min", `^[0-9]+(\.[0-9]+)? ?/(s|min|h|d)$`, func(text string) (float64, error) {
	if number, per, _ := strings.Cut(text, "/"); per != "" && strings.ContainsAny(number, "eE") {
		if f, err := strconv.ParseFloat(number, 64); err == nil && f >= 0 {
			return 0, fmt.Errorf("must be written without an exponent, and at most %d/s is possible; got %s", int(greatestRate), clip(text))
		}
	}
	f, err := measured(text, "a rate such as 3/min", "/min", []unit{
		{"/s", 1}, {"/min", 1.0 / 60}, {"/h", 1.0 / 3600}, {"/d", 1.0 / 86400},
	})
	switch {
	case err == nil && f > greatestRate:
		err = fmt.Errorf("must be at most %d/s, got %s", int(greatestRate), clip(text))
	case err == nil && f > 0 && f < leastRate*(1-1e-9):
		err = fmt.Errorf("must be at least 0.001/d, got %s", clip(text))
	}
	return f, err
}).ordered(func(f float64) float64 { return f })

// someRate is a rate above 0.
var someRate = arrivalRate.where(func(f float64) bool { return f > 0 }, "above 0/min")

// A unit is a unit of measurement as it follows a number.
type unit struct {
	name  string
	worth float64
}

// plausible is more than what anybody means by a number whose unit is larger than the
// least: 100 GB, or as many bits a second.
const plausible = 1e11

// tooMuch is what no measured number may exceed, in the unit that is worth 1.
const tooMuch = 1e15

// measured reads a number with one of several units.
func measured(text, what, typical string, units []unit) (float64, error) {
	for _, u := range units {
		digits, ok := strings.CutSuffix(text, u.name)
		digits = strings.TrimSuffix(digits, " ")
		if !ok || !bareNumber().MatchString(digits) {
			continue
		}
		f, err := strconv.ParseFloat(digits, 64)
		if err != nil || f*u.worth > tooMuch {
			return 0, fmt.Errorf("is too much, at most %.0f%s is possible; got %s", math.Floor(tooMuch/u.worth), u.name, clip(text))
		}
		return f * u.worth, nil
	}
	if bareNumber().MatchString(text) {
		i := slices.IndexFunc(units, func(u unit) bool { return u.name == typical })
		least := slices.MinFunc(units, func(a, b unit) int { return cmp.Compare(a.worth, b.worth) })
		suggestion := withUnit(text, typical, least.name, plausible/units[i].worth)
		return 0, fmt.Errorf("needs a unit, such as %q; got %s", suggestion, clip(text))
	}
	return 0, fmt.Errorf("must be %s, got %s", what, clip(text))
}

// date is a day of the calendar.
var date = scalar("date", "a date such as 2027-04-12", `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, func(text string) (model.Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	switch {
	case err != nil && len(text) == 10 && strings.Count(text, "-") == 2:
		return model.Date{}, fmt.Errorf("is no day of the calendar; a date is year-month-day, such as 2027-04-12, got %s", clip(text))
	case err != nil:
		return model.Date{}, fmt.Errorf("must be a date such as 2027-04-12, got %s", clip(text))
	case t.Year() < 2000 || t.Year() > 2099:
		return model.Date{}, fmt.Errorf("must lie in the years 2000 to 2099, got %s", clip(text))
	}
	return model.DateOf(t), nil
}).ordered(func(d model.Date) float64 { return float64(d.In(time.UTC).Unix()) })

// A wall is a local date and time of day, in a zone yet to be named.
type wall struct {
	model.WallTime
	timed bool // the time of day is given
}

// moment is a date with a time of day; midnight when it is not given.
var moment = scalar("moment", "a local time such as 2027-04-12T09:00", `^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$`,
	func(text string) (wall, error) {
		day, rest, timed := strings.Cut(strings.Replace(text, " ", "T", 1), "T")
		d, err := date.parse(day)
		if err != nil || !timed {
			return wall{WallTime: model.WallTime{Date: d}}, err
		}
		c, err := parseClock(rest)
		if err == nil && c == 24*time.Hour {
			err = errors.New("must be a time before midnight; write the next day")
		}
		return wall{model.WallTime{Date: d, Clock: c}, true}, err
	})

// clock is a wall-clock time of day, as the time since midnight.
var clock = scalar("clock", "a time of day such as 08:00", `^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$`, parseClock).
	ordered(func(d time.Duration) float64 { return float64(d) })

// timeOfDay is a time of day as clocks show it, or as the time since midnight.
var timeOfDay = scalar("time-of-day", "a time of day such as 08:15 or 8h15m",
	"^([0-2][0-9]:[0-5][0-9](:[0-5][0-9])?|"+lengthIn("ms|min|s|m|h")+")$", func(text string) (time.Duration, error) {
		if !lengthText().MatchString(text) {
			return parseClock(text)
		}
		t, _, workdays, err := parseLength(text, "h")
		if err == nil && (workdays || t > 24*time.Hour) {
			err = fmt.Errorf("must be a time of day from 00:00 to 24:00, got %s", clip(text))
		}
		return t, err
	}).ordered(func(d time.Duration) float64 { return float64(d) })

var clockText = pattern.Of(`^([0-2][0-9]):([0-5][0-9])(?::([0-5][0-9]))?$`)

func parseClock(text string) (time.Duration, error) {
	p := clockText().FindStringSubmatch(text)
	if p == nil {
		return 0, fmt.Errorf("must be a time of day such as 08:00 or 08:00:30, got %s", clip(text))
	}
	number := func(s string) time.Duration { n, _ := strconv.Atoi("0" + s); return time.Duration(n) }
	t := number(p[1])*time.Hour + number(p[2])*time.Minute + number(p[3])*time.Second
	if t > 24*time.Hour {
		return 0, fmt.Errorf("must be a time of day from 00:00 to 24:00, got %s", clip(text))
	}
	return t, nil
}

// A window is a part of the day.
type window struct{ from, until time.Duration }

// hours is a part of the day between two wall-clock times.
var hours = scalar("hours", "hours such as 07:30-09:00", `^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?-[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$`, parseHours)

func parseHours(text string) (window, error) {
	from, until, ok := strings.Cut(text, "-")
	if !ok {
		return window{}, fmt.Errorf("must be hours such as 07:30-09:00, got %s", clip(text))
	}
	a, err := parseClock(strings.TrimSpace(from))
	if err != nil {
		return window{}, err
	}
	b, err := parseClock(strings.TrimSpace(until))
	if err == nil && b <= a {
		err = fmt.Errorf("must end after it begins, within one day; got %s", clip(text))
	}
	return window{a, b}, err
}

// zone is a time zone of the IANA data base.
var zone = scalar("zone", "a time zone such as Europe/Berlin", `^[A-Za-z0-9_+/-]+$`, func(text string) (*time.Location, error) {
	z, err := time.LoadLocation(text)
	if err != nil || text == "Local" || text == "" {
		return nil, fmt.Errorf("must be a time zone of the IANA data base such as Europe/Berlin, got %s%s", clip(text), nearZone(text))
	}
	return z, nil
})

// whole tells whether shares add up to 1, but for rounding as in three times
// 33.33%.
func whole(sum float64) bool { return math.Abs(sum-1) < 0.0005 }

// percent writes a share as a scenario file does.
func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'g', 6, 64) + "%"
}
