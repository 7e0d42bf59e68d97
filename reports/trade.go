package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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
		found = append(found, p.Say(say.T("%s in place of %s: %s; %s", "%s statt %s: %s; %s"), p.nameOf(b), p.nameOf(a), p.buys(t), p.costs(t)))
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
		if g.Missing.Any() || g.Mean == 0 {
			continue
		}
		fewer := say.T("%s fewer PCs", "%s PCs weniger")
		switch hours := s.Metric.Name == brokenHours; {
		case hours && g.Mean < 0:
			fewer = say.T("%s more PC-hours", "%s PC-Stunden mehr")
		case hours:
			fewer = say.T("%s fewer PC-hours", "%s PC-Stunden weniger")
		case g.Mean < 0:
			fewer = say.T("%s more PCs", "%s PCs mehr")
		}
		words := p.Say(fewer, p.gap(model.Count, g))
		if g.Low > 0 || g.High < 0 {
			clear = append(clear, words+" "+p.Say(afflictionOf(s.Metric.Name)))
		} else {
			open = append(open, words)
		}
	}
	text := p.Say(say.T("if the release is bad, %s", "bei einem fehlerhaften Release %s"), p.Listed(clear, say.And))
	if len(clear) == 0 {
		text = p.Say(say.T("if the release is bad, it spares nothing that %s can tell",
			"bei einem fehlerhaften Release erspart das nichts, was %s erkennen lassen"), p.runs(p.Replications))
	}
	if len(open) > 0 {
		text += p.Say(say.T(" (not sure: %s)", " (nicht gesichert: %s)"), p.Listed(open, say.And))
	}
	return text
}

// afflictedBy counts, as a format, what a metric of risk counts; afflictionOf is what
// becomes of it.
func afflictedBy(metric string, one bool) say.Msg {
	switch hours := metric == brokenHours; {
	case hours && one:
		return say.T("%s PC-hour broken", "%s gestörte PC-Stunde")
	case hours:
		return say.T("%s PC-hours broken", "%s gestörte PC-Stunden")
	case one:
		return say.T("%s PC exposed", "%s PC, der dem Fehler ausgesetzt ist")
	}
	return say.T("%s PCs exposed", "%s PCs, die dem Fehler ausgesetzt sind")
}

func afflictionOf(metric string) say.Msg {
	if metric == brokenHours {
		return say.T("are broken", "gestört")
	}
	return say.T("are exposed", "dem Fehler ausgesetzt")
}

// costs says how much later the later plan ends.
func (p *page) costs(t *study.Trade) string {
	if t.DelayIfProblem.Missing.Any() {
		return p.Say(say.T("it ends %s if it is good, and if it is bad an end is not reached in some rollouts",
			"fertig ist das %s, wenn es fehlerfrei ist; ist es fehlerhaft, wird in manchen Rollouts kein Ende erreicht"), p.later(&t.DelayIfClean))
	}
	return p.Say(say.T("it ends %s if it is good and %s if it is bad",
		"fertig ist das %s, wenn es fehlerfrei ist, und %s, wenn es fehlerhaft ist"), p.later(&t.DelayIfClean), p.later(&t.DelayIfProblem))
}

// later writes how much later a plan ends.
func (p *page) later(g *study.Gap) string {
	switch {
	case g.Missing.Any():
		return p.Say(say.T("at an instant that cannot be compared (%s)",
			"zu einem Zeitpunkt, der sich nicht vergleichen lässt (%s)"), p.why(g.Missing))
	case g.Mean == 0:
		return p.Say(say.T("at the same time", "zur selben Zeit"))
	case g.Low <= 0 && g.High >= 0:
		return p.Say(say.T("no sooner and no later that %s can tell (%s)",
			"nicht erkennbar früher oder später, soweit %s das zeigen (%s)"), p.runs(g.N), signOf(g.Mean)+p.gap(model.Days, g))
	case g.Mean < 0:
		return p.Say(say.T("%s earlier", "%s früher"), p.gap(model.Days, g))
	}
	return p.Say(say.T("%s later", "%s später"), p.gap(model.Days, g))
}

// gap writes the size of a paired difference with its interval and unit.
func (p *page) gap(unit model.Unit, g *study.Gap) string {
	size, name := p.scaled(unit, math.Abs(g.Mean))
	half := (g.High - g.Low) / 2
	if !finite(half) {
		return p.Number(size, say.Decimals(size)) + name + " (" + p.oneRun() + ")"
	}
	if half <= 1e-9*size {
		return p.Number(size, say.Decimals(size)) + name
	}
	return p.Within(size, half) + name
}

// signOf is the sign of a difference.
func signOf(x float64) string {
	if x < 0 {
		return say.Minus
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
		found = append(found, p.Say(say.T("in time alone: both end at the same time on average at a chance of %s; above it %s ends earlier",
			"nur nach der Zeit: bei einer Wahrscheinlichkeit von %s sind beide im Mittel zur selben Zeit fertig; darüber geht es mit %s schneller"), p.between(c), b))
	case study.AlwaysA:
		found = append(found, p.Say(say.T("in time alone: %s ends later at every chance of a bad release",
			"nur nach der Zeit: mit %s dauert es bei jeder Wahrscheinlichkeit eines fehlerhaften Release länger"), b))
	case study.AlwaysB:
		found = append(found, p.Say(say.T("in time alone: %s ends earlier at every chance of a bad release",
			"nur nach der Zeit: mit %s geht es bei jeder Wahrscheinlichkeit eines fehlerhaften Release schneller"), b))
	case study.BackToA:
		found = append(found, p.Say(say.T("in time alone: %s ends earlier if the release is good, and %s if it is bad",
			"nur nach der Zeit: bei einem fehlerfreien Release geht es mit %s schneller, bei einem fehlerhaften mit %s"), b, a))
	case study.AlwaysTie:
		found = append(found, p.Say(say.T("in time alone: both end at the same time",
			"nur nach der Zeit: beide sind zur selben Zeit fertig")))
	default:
		panic(fmt.Sprintf("reports: unknown kind %d of a crossing", c.Kind))
	}
	var each []string
	var first *study.Saving
	for i := range t.Savings {
		s := &t.Savings[i]
		if s.IfProblem.Missing.Any() || !(s.IfProblem.Low > 0) || s.PerWorkday.Missing.Any() {
			continue
		}
		e := study.Estimate{Metric: model.Metric{Unit: model.Count}, Estimate: s.PerWorkday.Estimate}
		each = append(each, p.Say(afflictedBy(s.Metric.Name, false), p.estimate(&e)))
		if first == nil {
			first = s
		}
	}
	if first == nil {
		return found
	}
	found = append(found, p.Say(say.T("at a chance of %s, each workday later saves %s: %s pays for those to whom a workday is worth less than that",
		"bei einer Wahrscheinlichkeit von %s erspart jeder Arbeitstag mehr %s: der Wechsel zu %s lohnt sich für alle, denen ein Arbeitstag weniger wert ist"),
		p.Percent(t.Chance), p.Listed(each, say.And), b))
	if line := p.paysFrom(t, first, b); line != "" {
		found = append(found, line)
	}
	return found
}

// between writes a chance with its interval.
func (p *page) between(c *study.Crossing) string {
	if !finite(c.Low) || !finite(c.High) {
		return p.Percent(c.Chance)
	}
	return p.Percent(c.Chance) + " (" + p.Say(say.T("%s to %s", "%s bis %s"), p.Hundredths(c.Low), p.Percent(c.High)) + ")"
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
			found = append(found, p.Say(say.T("%s if a workday is worth %s",
				"%s, wenn ein Arbeitstag so viel wert ist wie %s"), p.between(&c), p.Say(afflictedBy(s.Metric.Name, worth == 1), amount)))
			continue
		}
		found = append(found, p.Say(say.T("%s if it is worth %s", "%s, wenn er so viel wert ist wie %s"), p.between(&c), amount))
	}
	if len(found) == 0 {
		return ""
	}
	return p.Say(say.T("%s pays from a chance of %s",
		"der Wechsel zu %s lohnt sich ab einer Wahrscheinlichkeit von %s"), name, strings.Join(found, p.Say(say.T(", of ", ", von "))))
}
