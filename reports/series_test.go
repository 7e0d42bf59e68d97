package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// someOutcome is a quarter of an hour in which two syncs hold a slot from minute 1 to
// 3 and one from 3 to 6.
func someOutcome(nodes bool) *model.Outcome {
	track := func(changes ...float64) stats.TimeWeighted { // minute, by how much
		t := stats.NewTimeWeighted(model.SeriesWidth, 3)
		for i := 0; i < len(changes); i += 2 {
			t.Add(time.Duration(changes[i]*float64(time.Minute)), changes[i+1])
		}
		t.Close(15 * time.Minute)
		return t
	}
	o := &model.Outcome{
		Strategy: "waves", Slots: 50, Replication: 7,
		Running: track(1, 2, 3, -1, 6, -1), Waiting: track(1, 4, 2, -4), Bypass: track(), Online: track(0, 3),
		Asks: []float32{5, 0, 1}, UpdatedAt: []time.Duration{4 * time.Minute, 5 * time.Minute, 14 * time.Minute},
	}
	if nodes {
		o.Ended, o.Failed = []float32{2, 1, 0}, []float32{0, 3, 0}
		o.Open, o.Nodes = track(0, 50, 5, -25), track(0, 2)
		broken := track(10, 8)
		o.Broken = &broken
	}
	return o
}

// TestSeriesCSV holds a series against what follows by hand: two slots for two
// minutes and one for two more are 6 slot-minutes of 5.
func TestSeriesCSV(t *testing.T) {
	heading := "replication,strategy,slots,start_s,start_local,running_mean,running_max,waiting_mean,waiting_max,bypass_mean,bypass_max," +
		"online_mean,online_max,asks,updated,ended,failed,open_slots_mean,open_slots_max,nodes_mean,nodes_max,broken_mean,broken_max\n"
	for _, tt := range []struct {
		name     string
		nodes    bool
		language say.Language
		want     string
	}{
		{"plain", false, say.English, heading +
			"7,waves,50,0,2027-04-12T00:00:00+02:00,1.2,2,0.8,4,0,0,3,3,5,1,,,,,,,,\n" +
			"7,waves,50,300,2027-04-12T00:05:00+02:00,0.2,1,0,0,0,0,3,3,0,2,,,,,,,,\n" +
			"7,waves,50,600,2027-04-12T00:10:00+02:00,0,0,0,0,0,0,3,3,1,3,,,,,,,,\n"},
		{"with nodes, in German", true, say.German, "\ufeff" + strings.ReplaceAll(heading, ",", ";") +
			"7;waves;50;0;2027-04-12T00:00:00+02:00;1,2;2;0,8;4;0;0;3;3;5;1;2;0;50;50;2;2;0;0\n" +
			"7;waves;50;300;2027-04-12T00:05:00+02:00;0,2;1;0;0;0;0;3;3;0;2;1;3;25;25;2;2;0;0\n" +
			"7;waves;50;600;2027-04-12T00:10:00+02:00;0;0;0;0;0;0;3;3;1;3;0;0;25;25;2;2;8;8\n"},
	} {
		var got strings.Builder
		table := SeriesCSV(tt.language, &got, officeScenario())
		require.NoError(t, table.Add(someOutcome(tt.nodes)))
		assert.Equal(t, tt.want, got.String(), "%s: got\n%swant\n%s", tt.name, got.String(), tt.want)
	}
}

// TestSeriesKnowsTheClock checks the local times of the night in which the clock is
// put forward: there is no 02:00.
func TestSeriesKnowsTheClock(t *testing.T) {
	s := officeScenario()
	s.Start = time.Date(2027, 3, 28, 0, 0, 0, 0, s.Calendar.Zone)
	o := someOutcome(false)
	for _, track := range []*stats.TimeWeighted{&o.Running, &o.Waiting, &o.Bypass, &o.Online} {
		*track = stats.NewTimeWeighted(model.SeriesWidth, 30)
		track.Close(150 * time.Minute)
	}
	o.Asks = make([]float32, 30)
	rows := seriesRows(s, o)
	got, want := rows[23].Local+" "+rows[24].Local, "2027-03-28T01:55:00+01:00 2027-03-28T03:00:00+02:00"
	assert.Equal(t, want, got, "local times")
}
