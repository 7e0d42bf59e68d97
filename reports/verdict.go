package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
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
		parts = append(parts, "with "+p.nameOf(best)+", "+p.promise(best))
		parts = append(parts, p.finish(best)...)
		parts = append(parts, p.notAlways(best)...)
		parts = append(parts, p.riskPart(best)...)
		parts = append(parts, p.needed(best.Column)...)
		parts = append(parts, p.doubt()...)
		parts = append(parts, p.alternative(best)...)
		parts = append(parts, p.conditions(rollouts)...)
	case study.NoGo:
		near := p.nearest(rollouts)
		parts = append(parts, "no strategy keeps every target", "nearest is "+p.nameOf(near)+": "+p.promise(near))
		parts = append(parts, p.finish(near)...)
		parts = append(parts, p.riskPart(near)...)
		parts = append(parts, "it misses the target "+listed(targetTexts(near, study.Missed), "and"))
		parts = append(parts, p.needed(near.Column)...)
		parts = append(parts, p.baseline(rollouts)...)
	case study.NotDecidable:
		if !p.Verdict.HasTargets {
			parts = append(parts, "the scenario names no targets", p.everyWait(rollouts))
			parts = append(parts, p.everyRisk()...)
			break
		}
		parts = append(parts, "no strategy is sure to keep every target")
		parts = append(parts, p.candidate(p.nearest(rollouts))...)
		parts = append(parts, p.riskPart(p.nearest(rollouts))...)
		parts = append(parts, p.baseline(rollouts)...)
	}
	if p.Partial() {
		parts = append(parts, fmt.Sprintf("this rests on %d of the %s asked for",
			p.Replications, counted(p.Asked, "rollout", "rollouts")))
	}
	return decision(p.Verdict.Decision) + ": " + strings.Join(parts, "; ") + "."
}

// candidate says why it is open whether the nearest strategy keeps its targets.
func (p *page) candidate(near *study.Result) []string {
	if empty := targetTexts(near, study.Skipped); len(empty) > 0 {
		return append([]string{"nearest is " + p.nameOf(near) + ", but it has nothing to count for " + listed(empty, "and")}, p.finish(near)...)
	}
	parts := append([]string{p.nameOf(near) + " may: " + p.promise(near)}, p.finish(near)...)
	if open := targetTexts(near, study.Undecided); len(open) > 0 {
		parts = append(parts, listed(open, "and")+" cannot be decided with "+counted(p.Replications, "rollout", "rollouts"))
	}
	return parts
}

// withoutRollout is the verdict where nothing is rolled out: what the backend
// does on its own.
func (p *page) withoutRollout() string {
	if len(p.Results) == 0 {
		return decision(p.Verdict.Decision) + ": there is no result."
	}
	r := &p.Results[0]
	text := decision(p.Verdict.Decision) + ": nothing is rolled out; "
	e := p.wait(r)
	if any := p.told(r, waitAnySync); e == nil && any != nil && unknown(any) {
		return text + "the " + p.either("wait", "delay") + " of 19 of 20 syncs is " + p.noNumber(any) + "."
	}
	if e == nil {
		return text + "nobody asks for a sync."
	}
	return text + "of every 20 syncs, 19 " + p.waitAtMost() + " " + p.estimate(e) + "."
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

// promise says how long people wait.
func (p *page) promise(r *study.Result) string {
	e := p.toldNumber(r, waitAfterUpdate)
	if all := p.told(r, waitAfterUpdate); all != nil && unknown(all) {
		return "how long 19 of 20 people " + p.either("wait ", "are delayed ") + p.atSync() + " is " + p.noNumber(all)
	}
	if e == nil {
		return "there is no number for the " + p.either("wait", "delay") + " after the update"
	}
	if e.Mean == 0 {
		return "19 of 20 people " + p.either("do not wait ", "are not delayed ") + p.atSync()
	}
	return "19 of 20 people " + p.waitAtMost() + " " + p.estimate(e) + " " + p.atSync() + p.besideWorst(r, e)
}

// finish says when the PCs are updated, in how many rollouts it is so by that day,
// and how many PCs never are.
func (p *page) finish(r *study.Result) []string {
	text := p.end(r)
	if text == "" {
		return nil
	}
	if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
		text += ", and " + p.unreached(e)
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
	within := "within the " + counted(p.Scenario.Horizon, "day", "days") + " simulated"
	of := " of " + counted(known, "rollout", "rollouts")
	if r.Strata != nil {
		of = " of rollouts"
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
		return fmt.Sprintf("in %s%s, fewer than 95 %% of %s are updated %s", in, of, p.candidates(), within)
	case known == 1 && r.Strata == nil:
		return p.updated(p.date(e.Mean)) + " (one rollout)"
	}
	day := p.date(e.Mean)
	text := p.updated(day) + " in " + by(day) + of
	if last := p.date(e.P95); finite(e.P95) && last != day {
		text += " and by " + last + " in " + by(last)
	}
	if late > 0 {
		text += ", but not " + within + " in " + in
	}
	return text
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
			found = append(found, t.Target.Text+" is met in "+percent(t.Share)+" of rollouts")
		default:
			found = append(found, fmt.Sprintf("%s is met in %d of %s", t.Target.Text, t.MetIn, counted(t.Of, "rollout", "rollouts")))
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
	turn := "and means "
	if theirs.Mean > mine.Mean {
		turn = "but means "
	}
	text := p.nameOf(fast) + " would be " + spokenWorkdays(days) + " earlier " + turn + p.estimate(theirs)
	if missesOne(fast) {
		text += " and misses a target"
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
		conditions = append(conditions, "the plan is "+p.names(good, "or"))
	}
	many := manyOf(p.Scenario, float64(best.Slots))
	if slices.ContainsFunc(good, func(r *study.Result) bool { return r.Slots != best.Slots }) {
		many = "that many " + p.unit("s")
	}
	conditions = append(conditions, p.parallel(many, p.grown([]int{best.Slots})))
	text := "provided that " + listed(conditions, "and")
	if len(open) > 0 {
		text += " (" + p.names(open, "and") + " cannot be decided with " + counted(p.Replications, "rollout", "rollouts") + ")"
	}
	return append([]string{text}, p.baseline(beside)...)
}

// parallel is the condition that the backend is what the scenario says, with so many
// syncs at once and where slots grow so many more.
func (p *page) parallel(many, more string) string {
	text := "the backend really runs " + many + " in parallel"
	if more != "" {
		text += " at the start" + more
	}
	switch c := p.Scenario.Backend.Capacity; {
	case c == nil && p.unlimited:
		return "the backend really runs all " + p.unit("s") + " at once without slowing any"
	case c == nil:
		return text
	case p.unlimited:
		return "the backend really " + p.capable(c)
	default:
		return text + " and " + p.capable(c)
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
			slots = append(slots, thousands(r.Slots))
		}
	}
	if len(slots) == 0 {
		return nil
	}
	text := "a target is missed even " + noRolloutInWords
	if p.columns {
		text += " on " + listed(slots, "and") + " slots"
	}
	return []string{text}
}

// everyWait tells the wait and the end of every strategy.
func (p *page) everyWait(rollouts []*study.Result) string {
	var words []string
	for _, r := range rollouts {
		e := p.toldNumber(r, waitAfterUpdate)
		if e == nil {
			continue
		}
		text := p.estimate(e) + " with " + p.nameOf(r)
		if end := numberOf(r, updatedBy); end != nil {
			text += " (" + p.updated(p.date(end.Mean)) + ")"
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return "no strategy has a number for the " + p.either("wait", "delay") + " after the update"
	}
	return p.atSync() + ", 19 of 20 people " + p.waitAtMost() + " " + listed(words, "and")
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
