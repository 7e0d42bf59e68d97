package scenarios

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// instantAt turns a local time, the value of a key, into an instant. It complains
// about one before the start of the scenario, and warns about a time that clocks do
// not show exactly once.
func instantAt(m *mapping, key string, at wall, start time.Time, zone *time.Location) time.Time {
	t := at.In(zone)
	if t.Before(start) {
		m.at(key).complain("lies before the start of the scenario, %s", start.Format(time.DateOnly))
	}
	if second := repeated(t); t.Before(second) {
		m.warn(say.T("%s: %s exists twice in %s, at %s and at %s; the first is taken",
			"%s: %s gibt es in %s zweimal, um %s und um %s; es gilt die erste Zeit"),
			m.at(key).field, t.Format("2006-01-02T15:04"), zone, t.Format("15:04 MST"), second.Format("15:04 MST"))
	}
	at.warnSkipped(m, key, t)
	return t
}

// warnSkipped warns if clocks skip a time, in whose place an instant is taken. Of a
// date alone the first instant is meant, whatever clocks show then.
func (at wall) warnSkipped(m *mapping, key string, t time.Time) {
	layout := "2006-01-02T15:04"
	switch {
	case !at.timed && model.DateOf(t) == at.Date || model.Shown(t, t.Location()) == at.WallTime:
		return
	case !at.timed:
		layout = time.DateOnly
	case at.Clock%time.Minute != 0:
		layout += ":05"
	}
	m.warn(say.T("%s: %s does not exist in %s, where clocks are put forward; %s is taken",
		"%s: %s gibt es in %s nicht, weil die Uhren vorgestellt werden; es gilt %s"),
		m.at(key).field, at.Date.At(at.Clock, time.UTC).Format(layout), t.Location(), t.Format(layout))
}

// repeated returns the second instant at which clocks show what they show at t,
// the first; t itself when there is none.
func repeated(t time.Time) time.Time {
	const far = 26 * time.Hour // beyond the longest change of clocks
	_, offset := t.Zone()
	_, after := t.Add(far).Zone()
	second := t.Add(time.Duration(offset-after) * time.Second)
	if _, there := second.Zone(); there == after && after < offset {
		return second
	}
	return t
}
