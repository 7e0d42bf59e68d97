package model

import (
	"math"
	"time"
)

// A GroupProgress is how far the clients of one group of the fleet come with the
// update, and what keeps the others from it.
type GroupProgress struct {
	Updated []uint32 // clients that become updated in each interval of SeriesWidth, counted as Outcome.UpdatedAt counts them

	Had      int // clients that have the release, or a newer one, at the start
	Outside  int // clients that lack it and are in no phase
	Assigned int // clients that lack it and are in a phase: those below, and the updated ones
	Refused  int // their users never act
	Failed   int // no try is left
	Waiting  int // at the horizon their phase is not open, or does not offer it to them
	Absent   int // have not been on since it was offered to them
	UnderWay int // have seen the offer and are not updated; after a problem also those that wait for the fix or have gone back
}

// watchGroups makes ready to observe how the groups come on.
func (o *observations) watchGroups(groups int) {
	o.progress = make([]GroupProgress, groups)
	intervals := o.waiting.Intervals()
	all := make([]uint32, groups*intervals)
	for i := range o.progress {
		o.progress[i].Updated = all[i*intervals : (i+1)*intervals : (i+1)*intervals]
	}
}

// CanUpdate is the number of clients of the group that can be updated: they lack the
// release, are in a phase, and neither refuse it nor fail for good.
func (p *GroupProgress) CanUpdate() int { return p.Assigned - p.Refused - p.Failed }

// UpdatedBy is the instant, in seconds since the start, at whose latest that share
// of the clients that can be updated is updated: the end of an interval. It is NaN
// where none can, and +Inf where the horizon comes first.
func (p *GroupProgress) UpdatedBy(share float64) float64 {
	can := p.CanUpdate()
	if can == 0 {
		return math.NaN()
	}
	rank := max(int(math.Ceil(float64(share*float64(can))-1e-9)), 1)
	n := 0
	for i, k := range p.Updated {
		if n += int(k); n >= rank {
			return (time.Duration(i+1) * SeriesWidth).Seconds()
		}
	}
	return math.Inf(+1)
}

// stays counts clients of a group that never have the update.
func (o *observations) stays(group uint16, s stage, more int) {
	o.never += more
	p := &o.progress[group]
	if s == refused {
		p.Refused += more
	} else {
		p.Failed += more
	}
}

// closeGroups finds out what keeps the clients that are left.
func (w *World) closeGroups() {
	o := &w.seen
	if w.release == 0 {
		w.sortGroups()
	}
	for i := range o.progress {
		p := &o.progress[i]
		p.UnderWay = p.CanUpdate() - p.Waiting - p.Absent
		for _, n := range p.Updated {
			p.UnderWay -= int(n)
		}
	}
}

// sortGroups sorts the clients by what keeps them from the first release, at the horizon
// or when another follows.
func (w *World) sortGroups() {
	o := &w.seen
	if o.progress == nil {
		return
	}
	keeps := func(who int, by fate) {
		if w.train != nil {
			w.train.followers[who].fate = by
		}
	}
	for i := range w.clients[:w.fleet] {
		c := &w.clients[i]
		p := &o.progress[c.group]
		switch lacks := c.is(needsIt); {
		case c.stage != unoffered || c.is(errand):
			p.Assigned++
		case !lacks:
			p.Had++
		case c.phase == noPhase:
			p.Outside++
		default:
			p.Assigned++
			switch {
			case !w.phases[c.phase].isOpen || !w.offered(c):
				p.Waiting++
				keeps(i, hasWaited)
			case !c.is(seenActive):
				p.Absent++
				keeps(i, wasAbsent)
			}
		}
	}
}
