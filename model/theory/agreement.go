package theory

import (
	"math"

	"github.com/rollsim/rollsim/sim/dist"
)

// An Agreement sums up how well a simulation reproduces theory. Quantities of one
// case are correlated, so what chance alone brings is right in the mean and
// spreads somewhat more than independent numbers would.
type Agreement struct {
	Cases      int
	Clients    float64 // simulated, in the mean; closed clients count each time they ask
	Quantities int
	Certain    int // of Quantities: every replication must give them
	Beyond     int // |z| exceeds Limit
	BeyondTwo  int // |z| exceeds 2
	// MeanSquare is that of z over the quantities that are not certain; NaN if
	// there are none. Exact values and right intervals give 1.
	MeanSquare float64
	Worst      Result // the largest |z|; the first of several
}

// ChanceBeyond returns how many |z| exceed a limit in the mean when the
// simulation is right.
func (a Agreement) ChanceBeyond(limit float64) float64 {
	return 2 * dist.NormalCDF(-limit) * float64(a.Quantities-a.Certain)
}

// Agree sums up results that are in the order of [Run].
func Agree(results []Result) Agreement {
	var a Agreement
	squares := 0.0
	for i, r := range results {
		if i == 0 || r.Case != results[i-1].Case {
			a.Cases++
			a.Clients += r.Case.Clients() / float64(r.Case.Replications) * float64(r.Simulated.N)
		}
		a.Quantities++
		if !r.Agrees() {
			a.Beyond++
		}
		if math.Abs(r.Z) > 2 {
			a.BeyondTwo++
		}
		if i == 0 || math.Abs(r.Z) > math.Abs(a.Worst.Z) {
			a.Worst = r
		}
		if r.Quantity.Certain {
			a.Certain++
		} else {
			squares += r.Z * r.Z
		}
	}
	a.MeanSquare = squares / float64(a.Quantities-a.Certain)
	return a
}
