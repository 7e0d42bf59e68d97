package reports

import (
	"fmt"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// The documents below are what the JSON of a comparison says of bad releases. They
// stand there only where a problem has a chance.
type (
	stratumJSON struct {
		Problems   []string       `json:"problems"` // names; none: the release is good
		Weight     figure         `json:"weight"`   // chance of exactly these, 0..1
		Metrics    metricsJSON    `json:"metrics"`
		Targets    []targetJSON   `json:"targets"`
		Accounting accountingJSON `json:"accounting"`
		Phases     []phaseJSON    `json:"phases"`
	}
	tradeJSON struct {
		A              string       `json:"a"` // ends earlier if the release is good
		B              string       `json:"b"`
		Slots          int          `json:"slots"` // of b; those of a differ only where they were found
		Chance         figure       `json:"chance"`
		DelayIfClean   gapJSON      `json:"delay_if_clean"` // b minus a, workdays
		DelayIfProblem gapJSON      `json:"delay_if_problem"`
		Delay          gapJSON      `json:"delay"`
		EndsEven       crossingJSON `json:"ends_even"`
		Savings        []savingJSON `json:"savings"`
	}
	gapJSON struct {
		Unit string `json:"unit"`
		rangeJSON
		Reason string `json:"reason,omitempty"`
	}
	crossingJSON struct {
		Kind   string `json:"kind"`
		Chance figure `json:"chance"`
		Low    figure `json:"low"`
		High   figure `json:"high"`
		Reason string `json:"reason,omitempty"`
	}
	savingJSON struct {
		Metric     string  `json:"metric"`
		IfProblem  gapJSON `json:"if_problem"` // a minus b
		Overall    gapJSON `json:"overall"`
		PerWorkday gapJSON `json:"per_workday"`
	}
	frontierJSON struct {
		Axes   []string    `json:"axes"`
		Points []pointJSON `json:"points"`
	}
	pointJSON struct {
		Strategy string `json:"strategy"`
		Slots    int    `json:"slots"`
		Place    string `json:"place"`
		By       string `json:"by,omitempty"` // a strategy that is better
	}
)

func (p *page) strataOf(r *study.Result) []stratumJSON {
	var found []stratumJSON
	for i := range r.Strata {
		s := &r.Strata[i]
		of := stratumJSON{
			Problems:   append([]string{}, s.Problems...),
			Weight:     figure(s.Weight),
			Metrics:    p.shown(s.Metrics),
			Targets:    targetsOf(s.Targets, false),
			Accounting: accountingOf(&s.Accounting),
			Phases:     phasesOf(s.Phases, false),
		}
		found = append(found, of)
	}
	return found
}

func (p *page) tradesOf() []tradeJSON {
	var found []tradeJSON
	for i := range p.Trades {
		t := &p.Trades[i]
		of := tradeJSON{
			A: p.Results[t.A].Strategy, B: p.Results[t.B].Strategy, Slots: p.Results[t.B].Slots, Chance: figure(p.chance()),
			DelayIfClean: gapOf(model.Days, &t.DelayIfClean), DelayIfProblem: gapOf(model.Days, &t.DelayIfProblem), Delay: gapOf(model.Days, &t.Delay),
			EndsEven: crossingOf(&t.EndsEven), Savings: []savingJSON{},
		}
		for k := range t.Savings {
			s := &t.Savings[k]
			of.Savings = append(of.Savings, savingJSON{s.Metric.Name, gapOf(s.Metric.Unit, &s.IfProblem), gapOf(s.Metric.Unit, &s.Overall),
				gapOf(s.Metric.Unit+"/"+model.Days, &s.PerWorkday)})
		}
		found = append(found, of)
	}
	return found
}

func gapOf(unit model.Unit, g *study.Gap) gapJSON {
	return gapJSON{string(unit), rangeOf(g.Estimate), gapReason(g)}
}

// gapReason says why some number of a difference is missing, "" when none is.
func gapReason(g *study.Gap) string {
	switch {
	case g.Missing.Any():
		return whyMissing(g.Missing)
	case g.N == 1:
		return "one rollout, no interval"
	case !finite(g.Low) || !finite(g.High):
		return "too few rollouts for an interval"
	}
	return ""
}

func crossingOf(c *study.Crossing) crossingJSON {
	return crossingJSON{crossingKey(c.Kind), figure(c.Chance), figure(c.Low), figure(c.High), whyMissing(c.Missing)}
}

// crossingKey says who is ahead at which chance, as programs read it.
func crossingKey(k study.CrossingKind) string {
	switch k {
	case study.NotKnown:
		return "not-known"
	case study.Crosses:
		return "a-below-b-above"
	case study.AlwaysA:
		return "always-a"
	case study.AlwaysB:
		return "always-b"
	case study.BackToA:
		return "b-below-a-above"
	case study.AlwaysTie:
		return "always-even"
	}
	panic(fmt.Sprintf("reports: unknown kind %d of a crossing", k))
}

// frontiersOf are those of scenarios in which risk is an axis.
func (p *page) frontiersOf() []frontierJSON {
	var found []frontierJSON
	if len(p.risky()) == 0 {
		return nil
	}
	for i := range p.Frontiers {
		f := &p.Frontiers[i]
		of := frontierJSON{Axes: []string{}, Points: []pointJSON{}}
		for _, axis := range f.Axes {
			of.Axes = append(of.Axes, axis.Name)
		}
		for _, point := range f.Points {
			r := &p.Results[point.Result]
			at := pointJSON{Strategy: r.Strategy, Slots: r.Slots, Place: placeKey(point.Place)}
			if point.By >= 0 {
				at.By = p.Results[point.By].Strategy
			}
			of.Points = append(of.Points, at)
		}
		found = append(found, of)
	}
	return found
}

// placeKey says where a strategy lies, as programs read it.
func placeKey(place study.Place) string {
	switch place {
	case study.OnFrontier:
		return "on-frontier"
	case study.MayBeBeaten:
		return "may-be-beaten"
	case study.Beaten:
		return "beaten"
	}
	panic(fmt.Sprintf("reports: unknown place %d of a strategy", place))
}
