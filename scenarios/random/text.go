package random

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// chance draws what a scenario has.
type chance struct{ *rand.Rand }

// one is one of some values.
func one[T any](c chance, values ...T) T { return values[c.IntN(len(values))] }

// odds is true so many times in a hundred.
func (c chance) odds(percent int) bool { return c.IntN(100) < percent }

// maybe is a value so many times in a hundred, and else nothing, which a mapping leaves out.
func (c chance) maybe(percent int, value func() string) string {
	if c.odds(percent) {
		return value()
	}
	return ""
}

// between is a number of a range, as often of a size as of another.
func (c chance) between(low, high float64) float64 {
	return low * math.Exp(c.Float64()*math.Log(high/low))
}

// count is a whole number of a range.
func (c chance) count(low, high int) string { return strconv.Itoa(c.whole(low, high)) }

func (c chance) whole(low, high int) int {
	return min(high, low-1+int(c.between(1, float64(high-low+2))))
}

// share is a number of percent.
func (c chance) share(low, high int) string {
	return fmt.Sprintf("%d%%", low+c.IntN(high-low+1))
}

// duration is a length of time between so many seconds.
func (c chance) duration(low, high float64) string { return seconds(c.between(low, high)) }

// seconds writes a length of time in the units of a file, of at least a second.
func seconds(s float64) string {
	n := max(1, int(math.Round(s)))
	if n > 600 {
		n -= n % 60
	}
	var b strings.Builder
	for _, u := range []struct {
		seconds int
		unit    string
	}{{3600, "h"}, {60, "m"}, {1, "s"}} {
		if k := n / u.seconds; k > 0 {
			fmt.Fprintf(&b, "%d%s", k, u.unit)
			n -= k * u.seconds
		}
	}
	return b.String()
}

// span is a time of a plan, of so many hours at most.
func (c chance) span(hours int) string {
	days := max(1, hours/24)
	return one(c, c.duration(1800, float64(hours)*3600), c.count(1, days)+"d", c.count(1, days)+"wd")
}

// clock is a time of day between two hours.
func (c chance) clock(from, to int) string {
	return fmt.Sprintf("%02d:%02d", from+c.IntN(to-from), one(c, 0, 0, 15, 30, 59))
}

// law is a duration, or a distribution of durations with such a mean.
func (c chance) law(low, high float64) string {
	m := c.between(low, high)
	at := func(factor float64) string { return seconds(m * factor) }
	switch c.IntN(13) {
	case 0:
		return mapping("constant", at(1))
	case 1:
		return mapping("exponential", mapping("mean", at(1)))
	case 2:
		return mapping("uniform", mapping("min", at(0.5), "max", at(1.5+10/m)))
	case 3:
		return mapping("triangular", mapping("min", at(0.5), "mode", at(1+10/m), "max", at(2+20/m)))
	case 4:
		return mapping("normal", mapping("mean", at(1), "sd", at(0.3)))
	case 5:
		return mapping("lognormal", mapping("median", at(1), "p95", at(3+10/m)))
	case 6:
		return mapping(one(c, "lognormal", "weibull", "gamma"), mapping("mean", at(1), "cv", one(c, "0.5", "0.9")))
	case 7:
		return mapping("weibull", mapping("shape", one(c, "0.7", "1.5"), "scale", at(1)))
	case 8:
		return mapping("erlang", mapping("stages", c.count(2, 5), "mean", at(1)))
	case 9:
		return mapping("hyperexponential", mapping("mean", at(1), "cv", "2"))
	case 10:
		return mapping("mixture", list(mapping("share", "30%", "constant", at(0.5)), mapping("share", "70%", "exponential", mapping("mean", at(1)))))
	case 11:
		return mapping("measured", list(at(0.5), at(0.8), at(1), at(1.6)))
	}
	return at(1)
}

// known is a value that may say where it comes from.
func (c chance) known(value string) string {
	if strings.HasPrefix(value, "{measured") {
		return value // says by itself that it was measured
	}
	switch c.IntN(20) {
	case 0:
		return mapping("value", value, "source", one(c, "guess", "inventory of March"))
	case 1:
		return mapping("value", value, "source", "vendor", "by", "service desk")
	case 2:
		return "unknown"
	case 3:
		return mapping("value", "unknown", "source", "nobody knows", "by", "works council")
	}
	return value
}

// sourced is a value that may say where it comes from, of a key that has no default.
func (c chance) sourced(value string) string {
	if c.odds(20) {
		return mapping("value", value, "source", "platform team")
	}
	return value
}

// guessed is a share that may have a range.
func (c chance) guessed(low, high int) string {
	n := low + c.IntN(high-low+1)
	value := fmt.Sprintf("%d%%", n)
	if !c.odds(10) {
		return c.known(value)
	}
	return mapping("value", value, "range", list(fmt.Sprintf("%d%%", low), fmt.Sprintf("%d%%", high)), "source", "guess")
}

// mapping writes keys and their values, but for those without a value.
func mapping(pairs ...string) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts = append(parts, pairs[i]+": "+pairs[i+1])
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// list writes the items that are not empty, and nothing if there are none.
func list(items ...string) string {
	var parts []string
	for _, item := range items {
		if item != "" {
			parts = append(parts, item)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
