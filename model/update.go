package model

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/portable"
)

// stage is how far a client is with the update.
//
//	           sees the offer        complete         programs closed
//	unoffered ───────────────▶ loading ─────▶ ready ─────────────────▶ installing ───▶ updated
//	    │                       ▲   │ fails     ▲                       │ fails │
//	    │ never acts            └───┘ loadRetry └───────────────────────┘       │ fails for the last time
//	    ▼                                          installRetry                 ▼
//	refused                                                                   broken
//
// The end of a session pauses a download. An install that it cuts off begins anew
// in the next session, once the programs are found closed again; the looks that it
// took are spent, the one that found them closed included. What check holds depends on the stage: when the auto-updater looks for an offer next,
// when a self-service user acts, when a failed step is tried again.
type stage uint8

const (
	unoffered    stage = iota // waits for its phase, and then for its own way to see the offer
	loading                   // downloads
	loadRetry                 // waits after a failed download
	ready                     // has the package and waits for the moment to install
	installing                // runs the installer
	installRetry              // waits after a failed install
	updated                   // has the new version
	refused                   // the user never acts
	broken                    // no try is left
	calledOff                 // on its way to a release that was taken back
	returned                  // has the old version again
	notThere                  // is the PC of a new employee before its first log-in
)

// Chances returns the long-run share of time with all programs closed, and the
// chance that programs found open are found closed one poll later. Both are
// those of a two-state Markov process in continuous time with rates 1/OpenSpell
// and 1/ClosedSpell, looked at every Poll.
func (a AppsClosed) Chances() (closed, closesIn float64) {
	toClosed, toOpen := 1/a.OpenSpell.Seconds(), 1/a.ClosedSpell.Seconds()
	closed = toClosed / (toClosed + toOpen)
	return closed, closed * -portable.Expm1(-(toClosed+toOpen)*a.Poll.Seconds())
}

// delivery is the way in which a client comes to what it is to have next: that of its
// group, or its own updater if one was installed along. Nothing is uninstalled by
// that.
func (w *World) delivery(who uint32, c *client, g *group) Delivery {
	if g.First.Updater > 0 && w.hasOwnUpdater(who, c, g) {
		return AutoUpdater
	}
	return g.Delivery
}

func (w *World) hasOwnUpdater(who uint32, c *client, g *group) bool {
	if c.isFirst() || w.trouble != nil && w.trouble.back {
		return false
	}
	return w.hadNothing(who, g) && w.chance.Uniform(who, chanceUpdater, 0) < g.First.Updater
}

// fetch lets a client load what it is on the way to. To uninstall takes no package.
func (w *World) fetch(now time.Duration, who uint32, c *client, g *group) {
	switch {
	case w.trouble != nil && w.trouble.patients[who].loading == wayBack && w.uninstalls(who, g):
		c.stage, c.polls = ready, 0
		if c.is(on) {
			c.due = w.mayInstall(now, who, c, g, false)
		}
	case c.is(on):
		c.stage = loading
		w.download(now, who, c, g, g.loads(c))
	default:
		c.stage, c.mark = loading, g.loads(c)
	}
}

// isFirst tells whether what a client is on the way to is its first installation.
func (c *client) isFirst() bool { return c.is(bare) && c.is(needsIt) && !c.is(awaitsAccess) }

// loads is how long a client downloads at the rate of its own.
func (g *group) loads(c *client) time.Duration {
	if c.isFirst() {
		return g.firstLoad
	}
	return g.download
}

// installs is how long an install of a client takes, and how often one fails.
func (g *group) installs(c *client) (takes dist.Distribution, fails float64) {
	if c.isFirst() {
		return g.First.Duration, g.First.Fails
	}
	return g.Install.Duration, g.Install.Fails
}

// offered tells whether the client lacks the update and its phase offers it.
func (w *World) offered(c *client) bool {
	return c.phase != noPhase && c.is(needsIt) && (w.phases[c.phase].toAll || c.is(hasOffer))
}

// resumeUpdate finds the next step of the update at the beginning of a session.
func (w *World) resumeUpdate(now time.Duration, who uint32, c *client, g *group) {
	c.due = never
	switch c.stage {
	case unoffered:
		if c.is(errand) || w.offered(c) {
			c.due = w.seesOffer(now, who, c, g)
		} else if w.delivery(who, c, g) == AutoUpdater && c.check <= now {
			w.nextCheck(who, c, g, now) // what fell due while off is made up for, and finds nothing
		}
	case loading:
		w.download(now, who, c, g, c.mark)
	case loadRetry, installRetry:
		c.due = max(now, c.check)
	case installing:
		c.stage = ready
		c.due = w.mayInstall(now, who, c, g, true)
	case ready:
		c.due = w.mayInstall(now, who, c, g, true)
	default:
		if w.train != nil && w.delivery(who, c, g) == AutoUpdater && c.check <= now {
			w.nextCheck(who, c, g, now)
		}
	}
}

// pauseUpdate keeps what the end of a session leaves of the update.
func (w *World) pauseUpdate(now time.Duration, who uint32, c *client, g *group) {
	switch c.stage {
	case unoffered:
		if w.delivery(who, c, g) == AutoUpdater {
			w.checksBefore(now, who, c, g)
		}
	case loading:
		c.mark = w.stopLoading(now, who, c, g)
	case ready:
		if w.delivery(who, c, g) == AutoUpdater && now > c.mark {
			c.looked(now-1, g)
		}
	case updated, refused, broken, calledOff, returned:
		if w.train != nil && w.delivery(who, c, g) == AutoUpdater {
			w.checksBefore(now, who, c, g)
		}
	}
	c.due = never
}

// looked counts the looks at the office programs in this session up to an instant.
func (c *client) looked(until time.Duration, g *group) {
	looks := 1 + int((until-c.mark)/g.Updater.Apps.Poll)
	c.polls = uint16(min(int(c.polls)+looks, g.Updater.Apps.Tries))
}

// updateStep does what the update of a client that is on has come to.
func (w *World) updateStep(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	c.due = never
	switch c.stage {
	case unoffered:
		if !c.is(errand) && !w.poll(now, who, c, g) {
			c.due = w.asksAgain(now, who, c, g)
			break
		}
		w.aim(who)
		if w.foundAt != nil {
			w.foundAt[who] = now
		}
		w.fetch(now, who, c, g)
	case loadRetry:
		w.fetch(now, who, c, g)
	case loading:
		if w.linkOf(c.group) == nil {
			w.seeLoading(now, c.group, -1)
		}
		if w.chance.Uniform(who, chanceDownload, w.try(who, c, c.loads)) < g.Download.Fails {
			c.loads++
			c.stage, c.check = loadRetry, now+g.Updater.OnError
			c.due = c.check
			if int(c.loads) >= g.Updater.DownloadTries {
				w.giveUpUpdate(now, who, c, broken)
			}
			break
		}
		c.stage, c.polls = ready, 0
		c.due = w.mayInstall(now, who, c, g, false)
	case installRetry:
		c.stage, c.polls = ready, 0
		c.due = w.mayInstall(now, who, c, g, false)
	case ready:
		if w.delivery(who, c, g) == AutoUpdater {
			c.looked(now, g) // for an install that the end of the session cuts off
		}
		c.stage = installing
		takes, _ := g.installs(c)
		c.due = now + seconds(takes.Quantile(w.chance.Uniform(who, chanceInstall, w.try(who, c, c.tries))))
	case installing:
		_, fails := g.installs(c)
		if w.chance.Uniform(who, chanceInstallFail, w.try(who, c, c.tries)) < fails {
			c.tries++
			c.stage, c.check = installRetry, now+g.Updater.OnError
			c.due = c.check
			phase := int(c.phase)
			if int(c.tries) >= g.Install.Tries {
				w.giveUpUpdate(now, who, c, broken)
			}
			w.gateLook(now, phase)
			break
		}
		w.installed(now, who, c, g)
	default:
		panic("model: update step of a client that has none")
	}
	w.setNext(who, c, g)
}

// installed puts the new version in place and asks for the sync that follows.
func (w *World) installed(now time.Duration, who uint32, c *client, g *group) {
	c.stage = updated
	if c.is(errand) {
		w.errandDone(now, who, c, g)
		return
	}
	c.set(needsIt, false)
	w.noteInstall(who, c, false)
	if c.is(bare) && w.delivery(who, c, g) == AutoUpdater {
		w.nextCheck(who, c, g, now) // the updater that came along has just begun
	}
	c.set(bypasses, w.s.Backend.AdmitsAll(w.versionOf(w.installedOf(who))))
	w.phases[c.phase].succeeded++
	t := w.trouble
	if t != nil {
		t.put(who, t.patients[who].loading)
		w.heal(now, who)
	}
	c.set(usesIt, false)
	w.gateLook(now, int(c.phase))
	w.quicken(now, int(c.phase))
	w.comesToEnd(now, who, c)
	w.use(now, who, c, g)
	if w.isBehind(c) {
		w.lookOn(now, who, c, g)
	} else if t != nil && (t.back || t.patients[who].build < t.now()) {
		w.sendErrand(now, who, c) // it was installing while the fix or the way back came
	}
}

// giveUpUpdate ends the update of a client that will never have it.
func (w *World) giveUpUpdate(now time.Duration, who uint32, c *client, s stage) {
	c.stage, c.due = s, never
	if c.is(errand) {
		c.set(errand, false)
		if w.trouble.patients[who].loading != wayBack {
			w.loses(who, c, s)
		}
	} else {
		w.loses(who, c, s)
		if s == broken {
			w.phases[c.phase].failed++
		}
		w.comesToEnd(now, who, c)
	}
	w.lookOn(now, who, c, &w.groups[c.group])
}

// poll is the moment in which a client finds the offer of its phase. It tells
// whether the client may have it now.
func (w *World) poll(now time.Duration, who uint32, c *client, g *group) bool {
	p := &w.phases[c.phase]
	if w.halted && now >= w.felt || !w.pollHours(p, c.group).holds(now) && !(c.is(late) && w.thaw.holds(now)) || !w.offered(c) {
		panic(fmt.Sprintf("model: client %d finds an offer of phase %q at %v that is not there: %+v", who, p.Name, now, *c))
	}
	granted, first := true, true
	if p.grants != nil {
		granted, first = p.grants.asks(now, who)
	}
	if first && w.delivery(who, c, g) != SelfServiceDelivery {
		w.reach(c)
	}
	return granted
}

// asksAgain returns when a client finds its offer again that was not let in now.
func (w *World) asksAgain(now time.Duration, who uint32, c *client, g *group) time.Duration {
	switch w.delivery(who, c, g) {
	case AutoUpdater:
		w.nextCheck(who, c, g, now)
	case SelfServiceDelivery:
		c.check = now + g.Updater.OnError
	case ManagedDelivery:
		now++ // the next poll is another one
	}
	return w.seesOffer(now, who, c, g)
}

// pollHours are the times at which clients of a group find offers of a phase.
func (w *World) pollHours(p *phase, group uint16) *hours {
	if p.byGroup != nil {
		return &p.byGroup[group]
	}
	return &p.polls
}

// seesOffer returns when a client that is on sees the offer of its open phase in
// this session; an instant after its end, or never, if it does not.
func (w *World) seesOffer(now time.Duration, who uint32, c *client, g *group) time.Duration {
	if c.is(errand) {
		return w.nextPoll(now, who, c, g)
	}
	p := &w.phases[c.phase]
	open := w.pollHours(p, c.group)
	if c.is(late) {
		open = &w.thaw
	}
	switch {
	case w.halted && now >= w.felt || p.grants != nil && p.grants.off:
		if w.delivery(who, c, g) == AutoUpdater && c.check <= now {
			w.nextCheck(who, c, g, now)
		}
		return never
	case !w.halted && !open.limited:
		return w.nextPoll(now, who, c, g)
	}
	at := w.nextPoll(now, who, c, g)
	for at < c.ends && !open.holds(at) {
		if w.delivery(who, c, g) == AutoUpdater {
			w.nextCheck(who, c, g, at) // it finds nothing
			at = c.check
		} else if at = open.next(at); at < c.ends {
			at = w.nextPoll(at, who, c, g)
		}
	}
	if w.halted && at >= w.felt {
		return never
	}
	return at
}

// nextPoll returns when a client that is on looks for an offer next, from an
// instant on.
func (w *World) nextPoll(now time.Duration, who uint32, c *client, g *group) time.Duration {
	if w.delivery(who, c, g) == ManagedDelivery {
		poll := g.Managed.PolicyPoll
		phase := time.Duration(w.chance.Uniform(who, chancePolicy, 0) * float64(poll))
		return nextOnGrid(now, phase, poll)
	}
	return max(now, c.check)
}

// nextOnGrid returns the first of the instants phase + k·every, for whole k of
// either sign, that is not before now.
func nextOnGrid(now, phase, every time.Duration) time.Duration {
	since := (now - phase) % every
	if since < 0 {
		since += every
	}
	if since == 0 {
		return now
	}
	return now - since + every
}

// mayInstall returns when a client that has the package may start to install, or
// never if that is not in this session as far as the client knows. begin says
// that a session begins now.
func (w *World) mayInstall(now time.Duration, who uint32, c *client, g *group, begin bool) time.Duration {
	way := w.delivery(who, c, g)
	switch {
	case way == ManagedDelivery && g.Managed.AtDeadline:
		spread := w.chance.Uniform(who, chanceDeadline, 0) * float64(g.Managed.Randomization)
		if c.is(errand) {
			return now
		}
		return max(now, w.installsBy(who, c, g)+time.Duration(spread))
	case way == AutoUpdater:
		return w.programsClosed(now, who, c, g, begin)
	}
	return now
}

// programsClosed returns the look that finds all office programs closed, or
// never when the tries end before. The number of looks that find some program
// open is geometric once the first has (the process has no memory), so one
// number decides.
func (w *World) programsClosed(now time.Duration, who uint32, c *client, g *group, begin bool) time.Duration {
	apps := &g.Updater.Apps
	if begin && c.is(restarted) && int(c.polls) >= apps.Tries {
		c.polls = 0 // a restart asks again
	}
	c.mark = now
	left := apps.Tries - int(c.polls)
	if left <= 0 {
		return never
	}
	day := uint64(int(c.day) + daysBefore)
	if c.is(restarted) && now < c.logIn+apps.RestartFor &&
		w.chance.Uniform(who, chanceAppsRestart, day) < apps.AfterRestart {
		return now
	}
	u := w.chance.Uniform(who, chanceApps, day<<8^w.try(who, c, c.tries))
	if u < g.closedLong {
		return now
	}
	looks := 1 + math.Floor(portable.Log((1-u)/(1-g.closedLong))/portable.Log1p(-g.closesIn))
	if looks >= float64(left) {
		return never
	}
	return now + time.Duration(looks)*apps.Poll
}

// checksBefore lets the auto-updater's checks before an instant of the session
// pass; they find no offer.
func (w *World) checksBefore(t time.Duration, who uint32, c *client, g *group) {
	for c.check < t {
		w.nextCheck(who, c, g, c.check)
	}
}

// nextCheck sets the check after one at an instant.
func (w *World) nextCheck(who uint32, c *client, g *group, at time.Duration) {
	c.check = at + g.Updater.Interval
	if g.Updater.Jitter > 0 {
		u := w.chance.Uniform(who, chanceCheck, uint64(at))
		c.check += time.Duration((float64(2*u) - 1) * g.Updater.Jitter * float64(g.Updater.Interval))
	}
}

// wantUpdate opens the need of a client that has just been updated, or installed. An open need
// that has not started takes over cause, kind and work and keeps its place, its
// first ask and its promise; behind a running one the new need waits for the
// finish.
func (w *World) wantUpdate(now time.Duration, who uint32, c *client, g *group, kind Kind) {
	switch {
	case c.need == noNeed:
		w.want(now, who, c, g, Update, kind, w.updateOccasion(who))
	case w.needs.at(c.need).state == running:
		c.set(owesUpdate, true)
	default:
		if w.train != nil {
			c.set(owesUpdate, false) // what was to follow it while it ran counts for the newer release only
		}
		w.become(c.need, g, Update, kind, w.updateOccasion(who))
		if w.needs.at(c.need).resting {
			w.rouse(now, c.need)
		}
	}
}
