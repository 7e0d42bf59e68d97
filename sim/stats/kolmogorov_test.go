package stats

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/testdata/fit"
	"github.com/rollsim/rollsim/testdata/known"
)

// TestKolmogorovSmirnov holds what other tests measure with against known answers.
func TestKolmogorovSmirnov(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "KS vs Exp(1) [D,exact p]") {
		var params struct{ Data []float64 }
		var want [2]float64
		answer.Read(t, &params, &want)
		d, p := fit.KolmogorovSmirnov(params.Data, distuv.Exponential{Rate: 1}.CDF)
		assert.True(t, near(d, want[0], 1e-13) && near(p, want[1], 1e-12),
			"%s: distance %.15g, p = %.15g, want %v", answer.ID, d, p, want)
	}
	for _, answer := range known.Answers(t, "statistics", "KS one-sample exact critical values 5%") {
		var params struct{ N []int }
		var want []float64
		answer.Read(t, &params, &want)
		for i, n := range params.N {
			if n <= 100 {
				p := 1 - fit.Exact(n, want[i])
				assert.True(t, near(p, 0.05, 1e-11),
					"%s: n = %d: exact p = %.15g at the critical value, want 0.05", answer.ID, n, p)
			} else if p := fit.Limit(float64(n), want[i]); math.Abs(p-0.05) > 1e-5 {
				assert.Fail(t, fmt.Sprintf("%s: n = %d: p = %.7f at the critical value, want 0.05", answer.ID, n, p))
			}
		}
	}
	// Where the exact method ends the limit must take over without a step.
	for d := 0.03; d < 0.25; d += 0.005 {
		exact, limit := 1-fit.Exact(100, d), fit.Limit(100, d)
		assert.InDelta(t, limit, exact, 2e-4,
			"100 values, distance %.3f: exact p %.6f, limit %.6f", d, exact, limit)
	}
	d, p := fit.KolmogorovSmirnov(nil, dist.NormalCDF)
	assert.True(t, d == 0 && p == 1, "of no values: distance %v, p %v, want 0, 1", d, p)
}
