package model

import "time"

// touch lets nearly all metadata change: every client has that to sync. Those
// that are on do so at once or with the sync they wait for, the others with
// their next one.
func (w *World) touch(now time.Duration, work time.Duration) {
	before := w.touched
	w.touched = work
	for who := range w.clients {
		c := &w.clients[who]
		if c.stage == notThere {
			continue
		}
		g := &w.groups[c.group]
		if c.need != noNeed {
			if n := w.needs.at(c.need); n.touched && n.state == waiting {
				w.backlog += work - before
			}
		}
		if g.Profile == TerminalServer || c.is(bare) {
			continue
		}
		c.set(owesTouch, true)
		switch {
		case c.need == noNeed:
			if c.is(on) {
				w.wantTouch(now, uint32(who), c)
			}
		case w.needs.at(c.need).state != running:
			w.addTouch(now, c, w.needs.at(c.need))
			if w.needs.at(c.need).resting && c.is(on) {
				w.rouse(now, c.need)
			}
		}
	}
}

// wantTouch opens the need of a client that has nothing to sync but the metadata.
func (w *World) wantTouch(now time.Duration, who uint32, c *client) {
	c.set(owesTouch, false)
	i, n := w.needs.take()
	n.client, n.cause, n.kind = who, Metadata, Delta
	n.occasion = occasionOf(Metadata, int(c.day), w.touchedBy)
	n.class, n.touched = w.class(Metadata), true
	n.work = w.touched
	c.need = i
	w.askAfter(now, i)
}

// addTouch puts the metadata that a client owes on top of an open need.
func (w *World) addTouch(now time.Duration, c *client, n *need) {
	c.set(owesTouch, false)
	if n.touched {
		return
	}
	n.touched = true
	n.work += w.touched
	if n.state == waiting {
		w.backlog += w.touched
	}
	if n.counted {
		w.seen.askWork(now, n, w.touched)
	}
}
