package model

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// phase is the state of one Phase during a replication.
type phase struct {
	*Phase
	taken       int  // clients of the phase
	assigned    int  // of them: lack the release at the start
	reached     int  // of those: have polled since the offer opened
	active      int  // of those: have been on since the offer opened
	succeeded   int  // of those: have installed the release
	failed      int  // of those: failed for good
	updated     int  // of those: count as updated; of releases that follow and their first, where one has a problem
	isOpen      bool // offers the release
	opening     appointment
	planned     planTime        // of the opening, once it has an appointment
	openingLeft Span            // until it opens, kept while the rollout is halted; negative: no appointment, likewise below
	openedAt    time.Duration   // valid once isOpen
	deadlines   []time.Duration // by group, for installs at a deadline; set when it opens
	passed      bool            // the gate behind this phase is open
	passedAt    time.Duration   // valid once passed
	soaking     appointment     // the end of the soak, once success is reached
	soakLeft    Span
	stuckAt     appointment // when the gate counts as stuck
	stuckLeft   Span
	isLate      bool       // that time has come
	isStuck     bool       // and the gate was stuck
	firstWindow []interval // by group: in which nobody is a late joiner who was on; nil if it does not matter
	grants      *granting  // nil: every poll is granted
	offering
}

// follow makes the world follow a strategy from now on, which must not lie after
// its start.
func (w *World) follow(strategy *Strategy) {
	w.strategy, w.begins = strategy, w.s.begins()
	w.thaw = w.s.thawed(w.s.Horizon + 2)
	w.addPhases(strategy.Phases)
	if len(w.phases) == 0 {
		return
	}
	w.seen.watchGroups(len(w.groups))
	w.assign()
	w.links, w.linksOf = newLinks(w.groups)
	places, of := w.s.Places()
	w.placeOf, w.seen.traffic = of, newTraffic(len(places), w.seen.waiting.Intervals())
	w.noteOffers()
	w.expectAccess()
	w.plan(0, 0)
	if w.train = w.newTrain(); w.train != nil {
		w.beginBooks(0)
	}
}

// addPhases adds the phases of a release behind those of the ones before it.
func (w *World) addPhases(phases []Phase) {
	w.seen.watchPhases(len(phases))
	days := w.s.Horizon + 2
	w.phases = slices.Grow(w.phases, len(phases))
	for i := range phases {
		w.phases = append(w.phases, phase{})
		p := &w.phases[len(w.phases)-1]
		p.Phase = &phases[i]
		p.grants = newGranting(p.Grants, len(w.clients))
		p.staged = p.isStaged()
		if same := slices.IndexFunc(w.phases[:len(w.phases)-1], func(q phase) bool { return p.SharesHours(q.Phase) }); same >= 0 {
			p.phaseHours = w.phases[same].phaseHours
		} else {
			p.phaseHours = w.s.hoursOf(p.Phase, &w.thaw, days)
		}
	}
	w.last = len(w.phases) - 1
	if len(phases) > 0 && len(w.clients) > int(w.fleet) {
		w.seen.watchPhases(1)
		w.phases = append(w.phases, w.phaseOfNew(&phases[len(phases)-1], days))
	}
}

// SharesHours tells whether two phases are open at the same times.
func (p *Phase) SharesHours(other *Phase) bool {
	workdays := func(p *Phase) bool { return p.Offer.Kind == OfferOver && p.Offer.Over.Unit == Workdays }
	windows := p.Window == other.Window || p.Window != nil && other.Window != nil && *p.Window == *other.Window
	return windows && workdays(p) == workdays(other)
}

// noteOffers makes room to note when each client is offered the release, and when
// it finds it, if somebody needs to know.
func (w *World) noteOffers() {
	if !slices.ContainsFunc(w.groups, func(g group) bool { return g.Delivery == ManagedDelivery && g.Managed.AtDeadline }) {
		return
	}
	if w.offeredAt == nil && slices.ContainsFunc(w.phases, func(p phase) bool { return p.staged }) {
		w.offeredAt = make([]time.Duration, len(w.clients))
	}
	if w.foundAt == nil && slices.ContainsFunc(w.phases, func(p phase) bool { return p.Grace.Length > 0 }) {
		w.foundAt = make([]time.Duration, len(w.clients))
	}
}

// steer lets happen what the rollout has on its agenda.
func (w *World) steer(e sim.Event) {
	i := int(e.Who)
	switch e.Kind {
	case phaseOpen:
		if w.phases[i].opening.timer.Fires(e) {
			w.open(e.At, i)
		}
	case soakEnd:
		if w.phases[i].soaking.timer.Fires(e) {
			w.soakEnd(e.At, i)
		}
	case gateStuck:
		if w.phases[i].stuckAt.timer.Fires(e) {
			w.gateStuck(e.At, i)
		}
	case offerDue:
		if w.phases[i].due.timer.Fires(e) {
			w.offerDue(e.At, i)
		}
	case windowEnd:
		w.windowEnd(e.At, i/len(w.groups), i%len(w.groups))
	case accessOpens:
		w.letUse(e.At)
	case reported:
		w.report(e.At, i)
	case noticeDue:
		if w.trouble.problems[i].due.timer.Fires(e) {
			w.notice(e.At, i)
		}
	case fixReady:
		if int(e.Who) == w.release {
			w.fixReady(e.At)
		}
	case goBack:
		if int(e.Who) == w.release {
			w.goBack(e.At)
		}
	case releaseDue:
		if w.train.due.timer.Fires(e) {
			w.releaseDue(e.At)
		}
	}
}

// assign puts every client of the fleet into at most one phase, in the order of the phases.
// The order at random is the same under every strategy.
func (w *World) assign() {
	var random []uint32
	shuffled := func() []uint32 {
		if random == nil {
			random = w.shuffled()
		}
		return random
	}
	fleet := w.clients[:w.fleet]
	left := len(fleet)
	for i := w.first; i <= w.last; i++ {
		p := &w.phases[i]
		size := p.Size.of(len(fleet), left)
		inPhase := func(c *client) bool {
			return c.phase == noPhase && (p.Groups == nil || slices.Contains(p.Groups, int(c.group)))
		}
		take := func(who uint32, only flags) {
			c := &w.clients[who]
			if size > 0 && inPhase(c) && c.flags&only == only {
				c.phase = uint16(i)
				size--
				left--
				p.taken++
				if c.is(needsIt) {
					p.assigned++
					if p.staged && !c.isOnTheWay() {
						p.order = append(p.order, who)
					}
				}
			}
		}
		switch {
		case p.Size.Kind == SizeRest && !(p.staged && p.By != ByGroupOrder) || p.By == ByGroupOrder && p.Groups == nil:
			for who := range fleet {
				take(uint32(who), 0)
			}
		case p.By == ByGroupOrder:
			for _, gi := range p.Groups {
				g := &w.groups[gi]
				for who := g.first; who < g.first+uint32(g.Clients); who++ {
					take(who, 0)
				}
			}
		default:
			if p.By == ByKeyUsers {
				for _, who := range shuffled() {
					take(who, keyUser)
				}
			}
			for _, who := range shuffled() {
				take(who, 0)
			}
		}
	}
}

// of returns how many clients a size is, of a fleet of total of which left are
// in no phase yet.
func (s Size) of(total, left int) int {
	switch s.Kind {
	case SizeRest:
		return left
	case SizeCount:
		return min(s.Count, left)
	}
	part := func(n int) int { return int(math.Ceil(float64(s.Share*float64(n)) - 1e-9)) } // 5 % of 30 is 2
	switch s.Basis {
	case OfRemaining:
		return part(left)
	case Cumulative:
		return min(max(part(total)-(total-left), 0), left)
	}
	return min(part(total), left)
}

// shuffled returns the clients of the fleet in their order of random selection.
func (w *World) shuffled() []uint32 {
	type ticket struct {
		u   float64
		who uint32
	}
	tickets := make([]ticket, w.fleet)
	for who := range tickets {
		tickets[who] = ticket{w.chance.Uniform(uint32(who), chanceSelect, 0), uint32(who)}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		switch {
		case a.u < b.u:
			return -1
		case a.u > b.u:
			return +1
		}
		return int(a.who) - int(b.who)
	})
	order := make([]uint32, len(tickets))
	for i, t := range tickets {
		order[i] = t.who
	}
	return order
}

// plan sets the opening of phase i, now that the phase before it has opened and
// its gate has let pass, and that has been approved, at an instant.
func (w *World) plan(i int, passed time.Duration) {
	previous := w.begins
	if i > w.first {
		previous = w.openedAs(i - 1)
	}
	w.phases[i].planned = opening(w.s, w.phases[i].Phase, previous, passed)
	w.appoint(&w.phases[i].opening, sim.Event{At: max(w.phases[i].planned.at, w.agenda.Now()), Who: uint32(i), Kind: phaseOpen})
}

// openedAs is the opening of a phase that is open, as it was planned if it came then.
func (w *World) openedAs(i int) planTime {
	if p := &w.phases[i]; p.openedAt == p.planned.at {
		return p.planned
	}
	return w.s.planTime(w.phases[i].openedAt)
}

// open opens a phase, and with it its offer as soon as its window is open.
func (w *World) open(now time.Duration, i int) {
	w.beginPhase(now, i)
	if t := w.trouble; i == w.first+1 && t != nil && t.isHidden(w.release) {
		t.harm[w.release].Escaped = true
	}
	w.beginOffer(now, i)
	w.expectLateJoiners(now, i)
	w.gateLook(now, i)
	w.awaitStuck(now, i)
	if i == w.last && len(w.phases) > i+1 {
		w.beginPhase(now, i+1)
		w.beginOffer(now, i+1)
	}
	w.mayFollow(now)
}

// beginPhase opens a phase, which sets its deadlines.
func (w *World) beginPhase(now time.Duration, i int) {
	p := &w.phases[i]
	p.isOpen, p.openedAt = true, now
	p.deadlines = make([]time.Duration, len(w.groups))
	for gi := range w.groups {
		p.deadlines[gi] = w.deadline(now, p.Phase, &w.groups[gi])
	}
}

// deadline is when clients of a group install at the latest what they are
// offered at an instant.
func (w *World) deadline(offered time.Duration, p *Phase, g *group) time.Duration {
	span := g.Managed.Deadline
	if p.Deadline != nil {
		span = *p.Deadline
	}
	return w.s.Calendar.After(w.s.Start.Add(offered), span).Sub(w.s.Start)
}

// installsBy is the deadline of a client that has found its offer.
func (w *World) installsBy(who uint32, c *client, g *group) time.Duration {
	p := &w.phases[c.phase]
	at := p.deadlines[c.group]
	if w.offeredAt != nil && p.staged {
		at = w.deadline(w.offeredAt[who], p.Phase, g)
	}
	if p.Grace.Length > 0 {
		at = max(at, w.s.Calendar.After(w.s.Start.Add(w.foundAt[who]), p.Grace).Sub(w.s.Start))
	}
	return at
}

// react draws when the user of a self-service client acts on the offer, if ever.
func (w *World) react(now time.Duration, who uint32, c *client, g *group) {
	if w.chance.Uniform(who, chanceNever, uint64(w.release)) < g.Self.Never {
		w.giveUpUpdate(now, who, c, refused)
		return
	}
	span := g.Self.Response.Draw(w.chance.Uniform(who, chanceResponse, w.errand(who, c)))
	c.check = g.Calendar.After(w.s.Start.Add(now), span).Sub(w.s.Start)
}

// reach counts a client that has polled since its phase opened.
func (w *World) reach(c *client) { w.phases[c.phase].reached++ }

// noticeActive counts a client that is on once its phase has opened. A user who
// installs by hand is reached by that: there is nothing that polls.
func (w *World) noticeActive(who uint32, c *client, g *group) {
	if c.is(seenActive) || !w.offered(c) {
		return
	}
	c.set(seenActive, true)
	w.phases[c.phase].active++
	if w.delivery(who, c, g) == SelfServiceDelivery {
		w.reach(c)
	}
}
