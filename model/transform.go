package model

import (
	"math"
	"math/bits"
)

// A transform computes autocorrelations of up to a number of values through the
// discrete Fourier transform (Wiener and Khinchin), with the same result to the last
// bit on every machine.
type transform struct {
	turns [][]complex128 // turns[l][k] = exp(-iπk/2^l)
	work  []complex128
}

// newTransform returns the transform of so many values or more: their number is
// rounded up to a power of two.
func newTransform(least int) *transform {
	levels := bits.Len(uint(least - 1))
	t := &transform{turns: make([][]complex128, levels), work: make([]complex128, 1<<levels)}
	// Sines and cosines by halving the angle: square roots are exact to the last bit,
	// and each number is a product of one for each level at most.
	cos, sin := -1.0, 0.0 // of π
	for l := range t.turns {
		t.turns[l] = make([]complex128, 1<<l)
		t.turns[l][0] = 1
		if l > 0 {
			for k, turn := range t.turns[l-1] {
				t.turns[l][2*k], t.turns[l][2*k+1] = turn, times(turn, complex(cos, -sin))
			}
		}
		if l == 0 {
			cos, sin = 0, 1
		} else {
			cos = math.Sqrt(float64((1 + cos) / 2))
			sin /= 2 * cos
		}
	}
	return t
}

// autocorrelation sets again[lag] to Σ values[i]·values[i+lag]. Together they are no
// longer than the transform, so that the end does not meet the beginning.
func (t *transform) autocorrelation(again, values []float64) {
	for i := range t.work {
		t.work[i] = 0
	}
	for i, x := range values {
		t.work[i] = complex(x, 0)
	}
	t.scramble()
	for i, c := range t.work {
		t.work[i] = complex(float64(real(c)*real(c))+float64(imag(c)*imag(c)), 0)
	}
	t.unscramble()
	for lag := range again {
		again[lag] = float64(real(t.work[lag]) / float64(len(t.work)))
	}
}

// scramble transforms what is in work; the result has the bits of its places
// reversed, which unscramble expects.
func (t *transform) scramble() {
	for l := len(t.turns) - 1; l >= 0; l-- {
		turns, half := t.turns[l], 1<<l
		for from := 0; from < len(t.work); from += 2 * half {
			low, high := t.work[from:from+half], t.work[from+half:from+2*half]
			for k, turn := range turns {
				a, b := low[k], high[k]
				low[k], high[k] = a+b, times(a-b, turn)
			}
		}
	}
}

// unscramble transforms what is in work with the bits of its places reversed.
func (t *transform) unscramble() {
	for l, turns := range t.turns {
		half := 1 << l
		for from := 0; from < len(t.work); from += 2 * half {
			low, high := t.work[from:from+half], t.work[from+half:from+2*half]
			for k, turn := range turns {
				a, b := low[k], times(high[k], turn)
				low[k], high[k] = a+b, a-b
			}
		}
	}
}

// times is a·b; the language may fuse what it multiplies and adds by itself.
func times(a, b complex128) complex128 {
	return complex(float64(real(a)*real(b))-float64(imag(a)*imag(b)), float64(real(a)*imag(b))+float64(imag(a)*real(b)))
}
