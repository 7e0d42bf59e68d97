package model

import (
	"math"
	"testing"
	"time"
)

// simulated are the means over some replications of what a flow follows, by
// interval, of a backend on which nobody waits.
func simulated(s *Scenario, strategy *Strategy, replications int) (online, updated []float64, asks []float64) {
	for r := range replications {
		o := New(s).Begin(s.Backend.Slots[0], r).Roll(strategy, nil)
		n := o.Running.Intervals()
		if online == nil {
			online, updated, asks = make([]float64, n), make([]float64, n), make([]float64, n)
		}
		for i := range n {
			online[i] += o.Online.Mean(i) / float64(replications)
			asks[i] += float64(o.Asks[i]) / float64(replications)
		}
		for _, at := range o.UpdatedAt {
			updated[at/SeriesWidth] += 1 / float64(replications)
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
	const clients = 3000
	for _, tt := range []struct {
		name   string
		change func(*Scenario)
	}{
		{"auto-updater", func(*Scenario) {}},
		{"auto-updater, checks every six hours with jitter", func(s *Scenario) {
			s.Groups[0].Updater.Interval, s.Groups[0].Updater.Jitter = 6*time.Hour, 0.3
		}},
		{"auto-updater, many failures, slow download", func(s *Scenario) {
			g := &s.Groups[0]
			g.Install.Fails, g.Install.Tries, g.Download.Fails, g.Download.Rate = 0.3, 3, 0.2, 2e6
		}},
		{"managed", func(s *Scenario) { s.Groups[0].Delivery = ManagedDelivery }},
		{"managed, at a deadline", func(s *Scenario) {
			g := &s.Groups[0]
			g.Delivery, g.Managed.AtDeadline, g.Managed.Deadline, g.Managed.Randomization = ManagedDelivery, true, localDays(3), 4*time.Hour
		}},
		{"self-service", func(s *Scenario) { s.Groups[0].Delivery = SelfServiceDelivery }},
		{"offers over four workdays", func(s *Scenario) {
			for i := range s.Strategies {
				s.Strategies[i].Phases[0].Offer = Offer{Kind: OfferOver, Over: workdays(4)}
			}
		}},
		{"a window", func(s *Scenario) {
			s.Groups[0].Delivery = ManagedDelivery
			for i := range s.Strategies {
				for k := range s.Strategies[i].Phases {
					s.Strategies[i].Phases[k].Window = &OfferWindow{Days: [7]bool{1: true, 3: true}, From: 10 * time.Hour, Until: 14 * time.Hour}
				}
			}
		}},
		{"access later", func(s *Scenario) {
			s.Groups[0].KeyUsers = 0.2
			for i := range s.Strategies {
				s.Strategies[i].Access = []Access{{Group: AllGroups, KeyUsers: true, From: s.Start.Add(dayAt(2, 10, 0))}, {Group: AllGroups, From: s.Start.Add(dayAt(9, 10, 0))}}
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := office(clients, clients)
			s.Horizon = 21
			s.Groups[0].Presence.Together = 0 // a few replications have too few days for its mean
			tt.change(s)
			flow := NewFlow(s)
			for _, strategy := range []*Strategy{&s.Strategies[0], &s.Strategies[1]} {
				online, updated, asks := simulated(s, strategy, 4)
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
					if !(d <= c.most) {
						t.Errorf("%s: %s of the flow and the simulation part by %.1f %% of all at %v, want at most %.0f %%",
							strategy.Name, c.what, 100*d, time.Duration(at)*SeriesWidth, 100*c.most)
					}
				}
			}
		})
	}
}

// TestFlowOfGroupsBesideDeadlines checks that every client of a group counts once in
// the flow, also where another group installs at deadlines, which keeps its waves
// apart; and that the groups come on as in the simulation.
func TestFlowOfGroupsBesideDeadlines(t *testing.T) {
	s := office(1000, 3000)
	atDeadline, selfService := s.Groups[0], s.Groups[0]
	atDeadline.Name, atDeadline.Delivery = "works", ManagedDelivery
	atDeadline.Managed.AtDeadline, atDeadline.Managed.Deadline = true, localDays(2)
	selfService.Name, selfService.Delivery = "abroad", SelfServiceDelivery
	s.Groups = append(s.Groups, atDeadline, selfService)
	for i := range s.Groups {
		s.Groups[i].Presence.Together = 0
	}
	s.Horizon = 21
	strategy := &Strategy{Name: "waves", Phases: Waves(3000, Size{Kind: SizeCount, Count: 600}, workdays(2), Phase{})}
	flows := NewFlow(s).Roll(strategy)
	wanted := make([]float64, len(flows[0].Updated))
	for i := range flows {
		offered := 0.0
		for k := range wanted {
			offered += flows[i].Offered[k]
			wanted[k] += flows[i].Updated[k]
		}
		if math.Abs(offered-1000) > 1e-6 {
			t.Errorf("%s: %.1f of 1000 clients are offered the release", s.Groups[i].Name, offered)
		}
	}
	_, updated, _ := simulated(s, strategy, 4)
	if d, at := furthest(wanted, updated); !(d <= 0.02) {
		t.Errorf("updates of the flow and the simulation part by %.1f %% of all at %v, want at most 2 %%", 100*d, time.Duration(at)*SeriesWidth)
	}
}
