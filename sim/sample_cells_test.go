package sim

import (
	"slices"
	"testing"
	"time"
)

// Samples large enough for cells answer what sorting all of them would.
func TestCellsAnswerLikeASort(t *testing.T) {
	const n = 3 * manyDurations
	chance := NewStream(1, 0)
	for _, tt := range []struct {
		name string
		of   func(i int, u float64) time.Duration
	}{
		{"exponential", func(_ int, u float64) time.Duration { return time.Duration(ExponentialQuantile(u) * 1e10) }},
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
				if got := s.observed.at(rank); got != all[rank-1] {
					t.Fatalf("%s: rank %d is %d, want %d", tt.name, rank, got, all[rank-1])
				}
			}
			if s.observed.cells == nil {
				t.Fatalf("%s: %d durations are not in cells", tt.name, n)
			}
			got := s.productLimit()
			if s.observed.sort(); s.observed.cells != nil {
				t.Fatalf("%s: sorted durations are in cells", tt.name)
			}
			if want := s.productLimit(); !slices.Equal(got, want) {
				t.Errorf("%s, %d censored: the estimate is %v, want %v", tt.name, open, got, want)
			}
		}
	}
}
