package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/testdata/long"
)

// FuzzLoad checks that no file and no setting, however broken, crashes the
// loader, and that every complaint points into the file.
func FuzzLoad(f *testing.F) {
	good, _ := filepath.Glob("*.yaml")
	for _, path := range append(append(good, files(f, "bad")...), files(f, "good")...) {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text, "backend.slots", "50")
	}
	f.Add([]byte("backend: {admission: {slots: 40}}"), `fleet."a.b".clients`, "[1, {a: b}]")
	f.Add([]byte("\ufeffname: x\r\nstart: 2027-04-12\r\n"), "strategies.0.waves", "{size: 5%}")
	f.Add([]byte("sync: {delta: {mixture: [{share: 100%, mixture: [{share: 100%, constant: 1s}]}]}}"), "", "")
	f.Add([]byte("start: 2027-04-12\ntimezone: UTC\nworkloads: [{name: a, arrivals: {profile: [{from: 23h, rate: 1/s}]}, work: 1s}]\nbackend: {slots: 1}\nmeasure: {from: 0s, to: 1d}"),
		"workloads.a.arrivals", "{batches: {rate: 0.001/d, size: {geometric: {mean: 1}}}}")
	f.Add([]byte("workloads: [{arrivals: {exactly: {clients: 1, at: {file: x}, days: 400}}}, {arrivals: {closed: {think: 0s}}, priority: 1}]"),
		"backend.admission", "{discipline: priority, queue_limit: 0}")
	f.Add([]byte("start: 2027-04-12\ntimezone: UTC\nhorizon: 10d\nworkloads: [{name: a, arrivals: {poisson: 3/min}, work: 1m}]\nbackend: {slots: 5, nodes: 2, balancer: {policy: weighted, weights: [2, 1]}, timeout: {after: 30m}, events: [{at: 2027-04-13T10:00, outage: {for: 20m}}]}"),
		"backend.events.0.outage", "{nodes: all, for: 1h, running: drain}")
	f.Add([]byte("start: 2027-10-30\ntimezone: Europe/Berlin\nhorizon: 3d\nworkloads: [{name: a, arrivals: {poisson: 3/min}, work: 1m}]\nbackend: {slots: auto, nodes: 1000, autoscale: {}, failures: {}, capacity: {usl: {contention: 100%}}, events: [{at: 2027-10-31T02:30, add_nodes: {}}]}\ntargets: [wait.all.p95 <= 1m]"),
		"backend.timeout.retry.exponential", "{base: 1s, cap: 1s}")
	f.Add([]byte("backend: {slots: [auto], admission: {hint: {jitter: 5s}, returns: {after: 2s, first_only: true}, order: [timer]}, balancer: {signal_age: 1s}}\nsync: {jitter: 100%}"),
		"backend.capacity", "{full_speed: 0.1}")
	f.Add(swept("  - vary: {backend.slots: [40, auto], fleet.\"site 1.2\".clients: {from: 1, to: 2, step: 1}}\n  - only: backend.slots != 40\n"),
		"sweep.0.vary", "{seed: {from: 0.001, to: 99999, points: 9999, scale: log}}")
	f.Add(swept("  - vary: {backend: [{}, {slots: 0}], a.\"b: [x, {y: [z]}, '']}\n"), "sweep", "[{vary: {sweep.0: [1]}}, {only: 'a=b'}]")
	f.Fuzz(func(t *testing.T, text []byte, path, value string) {
		for _, sets := range [][]Setting{nil, {{Path: path, Value: value}}} {
			s, err := Load("fuzz.yaml", text, sets)
			if err == nil {
				assert.True(t, s.Horizon >= 1 && s.Replications >= 1 && s.Calendar.Zone != nil,
					"accepted, but horizon %d, replications %d, zone %v", s.Horizon, s.Replications, s.Calendar.Zone)
				continue
			}
			var all Errors
			require.True(t, errors.As(err, &all) && len(all) != 0, "the error is a %T: %v", err, err)
			for _, e := range all {
				pointsIntoFile(t, "fuzz.yaml", text, e)
			}
		}
	})
}

// TestOddValuesEverywhere puts odd values in the place of every value of the
// good files. Whatever comes of it, nothing panics, and complaints name the
// setting or a place in the file.
func TestOddValuesEverywhere(t *testing.T) {
	odd := []string{
		"~", `""`, "0", "-1", "1", "0%", "100%", "0s", "0wd", "99999999999999999999", "1e309", "NaN", "unknown", "estimate", "rest",
		"[]", "{}", "[{}]", "[[]]", "[unknown]", "{value: 5m}", "{value: unknown, range: [1m, 2m]}", "{value: {value: 5}}",
		"{measured: [5m, 0s]}", "{measured: {}}", "{value: [1, 2], range: {}}", "{mixture: []}", "{mixture: [{}]}", "{constant: 0s}",
		"{name: x}", "[mon]", "2027-04-12", "2027-03-28T02:30", "23:59", "10y", "{exponential: {mean: 0s}}", "{gamma: {mean: 1s, cv: 0.000001}}",
		"{normal: {mean: 0s, sd: 0s}}", "{triangular: {min: 1m, mode: 1m, max: 1m}}", "{lognormal: {mean: 1wd, cv: 900}}",
	}
	examples, _ := filepath.Glob("*.yaml")
	for _, path := range append(examples, files(t, "good")...) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var root yaml.Node
		require.NoError(t, yaml.Load(text, &root))
		for i, at := range paths(root.Content[0]) {
			// Every value meets every kind of place in some file; all
			// combinations would take minutes.
			step := long.Or(64, 16)
			for j := i % step; j < len(odd); j += step {
				oddValue(t, path, text, Setting{Path: at, Value: odd[j]})
			}
		}
	}
}

func oddValue(t *testing.T, path string, text []byte, set Setting) {
	t.Helper()
	defer func() {
		r := recover()
		assert.Nil(t, r, "%s with %v panics: %v", path, set, r)
	}()
	_, err := Load(path, text, []Setting{set})
	var all Errors
	assert.False(t, err != nil && !errors.As(err, &all), "%s with %v: the error is a %T", path, set, err)
	for _, e := range all {
		pointsIntoFile(t, path, text, e)
	}
}

// paths returns the paths of all values below a node, with items by index.
func paths(n *yaml.Node) []string {
	var all []string
	add := func(key string, child *yaml.Node) {
		all = append(all, quoted(key))
		for _, p := range paths(child) {
			all = append(all, quoted(key)+"."+p)
		}
	}
	for i, c := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			add(strconv.Itoa(i), c)
		case i%2 == 0:
			add(c.Value, n.Content[i+1])
		}
	}
	return all
}

// FuzzVary checks that whatever is read as an axis can be swept: each of its
// values is YAML that reads as itself again. Conditions do not crash either.
func FuzzVary(f *testing.F) {
	for _, text := range []string{
		"backend.slots=40,50,60", "a=40..100/10", `a="x, y",[1, {b: 'c: d'}]; b=1,2`, "a={from: 1, to: 1000, points: 4, scale: log}",
		"a=1/min..3/min/1/min", "a=~,!x", "a=x #y", "a={b: c, d}", `"a=b".c=- 1,? 2`, "backend.slots >= 40 and a = \"x and y\"", "a=-,null,'\u00e4'",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseOnly(text); err == nil {
			s := Sweep{Axes: []Axis{{Paths: []string{"a"}, Steps: [][]string{{"1"}, {"x"}}}}, Conditions: []Condition{c}}
			for range s.all() {
			}
		}
		a, err := ParseVary(text)
		if err != nil {
			return
		}
		for _, step := range a.Steps {
			for k, value := range step {
				n, err := settingNode(value)
				require.NoError(t, err, "%q: the value %q of %s is none", text, value, a.Paths[k])
				again := oneLine(n)
				assert.Equal(t, value, again,
					"%q: the value %q of %s reads as %q", text, value, a.Paths[k], again)
			}
		}
	})
}
