//go:build unix

package scenarios

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestEstimatesHold simulates one replication of studies that take some seconds, each for
// another reason, and checks that the processor time and the most memory that is alive are
// within a factor of three of what is said beforehand. What is measured of memory is
// sampled, and has no share of what the program takes by itself.
func TestEstimatesHold(t *testing.T) {
	long.Only(t, "it simulates for half a minute and measures it")
	defer debug.SetGCPercent(debug.SetGCPercent(30)) // as the program has it
	for name, text := range map[string]string{
		"PCs that sync day by day": `
start: 2027-04-12
timezone: UTC
horizon: 30d
fleet: [{name: all, clients: 60000, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 600, admission: {discipline: ticket}}
strategies: [big_bang: {}]
`,
		"jobs": `
start: 2027-04-12
horizon: 2d
workloads: [{name: jobs, arrivals: {poisson: 100/s}, work: 1s}]
backend: {slots: 200, admission: {discipline: ticket}}
`,
		"jobs that ask again": `
start: 2027-04-12
horizon: 2d
workloads: [{name: jobs, arrivals: {poisson: 1/s}, work: 60s}]
backend: {slots: 45, admission: {discipline: re-ask, jitter: 0s, returns: {after: 60s}}}
`,
		"PCs that ask again": `
start: 2027-04-12
timezone: UTC
horizon: 10d
fleet: [{name: all, clients: 20000, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 50, admission: {discipline: re-ask}}
strategies: [big_bang: {}]
`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Load("plan.yaml", []byte(text), nil)
			require.NoError(t, err)
			said := EstimateOf(s, 1)
			runtime.GC()
			most, ended := make(chan float64), make(chan struct{})
			go func() {
				peak := 0.0
				for {
					sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
					metrics.Read(sample)
					peak = max(peak, float64(sample[0].Value.Uint64()))
					select {
					case <-ended:
						most <- peak
						return
					case <-time.After(20 * time.Millisecond):
					}
				}
			}()
			began := processorTime(t)
			m := model.New(s)
			start := m.Begin(s.Backend.Slots[0], 0)
			strategies := m.Strategies()
			for i, strategy := range strategies {
				w := start
				if i+1 < len(strategies) {
					w = start.Branch()
				}
				require.NoError(t, w.Roll(strategy, nil).Err)
			}
			took := processorTime(t) - began
			close(ended)
			bytes := <-most + baseByte
			t.Logf("%.1f s, %.1f were said; %.0f MB, %.0f were said", took, said.seconds, bytes/1e6, said.bytes/1e6)
			assert.Less(t, ratio(took, said.seconds), 3.0, "times as long as is said, or as short: %.1f s, not %.1f", took, said.seconds)
			assert.Less(t, ratio(bytes, said.bytes), 3.0, "times as much as is said, or as little: %.0f MB, not %.0f", bytes/1e6, said.bytes/1e6)
		})
	}
}

// ratio is how many times one number is the other, the larger by the smaller.
func ratio(a, b float64) float64 { return max(a/b, b/a) }

// processorTime is that of the process so far, in seconds.
func processorTime(t *testing.T) float64 {
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}
