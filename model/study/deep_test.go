package study

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/testdata/deep"
)

// TestDeepDiff checks that what holds values against each other in many tests sees
// each kind of difference, and none where there is none.
func TestDeepDiff(t *testing.T) {
	type part struct {
		any   any
		many  []float64
		named map[string]*part
		at    time.Time
		call  func()
	}
	next := math.Nextafter(1, 2)
	noon := time.Date(2027, 4, 12, 12, 0, 0, 0, time.UTC)
	ring := &part{}
	ring.any = ring
	for _, tt := range []struct {
		name string
		a, b any
		want string
	}{
		{"the same", part{many: []float64{1, math.NaN()}, at: noon}, part{many: []float64{1, math.NaN()}, at: noon}, ""},
		{"the last bit of a number", part{many: []float64{1}}, part{many: []float64{next}},
			"- .many[0] 1\n- .named nil\n- .at 0001-01-01 00:00:00 +0000 UTC\n- .call nil\n" +
				"+ .many[0] 1.0000000000000002\n+ .named nil\n+ .at 0001-01-01 00:00:00 +0000 UTC\n+ .call nil\n"},
		{"the sign of zero", 0.0, math.Copysign(0, -1), "-  0\n+  -0\n"},
		{"none and empty", []int(nil), []int{}, "-  nil\n+  0\n"},
		{"one longer", []int{1}, []int{1, 2}, "-  1\n- [0] 1\n+  2\n+ [0] 1\n+ [1] 2\n"},
		{"behind a name", part{named: map[string]*part{"x": {at: noon}}}, part{named: map[string]*part{"x": {at: noon.Add(1)}}},
			"- .named[x].at 2027-04-12 12:00:00 +0000 UTC\n- .named[x].call nil\n- .at 0001-01-01 00:00:00 +0000 UTC\n- .call nil\n" +
				"+ .named[x].at 2027-04-12 12:00:00.000000001 +0000 UTC\n+ .named[x].call nil\n+ .at 0001-01-01 00:00:00 +0000 UTC\n+ .call nil\n"},
		{"of another type", []any{1}, []any{1.0}, "- [0](int) 1\n+ [0](float64) 1\n"},
		{"a function and none", part{call: func() {}}, part{}, "- .call func\n+ .call nil\n"},
		{"what holds itself", ring, ring, ""},
	} {
		assert.Equal(t, tt.want, deep.Diff(tt.a, tt.b), tt.name)
	}
	assert.Empty(t, deep.Diff(part{many: []float64{1}}, part{many: []float64{2}}, "part.many"), "but for what is left out")
	assert.Empty(t, deep.Diff(part{many: []float64{1}}, part{many: []float64{2}}, "many"), "but for what is left out")
}
