package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bareOffice is an office with nothing installed on a share of its PCs, to which IT
// distributes the release.
func bareOffice(clients, slots int, share float64) *Scenario {
	s := office(clients, slots)
	g := &s.Groups[0]
	g.Delivery = ManagedDelivery
	g.Versions = []VersionShare{{None, share}, {"9.3", 1 - share}}
	g.First = FirstInstall{Size: g.Download.Size, Duration: g.Install.Duration, Fails: g.Install.Fails}
	return s
}

// TestNoSyncWithoutAnInstallation holds a fleet with nothing installed against one that
// has the software: nobody syncs before the first sync, which belongs to the install,
// and from then on everybody has the needs that it would have had: their cause,
// occasion and work. Where nobody waits also their times.
func TestNoSyncWithoutAnInstallation(t *testing.T) {
	for _, tt := range []struct {
		name   string
		slots  int
		change func(s *Scenario)
	}{
		{"nobody waits", 1000, nil},
		{"many wait", 3, nil},
		{"a fresh profile at each log-in", 1000, func(s *Scenario) { s.Groups[0].Profile = NonPersistent }},
		{"updates trigger no sync", 1000, func(s *Scenario) { s.Groups[0].Sync.OnUpdate = false }},
		{"timers are early or late", 1000, func(s *Scenario) { s.Groups[0].Sync.Jitter = 0.3 }},
		{"all metadata changes", 1000, func(s *Scenario) {
			s.Backend.Events = []BackendEvent{{Kind: TouchMetadata, At: dayAt(2, 10, 0), Work: time.Minute}}
		}},
	} {
		bare, had := bareOffice(300, tt.slots, 1), bareOffice(300, tt.slots, 0)
		if tt.change != nil {
			tt.change(bare)
			tt.change(had)
		}
		_, records := roll(bare, &bare.Strategies[1])
		_, twins := roll(had, &had.Strategies[1])
		firsts, after := map[uint32]Record{}, 0
		known := map[needName]Record{}
		for _, r := range twins {
			known[needName{r.Client, r.Cause, r.Occasion}] = r
		}
		for _, r := range byAsked(records) {
			first, isThere := firsts[r.Client]
			if !isThere {
				require.Equal(t, First, r.Kind, "%s: the first need of a client: %+v", tt.name, r)
				require.Equal(t, Update, r.Cause, tt.name)
				firsts[r.Client] = r
				continue
			}
			require.NotEqual(t, First, r.Kind, "%s: a second first sync: %+v", tt.name, r)
			require.NotEqual(t, Update, r.Cause, tt.name)
			if r.Asked < first.Finished || r.Cause == Metadata {
				continue
			}
			twin, ok := known[needName{r.Client, r.Cause, r.Occasion}]
			if !ok && tt.slots < 1000 {
				continue // it met a need of its twin that was still open
			}
			require.True(t, ok, "%s: a need that its twin has not: %+v", tt.name, r)
			if twin.Cause == r.Cause && !(tt.slots < 1000) {
				require.Equal(t, twin.Asked, r.Asked, tt.name)
			}
			require.Equal(t, twin.Work, r.Work, "%s: %+v", tt.name, r)
			after++
		}
		assert.Greater(t, len(firsts), 280, tt.name)
		assert.Greater(t, after, 1000, tt.name)
	}
}
