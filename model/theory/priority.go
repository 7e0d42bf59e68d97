package theory

// Priority is the queue M/M/c with classes of clients, in its steady state:
// Poisson arrivals, exponential work with the same mean for all classes; a slot
// that frees takes the first of the best class that waits, and nobody who runs is
// interrupted. Utilisation in total is below 1.
//
// Cobham 1954, Priority assignment in waiting line problems; Kella and Yechiali
// 1985, Waiting times in the non-preemptive priority M/M/c queue.
type Priority struct {
	Rates []float64 // clients per second of each class, the best class first
	Work  float64   // mean, in seconds
	Slots int
}

// total is the queue of all classes together: the discipline changes who waits
// and not how many.
func (q Priority) total() Erlang {
	sum := 0.0
	for _, rate := range q.Rates {
		sum += rate
	}
	return Erlang{Rate: sum, Work: q.Work, Slots: q.Slots}
}

// Utilisation is the mean share of the slots that is busy.
func (q Priority) Utilisation() float64 { return q.total().Utilisation() }

// Waited is the share of clients that wait, the same in each class.
func (q Priority) Waited() float64 { return q.total().Waited() }

// WaitMean is the mean wait of a class, 0 being the best: C/cμ / (1-σ)(1-σ'), with
// σ the utilisation by better classes and σ' with this class too.
func (q Priority) WaitMean(class int) float64 {
	better := 0.0
	for _, rate := range q.Rates[:class] {
		better += rate
	}
	erlangs := float64(q.Slots) / q.Work
	return q.Waited() / erlangs / ((1 - better/erlangs) * (1 - (better+q.Rates[class])/erlangs))
}

// WaitMeanAll is the mean wait over all classes, which is that without classes
// (Kleinrock 1965, the conservation law).
func (q Priority) WaitMeanAll() float64 { return q.total().WaitMean() }
