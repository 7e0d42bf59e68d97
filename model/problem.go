package model

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// trouble is what a release with problems does to the fleet. There is none in a
// replication whose release has no problem.
type trouble struct {
	present  Stratum   // in the release as it was published
	builds   []Stratum // the problems in each build: the release, what each fix has left, and those that follow
	first    uint8     // build of the release that is rolled out now
	problems []problem // of the release
	patients []patient // by client
	fixing   int       // problems noticed whose fix is not there yet
	mended   Stratum   // problems that the next build will be without
	back     bool      // the way back has begun
	exposed  int       // clients that have had a build with a problem, and access to it
	late     int       // of those: while the rollout was halted, or by a build that had been replaced
	hit      int       // of those: that a problem has hit
	broken   float64   // client-seconds of those who are whole again, or at the horizon
	returned int       // clients that have gone back
	unsure   []install // of builds with problems
	escaped  bool      // a second phase has opened with a problem that nobody had noticed
}

// problem is the state of one Problem during a replication.
type problem struct {
	*Problem
	reports int
	isHit   bool // somebody has been hit
	noticed bool
	due     appointment // OrAfter since the first hit
}

// A patient is what trouble remembers of a client.
type patient struct {
	since   time.Duration // when it was hit; valid while hit is not empty
	has     bool          // a build of the release is installed
	exposed bool
	build   uint8 // that is installed
	loading uint8 // that is on its way to the client, or is being installed
	errands uint8 // begun: fixes and the way back
	met     Stratum
	hit     Stratum // of met: by which it is broken now
}

// newTrouble returns the trouble with a release that has the given problems, or
// nil if it has none.
func newTrouble(r *Release, present Stratum, clients int) *trouble {
	if present == 0 {
		return nil
	}
	t := &trouble{present: present, builds: []Stratum{present}, patients: make([]patient, clients)}
	for i := range r.Problems {
		t.problems = append(t.problems, problem{Problem: &r.Problems[i]})
	}
	return t
}

// next begins the builds of a release that follows. It has none of the problems of
// those before it: to whom they are known, it is their fix.
func (t *trouble) next() {
	t.builds = append(t.builds, 0)
	t.first, t.fixing, t.back = t.now(), 0, false
}

// hasRelease tells whether a build of the release that is rolled out now is installed.
func (pt *patient) hasRelease(t *trouble) bool { return pt.has && pt.build >= t.first }

// now is the build that is offered.
func (t *trouble) now() uint8 { return uint8(len(t.builds) - 1) }

// passes tells whether what is installed on a client has none of some problems.
func (t *trouble) passes(who uint32, noticed Stratum) bool {
	return t.builds[t.patients[who].build]&noticed == 0
}

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
func (t *trouble) isKnownBad(who uint32) bool { return t.builds[t.patients[who].build]&t.mended != 0 }

// isHidden tells whether the release has a problem that nobody has noticed.
func (t *trouble) isHidden() bool {
	for i := range t.problems {
		if t.present.Has(i) && !t.problems[i].noticed {
			return true
		}
	}
	return false
}

// meetProblems lets a client that uses the release meet its problems: whether
// one hits it belongs to client and problem.
func (w *World) meetProblems(now time.Duration, who uint32, c *client, g *group) {
	t := w.trouble
	pt := &t.patients[who]
	in := t.builds[pt.build]
	if w.isNew(who) {
		return
	}
	if in != 0 && !pt.exposed {
		pt.exposed = true
		t.exposed++
		if w.halted || pt.build < t.now() {
			t.late++
		}
	}
	for i := range t.problems {
		p := &t.problems[i]
		if !in.Has(i) || pt.met.Has(i) {
			continue
		}
		pt.met |= 1 << i
		if w.chance.Uniform(who, chanceHit, uint64(i)) >= p.Hits {
			continue
		}
		if pt.hit == 0 {
			pt.since = now
			w.seen.hit.Add(now, +1)
			t.hit++
		}
		pt.hit |= 1 << i
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
	if t.back || w.aborted || w.release > 0 {
		return // a release that follows is the fix
	}
	last := w.last
	for last > 0 && !w.phases[last].isOpen {
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
	t.builds = append(t.builds, t.builds[t.now()]&^t.mended)
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
func (w *World) heal(now time.Duration, who uint32, problems Stratum) {
	t := w.trouble
	pt := &t.patients[who]
	if pt.hit == 0 {
		return
	}
	if pt.hit &= problems; pt.hit == 0 {
		t.broken += (now - pt.since).Seconds()
		w.seen.hit.Add(now, -1)
	}
}

// closeTrouble ends the books of trouble at the horizon.
func (w *World) closeTrouble(end time.Duration) {
	t := w.trouble
	if t == nil {
		return
	}
	w.seen.hit.Close(end)
	hit, back := 0, 0
	for who := range t.patients {
		pt := &t.patients[who]
		if pt.hit != 0 {
			t.broken += (end - pt.since).Seconds()
		}
		if pt.met != 0 && !pt.exposed || pt.hit&^pt.met != 0 {
			panic(fmt.Sprintf("model: client %d is hit by what it has not met: %+v", who, *pt))
		}
		if pt.exposed {
			hit++
		}
		if w.clients[who].stage == returned && !w.isNew(uint32(who)) {
			back++
		}
	}
	if area := w.seen.hit.Area(); math.Abs(area-t.broken) > 1e-6*(1+area) {
		panic(fmt.Sprintf("model: clients are broken for %v s under the curve, %v s one by one", area, t.broken))
	}
	if hit != t.exposed || back != t.returned && w.release == 0 || t.hit > t.exposed {
		panic(fmt.Sprintf("model: %d clients are exposed and %d have gone back, the books say %d with %d hit, and %d", hit, back, t.exposed, t.hit, t.returned))
	}
}
