package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
)

// client is the state of one PC: 64 bytes, because there may be millions. What
// only matters while a sync need is open stands in a need.
type client struct {
	logIn time.Duration // start of the present session
	ends  time.Duration // end of the present session, or of the last one
	check time.Duration // when the client looks for the update next: see the stages
	due   time.Duration // while on: the next step of the update; never if there is none in this session
	mark  time.Duration // loading, while off: what is left of it; ready: the first look of this session
	need  uint32        // index of the open need; noNeed if there is none
	day   int16         // of the present session, or of the next one
	polls uint16        // looks at the office programs in earlier sessions of this round of tries; of this session too while installing
	timer uint16        // number of the next sync timer of this session
	phase uint16        // noPhase if there is none
	group uint16
	next  sim.Timer // the one appointment of the PC's day
	stage stage
	tries uint8 // installs that failed
	loads uint8 // downloads that failed
	flags flags
}

const (
	never   = time.Duration(1<<63 - 1)
	noNeed  = ^uint32(0)
	noPhase = ^uint16(0)
)

// flags of a client.
type flags uint16

const (
	on           flags = 1 << iota
	absent             // in a spell of absence
	restarted          // the present session began with a restart
	keyUser            // its user may be selected by key-users
	needsIt            // its version is older than the release
	bypasses           // its version knows no admission control
	seenActive         // counted among the clients on since the phase opened
	owesUpdate         // updated while a sync ran: the sync of the update follows it
	owesTouch          // nearly all metadata has changed since its last sync
	hasOffer           // of a phase that is offered to one client after the other
	late               // was not on while the window of its phase was open first, and need not wait for the next
	awaitsAccess       // the release is installed and may not be used yet
	usesIt             // the release that is installed, or has begun to: counted as updated
	errand             // is sent to a fixed release, or back
	bare               // nothing that may be used is installed: it syncs for no cause
)

func (c *client) is(f flags) bool { return c.flags&f != 0 }

func (c *client) set(f flags, yes bool) {
	if yes {
		c.flags |= f
	} else {
		c.flags &^= f
	}
}

// group is what the clients of a Group share in every replication.
type group struct {
	*Group
	first      uint32 // number of its first client
	firstNew   uint32 // number of the first PC of a new employee
	joins      []int  // days of the calendar on which new employees join, once for each date that means one
	days       *days
	leave      float64 // chance that a present client is absent on the next workday
	comeBack   float64 // chance that an absent one is present on the next workday
	download   time.Duration
	firstLoad  time.Duration // the download of a first installation
	meanWork   [numKinds]time.Duration
	versions   []versionState
	hasNone    bool              // on some of its PCs nothing is installed at the start
	updateKind Kind              // of the sync that follows an update
	firstSync  dist.Distribution // work of kind First
	closedLong float64           // long-run share of time with all office programs closed
	closesIn   float64           // chance that open programs are found closed one poll later
}

type versionState struct {
	upTo     float64 // cumulative share
	needsIt  bool
	bypasses bool
	bare     bool
}

const numKinds = 4

// newGroups derives the groups of a scenario; they are read only from then on.
func newGroups(s *Scenario) []group {
	groups := make([]group, len(s.Groups))
	calendars := map[*Calendar]*days{}
	var first uint32
	for i := range s.Groups {
		g := &groups[i]
		g.Group = &s.Groups[i]
		g.first = first
		first += uint32(g.Clients)
		if calendars[g.Calendar] == nil {
			calendars[g.Calendar] = newDays(g.Calendar, s.Start, DateOf(s.Start.In(s.Calendar.Zone)), s.Horizon)
		}
		g.days = calendars[g.Calendar]
		g.leave, g.comeBack = g.Presence.Turnover()
		g.download = g.Download.Lasts()
		g.firstLoad = (&Download{Size: g.First.Size, Rate: g.Download.Rate}).Lasts()
		g.firstSync = g.Sync.FirstSync()
		g.meanWork = [numKinds]time.Duration{
			Delta: seconds(g.Sync.Delta.Mean()), Full: seconds(g.Sync.Full.Mean()), First: seconds(g.firstSync.Mean()),
		}
		g.updateKind = g.Sync.AfterUpdate()
		g.closedLong, g.closesIn = g.Updater.Apps.Chances()
		g.hasNone = g.Has(None)
		cumulative := 0.0
		for _, v := range g.Versions {
			cumulative += v.Share
			g.versions = append(g.versions, versionState{
				upTo:     cumulative,
				needsIt:  s.Release != nil && v.Version.Compare(s.Release.Version) < 0,
				bypasses: s.Backend.AdmitsAll(v.Version),
				bare:     v.Version == None,
			})
		}
	}
	for i := range groups {
		g := &groups[i]
		g.firstNew = first
		for _, date := range s.JoinDates(g.Group) {
			g.joins = append(g.joins, g.days.number(date))
			first += uint32(g.Joins.Clients)
		}
	}
	return groups
}

// index is the place of a client among those of its group, new ones last.
func (g *group) index(who uint32) uint32 {
	if k := who - g.first; k < uint32(g.Clients) {
		return k
	}
	return uint32(g.Clients) + who - g.firstNew
}

// AdmitsAll tells whether a client of version v is accepted without a slot: it
// or the backend is older than admission control.
func (b *Backend) AdmitsAll(v Version) bool {
	from := b.Admission.CompatibleFrom
	return v.Compare(from) < 0 || b.Version.Compare(from) < 0
}

// newClients makes the fleet as it is two weeks before the start: everybody off,
// absences in their long-run state, stored checks anywhere in their interval.
func (w *World) newClients() {
	for gi := range w.groups {
		g := &w.groups[gi]
		for k := range uint32(g.Clients) {
			who := g.first + k
			c := &w.clients[who]
			*c = client{need: noNeed, phase: noPhase, group: uint16(gi), due: never}
			w.equip(who, c, g)
			begin := g.days.at(-daysBefore).midnight
			c.check = begin + time.Duration(w.chance.Uniform(who, chanceFirstCheck, 0)*float64(g.Updater.Interval))
			c.ends = begin
			c.day = -daysBefore - 1
			w.comeOn(who, c, true)
		}
	}
	w.expectNewClients()
}

// equip draws what a PC of a group has when it comes into the world: a version, and a user.
func (w *World) equip(who uint32, c *client, g *group) {
	if v := w.versionAtStart(who, g); v != nil {
		c.set(needsIt, v.needsIt)
		c.set(bypasses, v.bypasses)
		c.set(bare, v.bare)
	}
	c.set(keyUser, w.chance.Uniform(who, chanceKeyUser, 0) < g.KeyUsers)
}

// versionAtStart is what a client has installed at the start; nil in a group without
// versions.
func (w *World) versionAtStart(who uint32, g *group) *versionState {
	if len(g.versions) == 0 {
		return nil
	}
	return &g.versions[g.drawnVersion(w.chance.Uniform(who, chanceVersion, 0))]
}

// hadNothing tells whether a client had nothing installed at the start.
func (w *World) hadNothing(who uint32, g *group) bool {
	return g.hasNone && w.versionAtStart(who, g).bare
}

// drawnVersion is the index of the version that a client of the group has at the start.
func (g *group) drawnVersion(u float64) int {
	i := 0
	for i < len(g.versions)-1 && u >= g.versions[i].upTo {
		i++
	}
	return i
}

// comeOn sets the timer of a client to its next log-in, on the next workday on which
// it is not absent. A client that is off needs no other event.
func (w *World) comeOn(who uint32, c *client, begin bool) {
	g := &w.groups[c.group]
	n := w.nextPresent(who, g, int(c.day), c.is(absent), begin)
	c.day = int16(n)
	c.set(absent, false)
	if n > g.days.last() {
		return
	}
	// A session of late yesterday and a log-in of early today may come the other way
	// round: the earlier one then comes at once.
	w.agenda.Set(&c.next, sim.Event{At: max(w.drawnLogIn(who, c, g, n), c.ends), Who: who, Kind: logIn})
}

// nextPresent returns the next workday after a day on which a client is present;
// one beyond the last day if there is none. It was absent on the workday before, or
// not; at the beginning that is not known.
func (w *World) nextPresent(who uint32, g *group, day int, absent, begin bool) int {
	last := g.days.last()
	for n := day + 1; n <= last; n++ {
		if !g.days.at(n).work {
			continue
		}
		u := w.chance.Uniform(who, chanceAbsent, uint64(n+daysBefore))
		switch {
		case begin:
			absent, begin = u < g.Presence.Absent, false
		case absent:
			// Small is absent in either state: with more absence, those who are
			// absent with less are still absent.
			absent = u < 1-g.comeBack
		default:
			absent = u < g.leave
		}
		if !absent {
			return n
		}
	}
	return last + 1
}

// drawnLogIn is when a client comes on on a day of its calendar.
func (w *World) drawnLogIn(who uint32, c *client, g *group, n int) time.Duration {
	clock := g.Presence.Boot.Quantile(w.chance.Uniform(who, chanceBoot, uint64(n+daysBefore)))
	return g.days.instant(n, seconds(clock)+w.shift[c.group][n+daysBefore])
}

// sessionEnds returns when a session ends that begins now: after its length, and no
// later than the client comes on again.
func (w *World) sessionEnds(now time.Duration, who uint32, c *client, g *group) time.Duration {
	day := int(c.day)
	ends := now + seconds(g.Presence.Session.Quantile(w.chance.Uniform(who, chanceSession, uint64(day+daysBefore))))
	if day >= g.days.last() || ends < g.days.at(day+1).midnight+min(0, w.shift[c.group][day+1+daysBefore]) {
		return ends // nobody comes on before the next date but for what the whole group is early
	}
	if n := w.nextPresent(who, g, day, false, false); n <= g.days.last() {
		ends = max(now, min(ends, w.drawnLogIn(who, c, g, n)))
	}
	return ends
}

// logIn begins a session: restart or resume.
func (w *World) logIn(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	n := uint64(int(c.day) + daysBefore)
	joins := c.stage == notThere
	if joins {
		w.join(now, who, c, g)
	}
	c.set(on, true)
	c.set(restarted, w.chance.Uniform(who, chanceRestart, n) < g.Presence.Restarts)
	c.logIn = now
	c.ends = w.sessionEnds(now, who, c, g)
	c.timer = 1
	w.seen.online.Add(now, +1)
	w.noticeActive(who, c, g)
	w.resumeUpdate(now, who, c, g)
	if joins {
		w.firstSync(now, who, c, g)
	} else {
		w.resumeSync(now, who, c, g)
	}
	if c.is(awaitsAccess) {
		w.use(now, who, c, g)
	}
	w.setNext(who, c, g)
}

// setNext sets the timer of a client that is on to what comes first: the end of
// its session, its sync timer or the next step of its update.
func (w *World) setNext(who uint32, c *client, g *group) {
	e := sim.Event{At: c.ends, Who: who, Kind: sessionEnd}
	if g.Sync.OnTimer && g.Profile != TerminalServer {
		if at := w.timerAt(who, c, g); at < e.At {
			e.At, e.Kind = at, timer
		}
	}
	if c.due < e.At {
		e.At, e.Kind = c.due, updateStep
	}
	w.agenda.Set(&c.next, e)
}

// timerAt is when the next sync timer of a session is due: log-in + k intervals,
// early or late by the jitter.
func (w *World) timerAt(who uint32, c *client, g *group) time.Duration {
	at := c.logIn + time.Duration(c.timer)*g.Sync.Interval
	if g.Sync.Jitter > 0 {
		u := w.chance.Uniform(who, chanceTimer, occasionOf(Timer, int(c.day), int(c.timer)))
		at = max(at+time.Duration(g.Sync.Jitter*(float64(2*u)-1)*float64(g.Sync.Interval)), w.agenda.Now())
	}
	return at
}

// timer wants a sync because the interval has passed. It meets an open need and
// is dropped. Where nothing is installed it counts on, so that whatever comes later
// has the number that it would have had.
func (w *World) timer(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	switch {
	case c.is(bare):
	case c.need == noNeed:
		w.want(now, who, c, g, Timer, Delta, occasionOf(Timer, int(c.day), int(c.timer)))
	case w.needs.at(c.need).resting:
		w.rouse(now, c.need)
	}
	c.timer++
	w.setNext(who, c, g)
}

// sessionEnd switches the client off until its next log-in.
func (w *World) sessionEnd(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	w.pauseUpdate(now, who, c, g)
	w.suspendSync(now, c, g)
	c.set(on, false)
	w.seen.online.Add(now, -1)
	w.comeOn(who, c, false)
}
