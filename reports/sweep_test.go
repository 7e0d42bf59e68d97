package reports

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// sweepOf is a sweep over these values of its axes, all with the same strategies.
func sweepOf(axes []string, values ...[]string) *study.Sweep {
	s := &study.Sweep{Scenario: "Add-in 9.4 on 4,000 PCs", Seed: 1, Axes: axes,
		Metrics: []string{"wait.update.p95", "wait.worst.p95", "wait.all.p95", "utilization.hour", "updated.p95"}}
	for _, v := range values {
		s.Points = append(s.Points, study.Point{Values: v, Start: "2027-04-12T00:00:00+02:00", Timezone: "Europe/Berlin", Clients: 4000,
			Replications: 8, Slots: []int{50},
			Strategies: []study.PointStrategy{{Name: model.NoRollout, Strata: make([]study.Weight, 1)}, {Name: "big bang", Strata: make([]study.Weight, 1)},
				{Name: "waves", Strata: make([]study.Weight, 1)}},
			Targets: []study.PointTarget{{Text: "wait.update.p95 <= 10m", Metric: "wait.update.p95", Value: 600}}})
	}
	return s
}

// sweepResults are those of a point where big bang waits so long, and waves a tenth
// of that.
func sweepResults(wait float64) []study.Result {
	all := []study.Result{result(model.NoRollout, 50, 8, 20, 200, 0.5, 0), result("big bang", 50, 8, wait, wait*1.5, 0.99, 5*workday),
		result("waves", 50, 8, wait/10, wait/8, 0.7, 20*workday)}
	for i := range all {
		of, needed := study.Met, 0.0
		name := "wait.update.p95"
		if all[i].Strategy == model.NoRollout {
			name = "wait.all.p95"
		}
		switch e := metric(&all[i], name); {
		case e.Low > 600:
			of = study.Missed
		case e.High > 600:
			of, needed = study.Undecided, 40
		}
		all[i].Targets = []study.TargetResult{{Target: model.Target{Metric: "wait.update.p95", Bound: 600, Text: "wait.update.p95 <= 10m"},
			Bound: 600, Metric: name, Outcome: of, Of: 8, MetIn: 4, Share: 0.5, Effective: 8, Low: 0.2, High: 0.8, Needed: needed}}
	}
	return all
}

// sweepFixture is a sweep of six points less one, with its waits.
func sweepFixture() (*study.Sweep, []float64) {
	return sweepOf([]string{"backend.slots", "strategies.waves.waves.size"},
		[]string{"40", "250"}, []string{"40", "500"}, []string{"50", "250"}, []string{"50", "500"}, []string{"60", "500"}), []float64{12000, 9000, 5950, 4000, 500}
}

// TestSweepGolden holds every form of a sweep, and the numbers behind its picture,
// against a file that was read by a person.
func TestSweepGolden(t *testing.T) {
	s, waits := sweepFixture()
	shown, err := SweepMetric(s, "")
	require.True(t, err == nil && shown.Name == "wait.update.p95", "it is shown by %v, %v", shown.Name, err)
	for _, form := range []struct {
		file string
		make func(io.Writer) SweepTable
	}{
		{"sweep.txt", func(w io.Writer) SweepTable { return SweepText(say.English, w, s, shown) }},
		{"sweep.md", func(w io.Writer) SweepTable { return SweepMarkdown(say.English, w, s, shown) }},
		{"sweep.csv", func(w io.Writer) SweepTable { return SweepLong(say.English, w, s) }},
		{"sweep-wide.csv", func(w io.Writer) SweepTable { return SweepWide(say.English, w, s) }},
		{"sweep.json", func(w io.Writer) SweepTable { return SweepJSON(w, s) }},
	} {
		var got bytes.Buffer
		table := form.make(&got)
		for i, wait := range waits {
			require.NoError(t, table.Add(i, sweepResults(wait)))
		}
		require.NoError(t, table.End())
		sweepGolden(t, form.file, got.Bytes())
	}

	folder := t.TempDir()
	p := NewSweepPictures(say.English, s, SweepView{})
	for i, wait := range waits {
		p.Add(i, sweepResults(wait))
	}
	if files, left, err := p.Draw(folder, nil); files != 3 || left != 0 || err != nil {
		assert.Fail(t, fmt.Sprintf("%d files are drawn, %d left, %v", files, left, err))
	}
	rows, err := os.ReadFile(filepath.Join(folder, "sweep-heat.csv"))
	require.NoError(t, err)
	sweepGolden(t, "sweep-heat.csv", rows)
}

func sweepGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), file)
}

// TestSweepPicturesOf draws what a sweep has: lines for one setting, heat maps for
// two, one for each value of a third, and one picture where two vary together.
func TestSweepPicturesOf(t *testing.T) {
	three := [][]string{}
	for _, slots := range []string{"40", "50"} {
		for _, size := range []string{"100", "200", "300"} {
			for _, interval := range []string{"2h", "4h"} {
				three = append(three, []string{slots, size, interval})
			}
		}
	}
	axes := []string{"backend.slots", "strategies.waves.waves.size", "sync.interval"}
	for _, tt := range []struct {
		name   string
		axes   []string
		values [][]string
		view   SweepView
		want   []string // pictures
	}{
		{"one setting", axes[:1], [][]string{{"40"}, {"50"}, {"60"}}, SweepView{}, []string{"sweep-lines"}},
		{"one point", axes[:1], [][]string{{"40"}}, SweepView{}, nil},
		{"words", []string{"fleet.a.delivery"}, [][]string{{"managed"}, {"self-service"}}, SweepView{}, []string{"sweep-lines"}},
		{"two settings", axes[:2], [][]string{{"40", "250"}, {"40", "500"}, {"50", "250"}}, SweepView{}, []string{"sweep-heat"}},
		{"two together", axes[:2], [][]string{{"40", "250"}, {"50", "500"}, {"60", "700"}}, SweepView{}, []string{"sweep-lines"}},
		{"two together and the second chosen", axes[:2], [][]string{{"40", "250"}, {"50", "500"}}, SweepView{X: axes[1]}, []string{"sweep-lines"}},
		{"three settings", axes, three, SweepView{}, []string{"sweep-heat-sync.interval=2h", "sweep-heat-sync.interval=4h"}},
		{"three settings, two chosen", axes, three, SweepView{X: axes[2], Y: axes[0]}, []string{
			"sweep-heat-strategies.waves.waves.size=100", "sweep-heat-strategies.waves.waves.size=200", "sweep-heat-strategies.waves.waves.size=300"}},
		{"three settings, one chosen", axes, three[:6], SweepView{X: axes[1]}, []string{"sweep-lines-sync.interval=2h", "sweep-lines-sync.interval=4h"}},
		{"another metric", axes[:1], [][]string{{"40"}, {"50"}}, SweepView{Metric: "utilization.hour"}, []string{"sweep-lines"}},
		{"dates", axes[:2], [][]string{{"40", "1"}, {"50", "1"}, {"40", "2"}}, SweepView{Metric: "updated.p95"}, []string{"sweep-heat"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sweepOf(tt.axes, tt.values...)
			require.NoError(t, tt.view.Check(s))
			p := NewSweepPictures(say.English, s, tt.view)
			for i := range s.Points {
				p.Add(i, sweepResults(float64(300+i*400)))
			}
			var got []string
			for _, pic := range p.pictures(func(name string) string { return name }) {
				got = append(got, pic.file)
				assert.NoError(t, pic.png(io.Discard))
			}
			assert.Equal(t, tt.want, got, "it draws")
		})
	}
}

// TestSweepAboutFleets checks that a picture over fleets of several sizes names the
// smallest and the largest.
func TestSweepAboutFleets(t *testing.T) {
	s := sweepOf([]string{"backend.slots", "fleet.office.clients"}, []string{"40", "400"}, []string{"40", "650"}, []string{"50", "400"}, []string{"50", "650"})
	s.Scenario = "fleets"
	for i, clients := range []int{550, 800, 550, 800} {
		s.Points[i].Clients = clients
	}
	p := NewSweepPictures(say.English, s, SweepView{})
	for i := range s.Points {
		p.Add(i, sweepResults(300))
	}
	pics := p.pictures(func(name string) string { return name })
	assert.True(t, len(pics) == 1 && strings.Contains(pics[0].subtitle, "; 550 to 800 PCs; "),
		"%d pictures, of %+v, want one of 550 to 800 PCs", len(pics), pics)
}

// TestSweepViewCheck says what is wrong with the choice of a picture.
func TestSweepViewCheck(t *testing.T) {
	s := sweepOf([]string{"a", "b", "c"}, []string{"1", "2", "3"}, []string{"2", "2", "4"})
	for _, tt := range []struct {
		view SweepView
		want string
	}{
		{SweepView{}, ""},
		{SweepView{X: "a", Y: "c"}, ""},
		{SweepView{X: "d"}, "--x: d does not vary; there are a, b, c"},
		{SweepView{Y: "b"}, "--y: b is 2 at every point"},
		{SweepView{X: "a", Y: "a"}, "--x and --y are both a; give two settings"},
		{SweepView{Metric: "wait"}, `--metric: no metric "wait" is told of this sweep`},
		{SweepView{Metric: "exposed"}, `--metric: no metric "exposed" is told of this sweep`},
	} {
		err := tt.view.Check(s)
		assert.True(t, !(tt.want == "" && err != nil) && !(tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want))),
			"%+v is answered with %v, want %q", tt.view, err, tt.want)
	}
}

// TestSweepStrangeNames draws and writes strategies and values of any letters.
func TestSweepStrangeNames(t *testing.T) {
	s := sweepOf([]string{"release.version"}, []string{`"9,4"`}, []string{"<b>|9.5"})
	for i := range s.Points {
		s.Points[i].Strategies[2].Name = "波"
	}
	results := func(i int) []study.Result {
		all := sweepResults(float64(100 + i*100))
		all[2].Strategy = "波"
		all[1].Metrics[0] = without("wait.update.p95", model.Seconds, study.NotReachedSome)
		return all
	}
	var text bytes.Buffer
	shown, _ := SweepMetric(s, "")
	table := SweepMarkdown(say.English, &text, s, shown)
	p := NewSweepPictures(say.English, s, SweepView{})
	for i := range s.Points {
		require.NoError(t, table.Add(i, results(i)))
		p.Add(i, results(i))
	}
	require.NoError(t, table.End())
	assert.NotContains(t, text.String(), "<b>", "markup of a name is not escaped:\n%s", text.String())
	_, _, err := p.Draw(t.TempDir(), nil)
	assert.NoError(t, err)
}

// TestPlaces puts numbers with one unit where they belong, and all else in line.
func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		steps   []string
		want    []float64
		numeric bool
	}{
		{[]string{"40", "50", "80"}, []float64{40, 50, 80}, true},
		{[]string{"2.5m", "10m"}, []float64{2.5, 10}, true},
		{[]string{"90s", "2m"}, []float64{0, 1}, false},
		{[]string{"50%", "75%"}, []float64{50, 75}, true},
		{[]string{"managed", "self-service"}, []float64{0, 1}, false},
		{[]string{`"9.3"`, `"9.4"`}, []float64{0, 1}, false},
	} {
		got, numeric := places(tt.steps)
		assert.True(t, slices.Equal(got, tt.want) && numeric == tt.numeric,
			"places of %q are %v (by number: %v), want %v (%v)", tt.steps, got, numeric, tt.want, tt.numeric)
	}
}

// TestWarmth gives the least value the first colour and the greatest the last, and
// keeps the order of those between.
func TestWarmth(t *testing.T) {
	for _, values := range [][]float64{{0, 10, 100, 3600, 86400}, {5, 6, 7}, {600, 700, 800}} {
		w := warmthOf(model.Seconds, values)
		first, last := w.color(slices.Min(values)), w.color(slices.Max(values))
		assert.True(t, first == viridis[0] && last == viridis[len(viridis)-1],
			"%v go from %v to %v", values, first, last)
		for i := 1; i < len(values); i++ {
			assert.Greater(t, w.of(values[i]), w.of(values[i-1]),
				"%v is no warmer than %v", values[i], values[i-1])
		}
		for _, tick := range w.ticks(english, model.Seconds) {
			assert.True(t, tick.Value >= -1e-9 && tick.Value <= 1+1e-9 && !math.IsNaN(tick.Value),
				"the tick %q of %v lies at %v", tick.Label, values, tick.Value)
		}
	}
}
