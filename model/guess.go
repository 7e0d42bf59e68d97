package model

import (
	"fmt"

	"github.com/rollsim/rollsim/sim/portable"
)

// A Guess is a value of the scenario that nobody has measured, and the range that
// is thought possible.
type Guess struct {
	Path      string       // what reports call it, as settings name it, such as "sync.full"; without its group where several share it
	Paths     []string     // the settings that have it
	Value     string       // as the file writes it
	Now       string       // the same as people read it; of a law what Of says, such as "3m"
	Low, High string       // the ends of the range, as people read them, such as "1m"; empty where there is none
	Of        string       // what of a law they are, "median" or "mean"; empty: the value itself
	Source    string       // what is said about it
	By        string       // who said so
	Marked    bool         // marked in the file, as unknown or with a range; false: a default without a source
	Question  fmt.Stringer `cbor:"-"` // what to ask, in words, such as "How long does a full sync take?"; String tells it in English
	Range     *Range       // nil: it cannot be varied
	Why       Unvaried     // why not
}

// Unvaried is why a guess cannot be varied.
type Unvaried uint8

const (
	CanVary      Unvaried = iota
	NoRange               // none is known
	UnclearRange          // its range is not understood
	RigidLaw              // a law of its form cannot be stretched
)

// A Range is where a guess may lie, on an axis of its own: seconds, shares, PCs,
// or the way from one end (0) to the other (1).
type Range struct {
	Low, High float64
	Base      float64 // the value as it is; NaN where it is not on the axis, as a word is not among numbers
	Ordered   bool    // there is something between the ends; false: they are two alternatives

	Round func(x float64) float64               `cbor:"-"` // to what one would write into a file
	Text  func(x float64) (shown, value string) `cbor:"-"` // as people read it, and as a setting takes it
}

// logarithmic is the ratio of its ends from which on a range is divided evenly in
// ratios: between 1h and 24h lies 5h, and not 12h30m.
const logarithmic = 10

// At returns the place on the axis at a share 0..1 of the way from Low to High.
func (r *Range) At(share float64) float64 {
	if r.InRatios() {
		return r.Low * portable.Pow(r.High/r.Low, share)
	}
	return r.Low + float64((r.High-r.Low)*share)
}

// Share is the way from Low to a place, as a share of that to High: 0..1 within
// the range.
func (r *Range) Share(x float64) float64 {
	switch {
	case r.High == r.Low:
		return 0
	case r.InRatios():
		return portable.Log(x/r.Low) / portable.Log(r.High/r.Low)
	}
	return (x - r.Low) / (r.High - r.Low)
}

// InRatios tells whether the range is divided evenly in ratios and not in amounts.
func (r *Range) InRatios() bool { return r.Low > 0 && r.High > logarithmic*r.Low }
