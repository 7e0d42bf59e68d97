package model

import (
	"errors"
	"time"
)

// A Model is a scenario made ready to be replicated. It is read only, so that
// replications may run side by side.
type Model struct {
	Scenario *Scenario
	Stop     <-chan struct{} // when it is closed, replications under way end with ErrStopped; nil: never
	groups   []group
	days     *days // of the scenario's calendar
}

// ErrStopped is the error of an outcome that was stopped on its way.
var ErrStopped = errors.New("stopped before the horizon")

// New makes a scenario ready.
func New(s *Scenario) *Model {
	return &Model{Scenario: s, groups: newGroups(s), days: newDays(s.Calendar, s.Start, DateOf(s.Start.In(s.Calendar.Zone)), s.Horizon)}
}

// Begin plays replication number r on so many slots up to the start of the
// scenario: the two weeks before it, which are the same for every strategy.
func (m *Model) Begin(slots, r int) *World {
	w := newWorld(m, slots, r)
	w.play(0)
	return w
}

// Roll is RollWith a release without any problem.
func (w *World) Roll(strategy *Strategy, record func(*Record)) *Outcome {
	return w.RollWith(0, strategy, record)
}

// RollWith plays a world that has begun to the horizon under a strategy, with
// releases that have just the problems of a stratum, and returns what it has shown.
// The world is used up. Each sync need is handed to record, when it ends or at
// the horizon, unless record is nil; the Record is valid only during the call.
func (w *World) RollWith(problems Stratum, strategy *Strategy, record func(*Record)) *Outcome {
	w.seen.record = record
	if len(strategy.Phases) > 0 && w.s.Release != nil {
		w.trouble = newTrouble(w.s, problems, len(w.clients))
	}
	if w.trouble != nil {
		w.seen.watchHits()
	}
	w.follow(strategy)
	end := w.playOut()
	for i := range w.sources {
		w.sources[i].close()
	}
	if w.failed != nil {
		return &Outcome{Err: w.failed}
	}
	w.closeTrouble(end)
	w.close(end)
	o := w.outcome()
	w.seeBackend(end, o)
	return o
}

// playOut plays to the horizon, or until all that is counted has ended, and
// returns how far it came.
func (w *World) playOut() time.Duration {
	if !w.window.Stop {
		if w.train != nil && w.trouble != nil && w.window.To < w.end {
			w.play(w.window.To)
			w.endCounting(w.window.To)
		}
		w.play(w.end)
		return w.end
	}
	at := min(w.window.To, w.end)
	w.play(at)
	open := func() bool { a := &w.seen.accounting; return a.Asked > a.Done+a.GaveUp }
	for open() && at < w.end && w.failed == nil {
		at = min(at+SeriesWidth, w.end)
		w.play(at)
	}
	return at
}

// Strategies returns no rollout and then the strategies of the scenario.
func (m *Model) Strategies() []*Strategy {
	all := []*Strategy{{Name: NoRollout}}
	for i := range m.Scenario.Strategies {
		all = append(all, &m.Scenario.Strategies[i])
	}
	return all
}
