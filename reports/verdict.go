package reports

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// Sentence is the verdict of a comparison in one sentence that carries its
// numbers and conditions, in words that a committee uses.
func Sentence(c *study.Comparison) string { return pageOf(c).sentence() }

func (p *page) sentence() string {
	if p.queue {
		return p.queueSentence()
	}
	rollouts := p.rollouts()
	if len(rollouts) == 0 {
		return p.withoutRollout()
	}
	var parts []string
	switch p.Verdict.Decision {
	case study.Go, study.GoWithConditions:
		best := p.chosen(rollouts)
		parts = append(parts, p.promise(best, p.say("with %s, ", p.nameOf(best))))
		parts = append(parts, p.finish(best)...)
		parts = append(parts, p.notAlways(best)...)
		parts = append(parts, p.riskPart(best)...)
		parts = append(parts, p.needed(best.Column)...)
		parts = append(parts, p.doubt()...)
		parts = append(parts, p.alternative(best)...)
		parts = append(parts, p.conditions(rollouts)...)
	case study.NoGo:
		near := p.nearest(rollouts)
		parts = append(parts, p.say("no strategy keeps every target"), p.say("nearest is %s: %s", p.nameOf(near), p.promise(near, p.there())))
		parts = append(parts, p.finish(near)...)
		parts = append(parts, p.riskPart(near)...)
		parts = append(parts, p.say("it misses the target %s", p.listed(targetTexts(near, study.Missed), "and")))
		parts = append(parts, p.needed(near.Column)...)
		parts = append(parts, p.baseline(rollouts)...)
	case study.NotDecidable:
		if !p.Verdict.HasTargets {
			parts = append(parts, p.say("the scenario names no targets"), p.everyWait(rollouts))
			parts = append(parts, p.everyRisk()...)
			break
		}
		parts = append(parts, p.say("no strategy is sure to keep every target"))
		parts = append(parts, p.candidate(p.nearest(rollouts))...)
		parts = append(parts, p.riskPart(p.nearest(rollouts))...)
		parts = append(parts, p.baseline(rollouts)...)
	}
	if p.Partial() {
		parts = append(parts, p.say("this rests on %s of the %s asked for", strconv.Itoa(p.Replications), p.runs(p.Asked)))
	}
	return p.say(decision(p.Verdict.Decision)) + ": " + p.begun(strings.Join(parts, "; ")) + "."
}

// begun begins what stands behind a colon: in German a sentence does so with a capital
// letter.
func (l Language) begun(text string) string {
	if l == German {
		return capital(text)
	}
	return text
}

// there refers to a plan that has just been named, where the language needs that.
func (l Language) there() string {
	if l == German {
		return "dabei"
	}
	return ""
}

// candidate says why it is open whether the nearest strategy keeps its targets.
func (p *page) candidate(near *study.Result) []string {
	if empty := targetTexts(near, study.Skipped); len(empty) > 0 {
		return append([]string{p.say("nearest is %s, but it has nothing to count for %s", p.nameOf(near), p.listed(empty, "and"))}, p.finish(near)...)
	}
	parts := append([]string{p.say("%s may: %s", p.nameOf(near), p.promise(near, p.there()))}, p.finish(near)...)
	var open, beyond []string
	for i := range near.Targets {
		switch t := &near.Targets[i]; {
		case t.Outcome != study.Undecided:
		case t.Beyond:
			beyond = append(beyond, t.Target.Text)
		default:
			open = append(open, t.Target.Text)
		}
	}
	if len(open) > 0 {
		parts = append(parts, p.say("%s cannot be decided with %s", p.listed(open, "and"), p.runs(p.Replications)))
	}
	if len(beyond) > 0 {
		parts = append(parts, p.say("%s cannot be decided, since the horizon ends before: only a longer one decides", p.listed(beyond, "and")))
	}
	return parts
}

// withoutRollout is the verdict where nothing is rolled out: what the backend
// does on its own.
func (p *page) withoutRollout() string {
	if len(p.Results) == 0 {
		return p.say(decision(p.Verdict.Decision)) + ": " + p.begun(p.say("there is no result."))
	}
	r := &p.Results[0]
	text := p.say(decision(p.Verdict.Decision)) + ": " + p.begun(p.say("nothing is rolled out; "))
	e := p.wait(r)
	if any := p.told(r, waitAnySync); e == nil && any != nil && unknown(any) {
		return text + p.say(p.either("the wait of 19 of 20 syncs is %s.", "the delay of 19 of 20 syncs is %s."), p.noNumber(any))
	}
	if e == nil {
		return text + p.say("nobody asks for a sync.")
	}
	return text + p.say(p.either("of every 20 syncs, 19 wait at most %s.", "of every 20 syncs, 19 are delayed by at most %s."), p.estimate(e))
}

// chosen is the recommended strategy.
func (p *page) chosen(rollouts []*study.Result) *study.Result {
	if p.Verdict.Best >= 0 {
		return &p.Results[p.Verdict.Best]
	}
	return p.nearest(rollouts)
}

// nearest is the strategy that misses the fewest targets, and among those has
// the fewest open, and then the shortest wait.
func (p *page) nearest(rollouts []*study.Result) *study.Result {
	headline := func(r *study.Result) float64 {
		if e := p.wait(r); e != nil {
			return e.Mean
		}
		return math.Inf(1)
	}
	return slices.MinFunc(rollouts, func(a, b *study.Result) int {
		m, n := tally(a), tally(b)
		return cmp.Or(cmp.Compare(m[study.Missed], n[study.Missed]),
			cmp.Compare(m[study.Skipped], n[study.Skipped]),
			cmp.Compare(m[study.Undecided], n[study.Undecided]),
			cmp.Compare(hope(b), hope(a)),
			cmp.Compare(headline(a), headline(b)))
	})
}

// hope is the smallest share of rollouts in which a target is kept that has a
// value.
func hope(r *study.Result) float64 {
	least := 1.0
	for _, t := range r.Targets {
		if t.Outcome != study.Skipped {
			least = math.Min(least, t.Share)
		}
	}
	return least
}

// promise says how long people wait; lead begins the sentence.
func (p *page) promise(r *study.Result, lead string) string {
	e := p.toldNumber(r, waitAfterUpdate)
	if all := p.told(r, waitAfterUpdate); all != nil && unknown(all) {
		return p.say(p.either("%show long 19 of 20 people wait for the sync after the update is %s", "%show long 19 of 20 people are delayed at the sync after the update is %s"), lead, p.noNumber(all))
	}
	if e == nil {
		return p.say(p.either("%sthere is no number for the wait after the update", "%sthere is no number for the delay after the update"), lead)
	}
	if e.Mean == 0 {
		return p.say(p.either("%s19 of 20 people do not wait for the sync after the update", "%s19 of 20 people are not delayed at the sync after the update"), lead)
	}
	return p.say(p.either("%s19 of 20 people wait at most %s for the sync after the update%s", "%s19 of 20 people are delayed by at most %s at the sync after the update%s"),
		lead, p.estimate(e), p.besideWorst(r, e))
}

// finish says when the PCs are updated, in how many rollouts it is so by that day,
// and how many PCs never are.
func (p *page) finish(r *study.Result) []string {
	text := p.end(r)
	if text == "" {
		return nil
	}
	if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
		text = p.say("%s, and %s", text, p.unreached(e))
	}
	return []string{text}
}

// end says by which day the PCs are updated: that of the median, which the table
// shows, and where it is a later one that of 19 in 20 rollouts.
func (p *page) end(r *study.Result) string {
	e := metric(r, updatedBy)
	if e == nil {
		return ""
	}
	known := 0
	for _, v := range e.Values {
		if !math.IsNaN(v) {
			known++
		}
	}
	of := p.say(" of %s", p.counted(known, "rollout", "rollouts"))
	if r.Strata != nil {
		of = p.say(" of rollouts")
	}
	late, in := p.shareOf(r, e, func(v float64) bool { return math.IsInf(v, 1) })
	by := func(day string) string {
		_, text := p.shareOf(r, e, func(v float64) bool {
			return finite(v) && (v <= e.Mean || p.date(v) == day || v <= e.P95 && day == p.date(e.P95))
		})
		return text
	}
	switch {
	case known == 0:
		return ""
	case !finite(e.Mean):
		if p.partial {
			return p.say("in %s%s, fewer than 95 %% of the PCs that can be updated are updated %s", in, of, p.simulated())
		}
		return p.say("in %s%s, fewer than 95 %% of the PCs are updated %s", in, of, p.simulated())
	case known == 1 && r.Strata == nil:
		return p.say("%s (one rollout)", p.updated(p.date(e.Mean)))
	}
	day := p.date(e.Mean)
	more := ""
	if last := p.date(e.P95); finite(e.P95) && last != day {
		more = p.say(" and by %s in %s", last, by(last))
	}
	if late > 0 {
		more += p.say(", but not %s in %s", p.simulated(), in)
	}
	return p.say("%s in %s%s%s", p.updated(day), by(day), of, more)
}

// notAlways says which targets a result that meets them does not meet in every
// rollout, and in how many it does: a target of a mean is met by that.
func (p *page) notAlways(r *study.Result) []string {
	var found []string
	for i := range r.Targets {
		t := &r.Targets[i]
		switch {
		case t.Outcome != study.Met || t.MetIn >= t.Of:
		case r.Strata != nil:
			found = append(found, p.say("%s is met in %s of rollouts", t.Target.Text, p.percent(t.Share)))
		default:
			found = append(found, p.say("%s is met in %s of %s", t.Target.Text, strconv.Itoa(t.MetIn), p.counted(t.Of, "rollout", "rollouts")))
		}
	}
	return found
}

// alternative says what the fastest strategy would win and cost.
func (p *page) alternative(best *study.Result) []string {
	if p.Verdict.Fastest < 0 || &p.Results[p.Verdict.Fastest] == best {
		return nil
	}
	fast := &p.Results[p.Verdict.Fastest]
	slow, quick := numberOf(best, updatedBy), numberOf(fast, updatedBy)
	mine, theirs := p.toldNumber(best, waitAfterUpdate), p.toldNumber(fast, waitAfterUpdate)
	if slow == nil || quick == nil || mine == nil || theirs == nil {
		return nil
	}
	days := p.workdays(quick.Mean, slow.Mean)
	if days < 0.05 {
		return nil
	}
	if days >= 2 {
		days = math.Round(days)
	}
	turn := "%s would be %s earlier and means %s"
	if theirs.Mean > mine.Mean {
		turn = "%s would be %s earlier but means %s"
	}
	text := p.say(turn, p.nameOf(fast), p.workdaysLong(days), p.estimate(theirs))
	if missesOne(fast) {
		text += p.say(" and misses a target")
	}
	return []string{text}
}

// conditions are what a GO rests on. They concern the recommended slot setting
// only: on another, another plan may be needed.
func (p *page) conditions(rollouts []*study.Result) []string {
	if p.Verdict.Decision != study.GoWithConditions {
		return nil
	}
	best := p.chosen(rollouts)
	beside := where(rollouts, func(r *study.Result) bool { return r.Column == best.Column })
	good, open := where(beside, meetsAll), where(beside, undecided)
	var conditions []string
	if len(good) < len(beside) {
		conditions = append(conditions, p.say("the plan is %s", p.names(good, "or")))
	}
	many := p.many(float64(best.Slots))
	if slices.ContainsFunc(good, func(r *study.Result) bool { return r.Slots != best.Slots }) {
		many = p.say("that many %s", p.unit("s"))
	}
	conditions = append(conditions, p.parallel(many, p.grown([]int{best.Slots})))
	text := p.say("provided that %s", p.listed(conditions, "and"))
	if len(open) > 0 {
		text += " (" + p.say("%s cannot be decided with %s", p.names(open, "and"), p.runs(p.Replications)) + ")"
	}
	return append([]string{text}, p.baseline(beside)...)
}

// parallel is the condition that the backend is what the scenario says, with so many
// syncs at once and where slots grow so many more.
func (p *page) parallel(many, more string) string {
	text := p.say("the backend really runs %s in parallel", many)
	if more != "" {
		text = p.say("the backend really runs %s in parallel at the start%s", many, more)
	}
	switch c := p.Scenario.Backend.Capacity; {
	case c == nil && p.unlimited:
		return p.say("the backend really runs all %s at once without slowing any", p.unit("s"))
	case c == nil:
		return text
	case p.unlimited:
		return p.say("the backend really %s", p.capable(c))
	default:
		return p.listed([]string{text, p.capable(c)}, "and")
	}
}

// baseline says that the fleet misses a target by itself, on one of the slot
// settings of some results.
func (p *page) baseline(beside []*study.Result) []string {
	var slots []string
	for i := range p.Results {
		r := &p.Results[i]
		same := func(b *study.Result) bool { return b.Column == r.Column }
		if r.Strategy == model.NoRollout && missesOne(r) && slices.ContainsFunc(beside, same) {
			slots = append(slots, p.thousands(r.Slots))
		}
	}
	if len(slots) == 0 {
		return nil
	}
	if p.columns {
		return []string{p.say("a target is missed even without any rollout on %s slots", p.listed(slots, "and"))}
	}
	return []string{p.say("a target is missed even without any rollout")}
}

// everyWait tells the wait and the end of every strategy.
func (p *page) everyWait(rollouts []*study.Result) string {
	var words []string
	for _, r := range rollouts {
		e := p.toldNumber(r, waitAfterUpdate)
		if e == nil {
			continue
		}
		text := p.say("%s with %s", p.estimate(e), p.nameOf(r))
		if end := numberOf(r, updatedBy); end != nil {
			text += " (" + p.updated(p.date(end.Mean)) + ")"
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return p.say(p.either("no strategy has a number for the wait after the update", "no strategy has a number for the delay after the update"))
	}
	return p.say(p.either("for the sync after the update, 19 of 20 people wait at most %s", "at the sync after the update, 19 of 20 people are delayed by at most %s"), p.listed(words, "and"))
}

// targetTexts are the targets of one outcome as the scenario has them.
func targetTexts(r *study.Result, o study.TargetOutcome) []string {
	var texts []string
	for i := range r.Targets {
		if r.Targets[i].Outcome == o {
			texts = append(texts, r.Targets[i].Target.Text)
		}
	}
	return texts
}

// percent writes a share 0..1 as a percentage.
func percent(share float64) string {
	return number(share*100, min(decimals(share*100), 1)) + " %"
}
