package model

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// afterOf are the metrics of the days after the rollout, by name.
func afterOf(o *Outcome) map[string]float64 {
	all := map[string]float64{}
	for _, m := range Metrics {
		if m.OfAfter() {
			all[m.Name] = m.Of(o)
		}
	}
	return all
}

// TestAfterIsEverydayOfThoseWhoHadIt is a known answer: long after everybody has had
// the first installation, everyday is that of a fleet that had the software from the
// start, number by number, whether people wait or not.
func TestAfterIsEverydayOfThoseWhoHadIt(t *testing.T) {
	for _, slots := range []int{1000, 4} {
		bare, had := bareOffice(300, slots, 1), bareOffice(300, slots, 0)
		had.Groups[0].Versions = []VersionShare{{"9.4", 1}}
		had.Targets = []Target{{Metric: "after.wait.log_in.p95"}}
		for _, s := range []*Scenario{bare, had} {
			s.Horizon = 50
		}
		o, records := roll(bare, &bare.Strategies[0])
		twin, _ := roll(had, &had.Strategies[0])
		require.Len(t, o.UpdatedAt, 300)
		want := afterOf(twin)
		assert.Equal(t, want, afterOf(o), "%d slots", slots)
		if slots == 4 {
			assert.Positive(t, want["after.wait.log_in.waited"])
		}
		days, ok := bare.After()
		require.True(t, ok)
		assert.Equal(t, Window{From: dayAt(43, 0, 0), To: dayAt(50, 0, 0)}, days)
		needs := 0
		for _, r := range records {
			if r.Cause == LogIn && r.Asked >= days.From && r.Asked < days.To {
				needs++
			}
		}
		assert.Equal(t, needs, o.after.waits.Len())
	}
}

// TestAfterByHand settles by the clock on the wall from when on the days after the
// rollout count. Everybody is updated on Monday at 8:15; five workdays later it is
// Monday 8:15.
func TestAfterByHand(t *testing.T) {
	for _, tt := range []struct {
		name    string
		horizon int // days from a Monday
		days    Window
		counts  bool
	}{
		{"four workdays before the horizon", 4, Window{}, false},
		{"five, those of the rollout", 5, Window{dayAt(0, 0, 0), dayAt(5, 0, 0), false}, false},
		{"a week, and a weekend", 7, Window{dayAt(0, 0, 0), dayAt(5, 0, 0), false}, false},
		{"two weeks: they begin at midnight, a quarter past eight too early", 12, Window{dayAt(7, 0, 0), dayAt(12, 0, 0), false}, false},
		{"and a weekend more", 14, Window{dayAt(7, 0, 0), dayAt(12, 0, 0), false}, false},
		{"and a Monday more", 15, Window{dayAt(8, 0, 0), dayAt(15, 0, 0), false}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := managedClockwork(20)
			s.Horizon, s.Targets = tt.horizon, []Target{{Metric: "after.utilization.hour"}}
			days, _ := s.After()
			if tt.horizon < 5 {
				days = Window{}
			}
			assert.Equal(t, tt.days, days)
			o, _ := roll(s, &s.Strategies[0])
			require.Len(t, o.UpdatedAt, 20)
			assert.Equal(t, tt.counts, o.HasSettled())
			assert.Equal(t, !tt.counts, math.IsNaN(afterOf(o)["after.utilization.hour"]))
			if !tt.counts {
				return
			}
			for late, counts := range []bool{true, true, false} { // of 20
				for i := range late {
					o.UpdatedAt[19-i] = dayAt(1, 0, 0) + 1
				}
				assert.Equal(t, counts, o.HasSettled(), "%d of 20 are late", late)
			}
			o.UpdatedAt = o.UpdatedAt[:18]
			assert.False(t, o.HasSettled(), "18 of 20")
			o.CanUpdate = 18
			o.UpdatedAt[17] = dayAt(1, 0, 0)
			assert.True(t, o.HasSettled(), "18 of 18, the last at midnight")
		})
	}
}

// TestAfterIsLookedAtWhereItSaysSomething checks where the days after the rollout are
// shown, and that where they are not nothing is kept of them.
func TestAfterIsLookedAtWhereItSaysSomething(t *testing.T) {
	utilization, _ := MetricNamed("after.utilization.hour")
	delay, _ := MetricNamed("after.delay.log_in.p95")
	for _, tt := range []struct {
		name   string
		change func(*Scenario)
		shows  bool
		delays bool
	}{
		{"an update", func(*Scenario) {}, false, false},
		{"an update with a target on them", func(s *Scenario) { s.Targets = []Target{{Metric: "after.wait.log_in.p99"}} }, true, false},
		{"an update with them as the objective", func(s *Scenario) { s.Objective = "after.utilization.hour" }, true, false},
		{"a first installation", func(s *Scenario) { s.Groups[0].Versions = []VersionShare{{None, 0.1}, {"9.3", 0.9}} }, true, false},
		{"a first installation where syncs are slowed", func(s *Scenario) {
			s.Groups[0].Versions, s.Backend.Capacity = []VersionShare{{None, 1}}, &Capacity{FullSpeed: 10}
		}, true, true},
		{"nothing installed, and no release", func(s *Scenario) { s.Groups[0].Versions, s.Release = []VersionShare{{None, 1}}, nil }, false, false},
	} {
		s := office(10, 5)
		tt.change(s)
		assert.Equal(t, tt.shows, s.Shows(utilization), tt.name)
		assert.Equal(t, tt.delays, s.Shows(delay), tt.name)
		assert.Equal(t, tt.shows, newAfterwards(s) != nil, tt.name)
	}
}
