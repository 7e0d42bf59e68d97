package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

const pilotOffice = `
start: 2027-04-12
calendar: {region: de-BY}
fleet:
  - {name: office, clients: 120, delivery: managed, version: "9.3"}
release: {version: "9.4"}
backend: {version: "9.4", slots: 3}
strategies:
  - big_bang: {}
  - pilot: {size: 20, soak: 1wd, then: {waves: {size: 25, every: 1wd}}}
targets: [wait.update.p95 <= 5m, updated.p95 <= 16wd]
`

// TestSizeOfWaves compares the number of waves behind a pilot that a sizing finds
// with what playing every number says, each with as many replications as decide.
func TestSizeOfWaves(t *testing.T) {
	long.Only(t, "plays every number of waves 73 times")
	var loader scenarios.Loader
	s, err := loader.Load("office.yaml", []byte(pilotOffice), nil)
	require.NoError(t, err)
	p := &program{stderr: io.Discard}
	p.loader = loader
	e := &effort{workers: 2}
	p.ctx = context.Background()
	sizing, err := e.size(p, s, study.WaveCount, "pilot")
	require.NoError(t, err)
	found := &sizing.Sized[0]
	assert.True(t, len(found.Today) == 1 && found.Today[0] == 4,
		"today %v waves, want 4: 100 PCs by 25", found.Today)

	first := sizing.Looked // the replications of the search come before those that decide
	const onAverage, assured = 20, 73
	index := func(name string) int {
		return slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == name })
	}
	holds := map[string][2][]bool{} // by target: on average and with assurance, from one wave on
	for waves := 1; waves <= 20; waves++ {
		with, err := loader.At(scenarios.Point{Settings: []scenarios.Setting{
			{Path: "strategies.pilot.pilot.then.waves.size", Value: fmt.Sprint((100 + waves - 1) / waves)}}})
		require.NoError(t, err)
		if got := len(with.Strategies[1].Phases) - 1; got != waves {
			continue // 100 PCs cannot be cut into so many equal waves
		}
		m := model.New(with)
		end := with.Calendar.After(with.Start, with.Targets[1].Span).Sub(with.Start).Seconds()
		var waits, ends []float64
		inTime, short := 0, 0
		for r := range assured {
			trials, err := study.Try(m, 3, first+r, &with.Strategies[1])
			require.NoError(t, err)
			values := trials[0].Strata[0].Values
			wait, updated := values[index("wait.update.p95")], values[index("updated.p95")]
			waits, ends = append(waits, wait), append(ends, updated)
			if wait <= 300 {
				short++
			}
			if updated <= end {
				inTime++
			}
		}
		_, _, high, ok := stats.StratifiedQuantile([]stats.Stratum{{Weight: 1, Values: ends[:onAverage]}}, 0.5, study.Level)
		require.True(t, ok, "20 rollouts are too few for the interval of a median")
		for target, is := range map[string][2]bool{
			with.Targets[0].Text: {stats.MeanEstimate(waits[:onAverage], study.Level).High <= 300, short == assured},
			with.Targets[1].Text: {high <= end, inTime == assured},
		} {
			of := holds[target]
			for k := range of {
				of[k] = append(append(of[k], make([]bool, waves-1-len(of[k]))...), is[k])
			}
			holds[target] = of
		}
	}
	for k, text := range []string{s.Targets[0].Text, s.Targets[1].Text} {
		need := found.Needs[k]
		for kind, edge := range []study.Edge{need.OnAverage, need.Assured} {
			of := holds[text][kind]
			least, most := slices.Index(of, true)+1, len(of)
			for most > 0 && !of[most-1] {
				most--
			}
			switch {
			case least == 0:
				if edge.Found {
					assert.Fail(t, fmt.Sprintf("%s, kind %d: %v waves, by playing all of them none will do", text, kind, edge.Setting))
				}
			case k == 0:
				if edge.Setting != float64(least) || !math.IsInf(edge.Until, 1) {
					assert.Fail(t, fmt.Sprintf("%s, kind %d: %v to %v waves, by playing all of them from %d on",
						text, kind, edge.Setting, edge.Until, least))
				}
			case edge.Setting != float64(least) || edge.Until != float64(most):
				assert.Fail(t, fmt.Sprintf("%s, kind %d: %v to %v waves, by playing all of them %d to %d",
					text, kind, edge.Setting, edge.Until, least, most))
			}
		}
	}
}
