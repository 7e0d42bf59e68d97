package study

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// pilotAndBigBang at 15 %: the pilot ends 3 days later if all is well, and 5 days
// earlier and with 1,900 client-hours less if there is a problem, give or take.
func pilotAndBigBang() *Comparison {
	s := risky(0.15, "pilot", "big bang")
	return comparison(s,
		seen{"updated.p95": {days(7, 7.5, 8), days(9, 9.5, 10)}, "broken_hours": {{0, 0, 0}, {90, 100, 110}}, "exposed": {{0, 0, 0}, {20, 20, 20}}},
		seen{"updated.p95": {days(4, 4.5, 5), days(14, 14, 15.5)}, "broken_hours": {{0, 0, 0}, {1900, 2000, 2100}}, "exposed": {{0, 0, 0}, {100, 100, 100}}})
}

func TestTrade(t *testing.T) {
	c := pilotAndBigBang()
	require.True(t, len(c.Trades) == 1 && c.Trades[0].A == 1 && c.Trades[0].B == 0,
		"trades %+v, want big bang against the pilot", c.Trades)
	trade := &c.Trades[0]
	near := func(what string, got, want float64) {
		t.Helper()
		assert.True(t, math.Abs(got-want) <= 1e-9*(1+math.Abs(want)), "%s: %v, want %v", what, got, want)
	}
	near("chance", trade.Chance, 0.15)
	near("delay without a problem", trade.DelayIfClean.Mean, 3)
	near("delay with one", trade.DelayIfProblem.Mean, -5)
	near("delay overall", trade.Delay.Mean, 0.85*3-0.15*5)
	if e := trade.EndsEven; e.Kind != Crosses {
		assert.Fail(t, fmt.Sprintf("both end at the same time: %+v, want at 3/8", e))
	} else {
		near("chance at which both end at the same time", e.Chance, 3.0/8)
		assert.True(t, e.Low < e.Chance && e.Chance < e.High && e.Low > 0.3 && e.High < 0.45,
			"its interval %v to %v", e.Low, e.High)
	}
	hours := trade.Savings[0]
	require.True(t, hours.Metric.Name == "broken_hours" && len(trade.Savings) == 2,
		"savings %+v, want of broken hours and of exposed clients", trade.Savings)
	near("hours spared with a problem", hours.IfProblem.Mean, 1900)
	near("hours spared overall", hours.Overall.Mean, 285)
	near("hours for a workday", hours.PerWorkday.Mean, 285/(0.85*3-0.15*5))
	near("clients spared overall", trade.Savings[1].Overall.Mean, 12)
	// At the scenario's own rate the pilot just pays at the scenario's own chance.
	near("chance from which on it pays", trade.PaysFrom("broken_hours", hours.PerWorkday.Mean).Chance, 0.15)
	// (1−p)·3 − p·5 = p·1900/500.
	near("chance from which on it pays at 500 hours a day", trade.PaysFrom("broken_hours", 500).Chance, 3/(3+5+3.8))
	near("in clients", trade.PaysFrom("exposed", 10).Chance, 3.0/(3+5+8))
	// A price of almost nothing is left with the dates.
	near("where broken hours hardly count", trade.PaysFrom("broken_hours", 1e15).Chance, 3.0/8)
}

// TestTradeAfterRollback: with a problem nobody has the release in the end, so
// there is no date; the pilot still spares hours for its three days.
func TestTradeAfterRollback(t *testing.T) {
	inf := math.Inf(+1)
	s := risky(0.15, "pilot", "big bang")
	c := comparison(s,
		seen{"updated.p95": {days(7, 7, 8), {inf, inf, inf}}, "broken_hours": {{0, 0, 0}, {90, 100, 110}}},
		seen{"updated.p95": {days(4, 4, 5), {inf, inf, inf}}, "broken_hours": {{0, 0, 0}, {1900, 2000, 2100}}})
	trade := &c.Trades[0]
	assert.True(t, trade.DelayIfProblem.Missing.Kind == NotReachedSome && trade.EndsEven.Kind == NotKnown &&
		trade.EndsEven.Missing.Kind == NotReachedSome && math.IsNaN(trade.EndsEven.Chance),
		"delay with a problem %+v and chance %+v, want that ends are not reached", trade.DelayIfProblem, trade.EndsEven)
	got := trade.PaysFrom("broken_hours", 500)
	assert.True(t, got.Kind == Crosses && math.Abs(got.Chance-500*3/1900.0) <= 1e-9,
		"pays from %+v, want 500 × 3 / 1,900", got)
	if got := trade.Savings[0].PerWorkday; math.Abs(got.Mean-95) > 1e-9 {
		assert.Fail(t, fmt.Sprintf("%v hours for a workday, want 285 / 3", got.Mean))
	}
}

// TestCrossing: who is ahead at which chance.
func TestCrossing(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(+1)
	for _, tt := range []struct {
		name            string
		clean, troubled []float64
		kind            CrossingKind
		chance          float64
		missing         MissingKind
	}{
		{"costs first, then pays", []float64{1, 2, 3}, []float64{-6, -6, -6}, Crosses, 0.25, NotMissing},
		{"pays only if it is certain", []float64{1, 2, 3}, []float64{-0.1, 0.2, 0.3}, AlwaysA, nan, NotMissing},
		{"costs always", []float64{2, 2, 2}, []float64{3, 3, 3}, AlwaysA, nan, NotMissing},
		{"costs nothing and pays", []float64{0, 0, 0}, []float64{-6, -6, -6}, AlwaysB, nan, NotMissing},
		{"the other way round", []float64{-2, -2, -2}, []float64{6, 6, 6}, BackToA, nan, NotMissing},
		{"alike", []float64{0, 0, 0}, []float64{0, 0, 0}, AlwaysTie, nan, NotMissing},
		{"not reached", []float64{1, 2, 3}, []float64{4, inf, 4}, NotKnown, nan, NotReachedSome},
		{"no values", []float64{nan, nan}, []float64{1, 1}, NotKnown, nan, NothingToCount},
		{"a replication without values", []float64{2, nan, 2}, []float64{-6, 5, -6}, Crosses, 0.25, NotMissing},
		{"one replication", []float64{2}, []float64{-6}, NotKnown, nan, OneRollout},
	} {
		got := crossing(tt.clean, tt.troubled)
		alike := got.Chance == tt.chance || math.IsNaN(got.Chance) && math.IsNaN(tt.chance) || math.Abs(got.Chance-tt.chance) < 1e-12
		assert.True(t, got.Kind == tt.kind && alike && got.Missing.Kind == tt.missing,
			"%s: %+v, want %v at %v, missing %d", tt.name, got, tt.kind, tt.chance, tt.missing)
		if !math.IsNaN(got.Chance) {
			assert.True(t, got.Low <= got.Chance && got.Chance <= got.High && got.Low >= 0 && got.High <= 1,
				"%s: %v in %v to %v", tt.name, got.Chance, got.Low, got.High)
		}
	}
	// Where both cost alike for sure, no chance is open, however much the ratio is.
	got := crossing([]float64{3.5, 3.6, 3.7, 3.6}, []float64{3.7, 3.6, 3.5, 3.6})
	assert.True(t, got.Kind == AlwaysA && math.IsNaN(got.Low) && math.IsNaN(got.High),
		"%+v, want A at every chance, and none left open", got)
	// The mean crosses nowhere, but with so few replications it may.
	got = crossing([]float64{2, 2.1, 1.9, 2, 2}, []float64{0.2, -0.2, 0.1, -0.1, 0.05})
	assert.True(t, got.Kind == AlwaysA && (got.High == 1 && got.Low > 0 && got.Low < 1),
		"%+v, want that chances near 1 are left open", got)
}

// TestCrossingCovers the true chance of even ends in 95 of 100 studies.
func TestCrossingCovers(t *testing.T) {
	const times, n = 2000, 20
	covered := 0
	for k := range times {
		clean, troubled := make([]float64, n), make([]float64, n)
		for r := range n {
			z := func(purpose dist.Purpose) float64 {
				return dist.NormalQuantile(dist.NewStream(uint64(k), r).Uniform(0, purpose, 0))
			}
			clean[r], troubled[r] = 3+z(0), -5+4*z(1)+2*z(0)
		}
		if c := crossing(clean, troubled); c.Low <= 0.375 && 0.375 <= c.High {
			covered++
		}
	}
	share := float64(covered) / times
	assert.InDelta(t, 0.95, share, 0.02, "%.3f of the intervals hold the chance", share)
}

func TestFrontier(t *testing.T) {
	inf := math.Inf(+1)
	with := func(end, hours, wait []float64) seen {
		return seen{"updated.p95": {end, end}, "broken_hours": {{0, 0, 0, 0}, hours}, "wait.update.p95": {wait, wait}}
	}
	for _, tt := range []struct {
		name   string
		values []seen
		places []Place
		by     []int
	}{
		{"each is best at something", []seen{
			with(days(4, 4.1, 4.2, 4), []float64{2000, 2010, 2020, 2000}, []float64{9000, 9010, 9020, 9000}),
			with(days(15, 15, 15.1, 15), []float64{2000, 2010, 2000, 2005}, []float64{300, 310, 300, 300}),
			with(days(18, 18.1, 18, 18), []float64{100, 110, 120, 100}, []float64{300, 310, 310, 300}),
		}, []Place{OnFrontier, OnFrontier, OnFrontier}, []int{-1, -1, -1}},
		{"later and nothing for it", []seen{
			with(days(4, 4.1, 4.2, 4), []float64{200, 210, 220, 200}, []float64{300, 310, 320, 300}),
			with(days(6, 6.2, 6.1, 6), []float64{200, 210, 220, 200}, []float64{302, 311, 320, 303}),
		}, []Place{OnFrontier, Beaten}, []int{-1, 0}},
		{"later, but not for sure", []seen{
			with(days(2, 9, 3, 4), []float64{200, 210, 220, 200}, []float64{300, 310, 320, 300}),
			with(days(8, 2, 9, 5), []float64{200, 210, 220, 200}, []float64{300, 310, 320, 300}),
		}, []Place{OnFrontier, MayBeBeaten}, []int{-1, 0}},
		{"by less than anybody names", []seen{
			with(days(4, 4, 4, 4), []float64{200, 210, 220, 200}, []float64{300, 310, 320, 300}),
			with(days(4.01, 4.01, 4.01, 4.01), []float64{201, 211, 221, 201}, []float64{305, 315, 325, 305}),
		}, []Place{OnFrontier, OnFrontier}, []int{-1, -1}},
		{"one is never done", []seen{
			with([]float64{inf, inf, inf, inf, inf, inf, inf}, []float64{200, 210, 220, 200, 200, 200, 200}, []float64{300, 310, 320, 300, 300, 300, 300}),
			with(days(4, 4, 4, 4, 4, 4, 4), []float64{200, 210, 220, 200, 200, 200, 200}, []float64{300, 310, 320, 300, 300, 300, 300}),
		}, []Place{Beaten, OnFrontier}, []int{1, -1}},
	} {
		for i := range tt.values {
			n := len(tt.values[i]["updated.p95"][0])
			tt.values[i]["broken_hours"][0] = make([]float64, n)
		}
		names := []string{"big bang", "waves", "pilot"}[:len(tt.values)]
		c := comparison(risky(0.15, names...), tt.values...)
		require.Len(t, c.Frontiers, 1, "%s: %d frontiers, want one", tt.name, len(c.Frontiers))
		f := c.Frontiers[0]
		var axes []string
		for _, a := range f.Axes {
			axes = append(axes, a.Name)
		}
		assert.Equal(t, []string{"updated.p95", "broken_hours", "wait.update.p95"}, axes,
			"%s: axes %v", tt.name, axes)
		for i, p := range f.Points {
			assert.True(t, p.Result == i && p.Place == tt.places[i] && p.By == tt.by[i],
				"%s: %s is %+v, want %v by %d", tt.name, names[i], p, tt.places[i], tt.by[i])
		}
	}
	// Where problems are not told of, there are two axes.
	s := risky(0, "big bang", "waves")
	s.Release.Problems = []model.Problem(nil)
	end := days(4, 5)
	c := comparison(s, seen{"updated.p95": {end}, "wait.update.p95": {{300, 300}}}, seen{"updated.p95": {end}, "wait.update.p95": {{200, 200}}})
	f := c.Frontiers
	assert.True(t, len(f) == 1 && len(f[0].Axes) == 2 && len(c.Trades) == 0 && f[0].Points[0].Place == Beaten,
		"frontiers %+v and %d trades without problems, want two axes and the longer wait beaten", f, len(c.Trades))
}
