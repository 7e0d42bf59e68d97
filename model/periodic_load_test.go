package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/testdata/long"
)

// threeHours is a stretch in bins of askWidth.
const threeHours = 1080

// poissonCounts draws independent counts with a rate per bin.
func poissonCounts(chance *rand.Rand, bins int, rate func(bin float64) float64) []uint32 {
	counts := make([]uint32, bins)
	for i := range counts {
		if mean := rate(float64(i)); mean > 0 {
			counts[i] = uint32(distuv.Poisson{Lambda: mean, Src: chance}.Rand())
		}
	}
	return counts
}

// crowd is clients that ask for the first time at one instant, and after every
// interval once more until they succeed.
type crowd struct {
	clients  int
	released time.Duration
	interval time.Duration
	jitter   time.Duration // each interval is drawn from interval ± jitter/2
	late     time.Duration // and is up to so much longer
	succeeds float64       // chance of each ask
}

// ask adds the asks of a crowd to the counts per bin.
func (c crowd) ask(chance *rand.Rand, counts []uint32, width time.Duration) {
	for range c.clients {
		for now := c.released; int(now/width) < len(counts); {
			counts[now/width]++
			if chance.Float64() < c.succeeds {
				break
			}
			now += c.interval + time.Duration((chance.Float64()-0.5)*float64(c.jitter)+chance.Float64()*float64(c.late))
		}
	}
}

// bell is a boot peak: a normal density by bin, with its height in asks.
func bell(middle, sd, height float64) func(float64) float64 {
	return func(bin float64) float64 { return height * math.Exp(-(bin-middle)*(bin-middle)/(2*sd*sd)) }
}

func steady(asks float64) func(float64) float64 { return func(float64) float64 { return asks } }

// A load without a period has no echo, but for the stated false alarms.
func TestNoEcho(t *testing.T) {
	three := func(bin float64) float64 {
		return bell(200, 50, 300)(bin) + bell(450, 50, 300)(bin) + bell(700, 50, 300)(bin)
	}
	for _, tt := range []struct {
		name string
		runs int
		rate func(bin float64) float64
	}{
		{"steady, few", 300, steady(0.05)},
		{"steady", 1000, steady(20)},
		{"steady, many", 100, steady(10_000)},
		{"boot peak", 1000, bell(540, 86, 100)},
		{"boot peak of a large fleet", 100, bell(540, 86, 50_000)},
		{"boot peak that begins and ends at once", 100, func(bin float64) float64 {
			if bin < 400 || bin >= 700 {
				return 0.1
			}
			return bell(540, 86, 1000)(bin)
		}},
		{"three sites in three time zones", 100, three},
		{"fading queue", 100, func(bin float64) float64 { return 5000 * math.Exp(-bin/100) }},
		{"outage and fading queue", 100, func(bin float64) float64 {
			switch {
			case bin < 300:
				return 30
			case bin < 360:
				return 0
			}
			return 30 + 2000*math.Exp((360-bin)/60)
		}},
		{"one burst", 100, func(bin float64) float64 {
			if bin == 100 {
				return 20_000
			}
			return 5
		}},
		{"three bursts at equal distances", 100, func(bin float64) float64 {
			if bin == 100 || bin == 200 || bin == 300 {
				return 20_000
			}
			return 5
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			runs := long.Or(min(tt.runs, 50), tt.runs)
			alarms := 0
			var last PeriodicLoad
			for run := range runs {
				chance := rand.New(rand.NewPCG(uint64(run), 1))
				if e, ok := FindPeriodicLoad(0, askWidth, poissonCounts(chance, threeHours, tt.rate)); ok {
					alarms++
					last = e
				}
			}
			// The count of false alarms is below a Poisson variable with this mean, which
			// exceeds the limit once in a thousand seeds.
			limit := distuv.Poisson{Lambda: PeriodicFalseAlarm * float64(runs)}
			allowed := 0
			for limit.CDF(float64(allowed)) < 0.999 {
				allowed++
			}
			assert.LessOrEqual(t, alarms, allowed,
				"%d false alarms in %d runs, at most %d expected; the last is %+v", alarms, runs, allowed, last)
		})
	}
}

// Batches vary by more than Poisson counts; that is no echo either.
func TestBatchesAreNoEcho(t *testing.T) {
	for run := range 200 {
		chance := rand.New(rand.NewPCG(uint64(run), 2))
		counts := poissonCounts(chance, threeHours, steady(4))
		for i := range counts {
			counts[i] *= 5
		}
		e, ok := FindPeriodicLoad(0, askWidth, counts)
		assert.False(t, ok, "run %d: batches of 5 have an echo: %+v", run, e)
	}
}

// Clients with a fixed interval that were never brought into step repeat the same
// counts in every round, and still are no echo.
func TestOutOfStepIsNoEcho(t *testing.T) {
	runs, most := long.Or(20, 50), long.Or(1, 2)
	for _, clients := range []int{20, 300, 5000} {
		for _, interval := range []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute} {
			alarms := 0
			for run := range runs {
				chance := rand.New(rand.NewPCG(uint64(run), 3))
				counts := make([]uint32, threeHours)
				for range clients {
					crowd{clients: 1, released: time.Duration(chance.Float64() * float64(interval)), interval: interval}.ask(chance, counts, askWidth)
				}
				if _, ok := FindPeriodicLoad(0, askWidth, counts); ok {
					alarms++
				}
			}
			assert.LessOrEqual(t, alarms, most,
				"%d clients that ask every %v out of step: an echo in %d of %d runs", clients, interval, alarms, runs)
		}
	}
}

// A crowd that is released at one instant and comes back at a fixed interval is
// found, with its period, its first burst and the share that comes back.
func TestEchoOfACrowd(t *testing.T) {
	const (
		runs     = 10
		jitter   = 2 * time.Second
		released = 20*time.Minute + 3*time.Second
	)
	backgrounds := []struct {
		name string
		rate func(bin float64) float64
	}{
		{"no other traffic", steady(0)},
		{"steady traffic", steady(5)},
		{"boot peak", bell(300, 86, 20)},
	}
	for _, interval := range []time.Duration{time.Minute, 5 * time.Minute, 5*time.Minute + 13700*time.Millisecond, 20 * time.Minute} {
		for _, succeeds := range []float64{0.05, 0.3, 0.6} {
			for _, background := range backgrounds {
				name := fmt.Sprintf("every %v, %g succeed, %s", interval, succeeds, background.name)
				for run := range runs {
					chance := rand.New(rand.NewPCG(uint64(run), 4))
					counts := poissonCounts(chance, threeHours, background.rate)
					crowd{clients: 3000, released: released, interval: interval, late: jitter, succeeds: succeeds}.ask(chance, counts, askWidth)
					e, ok := FindPeriodicLoad(8*time.Hour, askWidth, counts)
					if !assert.True(t, ok, "%s, run %d: no echo found", name, run) {
						continue
					}
					mean := interval + jitter/2
					assert.LessOrEqual(t, (e.Period - mean).Abs(), 2*time.Second,
						"%s, run %d: period %v, want %v ± 2s", name, run, e.Period, mean)
					assert.Equal(t, 8*time.Hour+released.Truncate(askWidth), e.From,
						"%s, run %d: first burst at", name, run)
					assert.InDelta(t, 1-succeeds, e.Strength, 0.06,
						"%s, run %d: strength %.3f, want %.2f, the share that comes back", name, run, e.Strength, 1-succeeds)
					assert.True(t, e.Bursts >= fewestBursts && e.Peak >= 2,
						"%s, run %d: %d bursts, peak %.2f, want at least %d and 2", name, run, e.Bursts, e.Peak, fewestBursts)
				}
			}
		}
	}
}

// A load that swings smoothly has a period, wherever it begins.
func TestEchoOfASwingingLoad(t *testing.T) {
	for _, period := range []float64{6, 31.4, 120, 260} { // bins
		for run := range 5 {
			chance := rand.New(rand.NewPCG(uint64(run), 5))
			phase := chance.Float64()
			counts := poissonCounts(chance, threeHours, func(bin float64) float64 {
				return 500 * (1 + 0.5*math.Sin(2*math.Pi*(bin/period+phase)))
			})
			e, ok := FindPeriodicLoad(0, askWidth, counts)
			got := e.Period.Seconds() / askWidth.Seconds()
			assert.True(t, ok && math.Abs(got/period-1) <= 0.03 && e.Strength >= 0.9 && math.Abs(e.Peak-1.5) <= 0.15,
				"a sine of %g bins, ± 50 %%: %v, %.2f bins, strength %.2f, peak %.2f", period, ok, got, e.Strength, e.Peak)
		}
	}
}

// The jitter that an echo recommends removes it; a tenth of it does not.
func TestJitterRemovesTheEcho(t *testing.T) {
	for _, interval := range []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute} {
		for _, succeeds := range []float64{0.1, 0.4} {
			for run := range 10 {
				look := func(jitter, late time.Duration) (PeriodicLoad, bool) {
					chance := rand.New(rand.NewPCG(uint64(run), 6))
					counts := poissonCounts(chance, threeHours, steady(5))
					crowd{clients: 5000, released: 4 * time.Minute, interval: interval, jitter: jitter, late: late, succeeds: succeeds}.ask(chance, counts, askWidth)
					return FindPeriodicLoad(0, askWidth, counts)
				}
				e, ok := look(0, 0)
				require.True(t, ok,
					"every %v, %g succeed, run %d: no echo without jitter", interval, succeeds, run)
				for _, remedy := range []struct {
					name         string
					jitter, late time.Duration
				}{
					{"jitter", e.Jitter(), 0},
					{"late jitter", 0, e.LateJitter()},
				} {
					if left, ok := look(remedy.jitter, remedy.late); ok {
						assert.Fail(t, fmt.Sprintf("every %v, %g succeed, run %d: with %s %v an echo is left: %+v",
							interval, succeeds, run, remedy.name, remedy.jitter+remedy.late, left))
					}
					left, ok := look(remedy.jitter/10, remedy.late/10)
					mean := interval + remedy.late/20
					assert.True(t, ok && (left.Period-mean).Abs() <= mean/50,
						"every %v, %g succeed, run %d: with a tenth of %s %v the echo is gone or another: %v %+v",
						interval, succeeds, run, remedy.name, remedy.jitter+remedy.late, ok, left)
				}
			}
		}
	}
}

// The widths follow from the characteristic function of the uniform law.
func TestJitterWidths(t *testing.T) {
	e := PeriodicLoad{Period: 5 * time.Minute}
	left := func(harmonic, jitter, interval time.Duration) float64 {
		x := math.Pi * float64(harmonic) * jitter.Seconds() / interval.Seconds()
		return math.Abs(math.Sin(x) / x)
	}
	for _, tt := range []struct {
		name             string
		jitter, interval time.Duration // the mean interval
	}{
		{"jitter", e.Jitter(), e.Period},
		{"late jitter", e.LateJitter(), e.Period + e.LateJitter()/2},
	} {
		got := left(1, tt.jitter, tt.interval)
		assert.InDelta(t, 0.1, got, 1e-9, "%s %v leaves %.10f of the first harmonic", tt.name, tt.jitter, got)
		got = left(1, tt.jitter-time.Second, tt.interval-(tt.interval-e.Period)/time.Duration(tt.jitter/time.Second))
		assert.Greater(t, got, 0.1,
			"%s: a second less than %v leaves %.4f of the first harmonic, want more than 0.1", tt.name, tt.jitter, got)
		for k := time.Duration(2); k <= 30; k++ {
			got := left(k, tt.jitter, tt.interval)
			assert.LessOrEqual(t, got, 0.1, "%s %v leaves %.4f of harmonic %d", tt.name, tt.jitter, got, k)
		}
	}
}

// Of two periods at once the stronger is named, not a multiple of both.
func TestStrongerOfTwoEchoes(t *testing.T) {
	for _, tt := range []struct {
		intervals [2]time.Duration
		clients   [2]int
		want      time.Duration
	}{
		{[2]time.Duration{5 * time.Minute, 7 * time.Minute}, [2]int{1000, 500}, 5 * time.Minute},
		{[2]time.Duration{5 * time.Minute, 7 * time.Minute}, [2]int{500, 1000}, 7 * time.Minute},
		{[2]time.Duration{2 * time.Minute, 3 * time.Minute}, [2]int{1000, 500}, 2 * time.Minute},
		{[2]time.Duration{2 * time.Minute, 3 * time.Minute}, [2]int{500, 1000}, 3 * time.Minute},
		{[2]time.Duration{time.Minute, 20 * time.Minute}, [2]int{1000, 500}, time.Minute},
	} {
		for run := range 10 {
			chance := rand.New(rand.NewPCG(uint64(run), 7))
			counts := poissonCounts(chance, threeHours, steady(5))
			for i := range tt.intervals {
				crowd{clients: tt.clients[i], released: 3 * time.Minute, interval: tt.intervals[i], succeeds: 0.05}.ask(chance, counts, askWidth)
			}
			e, ok := FindPeriodicLoad(0, askWidth, counts)
			assert.True(t, ok && (e.Period-tt.want).Abs() <= 2*time.Second,
				"%v clients every %v, run %d: %v %+v, want %v", tt.clients, tt.intervals, run, ok, e, tt.want)
		}
	}
}

// A period of 4 h needs four bursts and a stretch of four periods; more days tell
// it better.
func TestFewestBursts(t *testing.T) {
	const interval = 4 * time.Hour
	for _, tt := range []struct {
		name    string
		stretch time.Duration
		asks    int // of each client and day, from its boot on
		want    bool
	}{
		{"three bursts in a day", 24 * time.Hour, 3, false},
		{"four bursts in a day", 24 * time.Hour, 4, true},
		{"four bursts in 16 h", 16 * time.Hour, 4, true},
		{"three bursts on each of five days", 120 * time.Hour, 3, false},
		{"four bursts on each of five days", 120 * time.Hour, 4, true},
	} {
		for run := range 10 {
			chance := rand.New(rand.NewPCG(uint64(run), 8))
			counts := make([]uint32, tt.stretch/SeriesWidth)
			for day := time.Duration(0); day < tt.stretch; day += 24 * time.Hour {
				for range 2000 {
					boot := day + 2*time.Hour + time.Duration(chance.NormFloat64()*float64(14*time.Minute))
					for k := range tt.asks {
						if bin := int((boot + time.Duration(k)*interval) / SeriesWidth); bin < len(counts) {
							counts[bin]++
						}
					}
				}
			}
			e, ok := FindPeriodicLoad(0, SeriesWidth, counts)
			assert.True(t, ok == tt.want && !(ok && (e.Period-interval).Abs() > SeriesWidth),
				"%s, run %d: %v %+v, want %v and %v", tt.name, run, ok, e, tt.want, interval)
		}
	}
}

// Nothing is found in too little, and nothing strange happens at the edges.
func TestEchoOfLittle(t *testing.T) {
	for bins := range 40 {
		counts := make([]int, bins)
		e, ok := FindPeriodicLoad(0, askWidth, counts)
		assert.False(t, ok, "%d empty bins have an echo: %+v", bins, e)
		for i := 0; i < bins; i += 3 {
			counts[i] = 1000
		}
		e, ok = FindPeriodicLoad(0, askWidth, counts)
		if ok {
			assert.Equal(t, 3*askWidth, e.Period, "%d bins with a burst in every third: %+v", bins, e)
		}
	}
	defer func() {
		assert.NotNil(t, recover(), "a negative count does not panic")
	}()
	FindPeriodicLoad(0, askWidth, []int{3, -1, 4})
}

// As many clients in step as the longest line that is not looked at are not told
// from chance beside a few asks a minute of others.
func TestShortLinesHaveNoEcho(t *testing.T) {
	for _, interval := range []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute} {
		named := 0
		for run := range 10 {
			chance := rand.New(rand.NewPCG(uint64(run), 10))
			counts := poissonCounts(chance, 1440, steady(0.5))
			crowd{clients: shortestPeriodicLine - 1, released: time.Hour, interval: interval, late: 2 * time.Second, succeeds: 0.1}.ask(chance, counts, askWidth)
			if _, ok := FindPeriodicLoad(0, askWidth, counts); ok {
				named++
			}
		}
		assert.LessOrEqual(t, named, 1, "%d clients in step every %v: an echo in so many of 10 runs", shortestPeriodicLine-1, interval)
	}
}

// An echo is looked for where a line was long enough to have one, or where sync
// timers come back often enough.
func TestWhereAnEchoIsLookedFor(t *testing.T) {
	s := office(100, 5)
	assert.False(t, s.mayBePeriodic(shortestPeriodicLine-1), "too short a line")
	assert.True(t, s.mayBePeriodic(shortestPeriodicLine), "a line that is long enough")
	s.Groups[0].Sync.Interval = time.Hour
	assert.True(t, s.mayBePeriodic(0), "sync timers that repeat four times in the stretch")
	s.Groups[0].Sync.OnTimer = false
	assert.False(t, s.mayBePeriodic(0), "no timers")

	// A crowd that asks at one instant, of which two slots let in two every minute.
	crowd := func(clients int) *PeriodicLoad {
		s := queueOf(1, 2, Workload{
			Arrivals: Arrivals{Kind: Exactly, Clients: clients, Days: 1, At: always(windowFrom)},
			Work:     always(50 * time.Second),
		})
		s.Backend.Admission.Discipline = ReAsk
		s.Backend.Admission.RetryAfter = RetryAfter{Fixed: time.Minute}
		m := New(s)
		return m.Begin(2, 0).Roll(m.Strategies()[0], nil).PeriodicLoad()
	}
	assert.Nil(t, crowd(shortestPeriodicLine), "two start at once, and too few wait")
	e := crowd(4 * shortestPeriodicLine)
	require.NotNil(t, e, "clients in step, and nobody else")
	assert.InDelta(t, 60, e.Period.Seconds(), 2, "they come back after a minute")
}

func ExampleFindPeriodicLoad() {
	counts := make([]int, 360) // an hour in bins of 10 s
	for i := range counts {
		counts[i] = 3
	}
	for round, asks := range []int{640, 320, 160, 80, 40, 20, 10} {
		counts[60+30*round] += asks // half of the crowd is served in each round
	}
	e, ok := FindPeriodicLoad(0, 10*time.Second, counts)
	fmt.Println(ok, "period", e.Period, "from", e.From)
	fmt.Printf("%.0f %% of a burst comes back, jitter ± %v removes it\n", 100*e.Strength, (e.Jitter() / 2).Round(time.Second))
	// Output:
	// true period 5m0s from 10m0s
	// 50 % of a burst comes back, jitter ± 2m16s removes it
}

func BenchmarkFindPeriodicLoad(b *testing.B) {
	for _, bins := range []int{threeHours, 1800, 8640} {
		b.Run(fmt.Sprintf("%d bins", bins), func(b *testing.B) {
			counts := poissonCounts(rand.New(rand.NewPCG(1, 9)), bins, steady(5))
			for b.Loop() {
				FindPeriodicLoad(0, askWidth, counts)
			}
		})
	}
}
