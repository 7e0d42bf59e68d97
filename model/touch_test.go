package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTouchMetadataByHand follows one PC, on from 08:00 to 16:00 with a sync of a
// minute at the log-in, when all metadata changes on Monday, which is 5 minutes of
// work.
func TestTouchMetadataByHand(t *testing.T) {
	min := time.Minute
	noUpdate := func(s *Scenario) { s.Groups[0].Versions[0].Version = "9.4" }
	onLogIn := func(s *Scenario) { s.Groups[0].Sync.OnLogIn = true }
	taken := func(s *Scenario) {
		s.Workloads = []Workload{{Name: "others", Arrivals: replayed([]Arrival{{At: dayAt(0, 7, 0), Work: 2 * time.Hour, Patience: -1}})}}
	}
	for _, tt := range []struct {
		name   string
		at     time.Duration
		change []func(*Scenario)
		want   []syncStory // first asked on Monday
	}{
		{"while it is off: with the sync of the log-in", dayAt(0, 6, 0), []func(*Scenario){noUpdate, onLogIn}, []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 6), 0, 0, 1, 1, 0, Done}}},
		{"while nothing is to sync: at once", dayAt(0, 10, 0), []func(*Scenario){noUpdate, onLogIn}, []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 1), 0, 0, 1, 1, 0, Done},
			{Metadata, Delta, dayAt(0, 10, 0), dayAt(0, 10, 0), dayAt(0, 10, 5), 0, 0, 1, 1, 0, Done}}},
		{"in a sync: behind it", dayAt(0, 8, 0) + 30*time.Second, []func(*Scenario){noUpdate, onLogIn}, []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 1), 0, 0, 1, 1, 0, Done},
			{Metadata, Delta, dayAt(0, 8, 1), dayAt(0, 8, 1), dayAt(0, 8, 6), 0, 0, 1, 1, 0, Done}}},
		{"while it waits: with the sync it waits for", dayAt(0, 8, 30), []func(*Scenario){noUpdate, onLogIn, taken}, []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 9, 0), dayAt(0, 9, 6), 60 * min, 60 * min, 1, 1, min, Done}}},
		{"in a sync behind which an update waits: with that", dayAt(0, 8, 20), []func(*Scenario){onLogIn, func(s *Scenario) {
			s.Groups[0].Sync.Delta = always(30 * min)
		}}, []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 30), 0, 0, 1, 1, 0, Done},
			{Update, Full, dayAt(0, 8, 30), dayAt(0, 8, 30), dayAt(0, 8, 38), 0, 0, 1, 1, 0, Done}}},
		{"while it waits, and then the update takes over", dayAt(0, 8, 10), []func(*Scenario){onLogIn, taken}, []syncStory{
			{Update, Full, dayAt(0, 8, 0), dayAt(0, 9, 0), dayAt(0, 9, 8), 60 * min, 60 * min, 1, 1, min, Done}}},
		{"on a terminal server: nothing", dayAt(0, 10, 0), []func(*Scenario){noUpdate, func(s *Scenario) { s.Groups[0].Profile = TerminalServer }}, nil},
	} {
		s := clockwork(1, 1)
		s.Backend.Events = []BackendEvent{{At: tt.at, Kind: TouchMetadata, Work: 5 * min}}
		for _, change := range tt.change {
			change(s)
		}
		_, records := rollPrepared(s, &s.Strategies[0], func(w *World) { w.clients[0].check = dayAt(0, 8, 0) })
		var got []syncStory
		for _, r := range byAsked(records) {
			if r.Cause != OtherTraffic && r.Asked < dayAt(1, 0, 0) {
				got = append(got, storyOf(&r))
			}
		}
		assert.Equal(t, tt.want, got, tt.name)
	}
}

// TestTouchMetadataOnce lets all metadata change in an office and in a crowd, and
// finds it in exactly one sync of every client: what is on top of the work that
// the kind of a need has.
func TestTouchMetadataOnce(t *testing.T) {
	const touch = 7 * time.Second
	for _, at := range []time.Duration{dayAt(0, 6, 0), dayAt(0, 8, 10), dayAt(0, 12, 0), dayAt(5, 12, 0)} {
		for _, slots := range []int{1, 100} {
			s := office(200, slots)
			s.Groups[0].Sync.Delta, s.Groups[0].Sync.Full = always(time.Minute), always(3*time.Minute)
			s.Backend.Timeout = &Timeout{After: 2 * time.Hour, Retry: Retry{Fixed: time.Minute}}
			s.Backend.Events = []BackendEvent{{At: at, Kind: TouchMetadata, Work: touch}}
			// A need from the time before the start is not recorded.
			var early []bool
			_, records := rollPrepared(s, &s.Strategies[1], func(w *World) {
				w.play(0)
				for who := range w.clients {
					early = append(early, w.clients[who].need != noNeed)
				}
			})
			touched, asked := make([]int, s.Clients()), make([]bool, s.Clients())
			alone := 0
			for _, r := range records {
				base := map[Kind]time.Duration{Delta: time.Minute, Full: 3 * time.Minute}[r.Kind]
				if r.Cause == Metadata {
					base = 0
					alone++
				}
				switch extra := r.Work - base; extra {
				case touch:
					if touched[r.Client]++; r.Outcome == Done && r.Finished < at {
						require.Fail(t, fmt.Sprintf("touched at %v: done before: %+v", at, r))
					}
				case 0:
				default:
					require.Fail(t, fmt.Sprintf("touched at %v: a need of %v with %v on top: %+v", at, base, extra, r))
				}
				asked[r.Client] = asked[r.Client] || r.Asked > at
			}
			for who := range touched {
				require.True(t, touched[who] <= 1 && !(asked[who] && !early[who] && touched[who] != 1),
					"touched at %v: client %d syncs it %d times", at, who, touched[who])
			}
			wantAlone := at == dayAt(0, 12, 0) && slots > 1
			assert.True(t, !(wantAlone && alone < 100) && !(!wantAlone && slots > 1 && at != dayAt(0, 8, 10) &&
				alone > 0),
				"touched at %v, %d slots: %d clients sync nothing but the metadata", at, slots, alone)
		}
	}
}
