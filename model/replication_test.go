package model

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMemoryOfClientsAndNeeds holds the two things of which there may be a
// million against the size that was planned for them.
func TestMemoryOfClientsAndNeeds(t *testing.T) {
	size := unsafe.Sizeof(client{})
	assert.LessOrEqual(t, size, uintptr(64), "a client takes %d bytes, want at most 64", size)
	size = unsafe.Sizeof(patient{})
	assert.LessOrEqual(t, size, uintptr(16),
		"what trouble remembers of a client takes %d bytes, want at most 16", size)
	size = unsafe.Sizeof(need{})
	assert.LessOrEqual(t, size, uintptr(112), "a need takes %d bytes, want at most 112", size)
}

// TestEventsAllocateNothing counts the allocations of a replication: they are
// those of its parts that grow, not of its events. Each need is at least two
// events.
func TestEventsAllocateNothing(t *testing.T) {
	for _, ticket := range []bool{false, true} {
		s := office(1000, 10)
		s.Backend.Admission.Discipline = disciplineOf(ticket)
		m := New(s)
		begun := m.Begin(10, 0)
		var asked int64
		var w *World
		allocations := testing.AllocsPerRun(2, func() {
			w = begun.Branch()
			asked = w.Roll(&s.Strategies[1], nil).Accounting.Asked
		})
		assert.True(t, asked >= 20_000 && allocations <= float64(asked)/100,
			"ticket %v: %.0f allocations for %d needs, want less than one in a hundred needs", ticket, allocations, asked)
		// A client has one need at a time, and an ended one is used again.
		assert.LessOrEqual(t, int(w.needs.used), s.Clients(),
			"ticket %v: room for %d needs of %d clients, want at most one each", ticket, int(w.needs.used), s.Clients())
	}
}

// BenchmarkReplication plays a replication of the office from two weeks before
// the start to the horizon.
func BenchmarkReplication(b *testing.B) {
	for _, clients := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			s := office(clients, clients*15/1000)
			s.Horizon = 30
			m := New(s)
			b.ReportAllocs()
			var asked int64
			for b.Loop() {
				asked = m.Begin(s.Backend.Slots[0], 0).Roll(&s.Strategies[0], nil).Accounting.Asked
			}
			perRun := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(perRun/float64(clients*(s.Horizon+daysBefore)), "ns/client-day")
			b.ReportMetric(perRun/float64(asked), "ns/need")
		})
	}
}

// Where all share a capacity that hardly anything gets done with, each that comes
// puts the next finish off, and the appointments that become void pile up ahead. The
// agenda keeps to what is in force.
func TestVoidAppointmentsDoNotPileUp(t *testing.T) {
	s := queueOf(1, 1, Workload{
		Arrivals: Arrivals{Kind: Poisson, Rate: 1}, Work: always(time.Hour),
	})
	s.Backend.Version, s.Backend.Admission.CompatibleFrom = "9.2", "9.3" // nobody is held back
	s.Backend.Capacity = &Capacity{Contention: 0.01, Coherency: 0.001}
	s.Backend.Timeout = &Timeout{After: 5 * time.Minute, Retry: Retry{Fixed: 5 * time.Minute, Budget: -1}}
	w := New(s).Begin(1, 0)
	w.play(4 * time.Hour)
	voided := 2 * w.seen.timedOut
	require.GreaterOrEqual(t, voided, int64(4<<16),
		"%d appointments became void, too few to show anything", voided)
	all := w.agenda.Len()
	assert.LessOrEqual(t, all, 3<<16, "%d events on the agenda for %d jobs", all, w.needs.used)
}
