package model

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// badRelease is a clockwork of managed clients with a release that has a problem
// which hits everybody, is reported by everybody at once and noticed at the first
// report; the fix takes a workday.
func badRelease(clients int) *Scenario {
	s := managedClockwork(clients)
	s.Release.Problems = []Problem{{
		Name: "crash on open", Chance: 0.15, Hits: 1,
		Reports:      Reports{Chance: 1, KeyUsers: 1, Delay: SpanDistribution{always(0), Elapsed}},
		NoticedAfter: 1, Fix: SpanDistribution{always(24 * time.Hour), Workdays},
	}}
	return s
}

// rollBad plays replication 0 with all problems in the release.
func rollBad(s *Scenario, strategy *Strategy) (*Outcome, []Record) {
	var records []Record
	o := New(s).Begin(s.Backend.Slots[0], 0).RollWith(1<<len(s.Release.Problems)-1, strategy, func(r *Record) { records = append(records, *r) })
	return o, records
}

// TestProblemsByHand follows a bad release through a pilot of one PC and a phase
// of two. The pilot is updated and hit on Monday 08:15. Two workdays later the
// second phase would open.
func TestProblemsByHand(t *testing.T) {
	monday := dayAt(0, 8, 15)
	notNoticed := Span{}
	type want struct {
		updated  []time.Duration // with a release that is good
		exposed  int
		broken   float64 // hours
		returned int
		escaped  bool
		halted   []Halting
		opened   time.Duration // the second phase; -1: never
		syncs    int           // of cause update
		daysLost float64
	}
	const notOpen = time.Duration(-1)
	end := 14 * 24 * time.Hour
	for _, tt := range []struct {
		name   string
		change func(*Scenario, *Strategy)
		want   want
	}{
		{"the fix is there after a workday; the second phase opens a workday later than planned", nil,
			want{[]time.Duration{monday + 24*time.Hour + 15*time.Minute, dayAt(3, 8, 15), dayAt(3, 8, 15)}, 1, 24.25, 0, false,
				[]Halting{{ByProblem, monday, monday, monday + 24*time.Hour, true}}, dayAt(3, 0, 0), 4, 1}},
		{"a fix of no time", func(s *Scenario, _ *Strategy) { s.Release.Problems[0].Fix.Distribution = always(0) },
			want{[]time.Duration{monday + 15*time.Minute, dayAt(2, 8, 15), dayAt(2, 8, 15)}, 1, 0.25, 0, false,
				[]Halting{{ByProblem, monday, monday, monday, true}}, dayAt(2, 0, 0), 4, 0}},
		{"abort", func(_ *Scenario, strategy *Strategy) { strategy.Phases[0].OnProblem = Abort },
			want{nil, 1, (end - monday).Hours(), 0, false, []Halting{{ByProblem, monday, monday, end, false}}, notOpen, 1, 10 - monday.Hours()/24}},
		{"back to the old version, plan B ready", func(_ *Scenario, strategy *Strategy) { strategy.Phases[0].OnProblem = RollbackAll },
			want{nil, 1, 0.25, 1, false, []Halting{{ByProblem, monday, monday, end, false}}, notOpen, 2, 10 - monday.Hours()/24}},
		{"back to the old version, plan B in a workday", func(_ *Scenario, strategy *Strategy) {
			strategy.Phases[0].OnProblem, strategy.Rollback.PlanB = RollbackAll, workdays(1)
		},
			want{nil, 1, 24.25, 1, false, []Halting{{ByProblem, monday, monday, end, false}}, notOpen, 2, 10 - monday.Hours()/24}},
		{"nobody reports, and nobody notices", func(s *Scenario, _ *Strategy) { s.Release.Problems[0].Reports.Chance = 0 },
			want{[]time.Duration{monday, dayAt(2, 8, 15), dayAt(2, 8, 15)}, 3, (end - monday + 2*(end-dayAt(2, 8, 15))).Hours(), 0, true, nil, dayAt(2, 0, 0), 3, 0}},
		{"nobody reports but the testers of the pilot", func(s *Scenario, strategy *Strategy) {
			s.Release.Problems[0].Reports.Chance, strategy.Phases[0].Testers = 0, true
		},
			want{[]time.Duration{monday + 24*time.Hour + 15*time.Minute, dayAt(3, 8, 15), dayAt(3, 8, 15)}, 1, 24.25, 0, false,
				[]Halting{{ByProblem, monday, monday, monday + 24*time.Hour, true}}, dayAt(3, 0, 0), 4, 1}},
		{"one report of a tester is too few, and nobody else reports", func(s *Scenario, strategy *Strategy) {
			s.Release.Problems[0].Reports.Chance, s.Release.Problems[0].NoticedAfter, strategy.Phases[0].Testers = 0, 2, true
		},
			want{[]time.Duration{monday, dayAt(2, 8, 15), dayAt(2, 8, 15)}, 3, (end - monday + 2*(end-dayAt(2, 8, 15))).Hours(), 0, true, nil, dayAt(2, 0, 0), 3, 0}},
		{"reports come a day late", func(s *Scenario, _ *Strategy) {
			s.Release.Problems[0].Reports.Delay.Distribution = always(24 * time.Hour)
		},
			want{[]time.Duration{monday + 48*time.Hour + 15*time.Minute, dayAt(3, 8, 15), dayAt(3, 8, 15)}, 1, 48.25, 0, false,
				[]Halting{{ByProblem, monday + 24*time.Hour, monday + 24*time.Hour, monday + 48*time.Hour, true}}, dayAt(3, 0, 0), 4, 1}},
		{"noticed a workday after the first hit, without a report", func(s *Scenario, _ *Strategy) {
			s.Release.Problems[0].Reports.Chance, s.Release.Problems[0].OrAfter = 0, workdays(1)
		},
			want{[]time.Duration{monday + 48*time.Hour + 15*time.Minute, dayAt(3, 8, 15), dayAt(3, 8, 15)}, 1, 48.25, 0, false,
				[]Halting{{ByProblem, monday + 24*time.Hour, monday + 24*time.Hour, monday + 48*time.Hour, true}}, dayAt(3, 0, 0), 4, 1}},
		{"noticed at the second report, when the second phase has opened", func(s *Scenario, _ *Strategy) { s.Release.Problems[0].NoticedAfter = 2 },
			want{slices.Repeat([]time.Duration{dayAt(3, 8, 30)}, 3), 3, (dayAt(3, 8, 30) - monday + 2*(dayAt(3, 8, 30)-dayAt(2, 8, 15))).Hours(), 0, true,
				[]Halting{{ByProblem, dayAt(2, 8, 15), dayAt(2, 8, 15), dayAt(3, 8, 15), true}}, dayAt(2, 0, 0), 6, 1}},
		{"a problem that hits nobody", func(s *Scenario, _ *Strategy) {
			s.Release.Problems[0].Hits, s.Release.Problems[0].OrAfter = 0, notNoticed
		},
			want{[]time.Duration{monday, dayAt(2, 8, 15), dayAt(2, 8, 15)}, 3, 0, 0, true, nil, dayAt(2, 0, 0), 3, 0}},
		{"an instant that the halt passes", func(s *Scenario, strategy *Strategy) {
			at := s.Start.Add(dayAt(2, 9, 0))
			strategy.Phases[1].Start = Start{At: &at}
		},
			want{[]time.Duration{monday + 24*time.Hour + 15*time.Minute, dayAt(2, 9, 15), dayAt(2, 9, 15)}, 1, 24.25, 0, false,
				[]Halting{{ByProblem, monday, monday, monday + 24*time.Hour, true}}, dayAt(2, 9, 0), 4, 1}},
		{"a soak stands still while halted", func(s *Scenario, strategy *Strategy) {
			strategy.Phases[0].Gate = Gate{Success: 1, Soak: workdays(1)}
			strategy.Phases[1].Start = Start{WhenGate: true}
		},
			want{[]time.Duration{monday + 24*time.Hour + 15*time.Minute, dayAt(2, 8, 30), dayAt(2, 8, 30)}, 1, 24.25, 0, false,
				[]Halting{{ByProblem, monday, monday, monday + 24*time.Hour, true}}, dayAt(2, 8, 15), 4, 1}},
	} {
		s := badRelease(3)
		strategy := &Strategy{Halt: Halt{AtNextPoll: true}, Rollback: Rollback{To: "9.3"}, Phases: []Phase{
			{Name: "pilot", Size: Size{Kind: SizeCount, Count: 1}}, {Name: "rest", Start: Start{Delay: workdays(2)}}}}
		if tt.change != nil {
			tt.change(s, strategy)
		}
		o, records := rollBad(s, strategy)
		got := want{updated: o.UpdatedAt, exposed: o.Exposed, returned: o.Returned, escaped: o.Escaped, halted: o.Haltings, opened: notOpen}
		value := func(name string) float64 { m, _ := MetricNamed(name); return m.Of(o) }
		got.broken, got.daysLost = value("broken_hours"), value("days_lost")
		for _, r := range records {
			if r.Cause == Update {
				got.syncs++
			}
		}
		if o.Phases[1].Opened {
			got.opened = o.Phases[1].OpenedAt
		}
		w := tt.want
		assert.True(t, slices.Equal(got.updated, w.updated) && got.exposed == w.exposed &&
			math.Abs(got.broken-w.broken) <= 1e-9 && got.returned == w.returned && got.escaped == w.escaped &&
			slices.Equal(got.halted, w.halted) && got.opened == w.opened && got.syncs == w.syncs &&
			math.Abs(got.daysLost-w.daysLost) <= 1e-9,
			"%s:\n got %+v\nwant %+v", tt.name, got, w)
		area := o.Broken.Area() / 3600
		assert.InDelta(t, w.broken, area, 1e-9, "%s: %v broken hours under the curve", tt.name, area)
	}
}

// TestNoticedAfterReports is a known answer: without any delay, and one client
// after the other, the number of updated clients when a problem that hits the
// share h is noticed after r reports is negative binomial with mean r/h and
// variance r(1−h)/h².
func TestNoticedAfterReports(t *testing.T) {
	const replications = 200
	for _, tt := range []struct {
		hits    float64
		reports int
	}{{0.03, 1}, {0.1, 3}, {0.25, 5}} {
		s := badRelease(1000)
		s.Horizon = 1
		s.Groups[0].Presence.Boot, s.Groups[0].Presence.Session = always(0), always(24*time.Hour)
		s.Groups[0].Download.Size, s.Groups[0].Install.Duration = 0, always(0)
		s.Groups[0].Sync.OnUpdate = false
		s.Release.Problems[0].Hits, s.Release.Problems[0].NoticedAfter = tt.hits, tt.reports
		s.Release.Problems[0].Fix.Distribution = always(100 * 24 * time.Hour)
		strategy := &Strategy{Halt: Halt{AtNextPoll: true}, Phases: []Phase{{Offer: Offer{Kind: OfferRate, Rate: 0.1}}}}
		m := New(s)
		sum, squares := 0.0, 0.0
		for r := range replications {
			o := m.Begin(1, r).RollWith(1, strategy, nil)
			require.True(t, o.Hit == tt.reports && o.Exposed != s.Clients(),
				"hits %v: noticed with %d hit of %d", tt.hits, o.Hit, o.Exposed)
			sum += float64(o.Exposed)
			squares += float64(o.Exposed) * float64(o.Exposed)
		}
		mean := sum / replications
		variance := squares/replications - mean*mean
		r, h := float64(tt.reports), tt.hits
		sd := math.Sqrt(r*(1-h)) / h / math.Sqrt(replications)
		assert.InDelta(t, r/h, mean, 4*sd,
			"hits %v, %d reports: %.2f exposed in the mean, want %.2f ± %.2f (negative binomial)",
			h, tt.reports, mean, r/h, 4*sd)
		theory := r * (1 - h) / (h * h)
		assert.True(t, variance >= theory*0.6 && variance <= theory*1.6,
			"hits %v, %d reports: variance %.1f, want about %.1f (negative binomial)", h, tt.reports, variance, theory)
	}
}

// TestStrataAgreeWithPlainSampling compares two ways to the same number: to draw
// in each replication whether the release has the problem, and to play each
// replication with and without it and weight the two by the chance.
func TestStrataAgreeWithPlainSampling(t *testing.T) {
	const replications = 300
	s := office(40, 10)
	s.Horizon = 8
	s.Release.Problems = []Problem{{Name: "crash", Chance: 0.3, Hits: 0.2, NoticedAfter: 2,
		Reports: Reports{Chance: 0.5, Delay: SpanDistribution{always(2 * time.Hour), Elapsed}}, Fix: SpanDistribution{always(24 * time.Hour), Workdays}}}
	strategy := &s.Strategies[0]
	m := New(s)
	exposed := func(r int, problems Stratum) float64 {
		return float64(m.Begin(10, r).RollWith(problems, strategy, nil).Exposed)
	}
	var plain, stratified []float64
	for r := range replications {
		var drawn Stratum
		if dist.NewStream(99, r).Uniform(0, 0, 0) < s.Release.Problems[0].Chance {
			drawn = 1
		}
		plain = append(plain, exposed(replications+r, drawn))
		both := 0.0
		for _, problems := range s.Strata() {
			both += s.Weight(problems) * exposed(r, problems)
		}
		stratified = append(stratified, both)
	}
	a, b := stats.MeanEstimate(plain, 0.999), stats.MeanEstimate(stratified, 0.999)
	assert.True(t, a.Low <= b.High && b.Low <= a.High && b.Mean >= 1,
		"exposed: %.2f (%.2f to %.2f) by plain sampling, %.2f (%.2f to %.2f) by strata",
		a.Mean, a.Low, a.High, b.Mean, b.Low, b.High)
	// The variance between strata, p(1−p)·mean², is gone; of that within them, which
	// plain sampling has p times, p² is left.
	within := 0.0
	for _, v := range stratified {
		within += math.Pow((v-b.Mean)/0.3, 2) / replications
	}
	mean := b.Mean / 0.3
	theory := math.Sqrt((0.3*within + 0.3*0.7*mean*mean) / (0.09 * within))
	got := (a.High - a.Low) / (b.High - b.Low)
	assert.True(t, got >= theory*0.8 && got <= theory*1.25,
		"strata narrow the interval by a factor of %.2f, want about %.2f", got, theory)
}

// TestWithoutItsProblems checks that a release that may have problems and has
// none leaves the very records of one that cannot have any.
func TestWithoutItsProblems(t *testing.T) {
	s := office(200, 3)
	for i := range s.Strategies {
		_, without := roll(s, &s.Strategies[i])
		bad := *s
		bad.Release = &Release{Version: s.Release.Version, Problems: badRelease(1).Release.Problems}
		o, with := roll(&bad, &bad.Strategies[i])
		sameRecords(t, s.Strategies[i].Name, with, without)
		for _, m := range problemMetrics {
			want := 0.0
			if m.Name == "escaped_pilot" && i == 0 {
				want = math.NaN()
			}
			v := m.Of(o)
			if v != want {
				assert.True(t, math.IsNaN(v) && math.IsNaN(want),
					"%s: %s = %v, want %v", s.Strategies[i].Name, m.Name, v, want)
			}
		}
		// With a problem that hits nobody only the release is another.
		bad.Release.Problems[0].Hits = 0
		_, harmless := rollBad(&bad, &bad.Strategies[i])
		sameRecords(t, s.Strategies[i].Name+", a problem that hits nobody", harmless, without)
	}
}

// TestHitsAreCommon checks that a problem hits the same clients, and its fix
// takes as long, under every strategy.
func TestHitsAreCommon(t *testing.T) {
	s := office(300, 20)
	s.Release.Problems = badRelease(1).Release.Problems
	p := &s.Release.Problems[0]
	p.Hits, p.NoticedAfter, p.OrAfter = 0.2, 0, workdays(12)
	p.Fix = SpanDistribution{law(dist.Triangular(14400, 172800, 432000)), Elapsed}
	var hit []bool
	var fix time.Duration
	for i := range s.Strategies {
		w := New(s).Begin(20, 0)
		o := w.RollWith(1, &s.Strategies[i], nil)
		met := 0
		now := make([]bool, len(w.clients))
		for who := range w.clients {
			pt := &w.trouble.patients[who]
			now[who] = w.chance.Uniform(uint32(who), chanceHit, 0) < p.Hits
			if pt.met == 0 {
				continue
			}
			met++
			if hit != nil {
				require.Equal(t, hit[who], now[who],
					"%s: client %d is hit: %v; before: %v", s.Strategies[i].Name, who, now[who], hit[who])
			}
		}
		require.True(t, met >= 100 && len(o.Haltings) == 1,
			"%s: %d clients have met the problem, halted %v", s.Strategies[i].Name, met, o.Haltings)
		lasts := o.Haltings[0].Until - o.Haltings[0].From
		if fix != 0 {
			assert.Equal(t, fix, lasts, "%s: the fix takes %v, before %v", s.Strategies[i].Name, lasts, fix)
		}
		hit, fix = now, lasts
	}
}

// TestHaltReachesClients checks who still finds the offer once a rollout is
// halted: nobody at the next poll, or everybody for a while.
func TestHaltReachesClients(t *testing.T) {
	for _, tt := range []struct {
		halt Halt
		want int // exposed
	}{
		{Halt{AtNextPoll: true}, 3}, // the first one, and two that have begun
		{Halt{After: time.Hour}, 6},
		{Halt{After: 3 * time.Hour}, 10},
	} {
		// Ten PCs come on 20 minutes apart from 08:00. The first is updated at 08:45 with
		// a download of 40 minutes, when two more have begun.
		s := badRelease(1)
		s.Groups[0].Download.Size = 4 * 600e6
		s.Release.Problems[0].Fix.Distribution = always(20 * 24 * time.Hour)
		for i := range 9 {
			g := s.Groups[0]
			g.Presence.Boot = always(8*time.Hour + time.Duration(i+1)*20*time.Minute)
			s.Groups = append(s.Groups, g)
		}
		o, _ := rollBad(s, &Strategy{Halt: tt.halt, Phases: BigBang(Phase{})})
		assert.True(t, o.Exposed == tt.want && o.Haltings[0].From == dayAt(0, 8, 45) &&
			o.Haltings[0].Felt == dayAt(0, 8, 45)+tt.halt.After,
			"%+v: %d exposed, halted %+v; want %d", tt.halt, o.Exposed, o.Haltings, tt.want)
	}
}

// TestAccessByHand follows permissions: the release is installed everywhere on
// Monday 08:15, and used by whom and when the plan says.
func TestAccessByHand(t *testing.T) {
	at := func(n, hour int) time.Time {
		return time.Date(2027, 4, 12+n, hour, 0, 0, 0, zone("Europe/Berlin"))
	}
	everybody := func(from time.Time) []Access { return []Access{{Group: AllGroups, From: from}} }
	for _, tt := range []struct {
		name    string
		access  []Access
		asked   []time.Duration // needs of cause update
		exposed int
	}{
		{"at once", nil, slices.Repeat([]time.Duration{dayAt(0, 8, 15)}, 4), 4},
		{"since before the start", everybody(at(-3, 9)), slices.Repeat([]time.Duration{dayAt(0, 8, 15)}, 4), 4},
		{"from Tuesday 10:00", everybody(at(1, 10)), slices.Repeat([]time.Duration{dayAt(1, 10, 0)}, 4), 4},
		{"from a night: at the next log-in", everybody(at(1, 23)), slices.Repeat([]time.Duration{dayAt(2, 8, 0)}, 4), 4},
		{"group by group; the first two are hit, and the halt takes the rest away", []Access{{Group: 1, From: at(1, 10)}, {Group: AllGroups, From: at(2, 10)}},
			slices.Repeat([]time.Duration{dayAt(1, 10, 0)}, 2), 2},
		{"nobody", everybody(at(60, 10)), nil, 0},
	} {
		s := badRelease(2)
		s.Groups = append(s.Groups, s.Groups[0])
		s.Release.Problems[0].Fix.Distribution = always(30 * 24 * time.Hour)
		s.Release.Problems[0].Reports.Delay.Distribution = always(time.Hour)
		o, records := rollBad(s, &Strategy{Access: tt.access, Phases: BigBang(Phase{})})
		var asked []time.Duration
		for _, r := range records {
			if r.Cause == Update {
				asked = append(asked, r.Asked)
			}
		}
		assert.True(t, slices.Equal(asked, tt.asked) && o.Exposed == tt.exposed,
			"%s: synced at %v with %d exposed, want %v with %d", tt.name, asked, o.Exposed, tt.asked, tt.exposed)
		// A client with a good release counts as updated when it may use it.
		clean := New(s).Begin(s.Backend.Slots[0], 0).Roll(&Strategy{Access: tt.access, Phases: BigBang(Phase{})}, nil)
		everybody := tt.exposed == 4 || tt.exposed == 0
		if everybody {
			assert.Equal(t, tt.asked, clean.UpdatedAt,
				"%s: a good release is in use from %v on", tt.name, clean.UpdatedAt)
		}
		updated := 0
		if tt.exposed == 0 {
			updated = 4 // so far as anybody knows
		}
		p := o.Phases[0]
		assert.True(t, p.Updated == updated && o.Accounting.Asked == int64(len(asked)), "%s: %+v", tt.name, p)
	}

	// Once the fix is installed it may be used.
	s := badRelease(2)
	s.Groups = append(s.Groups, s.Groups[0])
	s.Release.Problems[0].Fix.Distribution = always(24 * time.Hour)
	s.Release.Problems[0].Reports.Delay.Distribution = always(time.Hour)
	o, _ := rollBad(s, &Strategy{Access: []Access{{Group: 1, From: at(1, 10)}, {Group: AllGroups, From: at(2, 9)}}, Phases: BigBang(Phase{})})
	want := slices.Repeat([]time.Duration{dayAt(2, 11, 15)}, 4)
	assert.True(t, slices.Equal(o.UpdatedAt, want) && o.Exposed == 2,
		"updated at %v with %d exposed, want %v with 2", o.UpdatedAt, o.Exposed, want)
}
