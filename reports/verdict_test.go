package reports

import (
	"strings"
	"testing"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
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
			c.Results[2+i].Targets[0].Outcome = study.Undecided
		}
		c.Verdict = study.Verdict{Decision: study.NotDecidable, Best: -1, Fastest: 1, HasTargets: true, Reasons: []study.Reason{study.SomeUndecided}}
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
			[]string{"GO: with big bang, 19 of 20 people wait at most 6 min ± ", "95 % of the PCs are updated by Thu 15 April 2027 in 20 of 20 rollouts"}, "provided"},
		{"big bang is not", officeComparison,
			[]string{"GO WITH CONDITIONS: with waves, ", "big bang would be 11 workdays earlier but means 4 h 36 min ± 4 min and misses a target",
				"provided that the plan is waves or pilot and the backend really runs 50 syncs in parallel"}, "no rollout"},
		{"none is", stoppedComparison,
			[]string{"NO-GO: no strategy keeps every target; nearest is big bang on 50 slots: ", "misses the target wait.update.p95 <= 10m",
				"even without a rollout", "12 of the 20 rollouts asked for"}, "GO WITH"},
		{"undecided", open,
			[]string{"NOT DECIDABLE: no strategy is sure", "waves may:", "cannot be decided with 20 rollouts"}, "provided"},
		{"no targets", oneRollout,
			[]string{"NOT DECIDABLE: the scenario names no targets", "with waves (95 % of the PCs updated by Fri 30 April 2027)"}, "no rollout"},
		{"nothing is rolled out", nothing,
			[]string{"nothing is rolled out; of every 20 syncs, 19 wait at most 2.00 s ± "}, "update"},
	} {
		got := Sentence(tt.make())
		for _, words := range tt.want {
			if !strings.Contains(got, words) {
				t.Errorf("%s: %q does not say %q", tt.name, got, words)
			}
		}
		if strings.Contains(got, tt.not) {
			t.Errorf("%s: %q says %q", tt.name, got, tt.not)
		}
	}
}

// TestAdviceDisagrees checks that a strategy which speaks against the vendor's
// user counts is named with its load.
func TestAdviceDisagrees(t *testing.T) {
	small := officeComparison()
	small.Scenario.Groups[0].Clients = 800
	strong := officeComparison()
	strong.Results[1] = result("big bang", 50, 20, 6*minute, 9*minute, 0.8, 3*workday)
	weak := officeComparison()
	weak.Results[2].Targets[0].Outcome = study.Missed
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want string
	}{
		{"big bang fails with 800", small, "with big bang, a target is missed with no more users than recommended, since the busiest hour asks for"},
		{"big bang is good with 4,000", strong, "with big bang, every target is met with more users than recommended"},
		{"waves fail with 4,000", weak, "with waves, a target is missed although this is recommended for so many users"},
	} {
		got := strings.Join(pageOf(tt.c).advice(), "\n")
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q does not say %q", tt.name, got, tt.want)
		}
	}
	if got := strings.Join(pageOf(officeComparison()).advice(), "\n"); !strings.Contains(got, "does not contradict") {
		t.Errorf("where the simulation agrees: %q", got)
	}
}

// TestRuleOfThumb checks N·T/(S·W) by hand: 4,000 PCs with 222 s each, 50 slots,
// 90 minutes.
func TestRuleOfThumb(t *testing.T) {
	c := officeComparison()
	ratio, words, ok := pageOf(c).ruleOfThumb(&c.Results[1])
	if want := 4000 * 222.0 / (50 * 5400); !ok || ratio < want*0.999 || ratio > want*1.001 {
		t.Errorf("ruleOfThumb = %v, %v, want %v", ratio, ok, want)
	}
	if want := "4,000 · 3 min 42 s / (50 · 1 h 30 min)"; words != want {
		t.Errorf("ruleOfThumb says %q, want %q", words, want)
	}
	if _, _, ok := pageOf(c).ruleOfThumb(&c.Results[0]); ok {
		t.Errorf("%s has a rule of thumb, but no phase", model.NoRollout)
	}
}
