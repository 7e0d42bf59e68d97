package scenarios

import (
	"time"
)

// instantAt turns a local time, the value of a key, into an instant. It complains
// about a time that the clocks skip and about one before the start of the
// scenario, and warns about one that comes twice, of which it is the first.
func instantAt(m *mapping, key string, at wall, start time.Time, zone *time.Location) time.Time {
	d := at.date
	hour, minute := int(at.clock/time.Hour), int(at.clock/time.Minute%60)
	t := earliest(time.Date(d.Year, d.Month, d.Day, hour, minute, int(at.clock/time.Second%60), 0, zone))
	switch {
	case t.Hour() != hour || t.Minute() != minute:
		m.at(key).complain("does not exist in %s: the clocks are put forward then", zone)
	case t.Before(start):
		m.at(key).complain("lies before the start of the scenario, %s", start.Format(time.DateOnly))
	}
	if second := repeated(t); t.Before(second) {
		m.warn("%s: %s exists twice in %s, at %s and at %s; the first is taken",
			m.at(key).field, t.Format("2006-01-02T15:04"), zone, t.Format("15:04 MST"), second.Format("15:04 MST"))
	}
	return t
}

// earliest returns the first instant at which clocks show what they show at t:
// where they are put back, some times of day exist twice.
func earliest(t time.Time) time.Time {
	from, _ := t.ZoneBounds()
	if from.IsZero() {
		return t
	}
	_, offset := t.Zone()
	_, before := from.Add(-1).Zone()
	if e := t.Add(time.Duration(offset-before) * time.Second); e.Before(from) && before > offset {
		return e
	}
	return t
}

// repeated returns the second instant at which clocks show what they show at t,
// the first; t itself when there is none.
func repeated(t time.Time) time.Time {
	_, until := t.ZoneBounds()
	if until.IsZero() {
		return t
	}
	_, offset := t.Zone()
	_, after := until.Zone()
	if e := t.Add(time.Duration(offset-after) * time.Second); after < offset && !e.Before(until) {
		return e
	}
	return t
}
