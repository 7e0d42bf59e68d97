package reports

import (
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// storming is what a backend does over a week of workdays from 12 April 2027 on:
// quiet, but for stretches of hours of the local clock, each on its day from 0, in
// which so many run and this share of 400 attempts in an interval fails.
func storming(running float64, stretches ...[3]float64) study.Series {
	s := study.Series{Width: model.SeriesWidth}
	for k := range 5 * 288 {
		day, hour := k/288, float64(k%288)/12
		ended, failed, run := 2.0, 0.0, 1.0
		for _, one := range stretches {
			if day == int(one[0]) && hour >= one[1] && hour < one[2] {
				ended, failed, run = 100, 300, running
			}
		}
		if hour == 20 {
			ended, failed = 0, 3 // at rest, hopeless ones fail alone
		}
		s.Ended, s.Failed = append(s.Ended, ended), append(s.Failed, failed)
		s.Running, s.Waiting, s.Bypass = append(s.Running, 0), append(s.Waiting, 0), append(s.Bypass, run)
		s.Open, s.Nodes = append(s.Open, 50), append(s.Nodes, 2)
	}
	return s
}

// without92 is the office on a backend without admission control, which runs 40
// syncs at full speed: with big bang it collapses.
func without92() *study.Comparison {
	c := officeComparison()
	c.Scenario.Backend = model.Backend{Version: "9.2", Slots: []int{50}, Nodes: 2, Admission: model.Admission{CompatibleFrom: "9.3"},
		Capacity: &model.Capacity{FullSpeed: 40},
		Timeout:  &model.Timeout{After: 15 * time.Minute, Retry: model.Retry{Fixed: 5 * time.Minute, Budget: -1}}}
	c.Scenario.Horizon = 5
	n := c.Replications
	for i := range c.Results {
		r := &c.Results[i]
		for _, e := range r.Metrics {
			if rest, ok := strings.CutPrefix(e.Metric.Name, "wait."); ok {
				e.Metric.Name = "delay." + rest
				e.Metric.Floor = 10
				r.Metrics = append(r.Metrics, e)
			}
		}
		lost, over, storms := 0.0, 0.4, storming(1)
		switch r.Strategy {
		case "big bang":
			lost, over = 5600, 60.5
			storms = storming(2420, [3]float64{0, 8, 18}, [3]float64{1, 8, 18}, [3]float64{4, 8, 18})
			*metric(r, "wait.update.p95") = estimated("wait.update.p95", model.Seconds, around(n, 60, 3))
		case "waves":
			lost, over = 35, 6.9
			storms = storming(276, [3]float64{0, 8, 8.75}, [3]float64{2, 8, 8.1})
		}
		r.Metrics = append(r.Metrics,
			estimated("throughput", model.Count, around(n, 920+lost, 9)),
			estimated("goodput", model.Count, around(n, 920-lost/10, 8)),
			estimated("timed_out", model.Count, around(n, lost*300, 90)),
			estimated("capacity.hour", model.Ratio, around(n, over, over/50)))
		r.Series = storms
		for k := range r.Targets {
			r.Targets[k].Metric = strings.Replace(r.Targets[k].Metric, "wait.", "delay.", 1)
		}
	}
	far := estimated("delay.update.p95", model.Seconds, around(n, 4.8*hour, 600))
	near := estimated("delay.update.p95", model.Seconds, around(n, 5.25*minute, 6))
	c.Results[1].WorstGroup = &study.GroupResult{Group: "plants", P95: far}
	c.Results[2].WorstGroup = &study.GroupResult{Group: "plants", P95: near}
	c.Results[1].PeriodicLoad = &study.PeriodicLoad{PeriodicLoad: model.PeriodicLoad{Period: 20*time.Minute + 8*time.Second, From: 9 * time.Hour, Bursts: 12, Strength: 0.8, Peak: 2.31}, In: 18, Of: 20}
	for i := range c.Differences {
		c.Differences[i].Metric.Name = strings.Replace(c.Differences[i].Metric.Name, "wait.", "delay.", 1)
	}
	return c
}

// foundSlots is the office on 50 slots, and on as few as each plan needs; for the
// pilot no number was found.
func foundSlots() *study.Comparison {
	c := officeComparison()
	c.Scenario.Backend = model.Backend{Version: "9.4", Slots: []int{50, model.AutoSlots}, Admission: model.Admission{CompatibleFrom: "9.3", RetryAfter: model.RetryAfter{Fixed: time.Minute}}, Nodes: 2}
	found := []study.Result{
		result(model.NoRollout, 46, 20, 22, 40, 0.34, 0),
		result("big bang", 182, 20, 9*minute, 12*minute, 0.9, 3*workday+11.4*hour),
		result("waves", 46, 20, 9*minute, 14*minute, 0.8, 18*workday+10*hour),
		result("pilot", 60, 20, 11*minute, 14*minute, 0.8, 23*workday+9.5*hour),
	}
	for i := range found {
		found[i].Column, found[i].Auto = 1, study.Found
		found[i].Phases = c.Results[i].Phases
	}
	found[3].Auto = study.NotFound
	c.Results = append(c.Results, found...)
	for i := range c.Results {
		if r := &c.Results[i]; r.Strategy == "big bang" {
			broken := estimated("promise.broken", model.Share, around(20, 0.247, 0.01))
			broken.Metric.Floor = 0.01
			r.Metrics = append(r.Metrics, broken, estimated("promise.error", model.Seconds, around(20, 900, 20)))
		}
	}
	c.Verdict = study.Verdict{Decision: study.GoWithConditions, Best: 6, Fastest: 5, HasTargets: true, Reasons: []study.Reason{study.SomeMiss}}
	return c
}

// happening is the drawn office on a backend to which everything happens: an outage
// of both nodes on the first Wednesday at 08:10, a deploy the day after, more slots,
// one node more, and all metadata.
func happening() *study.Comparison {
	c := drawnComparison()
	b := &c.Scenario.Backend
	b.Version, b.Nodes, b.Admission.CompatibleFrom = "9.4", 2, "9.3"
	b.Capacity = &model.Capacity{FullSpeed: 60}
	const day = 24 * time.Hour
	b.Events = []model.BackendEvent{
		{At: 2*day + 8*time.Hour + 10*time.Minute, Kind: model.Outage, For: 20 * time.Minute},
		{At: 3*day + 8*time.Hour, Kind: model.Deploy, Nodes: 1, For: 3 * time.Minute, Running: model.Drain},
		{At: 4*day + 7*time.Hour, Kind: model.SetSlots, Slots: 80},
		{At: 7*day + 7*time.Hour, Kind: model.AddNodes, Nodes: 1, ReadyAfter: 5 * time.Minute},
		{At: 9*day + 7*time.Hour, Kind: model.TouchMetadata, Work: 5 * time.Second},
	}
	for i := range c.Results {
		r := &c.Results[i]
		for _, e := range r.Metrics {
			if rest, ok := strings.CutPrefix(e.Metric.Name, "wait."); ok {
				e.Metric.Name = "delay." + rest
				r.Metrics = append(r.Metrics, e)
			}
		}
		r.Metrics = append(r.Metrics, estimated("node_hours", model.Hours, around(c.Replications, 2640, 0)))
		s := &r.Series
		for k := range s.Running {
			at := time.Duration(k) * s.Width
			open, nodes := 50.0, 2.0
			switch {
			case at >= b.Events[3].At:
				open, nodes = 120, 3
			case at >= b.Events[2].At:
				open = 80
			case at >= b.Events[0].At && at < b.Events[0].At+b.Events[0].For:
				open = 0
				s.Running[k] = 0
			}
			s.Open, s.Nodes = append(s.Open, open), append(s.Nodes, nodes)
			s.Ended, s.Failed = append(s.Ended, math.Round(s.Running[k]*4)), append(s.Failed, 0)
		}
		s.Failed[(b.Events[0].At)/s.Width] = 48
	}
	return c
}
