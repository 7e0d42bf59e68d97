package theory

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestNumbersOfTheSystem holds what is told of a queue and of its system against
// formulas: M/M/1 and M/M/c (Erlang C), patience (Erlang A) and a limited queue.
func TestNumbersOfTheSystem(t *testing.T) {
	const rate, work = 0.05, 18.0 // M/M/1 at 90 %: 162 s of wait, 8.1 wait, 9 are in the system
	one := Erlang{rate, work, 1}
	many := Erlang{0.05, 180, 10}
	hasty := Impatient{0.05, 180, 120, 8}
	short := Limited{0.05, 180, 8, 4}
	assert.InDelta(t, 162, one.WaitMean(), 1e-9)
	for _, tt := range []struct {
		name string
		of   Case
		want map[string]float64
	}{
		{"M/M/1", Case{Slots: 1, Queue: NoLimit, Arrivals: Stream{rate}, Work: Memoryless(work)}, map[string]float64{
			"queue.mean": rate * one.WaitMean(), "system.mean": one.NumberMean(), "sojourn.mean": one.SojournMean(), "all_busy": 0.9, "gave_up.share": 0}},
		{"M/M/10", Case{Slots: 10, Queue: NoLimit, Arrivals: Stream{0.05}, Work: Memoryless(180)}, map[string]float64{
			"queue.mean": 0.05 * many.WaitMean(), "system.mean": many.NumberMean(), "sojourn.mean": many.SojournMean(), "all_busy": many.Waited(), "gave_up.share": 0}},
		{"Erlang A", Case{Slots: 8, Queue: NoLimit, Arrivals: Stream{0.05}, Work: Memoryless(180), Patience: Memoryless(120)}, map[string]float64{
			"queue.mean": hasty.QueueMean(), "system.mean": hasty.QueueMean() + hasty.BusyMean(),
			"sojourn.mean": (hasty.QueueMean() + hasty.BusyMean()) / 0.05, "all_busy": hasty.Waited(), "gave_up.share": hasty.Abandoned()}},
		{"M/M/8/12", Case{Slots: 8, Queue: 4, Arrivals: Stream{0.05}, Work: Memoryless(180)}, map[string]float64{
			"gave_up.share": short.Blocked(), "all_busy": from(short.states(), short.Slots), "system.mean": short.NumberMean()}},
	} {
		c := tt.of
		c.Name, c.WarmUp, c.Length, c.Replications = tt.name, 86_400, 10*86_400, 12
		m := model.New(c.scenario(c.seed(1)))
		values := map[string][]float64{}
		for r := range c.Replications {
			o := m.Begin(c.Slots, r).Roll(m.Strategies()[0], nil)
			require.NoError(t, o.Err)
			for name := range tt.want {
				metric, _ := model.MetricNamed(name)
				values[name] = append(values[name], metric.Of(o))
			}
		}
		for name, want := range tt.want {
			e := stats.MeanEstimate(values[name], 0.95)
			half := (e.High - e.Low) / 2
			assert.InDelta(t, want, e.Mean, 2*half+1e-9, "%s, %s: ± %v", tt.name, name, half)
			assert.LessOrEqual(t, half, max(0.2*math.Abs(want), 1e-9), "%s, %s: known well enough to tell", tt.name, name)
		}
	}
}
