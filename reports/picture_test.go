package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestPictures draws the office and checks what can be checked without eyes: the
// files are there and whole, and the numbers behind them are those of the results.
func TestPictures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "directory")
	c := drawnComparison()
	files, err := Pictures(say.English, dir, c, nil)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	want := "wait.png wait.svg wait.csv load.png load.svg load.csv days.png days.svg days.csv morning.png morning.svg updated.png updated.svg updated.csv"
	assert.Equal(t, want, strings.Join(names, " "), "files")
	entries, err := os.ReadDir(dir)
	assert.True(t, err == nil && len(entries) == len(files),
		"%d files in the directory, %v; want %d", len(entries), err, len(files))
	for _, f := range files {
		content, err := os.ReadFile(f)
		require.NoError(t, err)
		switch filepath.Ext(f) {
		case ".png":
			picture, err := png.Decode(bytes.NewReader(content))
			if err != nil || picture.Bounds().Dx() != 1400 {
				assert.Fail(t, fmt.Sprintf("%s: %v, bounds %v, want 1400 pixels across", f, err, picture.Bounds()))
			}
		case ".svg":
			if !bytes.Contains(bytes.ReplaceAll(content, []byte(`"`), nil), []byte("Liberation Sans,Arial")) || !bytes.Contains(content, []byte("big bang")) {
				assert.Fail(t, fmt.Sprintf("%s lacks fonts of other machines, or words", f))
			}
		}
	}
	rows := readCSV(t, filepath.Join(dir, "load.csv"))
	at := rows[1][2]
	assert.Equal(t, "2027-04-12T00:00:00+02:00", at, "load begins at %s", at)
	most := 0.0
	for _, row := range rows[1:] {
		if v, err := strconv.ParseFloat(row[6], 64); err == nil && row[0] == "big bang" {
			most = math.Max(most, v)
		}
	}
	s := &c.Results[1].Series
	wanted := s.Waiting[s.Busiest]
	assert.InDelta(t, wanted, most, 1e-3*wanted, "most that wait in load.csv")
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}

// TestPicturesAreEqual checks that equal results give equal bytes.
func TestPicturesAreEqual(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	files, err := Pictures(say.English, one, drawnComparison(), nil)
	require.NoError(t, err)
	_, err = Pictures(say.English, two, drawnComparison(), nil)
	require.NoError(t, err)
	for _, f := range files {
		a, errA := os.ReadFile(f)
		b, errB := os.ReadFile(filepath.Join(two, filepath.Base(f)))
		assert.True(t, errA == nil && errB == nil && bytes.Equal(a, b),
			"%s differs from run to run (%v, %v)", filepath.Base(f), errA, errB)
	}
}

// TestPicturesOfExtremes draws what is easily forgotten: nobody waits, nothing is
// rolled out, a single rollout, several slot numbers, no series at all.
func TestPicturesOfExtremes(t *testing.T) {
	nobody := drawnComparison()
	for i := range nobody.Results {
		r := &nobody.Results[i]
		for j := range r.Waits {
			r.Waits[j].NoWait = 1
			r.Waits[j].Points = r.Waits[j].Points[:1]
		}
		clear(r.Series.Waiting)
		clear(r.Series.WaitingP)
	}
	nothing := drawnComparison()
	nothing.Results = nothing.Results[:1]
	single := drawnComparison()
	single.Replications, single.Asked = 1, 1
	bypass := drawnComparison()
	for i := range bypass.Results {
		bypass.Results[i].Series.Bypass[100] = 7
	}
	columns := drawnComparison()
	columns.Results = append(columns.Results, drawnComparison().Results...)
	for i := range columns.Results[4:] {
		columns.Results[4+i].Slots, columns.Results[4+i].Column = 80, 1
	}
	for _, tt := range []struct {
		name  string
		c     *study.Comparison
		files int
	}{
		{"nobody waits", nobody, 14},
		{"nothing is rolled out", nothing, 8},
		{"a single rollout", single, 14},
		{"two slot numbers", columns, 28},
		{"some bypass", bypass, 14},
		{"everything happens to the backend", happening(), 17},
		{"no series", officeComparison(), 0},
	} {
		files, err := Pictures(say.English, t.TempDir(), tt.c, nil)
		assert.True(t, err == nil && len(files) == tt.files,
			"%s: %d files, %v; want %d", tt.name, len(files), err, tt.files)
	}
}

func TestPicturesWithoutDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	_, err := Pictures(say.English, file, drawnComparison(), nil)
	assert.True(t, err != nil && strings.Contains(err.Error(), file),
		"Pictures into a file: %v, want an error that names it", err)
}

// TestThinned checks that thinning keeps both ends of the range of y and the order.
func TestThinned(t *testing.T) {
	var dense []point
	for i := range 20000 {
		dense = append(dense, point{float64(i), math.Sin(float64(i))})
	}
	dense[777].y, dense[12345].y = 50, -50
	thin := thinned(dense, 500)
	low, high := 0.0, 0.0
	for i, pt := range thin {
		low, high = math.Min(low, pt.y), math.Max(high, pt.y)
		if i > 0 {
			require.Greater(t, pt.x, thin[i-1].x, "point %d lies to the right of the one before it", i)
		}
	}
	assert.True(t, len(thin) <= 1002 && low == -50 && high == 50,
		"%d points from %v to %v, want at most 1002 from -50 to 50", len(thin), low, high)
}

// TestDayTicksOnClockChange checks that ticks stand at local midnights, which are
// 23 hours apart on the Sunday when clocks go forward.
func TestDayTicksOnClockChange(t *testing.T) {
	s := officeScenario()
	s.Start = time.Date(2027, 3, 27, 0, 0, 0, 0, s.Calendar.Zone)
	ticks := clockOf(s).days(4*86400, 10)
	want := []float64{0, 24 * 3600, 47 * 3600, 71 * 3600, 95 * 3600}
	require.Len(t, ticks, len(want), "%d ticks", len(ticks))
	for i, tick := range ticks {
		assert.Equal(t, want[i], tick.Value,
			"tick %d (%s) at %v h, want %v h", i, tick.Label, tick.Value/3600, want[i]/3600)
	}
	assert.Equal(t, "Mon 29 Mar", ticks[2].Label, "third tick says %q", ticks[2].Label)
}

// TestTicksOfOneDay checks that a day has ticks by the hour, whose labels do not
// reach over its end, and that the hours are those of the wall clock.
func TestTicksOfOneDay(t *testing.T) {
	s := officeScenario()
	for _, tt := range []struct {
		name  string
		start time.Time
		until float64
		want  string
	}{
		{"a day", s.Start, 86400, "Mon 12 Apr@0 06:00@6 12:00@12 18:00@18 @24"},
		{"two days", s.Start, 2 * 86400, "Mon 12 Apr@0 @6 12:00@12 @18 Tue 13 Apr@24 @30 12:00@36 @42 @48"},
		{"a day of 23 hours", time.Date(2027, 3, 28, 0, 0, 0, 0, s.Calendar.Zone), 23 * 3600, "Sun 28 Mar@0 06:00@5 12:00@11 18:00@17 @23"},
	} {
		s.Start = tt.start
		var got []string
		for _, tick := range bareEnd(clockOf(s).days(tt.until, 5), tt.until) {
			got = append(got, fmt.Sprintf("%s@%.0f", tick.Label, tick.Value/3600))
		}
		assert.Equal(t, tt.want, strings.Join(got, " "), "%s: ticks", tt.name)
	}
}

func TestQueued(t *testing.T) {
	for _, tt := range []struct {
		most float64
		want string
	}{{0, ": nobody waits"}, {0.4, ""}, {1.2, ": 1 waits at the peak, on average"}, {1900, ": 1,900 wait at the peak, on average"}} {
		assert.Equal(t, tt.want, english.queued([]point{{0, 0}, {1, tt.most}}), "queued with %v at most", tt.most)
	}
}

func TestThrough(t *testing.T) {
	c := clockOf(officeScenario())
	for _, tt := range []struct {
		days float64
		want string
	}{
		{1, "on Mon 12 April 2027"}, {26, "from 12 April to 7 May 2027"}, {280, "from 12 April 2027 to 16 January 2028"},
	} {
		assert.Equal(t, tt.want, c.through(tt.days*workday), "%v days", tt.days)
	}
}

func TestLogTicks(t *testing.T) {
	for _, tt := range []struct {
		low, high   float64
		first, last string
	}{
		{60, 16000, "30 s", "8 h"},
		{1, 3, "1 s", "5 s"},
		{70, 70, "1 min", "2 min"},
		{120, 120, "1 min", "2 min"},
	} {
		from, until, ticks := logTicks(tt.low, tt.high)
		first, last := ticks[0], ticks[len(ticks)-1]
		assert.True(t, first.Label == tt.first && last.Label == tt.last && from == first.Value && until == last.Value,
			"ticks for %v to %v s: %q to %q, want %q to %q", tt.low, tt.high, first.Label, last.Label, tt.first, tt.last)
	}
}

func TestCountTicks(t *testing.T) {
	for _, tt := range []struct {
		top   float64
		about int
		want  string
	}{
		{65, 4, "0 20 40 60"}, {1500, 4, "0 500 1,000 1,500"}, {1.2, 4, "0 1"}, {9, 5, "0 2 4 6 8"},
	} {
		var labels []string
		for _, tick := range counts(tt.top, tt.about) {
			labels = append(labels, tick.Label)
		}
		assert.Equal(t, tt.want, strings.Join(labels, " "), "counts(%v, %d)", tt.top, tt.about)
	}
}

func TestTintOfNoRollout(t *testing.T) {
	c := drawnComparison()
	assert.True(t, tint(c.Results, 0) == baseline && c.Results[0].Strategy == model.NoRollout,
		"no rollout is drawn in %v, want grey", tint(c.Results, 0))
	seen := map[any]string{}
	for i := range c.Results {
		colour := tint(c.Results, i)
		other, twice := seen[colour]
		assert.False(t, twice, "%s and %s have the same colour", other, c.Results[i].Strategy)
		seen[colour] = c.Results[i].Strategy
	}
}

// TestTintWithoutBaseline draws strategies without no rollout beside them in the
// colours that they have beside it.
func TestTintWithoutBaseline(t *testing.T) {
	all := drawnComparison().Results
	for i := range all[1:] {
		got, want := tint(all[1:], i), tint(all, i+1)
		assert.Equal(t, want, got,
			"%s is drawn in %v without no rollout, in %v beside it", all[i+1].Strategy, got, want)
		if got, want := len(stroke(all[1:], i).Dashes), len(stroke(all, i+1).Dashes); got != want {
			assert.Fail(t, fmt.Sprintf("%s has other dashes without no rollout", all[i+1].Strategy))
		}
	}
}

// TestQueuePictures draws a queueing model: pictures of jobs, one set for each
// number of slots, and none of updates.
func TestQueuePictures(t *testing.T) {
	c := queueComparison()
	for i := range c.Results {
		c.Results[i].Series = drawnComparison().Results[0].Series
		c.Results[i].Waits = []study.WaitCurve{{Population: "all", Needs: 3, Censored: 1, NoWait: 0.5,
			Points: []stats.CurvePoint{{Value: time.Minute, Level: 0.8}, {Value: time.Hour, Level: 1}}}}
	}
	var files []string
	for _, pic := range pageOf(c).pictures() {
		files = append(files, pic.file)
		for _, one := range drawnWords(pic)[:2] { // title and subtitle
			text := one.String
			for _, word := range []string{"people", "person", "rollout", "strategy"} {
				assert.NotContains(t, text, word, "%s speaks of %q: %s", pic.file, word, text)
			}
		}
	}
	want := "wait-8-slots load-8-slots morning-8-slots wait-10-slots load-10-slots morning-10-slots wait-12-slots load-12-slots morning-12-slots"
	assert.Equal(t, want, strings.Join(files, " "), "pictures")
}

// TestPeaks checks that each local day has its busiest interval with its band, also the
// Sunday of 23 hours on which clocks go forward.
func TestPeaks(t *testing.T) {
	s := officeScenario()
	s.Start = time.Date(2027, 3, 27, 0, 0, 0, 0, s.Calendar.Zone)
	series := study.Series{Width: time.Hour}
	values, band := make([]float64, 71), make([]study.Band, 71)
	values[8], values[9], values[30], values[47], values[70] = 5, 7, 3, 9, 1
	for k := range band {
		band[k] = study.Band{P5: float32(k), P95: float32(k) + 1}
	}
	var got []string
	for _, day := range clockOf(s).peaks(&series, values, band, 71*3600) {
		got = append(got, fmt.Sprintf("%v-%v h: %v at %d h, %v to %v", day.from/3600, day.until/3600, day.mean, day.at, day.low, day.high))
	}
	want := "0-24 h: 7 at 9 h, 9 to 10; 24-47 h: 3 at 30 h, 30 to 31; 47-71 h: 9 at 47 h, 47 to 48"
	assert.Equal(t, want, strings.Join(got, "; "), "peaks")
}

// TestPhasesAreNamed checks that the picture of progress names every phase, and the
// only one of a strategy not.
func TestPhasesAreNamed(t *testing.T) {
	said := map[string]int{}
	for _, one := range drawnWords(pictureOf(t, drawnComparison(), "updated")) {
		said[one.String]++
	}
	for n := 1; n <= 8; n++ { // those of the waves, and those after the pilot
		wave := strconv.Itoa(n)
		assert.Equal(t, 2, said["wave "+wave]+said[wave],
			"wave %s is named %d times, want twice", wave, said["wave "+wave]+said[wave])
	}
	assert.True(t, said["pilot"] == 1 && said["big bang"] == 0,
		"the phases of pilot and big bang are named %d and %d times, want once and never", said["pilot"], said["big bang"])
}

// TestWaitPictureHasNumbersOfTable checks that the picture gives 19 of 20 the number of
// the table, with its interval.
func TestWaitPictureHasNumbersOfTable(t *testing.T) {
	c := drawnComparison()
	var said []string
	for _, one := range drawnWords(pictureOf(t, c, "wait")) {
		said = append(said, one.String)
	}
	p := pageOf(c)
	for i := range c.Results[1:] {
		want := p.estimate(metric(&c.Results[1+i], waitAfterUpdate))
		assert.True(t, slices.Contains(said, want), "the picture does not say %q: %q", want, said)
	}
}
