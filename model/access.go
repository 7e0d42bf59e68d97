package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// expectAccess sets the instants at which more clients may use the release.
func (w *World) expectAccess() {
	for _, a := range w.strategy.Access {
		if at := a.From.Sub(w.s.Start); at >= 0 {
			w.agenda.Add(sim.Event{At: at, Kind: accessOpens})
		}
	}
}

// mayUse tells whether a client may use the release that is installed. While a
// rollout with permissions is halted nobody may.
// Nobody is permitted to use a build of which it is known that it is bad.
func (w *World) mayUse(now time.Duration, who uint32, c *client) bool {
	if len(w.strategy.Access) == 0 {
		return true
	}
	if w.halted || w.trouble != nil && w.trouble.isKnownBad(who) {
		return false
	}
	for _, a := range w.strategy.Access {
		if (a.Group == AllGroups || a.Group == int(c.group)) && (!a.KeyUsers || c.is(keyUser)) && a.From.Sub(w.s.Start) <= now {
			return true
		}
	}
	return false
}

// letUse lets those who are on use the release that they have waited for; the
// others do at their next log-in.
func (w *World) letUse(now time.Duration) {
	for who := range w.clients {
		if c := &w.clients[who]; c.is(awaitsAccess) && c.is(on) {
			w.use(now, uint32(who), c, &w.groups[c.group])
		}
	}
}

// use begins the use of the release that is installed, or waits for the
// permission: the client counts as updated, syncs for it, and meets its problems. One
// that had nothing installed syncs whatever triggers a sync: it has no data yet.
func (w *World) use(now time.Duration, who uint32, c *client, g *group) {
	may := w.mayUse(now, who, c)
	c.set(awaitsAccess, !may)
	if !may {
		return
	}
	if !c.is(usesIt) {
		c.set(usesIt, true)
		if w.trouble == nil || !w.trouble.back {
			w.countUpdate(now, who, c)
		}
	}
	kind, first := w.updateKind(who, g), c.is(bare)
	if first {
		kind = First
		c.set(bare, false)
	}
	if (g.Sync.OnUpdate || first) && g.Profile != TerminalServer {
		w.wantUpdate(now, who, c, g, kind)
	}
	if w.trouble != nil {
		w.meetProblems(now, who, c, g)
	}
}
