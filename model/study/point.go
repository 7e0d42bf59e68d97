package study

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// A Point is one setting of a sweep: what is to be simulated there, and all that
// is needed to read the trials of it, without the scenario. So shards that were
// simulated elsewhere can be put together by a machine that has none of its files.
type Point struct {
	Values       []string        `json:"values"` // of the axes, as written
	Start        string          `json:"start"`  // RFC 3339, local time
	Timezone     string          `json:"timezone"`
	Clients      int             `json:"clients"`
	Replications int             `json:"replications"`
	Slots        []int           `json:"slots"`
	Unlimited    bool            `json:"unlimited,omitempty"` // there is no admission control: slots play no part
	Slows        bool            `json:"slows,omitempty"`     // delays decide in place of waits
	Releases     []model.Version `json:"releases,omitempty"`  // where there are several: all
	Strategies   []PointStrategy `json:"strategies"`          // no rollout first
	Targets      []PointTarget   `json:"targets,omitempty"`
}

// A PointStrategy is a strategy at a point.
type PointStrategy struct {
	Name        string   `json:"name"`
	Fingerprint string   `json:"fingerprint"` // of all that has a say in a trial but slots, replication and program; hexadecimal
	Strata      []Weight `json:"strata"`
}

// A Weight is the chance of exactly these problems in the release.
type Weight struct {
	Problems model.Stratum `json:"problems"`
	Chance   float64       `json:"chance"` // above 0
}

// A PointTarget is a target with its bound in the unit of the metric; for instants that
// is seconds since the start.
type PointTarget struct {
	Text    string  `json:"text"`
	Metric  string  `json:"metric"`
	AtLeast bool    `json:"at_least,omitempty"` // >= instead of <=
	Value   float64 `json:"bound"`
	Share   float64 `json:"share,omitempty"`          // 0: decided on the mean; else the share 0..1 of rollouts that must keep it
	Beyond  bool    `json:"beyond_horizon,omitempty"` // it is an instant after the horizon
}

// NewPoint is the point of a sweep with these values of its axes, and this many
// replications; 0 is as many as the scenario says and its targets need to be
// decided. It is an error if the number of slots is left open: what is found for
// one point would not be the setting of another.
func NewPoint(s *model.Scenario, values []string, replications int) (Point, error) {
	p := Point{Values: values, Start: s.Start.Format(time.RFC3339), Timezone: s.Calendar.Zone.String(), Clients: s.Clients(),
		Replications: replications, Slots: s.Backend.Slots, Slows: s.Backend.Slows(), Releases: releases(s),
		Unlimited: s.Backend.Version.Compare(s.Backend.Admission.CompatibleFrom) < 0}
	for _, n := range s.Backend.Slots {
		if n == model.AutoSlots {
			return p, fmt.Errorf("backend.slots: must be numbers in a sweep, such as --vary backend.slots=40,50,60; got auto")
		}
	}
	if p.Replications == 0 {
		p.Replications, _, _ = Options{}.replications(s)
	}
	strategies := (&model.Model{Scenario: s}).Strategies()
	fingerprints := s.Fingerprints(strategies...)
	for i, strategy := range strategies {
		fingerprint := fingerprints[i]
		tried := PointStrategy{Name: strategy.Name, Fingerprint: hex.EncodeToString(fingerprint[:])}
		for _, g := range strata(s, strategy) {
			tried.Strata = append(tried.Strata, Weight{g.stratum, g.weight})
		}
		p.Strategies = append(p.Strategies, tried)
	}
	for _, t := range s.Targets {
		p.Targets = append(p.Targets, PointTarget{Text: t.Text, Metric: t.Metric, AtLeast: t.AtLeast, Value: t.Value(s), Share: t.Share, Beyond: beyond(s, t)})
	}
	return p, nil
}

// Gather adds n points to a sweep, in their order, and the metrics that say something at
// some of them. read makes the scenario of a point and the values of its axes, for so many
// goroutines at once; replications are those of [NewPoint], and shown is called after each
// point. The error is that of the first point that has one, or of ctx.
func (s *Sweep) Gather(ctx context.Context, n, workers, replications int, read func(point int) (*model.Scenario, []string, error), shown func(done int)) error {
	type made struct {
		point Point
		says  []string // metrics
		err   error
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	said, later := map[string]bool{}, []string(nil) // the names of those of a release, as they come
	var wrong error
	_, err := sim.Replicate(ctx, n, workers, func(i int) (m made) {
		scenario, values, err := read(i)
		if err != nil {
			return made{err: err}
		}
		m.point, m.err = NewPoint(scenario, values, replications)
		for _, metric := range scenario.Metrics() {
			if scenario.Shows(metric) {
				m.says = append(m.says, metric.Name)
			}
		}
		return m
	}, func(i int, m made) {
		if wrong != nil {
			return
		}
		if wrong = m.err; wrong != nil {
			stop()
			return
		}
		s.Points = append(s.Points, m.point)
		for _, name := range m.says {
			if _, _, of := strings.Cut(name, " of "); of && !said[name] {
				later = append(later, name)
			}
			said[name] = true
		}
		shown(i + 1)
	})
	if wrong != nil {
		return wrong
	}
	if err != nil {
		return err
	}
	for _, metric := range model.Metrics {
		if said[metric.Name] {
			s.Metrics = append(s.Metrics, metric.Name)
		}
	}
	s.Metrics = append(s.Metrics, later...)
	return nil
}

// Results counts the trials that belong to a point.
func (p *Point) Results() int { return len(p.Strategies) * len(p.Slots) * p.Replications }

// key of a trial.
func (p *Point) key(program string, strategy, slots, replication int) Key {
	return Key{Fingerprint: p.Strategies[strategy].Fingerprint, Slots: slots, Replication: replication, Program: program}
}

// gather begins to gather what the trials of one strategy on one slot number have shown.
func (p *Point) gather(t *PointStrategy) []*gathered {
	metrics := model.MetricsOf(p.Releases)
	var all []*gathered
	for _, w := range t.Strata {
		all = append(all, &gathered{stratum: w.Problems, weight: w.Chance, metrics: metrics, values: make([][]float64, len(metrics))})
	}
	return all
}

// hold holds metrics against the targets of a point.
func (p *Point) hold(strategy string, metrics []Estimate) []TargetResult {
	var results []TargetResult
	for _, b := range p.Targets {
		t := model.Target{Metric: b.Metric, AtLeast: b.AtLeast, Bound: b.Value, Share: b.Share, Text: b.Text}
		results = append(results, holdTo(t, b.Value, b.Beyond, readBy(b.Metric, strategy, p.Slows), metrics))
	}
	return results
}

// add adds a trial to what others of its strategy and slots have shown. A trial
// with other strata is not one of them.
func add(strata []*gathered, t Trial) {
	if len(t.Strata) != len(strata) {
		panic(fmt.Sprintf("study: a trial with %d strata among those with %d", len(t.Strata), len(strata)))
	}
	for k, g := range strata {
		for i, v := range t.Strata[k].Values {
			g.values[i] = append(g.values[i], v)
		}
	}
}
