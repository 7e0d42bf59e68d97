package model

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// A link is the line of a Site, which the downloads of its PCs share: each has
// the rate of its own, or as much less as the line is too narrow for all. PCs
// with equal rates have equal shares.
type link struct {
	*Site
	index   int // among the links
	sharing sim.ProcessorSharing
	clients []uint32    // by guest of sharing
	ends    appointment // not after the next download is complete
	rates   []groupRate // of the groups of the site
}

// groupRate counts the downloads of a group that are under way.
type groupRate struct {
	group   int
	first   uint32 // guest that is the group's first client
	loading int
}

// newLinks returns the links of the sites of a fleet, and for each group the
// index of its link, or -1.
func newLinks(groups []group) (links []link, of []int) {
	if !slices.ContainsFunc(groups, func(g group) bool { return g.Site != nil }) {
		return nil, nil
	}
	of = make([]int, len(groups))
	for gi := range groups {
		g := &groups[gi]
		of[gi] = -1
		if g.Site == nil {
			continue
		}
		i := slices.IndexFunc(links, func(l link) bool { return l.Site == g.Site })
		if i < 0 {
			i = len(links)
			links = append(links, link{Site: g.Site, index: i, sharing: sim.NewProcessorSharing()})
		}
		l := &links[i]
		of[gi] = i
		l.rates = append(l.rates, groupRate{group: gi, first: uint32(len(l.clients))})
		for k := range uint32(g.Clients) {
			l.clients = append(l.clients, g.first+k)
		}
		for k := range uint32(g.newClients()) {
			l.clients = append(l.clients, g.firstNew+k)
		}
	}
	return links, of
}

// download begins or goes on with the download of a client, which takes so long at
// the rate of its own.
func (w *World) download(now time.Duration, who uint32, c *client, g *group, takes time.Duration) {
	l := w.linkOf(c.group)
	if l == nil {
		c.due = now + takes
		w.seeLoading(now, c.group, +1)
		return
	}
	c.due = never
	r := l.rate(c.group)
	r.loading++
	w.share(now, l)
	l.sharing.Enter(now, r.first+g.index(who), takes)
	w.awaitLoaded(now, l)
}

// stopLoading ends the download of a client, if it has one under way, and
// returns how much longer it would take at the rate of its own.
func (w *World) stopLoading(now time.Duration, who uint32, c *client, g *group) time.Duration {
	if c.stage != loading || !c.is(on) {
		return 0
	}
	l := w.linkOf(c.group)
	if l == nil {
		w.seeLoading(now, c.group, -1)
		return c.due - now
	}
	r := l.rate(c.group)
	r.loading--
	left := l.sharing.Quit(now, r.first+g.index(who))
	w.share(now, l)
	w.awaitLoaded(now, l)
	return left
}

// downloaded hands out the downloads over a link that are complete.
func (w *World) downloaded(now time.Duration, i int) {
	l := &w.links[i]
	for guest, ok := l.sharing.Done(now); ok; guest, ok = l.sharing.Done(now) {
		who := l.clients[guest]
		l.rate(w.clients[who].group).loading--
		w.share(now, l)
		w.updateStep(now, who, &w.clients[who])
	}
	w.awaitLoaded(now, l)
}

// awaitLoaded sees to it that somebody looks when the next download over a link
// is complete. A look that comes earlier, because downloads have been added
// since, is left standing: a morning adds thousands.
func (w *World) awaitLoaded(now time.Duration, l *link) {
	if at, ok := l.sharing.Next(now); ok && !(l.ends.timer.Pending() && l.ends.at <= at) {
		w.appoint(&l.ends, sim.Event{At: at, Who: uint32(l.index), Kind: linkLoaded})
	}
}

func (w *World) linkOf(group uint16) *link {
	if w.linksOf == nil || w.linksOf[group] < 0 {
		return nil
	}
	return &w.links[w.linksOf[group]]
}

func (l *link) rate(group uint16) *groupRate {
	i := slices.IndexFunc(l.rates, func(r groupRate) bool { return r.group == int(group) })
	return &l.rates[i]
}

// share gives each download over a link what it has of the rate of its own, above 0
// and at most 1.
func (w *World) share(now time.Duration, l *link) {
	wanted := 0.0
	for _, r := range l.rates {
		wanted += float64(float64(r.loading) * w.groups[r.group].Download.Rate)
	}
	speed := 1.0
	if wanted > l.Link {
		speed = l.Link / wanted
	}
	l.sharing.SetSpeed(now, speed)
	w.seen.traffic[w.placeOf[l.rates[0].group]].seeLink(now, wanted, l.Link)
}
