package model

import "time"

// An errand is an update that a client is sent on by itself, whatever its phase,
// window and halt: to the fixed release, or back to the old version. It finds it
// in its own way, downloads, installs and syncs; no deadline puts it off.

// sendErrand lets a client that has the release look for the fix, or for the way
// back.
func (w *World) sendErrand(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	switch {
	case c.is(errand):
		w.loadAnew(now, who, c) // it has set out already; if it installs, another errand follows
		return
	case c.stage != updated:
		return // an errand that has failed for good
	}
	pt := &w.trouble.patients[who]
	pt.errands++
	c.set(errand, true)
	c.stage, c.due = unoffered, never
	c.tries, c.loads, c.polls = 0, 0, 0
	if w.delivery(who, c, g) == SelfServiceDelivery {
		span := g.Self.Response.Draw(w.chance.Uniform(who, chanceResponse, w.errand(who, c)))
		c.check = g.Calendar.After(w.s.Start.Add(now), span).Sub(w.s.Start)
	}
	if c.is(on) {
		w.lookForOffer(now, who, c, g)
	}
}

// errandDone is the end of the install of an errand.
func (w *World) errandDone(now time.Duration, who uint32, c *client, g *group) {
	t := w.trouble
	pt := &t.patients[who]
	c.set(errand, false)
	if pt.loading == wayBack {
		w.returnTo(now, who, c, g)
		w.lookOn(now, who, c, g)
		return
	}
	t.put(who, pt.loading)
	w.noteInstall(who, c, false)
	w.heal(now, who)
	c.set(usesIt, false)
	w.use(now, who, c, g)
	if w.isBehind(c) {
		w.lookOn(now, who, c, g)
	} else if t.back || pt.build < t.now() {
		w.sendErrand(now, who, c)
	}
}

// wayBack stands for the old version among the builds, and for what a client goes back to.
const wayBack = ^uint8(0)

// returnTo puts in place again what was there before the release, with the problems that it has:
// an older release, the old version, or nothing where there was none. Then what the
// client has to sync is given up.
func (w *World) returnTo(now time.Duration, who uint32, c *client, g *group) {
	t := w.trouble
	c.stage = returned
	pt := &t.patients[who]
	if !w.isNew(who) {
		t.harm[t.builds[pt.build].release].Returned++
	}
	pt.build, pt.has = pt.before, pt.before != wayBack
	w.heal(now, who)
	w.relapse(now, who)
	c.set(needsIt, true)
	c.set(awaitsAccess, false)
	w.noteInstall(who, c, true)
	if w.uninstalls(who, g) {
		c.set(bypasses, w.s.Backend.AdmitsAll(None))
		c.set(bare, true)
		w.withdraw(now, c)
		return
	}
	c.set(bypasses, w.s.Backend.AdmitsAll(w.versionBefore(who)))
	if g.Sync.OnUpdate && g.Profile != TerminalServer {
		w.wantUpdate(now, who, c, g, g.updateKind)
	}
}

// uninstalls tells whether a client goes back to nothing: it had nothing before the
// release.
func (w *World) uninstalls(who uint32, g *group) bool {
	return (w.train == nil || w.train.followers[who].before == 0) && w.hadNothing(who, g)
}

// aim notes what a client begins to download.
func (w *World) aim(who uint32) {
	if t := w.trouble; t != nil {
		t.patients[who].loading = t.now()
		if t.back {
			t.patients[who].loading = wayBack
		}
	}
}

// loadAnew lets a client that is on its way to a build that has been replaced
// begin its download anew. An install under way is not interrupted.
func (w *World) loadAnew(now time.Duration, who uint32, c *client) {
	g := &w.groups[c.group]
	if !c.isUnderWay() {
		return
	}
	w.stopLoading(now, who, c, g)
	c.loads, c.polls = 0, 0
	w.aim(who)
	w.fetch(now, who, c, g)
	if c.is(on) {
		w.setNext(who, c, g)
	}
}

// callOff ends the update of a client that is on its way to a release that is
// taken back. An install under way is not interrupted: it goes back at once.
func (w *World) callOff(now time.Duration, who uint32, c *client) {
	if !c.isUnderWay() {
		return
	}
	g := &w.groups[c.group]
	w.stopLoading(now, who, c, g)
	c.stage, c.due = calledOff, never
	if c.is(on) {
		w.setNext(who, c, g)
	}
	w.comesToEnd(now, who, c)
}

// isUnderWay tells whether a client has found an offer and does not install yet.
func (c *client) isUnderWay() bool {
	switch c.stage {
	case loading, loadRetry, ready, installRetry:
		return true
	}
	return false
}

// errandBits hold the number of an errand.
const errandBits = 8

// errands counts the errands that a client has been sent on.
func (w *World) errands(who uint32) int {
	if t := w.trouble; t != nil {
		return int(t.patients[who].errands)
	}
	return 0
}

// errand names what a client is on the way to among all that it ever is: the release,
// and the errand.
func (w *World) errand(who uint32, c *client) uint64 {
	return uint64(w.releaseOf(c))<<32 | uint64(w.errands(who))
}

// try names a try of the update among those of its client: a number, and the
// errand it belongs to.
func (w *World) try(who uint32, c *client, number uint8) uint64 {
	if w.trouble == nil && w.train == nil {
		return uint64(number)
	}
	return w.errand(who, c)<<8 | uint64(number)
}

// updateOccasion names the sync after an update among those of its client: 0, or
// the release and the errand it belongs to.
func (w *World) updateOccasion(who uint32) uint64 {
	if w.train == nil {
		return occasionOf(Update, 0, w.errands(who))
	}
	f := &w.train.followers[who]
	return occasionOf(Update, 0, int(f.of)<<errandBits|int(f.errand))
}
