package model

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/stats"
)

// attempts is what the record of a job tells about its attempts.
type attempts struct {
	started, finished, wait time.Duration
	attempts, asks          int
	outcome                 Fate
}

func attemptsOf(records []Record) []attempts {
	var all []attempts
	for _, r := range byAsked(records) {
		all = append(all, attempts{r.Started, r.Finished, r.Wait, r.Attempts, r.Asks, r.Outcome})
	}
	return all
}

// TestTimeoutsByHand follows jobs whose attempts end after 10 s.
func TestTimeoutsByHand(t *testing.T) {
	second := time.Second
	fixed := func(wait time.Duration, budget int) Retry { return Retry{Fixed: wait, Budget: budget} }
	job := func(at, work time.Duration) Arrival { return Arrival{At: at, Work: work, Patience: -1} }
	for _, tt := range []struct {
		name     string
		arrivals []Arrival
		slots    int
		retry    Retry
		capacity *Capacity
		outage   *BackendEvent
		want     []attempts
		timedOut int64
		lost     int64
		delays   []time.Duration
	}{
		{"an attempt that takes as long as it may is done", []Arrival{job(0, 10*second)}, 1, fixed(5*second, 0), nil, nil,
			[]attempts{{0, 10 * second, 0, 1, 1, Done}}, 0, 0, []time.Duration{0}},
		{"a job too large tries three times and gives up", []Arrival{job(0, 10*second+1)}, 1, fixed(5*second, 2), nil, nil,
			[]attempts{{30 * second, 40 * second, 40 * second, 3, 3, GaveUp}}, 3, 3, []time.Duration{40 * second}},
		{"between the tries the slot is free", []Arrival{job(0, 11*second), job(second, 4*second)}, 1, fixed(5*second, 1), nil, nil,
			[]attempts{{15 * second, 25 * second, 25 * second, 2, 2, GaveUp}, {10 * second, 14 * second, 9 * second, 1, 1, Done}}, 2, 2,
			[]time.Duration{25 * second, 9 * second}},
		{"a try that comes back has no place", []Arrival{job(0, 11*second), job(second, 8*second), job(2*second, 8*second)}, 1, fixed(5*second, 1), nil, nil,
			[]attempts{{26 * second, 36 * second, 36 * second, 2, 2, GaveUp}, {10 * second, 18 * second, 9 * second, 1, 1, Done},
				{18 * second, 26 * second, 16 * second, 1, 1, Done}}, 2, 2,
			[]time.Duration{36 * second, 9 * second, 16 * second}},
		// 4 s alone and 4 s with the other make 6 s of work; then the other has 2 s
		// done and 6 s to go alone.
		{"who is slowed ends at the very instant", []Arrival{job(0, 6*second), job(4*second, 8*second)}, 2, fixed(5*second, 0), &Capacity{FullSpeed: 1}, nil,
			[]attempts{{0, 8 * second, 0, 1, 1, Done}, {4 * second, 14 * second, 0, 1, 1, Done}}, 0, 0,
			[]time.Duration{2 * second, 2 * second}},
		// Of 7 s each they have 5 s at 10 s. Alone they need 7 s.
		{"who slow each other both lose their work", []Arrival{job(0, 7*second), job(0, 7*second)}, 2, fixed(5*second, 1), &Capacity{FullSpeed: 1}, nil,
			[]attempts{{15 * second, 25 * second, 25 * second, 2, 2, GaveUp}, {15 * second, 25 * second, 25 * second, 2, 2, GaveUp}}, 4, 4,
			[]time.Duration{25 * second, 25 * second}},
		// Lost at 5 s; nobody is there at 10, 15 and 20 s; back at 25 s, before the ask.
		{"nobody is there to ask", []Arrival{job(0, 8*second)}, 1, fixed(5*second, 4), nil,
			&BackendEvent{At: 5 * second, Kind: Outage, For: 20 * second, Running: Restart},
			[]attempts{{25 * second, 33 * second, 25 * second, 2, 5, Done}}, 0, 1, []time.Duration{25 * second}},
		{"tries at a backend that is away are spent too", []Arrival{job(0, 8*second)}, 1, fixed(5*second, 3), nil,
			&BackendEvent{At: 5 * second, Kind: Outage, For: 20 * second, Running: Restart},
			[]attempts{{0, 20 * second, 20 * second, 1, 4, GaveUp}}, 0, 1, []time.Duration{20 * second}},
		// 5 s are done and kept: 3 s are left at 25 s.
		{"what was done before an outage is kept", []Arrival{job(0, 8*second)}, 1, fixed(5*second, -1), nil,
			&BackendEvent{At: 5 * second, Kind: Outage, For: 20 * second, Running: Resume},
			[]attempts{{25 * second, 28 * second, 25 * second, 2, 5, Done}}, 0, 0, []time.Duration{20 * second}},
		{"who gives up leaves nothing behind", []Arrival{job(0, 8*second), job(30*second, 8*second)}, 1, fixed(5*second, 0), nil,
			&BackendEvent{At: 5 * second, Kind: Outage, For: 20 * second, Running: Resume},
			[]attempts{{0, 5 * second, 5 * second, 1, 1, GaveUp}, {30 * second, 38 * second, 0, 1, 1, Done}}, 0, 0, []time.Duration{5 * second, 0}},
	} {
		s := oneJobEach(tt.arrivals, tt.slots, 1)
		s.Backend.Timeout = &Timeout{After: 10 * second, Retry: tt.retry}
		s.Backend.Capacity = tt.capacity
		if tt.outage != nil {
			s.Backend.Events = []BackendEvent{*tt.outage}
		}
		o, records := roll(s, &Strategy{Name: NoRollout})
		got := attemptsOf(records)
		assert.True(t, slices.Equal(got, tt.want) && o.timedOut == tt.timedOut && o.lost == tt.lost,
			"%s:\ngot  %v, %d timed out, %d lost\nwant %v, %d, %d",
			tt.name, got, o.timedOut, o.lost, tt.want, tt.timedOut, tt.lost)
		var want stats.Sample
		for _, d := range tt.delays {
			want.Add(d)
		}
		for _, p := range []float64{0.01, 0.5, 1} {
			got, _ := o.Delays[WaitAll].Quantile(p)
			exact, _ := want.Quantile(p)
			assert.Equal(t, exact, got, "%s: delay of share %v", tt.name, p)
		}
	}
}

// TestThroughputByHand counts attempts on a Monday with ten office hours: three
// jobs are done, one is tried twice in vain.
func TestThroughputByHand(t *testing.T) {
	at := func(minute int) time.Duration { return dayAt(0, 9, minute) }
	s := oneJobEach([]Arrival{
		{At: at(0), Work: 5 * time.Minute, Patience: -1},
		{At: at(0), Work: 9 * time.Minute, Patience: -1},
		{At: at(1), Work: time.Hour, Patience: -1},
		{At: at(30), Work: 5 * time.Minute, Patience: -1},
	}, 3, 1)
	s.Backend.Timeout = &Timeout{After: 10 * time.Minute, Retry: Retry{Fixed: time.Minute, Budget: 1}}
	o, _ := roll(s, &Strategy{Name: NoRollout})
	for name, want := range map[string]float64{"throughput": 0.5, "goodput": 0.3, "timed_out": 2, "gave_up": 1} {
		m, _ := MetricNamed(name)
		assert.InDelta(t, want, m.Of(o), 1e-12, name)
	}
	// By intervals of five minutes from 09:00 on; what ends at an instant counts to
	// the interval that begins with it.
	wantDone := []float32{0, 2, 0, 0, 0, 0, 0, 1}
	wantFailed := []float32{0, 0, 1, 0, 1, 0, 0, 0}
	first := int(at(0) / SeriesWidth)
	done, failed := o.Ended[first:first+8], o.Failed[first:first+8]
	assert.True(t, slices.Equal(done, wantDone) && slices.Equal(failed, wantFailed),
		"attempts that ended with success %v and without %v, want %v and %v", done, failed, wantDone, wantFailed)
	// On a Sunday there is no office hour to count for.
	s.Start = s.Start.AddDate(0, 0, -1)
	o, _ = roll(s, &Strategy{Name: NoRollout})
	for _, name := range []string{"throughput", "goodput"} {
		m, _ := MetricNamed(name)
		assert.True(t, math.IsNaN(m.Of(o)), "%s = %v on a Sunday, want no value", name, m.Of(o))
	}
}

// TestRetryLaws lets jobs that never fit try again and again, and checks the law
// of each wait. A job waits the same before its n-th try whatever its budget, so
// one more try shows one more wait.
func TestRetryLaws(t *testing.T) {
	const jobs, tries = 2000, 5
	arrivals := slices.Repeat([]Arrival{{Work: time.Hour, Patience: -1}}, jobs)
	after := 10 * time.Second
	for _, tt := range []struct {
		name    string
		retry   Retry
		between func(try int) (least, most time.Duration)
	}{
		{"full jitter", Retry{Base: time.Minute, Cap: 5 * time.Minute}, func(try int) (least, most time.Duration) {
			return 0, []time.Duration{1, 2, 4, 5, 5}[try-1] * time.Minute
		}},
		{"full jitter with a cap below the base", Retry{Base: time.Minute, Cap: time.Second}, func(int) (least, most time.Duration) { return 0, time.Second }},
		{"fixed ± 50 %", Retry{Fixed: time.Minute, Jitter: 0.5}, func(int) (least, most time.Duration) { return 30 * time.Second, 90 * time.Second }},
	} {
		last := make([]time.Duration, jobs)
		for try := range tries + 1 {
			s := oneJobEach(arrivals, jobs, 1)
			s.Backend.Timeout = &Timeout{After: after, Retry: tt.retry}
			s.Backend.Timeout.Retry.Budget = try
			_, records := roll(s, &Strategy{Name: NoRollout})
			byAsked(records)
			var waits []float64
			for i, r := range records {
				require.True(t, r.Outcome == GaveUp && r.Attempts == try+1 && r.Finished == r.Started+after,
					"%s: with a budget of %d: %+v", tt.name, try, r)
				if try > 0 {
					least, most := tt.between(try)
					wait := r.Started - last[i] - after
					waits = append(waits, float64(wait-least)/float64(most-least))
				}
				last[i] = r.Started
			}
			if try > 0 {
				uniformly(t, fmt.Sprintf("%s: waits before try %d", tt.name, try), waits)
				least, most := slices.Min(waits), slices.Max(waits)
				assert.True(t, least >= 0 && most <= 1,
					"%s: waits before try %d from %v to %v of what is allowed", tt.name, try, least, most)
			}
		}
	}
}

// TestRetriesForEver keeps a backend away so long that clients try it more often
// than their counters count.
func TestRetriesForEver(t *testing.T) {
	s := oneJobEach([]Arrival{{At: time.Second, Work: time.Second, Patience: -1}}, 1, 2)
	s.Backend.Timeout = &Timeout{After: time.Minute, Retry: Retry{Base: time.Second, Cap: time.Second, Budget: -1}}
	s.Backend.Events = []BackendEvent{{Kind: Outage, For: dayAt(1, 12, 0)}}
	_, records := roll(s, &Strategy{Name: NoRollout})
	r := records[0]
	assert.True(t, r.Outcome == Done && r.Asks >= 1<<16 && r.Started >= dayAt(1, 12, 0) &&
		r.Started <= dayAt(1, 12, 0)+time.Second,
		"%+v, want more than 65,536 asks and a start at once when the backend is back", r)
}

// TestSpentBudgetRests follows a PC, on from 08:00 to 16:00, whose sync takes
// longer than the timeout of 2 minutes and which tries twice.
func TestSpentBudgetRests(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Group)
		want   []syncStory
	}{
		// 08:15 and 08:22 on Monday, 08:00 and 08:07 on Tuesday.
		{"until the next log-in", func(g *Group) { g.Sync.Full = always(3 * time.Minute) }, []syncStory{
			{Update, Full, dayAt(0, 8, 15), dayAt(1, 8, 7), dayAt(2, 0, 0), 15*time.Hour + 45*time.Minute, 39*time.Hour + 45*time.Minute, 4, 4, 0, Waiting}}},
		// And at 12:00 and 12:07 of both days.
		{"until the next timer", func(g *Group) { g.Sync.Full, g.Sync.OnTimer = always(3*time.Minute), true }, []syncStory{
			{Update, Full, dayAt(0, 8, 15), dayAt(1, 12, 7), dayAt(2, 0, 0), 15*time.Hour + 45*time.Minute, 39*time.Hour + 45*time.Minute, 8, 8, 0, Waiting}}},
		// In vain at 08:00 and 08:07 of the ten workdays before and of this Monday;
		// the update takes a minute.
		{"until an update takes over", func(g *Group) {
			g.Sync.OnLogIn, g.Sync.Delta, g.Sync.Full = true, always(10*time.Minute), always(time.Minute)
		}, []syncStory{
			{Update, Full, dayAt(-14, 8, 0), dayAt(0, 8, 15), dayAt(0, 8, 16), 80*time.Hour + 15*time.Minute, dayAt(14, 0, 15), 23, 23, 0, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 7), dayAt(2, 0, 0), 8 * time.Hour, 16 * time.Hour, 2, 2, 0, Waiting}}},
	} {
		s := clockwork(1, 1)
		s.Horizon = 2
		s.Backend.Timeout = &Timeout{After: 2 * time.Minute, Retry: Retry{Fixed: 5 * time.Minute, Budget: 1}}
		tt.change(&s.Groups[0])
		_, records := rollPrepared(s, &s.Strategies[0], func(w *World) { w.clients[0].check = dayAt(0, 8, 0) })
		var got []syncStory
		for _, r := range byAsked(records) {
			got = append(got, storyOf(&r))
		}
		assert.Equal(t, tt.want, got, tt.name)
	}
}

// TestRetryStorm gives a backend of ten at full speed a load of six and a burst of
// 300 at 01:00, and counts what is done between 05:00 and 07:00. Without admission
// control the burst ends the goodput for good, although the load alone does no
// harm: all run at once, none is done in time, and all come back. With slots the
// same backend is over it within hours, and so it is where nobody tries again.
func TestRetryStorm(t *testing.T) {
	const perHour = 360
	goodput := func(version Version, burst, budget int) (done, failed float64) {
		s := oneJobEach(slices.Repeat([]Arrival{{At: time.Hour, Work: time.Minute, Patience: -1}}, burst), 10, 1)
		s.Workloads = append(s.Workloads, Workload{Name: "load", Work: always(time.Minute), Arrivals: Arrivals{Kind: Poisson, Rate: perHour / 3600.0}})
		s.Backend.Version = version
		s.Backend.Capacity = &Capacity{FullSpeed: 10}
		s.Backend.Timeout = &Timeout{After: 3 * time.Minute, Retry: Retry{Fixed: time.Minute, Jitter: 0.5, Budget: budget}}
		o, _ := roll(s, &Strategy{Name: NoRollout})
		for i := int(5 * time.Hour / SeriesWidth); i < int(7*time.Hour/SeriesWidth); i++ {
			done += float64(o.Ended[i]) / 2
			failed += float64(o.Failed[i]) / 2
		}
		return done, failed
	}
	for _, tt := range []struct {
		name          string
		version       Version
		burst, budget int
		collapses     bool
	}{
		{"no admission control, no burst", "9.2", 0, -1, false},
		{"no admission control", "9.2", 300, -1, true},
		{"no admission control and no retry", "9.2", 300, 0, false},
		{"slots", "9.4", 300, -1, false},
	} {
		done, failed := goodput(tt.version, tt.burst, tt.budget)
		if tt.collapses {
			assert.True(t, done <= 0.05*perHour && failed >= 10*perHour,
				"%s: %.0f attempts an hour succeed and %.0f fail, want a storm in which hardly any of %d does",
				tt.name, done, failed, perHour)
		}
		if !tt.collapses {
			assert.True(t, done >= 0.85*perHour && failed <= 0.05*perHour,
				"%s: %.0f attempts an hour succeed and %.0f fail, want about %d and hardly any", tt.name, done, failed, perHour)
		}
	}
}
