package study

import (
	"cmp"
	"slices"

	"github.com/rollsim/rollsim/sim/dist"
)

// A hypercube has random numbers of its own, which no replication shares.
const (
	hypercubeStream              = -2 // in place of a replication
	chanceOrder     dist.Purpose = iota
	chanceWithin
)

// hypercube is a Latin hypercube sample: points in the unit cube of so many
// dimensions, such that along each dimension every one of so many equal intervals
// has exactly one of them (McKay, Beckman, Conover 1979). A dimension keeps its
// numbers when others are added behind it.
func hypercube(seed uint64, points, dimensions int) [][]float64 {
	stream := dist.NewStream(seed, hypercubeStream)
	cube := make([][]float64, points)
	for i := range cube {
		cube[i] = make([]float64, dimensions)
	}
	order := make([]int, points)
	for d := range dimensions {
		owner := uint32(d)
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Compare(stream.Uniform(owner, chanceOrder, uint64(a)), stream.Uniform(owner, chanceOrder, uint64(b)))
		})
		for i, interval := range order {
			within := stream.Uniform(owner, chanceWithin, uint64(i))
			cube[i][d] = (float64(interval) + within) / float64(points)
		}
	}
	return cube
}
