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

// Sentence is the verdict of a comparison: a sentence that carries its numbers and
// conditions, and where there is more to weigh a second one, in words that a committee
// uses.
func Sentence(c *study.Comparison) string { return pageOf(c).sentence() }

func (p *page) sentence() string {
	if p.queue {
		return p.queueSentence()
	}
	rollouts := p.rollouts()
	if len(rollouts) == 0 {
		return p.withoutRollout()
	}
	var parts, more []string
	switch p.Verdict.Decision {
	case study.Go, study.GoWithConditions:
		best := p.chosen(rollouts)
		parts = append(parts, p.promise(best, p.say("with %s, ", p.nameOf(best))))
		parts = append(parts, p.finish(best)...)
		parts = append(parts, p.notAlways(best)...)
		parts = append(parts, p.conditions(rollouts)...)
		more = append(more, p.onFewer(best)...)
		more = append(more, p.riskPart(best)...)
		more = append(more, p.needed(best.Column)...)
		more = append(more, p.doubt()...)
		more = append(more, p.alternative(best)...)
	case study.NoGo:
		near := p.nearest(rollouts)
		parts = append(parts, p.say("no strategy keeps every target"), p.say("nearest is %s: %s", p.nameOf(near), p.promise(near, p.there())))
		parts = append(parts, p.finish(near)...)
		parts = append(parts, p.say("it misses the target %s", p.listed(targetTexts(near, study.Missed), "and")))
		more = append(more, p.riskPart(near)...)
		more = append(more, p.needed(near.Column)...)
		more = append(more, p.baseline(rollouts)...)
	case study.Preliminary:
		first := p.chosen(rollouts)
		parts = append(parts, p.promise(first, p.say("with %s, ", p.nameOf(first))))
		parts = append(parts, p.finish(first)...)
		parts = append(parts, p.open(first)...)
		more = append(more, p.alsoMay()...)
		more = append(more, p.riskPart(first)...)
		more = append(more, p.needed(first.Column)...)
		more = append(more, p.baseline(rollouts)...)
	case study.NotDecidable:
		if !p.Verdict.HasTargets {
			parts = append(parts, p.say("the scenario names no targets"), p.everyWait(rollouts))
			more = append(more, p.everyRisk()...)
			break
		}
		first := p.chosen(rollouts)
		parts = append(parts, p.say("no strategy is sure to keep every target"))
		parts = append(parts, p.candidate(first)...)
		more = append(more, p.alsoMay()...)
		more = append(more, p.riskPart(first)...)
		more = append(more, p.baseline(rollouts)...)
	}
	if p.Partial() {
		more = append(more, p.say("this rests on %s of the %s asked for", strconv.Itoa(p.Replications), p.runs(p.Asked)))
	}
	text := p.say(decision(p.Verdict.Decision)) + ": " + p.begun(strings.Join(parts, "; ")) + "."
	if len(more) > 0 {
		text += " " + capital(strings.Join(more, "; ")) + "."
	}
	return text
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

// candidate says what the strategy brings that is first of those that may keep their
// targets, and what would decide whether it does; or why the nearest one does not count
// among these.
func (p *page) candidate(first *study.Result) []string {
	if len(p.Verdict.May) == 0 {
		why := p.say("nearest is %s, but it updates nobody", p.nameOf(first))
		if empty := targetTexts(first, study.Skipped); len(empty) > 0 {
			why = p.say("nearest is %s, but it has nothing to count for %s", p.nameOf(first), p.listed(empty, "and"))
		}
		return append([]string{why}, p.finish(first)...)
	}
	parts := append([]string{p.say("%s may: %s", p.nameOf(first), p.promise(first, p.there()))}, p.finish(first)...)
	return append(parts, p.open(first)...)
}

// open says which targets of a result cannot be decided yet, and what would decide them.
func (p *page) open(first *study.Result) []string {
	var parts []string
	var open, beyond []string
	var slowest *study.TargetResult // to be decided
	for i := range first.Targets {
		switch t := &first.Targets[i]; {
		case t.Outcome != study.Undecided:
		case t.Beyond:
			beyond = append(beyond, t.Target.Text)
		default:
			open = append(open, t.Target.Text)
			if slowest == nil || !(t.Needed <= slowest.Needed) {
				slowest = t
			}
		}
	}
	if len(open) > 0 {
		text := p.say("%s cannot be decided with %s", p.listed(open, "and"), p.runs(p.Replications))
		if p.Verdict.Decision == study.Preliminary {
			text = p.say("so far that keeps every target, but %s cannot decide %s", p.runs(p.Replications), p.listed(open, "and"))
		}
		switch {
		case !math.IsNaN(slowest.Needed):
			text += " (" + p.toDecide(slowest) + ")"
		case p.Verdict.Decision == study.Preliminary:
			text += " (" + p.say("about %s would decide", p.runs(study.Enough(p.Scenario))) + ")"
		}
		parts = append(parts, text)
	}
	if len(beyond) > 0 {
		parts = append(parts, p.say("%s cannot be decided, since the horizon ends before: only a longer one decides", p.listed(beyond, "and")))
	}
	return parts
}

// mostNamed is how many strategies a sentence names one by one.
const mostNamed = 4

// others are the names of the strategies that may keep every target besides the first.
func (p *page) others() []string {
	var names []string
	for k, i := range p.Verdict.May {
		if k > 0 {
			names = append(names, p.nameOf(&p.Results[i]))
		}
	}
	if more := len(names) - mostNamed; more > 0 {
		names = append(names[:mostNamed], p.say("%s more", p.thousands(more)))
	}
	return names
}

// alsoMay names them.
func (p *page) alsoMay() []string {
	names := p.others()
	if len(names) == 0 {
		return nil
	}
	return []string{p.say("%s may keep every target as well", p.listed(names, "and"))}
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

// chosen is the recommended strategy, or the first of those that may be, or the nearest.
func (p *page) chosen(rollouts []*study.Result) *study.Result {
	if p.Verdict.Best >= 0 {
		return &p.Results[p.Verdict.Best]
	}
	if len(p.Verdict.May) > 0 {
		return &p.Results[p.Verdict.May[0]]
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
	slow, quick, theirs := numberOf(best, updatedBy), numberOf(fast, updatedBy), p.toldNumber(fast, waitAfterUpdate)
	if slow == nil || quick == nil || theirs == nil {
		return nil
	}
	days := p.workdays(quick.Mean, slow.Mean)
	if days < 0.05 {
		return nil
	}
	if days >= 2 {
		days = math.Round(days)
	}
	price := p.price(fast, best, theirs)
	switch name := p.nameOf(fast); {
	case len(price) > 0:
		if fast.Slots > best.Slots {
			name = p.called(fast.Strategy) // the price says on how many
		}
		return []string{p.say("%s would be %s earlier but %s", name, p.workdaysLong(days), p.listed(price, "and"))}
	case meetsAll(fast):
		return []string{p.say("%s would be %s earlier and keeps every target as well", name, p.workdaysLong(days))}
	default:
		return []string{p.say("%s would be %s earlier", name, p.workdaysLong(days))}
	}
}

// price is what is worse with a faster strategy than with the recommended one: more
// slots, a longer wait and more PCs exposed where that is more than chance, and a target
// that it misses.
func (p *page) price(fast, best *study.Result, wait *study.Estimate) []string {
	var price []string
	if fast.Slots > best.Slots {
		price = append(price, p.say("needs %s slots in place of %s", p.thousands(fast.Slots), p.thousands(best.Slots)))
	}
	if p.waitsLonger(fast, best) {
		price = append(price, p.say("means %s", p.estimate(wait)))
	}
	switch {
	case missesOne(fast):
		price = append(price, p.say("misses a target"))
	case !meetsAll(fast):
		price = append(price, p.say("may miss a target"))
	}
	if p.exposesMore(fast, best) {
		price = append(price, p.say("exposes more PCs if the release is bad"))
	}
	return price
}

// waitsLonger tells whether the wait after the update is longer with a result than with
// another by more than chance and by enough to name.
func (p *page) waitsLonger(r, than *study.Result) bool {
	is := func(of *study.Result, strategy string, slots int) bool {
		return of.Strategy == strategy && of.Slots == slots
	}
	for i := range p.Differences {
		switch d := &p.Differences[i]; {
		case d.Metric.Name != p.judged(waitAfterUpdate):
		case is(r, d.A, d.SlotsA) && is(than, d.B, d.SlotsB):
			return d.WorthIt && d.Mean > 0
		case is(r, d.B, d.SlotsB) && is(than, d.A, d.SlotsA):
			return d.WorthIt && d.Mean < 0
		}
	}
	return false
}

// exposesMore tells whether a bad release reaches more PCs with a result than with
// another by more than chance.
func (p *page) exposesMore(r, than *study.Result) bool {
	for i := range p.Trades {
		t := &p.Trades[i]
		for k := range t.Savings {
			saved := &t.Savings[k]
			if saved.Metric.Name != exposed || saved.IfProblem.Reason != "" {
				continue
			}
			switch {
			case &p.Results[t.A] == r && &p.Results[t.B] == than:
				return saved.IfProblem.Low > 0
			case &p.Results[t.B] == r && &p.Results[t.A] == than:
				return saved.IfProblem.High < 0
			}
		}
	}
	return false
}

// onFewer says that no strategy is sure to keep every target on the numbers of slots
// below the recommended one, where the scenario gives several: the verdict is about
// that one alone.
func (p *page) onFewer(best *study.Result) []string {
	var none, open []string
	for _, of := range settings(p.Results) {
		if of[0].Slots >= best.Slots || of[0].Column == best.Column || slices.ContainsFunc(of, func(r study.Result) bool { return r.Auto != study.Given }) {
			continue
		}
		if slices.ContainsFunc(of, func(r study.Result) bool { return r.Strategy != model.NoRollout && undecided(&r) }) {
			open = append(open, p.thousands(of[0].Slots))
		} else {
			none = append(none, p.thousands(of[0].Slots))
		}
	}
	var found []string
	for _, said := range []struct {
		slots     []string
		one, many string
	}{
		{none, "on %s slot no strategy keeps every target", "on %s slots no strategy keeps every target"},
		{open, "on %s slot no strategy is sure to keep every target", "on %s slots no strategy is sure to keep every target"},
	} {
		switch numbers := p.listed(said.slots, "and"); numbers {
		case "":
		case "1":
			found = append(found, p.say(said.one, numbers))
		default:
			found = append(found, p.say(said.many, numbers))
		}
	}
	return found
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
