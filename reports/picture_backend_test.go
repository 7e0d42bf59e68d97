package reports

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// pictureOf returns a picture of a comparison by the name of its file.
func pictureOf(t *testing.T, c *study.Comparison, file string) picture {
	t.Helper()
	for _, pic := range pageOf(c).pictures() {
		if pic.file == file {
			return pic
		}
	}
	require.Fail(t, fmt.Sprintf("there is no picture %s", file))
	return picture{}
}

// drawnWords are the words of a picture and where each begins.
func drawnWords(pic picture) []*recorder.FillString {
	var c recorder.Canvas
	pic.render(sized{&c, pic.whole()})
	var found []*recorder.FillString
	for _, action := range c.Actions {
		if words, ok := action.(*recorder.FillString); ok {
			found = append(found, words)
		}
	}
	return found
}

// sized is a canvas as large as a picture.
type sized struct {
	vg.Canvas
	height vg.Length
}

func (s sized) Size() (x, y vg.Length) { return pictureWidth, s.height }

// TestBackendPictureTitles checks that the title says whose day it is.
func TestBackendPictureTitles(t *testing.T) {
	event := func(e model.BackendEvent) *study.Comparison {
		c := happening()
		c.Scenario.Backend.Events = []model.BackendEvent{e}
		return c
	}
	all := happening().Scenario.Backend.Events
	quiet := happening()
	quiet.Scenario.Backend.Events = nil
	for _, tt := range []struct {
		name string
		c    *study.Comparison
		want string
	}{
		{"all", happening(), "The backend on Wed 14 April 2027, the day of the first outage"},
		{"a deploy", event(all[1]), "The backend on Thu 15 April 2027, the day of the first deploy"},
		{"slots", event(all[2]), "The backend on Fri 16 April 2027: 80 slots"},
		{"no event", quiet, "The backend on its busiest day"},
		{"a storm", without92(), "The backend on the day on which most attempts fail, or if hardly any do, on the busiest"},
	} {
		assert.Equal(t, tt.want, pictureOf(t, tt.c, "backend").title, "%s", tt.name)
	}
}

// TestBackendRows checks the numbers behind the picture at the outage, when 48
// attempts fail and no slot is open.
func TestBackendRows(t *testing.T) {
	pic := pictureOf(t, happening(), "backend")
	found := 0
	for _, row := range pic.rows {
		if strings.HasPrefix(row[2], "2027-04-14T08:10") {
			found++
			assert.True(t, row[6] == "48" && row[7] == "0" && row[9] == "0" && row[10] == "2",
				"%s has failed, running, open slots, nodes %s, %s, %s, %s; want 48, 0, 0, 2", row[0], row[6], row[7], row[9], row[10])
		}
	}
	assert.Equal(t, 4, found, "%d strategies have a row at the outage", found)
}

// TestFullSpeedGoesWithNodes checks how many run at full speed when the slot setting
// changes and nodes go and come.
func TestFullSpeedGoesWithNodes(t *testing.T) {
	c := happening()
	p, r := pageOf(c), &c.Results[1]
	events := c.Scenario.Backend.Events
	for _, tt := range []struct {
		name string
		k    int
		want float64
	}{
		{"before", 10, 60},
		{"in the outage", int(events[0].At/r.Series.Width) + 1, 0},
		{"with more slots", int(events[2].At/r.Series.Width) + 5, 60},
		{"with a node more", int(events[3].At/r.Series.Width) + 5, 90},
	} {
		got := p.bestOf(r, tt.k)
		assert.Equal(t, tt.want, got, "%s: %v run at full speed", tt.name, got)
	}
}

// TestMarkersHaveWords checks that each event is named in the pictures of the load
// and of the backend, and that no two names in a panel overlap.
func TestMarkersHaveWords(t *testing.T) {
	for _, tt := range []struct {
		file  string
		words []string
	}{
		{"load", []string{"outage", "deploy", "80 slots", "+1 node", "metadata"}},
		{"backend", []string{"outage"}},
	} {
		drawn := drawnWords(pictureOf(t, happening(), tt.file))
		var placed []*recorder.FillString
		for _, want := range tt.words {
			before := len(placed)
			for _, one := range drawn {
				if one.String == want {
					placed = append(placed, one)
				}
			}
			assert.NotEqual(t, before, len(placed), "%s does not name %q", tt.file, want)
		}
		style := words(8, ink, false)
		for i, a := range placed {
			for _, b := range placed[:i] {
				assert.False(t, a.Point.Y == b.Point.Y && a.Point.X < b.Point.X+style.Width(b.String) && b.Point.X < a.Point.X+style.Width(a.String),
					"%s: %q at %v covers %q at %v", tt.file, a.String, a.Point, b.String, b.Point)
			}
		}
	}
}

// TestFoundSlotsHaveOwnPictures checks that a setting that was left open has pictures
// of its own, in which each strategy is named with its slots.
func TestFoundSlotsHaveOwnPictures(t *testing.T) {
	c := foundSlots()
	for i := range c.Results {
		c.Results[i].Series = drawnComparison().Results[i%4].Series
	}
	pic := pictureOf(t, c, "morning-auto-slots")
	want := "slots found for each strategy"
	assert.Contains(t, pic.subtitle, want, "subtitle %q does not say %q", pic.subtitle, want)
	named := false
	for _, one := range drawnWords(pic) {
		named = named || strings.HasPrefix(one.String, "big bang, 182 slots, ")
	}
	assert.True(t, named, "big bang is not named with its slots")
	pictureOf(t, c, "morning-50-slots")
}

// TestDrawnDaysHaveRows checks that the busiest day is one of the rollout, and that
// the numbers behind the pictures hold the day that is drawn even where most attempts
// fail after it.
func TestDrawnDaysHaveRows(t *testing.T) {
	c := happening()
	c.Scenario.Backend.Events = nil
	r := &c.Results[1]
	s := &r.Series
	p := pageOf(c)
	end := p.loadEnd(c.Results)
	last := len(s.Running) - 100
	require.GreaterOrEqual(t, instant(s, last), end, "the rollout ends at %v s, after the last day", end)
	s.Running[last], s.Waiting[last], s.Failed[last] = 1e4, 1e4, 1e4
	got := busiest(s, end)
	assert.Less(t, instant(s, got), end,
		"the busiest interval begins at %v s, after the end of the rollout at %v s", instant(s, got), end)
	assert.Contains(t, pictureOf(t, c, "morning").subtitle, "of the days until nearly all PCs are updated",
		"the subtitle where a busier day comes later")
	assert.Equal(t, end, p.rowsEnd(c.Results), "rows end where nothing later is drawn")
	r.Metrics = append(r.Metrics, estimated("throughput", model.Count, around(20, 900, 9)), estimated("goodput", model.Count, around(20, 600, 9)))
	want := p.stamp(instant(s, last))
	for _, file := range []string{"backend", "load"} {
		found := false
		for _, row := range pictureOf(t, c, file).rows {
			found = found || row[0] == r.Strategy && row[2] == want
		}
		assert.True(t, found, "%s.csv has no row of %s, which is drawn", file, want)
	}
}

// TestRowsWithoutSlots checks that no number of slots stands behind pictures of a
// backend that knows none.
func TestRowsWithoutSlots(t *testing.T) {
	for _, row := range pictureOf(t, without92(), "backend").rows[1:] {
		require.True(t, row[1] == "" && row[9] == "" && row[10] == "2",
			"slots, open slots and nodes are %q, %q and %q; want none, none and 2", row[1], row[9], row[10])
	}
}

// TestWaitPictureOfDelays checks that the picture speaks of delays where these are
// told, and that curves all near the top have an axis on which they differ.
func TestWaitPictureOfDelays(t *testing.T) {
	spoken := func(c *study.Comparison) (words []string) {
		for _, one := range drawnWords(pictureOf(t, c, "wait")) {
			words = append(words, one.String)
		}
		return words
	}
	waiting, delayed, short := drawnComparison(), happening(), drawnComparison()
	for i := range short.Results {
		for k := range short.Results[i].Waits {
			curve := &short.Results[i].Waits[k]
			curve.NoWait = 0.97
			for n := range curve.Points {
				curve.Points[n].Level = 0.97 + 0.03*curve.Points[n].Level
			}
		}
	}
	for _, tt := range []struct {
		name      string
		c         *study.Comparison
		want, not string
	}{
		{"waits", waiting, "no wait", "no delay"},
		{"delays", delayed, "no delay", "no wait"},
		{"the whole axis", waiting, "0 %", "90 %"},
		{"the top of the axis", short, "90 %", "0 %"},
	} {
		words := spoken(tt.c)
		assert.True(t, slices.Contains(words, tt.want) && !slices.Contains(words, tt.not),
			"%s: the picture should say %q and not %q: %q", tt.name, tt.want, tt.not, words)
	}
}
