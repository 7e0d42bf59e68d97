package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// Unit is the unit of a metric.
type Unit string

const (
	Seconds Unit = "s"
	Share   Unit = "share" // 0..1
	Count   Unit = "count"
	Instant Unit = "s since start" // an instant of the rollout, as seconds since the start
	Ratio   Unit = "ratio"
	Hours   Unit = "h"
	Days    Unit = "wd" // workdays of the scenario's calendar
)

// A Metric is one number that a replication yields. Its name is the same in
// targets, JSON, CSV and tables.
type Metric struct {
	Name    string
	Unit    Unit
	Doc     string  // what is counted
	Floor   float64 // differences below this are not worth naming, in Unit
	Targets bool    // may be named in a target

	value func(*Outcome) float64
}

// Of returns the metric's value in one replication: NaN when the replication
// has no data for it, +Inf when the value is not reached by the horizon. Where nothing
// is installed and nothing is rolled out, there is no data for any.
func (m Metric) Of(o *Outcome) float64 {
	if len(o.Phases) == 0 && o.scenario.isBare() {
		return math.NaN()
	}
	return m.value(o)
}

// Metrics are all metrics, in the order in which they are reported.
var Metrics = slices.Concat(
	populationMetrics(waitMetrics),
	populationMetrics(delayMetrics),
	[]Metric{
		{"promise.error", Seconds, "wait minus the first hint shown, mean over those who were shown one", 10, true,
			func(o *Outcome) float64 { return o.error / 1e9 / float64(o.quoted) }},
		{"promise.broken", Share, "those who waited more than five minutes, of those who were first told one minute", 0.01, true,
			func(o *Outcome) float64 { return float64(o.broken) / float64(o.minute) }},
		{"asks.mean", Ratio, "admission requests for each sync need", 0.1, true,
			func(o *Outcome) float64 { return float64(o.asks) / float64(o.Accounting.Asked) }},
		{"gave_up", Count, "needs whose patience ended before they started", 1, true,
			func(o *Outcome) float64 { return float64(o.Accounting.GaveUp) }},
		{"bypassed", Count, "needs accepted without a slot, because client or backend is too old for admission control", 1, true,
			func(o *Outcome) float64 { return float64(o.Accounting.Bypassed) }},
		{"waiting_hours", Hours, "time that people were on and told to wait, all together", 1, true,
			func(o *Outcome) float64 { return o.window.area(&o.Waiting) / 3600 }},
		{"queue.max", Count, "most clients at once that were on and told to wait", 1, true,
			func(o *Outcome) float64 { return o.window.largest(&o.Waiting) }},
		{"queue.hour", Count, "most clients waiting, mean of a clock hour", 1, true,
			func(o *Outcome) float64 { return o.window.busiestHour(&o.Waiting) }},
		{"running.max", Count, "most syncs that held a slot at once", 1, true,
			func(o *Outcome) float64 { return o.window.largest(&o.Running) }},
		{"utilization.hour", Share, "slot-holders of all slots in the busiest clock hour", 0.01, true,
			func(o *Outcome) float64 { return o.utilization(o.window) }},
		{"utilization.mean", Share, "slot-holders of all slots in the office hours of workdays", 0.01, true,
			func(o *Outcome) float64 {
				if o.Ended != nil {
					return o.officeMean(&o.Running) / o.officeMean(&o.Open)
				}
				return o.officeMean(&o.Running) / float64(o.Slots)
			}},
		{"capacity.hour", Ratio, "all that run, with a slot or without, of those that run best at once (full speed, or the peak of the scalability law), in the busiest clock hour", 0.01, true,
			func(o *Outcome) float64 {
				c := o.scenario.Backend.Capacity
				if c == nil {
					return math.NaN()
				}
				return o.capacity()
			}},
		{"throughput", Count, "attempts that ended, with success or without, for each office hour", 1, true,
			func(o *Outcome) float64 { return o.perOfficeHour(o.succeeded + o.lost) }},
		{"goodput", Count, "attempts that ended with success, for each office hour", 1, true,
			func(o *Outcome) float64 { return o.perOfficeHour(o.succeeded) }},
		{"timed_out", Count, "attempts that were ended because they took too long", 1, true,
			func(o *Outcome) float64 {
				if o.scenario.Backend.Timeout == nil {
					return math.NaN()
				}
				return float64(o.timedOut)
			}},
		{"queue.mean", Count, "jobs that wait, mean over the time that is counted; of jobs alone", 0.05, true,
			ofJobs((*Outcome).MeanWaiting)},
		{"system.mean", Count, "jobs that wait or run, mean over the time that is counted; of jobs alone", 0.05, true,
			ofJobs(func(o *Outcome) float64 { return o.MeanWaiting() + o.MeanRunning() })},
		{"sojourn.mean", Seconds, "mean time in the system, from the first ask to the end, whether a job is done or gives up; of jobs alone", 10, true,
			ofJobs((*Outcome).sojourn)},
		{"all_busy", Share, "share of the counted time in which no slot is free, which is the chance that a job that comes at random must wait; of jobs alone", 0.01, true,
			ofJobs(func(o *Outcome) float64 { return o.window.area(&o.Full) / o.window.length() })},
		{"gave_up.share", Share, "jobs that give up or are turned away, of all that ask; of jobs alone", 0.01, true,
			ofJobs(func(o *Outcome) float64 { return float64(o.Accounting.GaveUp) / float64(o.Accounting.Asked) })},
		{"makespan", Seconds, "from the first ask to the end of the last job, where jobs come to an end; of jobs alone", 10, true,
			ofJobs((*Outcome).makespan)},
		{"node_hours", Hours, "time that nodes are paid for, from their order until they are removed, all together", 1, true,
			func(o *Outcome) float64 {
				if o.Ended == nil {
					return math.NaN()
				}
				return o.window.area(&o.Nodes) / 3600
			}},
		{"load_ratio", Ratio, "work asked of the slots in the clock hour in which most is, of what all slots can do in an hour", 0.05, true,
			func(o *Outcome) float64 {
				return slices.Max(append(o.workByHour, 0)).Seconds() / (float64(o.Slots) * 3600)
			}},
		{"updated.p50", Instant, "instant by which half of the clients that can be updated are", 3600, true,
			func(o *Outcome) float64 { return o.updatedBy(0.50) }},
		{"updated.p95", Instant, "instant by which 95 % of the clients that can be updated are", 3600, true,
			func(o *Outcome) float64 { return o.updatedBy(0.95) }},
		{"updated.p99", Instant, "instant by which 99 % of the clients that can be updated are", 3600, true,
			func(o *Outcome) float64 { return o.updatedBy(0.99) }},
		{"updated.at_horizon", Share, "clients that are updated by the horizon, of those that can be", 0.001, true,
			func(o *Outcome) float64 { return float64(len(o.UpdatedAt)) / float64(o.CanUpdate) }},
		{"never", Count, "clients whose user refuses the update or on which it failed for good", 1, true,
			func(o *Outcome) float64 {
				if len(o.Phases) == 0 {
					return math.NaN()
				}
				return float64(o.Never)
			}},
	},
	afterMetrics,
	problemMetrics)

// problemMetrics are the metrics of a release that may be bad and of a rollout
// that may be halted: of the first release.
var problemMetrics = harmMetrics(func(o *Outcome) rolledOut {
	return rolledOut{harm: &o.Harm, haltings: o.Haltings, phases: len(o.Phases),
		mayBeBad: o.scenario.MayBeBad(0), mayPause: o.scenario.mayPause(o.strategy, 0)}
})

// rolledOut is what is told of the rollout of one release; nothing without phases.
type rolledOut struct {
	harm               *Harm
	haltings           []Halting
	phases             int
	mayBeBad, mayPause bool
}

// harmMetrics are the metrics of the problems of a release, and of halts of its rollout.
func harmMetrics(of func(*Outcome) rolledOut) []Metric {
	ofProblems := func(value func(*rolledOut) float64) func(*Outcome) float64 {
		return func(o *Outcome) float64 {
			if r := of(o); r.phases > 0 && r.mayBeBad {
				return value(&r)
			}
			return math.NaN()
		}
	}
	ofHalts := func(value func(*Outcome, *rolledOut) float64) func(*Outcome) float64 {
		return func(o *Outcome) float64 {
			if r := of(o); r.phases > 0 && (r.mayBeBad || r.mayPause) {
				return value(o, &r)
			}
			return math.NaN()
		}
	}
	return []Metric{
		{"exposed", Count, "clients that have had the bad release and access to it, those included that had begun when the halt took effect", 1, true,
			ofProblems(func(r *rolledOut) float64 { return float64(r.harm.Exposed) })},
		{"exposed_after_halt", Count, "of the exposed, those who met the bad release while the rollout was halted, or by an install that was under way when the fix came", 1, true,
			ofProblems(func(r *rolledOut) float64 { return float64(r.harm.Late) })},
		{"broken_hours", Hours, "time that clients were broken, from the hit until they were whole again, all together", 1, true,
			ofProblems(func(r *rolledOut) float64 { return r.harm.brokenFor / 3600 })},
		{"escaped_pilot", Share, "1 if a problem was not noticed before a second phase had opened", 0.01, true,
			ofProblems(func(r *rolledOut) float64 {
				if r.phases < 2 {
					return math.NaN()
				}
				return oneIf(r.harm.Escaped)
			})},
		{"rollbacks", Count, "clients that have gone back to the old version", 1, true,
			ofProblems(func(r *rolledOut) float64 { return float64(r.harm.Returned) })},
		{"days_lost", Days, "workdays for which the rollout was halted; to the horizon, or to the begin of the next release, if it did not go on", 0.5, true,
			ofHalts(func(o *Outcome, r *rolledOut) float64 { return o.daysLost(r.haltings) })},
		{"halted", Share, "1 if the rollout was halted", 0.01, true,
			ofHalts(func(_ *Outcome, r *rolledOut) float64 { return oneIf(len(r.haltings) > 0) })},
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// OfJobs tells whether a metric describes a queue of jobs, and has no value where
// there are PCs, whose nights and weekends would be in its means.
func (m Metric) OfJobs() bool {
	switch m.Name {
	case "queue.mean", "system.mean", "sojourn.mean", "all_busy", "gave_up.share", "makespan":
		return true
	}
	return false
}

// OfPCs tells whether a metric describes PCs or their update, and has no value
// where there are none.
func (m Metric) OfPCs() bool {
	for _, pop := range []Population{WaitUpdate, WaitFirst, WaitWorst, WaitLogIn} {
		if strings.HasPrefix(m.Name, "wait."+pop.Name()+".") || strings.HasPrefix(m.Name, "delay."+pop.Name()+".") {
			return true
		}
	}
	return m.Name == "never" || strings.HasPrefix(m.Name, "updated.") || m.OfAfter()
}

// ofWhat is the name of a metric without the days that it is of.
func ofWhat(metric string) string { return strings.TrimPrefix(metric, ofAfter) }

// IsWait and IsDelay tell whether a metric is of waits, and of delays.
func (m Metric) IsWait() bool  { return strings.HasPrefix(ofWhat(m.Name), "wait.") }
func (m Metric) IsDelay() bool { return strings.HasPrefix(ofWhat(m.Name), "delay.") }

// DelayFor is the metric of delays that stands for one of waits where a sync may be
// slowed; any other stands for itself.
func DelayFor(metric string) string {
	of := ofWhat(metric)
	if rest, ok := strings.CutPrefix(of, "wait."); ok {
		return strings.TrimSuffix(metric, of) + "delay." + rest
	}
	return metric
}

// WaitFor is the metric of waits that one of delays stands for.
func WaitFor(delay Metric) Metric {
	i := slices.IndexFunc(Metrics, func(m Metric) bool { return DelayFor(m.Name) == delay.Name })
	return Metrics[i]
}

// OfFirst tells whether a metric is of first syncs.
func (m Metric) OfFirst() bool {
	return strings.HasPrefix(m.Name, "wait.first.") || strings.HasPrefix(m.Name, "delay.first.")
}

// ofJobs is a value that there is for jobs without PCs.
func ofJobs(value func(*Outcome) float64) func(*Outcome) float64 {
	return func(o *Outcome) float64 {
		if len(o.scenario.Groups) > 0 {
			return math.NaN()
		}
		return value(o)
	}
}

// sojourn is the mean time from the first ask of a job to its end, in seconds. Jobs
// that are still there at the horizon count with their time so far; where they are
// more than a few it is not known.
func (o *Outcome) sojourn() float64 {
	const few = 0.01
	a := &o.Accounting
	switch {
	case a.Asked == 0:
		return math.NaN()
	case float64(a.Waiting+a.Running) > few*float64(a.Asked):
		return math.Inf(+1)
	}
	return o.inSystem / float64(a.Asked)
}

// makespan is the time from the first ask to the end of the last job, in seconds:
// +Inf if some come or end behind the horizon, NaN where they never cease to come.
func (o *Outcome) makespan() float64 {
	a := &o.Accounting
	switch {
	case a.Asked == 0 || o.scenario.Endless():
		return math.NaN()
	case o.more || a.Waiting+a.Running > 0:
		return math.Inf(+1)
	}
	return (o.lastEnd - o.firstAsk).Seconds()
}

// Endless tells whether some jobs never cease to come.
func (s *Scenario) Endless() bool {
	return slices.ContainsFunc(s.Workloads, func(w Workload) bool {
		kind := w.Arrivals.Kind
		return kind == Poisson || kind == PoissonRate || kind == Closed
	})
}

// MayBeBad tells whether a release may have a problem.
func (s *Scenario) MayBeBad(release int) bool {
	return slices.ContainsFunc(s.Problems(), func(p ReleaseProblem) bool { return p.Release == release && p.Chance > 0 })
}

// mayPause tells whether gates may halt the rollout of a release under a strategy.
func (s *Scenario) mayPause(strategy *Strategy, release int) bool {
	return slices.ContainsFunc(s.PhasesOf(strategy, release), func(p Phase) bool {
		return p.Gate.Errors > 0 || p.Gate.IfStuck.After.Length > 0 && p.Gate.IfStuck.Then == Pause
	})
}

// MetricNamed returns the metric of a name, with a release or without.
func MetricNamed(name string) (Metric, bool) {
	for _, m := range Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return releaseMetricNamed(name)
}

// populationMetrics are metrics of every population.
func populationMetrics(metrics func(pop Population, of string) []Metric) []Metric {
	return slices.Concat(
		metrics(WaitUpdate, "the sync after the update, one for each updated client"),
		metrics(WaitFirst, "the first sync of clients on which nothing was installed, and of new employees"),
		metrics(WaitWorst, "the longest of each client"),
		metrics(WaitLogIn, "syncs at log-in"),
		metrics(WaitAll, "all syncs of the PCs, or all jobs where there are none"))
}

// waitMetrics are the metrics of the waits of one population, in seconds while
// the client is on.
func waitMetrics(pop Population, of string) []Metric {
	return sampleMetrics("wait."+pop.Name()+".", "wait", of, func(o *Outcome) *stats.Sample { return &o.Waits[pop] })
}

// delayMetrics are the metrics of the delays: from the first ask to the finish
// while the client is on, less the work. They equal the waits where nothing
// slows a sync or ends it early.
func delayMetrics(pop Population, of string) []Metric {
	return sampleMetrics("delay."+pop.Name()+".", "delay", of, func(o *Outcome) *stats.Sample { return o.delays(pop) })
}

// Judged are the delays of a population where they say more than the waits, and
// the waits otherwise.
func (o *Outcome) Judged(pop Population) stats.Sample { return *o.delays(pop) }

// delays of a population.
func (o *Outcome) delays(pop Population) *stats.Sample {
	if o.Delays == nil {
		return &o.Waits[pop]
	}
	return &o.Delays[pop]
}

// sampleMetrics are the metrics of a kind of wait of one population, whose names begin
// with a prefix.
func sampleMetrics(prefix, what, of string, from func(*Outcome) *stats.Sample) []Metric {
	const floor = 10 // seconds; nobody plans by less
	const few = 0.01
	metrics := []Metric{{prefix + "mean", Seconds, "mean " + what + ": " + of, floor, true, func(o *Outcome) float64 {
		v, exact := from(o).Mean()
		return known(from(o), v, exact, few)
	}}}
	for _, p := range []float64{0.50, 0.90, 0.95, 0.99} {
		metrics = append(metrics, Metric{fmt.Sprintf("%sp%.0f", prefix, p*100), Seconds,
			fmt.Sprintf("%s that %.0f %% do not exceed: %s", what, p*100, of), floor, true,
			func(o *Outcome) float64 {
				v, exact := from(o).Quantile(p)
				return known(from(o), v, exact, 1-p)
			}})
	}
	return append(metrics,
		Metric{prefix + "max", Seconds, "longest " + what + ": " + of, floor, true, func(o *Outcome) float64 {
			v, exact := from(o).Max()
			return known(from(o), v, exact, few)
		}},
		Metric{prefix + "waited", Share, map[bool]string{true: "share that waited at all: ", false: "share that was delayed at all: "}[what == "wait"] + of, 0.01, true,
			func(o *Outcome) float64 { return from(o).ShareAboveZero() }})
}

// known is what a sample says of a quantile, a mean or a maximum v, in seconds.
// Those who still wait at the horizon came last and, where a queue grows, would
// wait longest: what is known of them says little of how long. So a quantile
// stands only if it would even if they waited for ever, and a mean or a maximum
// if they are few: at most the given share.
func known(s *stats.Sample, v time.Duration, exact bool, share float64) float64 {
	switch {
	case s.Len() == 0:
		return math.NaN()
	case !exact || float64(s.Censored()) > share*float64(s.Len()):
		return math.Inf(+1)
	}
	return v.Seconds()
}

// updatedBy is the instant, in seconds since the start, by which the share q of
// the clients that can be updated are: NaN when there are none, +Inf when the
// horizon comes first.
func (o *Outcome) updatedBy(q float64) float64 { return reachedBy(o.UpdatedAt, o.CanUpdate, q) }

// reachedBy is the instant by which the share q of so many are among ascending instants.
func reachedBy(instants []time.Duration, of int, q float64) float64 {
	if of == 0 {
		return math.NaN()
	}
	rank := max(int(math.Ceil(float64(q*float64(of))-1e-9)), 1)
	if rank > len(instants) {
		return math.Inf(+1)
	}
	return instants[rank-1].Seconds()
}

// Shows tells whether a metric says something about a scenario that no other
// does: delays do where they differ from the waits, problems and halts where
// there may be some, what is of PCs or of jobs alone where there are such, and
// promises to jobs where these heed them or are told something else than a minute.
func (s *Scenario) Shows(m Metric) bool {
	jobs := len(s.Groups) == 0
	if jobs && m.OfPCs() || !jobs && m.OfJobs() || m.OfFirst() && !s.MayInstallFirst() || m.OfAfter() && !s.looksAfter() {
		return false
	}
	name, release := m.Name, 0
	if of, version, ok := m.Release(); ok {
		name, release = of, slices.Index(s.Versions(), version)
		if release < 0 {
			return false
		}
	}
	switch name {
	case "promise.error", "promise.broken":
		return !jobs || s.Backend.Admission.Discipline == ReAsk || s.Backend.Admission.RetryAfter != RetryAfter{Fixed: time.Minute}
	case "makespan":
		return !s.Endless()
	case "exposed", "exposed_after_halt", "broken_hours", "escaped_pilot", "rollbacks":
		return s.MayBeBad(release)
	case "days_lost", "halted":
		return s.MayBeBad(release) || slices.ContainsFunc(s.Strategies, func(strategy Strategy) bool { return s.mayPause(&strategy, release) })
	}
	return !m.IsDelay() || s.Backend.Slows()
}
