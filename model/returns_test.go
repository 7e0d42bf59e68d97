package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/sim/dist"
)

// TestReturnsByHand has two jobs denied while a slot is taken for 100 s. They come
// back after 10 s, whatever they are told.
func TestReturnsByHand(t *testing.T) {
	second := time.Second
	jobs := []Arrival{{Work: 100 * second, Patience: -1}, {At: second, Work: 5 * second, Patience: -1}, {At: 2 * second, Work: 5 * second, Patience: -1}}
	for _, tt := range []struct {
		firstOnly bool
		want      []attempts
	}{
		{false, []attempts{{0, 100 * second, 0, 1, 1, Done}, {101 * second, 106 * second, 100 * second, 1, 11, Done}, {112 * second, 117 * second, 110 * second, 1, 12, Done}}},
		// The second may ask again 10 s after the first has started.
		{true, []attempts{{0, 100 * second, 0, 1, 1, Done}, {101 * second, 106 * second, 100 * second, 1, 11, Done}, {111 * second, 116 * second, 109 * second, 1, 2, Done}}},
	} {
		s := oneJobEach(jobs, 1, 1)
		s.Backend.Admission.Discipline = ReAsk
		s.Backend.Admission.RetryPolicy = RetryPolicy{After: always(10 * second), FirstOnly: tt.firstOnly}
		_, records := roll(s, &Strategy{Name: NoRollout})
		got := attemptsOf(records)
		assert.True(t, slices.Equal(got, tt.want) && records[1].QuotedWait == time.Minute,
			"first only %v:\ngot  %v, promised %v\nwant %v, 1m", tt.firstOnly, got, records[1].QuotedWait, tt.want)
	}
}

// TestTurnOfOneThatRests has two PCs denied at 08:15, of which the first asks again
// every minute until it finds nobody at 08:20 and rests. The turn passes to the
// second.
func TestTurnOfOneThatRests(t *testing.T) {
	s := clockwork(2, 1)
	s.Workloads = []Workload{{Name: "others", Arrivals: replayed([]Arrival{{At: dayAt(0, 7, 31), Work: 59 * time.Minute, Patience: -1}})}}
	b := &s.Backend
	b.Admission.Discipline = ReAsk
	b.Admission.RetryPolicy = RetryPolicy{After: always(time.Minute), FirstOnly: true}
	b.Timeout = &Timeout{After: time.Hour, Retry: Retry{Fixed: time.Minute}}
	b.Events = []BackendEvent{{At: dayAt(0, 8, 20), Kind: Outage, For: 30 * time.Second, Running: Drain}}
	_, records := rollPrepared(s, &s.Strategies[0], func(w *World) {
		for who := range w.clients {
			w.clients[who].check = dayAt(0, 8, 0)
		}
	})
	var started []time.Duration
	for _, r := range byAsked(records) {
		if r.Cause == Update {
			started = append(started, r.Started)
		}
	}
	assert.Equal(t, []time.Duration{dayAt(1, 8, 0), dayAt(0, 8, 30)}, started,
		"the PC that rests and the other start at")
}

// TestHintJitter checks that a client that does as told comes back late by a number
// of its own below the jitter of the hint.
func TestHintJitter(t *testing.T) {
	const jobs = 1000
	arrivals := append([]Arrival{{Work: 30 * time.Second, Patience: -1}}, slices.Repeat([]Arrival{{At: time.Second, Patience: -1}}, jobs)...)
	s := oneJobEach(arrivals, 1, 1)
	s.Backend.Admission.Discipline = ReAsk
	s.Backend.Admission.RetryAfter = RetryAfter{Fixed: time.Minute, Jitter: 20 * time.Second}
	_, records := roll(s, &Strategy{Name: NoRollout})
	var late []float64
	for _, r := range records {
		if r.Asks == 2 {
			late = append(late, float64(r.Wait-time.Minute)/float64(20*time.Second))
		}
	}
	assert.Len(t, late, jobs, "%d jobs ask twice", len(late))
	uniformly(t, "late by", late)

	// The timer of a PC is early or late by up to a share of its interval.
	c := clockwork(500, 500)
	g := &c.Groups[0]
	g.Sync.OnTimer, g.Sync.Jitter, g.Sync.Interval = true, 0.25, 4*time.Hour
	g.Sync.Delta, g.Versions[0].Version = law(dist.Constant(1)), "9.4"
	_, records = roll(c, &Strategy{Name: NoRollout})
	var shares []float64
	for _, r := range records {
		if r.Cause == Timer && r.Asked < dayAt(1, 0, 0) && r.Occasion%(1<<20) == 1 {
			shares = append(shares, float64(r.Asked-dayAt(0, 11, 0))/float64(2*time.Hour))
		}
	}
	assert.Len(t, shares, 500, "%d first timers on Monday", len(shares))
	uniformly(t, "first timers between 11:00 and 13:00", shares)
}
