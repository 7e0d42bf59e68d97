package model

import (
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// What a scenario says ahead of any replication, for whoever follows it without one:
// the same rules as those of the simulation, asked once.

// CalendarDays are the local days of a calendar as a run sees them: from two weeks before the
// start, which the fleet lives unrecorded, to some days after the horizon. Day 0 is the
// date of the start on the scenario's calendar.
type CalendarDays struct{ days *days }

// DaysBefore is how many local days the fleet lives before the start.
const DaysBefore = daysBefore

// DaysOf returns the days of a calendar.
func (s *Scenario) DaysOf(c *Calendar) CalendarDays {
	return CalendarDays{newDays(c, s.Start, DateOf(s.Start.In(s.Calendar.Zone)), s.Horizon)}
}

// Last is the number of the last day; that of the first is -DaysBefore.
func (d CalendarDays) Last() int { return d.days.last() }

// Number is the number of the day of a date.
func (d CalendarDays) Number(date Date) int { return d.days.number(date) }

// Workday tells whether people work on day n.
func (d CalendarDays) Workday(n int) bool { return d.days.at(n).work }

// Instant returns when a wall-clock time of day comes on day n, since the start.
func (d CalendarDays) Instant(n int, clock time.Duration) time.Duration {
	return d.days.instant(n, clock)
}

// Exists tells whether clocks show the date of day n at all.
func (d CalendarDays) Exists(n int) bool { return d.days.at(n).length > 0 }

// Rates returns what rate holds at an instant from the start to the horizon, for
// arrivals at a rate that changes over the day. Instants are asked for in order.
func (d CalendarDays) Rates(a *Arrivals) func(at time.Duration) float64 {
	steps := a.stepsOn(d.days, d.days.last()-1)
	return func(at time.Duration) float64 {
		for steps[0].until <= at {
			steps = steps[1:]
		}
		return steps[0].rate
	}
}

// Turnover returns the chances that a PC that is present on a workday is absent on the
// next one, and that one that is absent comes back.
func (p *Presence) Turnover() (leave, comeBack float64) {
	// A two-state chain with long-run share Absent and mean stay AbsentSpell.
	comeBack = 1 / p.AbsentSpell
	return p.Absent / (1 - p.Absent) * comeBack, comeBack
}

// Lasts is how long a download takes that shares its link with nobody.
func (d *Download) Lasts() time.Duration { return seconds(d.Size * 8 / d.Rate) }

// AfterUpdate is the kind of the sync that follows an update.
func (y *Sync) AfterUpdate() Kind {
	if y.FirstSyncPackage {
		return Delta
	}
	return Full
}

// FirstSync is the law of the work of a first sync: that of a delta where the package
// carries the data.
func (y *Sync) FirstSync() dist.Distribution {
	switch {
	case y.FirstSyncPackage:
		return y.Delta
	case y.First != nil:
		return y.First
	}
	return y.Full
}

// PollHours returns whether a poll of a PC of a group finds, at an instant, what a phase
// of a strategy offers: whether window and freezes are open to it.
func PollHours(s *Scenario, strategy *Strategy) func(phase, group int, at time.Duration) bool {
	thawed := s.thawed(s.Horizon + 2)
	open := make([]phaseHours, len(strategy.Phases))
	for i := range open {
		open[i] = s.hoursOf(&strategy.Phases[i], &thawed, s.Horizon+2)
	}
	return func(phase, group int, at time.Duration) bool {
		h := &open[phase]
		if h.byGroup != nil {
			return h.byGroup[group].holds(at)
		}
		return h.polls.holds(at)
	}
}

// A PlannedOffer is a share 0..1 of a phase that is offered the release at an instant.
type PlannedOffer struct {
	At    time.Duration // since the start
	From  time.Duration // from when a deadline counts: of a phase that is offered to all at once, its opening, though its window opens later
	Share float64
}

// PlannedOffers returns when the clients of each phase are offered the release if
// everything goes as fast as Planned says, those of one interval of SeriesWidth together,
// and how many clients of each phase and group lack it, in the mean. A long row of offers
// is told in 240 equal parts.
func PlannedOffers(s *Scenario, strategy *Strategy) (offers [][]PlannedOffer, parts [][]float64) {
	offers = make([][]PlannedOffer, len(strategy.Phases))
	plannedOffers(s, strategy, func(phase int, o *plannedOffer) { offers[phase] = o.inIntervals() })
	return offers, plannedParts(s, strategy, 0)
}

// inIntervals are the offers of a phase, those of one interval together.
func (o *plannedOffer) inIntervals() []PlannedOffer {
	if !o.isStaged() && o.Grants == nil {
		at := o.hours.next(o.opens)
		if at == never {
			return nil
		}
		return []PlannedOffer{{at, o.opens, 1}}
	}
	const most = 240
	steps := min(o.clients, most)
	var made []PlannedOffer
	for i := range steps {
		// The middle client of each step stands for all of it.
		at := o.made(1 + int((float64(i)+0.5)/float64(steps)*float64(o.clients)))
		if last := len(made) - 1; last >= 0 && made[last].At/SeriesWidth == at/SeriesWidth {
			made[last].Share += 1 / float64(steps)
		} else {
			made = append(made, PlannedOffer{at, at, 1 / float64(steps)})
		}
	}
	return made
}
