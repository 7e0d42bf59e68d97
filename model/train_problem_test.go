package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestProblemsOfReleasesByHand follows two PCs without chance through two releases, of which the
// second is due on Wednesday and may have a problem that hits whoever uses it, and is noticed at
// once. An update takes from 08:00 to 08:15, a fix a workday, and to install it a quarter of an hour.
func TestProblemsOfReleasesByHand(t *testing.T) {
	morning := func(day int) time.Duration { return dayAt(day, 8, 15) }
	fixed := func(day int) time.Duration { return dayAt(day, 8, 30) }
	waves := Waves(2, Size{Kind: SizeCount, Count: 1}, workdays(1), Phase{By: ByGroupOrder})
	bad := badRelease(1).Release.Problems
	takesBack := func(s *Scenario) {
		phases := slices.Clone(waves)
		for i := range phases {
			phases[i].OnProblem = RollbackAll
		}
		s.Strategies[0].Phases = phases
	}
	type of struct {
		updated  []time.Duration
		exposed  int
		broken   float64 // hours
		returned int
		halts    int
	}
	for _, tt := range []struct {
		name          string
		later         LaterRelease
		phases        []Phase
		change        func(*Scenario)
		first, second of
		has           []uint8 // at the horizon: 1 more than the release
	}{
		{"the fix is there after a workday", LaterRelease{AtOnce: true, Problems: bad}, nil, nil,
			of{updated: []time.Duration{morning(0), morning(0)}},
			of{[]time.Duration{fixed(3), fixed(3)}, 2, 48.5, 0, 1}, []uint8{2, 2}},
		{"in phases: only the first PC is exposed", LaterRelease{Problems: bad}, waves, nil,
			of{updated: []time.Duration{morning(0), morning(1)}},
			of{[]time.Duration{fixed(3), morning(4)}, 1, 24.25, 0, 1}, []uint8{2, 2}},
		{"taken back to the first release", LaterRelease{Problems: bad}, waves, takesBack,
			of{updated: []time.Duration{morning(0), morning(1)}},
			of{nil, 1, 0.25, 1, 1}, []uint8{1, 1}},
		{"taken back to what each PC had: the second has never had the first release", LaterRelease{Replaces: true, Problems: bad}, waves,
			func(s *Scenario) {
				takesBack(s)
				s.Later[0].Start, s.Later[0].Problems = s.Start.Add(dayAt(0, 8, 20)), slices.Clone(bad)
				s.Later[0].Problems[0].NoticedAfter = 2
			},
			of{updated: []time.Duration{morning(0)}},
			of{nil, 2, 24.5, 2, 1}, []uint8{1, 0}},
		{"the same where nothing was installed: uninstalled on the second", LaterRelease{Replaces: true, Problems: bad}, waves,
			func(s *Scenario) {
				takesBack(s)
				s.Later[0].Start, s.Later[0].Problems = s.Start.Add(dayAt(0, 8, 20)), slices.Clone(bad)
				s.Later[0].Problems[0].NoticedAfter = 2
				s.Strategies[0].Rollback.To = None
				s.Groups[0].Versions, s.Groups[0].First = []VersionShare{{None, 1}}, FirstInstall{Size: s.Groups[0].Download.Size, Duration: s.Groups[0].Install.Duration}
			},
			of{updated: []time.Duration{morning(0)}},
			of{nil, 2, 24.25 + 1.0/12, 2, 1}, []uint8{1, 0}},
		{"a problem of the first that is noticed later halts nothing: the second is its fix", LaterRelease{AtOnce: true}, nil,
			func(s *Scenario) {
				s.Release.Problems = slices.Clone(bad)
				s.Release.Problems[0].Reports.Delay.Distribution = always(60 * time.Hour)
			},
			of{[]time.Duration{morning(2), morning(2)}, 2, 96, 0, 0},
			of{updated: []time.Duration{morning(2), morning(2)}}, []uint8{2, 2}},
		{"taken back to a release with a problem that nobody notices: broken again", LaterRelease{Problems: bad}, waves,
			func(s *Scenario) {
				takesBack(s)
				s.Release.Problems = slices.Clone(bad)
				s.Release.Problems[0].Reports.Chance = 0
			},
			of{[]time.Duration{morning(0), morning(1)}, 2, 48 + (28*24 - 56.5) + (28*24 - 32.25), 0, 0},
			of{nil, 1, 0.25, 1, 1}, []uint8{1, 1}},
	} {
		s := managedClockwork(2)
		s.Horizon = 28
		s.Strategies[0].Rollback.To = "9.3"
		s.Strategies[0].Halt.AtNextPoll = true
		tt.later.Version, tt.later.Start = "9.5", s.Start.Add(dayAt(2, 0, 0))
		s.Later = []LaterRelease{tt.later}
		if tt.phases != nil {
			s.Strategies[0].Phases = tt.phases
		}
		if tt.change != nil {
			tt.change(s)
		}
		w := New(s).Begin(s.Backend.Slots[0], 0)
		o := w.RollWith(1<<len(s.Problems())-1, &s.Strategies[0], nil)
		for i, want := range []of{tt.first, tt.second} {
			r := &o.Releases[i]
			value := func(name string) float64 { m, _ := MetricNamed(OfRelease(name, r.Version)); return m.Of(o) }
			got := of{r.UpdatedAt, r.Exposed, r.brokenFor / 3600, r.Returned, len(r.Haltings)}
			assert.InDelta(t, want.broken, got.broken, 1e-9, "%s: release %d", tt.name, i)
			got.broken = want.broken
			assert.Equal(t, want, got, "%s: release %d", tt.name, i)
			if s.MayBeBad(i) {
				assert.Equal(t, []float64{float64(want.exposed), float64(want.returned), min(1, float64(want.halts))},
					[]float64{value("exposed"), value("rollbacks"), value("halted")}, "%s: release %d", tt.name, i)
				assert.InDelta(t, want.broken, value("broken_hours"), 1e-9, "%s: release %d", tt.name, i)
			} else {
				assert.True(t, math.IsNaN(value("exposed")) && !s.Shows(Metric{Name: OfRelease("exposed", r.Version)}), "%s: a release that cannot be bad", tt.name)
			}
		}
		var has []uint8
		for who := range w.train.followers {
			assert.Equal(t, w.train.followers[who].has == 0 && s.Groups[0].Versions[0].Version == None, w.clients[who].is(bare), "%s: nothing installed", tt.name)
			has = append(has, w.train.followers[who].has)
		}
		assert.Equal(t, tt.has, has, "%s: installed at the end", tt.name)
	}
}

// TestNothingBeforeTheBadRelease checks that a problem of a release that follows leaves everything as it
// is without until that begins, and the first release as it is told without a name for good where the
// second comes behind it.
func TestNothingBeforeTheBadRelease(t *testing.T) {
	compared := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1861))
		s := anyScenario(r)
		s.Release = &Release{Version: "9.4"}
		anyPlan(r, s)
		anyTrain(r, s)
		s.Release.Problems = nil
		s.Later[0].Problems = badRelease(1).Release.Problems
		play := func(problems Stratum) (*Outcome, []Record) {
			var records []Record
			o := New(s).Begin(s.Backend.Slots[0], 0).RollWith(problems, &s.Strategies[0], func(r *Record) { records = append(records, *r) })
			return o, records
		}
		good, without := play(0)
		bad, with := play(1)
		end := s.HorizonEnd()
		if second := &good.Releases[1]; second.Began {
			end = second.BeganAt
		}
		require.Equal(t, good.Releases[1].BeganAt, bad.Releases[1].BeganAt)
		before := func(records []Record) []Record {
			return slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return !r.HasFinished || r.Finished >= end })
		}
		a, b := before(without), before(with)
		compared += len(a)
		require.Equal(t, a, b, "seed %d", seed)
		updated := func(o *Outcome) []time.Duration {
			return slices.DeleteFunc(slices.Clone(o.Releases[0].UpdatedAt), func(at time.Duration) bool { return at >= end })
		}
		require.Equal(t, updated(good), updated(bad), "seed %d", seed)
		for i, p := range good.Releases[0].Phases {
			require.Equal(t, []any{p.Opened, p.OpenedAt, p.Updated > 0}, []any{bad.Phases[i].Opened, bad.Phases[i].OpenedAt, bad.Phases[i].Updated > 0}, "seed %d", seed)
		}
	}
	require.Greater(t, compared, 500)
}

// TestStrataOfTwoReleases compares two ways to the same numbers where two releases may each have a
// problem: to draw in each replication which have, and to play all sets and weight them.
func TestStrataOfTwoReleases(t *testing.T) {
	replications := long.Or(60, 400)
	s := office(40, 10)
	s.Horizon = 20
	problem := Problem{Name: "crash", Chance: 0.3, Hits: 0.2, NoticedAfter: 2,
		Reports: Reports{Chance: 0.5, Delay: SpanDistribution{always(2 * time.Hour), Elapsed}}, Fix: SpanDistribution{always(24 * time.Hour), Workdays}}
	s.Release.Problems = []Problem{problem}
	problem.Chance = 0.6
	s.Later = []LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, 8), Problems: []Problem{problem}}}
	m := New(s)
	exposed := func(r int, problems Stratum) [2]float64 {
		o := m.Begin(10, r).RollWith(problems, &s.Strategies[0], nil)
		return [2]float64{float64(o.Releases[0].Exposed), float64(o.Releases[1].Exposed)}
	}
	var plain, stratified [2][]float64
	for r := range replications {
		var drawn Stratum
		for i, p := range s.Problems() {
			if dist.NewStream(99, r).Uniform(uint32(i), 0, 0) < p.Chance {
				drawn |= 1 << i
			}
		}
		one, all := exposed(replications+r, drawn), [2]float64{}
		for _, problems := range s.Strata() {
			of := exposed(r, problems)
			for i := range all {
				all[i] += s.Weight(problems) * of[i]
			}
			require.Equal(t, problems&s.ProblemsOf(0) == 0, of[0] == 0, "the first release is bad by itself")
			require.Equal(t, problems&s.ProblemsOf(1) == 0, of[1] == 0, "the second release is bad by itself")
		}
		for i := range all {
			plain[i], stratified[i] = append(plain[i], one[i]), append(stratified[i], all[i])
		}
	}
	for i := range plain {
		a, b := stats.MeanEstimate(plain[i], 0.999), stats.MeanEstimate(stratified[i], 0.999)
		assert.True(t, a.Low <= b.High && b.Low <= a.High && b.Mean >= 1, "release %d: exposed %v by plain sampling, %v by strata", i, a, b)
	}
}
