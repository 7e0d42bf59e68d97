package reports

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// drawnComparison is the office with series and waits, made by a fluid queue:
// each morning everybody syncs a little, and those who got the update the day
// before sync it all.
func drawnComparison() *study.Comparison {
	c := officeComparison()
	for i := range c.Results {
		r := &c.Results[i]
		r.Series = flowing(c.Scenario, r)
		if r.Strategy == model.NoRollout {
			continue
		}
		p95 := metric(r, waitAfterUpdate).Mean
		none := 0.02
		if p95 < 3600 {
			none = 0.61
		}
		curve := study.WaitCurve{Population: "update", Needs: 80000, NoWait: none, Points: []stats.CurvePoint{{Level: none}}}
		for k := 1; k <= 400; k++ {
			u := float64(k) / 400
			if u <= none {
				continue
			}
			share := (u - none) / (0.95 - none)
			wait := max(60, p95*math.Pow(share, 1.4))
			curve.Points = append(curve.Points, stats.CurvePoint{Level: u, Value: time.Duration(wait * 1e9)})
		}
		r.Waits = []study.WaitCurve{curve}
	}
	return c
}

// flowing is a queue in which work flows: arrivals on mornings of workdays, served
// at the speed of the slots.
func flowing(s *model.Scenario, r *study.Result) study.Series {
	const width = 5 * time.Minute
	series := study.Series{Width: width}
	zone := s.Calendar.Zone
	queue, updated, most, before := 0.0, 0.0, 0.0, 0.0
	for k := range s.Horizon * 288 {
		at := s.Start.Add(time.Duration(k) * width).In(zone)
		hour := float64(at.Hour()) + float64(at.Minute())/60
		coming := 0.0
		if s.Calendar.Workday(model.DateOf(at)) {
			coming = 3300 * math.Exp(-(hour-8.25)*(hour-8.25)/(2*0.24*0.24)) / (0.24 * math.Sqrt(2*math.Pi)) / 12
		}
		open := 0.0
		for _, ph := range r.Phases {
			if ph.Planned <= time.Duration(k)*width {
				open += float64(ph.Clients) / 4000
			}
		}
		if hour < 0.01 {
			before = updated
		}
		fresh := coming * (open - before) * 0.7
		updated += fresh / 4000
		work := queue + (fresh*222+(coming-fresh)*12)/300
		running := math.Min(work, 49.9)
		queue = work - running
		waiting := queue * 300 / 222
		series.Running = append(series.Running, running)
		series.Waiting = append(series.Waiting, waiting)
		series.Bypass = append(series.Bypass, 0)
		series.Online = append(series.Online, 0)
		series.Asks = append(series.Asks, coming+waiting*5)
		series.Updated = append(series.Updated, updated)
		series.RunningP = append(series.RunningP, study.Band{P5: float32(running * 0.93), P95: float32(min(running*1.06, 50))})
		series.WaitingP = append(series.WaitingP, study.Band{P5: float32(waiting * 0.9), P95: float32(waiting * 1.08)})
		series.UpdatedP = append(series.UpdatedP, study.Band{P5: float32(updated * 0.97), P95: float32(min(updated*1.02, 1))})
		if load := waiting*1000 + running; load > most {
			most, series.Busiest = load, k
		}
	}
	return series
}
