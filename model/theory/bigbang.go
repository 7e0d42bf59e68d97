package theory

import "math"

// BigBang is everybody at once: Clients ask at 0, in their order, and nobody else
// comes. The work is constant or exponential.
//
// With constant work client k, counted from 0, starts at ⌊k/c⌋·work. With
// exponential work it starts with the (k-c+1)-th finish, and while all slots are
// busy finishes are a Poisson process. See Rényi 1953, On the theory of order
// statistics, for the end.
type BigBang struct {
	Clients int
	Slots   int
	Work    Law
}

// rate is how many finish in a second while all slots are busy.
func (b BigBang) rate() float64 { return float64(b.Slots) / b.Work.Mean }

// StartMean is when client k, counted from 0, starts in the mean.
func (b BigBang) StartMean(k int) float64 {
	if b.Work.Shape == Constant {
		return float64(k/b.Slots) * b.Work.Mean
	}
	return float64(max(0, k-b.Slots+1)) / b.rate()
}

// WaitMean is the mean wait over all clients.
func (b BigBang) WaitMean() float64 {
	sum := 0.0
	for k := range b.Clients {
		sum += b.StartMean(k)
	}
	return sum / float64(b.Clients)
}

// WaitWithin is the share of clients that wait at most x, in the mean.
func (b BigBang) WaitWithin(x float64) float64 {
	if b.Work.Shape == Constant {
		rounds := math.Floor(x/b.Work.Mean) + 1
		return min(1, rounds*float64(b.Slots)/float64(b.Clients))
	}
	return 1 - b.wait().over(x)
}

// WaitQuantile is the wait that a share p of the clients does not exceed: with
// constant work the nearest rank among the clients.
func (b BigBang) WaitQuantile(p float64) float64 {
	if b.Work.Shape == Constant {
		rank := int(math.Ceil(p*float64(b.Clients) - 1e-9)) // 0.9·10 is 9, not a little more
		return b.StartMean(max(0, rank-1))
	}
	return b.wait().quantile(p)
}

// wait is the law of the wait of a client taken at random, exponential work.
func (b BigBang) wait() line {
	weights := make([]float64, max(1, b.Clients-b.Slots+1))
	for k := range b.Clients {
		weights[max(0, k-b.Slots+1)]++
	}
	return newLine(b.rate(), weights)
}

// EndMean is when the last client finishes, in the mean: the start of the last
// one, and then the largest of min(n, c) exponential times.
func (b BigBang) EndMean() float64 {
	if b.Work.Shape == Constant {
		return b.StartMean(b.Clients-1) + b.Work.Mean
	}
	sum := b.StartMean(b.Clients - 1)
	for left := min(b.Clients, b.Slots); left > 0; left-- {
		sum += b.Work.Mean / float64(left)
	}
	return sum
}

// EndSD is the standard deviation of when the last client finishes.
func (b BigBang) EndSD() float64 {
	if b.Work.Shape == Constant {
		return 0
	}
	sum := float64(max(0, b.Clients-b.Slots)) / (b.rate() * b.rate())
	for left := min(b.Clients, b.Slots); left > 0; left-- {
		each := b.Work.Mean / float64(left)
		sum += each * each
	}
	return math.Sqrt(sum)
}

// EndQuantile is the instant by which the last client has finished with chance p.
func (b BigBang) EndQuantile(p float64) float64 {
	if b.Work.Shape == Constant {
		return b.EndMean()
	}
	return b.end().quantile(p)
}

// EndOver is the chance that the last client finishes after x.
func (b BigBang) EndOver(x float64) float64 {
	if b.Work.Shape == Constant {
		if x < b.EndMean() {
			return 1
		}
		return 0
	}
	return b.end().over(x)
}

// end is the law of the end, exponential work: slots go on ticking when they are
// idle, so that ticks keep their rate, and a tick of an idle slot finishes nobody
// (uniformisation). The end is the k-th tick.
func (b BigBang) end() line {
	full := max(0, b.Clients-b.Slots) // ticks that surely finish somebody
	weights := make([]float64, full+1)
	left := make([]float64, min(b.Clients, b.Slots)+1) // chance of so many clients left
	left[len(left)-1] = 1
	for alive := 1.0; alive > 1e-18; {
		for n := 1; n < len(left); n++ {
			share := float64(n) / float64(b.Slots)
			left[n-1] += left[n] * share
			left[n] *= 1 - share
		}
		weights = append(weights, left[0])
		left[0] = 0
		alive = from(left, 1)
	}
	return newLine(b.rate(), weights)
}
