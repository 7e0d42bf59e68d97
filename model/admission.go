package model

import (
	"fmt"
	"math"
	"time"
)

// An answer is what becomes of one who asks.
type answer uint8

const (
	admitted  answer = iota // it starts
	rejected                // it is told to come back, and keeps no place
	queued                  // it has a place in a line
	blocked                 // the line is full, and it leaves for good
	unreached               // no node is there
)

// admit answers one who asks. Who is admitted has its slot, or passes without one.
func (b *backend) admit(now time.Duration, i uint32, n *need) answer {
	admission := &b.spec.Admission
	switch {
	case !b.plain && b.ready == 0 && (n.bypass || b.spec.Timeout != nil):
		return unreached
	case n.bypass:
		b.choosePass(n)
		return admitted
	case b.takeSlot(n):
		return admitted
	case admission.Discipline == ReAsk:
		return rejected
	}
	if l := b.line(n.node); l.station.Waiting() != admission.QueueLimit {
		l.join(now, i, n)
		return queued
	}
	if n.isJob() {
		return blocked
	}
	return rejected
}

// join gives a need that finds no free slot on its node a place in the line.
func (l *line) join(now time.Duration, i uint32, n *need) {
	n.queued, n.joined = true, now
	n.place = l.station.Join(i, int(n.class))
}

// rejoin gives a need that was interrupted a place ahead of all others of its class.
func (b *backend) rejoin(i uint32, n *need) {
	n.place, _ = b.line(n.node).station.Return(i, int(n.class))
	n.queued = true
}

// renege takes a need out of its line.
func (b *backend) renege(n *need) { b.line(n.node).station.Renege(n.place) }

// inTurn holds a law of every run: of those in line, no later ask starts first. Only
// who has run before may have been put ahead.
func (b *backend) inTurn(n *need) {
	last := &b.line(n.node).served[n.class]
	if n.joined < *last {
		outOfTurn(n, *last)
	}
	*last = n.joined
}

func outOfTurn(n *need, last time.Duration) {
	panic(fmt.Sprintf("model: client %d, in line since %v, starts after one since %v", n.client, n.joined, last))
}

// free gives what one that ran on node k leaves to the head of the line, whom it
// returns with true.
func (b *backend) free(now time.Duration, bypass bool, k uint16) (next uint32, ok bool) {
	if !b.plain && !b.vacate(now, k, bypass) || bypass {
		return 0, false
	}
	return b.line(k).station.Leave()
}

// quote is how many minutes somebody is shown who is rejected, where those who wait
// have so much work altogether.
func (b *backend) quote(backlog time.Duration) uint32 {
	if b.retryAfter != 0 {
		return b.retryAfter
	}
	return b.estimate(backlog)
}

// estimate is how long all slots together need for the work of those who wait.
func (b *backend) estimate(backlog time.Duration) uint32 {
	return minutesOf(ShownWait(backlog / time.Duration(max(1, b.openSlots()))))
}

// minutesOf counts the minutes of a shown wait.
func minutesOf(shown time.Duration) uint32 { return uint32(min(shown/time.Minute, math.MaxUint32)) }

// ShownWait is what a client is shown of a wait: full minutes, rounded up, at
// least one.
func ShownWait(wait time.Duration) time.Duration {
	return max(time.Minute, (wait+time.Minute-1)/time.Minute*time.Minute)
}
