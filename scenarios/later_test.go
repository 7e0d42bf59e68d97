package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// trainOf is a scenario with releases that follow.
func trainOf(later string) string {
	return `start: 2027-04-12
horizon: 100d
calendar: {region: de-BY}
fleet: [{name: headquarters, clients: 400, version: "9.3"}]
release: {version: "9.4"}
later_releases: ` + later + `
backend: {version: "9.4", slots: 50}
strategies: [waves: {size: 100, every: 2wd, start: {at: 2027-04-13T09:00}}]
targets: [wait.update.p95 <= 10m]
`
}

// TestLaterReleases loads releases that follow, written one by one or counted up.
func TestLaterReleases(t *testing.T) {
	type release struct {
		version, start string
		atOnce         bool
	}
	for _, tt := range []struct {
		name, later string
		want        []release
	}{
		{"one by one", `[{version: "9.5", start: 2027-06-07}, {version: "10", start: 2027-07-05T08:00, plan: at-once}]`,
			[]release{{"9.5", "2027-06-07T00:00", false}, {"10", "2027-07-05T08:00", true}}},
		{"counted up, over holidays", `[{every: 20wd, count: 3, plan: at-once}]`,
			[]release{{"9.5", "2027-05-11T00:00", true}, {"9.6", "2027-06-10T00:00", true}, {"9.7", "2027-07-08T00:00", true}}},
		{"one item needs no list", `{every: 28d, count: 2}`, []release{{"9.5", "2027-05-10T00:00", false}, {"9.6", "2027-06-07T00:00", false}}},
		{"counted up behind one", `[{version: "9.9", start: 2027-05-03}, {every: 5wd, count: 1}]`,
			[]release{{"9.9", "2027-05-03T00:00", false}, {"9.10", "2027-05-11T00:00", false}}},
	} {
		s, err := Load("train.yaml", []byte(trainOf(tt.later)), nil)
		if !assert.NoError(t, err, tt.name) {
			continue
		}
		var got []release
		for _, r := range s.Later {
			got = append(got, release{string(r.Version), r.Start.Format("2006-01-02T15:04"), r.AtOnce})
		}
		assert.Equal(t, tt.want, got, tt.name)
		assert.Equal(t, 100, s.Horizon, "%s: a written horizon is that of all", tt.name)
		assert.Equal(t, 100, s.CountedDays(), tt.name)
	}
}

// TestLaterReleasesThatCannotBe checks what is said of releases that cannot follow, and where.
func TestLaterReleasesThatCannotBe(t *testing.T) {
	one := trainOf(`[{version: "9.5", start: 2027-06-07}]`)
	for _, tt := range []struct{ name, text, complaint string }{
		{"a problem for each of six", trainOf(`{every: 10wd, count: 6, problems: [{name: crash}]}`), "train.yaml:6:51: later_releases.problems: make 6 over all releases together, since each of the 6 has its own; at most 3 are possible"},
		{"two problems of each of two releases", strings.Replace(trainOf(`[{version: "9.5", start: 2027-06-07, problems: [{name: a}, {name: b}]}]`), `release: {version: "9.4"}`, `release: {version: "9.4", problems: [{name: a}, {name: b}]}`, 1),
			"later_releases[0].problems: make 4 over all releases together; at most 3 are possible, as every set of them is simulated"},
		{"two problems of a name", trainOf(`[{version: "9.5", start: 2027-06-07, problems: [{name: a}, {name: a}]}]`), "later_releases[0].problems[1].name: \"a\" is the name of an earlier problem too"},
		{"a problem that is never noticed", trainOf(`[{version: "9.5", start: 2027-06-07, problems: [{noticed_after: none}]}]`), "would never notice it; give a number of reports, or or_after"},
		{"preparation for nothing", trainOf(`[{version: "9.5", start: 2027-06-07}]`) + "prepare: {test_coverage: 50%}\n", "prepare: lowers the chance of problems, and there are none"},
		{"no newer one", trainOf(`[{version: "9.4", start: 2027-06-07}]`), "train.yaml:6:28: later_releases[0].version: must be newer than the release before it, which is 9.4; got 9.4"},
		{"older than the one before", trainOf(`[{version: "9.6", start: 2027-06-07}, {version: "9.5", start: 2027-06-14}]`), "which is 9.6; got 9.5"},
		{"before the one before", trainOf(`[{version: "9.5", start: 2027-06-07}, {version: "9.6", start: 2027-06-07}]`), "must be later than the release before it, which is due on 2027-06-07T00:00"},
		{"before the start", trainOf(`[{version: "9.5", start: 2027-04-01}]`), "later_releases[0].start: lies before the start of the scenario, 2027-04-12"},
		{"neither way", trainOf(`[{version: "9.5"}]`), "give one of: version and start, or every and count"},
		{"both ways", trainOf(`[{version: "9.5", start: 2027-06-07, every: 20wd, count: 2}]`), "give one of: version and start, or every and count"},
		{"no time between", trainOf(`{every: 0wd, count: 3}`), "train.yaml:6:25: later_releases.every: must be at least a day, such as 20wd"},
		{"a second between", trainOf(`{every: 1s, count: 3}`), "later_releases.every: must be at least a day, such as 20wd"},
		{"too many", trainOf(`{every: 1wd, count: 64}`), "must be at most 63, got 64"},
		{"too many in two items", trainOf(`[{every: 1wd, count: 40}, {every: 1wd, count: 40}]`), "later_releases: are 80; at most 63 are possible"},
		{"nothing to follow", strings.Replace(one, "release: {version: \"9.4\"}\n", "", 1), "need something to roll out"},
		{"no plan to follow", strings.Replace(one, "strategies: [waves: {size: 100, every: 2wd, start: {at: 2027-04-13T09:00}}]\n", "", 1), "are rolled out as the strategies say, and there are none"},
		{"a horizon that ends before", strings.Replace(one, "100d", "50d", 1), "train.yaml:2:10: horizon: of 50 days ends before 9.5 is due, on 2027-06-07; it needs at least horizon: 57d, and 87d to settle"},
		{"a long train without a horizon", strings.Replace(trainOf(`{every: 20wd, count: 5}`), "horizon: 100d\n", "", 1), "take until 2027-10-04, and a horizon of more than 120 days must be written; give it, such as horizon: 176d"},
		{"a target of a release that is none", strings.Replace(one, "p95 <=", "p95 of 9.7 <=", 1), "train.yaml:9:11: targets[0]: 9.7 is none of the releases 9.4, 9.5"},
		{"a target of all releases", strings.Replace(one, "wait.update.p95 <= 10m", "queue.max of 9.5 <= 10", 1), "queue.max is not of one release; of a release there are wait.update.mean, "},
		{"a target without its release", strings.Replace(one, "wait.update.p95 <= 10m", "began <= 10wd", 1), "began is of one release; name it, such as began of 9.5"},
		{"a target of one release of one", strings.Replace(strings.Replace(one, "p95 <=", "p95 of 9.4 <=", 1), "later_releases: [{version: \"9.5\", start: 2027-06-07}]\n", "", 1),
			"wait.update.p95 of 9.4 names a release of several, and none follows here; write wait.update.p95, or give later_releases"},
	} {
		_, err := Load("train.yaml", []byte(tt.text), nil)
		assert.ErrorContains(t, err, tt.complaint, tt.name)
	}
}

// TestProblemsOfLaterReleases loads problems of releases that follow.
func TestProblemsOfLaterReleases(t *testing.T) {
	text := strings.Replace(trainOf(`[{version: "9.5", start: 2027-06-07, problems: [{name: crash, chance: 40%}]}, {every: 5wd, count: 1, problems: [{}]}]`),
		`release: {version: "9.4"}`, `release: {version: "9.4", problems: [{name: crash, chance: 10%, hits: 20%}]}`, 1)
	s, err := Load("train.yaml", []byte(text+"prepare: {test_coverage: 50%, staging_fidelity: 100%}\n"), nil)
	require.NoError(t, err)
	var names []string
	var chances []float64
	for _, p := range s.Problems() {
		names, chances = append(names, s.ProblemName(p)), append(chances, p.Chance)
	}
	assert.Equal(t, []string{"crash", "crash (9.5)", "problem 1 (9.6)"}, names)
	assert.InDeltaSlice(t, []float64{0.05, 0.2, 0.075}, chances, 1e-12, "tests find part of the problems of each release")
	assert.Len(t, s.Strata(), 8)
	weight := 0.0
	for _, stratum := range s.Strata() {
		weight += s.Weight(stratum)
	}
	assert.InDelta(t, 1, weight, 1e-12)
	assert.Equal(t, []model.Stratum{1, 2, 4}, []model.Stratum{s.ProblemsOf(0), s.ProblemsOf(1), s.ProblemsOf(2)})
	good, bad := s.Chances(1)
	assert.InDelta(t, 0.8, good, 1e-12)
	assert.InDelta(t, 0.2, bad, 1e-12)

	assert.Equal(t, Question("release.problems.crash.chance"), Question("later_releases.0.problems.crash.chance"), "a guess is asked for likewise")

	each, err := Load("train.yaml", []byte(trainOf(`{every: 10wd, count: 3, problems: [{chance: 30%}]}`)), nil)
	require.NoError(t, err)
	assert.Len(t, each.Problems(), 3, "each of the releases has its own")
}

// TestHorizonOfATrain checks that metrics without a name count up to the horizon that a file
// has without releases that follow, and that these have the time to settle.
func TestHorizonOfATrain(t *testing.T) {
	open := strings.Replace(trainOf(`[{version: "9.5", start: 2027-06-07}]`), "horizon: 100d\n", "", 1)
	s, err := Load("train.yaml", []byte(open), nil)
	require.NoError(t, err)
	alone, err := Load("train.yaml", []byte(strings.Replace(open, "later_releases: [{version: \"9.5\", start: 2027-06-07}]\n", "", 1)), nil)
	require.NoError(t, err)
	assert.Equal(t, alone.Horizon, s.CountedDays())
	assert.Equal(t, model.TrainHorizon(s), s.Horizon)
	assert.Greater(t, s.Horizon, alone.Horizon)
	assert.Equal(t, 30, s.WithHorizon(30).CountedDays(), "an extension is one of what is counted")
	assert.Equal(t, s.Horizon, s.WithHorizon(30).Horizon)
	assert.Equal(t, 110, s.WithHorizon(110).Horizon)
}

// TestTargetsOfReleases checks what the bound of a target on one release is counted from.
func TestTargetsOfReleases(t *testing.T) {
	text := strings.Replace(trainOf(`[{version: "9.5", start: 2027-06-07}]`), "[wait.update.p95 <= 10m]", "[updated.p95 of 9.5 <= 5wd, updated.p95 of 9.4 <= 5wd, wait.update.p95 of 9.5 <= 10m in 90% of rollouts]", 1)
	s, err := Load("train.yaml", []byte(text), nil)
	require.NoError(t, err)
	at := func(i int) string {
		return s.Start.Add(time.Duration(s.Targets[i].Value(s) * float64(time.Second))).Format(time.DateOnly)
	}
	assert.Equal(t, "2027-06-14", at(0), "from the day on which the release is due")
	assert.Equal(t, "2027-04-19", at(1))
	assert.Equal(t, 0.9, s.Targets[2].Share)
	assert.Equal(t, "wait.update.p95 of 9.5", s.Targets[2].Metric)
}

// TestPlannedReleases checks when releases that follow are planned to begin, with the dates of a plan.
func TestPlannedReleases(t *testing.T) {
	s, err := Load("train.yaml", []byte(trainOf(`[{version: "9.5", start: 2027-04-15}, {version: "9.6", start: 2027-06-07}, {version: "9.7", start: 2027-06-08, if_running: replace, plan: at-once}]`)), nil)
	require.NoError(t, err)
	date := func(at time.Duration) string { return s.Start.Add(at).Format("2006-01-02T15:04") }
	var got [][]string
	for _, r := range model.PlannedReleases(s, &s.Strategies[0]) {
		of := []string{date(r.Begins)}
		for _, p := range r.Planned {
			of = append(of, date(p.Opens))
		}
		got = append(got, of)
	}
	assert.Equal(t, [][]string{
		{"2027-04-21T09:00", "2027-04-21T09:00", "2027-04-23T09:00", "2027-04-27T09:00", "2027-04-29T09:00"}, // waits for the last wave
		{"2027-06-07T00:00", "2027-06-08T09:00", "2027-06-10T09:00", "2027-06-14T09:00", "2027-06-16T09:00"}, // 56 days later
		{"2027-06-08T00:00", "2027-06-08T00:00"},
	}, got)
}

// TestReleaseThatFollowsTooSoon warns where the last of four waves, on Wednesday 21 April, has no
// time before the next release begins.
func TestReleaseThatFollowsTooSoon(t *testing.T) {
	const want = "strategy waves: wave 4 of 9.4 opens on Wednesday 2027-04-21 at the earliest, and 9.5 begins on "
	for later, warned := range map[string]string{
		`{version: "9.5", start: 2027-04-21}`:                      "Wednesday 2027-04-21: who has not found",
		`{version: "9.5", start: 2027-04-22}`:                      "Thursday 2027-04-22: who has not found",
		`{version: "9.5", start: 2027-04-26}`:                      "",
		`{version: "9.5", start: 2027-04-16, if_running: replace}`: "",
	} {
		s, err := Load("train.yaml", []byte(trainOf(later)), nil)
		require.NoError(t, err, later)
		text := strings.Join(told(s.Warnings), "\n")
		assert.Equal(t, warned != "", strings.Contains(text, "opens on Wednesday"), "%s: %s", later, text)
		if warned != "" {
			assert.Contains(t, text, want+warned, later)
		}
	}
}
