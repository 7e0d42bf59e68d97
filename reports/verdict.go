package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model/study"
)

// Sentence is the verdict of a comparison in one sentence that carries its
// numbers and conditions, in words that a committee uses.
func Sentence(c *study.Comparison) string {
	p := pageOf(c)
	if p.queue {
		return p.queueSentence()
	}
	rollouts := p.rollouts()
	if len(rollouts) == 0 {
		return p.withoutRollout()
	}
	parts := []string{}
	switch c.Verdict.Decision {
	case study.Go, study.GoWithConditions:
		best := p.chosen(rollouts)
		parts = append(parts, "with "+p.nameOf(best)+", "+p.promise(best))
		parts = append(parts, p.finish(best)...)
		if e := numberOf(best, neverUpdated); e != nil && e.Mean > 0 {
			parts = append(parts, p.unreached(e))
		}
		parts = append(parts, p.alternative(best)...)
		parts = append(parts, p.conditions(rollouts)...)
	case study.NoGo:
		near := nearest(rollouts)
		parts = append(parts, "no strategy keeps every target", "nearest is "+p.nameOf(near)+": "+p.promise(near))
		parts = append(parts, p.finish(near)...)
		parts = append(parts, "it misses the target "+listed(targetTexts(near, study.Missed), "and"))
		parts = append(parts, p.baseline()...)
	case study.NotDecidable:
		if !c.Verdict.HasTargets {
			parts = append(parts, "the scenario names no targets", p.everyWait(rollouts))
			break
		}
		near := nearest(rollouts)
		parts = append(parts, "no strategy is sure to keep every target", p.nameOf(near)+" may: "+p.promise(near))
		parts = append(parts, p.finish(near)...)
		if open := targetTexts(near, study.Undecided); len(open) > 0 {
			parts = append(parts, listed(open, "and")+" cannot be decided with "+counted(c.Replications, "rollout", "rollouts"))
		}
		parts = append(parts, p.baseline()...)
	}
	if c.Partial() {
		parts = append(parts, fmt.Sprintf("this rests on %d of the %s asked for",
			c.Replications, counted(c.Asked, "rollout", "rollouts")))
	}
	return decision(c.Verdict.Decision) + ": " + strings.Join(parts, "; ") + "."
}

// withoutRollout is the verdict where nothing is rolled out: what the backend
// does on its own.
func (p *page) withoutRollout() string {
	if len(p.Results) == 0 {
		return decision(p.Verdict.Decision) + ": there is no result."
	}
	r := &p.Results[0]
	text := decision(p.Verdict.Decision) + ": nothing is rolled out; "
	e := wait(r)
	if e == nil {
		return text + "nobody asks for a sync."
	}
	return text + "of every 20 syncs, 19 wait at most " + p.estimate(e) + "."
}

// chosen is the recommended strategy.
func (p *page) chosen(rollouts []*study.Result) *study.Result {
	if p.Verdict.Best >= 0 {
		return &p.Results[p.Verdict.Best]
	}
	return nearest(rollouts)
}

// nearest is the strategy that misses the fewest targets, and among those has
// the fewest undecided, and then the shortest wait.
func nearest(rollouts []*study.Result) *study.Result {
	headline := func(r *study.Result) float64 {
		if e := wait(r); e != nil {
			return e.Mean
		}
		return math.Inf(1)
	}
	return slices.MinFunc(rollouts, func(a, b *study.Result) int {
		m, n := tally(a), tally(b)
		return cmp.Or(cmp.Compare(m[study.Missed], n[study.Missed]),
			cmp.Compare(m[study.Undecided], n[study.Undecided]),
			cmp.Compare(headline(a), headline(b)))
	})
}

// promise says how long people wait.
func (p *page) promise(r *study.Result) string {
	e := numberOf(r, waitAfterUpdate)
	if e == nil {
		return "there is no number for the wait after the update"
	}
	if e.Mean == 0 {
		return "19 of 20 people do not wait for the sync after the update"
	}
	return "19 of 20 people wait at most " + p.estimate(e) + " for the sync after the update"
}

// finish says when the PCs are updated, and in how many rollouts it was so by
// that day. The day is the one by which it is so in 19 of 20 rollouts.
func (p *page) finish(r *study.Result) []string {
	e := metric(r, updatedBy)
	if e == nil {
		return nil
	}
	if !finite(e.P95) {
		if e.Unreached > 0 {
			return []string{fmt.Sprintf("in %s of rollouts, fewer than 95 %% of the PCs are updated within the %s simulated",
				percent(e.Unreached), counted(p.Scenario.Horizon, "day", "days"))}
		}
		if !finite(e.Mean) {
			return nil
		}
		return []string{"95 % of the PCs are updated by " + p.date(e.Mean) + " (one rollout)"}
	}
	kept, day := 0, p.date(e.P95)
	for _, v := range e.Values {
		if v <= e.P95 || finite(v) && p.date(v) == day {
			kept++
		}
	}
	text := "95 % of the PCs are updated by " + day
	if len(e.Values) > 0 {
		text += fmt.Sprintf(" in %d of %s", kept, counted(len(e.Values), "rollout", "rollouts"))
	}
	return []string{text}
}

// alternative says what the fastest strategy would win and cost.
func (p *page) alternative(best *study.Result) []string {
	if p.Verdict.Fastest < 0 || &p.Results[p.Verdict.Fastest] == best {
		return nil
	}
	fast := &p.Results[p.Verdict.Fastest]
	slow, quick := numberOf(best, updatedBy), numberOf(fast, updatedBy)
	mine, theirs := numberOf(best, waitAfterUpdate), numberOf(fast, waitAfterUpdate)
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

// conditions are what a GO rests on.
func (p *page) conditions(rollouts []*study.Result) []string {
	if p.Verdict.Decision != study.GoWithConditions {
		return nil
	}
	var conditions []string
	bad, open := where(rollouts, missesOne), where(rollouts, undecided)
	if len(bad)+len(open) > 0 {
		conditions = append(conditions, "the plan is "+p.names(where(rollouts, meetsAll), "or"))
	}
	conditions = append(conditions, fmt.Sprintf("the backend really runs %s in parallel",
		counted(p.chosen(rollouts).Slots, "sync", "syncs")))
	text := "provided that " + listed(conditions, "and")
	if len(open) > 0 {
		text += " (" + p.names(open, "and") + " cannot be decided with " + counted(p.Replications, "rollout", "rollouts") + ")"
	}
	return append([]string{text}, p.baseline()...)
}

// baseline says that the fleet misses a target by itself.
func (p *page) baseline() []string {
	if slices.Contains(p.Verdict.Reasons, study.BaselineMisses) {
		return []string{"a target is missed even without a rollout"}
	}
	return nil
}

// everyWait tells the wait and the end of every strategy.
func (p *page) everyWait(rollouts []*study.Result) string {
	var words []string
	for _, r := range rollouts {
		e := numberOf(r, waitAfterUpdate)
		if e == nil {
			continue
		}
		text := p.estimate(e) + " with " + p.nameOf(r)
		if end := numberOf(r, updatedBy); end != nil {
			text += " (95 % of the PCs updated by " + p.date(end.Mean) + ")"
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return "no strategy has a number for the wait after the update"
	}
	return "for the sync after the update, 19 of 20 people wait at most " + listed(words, "and")
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
