package model

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTrafficOfOneLink checks what n PCs that begin at once draw over one link: every
// byte, never more than the link can, and where they share it, all of it for
// n · size / link.
func TestTrafficOfOneLink(t *testing.T) {
	const size, rate = 600e6, 8e6 // bytes and bits per second: ten minutes alone
	for _, tt := range []struct {
		name    string
		clients int
		link    float64
		peak    float64       // bits per second
		full    time.Duration // n · size / link
	}{
		{"room for more", 3, 80e6, 24e6, 0},
		{"just room for all", 3, 24e6, 24e6, 10 * time.Minute},
		{"three share what is for two", 3, 16e6, 16e6, 15 * time.Minute},
		{"forty share what is for five", 40, 40e6, 40e6, 80 * time.Minute},
		{"ten share what is for half of one", 10, 4e6, 4e6, 200 * time.Minute},
	} {
		s := managedClockwork(tt.clients)
		s.Groups[0].Site = &Site{Name: "plant", Link: tt.link}
		o, _ := roll(s, &s.Strategies[0])
		plant := &o.Traffic[0]
		peak, at, ok := plant.Peak()
		assert.True(t, ok && math.Abs(peak-tt.peak) <= 1e-6*tt.peak && at == dayAt(0, 8, 0),
			"%s: a peak of %v bit/s from %v on (%v), want %v from 8:00", tt.name, peak, at, ok, tt.peak)
		want := float64(tt.clients) * size
		assert.InDelta(t, want, plant.Bytes(), 1e-9*want, "%s: %v bytes in all", tt.name, plant.Bytes())
		off := plant.Full - tt.full
		assert.True(t, off >= -time.Microsecond && off <= time.Microsecond,
			"%s: full for %v, want %v", tt.name, plant.Full, tt.full)
		for i := range plant.Drawn.Intervals() {
			most := plant.Drawn.Max(i)
			assert.LessOrEqual(t, most, tt.link*(1+1e-6),
				"%s: %v bit/s over a link of %v", tt.name, most, tt.link)
		}
	}
}

// TestTrafficByPlace checks that every download is counted at its own place, sites
// first, and that what a session's end interrupts is drawn once all the same.
func TestTrafficByPlace(t *testing.T) {
	s := managedClockwork(4)
	site := &Site{Name: "plant", Link: 8e6}
	s.Groups = append(s.Groups, s.Groups[0], s.Groups[0])
	s.Groups[0].Name, s.Groups[1].Name, s.Groups[2].Name = "home", "plant", "hall"
	s.Groups[1].Site, s.Groups[2].Site = site, site
	s.Groups[0].Clients, s.Groups[2].Clients = 5, 1
	s.Groups[0].Download.Rate = 16e6
	for i := range s.Groups {
		s.Groups[i].Download.Size = 8 * 3600e6 // a working day of the link alone
	}
	places, of := s.Places()
	require.True(t, len(places) == 2 && places[0] == (Place{"plant", 5, 8e6}) &&
		places[1] == (Place{"home", 5, 0}) && of[0] == 1 && of[1] == 0 && of[2] == 0,
		"places %+v, of the groups %v", places, of)
	o, _ := roll(s, &s.Strategies[0])
	for i, want := range []struct {
		bytes, peak float64
		full        time.Duration
	}{{5 * 8 * 3600e6, 8e6, 40 * time.Hour}, {5 * 8 * 3600e6, 5 * 16e6, 0}} {
		got := &o.Traffic[i]
		peak, _, _ := got.Peak()
		off := got.Full - want.full
		assert.True(t, math.Abs(got.Bytes()-want.bytes) <= 1e-6*want.bytes && peak == want.peak &&
			off >= -time.Millisecond && off <= time.Millisecond,
			"%s: %v bytes, peak %v bit/s, full for %v; want %v, %v and %v",
			places[i].Name, got.Bytes(), peak, got.Full, want.bytes, want.peak, want.full)
	}
	o = New(s).Begin(s.Backend.Slots[0], 0).Roll(&Strategy{Name: NoRollout}, nil)
	assert.Nil(t, o.Traffic, "no rollout draws %v", o.Traffic)
}
