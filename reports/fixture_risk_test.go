package reports

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// always is a law that has one value.
type always float64

func (a always) Quantile(float64) float64 { return float64(a) }
func (a always) Mean() float64            { return float64(a) }

// badRelease is the office with a release that is bad with a chance of 15 %: then
// the pilot spares most of what big bang breaks, and waves are beaten by it.
func badRelease() *study.Comparison {
	c := officeComparison()
	fix := model.SpanDistribution{Distribution: always(2 * workday), Unit: model.Workdays}
	c.Scenario.Release.Problems = []model.Problem{{
		Name: "crash on open", Chance: 0.15, Hits: 0.03, NoticedAfter: 5, OrAfter: model.Span{Length: 48 * time.Hour, Unit: model.Workdays},
		Reports: model.Reports{Chance: 0.2, KeyUsers: 0.8, Delay: model.SpanDistribution{Distribution: always(4 * hour), Unit: model.Workdays}}, Fix: fix,
	}}
	of := []struct{ exposed, hours, escaped, back, lost, end float64 }{
		{}, {3980, 5120, math.NaN(), 0, 2.2, 9*workday + 9*hour}, {1500, 2050, 0.9, 0, 2.1, 22*workday + 9*hour}, {98, 133, 0.05, 40, 2.3, 28*workday + 9*hour},
	}
	for i := 1; i < len(c.Results); i++ {
		r, o := &c.Results[i], of[i]
		r.Metrics = append(r.Metrics, estimated(neverUpdated, model.Count, around(20, 0, 0)))
		good := study.StratumResult{Weight: 0.85, Metrics: withTrouble(r.Metrics, o.exposed*0, 0, o.escaped*0, 0, 0, 0), Targets: append([]study.TargetResult{}, r.Targets...), Phases: r.Phases}
		bad := study.StratumResult{Stratum: 1, Weight: 0.15, Problems: []string{"crash on open"}, Phases: r.Phases, Targets: append([]study.TargetResult{}, r.Targets...),
			Metrics: withTrouble(r.Metrics, o.exposed, o.hours, o.escaped, o.back, o.lost, 1)}
		*metricIn(bad.Metrics, updatedBy) = estimated(updatedBy, model.Instant, around(20, o.end, 4*hour))
		r.Metrics = withTrouble(r.Metrics, 0.15*o.exposed, 0.15*o.hours, 0.15*o.escaped, 0.15*o.back, 0.15*o.lost, 0.15)
		r.Strata, r.Problem = []study.StratumResult{good, bad}, bad.Metrics
		for k := range r.Targets {
			t := &r.Targets[k]
			t.Share, t.Effective = float64(t.MetIn)/20, 27.2
		}
	}
	late := &c.Results[2].Strata[1].Targets[1] // waves, updated.p95, with the problem
	late.Outcome, late.MetIn = study.Missed, 2
	late = &c.Results[2].Targets[1]
	late.Share, late.MetIn, late.Low, late.High = 0.865, 17, 0.69, 0.95
	gap := func(mean, half float64) study.Gap {
		return study.Gap{Estimate: stats.Estimate{Mean: mean, Low: mean - half, High: mean + half, P5: mean - 2*half, P95: mean + 2*half, N: 20}}
	}
	unknown := math.NaN()
	trade := func(a, b int, clean, troubled, exposure, hours float64) study.Trade {
		t := study.Trade{A: a, B: b, Chance: 0.15, DelayIfClean: gap(clean, 0.2), DelayIfProblem: gap(troubled, 0.5), Delay: gap(0.85*clean+0.15*troubled, 0.2),
			EndsEven: study.Crossing{Kind: study.AlwaysA, Chance: unknown, Low: unknown, High: unknown}}
		if troubled < 0 {
			t.EndsEven = study.Crossing{Kind: study.Crosses, Chance: clean / (clean - troubled), Low: 0.3, High: 0.6}
		}
		for _, s := range []struct {
			name string
			unit model.Unit
			of   float64
		}{{brokenHours, model.Hours, hours}, {exposed, model.Count, exposure}} {
			t.Savings = append(t.Savings, study.Saving{Metric: model.Metric{Name: s.name, Unit: s.unit}, IfProblem: gap(s.of, 100), Overall: gap(0.15*s.of, 15),
				PerWorkday: gap(0.15*s.of/t.Delay.Mean, 15/t.Delay.Mean)})
		}
		return t
	}
	c.Trades = []study.Trade{trade(1, 2, 9.7, 9, 2480, 3070), trade(1, 3, 12, 11.4, 3882, 4987), trade(2, 3, 2, -2, 1402, 60)}
	c.Frontiers = []study.Frontier{{Axes: []model.Metric{{Name: updatedBy, Unit: model.Instant}, {Name: brokenHours, Unit: model.Hours}, {Name: waitAfterUpdate, Unit: model.Seconds}},
		Points: []study.FrontierPoint{{Result: 1, By: -1}, {Result: 2, Place: study.MayBeBeaten, By: 3}, {Result: 3, By: -1}}}}
	c.Verdict.Reasons = append(c.Verdict.Reasons, study.OnlyIfClean)
	return c
}

// withTrouble puts the metrics of a bad release behind others.
func withTrouble(metrics []study.Estimate, exposure, hours, escape, back, lost, halts float64) []study.Estimate {
	all := append([]study.Estimate{}, metrics...)
	add := func(name string, unit model.Unit, centre, spread float64) {
		if math.IsNaN(centre) {
			all = append(all, without(name, unit, study.NothingToCount))
			return
		}
		all = append(all, estimated(name, unit, around(20, centre, spread)))
	}
	add(exposed, model.Count, exposure, exposure/20)
	add(brokenHours, model.Hours, hours, hours/4)
	add(escaped, model.Share, escape, escape/4)
	add(rollbacks, model.Count, back, back/10)
	add(daysLost, model.Days, lost, lost/5)
	add(halted, model.Share, halts, 0)
	return all
}

func metricIn(metrics []study.Estimate, name string) *study.Estimate {
	return metric(&study.Result{Metrics: metrics}, name)
}

// drawnBadRelease is the same with series: broken PCs come with the updates and go
// with the fix.
func drawnBadRelease() *study.Comparison {
	c := badRelease()
	for i := range c.Results {
		r := &c.Results[i]
		r.Series = flowing(c.Scenario, r)
		for k := range r.Strata {
			s := &r.Strata[k]
			s.Series = r.Series
			s.Series.Broken = make([]float64, len(r.Series.Updated))
			if s.Stratum == 0 {
				continue
			}
			late := len(r.Series.Updated) / 10
			s.Series.Updated = make([]float64, len(r.Series.Updated))
			for n := range s.Series.Updated {
				if n >= late {
					s.Series.Updated[n] = r.Series.Updated[n-late]
				}
				s.Series.Broken[n] = 120 * (r.Series.Updated[n] - s.Series.Updated[n])
			}
		}
	}
	return c
}

// badReleases are the office with a release that follows, and may be bad by itself.
func badReleases() *study.Comparison {
	return followed(badRelease())
}

// followed is such an office with a release that follows.
func followed(c *study.Comparison) *study.Comparison {
	s := c.Scenario
	later := s.Release.Problems[0]
	later.Name, later.Chance = "lost | templates", 0.4
	s.Later = []model.LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, 20), Problems: []model.Problem{later}}}
	for i := 1; i < len(c.Results); i++ {
		r := &c.Results[i]
		var all, good, bad []study.Estimate
		for _, version := range s.Versions() {
			add := func(metrics *[]study.Estimate, exposed, hours, back, lost float64) {
				for _, e := range withTrouble(nil, exposed, hours, 0.5, back, lost, min(1, lost)) {
					e.Metric.Name = model.OfRelease(e.Metric.Name, version)
					*metrics = append(*metrics, e)
				}
				*metrics = append(*metrics,
					estimated(model.OfRelease(updatedBy, version), model.Instant, around(20, (20+5*float64(i)+lost)*workday, hour)),
					estimated(model.OfRelease(beganAt, version), model.Instant, around(20, 20*workday, 0)),
					estimated(model.OfRelease(waitAfterUpdate, version), model.Seconds, around(20, 300, 10)))
			}
			add(&all, 400, 800, 4, 0.8)
			add(&good, 0, 0, 0, 0)
			add(&bad, 1000, 2000, 10, 2)
		}
		r.Metrics = append(r.Metrics, all...)
		for k, version := range s.Versions() {
			r.Releases = append(r.Releases, study.ReleaseResult{Version: version, Due: time.Duration(k*20*24) * time.Hour, Phases: r.Phases, Problem: bad, Good: good})
		}
		r.Good = r.Strata[0].Metrics
		for _, of := range r.Strata {
			of.Stratum |= 2
			of.Problems = append(of.Problems[:len(of.Problems):len(of.Problems)], "lost | templates (9.5)")
			r.Strata = append(r.Strata, of)
		}
		for k := range r.Strata {
			r.Strata[k].Weight *= []float64{0.6, 0.4}[k/2]
		}
	}
	return c
}
