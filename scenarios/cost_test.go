package scenarios

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLongRunOfAsks checks that a line in which everybody asks every second is warned of,
// and the same line of tickets is not.
func TestLongRunOfAsks(t *testing.T) {
	for admission, want := range map[string]string{
		"{discipline: re-ask, jitter: 0s, returns: {after: 1s}}": "billion asks of those who wait and come back: this takes about",
		"{discipline: ticket, jitter: 0s}":                       "",
	} {
		s, err := Load("asks.yaml", []byte(`
start: 2027-04-12
horizon: 5d
replications: 20
workloads: [{name: jobs, arrivals: {exactly: {clients: 50000, at: {uniform: {min: 05:00, max: 05:05}}}}, work: 60s}]
backend: {slots: 5, admission: `+admission+`}
`), nil)
		require.NoError(t, err, admission)
		if text := LongRun(s, 0).String(); want == "" {
			assert.Empty(t, text, admission)
		} else {
			assert.Contains(t, text, want, admission)
		}
	}
}

// TestEstimatesAdd checks that what is done many times, and what else is done, takes so much
// longer and no more memory.
func TestEstimatesAdd(t *testing.T) {
	one := Estimate{seconds: 50, bytes: 2e9, days: 1e6}
	many := one
	many.Times(3)
	many.Add(Estimate{UpTo: true, seconds: 10, bytes: 1e9, days: 5e5})
	assert.Equal(t, Estimate{UpTo: true, seconds: 160, bytes: 2e9, days: 3.5e6}, many)
}
