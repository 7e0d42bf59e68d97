package theory

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
)

// A tally folds the records of one replication of a case into its quantities.
type tally struct {
	c       *Case
	asked   float64
	lost    float64 // found no room to wait
	gaveUp  float64 // their patience ended
	done    float64
	served  float64 // sum of the waits of those done, in seconds
	sojourn float64 // sum of the sojourns of those done, in seconds
	atOnce  float64 // never told to wait
	retries float64 // asks after the first
	end     time.Duration
	classes []waits    // class 0 is everybody
	at      []instants // by quantity
}

// waits of those let in.
type waits struct{ n, waited, sum, squares float64 }

// instants is what a quantity that names a time, an instant or a range of the work
// counts.
type instants struct {
	limit, low, high         time.Duration // high is above all work where the quantity is of all
	within, waiting, running float64
	n, sum                   float64 // of those with such work
}

func newTally(c *Case) *tally {
	t := &tally{c: c, classes: make([]waits, 10), at: make([]instants, len(c.Quantities))}
	for i, q := range c.Quantities {
		t.at[i] = instants{limit: time.Duration(q.At * 1e9), low: time.Duration(q.Low * 1e9), high: math.MaxInt64}
		if q.High > 0 {
			t.at[i].high = time.Duration(q.High * 1e9)
		}
	}
	return t
}

// add folds in one record.
func (t *tally) add(r *model.Record) {
	t.asked++
	left := r.Outcome == model.GaveUp
	if left && t.c.Queue != NoLimit {
		t.lost++
		return
	}
	wait := r.Wait.Seconds()
	class := int(r.Group[len(r.Group)-1] - '0')
	for _, k := range [2]int{0, class} {
		w := &t.classes[k]
		w.n++
		w.sum += wait
		w.squares += wait * wait
		if r.Wait > 0 {
			w.waited++
		}
	}
	if r.QuotedWait == 0 {
		t.atOnce++
	}
	t.retries += float64(r.Asks - 1)
	took := (r.Finished - r.Asked).Seconds()
	switch {
	case left:
		t.gaveUp++
	case r.Outcome == model.Done:
		t.done++
		t.served += wait
		t.sojourn += took
		t.end = max(t.end, r.Finished)
	default:
		panic(fmt.Sprintf("theory: %s: client %d is %v at the horizon", t.c.Name, r.Client, r.Outcome))
	}
	for i, q := range t.c.Quantities {
		at := &t.at[i]
		switch q.Statistic {
		case WaitWithin:
			if r.Wait <= at.limit && (q.Class == 0 || q.Class == class) {
				at.within++
			}
		case SojournWithin:
			if !left && r.Finished-r.Asked <= at.limit {
				at.within++
			}
		case Slowdown, SojournVariance:
			if left || r.Work < at.low || r.Work > at.high {
				continue
			}
			at.n++
			if work := r.Work.Seconds(); q.Statistic == Slowdown {
				at.sum += took / work
			} else {
				at.sum += (took - q.About*work) * (took - q.About*work)
			}
		case QueueAt, NumberAt, AllBusyAt:
			if r.Asked > at.limit || r.Finished <= at.limit {
				continue
			}
			if left || r.Started > at.limit {
				at.waiting++
			} else {
				at.running++
			}
		}
	}
}

// value returns what a replication has shown of quantity i.
func (t *tally) value(i int, o *model.Outcome) float64 {
	q, at, w := t.c.Quantities[i], t.at[i], t.classes[t.c.Quantities[i].Class]
	switch q.Statistic {
	case WaitMean:
		return w.sum / w.n
	case WaitMeanServed:
		return t.served / t.done
	case WaitSquare:
		return w.squares / w.n
	case Waited:
		return w.waited / w.n
	case WaitWithin:
		return at.within / w.n
	case ServedAtOnce:
		return t.atOnce / w.n
	case Retries:
		return t.retries / w.n
	case SojournMean:
		return t.sojourn / t.done
	case SojournWithin:
		return at.within / t.done
	case Slowdown, SojournVariance:
		return at.sum / at.n
	case Blocked:
		return t.lost / t.asked
	case Abandoned:
		return t.gaveUp / t.asked
	case Throughput:
		return t.done / o.Counted()
	case BusyMean:
		return o.MeanRunning()
	case UpMean:
		window := t.c.window()
		from, to := int(window.From/model.SeriesWidth), int(window.To/model.SeriesWidth)
		sum := 0.0
		for i := from; i < to; i++ {
			sum += o.Open.Mean(i)
		}
		return sum / float64(to-from)
	case WaitingMean:
		return o.MeanWaiting()
	case NumberMean:
		return o.MeanWaiting() + o.MeanRunning()
	case QueueAt:
		return at.waiting
	case NumberAt:
		return at.waiting + at.running
	case AllBusyAt:
		return indicator(at.running >= float64(t.c.Slots))
	case End:
		return t.end.Seconds()
	case EndWithin:
		return indicator(t.end <= at.limit)
	}
	panic(fmt.Sprintf("theory: no statistic %d", q.Statistic))
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
