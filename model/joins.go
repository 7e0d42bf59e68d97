package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// Joins says when new employees come to a group, each with a PC that was not there
// before.
type Joins struct {
	Clients int // new PCs on each of the dates; at least 1
	On      JoinDates
	Dates   []Date // of OnDates: in any order, each once
}

// JoinDates are the dates on which new employees join, on the calendar of their group.
type JoinDates uint8

const (
	FirstWorkdays JoinDates = iota // the first workday of each month
	EachWorkday
	OnDates // those that are listed; one on a day off means the next workday
)

// JoinDates are the dates from the start to the horizon on which new employees join
// a group, ascending. Where several listed dates mean the same workday, it stands there as
// often.
func (s *Scenario) JoinDates(g *Group) []Date {
	if g.Joins == nil {
		return nil
	}
	first := DateOf(s.Start.In(s.Calendar.Zone))
	var dates []Date
	for n := range s.Horizon {
		date := first.Add(n)
		for range g.Joins.times(g.Calendar, date) {
			dates = append(dates, date)
		}
	}
	return dates
}

// times is how many of the dates mean one.
func (j *Joins) times(c *Calendar, date Date) int {
	switch {
	case !c.Workday(date):
		return 0
	case j.On == EachWorkday:
		return 1
	case j.On == FirstWorkdays:
		for day := 1; day < date.Day; day++ {
			if c.Workday(Date{date.Year, date.Month, day}) {
				return 0
			}
		}
		return 1
	}
	times := 0
	for _, d := range j.Dates {
		if d == date || !c.Workday(d) && c.nextWorkday(d) == date {
			times++
		}
	}
	return times
}

// NewClients counts the PCs of new employees who join by the horizon. They are no part
// of the fleet, and no phase takes them.
func (s *Scenario) NewClients() int {
	n := 0
	for i := range s.Groups {
		if g := &s.Groups[i]; g.Joins != nil {
			n += g.Joins.Clients * len(s.JoinDates(g))
		}
	}
	return n
}

// newClientsOf is NewClients of groups that are ready.
func newClientsOf(groups []group) int {
	n := 0
	for i := range groups {
		n += groups[i].newClients()
	}
	return n
}

// newClients counts the PCs of new employees of a group.
func (g *group) newClients() int {
	if g.Joins == nil {
		return 0
	}
	return g.Joins.Clients * len(g.joins)
}

// isNew tells whether a client is the PC of a new employee. They are numbered after the
// fleet, group by group and date by date.
func (w *World) isNew(who uint32) bool { return who >= w.fleet }

// expectNewClients makes the PCs of new employees, which are not there before the
// log-in of the day on which they join: nothing happens to them until then.
func (w *World) expectNewClients() {
	for gi := range w.groups {
		g := &w.groups[gi]
		who := g.firstNew
		for _, day := range g.joins {
			for range g.Joins.Clients {
				c := &w.clients[who]
				*c = client{need: noNeed, phase: noPhase, group: uint16(gi), due: never, stage: notThere, day: int16(day)}
				w.agenda.Set(&c.next, sim.Event{At: max(0, w.drawnLogIn(who, c, g, day)), Who: who, Kind: logIn})
				who++
			}
		}
	}
}

// join gives a new employee a PC. It has the release once that is offered to everybody,
// unless it is halted, taken back or, by permission, not yet to be used; otherwise it has
// what the PCs of its group had at the start, and the release is offered to it
// with the others that joined before.
func (w *World) join(now time.Duration, who uint32, c *client, g *group) {
	c.stage = unoffered
	c.check = now // no check is stored
	w.equip(who, c, g)
	if len(w.phases) == 0 {
		return
	}
	w.comesWithOlder(now, who, c)
	i := len(w.phases) - 1
	p := &w.phases[i]
	c.phase = uint16(i)
	p.taken++
	if !c.is(needsIt) {
		return
	}
	p.assigned++
	if p.isOpen && !w.halted && w.mayUse(now, who, c) {
		p.succeeded++
		w.comesWith(who, c, w.release)
		if t := w.trouble; t != nil {
			t.put(who, t.now())
		}
	} else if p.toAll {
		p.offered++
		w.showOffer(now, who, c, g)
	}
}

// firstSync wants the first sync of a new PC whatever triggers a sync, in place of that
// of its log-in, whose number it has. One with nothing installed has none until it has the release.
func (w *World) firstSync(now time.Duration, who uint32, c *client, g *group) {
	if g.Profile != TerminalServer && !c.is(bare) {
		w.want(now, who, c, g, Update, First, occasionOf(LogIn, int(c.day), 0))
	}
}

// comesWith has a release installed on a PC that is new.
func (w *World) comesWith(who uint32, c *client, release int) {
	c.stage = updated
	c.set(needsIt, false)
	c.set(bare, false)
	c.set(usesIt, true)
	c.set(bypasses, w.s.Backend.AdmitsAll(w.versionOf(release)))
	if t := w.train; t != nil {
		t.followers[who].install(release)
	}
}

// comesWithOlder has the newest release installed on a PC that is new, of those before the one
// that is rolled out now, which has come to everybody.
func (w *World) comesWithOlder(now time.Duration, who uint32, c *client) {
	t := w.train
	if t == nil {
		return
	}
	f := &t.followers[who]
	if release := t.standard - 1; release >= int(f.start) && w.mayUse(now, who, c) {
		w.comesWith(who, c, release)
		c.stage = unoffered
		if w.trouble != nil {
			w.trouble.put(who, t.rolled[release].build)
		}
	}
	c.set(needsIt, w.lacks(f))
}

// phaseOfNew is the phase of new employees whose PCs came with an older version. It opens with
// the last phase of the release, in the same hours and with the same deadline, and is
// offered to all of them at once. Nobody counts it: it is in no outcome, and no gate
// waits for it.
func (w *World) phaseOfNew(last *Phase, days int) phase {
	p := phase{Phase: &Phase{Window: last.Window, Deadline: last.Deadline, Grace: last.Grace}, passed: true}
	p.phaseHours = w.s.hoursOf(p.Phase, &w.thaw, days)
	return p
}
