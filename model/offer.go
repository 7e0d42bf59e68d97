package model

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/portable"
)

// An offering is how far the offer of a phase has come. A phase without limits
// is offered to all of its clients at one instant and needs none of what is said
// of stages here.
type offering struct {
	phaseHours
	begun   bool          // the first offer has been made, or all
	toAll   bool          // made to all at one instant
	staged  bool          // made one by one, in order
	offered int           // clients that have been made it
	last    time.Duration // when the latest was; valid if offered is above 0

	// Of a staged offer.
	order    []uint32 // clients that lack the release, in the order in which it is offered
	most     int      // of order, may have been offered it by now
	inFlight int      // have it and have not come to an end
	limit    int      // of inFlight; 0: none
	day      int      // OfferDaily: days begun
	gap      time.Duration
	ready    bool // the pace allows the next one
	due      appointment
	left     time.Duration // open time until due, kept while the rollout is halted
	making   bool
}

// An appointment is a timer that knows when it will fire.
type appointment struct {
	timer sim.Timer
	at    time.Duration // valid while the timer is pending
}

// appoint sets an appointment, unless it is never.
func (w *World) appoint(a *appointment, e sim.Event) {
	a.timer.Cancel()
	if a.at = e.At; e.At != never {
		w.agenda.Set(&a.timer, e)
	}
}

// isStaged tells whether the offer of a phase is made to one client after the
// other.
func (p *Phase) isStaged() bool { return p.Offer.Kind != OfferAtOnce || p.InFlight != (Limit{}) }

// of returns what the limit is for so many clients; 0: none.
func (l Limit) of(clients int) int {
	switch {
	case l.Count > 0:
		return l.Count
	case l.Share > 0:
		return max(1, int(math.Ceil(float64(l.Share*float64(clients))-1e-9)))
	}
	return 0
}

// beginOffer makes the first offers of a phase that has opened, or sees to it
// that they are made as soon as its window opens.
func (w *World) beginOffer(now time.Duration, i int) {
	p := &w.phases[i]
	if at := p.offers.next(now); at > now {
		w.appoint(&p.due, sim.Event{At: at, Who: uint32(i), Kind: offerDue})
		return
	}
	p.begun = true
	if !p.staged {
		w.offerToAll(now, i)
		return
	}
	p.limit = p.InFlight.of(p.assigned)
	p.ready = true
	switch p.Offer.Kind {
	case OfferRate, OfferRamp:
		p.gap = p.Offer.gap(p.steps())
	case OfferOver:
		p.gap = w.s.overGap(p.Phase, now, len(p.order))
	case OfferDaily:
		w.nextShare(now, i)
	}
	p.most = p.allowed()
	w.makeOffers(now, i)
}

// offerToAll offers the release to all clients of a phase.
func (w *World) offerToAll(now time.Duration, i int) {
	p := &w.phases[i]
	p.toAll, p.last = true, now
	for who := range w.clients {
		c := &w.clients[who]
		if int(c.phase) != i || !c.is(needsIt) {
			continue
		}
		p.offered++
		w.showOffer(now, uint32(who), c, &w.groups[c.group])
	}
}

// offerDue goes on with an offer at its appointment.
func (w *World) offerDue(now time.Duration, i int) {
	p := &w.phases[i]
	if !p.begun {
		w.beginOffer(now, i)
		return
	}
	if p.Offer.Kind == OfferDaily {
		w.nextShare(now, i)
	}
	p.most, p.ready = p.allowed(), true
	w.makeOffers(now, i)
}

// nextShare begins the next day of a daily offer.
func (w *World) nextShare(now time.Duration, i int) {
	p := &w.phases[i]
	p.day++
	if p.day < len(p.Offer.Daily) {
		w.awaitShare(now, i)
	}
}

// allowed is how many clients of a staged phase that has begun may have been
// offered it by now.
func (p *phase) allowed() int {
	if p.Offer.Kind != OfferDaily {
		return len(p.order)
	}
	return int(math.Ceil(float64(p.Offer.Daily[p.day-1]*float64(len(p.order))) - 1e-9))
}

// awaitShare sets when the next day of a daily offer begins: on the next date on
// which offers may be made.
func (w *World) awaitShare(now time.Duration, i int) {
	p := &w.phases[i]
	w.appoint(&p.due, sim.Event{At: p.offers.next(w.s.nextMidnight(now)), Who: uint32(i), Kind: offerDue})
}

// nextMidnight returns the first instant of the date after the one of now.
func (s *Scenario) nextMidnight(now time.Duration) time.Duration {
	return DateOf(s.Start.Add(now).In(s.Calendar.Zone)).Add(1).In(s.Calendar.Zone).Sub(s.Start)
}

// makeOffers offers a staged phase to as many clients as may have it now. What
// ends at once leaves its place to the next, so it may come back here.
func (w *World) makeOffers(now time.Duration, i int) {
	p := &w.phases[i]
	if p.making || w.halted || !p.begun {
		return
	}
	p.making = true
	for p.ready && p.offered < p.most && (p.limit == 0 || p.inFlight < p.limit) {
		if at := p.offers.next(now); at > now {
			if p.Offer.Kind != OfferDaily { // which comes back on its next day by itself
				w.appoint(&p.due, sim.Event{At: at, Who: uint32(i), Kind: offerDue})
			}
			break
		}
		w.offerNext(now, i)
		if p.gap > 0 {
			p.ready = false
			w.appoint(&p.due, sim.Event{At: p.offers.after(now, p.gap), Who: uint32(i), Kind: offerDue})
		}
	}
	p.making = false
}

// offerNext offers a phase to the next of its clients. It panics where that must
// not be.
func (w *World) offerNext(now time.Duration, i int) {
	p := &w.phases[i]
	who := p.order[p.offered]
	c := &w.clients[who]
	if w.halted || !p.offers.holds(now) || p.limit > 0 && p.inFlight >= p.limit || int(c.phase) != i || c.is(hasOffer) {
		panic(fmt.Sprintf("model: client %d of phase %d is offered the release at %v out of turn: %+v", who, i, now, *p))
	}
	if p.offered > 0 && p.gap > 0 && p.offers.between(p.last, now) < p.gap {
		panic(fmt.Sprintf("model: phase %q is offered at %v and at %v, faster than every %v", p.Name, p.last, now, p.gap))
	}
	c.set(hasOffer, true)
	p.last = now
	p.offered++
	p.inFlight++
	if w.offeredAt != nil {
		w.offeredAt[who] = now
	}
	if p.Offer.Kind == OfferRamp && !p.Offer.Succeeded {
		p.gap = p.Offer.gap(p.steps())
	}
	w.showOffer(now, who, c, &w.groups[c.group])
}

// showOffer lets a client have what it is offered. If it is on it may see it in
// this session; otherwise it finds it when it comes on.
func (w *World) showOffer(now time.Duration, who uint32, c *client, g *group) {
	if w.delivery(who, c, g) == SelfServiceDelivery {
		w.react(now, who, c, g)
	}
	if c.is(on) {
		w.noticeActive(who, c, g)
		w.lookForOffer(now, who, c, g)
	}
}

// lookForOffer lets a client that is on and has an offer look for it from now
// on.
func (w *World) lookForOffer(now time.Duration, who uint32, c *client, g *group) {
	if c.stage != unoffered {
		return
	}
	if w.delivery(who, c, g) == AutoUpdater {
		w.checksBefore(now, who, c, g)
	}
	c.due = w.seesOffer(now, who, c, g)
	w.setNext(who, c, g)
}

// steps counts the steps of a ramp that are complete.
func (p *phase) steps() int {
	if p.Offer.Kind != OfferRamp || p.Offer.FactorEvery <= 0 {
		return 0
	}
	if p.Offer.Succeeded {
		return p.succeeded / p.Offer.FactorEvery
	}
	return p.offered / p.Offer.FactorEvery
}

// gap is the time from one offer to the next after so many steps of a ramp.
func (o *Offer) gap(steps int) time.Duration {
	rate := o.Rate
	if steps > 0 {
		rate *= portable.Pow(o.Factor, float64(steps))
	}
	if o.Kind == OfferRamp && o.Most > 0 {
		rate = min(rate, o.Most)
	}
	return seconds(1 / rate)
}

// quicken gives a ramp that counts successes its new rate after one.
func (w *World) quicken(now time.Duration, i int) {
	p := &w.phases[i]
	if p.Offer.Kind != OfferRamp || !p.Offer.Succeeded || !p.begun {
		return
	}
	before := p.gap
	p.gap = p.Offer.gap(p.steps())
	if p.gap == before || !p.due.timer.Pending() || p.ready {
		return
	}
	// What is left until the next offer shrinks as the gap does.
	left := p.offers.between(now, p.due.at)
	left = time.Duration(math.Round(float64(left) * float64(p.gap) / float64(before)))
	since := p.offers.between(p.last, now)
	w.appoint(&p.due, sim.Event{At: p.offers.after(now, max(left, p.gap-since)), Who: uint32(i), Kind: offerDue})
}

// overGap is the time from one offer to the next of those that are made evenly
// over a span from an instant: the time of the span in which the phase is open,
// freezes aside, divided among the clients.
func (s *Scenario) overGap(p *Phase, from time.Duration, clients int) time.Duration {
	if clients == 0 {
		return 0
	}
	end := s.Calendar.After(s.Start.Add(from), p.Offer.Over).Sub(s.Start)
	days := int(end/(24*time.Hour)) + 3
	var open hours
	if p.Window != nil && !p.Window.ClientClock {
		open = s.windowOpen(p.Window, s.Calendar.Zone, days)
	}
	if p.Offer.Over.Unit == Workdays {
		workdays := s.workdaysOpen(days)
		open = open.both(&workdays)
	}
	return open.between(from, end) / time.Duration(clients)
}

// comesToEnd is told when a client has come to an end with what its phase has
// offered it, well or not: it leaves its place in flight to another.
func (w *World) comesToEnd(now time.Duration, who uint32, c *client) {
	i := int(c.phase)
	p := &w.phases[i]
	if p.grants != nil {
		p.grants.end(who)
	}
	if p.staged && c.is(hasOffer) {
		p.inFlight--
		w.makeOffers(now, i)
	}
}

// holdOffer stops the clock of an offer, now that the rollout is halted.
func (w *World) holdOffer(now time.Duration, i int) {
	p := &w.phases[i]
	if p.due.timer.Pending() {
		p.left = p.offers.between(now, p.due.at)
		p.due.timer.Cancel()
	} else {
		p.left = never
	}
}

// resumeOffer lets the offer of an open phase go on where it stood.
func (w *World) resumeOffer(now time.Duration, i int) {
	p := &w.phases[i]
	switch {
	case !p.begun:
		w.beginOffer(now, i)
	case !p.staged:
	case p.Offer.Kind == OfferDaily:
		if p.day < len(p.Offer.Daily) {
			w.awaitShare(now, i)
		}
		w.makeOffers(now, i)
	case p.left != never && !p.ready:
		w.appoint(&p.due, sim.Event{At: p.offers.after(now, p.left), Who: uint32(i), Kind: offerDue})
	default:
		w.makeOffers(now, i)
	}
}

// join puts a client that has come from another phase at the end of those that a
// staged phase is offered to.
func (p *phase) join(who uint32) {
	p.order = append(p.order, who)
	if p.begun {
		p.most = p.allowed()
	}
}
