package study

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// An abstract is a comparison of which only a report is left. Its estimates have no
// values of single replications, and those that the report does not have are
// [NotTold]. Its scenario has a name, start, time zone, horizon, seed, release version, slot
// numbers, targets by their text, one group for all clients, and the names of its
// strategies, but none of its values.

// shows tells whether a metric says something about the scenario of a comparison that
// no other does; of an abstract, whether it is told.
func (c *Comparison) shows(m model.Metric) bool {
	if !c.Abstract {
		return c.Scenario.Shows(m)
	}
	return slices.ContainsFunc(c.Results, func(r Result) bool {
		e := find(r.Metrics, m.Name)
		return e != nil && e.Missing.Kind != NotTold
	})
}

// judgedBy returns the metric that decides where one of waits is named, as for a
// scenario; an abstract tells delays where these decide.
func (c *Comparison) judgedBy(metric string) string {
	if c.Abstract {
		delay, _ := model.MetricNamed("delay.update.p95")
		return judged(metric, c.shows(delay))
	}
	return judgedBy(c.Scenario, metric)
}

// told is what an abstract tells of its scenario, in a form that the same of any
// comparison has: by the paths of a scenario file, where it has one.
func (c *Comparison) told() []FieldChange {
	s := c.Scenario
	release, slots, targets := "", []string{}, []string{}
	if s.Release != nil {
		release = string(s.Release.Version)
	}
	for i := range c.Results {
		if n := fmt.Sprint(c.Results[i].Slots); !slices.Contains(slots, n) {
			slots = append(slots, n)
		}
		for _, t := range c.Results[i].Targets {
			if !slices.Contains(targets, t.Target.Text) {
				targets = append(targets, t.Target.Text)
			}
		}
	}
	var told []FieldChange
	for _, field := range [][2]string{
		{"name", s.Name}, {"start", s.Start.In(s.Calendar.Zone).Format(time.RFC3339)}, {"timezone", s.Calendar.Zone.String()},
		{"horizon", fmt.Sprintf("%dd", s.Horizon)}, {"seed", fmt.Sprint(s.Seed)}, {"clients", fmt.Sprint(s.Clients())},
		{"release.version", release}, {"backend.slots", strings.Join(slots, ", ")}, {"targets", strings.Join(targets, "; ")},
	} {
		told = append(told, FieldChange{Path: field[0], First: field[1]})
	}
	return told
}

// toldChanges lists what differs of that which an abstract tells.
func toldChanges(first, second *Comparison) []FieldChange {
	var changes []FieldChange
	is := second.told()
	for i, was := range first.told() {
		if was.First != is[i].First {
			changes = append(changes, FieldChange{was.Path, was.First, is[i].First})
		}
	}
	return changes
}

// fromIntervals estimates second − factor × first from two intervals alone. The interval of the
// difference is [low₂ − factor·high₁, high₂ − factor·low₁], which holds it wherever both
// intervals hold their numbers (Moore, Interval Analysis, 1966): with independent 95 %
// intervals in at least 90 of 100 cases, with those of means that are equally wide in
// 99.4, and more often where both have the same seed, which is not made use of. So a
// difference shows only where the intervals do not meet; that this claims too little
// rather than too much is shown by Schenker and Gentleman, "On judging the significance
// of differences by examining the overlap between confidence intervals", The American
// Statistician 55, 2001. It holds for medians with their order-statistic intervals as
// well, and for intervals that are cut to what their metric can be: these hold as often
// as uncut ones.
//
// The p-value is that of the level at which the two intervals would just touch, if they
// widen as those of means do (Student's t, with the degrees of freedom of the fewer
// replications). It is below 5 % where they do not meet.
func fromIntervals(second, first *Estimate, factor float64) (e stats.Estimate, p float64, missing MissingKind) {
	e = none()
	e.Mean, e.N = second.Mean-float64(factor*first.Mean), min(second.N, first.N)
	for _, side := range []*Estimate{second, first} {
		switch {
		case side.Missing.Kind == NotTold:
			return none(), math.NaN(), NotTold
		case side.Unreached > 0:
			return none(), math.NaN(), NotReachedSome
		case math.IsNaN(side.Mean):
			return none(), math.NaN(), NothingToCount
		case side.N < 2:
			return e, math.NaN(), OneRollout
		case math.IsNaN(side.Low) || math.IsNaN(side.High):
			return e, math.NaN(), TooFew
		}
	}
	was := first.Estimate
	was.Mean, was.Low, was.High = factor*was.Mean, factor*was.Low, factor*was.High
	if factor < 0 {
		was.Low, was.High = was.High, was.Low
	}
	e.Low, e.High = second.Low-was.High, second.High-was.Low
	reach := (second.Mean - second.Low) + (was.High - was.Mean) // of the two intervals towards each other
	if e.Mean < 0 {
		reach = (second.High - second.Mean) + (was.Mean - was.Low)
	}
	degrees := float64(e.N - 1)
	switch {
	case e.Mean == 0:
		p = 1
	case reach == 0:
		p = 0
	default:
		p = dist.StudentBeyond(math.Abs(e.Mean)/reach*dist.StudentQuantile((1+Level)/2, degrees), degrees)
	}
	return e, p, NotMissing
}
