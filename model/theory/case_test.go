package theory

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allCases is what [Cases] returns, computed once and not to be changed.
var allCases = sync.OnceValue(Cases)

func TestCasesAreWhole(t *testing.T) {
	names := map[string]bool{}
	loaded := map[string]float64{}
	clients := 0.0
	for _, c := range allCases() {
		assert.False(t, names[c.Name], "two cases are called %q", c.Name)
		names[c.Name] = true
		loaded[c.Family] = max(loaded[c.Family], c.Utilisation)
		clients += c.Clients()
		assert.True(t, c.Replications >= 2 && c.Slots >= 1 && c.Queue >= 0 && len(c.Quantities) != 0,
			"%s cannot be simulated: %d replications, %d slots, room for %d, %d quantities", c.Name, c.Replications, c.Slots, c.Queue, len(c.Quantities))
		switch a := c.Arrivals.(type) {
		case AtOnce:
		case Crowd:
			if c.Length != 0 || c.WarmUp != 0 || a.At < 6*a.SD {
				assert.Fail(t, fmt.Sprintf("%s: warm-up %v s, length %v s, clients around %v s with sd %v s",
					c.Name, c.WarmUp, c.Length, a.At, a.SD))
			}
		default:
			if !(c.Length > 2*c.WarmUp) && c.Slots < 200 && c.Patience.Shape == Never {
				assert.Fail(t, fmt.Sprintf("%s: warm-up %v s in a length of %v s", c.Name, c.WarmUp, c.Length))
			}
		}
		seen := map[string]bool{}
		for _, q := range c.Quantities {
			assert.False(t, seen[q.String()], "%s: two quantities are called %q", c.Name, q)
			seen[q.String()] = true
			assert.True(t, !math.IsNaN(q.Value) && !math.IsInf(q.Value, 0) && q.Value >= 0,
				"%s: %v = %v", c.Name, q, q.Value)
			switch q.Statistic {
			case Waited, WaitWithin, ServedAtOnce, SojournWithin, Blocked, Abandoned, AllBusyAt, EndWithin:
				if q.Value > 1 {
					assert.Fail(t, fmt.Sprintf("%s: the share %v = %v", c.Name, q, q.Value))
				}
			}
		}
	}
	for family, most := range loaded {
		assert.False(t, most < 0.9, "%s: no case is loaded to 90 %%, the most is %v", family, most)
	}
	assert.LessOrEqual(t, clients, 110e6, "all cases together simulate %.3g clients, want at most 1.1e8", clients)
}

// TestLittleInCases checks number = rate · sojourn, and its parts, wherever a case
// has them.
func TestLittleInCases(t *testing.T) {
	checked := 0
	for _, c := range allCases() {
		value := map[Statistic]float64{}
		for _, q := range c.Quantities {
			if q.Class == 0 && q.At == 0 && q.High == 0 {
				value[q.Statistic] = q.Value
			}
		}
		number, has := value[NumberMean]
		wait, hasWait := value[WaitMean]
		if a, ok := c.Arrivals.(Stream); ok {
			for _, little := range []struct{ number, time Statistic }{{NumberMean, SojournMean}, {WaitingMean, WaitMean}} {
				n, hasNumber := value[little.number]
				spent, hasTime := value[little.time]
				if !hasNumber || !hasTime {
					continue
				}
				want := a.Rate * spent
				assert.InDelta(t, want, n, 1e-9*want,
					"%s: the %v is %v, want rate · %v = %v", c.Name, little.number, n, little.time, want)
				checked++
			}
		}
		if !has || !hasWait {
			continue
		}
		rate := 0.0
		switch a := c.Arrivals.(type) {
		case Stream:
			rate = a.Rate * (1 - value[Blocked])
		case Batches:
			rate = a.Rate * a.Size.Mean
		case Circle:
			rate = value[Throughput]
		}
		checked++
		busy := rate * (1 - value[Abandoned]) * c.Work.Mean
		want := rate*wait + busy
		assert.InDelta(t, want, number, 1e-9*want,
			"%s: %v in the system, want rate · (wait + work) = %v", c.Name, number, want)
		b, ok := value[BusyMean]
		assert.False(t, ok && math.Abs(b-busy) > 1e-9*busy, "%s: %v slots busy, want %v", c.Name, b, busy)
	}
	assert.GreaterOrEqual(t, checked, 80, "only %d cases have number and wait", checked)
}

func TestLawMoments(t *testing.T) {
	for _, law := range []Law{Memoryless(3), InStages(4, 3), Skewed(3, 0.5), Skewed(3, 2), Even(3), Mix(3, 2), Always(3)} {
		// E[X^k] = ∫ k·x^(k-1)·P(X > x) dx, by trapezoids in ln x.
		for k := 1; k <= 3; k++ {
			const h = 1.0 / 4096
			sum := 0.0
			for y := -20.0; y < 12; y += h {
				x := math.Exp(y)
				sum += float64(k) * math.Pow(x, float64(k)) * law.Over(x) * h
			}
			want := law.Moment(k)
			assert.InDelta(t, want, sum, 2e-3*want,
				"%v: moment %d = %v s^%d, its tail integrates to %v", law, k, want, k, sum)
		}
		got := math.Sqrt(law.Moment(2)/(law.Mean*law.Mean) - 1)
		assert.InDelta(t, law.CV, got, 1e-12, "%v: cv of the moments = %v", law, got)
		d, err := law.Distribution()
		require.NoError(t, err)
		assert.InDelta(t, law.Mean, d.Mean(), 1e-12, "%v is drawn with the mean %v s", law, d.Mean())
		for _, u := range []float64{0.1, 0.5, 0.9, 0.999} {
			x := d.Quantile(u)
			assert.True(t, law.Over(x*(1+1e-9)) <= 1-u+1e-6 && law.Over(x*(1-1e-9)) >= 1-u-1e-6,
				"%v: drawn below %v s with chance %v, the law says %v", law, x, u, 1-law.Over(x))
		}
	}
}
