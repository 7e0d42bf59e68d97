package reports

import (
	"fmt"
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// precisionNotes say how well is known what a precision was asked for, and how many
// replications that took.
func (p *page) precisionNotes() []string {
	asked := p.Precision
	if asked == nil {
		return nil
	}
	most := strconv.Itoa(asked.Most)
	after := p.say("reached after %s of at most %s", p.runs(p.Replications), most)
	if !asked.ByRule {
		after = p.say("the most, %s, came before all of it was reached", p.runs(asked.Most))
		switch {
		case p.unreachedPrecision(true) == 0 && !p.Partial():
			after = p.say("reached with the most, %s", p.runs(asked.Most))
		case p.Partial():
			after = p.say("the run was stopped after %s of at most %s, before all of it was reached", p.runs(p.Replications), most)
		}
	}
	found := []string{p.say("asked for: half of a 95 %% interval at most %s of the number, or within what is not worth naming; %s", p.percent(asked.Wanted), after)}
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
		text += fmt.Sprintf(" (%s)", p.percent(r.Half/math.Abs(e.Mean)))
	}
	return text
}

// size is a length in the unit of a metric: of time where it is an instant, of
// percentage points where it is a share.
func (p *page) size(m model.Metric, x float64) string {
	switch {
	case math.IsNaN(x):
		return "? (" + p.say("no interval") + ")"
	case math.IsInf(x, 0):
		return "? (" + p.say("an end is not reached") + ")"
	case m.Unit == model.Instant:
		return p.spokenHalf(x)
	case m.Unit == model.Seconds:
		return p.waitTime(x)
	case m.Unit == model.Share:
		return p.number(100*x, decimals(100*x)) + " " + p.say("percentage points")
	case m.Unit == model.Count:
		return p.number(x, decimals(x))
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
		return p.say("reached: within %s, which is not worth naming", p.size(m, r.Allowed))
	case r.Known:
		return p.say("reached")
	case r.Alike > 0:
		return p.say("not known yet: %d are all alike, which tells enough from %d on", r.Alike, r.Enough)
	}
	text := p.say("not reached: at most %s was asked for", p.size(m, r.Allowed))
	if r.Decided {
		text += p.say("; but the target is decided")
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
	return []string{p.say("the precision of %s is not reached with %s for %s; see Precision",
		p.percent(p.Precision.Wanted), p.runs(p.Replications), p.counted(open, "number", "numbers"))}
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
			late = p.say("95 %% of the PCs that can be updated had not had the release for five workdays when the last five of %s began in %s of the first %s", p.counted(e.From, "day", "days"), p.percent(e.Unreached), p.runs(e.Of))
		case after:
			late = p.say("95 %% of the PCs had not had the release for five workdays when the last five of %s began in %s of the first %s", p.counted(e.From, "day", "days"), p.percent(e.Unreached), p.runs(e.Of))
		case p.partial:
			late = p.say("%s of the PCs that can be updated were not updated within %s in %s of the first %s", shareReached(e.Metric), p.counted(e.From, "day", "days"), p.percent(e.Unreached), p.runs(e.Of))
		default:
			late = p.say("%s of the PCs were not updated within %s in %s of the first %s", shareReached(e.Metric), p.counted(e.From, "day", "days"), p.percent(e.Unreached), p.runs(e.Of))
		}
		if e.InVain {
			found = append(found, p.say("a horizon of %s days was tried in place of %s, because with %s, %s; it updated no more of them, so the horizon stays at %s", to, from, with, late, p.counted(e.From, "day", "days")))
			continue
		}
		found = append(found, p.say("horizon extended from %s to %s days, because with %s, %s", from, to, with, late))
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
		return p.say("the horizon ends before the target: only a longer one decides")
	case math.IsNaN(t.Needed):
		return p.say("too few rollouts to tell how many would decide")
	case t.Needed > study.MostNeeded:
		return p.say("more than %s would be needed to decide", p.runs(study.MostNeeded))
	}
	return p.say("about %s would decide", p.runs(int(t.Needed)))
}

// finerWarnings say where a percentile is but the longest of a few.
func (p *page) finerWarnings() []string {
	var found []string
	for _, f := range p.Finer() {
		syncs := p.counted(int(math.Round(f.Syncs)), p.unit(""), p.unit("s"))
		found = append(found, p.ofRuns("%s: a rollout has %s, too few for %s, which is then the longest of them; %s would do",
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
