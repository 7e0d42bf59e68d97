package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// swept is the file of the settings with a sweep behind it.
func swept(sweep string) []byte { return []byte(settingBase + "sweep:\n" + sweep) }

// pointsOf loads a file with a sweep and names its points.
func pointsOf(t *testing.T, sweep string) []string {
	t.Helper()
	var l Loader
	if _, err := l.Load("base.yaml", swept(sweep), nil); err != nil {
		require.NoError(t, err)
	}
	points, err := l.Sweep.Points()
	require.NoError(t, err)
	require.NoError(t, l.CheckPoints(points, nil))
	var names []string
	for _, p := range points {
		names = append(names, p.String())
	}
	return names
}

// TestPoints lists the points of sweeps in files.
func TestPoints(t *testing.T) {
	for _, tt := range []struct {
		name, sweep string
		want        []string
	}{
		{"each with each, the last fastest", `
  - vary: {backend.slots: [40, 50]}
  - vary: {strategies.waves.waves.size: [250, 500]}
`, []string{
			"backend.slots=40 strategies.waves.waves.size=250", "backend.slots=40 strategies.waves.waves.size=500",
			"backend.slots=50 strategies.waves.waves.size=250", "backend.slots=50 strategies.waves.waves.size=500",
		}},
		{"together", `
  - vary: {strategies.waves.waves.size: [250, 500], strategies.waves.waves.every: [1wd, 2wd]}
`, []string{
			"strategies.waves.waves.size=250 strategies.waves.waves.every=1wd",
			"strategies.waves.waves.size=500 strategies.waves.waves.every=2wd",
		}},
		{"in steps, exact decimals", "\n  - vary: {updater.jitter: {from: 0.1%, to: 0.4%, step: 0.1%}}\n",
			[]string{"updater.jitter=0.1%", "updater.jitter=0.2%", "updater.jitter=0.3%", "updater.jitter=0.4%"}},
		{"by number, between whole numbers", "\n  - vary: {backend.slots: {from: 10, to: 160, points: 5, scale: log}}\n",
			[]string{"backend.slots=10", "backend.slots=20", "backend.slots=40", "backend.slots=80", "backend.slots=160"}},
		{"by number, rounded", "\n  - vary: {sync.interval: {from: 1h, to: 2h, points: 4}}\n",
			[]string{"sync.interval=1h", "sync.interval=1.333h", "sync.interval=1.667h", "sync.interval=2h"}},
		{"lists and mappings as values", `
  - vary: {backend.slots: [[40, auto], {value: 60, source: "a, b: c"}], backend.admission.hint: [estimate, {fixed: 3m}]}
targets: [wait.update.p95 <= 10m]
`, []string{
			"backend.slots=[40, auto] backend.admission.hint=estimate",
			`backend.slots={value: 60, source: "a, b: c"} backend.admission.hint={fixed: 3m}`,
		}},
		{"a name with a dot, a text in quotes", `
  - vary: {fleet."site 1.2".clients: [7, 8, 9], name: ["one, two", 'it''s "3"', "08:00 x"]}
`, []string{
			`fleet."site 1.2".clients=7 name="one, two"`, `fleet."site 1.2".clients=8 name=it's "3"`, `fleet."site 1.2".clients=9 name=08:00 x`,
		}},
		{"a condition on what varies and what does not", `
  - vary: {backend.slots: [40, 50, 60]}
  - vary: {fleet.headquarters.clients: [1000, 2000]}
  - only: backend.slots >= 50 and fleet.headquarters.clients >= 2000
  - only: fleet."site 1.2".clients = 500 and backend.slots != 60
`, []string{"backend.slots=50 fleet.headquarters.clients=2000"}},
		{"a condition on versions", `
  - vary: {release.version: ["9.4", "9.9", "9.10"]}
  - only: release.version > 9.4 and release.version >= 9.10
`, []string{"release.version=9.10"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, pointsOf(t, tt.sweep), "points")
		})
	}
}

// TestAt loads a point: its values are those of the scenario, whatever --set said
// before.
func TestAt(t *testing.T) {
	var l Loader
	text := swept("  - vary: {backend.slots: [40, 60], fleet.headquarters.clients: [1000, 2000]}\n")
	s, err := l.Load("base.yaml", text, []Setting{{Path: "backend.slots", Value: "70"}, {Path: "seed", Value: "9"}})
	require.NoError(t, err)
	got := s.Backend.Slots[0]
	assert.Equal(t, 70, got, "the scenario itself has %d slots", got)
	points, err := l.Sweep.Points()
	require.NoError(t, err)
	at, err := l.At(points[1])
	require.NoError(t, err)
	assert.True(t, at.Backend.Slots[0] == 60 && at.Groups[0].Clients == 2000 && at.Seed == 9,
		"at %v: %d slots, %d clients, seed %d; want 60, 2000, 9", points[1], at.Backend.Slots[0], at.Groups[0].Clients, at.Seed)
}

// TestBadPoint checks that a value that the scenario does not take is an error at
// its place in the file, and names the point.
func TestBadPoint(t *testing.T) {
	var l Loader
	if _, err := l.Load("base.yaml", swept("  - vary: {seed: [1, 2]}\n  - vary: {backend.slots: [40, many]}\n"), nil); err != nil {
		require.NoError(t, err)
	}
	points, err := l.Sweep.Points()
	require.NoError(t, err)
	const want = "base.yaml:15:32: backend.slots: must be a plain whole number such as 50, got many; at the point seed=1 backend.slots=many\n" +
		"base.yaml:15:32: backend.slots: must be a plain whole number such as 50, got many; at the point seed=2 backend.slots=many"
	var all Errors
	err = l.CheckPoints(points, nil)
	assert.True(t, errors.As(err, &all) && err.Error() == want, "complaints\n got %v\nwant %s", err, want)
}

// TestParseVary reads axes from the command line.
func TestParseVary(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Axis
	}{
		{"backend.slots=40,50,60", Axis{Paths: []string{"backend.slots"}, Steps: [][]string{{"40"}, {"50"}, {"60"}}}},
		{"backend.slots=40..60/10", Axis{Paths: []string{"backend.slots"}, Steps: [][]string{{"40"}, {"50"}, {"60"}}}},
		{"a.b = 1/min..2/min/0.5/min", Axis{Paths: []string{"a.b"}, Steps: [][]string{{"1/min"}, {"1.5/min"}, {"2/min"}}}},
		{"backend.slots=[40, auto],[50]", Axis{Paths: []string{"backend.slots"}, Steps: [][]string{{"[40, auto]"}, {"[50]"}}}},
		{`name="a, b",c; seed=1,2`, Axis{Paths: []string{"name", "seed"}, Steps: [][]string{{`"a, b"`, "1"}, {"c", "2"}}}},
		{`fleet."a=b;c".clients=7`, Axis{Paths: []string{`fleet."a=b;c".clients`}, Steps: [][]string{{"7"}}}},
		{"x={from: 10, to: 40, points: 3, scale: log}", Axis{Paths: []string{"x"}, Steps: [][]string{{"10"}, {"20"}, {"40"}}}},
		{"sync.delta={lognormal: {median: 20s, p95: 90s}},20s", Axis{Paths: []string{"sync.delta"}, Steps: [][]string{{"{lognormal: {median: 20s, p95: 90s}}"}, {"20s"}}}},
	} {
		got, err := ParseVary(tt.text)
		got.places = nil
		if assert.NoError(t, err, tt.text) {
			assert.Equal(t, tt.want, got, tt.text)
		}
	}
}

// TestBadVary checks what is said of axes that are none.
func TestBadVary(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"backend.slots", "must be a path and its values, such as backend.slots=40,50,60"},
		{"", "must be a path and its values, such as backend.slots=40,50,60"},
		{"backend.slots=", "backend.slots has no values; write path=value,value,... such as backend.slots=40,50,60"},
		{"backend.slots=40,,50", "value 2 of backend.slots is empty; values are separated by one comma each"},
		{"backend..slots=40", "backend..slots: has an empty part in its path; write a dotted path such as backend.slots"},
		{"a=1,2; b=3", "b has 1 value, and a 2; those of one item advance together and need as many"},
		{"a=40..100/7", "a: does not come to 100 in steps of 7 from 40; end it at 96 or 103"},
		{"a=40..100s/10", "a: must have one unit in all of its numbers, got 40 and 100s"},
		{"a=[1", "the values of a are no YAML: [1"},
		{"a=1]", "the values of a are no YAML: 1]"},
	} {
		_, err := ParseVary(tt.text)
		assert.True(t, err != nil && err.Error() == tt.want, "%s\n got %v\nwant %s", tt.text, err, tt.want)
	}
}

// TestVary puts axes of the command line in the place of those of a file.
func TestVary(t *testing.T) {
	var l Loader
	if _, err := l.Load("base.yaml", swept("  - vary: {backend.slots: [40]}\n  - vary: {seed: [1, 2], sync.interval: [1h, 2h]}\n"), nil); err != nil {
		require.NoError(t, err)
	}
	vary := func(text string) error {
		a, err := ParseVary(text)
		require.NoError(t, err)
		return l.Sweep.Vary(a)
	}
	if err := vary("seed=3"); err == nil || !strings.Contains(err.Error(), "seed varies together with sync.interval; give both") {
		assert.Fail(t, fmt.Sprintf("half of an axis: %v", err))
	}
	for _, text := range []string{"backend.slots=60", "seed=5; sync.interval=3h", "fleet.headquarters.clients=1,2"} {
		require.NoError(t, vary(text))
	}
	for _, text := range []string{"backend.slots=70", "seed=6", "sync.interval=4h; backend.balancer=none"} {
		err := vary(text)
		assert.True(t, err != nil && strings.Contains(err.Error(), "is given twice"),
			"%s, which varies already: %v, want that it is given twice", text, err)
	}
	points, err := l.Sweep.Points()
	require.NoError(t, err)
	want := []string{
		"backend.slots=60 seed=5 sync.interval=3h fleet.headquarters.clients=1",
		"backend.slots=60 seed=5 sync.interval=3h fleet.headquarters.clients=2",
	}
	assert.True(t, slices.EqualFunc(points, want, func(p Point, name string) bool { return p.String() == name }),
		"points %v, want %v", points, want)
}

// TestSweepIsNotKept keeps a scenario with a sweep of what the kept one lacks: it
// is read again all the same.
func TestSweepIsNotKept(t *testing.T) {
	var l Loader
	s, err := l.Load("base.yaml", swept("  - vary: {strategies.waves.waves.size: [250, 500]}\n"), nil)
	require.NoError(t, err)
	kept := l.Resolved(s, Setting{Path: "strategies", Value: "[{big_bang: {}}]"})
	var again Loader
	_, err = again.Load("kept.yaml", kept.Text, nil)
	require.NoError(t, err, "%v\n%s", err, kept.Text)
	n := len(again.Sweep.Axes)
	assert.Zero(t, n, "the kept scenario varies %d times:\n%s", n, kept.Text)
}

// TestSweepLimits checks that what a hostile file could ask for is refused at once.
func TestSweepLimits(t *testing.T) {
	var paths strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&paths, "a%d: 1, ", i)
	}
	for _, tt := range []struct{ sweep, want string }{
		{"  - vary: {" + paths.String() + "}\n", "base.yaml:14:11: sweep[0].vary: varies 20000 paths; at most 100 are possible"},
		{strings.Repeat("  - vary: {a: 1, b: 1, c: 1, d: 1, e: 1}\n", 21), "base.yaml:34:15: sweep: varies more than 100 paths; leave some out"},
		{"  - only: seed = 1" + strings.Repeat(" and seed = 1", 20) + "\n", "base.yaml:14:11: sweep[0].only: has 21 comparisons; at most 20 are possible in one condition"},
	} {
		_, err := Load("base.yaml", swept(tt.sweep), nil)
		assert.True(t, err != nil && err.Error() == tt.want, "complaint\n got %v\nwant %s", err, tt.want)
	}
}
