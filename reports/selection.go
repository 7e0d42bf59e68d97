package reports

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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
	found := []string{p.chosenBy(sel, best), p.sureness(sel)}
	if sel.Missing.Any() {
		return found
	}
	return append(found, p.setLines(sel)...)
}

// sureness says how sure a choice is.
func (p *page) sureness(sel *study.Selection) string {
	if sel.Missing.Any() {
		return p.Say(say.T("how sure that is is not known: %s",
			"wie sicher das ist, ist nicht bekannt: %s"), p.why(sel.Missing))
	}
	good := ""
	if !p.queue {
		good = p.Say(say.T(", or one that is as good to %s",
			" oder eine, die bis auf %s gleich gut ist"), p.zone(sel))
	}
	return p.ofRuns(say.T("of %s studies resampled from these %s, %s make the same choice%s; chance that the choice is right: %s (the share, lowered for having chosen by the same rollouts)",
		"von %s Studien, die aus diesen %s neu gezogen wurden, treffen %s dieselbe Wahl%s; Wahrscheinlichkeit, dass die Wahl richtig ist: %s (der Anteil, verringert, weil nach denselben Rollouts gewählt wurde)"),
		say.T("of %s studies resampled from these %s, %s make the same choice%s; chance that the choice is right: %s (the share, lowered for having chosen by the same runs)",
			"von %s Studien, die aus diesen %s neu gezogen wurden, treffen %s dieselbe Wahl%s; Wahrscheinlichkeit, dass die Wahl richtig ist: %s (der Anteil, verringert, weil nach denselben Replikationen gewählt wurde)"),
		p.Thousands(sel.Resamples), p.runs(p.Replications), p.percentOf(sel.Same), good, p.percentOf(sel.Probability))
}

// zone is the indifference zone of the objective in words.
func (p *page) zone(sel *study.Selection) string {
	if sel.Objective.Unit == model.Instant {
		return p.Duration(sel.Zone)
	}
	if sel.Objective.Unit == model.Share {
		return p.Number(100*sel.Zone, 2) + " " + p.Say(say.T("percentage points", "Prozentpunkte"))
	}
	return p.value(sel.Objective.Unit, sel.Zone)
}

// chosenBy says by what the recommended result was chosen.
func (p *page) chosenBy(sel *study.Selection, best *study.Result) string {
	if p.queue {
		return p.Say(say.T("%s: the fewest that keep every target",
			"%s: die kleinste Zahl, bei der alle Zielwerte erreicht werden"), p.nameOf(best))
	}
	kept := where(p.rollouts(), func(r *study.Result) bool { return r.Column == best.Column && meetsAll(r) })
	text := ""
	switch {
	case len(kept) < 2:
		text = p.Say(say.T("%s: the only strategy that keeps every target",
			"%s: die einzige Strategie, die alle Zielwerte erreicht"), p.nameOf(best))
	case sel.Named:
		text = p.Say(say.T("%s: of the strategies that keep every target the one with the least %s, which the scenario names as its objective",
			"%s: unter den Strategien, die alle Zielwerte erreichen, diejenige mit dem kleinsten %s, wie es das Szenario als Ziel nennt"), p.nameOf(best), sel.Objective.Name)
	default:
		text = p.Say(say.T("%s: of the strategies that keep every target the one that ends first (%s); the scenario names no objective",
			"%s: unter den Strategien, die alle Zielwerte erreichen, diejenige, die zuerst fertig ist (%s); das Szenario nennt kein anderes Ziel"), p.nameOf(best), sel.Objective.Name)
	}
	if p.several {
		text += p.Say(say.T(", on the fewest slots with which one does",
			", bei der kleinsten Zahl paralleler Synchronisierungen, mit der das einer gelingt"))
	}
	return text
}

// percentOf writes a share of which the last part of a percent is chance; what is
// not all is not told as all.
func (l voice) percentOf(share float64) string {
	if share < 1 && share >= 0.9995 {
		return l.Say(say.T("over %s", "über %s"), l.Percent(0.999))
	}
	return l.Percent(share)
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
			switch known := !d.Missing.Any() && d.P < 1-study.Level; {
			case known && d.Mean > d.Metric.Floor:
				worse = append(worse, p.advantage(d))
			case known && d.Mean < -d.Metric.Floor:
				better = append(better, p.advantage(d))
			}
		}
		mine, theirs := p.nameOf(&p.Results[best]), p.nameOf(&p.Results[choice.Result])
		switch {
		case len(worse) > 0 && len(better) > 0:
			found = append(found, p.Say(say.T("%s %s, %s %s: which to take is a choice between these",
				"%s (%s), %s (%s): dazwischen ist zu wählen"), mine, p.Listed(worse, say.And), theirs, p.Listed(better, say.And)))
		case len(better) > 0:
			found = append(found, p.Say(say.T("%s %s, and %s has no advantage that is shown",
				"%s (%s); für %s ist kein Vorteil belegt"), theirs, p.Listed(better, say.And), mine))
		case len(worse) > 0:
			found = append(found, p.Say(say.T("%s %s; %s has no advantage that is shown",
				"%s (%s); für %s ist kein Vorteil belegt"), mine, p.Listed(worse, say.And), theirs))
		default:
			found = append(found, p.Say(say.T("%s and %s: no difference in end, risk or wait that is shown and worth naming",
				"%s und %s: kein belegter, nennenswerter Unterschied bei Ende, Risiko oder Wartezeit"), mine, theirs))
		}
	}
	if len(found) > 0 && !in {
		found = append(found, p.Say(say.T("%s is beaten by another in end, risk and wait at once; an objective would choose otherwise",
			"%s wird von einer anderen Strategie bei Ende, Risiko und Wartezeit zugleich übertroffen; mit einem Ziel im Szenario fiele die Wahl anders aus"), p.nameOf(&p.Results[best])))
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
		return p.Say(say.T("ends %s earlier", "%s früher fertig"), amount)
	case exposed:
		return p.Say(say.T("exposes %s fewer PCs", "%s PCs weniger dem Fehler ausgesetzt"), amount)
	case brokenHours:
		return p.Say(say.T("leaves PCs broken for %s less", "%s weniger gestört"), amount)
	}
	return p.Say(p.either(say.T("has waits that are shorter by %s (19 of 20)",
		"um %s kürzere Wartezeiten bei 19 von 20"), say.T("has delays that are shorter by %s (19 of 20)",
		"um %s kürzere Verzögerungen bei 19 von 20")), amount)
}

// doubt says in the verdict that another choice may be right.
func (p *page) doubt() []string {
	sel := p.Verdict.Selection
	if sel == nil || sel.Missing.Any() || sel.Probability >= sure {
		return nil
	}
	return []string{p.Say(say.T("the same choice is made in only %s of resampled studies",
		"in nur %s der neu gezogenen Studien fällt die Wahl genauso aus"), p.percentOf(sel.Same))}
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
	return p.Say(say.T(" (in the group %s %s)", " (in der Gruppe %s %s)"), r.WorstGroup.Group, p.estimate(e))
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
		by, than := p.WaitTime(study.WorseBy), p.nameOf(&p.Results[w.Than])
		if w.In == 0 {
			found = append(found, p.Say(p.either(say.T("with %s, no PCs wait more than %s longer for the sync after the update than with %s",
				"mit %s wartet kein PC über %s länger auf die Synchronisierung nach dem Update als mit %s"),
				say.T("with %s, no PCs are delayed by more than %s longer at the sync after the update than with %s",
					"mit %s wird kein PC bei der Synchronisierung nach dem Update über %s länger aufgehalten als mit %s")), p.nameOf(chosen), by, than))
			continue
		}
		seconds, _ := model.MetricNamed(waitAfterUpdate)
		share := &study.Estimate{Metric: model.Metric{Unit: model.Share}, Estimate: w.Share}
		median, most := &study.Estimate{Metric: seconds, Estimate: w.Median}, &study.Estimate{Metric: seconds, Estimate: w.P95}
		text := p.Say(p.either(say.T("with %s, %s of the PCs wait more than %s longer for the sync after the update than with %s, half of them by more than %s and 1 in 20 by more than %s",
			"mit %s warten %s der PCs über %s länger auf die Synchronisierung nach dem Update als mit %s, die Hälfte davon um mehr als %s und 1 von 20 um mehr als %s"),
			say.T("with %s, %s of the PCs are delayed by more than %s longer at the sync after the update than with %s, half of them by more than %s and 1 in 20 by more than %s",
				"mit %s werden %s der PCs bei der Synchronisierung nach dem Update über %s länger aufgehalten als mit %s, die Hälfte davon um mehr als %s und 1 von 20 um mehr als %s")),
			p.nameOf(chosen), p.estimate(share), by, than, p.estimate(median), p.estimate(most))
		if w.In < w.Share.N {
			text += p.Say(say.T(" (in the %s of %s in which any do)",
				" (in den %s von %s, in denen es welche gibt)"), strconv.Itoa(w.In), p.runs(w.Share.N))
		}
		found = append(found, text)
	}
	if risks := p.risks(); len(found) > 0 && len(risks) > 0 {
		found = append(found, p.Say(say.T("that is of rollouts %s", "das gilt für Rollouts %s"), p.withProblems(risks[0].Strata[0].Problems)))
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
		text := p.Say(say.T("%s for %s", "%s bei %s"), p.Fixed(median(correlation[name]), 2), name)
		switch {
		case math.Abs(times-1) < 0.05:
			text += p.Say(say.T(", worth nothing", ", ohne Gewinn"))
		case finite(times):
			text += p.ofRuns(say.T(", worth %s times as many rollouts",
				", so viel wert wie %s-mal so viele Rollouts"), say.T(", worth %s times as many runs",
				", so viel wert wie %s-mal so viele Replikationen"), p.Number(times, min(say.Decimals(times), 1)))
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return nil
	}
	of := ""
	if pairs > 1 {
		of = p.Say(say.T(" (of %d pairs the middle one)", " (das mittlere von %d Paaren)"), pairs)
	}
	return []string{p.Say(say.T("common random numbers: correlation%s %s",
		"gemeinsame Zufallszahlen: Korrelation%s %s"), of, strings.Join(words, "; "))}
}

// median is the middle one of some values, the lower of two.
func median(xs []float64) float64 {
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[(len(sorted)-1)/2]
}

// alike says by how much two results differ at most.
func (p *page) alike(d *study.Difference) string {
	if d.Within == 0 {
		return p.ofRuns(say.T("%s is the same in every rollout", "%s ist in jedem Rollout gleich"),
			say.T("%s is the same in every run", "%s ist in jeder Replikation gleich"), d.Metric.Name)
	}
	return p.Say(say.T("%s differs by less than %s", "%s unterscheidet sich um weniger als %s"), d.Metric.Name, p.below(d.Metric.Unit, d.Within))
}

// below is a bound that is above x, in the unit as people read it.
func (p *page) below(unit model.Unit, x float64) string {
	switch unit {
	case model.Seconds, model.Instant:
		return p.DurationAbove(x, unit == model.Instant)
	}
	x, name := p.scaled(unit, x)
	if unit == model.Share {
		name = " " + p.Say(say.T("percentage points", "Prozentpunkte"))
	}
	places := min(say.Decimals(x), 2)
	return p.Number((math.Floor(x*math.Pow10(places))+1)/math.Pow10(places), places) + name
}
