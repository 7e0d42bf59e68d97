package model

import (
	"math"
	"slices"
	"time"
)

// retryRejected rejects a need and lets it ask again as it was told, or as its client
// does.
func (w *World) retryRejected(now time.Duration, i uint32, n *need) {
	told := w.reject(now, n)
	admission := &w.s.Backend.Admission
	if admission.RetryPolicy.After != nil {
		w.retryByPolicy(now, i, n)
		return
	}
	if admission.RetryAfter.Jitter > 0 {
		u := w.chance.Uniform(n.client, chanceRetryAfter, n.occasion<<16^uint64(n.asks))
		told += time.Duration(u * float64(admission.RetryAfter.Jitter))
	}
	w.askAfter(now+told, i)
}

// retryByPolicy sets when a denied need asks again under the RetryPolicy.
func (w *World) retryByPolicy(now time.Duration, i uint32, n *need) {
	policy := &w.s.Backend.Admission.RetryPolicy
	if policy.FirstOnly {
		if !n.inTurn {
			w.rejected, n.inTurn = append(w.rejected, i), true
		}
		if w.rejected[0] != i {
			return
		}
	}
	u := w.chance.Uniform(n.client, chanceRetryPolicy, n.occasion<<16^uint64(n.asks))
	w.askAfter(now+seconds(policy.After.Quantile(u)), i)
}

// leaveTurn takes a need out of those that ask one after the other.
func (w *World) leaveTurn(now time.Duration, n *need) {
	n.inTurn = false
	at := slices.IndexFunc(w.rejected, func(i uint32) bool { return w.needs.at(i) == n })
	w.rejected = slices.Delete(w.rejected, at, at+1)
	if at == 0 && len(w.rejected) > 0 {
		w.retryByPolicy(now, w.rejected[0], w.needs.at(w.rejected[0]))
	}
}

// timeOut ends an attempt that has taken too long.
func (w *World) timeOut(now time.Duration, i uint32) {
	n := w.needs.at(i)
	bypass, k := n.bypass, n.node
	if w.window.holds(now) {
		w.seen.timedOut++
	}
	w.halt(now, i, n, false)
	w.move(now, n, waiting)
	w.retry(now, i, n)
	w.freeSlot(now, bypass, k)
}

// retry lets a client try again whose attempt has ended without success.
func (w *World) retry(now time.Duration, i uint32, n *need) {
	r := &w.s.Backend.Timeout.Retry
	if n.failures < math.MaxUint16 {
		n.failures++
	}
	if r.Budget >= 0 && int(n.failures) > r.Budget {
		if n.isJob() {
			w.abandon(now, i)
		} else {
			n.resting = true
			if n.inTurn {
				w.leaveTurn(now, n)
			}
		}
		return
	}
	u := w.chance.Uniform(n.client, chanceRetry, n.occasion<<16^uint64(n.attempts)<<8^uint64(n.failures))
	wait := time.Duration(float64(r.Fixed) * (1 + float64(r.Jitter*(float64(2*u)-1))))
	if r.Fixed == 0 {
		most := r.Cap
		if doublings := int(n.failures) - 1; doublings < 62 && r.Base < r.Cap>>doublings {
			most = r.Base << doublings
		}
		wait = time.Duration(u * float64(most))
	}
	w.askAfter(now+wait, i)
}

// rouse lets a need that rests, its tries spent, ask again.
func (w *World) rouse(now time.Duration, i uint32) {
	n := w.needs.at(i)
	n.failures, n.resting = 0, false
	w.askAfter(now, i)
}

// bypassRetry is how long a client without admission control waits before it
// tries again to reach a backend that is down: "after a few minutes", says the
// vendor; how many is an assumption.
const bypassRetry = 5 * time.Minute
