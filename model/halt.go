package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// A Halting is one time for which a rollout was halted.
type Halting struct {
	By     HaltCause
	From   time.Duration // no new offers
	Felt   time.Duration // from then on polls find no offer that was made before
	Until  time.Duration // the rollout goes on; the horizon if it does not
	WentOn bool
}

// HaltCause is why a rollout is halted.
type HaltCause uint8

const (
	ByProblem   HaltCause = iota // a problem was noticed
	ByErrors                     // too many installs have failed
	ByStuckGate                  // a gate did not open in time
)

func (c HaltCause) String() string { return [...]string{"problem", "errors", "stuck gate"}[c] }

// haltRollout stops the rollout: no new offers at once, and from felt on nobody finds
// one that was made. Who has begun goes on. All clocks of the rollout stand
// still.
func (w *World) haltRollout(now time.Duration, by HaltCause) {
	if by != ByProblem {
		w.forGood = true
	}
	if w.halted {
		w.mayFollow(now)
		return
	}
	w.halted, w.felt = true, now
	if !w.strategy.Halt.AtNextPoll {
		w.felt += w.strategy.Halt.After
	}
	w.haltings = append(w.haltings, Halting{By: by, From: now, Felt: w.felt, Until: w.end})
	for i := w.first; i < len(w.phases); i++ {
		p := &w.phases[i]
		w.holdOffer(now, i)
		w.hold(now, &p.soaking, &p.soakLeft, p.Gate.Soak.Unit)
		w.hold(now, &p.stuckAt, &p.stuckLeft, p.Gate.IfStuck.After.Unit)
		w.hold(now, &p.opening, &p.openingLeft, w.openingUnit(i))
	}
	w.hideOffers()
	w.mayFollow(now)
}

// hideOffers sees to it that nobody who is on finds an offer once the halt is
// felt.
func (w *World) hideOffers() {
	for who := range w.clients {
		c := &w.clients[who]
		if c.is(on) && c.stage == unoffered && !c.is(errand) && c.due != never && c.due >= w.felt {
			c.due = never
			w.setNext(uint32(who), c, &w.groups[c.group])
		}
	}
}

// openingUnit is the unit in which the time until a phase opens is counted.
func (w *World) openingUnit(i int) SpanUnit {
	switch {
	case i == w.first || !w.phases[i].Start.WhenGate:
		return w.phases[i].Start.Delay.Unit
	case w.phases[i-1].Approval.Length > 0:
		return w.phases[i-1].Approval.Unit
	}
	return Elapsed
}

// hold takes an appointment off the agenda and keeps how long it was still to
// come, in workdays if it is counted in them.
func (w *World) hold(now time.Duration, a *appointment, left *Span, unit SpanUnit) {
	*left = Span{Length: -1}
	if !a.timer.Pending() {
		return
	}
	a.timer.Cancel()
	*left = Span{Length: a.at - now}
	if unit == Workdays {
		days := w.s.Calendar.WorkdaysUntil(w.s.Start.Add(now), w.s.Start.Add(a.at))
		*left = Span{Length: time.Duration(days * 24 * float64(time.Hour)).Round(time.Microsecond), Unit: Workdays}
	}
}

// resumed returns when something comes that was held.
func (w *World) resumed(now time.Duration, left Span) time.Duration {
	return w.s.Calendar.After(w.s.Start.Add(now), left).Sub(w.s.Start)
}

// goOn lets a halted rollout go on where it stood.
func (w *World) goOn(now time.Duration) {
	w.halted = false
	last := &w.haltings[len(w.haltings)-1]
	last.Until, last.WentOn = now, true
	for i := w.first; i < len(w.phases); i++ {
		p := &w.phases[i]
		if p.soakLeft.Length >= 0 {
			w.appoint(&p.soaking, sim.Event{At: w.resumed(now, p.soakLeft), Who: uint32(i), Kind: soakEnd})
		}
		if p.stuckLeft.Length >= 0 {
			w.appoint(&p.stuckAt, sim.Event{At: w.resumed(now, p.stuckLeft), Who: uint32(i), Kind: gateStuck})
		}
		if p.openingLeft.Length >= 0 {
			due := w.s.planTime(w.resumed(now, p.openingLeft))
			if p.Start.At != nil {
				due = w.s.planTime(now)
				if p.planned.at >= now {
					due = p.planned
				}
			}
			p.planned = w.s.onOfferDay(w.s.Start.Add(due.at), due.meant)
			w.appoint(&p.opening, sim.Event{At: p.planned.at, Who: uint32(i), Kind: phaseOpen})
		}
		if p.isOpen {
			w.resumeOffer(now, i)
		}
	}
	for who := range w.clients {
		c := &w.clients[who]
		if c.is(on) && !c.is(errand) && c.stage == unoffered && w.offered(c) {
			w.lookForOffer(now, uint32(who), c, &w.groups[c.group])
		}
	}
	w.letUse(now)
	for i := w.first; i < len(w.phases); i++ {
		if w.phases[i].isOpen {
			w.gateLook(now, i)
		}
	}
	w.mayFollow(now)
}
