package model

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// MostReleases is how many releases there may be, the first included.
const MostReleases = 64

// A LaterRelease follows the release of a scenario, and those before it in
// Scenario.Later: its version is newer than theirs.
type LaterRelease struct {
	Version          Version
	Start            time.Time // it is due from then on; not before the start, and not before that of the release before it
	AtOnce           bool      // everybody is offered it when it begins; otherwise the phases of the strategy come again
	FirstSyncPackage bool      // its package carries the data: the sync after it is a delta
	Problems         []Problem
	Replaces         bool // if one before it is halted or has unopened phases when it is due, it ends that; otherwise it waits
}

// Versions are those of all releases, in order; none without a release.
func (s *Scenario) Versions() []Version {
	if s.Release == nil {
		return nil
	}
	versions := []Version{s.Release.Version}
	for i := range s.Later {
		versions = append(versions, s.Later[i].Version)
	}
	return versions
}

// PhasesOf returns the phases in which a strategy rolls out a release: its own for
// the first (0), and those of Later[release-1] after that. What a phase says in dates
// moves by as many days as lie between the starts, at the same time of day.
func (s *Scenario) PhasesOf(strategy *Strategy, release int) []Phase {
	if release == 0 || len(strategy.Phases) == 0 {
		return strategy.Phases
	}
	later := &s.Later[release-1]
	if later.AtOnce {
		phases := BigBang(Phase{})
		phases[0].Name = "at once"
		return phases
	}
	phases := make([]Phase, len(strategy.Phases))
	for i := range phases {
		phases[i] = strategy.Phases[i]
		if phases[i].Start.At != nil {
			meant := phases[i].Start.Shown(s.Calendar.Zone)
			meant.Date = meant.Date.Add(s.daysTo(later.Start))
			at := meant.In(s.Calendar.Zone)
			phases[i].Start.At, phases[i].Start.Meant = &at, meant
		}
	}
	return phases
}

// daysTo counts the local calendar days from the first day to that of an instant.
func (s *Scenario) daysTo(t time.Time) int {
	first, last := DateOf(s.Start.In(s.Calendar.Zone)), DateOf(t.In(s.Calendar.Zone))
	return int(last.In(time.UTC).Sub(first.In(time.UTC)) / (24 * time.Hour))
}

// A rollout is how far the release has come that is rolled out now.
type rollout struct {
	release  int // 0: that of the scenario; otherwise Later[release-1]
	first    int // its first phase, as an index of World.phases
	last     int // its last one; that of new employees may follow
	begins   planTime
	halted   bool          // no new offers
	forGood  bool          // halted, and will not go on
	aborted  bool          // halted for good because of a problem
	goesBack bool          // the way back is being made ready
	felt     time.Duration // halted: from then on polls find no offer
	haltings []Halting
}

// A train is what a world knows of releases that follow. There is none in a world
// without.
type train struct {
	rolled    []rolled   // by release
	followers []follower // by client
	due       appointment
	isDue     bool // the next release is due, and held up
	standard  int  // 1 more than the newest release, of those before, that has come to everybody; 0: none has
}

// rolled are the books on one release.
type rolled struct {
	began     bool
	begunAt   time.Duration // valid once began
	first     int           // index of World.phases
	phases    int           // of it
	build     uint8         // that was offered last, where the first release has a problem; likewise
	back      bool          // the way back has begun
	haltings  []Halting     // complete once another follows
	updatedAt []time.Duration
	waits     stats.Sample // of the syncs after it
	delays    stats.Sample // likewise; not used where delays equal waits
}

// A follower is what a train remembers of a client.
type follower struct {
	assigned uint64 // by release: lacked it when it began, is in a phase of it, and does not count as updated to it
	lost     uint64 // by release: its user refused it, or it failed for good
	next     uint16 // while the client is on its way to an older release: its phase of the one that is rolled out now
	start    uint8  // releases that it has from the start, or newer ones
	has      uint8  // 1 more than the release that is installed; 0: what was there at the start
	of       uint8  // release that was installed last, or taken back
	before   uint8  // what has was before that
	errand   uint8  // number of the errand by which that was, or the last one begun before
	counts   bool   // lacks the first release, as far as that is counted
	fate     fate   // of the first release
}

// fate is what has kept a client from the first release.
type fate uint8

const (
	nothingYet fate = iota
	hasRefused
	hasFailed
	hasWaited
	wasAbsent
)

// lacks tells whether a client has an older version than the release that is rolled
// out now.
func (w *World) lacks(f *follower) bool { return f.has > 0 || int(f.start) <= w.release }

// newTrain makes the books of releases that follow under a strategy; nil if none do.
func (w *World) newTrain() *train {
	if len(w.s.Later) == 0 {
		return nil
	}
	versions := w.s.Versions()
	t := &train{rolled: make([]rolled, len(versions)), followers: make([]follower, len(w.clients))}
	for who := range w.clients {
		g := &w.groups[w.clients[who].group]
		if len(g.Versions) == 0 {
			continue
		}
		v := g.Versions[g.drawnVersion(w.chance.Uniform(uint32(who), chanceVersion, 0))].Version
		for n := 0; n < len(versions) && v.Compare(versions[n]) >= 0; n++ {
			t.followers[who].start++
		}
	}
	return t
}

// beginBooks opens the books of the release that begins.
func (w *World) beginBooks(now time.Duration) {
	t := w.train
	r := &t.rolled[w.release]
	r.began, r.begunAt, r.first, r.phases = true, now, w.first, w.last+1-w.first
	for who := range w.clients[:w.fleet] {
		c, f := &w.clients[who], &t.followers[who]
		phase := c.phase
		if w.isBehind(c) {
			phase = f.next
		}
		if phase != noPhase && c.is(needsIt) {
			f.assigned |= 1 << w.release
			f.counts = f.counts || w.release == 0
		}
	}
	if w.release < len(w.s.Later) {
		w.appoint(&t.due, sim.Event{At: max(now, w.s.Later[w.release].Start.Sub(w.s.Start)), Kind: releaseDue})
	}
}

// releaseDue begins the next release, or notes that it waits.
func (w *World) releaseDue(now time.Duration) {
	if !w.s.Later[w.release].Replaces && w.holdsUp() {
		w.train.isDue = true
		return
	}
	w.beginNext(now)
}

// mayFollow is told when what has held up the next release may be over.
func (w *World) mayFollow(now time.Duration) {
	if t := w.train; t != nil && t.isDue && !w.holdsUp() {
		t.isDue = false
		w.appoint(&t.due, sim.Event{At: now, Kind: releaseDue})
	}
}

// holdsUp tells whether the rollout under way holds up the next one: it is halted and
// may go on, is about to be taken back, or has phases that are not open. One that
// has ended for good holds up nothing.
func (w *World) holdsUp() bool {
	if w.halted || w.forGood {
		return w.goesBack || !w.forGood
	}
	for i := w.first; i <= w.last; i++ {
		if !w.phases[i].isOpen {
			return true
		}
	}
	return false
}

// beginNext ends the rollout under way and begins that of the next release. Who is on
// the way to an older one goes on with it; offers that nobody has found are gone.
func (w *World) beginNext(now time.Duration) {
	t := w.train
	w.endRollout(now)
	if w.release == 0 {
		w.sortGroups()
	}
	w.rollout = rollout{release: w.release + 1, first: len(w.phases), begins: w.s.planTime(now)}
	if w.trouble != nil {
		w.trouble.next(w.release)
	}
	behind := make([]uint16, len(w.clients)) // the old phase of who goes on
	for who := range w.clients {
		c, f := &w.clients[who], &t.followers[who]
		behind[who], c.phase = c.phase, noPhase
		if c.stage == notThere {
			behind[who] = noPhase
			continue
		}
		if !c.isOnTheWay() {
			behind[who] = noPhase
			c.anew()
		}
		c.set(hasOffer, false)
		c.set(needsIt, w.lacks(f))
	}
	w.addPhases(w.s.PhasesOf(w.strategy, w.release))
	w.assign()
	w.assignNew()
	for who, old := range behind {
		if old != noPhase {
			t.followers[who].next, w.clients[who].phase = w.clients[who].phase, old
		}
	}
	w.noteOffers()
	w.beginBooks(now)
	for who := range w.clients {
		if c := &w.clients[who]; c.is(on) && !w.isBehind(c) && c.due != never {
			c.due = never
			w.setNext(uint32(who), c, &w.groups[c.group])
		}
	}
	w.plan(w.first, now)
}

// assignNew puts the PCs of new employees that are there into the phase of their own.
func (w *World) assignNew() {
	for who := int(w.fleet); who < len(w.clients); who++ {
		c := &w.clients[who]
		if c.stage == notThere {
			continue
		}
		c.phase = uint16(w.last + 1)
		p := &w.phases[w.last+1]
		p.taken++
		if c.is(needsIt) {
			p.assigned++
		}
	}
}

// endRollout puts away the rollout under way.
func (w *World) endRollout(now time.Duration) {
	r := &w.train.rolled[w.release]
	if n := len(w.haltings); w.halted && n > 0 && !w.forGood {
		w.haltings[n-1].Until = now
	}
	r.haltings = w.haltings
	if w.trouble != nil {
		r.build = w.trouble.now()
	}
	if w.phases[w.last].isOpen && !w.halted && !w.forGood {
		w.train.standard = w.release + 1
	}
	for i := w.first; i < len(w.phases); i++ {
		p := &w.phases[i]
		for _, a := range []*appointment{&p.opening, &p.soaking, &p.stuckAt, &p.due} {
			a.timer.Cancel()
		}
	}
}

// isOnTheWay tells whether a client has found an offer and has not come to an end with
// it.
func (c *client) isOnTheWay() bool { return c.stage > unoffered && c.stage < updated }

// isBehind tells whether a client is on the way to an older release than the one that is
// rolled out now.
func (w *World) isBehind(c *client) bool { return c.phase != noPhase && int(c.phase) < w.first }

// anew lets a client that is not on the way to any release wait for the one that is
// rolled out now.
func (c *client) anew() {
	c.stage, c.tries, c.loads, c.polls = unoffered, 0, 0, 0
	for _, f := range []flags{errand, seenActive, hasOffer, late} {
		c.set(f, false)
	}
}

// lookOn lets a client that has come to an end with an older release look for the one
// that is rolled out now.
func (w *World) lookOn(now time.Duration, who uint32, c *client, g *group) {
	if w.train == nil || !w.isBehind(c) {
		return
	}
	f := &w.train.followers[who]
	c.anew()
	c.set(needsIt, true)
	c.phase, c.due = f.next, never
	if c.phase == noPhase {
		return
	}
	switch p := &w.phases[c.phase]; {
	case p.staged:
		p.join(who)
		w.makeOffers(now, int(c.phase))
	case p.toAll:
		p.offered++
		p.last = now
		w.showOffer(now, who, c, g)
	}
}

// releaseOf is the release that a client is on the way to, or was last.
func (w *World) releaseOf(c *client) int {
	if w.train == nil || c.phase == noPhase {
		return 0
	}
	if int(c.phase) >= w.first {
		return w.release
	}
	for r := w.release - 1; ; r-- {
		if int(c.phase) >= w.train.rolled[r].first {
			return r
		}
	}
}

// noteInstall notes which release is installed on a client.
func (w *World) noteInstall(who uint32, c *client, back bool) {
	if w.train == nil {
		return
	}
	f := &w.train.followers[who]
	f.errand = uint8(w.errands(who))
	if back {
		f.has = f.before
	} else {
		f.install(w.releaseOf(c))
	}
}

// install notes that a build of a release is installed.
func (f *follower) install(release int) {
	if has := uint8(release + 1); f.has != has {
		f.before, f.has = f.has, has
	}
	f.of = uint8(release)
}

// installedOf is the release that was installed last on a client, or taken back.
func (w *World) installedOf(who uint32) int {
	if w.train == nil {
		return 0
	}
	return int(w.train.followers[who].of)
}

// versionOf is that of a release.
func (w *World) versionOf(release int) Version {
	if release == 0 {
		return w.s.Release.Version
	}
	return w.s.Later[release-1].Version
}

// versionBefore is what a client has gone back to: the release that it had before the one that
// was taken back, or the old version.
func (w *World) versionBefore(who uint32) Version {
	if w.train == nil {
		return w.strategy.Rollback.To
	}
	switch f := &w.train.followers[who]; {
	case f.has > 0:
		return w.versionOf(int(f.has) - 1)
	case f.start > 0:
		g := &w.groups[w.clients[who].group]
		return g.Versions[g.drawnVersion(w.chance.Uniform(who, chanceVersion, 0))].Version
	}
	return w.strategy.Rollback.To
}

// updateKind is that of the sync after the release that was installed last.
func (w *World) updateKind(who uint32, g *group) Kind {
	switch release := w.installedOf(who); {
	case release == 0:
		return g.updateKind
	case w.s.Later[release-1].FirstSyncPackage:
		return Delta
	}
	return Full
}

// isOfRelease tells whether a need is of the sync after the first release.
func (n *need) isOfRelease() bool { return n.cause == Update && n.updateRelease() == 0 }

// firstSyncLaw is the law of the work of a first sync that comes with a release.
func (w *World) firstSyncLaw(g *group, release int) dist.Distribution {
	if release == 0 {
		return g.firstSync
	}
	y := g.Sync
	y.FirstSyncPackage = w.s.Later[release-1].FirstSyncPackage
	return y.FirstSync()
}

// updateRelease is the release that a need of cause update belongs to.
func (n *need) updateRelease() int { return releaseOfSync(n.occasion) }

// releaseOfSync is the release that the occasion of an update names.
func releaseOfSync(occasion uint64) int { return int(occasion&(1<<20-1)) >> errandBits }

// loses notes that a client of the fleet will not have a release, but for a newer one.
func (w *World) loses(who uint32, c *client, s stage) {
	t := w.train
	switch {
	case w.isNew(who):
		return
	case t == nil:
		w.seen.stays(c.group, s, +1)
		return
	}
	f := &t.followers[who]
	release := w.releaseOf(c)
	if f.lost |= 1 << release; release == 0 && w.agenda.Now() < w.window.To {
		f.fate = hasFailed
		if s == refused {
			f.fate = hasRefused
		}
		w.seen.stays(c.group, s, +1)
	}
}

// takenBack are the releases that have been taken back, by bit.
func (t *train) takenBack() uint64 {
	var all uint64
	for i := range t.rolled {
		if t.rolled[i].back {
			all |= 1 << i
		}
	}
	return all
}

// countFollower counts a client as updated to a release, and to all older ones that it has
// lacked until now and had not lost. One that was taken back it has no more.
func (w *World) countFollower(in install) {
	if w.train.rolled[in.release].back {
		return
	}
	f := &w.train.followers[in.who]
	for r := range int(in.release) + 1 {
		if f.assigned>>r&1 == 0 || w.train.rolled[r].back || r < int(in.release) && f.lost>>r&1 == 1 {
			continue
		}
		f.assigned &^= 1 << r
		w.train.rolled[r].updatedAt = append(w.train.rolled[r].updatedAt, in.at)
		if r == int(in.release) && in.phase != noPhase {
			w.phases[in.phase].updated++
		}
	}
}

// countFirst counts a client as updated to the first release, as far as that is counted:
// with a newer one as well, unless it had refused the first or that had failed for good.
func (w *World) countFirst(in install) {
	f := &w.train.followers[in.who]
	if !f.counts || in.at >= w.window.To || in.release > 0 && (f.fate == hasRefused || f.fate == hasFailed) {
		return
	}
	f.counts = false
	w.seen.update(in.at)
	p := &w.seen.progress[in.group]
	p.Updated[in.at/SeriesWidth]++
	if in.release == 0 {
		return
	}
	switch f.fate {
	case hasWaited:
		p.Waiting--
	case wasAbsent:
		p.Absent--
	}
}

// addToRelease adds the wait of a sync after an update to those of its release.
func (w *World) addToRelease(now time.Duration, n *need, fate Fate) {
	r := &w.train.rolled[n.updateRelease()]
	wait := n.waitBy(now, fate)
	add(&r.waits, wait, fate == Waiting)
	if w.seen.delays != nil {
		delay, grows := n.delayBy(now, fate, wait)
		add(&r.delays, delay, grows)
	}
}

// A ReleaseOutcome is what became of one release of several.
type ReleaseOutcome struct {
	Version   Version
	Began     bool            // by the horizon
	BeganAt   time.Duration   // since the start; valid if Began
	Waits     stats.Sample    // of the syncs after it
	Delays    *stats.Sample   // nil where they equal the waits
	UpdatedAt []time.Duration // installs of it or a newer one by clients that lacked it when it began and had not lost it, ascending; after a rollback none
	CanUpdate int             // clients in a phase of it that lacked it when it began, less Never
	Never     int             // of those: refused it or failed for good, whatever they have of newer ones
	Phases    []PhaseOutcome
	Haltings  []Halting
	Harm      // zero unless it has a problem

	planned            int // phases
	mayBeBad, mayPause bool
}

// began is the instant at which the release began, in seconds since the start: +Inf when it
// did not by the horizon, NaN where there is none.
func (r *ReleaseOutcome) began() float64 {
	switch {
	case r.Version == None:
		return math.NaN()
	case !r.Began:
		return math.Inf(+1)
	}
	return r.BeganAt.Seconds()
}

// updatedBy is the instant, in seconds since the start, by which the share q of the clients
// that can be updated are: +Inf when it comes after the horizon, NaN when there are none.
func (r *ReleaseOutcome) updatedBy(q float64) float64 {
	if r.Version != None && !r.Began {
		return math.Inf(+1)
	}
	return reachedBy(r.UpdatedAt, r.CanUpdate, q)
}

// updatedAtHorizon is the share of those who can be updated that are.
func (r *ReleaseOutcome) updatedAtHorizon() float64 {
	if r.Version != None && !r.Began {
		return 0
	}
	return float64(len(r.UpdatedAt)) / float64(r.CanUpdate)
}

// lost counts clients that never have the release; NaN where there is none.
func (r *ReleaseOutcome) lost() float64 {
	if r.Version == None {
		return math.NaN()
	}
	return float64(r.Never)
}

// haltingsOf are those of the rollout of a release.
func (w *World) haltingsOf(release int) []Halting {
	if release == w.release {
		return w.haltings
	}
	return w.train.rolled[release].haltings
}

// releases are the outcomes of all releases; nil unless some follow.
func (w *World) releases() []ReleaseOutcome {
	t := w.train
	if t == nil {
		return nil
	}
	all := make([]ReleaseOutcome, len(t.rolled))
	for i := range all {
		r, o := &t.rolled[i], &all[i]
		*o = ReleaseOutcome{Version: w.versionOf(i), Began: r.began, BeganAt: r.begunAt, Waits: r.waits, UpdatedAt: r.updatedAt}
		if o.Haltings = w.haltingsOf(i); i < w.release {
			o.Haltings = haltingsBy(o.Haltings, t.rolled[i+1].begunAt)
		}
		o.planned, o.mayBeBad, o.mayPause = len(w.s.PhasesOf(w.strategy, i)), w.s.MayBeBad(i), w.s.mayPause(w.strategy, i)
		if w.seen.delays != nil {
			o.Delays = &r.delays
		}
		for who := range t.followers {
			if f := &t.followers[who]; f.assigned&f.lost>>i&1 == 1 {
				o.Never++
			}
		}
		o.Phases, o.CanUpdate = w.phaseOutcomes(i, r.first, r.phases)
		o.CanUpdate -= o.Never
		if w.trouble != nil {
			o.Harm = w.trouble.harm[i]
		}
	}
	return all
}
