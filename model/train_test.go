package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

// anyTrain lets releases follow that of a scenario.
func anyTrain(r *rand.Rand, s *Scenario) {
	due, version := s.Start, 4
	if s.Release.Version == "9.10" {
		version = 10
	}
	for range 1 + r.IntN(4) {
		due = due.Add(minutes(r, 6*24*60))
		version += 1 + r.IntN(2)
		s.Later = append(s.Later, LaterRelease{Version: Version(fmt.Sprint("9.", version)), Start: due,
			AtOnce: r.IntN(2) == 0, FirstSyncPackage: r.IntN(4) == 0, Replaces: r.IntN(3) == 0})
	}
	s.Horizon += 10
}

// anyLaterProblem gives a problem, or two, to releases that follow.
func anyLaterProblem(r *rand.Rand, s *Scenario) {
	for range min(r.IntN(3), 3-len(s.Release.Problems)) {
		of := &s.Later[r.IntN(min(2, len(s.Later)))]
		of.Problems = append(of.Problems, Problem{Name: fmt.Sprint("later ", len(of.Problems)), Chance: 0.5, Hits: r.Float64(), NoticedAfter: r.IntN(4),
			Reports: Reports{Chance: r.Float64(), KeyUsers: 1, Delay: SpanDistribution{always(minutes(r, 600)), Workdays}},
			OrAfter: Span{minutes(r, 2000), Elapsed}, Fix: SpanDistribution{always(minutes(r, 2000)), SpanUnit(r.IntN(2))}})
	}
}

// checkHarm checks that who is exposed to a release has had it, and that a release without a problem
// harms nobody.
func checkHarm(t *testing.T, w *World, o *Outcome, reached map[string]int) {
	if w.trouble == nil {
		return
	}
	for i := range o.Releases {
		r, of := &o.Releases[i], w.trouble.of[i]&w.trouble.present
		if of == 0 {
			require.Equal(t, Harm{}, Harm{Exposed: r.Exposed, Late: r.Late, Hit: r.Hit, Escaped: r.Escaped, brokenFor: r.brokenFor}, "release %d is good", i)
		}
		require.LessOrEqual(t, r.Hit, r.Exposed)
		for who := range w.trouble.patients {
			if pt := &w.trouble.patients[who]; pt.met&of != 0 && pt.errands == 0 {
				require.Greater(t, int(w.train.followers[who].has), i, "client %d is exposed to release %d", who, i)
			}
		}
		if i > 0 {
			reached["exposed to a later one"] += r.Exposed
			reached["a later one taken back"] += r.Returned
		}
	}
}

// TestLawsOfEveryTrain plays releases that follow each other, put together by chance from
// everything that a rollout can be, and checks what holds in every run. The number of a
// train is its seed.
func TestLawsOfEveryTrain(t *testing.T) {
	trains := long.Or(80, 600)
	reached := map[string]int{}
	for seed := range uint64(trains) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1830))
			s := anyScenario(r)
			if s.Release == nil {
				s.Release = &Release{Version: "9.4"}
			}
			anyPlan(r, s)
			anyTrain(r, s)
			strategy := &s.Strategies[0]
			problems := Stratum(r.IntN(1 << len(s.Release.Problems)))
			anyLaterProblem(r, s)
			problems |= Stratum(r.IntN(1<<len(s.Problems()))) &^ s.ProblemsOf(0)
			w := New(s).Begin(s.Backend.Slots[0], 0)
			var records []Record
			var before []uint8
			w.seen.record = func(r *Record) { records = append(records, *r) }
			if w.trouble = newTrouble(s, problems, len(w.clients)); w.trouble != nil {
				w.seen.watchHits()
			}
			w.follow(strategy)
			for at := time.Duration(0); at < w.end; at += 107 * time.Minute {
				w.play(min(at, w.end))
				before = recountTrain(t, w, before, reached)
			}
			w.play(w.end)
			recountTrain(t, w, before, reached)
			w.closeTrouble(w.end)
			w.close(w.end)
			looked := w.outcome()
			checkReleases(t, s, looked, records, problems == 0, reached)
			checkHarm(t, w, looked, reached)

			o := New(s).Begin(s.Backend.Slots[0], 0).RollWith(problems, strategy, nil)
			for i := range o.Releases {
				assert.Equal(t, o.Releases[i].Phases, looked.Releases[i].Phases, "a run that is looked at between")
				assert.Equal(t, o.Releases[i].UpdatedAt, looked.Releases[i].UpdatedAt, "a run that is looked at between")
			}
			for i := range o.Groups {
				g := &o.Groups[i]
				n := 0
				for _, k := range g.Updated {
					n += int(k)
				}
				require.Equal(t, s.Groups[i].Clients, g.Had+g.Outside+g.Assigned)
				require.Equal(t, g.Assigned, n+g.Refused+g.Failed+g.Waiting+g.Absent+g.UnderWay)
				require.GreaterOrEqual(t, min(g.Refused, g.Failed, g.Waiting, g.Absent, g.UnderWay), 0, "%+v", *g)
			}
		})
	}
	t.Log(reached)
	for _, what := range []string{"begun in time", "begun late", "not begun", "replaced", "on the way to an older one", "updated", "skipped one", "waits", "again after a failure", "exposed to a later one", "a later one taken back"} {
		assert.GreaterOrEqual(t, reached[what], trains/40, "%s in %d trains: too few to show anything", what, trains)
	}
}

// recountTrain holds the books of the release that is rolled out against the clients,
// and returns what they have installed.
func recountTrain(t *testing.T, w *World, before []uint8, reached map[string]int) []uint8 {
	t.Helper()
	taken, assigned := make([]int, len(w.phases)), make([]int, len(w.phases))
	var has []uint8
	for who := range w.clients {
		c, f := &w.clients[who], &w.train.followers[who]
		has = append(has, f.has)
		back := w.trouble != nil && (w.trouble.patients[who].errands > 0)
		if before != nil && f.has < before[who] && !back {
			require.Failf(t, "a release that may not follow", "client %d goes from release %d to %d", who, before[who], f.has)
		}
		require.LessOrEqual(t, int(f.has), w.release+1)
		phase, lacks := c.phase, c.is(needsIt) || c.stage != unoffered || c.is(errand)
		if w.isBehind(c) {
			require.True(t, c.isOnTheWay(), "client %d of an older phase is on the way to nothing: %+v", who, *c)
			phase, lacks = f.next, true
			reached["on the way to an older one"]++
		}
		if phase != noPhase {
			taken[phase]++
			if lacks {
				assigned[phase]++
			}
		}
	}
	for i := w.first; i < len(w.phases); i++ {
		p := &w.phases[i]
		require.Equal(t, []int{taken[i], assigned[i]}, []int{p.taken, p.assigned}, "phase %d of release %d", i, w.release)
		require.LessOrEqual(t, p.succeeded+p.failed, p.assigned)
		if p.staged && p.limit > 0 {
			require.LessOrEqual(t, p.inFlight, p.limit)
		}
		require.GreaterOrEqual(t, p.inFlight, 0)
	}
	return has
}

// checkReleases holds what is told of the releases against the records.
func checkReleases(t *testing.T, s *Scenario, o *Outcome, records []Record, sound bool, reached map[string]int) {
	waits := make([]int, len(o.Releases))
	seen := map[needName]bool{}
	for _, r := range records {
		name := needName{r.Client, r.Cause, r.Occasion}
		require.False(t, seen[name], "a second need of the same name: %+v", r)
		seen[name] = true
		if r.Cause == Update && int(r.Client) < s.Clients() {
			waits[int(r.Occasion&(1<<20-1))>>errandBits]++
		}
	}
	for i := range o.Releases {
		r := &o.Releases[i]
		require.Equal(t, waits[i], r.Waits.Len(), "release %d", i)
		require.LessOrEqual(t, len(r.UpdatedAt), max(0, r.CanUpdate), "release %d", i)
		require.True(t, slices.IsSorted(r.UpdatedAt))
		reached["updated"] += len(r.UpdatedAt)
		reached["waits"] += waits[i]
		installed := 0
		for _, p := range r.Phases {
			installed += p.Updated
		}
		if sound {
			require.GreaterOrEqual(t, len(r.UpdatedAt), min(installed, len(r.UpdatedAt)))
			if n := len(r.UpdatedAt) - installed; n > 0 {
				reached["skipped one"] += n
			}
		}
		if i > 0 {
			due := s.Later[i-1].Start.Sub(s.Start)
			switch {
			case !r.Began:
				reached["not begun"]++
				require.Empty(t, r.Phases)
			case r.BeganAt == due:
				reached["begun in time"]++
			default:
				require.Greater(t, r.BeganAt, due)
				reached["begun late"]++
			}
			if s.Later[i-1].Replaces && r.Began && slices.ContainsFunc(o.Releases[i-1].Phases, func(p PhaseOutcome) bool { return !p.Opened }) {
				reached["replaced"]++
			}
			if len(r.UpdatedAt) > 0 && o.Releases[i-1].Never > 0 {
				reached["again after a failure"]++
			}
		}
	}
	reached["gone back"] += o.Returned
	require.Len(t, o.UpdatedAt, len(o.Releases[0].UpdatedAt), "everything is counted")
}

// TestSecondReleaseIsLikeTheFirst plays a fleet long enough for two releases far from each
// other: what the second makes people wait has the distribution of the first, whatever the
// way of delivery.
func TestSecondReleaseIsLikeTheFirst(t *testing.T) {
	for _, delivery := range []Delivery{AutoUpdater, ManagedDelivery, SelfServiceDelivery} {
		s := office(120, 2)
		s.Groups[0].Delivery = delivery
		// Who refuses the first release, or answers after seven weeks, has it with the second.
		s.Groups[0].Self = SelfService{Response: SpanDistribution{law(dist.Exponential(2 * 86400)), Workdays}}
		s.Horizon = 100
		s.Later = []LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, 49)}}
		m := New(s)
		var meanWait, half, most, shares []float64 // second less first, by replication
		for r := range long.Or(24, 200) {
			o := m.Begin(2, r).Roll(&s.Strategies[1], nil)
			first, second := &o.Releases[0], &o.Releases[1]
			require.Equal(t, 49*24*time.Hour, second.BeganAt)
			a, _ := first.Waits.Mean()
			b, _ := second.Waits.Mean()
			meanWait = append(meanWait, (b - a).Seconds())
			moved := (49 * 24 * time.Hour).Seconds()
			half = append(half, second.updatedBy(0.5)-first.updatedBy(0.5)-moved)
			most = append(most, second.updatedBy(0.9)-first.updatedBy(0.9)-moved)
			shares = append(shares, second.updatedAtHorizon()-first.updatedAtHorizon())
		}
		for _, of := range []struct {
			what   string
			values []float64
		}{{"mean wait", meanWait}, {"half updated", half}, {"nine in ten updated", most}, {"share updated", shares}} {
			e := stats.MeanEstimate(of.values, 0.999)
			assert.True(t, e.Low <= 0 && e.High >= 0, "delivery %d: %s of the second release differs by %v (%v to %v)", delivery, of.what, e.Mean, e.Low, e.High)
		}
	}
}

// TestTrainsByHand follows two PCs without chance through two releases. An update takes from
// 08:00 to 08:15.
func TestTrainsByHand(t *testing.T) {
	morning := func(day int) time.Duration { return dayAt(day, 8, 15) }
	waves := Waves(2, Size{Kind: SizeCount, Count: 1}, workdays(5), Phase{By: ByGroupOrder})
	failsAlways := func(s *Scenario) { s.Groups[0].Install.Fails = 1 }
	for _, tt := range []struct {
		name          string
		due           time.Duration
		later         LaterRelease
		phases        []Phase
		change        func(*Scenario)
		began         time.Duration
		first, second []time.Duration // updated to each
		waits         [2]int          // syncs after each
		never         [2]int
	}{
		{"at once", dayAt(2, 0, 0), LaterRelease{AtOnce: true}, nil, nil, dayAt(2, 0, 0),
			[]time.Duration{morning(0), morning(0)}, []time.Duration{morning(2), morning(2)}, [2]int{2, 2}, [2]int{}},
		{"on a Saturday: offered on Monday", dayAt(5, 0, 0), LaterRelease{AtOnce: true}, nil, nil, dayAt(5, 0, 0),
			[]time.Duration{morning(0), morning(0)}, []time.Duration{morning(7), morning(7)}, [2]int{2, 2}, [2]int{}},
		{"while the first is installed: then goes on to the second", dayAt(0, 8, 5), LaterRelease{}, nil, nil, dayAt(0, 8, 5),
			[]time.Duration{morning(0), morning(0)}, []time.Duration{dayAt(0, 8, 30), dayAt(0, 8, 30)}, [2]int{2, 2}, [2]int{}},
		{"a sync that waits is overtaken, one that runs is not", dayAt(0, 8, 5), LaterRelease{}, nil,
			func(s *Scenario) { s.Backend.Slots[0], s.Groups[0].Sync.Full = 1, always(time.Hour) }, dayAt(0, 8, 5),
			[]time.Duration{morning(0), morning(0)}, []time.Duration{dayAt(0, 8, 30), dayAt(0, 8, 30)}, [2]int{1, 2}, [2]int{}},
		{"waits for the last phase, and then overtakes it", dayAt(2, 0, 0), LaterRelease{}, waves, nil, dayAt(7, 0, 0),
			[]time.Duration{morning(0), morning(14)}, []time.Duration{morning(7), morning(14)}, [2]int{1, 2}, [2]int{}},
		{"replaces a rollout with phases that are not open", dayAt(2, 0, 0), LaterRelease{Replaces: true}, waves, nil, dayAt(2, 0, 0),
			[]time.Duration{morning(0), morning(9)}, []time.Duration{morning(2), morning(9)}, [2]int{1, 2}, [2]int{}},
		{"who has failed for good tries the next", dayAt(2, 0, 0), LaterRelease{AtOnce: true}, nil, failsAlways, dayAt(2, 0, 0),
			nil, nil, [2]int{}, [2]int{2, 2}},
		{"too many errors have ended the first: that holds up nothing", dayAt(2, 0, 0), LaterRelease{AtOnce: true},
			Waves(2, Size{Kind: SizeCount, Count: 1}, workdays(5), Phase{By: ByGroupOrder, Gate: Gate{Errors: 0.5}}), failsAlways, dayAt(2, 0, 0),
			nil, nil, [2]int{}, [2]int{1, 2}},
	} {
		s := managedClockwork(2)
		s.Horizon = 28
		s.Groups[0].Install.Tries = 1
		tt.later.Version, tt.later.Start = "9.5", s.Start.Add(tt.due)
		s.Later = []LaterRelease{tt.later}
		if tt.phases != nil {
			s.Strategies[0].Phases = tt.phases
		}
		if tt.change != nil {
			tt.change(s)
		}
		o := New(s).Begin(s.Backend.Slots[0], 0).Roll(&s.Strategies[0], nil)
		first, second := &o.Releases[0], &o.Releases[1]
		minutes := func(instants []time.Duration) []time.Duration {
			var rounded []time.Duration
			for _, at := range instants {
				rounded = append(rounded, at.Round(time.Minute))
			}
			return rounded
		}
		assert.Equal(t, tt.began, second.BeganAt, tt.name)
		assert.Equal(t, tt.first, minutes(first.UpdatedAt), "%s: the first release", tt.name)
		assert.Equal(t, tt.second, minutes(second.UpdatedAt), "%s: the second release", tt.name)
		assert.Equal(t, tt.waits, [2]int{first.Waits.Len(), second.Waits.Len()}, "%s: syncs after each", tt.name)
		assert.Equal(t, tt.never, [2]int{first.Never, second.Never}, "%s: never", tt.name)
		assert.Equal(t, first.UpdatedAt, o.UpdatedAt, "%s: what is told without a name is of the first", tt.name)
		assert.Equal(t, first.Waits.Len(), o.Waits[WaitUpdate].Len(), tt.name)
	}
}

// TestUpdaterLooksOnBetweenReleases checks that a PC that is updated goes on to look, and makes up
// for a look that falls due while it is off: it finds the next release when it would have looked.
func TestUpdaterLooksOnBetweenReleases(t *testing.T) {
	for _, tt := range []struct {
		name     string
		interval time.Duration
		due      int // day
		want     time.Duration
	}{
		{"at the same time of every day", 24 * time.Hour, 2, dayAt(2, 10, 15)},
		{"due on Tuesday at 16:00, made up for on Wednesday at 08:00, and due again on Thursday", 30 * time.Hour, 3, dayAt(3, 14, 15)},
	} {
		s := clockwork(1, 1)
		s.Groups[0].Updater.Interval = tt.interval
		s.Later = []LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, tt.due), AtOnce: true}}
		w := New(s).Begin(1, 0)
		w.clients[0].check = dayAt(0, 10, 0)
		o := w.Roll(&s.Strategies[0], nil)
		assert.Equal(t, []time.Duration{dayAt(0, 10, 15)}, o.Releases[0].UpdatedAt, tt.name)
		assert.Equal(t, []time.Duration{tt.want}, o.Releases[1].UpdatedAt, tt.name)
	}
}

// TestMetricsWithoutANameCountTheFirstRelease plays a fleet with a release that follows behind the
// horizon of the file without it: up to that all metrics are the same, but for the waits of those
// who still wait then, which are seen to their end.
func TestMetricsWithoutANameCountTheFirstRelease(t *testing.T) {
	for _, tt := range []struct {
		name     string
		delivery Delivery
		horizon  int
		done     bool // nobody is updated behind the horizon
		problems Stratum
		change   func(*Scenario)
	}{
		{"everybody is updated by the horizon", AutoUpdater, 36, true, 0, nil},
		{"some are updated behind it", SelfServiceDelivery, 25, false, 0, nil},
		{"some are exposed behind it, and broken until then", SelfServiceDelivery, 25, false, 1, func(s *Scenario) { s.Release.Problems[0].Reports.Chance = 0 }},
		{"noticed behind it: until then nobody knows", SelfServiceDelivery, 25, false, 1, func(s *Scenario) {
			s.Release.Problems[0].NoticedAfter, s.Release.Problems[0].OrAfter = 0, Span{Length: 26 * 24 * time.Hour}
		}},
		{"aborted: lost until then", SelfServiceDelivery, 25, false, 1, func(s *Scenario) {
			for i := range s.Strategies[1].Phases {
				s.Strategies[1].Phases[i].OnProblem = Abort
			}
		}},
	} {
		s := office(60, 3)
		s.Groups[0].Delivery, s.Horizon = tt.delivery, tt.horizon
		if tt.problems != 0 {
			s.Release.Problems = badRelease(1).Release.Problems
			tt.change(s)
		}
		alone := New(s).Begin(3, 0).RollWith(tt.problems, &s.Strategies[1], nil)
		train := *s
		train.Later = []LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, s.Horizon+3), AtOnce: true}}
		train.Counted, train.Horizon = s.Horizon, s.Horizon+30
		o := New(&train).Begin(3, 0).RollWith(tt.problems, &train.Strategies[1], nil)
		require.NotEmpty(t, o.Releases[1].UpdatedAt, tt.name)
		assert.Equal(t, alone.UpdatedAt, o.UpdatedAt, tt.name)
		assert.Equal(t, tt.done, len(o.Releases[0].UpdatedAt) == len(o.UpdatedAt), tt.name)
		if strings.HasPrefix(tt.name, "noticed behind") {
			require.True(t, len(alone.Haltings) == 0 && len(o.Haltings) == 0 && len(o.Releases[0].Haltings) == 1, "%s: %v", tt.name, alone.Haltings)
		}
		open := alone.Accounting.Waiting+alone.Accounting.Running > 0
		for _, m := range Metrics {
			want, got := m.Of(alone), m.Of(o)
			if open && (strings.HasPrefix(m.Name, "wait.") || strings.HasPrefix(m.Name, "delay.") || strings.HasPrefix(m.Name, "promise.") || m.Name == "asks.mean") ||
				strings.HasPrefix(m.Name, "after.") || want != want && got != got || want == got {
				continue
			}
			assert.InEpsilon(t, want+1, got+1, 1e-12, "%s: %s", tt.name, m.Name) // areas are summed in another order
		}
	}
}

// TestReleasesThatFollowDoNotMoveTheFirst checks that who has refused the first release stays
// without it, whatever follows, in what is told without a name as in what is told by release, and
// that what the first has lost when it was taken back ends when the next begins, from when on the
// days after the rollout may count.
func TestReleasesThatFollowDoNotMoveTheFirst(t *testing.T) {
	s := office(200, 30)
	s.Groups[0].Delivery, s.Horizon = SelfServiceDelivery, 50
	s.Groups[0].Self = SelfService{Response: SpanDistribution{always(3 * time.Hour), Elapsed}, Never: 0.3}
	s.Groups[0].Presence.Absent = 0
	alone := New(s).Begin(30, 0).Roll(&s.Strategies[1], nil)
	train := *s
	train.Later = []LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, 28), AtOnce: true}}
	o := New(&train).Begin(30, 0).Roll(&train.Strategies[1], nil)
	first, second := &o.Releases[0], &o.Releases[1]
	require.Greater(t, alone.Never, 30)
	require.Less(t, alone.UpdatedAt[len(alone.UpdatedAt)-1], second.BeganAt, "all who take the first have it when the second begins")
	assert.Equal(t, alone.UpdatedAt, o.UpdatedAt)
	assert.Equal(t, []int{alone.Never, alone.CanUpdate}, []int{o.Never, o.CanUpdate})
	assert.Equal(t, []int{alone.Never, alone.CanUpdate}, []int{first.Never, first.CanUpdate}, "by release")
	assert.Equal(t, alone.UpdatedAt, first.UpdatedAt, "by release")
	require.Greater(t, second.Never, 30, "whether a user refuses is drawn anew for each release")
	w := New(&train).Begin(30, 0)
	w.Roll(&train.Strategies[1], nil)
	assert.True(t, slices.ContainsFunc(w.train.followers, func(f follower) bool { return f.lost == 1 }), "somebody refuses the first alone")

	bad := train
	bad.Groups = slices.Clone(s.Groups)
	bad.Groups[0].Self.Never = 0
	bad.Release = &Release{Version: s.Release.Version, Problems: badRelease(1).Release.Problems}
	bad.Strategies = []Strategy{{Name: "taken back", Phases: slices.Clone(s.Strategies[1].Phases), Rollback: Rollback{To: "9.3"}}}
	for i := range bad.Strategies[0].Phases {
		bad.Strategies[0].Phases[i].OnProblem = RollbackAll
	}
	o = New(&bad).Begin(30, 0).RollWith(1, &bad.Strategies[0], nil)
	require.NotEmpty(t, o.Haltings)
	require.Empty(t, o.UpdatedAt, "the first is taken back")
	lost, _ := MetricNamed("days_lost")
	ofFirst, _ := MetricNamed("days_lost of " + string(s.Release.Version))
	assert.Equal(t, ofFirst.Of(o), lost.Of(o))
	assert.LessOrEqual(t, lost.Of(o), 20.0)
	assert.True(t, o.HasSettled(), "the second release is in use")

	refused := *s
	refused.Groups = slices.Clone(s.Groups)
	refused.Groups[0].Versions, refused.Groups[0].Self.Never = []VersionShare{{Version: None, Share: 1}}, 1
	o = New(&refused).Begin(30, 0).Roll(&refused.Strategies[1], nil)
	require.Equal(t, 200, o.Never)
	assert.False(t, o.HasSettled(), "all refuse it, so that nobody has it")
}
