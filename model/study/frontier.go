package study

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Frontier says which strategies on one slot number leave nothing to be had for
// nothing: no other is better in one of end, risk and wait and as good in the
// others. Less is better on every axis.
type Frontier struct {
	Column int            // which of the scenario's slot numbers
	Axes   []model.Metric // updated.p95; broken_hours, or exposed where that is not told, or neither; and the wait that is judged
	Points []FrontierPoint
}

// A FrontierPoint is a strategy that updates anybody.
type FrontierPoint struct {
	Result int // index in Comparison.Results; its metrics are the coordinates
	Place  Place
	By     int // index of a result that is better, if Place is not OnFrontier; otherwise -1
}

// Place says where a strategy lies.
type Place uint8

const (
	OnFrontier  Place = iota // no other is better
	MayBeBeaten              // another is better by the means, which the replications do not make sure of
	Beaten                   // another is better on an axis for sure, and on none worse by what is worth naming
)

// frontiers are one for each slot number. What is worth naming is what exceeds
// the floor of a metric; for sure is a difference whose p-value, adjusted over all
// pairs and axes of the frontier (Holm), is below 5 %. No rollout is no way to
// roll out and not part of it.
func frontiers(c *Comparison) []Frontier {
	var all []Frontier
	for column := range c.Scenario.Backend.Slots {
		var of []int
		for i := range c.Results {
			r := &c.Results[i]
			if r.Column == column && r.Strategy != model.NoRollout && updates(r) {
				of = append(of, i)
			}
		}
		if len(of) > 1 {
			f, _ := newFrontier(c, column, of)
			all = append(all, f)
		}
	}
	return all
}

// newFrontier also returns by how much each strategy is above each other on each
// axis, its p-values adjusted.
func newFrontier(c *Comparison, column int, of []int) (f Frontier, above [][][]Difference) {
	f = Frontier{Column: column}
	for _, name := range axes(c, of) {
		metric, _ := model.MetricNamed(name)
		f.Axes = append(f.Axes, metric)
	}
	var ps []float64
	above = make([][][]Difference, len(of))
	for i := range of {
		above[i] = make([][]Difference, len(of))
		for j := range i {
			for _, metric := range f.Axes {
				d := difference(&c.Results[of[i]], &c.Results[of[j]], metric.Name)
				ps = append(ps, d.P)
				above[i][j] = append(above[i][j], d)
			}
		}
	}
	adjusted := stats.Holm(ps)
	k := 0
	for i := range of {
		for j := range i {
			for axis := range f.Axes {
				d := &above[i][j][axis]
				d.P = adjusted[k]
				k++
				above[j][i] = append(above[j][i], reversed(*d))
			}
		}
	}
	for i := range of {
		p := FrontierPoint{Result: of[i], By: -1}
		for j := range of {
			if i == j {
				continue
			}
			if place := beaten(&c.Results[of[i]], &c.Results[of[j]], above[i][j]); place > p.Place {
				p.Place, p.By = place, of[j]
			}
		}
		f.Points = append(f.Points, p)
	}
	return f, above
}

// axes of a frontier: risk has one where every strategy has a number for it.
func axes(c *Comparison, of []int) []string {
	names := []string{"updated.p95"}
	for _, name := range riskMetrics {
		_, told := model.MetricNamed(name)
		for _, i := range of {
			told = told && c.Results[i].Metric(name).N > 0
		}
		if told {
			names = append(names, name)
			break
		}
	}
	return append(names, judgedBy(c.Scenario, "wait.update.p95"))
}

func reversed(d Difference) Difference {
	d.A, d.B, d.SlotsA, d.SlotsB = d.B, d.A, d.SlotsB, d.SlotsA
	d.Mean, d.Low, d.High, d.P5, d.P95 = -d.Mean, -d.High, -d.Low, -d.P95, -d.P5
	return d
}

// beaten tells how strategy a stands to b, given by how much it is above it on
// each axis. Where a value is not reached in some rollouts there is no mean
// difference: then the medians are compared, and for sure is what the intervals
// of both leave no doubt about.
func beaten(a, b *Result, above []Difference) Place {
	worse, sure := false, false
	for _, d := range above {
		floor := d.Metric.Floor
		mean, certain := d.Mean, d.P < 1-Level
		if d.Missing.Any() {
			of, than := a.Metric(d.Metric.Name), b.Metric(d.Metric.Name)
			mean, certain = apart(of.Mean, than.Mean), apart(of.Low, than.High) > floor
		}
		switch {
		case mean < -floor || math.IsNaN(mean):
			return OnFrontier // as far as this one goes
		case mean > floor:
			worse, sure = true, sure || certain
		}
	}
	switch {
	case sure:
		return Beaten
	case worse:
		return MayBeBeaten
	}
	return OnFrontier
}

// apart is a minus b, 0 where both are infinite alike.
func apart(a, b float64) float64 {
	if a == b {
		return 0
	}
	return a - b
}
