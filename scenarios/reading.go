package scenarios

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A reading is a number with its unit, such as 90s, 5%, 250MiB or 08:15.
type reading struct {
	number float64  // in the units below, or in those of the family
	family string   // quantities of one family can be compared: length, workdays, clock, share, size, rate, arrivals, number
	per    []length // the units that it is written in, largest first; of a clock none
	worth  float64  // of unit, where there is only one
	unit   string
}

// A length is a unit of time, in seconds.
type length struct {
	seconds float64
	unit    string
}

var (
	inHours = []length{{3600, "h"}, {60, "m"}, {1, "s"}, {0.001, "ms"}}
	inDays  = []length{{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}, {0.001, "ms"}}
)

// units are the units that numbers other than times have, by family.
var units = []struct {
	family, unit string
	worth        float64
}{
	{"share", "%", 0.01},
	{"size", "KiB", 1 << 10}, {"size", "MiB", 1 << 20}, {"size", "GiB", 1 << 30}, {"size", "kB", 1e3}, {"size", "MB", 1e6}, {"size", "GB", 1e9},
	{"rate", "kbit/s", 1e3}, {"rate", "Mbit/s", 1e6}, {"rate", "Gbit/s", 1e9}, {"rate", "bit/s", 1},
	{"arrivals", "/s", 1}, {"arrivals", "/min", 1.0 / 60}, {"arrivals", "/h", 1.0 / 3600}, {"arrivals", "/d", 1.0 / 86400},
	{"size", "B", 1},
	{"number", "", 1},
}

// readingOf reads one; false: the text is none.
func readingOf(text string) (reading, bool) {
	if len(text) <= 40 && lengthText().MatchString(text) {
		l, days, workdays, err := parseLength(text, "m")
		q := reading{number: l.Seconds(), family: "length", per: inHours}
		switch {
		case workdays:
			q = reading{number: l.Hours() / 24, family: "workdays", worth: 1, unit: "wd"}
		case days:
			q.per = inDays
		}
		return q, err == nil
	}
	if t, err := parseClock(text); err == nil {
		return reading{number: t.Seconds(), family: "clock"}, true
	}
	for _, u := range units {
		digits, ok := strings.CutSuffix(text, u.unit)
		if ok && bareNumber().MatchString(strings.TrimSuffix(digits, " ")) {
			f, err := strconv.ParseFloat(strings.TrimSuffix(digits, " "), 64)
			return reading{number: f * u.worth, family: u.family, worth: u.worth, unit: u.unit}, err == nil
		}
	}
	return reading{}, false
}

// write is another amount in the units of the quantity, as a scenario file has it.
func (q reading) write(amount float64) string {
	switch {
	case q.family == "clock":
		t := time.Duration(math.Round(amount)) * time.Second
		return strings.TrimSuffix(time.Time{}.Add(t).Format("15:04:05"), ":00")
	case q.per == nil:
		return strconv.FormatFloat(toDigits(amount/q.worth, 6), 'f', -1, 64) + q.unit
	}
	left, text := math.Round(amount*1000), "" // in ms
	per := q.per
	if per[0].unit == "d" && math.Mod(left, 86400e3) != 0 {
		per = inHours // a calendar day has no parts
	}
	for _, u := range per {
		if n := math.Floor(left / (u.seconds * 1000)); n > 0 {
			text += strconv.FormatFloat(n, 'f', 0, 64) + u.unit
			left -= float64(n * u.seconds * 1000)
		}
	}
	if text == "" {
		return "0" + per[len(per)-2].unit
	}
	return text
}

// step is the largest of the steps in which people count such quantities that
// does not exceed an amount above 0.
func (q reading) step(most float64) float64 {
	if q.family == "length" || q.family == "clock" {
		found := 0.0
		for _, s := range []float64{1, 5, 15, 30, 60, 300, 900, 1800, 3600, 4 * 3600, 86400} {
			if s <= most {
				found = s
			}
		}
		if found > 0 {
			return found
		}
	}
	worth := 1.0
	if q.worth > 0 {
		worth = q.worth
	}
	power := math.Pow(10, math.Floor(math.Log10(most/worth)))
	s := power
	for _, digit := range []float64{2, 5} {
		if digit*power <= most/worth*(1+1e-9) {
			s = digit * power
		}
	}
	return s * worth
}

// toDigits is a number to so many digits.
func toDigits(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return y
}
