package reports

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// queueResult makes the result of a queueing model on so many slots: its waits in
// seconds, the share that waits and the share of the slots that are in use.
func queueResult(slots, n int, mean, p95, waited, inUse float64) study.Result {
	r := study.Result{Strategy: model.NoRollout, Slots: slots, Metrics: []study.Estimate{
		without("wait.update.p95", model.Seconds, study.NothingToCount),
		estimated("wait.all.mean", model.Seconds, around(n, mean, mean/10)),
		estimated("wait.all.p95", model.Seconds, around(n, p95, p95/10)),
		estimated("wait.all.waited", model.Share, around(n, waited, 0.01)),
		estimated("utilization.mean", model.Share, around(n, inUse, 0.005)),
		estimated("queue.mean", model.Count, around(n, mean/20, mean/300)),
		estimated("system.mean", model.Count, around(n, mean/20+9, mean/300)),
		estimated("sojourn.mean", model.Seconds, around(n, mean+180, mean/10)),
		estimated("all_busy", model.Share, around(n, waited, 0.01)),
		estimated("gave_up.share", model.Share, around(n, map[int]float64{12: 0.024}[slots], 0)),
		without("updated.p95", model.Instant, study.NothingToCount),
	}}
	r.Accounting = model.Accounting{Asked: 820224, Done: 819949, Waiting: 105, Running: 170}
	target := study.TargetResult{Target: model.Target{Metric: "wait.all.p95", Bound: 120, Text: "wait.all.p95 <= 2m"},
		Bound: 120, Metric: "wait.all.p95", Of: n, Outcome: study.Missed, High: 0.161}
	if p95 < 120 {
		target.Outcome, target.MetIn, target.Low, target.High = study.Met, n, 0.839, 1
	}
	r.Targets = []study.TargetResult{target}
	return r
}

// queueComparison is a textbook queue on three numbers of slots: with 8 the queue
// grows until the end, with 10 it is measured too early, and with 12 jobs lose
// patience.
func queueComparison() *study.Comparison {
	c := &study.Comparison{Scenario: &model.Scenario{
		Name:  "M/M/c, 9 erlangs",
		Start: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC), Horizon: 10, Seed: 1, Replications: 20,
		Calendar:  &model.Calendar{Zone: time.UTC, Workdays: [7]bool{true, true, true, true, true, true, true}, OfficeUntil: 24 * time.Hour},
		Workloads: []model.Workload{{Name: "jobs"}},
		Backend:   model.Backend{Slots: []int{8, 10, 12}},
		Targets:   []model.Target{{Metric: "wait.all.p95", Bound: 120, Text: "wait.all.p95 <= 2m"}},
		Measure:   &model.Window{From: 10 * time.Minute, To: 5 * 24 * time.Hour},
		Warnings: []fmt.Stringer{say.Of(say.T("workload %s: priority is given, but is read under discipline priority only",
			"Auftragsstrom %s: priority ist angegeben, wirkt aber nur mit discipline: priority"), "jobs")},
	}, Replications: 20, Asked: 20}
	c.Results = []study.Result{
		queueResult(8, 20, 9*hour, 20*hour, 0.98, 0.995),
		queueResult(10, 20, 120, 467, 0.669, 0.9),
		queueResult(12, 20, 16, 100, 0.266, 0.75),
	}
	late := metric(&c.Results[0], "wait.all.p95")
	late.Median, late.Unreached, late.Missing = true, 1, study.Missing{Kind: study.NotReached, In: 20, Of: 20}
	late.Mean, late.Low, late.High, late.P5, late.P95 = math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)
	c.Results[0].Accounting.Done, c.Results[0].Accounting.Waiting = 434_549, 385_505
	c.Results[0].Steady = &study.Steady{Advised: 60 * time.Hour, Short: true}
	c.Results[1].Steady = &study.Steady{Advised: 125 * time.Minute, Reached: 95 * time.Minute}
	c.Results[2].Steady = &study.Steady{Advised: 0}
	c.Results[2].Accounting.Done, c.Results[2].Accounting.GaveUp = 800_000, 19_949
	c.Differences = []study.Difference{
		{Metric: model.Metric{Name: "wait.all.mean", Unit: model.Seconds}, A: model.NoRollout, B: model.NoRollout, SlotsA: 12, SlotsB: 10,
			Estimate: stats.Estimate{Mean: -104, Low: -111, High: -97, N: 20}, P: 0.0001, WorthIt: true},
		{Metric: model.Metric{Name: "wait.all.p95", Unit: model.Seconds}, A: model.NoRollout, B: model.NoRollout, SlotsA: 10, SlotsB: 8,
			Estimate: stats.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), N: 20}, P: math.NaN(),
			Missing: study.Missing{Kind: study.NotReachedSome}},
	}
	c.Verdict = study.Verdict{Decision: study.Go, Best: 2, Fastest: -1, HasTargets: true}
	return inColumns(c)
}

// singleQueue is one run on one slot number, without targets, in which nobody
// waits.
func singleQueue() *study.Comparison {
	c := queueComparison()
	c.Replications, c.Asked = 1, 1
	c.Scenario.Targets, c.Scenario.Warnings, c.Scenario.Measure = nil, nil, nil
	c.Scenario.Calendar = officeScenario().Calendar
	c.Results = []study.Result{queueResult(1, 1, 0, 0, 0, 0.0101)}
	c.Results[0].Metrics[3] = estimated("wait.all.waited", model.Share, []float64{0})
	c.Results[0].Targets = nil
	c.Results[0].Accounting = model.Accounting{Asked: 1440, Done: 1440}
	c.Differences = nil
	c.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, Fastest: -1}
	return c
}

// strategyAlone is waves without no rollout beside it.
func strategyAlone() *study.Comparison {
	c := officeComparison()
	c.Results = c.Results[2:3]
	c.Scenario.Strategies = c.Scenario.Strategies[1:2]
	c.Differences = nil
	c.Verdict = study.Verdict{Decision: study.Go, Best: 0, Fastest: 0, HasTargets: true}
	return c
}
