package study

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

// A grid is the settings of a quantity that may be tried for a strategy, by
// index from the least effort to the most: ascending slots, waves and intervals,
// descending sizes of a wave.
type grid struct {
	levels  int
	setting func(i int) float64
	level   func(i int) (level, error)
}

// A level is what is played for one setting.
type level struct {
	model    *model.Model
	strategy *model.Strategy
	slots    int
}

// slotGrid is every number of slots from the fewest that is possible.
func slotGrid(m *model.Model, strategy *model.Strategy) grid {
	fewest := m.Scenario.Backend.FewestSlots()
	return grid{
		levels:  plenty(m.Scenario) - fewest + 1,
		setting: func(i int) float64 { return float64(fewest + i) },
		level:   func(i int) (level, error) { return level{m, strategy, fewest + i}, nil },
	}
}

// plenty is a number of slots with which nobody waits.
func plenty(s *model.Scenario) int {
	return max(1000, s.Clients()+s.NewClients(), s.Backend.FewestSlots())
}

// atLevel returns the index of a number that is on a grid of ascending whole
// numbers, or the nearest one.
func (l grid) atLevel(setting int) int {
	return min(max(setting-int(l.setting(0)), 0), l.levels-1)
}

// longestPlan is how long after the start the last wave may open: later ones
// would not settle before the longest horizon.
const longestPlan = 100 * 24 * time.Hour

// waveGrid is the settings of the waves of a strategy, number index in the
// scenario, and the setting that the scenario has, NaN if it is none of them. why
// says why there is none.
func waveGrid(s *model.Scenario, index int, q Quantity, stop <-chan struct{}, set func(path, value string) (*model.Scenario, error)) (l grid, today float64, why Unsized) {
	strategy := &s.Strategies[index]
	everybody := strconv.Itoa(s.Clients())
	path, one := "", (*model.Scenario)(nil)
	for _, form := range []string{"waves", "pilot.then.waves"} {
		at := fmt.Sprintf("strategies.%d.%s", index, form)
		if with, err := set(at+".size", everybody); err == nil {
			path, one = at, with
			break
		}
	}
	if path == "" {
		return grid{}, math.NaN(), NoEqualWaves
	}
	before := len(one.Strategies[index].Phases) - 1 // the pilot; all others are one wave now
	waves := strategy.Phases[before:]
	left := inWaves(s, strategy, before)

	var settings []float64
	text := func(setting float64) string { return strconv.Itoa(int(setting)) }
	key := ".size"
	switch q {
	case WaveCount:
		text = func(waves float64) string { return strconv.Itoa(perWave(left, int(waves))) }
		today = float64(len(waves))
		for n := 1; n <= min(left, 1000); n++ {
			if per := perWave(left, n); (left+per-1)/per == n {
				settings = append(settings, float64(n))
			}
		}
	case WaveSize:
		today = float64(left)
		if len(waves) > 1 {
			today = float64(waves[0].Size.Count)
		}
		settings = waveSizes(left)
	case WaveInterval:
		key, today = ".every", math.NaN()
		text = func(days float64) string { return strconv.Itoa(int(days)) + "wd" }
		if len(waves) < 2 {
			return grid{}, today, OneWave
		}
		if every := waves[1].Start.Delay; every.Unit == model.Workdays {
			today = every.Length.Hours() / 24
		}
		for days := 1; days <= 60; days++ {
			settings = append(settings, float64(days))
		}
	default:
		panic(fmt.Sprintf("study: a ladder of waves for quantity %d", q))
	}
	known := map[int]level{}
	l = grid{levels: len(settings), setting: func(i int) float64 { return settings[i] }}
	l.level = func(i int) (level, error) {
		if r, ok := known[i]; ok {
			return r, nil
		}
		with, err := set(path+key, text(settings[i]))
		if err != nil {
			return level{}, fmt.Errorf("%s of %s: %w", strings.TrimPrefix(key, "."), text(settings[i]), err)
		}
		m := model.New(with)
		m.Stop = stop
		known[i] = level{m, &with.Strategies[index], s.Backend.Slots[0]}
		return known[i], nil
	}
	// Plans that are too long, or that a file may not have, are beyond the end.
	l.levels = firstIndex(l.levels, func(i int) bool {
		r, err := l.level(i)
		return err != nil || slices.Max(model.PlannedOpenings(r.model.Scenario, r.strategy)) > longestPlan
	})
	if l.levels == 0 {
		return l, today, WavesTooLate
	}
	return l, today, Sizeable
}

// inWaves counts the PCs of the waves of a strategy, which come after so many
// phases.
func inWaves(s *model.Scenario, strategy *model.Strategy, before int) int {
	left := s.Clients()
	if groups := strategy.Phases[before].Groups; groups != nil {
		left = 0
		for _, g := range groups {
			left += s.Groups[g].Clients
		}
	}
	for i := range before {
		size := strategy.Phases[i].Size
		left -= size.Count + int(math.Ceil(float64(size.Share*float64(s.Clients()))-1e-9))
	}
	return max(left, 1)
}

// perWave is how many PCs a wave has when so many are cut into waves.
func perWave(pcs, waves int) int { return (pcs + waves - 1) / waves }

// waveSizes are the sizes that are tried, descending: all PCs at once, and then
// those on steps of a half of their second digit, which are 1 to 5 % apart.
func waveSizes(pcs int) []float64 {
	sizes := []float64{float64(pcs)}
	for n := 1; n < pcs; {
		sizes = append(sizes, float64(n))
		step := 1
		for step*100 <= n {
			step *= 10
		}
		n += max(1, step/2)
	}
	slices.SortFunc(sizes, func(a, b float64) int { return int(b - a) })
	return sizes
}

// firstIndex returns the least of 0 to n-1 for which is holds, given that it then
// holds for all above; n if it holds for none.
func firstIndex(n int, is func(int) bool) int {
	low := 0
	for low < n {
		if mid := low + (n-low)/2; is(mid) {
			n = mid
		} else {
			low = mid + 1
		}
	}
	return n
}
