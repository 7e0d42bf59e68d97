package stats

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// Samples large enough for cells answer what sorting all of them would.
func TestCellsAnswerLikeASort(t *testing.T) {
	const n = 3 * manyDurations
	chance := dist.NewStream(1, 0)
	for _, tt := range []struct {
		name string
		of   func(i int, u float64) time.Duration
	}{
		{"exponential", func(_ int, u float64) time.Duration { return time.Duration(dist.ExponentialQuantile(u) * 1e10) }},
		{"a tail a million times as long", func(_ int, u float64) time.Duration { return time.Duration(1e9 / (u + 1e-6)) }},
		{"all but one equal", func(i int, _ float64) time.Duration { return time.Second + time.Duration(i/(n-1)) }},
		{"one nanosecond to 400 days", func(i int, u float64) time.Duration {
			return 1 + time.Duration(u*float64(longestDuration-1))*time.Duration(i%2)
		}},
		{"a few whole seconds and zeros", func(_ int, u float64) time.Duration { return time.Duration(u*20) * time.Second }},
	} {
		for _, open := range []int{0, 5, 500} { // censored: at values of others, and beyond them
			var s Sample
			var all []int64
			for i := range n {
				v := tt.of(i, chance.Uniform(0, 1, uint64(i)))
				s.Add(v)
				all = append(all, int64(v))
			}
			for i := range open {
				s.AddCensored(min(longestDuration, time.Duration(all[i*311])*time.Duration(1+i%2)))
			}
			slices.Sort(all)
			for rank := 1; rank <= n; rank += 997 {
				require.Equal(t, all[rank-1], s.observed.at(rank), "%s: rank %d", tt.name, rank)
			}
			require.NotNil(t, s.observed.cells, "%s: %d durations are not in cells", tt.name, n)
			got := s.productLimit()
			if s.observed.sort(); s.observed.cells != nil {
				require.Fail(t, fmt.Sprintf("%s: sorted durations are in cells", tt.name))
			}
			assert.Equal(t, s.productLimit(), got, "%s, %d censored: the estimate", tt.name, open)
		}
	}
}
