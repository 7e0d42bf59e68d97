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
		span := g.Self.Response.Draw(w.chance.Uniform(who, chanceResponse, uint64(pt.errands)))
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
	if t.back && pt.loading == wayBack {
		w.returnTo(now, who, c, g)
		return
	}
	pt.build = pt.loading
	w.heal(now, who, t.builds[pt.build])
	c.set(usesIt, false)
	w.use(now, who, c, g)
	if t.back || pt.build < t.now() {
		w.sendErrand(now, who, c)
	}
}

// wayBack stands for the old version among the builds.
const wayBack = ^uint8(0)

// returnTo puts the old version in place again, or nothing where there was none: then
// what the client has to sync is given up.
func (w *World) returnTo(now time.Duration, who uint32, c *client, g *group) {
	t := w.trouble
	c.stage = returned
	t.patients[who].has = false
	if !w.isNew(who) {
		t.returned++
	}
	w.heal(now, who, 0)
	c.set(needsIt, true)
	c.set(awaitsAccess, false)
	if w.hadNothing(who, g) {
		c.set(bypasses, w.s.Backend.AdmitsAll(None))
		c.set(bare, true)
		w.withdraw(now, c)
		return
	}
	c.set(bypasses, w.s.Backend.AdmitsAll(w.strategy.Rollback.To))
	if g.Sync.OnUpdate && g.Profile != TerminalServer {
		w.wantUpdate(now, who, c, g, g.updateKind)
	}
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
		w.setAlarm(who, c, g)
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
		w.setAlarm(who, c, g)
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

// try names a try of the update among those of its client: a number, and the
// errand it belongs to.
func (w *World) try(who uint32, number uint8) uint64 {
	if t := w.trouble; t != nil {
		return uint64(t.patients[who].errands)<<8 | uint64(number)
	}
	return uint64(number)
}

// updateOccasion names the sync after an update among those of its client: 0, or
// the errand it belongs to.
func (w *World) updateOccasion(who uint32) uint64 {
	if t := w.trouble; t != nil {
		return occasionOf(Update, 0, int(t.patients[who].errands))
	}
	return occasionOf(Update, 0, 0)
}
