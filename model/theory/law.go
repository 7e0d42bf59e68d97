package theory

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Shape is the form of a Law.
type Shape uint8

const (
	Never       Shape = iota // the zero Law: what does not happen, such as losing patience
	Constant                 // always the mean
	Exponential              // no memory
	Stages                   // Erlang: a number of exponential stages one after the other
	Lognormal                // the exponential of a normal
	Uniform                  // from 0 to twice the mean
	Mixed                    // hyperexponential: one of two exponentials by chance, each with half of the mean
)

// A Law is how a time in seconds is distributed.
type Law struct {
	Shape Shape
	Mean  float64 // in seconds, above 0
	CV    float64 // standard deviation over mean; follows from the shape but for Lognormal and Mixed
	Parts int     // number of stages, for Stages
}

// Always is the law of a time that is always mean.
func Always(mean float64) Law { return Law{Shape: Constant, Mean: mean} }

// Memoryless is the exponential law.
func Memoryless(mean float64) Law { return Law{Shape: Exponential, Mean: mean, CV: 1} }

// InStages is the Erlang law: parts exponential stages with the mean in total.
func InStages(parts int, mean float64) Law {
	return Law{Shape: Stages, Mean: mean, CV: 1 / math.Sqrt(float64(parts)), Parts: parts}
}

// Skewed is the lognormal law with the given mean and cv. The logarithm has
// variance ln(1+cv²) and mean ln(mean) less half of that.
func Skewed(mean, cv float64) Law { return Law{Shape: Lognormal, Mean: mean, CV: cv} }

// Mix is the hyperexponential law with the given mean and cv, at least 1: with
// chance p = (1+√((cv²-1)/(cv²+1)))/2 exponential with mean/2p, else with
// mean/2(1-p).
func Mix(mean, cv float64) Law { return Law{Shape: Mixed, Mean: mean, CV: cv} }

// parts are the chances and means of the two exponentials of a Mixed law.
func (l Law) parts() (p, mean [2]float64) {
	square := l.CV * l.CV
	p[0] = (1 + math.Sqrt((square-1)/(square+1))) / 2
	p[1] = 1 - p[0]
	return p, [2]float64{l.Mean / (2 * p[0]), l.Mean / (2 * p[1])}
}

// Even is the uniform law from 0 to twice the mean.
func Even(mean float64) Law { return Law{Shape: Uniform, Mean: mean, CV: 1 / math.Sqrt(3)} }

// Moment returns E[X^k] in seconds^k, for k at least 1.
func (l Law) Moment(k int) float64 {
	m := math.Pow(l.Mean, float64(k))
	switch l.Shape {
	case Constant:
		return m
	case Exponential:
		return m * math.Gamma(float64(k)+1)
	case Stages:
		for i := range k {
			m *= 1 + float64(i)/float64(l.Parts)
		}
		return m
	case Lognormal:
		return m * math.Pow(1+l.CV*l.CV, float64(k*(k-1))/2)
	case Uniform:
		return m * math.Pow(2, float64(k)) / float64(k+1)
	case Mixed:
		p, mean := l.parts()
		return p[0]*Memoryless(mean[0]).Moment(k) + p[1]*Memoryless(mean[1]).Moment(k)
	}
	panic(fmt.Sprintf("theory: no moments of %v", l))
}

// Over returns P(X > x) for x in seconds.
func (l Law) Over(x float64) float64 {
	if x < 0 {
		return 1
	}
	switch l.Shape {
	case Never:
		return 1
	case Constant:
		if x < l.Mean {
			return 1
		}
		return 0
	case Exponential:
		return math.Exp(-x / l.Mean)
	case Stages:
		return oneStep(l.Parts, float64(l.Parts)/l.Mean).over(x)
	case Lognormal:
		if x == 0 {
			return 1
		}
		variance := math.Log1p(l.CV * l.CV)
		return dist.NormalCDF((math.Log(l.Mean) - variance/2 - math.Log(x)) / math.Sqrt(variance))
	case Uniform:
		return max(0, 1-x/(2*l.Mean))
	case Mixed:
		p, mean := l.parts()
		return p[0]*math.Exp(-x/mean[0]) + p[1]*math.Exp(-x/mean[1])
	}
	panic(fmt.Sprintf("theory: no law %v", l))
}

// Distribution is the law as a simulation draws it; nil for what never happens.
func (l Law) Distribution() (dist.Distribution, error) {
	switch l.Shape {
	case Never:
		return nil, nil
	case Constant:
		return dist.Constant(l.Mean)
	case Exponential:
		return dist.Exponential(l.Mean)
	case Stages:
		return dist.Erlang(l.Parts, l.Mean)
	case Lognormal:
		return dist.LognormalMeanCV(l.Mean, l.CV)
	case Uniform:
		return dist.Uniform(0, 2*l.Mean)
	case Mixed:
		return dist.HyperexponentialMeanCV(l.Mean, l.CV)
	}
	panic(fmt.Sprintf("theory: no law %v", l))
}

func (l Law) String() string {
	switch l.Shape {
	case Never:
		return "never"
	case Constant:
		return fmt.Sprintf("constant %g s", l.Mean)
	case Exponential:
		return fmt.Sprintf("exponential mean %g s", l.Mean)
	case Stages:
		return fmt.Sprintf("%d stages mean %g s", l.Parts, l.Mean)
	case Lognormal:
		return fmt.Sprintf("lognormal mean %g s cv %g", l.Mean, l.CV)
	case Uniform:
		return fmt.Sprintf("uniform to %g s", 2*l.Mean)
	case Mixed:
		return fmt.Sprintf("hyperexponential mean %g s cv %.4g", l.Mean, l.CV)
	}
	return fmt.Sprintf("shape %d mean %g s", l.Shape, l.Mean)
}
