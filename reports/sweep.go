package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A SweepTable is one way to write a sweep down. Points are added in order, each
// with the results of its strategies, and no results are held longer than they are
// needed: a sweep may have many points.
type SweepTable interface {
	Add(point int, results []study.Result) error
	End() error
}

// sweepClock is the clock of a point.
func (l voice) sweepClock(p *study.Point) clock {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		zone = time.UTC
	}
	start, _ := time.Parse(time.RFC3339, p.Start)
	c := clock{voice: l, start: start.In(zone), calendar: &model.Calendar{Zone: zone}, run: say.Rollouts}
	if p.Clients == 0 {
		c.run = say.Runs
	}
	return c
}

// sweepHeadline are the metrics that people are told of first at the points of a
// sweep: the headline of a comparison and what its targets are about.
func sweepHeadline(s *study.Sweep) []model.Metric {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slows, fleet, limited := false, false, false
	for i := range s.Points {
		p := &s.Points[i]
		slows, fleet, limited = slows || p.Slows, fleet || p.Clients > 0, limited || !p.Unlimited
		for _, t := range p.Targets {
			add(toldBy(t.Metric, p.Slows))
		}
	}
	if fleet {
		add(toldBy(waitAfterUpdate, slows))
		add(toldBy(longestWait, slows))
		add(updatedBy)
	} else {
		add(toldBy(waitAnySync, slows))
	}
	if limited {
		add(busiestHour)
	}
	for _, name := range []string{exposed, brokenHours} {
		if slices.Contains(s.Metrics, name) {
			add(name)
		}
	}
	var metrics []model.Metric
	for _, name := range names {
		m, ok := model.MetricNamed(name)
		if !ok {
			panic("reports: no metric " + name)
		}
		metrics = append(metrics, m)
	}
	return metrics
}

// toldBy is the metric that people are told in place of one: delays where they say
// more than waits.
func toldBy(metric string, slows bool) string {
	if slows {
		return model.DelayFor(metric)
	}
	return metric
}

// sweepTold is the estimate of a metric at a point: without a rollout there is no
// wait after the update, and that at any sync takes its place.
func sweepTold(r *study.Result, name string) *study.Estimate {
	if m, _ := model.MetricNamed(name); r.Strategy == model.NoRollout && !m.OfRelease() {
		for _, what := range []string{"wait", "delay"} {
			if rest, ok := strings.CutPrefix(name, what+".update."); ok {
				name = what + ".all." + rest
			}
		}
	}
	return metric(r, name)
}

// SweepMetric is the metric that a sweep is shown by: the one named, or the first
// that a target is about, or else the wait after the update. The error says that
// there is no such metric.
func SweepMetric(s *study.Sweep, name string) (model.Metric, error) {
	if name == "" {
		return sweepHeadline(s)[0], nil
	}
	m, ok := model.MetricNamed(name)
	if !ok || !slices.Contains(s.Metrics, name) {
		return m, fmt.Errorf("no metric %q is told of this sweep; there are %s", name, strings.Join(s.Metrics, ", "))
	}
	return m, nil
}

// sweepCells are the values of a point's axes and what identifies a result there.
func (f csvForm) sweepCells(s *study.Sweep, point int, r *study.Result) []string {
	p := &s.Points[point]
	var cells []string
	for _, value := range p.Values {
		cells = append(cells, f.value(value))
	}
	cells = append(cells, r.Strategy)
	if p.Unlimited {
		return append(cells, "")
	}
	return append(cells, fmt.Sprint(r.Slots))
}

// A swept is a sweep of which the headline is held: what text and pictures need.
type swept struct {
	*study.Sweep
	voice
	metrics []model.Metric // that are held
	points  [][]study.Result
}

// hold keeps of the results of a point what is shown of them.
func (s *swept) hold(point int, results []study.Result) {
	if point != len(s.points) {
		panic(fmt.Sprintf("reports: point %d of a sweep comes after %d", point, len(s.points)))
	}
	var kept []study.Result
	for _, r := range results {
		of := study.Result{Strategy: r.Strategy, Slots: r.Slots, Column: r.Column, Targets: r.Targets}
		for _, m := range s.metrics {
			e := *sweepTold(&r, m.Name)
			e.Metric = m
			of.Metrics = append(of.Metrics, e.Alone())
		}
		kept = append(kept, of)
	}
	s.points = append(s.points, kept)
}

// varied are the axes that take more than one value, by index; of those that vary
// together only the first.
func (s *swept) varied() []int {
	var found []int
	for i := range s.Axes {
		if s.follows(i, nil) {
			continue
		}
		if slices.ContainsFunc(found, func(k int) bool { return s.follows(i, []int{k}) }) {
			continue
		}
		found = append(found, i)
	}
	return found
}

// follows tells whether the value of an axis is known from those of others.
func (s *swept) follows(axis int, from []int) bool {
	known := map[string]string{}
	for i := range s.points {
		values := s.Points[i].Values
		at := chosen(values, from)
		if before, ok := known[at]; ok && before != values[axis] {
			return false
		}
		known[at] = values[axis]
	}
	return true
}

// chosen joins some of the values of a point.
func chosen(values []string, axes []int) string {
	var b strings.Builder
	for _, k := range axes {
		b.WriteString(values[k] + "\x00")
	}
	return b.String()
}

// settings names points by some of their axes, such as "backend.slots=40".
func (s *swept) settings(point int, axes []int) string {
	var words []string
	for _, k := range axes {
		words = append(words, s.Axes[k]+"="+s.Points[point].Values[k])
	}
	return strings.Join(words, " ")
}

// steps are the values of an axis, in the order of the points.
func (s *swept) steps(axis int) []string {
	var found []string
	for i := range s.points {
		if v := s.Points[i].Values[axis]; !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

// replications says how many there are at each point.
func (s *swept) replications() string {
	least, most := math.MaxInt, 0
	run := say.Rollouts
	for i := range s.Points {
		least, most = min(least, s.Points[i].Replications), max(most, s.Points[i].Replications)
		if s.Points[i].Clients == 0 {
			run = say.Runs
		}
	}
	if least == most {
		return s.Counted(most, run)
	}
	return s.Say(say.T("%s to %s", "%s bis %s"), s.Thousands(least), s.Counted(most, run))
}
