package theory

import "math"

// A birth-death chain moves between neighbouring states 0, 1, 2, …; here the
// state is the number of clients waiting and in service.

// negligible is the share of the largest probability below which a tail is cut.
const negligible = 1e-24

// stationary returns the probabilities of the states of a birth-death chain in
// its steady state: p(n+1) = p(n)·birth(n)/death(n+1). Rates are per second; the
// states end where birth is 0, or where a falling tail is negligible. The products
// start at the likeliest state, so that ten thousand states neither underflow nor
// overflow.
func stationary(birth, death func(n int) float64) []float64 {
	ratios := []float64{1}
	log, top, mode := 0.0, 0.0, 0
	for n := 0; ; n++ {
		up := birth(n)
		if up == 0 {
			break
		}
		ratio := up / death(n+1)
		log += math.Log(ratio)
		if ratio < 1 && log-top < math.Log(negligible) {
			break
		}
		ratios = append(ratios, ratio)
		if log > top {
			top, mode = log, n+1
		}
	}
	p := make([]float64, len(ratios))
	p[mode] = 1
	for n := mode + 1; n < len(p); n++ {
		p[n] = p[n-1] * ratios[n]
	}
	for n := mode; n > 0; n-- {
		p[n-1] = p[n] / ratios[n]
	}
	return normalised(p)
}

// normalised scales weights to the sum 1, in place.
func normalised(p []float64) []float64 {
	sum := 0.0
	for _, x := range p {
		sum += x
	}
	for n := range p {
		p[n] /= sum
	}
	return p
}

// busyMean is the mean of min(n, slots).
func busyMean(p []float64, slots int) float64 {
	sum := 0.0
	for n, x := range p {
		sum += float64(min(n, slots)) * x
	}
	return sum
}

// queueMean is the mean of max(0, n - slots).
func queueMean(p []float64, slots int) float64 {
	sum := 0.0
	for n := slots + 1; n < len(p); n++ {
		sum += float64(n-slots) * p[n]
	}
	return sum
}

// from is the chance of a state n or above.
func from(p []float64, n int) float64 {
	sum := 0.0
	for k := len(p) - 1; k >= n; k-- {
		sum += p[k]
	}
	return sum
}

// behind is the law of the wait of a client that finds the state distributed as
// seen: with n at least slots before it, it waits for n-slots+1 finishes. work is
// the mean of exponential work.
func behind(seen []float64, slots int, work float64) line {
	weights := make([]float64, max(1, len(seen)-slots+1))
	for n, x := range seen {
		weights[max(0, n-slots+1)] += x
	}
	return newLine(float64(slots)/work, weights)
}
