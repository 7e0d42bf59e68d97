package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// expectLateJoiners sets the end of the first window of a phase that has opened,
// for each group by its clock: who was not on in it is a late joiner.
func (w *World) expectLateJoiners(now time.Duration, i int) {
	p := &w.phases[i]
	if p.Window == nil || w.strategy.LateJoiners == NextWindow {
		return
	}
	p.firstWindow = make([]interval, len(w.groups))
	for gi := range w.groups {
		h := w.pollHours(p, uint16(gi))
		at := h.first(now)
		if at == len(h.open) {
			continue
		}
		p.firstWindow[gi] = interval{max(now, h.open[at].from), h.open[at].until}
		w.agenda.Add(sim.Event{At: h.open[at].until, Who: uint32(i*len(w.groups) + gi), Kind: windowEnd})
	}
}

// windowEnd finds the late joiners of a group, now that the first window of
// their phase has ended.
func (w *World) windowEnd(now time.Duration, i, gi int) {
	p, g := &w.phases[i], &w.groups[gi]
	if i < w.first {
		return // of a release that another follows
	}
	moved := false
	for who := g.first; who < g.first+uint32(g.Clients); who++ {
		c := &w.clients[who]
		if int(c.phase) != i || c.stage != unoffered || !w.offered(c) || c.is(on) || c.ends > p.firstWindow[gi].from {
			continue
		}
		if w.strategy.LateJoiners == AtOnce {
			c.set(late, true)
		} else if i != w.last {
			w.moveToLast(now, who, c, g)
			moved = true
		}
	}
	if moved {
		w.makeOffers(now, i)
		w.gateLook(now, i)
	}
}

// moveToLast takes a late joiner, which is off, from its phase into the last one.
func (w *World) moveToLast(now time.Duration, who uint32, c *client, g *group) {
	from, i := &w.phases[c.phase], w.last
	to := &w.phases[i]
	if c.is(seenActive) {
		from.active--
		if w.delivery(who, c, g) == SelfServiceDelivery {
			from.reached--
		}
		c.set(seenActive, false)
	}
	if from.grants != nil && from.grants.fate[who] == onHold {
		from.reached--
	}
	if c.is(hasOffer) {
		from.inFlight--
		c.set(hasOffer, false)
		if w.offeredAt != nil {
			w.offeredAt[who] = never
		}
	}
	from.taken--
	from.assigned--
	c.phase = uint16(i)
	to.taken++
	to.assigned++
	if to.staged {
		to.join(who)
		w.makeOffers(now, i)
	}
}
