package dist

import (
	"fmt"
	"math"
	"strings"

	"github.com/rollsim/rollsim/sim/portable"
)

type hyperexponential struct {
	mean, cv   float64
	fast, slow float64 // rates of the two exponentials
	share      float64 // of the fast one
}

// HyperexponentialMeanCV is one of two exponentials by chance, and has this
// mean, above 0, and coefficient of variation, between 1 and 100. The means are
// balanced: each of the two carries half of the whole (Whitt, "Approximating a
// point process by a renewal process, I", Operations Research 30, 1982).
func HyperexponentialMeanCV(mean, cv float64) (Distribution, error) {
	if err := meanAndCV(mean, cv, 1); err != nil {
		return nil, err
	}
	squared := float64(cv * cv)
	share := float64((1 + math.Sqrt((squared-1)/(squared+1))) / 2)
	return hyperexponential{
		mean: mean, cv: cv,
		share: share,
		fast:  2 * share / mean,
		slow:  1 / (mean * share * (squared + 1)), // 2 (1-share) / mean without its cancellation
	}, nil
}

// Quantile solves ln P(X > x) = ln(1-u). The left side is convex in x, so that
// Newton's steps from below stay below and close in; they start at the greatest
// of three bounds: one exponential alone, the other alone, and the slope at 0.
func (d hyperexponential) Quantile(u float64) float64 {
	want := portable.Log1p(-u)
	rest := 1 - d.share
	x := max(
		(portable.Log(d.share)-want)/d.fast,
		(portable.Log(rest)-want)/d.slow,
		-want/(float64(d.share*d.fast)+float64(rest*d.slow)),
	)
	for range 100 {
		fast, slow := float64(d.share*portable.Exp(-d.fast*x)), float64(rest*portable.Exp(-d.slow*x))
		longer := fast + slow // P(X > x), whose logarithm is wanted
		left := 0.0
		if u > 0.5 {
			left = portable.Log(longer)
		} else { // near 1 its distance from 1 is known better
			left = portable.Log1p(float64(d.share*portable.Expm1(-d.fast*x)) + float64(rest*portable.Expm1(-d.slow*x)))
		}
		change := (left - want) * longer / (float64(d.fast*fast) + float64(d.slow*slow))
		x += change
		if math.Abs(change) <= 1e-8*x { // the next step would be about its square
			break
		}
	}
	return x
}

func (d hyperexponential) Mean() float64 { return d.mean }
func (d hyperexponential) String() string {
	return fmt.Sprintf("hyperexponential(mean %.6g, cv %.6g)", d.mean, d.cv)
}

type mixture struct {
	parts []Distribution
	upTo  []float64 // share of the parts up to and with this one; the last is 1
}

// Mixture is one of its parts by chance: part i with share shares[i]. Shares are
// above 0 and sum to 1 within 1e-6; the rounding of thirds is evened out.
//
// The number u selects the part by cumulative share and, stretched, serves
// within it. So u and the part belong together under every strategy; but
// Quantile does not grow with u from one part to the next, and Quantile(0.95)
// is not the 95 % quantile of the whole.
func Mixture(shares []float64, parts []Distribution) (Distribution, error) {
	if len(shares) != len(parts) {
		return nil, fmt.Errorf("a mixture needs one share for each part, got %d for %d", len(shares), len(parts))
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("a mixture needs at least one part")
	}
	sum := 0.0
	for _, share := range shares {
		if err := aboveZero("share", share); err != nil {
			return nil, err
		}
		sum += share
	}
	if math.Abs(sum-1) > 1e-6 {
		return nil, fmt.Errorf("shares must sum to 1, got %v", sum)
	}
	d := mixture{parts: append([]Distribution(nil), parts...), upTo: make([]float64, len(parts))}
	running := 0.0
	for i, share := range shares {
		running += share
		d.upTo[i] = running / sum
	}
	d.upTo[len(parts)-1] = 1
	return d, nil
}

func (d mixture) Quantile(u float64) float64 {
	i, from := 0, 0.0
	for d.upTo[i] <= u && i < len(d.parts)-1 {
		from = d.upTo[i]
		i++
	}
	return d.parts[i].Quantile(insideUnit((u - from) / (d.upTo[i] - from)))
}

// insideUnit returns u, or the nearest number of the open interval (0, 1) that a
// [Stream] could have given.
func insideUnit(u float64) float64 { return min(max(0x1p-53, u), 1-0x1p-53) }

func (d mixture) Mean() float64 {
	mean, from := 0.0, 0.0
	for i, part := range d.parts {
		mean += float64((d.upTo[i] - from) * part.Mean())
		from = d.upTo[i]
	}
	return mean
}

func (d mixture) String() string {
	words := make([]string, len(d.parts))
	from := 0.0
	for i, part := range d.parts {
		words[i] = fmt.Sprintf("%.6g %v", d.upTo[i]-from, part)
		from = d.upTo[i]
	}
	return "mixture(" + strings.Join(words, ", ") + ")"
}
