package model

import (
	"slices"
	"time"
)

// hours are the times at which something is open: offers are made, or polls find
// them. The zero hours are always open.
type hours struct {
	limited bool
	open    []interval // in order, none touching the next; read if limited
}

// An interval is the time from one instant until before another.
type interval struct{ from, until time.Duration }

// holds tells whether an instant is open.
func (h *hours) holds(t time.Duration) bool { return h.next(t) == t }

// next returns the first open instant that is not before t; never if there is
// none.
func (h *hours) next(t time.Duration) time.Duration {
	if !h.limited {
		return t
	}
	if i := h.first(t); i < len(h.open) {
		return max(t, h.open[i].from)
	}
	return never
}

// first returns the index of the first interval that ends after t.
func (h *hours) first(t time.Duration) int {
	i, _ := slices.BinarySearchFunc(h.open, t, func(o interval, t time.Duration) int {
		if o.until <= t {
			return -1
		}
		return +1
	})
	return i
}

// after returns the first open instant with so much open time between t and it;
// never if there is none.
func (h *hours) after(t, length time.Duration) time.Duration {
	if !h.limited {
		return t + length
	}
	for i := h.first(t); i < len(h.open); i++ {
		from := max(t, h.open[i].from)
		if here := h.open[i].until - from; here > length {
			return from + length
		} else {
			length -= here
		}
	}
	return never
}

// between returns how much of the time from t until u is open.
func (h *hours) between(t, u time.Duration) time.Duration {
	if !h.limited {
		return max(0, u-t)
	}
	open := time.Duration(0)
	for i := h.first(t); i < len(h.open) && h.open[i].from < u; i++ {
		open += min(u, h.open[i].until) - max(t, h.open[i].from)
	}
	return open
}

// both returns the times at which two hours are open.
func (h *hours) both(other *hours) hours {
	switch {
	case !h.limited:
		return *other
	case !other.limited:
		return *h
	}
	common := hours{limited: true}
	for i, j := 0, 0; i < len(h.open) && j < len(other.open); {
		a, b := h.open[i], other.open[j]
		if from, until := max(a.from, b.from), min(a.until, b.until); from < until {
			common.open = append(common.open, interval{from, until})
		}
		if a.until < b.until {
			i++
		} else {
			j++
		}
	}
	return common
}

// datesOpen returns the hours that are open, by the clock of a zone, from one
// time of day until another on the dates that a rule allows, from the day before
// the start on for so many days.
func (s *Scenario) datesOpen(zone *time.Location, days int, from, until time.Duration, allowed func(Date) bool) hours {
	h := hours{limited: true}
	first := DateOf(s.Start.In(zone)).Add(-1)
	for n := range days + 1 {
		date := first.Add(n)
		if !allowed(date) {
			continue
		}
		// What clocks put off until the next date is not this window's any more.
		end := date.Add(1).In(zone).Sub(s.Start)
		clock := func(at time.Duration) time.Duration { return min(date.At(at, zone).Sub(s.Start), end) }
		opens, closes := clock(from), clock(until)
		switch last := len(h.open) - 1; {
		case opens >= closes:
		case last >= 0 && h.open[last].until >= opens:
			h.open[last].until = closes
		default:
			h.open = append(h.open, interval{opens, closes})
		}
	}
	return h
}

// thawed returns the hours outside the freezes of the scenario's calendar.
func (s *Scenario) thawed(days int) hours {
	if len(s.Calendar.Freezes) == 0 {
		return hours{}
	}
	return s.datesOpen(s.Calendar.Zone, days, 0, 24*time.Hour, func(d Date) bool { return !s.Calendar.Frozen(d) })
}

// windowOpen returns the hours of a window by the clock of a zone; freezes are
// not looked at.
func (s *Scenario) windowOpen(window *OfferWindow, zone *time.Location, days int) hours {
	if window == nil {
		return hours{}
	}
	return s.datesOpen(zone, days, window.From, window.Until, func(d Date) bool { return window.Days[d.In(time.UTC).Weekday()] })
}

// workdaysOpen returns the workdays of the scenario's calendar.
func (s *Scenario) workdaysOpen(days int) hours {
	return s.datesOpen(s.Calendar.Zone, days, 0, 24*time.Hour, s.Calendar.Workday)
}

// officeOpen returns the office hours of the workdays of the scenario's calendar.
func (s *Scenario) officeOpen() hours {
	c := s.Calendar
	return s.datesOpen(c.Zone, s.Horizon+1, c.OfficeFrom, c.OfficeUntil, c.Workday)
}

// Frozen tells whether nothing is offered on a date.
func (c *Calendar) Frozen(d Date) bool {
	return slices.ContainsFunc(c.Freezes, func(f Freeze) bool { return d.Compare(f.From) >= 0 && d.Compare(f.Through) <= 0 })
}

// OnOfferDay moves a time on a day off or in a freeze to the same wall-clock time
// of the next workday outside freezes, and returns the instant with it.
func (c *Calendar) OnOfferDay(at WallTime) (time.Time, WallTime) {
	for {
		// A time that clocks skip may come on the day after.
		t := at.In(c.Zone)
		if c.offers(at.Date) && c.offers(DateOf(t)) {
			return t, at
		}
		at.Date = c.nextWorkday(at.Date)
	}
}

// offers tells whether phases open on a date.
func (c *Calendar) offers(d Date) bool { return c.Workday(d) && !c.Frozen(d) }

// phaseHours are the times at which a phase is open.
type phaseHours struct {
	offers  hours   // to the making of offers
	polls   hours   // to polls that find them, if byGroup is nil
	byGroup []hours // likewise, by group of the fleet, under a window by the clients' clocks
}

// hoursOf returns when a phase is open, on so many days.
func (s *Scenario) hoursOf(p *Phase, thawed *hours, days int) phaseHours {
	var open phaseHours
	switch {
	case p.Window == nil:
		open.offers, open.polls = *thawed, *thawed
	case p.Window.ClientClock:
		open.offers = *thawed
		zones := map[*time.Location]hours{}
		for i := range s.Groups {
			zone := s.Groups[i].Calendar.Zone
			if _, known := zones[zone]; !known {
				local := s.windowOpen(p.Window, zone, days)
				zones[zone] = local.both(thawed)
			}
			open.byGroup = append(open.byGroup, zones[zone])
		}
	default:
		planned := s.windowOpen(p.Window, s.Calendar.Zone, days)
		open.polls = planned.both(thawed)
		open.offers = open.polls
	}
	if p.Offer.Kind == OfferOver && p.Offer.Over.Unit == Workdays {
		workdays := s.workdaysOpen(days)
		open.offers = open.offers.both(&workdays)
	}
	return open
}

// holds tells whether an instant lies in the window.
func (w Window) holds(at time.Duration) bool { return at >= w.From && at < w.To }

// within returns how many seconds of the time from one instant to another lie in
// the window.
func (w Window) within(from, to time.Duration) float64 {
	return float64(1e-9 * float64(max(0, min(to, w.To)-max(from, w.From))))
}
