package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// mostTrades is the number of pairs up to which all are told. Beyond it each plan is
// told against the next in the order of their ends.
const mostTrades = 6

// tradeLines say what each plan buys against an earlier one, what it costs, and
// from which chance of a bad release on it pays.
func (p *page) tradeLines() []string {
	var found []string
	for i := range p.toldTrades() {
		t := &p.toldTrades()[i]
		a, b := &p.Results[t.A], &p.Results[t.B]
		found = append(found, p.nameOf(b)+" in place of "+p.nameOf(a)+": "+p.buys(t)+"; "+p.costs(t))
		for _, line := range p.breakEven(t) {
			found = append(found, "  "+line)
		}
	}
	return found
}

// toldTrades are all trades, or if they are many those between neighbours: plans
// none of the others ends between.
func (p *page) toldTrades() []study.Trade {
	if len(p.Trades) <= mostTrades {
		return p.Trades
	}
	between := func(t *study.Trade) bool {
		for i := range p.Trades {
			u := &p.Trades[i]
			for k := range p.Trades {
				if v := &p.Trades[k]; u.A == t.A && v.B == t.B && u.B == v.A {
					return true
				}
			}
		}
		return false
	}
	var found []study.Trade
	for i := range p.Trades {
		if !between(&p.Trades[i]) {
			found = append(found, p.Trades[i])
		}
	}
	return found
}

// buys says what the later plan spares if the release is bad.
func (p *page) buys(t *study.Trade) string {
	var clear, open []string
	for i := range t.Savings {
		s := &t.Savings[i]
		g := &s.IfProblem
		if g.Reason != "" || g.Mean == 0 {
			continue
		}
		fewer := " fewer "
		if g.Mean < 0 {
			fewer = " more "
		}
		words := p.gap(model.Count, g) + fewer + afflicted(s.Metric.Name)
		if g.Low > 0 || g.High < 0 {
			clear = append(clear, words+" "+afflictionOf(s.Metric.Name))
		} else {
			open = append(open, words)
		}
	}
	text := "if the release is bad, " + listed(clear, "and")
	if len(clear) == 0 {
		text = "if the release is bad, it spares nothing that " + p.runs(p.Replications) + " can tell"
	}
	if len(open) > 0 {
		text += " (not sure: " + listed(open, "and") + ")"
	}
	return text
}

// afflicted are those that a metric of risk counts, and afflictionOf what becomes of
// them.
func afflicted(metric string) string {
	if metric == brokenHours {
		return "PC-hours"
	}
	return "PCs"
}

func afflictionOf(metric string) string {
	if metric == brokenHours {
		return "are broken"
	}
	return "are exposed"
}

// costs says how much later the later plan ends.
func (p *page) costs(t *study.Trade) string {
	text := "it ends " + p.later(&t.DelayIfClean) + " if it is good"
	if t.DelayIfProblem.Reason != "" {
		return text + ", and if it is bad an end is not reached in some rollouts"
	}
	return text + " and " + p.later(&t.DelayIfProblem) + " if it is bad"
}

// later writes how much later a plan ends.
func (p *page) later(g *study.Gap) string {
	switch {
	case g.Reason != "":
		return "at an instant that cannot be compared (" + g.Reason + ")"
	case g.Mean == 0:
		return "at the same time"
	case g.Low <= 0 && g.High >= 0:
		return "no sooner and no later that " + p.runs(g.N) + " can tell (" + signOf(g.Mean) + p.gap(model.Days, g) + ")"
	case g.Mean < 0:
		return p.gap(model.Days, g) + " earlier"
	}
	return p.gap(model.Days, g) + " later"
}

// gap writes the size of a paired difference with its interval and unit.
func (p *page) gap(unit model.Unit, g *study.Gap) string {
	size, name := p.scaled(unit, math.Abs(g.Mean))
	half := (g.High - g.Low) / 2
	if !finite(half) {
		return p.number(size, decimals(size)) + name + " (" + p.oneRun() + ")"
	}
	if half <= 1e-9*size {
		return p.number(size, decimals(size)) + name
	}
	return p.within(size, half) + name
}

// signOf is the sign of a difference.
func signOf(x float64) string {
	if x < 0 {
		return minus
	}
	return "+"
}

// breakEven says at which chance of a bad release both plans are worth the same: in
// time alone, and for what a workday may be worth to those who decide. It does not
// say what that is.
func (p *page) breakEven(t *study.Trade) []string {
	a, b := p.nameOf(&p.Results[t.A]), p.nameOf(&p.Results[t.B])
	var found []string
	switch c := &t.EndsEven; c.Kind {
	case study.NotKnown:
	case study.Crosses:
		found = append(found, "in time alone: both end at the same time on average at a chance of "+p.between(c)+"; above it "+b+" ends earlier")
	case study.AlwaysA:
		found = append(found, "in time alone: "+b+" ends later at every chance of a bad release")
	case study.AlwaysB:
		found = append(found, "in time alone: "+b+" ends earlier at every chance of a bad release")
	case study.BackToA:
		found = append(found, "in time alone: "+b+" ends earlier if the release is good, and "+a+" if it is bad")
	case study.AlwaysTie:
		found = append(found, "in time alone: both end at the same time")
	default:
		panic(fmt.Sprintf("reports: unknown kind %d of a crossing", c.Kind))
	}
	var each []string
	var first *study.Saving
	for i := range t.Savings {
		s := &t.Savings[i]
		if s.IfProblem.Reason != "" || !(s.IfProblem.Low > 0) || s.PerWorkday.Reason != "" {
			continue
		}
		e := study.Estimate{Metric: model.Metric{Unit: model.Count}, Estimate: s.PerWorkday.Estimate}
		each = append(each, p.estimate(&e)+" "+afflicted(s.Metric.Name)+" "+strings.TrimPrefix(afflictionOf(s.Metric.Name), "are "))
		if first == nil {
			first = s
		}
	}
	if first == nil {
		return found
	}
	found = append(found, fmt.Sprintf("at a chance of %s, each workday later saves %s: %s pays for those to whom a workday is worth less than that",
		percent(t.Chance), listed(each, "and"), b))
	if line := p.paysFrom(t, first, b); line != "" {
		found = append(found, line)
	}
	return found
}

// between writes a chance with its interval.
func (p *page) between(c *study.Crossing) string {
	if !finite(c.Low) || !finite(c.High) {
		return percent(c.Chance)
	}
	return percent(c.Chance) + " (" + strings.TrimSuffix(percent(c.Low), " %") + " to " + percent(c.High) + ")"
}

// paysFrom gives the chance from which on a plan pays for some amounts that a
// workday may be worth, a factor of ten apart, around that for which it pays from
// the scenario's chance on.
func (p *page) paysFrom(t *study.Trade, s *study.Saving, name string) string {
	var found []string
	middle := math.Round(math.Log10(s.PerWorkday.Mean))
	for power := middle - 1; power <= middle+1; power++ {
		worth := math.Pow(10, power)
		c := t.PaysFrom(s.Metric.Name, worth)
		if c.Kind != study.Crosses {
			continue
		}
		amount := p.value(model.Count, worth)
		if len(found) == 0 {
			what := afflicted(s.Metric.Name)
			if worth == 1 {
				what = strings.TrimSuffix(what, "s")
			}
			amount += " " + what + " " + strings.TrimPrefix(afflictionOf(s.Metric.Name), "are ")
		}
		found = append(found, p.between(&c)+" if it is worth "+amount)
	}
	if len(found) == 0 {
		return ""
	}
	found[0] = strings.Replace(found[0], "it is", "a workday is", 1)
	return name + " pays from a chance of " + strings.Join(found, ", of ")
}
