package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWarnings loads files that are valid and still not what their author may
// think, and compares what is said about them.
func TestWarnings(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "log.csv"), []byte("arrival_s,work_s\n0,1\n86399,1\n86400,1\n172800,1\n"), 0o600))
	const office = `
calendar: {region: de-BY}
fleet: [{name: headquarters, clients: 400, version: "9.3"}, {name: plants, clients: 100, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 50}
`
	plan := func(strategy string) string { return "start: 2027-04-12" + office + "strategies: [" + strategy + "]" }
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"a pilot of everybody", plan(`pilot: {size: 500, soak: 2wd, then: {waves: {size: 100, every: 2wd}}}`),
			[]string{"strategy pilot: the pilot takes all 500 PCs that there are to take, and no waves follow; a smaller one would leave some for them"}},
		{"a pilot of more than everybody", plan(`{name: all at once, pilot: {size: 9000, soak: 2wd, then: {waves: {size: 100, every: 2wd}}}}`),
			[]string{"strategy all at once: the pilot takes all 500 PCs that there are to take, and no waves follow; a smaller one would leave some for them"}},
		{"a pilot of the rest", plan(`pilot: {size: rest, soak: 2wd, then: {waves: {size: 100, every: 2wd}}}`),
			[]string{"strategy pilot: the pilot takes all 500 PCs that there are to take, and no waves follow; a smaller one would leave some for them"}},
		{"a pilot of more than its group", plan(`pilot: {size: 300, select: {groups: [plants]}, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`),
			[]string{"strategy pilot: the pilot takes 100 PCs, all that it selects, not 300"}},
		{"a pilot of 499", plan(`pilot: {size: 499, soak: 2wd, then: {waves: {size: 100, every: 2wd}}}`), nil},
		{"waves every 0wd", plan(`waves: {size: 100, every: 0wd}`),
			[]string{"strategy waves: wave 2 to wave 5 open together with wave 1; a start such as {after: previous, delay: 2wd} would hold them back"}},
		{"waves every 0s", plan(`waves: {size: 400, every: 0s}`),
			[]string{"strategy waves: wave 2 opens together with wave 1; a start such as {after: previous, delay: 2wd} would hold it back"}},
		{"a pilot that is watched for no time", plan(`pilot: {size: 100, soak: 0wd, then: {waves: {size: 400, every: 2wd}}}`),
			[]string{"strategy pilot: wave 1 opens together with pilot; a start such as {after: previous, delay: 2wd} would hold it back"}},
		{"a phase on a Saturday", plan(`big_bang: {start: {at: 2027-04-17T09:00}}`),
			[]string{"strategy big bang: big bang is to open on Saturday 2027-04-17, no workday, and opens on Monday 2027-04-19"}},
		{"a phase on a holiday", plan(`{name: late, phases: [{name: all, start: {at: 2027-05-06}}]}`),
			[]string{"strategy late: all is to open on Thursday 2027-05-06, no workday, and opens on Friday 2027-05-07"}},
		{"a start on a Sunday", strings.Replace(plan(`big_bang: {}`), "04-12", "04-11", 1),
			[]string{"start 2027-04-11 is no workday (Sunday): phases that fall due then open on the next one"}},
		{"an hour that comes twice", "start: 2027-10-29\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Europe/Berlin" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {start: {at: 2027-10-31T02:30}}]",
			[]string{"strategies[0].big_bang.start.at: 2027-10-31T02:30 exists twice in Europe/Berlin, at 02:30 CEST and at 02:30 CET; the first is taken"}},
		{"an hour before that", "start: 2027-10-29\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Europe/Berlin" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {start: {at: 2027-10-31T01:30}}]", nil},
		{"an hour that is skipped", "start: 2027-03-26\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Europe/Berlin" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {start: {at: 2027-03-28T02:30}}]",
			[]string{"strategies[0].big_bang.start.at: 2027-03-28T02:30 does not exist in Europe/Berlin, where clocks are put forward; 2027-03-28T03:30 is taken"}},
		{"a day whose midnight is skipped", "start: 2027-03-28\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Atlantic/Azores" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {start: {at: 2027-03-28}}]", nil},
		{"a midnight that is skipped", "start: 2027-03-28\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Atlantic/Azores" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {start: {at: 2027-03-28T00:00}}]",
			[]string{"strategies[0].big_bang.start.at: 2027-03-28T00:00 does not exist in Atlantic/Azores, where clocks are put forward; 2027-03-28T01:00 is taken"}},
		{"a start on a day that is skipped", "start: 2011-12-30\ncalendar: {workdays: [fri, sat, sun]}\ntimezone: Pacific/Apia" + strings.Replace(office, "calendar: {region: de-BY}\n", "", 1) +
			"strategies: [big_bang: {}]",
			[]string{"start: 2011-12-30 does not exist in Pacific/Apia, where clocks are put forward; 2011-12-31 is taken"}},
		{"a deploy on the morning of a wave", strings.Replace(plan(`waves: {size: 250, every: 2wd}`), "slots: 50", "slots: 50, events: [{at: 2027-04-14T07:50, deploy: {each: 10m}}]", 1),
			[]string{"strategy waves: the deploy from Wed 14 Apr 07:50 falls into wave 2, which opens on Wed 14 Apr 00:00, in office hours: fewer nodes are there for its syncs; in the evening it would meet fewer"}},
		{"a drain on that afternoon", strings.Replace(plan(`waves: {size: 250, every: 2wd}`), "slots: 50", "slots: 50, events: [{at: 2027-04-14T16:00, drain: {for: 1h}}]", 1),
			[]string{"strategy waves: the drain from Wed 14 Apr 16:00 falls into wave 2, which opens on Wed 14 Apr 00:00, in office hours: fewer nodes are there for its syncs; in the evening it would meet fewer"}},
		{"a deploy on that evening, and on the morning after", strings.Replace(plan(`waves: {size: 250, every: 2wd}`), "slots: 50",
			"slots: 50, events: [{at: 2027-04-14T20:00, deploy: {}}, {at: 2027-04-15T08:00, deploy: {}}]", 1), nil},
		{"an outage, which nobody plans", strings.Replace(plan(`waves: {size: 250, every: 2wd}`), "slots: 50", "slots: 50, events: [{at: 2027-04-14T08:00, outage: {for: 10m}}]", 1), nil},
		{"a pilot of ordinary users of a release that may be bad", strings.Replace(plan(`pilot: {size: 100, select: {by: random}, testers: false, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd}]}`, 1),
			[]string{"strategy pilot: pilot takes PCs by chance, whose users report a problem in 20 % of cases, and key users in 80 %: compare it with select: {by: key-users}, with which fewer may be exposed"}},
		{"a first phase that is a pilot but in name", strings.Replace(plan(`{name: ours, phases: [{name: few, select: {size: 100}, gate: {soak: 2wd}}, {start: {when: gate}}]}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd}]}`, 1),
			[]string{"strategy ours: few takes PCs by chance, whose users report a problem in 20 % of cases, and key users in 80 %: compare it with select: {by: key-users}, with which fewer may be exposed"}},
		{"a pilot", strings.Replace(plan(`pilot: {size: 100, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd}]}`, 1), nil},
		{"a pilot by chance, whose users are asked to test", strings.Replace(plan(`pilot: {size: 100, select: {by: random}, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd}]}`, 1), nil},
		{"a pilot of key users who are not asked to test", strings.Replace(plan(`pilot: {size: 100, testers: false, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd}]}`, 1), nil},
		{"key users who report no more than others", strings.Replace(plan(`pilot: {size: 100, select: {by: random}, testers: false, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{or_after: 2wd, reports: {key_users: 20%}}]}`, 1), nil},
		{"a pilot of a few key users, and too few reports", strings.Replace(plan(`pilot: {size: 10, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{name: crash}]}`, 1),
			[]string{"problem crash: is noticed after 5 reports, and makes 3.2 on average when everybody has the release; or_after: 2wd would notice it in any case"}},
		{"a pilot of so many testers that reports are enough", strings.Replace(plan(`pilot: {size: 250, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`), `"9.4"}`, `"9.4", problems: [{name: crash}]}`, 1), nil},
		{"one of them beside waves without testers", strings.Replace(plan(`pilot: {size: 250, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}, waves: {size: 250, every: 2wd}`), `"9.4"}`, `"9.4", problems: [{name: crash}]}`, 1),
			[]string{"problem crash: is noticed after 5 reports, and makes 3.2 on average when everybody has the release; or_after: 2wd would notice it in any case"}},
		{"nothing to install first", plan(`big_bang: {}`) + "\nfirst_install: {size: 500MiB}", []string{"first_install is given, but no group has version none"}},
		{"nothing to install first in one of the groups", strings.Replace(plan(`big_bang: {}`), `{name: plants, clients: 100, version: "9.3"}`,
			`{name: plants, clients: 100, version: "9.3", first_install: {size: 500MiB}}, {name: shops, clients: 10, delivery: managed, version: none, first_install: {size: 500MiB}}`, 1),
			[]string{"group plants: first_install is given, but no PC of it has version none"}},
		{"nothing is installed and nothing rolled out", strings.Replace("start: 2027-04-12"+office, `{name: plants, clients: 100, version: "9.3"}`,
			`{name: plants, clients: 100, delivery: managed, version: [{version: none, share: 40%}, {version: "9.3", share: 60%}]}`, 1),
			[]string{"release 9.4 is not rolled out: there are no strategies, so only no rollout is simulated", "nothing is rolled out: PCs of plants on which nothing is installed never synchronise"}},
		{"first syncs that no attempt can finish", strings.Replace(strings.Replace(plan(`big_bang: {}`), `version: "9.3"}]`, `delivery: managed, version: none, sync: {first: 2h}}]`, 1),
			"slots: 50", "slots: 50, timeout: {after: 30m}", 1),
			[]string{"100% of the first syncs need more than the timeout of 30m even at full speed: no attempt of theirs succeeds, and the PC that has one syncs no more"}},
		{"targets that need more", plan(`big_bang: {}`) + "\nreplications: 20\ntargets: [wait.update.p95 <= 10m in 50% of rollouts, updated.p95 <= 20wd in 90% of rollouts]",
			[]string{`targets "in 90% of rollouts" need 35 replications, not 20`}},
		{"targets that need no more", plan(`big_bang: {}`) + "\nreplications: 35\ntargets: [updated.p95 <= 20wd in 90% of rollouts]", nil},
		{"a target that needs many, and gets them", plan(`big_bang: {}`) + "\nreplications: 3838\ntargets: [updated.p95 <= 20wd in 99.9% of rollouts]", nil},
		{"a target after the horizon", plan(`big_bang: {}`) + "\nhorizon: 10d\ntargets: [updated.p95 <= 20wd, updated.p50 <= 5wd]",
			[]string{"updated.p95 <= 20wd: the horizon of 10 days ends before, Thu 22 Apr 00:00; where it is not reached by then, that is left open unless the plan rules it out"}},
		{"a target after a horizon that follows from the plan", plan(`big_bang: {}`) + "\ntargets: [updated.p95 <= 60wd]", nil},
		{"a log that goes on beyond the horizon", "start: 2027-04-12\ntimezone: UTC\nhorizon: 1d\nworkloads: [{name: log, arrivals: {trace: log.csv}}]\nbackend: {slots: 1}",
			[]string{"workload log: 2 of the 4 jobs of its trace arrive after the horizon of 1 day and are not seen; the last needs horizon: 3d"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load(filepath.Join(folder, "plan.yaml"), []byte(tt.text), nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, told(s.Warnings), "warnings\n got %q", s.Warnings)
		})
	}
}

// told are warnings in English; nil where there are none.
func told(warnings []fmt.Stringer) []string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.String())
	}
	return all
}

// TestFirstOfTwoInstants checks that a time of day that exists twice is the
// first: an hour earlier than the same time with the clocks already put back.
func TestFirstOfTwoInstants(t *testing.T) {
	for _, tt := range []struct{ zone, at, want string }{
		{"Europe/Berlin", "2027-10-31T02:30", "2027-10-31T00:30:00Z"},
		{"Europe/Berlin", "2027-10-31T03:00", "2027-10-31T02:00:00Z"},
		{"America/New_York", "2027-11-07T01:00", "2027-11-07T05:00:00Z"},
		{"Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00Z"}, // half an hour
		{"UTC", "2027-10-31T02:30", "2027-10-31T02:30:00Z"},
	} {
		text := "start: 2027-04-01\ntimezone: " + tt.zone + `
fleet: [{name: office, clients: 10, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 5}
strategies: [big_bang: {start: {at: ` + tt.at + "}}]\n"
		s, err := Load("plan.yaml", []byte(text), nil)
		require.NoError(t, err)
		assert.Equal(t, tt.want, s.Strategies[0].Phases[0].Start.At.UTC().Format("2006-01-02T15:04:05Z07:00"),
			"%s in %s", tt.at, tt.zone)
	}
}

// TestLongRun checks the words about a study that takes long, and that there are
// none about one that does not.
func TestLongRun(t *testing.T) {
	load := func(clients string) string {
		s, err := Load("plan.yaml", []byte(`
start: 2027-04-12
timezone: UTC
horizon: 30d
replications: 20
fleet: [{name: all, clients: `+clients+`, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: [50, 80], admission: {discipline: ticket}}
strategies: [big_bang: {}]
targets: [updated.p95 <= 20wd in 90% of rollouts]
`), nil)
		require.NoError(t, err)
		return LongRun(s, 0).String()
	}
	// 30 days, two slot numbers, two strategies and 35 replications, and the two weeks
	// before the start, which are played once for all strategies.
	got := load("20000")
	assert.Empty(t, got, "0.08 billion client-days: %q", got)
	const words = " billion client-days (PCs × days × strategies × slot numbers × replications): this takes about "
	got, want := load("1000000"), "about 4.2"+words+"52 minutes on one core, and about 510 MB for each rollout that is simulated at once"
	assert.Equal(t, want, got, "4.2 billion client-days")
	got, want = load("10000000"), "about 42"+words+"8.6 hours on one core, and about 4.8 GB for each rollout that is simulated at once"
	assert.Equal(t, want, got, "42 billion client-days")
}
