package reports

import (
	"fmt"
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// precisionNotes say how well is known what a precision was asked for, and how many
// replications that took.
func (p *page) precisionNotes() []string {
	asked := p.Precision
	if asked == nil {
		return nil
	}
	most := strconv.Itoa(asked.Most)
	after := p.Say(say.T("reached after %s of at most %s", "erreicht nach %s von höchstens %s"), p.runs(p.Replications), most)
	if !asked.ByRule {
		after = p.Say(say.T("the most, %s, came before all of it was reached",
			"die Obergrenze von %s kam, bevor alles erreicht war"), p.runs(asked.Most))
		switch {
		case p.unreachedPrecision(true) == 0 && !p.Partial():
			after = p.Say(say.T("reached with the most, %s", "erreicht mit der Obergrenze von %s"), p.runs(asked.Most))
		case p.Partial():
			after = p.Say(say.T("the run was stopped after %s of at most %s, before all of it was reached",
				"der Lauf wurde nach %s von höchstens %s abgebrochen, bevor alles erreicht war"), p.runs(p.Replications), most)
		}
	}
	found := []string{p.Say(say.T("asked for: half of a 95 %% interval at most %s of the number, or within what is not worth naming; %s",
		"verlangt: die Hälfte eines 95-%%-Intervalls beträgt höchstens %s der Zahl oder ist nicht nennenswert; %s"), p.Percent(asked.Wanted), after)}
	var rows [][]string
	for i := range asked.Reached {
		r := &asked.Reached[i]
		rows = append(rows, []string{"  " + p.rowName(&p.Results[r.Result]), p.questionOf(r), p.halfOf(r), p.knownOf(r)})
	}
	return append(found, aligned(rows)...)
}

// questionOf names what is to be known.
func (p *page) questionOf(r *study.Reached) string {
	if r.Share > 0 {
		return r.Target
	}
	return r.Metric
}

// halfOf is the longer half of an interval, in its unit and as a share of the number.
func (p *page) halfOf(r *study.Reached) string {
	if r.Share > 0 {
		return "± " + p.size(model.Metric{Unit: model.Share}, r.Half)
	}
	m, _ := model.MetricNamed(r.Metric)
	text := "± " + p.size(m, r.Half)
	if e := metric(&p.Results[r.Result], r.Metric); e != nil && finite(e.Mean) && e.Mean != 0 && finite(r.Half) && r.Half > 0 && m.Unit != model.Instant {
		text += fmt.Sprintf(" (%s)", p.Percent(r.Half/math.Abs(e.Mean)))
	}
	return text
}

// size is a length in the unit of a metric: of time where it is an instant, of
// percentage points where it is a share.
func (p *page) size(m model.Metric, x float64) string {
	switch {
	case math.IsNaN(x):
		return "? (" + p.Say(say.T("no interval", "kein Intervall")) + ")"
	case math.IsInf(x, 0):
		return "? (" + p.Say(say.T("an end is not reached", "ein Ende ist nicht erreicht")) + ")"
	case m.Unit == model.Instant:
		return p.HalfOfInstant(x)
	case m.Unit == model.Seconds:
		return p.WaitTime(x)
	case m.Unit == model.Share:
		return p.Number(100*x, say.Decimals(100*x)) + " " + p.Say(say.T("percentage points", "Prozentpunkte"))
	case m.Unit == model.Count:
		return p.Number(x, say.Decimals(x))
	}
	return p.value(m.Unit, x)
}

// knownOf says whether the precision is reached, and if not why.
func (p *page) knownOf(r *study.Reached) string {
	m, _ := model.MetricNamed(r.Metric)
	if r.Share > 0 {
		m.Unit = model.Share
	}
	switch {
	case r.Known && r.Share == 0 && p.byFloor(r):
		return p.Say(say.T("reached: within %s, which is not worth naming",
			"erreicht: innerhalb von %s, was nicht nennenswert ist"), p.size(m, r.Allowed))
	case r.Known:
		return p.Say(say.T("reached", "erreicht"))
	case r.Alike > 0:
		return p.Say(say.T("not known yet: %d are all alike, which tells enough from %d on",
			"noch nicht bekannt: %d sind alle gleich, was ab %d genug aussagt"), r.Alike, r.Enough)
	}
	text := p.Say(say.T("not reached: at most %s was asked for",
		"nicht erreicht: verlangt war höchstens %s"), p.size(m, r.Allowed))
	if r.Decided {
		text += p.Say(say.T("; but the target is decided", "; doch über den Zielwert ist entschieden"))
	}
	return text
}

// byFloor tells whether an interval is not narrow beside its number, which is small,
// but narrow enough for anybody.
func (p *page) byFloor(r *study.Reached) bool {
	e := metric(&p.Results[r.Result], r.Metric)
	return e != nil && r.Half > p.Precision.Wanted*math.Abs(e.Mean)
}

// precisionWarnings say that a precision was not reached.
func (p *page) precisionWarnings() []string {
	if p.Precision == nil || p.Precision.ByRule || p.Partial() {
		return nil
	}
	open := p.unreachedPrecision(false)
	if open == 0 {
		return nil // reached, but perhaps not for long enough to be sure
	}
	return []string{p.Say(say.T("the precision of %s is not reached with %s for %s; see Precision",
		"die Genauigkeit von %s ist mit %s nicht erreicht bei: %s; siehe Genauigkeit"),
		p.Percent(p.Precision.Wanted), p.runs(p.Replications), p.Counted(open, say.Numbers))}
}

// unreachedPrecision counts what is not known as well as it should be, with targets
// that are decided or without.
func (p *page) unreachedPrecision(decided bool) int {
	open := 0
	for i := range p.Precision.Reached {
		if !p.Precision.Reached[i].Known && (decided || !p.Precision.Reached[i].Decided) {
			open++
		}
	}
	return open
}

// horizonWarnings say that the horizon was extended, and why.
func (p *page) horizonWarnings() []string {
	var found []string
	for i := range p.Extensions {
		e := &p.Extensions[i]
		with, from, to := p.name(e.Strategy, e.Slots), strconv.Itoa(e.From), strconv.Itoa(e.To)
		late := ""
		switch after := e.Metric == afterBusiest; {
		case after && p.partial:
			late = p.Say(say.T("95 %% of the PCs that can be updated had not had the release for five workdays when the last five of %s began in %s of the first %s",
				"95 %% der PCs, die das Update erhalten können, in %[2]s der ersten %[3]s das Release noch keine fünf Arbeitstage hatten, als die letzten fünf von %[1]s begannen"), p.dative(p.Counted(e.From, say.Days)), p.Percent(e.Unreached), p.runs(e.Of))
		case after:
			late = p.Say(say.T("95 %% of the PCs had not had the release for five workdays when the last five of %s began in %s of the first %s",
				"95 %% der PCs in %[2]s der ersten %[3]s das Release noch keine fünf Arbeitstage hatten, als die letzten fünf von %[1]s begannen"), p.dative(p.Counted(e.From, say.Days)), p.Percent(e.Unreached), p.runs(e.Of))
		case p.partial:
			late = p.Say(say.T("%s of the PCs that can be updated were not updated within %s in %s of the first %s",
				"%[1]s der PCs, die das Update erhalten können, in %[3]s der ersten %[4]s nicht binnen %[2]s aktualisiert waren"), shareReached(e.Metric), p.dative(p.Counted(e.From, say.Days)), p.Percent(e.Unreached), p.runs(e.Of))
		default:
			late = p.Say(say.T("%s of the PCs were not updated within %s in %s of the first %s",
				"%[1]s der PCs in %[3]s der ersten %[4]s nicht binnen %[2]s aktualisiert waren"), shareReached(e.Metric), p.dative(p.Counted(e.From, say.Days)), p.Percent(e.Unreached), p.runs(e.Of))
		}
		if e.InVain {
			found = append(found, p.Say(say.T("a horizon of %s days was tried in place of %s, because with %s, %s; it updated no more of them, so the horizon stays at %s",
				"statt %[2]s Tagen wurden %[1]s simuliert, weil mit %[3]s %[4]s; dadurch wurden nicht mehr PCs aktualisiert, also bleibt es bei: %[5]s"), to, from, with, late, p.Counted(e.From, say.Days)))
			continue
		}
		found = append(found, p.Say(say.T("horizon extended from %s to %s days, because with %s, %s",
			"der simulierte Zeitraum wurde von %s auf %s Tage verlängert, weil mit %s %s"), from, to, with, late))
	}
	return found
}

// shareReached is the share of PCs that an instant is about: "95 %" of updated.p95.
func shareReached(metric string) string {
	n, err := strconv.Atoi(metric[len("updated.p"):])
	if err != nil {
		panic(fmt.Sprintf("reports: the horizon was extended for %q", metric))
	}
	return fmt.Sprintf("%d %%", n)
}

// toDecide says how many rollouts would decide a target that is undecided.
func (p *page) toDecide(t *study.TargetResult) string {
	switch {
	case t.Beyond:
		return p.Say(say.T("the horizon ends before the target: only a longer one decides",
			"der Horizont endet vor dem Ziel: nur ein längerer entscheidet"))
	case math.IsNaN(t.Needed):
		return p.Say(say.T("too few rollouts to tell how many would decide",
			"zu wenige, um zu sagen, wie viele entscheiden würden"))
	case t.Needed > study.MostNeeded:
		return p.Say(say.T("more than %s would be needed to decide",
			"zur Entscheidung wären mehr als %s nötig"), p.runs(study.MostNeeded))
	}
	return p.Say(say.T("about %s would decide", "etwa %s würden entscheiden"), p.runs(int(t.Needed)))
}

// finerWarnings say where a percentile is but the longest of a few.
func (p *page) finerWarnings() []string {
	var found []string
	for _, f := range p.Finer() {
		syncs := p.Counted(int(math.Round(f.Syncs)), unitOf(p.Scenario))
		found = append(found, p.ofRuns(say.T("%s: a rollout has %s, too few for %s, which is then the longest of them; %s would do",
			"%s: ein Rollout hat %s, zu wenige für %s, was dann der längste Wert ist; %s würden genügen"),
			say.T("%s: a run has %s, too few for %s, which is then the longest of them; %s would do",
				"%s: eine Replikation hat %s, zu wenige für %s, was dann der längste Wert ist; %s würden genügen"),
			p.nameOf(&p.Results[f.Result]), syncs, f.Metric, strconv.Itoa(f.Needs)))
	}
	return found
}

type (
	precisionJSON struct {
		Wanted  figure        `json:"wanted"` // share 0..1 of a number that half of its interval may be
		Least   int           `json:"least"`
		Most    int           `json:"most"`
		ByRule  bool          `json:"by_rule"` // the rule ended the run; false: the most came first, or a signal
		Reached []reachedJSON `json:"reached"`
	}
	reachedJSON struct {
		Strategy string `json:"strategy"`
		Slots    int    `json:"slots"`
		Metric   string `json:"metric"`
		Target   string `json:"target,omitempty"` // where the share of rollouts that keep it is to be known
		Half     figure `json:"half"`             // the longer half of the 95 % interval, in the unit of the metric, or of a share of rollouts 0..1
		Allowed  figure `json:"allowed"`
		Known    bool   `json:"known"`
		Reason   string `json:"reason,omitempty"`
	}
	extensionJSON struct {
		From      int    `json:"from_days"`
		To        int    `json:"to_days"`
		Strategy  string `json:"strategy"`
		Slots     int    `json:"slots"`
		Metric    string `json:"metric"`
		Unreached figure `json:"unreached"` // share 0..1 of the rollouts looked at
		Of        int    `json:"of"`        // these
		InVain    bool   `json:"in_vain,omitempty"`
	}
)

func (p *page) precisionOf() *precisionJSON {
	asked := p.Precision
	if asked == nil {
		return nil
	}
	of := &precisionJSON{Wanted: figure(asked.Wanted), Least: asked.Least, Most: asked.Most, ByRule: asked.ByRule, Reached: []reachedJSON{}}
	for i := range asked.Reached {
		r := &asked.Reached[i]
		why := ""
		if !r.Known {
			why = p.knownOf(r)
		}
		result := &p.Results[r.Result]
		of.Reached = append(of.Reached, reachedJSON{result.Strategy, result.Slots, r.Metric, r.Target, figure(r.Half), figure(r.Allowed), r.Known, why})
	}
	return of
}

func (p *page) extensionsOf() []extensionJSON {
	var all []extensionJSON
	for _, e := range p.Extensions {
		all = append(all, extensionJSON{e.From, e.To, e.Strategy, e.Slots, e.Metric, figure(e.Unreached), e.Of, e.InVain})
	}
	return all
}
