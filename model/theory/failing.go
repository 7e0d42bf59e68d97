package theory

import "gonum.org/v1/gonum/mat"

// Failing is the queue M/M/c with breakdowns in its steady state: Poisson
// arrivals, exponential work, and slots that fail, each by itself, busy or idle. A
// client whose slot fails goes on with what is left of its work in a slot that is
// free, or when one is. The levels are the clients, the states of a level the
// slots that are up.
//
// White and Christie 1958, Queuing with preemptive priorities or with breakdown;
// Mitrany and Avi-Itzhak 1968, A many-server queue with service interruptions. One
// slot: the mean number is λ((ξ+η)²+ξμ) / (ξ+η)(η(μ-λ)-ξλ).
type Failing struct {
	Rate    float64 // clients per second
	Work    float64 // mean, in seconds
	Slots   int
	Between float64 // mean time from a repair to the next failure, in seconds
	Repair  float64 // mean time of a repair, in seconds
}

// Up is the share of time in which a slot is up.
func (q Failing) Up() float64 { return q.Between / (q.Between + q.Repair) }

// UpMean is the mean number of slots that are up.
func (q Failing) UpMean() float64 { return float64(q.Slots) * q.Up() }

// Utilisation is the mean share that is busy of the slots that are up. The steady
// state takes less than 1.
func (q Failing) Utilisation() float64 { return q.Rate * q.Work / q.UpMean() }

// AtOnce is the share of clients that find a slot up and free.
func (q Failing) AtOnce() float64 {
	p := q.states()
	free := 0.0
	for n := range q.Slots {
		free += sum(p[n][n+1:])
	}
	return free
}

// NumberMean is the mean number of clients, those whose slot has failed included.
func (q Failing) NumberMean() float64 { return numberMean(q.states()) }

// SojournMean is the mean time from asking to finishing.
func (q Failing) SojournMean() float64 { return q.NumberMean() / q.Rate }

func (q Failing) states() [][]float64 {
	steady(q.Utilisation())
	return settled(q)
}

// up are the rates from n clients to n+1.
func (q Failing) up(int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for up := range q.Slots + 1 {
		m.Set(up, up, q.Rate)
	}
	return m
}

// local are the rates with n clients: a slot fails or is repaired.
func (q Failing) local(n int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for up := range q.Slots + 1 {
		fails, repairs := float64(up)/q.Between, float64(q.Slots-up)/q.Repair
		if up > 0 {
			m.Set(up, up-1, fails)
		}
		if up < q.Slots {
			m.Set(up, up+1, repairs)
		}
		m.Set(up, up, -q.Rate-fails-repairs-float64(min(n, up))/q.Work)
	}
	return m
}

// down are the rates from n clients to n-1.
func (q Failing) down(n int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for up := range q.Slots + 1 {
		m.Set(up, up, float64(min(n, up))/q.Work)
	}
	return m
}
