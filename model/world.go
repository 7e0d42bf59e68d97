package model

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
)

// A World is one replication: the fleet, the backend and the rollout at one
// instant, and the events still to come.
type World struct {
	s           *Scenario
	replication int
	slots       int
	chance      dist.Stream
	agenda      *sim.Agenda
	backend     backend
	fleet       uint32            // PCs of the fleet; those of new employees have the numbers from here on
	groups      []group           // shared by all replications, read only
	shift       [][]time.Duration // by group and day: how late its whole peak is
	clients     []client
	needs       needs
	rejected    []uint32      // RetryPolicy.FirstOnly: needs whose turn to ask has not come, the first rejected first
	touched     time.Duration // work that the last change of all metadata brought
	touchedBy   int           // its event
	backlog     time.Duration // mean work of those who wait, each by its kind
	jobsPass    bool          // the backend is too old for admission control
	sources     []source      // by workload
	end         time.Duration // the horizon
	window      Window        // what is counted
	failed      error         // a trace could not be read, or ErrStopped
	stop        <-chan struct{}
	strategy    *Strategy
	phases      []phase         // of all releases so far
	rollout                     // of the one that is rolled out now
	train       *train          // nil: no release follows
	offeredAt   []time.Duration // by client, of staged offers; nil unless somebody installs at a deadline from it
	foundAt     []time.Duration // by client; nil unless a deadline has a grace from then on
	thaw        hours           // outside the freezes
	trouble     *trouble        // nil: the release has no problem
	links       []link          // of sites
	linksOf     []int           // index of links by group, or -1; nil without sites
	placeOf     []int           // index in seen.traffic by group
	seen        observations
	loaded      time.Duration // sum of what prefetch has read; of no meaning
	played      int           // events so far
	swept       int           // events on the agenda from which on it is swept again
}

// The events, and their order at one instant: finishes, then what operators do,
// then what runs out, then asks and all that leads to them, in client order.
const (
	finish       sim.Kind = iota // who: need
	poolFinish                   // who: line
	linkLoaded                   // who: link
	operation                    // who: event of the backend
	outageEnd                    // who: event of the backend
	deployed                     // who: node
	nodeReady                    // who: node
	nodeFails                    // who: node
	nodeRepaired                 // who: node
	regroup                      // of those in the lines of nodes that are away
	look                         // of Autoscale
	signal                       // of the balancer
	phaseOpen                    // who: phase
	soakEnd                      // who: phase
	gateStuck                    // who: phase
	offerDue                     // who: phase
	windowEnd                    // who: phase and group
	accessOpens                  //
	reported                     // who: problem
	noticeDue                    // who: problem
	fixReady                     // who: release
	goBack                       // who: release
	releaseDue                   //
	renege                       // who: need
	timeOut                      // who: need
	sessionEnd                   // who: client
	logIn                        // who: client
	timer                        // who: client
	updateStep                   // who: client
	arrival                      // who: workload
	ask                          // who: need
)

const (
	rankFinish = iota
	rankOperator
	rankExpiry
	rankAsk
)

var ranks = [...]uint64{
	finish:       rankFinish,
	poolFinish:   rankFinish,
	linkLoaded:   rankFinish,
	operation:    rankOperator,
	outageEnd:    rankOperator,
	deployed:     rankOperator,
	nodeReady:    rankOperator,
	nodeFails:    rankOperator,
	nodeRepaired: rankOperator,
	regroup:      rankOperator,
	look:         rankOperator,
	signal:       rankOperator,
	phaseOpen:    rankOperator,
	soakEnd:      rankOperator,
	gateStuck:    rankOperator,
	offerDue:     rankOperator,
	windowEnd:    rankOperator,
	accessOpens:  rankOperator,
	reported:     rankOperator,
	noticeDue:    rankOperator,
	fixReady:     rankOperator,
	goBack:       rankOperator,
	releaseDue:   rankOperator,
	renege:       rankExpiry,
	timeOut:      rankExpiry,
	sessionEnd:   rankExpiry,
	logIn:        rankAsk,
	timer:        rankAsk,
	updateStep:   rankAsk,
	arrival:      rankAsk,
	ask:          rankAsk,
}

// rank orders the events of one instant.
func (w *World) rank(e sim.Event) uint64 {
	r := ranks[e.Kind]
	if r != rankAsk {
		return r << 32
	}
	switch e.Kind {
	case ask:
		return r<<32 | uint64(w.needs.at(e.Who).client)
	case arrival:
		return r<<32 | uint64(w.fleet) + uint64(uint32(w.sources[e.Who].row))
	}
	return r<<32 | uint64(e.Who)
}

// lookAhead has coming events foreseen in fleets too large for the processor's
// cache; in small ones it would cost a twentieth and bring nothing.
func (w *World) lookAhead() {
	const large = 30_000 // clients, 2 MB
	if w.s.Clients() >= large {
		w.agenda.Prefetch(w.prefetch)
	}
}

// prefetch loads what events that come soon will read. In large fleets most of the
// time is spent on waiting for memory; loads that do not depend on each other
// wait together.
func (w *World) prefetch(soon []sim.Event) {
	loaded := w.loaded
	for i := range soon {
		who := soon[i].Who
		switch soon[i].Kind {
		case ask, finish:
			if who = w.needs.at(who).client; int(who) >= len(w.clients) {
				continue
			}
			loaded += w.seen.worst[who]
		case logIn, timer, updateStep, sessionEnd:
		default:
			continue
		}
		loaded += w.clients[who].logIn
	}
	w.loaded = loaded
}

// play runs the world until nothing is left to happen before an instant.
func (w *World) play(until time.Duration) {
	const patience = 1 << 14 // events between two looks at stop, some milliseconds
	for n := 1; ; n++ {
		e, ok := w.agenda.Next(until)
		if !ok || w.failed != nil {
			w.played += n - 1
			return
		}
		if n%patience == 0 {
			select {
			case <-w.stop:
				w.failed = ErrStopped
			default:
			}
			w.sweep()
		}
		switch e.Kind {
		case finish, ask:
			n := w.needs.at(e.Who)
			if !n.next.Fires(e) {
				continue
			}
			if e.Kind == ask {
				w.ask(e.At, e.Who, n)
			} else {
				w.finish(e.At, e.Who, n)
			}
		case renege, timeOut:
			if n := w.needs.at(e.Who); !n.leaves.Fires(e) {
				continue
			}
			if e.Kind == renege {
				w.abandon(e.At, e.Who)
			} else {
				w.timeOut(e.At, e.Who)
			}
		case poolFinish:
			if w.backend.line(uint16(e.Who)).ends.Fires(e) {
				w.poolFinish(e.At, uint16(e.Who))
			}
		case logIn, timer, updateStep, sessionEnd:
			c := &w.clients[e.Who]
			if !c.next.Fires(e) {
				continue
			}
			switch e.Kind {
			case logIn:
				w.logIn(e.At, e.Who, c)
			case timer:
				w.timer(e.At, e.Who, c)
			case updateStep:
				w.updateStep(e.At, e.Who, c)
			case sessionEnd:
				w.sessionEnd(e.At, e.Who, c)
			}
		case arrival:
			w.arrive(e.At, int(e.Who))
		case linkLoaded:
			if w.links[e.Who].ends.timer.Fires(e) {
				w.downloaded(e.At, int(e.Who))
			}
		case phaseOpen, soakEnd, gateStuck, offerDue, windowEnd, accessOpens, reported, noticeDue, fixReady, goBack, releaseDue:
			w.steer(e)
		default:
			w.operate(e)
		}
	}
}

// sweep takes void appointments off the agenda once they may be the most of it.
// Where many share a capacity, each that comes or goes puts off the next finish, by
// days if nearly nothing gets done, and leaves a void one there.
func (w *World) sweep() {
	if w.agenda.Len() < max(w.swept, 1<<16) {
		return
	}
	w.agenda.Sweep(w.holds)
	w.swept = 2 * w.agenda.Len()
}

// holds tells whether an event on the agenda still means something.
func (w *World) holds(e sim.Event) bool {
	switch e.Kind {
	case finish, ask:
		return w.needs.at(e.Who).next.Holds(e)
	case renege, timeOut:
		return w.needs.at(e.Who).leaves.Holds(e)
	case poolFinish:
		return w.backend.line(uint16(e.Who)).ends.Holds(e)
	case logIn, timer, updateStep, sessionEnd:
		return w.clients[e.Who].next.Holds(e)
	}
	return true
}

// newWorld makes a world as it is two weeks before the start.
func newWorld(m *Model, slots, replication int) *World {
	s, groups := m.Scenario, m.groups
	w := &World{
		s:           s,
		replication: replication,
		slots:       slots,
		fleet:       uint32(s.Clients()),
		chance:      dist.NewStream(s.Seed, replication),
		groups:      groups,
		jobsPass:    s.Backend.Version.Compare(s.Backend.Admission.CompatibleFrom) < 0,
		end:         s.HorizonEnd(),
		stop:        m.Stop,
		window:      s.window(),
		strategy:    &Strategy{Name: NoRollout},
	}
	w.agenda = sim.NewAgenda(w.rank)
	begin := -daysBefore * 24 * time.Hour
	w.backend = newBackend(s, slots, w.chance, begin)
	w.backend.agenda = w.agenda
	w.lookAhead()
	w.clients = make([]client, s.Clients()+newClientsOf(groups))
	w.seen = newObservations(s, len(w.clients))
	if !w.backend.plain {
		w.seen.watchAttempts()
		w.seeFull(begin)
	}
	w.shift = make([][]time.Duration, len(groups))
	for gi := range groups {
		g := &groups[gi]
		w.shift[gi] = make([]time.Duration, len(g.days.all))
		for n := range w.shift[gi] {
			if sd := g.Presence.Together; sd > 0 {
				u := w.chance.Uniform(uint32(gi), chanceTogether, uint64(n))
				w.shift[gi][n] = time.Duration(dist.NormalQuantile(u) * float64(sd))
			}
		}
	}
	w.newClients()
	w.backend.expectOperations(begin)
	w.sources = make([]source, len(s.Workloads))
	for i := range w.sources {
		var err error
		if w.sources[i], err = s.Workloads[i].open(i, m.days, s.Horizon); err != nil {
			w.failed = err
		} else if s.Workloads[i].Arrivals.Kind == Closed {
			w.populate(i)
		} else {
			w.expect(i)
		}
	}
	return w
}

// Branch returns an independent copy of a world that has begun and follows no
// strategy yet.
func (w *World) Branch() *World {
	b := *w
	b.agenda = w.agenda.Clone(b.rank)
	b.lookAhead()
	b.backend = w.backend.clone(b.agenda)
	b.rejected = slices.Clone(w.rejected)
	b.clients = slices.Clone(w.clients)
	b.needs = w.needs.clone()
	b.sources = make([]source, len(w.sources))
	for i := range b.sources {
		var err error
		if b.sources[i], err = w.sources[i].reopen(); err != nil {
			b.failed = err
		}
	}
	b.seen = w.seen.clone()
	return &b
}

// class is the class in which PCs ask for a cause.
func (w *World) class(cause Cause) uint8 {
	order := w.s.Backend.Admission.Order
	if len(order) == 0 {
		return 0
	}
	if at := slices.Index(order, cause); at >= 0 {
		return uint8(at)
	}
	return uint8(len(order))
}

// classes is how many classes the queue of the backend tells apart.
func (s *Scenario) classes() int {
	classes := 1
	if s.Backend.Admission.Discipline == Priority {
		if order := len(s.Backend.Admission.Order); order > 0 {
			classes = order + 1
		}
		for i := range s.Workloads {
			classes = max(classes, s.Workloads[i].Priority+1)
		}
	}
	return classes
}
