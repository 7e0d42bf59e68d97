package model

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// trouble is what releases with problems do to the fleet. There is none in a
// replication in which no release has a problem.
type trouble struct {
	present  Stratum      // in the releases as they were published
	of       []Stratum    // by release: the problems that it may have
	builds   []build      // the release and its fixes, and then those of the releases that follow
	first    uint8        // build of the release that is rolled out now
	problems []problem    // of all releases
	patients []patient    // by client
	fixing   int          // problems noticed whose fix is not there yet
	mended   Stratum      // problems that the next build will be without
	back     bool         // the way back has begun
	harm     []Harm       // by release
	counted  *countedHarm // nil: everything so far
	unsure   []install    // of builds with problems
}

// A build is one that was published of a release.
type build struct {
	problems Stratum
	release  uint8
}

// countedHarm is what is known of the first release at the end of what is counted of it, where
// more is simulated.
type countedHarm struct {
	harm    Harm
	noticed Stratum
	back    uint64 // releases that have been taken back, by bit
}

// Harm is what a release with problems does.
type Harm struct {
	Exposed   int     // clients that have had a bad build of the release and access to it
	Late      int     // of those: while the rollout was halted, or by a build that had been replaced
	Hit       int     // of those: that a problem has hit
	Returned  int     // clients that have gone back to what they had before
	Escaped   bool    // a second phase has opened with a problem that nobody had noticed
	brokenFor float64 // client-seconds of those who are whole again, or at the horizon
}

// problem is the state of one Problem during a replication.
type problem struct {
	ReleaseProblem
	reports int
	isHit   bool // somebody has been hit
	noticed bool
	due     appointment // OrAfter since the first hit
}

// A patient is what trouble remembers of a client.
type patient struct {
	since   time.Duration // when it was hit; valid while hit is not empty
	has     bool          // a build of some release is installed
	build   uint8         // that is installed, or was last
	before  uint8         // what was installed before that release: a build of an older one, or the old version
	loading uint8         // that is on its way to the client, or is being installed
	errands uint8         // begun: fixes and the way back
	met     Stratum
	struck  Stratum // of met: that have hit it
	hit     Stratum // of struck: by which it is broken now; they are of one release
}

// newTrouble returns the trouble with releases that have the given problems, or
// nil if they have none.
func newTrouble(s *Scenario, present Stratum, clients int) *trouble {
	if present == 0 {
		return nil
	}
	releases := len(s.Versions())
	t := &trouble{present: present, of: make([]Stratum, releases), patients: make([]patient, clients), harm: make([]Harm, releases)}
	for i, p := range s.Problems() {
		t.of[p.Release] |= 1 << i
		t.problems = append(t.problems, problem{ReleaseProblem: p})
	}
	t.builds = []build{{present & t.of[0], 0}}
	return t
}

// next begins the builds of a release that follows. It has none of the problems of
// those before it: to whom they are known, it is their fix.
func (t *trouble) next(release int) {
	t.builds = append(t.builds, build{t.present & t.of[release], uint8(release)})
	t.first, t.fixing, t.back = t.now(), 0, false
}

// put notes that a build is installed on a client.
func (t *trouble) put(who uint32, b uint8) {
	pt := &t.patients[who]
	switch {
	case !pt.has:
		pt.before = wayBack
	case t.builds[pt.build].release != t.builds[b].release:
		pt.before = pt.build
	}
	pt.has, pt.build = true, b
}

// installed are the problems of what is installed on a client.
func (t *trouble) installed(who uint32) Stratum {
	if pt := &t.patients[who]; pt.has {
		return t.builds[pt.build].problems
	}
	return 0
}

// releaseWith is the one that some problems are of.
func (t *trouble) releaseWith(problems Stratum) int {
	return t.problems[bits.TrailingZeros8(uint8(problems))].Release
}

// hasRelease tells whether a build of the release that is rolled out now is installed.
func (pt *patient) hasRelease(t *trouble) bool { return pt.has && pt.build >= t.first }

// now is the build that is offered.
func (t *trouble) now() uint8 { return uint8(len(t.builds) - 1) }

// passes tells whether what is installed on a client has none of some problems.
func (t *trouble) passes(who uint32, noticed Stratum) bool { return t.installed(who)&noticed == 0 }

// noticed are the problems that have been noticed.
func (t *trouble) noticed() Stratum {
	var all Stratum
	for i := range t.problems {
		if t.problems[i].noticed {
			all |= 1 << i
		}
	}
	return all
}

// isKnownBad tells whether what is installed on a client has a problem that has
// been noticed.
func (t *trouble) isKnownBad(who uint32) bool { return t.installed(who)&t.mended != 0 }

// isHidden tells whether a release has a problem that nobody has noticed.
func (t *trouble) isHidden(release int) bool { return t.present&t.of[release]&^t.noticed() != 0 }

// meetProblems lets a client that uses a release meet its problems: whether
// one hits it belongs to client and problem.
func (w *World) meetProblems(now time.Duration, who uint32, c *client, g *group) {
	t := w.trouble
	pt := &t.patients[who]
	b := t.builds[pt.build]
	if w.isNew(who) || b.problems == 0 {
		return
	}
	harm := &t.harm[b.release]
	if pt.met&t.of[b.release] == 0 {
		harm.Exposed++
		if w.halted || pt.build < t.now() {
			harm.Late++
		}
	}
	for i := range t.problems {
		p := &t.problems[i]
		if !b.problems.Has(i) || pt.met.Has(i) {
			continue
		}
		pt.met |= 1 << i
		if w.chance.Uniform(who, chanceHit, uint64(i)) >= p.Hits {
			continue
		}
		if pt.hit == 0 {
			pt.since = now
			w.seen.hit.Add(now, +1)
			harm.Hit++
		}
		pt.hit |= 1 << i
		pt.struck |= 1 << i
		if !p.isHit {
			p.isHit = true
			if p.OrAfter.Length > 0 && !p.noticed {
				at := w.s.Calendar.After(w.s.Start.Add(now), p.OrAfter).Sub(w.s.Start)
				w.appoint(&p.due, sim.Event{At: at, Who: uint32(i), Kind: noticeDue})
			}
		}
		w.mayReport(now, who, c, g, i)
	}
}

// mayReport draws whether and when the user of a client that is hit reports it: as
// key users do, if it is one or in a phase of testers.
func (w *World) mayReport(now time.Duration, who uint32, c *client, g *group, i int) {
	p := &w.trouble.problems[i]
	reports := p.Reports.Chance
	if c.is(keyUser) || c.phase != noPhase && w.phases[c.phase].Testers {
		reports = p.Reports.KeyUsers
	}
	if w.chance.Uniform(who, chanceReport, uint64(i)) >= reports {
		return
	}
	span := p.Reports.Delay.Draw(w.chance.Uniform(who, chanceReportDelay, uint64(i)))
	if span.Length == 0 {
		w.report(now, i)
		return
	}
	w.agenda.Add(sim.Event{At: g.Calendar.After(w.s.Start.Add(now), span).Sub(w.s.Start), Who: uint32(i), Kind: reported})
}

// report counts a report, the last of which has the problem noticed.
func (w *World) report(now time.Duration, i int) {
	p := &w.trouble.problems[i]
	p.reports++
	if p.NoticedAfter > 0 && p.reports >= p.NoticedAfter {
		w.notice(now, i)
	}
}

// notice does what is done about a problem that has come to light, as the phase
// says that was opened last.
func (w *World) notice(now time.Duration, i int) {
	t := w.trouble
	p := &t.problems[i]
	if p.noticed {
		return
	}
	p.noticed = true
	p.due.timer.Cancel()
	if t.back || w.aborted || p.Release < w.release {
		return // a release that follows is the fix
	}
	last := w.last
	for last > w.first && !w.phases[last].isOpen {
		last--
	}
	w.haltRollout(now, ByProblem)
	switch w.phases[last].OnProblem {
	case PauseFix:
		t.fixing++
		t.mended |= 1 << i
		span := p.Fix.Draw(w.chance.Uniform(uint32(i), chanceFix, 0))
		w.agenda.Add(sim.Event{At: w.s.Calendar.After(w.s.Start.Add(now), span).Sub(w.s.Start), Who: uint32(w.release), Kind: fixReady})
	case Abort:
		w.forGood, w.aborted = true, true
		w.mayFollow(now)
	case RollbackAll:
		w.forGood, w.aborted, w.goesBack = true, true, true
		w.agenda.Add(sim.Event{At: w.s.Calendar.After(w.s.Start.Add(now), w.strategy.Rollback.PlanB).Sub(w.s.Start), Who: uint32(w.release), Kind: goBack})
	}
}

// fixReady is when the fix of a problem is there. The release comes out anew
// when all that has been noticed is fixed: it is offered to those who have the
// bad one, and the rollout goes on with it.
func (w *World) fixReady(now time.Duration) {
	t := w.trouble
	t.fixing--
	if t.fixing > 0 || t.back {
		return
	}
	t.builds = append(t.builds, build{t.builds[t.now()].problems &^ t.mended, uint8(w.release)})
	for who := range w.clients {
		c := &w.clients[who]
		if pt := &t.patients[who]; pt.hasRelease(t) && pt.build < t.now() {
			w.sendErrand(now, uint32(who), c)
		} else if !pt.hasRelease(t) && !w.isBehind(c) {
			w.loadAnew(now, uint32(who), c)
		}
	}
	if !w.forGood {
		w.goOn(now)
	}
}

// goBack begins the way back, now that plan B is ready: everybody who has the
// release is to have the old version again, and who is on the way to it is
// called off.
func (w *World) goBack(now time.Duration) {
	t := w.trouble
	t.back, w.goesBack = true, false
	if w.train != nil {
		w.train.rolled[w.release].back = true
	}
	w.felt = min(w.felt, now)
	w.haltings[len(w.haltings)-1].Felt = w.felt
	w.hideOffers()
	w.seen.takeBack()
	for who := range w.clients {
		c := &w.clients[who]
		if t.patients[who].hasRelease(t) {
			w.sendErrand(now, uint32(who), c)
		} else if !w.isBehind(c) {
			w.callOff(now, uint32(who), c)
		}
	}
	w.mayFollow(now)
}

// heal makes a client whole as far as what is installed on it has not the
// problems that have hit it.
func (w *World) heal(now time.Duration, who uint32) {
	t := w.trouble
	pt := &t.patients[who]
	if pt.hit == 0 {
		return
	}
	release := t.releaseWith(pt.hit)
	if pt.hit &= t.installed(who); pt.hit == 0 {
		t.harm[release].brokenFor += (now - pt.since).Seconds()
		w.seen.hit.Add(now, -1)
	}
}

// relapse breaks a client anew that has gone back to a build with a problem that has hit it.
func (w *World) relapse(now time.Duration, who uint32) {
	pt := &w.trouble.patients[who]
	if pt.hit = pt.struck & w.trouble.installed(who); pt.hit != 0 {
		pt.since = now
		w.seen.hit.Add(now, +1)
	}
}

// harmBy is what a release has done by an instant.
func (t *trouble) harmBy(now time.Duration, release int) Harm {
	h := t.harm[release]
	for who := range t.patients {
		if pt := &t.patients[who]; pt.hit&t.of[release] != 0 {
			h.brokenFor += (now - pt.since).Seconds()
		}
	}
	return h
}

// endCounting notes what is known at the end of what is counted of the first release.
func (w *World) endCounting(now time.Duration) {
	t := w.trouble
	t.counted = &countedHarm{t.harmBy(now, 0), t.noticed(), w.train.takenBack()}
}

// closeTrouble ends the books of trouble at the horizon.
func (w *World) closeTrouble(end time.Duration) {
	t := w.trouble
	if t == nil {
		return
	}
	w.seen.hit.Close(end)
	back, broken := 0, 0.0
	exposed, hit := make([]int, len(t.harm)), make([]int, len(t.harm))
	for who := range t.patients {
		pt := &t.patients[who]
		if pt.struck&^pt.met != 0 || pt.hit&^pt.struck != 0 || pt.hit&^t.installed(uint32(who)) != 0 {
			panic(fmt.Sprintf("model: client %d is hit by what it has not met: %+v", who, *pt))
		}
		for r, of := range t.of {
			if pt.met&of != 0 {
				exposed[r]++
			}
			if pt.struck&of != 0 {
				hit[r]++
			}
		}
		if w.clients[who].stage == returned && !w.isNew(uint32(who)) {
			back++
		}
	}
	for r := range t.harm {
		t.harm[r] = t.harmBy(end, r)
		h := &t.harm[r]
		broken += h.brokenFor
		if exposed[r] != h.Exposed || hit[r] != h.Hit || h.Hit > h.Exposed || h.Late > h.Exposed {
			panic(fmt.Sprintf("model: %d clients are exposed to release %d and %d hit, the books say %+v", exposed[r], r, hit[r], *h))
		}
	}
	if area := w.seen.hit.Area(); math.Abs(area-broken) > 1e-6*(1+area) {
		panic(fmt.Sprintf("model: clients are broken for %v s under the curve, %v s one by one", area, broken))
	}
	if w.release == 0 && back != t.harm[0].Returned {
		panic(fmt.Sprintf("model: %d clients have gone back, the books say %d", back, t.harm[0].Returned))
	}
}
