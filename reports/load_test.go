package reports

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// TestRuleOfThumb checks N·T/(S·W) by hand: 4,000 PCs with 222 s each, 50 slots,
// 90 minutes; what is changed beside that is in the names of the rows.
func TestRuleOfThumb(t *testing.T) {
	const all = 4000 * 222.0 / (50 * 5400)
	for _, tt := range []struct {
		name   string
		result int
		change func(c *study.Comparison)
		want   float64
		words  string
	}{
		{"big bang", 1, nil, all, "4,000 · 3 min 42 s / (50 · 1 h 30 min)"},
		{"waves", 2, nil, all / 8, "500 · 3 min 42 s / (50 · 1 h 30 min)"},
		{"waves that open on one day", 2, func(c *study.Comparison) {
			for i := range c.Results[2].Phases {
				c.Results[2].Phases[i].Planned = time.Duration(i) * time.Hour
				c.Results[2].Phases[i].Opened.N = 0
			}
		}, all, "4,000 · 3 min 42 s / (50 · 1 h 30 min)"},
		{"a quarter has the release already", 1, func(c *study.Comparison) {
			c.Scenario.Groups[0].Versions = []model.VersionShare{{Version: "9.3", Share: 0.75}, {Version: "9.4", Share: 0.25}}
		}, all * 0.75, "3,000 · 3 min 42 s / (50 · 1 h 30 min)"},
		{"half never sync", 1, func(c *study.Comparison) {
			g := &c.Scenario.Groups
			(*g)[0].Clients = 2000
			*g = append(*g, (*g)[0])
			(*g)[1].Profile = model.TerminalServer
		}, all / 2, "2,000 · 3 min 42 s / (50 · 1 h 30 min)"},
		{"half log in within three hours", 1, func(c *study.Comparison) {
			g := &c.Scenario.Groups
			(*g)[0].Clients = 2000
			*g = append(*g, (*g)[0])
			(*g)[1].Presence.Boot = window{6 * 3600, 9 * 3600}
		}, all * 0.75, "(2,000 · 3 min 42 s / 1 h 30 min + 2,000 · 3 min 42 s / 3 h) / 50"},
		{"a pilot of one group, then the other", 3, func(c *study.Comparison) {
			g := &c.Scenario.Groups
			(*g)[0].Clients = 3900
			*g = append(*g, (*g)[0])
			(*g)[1].Clients = 100
			c.Scenario.Strategies[2].Phases[0].Groups = []int{1}
			c.Results[3].Phases[1].Clients = 600
		}, 600 * 222.0 / (50 * 5400), "600 · 3 min 42 s / (50 · 1 h 30 min)"},
	} {
		c := officeComparison()
		if tt.change != nil {
			tt.change(c)
		}
		ratio, words, ok := pageOf(c).ruleOfThumb(&c.Results[tt.result])
		assert.True(t, ok && math.Abs(ratio-tt.want) <= 1e-3*tt.want && words == tt.words,
			"%s: ruleOfThumb = %v, %q, %v; want %v, %q", tt.name, ratio, words, ok, tt.want, tt.words)
	}
	c := officeComparison()
	_, _, ok := pageOf(c).ruleOfThumb(&c.Results[0])
	assert.False(t, ok, "%s has a rule of thumb, but no phase", model.NoRollout)
}

// TestAllotted checks that phases share a fleet out completely, in proportion or in
// the order of the groups.
func TestAllotted(t *testing.T) {
	s := &model.Scenario{Groups: []model.Group{{Clients: 300}, {Clients: 100}, {Clients: 200}}}
	taken := []study.PhaseResult{{Clients: 60}, {Clients: 350}, {Clients: 190}}
	strategy := &model.Strategy{Phases: []model.Phase{
		{}, {By: model.ByGroupOrder, Groups: []int{2, 0}}, {Size: model.Size{Kind: model.SizeRest}}}}
	want := [][]float64{{30, 10, 20}, {170, 0, 180}, {100, 90, 0}}
	for i, part := range allotted(s, strategy, taken) {
		for g := range part {
			if !assert.InDelta(t, want[i][g], part[g], 1e-9,
				"phase %d has %v of the groups, want %v", i, part, want[i]) {
				break
			}
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
	oneDay := officeComparison()
	oneDay.Results[2].Targets[0].Outcome = study.Missed
	for i := range oneDay.Results[2].Phases {
		oneDay.Results[2].Phases[i] = study.PhaseResult{Clients: 500}
	}
	anyway := officeComparison()
	anyway.Results[0].Targets[0].Outcome = study.Missed
	anyway.Results[2].Targets[0].Outcome = study.Missed
	// 0.4 times what the slots can do is no reason to miss a target, and where there
	// are more slots later none to meet them.
	little := officeComparison()
	little.Scenario.Groups[0].Clients = 800
	*metric(&little.Results[1], loadRatio) = estimated("load_ratio", model.Ratio, around(20, 0.4, 0.01))
	late := officeComparison()
	late.Scenario.Groups[0].Clients = 800
	for i := range late.Results[1].Targets {
		late.Results[1].Targets[i].Metric = "updated.p95"
	}
	scaled := officeComparison()
	scaled.Results[1] = result("big bang", 50, 20, 6*minute, 9*minute, 0.8, 3*workday)
	scaled.Scenario.Backend.Autoscale = &model.Autoscale{Min: 2, Max: 8}
	unlimited := without92()
	unlimited.Scenario.Groups[0].Clients = 800
	for _, tt := range []struct {
		name      string
		c         *study.Comparison
		want, not string
	}{
		{"little load and yet a miss", little, "with big bang, a target is missed with no more users than recommended", "since"},
		{"the end is missed, not the wait", late, "with big bang, a target is missed with no more users than recommended", "since"},
		{"autoscale", scaled, "every target is met with more users than recommended; what a bad release", "since"},
		{"autoscale, the ratio", scaled, "work asked for / what the slots at the start can do", "since"},
		{"all at once share a capacity", unlimited, "with big bang, a target is missed with no more users than recommended, since nothing limits", "busiest hour asks"},
		{"big bang fails with 800", small, "with big bang, a target is missed with no more users than recommended, since the busiest hour asks for", "waves,"},
		{"big bang is good with 4,000", strong, "with big bang, every target is met with more users than recommended", "does not contradict"},
		{"waves fail with 4,000", weak, "with waves, a target is missed although offering in parts is recommended for so many users", "does not contradict"},
		{"waves on one day fail, as a big bang would", oneDay, "does not contradict", "with waves"},
		{"a target is missed without the update too", anyway, "even without any rollout, that speaks neither for nor against", "with waves, a target"},
		{"the simulation agrees", officeComparison(), "does not contradict", "is missed"},
	} {
		got := strings.Join(pageOf(tt.c).advice(), "\n")
		assert.True(t, strings.Contains(got, tt.want) && !strings.Contains(got, tt.not),
			"%s: %q should say %q and not %q", tt.name, got, tt.want, tt.not)
	}
}
