package dist

import (
	"fmt"
	"math"
)

// A Distribution turns one uniform number into one value: drawn by inversion,
// so that pairs of runs that share their numbers stay pairs. Values are plain
// numbers; the models here give durations in seconds.
//
// The constructors of this package check what a user wrote and return an error
// of one line that names the parameter, what would be right and what it is. All
// of their distributions print themselves (fmt.Stringer), equal ones alike.
type Distribution interface {
	// Quantile returns the value that belongs to u in the open interval (0, 1).
	// It grows with u, but for a [Mixture].
	Quantile(u float64) float64

	// Mean returns the mean, in closed form.
	Mean() float64
}

// Quantiles turns uniform numbers in the open interval (0, 1) into the values of a
// distribution that belong to them, in place, as Quantile does one by one. Many
// draws side by side do not wait for each other.
func Quantiles(of Distribution, us []float64) {
	if d, ok := of.(exponential); ok {
		exponentialQuantiles(us, d.mean)
		return
	}
	for i, u := range us {
		us[i] = of.Quantile(u)
	}
}

type constant struct{ value float64 }

// Constant is always value, which is at least 0.
func Constant(value float64) (Distribution, error) {
	if err := atLeastZero("value", value); err != nil {
		return nil, err
	}
	return constant{value}, nil
}

func (d constant) Quantile(float64) float64 { return d.value }
func (d constant) Mean() float64            { return d.value }
func (d constant) String() string           { return fmt.Sprintf("constant(%.6g)", d.value) }

type exponential struct{ mean float64 }

// Exponential has the given mean and no memory.
func Exponential(mean float64) (Distribution, error) {
	if err := aboveZero("mean", mean); err != nil {
		return nil, err
	}
	return exponential{mean}, nil
}

func (d exponential) Quantile(u float64) float64 { return d.mean * ExponentialQuantile(u) }
func (d exponential) Mean() float64              { return d.mean }
func (d exponential) String() string             { return fmt.Sprintf("exponential(mean %.6g)", d.mean) }

type uniform struct{ min, max float64 }

// Uniform spreads evenly from min, at least 0, to max, above min.
func Uniform(min, max float64) (Distribution, error) {
	if err := atLeastZero("min", min); err != nil {
		return nil, err
	}
	if err := finite("max", max); err != nil {
		return nil, err
	}
	if max <= min {
		return nil, fmt.Errorf("max must be above min %v, got %v", min, max)
	}
	return uniform{min, max}, nil
}

func (d uniform) Quantile(u float64) float64 { return d.min + float64(u*(d.max-d.min)) }
func (d uniform) Mean() float64              { return d.min + float64((d.max-d.min)/2) }
func (d uniform) String() string {
	return fmt.Sprintf("uniform(min %.6g, max %.6g)", d.min, d.max)
}

type triangular struct{ min, mode, max float64 }

// Triangular rises from min, at least 0, to its mode and falls to max; the mode
// may lie at either end.
func Triangular(min, mode, max float64) (Distribution, error) {
	if err := atLeastZero("min", min); err != nil {
		return nil, err
	}
	if err := finite("max", max); err != nil {
		return nil, err
	}
	if max <= min {
		return nil, fmt.Errorf("max must be above min %v, got %v", min, max)
	}
	if !(mode >= min && mode <= max) {
		return nil, fmt.Errorf("mode must lie between min %v and max %v, got %v", min, max, mode)
	}
	return triangular{min, mode, max}, nil
}

func (d triangular) Quantile(u float64) float64 {
	width := d.max - d.min
	if u*width <= d.mode-d.min {
		return d.min + math.Sqrt(u*width*(d.mode-d.min))
	}
	return d.max - math.Sqrt((1-u)*width*(d.max-d.mode))
}

func (d triangular) Mean() float64 { return (d.min + d.mode + d.max) / 3 }
func (d triangular) String() string {
	return fmt.Sprintf("triangular(min %.6g, mode %.6g, max %.6g)", d.min, d.mode, d.max)
}

// The coefficient of variation, sd / mean, that constructors take: below the
// least a constant says the same, above the greatest no mean of a sample of any
// practical size comes near the mean of the law.
const (
	leastCV    = 0.01
	greatestCV = 100
)

func meanAndCV(mean, cv, least float64) error {
	if err := aboveZero("mean", mean); err != nil {
		return err
	}
	if !(cv >= least && cv <= greatestCV) {
		return fmt.Errorf("cv must be between %v and %v, got %v", least, greatestCV, cv)
	}
	return nil
}

func finite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%s must be a finite number, got %v", name, v)
	}
	return nil
}

func atLeastZero(name string, v float64) error {
	if v < 0 {
		return fmt.Errorf("%s must be at least 0, got %v", name, v)
	}
	return finite(name, v)
}

func aboveZero(name string, v float64) error {
	if v <= 0 {
		return fmt.Errorf("%s must be above 0, got %v", name, v)
	}
	return finite(name, v)
}
