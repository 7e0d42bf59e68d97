package scenarios

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// A clockPlace is a place of the language in which a clock time stands: a file with a
// date D, a time C, the day before B and the day of the week W in it, and when that
// time comes by what is read and played.
type clockPlace struct {
	text string
	when func(t *testing.T, s *model.Scenario) time.Time
}

// fleetAt begins the day before the date.
const fleetAt = `start: B
horizon: 3d
replications: 1
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun]CALENDAR}
fleet: [{name: pcs, clients: 1, delivery: managed, version: "9.3"}]
release: {version: "9.4"}
`

// jobsAt begins on the date.
const jobsAt = `start: D
horizon: 1d
replications: 1
backend: {slots: 1, admission: {discipline: ticket, jitter: 0s}}
`

func planAt(calendar, strategy string) string {
	return strings.Replace(fleetAt, "CALENDAR", calendar, 1) + "backend: {version: \"9.4\", slots: 5}\nstrategies: [" + strategy + "]\n"
}

// opens is when the first phase is planned to open, or to be offered.
func opens(_ *testing.T, s *model.Scenario) time.Time {
	return s.Start.Add(model.Planned(s, &s.Strategies[0])[0].Offered)
}

// asks is when something is asked for the first time.
func asks(t *testing.T, s *model.Scenario) time.Time {
	first := time.Duration(-1)
	model.New(s).Begin(s.Backend.Slots[0], 0).Roll(&model.Strategy{Name: model.NoRollout}, func(r *model.Record) {
		if first < 0 || r.Asked < first {
			first = r.Asked
		}
	})
	require.GreaterOrEqual(t, first, time.Duration(0), "somebody asks")
	return s.Start.Add(first)
}

// clockPlaces are all places of the language in which clock times stand, by the path
// of the key.
var clockPlaces = map[string]clockPlace{
	"start": {"start: D\ntimezone: Z\nhorizon: 1d\nworkloads: [{name: jobs, arrivals: {poisson: 3/min}, work: 1s}]\nbackend: {slots: 1}\n",
		func(_ *testing.T, s *model.Scenario) time.Time { return s.Start }},
	"calendar.freeze[].from":                {planAt(", freeze: [{from: B, through: B}]", "big_bang: {start: {at: BTC}}"), opens},
	"calendar.freeze[].through":             {planAt(", freeze: [{from: B, through: B}]", "big_bang: {start: {at: BTC}}"), opens},
	"calendar.holidays":                     {planAt(", holidays: [B]", "big_bang: {start: {at: BTC}}"), opens},
	"strategies[].phases[].start.at":        {planAt("", "{name: plan, phases: [{start: {at: DTC}}]}"), opens},
	"strategies[].phases[].window.hours":    {planAt("", "big_bang: {window: {days: [W], hours: C-24:00}}"), opens},
	"strategies[].app_store.release_date":   {planAt("", "app_store: {release_date: DTC}"), phaseStart},
	"strategies[].aws_iot.start_time":       {planAt("", "aws_iot: {start_time: DTC}"), phaseStart},
	"strategies[].configmgr.start_time":     {planAt("", "configmgr: {start_time: DTC, phases: [{}]}"), phaseStart},
	"strategies[].hawkbit.start_at":         {planAt("", "hawkbit: {start_at: DTC, amount_groups: 1}"), phaseStart},
	"strategies[].mender.phases[].start_ts": {planAt("", "mender: {phases: [{start_ts: DTC}]}"), phaseStart},
	"strategies[].autopatch.released":       {planAt("", "autopatch: {released: BTC, rings: [{name: all, devices: {size: rest}, deferral: 1d, deadline: 1d}]}"), phaseStart},
	"access[].from": {planAt("", "big_bang: {}") + "access: [{group: all, from: DTC}]\n",
		func(_ *testing.T, s *model.Scenario) time.Time { return s.Strategies[0].Access[0].From }},
	"later_releases[].start": {planAt("", "big_bang: {}") + "later_releases: [{version: \"9.5\", start: 'DTC'}]\n",
		func(_ *testing.T, s *model.Scenario) time.Time { return s.Later[0].Start }},
	"backend.events[].at": {strings.Replace(planAt("", "big_bang: {}"), "slots: 5", "slots: 5, events: [{at: DTC, slots: 9}]", 1),
		func(_ *testing.T, s *model.Scenario) time.Time { return s.Start.Add(s.Backend.Events[0].At) }},
	"fleet[].presence.boot": {strings.NewReplacer("CALENDAR", "", "start: B", "start: D", "clients: 1,",
		"clients: 1, presence: {boot: C, together: 0s, absent: {share: 0%}, session: 1h},").Replace(fleetAt) +
		"backend: {version: \"9.4\", slots: 5, admission: {jitter: 0s}}\nstrategies: [big_bang: {}]\n", asks},
	"workloads[].arrivals.exactly.at":     {jobsAt + "workloads: [{name: jobs, arrivals: {exactly: {clients: 1, at: C}}, work: 1s}]\n", asks},
	"workloads[].arrivals.peak.at":        {jobsAt + "workloads: [{name: jobs, arrivals: {peak: {clients: 100, at: C}}, work: 1s}]\n", asks},
	"workloads[].arrivals.profile[].from": {jobsAt + "workloads: [{name: jobs, arrivals: {profile: [{from: C, rate: 1/s}, {from: 04:00, rate: 0/min}]}, work: 1ms}]\n", firstOfMany},
	"calendar.office_hours": {jobsAt + "calendar: {office_hours: C-24:00}\nworkloads: [{name: jobs, arrivals: {exactly: {clients: 1, at: 00:00}}, work: 72h}]\n",
		func(_ *testing.T, s *model.Scenario) time.Time {
			// The hours that are counted end with the day.
			o := model.New(s).Begin(1, 0).Roll(&model.Strategy{Name: model.NoRollout}, nil)
			return s.Start.Add(s.HorizonEnd() - time.Duration(o.OfficeHours()*float64(time.Hour)))
		}},
}

func phaseStart(_ *testing.T, s *model.Scenario) time.Time {
	return *s.Strategies[0].Phases[0].Start.At
}

// firstOfMany is when jobs begin to come that come so often that the first is there at
// once.
func firstOfMany(t *testing.T, s *model.Scenario) time.Time { return asks(t, s).Truncate(time.Minute) }

// TestClockTimesOfTheLanguage writes times that clocks skip or show twice into every
// place of a file that takes one: all come at the same instant, which is that of RFC
// 5545: as much later as is skipped, and the first of two.
func TestClockTimesOfTheLanguage(t *testing.T) {
	takes := map[string]bool{}
	for _, what := range []string{date.what, moment.what, clock.what, timeOfDay.what, hours.what, timeOfDayLaw.what, arrivalTime.what, profileOfRates.what} {
		takes[what] = true
	}
	var listed []string
	var walk func(path string, fields []*definition)
	walk = func(path string, fields []*definition) {
		for _, f := range fields {
			key := join(path, f.key)
			if f.list {
				key += "[]"
			}
			switch {
			case takes[f.what] && f.what == profileOfRates.what:
				listed = append(listed, key+"[].from")
			case takes[f.what] || strings.HasPrefix(f.what, "a list of dates"):
				listed = append(listed, key)
			}
			walk(key, f.fields)
		}
	}
	walk("", describe(readScenario).fields)
	// Short forms, and what groups and strategies have for themselves, are read like the rest.
	again := regexp.MustCompile(`^strategies\[\]\.(big_bang|waves|pilot|access)|^fleet\[\]\.calendar`)
	listed = slices.DeleteFunc(listed, again.MatchString)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(clockPlaces)), listed, "all places of the language that take a clock time are tested")
	for _, at := range []struct{ name, zone, moment, want string }{
		{"an hour is skipped east of Greenwich", "Europe/Berlin", "2027-03-28T02:30", "2027-03-28T01:30:00Z"},
		{"an hour is skipped west of Greenwich", "America/New_York", "2027-03-14T02:30", "2027-03-14T07:30:00Z"},
		{"half an hour is skipped", "Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:45:00Z"},
		{"in a zone of half hours", "Australia/Adelaide", "2027-10-03T02:30", "2027-10-02T17:00:00Z"},
		{"midnight is skipped west of Greenwich", "Atlantic/Azores", "2027-03-28T00:00", "2027-03-28T01:00:00Z"},
		{"midnight is skipped far west", "America/Santiago", "2027-09-05T00:00", "2027-09-05T04:00:00Z"},
		{"midnight is skipped east of Greenwich", "Asia/Beirut", "2027-03-28T00:00", "2027-03-27T22:00:00Z"},
		{"midnight is skipped in Cairo", "Africa/Cairo", "2027-04-30T00:00", "2027-04-29T22:00:00Z"},
		{"an hour comes twice east of Greenwich", "Europe/Berlin", "2027-10-31T02:30", "2027-10-31T00:30:00Z"},
		{"an hour comes twice west of Greenwich", "America/New_York", "2027-11-07T01:30", "2027-11-07T05:30:00Z"},
		{"half an hour comes twice", "Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00Z"},
		{"the first hour comes twice", "America/Havana", "2027-11-07T00:30", "2027-11-07T04:30:00Z"},
		{"midnight comes twice", "Atlantic/Azores", "2027-10-31T00:00", "2027-10-31T00:00:00Z"},
		{"no change", "UTC", "2027-10-31T02:30", "2027-10-31T02:30:00Z"},
	} {
		day, clock, _ := strings.Cut(at.moment, "T")
		d, err := date.parse(day)
		require.NoError(t, err)
		for path, place := range clockPlaces {
			if clock != "00:00" && path == "start" {
				continue // a day begins at its first instant
			}
			text := strings.NewReplacer("DTC", at.moment, "BTC", dashed(d.Add(-1))+"T"+clock, "start: D", "start: "+day, "start: B", "start: "+dashed(d.Add(-1)),
				"from: B", "from: "+dashed(d.Add(-1)), "through: B", "through: "+dashed(d.Add(-1)), "[B]", "["+dashed(d.Add(-1))+"]",
				"[W]", "["+strings.ToLower(d.In(time.UTC).Weekday().String()[:3])+"]", "at: C", "at: "+clock, "from: C", "from: "+clock, "boot: C", "boot: "+clock, ": C-", ": "+clock+"-",
				"timezone: Z\n", "").Replace(place.text) + "timezone: " + at.zone + "\n"
			s, err := Load("plan.yaml", []byte(text), nil)
			if !assert.NoError(t, err, "%s, %s:\n%s", path, at.name, text) {
				continue
			}
			assert.Equal(t, at.want, place.when(t, s).UTC().Format(time.RFC3339), "%s: %s, %s in %s", path, at.name, at.moment, at.zone)
		}
	}
}
