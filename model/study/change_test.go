package study

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestChangeOfNothing checks that a comparison does not differ from itself, in any
// metric.
func TestChangeOfNothing(t *testing.T) {
	for name, s := range map[string]*model.Scenario{"queue": queue(t, 10, 11), "waves": waves(t), "bad release": bad(t, 0.2)} {
		c := compared(t, s, Options{Workers: 2, Replications: 4})
		change := NewChange(c, c, true, nil)
		assert.True(t, change.Same() && change.Paired, "%s: a comparison differs from itself", name)
	}
}

// TestChangeBetweenSeeds compares a queue with itself under another seed, many times:
// a difference may be claimed for one comparison in twenty, by all its metrics
// together, and for a few more by chance (7 of 40 have one of 1 in 300).
func TestChangeBetweenSeeds(t *testing.T) {
	pairs, most := long.Or(20, 40), long.Or(4, 6)
	claimed := 0
	s := queue(t, 11)
	for i := range uint64(pairs) {
		one, two := *s, *s
		one.Seed, two.Seed = 1000+2*i, 1001+2*i
		first := compared(t, &one, Options{Workers: 2, Replications: 5})
		change := NewChange(first, compared(t, &two, Options{Workers: 2, Replications: 5}), false, nil)
		require.False(t, change.Paired, "two seeds are paired")
		if !change.Same() {
			claimed++
		}
	}
	assert.LessOrEqual(t, claimed, most, "%d of %d pairs of seeds are said to differ", claimed, pairs)
}

// TestChangeOfSlots checks that what more slots do is found rollout by rollout, that
// the field is named, and that limits are held by their intervals.
func TestChangeOfSlots(t *testing.T) {
	few := compared(t, queue(t, 10), Options{Workers: 2, Replications: 6})
	more := compared(t, queue(t, 12), Options{Workers: 2, Replications: 6})
	var limits []Limit
	for _, text := range []string{"wait.all.mean > +10%", "wait.all.mean < -50%", "no rollout: wait.all.mean > -10s"} {
		l, err := ParseLimit(text)
		require.NoError(t, err)
		limits = append(limits, l)
	}
	c := NewChange(few, more, false, limits)
	d := c.Results[0].Metrics[0]
	assert.True(t, !c.Same() && c.Paired && d.WorthIt && d.Mean < 0 && d.High < 0, "two more slots: %+v", d)
	assert.InDelta(t, more.Results[0].Metric("wait.all.mean").Mean-few.Results[0].Metric("wait.all.mean").Mean, d.Mean, 1e-9,
		"the difference")
	for i, want := range []LimitOutcome{LimitKept, LimitExceeded, LimitKept} {
		assert.Equal(t, want, c.Limits[i].Outcome,
			"%s: %d, want %d (%+v)", c.Limits[i].Limit.Text, c.Limits[i].Outcome, want, c.Limits[i].Beyond)
	}
}

// TestParseLimit reads limits, and refuses what is none.
func TestParseLimit(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Limit
	}{
		{"wait.update.p95 > +10%", Limit{Metric: "wait.update.p95", Relative: true, By: 0.1}},
		{"big bang: updated.p95 > +1wd", Limit{Strategy: "big bang", Metric: "updated.p95", By: 86400}},
		{"goodput < -5%", Limit{Metric: "goodput", Below: true, Relative: true, By: -0.05}},
		{"wait.all.mean > +30s", Limit{Metric: "wait.all.mean", By: 30}},
		{"days_lost > +1.5wd", Limit{Metric: "days_lost", By: 1.5}},
		{"days_lost > +10%", Limit{Metric: "days_lost", Relative: true, By: 0.1}},
		{"waiting_hours > +90m", Limit{Metric: "waiting_hours", By: 1.5}},
		{"waiting_hours > +3", Limit{Metric: "waiting_hours", By: 3}},
		{"exposed > +100", Limit{Metric: "exposed", By: 100}},
	} {
		got, err := ParseLimit(tt.text)
		tt.want.Text = tt.text
		assert.True(t, err == nil && got == tt.want, "%s: %+v (%v), want %+v", tt.text, got, err, tt.want)
	}
	for text, want := range map[string]string{
		"wait.update.p95":           "must be a metric, > or <, and a signed change",
		"wait.update.p95 > 10%":     `such as "wait.update.p95 > +10%"`,
		"wait.update.waited > +1":   "is a share",
		"wait.updates.p95 > +10%":   `there is no metric "wait.updates.p95"`,
		"wait.update.p95 > +10":     "needs a change with a unit",
		"exposed > +10s":            "is no time",
		"days_lost > +1":            "is in workdays",
		"days_lost > +36h":          "is in workdays",
		"waiting_hours > +3wd":      "is in hours",
		"updated.p95 > +10%":        "is a date",
		"wait.update.p95 > +1.2.3%": "is no number",
	} {
		_, err := ParseLimit(text)
		assert.ErrorContains(t, err, want, text)
	}
}
