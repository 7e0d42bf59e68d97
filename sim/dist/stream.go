package dist

import "math/bits"

// A Stream gives the random numbers of one replication. A number belongs to
// (seed, replication, owner, purpose, occasion): the same five always give the
// same number, whatever else was drawn before it, between it or never. So two
// strategies that are compared meet the same clients with the same work to do
// (common random numbers; Law, Simulation Modeling and Analysis, 5th ed.,
// section 11.2), and an order of events cannot leak into chance.
//
// The numbers come from a hash of the five (a counter-based generator; Salmon,
// Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011), so
// a Stream has no state, may be copied, and is safe for concurrent use.
type Stream struct {
	key uint64
}

// A Purpose says what a random number is for, such as the boot instant of a day
// or the work of a sync. The model names its purposes as constants; each use of
// chance needs its own.
type Purpose uint8

// golden is 2^64 divided by the golden ratio, made odd: the step of the Weyl
// sequence of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
// number generators", OOPSLA 2014). Its multiples spread small counts evenly
// over 64 bits.
const golden = 0x9e3779b97f4a7c15

// NewStream returns the stream of one replication under a seed. Any seed will
// do, 0 included; neighbouring seeds and replications share nothing.
func NewStream(seed uint64, replication int) Stream {
	return Stream{key: scramble(scramble(seed+golden) + (uint64(replication)+1)*golden)}
}

// Uniform returns the number that belongs to an occasion of a purpose of an
// owner: uniform on the open interval (0, 1), an odd multiple of 2^-53, so that
// neither 0 nor 1 ever comes out and u and 1-u are equally fine.
//
// The occasion is named by its cause, such as a day or a version, never by a
// running count: a count depends on what else happened.
func (s Stream) Uniform(owner uint32, purpose Purpose, occasion uint64) float64 {
	return between01(s.of(owner, purpose) + occasion*golden)
}

// Uniforms fills to with the numbers that belong to the occasions first, first+1,
// … of a purpose of an owner, the same as those of Uniform. Many at once take half
// the time.
func (s Stream) Uniforms(owner uint32, purpose Purpose, first uint64, to []float64) {
	h := s.of(owner, purpose) + first*golden
	for i := range to {
		to[i] = between01(h + uint64(i)*golden)
	}
}

// of returns where the numbers of a purpose of an owner begin.
func (s Stream) of(owner uint32, purpose Purpose) uint64 {
	h := scramble(s.key ^ (uint64(owner)<<8 | uint64(purpose)))
	// Were the key used once only, two replications whose keys differ in the low
	// 40 bits alone would share all their numbers between other owners.
	return h + bits.RotateLeft64(s.key, 32)
}

// between01 turns 64 bits into a number in (0, 1).
func between01(x uint64) float64 { return (float64(scramble(x)>>12) + 0.5) * 0x1p-52 }

// scramble maps 64 bits to 64 bits, one to one, so that any change of the input
// changes about half of the output. It is David Stafford's variant 13 of the
// MurmurHash3 finalizer ("Better bit mixing", 2011), the one SplitMix64 uses.
func scramble(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
