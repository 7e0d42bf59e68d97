package study_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/testdata/deep"
)

const sweptScenario = `name: a dozen PCs and a release that may be bad
start: 2027-04-12
horizon: 6d
calendar: {region: de-BY}
fleet: [{name: office, clients: 12, delivery: auto-updater, version: "9.3"}]
release: {version: "9.4", problems: [{name: crash, chance: 30%, hits: 50%, reports: {chance: 50%, delay: 2h}, noticed_after: 1, fix: 4h}]}
backend: {version: "9.4", slots: [1, 2]}
strategies: [big_bang: {}, waves: {size: 6, every: 1wd}]
targets: [wait.worst.p95 <= 10m, updated.p95 <= 3wd, wait.update.p95 <= 5m in 60% of rollouts]
replications: 7
`

// swept is a sweep over seeds, with what loads its points.
func swept(t *testing.T, seeds ...int) (*study.Sweep, func(int) (*model.Scenario, error)) {
	t.Helper()
	load := func(i int) (*model.Scenario, error) {
		return scenarios.Load("swept.yaml", []byte(sweptScenario), []scenarios.Setting{{Path: "seed", Value: fmt.Sprint(seeds[i])}})
	}
	s := &study.Sweep{Axes: []string{"seed"}, Program: "test"}
	for i := range seeds {
		scenario, err := load(i)
		require.NoError(t, err)
		p, err := study.NewPoint(scenario, []string{fmt.Sprint(seeds[i])}, 0)
		require.NoError(t, err)
		s.Points = append(s.Points, p)
	}
	return s, load
}

// TestSweepIsCompare holds every number of a sweep against the comparison of each
// of its points.
func TestSweepIsCompare(t *testing.T) {
	s, load := swept(t, 1, 5)
	for _, workers := range []int{1, 3} {
		points := 0
		_, err := s.Run(t.Context(), study.SweepOptions{Workers: workers, Load: load, Point: func(i int, results []study.Result) error {
			scenario, err := load(i)
			if err != nil {
				return err
			}
			want, err := study.Compare(t.Context(), scenario, study.Options{Workers: 1})
			if err != nil {
				return err
			}
			require.True(t, points == i && len(results) == len(want.Results),
				"point %d has %d results as number %d, want %d", i, len(results), points, len(want.Results))
			points++
			for k := range results {
				got, want := &results[k], &want.Results[k]
				assert.True(t, got.Strategy == want.Strategy && got.Slots == want.Slots && got.Column == want.Column,
					"result %d is of %s on %d slots, want %s on %d",
					k, got.Strategy, got.Slots, want.Strategy, want.Slots)
				assert.Empty(t, deep.Diff(want.Metrics, got.Metrics),
					"%s on %d slots: compare (-) and sweep (+) differ", got.Strategy, got.Slots)
				assert.Empty(t, deep.Diff(want.Targets, got.Targets, "TargetResult.Target"),
					"targets of %s on %d slots: compare (-) and sweep (+) differ", got.Strategy, got.Slots)
			}
			return nil
		}})
		assert.True(t, err == nil && points == 2, "with %d workers there are %d points, %v", workers, points, err)
	}
}

// shelf keeps trials in memory, up to a number.
type shelf struct {
	sync.Mutex
	trials map[study.Key]study.Trial
	most   int
}

var errFull = errors.New("the shelf is full")

func (s *shelf) Has(key study.Key) bool { _, ok := s.Get(key); return ok }

func (s *shelf) Get(key study.Key) (study.Trial, bool) {
	s.Lock()
	defer s.Unlock()
	t, ok := s.trials[key]
	return t, ok
}

func (s *shelf) Put(key study.Key, t study.Trial) error {
	s.Lock()
	defer s.Unlock()
	if len(s.trials) == s.most {
		return errFull
	}
	s.trials[key] = t
	return nil
}

// TestSweepKeeps simulates each trial once, whichever shard has to, and goes on after
// what is kept when it could not be kept all.
func TestSweepKeeps(t *testing.T) {
	s, load := swept(t, 1, 2, 3)
	all := s.Results()
	require.Equal(t, 3*7*2*3, all, "%d results", all)
	kept := &shelf{trials: map[study.Key]study.Trial{}, most: 20}
	played, err := s.Run(t.Context(), study.SweepOptions{Load: load, Kept: kept})
	assert.True(t, errors.Is(err, errFull) && played == 20 && len(kept.trials) == 20,
		"on a full shelf %d are simulated and %d kept, %v, want 20", played, len(kept.trials), err)
	kept.most = math.MaxInt
	for i := range 4 {
		before := len(kept.trials)
		last := 0
		played, err := s.Run(t.Context(), study.SweepOptions{Load: load, Kept: kept, Shard: i, Of: 4,
			Progress: func(done, total, _ int) { last = total - done }})
		assert.True(t, err == nil && played == len(kept.trials)-before && last == 0,
			"shard %d simulates %d of which %d are new, with %d left, %v", i, played, len(kept.trials)-before, last, err)
	}
	assert.Len(t, kept.trials, all, "four shards have %d results", len(kept.trials))
	none := func(int) (*model.Scenario, error) { return nil, errors.New("nothing is to be simulated") }
	played, err = s.Run(t.Context(), study.SweepOptions{Load: none, Kept: kept})
	assert.True(t, played == 0 && err == nil, "with all results %d are simulated, %v", played, err)
}

// TestSweepEnds ends a sweep whose context ends, and one whose scenario is another
// than when it was planned.
func TestSweepEnds(t *testing.T) {
	s, load := swept(t, 1, 2)
	ctx, stop := context.WithCancel(t.Context())
	_, err := s.Run(ctx, study.SweepOptions{Load: load, Point: func(int, []study.Result) error { stop(); return nil }})
	assert.ErrorIs(t, err, context.Canceled, "stopped after a point it ends with %v", err)
	other := func(int) (*model.Scenario, error) {
		return scenarios.Load("swept.yaml", []byte(sweptScenario), []scenarios.Setting{{Path: "sync.interval", Value: "3h"}})
	}
	played, err := s.Run(t.Context(), study.SweepOptions{Load: other})
	assert.True(t, err != nil && played == 0, "with another scenario %d are simulated, %v", played, err)
}
