package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// The fixtures are an office of 4,000 PCs with made-up results: what is tested
// is how they are told. The numbers have the size that such an office has.

func berlin() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

// window is a log-in window with ends, as a uniform law.
type window struct{ from, until float64 }

func (w window) Quantile(u float64) float64 { return w.from + u*(w.until-w.from) }
func (w window) Mean() float64              { return (w.from + w.until) / 2 }

func officeScenario() *model.Scenario {
	calendar := &model.Calendar{
		Zone:     berlin(),
		Region:   "de-BY",
		Workdays: [7]bool{false, true, true, true, true, true, false},
		Holidays: []model.Date{{Year: 2027, Month: 5, Day: 6}, {Year: 2027, Month: 5, Day: 17}},
	}
	group := model.Group{
		Name: "headquarters", Clients: 4000, Calendar: calendar,
		Versions: []model.VersionShare{{Version: "9.3", Share: 1}},
		Presence: model.Presence{Boot: window{7.5 * 3600, 9 * 3600}},
		Sync:     model.Sync{Full: window{60, 384}, Delta: window{5, 60}},
	}
	big := model.BigBang(model.Phase{})
	wave := model.Waves(4000, model.Size{Kind: model.SizeCount, Count: 500}, model.Span{Length: 48 * time.Hour, Unit: model.Workdays}, model.Phase{})
	return &model.Scenario{
		Name:         "Template add-in 9.4",
		Start:        time.Date(2027, 4, 12, 0, 0, 0, 0, calendar.Zone),
		Horizon:      39,
		Seed:         1,
		Replications: 20,
		Calendar:     calendar,
		Groups:       []model.Group{group},
		Backend:      model.Backend{Slots: []int{50}},
		Release:      &model.Release{Version: "9.4"},
		Strategies: []model.Strategy{
			{Name: "big bang", Phases: big},
			{Name: "waves", Phases: wave},
			{Name: "pilot", Phases: model.Pilot(model.Phase{Size: model.Size{Kind: model.SizeCount, Count: 100}}, wave)},
		},
		Targets: []model.Target{
			{Metric: "wait.update.p95", Bound: 600, Share: 0.9, Text: "wait.update.p95 <= 10m in 90% of rollouts"},
			{Metric: "updated.p95", Span: model.Span{Length: 20 * 24 * time.Hour, Unit: model.Workdays}, Text: "updated.p95 <= 20wd"},
		},
	}
}

// around returns n values spread evenly over centre ± spread: enough to give an
// estimate an interval and a band.
func around(n int, centre, spread float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = centre + spread*(2*float64((i*7)%n)/float64(max(n-1, 1))-1)
	}
	return values
}

// estimated makes an estimate of values that are all finite, as a study does:
// instants by their median.
func estimated(name string, unit model.Unit, values []float64) study.Estimate {
	e := study.Estimate{Metric: model.Metric{Name: name, Unit: unit}, Values: values, Estimate: stats.MeanEstimate(values, 0.95)}
	if unit == model.Instant {
		e.Median = true
		low, mean, high, ok := stats.StratifiedQuantile([]stats.Stratum{{Weight: 1, Values: values}}, 0.5, 0.95)
		if !ok {
			low, high = math.NaN(), math.NaN()
		}
		e.Low, e.Mean, e.High = low, mean, high
	}
	for _, x := range []*float64{&e.Mean, &e.Low, &e.High, &e.P5, &e.P95} {
		*x = math.Round(*x*1e6) / 1e6 // processors differ in the last digits
	}
	return e
}

func without(name string, unit model.Unit, missing study.MissingKind) study.Estimate {
	nan := math.NaN()
	return study.Estimate{Metric: model.Metric{Name: name, Unit: unit}, Missing: study.Missing{Kind: missing},
		Estimate: stats.Estimate{Mean: nan, Low: nan, High: nan, P5: nan, P95: nan}}
}

const (
	minute  = 60.0
	hour    = 3600.0
	workday = 86400.0
)

// result makes the result of one strategy: its waits in seconds, the share of
// slots in use, the end in seconds since the start (0: nothing is updated).
func result(strategy string, slots, n int, waits, worst, slotShare, end float64) study.Result {
	r := study.Result{Strategy: strategy, Slots: slots}
	if end > 0 {
		r.Metrics = append(r.Metrics, estimated("wait.update.p95", model.Seconds, around(n, waits, waits/20)))
	} else {
		r.Metrics = append(r.Metrics, without("wait.update.p95", model.Seconds, study.NothingToCount))
	}
	r.Metrics = append(r.Metrics,
		estimated("wait.worst.p95", model.Seconds, around(n, worst, worst/20)),
		estimated("wait.all.p95", model.Seconds, around(n, waits/10, waits/100)),
		estimated("utilization.hour", model.Share, around(n, slotShare, 0.004)),
		estimated("load_ratio", model.Ratio, around(n, waits/2000+0.3, 0.05)))
	if end > 0 {
		r.Metrics = append(r.Metrics, estimated("updated.p95", model.Instant, around(n, end, 1800)))
	} else {
		r.Metrics = append(r.Metrics, without("updated.p95", model.Instant, study.NothingToCount))
	}
	r.Accounting = model.Accounting{Asked: 812345, Done: 812340, Waiting: 4, Running: 1}
	r.Targets = []study.TargetResult{
		{Target: model.Target{Metric: "wait.update.p95", Bound: 600, Share: 0.9, Text: "wait.update.p95 <= 10m in 90% of rollouts"},
			Bound: 600, Metric: "wait.update.p95", Of: n, High: 0.161},
		{Target: model.Target{Metric: "updated.p95", Text: "updated.p95 <= 20wd"},
			Bound: 28 * workday, Metric: "updated.p95", MetIn: n, Of: n, Low: 0.839, High: 1},
	}
	wait := &r.Targets[0]
	switch {
	case end == 0:
		wait.Metric = "wait.all.p95"
		wait.MetIn, wait.Low, wait.High = n, 0.839, 1
		r.Targets[1].Outcome = study.Skipped
	case waits <= 600:
		wait.MetIn, wait.Low, wait.High = n, 0.839, 1
	default:
		wait.Outcome = study.Missed
	}
	return r
}

// officeComparison is big bang, which misses the wait, against waves and pilot,
// which meet both targets.
func officeComparison() *study.Comparison {
	c := &study.Comparison{Scenario: officeScenario(), Replications: 20, Asked: 20}
	c.Results = []study.Result{
		result(model.NoRollout, 50, 20, 20, 35, 0.31, 0),
		result("big bang", 50, 20, 4.6*hour, 5.1*hour, 0.998, 3*workday+11.4*hour),
		result("waves", 50, 20, 5.2*minute, 8*minute, 0.74, 18*workday+10*hour),
		result("pilot", 50, 20, 5.4*minute, 8.2*minute, 0.74, 23*workday+9.5*hour),
	}
	c.Results[1].Phases = []study.PhaseResult{{Name: "big bang", Clients: 4000, Opened: stats.Estimate{N: 20}}}
	for i := range 8 {
		open := time.Duration(i*2+i*2/5*2) * 24 * time.Hour
		opened := stats.Estimate{Mean: open.Seconds(), Low: open.Seconds(), High: open.Seconds(), P5: open.Seconds(), P95: open.Seconds(), N: 20}
		name := "wave " + string(rune('1'+i))
		c.Results[2].Phases = append(c.Results[2].Phases, study.PhaseResult{Name: name, Clients: 500, Planned: open, Opened: opened})
	}
	for i, ph := range append([]study.PhaseResult{{Name: "pilot", Clients: 100, Opened: stats.Estimate{N: 20}}}, c.Results[2].Phases...) {
		if i == 8 {
			ph.Clients = 400
		}
		if i > 0 {
			ph.Planned += 5 * 24 * time.Hour
			ph.Opened.Mean += 5 * workday
			ph.Opened.Low, ph.Opened.High = ph.Opened.Mean-2*hour, ph.Opened.Mean+2*hour
			ph.Opened.P5, ph.Opened.P95 = ph.Opened.Mean-6*hour, ph.Opened.Mean+20*hour
		}
		c.Results[3].Phases = append(c.Results[3].Phases, ph)
	}
	pair := func(a, b string, name string, unit model.Unit, mean, half float64) study.Difference {
		return study.Difference{Metric: model.Metric{Name: name, Unit: unit}, A: a, B: b, SlotsA: 50, SlotsB: 50,
			Estimate: stats.Estimate{Mean: mean, Low: mean - half, High: mean + half, N: 20}, P: 0.0001, WorthIt: true,
			Within: math.Abs(mean) + 1.2*half, Correlation: 0.93, Worth: 14.2}
	}
	c.Differences = []study.Difference{
		pair("waves", "big bang", "wait.update.p95", model.Seconds, -4.51*hour, 3*minute),
		pair("waves", "big bang", "updated.p95", model.Instant, 15*workday-1.4*hour, 12*minute),
		pair("waves", "big bang", "utilization.hour", model.Share, -0.258, 0.002),
		pair("pilot", "waves", "wait.update.p95", model.Seconds, 12, 20),
	}
	c.Differences[3].WorthIt, c.Differences[3].Alike = false, true
	c.Differences[3].Correlation, c.Differences[3].Worth = 0.4, 1.62
	c.Verdict = study.Verdict{Decision: study.GoWithConditions, Best: 2, Fastest: 1,
		Reasons: []study.Reason{study.SomeMiss}, HasTargets: true}
	return c
}

// oneRollout is a comparison of one replication without targets.
func oneRollout() *study.Comparison {
	c := officeComparison()
	c.Replications, c.Asked = 1, 1
	c.Scenario.Targets = nil
	c.Results = []study.Result{
		result(model.NoRollout, 50, 1, 0, 0, 0.31, 0),
		result("waves", 50, 1, 5.2*minute, 8*minute, 0.74, 18*workday+10*hour),
	}
	for i := range c.Results {
		c.Results[i].Targets = nil
	}
	c.Differences = nil
	c.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, Fastest: 1}
	return c
}

// stoppedComparison is a run on two slot numbers that was stopped early, in
// which big bang does not end in some replications and old clients bypass
// admission control.
func stoppedComparison() *study.Comparison {
	c := officeComparison()
	c.Replications, c.Asked = 12, 20
	c.Scenario.Warnings = []fmt.Stringer{say.Of(say.T("some PCs have release %s or a newer version already and are not updated",
		"manche PCs haben Release %s oder eine neuere Version bereits und werden nicht aktualisiert"), "9.4")}
	c.Results = []study.Result{
		result(model.NoRollout, 20, 12, 700, 900, 0.97, 0),
		result("big bang", 20, 12, 9*hour, 11*hour, 1, 30*workday),
		result(model.NoRollout, 50, 12, 20, 35, 0.31, 0),
		result("big bang", 50, 12, 4.6*hour, 5.1*hour, 0.998, 3*workday+11.4*hour),
	}
	c.Results[0].Targets[0].Outcome = study.Missed
	c.Results[0].Targets[0].MetIn, c.Results[0].Targets[0].Low, c.Results[0].Targets[0].High = 0, 0, 0.243
	c.Results[1].Targets[1] = study.TargetResult{Target: c.Results[1].Targets[1].Target, Metric: "updated.p95", Bound: 28 * workday,
		Outcome: study.Missed, MetIn: 1, Of: 12, Low: 0.015, High: 0.354}
	late := metric(&c.Results[1], "updated.p95")
	late.Median, late.Unreached = true, 1.0/3
	late.Low, late.High, late.P95 = 28*workday, math.Inf(1), math.Inf(1)
	late.Values[0] = math.Inf(1)
	c.Results[1].Accounting.Bypassed = 81234
	c.Results[1].Phases = []study.PhaseResult{{Name: "big bang", Clients: 4000, Never: 1, Opened: stats.Estimate{
		Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), P5: math.NaN(), P95: math.NaN()}}}
	c.Differences = []study.Difference{{Metric: model.Metric{Name: "updated.p95", Unit: model.Instant}, A: "big bang", B: "big bang",
		SlotsA: 50, SlotsB: 20, Estimate: stats.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), N: 12}, P: math.NaN(),
		Missing: study.Missing{Kind: study.NotReachedSome}}}
	c.Verdict = study.Verdict{Decision: study.NoGo, Best: -1, Fastest: 3,
		Reasons: []study.Reason{study.BaselineMisses, study.StoppedEarly}, HasTargets: true}
	return inColumns(c)
}

// inColumns makes neighbours with the same slots a column of the comparison.
func inColumns(c *study.Comparison) *study.Comparison {
	for i := 1; i < len(c.Results); i++ {
		c.Results[i].Column = c.Results[i-1].Column
		if c.Results[i].Slots != c.Results[i-1].Slots {
			c.Results[i].Column++
		}
	}
	return c
}

// shown renders a comparison and gives its lines.
func shown(c *study.Comparison) []string {
	var b strings.Builder
	if err := Text(say.English, &b, c); err != nil {
		panic(err)
	}
	return strings.Split(b.String(), "\n")
}
