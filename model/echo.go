package model

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/sim"
)

// An Echo is a load that comes back: clients that were brought into step, by an
// outage or a wave, and keep a fixed interval ask together again and again.
type Echo struct {
	Period   time.Duration // from one burst to the next, to a fraction of a bin
	From     time.Duration // when the first burst begins, to the bin
	Bursts   int           // in a row, at least fewestBursts; later ones are lost in the noise
	Strength float64       // 0..1: of what a burst has above the level around it, the share that is back one period later
	Peak     float64       // the busiest bin of the period over the mean of the period, bursts laid on top of each other; above 1
}

// EchoFalseAlarm is the chance that [FindEcho] names a period in a stretch of
// counts that has none.
const EchoFalseAlarm = 1e-3

const (
	shortestEcho = 3             // bins: two of them must be able to be a valley
	longestEcho  = 8 * time.Hour // beyond it is the day, which is no echo
	fewestBursts = 4             // three peaks at equal distances are also three time zones
	leastPeak    = 1.1           // a load that swings by less bothers nobody
)

// FindEcho returns the strongest period of the number of asks per bin, and false
// if there is none. The counts are those of one replication, not of a mean over
// several, in bins of the given width, the first of which begins at from.
// Periods from 3 bins to a quarter of the stretch are looked for, at most 8 h. The
// cost grows as n·log²n: a few hours around what brought the clients into step
// take a millisecond in bins of 10 s, and show an echo better than a whole day.
//
// # How it is found
//
// The counts are made equally noisy all over, y = 2·√(count + 3/8), which turns
// Poisson counts of any rate into numbers of variance 1 (Anscombe, Biometrika 35,
// 1948), and never makes the upper tail heavier than that of the normal law. The
// level around each bin, a running mean no longer than the period in question, is
// taken away. Of what is left the autocorrelation R at a lag of one period is
// compared with the valleys half a period before and after: an echo of period T
// has a peak at T and valleys at T/2 and 3T/2, whereas the autocorrelation of one
// peak of any height and width, of a fading queue or of a jump falls all the way.
// The weaker of the two differences, in its own standard deviations given what
// comes before, must be beyond the normal quantile of [EchoFalseAlarm] shared out
// over the lags looked at (Bonferroni). R must also have peaks at 2T and 3T, at
// one in a hundred each: a burst that comes back once is no period, nor are two
// or three that have nothing to do with each other.
//
// What is found is refined by lags of 2, 4, 8, … periods as far as they stand
// out. Of a period and its multiples the shortest is named.
//
// # What is no echo
//
// Clients that each keep a fixed interval but are not in step show the same
// chance differences between bins in every round. A period must therefore swing
// by more than as many independent clients in one round do, with the same chance
// of a false alarm, and lift its busiest bin by a tenth.
//
// # What is not found
//
// Crowds of some tens of clients; crowds of which less than a fifth comes back; a
// period that lasts for a small part of a long stretch; the weaker of two periods
// as 2 to 3. Four equal waves an hour apart are a period, whatever causes them.
func FindEcho[Count ~float32 | ~float64 | ~int | ~uint32](from, width time.Duration, counts []Count) (Echo, bool) {
	if width <= 0 {
		panic(fmt.Sprintf("model: bins of %v", width))
	}
	asks := make([]float64, len(counts))
	for i, n := range counts {
		if asks[i] = float64(n); !(asks[i] >= 0) {
			panic(fmt.Sprintf("model: %v asks in bin %d", n, i))
		}
	}
	longest := min(len(asks)/fewestBursts, int(longestEcho/width))
	if longest < shortestEcho {
		return Echo{}, false
	}
	best, ok := strongestPeriod(asks, longest)
	if !ok {
		return Echo{}, false
	}
	e, ok := best.follow(asks)
	if !ok {
		return Echo{}, false
	}
	bins := func(x float64) time.Duration { return time.Duration(math.Round(x * float64(width))) }
	return Echo{Period: bins(e.period), From: from + time.Duration(e.first)*width, Bursts: e.bursts, Strength: e.strength, Peak: e.peak}, true
}

// strongestPeriod returns the lag, up to the longest, at which the counts repeat
// most clearly, and false if they repeat at none.
func strongestPeriod(asks []float64, longest int) (found repeat, ok bool) {
	even := equallyNoisy(asks)
	noise := noiseOf(even)
	lags := longest - shortestEcho + 1
	clear := sim.NormalQuantile(1 - EchoFalseAlarm/float64(lags))
	again := sim.NormalQuantile(1 - 0.01)

	repeats := make([]repeat, longest+1) // by lag; the zero repeat where there is none
	plan := fourier.NewFFT(powerOfTwo(2 * len(even)))
	var r *ripple
	for lag := shortestEcho; lag <= longest; lag++ {
		if r == nil || 2*lag >= 3*r.window {
			r = newRipple(even, (lag-1)|1, noise, plan)
		}
		z := r.standsOut(lag, lag)
		if z < clear || r.standsOutNear(2*lag, lag) < again || r.standsOutNear(3*lag, lag) < again {
			continue
		}
		repeats[lag] = repeat{r, lag, z}
		if z > found.z {
			found = repeats[lag]
		}
	}
	if found.ripple == nil {
		return found, false
	}
	// Multiples repeat as well. Where two periods are superposed a common multiple
	// of both repeats more clearly than either.
	multiple := found
	for parts := 2; ; parts++ {
		near := int(math.Round(float64(multiple.lag) / float64(parts)))
		if near < shortestEcho {
			break
		}
		for lag := max(near-1, shortestEcho); lag <= near+1; lag++ {
			part := repeats[lag]
			if part.ripple == nil || part.height() < multiple.height()/2 {
				continue
			}
			if found.lag == multiple.lag || part.height() > found.height() {
				found = part
			}
		}
	}
	return found, true
}

// equallyNoisy returns Anscombe's transform of counts.
func equallyNoisy(asks []float64) []float64 {
	even := make([]float64, len(asks))
	for i, n := range asks {
		even[i] = 2 * math.Sqrt(n+3./8)
	}
	return even
}

// noiseOf returns the variance of equally noisy counts: 1, or more if the counts
// vary by more than Poisson's from one bin to the next, as batches do. The median
// does not see bursts.
func noiseOf(even []float64) float64 {
	steps := make([]float64, len(even)-1)
	for i := range steps {
		steps[i] = math.Abs(even[i+1] - even[i])
	}
	slices.Sort(steps)
	const upperQuartile = 0.6744897501960817 // of the normal law: the median of its absolute value
	sd := steps[len(steps)/2] / upperQuartile / math.Sqrt2
	return max(1, sd*sd)
}

// powerOfTwo returns the smallest power of two that is at least n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

// ripple is what is left of equally noisy counts when the level around each bin
// is taken away, and how it repeats.
type ripple struct {
	rest   []float64 // by bin
	again  []float64 // by lag: Σ rest[i]·rest[i+lag], less what noise contributes
	above  []float64 // Σ over the bins before i of what rest² has above the noise
	noise  float64   // variance of a bin
	window int       // bins of the level
}

func newRipple(even []float64, window int, noise float64, plan *fourier.FFT) *ripple {
	n := len(even)
	r := &ripple{
		rest:  lessLevel(even, window),
		again: make([]float64, n),
		above: make([]float64, n+1),
		noise: noise, window: window,
	}
	for i, x := range r.rest {
		r.above[i+1] = r.above[i] + max(0, x*x-noise)
	}
	// The autocorrelation is the transform of the power spectrum (Wiener and
	// Khinchin); as many zeros as counts keep the end from meeting the beginning.
	padded := make([]float64, plan.Len())
	copy(padded, r.rest)
	spectrum := plan.Coefficients(nil, padded)
	for i, c := range spectrum {
		spectrum[i] = complex(real(c)*real(c)+imag(c)*imag(c), 0)
	}
	plan.Sequence(padded, spectrum)
	for lag := range r.again {
		r.again[lag] = padded[lag]/float64(plan.Len()) - noise*float64(n-lag)*ownLevel(lag, window)
	}
	return r
}

// lessLevel returns the values less the mean of a window around each, which is cut
// off at the ends.
func lessLevel(values []float64, window int) []float64 {
	sums := make([]float64, len(values)+1)
	for i, x := range values {
		sums[i+1] = sums[i] + x
	}
	rest := make([]float64, len(values))
	for i, x := range values {
		low, high := max(0, i-window/2), min(len(values), i+window/2+1)
		rest[i] = x - (sums[high]-sums[low])/float64(high-low)
	}
	return rest
}

// ownLevel returns the correlation that noise of variance 1 has with itself a lag
// later because its own level was taken away: that of δ − box/window.
func ownLevel(lag, window int) float64 {
	k := 0.0
	if lag == 0 {
		k = 1
	}
	if lag <= window/2 {
		k -= 2 / float64(window)
	}
	if lag < window {
		k += float64(window-lag) / float64(window*window)
	}
	return k
}

// variance returns that of again[lag] for counts that do not repeat: each bin
// meets the noise of the bin a lag later, and the noise of the one before.
func (r *ripple) variance(lag int) float64 {
	n := len(r.rest)
	return r.noise * (r.above[n-lag] + r.above[n] - r.above[lag] + r.noise*float64(n-lag))
}

// valley returns how the counts repeat at a lag given in half bins.
func (r *ripple) valley(halfBins int) float64 {
	return (r.again[halfBins/2] + r.again[(halfBins+1)/2]) / 2
}

// standsOut returns by how many standard deviations the counts repeat more at a
// lag than half a period before and after.
func (r *ripple) standsOut(lag, period int) float64 {
	z := math.Inf(+1)
	for _, halfBins := range []int{2*lag - period, 2*lag + period} {
		if (halfBins+1)/2 >= len(r.rest) {
			continue
		}
		z = min(z, (r.again[lag]-r.valley(halfBins))/math.Sqrt(r.variance(lag)+r.variance(halfBins/2)))
	}
	return z
}

// standsOutNear is standsOut at the best lag near a multiple of the period, which
// need not be whole bins.
func (r *ripple) standsOutNear(multiple, period int) float64 {
	z := math.Inf(-1)
	slack := min((multiple/period+1)/2, (period-1)/2)
	for lag := multiple - slack; lag <= min(multiple+slack, len(r.rest)-1); lag++ {
		z = max(z, r.standsOut(lag, period))
	}
	return z
}

// repeat is a lag at which the counts repeat.
type repeat struct {
	ripple *ripple
	lag    int     // bins, about one period
	z      float64 // standard deviations by which it stands out
}

// height returns how much the counts repeat at the lag, in the two bins that a
// period of no whole number of bins is shared between, above the valleys beside
// it.
func (f repeat) height() float64 {
	r := f.ripple.again
	valley := max(f.ripple.valley(f.lag), f.ripple.valley(3*f.lag))
	return r[f.lag] + max(r[f.lag-1], r[f.lag+1]) - 2*valley
}

// course is how an echo goes: its period and the bursts that can be told.
type course struct {
	period   float64 // bins
	first    int     // bin of the first burst
	bursts   int
	strength float64
	peak     float64
}

// follow tells the course of what repeats, and false if there are too few bursts
// in a row, or if they are no more than clients are that keep an interval and are
// not in step.
func (f repeat) follow(asks []float64) (c course, ok bool) {
	r := f.ripple
	c.period = f.refine()
	phases := int(math.Round(c.period))
	// Cycles are cut halfway between bursts.
	folded := fold(r.rest, 0, len(asks), c.period, phases)
	top := (float64(maxAt(folded)) + 0.5) / float64(phases) * c.period
	from, to, cycles := r.inStep(math.Mod(top+c.period/2, c.period)-c.period, c.period)
	c.bursts = cycles + 1
	to = min(len(asks), int(math.Ceil(float64(to)+c.period)))
	if c.bursts < fewestBursts {
		return c, false
	}
	c.first = from + maxAt(asks[from:min(to, from+phases)])

	mean := 0.0
	for _, n := range asks[from:to] {
		mean += n / float64(to-from)
	}
	swing := 0.0
	for _, x := range fold(r.rest, from, to, c.period, phases) {
		swing += x * x
	}
	// The transform of counts with a small mean varies by less than 1: by at most
	// (2·√(11/8) − 2·√(3/8))² = 1.26 times the mean.
	byChance := r.noise * min(1, 1.26*mean) * distuv.ChiSquared{K: float64(phases)}.Quantile(1-EchoFalseAlarm)
	folded = fold(asks, from, to, c.period, phases)
	c.peak = folded[maxAt(folded)] / mean
	c.strength = returns(lessLevel(asks, r.window), asks, from, to, c.period)
	return c, swing > byChance && c.peak >= leastPeak
}

// refine returns the period in bins, to a fraction of one: over twice as many
// periods a lag tells it twice as well.
func (f repeat) refine() float64 {
	r := f.ripple
	period := r.centre(f.lag, f.lag)
	for many := 2.0; ; many *= 2 {
		around, slack := int(math.Round(many*period)), max(1, f.lag/8)
		if around+slack+f.lag/2+1 >= len(r.rest) {
			return period
		}
		lag := around - slack + maxAt(r.again[around-slack:around+slack+1])
		if r.standsOut(lag, f.lag) < 3 {
			return period
		}
		period = r.centre(lag, f.lag) / many
	}
}

// centre returns the centre of the peak of the autocorrelation at a lag: of what
// is above the valleys, as far as it is above half the height, and one bin more.
func (r *ripple) centre(lag, period int) float64 {
	floor := max(r.valley(2*lag-period), r.valley(2*lag+period))
	half := (r.again[lag] + floor) / 2
	low, high := lag, lag
	for reach := max(1, period/4); low > lag-reach && r.again[low] > half; {
		low--
	}
	for reach := max(1, period/4); high < lag+reach && r.again[high] > half; {
		high++
	}
	weights, sum := 0.0, 0.0
	for i := low; i <= high; i++ {
		w := max(0, r.again[i]-floor)
		weights += w
		sum += w * float64(i)
	}
	return sum / weights
}

// inStep returns the bins from which on, and to which, the counts repeat a period
// later, and how many periods that is: the stretch whose repeats have the
// greatest sum, each less half of what a period of noise may have. Periods are
// counted from a bin at or before the first.
func (r *ripple) inStep(origin, period float64) (from, to, cycles int) {
	n := len(r.rest)
	best, sum, start := 0.0, 0.0, 0
	for k := 0; ; k++ {
		low := int(math.Round(origin + float64(k)*period))
		high := int(math.Round(origin + float64(k+1)*period))
		if float64(high) > float64(n)-period/2 {
			return from, to, cycles
		}
		same := 0.0
		for i := max(0, low); i < high; i++ {
			same += r.rest[i] * at(r.rest, float64(i)+period)
		}
		if sum <= 0 {
			sum, start = 0, k
		}
		if sum += same - r.noise*math.Sqrt(period)/2; sum > best {
			best = sum
			from, to, cycles = max(0, int(math.Round(origin+float64(start)*period))), high, k+1-start
		}
	}
}

// fold lays all periods of some bins on top of each other and returns the mean of
// each phase; phase 0 begins at bin 0.
func fold(values []float64, from, to int, period float64, phases int) []float64 {
	sums, counts := make([]float64, phases), make([]float64, phases)
	for i := from; i < to; i++ {
		_, share := math.Modf(float64(i) / period)
		phase := min(phases-1, int(share*float64(phases)))
		sums[phase] += values[i]
		counts[phase]++
	}
	for phase := range sums {
		sums[phase] /= max(1, counts[phase])
	}
	return sums
}

// returns gives the regression of the asks above the level on those one period
// before, with one bin more to each side for bursts that do not keep to one: the
// share of a burst that is back one period later, 0..1. Poisson counts vary by
// their mean, which is no burst.
func returns(rest, asks []float64, from, to int, period float64) float64 {
	before, after := 0.0, 0.0
	for i := from; i < to && float64(i)+period+1 <= float64(len(rest)-1); i++ {
		before += rest[i]*rest[i] - asks[i]
		if i > 0 {
			before += rest[i] * rest[i-1]
		}
		before += rest[i] * rest[i+1]
		for _, lag := range []float64{period - 1, period, period + 1} {
			after += rest[i] * at(rest, float64(i)+lag)
		}
	}
	if before <= 0 {
		return 0
	}
	return min(1, max(0, after/before))
}

// at returns the value between two bins, 0 beyond the last.
func at(values []float64, bin float64) float64 {
	i := int(bin)
	if i+1 >= len(values) {
		return 0
	}
	share := bin - float64(i)
	return (1-share)*values[i] + share*values[i+1]
}

// maxAt returns the index of the first greatest value.
func maxAt(values []float64) int {
	best := 0
	for i, x := range values {
		if x > values[best] {
			best = i
		}
	}
	return best
}
