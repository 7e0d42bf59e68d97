package model

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// A PeriodicLoad is a load that comes back: clients that were brought into step, by an
// outage or a wave, and keep a fixed interval ask together again and again.
type PeriodicLoad struct {
	Period   time.Duration // from one burst to the next, to a fraction of a bin
	From     time.Duration // when the first burst begins, to the bin
	Bursts   int           // in a row, at least 4; later ones are lost in the noise
	Strength float64       // 0.1 to 1: of what a burst has above the level around it, the share that is back one period later, give or take a bin
	Peak     float64       // the busiest bin of the period over the mean of the period, all bursts laid on top of each other; at least 1.25
}

// PeriodicFalseAlarm is the chance, at most, that [FindPeriodicLoad] names a period in a
// stretch of counts that has none.
const PeriodicFalseAlarm = 1e-3

const (
	shortestPeriod = 3             // bins: there must be a valley between two bursts
	longestPeriod  = 8 * time.Hour // longer is the day, which is no echo
	fewestBursts   = 4             // three peaks at equal distances are also three time zones
	leastStrength  = 0.1           // less than a tenth of a burst is no second burst
	leastPeak      = 1.25          // a load that swings by less bothers nobody
	oneInHundred   = 2.33          // standard deviations that chance exceeds so often
)

// FindPeriodicLoad returns the strongest period of the number of asks per bin, and false
// if there is none. The counts are those of one replication, not of a mean over
// several, in bins of the given width, the first of which begins at from. Periods
// are looked for from 3 bins to a quarter of the stretch, at most 8 h: the fewest
// repeats that count are four bursts.
//
// A few hours around what brought the clients into step show an echo better than
// a whole day, and cost less: 3 hours in bins of 10 s take 1.5 ms, a day 35 ms.
//
// # How it is found
//
// The counts are made equally noisy all over: y = 2·√(count + 3/8) turns Poisson
// counts of any rate above about 1 into numbers of variance 1, and of lower rates
// into less (Anscombe, Biometrika 35, 1948, 246-254). Its upper tail is below
// exp(−z²/2) like that of the normal law, as N·ln(N/λ) − N + λ ≥ 2·(√N − √λ)² for
// N ≥ λ (Chernoff). The level around each bin is taken away: the mean of the
// middle half of the bins in one period to one and a half, which bursts do not
// lift. Of what is left, the autocorrelation at a lag of one period is compared
// with the valleys half a period before and after. An echo of period T has a peak
// at T and valleys at T/2 and 3T/2, whereas the autocorrelation of a single peak
// of whatever height and width, of a fading queue or of a jump falls all the way.
// What it has above the higher valley, and above 0, in standard deviations given
// the counts that the noise meets, must be beyond the normal quantile of
// PeriodicFalseAlarm shared out over all lags (Bonferroni). There must also be peaks
// at 2T and 3T, and bursts besides the best three, each at one in a hundred: a
// burst that comes back once is no period, nor are three that have nothing to do
// with each other.
//
// Of a period and its multiples the shortest is named, of two superposed periods
// the one that repeats more. Lags of 2, 4, 8, … periods refine it as far as they
// stand out.
//
// # What is no echo
//
// Clients that keep a fixed interval but are not in step show the same chance
// differences in every round. A period must therefore swing by more than
// independent clients do in one round (χ² of the folded counts, with the same
// chance of a false alarm), lift its busiest bin by a quarter and have a Strength
// of a tenth.
//
// # What is not found
//
// Crowds of a hundred or less that soon dissolve or ask amid other traffic, crowds
// of which less than about a quarter comes back, and periods that last for a small
// part of a long stretch. Four equal waves an hour apart are a period, whatever
// their cause.
func FindPeriodicLoad[Count ~float32 | ~float64 | ~int | ~uint32](from, width time.Duration, counts []Count) (PeriodicLoad, bool) {
	if width <= 0 {
		panic(fmt.Sprintf("model: bins of %v", width))
	}
	asks := make([]float64, len(counts))
	for i, n := range counts {
		if asks[i] = float64(n); !(asks[i] >= 0) {
			panic(fmt.Sprintf("model: %v asks in bin %d", n, i))
		}
	}
	longest := min(len(asks)/fewestBursts, int(longestPeriod/width))
	if longest < shortestPeriod {
		return PeriodicLoad{}, false
	}
	best, ok := strongestPeriod(asks, longest)
	if !ok {
		return PeriodicLoad{}, false
	}
	e, ok := best.follow(asks)
	if !ok {
		return PeriodicLoad{}, false
	}
	bins := func(x float64) time.Duration { return time.Duration(math.Round(x * float64(width))) }
	return PeriodicLoad{Period: bins(e.period), From: from + time.Duration(e.first)*width, Bursts: e.bursts, Strength: e.strength, Peak: e.peak}, true
}

// firstHarmonicLeft solves sin(πx)/(πx) = 0.1: a uniform jitter x intervals wide
// leaves a tenth of the first harmonic.
const firstHarmonicLeft = 0.9079286237796665

// Jitter returns the smallest width of a jitter that lets the echo fade at once:
// with each interval drawn anew, uniformly from Period − Jitter/2 to Period +
// Jitter/2, the first round leaves a tenth of what swings with the period, and
// every later round a tenth of that.
//
// A burst whose clients come back after T plus a uniform time of width J has its
// component of frequency k/T multiplied by the characteristic function of that
// time, |sin(πkJ/T) / (πkJ/T)|. For k = 1 that is 0.1 at J = 0.908·T and 0 at J = T;
// the higher harmonics are below 0.1 there too. Less jitter needs more rounds:
// J = T/2 leaves 0.64 after one and a tenth after six, J = T/10 a tenth after 140.
// The interval from T/2 to 3T/2, a little more than this, is also what Floyd and
// Jacobson advise, so that independent clients do not fall into step in the first
// place (The synchronization of periodic routing messages, IEEE/ACM Transactions
// on Networking 2, 1994, 122-136).
func (e PeriodicLoad) Jitter() time.Duration {
	return time.Duration(firstHarmonicLeft * float64(e.Period))
}

// LateJitter is Jitter where it can only be added, so that intervals are drawn
// from Period to Period + LateJitter. It also makes them longer, on average by
// half of itself, and the echo with them: only a jitter of 0.908·(T + J/2) leaves
// a tenth, which is J = 1.66·T. One of J = T leaves an echo of period 3T/2 with 0.41
// of the first harmonic.
func (e PeriodicLoad) LateJitter() time.Duration {
	return time.Duration(firstHarmonicLeft / (1 - firstHarmonicLeft/2) * float64(e.Period))
}

// strongestPeriod returns the lag, up to the longest, at which the counts repeat
// most, and false if they repeat at none.
func strongestPeriod(asks []float64, longest int) (found repeat, ok bool) {
	even := make([]float64, len(asks))
	for i, n := range asks {
		even[i] = 2 * math.Sqrt(n+3./8)
	}
	noise := noiseOf(even, 1)
	lags := longest - shortestPeriod + 1
	beyond := dist.NormalQuantile(1 - PeriodicFalseAlarm/float64(lags))

	repeats := make([]repeat, longest+1) // by lag; the zero repeat where there is none
	plan := newTransform(len(even) + lagsOf(len(even)))
	var r *ripple
	for lag := shortestPeriod; lag <= longest; lag++ {
		if r == nil || lag > r.window {
			r = newRipple(even, max(15, lag*3/2|1), noise, plan)
		}
		if r.standsOut(lag, lag) < beyond || r.standsOutNear(2*lag, lag) < oneInHundred || r.standsOutNear(3*lag, lag) < oneInHundred {
			continue
		}
		repeats[lag] = repeat{r, lag}
		if found.ripple == nil || repeats[lag].height() > found.height() {
			found = repeats[lag]
		}
	}
	for part := found; part.ripple != nil; part = largestPart(repeats, found) {
		found = part
	}
	return found, found.ripple != nil
}

// largestPart returns what repeats most at a half, a third, a quarter, … of a lag,
// and the zero repeat if none does half as much as the lag itself. Multiples of a
// period repeat as well, and where two periods are superposed, a multiple of both
// repeats more than either.
func largestPart(repeats []repeat, multiple repeat) (part repeat) {
	least := multiple.height() / 2
	for parts := 2; ; parts++ {
		near := int(math.Round(float64(multiple.lag) / float64(parts)))
		if near < shortestPeriod {
			return part
		}
		for lag := max(near-1, shortestPeriod); lag <= min(near+1, multiple.lag-2); lag++ {
			if repeats[lag].ripple != nil && repeats[lag].height() > least {
				part, least = repeats[lag], repeats[lag].height()
			}
		}
	}
}

// noiseOf returns the variance of equally noisy counts: 1, or more if they vary by
// more than Poisson's from one bin to another so many bins later, as batches do.
// The median does not see bursts.
func noiseOf(even []float64, later int) float64 {
	steps := make([]float64, len(even)-later)
	for i := range steps {
		steps[i] = math.Abs(even[i+later] - even[i])
	}
	slices.Sort(steps)
	const upperQuartile = 0.6744897501960817 // of the normal law: the median of its absolute value
	sd := steps[len(steps)/2] / upperQuartile / math.Sqrt2
	return max(1, sd*sd)
}

// lagsOf returns how many lags, from 0, are read of so many bins: up to three
// periods and a half of the longest.
func lagsOf(bins int) int { return bins*7/8 + 2 }

// ripple is what is left of equally noisy counts when the level around each bin
// is taken away, and how it repeats.
type ripple struct {
	rest   []float64 // by bin
	again  []float64 // by lag: Σ rest[i]·rest[i+lag], less what noise contributes
	above  []float64 // Σ over the bins before i of what rest² has above the noise
	noise  float64   // variance of a bin
	window int       // bins of the level
}

func newRipple(even []float64, window int, noise float64, plan *transform) *ripple {
	n := len(even)
	r := &ripple{
		rest:  lessLevel(even, window),
		again: make([]float64, lagsOf(n)),
		above: make([]float64, n+1),
		noise: noise, window: window,
	}
	for i, x := range r.rest {
		r.above[i+1] = r.above[i] + max(0, float64(x*x)-noise)
	}
	plan.autocorrelation(r.again, r.rest)
	for lag := range r.again {
		r.again[lag] -= float64(noise * float64(n-lag) * ownLevel(lag, window))
	}
	return r
}

// lessLevel returns the values less the level around each: the mean of the middle
// half of the values in a window, which a burst does not lift. The window is cut
// off at the ends.
func lessLevel(values []float64, window int) []float64 {
	rest := make([]float64, len(values))
	sorted := make([]float64, 0, window+1) // the values in the window
	for i := -(window / 2); i < len(values); i++ {
		if enters := i + window/2; enters < len(values) {
			at, _ := slices.BinarySearch(sorted, values[enters])
			sorted = slices.Insert(sorted, at, values[enters])
		}
		if leaves := i - window/2 - 1; leaves >= 0 {
			at, _ := slices.BinarySearch(sorted, values[leaves])
			sorted = slices.Delete(sorted, at, at+1)
		}
		if i < 0 {
			continue
		}
		quarter := len(sorted) / 4
		middle := sorted[quarter : len(sorted)-quarter]
		sum := 0.0
		for _, y := range middle {
			sum += y
		}
		rest[i] = values[i] - sum/float64(len(middle))
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
	return float64(r.noise * (r.above[n-lag] + r.above[n] - r.above[lag] + float64(r.noise*float64(n-lag))))
}

// valley returns how the counts repeat at a lag given in half bins.
func (r *ripple) valley(halfBins int) float64 {
	return float64((r.again[halfBins/2] + r.again[(halfBins+1)/2]) / 2)
}

// standsOut returns by how many standard deviations the counts repeat more at a
// lag than half a period before and after.
func (r *ripple) standsOut(lag, period int) float64 {
	z := r.again[lag] / math.Sqrt(r.variance(lag))
	for _, halfBins := range []int{2*lag - period, 2*lag + period} {
		if (halfBins+1)/2 >= len(r.again) {
			break
		}
		z = min(z, (r.again[lag]-r.valley(halfBins))/math.Sqrt(r.variance(lag)+r.variance(halfBins/2)))
	}
	return z
}

// standsOutNear is standsOut at the best lag near a multiple of the period, which
// need not be whole bins.
func (r *ripple) standsOutNear(multiple, period int) float64 {
	z := math.Inf(-1)
	slack := min((multiple/period+1)/2, (period-1)/2) // bins by which so many periods may differ from so many lags
	for lag := multiple - slack; lag <= min(multiple+slack, len(r.again)-1); lag++ {
		z = max(z, r.standsOut(lag, period))
	}
	return z
}

// repeat is a lag at which the counts repeat.
type repeat struct {
	ripple *ripple
	lag    int // bins, about one period
}

// height returns how much the counts repeat at the lag, and half as much of the
// bin beside it, which a period of no whole number of bins is shared with.
func (f repeat) height() float64 {
	r := f.ripple.again
	return r[f.lag] + float64(max(0, r[f.lag-1], r[f.lag+1])/2)
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
	bursts, origin, width := f.bursts(c.period)
	first, after, ok := burstsInARow(bursts)
	if !ok {
		return c, false
	}
	c.bursts = after - first
	from := max(0, int(math.Round(origin+float64(float64(first)*c.period))))
	to := min(len(asks), int(math.Round(origin+float64(float64(after)*c.period))))
	c.first = from + maxAt(asks[from:min(to, from+width)])

	mean := 0.0
	for _, n := range asks[from:to] {
		mean += n / float64(to-from)
	}
	swing := 0.0
	for _, x := range fold(r.rest, from, to, c.period, phases) {
		swing += float64(x * x)
	}
	// The transform of counts with a small mean varies by less than 1: by at most
	// (2·√(11/8) − 2·√(3/8))² = 1.26 times the mean.
	byChance := noiseOf(r.rest, f.lag) * min(1, 1.26*mean) * dist.ChiSquaredQuantile(1-PeriodicFalseAlarm, float64(phases))
	folded := fold(asks, from, to, c.period, phases)
	c.peak = folded[maxAt(folded)] / mean
	c.strength = returns(lessLevel(asks, r.window), asks, from, to, c.period)
	return c, swing > byChance && c.peak >= leastPeak && c.strength >= leastStrength
}

// refine returns the period in bins, to a fraction of one: over twice as many
// periods a lag tells it twice as well.
func (f repeat) refine() float64 {
	r := f.ripple
	period := r.centre(f.lag, f.lag)
	for many := 2.0; ; many *= 2 {
		around, slack := int(math.Round(many*period)), max(1, f.lag/8)
		if around+slack+f.lag/2+1 >= len(r.again) {
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
		sum += float64(w * float64(i))
	}
	return sum / weights
}

// burstsInARow returns the run of bursts that stands out most, by the numbers of
// its first burst and of the one after its last, and false if it is no more than
// chance without its best few. Each is what the bins of the burst have above the
// level, in standard deviations; the run is the one with the greatest sum, each
// less half of one or a small part of the highest, and begins with a burst that
// can be seen beside that.
func burstsInARow(bursts []float64) (first, after int, ok bool) {
	highest := slices.Max(bursts)
	best, sum, start := 0.0, 0.0, 0
	for k, z := range bursts {
		if sum <= 0 {
			sum, start = 0, k
		}
		if sum += z - max(0.5, highest/16); sum > best {
			best, first, after = sum, start, k+1
		}
	}
	for after-first > fewestBursts && bursts[first] < highest/4 {
		first++
	}
	if after-first < fewestBursts {
		return first, after, false
	}
	others := slices.Sorted(slices.Values(bursts[first:after]))
	others = others[:len(others)-(fewestBursts-1)]
	rest := 0.0
	for _, z := range others {
		rest += z
	}
	return first, after, rest >= oneInHundred*math.Sqrt(float64(len(others)))
}

// bursts returns what each burst has above the level, in standard deviations, and
// the bin where the first of them may begin and how many bins a burst has. The
// bins of a burst are those around the top of the folded periods in which these
// are above half of it.
func (f repeat) bursts(period float64) (bursts []float64, first float64, width int) {
	r := f.ripple
	noise := noiseOf(r.rest, f.lag)
	phases := int(math.Round(period))
	folded := fold(r.rest, 0, len(r.rest), period, phases)
	top := maxAt(folded)
	before, behind := 0, 1
	for before < phases/2 && folded[(top-before-1+phases)%phases] > folded[top]/2 {
		before++
	}
	for behind < phases/2 && folded[(top+behind)%phases] > folded[top]/2 {
		behind++
	}
	if before+behind < phases/2 { // a burst need not keep to its bins
		before, behind = before+1, behind+1
	}
	first, width = float64(top-before)/float64(phases)*period, before+behind
	for first < 0 {
		first += period
	}
	if first >= period-float64(width) { // the stretch may begin amid a burst
		first -= period
	}
	for begin := first; begin < float64(len(r.rest)); begin += period {
		low := int(math.Round(begin))
		sum := 0.0
		for i := max(0, low); i < min(low+width, len(r.rest)); i++ {
			sum += r.rest[i]
		}
		bursts = append(bursts, sum/math.Sqrt(float64(width)*noise))
	}
	return bursts, first, width
}

// fold lays all periods of some bins on top of each other and returns the mean of
// each phase; phase 0 begins at bin 0.
func fold(values []float64, from, to int, period float64, phases int) []float64 {
	sums, counts := make([]float64, phases), make([]float64, phases)
	for i := from; i < to; i++ {
		_, share := math.Modf((float64(i) + 0.5) / period)
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
		before += float64(rest[i]*rest[i]) - asks[i]
		after += float64(rest[i] * between(rest, float64(i)+period))
		if period < 5 { // the bins beside are the valleys
			continue
		}
		if i > 0 {
			before += float64(rest[i] * rest[i-1])
		}
		before += float64(rest[i] * rest[i+1])
		after += float64(rest[i] * (between(rest, float64(i)+period-1) + between(rest, float64(i)+period+1)))
	}
	if before <= 0 {
		return 0
	}
	return min(1, max(0, after/before))
}

// between returns the value between two bins, 0 beyond the last.
func between(values []float64, bin float64) float64 {
	i := int(bin)
	if i+1 >= len(values) {
		return 0
	}
	share := bin - float64(i)
	return float64((1-share)*values[i]) + float64(share*values[i+1])
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
