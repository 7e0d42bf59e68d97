package reports

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestSentence checks each decision for the words that it must say.
func TestSentence(t *testing.T) {
	everyGood := func() *study.Comparison {
		c := officeComparison()
		c.Results[1] = result("big bang", 50, 20, 6*minute, 9*minute, 0.8, 3*workday)
		c.Verdict = study.Verdict{Decision: study.Go, Best: 1, Fastest: 1, HasTargets: true}
		return c
	}
	open := func() *study.Comparison {
		c := officeComparison()
		for i := range c.Results[2:] {
			c.Results[2+i].Targets[0].Outcome, c.Results[2+i].Targets[0].Needed = study.Undecided, 35
		}
		c.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, May: []int{3, 2}, Fastest: 1, HasTargets: true, Reasons: []study.Reason{study.SomeUndecided}}
		return c
	}
	few := func() *study.Comparison {
		c := open()
		c.Replications, c.Verdict.Decision = 5, study.Preliminary
		return c
	}
	fewer := func() *study.Comparison {
		c := few()
		c.Replications = 2
		for i := range c.Results[2:] {
			c.Results[2+i].Targets[0].Needed = math.NaN()
		}
		return c
	}
	nothing := func() *study.Comparison {
		c := officeComparison()
		c.Results = c.Results[:1]
		c.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, Fastest: -1}
		return c
	}
	for _, tt := range []struct {
		name string
		make func() *study.Comparison
		want []string
		not  string
	}{
		{"every strategy is good", everyGood,
			[]string{"GO: with big bang, 19 of 20 people wait at most 6 min ± ", "95 % of the PCs are updated by Wed 14 April 2027 in 10 of 20 rollouts and by Thu 15 April 2027 in 20."}, "provided"},
		{"big bang is not", officeComparison,
			[]string{"GO WITH CONDITIONS: with waves, ", "in parallel. Big bang would be 11 workdays earlier but means 4 h 36 min ± 4 min and misses a target.",
				"provided that the plan is waves or pilot and the backend really runs 50 syncs in parallel"}, "no rollout"},
		{"none is", stoppedComparison,
			[]string{"NO-GO: no strategy keeps every target; nearest is big bang on 50 slots: ", "misses the target wait.update.p95 <= 10m",
				"even without any rollout", "12 of the 20 rollouts asked for"}, "GO WITH"},
		{"undecided", open,
			[]string{"NOT DECIDABLE: no strategy is sure", "pilot may: 19 of 20 people wait", "in 90% of rollouts cannot be decided with 20 rollouts (about 35 rollouts would decide). Waves may keep every target as well."}, "provided"},
		{"too few rollouts", few,
			[]string{"PRELIMINARY: with pilot, 19 of 20 people wait", "so far that keeps every target, but 5 rollouts cannot decide wait.update.p95 <= 10m",
				"(about 35 rollouts would decide). Waves may keep every target as well"}, "NOT DECIDABLE"},
		{"so few that nobody can tell how many", fewer, []string{"2 rollouts cannot decide", "rollouts are usual for a decision)."}, "too few rollouts to tell"},
		{"no targets", oneRollout,
			[]string{"NOT DECIDABLE: the scenario names no targets", "with waves (95 % of the PCs are updated by Fri 30 April 2027)"}, "no rollout"},
		{"nothing is rolled out", nothing,
			[]string{"nothing is rolled out; of every 20 syncs, 19 wait at most 2.00 s ± "}, "update"},
	} {
		got := pageOf(tt.make()).sentence()
		for _, words := range tt.want {
			assert.Contains(t, got, words, "%s: %q does not say %q", tt.name, got, words)
		}
		assert.NotContains(t, got, tt.not, "%s: %q says %q", tt.name, got, tt.not)
	}
}

// neverOpened turns a result into that of a plan that updates nobody within the days
// simulated: nothing waits after an update, and the end is not reached.
func neverOpened(r *study.Result) {
	inf := math.Inf(1)
	for i := range r.Metrics {
		e := &r.Metrics[i]
		switch e.Metric.Name {
		case waitAfterUpdate:
			r.Metrics[i] = without(waitAfterUpdate, model.Seconds, study.NothingToCount)
		case updatedBy:
			e.Median, e.Unreached, e.Missing = true, 1, study.Missing{Kind: study.NotReached, In: 20, Of: 20}
			e.Mean, e.Low, e.High, e.P5, e.P95 = inf, inf, inf, inf, inf
			for k := range e.Values {
				e.Values[k] = inf
			}
		}
	}
	r.Targets[0].Outcome = study.Skipped
	r.Targets[1].Outcome = study.Missed
}

// TestSentenceOfNeverOpenedPlans checks what is said of plans that update nobody.
func TestSentenceOfNeverOpenedPlans(t *testing.T) {
	alone := strategyAlone()
	neverOpened(&alone.Results[0])
	alone.Results[0].Targets = alone.Results[0].Targets[:1] // only the wait
	alone.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, Fastest: -1, HasTargets: true, Reasons: []study.Reason{study.SomeUndecided}}
	both := officeComparison()
	neverOpened(&both.Results[3])
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want []string
		not  []string
	}{
		{"the only plan", alone,
			[]string{"NOT DECIDABLE: no strategy is sure to keep every target; nearest is waves, but it has nothing to count for wait.update.p95 <= 10m",
				"in 20 of 20 rollouts, fewer than 95 % of the PCs are updated within the 39 days simulated"},
			[]string{"may:", "no number"}},
		{"one of the plans", both,
			[]string{"GO WITH CONDITIONS: with waves, ", "provided that the plan is waves and the backend really runs 50 syncs in parallel."},
			[]string{"pilot", "the plan is  and"}},
	} {
		check(t, tt.name, pageOf(tt.c).sentence(), tt.want, tt.not)
	}
}

// onSlots makes a comparison of big bang and waves on 20 and on 50 slots, in which
// only one result meets the targets.
func onSlots(good int) *study.Comparison {
	c := officeComparison()
	c.Results = nil
	for _, slots := range []int{20, 50} {
		c.Results = append(c.Results,
			result(model.NoRollout, slots, 20, 20, 35, 0.31, 0),
			result("big bang", slots, 20, 4.6*hour, 5.1*hour, 0.998, 3*workday+11.4*hour),
			result("waves", slots, 20, 1*hour, 2*hour, 0.9, 18*workday+10*hour))
	}
	c.Results[good] = result(c.Results[good].Strategy, c.Results[good].Slots, 20, 5*minute, 9*minute, 0.7, 18*workday+10*hour)
	c.Differences = nil
	c.Verdict = study.Verdict{Decision: study.GoWithConditions, Best: good, Fastest: good - good%3 + 1,
		Reasons: []study.Reason{study.SomeMiss}, HasTargets: true}
	return inColumns(c)
}

// TestSentenceOfSlotNumbers checks that conditions speak of the recommended number of
// slots alone.
func TestSentenceOfSlotNumbers(t *testing.T) {
	elsewhere := onSlots(5)
	elsewhere.Results[0].Targets[0].Outcome = study.Missed // no rollout on 20 slots
	openBelow := onSlots(5)
	openBelow.Results[2].Targets[0].Outcome = study.Undecided
	here := onSlots(5)
	here.Results[3].Targets[0].Outcome = study.Missed // no rollout on 50 slots
	here.Verdict.Reasons = append(here.Verdict.Reasons, study.BaselineMisses)
	every := onSlots(5)
	every.Results[4] = result("big bang", 50, 20, 6*minute, 9*minute, 0.8, 3*workday)
	every.Verdict = study.Verdict{Decision: study.Go, Best: 4, Fastest: 4, HasTargets: true}
	inColumns(every)
	nobody := onSlots(5)
	nobody.Results[5] = nobody.Results[2]
	nobody.Results[5].Slots = 50
	inColumns(nobody)
	nobody.Results[0].Targets[0].Outcome = study.Missed
	nobody.Verdict = study.Verdict{Decision: study.NoGo, Best: -1, Fastest: 1, HasTargets: true, Reasons: []study.Reason{study.BaselineMisses}}
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want []string
		not  []string
	}{
		{"only 50 slots do", onSlots(5),
			[]string{"with waves on 50 slots, ", "the plan is waves on 50 slots and the backend really runs 50 syncs in parallel", "big bang on 50 slots would be"},
			[]string{"waves on 20 slots", "without"}},
		{"the verdict is about 50 slots", onSlots(5), []string{"in parallel. On 20 slots no strategy keeps every target; big bang on 50"}, nil},
		{"20 slots are not ruled out", openBelow, []string{"On 20 slots no strategy is sure to keep every target;"}, []string{"no strategy keeps"}},
		{"20 slots do", onSlots(2), []string{"with waves on 20 slots, ", "runs 20 syncs"}, []string{"50 slots"}},
		{"no rollout misses a target on another number", elsewhere, []string{"runs 50 syncs in parallel."}, []string{"without any rollout"}},
		{"no rollout misses a target on this number", here, []string{"a target is missed even without any rollout on 50 slots. On 20"}, nil},
		{"every strategy is good on 50", every, []string{"GO: with big bang on 50 slots, "}, []string{"provided", "the plan is"}},
		{"none is good", nobody, []string{"NO-GO: ", "A target is missed even without any rollout on 20 slots"}, []string{"provided"}},
	} {
		check(t, tt.name, pageOf(tt.c).sentence(), tt.want, tt.not)
	}
}

// TestPriceOfTheFasterPlan checks that the verdict says what is worse with the plan that
// ends first, and nothing else: a wait that is longer by chance is no price.
func TestPriceOfTheFasterPlan(t *testing.T) {
	// Waves are recommended, and big bang keeps every target as well; its wait differs by
	// as much as is said, in seconds.
	faster := func(slots int, wait float64, sure bool) *study.Comparison {
		c := officeComparison()
		c.Results[1] = result("big bang", slots, 20, 5.2*minute+wait, 9*minute, 0.8, 3*workday)
		c.Differences = []study.Difference{{Metric: metric(&c.Results[2], waitAfterUpdate).Metric, A: "waves", B: "big bang", SlotsA: 50, SlotsB: slots,
			Estimate: stats.Estimate{Mean: -wait, Low: -wait - 3, High: -wait + 3, N: 20}, WorthIt: sure}}
		for i := range c.Results {
			c.Results[i].Auto = study.Found
		}
		return c
	}
	open := faster(50, 6, false)
	open.Results[1].Targets[0].Outcome = study.Undecided
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want string
	}{
		{"no price", faster(50, 6, false), "Big bang on 50 slots would be 11 workdays earlier and keeps every target as well."},
		{"a shorter wait", faster(50, -60, true), "Big bang on 50 slots would be 11 workdays earlier and keeps every target as well."},
		{"a longer wait", faster(50, 60, true), "Big bang on 50 slots would be 11 workdays earlier but means 6 min 12 s ± 5 s."},
		{"more slots", faster(145, 6, false), "Big bang would be 11 workdays earlier but needs 145 slots in place of 50."},
		{"more slots and a longer wait", faster(145, 60, true), "Big bang would be 11 workdays earlier but needs 145 slots in place of 50 and means 6 min 12 s ± 5 s."},
		{"it is open", open, "Big bang on 50 slots would be 11 workdays earlier but may miss a target."},
	} {
		got := pageOf(tt.c).alternative(&tt.c.Results[2])
		assert.True(t, len(got) == 1 && capital(got[0])+"." == tt.want, "%s: %q, want %q", tt.name, got, tt.want)
	}
}

// TestManyMay checks that of many strategies that may keep their targets only a few are
// named.
func TestManyMay(t *testing.T) {
	c := officeComparison()
	for range 5 {
		c.Results = append(c.Results, c.Results[3])
	}
	c.Verdict.May = []int{2, 3, 4, 5, 6, 7, 8}
	got, want := pageOf(c).alsoMay()[0], "pilot, pilot, pilot, pilot and 2 more may keep every target as well"
	assert.Equal(t, want, got)
}

// TestUnfinishedIsSaidOnce checks that what is the same of several strategies, or of
// phases that follow each other, is one line.
func TestUnfinishedIsSaidOnce(t *testing.T) {
	c := officeComparison()
	for i := range c.Results[1:] {
		r := &c.Results[1+i]
		r.Metrics = append(r.Metrics, estimated("never", model.Count, around(20, 163, 9)))
	}
	phases := make([]study.PhaseResult, 6)
	for i := range phases {
		phases[i] = study.PhaseResult{Name: "wave " + strconv.Itoa(i+1), Clients: 500}
		if i >= 3 {
			phases[i].Never = 20
		}
	}
	phases[2].Never = 1
	c.Results[2].Phases, c.Results[3].Phases = phases, phases
	got := pageOf(c).unfinished()
	want := []string{"all strategies: 163 ± 3 PCs are never updated",
		`waves and pilot: phase "wave 3" (500 PCs) does not open in 1 of 20 rollouts`,
		`waves and pilot: phases "wave 4" to "wave 6" (1,500 PCs) do not open in 20 of 20 rollouts`}
	assert.Equal(t, want, got)
}

// TestSentenceNamesItsDenominator checks that a share of those who can be updated is
// never told as one of all PCs, and that those left out are counted.
func TestSentenceNamesItsDenominator(t *testing.T) {
	refused := officeComparison()
	for i := range refused.Results[1:] {
		r := &refused.Results[1+i]
		r.Metrics = append(r.Metrics, estimated("never", model.Count, around(20, 163, 9)))
	}
	have := officeComparison()
	have.Scenario.Groups[0].Versions = []model.VersionShare{{Version: "9.3", Share: 0.7}, {Version: "9.4", Share: 0.3}}
	unphased := officeComparison()
	unphased.Results[1].Phases[0].Clients = 3000
	const candidates = "95 % of the PCs that can be updated are updated by Fri 30 April 2027 in 20 of 20 rollouts"
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want []string
		not  []string
	}{
		{"everybody is updated", officeComparison(), []string{"95 % of the PCs are updated by Fri 30 April 2027"}, []string{"that can be", "never"}},
		{"some refuse", refused, []string{candidates + ", and 163 ± 3 PCs are never updated;"}, []string{"the PCs are updated by"}},
		{"some have the release", have, []string{candidates + ";"}, []string{"the PCs are updated by", "never"}},
		{"some are in no phase", unphased, []string{candidates + ";"}, []string{"the PCs are updated by"}},
	} {
		check(t, tt.name, pageOf(tt.c).sentence(), tt.want, tt.not)
	}
	page := strings.Join(shown(refused), "\n")
	assert.True(t, strings.Contains(page, "can be updated are") && strings.Contains(page, "163 ± 3 PCs never"),
		"the table does not say how many PCs are left out:\n%s", page)
}

// TestEndIsTheMedian checks that the sentence gives the day that the table gives, in
// how many rollouts it holds, and the day of 19 in 20 where that is later.
func TestEndIsTheMedian(t *testing.T) {
	ends := func(values ...float64) *study.Comparison {
		c := officeComparison()
		e := metric(&c.Results[2], updatedBy)
		*e = estimated(updatedBy, model.Instant, values)
		return c
	}
	late := ends(18*workday, 18*workday, 18*workday)
	e := metric(&late.Results[2], updatedBy)
	e.Values, e.P95, e.High, e.Unreached = []float64{18 * workday, 18 * workday, math.Inf(1)}, math.Inf(1), math.Inf(1), 1.0/3
	for _, tt := range []struct {
		name, want, not string
		c               *study.Comparison
	}{
		{"one day", "updated by Fri 30 April 2027 in 3 of 3 rollouts;", " and by",
			ends(18*workday+hour, 18*workday+2*hour, 18*workday+3*hour)},
		{"two days", "updated by Fri 30 April 2027 in 2 of 3 rollouts and by Mon 3 May 2027 in 3;", "3 of 3",
			ends(18*workday+hour, 18*workday+2*hour, 21*workday+hour)},
		{"not reached in one", "updated by Fri 30 April 2027 in 2 of 3 rollouts, but not within the 39 days simulated in 1;", " and by", late},
	} {
		check(t, tt.name, pageOf(tt.c).sentence(), []string{tt.want}, []string{tt.not})
	}
}

func check(t *testing.T, name, got string, want, not []string) {
	t.Helper()
	for _, words := range want {
		assert.Contains(t, got, words, "%s: %q does not say %q", name, got, words)
	}
	for _, words := range not {
		assert.NotContains(t, got, words, "%s: %q says %q", name, got, words)
	}
}

// TestNotAlways checks that the sentence says of a target that the recommended plan
// meets by its mean in how many rollouts it does.
func TestNotAlways(t *testing.T) {
	c := officeComparison()
	best := &c.Results[c.Verdict.Best].Targets[0]
	const text = "wait.update.p95 <= 10m in 90% of rollouts is met in 14 of 20 rollouts;"
	got := pageOf(c).sentence()
	assert.NotContains(t, got, "is met in", "the target is met in every rollout, and the sentence is %q", got)
	best.MetIn = 14
	got = pageOf(c).sentence()
	assert.Contains(t, got, text, "%q does not say %q", got, text)
}
