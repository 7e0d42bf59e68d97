package reports

import (
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// scaled returns x as people read its unit, and that unit's name with the space
// before it. Durations and instants have words of their own.
func scaled(unit model.Unit, x float64) (float64, string) {
	switch unit {
	case model.Share:
		return x * 100, " %"
	case model.Hours:
		return x, " h"
	case model.Days:
		return x, " workdays"
	case model.Count, model.Ratio:
		return x, ""
	}
	return x, " " + string(unit)
}

// value writes one number in its unit, without an interval: a bound, or one
// rollout.
func (c clock) value(unit model.Unit, x float64) string {
	switch {
	case math.IsNaN(x):
		return c.Say(nothingToCount)
	case math.IsInf(x, 0):
		return c.Say(say.T("not reached", "nicht erreicht"))
	case unit == model.Seconds:
		return c.WaitTime(x)
	case unit == model.Instant:
		return c.short(x)
	case unit == model.Days && c.headed:
		return c.Workdays(x)
	case unit == model.Days:
		return c.WorkdaysLong(x)
	}
	x, name := c.scaled(unit, x)
	return c.Number(x, say.Decimals(x)) + name
}

// A stated is an estimate in words: its number, and what stands in brackets behind it,
// in one part or in two that a narrow place puts below each other.
type stated struct {
	number        string
	first, second string // the brackets; "" where there are none
	loose         bool   // there is room for both parts in a table, too
}

// String is the estimate in a sentence.
func (s stated) String() string {
	if s.first == "" {
		return s.number
	}
	return s.number + " (" + s.brackets() + ")"
}

func (s stated) brackets() string {
	if s.second == "" {
		return s.first
	}
	return s.first + " " + s.second
}

// below has the brackets below the number.
func (s stated) below() Cell {
	if s.first == "" {
		return Cell{s.number}
	}
	return Cell{s.number, "(" + s.brackets() + ")"}
}

// narrow has both parts of the brackets below each other.
func (s stated) narrow() Cell {
	if s.second == "" {
		return s.below()
	}
	return Cell{s.number, "(" + s.first, s.second + ")"}
}

// cell is the estimate in a table.
func (s stated) cell() Cell {
	if s.loose {
		return s.below()
	}
	return s.narrow()
}

// estimate writes an estimate with its interval and unit. Without a number it
// gives the reason, and with a single rollout it says that there is no interval.
func (c clock) estimate(e *study.Estimate) string { return c.stated(e).String() }

// stated is an estimate with its interval and unit. Without a number it is the reason,
// and with a single rollout it says that there is no interval.
func (c clock) stated(e *study.Estimate) stated {
	if !finite(e.Mean) || unknown(e) {
		return stated{number: c.noNumber(e)}
	}
	value := func(x float64) string { return c.value(e.Metric.Unit, x) }
	if exact(e) {
		return stated{number: value(e.Mean)}
	}
	e = &study.Estimate{Metric: e.Metric, Estimate: possible(e.Metric, e.Estimate)}
	from := say.T("%s to", "%s bis")
	switch {
	case !finite(e.Low) && !finite(e.High) && e.N == 1:
		return stated{number: value(e.Mean), first: c.oneRunOnly(), second: c.Say(noInterval)}
	case !finite(e.Low) && !finite(e.High):
		return stated{number: value(e.Mean), first: c.Say(noInterval)}
	case !finite(e.High) && e.Metric.Unit == model.Instant:
		return stated{number: value(e.Mean), first: value(e.Low), second: c.Say(orLater)}
	case !finite(e.High):
		return stated{number: value(e.Mean), first: c.Say(say.T("%s or more", "%s oder mehr"), value(e.Low))}
	case !finite(e.Low) && e.Metric.Unit == model.Instant:
		return stated{number: value(e.Mean), first: c.Say(say.T("%s or earlier", "%s oder früher"), value(e.High))}
	case !finite(e.Low):
		return stated{number: value(e.Mean), first: c.Say(say.T("%s or less", "%s oder weniger"), value(e.High))}
	}
	down, up := e.Mean-e.Low, e.High-e.Mean
	even := math.Abs(up-down) <= 1e-6*(math.Abs(e.Mean)+math.Abs(up))
	switch {
	case e.Metric.Unit == model.Instant && even:
		return stated{number: c.short(e.Mean) + " ± " + c.HalfOfInstant(up)}
	case e.Metric.Unit == model.Instant:
		return stated{number: c.short(e.Mean), first: say.Minus + c.HalfOfInstant(down) + ",", second: "+" + c.HalfOfInstant(up), loose: true}
	case e.Metric.Unit == model.Seconds && even:
		return stated{number: c.DurationWithin(e.Mean, up, say.Waiting)}
	case e.Metric.Unit == model.Seconds:
		return stated{number: c.WaitTime(e.Mean), first: c.Say(from, c.WaitTime(e.Low)), second: c.WaitTime(e.High), loose: true}
	}
	mean, name := c.scaled(e.Metric.Unit, e.Mean)
	if even {
		half, _ := scaled(e.Metric.Unit, up)
		return stated{number: c.Within(mean, half) + name}
	}
	low, _ := scaled(e.Metric.Unit, e.Low)
	high, _ := scaled(e.Metric.Unit, e.High)
	places := say.Decimals(mean)
	for most := min(places+1, 4); places < most && high-low < math.Pow10(-places)*(1-1e-9); {
		places++
	}
	middle, least, most := c.Number(mean, places), c.Number(low, places), c.Number(high, places)
	if least == middle && most == middle {
		return stated{number: middle + name}
	}
	return stated{number: middle + name, first: c.Say(from, least), second: most + name, loose: true}
}

var (
	noInterval = say.T("no interval", "kein Intervall")
	orLater    = say.T("or later", "oder später")
)

// scaledBy returns an estimate times a factor above 0, in another unit.
func scaledBy(e *study.Estimate, factor float64, unit model.Unit) *study.Estimate {
	scaled := *e
	scaled.Metric.Unit = unit
	for _, x := range []*float64{&scaled.Mean, &scaled.Low, &scaled.High, &scaled.P5, &scaled.P95} {
		*x *= factor
	}
	scaled.Values = make([]float64, len(e.Values))
	for i, v := range e.Values {
		scaled.Values[i] = v * factor
	}
	return &scaled
}

// exact tells whether an estimate is the same in every replication, so that its
// interval has no width.
func exact(e *study.Estimate) bool {
	if e.N < 2 || !finite(e.Low) || !finite(e.High) {
		return false
	}
	if len(e.Values) > 1 {
		return constant(e.Values)
	}
	return e.Low == e.High
}

// constant tells whether the values of a metric are all equal, or all missing.
func constant(values []float64) bool {
	for _, v := range values {
		if v != values[0] && !(math.IsNaN(v) && math.IsNaN(values[0])) {
			return false
		}
	}
	return true
}

// endsLate tells whether a metric counts from the first ask to the end, like a delay.
func endsLate(m model.Metric) bool { return m.Name == meanSojourn || m.Name == makespan }

// unknown tells whether an estimate is of a wait or delay that some replications
// do not tell, since more were waiting at the end than its quantile leaves out.
// What the others tell is then too short.
func unknown(e *study.Estimate) bool {
	return e.Unreached > 0 && e.Metric.Unit == model.Seconds && (e.Metric.IsWait() || e.Metric.IsDelay() || endsLate(e.Metric))
}

// possible cuts the interval of an estimate to what its metric can be: shares lie
// between 0 and 1, and nothing is below 0 but the error of a promise. The interval
// of a mean knows nothing of that, and with few rollouts it reaches beyond.
func possible(m model.Metric, e stats.Estimate) stats.Estimate {
	if m.Name != promiseError {
		e.Low = math.Max(e.Low, 0) // NaN stays
	}
	if m.Unit == model.Share {
		e.High = math.Min(e.High, 1)
	}
	return e
}

// A band is the range in which 90 % of single rollouts lie.
type band struct {
	from, to string  // to is "" where both ends are the same
	open     say.Msg // in place of to, where it is not reached in some
}

// bandWith writes the range in which 90 % of single rollouts lie, with a format for its
// two ends, or "" where a single rollout, missing numbers or numbers that are all the same
// give none.
func (c clock) bandWith(e *study.Estimate, format say.Msg) string {
	switch b := c.bandOf(e); {
	case b.to != "":
		return c.Say(format, b.from, b.to)
	case b.open != say.Msg{}:
		return b.from + " " + c.Say(b.open)
	default:
		return b.from
	}
}

// bandOf are the ends of a band; both are "" where there is none.
func (c clock) bandOf(e *study.Estimate) band {
	if !finite(e.Mean) || !finite(e.P5) || e.N < 2 || math.IsNaN(e.P95) || exact(e) || unknown(e) {
		return band{}
	}
	low, high := c.value(e.Metric.Unit, e.P5), c.value(e.Metric.Unit, e.P95)
	switch {
	case e.Metric.Unit == model.Instant && math.IsInf(e.P95, 1):
		return band{from: low, open: orLater}
	case e.Metric.Unit == model.Instant:
		return band{from: low, to: high}
	case math.IsInf(e.P95, 1):
		return band{from: low, open: say.T("or more", "oder mehr")}
	case low == high:
		return band{from: low}
	case e.Metric.Unit == model.Share:
		x, _ := scaled(e.Metric.Unit, e.P5)
		low = c.Number(x, say.Decimals(x))
	case e.Metric.Unit == model.Days:
		low = c.Workdays(e.P5)
	}
	return band{from: low, to: high}
}

// nothingToCount is said wherever there can be no number, as a study says it.
var nothingToCount = say.T("nothing to count", "nichts zu zählen")

// noNumber says in a few words why an estimate has none.
func (c clock) noNumber(e *study.Estimate) string {
	ended := e.Metric.IsDelay() || endsLate(e.Metric)
	switch in := e.Unreached * float64(e.N); {
	case unknown(e) && e.N > 1 && math.Abs(in-math.Round(in)) > 1e-6: // rollouts have weights
		if ended {
			return c.ofRuns(say.T("not known in %s of rollouts: too many had not ended", "in %s der Rollouts nicht bekannt: zu viele waren noch nicht fertig"),
				say.T("not known in %s of runs: too many had not ended", "in %s der Replikationen nicht bekannt: zu viele waren noch nicht fertig"), c.Percent(e.Unreached))
		}
		return c.ofRuns(say.T("not known in %s of rollouts: too many had not started", "in %s der Rollouts nicht bekannt: zu viele waren noch nicht an der Reihe"),
			say.T("not known in %s of runs: too many had not started", "in %s der Replikationen nicht bekannt: zu viele waren noch nicht an der Reihe"), c.Percent(e.Unreached))
	case unknown(e) && e.N > 1:
		known, all := strconv.Itoa(int(math.Round(in))), strconv.Itoa(e.N)
		if ended {
			return c.ofRuns(say.T("not known in %s of %s rollouts: too many had not ended", "in %s von %s Rollouts nicht bekannt: zu viele waren noch nicht fertig"),
				say.T("not known in %s of %s runs: too many had not ended", "in %s von %s Replikationen nicht bekannt: zu viele waren noch nicht fertig"), known, all)
		}
		return c.ofRuns(say.T("not known in %s of %s rollouts: too many had not started", "in %s von %s Rollouts nicht bekannt: zu viele waren noch nicht an der Reihe"),
			say.T("not known in %s of %s runs: too many had not started", "in %s von %s Replikationen nicht bekannt: zu viele waren noch nicht an der Reihe"), known, all)
	case unknown(e) && ended:
		return c.Say(say.T("not known: too many had not ended",
			"nicht bekannt: zu viele waren noch nicht fertig"))
	case unknown(e):
		return c.Say(say.T("not known: too many had not started",
			"nicht bekannt: zu viele waren noch nicht an der Reihe"))
	case e.Missing.Any():
		return c.why(e.Missing)
	}
	if math.IsInf(e.Mean, 1) {
		return c.Say(say.T("not reached", "nicht erreicht"))
	}
	return c.Say(nothingToCount)
}

// noNumber says the same of rollouts in English.
func noNumber(e *study.Estimate) string { return clock{run: say.Rollouts}.noNumber(e) }

// ofRuns says something of rollouts; where nothing is rolled out, what is said of runs.
func (c clock) ofRuns(rollouts, runs say.Msg, values ...any) string {
	if c.run == say.Runs {
		return c.Say(runs, values...)
	}
	return c.Say(rollouts, values...)
}

// oneRun says why a number has no interval.
func (c clock) oneRun() string {
	return c.oneRunOnly() + " " + c.Say(noInterval)
}

func (c clock) oneRunOnly() string {
	return c.ofRuns(say.T("one rollout,", "nur ein Rollout,"), say.T("one run,", "nur eine Replikation,"))
}

// scaled is scaled with the name of the unit in the language.
func (c clock) scaled(unit model.Unit, x float64) (float64, string) {
	switch {
	case unit == model.Days && c.headed:
		return x, ""
	case unit == model.Days:
		return x, " " + c.Say(workdays)
	}
	return scaled(unit, x)
}

// workdays names the unit of what is counted in them.
var workdays = say.T("workdays", "Arbeitstage")

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
