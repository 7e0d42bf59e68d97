package stats

import (
	"math"
	"math/big"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/testdata/known"
)

func seconds(v float64) time.Duration { return time.Duration(v * float64(time.Second)) }

// All clients ask at once, c are served at a time for s seconds each.
func TestQuantileOf(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "quantiles type 1 and type 7") {
		var params struct{ Data, P []float64 }
		var want [2][]float64
		answer.Read(t, &params, &want)
		var s Sample
		for _, v := range params.Data {
			s.Add(seconds(v))
		}
		for i, p := range params.P {
			assert.Equal(t, want[0][i], dist.QuantileOf(params.Data, p), "%s: dist.QuantileOf(%v)", answer.ID, p)
			got, exact := s.Quantile(p)
			assert.True(t, got == seconds(want[0][i]) && exact,
				"%s: Quantile(%v) = %v, %v, want %v s exactly", answer.ID, p, got, exact, want[0][i])
		}
	}
	got := dist.QuantileOf(nil, 0.5)
	assert.True(t, math.IsNaN(got), "QuantileOf no values = %v, want NaN", got)
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	for percent := 1; percent <= 100; percent++ {
		got := dist.QuantileOf(hundred, float64(percent)/100)
		assert.Equal(t, float64(percent), got, "dist.QuantileOf(1..100, %d %%) = %v", percent, got)
	}
}

func TestSampleOfABigBang(t *testing.T) {
	type params struct {
		N, C int
		S    float64 `json:"s_seconds"`
	}
	waits := func(p params) *Sample {
		var s Sample
		for k := range p.N {
			s.Add(seconds(float64(k/p.C) * p.S))
		}
		return &s
	}
	for _, answer := range known.Answers(t, "big bang at t=0", "deterministic: waits s p50/p90/p95/p99/max, type 1") {
		var p params
		var want [5]float64
		answer.Read(t, &p, &want)
		s := waits(p)
		for i, level := range []float64{0.5, 0.9, 0.95, 0.99, 1} {
			got, exact := s.Quantile(level)
			assert.True(t, got == seconds(want[i]) && exact,
				"%s: Quantile(%v) = %v, %v, want %v s exactly", answer.ID, level, got, exact, want[i])
		}
		got, exact := s.Max()
		assert.True(t, got == seconds(want[4]) && exact,
			"%s: Max() = %v, %v, want %v s exactly", answer.ID, got, exact, want[4])
		assert.Equal(t, float64(max(0, p.N-p.C))/float64(p.N), s.ShareAboveZero(), "%s: Waited()", answer.ID)
	}
	for _, answer := range known.Answers(t, "big bang at t=0", "deterministic: mean wait s") {
		var p params
		var want float64
		answer.Read(t, &p, &want)
		got, exact := waits(p).Mean()
		assert.True(t, math.Abs(got.Seconds()-want) <= 1e-9 && exact,
			"%s: Mean() = %v, %v, want %v s exactly", answer.ID, got, exact, want)
	}
}

func TestEmptySample(t *testing.T) {
	var s Sample
	v, exact := s.Quantile(0.5)
	assert.True(t, v == 0 && !exact, "Quantile = %v, %v, want 0, false", v, exact)
	v, exact = s.Mean()
	assert.True(t, v == 0 && !exact, "Mean = %v, %v, want 0, false", v, exact)
	v, exact = s.Max()
	assert.True(t, v == 0 && !exact, "Max = %v, %v, want 0, false", v, exact)
	waited := s.ShareAboveZero()
	assert.True(t, math.IsNaN(waited), "Waited = %v, want NaN", waited)
	assert.True(t, s.Len() == 0 && s.Censored() == 0 && s.Resolution() == 0 && s.Curve(10) == nil,
		"Len %d, Censored %d, Resolution %v, Curve %v, want nothing", s.Len(), s.Censored(), s.Resolution(), s.Curve(10))
}

// remissions are the weeks of remission of the 21 patients who took 6-MP: the
// example on which censored estimates have been shown since Freireich et al.,
// Blood 21, 1963, and Gehan, Biometrika 52, 1965.
func remissions() *Sample {
	var s Sample
	for _, weeks := range []float64{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		s.Add(seconds(weeks))
	}
	for _, weeks := range []float64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		s.AddCensored(seconds(weeks))
	}
	return &s
}

func TestQuantilesOfCensoredDurationsAreProductLimits(t *testing.T) {
	// The published estimate of the share in remission after 6, 7, 10, 13, 16, 22
	// and 23 weeks is 0.857, 0.807, 0.753, 0.690, 0.627, 0.538 and 0.448.
	s := remissions()
	for _, tt := range []struct {
		p     float64
		want  time.Duration
		exact bool
	}{
		{0, 6 * time.Second, true},
		{1 - 0.858, 6 * time.Second, true},
		{1 - 0.856, 7 * time.Second, true},
		{1 - 0.8065, 10 * time.Second, true},
		{1 - 0.752, 13 * time.Second, true},
		{1 - 0.689, 16 * time.Second, true},
		{1 - 0.627, 22 * time.Second, true},
		{0.5, 23 * time.Second, true},
		{1 - 0.4483, 23 * time.Second, true},
		{1 - 0.448, 35 * time.Second, false},
		{0.95, 35 * time.Second, false},
	} {
		got, exact := s.Quantile(tt.p)
		assert.True(t, got == tt.want && exact == tt.exact,
			"Quantile(%v) = %v, %v, want %v, %v", tt.p, got, exact, tt.want, tt.exact)
	}
	assert.True(t, s.Len() == 21 && s.Censored() == 12 && s.ShareAboveZero() == 1,
		"Len %d, Censored %d, Waited %v, want 21, 12, 1", s.Len(), s.Censored(), s.ShareAboveZero())
	got, exact := s.Max()
	assert.True(t, got == 35*time.Second && !exact, "Max() = %v, %v, want 35 s as a lower bound", got, exact)
	// The area under the published curve up to the last week seen: 6 weeks at 1,
	// 1 at 0.857, 3 at 0.807, 3 at 0.753, 3 at 0.690, 6 at 0.627, 1 at 0.538 and 12
	// at 0.448 make 23.29 weeks.
	got, exact = s.Mean()
	assert.True(t, math.Abs(got.Seconds()-23.2874) <= 1e-4 && !exact,
		"Mean() = %v, %v, want 23.2874 s as a lower bound", got, exact)
	curve := s.Curve(100)
	last := curve[len(curve)-1]
	assert.Equal(t, CurvePoint{0.55, 23 * time.Second}, last, "the curve ends with %v, want 23 s at 0.55", last)
}

// productLimit is the estimate by its definition, one duration after the other
// and in exact fractions.
func productLimit(observed, censored []int64, p *big.Rat) (v int64, exact bool) {
	longer := big.NewRat(1, 1)
	instants := slices.Concat(observed, censored)
	slices.Sort(instants)
	for _, at := range slices.Compact(slices.Clone(instants)) {
		var ends, atRisk int64
		for _, v := range observed {
			if v == at {
				ends++
			}
		}
		for _, v := range instants {
			if v >= at {
				atRisk++
			}
		}
		longer.Mul(longer, big.NewRat(atRisk-ends, atRisk))
		if ends > 0 && new(big.Rat).Sub(big.NewRat(1, 1), longer).Cmp(p) >= 0 {
			return at, true
		}
	}
	return instants[len(instants)-1], false
}

func TestQuantileEqualsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		durations := rapid.SliceOfN(rapid.Int64Range(0, 12), 0, 60)
		observed := durations.Draw(t, "observed")
		censored := durations.Draw(t, "censored")
		if len(observed)+len(censored) == 0 {
			return
		}
		// Merged from two, cut anywhere.
		var s, rest Sample
		cut := rapid.IntRange(0, len(observed)).Draw(t, "cut")
		for i, v := range observed {
			if i < cut {
				s.Add(time.Duration(v))
			} else {
				rest.Add(time.Duration(v))
			}
		}
		for _, v := range censored {
			rest.AddCensored(time.Duration(v))
		}
		s.Merge(&rest)
		for i := int64(0); i <= 40; i++ {
			want, wantExact := productLimit(observed, censored, big.NewRat(i, 40))
			got, exact := s.Quantile(float64(i) / 40)
			require.True(t, int64(got) == want && exact == wantExact,
				"Quantile(%d/40) of %v and censored %v = %d, %v, want %d, %v", i, observed, censored, got, exact, want, wantExact)
		}
	})
}

// lognormalWaits returns waits as a simulation gives them, with ties and zeros.
func lognormalWaits(n int) []time.Duration {
	s, waits := dist.NewStream(1, 0), make([]time.Duration, n)
	work, err := dist.LognormalMedianP95(30, 400)
	if err != nil {
		panic(err)
	}
	for i := range waits {
		if u := s.Uniform(uint32(i), 1, 1); u > 0.1 {
			waits[i] = seconds(work.Quantile(s.Uniform(uint32(i), 2, 1))).Round(time.Microsecond)
		}
	}
	return waits
}

func TestQuantilesAreExactInManyChunks(t *testing.T) {
	waits := lognormalWaits(50_000)
	var s Sample
	for _, v := range waits {
		s.Add(v)
	}
	slices.Sort(waits)
	for rank := 1; rank <= len(waits); rank += 97 {
		got, exact := s.Quantile(float64(rank) / float64(len(waits)))
		assert.True(t, got == waits[rank-1] && exact,
			"rank %d of %d: %v, %v, want %v exactly", rank, len(waits), got, exact, waits[rank-1])
	}
	curve := s.Curve(200)
	zeros := 0.0
	for waits[int(zeros)] == 0 {
		zeros++
	}
	zeros /= float64(len(waits))
	assert.Equal(t, CurvePoint{zeros, 0}, curve[0],
		"the curve begins with %v, want the share of zeros %v", curve[0], zeros)
	last := curve[len(curve)-1]
	assert.Equal(t, CurvePoint{1, waits[len(waits)-1]}, last,
		"the curve ends with %v, want all up to %v", last, waits[len(waits)-1])
	for i := 1; i < len(curve); i++ {
		assert.True(t, curve[i].Level > curve[i-1].Level && curve[i].Value >= curve[i-1].Value,
			"the curve goes from %v to %v, want upwards", curve[i-1], curve[i])
	}
}

func TestSampleBeyondAMillion(t *testing.T) {
	waits := lognormalWaits(1_400_000)
	var whole, left, right, leftFirst, rightFirst Sample
	for i, v := range waits {
		add := (*Sample).Add
		if i%50 == 0 && v > time.Minute {
			add = (*Sample).AddCensored
		}
		add(&whole, v)
		if i < len(waits)/3 {
			add(&left, v)
		} else {
			add(&right, v)
		}
	}
	require.True(t, left.Resolution() == 0 && right.Resolution() == 0,
		"resolution of the parts is %v and %v, want 0", left.Resolution(), right.Resolution())
	leftFirst.Merge(&left)
	leftFirst.Merge(&right)
	rightFirst.Merge(&right)
	rightFirst.Merge(&left)
	assert.True(t, whole.Resolution() == 1.0/2048 && leftFirst.Resolution() == 1.0/2048,
		"resolution = %v and %v, want 1/2048", whole.Resolution(), leftFirst.Resolution())
	same := func(what string, a, b any) {
		assert.True(t, a == b, "%s depends on the order: %v and %v", what, a, b)
	}
	for p := 0.005; p <= 1; p += 0.005 {
		v, _ := whole.Quantile(p)
		l, _ := leftFirst.Quantile(p)
		r, _ := rightFirst.Quantile(p)
		same("quantile", v, l)
		same("quantile", v, r)
	}
	mean, _ := whole.Mean()
	meanRight, _ := rightFirst.Mean()
	same("mean", mean, meanRight)
	same("length", whole.Len(), rightFirst.Len())
	same("censored", whole.Censored(), rightFirst.Censored())

	// A packed sample merged into a packed one.
	var doubled Sample
	doubled.Merge(&whole)
	doubled.Merge(&whole)
	once, _ := whole.Quantile(0.5)
	twice, _ := doubled.Quantile(0.5)
	same("median of all twice", once, twice)
	same("length of all twice", 2*whole.Len(), doubled.Len())
}

func TestPackedQuantilesAreWithinTheirResolution(t *testing.T) {
	waits := lognormalWaits(1_300_000)
	var s Sample
	for _, v := range waits {
		s.Add(v)
	}
	var total time.Duration
	slices.Sort(waits)
	for _, v := range waits {
		total += v
	}
	got, exact := s.Mean()
	assert.True(t, got == total/time.Duration(len(waits)) && exact,
		"Mean() = %v, %v, want %v exactly", got, exact, total/time.Duration(len(waits)))
	got, exact = s.Max()
	assert.True(t, got == waits[len(waits)-1] && exact,
		"Max() = %v, %v, want %v exactly", got, exact, waits[len(waits)-1])
	for p := 0.001; p < 1; p += 0.001 {
		want := waits[dist.RankOf(p*float64(len(waits)))-1]
		got, _ := s.Quantile(p)
		assert.LessOrEqual(t, float64((got - want).Abs()), s.Resolution()*float64(want),
			"Quantile(%.3f) = %v, want %v within %v of it", p, got, want, s.Resolution())
	}
}

func TestSampleGrowsGently(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var s Sample
	for i := range exactLimit {
		s.Add(time.Duration(i + 1))
	}
	runtime.ReadMemStats(&after)
	got := after.TotalAlloc - before.TotalAlloc
	assert.LessOrEqual(t, got, uint64(8_300_000), "%d durations took %d bytes in all, want 8 MB", s.Len(), got)
	small := testing.AllocsPerRun(10, func() {
		var s Sample
		for range 5000 {
			s.Add(0)
		}
		s.Add(time.Second)
	})
	assert.LessOrEqual(t, small, 2.0, "5000 zeros and a second take %v allocations", small)
}

func TestMeanOfManyLongDurationsDoesNotOverflow(t *testing.T) {
	var s Sample
	for range 1000 {
		s.Add(longestDuration)
	}
	got, exact := s.Mean()
	assert.True(t, got == longestDuration && exact,
		"Mean() = %v, %v, want %v exactly", got, exact, longestDuration)
}

func TestSampleRefusesImpossibleDurations(t *testing.T) {
	for _, v := range []time.Duration{-1, longestDuration + 1} {
		for name, add := range map[string]func(*Sample, time.Duration){"Add": (*Sample).Add, "AddCensored": (*Sample).AddCensored} {
			func() {
				defer func() {
					assert.NotNil(t, recover(), "%s(%v) did not panic", name, v)
				}()
				add(new(Sample), v)
			}()
		}
	}
}

func BenchmarkSample(b *testing.B) {
	waits := lognormalWaits(20_000)
	b.Run("Add", func(b *testing.B) {
		s := new(Sample)
		for i := range b.N {
			if s.Len() == 1_000_000 {
				s = new(Sample)
			}
			s.Add(waits[i%len(waits)])
		}
	})
	b.Run("Add packed", func(b *testing.B) {
		var s Sample
		s.packAbove(-1)
		for i := range b.N {
			s.Add(waits[i%len(waits)])
		}
	})
	b.Run("five quantiles of 20000", func(b *testing.B) {
		for range b.N {
			var s Sample
			for _, v := range waits {
				s.Add(v)
			}
			for _, p := range []float64{0.5, 0.9, 0.95, 0.99, 1} {
				s.Quantile(p)
			}
		}
	})
	b.Run("quantile of a million", func(b *testing.B) {
		var s Sample
		for i := range 1_000_000 {
			s.Add(waits[i%len(waits)])
		}
		for range b.N {
			s.Quantile(0.95)
		}
	})
}

func TestMeanWithAFewCensoredDurationsIsThatOfTheProductLimit(t *testing.T) {
	// 10, 20+, 30, 40: the mass of 20+ falls to 30 and 40 in equal parts.
	var s Sample
	for _, v := range []time.Duration{10, 30, 40} {
		s.Add(v * time.Second)
	}
	s.AddCensored(20 * time.Second)
	want := (10 + 30*1.5 + 40*1.5) / 4 * 1e9
	got, exact := s.Mean()
	assert.True(t, got == time.Duration(want) && exact,
		"Mean() = %v, %v, want %v exactly", got, exact, time.Duration(want))
	got, exact = s.Max()
	assert.True(t, got == 40*time.Second && exact, "Max() = %v, %v, want 40 s exactly", got, exact)
}
