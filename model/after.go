package model

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// The days after a rollout are the last afterDays workdays before the horizon. They
// count once the share afterShare of the clients that can be updated have had the
// release, or one that follows it, for as many workdays when these begin: what is seen then is everyday as it
// is from now on.
const (
	afterDays  = 5
	afterShare = 0.95
	ofAfter    = "after." // begins the names of the metrics of these days
)

// EverydayChanges tells whether the load of everyday after the rollout is not what it
// was before: some clients have nothing installed at the start, new employees come, or
// releases follow.
func (s *Scenario) EverydayChanges() bool { return s.MayInstallFirst() || len(s.Later) > 0 }

// looksAfter tells whether the days after the rollout are looked at: everyday changes,
// or somebody names them.
func (s *Scenario) looksAfter() bool {
	return len(s.Groups) > 0 && (s.EverydayChanges() || s.namesAfter())
}

// SettlesLater tells whether a horizon that follows from the plan of the first release
// leaves time for the days after the rollout.
func (s *Scenario) SettlesLater() bool { return s.MayInstallFirst() || s.namesAfter() }

// namesAfter tells whether a target or the objective names the days after the rollout.
func (s *Scenario) namesAfter() bool {
	return strings.HasPrefix(s.Objective, ofAfter) || slices.ContainsFunc(s.Targets, func(t Target) bool { return t.OfAfter() })
}

// OfAfter tells whether a metric is of the days after the rollout.
func (m Metric) OfAfter() bool { return strings.HasPrefix(m.Name, ofAfter) }

// OfAfter tells whether a target is about the days after the rollout.
func (t Target) OfAfter() bool { return strings.HasPrefix(t.Metric, ofAfter) }

// After is the time from the beginning of the first of the days after the rollout to
// the end of the last; false where there are too few workdays before the horizon, or
// these days are not looked at.
func (s *Scenario) After() (Window, bool) {
	if !s.looksAfter() || s.Measure != nil && s.Measure.Stop {
		return Window{}, false
	}
	var w Window
	days := 0
	first := DateOf(s.Start.In(s.Calendar.Zone))
	for n := s.Horizon - 1; n >= 0 && days < afterDays; n-- {
		date := first.Add(n)
		if !s.Calendar.Workday(date) {
			continue
		}
		if days++; days == 1 {
			w.To = date.Add(1).In(s.Calendar.Zone).Sub(s.Start)
		}
		w.From = date.In(s.Calendar.Zone).Sub(s.Start)
	}
	return w, days == afterDays
}

// afterwards is what is kept of the days after the rollout.
type afterwards struct {
	Window
	waits  stats.Sample // of needs of cause log-in that are first asked on these days
	delays stats.Sample // likewise; not used where delays equal waits
}

// newAfterwards begins the books of the days after the rollout; nil if they are not
// looked at.
func newAfterwards(s *Scenario) *afterwards {
	if w, ok := s.After(); ok {
		return &afterwards{Window: w}
	}
	return nil
}

// takes tells whether a need is one of those days.
func (a *afterwards) takes(n *need) bool {
	return a != nil && n.cause == LogIn && n.asks > 0 && n.asked >= a.From && n.asked < a.To
}

// see keeps the wait and the delay of a need that comes to an end, or is open at the
// horizon.
func (a *afterwards) see(now time.Duration, n *need, fate Fate) {
	wait := n.waitBy(now, fate)
	add(&a.waits, wait, fate == Waiting)
	delay, grows := n.delayBy(now, fate, wait)
	add(&a.delays, delay, grows)
}

// HasSettled tells whether the days after the rollout count: of the clients that can be
// updated, enough have had the release, or one that follows, for long enough. Without a
// rollout they do.
func (o *Outcome) HasSettled() bool {
	if o.after == nil {
		return false
	}
	since, never := reachedBy(o.UpdatedAt, o.CanUpdate, afterShare), o.Never
	if len(o.Releases) > 0 {
		since, never = o.Releases[0].updatedBy(afterShare), o.Releases[0].Never
	}
	if math.IsNaN(since) {
		return never == 0 // where all refuse it, or it fails for good on all, nobody has it
	}
	for i := range o.Releases { // one that follows may be in use where the first was taken back
		if by := o.Releases[i].updatedBy(afterShare); by < since {
			since = by
		}
	}
	if math.IsInf(since, +1) {
		return false
	}
	s := o.scenario
	return !s.Calendar.After(s.Start.Add(time.Duration(since*1e9)), Span{Length: afterDays * 24 * time.Hour, Unit: Workdays}).After(s.Start.Add(o.after.From))
}

// afterSample is a sample of the days after the rollout, empty where they do not count.
func afterSample(of func(*afterwards) *stats.Sample) func(*Outcome) *stats.Sample {
	return func(o *Outcome) *stats.Sample {
		if !o.HasSettled() {
			return &stats.Sample{}
		}
		return of(o.after)
	}
}

// afterMetrics are those of the days after the rollout.
var afterMetrics = func() []Metric {
	const of = "syncs at log-in on the days after the rollout"
	metrics := []Metric{{ofAfter + "utilization.hour", Share, "slot-holders of all slots in the busiest clock hour of the days after the rollout, which are the last five workdays before the horizon; " +
		"there is a value, here and in what follows, if 95 % of the clients that can be updated have had the release for five workdays when these begin", 0.01, true,
		func(o *Outcome) float64 {
			if !o.HasSettled() {
				return math.NaN()
			}
			return o.utilization(o.after.Window)
		}}}
	metrics = append(metrics, sampleMetrics(ofAfter+"wait.log_in.", "wait", of, afterSample(func(a *afterwards) *stats.Sample { return &a.waits }))...)
	return append(metrics, sampleMetrics(ofAfter+"delay.log_in.", "delay", of, afterSample(func(a *afterwards) *stats.Sample { return &a.delays }))...)
}()
