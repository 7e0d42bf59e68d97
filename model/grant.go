package model

import (
	"fmt"
	"time"
)

// granting is what a phase with Grants remembers: who has been let in and when.
// It follows the update service of Flatcar Container Linux, Nebraska (backend,
// updates.go): a poll is granted unless Most were granted within the last Period
// or Most are in progress; those in progress for longer than Timeout are timed
// out and count no more. In safe mode Most is 1 until the first attempt has come
// to an end, and as soon as a poll finds Most timed out no poll is granted again.
type granting struct {
	*Grants
	made       []grant // in order
	recent     int     // index of the first within the last Period
	young      int     // index of the first within Timeout
	fate       []grantFate
	inProgress int
	timedOut   int
	attempted  bool // somebody has come to an end
	off        bool // switched off for good
}

type grant struct {
	at  time.Duration
	who uint32
}

// grantFate is what has become of the poll of a client.
type grantFate uint8

const (
	notAsked grantFate = iota
	onHold             // has polled and was not let in
	letIn
	overdue // let in, and timed out
	over
)

func newGranting(g *Grants, clients int) *granting {
	if g == nil {
		return nil
	}
	return &granting{Grants: g, fate: make([]grantFate, clients)}
}

// asks tells whether a poll of a client is granted, and whether it is its first.
func (g *granting) asks(now time.Duration, who uint32) (granted, first bool) {
	for ; g.recent < len(g.made) && g.made[g.recent].at <= now-g.Period; g.recent++ {
	}
	for ; g.young < len(g.made) && g.made[g.young].at <= now-g.Timeout; g.young++ {
		if fate := &g.fate[g.made[g.young].who]; *fate == letIn {
			*fate = overdue
			g.inProgress--
			g.timedOut++
		}
	}
	first = g.fate[who] == notAsked
	g.fate[who] = onHold
	most := g.Most
	if g.Safe && !g.attempted {
		most = 1
	}
	switch {
	case g.off, len(g.made)-g.recent >= most, g.inProgress >= most:
		return false, first
	case g.Safe && g.timedOut >= most:
		g.off = true
		return false, first
	}
	g.made = append(g.made, grant{now, who})
	g.fate[who] = letIn
	g.inProgress++
	if g.inProgress > g.Most || len(g.made)-g.recent > g.Most {
		panic(fmt.Sprintf("model: client %d is let in at %v as one of %d in progress and %d in %v, of at most %d",
			who, now, g.inProgress, len(g.made)-g.recent, g.Period, g.Most))
	}
	return true, first
}

// end is told that a client that was let in has come to an end, well or not.
func (g *granting) end(who uint32) {
	switch g.fate[who] {
	case letIn:
		g.inProgress--
	case overdue:
		g.timedOut--
	default:
		return
	}
	g.fate[who], g.attempted = over, true
}
