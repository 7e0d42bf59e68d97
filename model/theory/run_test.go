package theory

import (
	"context"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// smallest returns the case of each family that takes the fewest clients.
func smallest() []Case {
	var few []Case
	for _, c := range allCases() {
		switch last := len(few) - 1; {
		case last < 0 || few[last].Family != c.Family:
			few = append(few, c)
		case c.Clients() < few[last].Clients():
			few[last] = c
		}
	}
	return few
}

// TestSimulationAgrees runs a case of each family; the command theory runs all.
func TestSimulationAgrees(t *testing.T) {
	results, err := Run(context.Background(), smallest(), Options{Seed: 1})
	require.NoError(t, err)
	for _, r := range results {
		assert.True(t, r.Agrees(),
			"%s: %v = %.5g (%.5g to %.5g), theory says %.5g: %.1f standard errors off", r.Case.Name, r.Quantity, r.Simulated.Mean, r.Simulated.Low, r.Simulated.High, r.Quantity.Value, r.Z)
	}
	a := Agree(results)
	assert.Equal(t, len(Families()), a.Cases,
		"%d cases have results, want one of each of %d families", a.Cases, len(Families()))
	assert.True(t, a.MeanSquare > 0.4 && a.MeanSquare < 2,
		"the mean of z² over %d quantities is %.2f, want about 1", a.Quantities-a.Certain, a.MeanSquare)
}

// TestCaseAlone checks that a case comes out the same alone and behind another,
// with one worker and with two.
func TestCaseAlone(t *testing.T) {
	var cases []Case
	for _, f := range FamiliesNamed("big bang") {
		cases = f.Cases()[1:3]
	}
	both, err := Run(context.Background(), cases, Options{Seed: 7, Workers: 2})
	require.NoError(t, err)
	alone, err := Run(context.Background(), cases[1:], Options{Seed: 7, Workers: 1})
	require.NoError(t, err)
	behind := both[len(both)-len(alone):]
	for i := range alone {
		assert.True(t, reflect.DeepEqual(alone[i].Simulated, behind[i].Simulated) && alone[i].Z == behind[i].Z,
			"%s: %v is %+v alone, %+v behind another case", alone[i].Case.Name, alone[i].Quantity, alone[i].Simulated, behind[i].Simulated)
	}
}

// TestRunStops checks that a run that must end returns whole cases.
func TestRunStops(t *testing.T) {
	cases := FamiliesNamed("big bang")[0].Cases()
	ctx, stop := context.WithCancel(context.Background())
	results, err := Run(ctx, cases, Options{Seed: 1, Progress: func(done, total int) {
		assert.Equal(t, len(cases), total, "%d cases are announced", total)
		if done == 2 {
			stop()
		}
	}})
	assert.ErrorIs(t, err, context.Canceled, "the error is %v, want %v", err, context.Canceled)
	got, want := len(results), len(cases[0].Quantities)+len(cases[1].Quantities)
	assert.Equal(t, want, got, "%d results, want the %d of the two cases that were complete", got, want)
}

func TestJudge(t *testing.T) {
	inf := math.Inf(1)
	for _, tt := range []struct {
		name    string
		exact   float64
		certain bool
		values  []float64
		percent float64
		z       float64
	}{
		{"right in the mean", 2, false, []float64{1, 3}, 0, 0},
		// t = 12.7062 with 1 degree of freedom is exceeded as seldom as 1.95996 by a normal deviate.
		{"two replications", 10, false, []float64{10 + 12.7062 - 1, 10 + 12.7062 + 1}, 127.062, 1.95996},
		{"too little", 10, false, []float64{10 - 12.7062 - 1, 10 - 12.7062 + 1}, -127.062, -1.95996},
		{"never right, without chance", 1, false, []float64{2, 2, 2}, 100, inf},
		{"never enough, without chance", 4, false, []float64{2, 2, 2}, -50, -inf},
		{"right in every replication", 3, true, []float64{3, 3}, 0, 0},
		{"right in the mean only", 3, true, []float64{2, 4}, 0, inf},
		{"nothing expected, nothing seen", 0, false, []float64{0, 0}, math.NaN(), 0},
	} {
		r := judge(&Case{}, Quantity{Value: tt.exact, Certain: tt.certain}, tt.values)
		assert.True(t, math.Abs(r.Z-tt.z) < 1e-4 || r.Z == tt.z, "%s: z = %v, want %v", tt.name, r.Z, tt.z)
		assert.True(t, math.Abs(r.Percent-tt.percent) < 1e-9 || math.IsNaN(r.Percent) && math.IsNaN(tt.percent),
			"%s: %v %% off, want %v %%", tt.name, r.Percent, tt.percent)
		assert.Equal(t, (math.Abs(tt.z) <= Limit), r.Agrees(),
			"%s: agrees = %v with z = %v", tt.name, r.Agrees(), r.Z)
	}
}

func TestAgree(t *testing.T) {
	one, other := &Case{Arrivals: AtOnce{10}, Replications: 2}, &Case{Arrivals: AtOnce{100}, Replications: 3}
	at := func(c *Case, z float64, certain bool) Result {
		r := Result{Case: c, Quantity: Quantity{Certain: certain}, Z: z}
		r.Simulated.N = c.Replications
		return r
	}
	a := Agree([]Result{at(one, 1, false), at(one, -5, false), at(one, 0, true), at(other, 2.5, false)})
	want := Agreement{Cases: 2, Clients: 320, Quantities: 4, Certain: 1, Beyond: 1, BeyondTwo: 2, MeanSquare: (1 + 25 + 6.25) / 3.0, Worst: at(one, -5, false)}
	assert.Equal(t, want, a, "Agree")
	got := a.ChanceBeyond(1.959964)
	assert.InDelta(t, 0.15, got, 1e-6, "of 3 quantities %v are beyond 1.96 by chance, want 5 %% of them", got)
}

func TestFamilies(t *testing.T) {
	cases := map[string]int{}
	for _, c := range allCases() {
		cases[c.Family]++
	}
	for _, f := range Families() {
		assert.NotZero(t, cases[f.Name], "%s has no cases", f.Name)
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"m/m/c", []string{"M/M/c"}},
		{"erlang", []string{"M/G/c/c (Erlang B)", "M/M/c+M (Erlang A)"}},
		{"Morning", []string{"M/G/∞ in the morning", "Mt/M/c in the morning"}},
		{"G/G/1", nil},
	} {
		var got []string
		for _, f := range FamiliesNamed(tt.text) {
			got = append(got, f.Name)
		}
		assert.Equal(t, tt.want, got, "families named %q", tt.text)
	}
	got := len(FamiliesNamed(""))
	assert.Equal(t, len(Families()), got, "%d families contain the empty text, want all %d", got, len(Families()))
}

// TestResultsAreOfTheseCases checks that RESULTS.md lists every case and quantity
// that the catalogue has, and no others. Its numbers are those of the day it was
// written.
func TestResultsAreOfTheseCases(t *testing.T) {
	page, err := os.ReadFile("RESULTS.md")
	require.NoError(t, err)
	listed := map[string]bool{} // quantity of case
	name := ""
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 7 || cells[0] == "| Case" || strings.HasPrefix(line, "|--") {
			continue
		}
		if first := strings.TrimSpace(strings.TrimPrefix(cells[0], "|")); first != "" {
			name = first
		}
		listed[cells[2]+" of "+name] = true
	}
	for _, c := range allCases() {
		for _, q := range c.Quantities {
			key := q.String() + " of " + c.Name
			assert.True(t, listed[key], "RESULTS.md lacks the %s", key)
			delete(listed, key)
		}
	}
	for key := range listed {
		assert.Fail(t, fmt.Sprintf("RESULTS.md has the %s, the catalogue has not", key))
	}
}
