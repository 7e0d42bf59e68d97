package model

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOccasionsAreTheirOwn checks that no two needs of a client share a name, and
// so the number that their work is drawn from; nor once the number of an ask is
// mixed in.
func TestOccasionsAreTheirOwn(t *testing.T) {
	type name struct {
		cause  Cause
		day, k int
	}
	of := map[uint64]name{}
	for cause := range Cause(numCauses) {
		for day := -daysBefore; day <= 400; day += 23 {
			for _, k := range []int{0, 1, 2, 1439, 1<<20 - 1} {
				n := name{cause, day, k}
				o := occasionOf(cause, day, k)
				other, taken := of[o]
				assert.False(t, taken, "%v and %v share occasion %d", n, other, o)
				assert.Equal(t, o, o<<16>>16, "occasion %d of %v leaves no room for the number of an ask", o, n)
				of[o] = n
			}
		}
	}
}
