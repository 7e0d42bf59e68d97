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
	taken     int             // clients of the phase
	assigned  int             // of them: lack the release at the start
	reached   int             // of those: have polled since the offer opened
	active    int             // of those: have been on since the offer opened
	succeeded int             // of those: are updated
	isOpen    bool            // offers the release
	openedAt  time.Duration   // valid once isOpen
	deadlines []time.Duration // by group, for installs at a deadline; set when it opens
	passed    bool            // the gate behind this phase is open
	passedAt  time.Duration   // valid once passed
	soaking   sim.Alarm       // the end of the soak, once success is reached
}

// follow makes the world follow a strategy from now on, which must not lie after
// its start.
func (w *World) follow(strategy *Strategy) {
	w.strategy = strategy
	w.phases = make([]phase, len(strategy.Phases))
	for i := range w.phases {
		w.phases[i].Phase = &strategy.Phases[i]
	}
	w.assign()
	if len(w.phases) > 0 {
		w.plan(0, 0)
	}
}

// assign puts every client into at most one phase, in the order of the phases.
// The order at random is the same under every strategy.
func (w *World) assign() {
	var random []uint32
	shuffled := func() []uint32 {
		if random == nil {
			random = w.shuffled()
		}
		return random
	}
	left := len(w.clients)
	for i := range w.phases {
		p := &w.phases[i]
		size := p.Size.of(len(w.clients), left)
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
				}
			}
		}
		switch {
		case p.Size.Kind == SizeRest || p.By == ByGroupOrder && p.Groups == nil:
			for who := range w.clients {
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
	part := func(n int) int { return int(math.Ceil(s.Share*float64(n) - 1e-9)) } // 5 % of 30 is 2
	switch s.Basis {
	case OfRemaining:
		return part(left)
	case Cumulative:
		return min(max(part(total)-(total-left), 0), left)
	}
	return min(part(total), left)
}

// shuffled returns all clients in their order of random selection.
func (w *World) shuffled() []uint32 {
	type ticket struct {
		u   float64
		who uint32
	}
	tickets := make([]ticket, len(w.clients))
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
// its gate has let pass at an instant.
func (w *World) plan(i int, passed time.Duration) {
	previous := time.Duration(0)
	if i > 0 {
		previous = w.phases[i-1].openedAt
	}
	at := opening(w.s, w.phases[i].Phase, previous, passed)
	w.agenda.Add(sim.Event{At: max(at, w.agenda.Now()), Who: uint32(i), Kind: phaseOpen})
}

// opening returns when a phase opens: at the later of its schedule and its
// predecessor's gate, on a workday.
func opening(s *Scenario, p *Phase, previous, passed time.Duration) time.Duration {
	at := passed
	switch {
	case p.Start.WhenGate:
	case p.Start.At != nil:
		at = max(at, p.Start.At.Sub(s.Start))
	default:
		at = max(at, s.Calendar.After(s.Start.Add(previous), p.Start.Delay).Sub(s.Start))
	}
	return s.Calendar.OnWorkday(s.Start.Add(at)).Sub(s.Start)
}

// PlannedOpenings returns when the phases of a strategy open if every success is
// reached the moment its phase opens.
func PlannedOpenings(s *Scenario, strategy *Strategy) []time.Duration {
	openings := make([]time.Duration, len(strategy.Phases))
	var previous, passed time.Duration
	for i := range strategy.Phases {
		p := &strategy.Phases[i]
		openings[i] = opening(s, p, previous, passed)
		previous = openings[i]
		passed = s.Calendar.After(s.Start.Add(previous), p.Gate.Soak).Sub(s.Start)
	}
	return openings
}

// PlannedHorizon returns the horizon in local calendar days that lets every
// strategy settle: 15 workdays after the last planned opening, at most 120 days.
func PlannedHorizon(s *Scenario) int {
	const settle, longest = 15, 120
	var last time.Duration
	for i := range s.Strategies {
		for _, at := range PlannedOpenings(s, &s.Strategies[i]) {
			last = max(last, at)
		}
	}
	end := s.Calendar.After(s.Start.Add(last), Span{Length: settle * 24 * time.Hour, Unit: Workdays})
	days := 1
	for first := DateOf(s.Start.In(s.Calendar.Zone)); days < longest && first.Add(days).In(s.Calendar.Zone).Before(end); {
		days++
	}
	return days
}

// open opens the offer of a phase. Clients that are on may see it in this
// session; the others find it when they come on.
func (w *World) open(now time.Duration, i int) {
	p := &w.phases[i]
	p.isOpen, p.openedAt = true, now
	p.deadlines = make([]time.Duration, len(w.groups))
	for gi := range w.groups {
		g := &w.groups[gi]
		p.deadlines[gi] = w.s.Calendar.After(w.s.Start.Add(now), g.Managed.Deadline).Sub(w.s.Start)
	}
	for who := range w.clients {
		c := &w.clients[who]
		if int(c.phase) != i || !c.is(needsIt) {
			continue
		}
		g := &w.groups[c.group]
		if g.Delivery == SelfServiceDelivery {
			w.react(now, uint32(who), c, g)
		}
		if !c.is(on) {
			continue
		}
		w.noticeActive(c, g)
		if c.stage != unoffered {
			continue
		}
		if g.Delivery == AutoUpdater {
			w.checksBefore(now, uint32(who), c, g)
		}
		c.due = w.seesOffer(now, uint32(who), c, g)
		w.setAlarm(uint32(who), c, g)
	}
	w.gateLook(now, i)
}

// react draws when the user of a self-service client acts on the offer, if ever.
func (w *World) react(now time.Duration, who uint32, c *client, g *group) {
	if w.chance.Uniform(who, chanceNever, 0) < g.Self.Never {
		w.giveUpUpdate(c, refused)
		return
	}
	span := g.Self.Response.Draw(w.chance.Uniform(who, chanceResponse, 0))
	c.check = g.Calendar.After(w.s.Start.Add(now), span).Sub(w.s.Start)
}

// reach counts a client that has polled since its phase opened.
func (w *World) reach(c *client) { w.phases[c.phase].reached++ }

// noticeActive counts a client that is on once its phase has opened. A user who
// installs by hand is reached by that: there is nothing that polls.
func (w *World) noticeActive(c *client, g *group) {
	if c.is(seenActive) || !w.offered(c) {
		return
	}
	c.set(seenActive, true)
	w.phases[c.phase].active++
	if g.Delivery == SelfServiceDelivery {
		w.reach(c)
	}
}

// gateLook looks at the gate behind a phase: when the phase opens, when an
// install succeeds or fails, and at the end of the soak.
func (w *World) gateLook(now time.Duration, i int) {
	p := &w.phases[i]
	if p.passed || p.soaking.Pending() || !p.success() {
		return
	}
	end := now
	if p.Gate.Soak.Length > 0 {
		end = w.s.Calendar.After(w.s.Start.Add(now), p.Gate.Soak).Sub(w.s.Start)
	}
	w.agenda.Set(&p.soaking, sim.Event{At: end, Who: uint32(i), Kind: soakEnd})
}

// success tells whether enough of a phase is updated. Failed installs stay in
// the denominator.
func (p *phase) success() bool {
	if p.Gate.Success == 0 {
		return true
	}
	of := p.assigned
	switch p.Gate.Of {
	case OfReached:
		of = p.reached
	case OfActive:
		of = p.active
	}
	// Counts are whole, so the share is compared without a quotient; the small
	// allowance lets 95 % of 20 be the 19 that it is.
	return of > 0 && float64(p.succeeded) >= p.Gate.Success*float64(of)-1e-9 || p.assigned == 0
}

// soakEnd opens the gate behind a phase if success still holds; if reached or
// active clients have become more in the meantime, it must be reached again.
func (w *World) soakEnd(now time.Duration, i int) {
	p := &w.phases[i]
	if !p.success() {
		return
	}
	p.passed, p.passedAt = true, now
	if i+1 < len(w.phases) {
		w.plan(i+1, now)
	}
}
