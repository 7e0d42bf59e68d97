package fluid

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// simulated are the means over some replications of what a flow follows, by
// interval, of a backend on which nobody waits.
func simulated(s *model.Scenario, strategy *model.Strategy, replications int) (online, updated []float64, asks []float64) {
	for r := range replications {
		o := model.New(s).Begin(s.Backend.Slots[0], r).Roll(strategy, nil)
		n := o.Running.Intervals()
		if online == nil {
			online, updated, asks = make([]float64, n), make([]float64, n), make([]float64, n)
		}
		for i := range n {
			online[i] += o.Online.Mean(i) / float64(replications)
			asks[i] += float64(o.Asks[i]) / float64(replications)
		}
		for _, at := range o.UpdatedAt {
			updated[at/model.SeriesWidth] += 1 / float64(replications)
		}
	}
	return online, updated, asks
}

// furthest is the largest distance of two running sums, as a share of the last of
// the second.
func furthest(a, b []float64) (most float64, at int) {
	x, y, all := 0.0, 0.0, 0.0
	for _, v := range b {
		all += v
	}
	for i := range a {
		x, y = x+a[i], y+b[i]
		if d := math.Abs(x-y) / all; d > most {
			most, at = d, i
		}
	}
	return most, at
}

// TestFlow compares the flow with simulated means: PCs on, updated PCs and asks, for
// each way in which an update reaches a PC and for offers over time, within two
// parts in a hundred of all PCs, and 3 of all asks.
func TestFlow(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*model.Scenario)
	}{
		{"auto-updater", func(*model.Scenario) {}},
		{"auto-updater, checks every six hours with jitter", func(s *model.Scenario) {
			s.Groups[0].Updater.Interval, s.Groups[0].Updater.Jitter = 6*time.Hour, 0.3
		}},
		{"auto-updater, many failures, slow download", func(s *model.Scenario) {
			g := &s.Groups[0]
			g.Install.Fails, g.Install.Tries, g.Download.Fails, g.Download.Rate = 0.3, 3, 0.2, 2e6
		}},
		{"managed", func(s *model.Scenario) { s.Groups[0].Delivery = model.ManagedDelivery }},
		{"managed, at a deadline", func(s *model.Scenario) {
			g := &s.Groups[0]
			g.Delivery, g.Managed.AtDeadline, g.Managed.Randomization = model.ManagedDelivery, true, 4*time.Hour
			g.Managed.Deadline = model.Span{Length: 72 * time.Hour, Unit: model.LocalDays}
		}},
		{"self-service", func(s *model.Scenario) { s.Groups[0].Delivery = model.SelfServiceDelivery }},
		{"offers over four workdays", func(s *model.Scenario) {
			for i := range s.Strategies {
				s.Strategies[i].Phases[0].Offer = model.Offer{Kind: model.OfferOver, Over: model.Span{Length: 96 * time.Hour, Unit: model.Workdays}}
			}
		}},
		{"a window", func(s *model.Scenario) {
			s.Groups[0].Delivery = model.ManagedDelivery
			for i := range s.Strategies {
				for k := range s.Strategies[i].Phases {
					s.Strategies[i].Phases[k].Window = &model.OfferWindow{Days: [7]bool{1: true, 3: true}, From: 10 * time.Hour, Until: 14 * time.Hour}
				}
			}
		}},
		{"access later", func(s *model.Scenario) {
			s.Groups[0].KeyUsers = 0.2
			day := func(n int) time.Time { return s.Start.Add(time.Duration(n)*24*time.Hour + 10*time.Hour) }
			for i := range s.Strategies {
				s.Strategies[i].Access = []model.Access{{Group: model.AllGroups, KeyUsers: true, From: day(2)}, {Group: model.AllGroups, From: day(9)}}
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := loaded(t, office)
			tt.change(s)
			strategy := &s.Strategies[1]
			online, updated, asks := simulated(s, strategy, long.Or(2, 6))
			flow, err := NewFlow(t.Context(), s)
			require.NoError(t, err)
			g, u := &flow.Groups[0], flow.Roll(strategy)[0]
			wanted := make([]float64, len(g.LogIns))
			for i := range wanted {
				wanted[i] = g.LogIns[i] + g.Timers[i] + u.Syncs[i]
			}
			for _, c := range []struct {
				what      string
				got, want []float64
				most      float64
			}{{"PCs on", g.Online, online, 0.01}, {"updates", u.Updated, updated, 0.02}, {"asks", wanted, asks, 0.03}} {
				d, at := furthest(c.got, c.want)
				assert.LessOrEqual(t, d, c.most, "%s of the flow and the simulation part by this share of all at %v", c.what, time.Duration(at)*model.SeriesWidth)
			}
		})
	}
}

// TestFlowOfGroupsBesideDeadlines checks that every client of a group counts once in
// the flow, also where another group installs at deadlines, which keeps its waves
// apart; and that the groups come on as in the simulation.
func TestFlowOfGroupsBesideDeadlines(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: Europe/Berlin
horizon: 21d
fleet:
  - {name: headquarters, clients: 1000, version: "9.3", presence: {together: 0s}}
  - {name: works, clients: 1000, version: "9.3", delivery: managed, managed: {install: at-deadline, deadline: 2d}, presence: {together: 0s}}
  - {name: abroad, clients: 1000, version: "9.3", delivery: self-service, presence: {together: 0s}}
release: {version: "9.4"}
backend: {version: "9.4", slots: 3000}
strategies: [{waves: {size: 600, every: 2wd}}]
`)
	strategy := &s.Strategies[0]
	flow, err := NewFlow(t.Context(), s)
	require.NoError(t, err)
	flows := flow.Roll(strategy)
	wanted := make([]float64, len(flows[0].Updated))
	for i := range flows {
		offered := 0.0
		for k := range wanted {
			offered += flows[i].Offered[k]
			wanted[k] += flows[i].Updated[k]
		}
		assert.InDelta(t, 1000, offered, 1e-6, "clients of %s that are offered the release", s.Groups[i].Name)
	}
	_, updated, _ := simulated(s, strategy, long.Or(2, 6))
	d, at := furthest(wanted, updated)
	assert.LessOrEqual(t, d, 0.02, "updates of the flow and the simulation part by this share of all at %v", time.Duration(at)*model.SeriesWidth)
}

// TestFlowOfNewEmployees compares the flow of groups that new employees join with
// simulated means: PCs on, asks, and slots taken in the hours in which most is asked for,
// where a fleet of 300 doubles.
func TestFlowOfNewEmployees(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: Europe/Berlin
horizon: 28d
sync: {first: 20m}
fleet:
  - {name: each day, clients: 150, version: "9.3", presence: {together: 0s, absent: {share: 30%}}, joins: {clients: 8, on: each-workday}}
  - {name: the same rules, clients: 50, version: "9.3", presence: {together: 0s, absent: {share: 30%}}, joins: {clients: 8, on: each-workday}}
  - {name: on Mondays, clients: 100, version: "9.2", presence: {together: 0s}, joins: {clients: 60, on: [2027-04-19, 2027-05-03]}}
  - {name: with nothing installed, clients: 100, delivery: managed, version: none, presence: {together: 0s}, joins: {clients: 9, on: each-workday}}
backend: {version: "9.4", slots: 1000}
`)
	online, _, asks := simulated(s, noRollout, long.Or(20, 60))
	f := followed(t, s)
	require.Len(t, f.flow.Groups, 3, "groups that differ")
	flowOn, flowAsks := make([]float64, len(online)), make([]float64, len(online))
	for i := range f.flow.Groups {
		for k := range online {
			flowOn[k] += f.flow.Groups[i].Online[k]
			if f.flow.groups[i].bare {
				continue
			}
			flowAsks[k] += f.flow.Groups[i].LogIns[k] + f.flow.Groups[i].Timers[k]
		}
	}
	d, at := furthest(flowOn, online)
	assert.LessOrEqual(t, d, 0.01, "PCs on part by this share of all at %v", time.Duration(at)*model.SeriesWidth)
	d, at = furthest(flowAsks, asks)
	assert.LessOrEqual(t, d, 0.01, "asks part by this share of all at %v", time.Duration(at)*model.SeriesWidth)

	work := 0.0
	l := f.on(t, noRollout, 1000)
	assert.Empty(t, l.LeavesOut)
	for _, asked := range l.Asked {
		work += asked * model.SeriesWidth.Hours()
	}
	deltas := -320.0 // 20 workdays of 16 new PCs; the 120 others bypass the slots
	for k := range online {
		deltas += f.flow.Groups[0].LogIns[k] + f.flow.Groups[0].Timers[k]
	}
	assert.InDelta(t, 320*20.0/60, work-deltas*s.Groups[0].Sync.Delta.Mean()/3600, 0.5, "slot-hours of first syncs")
}

// TestFlowOfFirstInstallations compares the flow of a fleet on which nothing is installed
// with simulated means: installs, and the syncs that there are, of which there are the more
// the more PCs have the release; for each way in which it may reach a PC, and with
// access later. Where some PCs have an older version, or all metadata changes, nothing
// is said.
func TestFlowOfFirstInstallations(t *testing.T) {
	scenario := func(group, more string) *model.Scenario {
		return loaded(t, `
start: 2027-04-12
timezone: Europe/Berlin
horizon: 21d
sync: {first: 20m}
first_install: {size: 4GiB, fails: 20%, duration: 20m}
fleet: [{name: headquarters, clients: 2000, `+group+`}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 3000`+more+`}
strategies: [{waves: {size: 500, every: 3wd}}]
access: [{group: headquarters, key_users: true, from: 2027-04-12}, {group: headquarters, from: 2027-04-14T10:00}]
`)
	}
	for _, tt := range []struct{ name, group string }{
		{"managed", "delivery: managed, version: none, presence: {together: 0s}"},
		{"nobody absent and nothing failing, so that all have it soon", "delivery: managed, version: none, first_install: {fails: 0%}, presence: {together: 0s, absent: {share: 0%}}"},
		{"managed, at a deadline", "delivery: managed, version: none, presence: {together: 0s}, managed: {install: at-deadline, deadline: 2d}"},
		{"self-service", "delivery: self-service, version: none, presence: {together: 0s}"},
		{"no update triggers a sync", "delivery: managed, version: none, presence: {together: 0s}, sync: {triggers: [log-in, timer]}"},
	} {
		s := scenario(tt.group, "")
		f := followed(t, s)
		strategy := &s.Strategies[0]
		_, updated, asks := simulated(s, strategy, long.Or(2, 6))
		l, u := f.on(t, strategy, 3000), f.flow.Roll(strategy)[0]
		require.Empty(t, l.LeavesOut, tt.name)
		wanted, firsts := make([]float64, len(asks)), 0.0
		for k := range wanted {
			wanted[k] = u.LogIns[k] + u.Syncs[k]
			if online := f.flow.Groups[0].Online[k]; online > 0 {
				wanted[k] += f.flow.Groups[0].Timers[k] * u.Online[k] / online
			}
			firsts += u.Syncs[k]
		}
		d, at := furthest(u.Updated, updated)
		assert.LessOrEqual(t, d, 0.02, "%s: installs part by this share of all at %v", tt.name, time.Duration(at)*model.SeriesWidth)
		d, at = furthest(wanted, asks)
		assert.LessOrEqual(t, d, 0.02, "%s: asks part by this share of all at %v", tt.name, time.Duration(at)*model.SeriesWidth)

		all, work := 0.0, 0.0
		for k := range wanted {
			all += wanted[k]
			work += l.Asked[k] * model.SeriesWidth.Seconds()
		}
		assert.InEpsilon(t, firsts*20*60+(all-firsts)*s.Groups[0].Sync.Delta.Mean(), work, 0.01, "%s: seconds of work asked for", tt.name)
		for _, asked := range f.on(t, noRollout, 3000).Asked {
			require.Zero(t, asked, "%s: without a rollout", tt.name)
		}
	}
	for _, silent := range []*model.Scenario{
		scenario(`delivery: managed, version: [{version: none, share: 50%}, {version: "9.2", share: 50%}]`, ""),
		scenario("delivery: managed, version: none", ", events: [{at: 2027-04-14T10:00, touch_all_metadata: {work: 1m}}]"),
	} {
		assert.Equal(t, []Lack{FirstInstalls}, followed(t, silent).on(t, &silent.Strategies[0], 3000).LeavesOut)
	}
}

// TestThoseWhoCanBeUpdated counts PCs of which half have nothing installed: of those half
// fail for good, and none of the others.
func TestThoseWhoCanBeUpdated(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: Europe/Berlin
install: {fails: 0%, tries: 1}
first_install: {fails: 50%}
fleet: [{name: headquarters, clients: 1000, delivery: managed, version: [{version: none, share: 50%}, {version: "9.3", share: 50%}]}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 50}
strategies: [big_bang: {start: {at: 2027-04-19}}]
targets: [updated.p95 <= 3d]
`)
	p, ok := planFor(s, &s.Strategies[0], s.Targets[0])
	require.True(t, ok)
	assert.InDelta(t, 750, p.able, 1e-9)
	assert.True(t, p.Impossible)
}
