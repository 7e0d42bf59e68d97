package scenarios

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestGuessesCanBeSet checks, for the guesses of every example, that values all
// along their ranges can be set, that the ends are those that are shown, and that a
// law then has the median or mean that it was given.
func TestGuessesCanBeSet(t *testing.T) {
	varied := 0
	for _, example := range Examples() {
		s, err := Load(example.Name, example.Text, nil)
		require.NoError(t, err)
		for _, g := range Guesses(s) {
			assert.False(t, !strings.HasSuffix(g.Question.String(), "?") && !strings.HasSuffix(g.Question.String(), "."),
				"%s: the question is %v", g.Path, g.Question)
			assert.NotEqual(t, (g.Why == model.CanVary), (g.Range == nil),
				"%s: range %v, and why there is none: %d", g.Path, g.Range, g.Why)
			if g.Range == nil {
				continue
			}
			varied++
			r := g.Range
			low, _ := r.Text(r.Low)
			assert.Equal(t, g.Low, low, "%s: the low end is shown as", g.Path)
			high, _ := r.Text(r.High)
			assert.Equal(t, g.High, high, "%s: the high end is shown as", g.Path)
			shares := []float64{0, 0.3, 0.5, 1}
			if !r.Ordered {
				shares = []float64{0, 1}
			}
			for _, share := range shares {
				x := r.At(share)
				assert.InDelta(t, share, r.Share(x), 1e-9,
					"%s: share %v of the way is %v, which is share %v", g.Path, share, x, r.Share(x))
				var sets []Setting
				_, value := r.Text(x)
				for _, path := range g.Paths {
					sets = append(sets, Setting{Path: path, Value: "{value: " + value + ", range: [" + end(g.Low) + ", " + end(g.High) + "]}"})
				}
				changed, err := Load(example.Name, example.Text, sets)
				if !assert.NoError(t, err, "%s", example.Name) {
					continue
				}
				for i := range changed.Origins {
					o := &changed.Origins[i]
					if o.Path != g.Paths[0] {
						continue
					}
					assert.Equal(t, value, o.Value, "%s: set to %s, is %s", g.Path, value, o.Value)
					want := x * middleUnit(g.Low)
					assert.False(t, g.Of != "" && (o.Of != g.Of || math.Abs(o.Middle-want) > 0.002*want),
						"%s: %s has the %s %.1f s, want the %s %.1f s", g.Path, value, o.Of, o.Middle, g.Of, want)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, varied, 100, "%d guesses of all examples can be varied; there are more", varied)
}

// end is the end of a range as a file has it.
func end(shown string) string {
	if strings.Contains(shown, ": ") {
		return "{" + shown + "}"
	}
	return shown
}

// middleUnit is what 1 on the axis of a law is worth in seconds.
func middleUnit(end string) float64 {
	if strings.HasSuffix(end, "wd") {
		return 86400
	}
	return 1
}

// guessed is the guess at a path of a file.
func guessed(t *testing.T, path string, lines ...string) model.Guess {
	t.Helper()
	text := "start: 2027-04-12\ntimezone: UTC\nfleet:\n  - {name: a, clients: 10, version: \"9.3\", presence: {restarts: 30%}}\n" +
		"  - {name: b.c, clients: 10, version: \"9.3\"}\n  - {name: d, clients: 10, delivery: self-service, version: \"9.3\"}\n" +
		"backend: {version: \"9.4\", slots: 5}\nrelease: {version: \"9.4\"}\nstrategies: [big_bang: {}]\n" + strings.Join(lines, "\n")
	s, err := Load("test.yaml", []byte(text), nil)
	require.NoError(t, err)
	for _, g := range Guesses(s) {
		if g.Path == path {
			return g
		}
	}
	require.Fail(t, fmt.Sprintf("no guess at %s", path))
	return model.Guess{}
}

func TestGuess(t *testing.T) {
	for _, tt := range []struct {
		name, path, line string
		at               []float64 // on the axis
		shown, set       []string
		base             float64
	}{
		{"a law by its median", "sync.full", "sync: {full: {value: {lognormal: {median: 3m, p95: 8m}}, range: [1m, 10m], by: network team}}",
			[]float64{60, 270, 600}, []string{"1m", "4m30s", "10m"},
			[]string{"{lognormal: {median: 1m, p95: 2m40s}}", "{lognormal: {median: 4m30s, p95: 12m}}", "{lognormal: {median: 10m, p95: 26m40s}}"}, 180},
		{"a law by its mean", "sync.full", "sync: {full: {value: {uniform: {min: 1m, max: 3m}}, range: [1m, 4m]}}",
			[]float64{60, 240}, []string{"1m", "4m"}, []string{"{uniform: {min: 30s, max: 1m30s}}", "{uniform: {min: 2m, max: 6m}}"}, 120},
		{"a constant", "sync.full", "sync: {full: {value: 3m, range: [1m, 10m]}}", []float64{60, 97.5, 600}, []string{"1m", "1m37s500ms", "10m"}, []string{"1m", "1m37s500ms", "10m"}, 180},
		{"stopwatch values", "sync.full", "sync: {full: {measured: [1m, 3m], range: [1m, 4m]}}",
			[]float64{240}, []string{"4m"}, []string{"{measured: [2m, 6m]}"}, 120},
		{"unknown", "sync.interval", "sync: {interval: unknown}", []float64{3600, 86400}, []string{"1h", "24h"}, []string{"1h", "24h"}, 4 * 3600},
		{"a share", "install.fails", "install: {fails: {value: 2%, range: [1%, 5%]}}", []float64{0.01, 0.025}, []string{"1%", "2.5%"}, []string{"1%", "2.5%"}, 0.02},
		{"a size", "download.size", "download: {size: {value: 1GiB, range: [100MiB, 2GiB]}}", []float64{1.5 * (1 << 30)}, []string{"1.5GiB"}, []string{"1.5GiB"}, 1 << 30},
		{"laws of one form", "presence.boot", "", []float64{0.25}, []string{"window: 07:15-09:15"}, []string{"{window: 07:15-09:15}"}, 0.5},
		{"a law in workdays", "self_service.response", "self_service: {response: unknown}", []float64{0.5, 2},
			[]string{"0.5wd", "2wd"}, []string{"{lognormal: {median: 0.5wd, p95: 3.5wd}}", "{lognormal: {median: 2wd, p95: 14wd}}"}, 1},
		{"words", "managed.install", "managed: {install: {value: at-deadline, range: [when-offered, at-deadline]}}", []float64{0, 1},
			[]string{"when-offered", "at-deadline"}, []string{"when-offered", "at-deadline"}, 1},
	} {
		if strings.HasPrefix(tt.line, "managed") {
			check(t, tt.name, guessedManaged(t, tt.line), tt.at, tt.shown, tt.set, tt.base)
			continue
		}
		check(t, tt.name, guessed(t, tt.path, tt.line), tt.at, tt.shown, tt.set, tt.base)
	}
}

func check(t *testing.T, name string, g model.Guess, at []float64, shown, set []string, base float64) {
	t.Helper()
	if !assert.NotNil(t, g.Range, "%s: no range: %d", name, g.Why) {
		return
	}
	assert.InDelta(t, base, g.Range.Base, 1e-6, "%s: lies at", name)
	for i, x := range at {
		s, v := g.Range.Text(x)
		assert.True(t, s == shown[i] && v == set[i],
			"%s at %v: %s, %s; want %s, %s", name, x, s, v, shown[i], set[i])
	}
}

func guessedManaged(t *testing.T, line string) model.Guess {
	t.Helper()
	text := "start: 2027-04-12\ntimezone: UTC\nfleet: [{name: a, clients: 10, delivery: managed, version: \"9.3\"}]\n" +
		"backend: {version: \"9.4\", slots: 5}\nrelease: {version: \"9.4\"}\nstrategies: [big_bang: {}]\n" + line
	s, err := Load("test.yaml", []byte(text), nil)
	require.NoError(t, err)
	for _, g := range Guesses(s) {
		if g.Path == "managed.install" {
			return g
		}
	}
	require.Fail(t, "no guess at managed.install")
	return model.Guess{}
}

// TestSharedGuess checks that groups with the same default share a guess, and that
// one with a value of its own has none.
func TestSharedGuess(t *testing.T) {
	g := guessed(t, "presence.restarts")
	got := strings.Join(g.Paths, " ")
	assert.True(t, got == `fleet."b.c".presence.restarts fleet.d.presence.restarts` && !g.Marked,
		"paths %s, marked: %v", got, g.Marked)
	assert.True(t, guessed(t, "sync.interval", "sync: {interval: unknown}").Marked, "unknown is no mark")
}

// TestUnvaried checks that what cannot be varied says why.
func TestUnvaried(t *testing.T) {
	for _, tt := range []struct {
		path, line string
		why        model.Unvaried
	}{
		{"updater.interval", "updater: {interval: unknown}", model.NoRange},
		{"profile", "seed: 1", model.NoRange},
	} {
		g := guessed(t, tt.path, tt.line)
		assert.True(t, g.Range == nil && g.Why == tt.why, "%s: %v, %d; want %d", tt.path, g.Range, g.Why, tt.why)
	}
	// Times of day have no length.
	text := `
start: 2027-04-12
timezone: UTC
fleet:
  - {name: a, clients: 10, version: "9.3", presence: {boot: {value: {window: 07:00-09:00}, range: [07:30, 08:30]}}}
backend: {version: "9.4", slots: 5}`
	s, err := Load("test.yaml", []byte(text), nil)
	require.NoError(t, err)
	for _, g := range Guesses(s) {
		assert.False(t, g.Path == "fleet.a.presence.boot" && (g.Range != nil || g.Why != model.RigidLaw),
			"%v, %q", g.Range, g.Why)
	}
}

// TestRounding checks that values in search of a turn are what one would write.
func TestRounding(t *testing.T) {
	g := guessed(t, "sync.full", "sync: {full: {value: 3m, range: [1m, 10m]}}")
	for _, tt := range []struct{ x, want float64 }{{277, 270}, {283, 285}, {59, 60}, {601, 600}, {61, 60}} {
		assert.Equal(t, tt.want, g.Range.Round(tt.x), "%v s is rounded to", tt.x)
	}
	interval := guessed(t, "sync.interval", "sync: {interval: unknown}")
	got := interval.Range.At(0.5)
	assert.InDelta(t, 3600*math.Sqrt(24), got, 1, "the middle of 1h to 24h is %v s, want the one in ratios", got)
	got = interval.Range.Round(3600 * math.Sqrt(24))
	assert.False(t, got != 4*3600+3600 && got != 4*3600+45*60 && got != 4*3600+54*60, "%v s", got)
}
