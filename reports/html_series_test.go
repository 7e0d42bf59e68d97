package reports

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// decoded reads a coded series as the script of a page does.
func decoded(t require.TestingT, c codedSeries) []float64 {
	bytes, err := base64.StdEncoding.DecodeString(c.Code)
	require.NoError(t, err)
	var values []float64
	at := int64(0)
	for len(bytes) > 0 {
		d, n := binary.Varint(bytes)
		require.Positive(t, n, "no varint in %v", bytes)
		bytes = bytes[n:]
		at += d
		values = append(values, float64(at)*c.Step)
		if d != 0 {
			continue
		}
		more, n := binary.Uvarint(bytes)
		require.Positive(t, n, "no run length in %v", bytes)
		bytes = bytes[n:]
		for range more {
			values = append(values, float64(at)*c.Step)
		}
	}
	return values
}

// TestCodedSeries checks that what is read is what was written, to a two-thousandth
// of the largest.
func TestCodedSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(-5, 5), rapid.Float64Range(0, 1e6))).Draw(t, "values")
		got := decoded(t, coded(values))
		require.Len(t, got, len(values), "%d values", len(got))
		most := 0.0
		for _, v := range values {
			most = math.Max(most, math.Abs(v))
		}
		for i, v := range values {
			require.InDelta(t, v, got[i], most/2000*(1+1e-9),
				"value %d is %v, want %v (largest %v)", i, got[i], v, most)
		}
	})
	c := coded(make([]float64, 10000))
	assert.LessOrEqual(t, len(c.Code), 8, "10,000 zeros take %d characters", len(c.Code))
}
