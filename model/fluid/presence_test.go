package fluid

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// TestNobodyIsOnTwice checks that sessions of a day and more end at the next log-in: no
// more PCs are on than there are, log-ins are those of short sessions, and after a day
// everybody is on who is never off.
func TestNobodyIsOnTwice(t *testing.T) {
	law := func(d dist.Distribution, err error) dist.Distribution {
		require.NoError(t, err)
		return d
	}
	s := loaded(t, `
start: 2027-04-12
timezone: UTC
calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun]}
horizon: 5d
fleet: [{name: hosts, clients: 900, version: "9.4", presence: {absent: {share: 0%}, boot: {uniform: {min: 08:00, max: 09:00}}, together: 0s}}]
backend: {version: "9.4", slots: 10}
`)
	g := &s.Groups[0]
	flow := func(session time.Duration) *GroupFlow {
		g.Presence.Session = law(dist.Constant(session.Seconds()))
		f, err := NewFlow(t.Context(), s)
		require.NoError(t, err)
		return &f.Groups[0]
	}
	short := flow(8 * time.Hour)
	for _, hours := range []time.Duration{24, 30, 60} {
		long := flow(hours * time.Hour)
		assert.Equal(t, short.LogIns, long.LogIns, "log-ins with sessions of %d h", hours)
		for k, on := range long.Online {
			require.LessOrEqual(t, on, 1.001*float64(g.Clients), "sessions of %d h: PCs on in interval %d", hours, k)
			if hours > 24 {
				require.GreaterOrEqual(t, on, 0.999*float64(g.Clients), "sessions of %d h: PCs on in interval %d", hours, k)
			}
		}
	}
}
