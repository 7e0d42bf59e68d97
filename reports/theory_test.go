package reports_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/sim/stats"
)

// textbook are results as a run might give them: two cases of M/M/c, the fuller
// first, and one whose numbers are certain.
func textbook() []theory.Result {
	result := func(c *theory.Case, q theory.Quantity, mean, half, percent, z float64) theory.Result {
		return theory.Result{Case: c, Quantity: q, Percent: percent, Z: z,
			Simulated: stats.Estimate{Mean: mean, Low: mean - half, High: mean + half, N: c.Replications}}
	}
	steady := func(name string, utilisation float64) *theory.Case {
		return &theory.Case{Family: "M/M/c", Name: name, Utilisation: utilisation,
			Arrivals: theory.Stream{Rate: 1000}, Length: 50, Replications: 20}
	}
	full, half := steady("M/M/1 at 90 %", 0.9), steady("one slot", 0.5)
	once := &theory.Case{Family: "big bang", Name: "10 at once", Utilisation: math.NaN(), Arrivals: theory.AtOnce{Clients: 10}, Replications: 2}
	return []theory.Result{
		result(full, theory.Quantity{Statistic: theory.WaitMean, Value: 9}, 9.0423, 0.343, 0.47, 0.25),
		result(full, theory.Quantity{Statistic: theory.WaitSquare, Value: 12345.6}, 12000, 300, -2.8, -2.26),
		result(half, theory.Quantity{Statistic: theory.Waited, Value: 0.5}, 0.5201, 0.003, 4.02, 12.5),
		result(half, theory.Quantity{Statistic: theory.BusyMean, Value: 0.5}, 0.5, 1e-7, 0, 0),
		result(once, theory.Quantity{Statistic: theory.End, Value: 3000, Certain: true}, 3000, 0, 0, 0),
		result(once, theory.Quantity{Statistic: theory.WaitWithin, At: 1, Value: 0, Certain: true}, 0.1, 0, math.NaN(), math.Inf(1)),
	}
}

func TestTheory(t *testing.T) {
	const want = `M/M/c
Poisson arrivals, exponential work, c slots. Erlang 1917; Kleinrock, Queueing Systems I, section 3.5.

                                                          exact                  simulated   difference        z
one slot; utilisation 50 %
    share that waits                                    50.00 %             52.01 ± 0.30 %      +4.02 %   +12.50
    busy slots                                          0.50000    0.50000 ± under 0.00001       0.00 %     0.00
M/M/1 at 90 %
    mean wait                                           9.000 s            9.042 ± 0.343 s      +0.47 %    +0.25
    mean squared wait                                 12,346 s²            12,000 ± 300 s²      −2.80 %    −2.26

big bang
Everybody asks at once. Order statistics: Rényi 1953.

                                                          exact                  simulated   difference        z
10 at once
    end                                                 3,000 s                3,000 ± 0 s       0.00 %     0.00
    share that waits at most 1 s                        0.000 %           10.000 ± 0.000 %            -       +∞

                            cases   quantities    mean z²    largest |z|
M/M/c                           2            4      40.36          12.50
big bang                        1            2          -              ∞

6 quantities of 3 cases were simulated with 2 million clients, seed 7. ± is the 95 % interval of the mean over
replications, z the difference in standard errors, as a normal deviate. 2 quantities must come out in every
replication. |z| exceeds 4 for 2 (by chance alone: 0.00025) and 2 for 3 (by chance alone: 0.18); the mean of
z² is 40.36 (by chance alone: 1). Farthest off: share that waits at most 1 s of 10 at once, exactly 0.000 %,
simulated 10.000 ± 0.000 %, z = +∞.
`
	var b strings.Builder
	require.NoError(t, reports.Theory(&b, textbook(), 7, 3))
	assert.Equal(t, want, b.String(), "the report is\n%s\nwant\n%s", b.String(), want)
}

func TestTheoryMarkdown(t *testing.T) {
	var b strings.Builder
	require.NoError(t, reports.TheoryMarkdown(&b, textbook(), 7, 3))
	for _, row := range []string{
		"| M/M/c | 2 | 4 | 40.36 | 12.50 |\n",
		"\n## big bang\n\nEverybody asks at once.",
		"| one slot | 50 % | share that waits | 50.00 % | 52.01 ± 0.30 % | +4.02 % | +12.50 |\n" +
			"|  |  | busy slots | 0.50000 | 0.50000 ± under 0.00001 | 0.00 % | 0.00 |\n" +
			"| M/M/1 at 90 % | 90 % | mean wait | 9.000 s | 9.042 ± 0.343 s | +0.47 % | +0.25 |\n",
	} {
		assert.Contains(t, b.String(), row, "the page lacks\n%s\nit is\n%s", row, b.String())
	}
}

func TestTheoryOfNothing(t *testing.T) {
	var b strings.Builder
	require.NoError(t, reports.Theory(&b, nil, 7, 3))
	assert.Contains(t, b.String(), "0 of 3 cases; the run was stopped.\nNothing was simulated to its end; seed 7.",
		"without results the report is\n%s", b.String())
}

// TestTheoryStopped checks that a run that was stopped says how far it came, and
// that a whole one does not.
func TestTheoryStopped(t *testing.T) {
	for _, write := range []func(io.Writer, []theory.Result, uint64, int) error{reports.Theory, reports.TheoryMarkdown} {
		for asked, told := range map[int]bool{3: false, 35: true} {
			var b strings.Builder
			require.NoError(t, write(&b, textbook(), 7, asked))
			assert.True(t, strings.Contains(b.String(), "\n3 of 35 cases; the run was stopped.\n") == told && !(!told && strings.Contains(b.String(), "stopped")),
				"of %d cases, the report is\n%s", asked, b.String())
		}
	}
}

// TestTheoryWords checks that long times are written out and one slot is one slot.
func TestTheoryWords(t *testing.T) {
	results := textbook()[2:3]
	results[0].Case.Name = "batches of 3, 1 slots at 50 %"
	results[0].Quantity = theory.Quantity{Statistic: theory.EndWithin, At: 10200, Value: 0.5}
	var b strings.Builder
	require.NoError(t, reports.Theory(&b, results, 7, 1))
	for _, want := range []string{"\nbatches of 3, 1 slot at 50 %\n", "\n    ends by 10,200 s "} {
		assert.Contains(t, b.String(), want, "the report lacks %q\n%s", want, b.String())
	}
}

func TestDisagreement(t *testing.T) {
	const want = "share that waits of one slot: theory says 50.00 %, simulated is 52.01 ± 0.30 %; " +
		"more than 4 standard errors from theory: 1 of 4 quantities"
	assert.Equal(t, want, reports.Disagreement(theory.Agree(textbook()[:4])), "Disagreement")
}
