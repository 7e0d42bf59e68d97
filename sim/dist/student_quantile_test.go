package dist

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/testdata/known"
)

func TestStudentQuantile(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "t 0.975 quantiles") {
		var params struct{ DF []float64 }
		var want []float64
		answer.Read(t, &params, &want)
		for i, df := range params.DF {
			got := StudentQuantile(0.975, df)
			assert.InEpsilon(t, want[i], got, 1e-13,
				"%s: StudentQuantile(0.975, %v) = %.15g, want %.15g", answer.ID, df, got, want[i])
		}
	}
}
