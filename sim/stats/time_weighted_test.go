package stats

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestTimeWeighted(t *testing.T) {
	type change struct {
		at    time.Duration
		delta float64
	}
	nan := math.NaN()
	tests := []struct {
		name       string
		changes    []change
		end        time.Duration
		mean, most []float64 // by hour, of three
		area       float64   // value·hours
	}{
		{"nothing happens", nil, 3 * time.Hour,
			[]float64{0, 0, 0}, []float64{0, 0, 0}, 0},
		{"one slot busy for half an hour", []change{{30 * time.Minute, 1}, {time.Hour, -1}}, 3 * time.Hour,
			[]float64{0.5, 0, 0}, []float64{1, 0, 0}, 0.5},
		{"across two borders", []change{{45 * time.Minute, 4}, {150 * time.Minute, -4}}, 3 * time.Hour,
			[]float64{1, 4, 2}, []float64{4, 4, 4}, 7},
		{"handed over at one instant", []change{{0, 2}, {time.Minute, -1}, {time.Minute, 1}, {time.Minute, 9}, {time.Minute, -9}}, 3 * time.Hour,
			[]float64{2, 2, 2}, []float64{2, 2, 2}, 6},
		{"ends on the border where the next begins", []change{{0, 1}, {time.Hour, -1}, {time.Hour, 3}, {2 * time.Hour, -3}}, 3 * time.Hour,
			[]float64{1, 3, 0}, []float64{1, 3, 0}, 4},
		{"held since before the start", []change{{-14 * 24 * time.Hour, 7}, {-time.Hour, -2}, {30 * time.Minute, -5}}, 3 * time.Hour,
			[]float64{2.5, 0, 0}, []float64{5, 0, 0}, 2.5},
		{"changed after the end", []change{{0, 1}, {200 * time.Minute, 8}, {210 * time.Minute, 1}, {5 * time.Hour, 1}}, 6 * time.Hour,
			[]float64{1, 1, 1}, []float64{1, 1, 1}, 3},
		{"closed within an interval", []change{{0, 1}, {75 * time.Minute, 1}}, 90 * time.Minute,
			[]float64{1, 1.5, nan}, []float64{1, 2, nan}, 1.75},
		{"negative values", []change{{0, -2}, {90 * time.Minute, 1}}, 3 * time.Hour,
			[]float64{-2, -1.5, -1}, []float64{-2, -1, -1}, -4.5},
	}
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			track := NewTimeWeighted(time.Hour, 3)
			value := 0.0
			for _, c := range tt.changes {
				track.Add(c.at, c.delta)
				value += c.delta
			}
			track.Close(tt.end)
			for i := range track.Intervals() {
				got := track.Mean(i)
				assert.True(t, same(got, tt.mean[i]), "Mean(%d) = %v, want %v", i, got, tt.mean[i])
				got = track.Max(i)
				assert.True(t, same(got, tt.most[i]), "Max(%d) = %v, want %v", i, got, tt.most[i])
			}
			got := track.Area() / 3600
			assert.Equal(t, tt.area, got, "Area() = %v value·hours", got)
			assert.Equal(t, value, track.Value(), "Value()")
		})
	}
}

// TestTimeWeightedByTheSecond compares one with a list of the value in each
// second, over random changes at whole seconds.
func TestTimeWeightedByTheSecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 20).Draw(t, "width")
		intervals := rapid.IntRange(1, 6).Draw(t, "intervals")
		track := NewTimeWeighted(time.Duration(width)*time.Second, intervals)
		seconds := make([]float64, width*intervals)
		var left []TimeWeighted // originals of the clones with which it goes on
		value, now := 0.0, rapid.IntRange(-10, 5).Draw(t, "first change")
		for now < len(seconds) {
			value = float64(rapid.IntRange(-3, 9).Draw(t, "value"))
			track.Set(time.Duration(now)*time.Second, value)
			for i := max(now, 0); i < len(seconds); i++ {
				seconds[i] = value
			}
			now += rapid.SampledFrom([]int{0, 0, 1, 1, 2, 7, 30}).Draw(t, "step")
			if rapid.IntRange(0, 9).Draw(t, "go on in a clone") == 0 {
				left = append(left, track)
				track = track.Clone()
			}
		}
		end := time.Duration(len(seconds)) * time.Second
		track.Close(end)
		for i := range left {
			left[i].Set(left[i].since, 99)
			left[i].Close(end)
		}
		total := 0.0
		for i := range intervals {
			sum, most := 0.0, math.Inf(-1)
			for _, v := range seconds[i*width : (i+1)*width] {
				sum += v
				most = max(most, v)
			}
			total += sum
			got, want := track.Mean(i), sum/float64(width)
			assert.InDelta(t, want, got, 1e-12, "Mean(%d)", i)
			assert.Equal(t, most, track.Max(i), "Max(%d)", i)
		}
		got := track.Area()
		assert.Equal(t, total, got, "Area() = %v value·s", got)
	})
}

func TestTimeWeightedRefusesThePast(t *testing.T) {
	track := NewTimeWeighted(time.Hour, 2)
	track.Set(time.Minute, 1)
	defer func() {
		assert.NotNil(t, recover(), "a change in the past was taken")
	}()
	track.Set(time.Second, 2)
}

// BenchmarkTimeWeighted measures a change in the middle of an interval, of which there
// are two for each piece of work.
func BenchmarkTimeWeighted(b *testing.B) {
	track := NewTimeWeighted(15*time.Minute, 4*24*365)
	b.ReportAllocs()
	now, delta := time.Duration(0), 1.0
	for b.Loop() {
		now += 20 * time.Millisecond
		track.Add(now, delta)
		delta = -delta
	}
}
