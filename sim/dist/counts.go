package dist

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

type geometric struct {
	mean float64
	log  float64 // of the chance that one more comes
}

// Geometric is a count from 1 on with the given mean, at least 1: after each
// one, another comes with the same chance.
func Geometric(mean float64) (Distribution, error) {
	if err := finite("mean", mean); err != nil {
		return nil, err
	}
	if mean < 1 {
		return nil, fmt.Errorf("mean must be at least 1, got %v", mean)
	}
	return geometric{mean, portable.Log1p(-1 / mean)}, nil
}

func (d geometric) Quantile(u float64) float64 {
	if d.mean == 1 {
		return 1
	}
	return max(1, math.Ceil(portable.Log1p(-u)/d.log))
}

func (d geometric) Mean() float64  { return d.mean }
func (d geometric) String() string { return fmt.Sprintf("geometric(mean %.6g)", d.mean) }
