package theory

import (
	"context"
	"hash/fnv"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// Limit is the largest |z| that counts as agreement. Among 800 quantities chance
// alone exceeds it in one run of 20.
const Limit = 4

// exactly is the relative error allowed where every replication must give the
// value.
const exactly = 1e-9

// A Result is one quantity of a case, simulated.
type Result struct {
	Case      *Case
	Quantity  Quantity
	Simulated stats.Estimate // mean over replications with its 95 % interval
	Percent   float64        // simulated minus exact, in percent of exact; NaN when that is 0
	Z         float64        // simulated minus exact in standard errors, as a normal deviate of the same chance
}

// Agrees tells whether the simulation reproduces the exact value.
func (r Result) Agrees() bool { return math.Abs(r.Z) <= Limit }

// Options say how cases are run, not what must come out.
type Options struct {
	Seed     uint64
	Workers  int
	Scale    float64               // times as many replications, at least 2; 0 means 1
	Progress func(done, total int) // called after each case; may be nil
}

// Run simulates cases through the model and holds them against theory. When ctx
// ends it returns the results of the cases that are complete, and its error.
func Run(ctx context.Context, cases []Case, o Options) ([]Result, error) {
	var results []Result
	for k := range cases {
		c := &cases[k]
		m := model.New(c.scenario(c.seed(o.Seed)))
		m.Stop = ctx.Done()
		n := c.Replications
		if o.Scale > 0 {
			n = max(2, int(math.Ceil(float64(n)*o.Scale)))
		}
		values := make([][]float64, len(c.Quantities))
		_, err := sim.Replicate(ctx, n, o.Workers, func(r int) []float64 {
			t := newTally(c)
			out := m.Begin(c.Slots, r).Roll(m.Strategies()[0], t.add)
			if out.Err != nil {
				return nil // ctx has ended, and with it the case
			}
			var all []float64
			for i := range c.Quantities {
				all = append(all, t.value(i, out))
			}
			return all
		}, func(_ int, all []float64) {
			for i, v := range all {
				values[i] = append(values[i], v)
			}
		})
		if err != nil {
			return results, err
		}
		for i, q := range c.Quantities {
			results = append(results, judge(c, q, values[i]))
		}
		if o.Progress != nil {
			o.Progress(k+1, len(cases))
		}
	}
	return results, nil
}

// seed gives every case random numbers of its own, which are the same whatever
// other cases are run.
func (c Case) seed(seed uint64) uint64 {
	name := fnv.New64a()
	name.Write([]byte(c.Name))
	return seed ^ name.Sum64()
}

// judge holds the values of one quantity, one for each replication, against
// theory.
func judge(c *Case, q Quantity, values []float64) Result {
	r := Result{Case: c, Quantity: q, Simulated: stats.MeanEstimate(values, 0.95), Percent: math.NaN()}
	difference := r.Simulated.Mean - q.Value
	if q.Value != 0 {
		r.Percent = 100 * difference / math.Abs(q.Value)
	}
	deviation := 0.0
	for _, v := range values {
		deviation += (v - r.Simulated.Mean) * (v - r.Simulated.Mean)
	}
	n := float64(len(values))
	scale := math.Sqrt(deviation / (n - 1) / n)
	switch {
	case q.Certain:
		for _, v := range values {
			if math.Abs(v-q.Value) > exactly*max(1, math.Abs(q.Value)) {
				r.Z = math.Inf(sign(v - q.Value))
			}
		}
	case scale == 0 && math.Abs(difference) <= exactly*max(1, math.Abs(q.Value)):
	case scale == 0:
		r.Z = math.Inf(sign(difference))
	default:
		// Few replications have Student's tails: the deviate is the normal one
		// that is exceeded as seldom.
		student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}
		t := difference / scale
		tail := student.CDF(-math.Abs(t))
		r.Z = math.Copysign(-dist.NormalQuantile(max(tail, 1e-300)), t)
	}
	return r
}

func sign(x float64) int {
	if x < 0 {
		return -1
	}
	return +1
}
