package theory

// Impatient is the queue M/M/c+M (Erlang A) in its steady state: Poisson
// arrivals, exponential work, and clients that give up after an exponential time
// of waiting. Any load has a steady state.
//
// Palm 1957; Garnett, Mandelbaum and Reiman 2002; Mandelbaum and Zeltyn 2007,
// Service engineering in action: the Palm/Erlang-A queue.
type Impatient struct {
	Rate     float64 // clients per second
	Work     float64 // mean, in seconds
	Patience float64 // mean, in seconds
	Slots    int
}

// Utilisation is the load that is offered, over the slots; it may exceed 1.
func (q Impatient) Utilisation() float64 { return q.Rate * q.Work / float64(q.Slots) }

// states are the probabilities of 0, 1, … clients.
func (q Impatient) states() []float64 {
	return stationary(
		func(int) float64 { return q.Rate },
		func(n int) float64 {
			return float64(min(n, q.Slots))/q.Work + float64(max(0, n-q.Slots))/q.Patience
		})
}

// Waited is the share of clients that finds no free slot, served or not.
func (q Impatient) Waited() float64 { return from(q.states(), q.Slots) }

// Abandoned is the share of clients that gives up: each of those waiting does so
// at the rate 1/Patience.
func (q Impatient) Abandoned() float64 {
	return queueMean(q.states(), q.Slots) / q.Patience / q.Rate
}

// WaitMean is the mean wait of all clients; who gives up waits until then.
func (q Impatient) WaitMean() float64 { return queueMean(q.states(), q.Slots) / q.Rate }

// BusyMean is the mean number of busy slots.
func (q Impatient) BusyMean() float64 { return busyMean(q.states(), q.Slots) }

// QueueMean is the mean number waiting.
func (q Impatient) QueueMean() float64 { return queueMean(q.states(), q.Slots) }

// WaitMeanServed is the mean wait of the clients that are served. A client at
// place k moves up when a slot frees or one before it gives up: at place j the
// next event comes at the rate cμ + jθ, whatever it is. So it is served with
// chance cμ/(cμ+kθ), and then has waited Σ 1/(cμ+jθ), j = 1…k, in the mean.
func (q Impatient) WaitMeanServed() float64 {
	full := float64(q.Slots) / q.Work
	served, waited := 0.0, 0.0
	spent := 0.0
	for n, p := range q.states() {
		if n < q.Slots {
			served += p
			continue
		}
		rate := full + float64(n-q.Slots+1)/q.Patience
		spent += 1 / rate
		served += p * full / rate
		waited += p * full / rate * spent
	}
	return waited / served
}
