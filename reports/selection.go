package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// sure is the chance from which on a choice is not worth a remark in the verdict.
const sure = 0.95

// selectionNotes say how the recommended strategy was chosen, how sure that is, and
// what else there is to choose.
func (p *page) selectionNotes() []string {
	sel := p.Verdict.Selection
	if sel == nil {
		return nil
	}
	best := &p.Results[p.Verdict.Best]
	found := []string{p.chosenBy(sel, best)}
	if sel.Reason != "" {
		return append(found, "how sure that is is not known: "+strings.Replace(sel.Reason, "rollout", p.run, 1))
	}
	good := ""
	if !p.queue {
		good = ", or one that is as good to " + p.zone(sel)
	}
	found = append(found, "of "+thousands(sel.Resamples)+" studies resampled from these "+p.runs(p.Replications)+", "+p.percentOf(sel.Same)+
		" make the same choice"+good+"; chance that the choice is right: "+p.percentOf(sel.Probability)+
		" (the share, lowered for having chosen by the same "+p.run+"s)")
	return append(found, p.setLines(sel)...)
}

// zone is the indifference zone of the objective in words.
func (p *page) zone(sel *study.Selection) string {
	if sel.Objective.Unit == model.Instant {
		return spokenDuration(sel.Zone)
	}
	if sel.Objective.Unit == model.Share {
		return number(100*sel.Zone, 2) + " percentage points"
	}
	return p.value(sel.Objective.Unit, sel.Zone)
}

// chosenBy says by what the recommended result was chosen.
func (p *page) chosenBy(sel *study.Selection, best *study.Result) string {
	if p.queue {
		return p.nameOf(best) + ": the fewest that keep every target"
	}
	kept := where(p.rollouts(), func(r *study.Result) bool { return r.Column == best.Column && meetsAll(r) })
	text := p.nameOf(best) + ": of the strategies that keep every target"
	switch {
	case len(kept) < 2:
		text = p.nameOf(best) + ": the only strategy that keeps every target"
	case sel.Named:
		text += " the one with the least " + sel.Objective.Name + ", which the scenario names as its objective"
	default:
		text += " the one that ends first (" + sel.Objective.Name + "); the scenario names no objective"
	}
	if p.several {
		text += ", on the fewest slots with which one does"
	}
	return text
}

// percentOf writes a share of which the last part of a percent is chance; what is
// not all is not told as all.
func (l Language) percentOf(share float64) string {
	if share < 1 && share >= 0.9995 {
		return l.say("over %s", l.percent(0.999))
	}
	return l.percent(share)
}

// setLines say what the strategies that may be taken have over the recommended one,
// and it over them, in end, risk and wait.
func (p *page) setLines(sel *study.Selection) []string {
	best := p.Verdict.Best
	in := slices.ContainsFunc(sel.Set, func(choice study.Choice) bool { return choice.Result == best })
	var found []string
	for _, choice := range sel.Set {
		if choice.Result == best {
			continue
		}
		var worse, better []string
		for i := range choice.Apart {
			d := &choice.Apart[i]
			switch known := d.Reason == "" && d.P < 1-study.Level; {
			case known && d.Mean > d.Metric.Floor:
				worse = append(worse, p.advantage(d))
			case known && d.Mean < -d.Metric.Floor:
				better = append(better, p.advantage(d))
			}
		}
		mine, theirs := p.nameOf(&p.Results[best]), p.nameOf(&p.Results[choice.Result])
		switch {
		case len(worse) > 0 && len(better) > 0:
			found = append(found, mine+" "+listed(worse, "and")+", "+theirs+" "+listed(better, "and")+": which to take is a choice between these")
		case len(better) > 0:
			found = append(found, theirs+" "+listed(better, "and")+", and "+mine+" has no advantage that is shown")
		case len(worse) > 0:
			found = append(found, mine+" "+listed(worse, "and")+"; "+theirs+" has no advantage that is shown")
		default:
			found = append(found, mine+" and "+theirs+": no difference in end, risk or wait that is shown and worth naming")
		}
	}
	if len(found) > 0 && !in {
		found = append(found, p.nameOf(&p.Results[best])+" is beaten by another in end, risk and wait at once; an objective would choose otherwise")
	}
	return found
}

// advantage says what whoever has less of a metric has by it.
func (p *page) advantage(d *study.Difference) string {
	size := *d
	if size.Mean < 0 {
		size.Mean, size.Low, size.High = -d.Mean, -d.High, -d.Low
	}
	amount := strings.TrimPrefix(p.difference(&size), "+")
	switch d.Metric.Name {
	case updatedBy:
		return "ends " + amount + " earlier"
	case exposed:
		return "exposes " + amount + " fewer PCs"
	case brokenHours:
		return "leaves PCs broken for " + amount + " less"
	}
	return "has " + p.either("waits", "delays") + " that are shorter by " + amount + " (19 of 20)"
}

// doubt says in the verdict that another choice may be right.
func (p *page) doubt() []string {
	sel := p.Verdict.Selection
	if sel == nil || sel.Reason != "" || sel.Probability >= sure {
		return nil
	}
	return []string{p.say("the same choice is made in only %s of resampled studies", p.percentOf(sel.Same))}
}

// besideWorst says how long the group waits that is worst off, where that is longer
// than all do by enough to name.
func (p *page) besideWorst(r *study.Result, all *study.Estimate) string {
	if r.WorstGroup == nil {
		return ""
	}
	e := &r.WorstGroup.P95
	if !finite(e.Mean) || unknown(e) || e.Mean-all.Mean <= all.Metric.Floor {
		return ""
	}
	return p.say(" (in the group %s %s)", r.WorstGroup.Group, p.estimate(e))
}

// worseNotes say how many PCs wait longer with the recommended strategy, or with the
// nearest one, than with another on the same slots.
func (p *page) worseNotes() []string {
	rollouts := p.rollouts()
	if len(rollouts) == 0 {
		return nil
	}
	chosen := p.chosen(rollouts)
	var found []string
	for i := range p.WorseOff {
		w := &p.WorseOff[i]
		if &p.Results[w.Under] != chosen || w.Share.N == 0 {
			continue
		}
		longer := p.either("wait more than ", "are delayed by more than ") + spokenWait(study.WorseBy) + " longer " + p.atSync() + " than with " + p.nameOf(&p.Results[w.Than])
		if w.In == 0 {
			found = append(found, "with "+p.nameOf(chosen)+", no PCs "+longer)
			continue
		}
		seconds, _ := model.MetricNamed(waitAfterUpdate)
		share := &study.Estimate{Metric: model.Metric{Unit: model.Share}, Estimate: w.Share}
		median, most := &study.Estimate{Metric: seconds, Estimate: w.Median}, &study.Estimate{Metric: seconds, Estimate: w.P95}
		text := "with " + p.nameOf(chosen) + ", " + p.estimate(share) + " of the PCs " + longer + ", half of them by more than " + p.estimate(median) +
			" and 1 in 20 by more than " + p.estimate(most)
		if w.In < w.Share.N {
			text += fmt.Sprintf(" (in the %d of %s in which any do)", w.In, p.runs(w.Share.N))
		}
		found = append(found, text)
	}
	if len(found) > 0 && len(p.risky()) > 0 {
		found = append(found, p.say("that is of rollouts %s", p.withProblems(p.risky()[0].Strata[0].Problems)))
	}
	return found
}

// commonNumbers says what the random numbers that strategies share are worth: for
// each metric the correlation of its pairs, the middle one of several.
func (p *page) commonNumbers(told []*study.Difference) []string {
	var order []string
	correlation, worth := map[string][]float64{}, map[string][]float64{}
	for _, d := range told {
		if !finite(d.Correlation) || !(d.Worth > 0) {
			continue
		}
		name := d.Metric.Name
		if correlation[name] == nil {
			order = append(order, name)
		}
		correlation[name], worth[name] = append(correlation[name], d.Correlation), append(worth[name], d.Worth)
	}
	var words []string
	pairs := 0
	for _, name := range order {
		pairs = max(pairs, len(worth[name]))
		times := median(worth[name])
		text := fixed(median(correlation[name]), 2) + " for " + name
		switch {
		case math.Abs(times-1) < 0.05:
			text += ", worth nothing"
		case finite(times):
			text += ", worth " + number(times, min(decimals(times), 1)) + " times as many " + p.run + "s"
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return nil
	}
	of := ""
	if pairs > 1 {
		of = fmt.Sprintf(" (of %d pairs the middle one)", pairs)
	}
	return []string{"common random numbers: correlation" + of + " " + strings.Join(words, "; ")}
}

// median is the middle one of some values, the lower of two.
func median(xs []float64) float64 {
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[(len(sorted)-1)/2]
}

// alike says by how much two results differ at most.
func (p *page) alike(d *study.Difference) string {
	if d.Within == 0 {
		return d.Metric.Name + " is the same in every " + p.run
	}
	return d.Metric.Name + " differs by less than " + p.below(d.Metric.Unit, d.Within)
}

// below is a bound that is above x, in the unit as people read it.
func (p *page) below(unit model.Unit, x float64) string {
	switch unit {
	case model.Seconds, model.Instant:
		step := durationStep(x)
		if unit == model.Instant {
			step = max(step, 3)
		}
		return durationIn((math.Floor(x/steps[step])+1)*steps[step], step, calendarUnits)
	}
	x, name := scaled(unit, x)
	if unit == model.Share {
		name = " percentage points"
	}
	places := min(decimals(x), 2)
	return number((math.Floor(x*math.Pow10(places))+1)/math.Pow10(places), places) + name
}
