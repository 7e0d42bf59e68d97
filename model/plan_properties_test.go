package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/testdata/long"
)

// TestLawsOfEveryPlan plays plans that chance has put together from everything
// that a rollout can be, with releases that have problems, and checks from the
// outside what holds in every run. The number of a plan is its seed.
func TestLawsOfEveryPlan(t *testing.T) {
	plans := long.Or(150, 400)
	reached := map[string]int{}
	for seed := range uint64(plans) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1848))
			s := anyScenario(r)
			anyPlan(r, s)
			strategy := &s.Strategies[0]
			var problems Stratum
			if s.Release != nil {
				problems = Stratum(r.IntN(1 << len(s.Release.Problems)))
			}
			w := noted(New(s).Begin(s.Backend.Slots[0], 0), problems, strategy)
			for at := time.Duration(0); at < w.end; at += 47 * time.Minute {
				w.play(min(at, w.end))
				recount(t, w)
			}
			w.play(w.end)
			recount(t, w)
			checkOffers(t, w, reached)

			again := New(s).Begin(s.Backend.Slots[0], 0).RollWith(problems, strategy, nil)
			checkGroups(t, s, again)
			got, want := w.phaseStates(), again.Phases
			assert.True(t, len(got) == len(want) && !(len(want) > 0 && !slices.Equal(got, want)),
				"a run that is looked at between has phases %+v, one that is not %+v", got, want)
			for _, m := range problemMetrics {
				v := m.Of(again)
				assert.True(t, !math.IsInf(v, 0) && !(v < 0) && !(m.Unit == Share && v > 1),
					"%s = %v", m.Name, v)
			}
			assert.True(t, again.Hit <= again.Exposed && !(again.Returned > 0 && len(again.UpdatedAt) > 0) &&
				slices.IsSorted(again.UpdatedAt),
				"%d hit of %d exposed, %d went back, %d updated",
				again.Hit, again.Exposed, again.Returned, len(again.UpdatedAt))
			reached["exposed"] += again.Exposed
			reached["hit"] += again.Hit
			reached["gone back"] += again.Returned
			reached["updated"] += len(again.UpdatedAt)
			for _, h := range again.Haltings {
				reached["halted by "+h.By.String()]++
				if h.WentOn {
					reached["gone on"]++
				}
			}
			for _, p := range again.Phases {
				if p.Stuck {
					reached["stuck"]++
				}
			}
		})
	}
	t.Log(reached)
	for _, what := range []string{"offered in turn", "offered in a window", "offered beside a freeze", "limited in flight", "let in", "put on hold",
		"late joiners", "waiting for access", "on a link", "exposed", "hit", "gone back", "updated", "halted by problem", "halted by errors",
		"halted by stuck gate", "gone on", "stuck"} {
		assert.GreaterOrEqual(t, reached[what], plans/40,
			"%d %s in %d plans, too few to show anything", reached[what], what, plans)
	}
}

// noted is a world that follows a strategy and notes when each client has its
// offer.
func noted(w *World, problems Stratum, strategy *Strategy) *World {
	if w.s.Release != nil {
		w.trouble = newTrouble(w.s, problems, len(w.clients))
	}
	if w.trouble != nil {
		w.seen.watchHits()
	}
	w.follow(strategy)
	w.offeredAt = make([]time.Duration, len(w.clients))
	for who := range w.offeredAt {
		w.offeredAt[who] = never
	}
	return w
}

// phaseStates are the phases as an outcome shows them.
func (w *World) phaseStates() []PhaseOutcome { return w.outcome().Phases }

// recount holds the books of the phases against the clients.
func recount(t *testing.T, w *World) {
	t.Helper()
	taken, assigned, flying, succeeded, failed, open := make([]int, len(w.phases)), make([]int, len(w.phases)), make([]int, len(w.phases)), 0, 0, 0
	apart := make([]int, len(w.seen.traffic)) // downloads that share no link, by place
	for who := range w.clients {
		c := &w.clients[who]
		if c.phase == noPhase {
			continue
		}
		taken[c.phase]++
		lacks := c.is(needsIt) || c.stage != unoffered || c.is(errand)
		if lacks {
			assigned[c.phase]++
		}
		first := !c.is(errand) && c.stage != updated && c.stage != returned && c.stage != refused && c.stage != broken && c.stage != calledOff
		if c.is(hasOffer) && first && (w.trouble == nil || !w.trouble.patients[who].has) {
			flying[c.phase]++
		}
		if w.linksOf != nil && w.linkOf(c.group) != nil && c.stage == loading && c.is(on) {
			open++
		} else if c.stage == loading && c.is(on) {
			apart[w.placeOf[c.group]]++
		}
	}
	for i := range apart {
		if n := w.seen.traffic[i].loading; n != apart[i] {
			require.Fail(t, fmt.Sprintf("%d downloads are under way at place %d, its books say %d", apart[i], i, n))
		}
	}
	for i := range w.phases {
		p := &w.phases[i]
		succeeded += p.succeeded
		failed += p.failed
		if taken[i] != p.taken || assigned[i] != p.assigned {
			require.Fail(t, fmt.Sprintf("phase %d has %d clients, %d of whom lack the release; its books say %d and %d",
				i, taken[i], assigned[i], p.taken, p.assigned))
		}
		if p.staged && (flying[i] != p.inFlight || p.limit > 0 && flying[i] > p.limit) {
			require.Fail(t, fmt.Sprintf("phase %d has %d clients in flight of at most %d, its books say %d",
				i, flying[i], p.limit, p.inFlight))
		}
		if p.succeeded+p.failed > p.assigned || p.reached > p.assigned || p.active > p.assigned {
			require.Fail(t, fmt.Sprintf("phase %d of %d: %d reached, %d active, %d succeeded, %d failed",
				i, p.assigned, p.reached, p.active, p.succeeded, p.failed))
		}
		if g := p.grants; g != nil {
			progress, out := 0, 0
			for _, fate := range g.fate {
				switch fate {
				case letIn:
					progress++
				case overdue:
					out++
				}
			}
			if progress != g.inProgress || out != g.timedOut || progress > g.Most {
				require.Fail(t, fmt.Sprintf("phase %d has let in %d and %d timed out, its books say %d and %d of at most %d",
					i, progress, out, g.inProgress, g.timedOut, g.Most))
			}
		}
	}
	for i := range w.links {
		open -= w.links[i].sharing.Len()
	}
	require.Zero(t, open, "%d downloads more are under way than on the links", open)
}

// checkOffers holds the instants at which clients were offered the release
// against what the plan says, which is read here anew.
func checkOffers(t *testing.T, w *World, reached map[string]int) {
	t.Helper()
	s := w.s
	byPhase := make([][]time.Duration, len(w.phases))
	for who, at := range w.offeredAt {
		if at == never {
			continue
		}
		c := &w.clients[who]
		byPhase[c.phase] = append(byPhase[c.phase], at)
		p := &w.phases[c.phase]
		reached["offered in turn"]++
		local := s.Start.Add(at).In(s.Calendar.Zone)
		for _, f := range s.Calendar.Freezes {
			d := DateOf(local)
			if d.Compare(f.From) >= 0 {
				require.Greater(t, d.Compare(f.Through), 0,
					"client %d is offered the release at %v, in a freeze", who, local)
			}
			reached["offered beside a freeze"]++
		}
		if window := p.Window; window != nil && !window.ClientClock {
			clock := clockOf(local)
			require.True(t, window.Days[local.Weekday()] && clock >= window.From && clock < window.Until,
				"client %d is offered the release at %v, outside the window %+v", who, local, *window)
			reached["offered in a window"]++
		}
		for _, h := range w.haltings {
			if at > h.From {
				require.GreaterOrEqual(t, at, h.Until,
					"client %d is offered the release at %v, halted from %v until %v", who, at, h.From, h.Until)
			}
		}
		require.GreaterOrEqual(t, at, p.openedAt,
			"client %d is offered the release at %v, its phase opens at %v", who, at, p.openedAt)
	}
	for i, at := range byPhase {
		p := &w.phases[i]
		slices.Sort(at)
		if p.limit > 0 {
			reached["limited in flight"]++
		}
		if p.Offer.Kind == OfferRate {
			const minute = time.Minute
			for j := range at {
				k := j
				for k < len(at) && at[k] < at[j]+minute {
					k++
				}
				require.LessOrEqual(t, k-j, int(math.Ceil(p.Offer.Rate*60-1e-6)),
					"phase %d offers %d clients in a minute at %g a second", i, k-j, p.Offer.Rate)
			}
		}
		if p.Offer.Kind == OfferDaily && len(at) > 0 && len(p.order) > 0 {
			days := map[Date]bool{}
			for j := range at {
				days[DateOf(s.Start.Add(at[j]).In(s.Calendar.Zone))] = true
				from := DateOf(s.Start.Add(p.openedAt).In(s.Calendar.Zone))
				passed := int(math.Round(DateOf(s.Start.Add(at[j]).In(s.Calendar.Zone)).In(time.UTC).Sub(from.In(time.UTC)).Hours() / 24))
				share := p.Offer.Daily[min(passed, len(p.Offer.Daily)-1)]
				require.LessOrEqual(t, j+1, int(math.Ceil(share*float64(len(p.order))-1e-9)),
					"phase %d offers client %d of %d on day %d, with %g %% allowed", i, j+1, len(p.order), passed, 100*share)
			}
		}
		if p.grants != nil {
			reached["let in"] += len(p.grants.made)
			for _, fate := range p.grants.fate {
				if fate == onHold {
					reached["put on hold"]++
				}
			}
			for j, g := range p.grants.made {
				k := j + p.Grants.Most
				if k < len(p.grants.made) {
					require.GreaterOrEqual(t, p.grants.made[k].at, g.at+p.Grants.Period,
						"phase %d lets in more than %d between %v and %v", i, p.Grants.Most, g.at, p.grants.made[k].at)
				}
			}
		}
	}
	for who := range w.clients {
		c := &w.clients[who]
		if c.is(late) {
			reached["late joiners"]++
		}
		if c.is(awaitsAccess) {
			reached["waiting for access"]++
		}
		if w.linksOf != nil && w.linksOf[c.group] >= 0 && c.stage == updated {
			reached["on a link"]++
		}
	}
}

// anyPlan gives a scenario what a rollout can be beyond phases and gates.
func anyPlan(r *rand.Rand, s *Scenario) {
	s.Horizon += 4
	span := func(most int) Span { return Span{minutes(r, most*24*60), oneOf(r, Elapsed, LocalDays, Workdays)} }
	first := DateOf(s.Start.In(s.Calendar.Zone))
	if r.IntN(3) == 0 {
		from := first.Add(1 + r.IntN(4))
		s.Calendar.Freezes = []Freeze{{from, from.Add(r.IntN(3))}}
	}
	if r.IntN(3) == 0 {
		site := &Site{Name: "branch", Link: 2e6 * (1 + 10*r.Float64())}
		for i := range s.Groups {
			if r.IntN(3) > 0 {
				s.Groups[i].Site = site
			}
		}
	}
	if s.Release == nil {
		return
	}
	for i := range r.IntN(3) {
		s.Release.Problems = append(s.Release.Problems, Problem{
			Name: fmt.Sprint("problem ", i), Chance: r.Float64(), Hits: r.Float64(), NoticedAfter: r.IntN(4),
			Reports: Reports{Chance: r.Float64(), KeyUsers: r.Float64(), Delay: SpanDistribution{oneOf(r, always(0), always(4*time.Hour)), oneOf(r, Elapsed, Workdays)}},
			OrAfter: oneOf(r, Span{}, span(3)),
			Fix:     SpanDistribution{oneOf(r, always(0), always(30*time.Hour)), oneOf(r, Elapsed, Workdays)},
		})
	}
	strategy := &s.Strategies[0]
	strategy.Halt = oneOf(r, Halt{AtNextPoll: true}, Halt{After: minutes(r, 600)})
	strategy.Rollback = Rollback{PlanB: oneOf(r, Span{}, span(1)), To: "9.3"}
	strategy.LateJoiners = oneOf(r, NextWindow, LastPhase, AtOnce)
	if r.IntN(3) == 0 {
		strategy.Access = []Access{{Group: 0, KeyUsers: true, From: s.Start.Add(minutes(r, 3000))},
			{Group: oneOf(r, 0, AllGroups), From: s.Start.Add(3000*time.Minute + minutes(r, 6000))}}
	}
	problem := oneOf(r, PauseFix, Abort, RollbackAll)
	for i := range strategy.Phases {
		p := &strategy.Phases[i]
		p.OnProblem = problem
		rate := (1 + r.Float64()*20) / 3600
		p.Offer = oneOf(r, Offer{}, Offer{Kind: OfferRate, Rate: rate}, Offer{Kind: OfferOver, Over: span(4)},
			Offer{Kind: OfferRamp, Rate: rate / 2, Factor: 1.1 + r.Float64(), FactorEvery: 1 + r.IntN(5), Succeeded: r.IntN(2) == 0, Most: oneOf(r, 0, rate)},
			Offer{Kind: OfferDaily, Daily: oneOf(r, []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1}, []float64{0.3, 0.6, 1})})
		p.InFlight = oneOf(r, Limit{}, Limit{}, Limit{Count: 1 + r.IntN(5)}, Limit{Share: r.Float64()/2 + 0.01})
		if r.IntN(5) == 0 {
			p.Grants = &Grants{Most: 1 + r.IntN(4), Period: minutes(r, 300), Timeout: minutes(r, 2000), Safe: r.IntN(2) == 0}
		}
		if r.IntN(3) == 0 {
			p.Window = &OfferWindow{From: time.Duration(r.IntN(12)) * time.Hour, ClientClock: r.IntN(2) == 0}
			p.Window.Until = p.Window.From + time.Duration(1+r.IntN(12))*time.Hour
			for day := range p.Window.Days {
				p.Window.Days[day] = r.IntN(4) > 0
			}
		}
		p.Gate.Above, p.Gate.ErrorsFrom = r.IntN(4) == 0, r.IntN(2) == 0
		if r.IntN(4) == 0 {
			p.Gate.Count = 1 + r.IntN(8)
		}
		p.Gate.AtLeast = oneOf(r, 0, 0, 3)
		p.Gate.Errors, p.Gate.ErrorsOfEnded = oneOf(r, 0, 0.05, 0.3), r.IntN(2) == 0
		if r.IntN(4) == 0 {
			deadline := span(3)
			p.Deadline, p.Grace = &deadline, oneOf(r, Span{}, span(2))
		}
		if r.IntN(3) == 0 {
			p.Gate.IfStuck = IfStuck{After: span(3), Then: oneOf(r, Alert, Proceed, Pause)}
		}
		if r.IntN(4) == 0 {
			p.Approval = span(1)
		}
	}
}
