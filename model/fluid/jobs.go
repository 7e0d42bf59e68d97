package fluid

import (
	"io"
	"time"

	"github.com/rollsim/rollsim/model"
)

// Jobs returns how many jobs of a workload come in each interval on average, and
// how much work they bring in seconds. The jobs of a closed population come as they
// are served, so that there are none here. A trace is read to its end.
func (f *Flow) Jobs(w *model.Workload) (jobs, work []float64, err error) {
	n := f.Intervals()
	jobs, work = make([]float64, n), make([]float64, n)
	width := f.Width.Seconds()
	a := &w.Arrivals
	days := f.s.DaysOf(f.s.Calendar)
	switch a.Kind {
	case model.Poisson:
		batch := 1.0
		if a.Batch != nil {
			batch = max(1, a.Batch.Mean())
		}
		for k := range jobs {
			jobs[k] = a.Rate * batch * width
		}
	case model.PoissonRate:
		rate := days.Rates(a)
		for k := range jobs {
			jobs[k] = rate(time.Duration(k)*f.Width+f.Width/2) * width
		}
	case model.Peak, model.Exactly:
		profile := spread(a.At, f.Width, 2*int(24*time.Hour/f.Width))
		for day := range min(a.Days, f.s.Horizon) {
			if !days.Exists(day) {
				continue
			}
			for j, share := range profile {
				at := days.Instant(day, time.Duration(j)*f.Width)
				if k := int(at / f.Width); share > 0 && k < n {
					jobs[k] += share * float64(a.Clients)
				}
			}
		}
	case model.Replay:
		rows, err := a.Trace.Open()
		if err != nil {
			return nil, nil, err
		}
		defer rows.Close()
		for row := 0; ; row++ {
			if row%4096 == 0 && f.stopped() {
				return nil, nil, model.ErrStopped
			}
			row, err := rows.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, nil, err
			}
			if k := int(row.At / f.Width); k >= 0 && k < n {
				jobs[k]++
				work[k] += row.Work.Seconds()
			}
		}
		return jobs, work, nil
	}
	for k := range jobs {
		work[k] = jobs[k] * w.Work.Mean()
	}
	return jobs, work, nil
}

// OpenSlots returns how many slots are open in each interval as far as it is known
// beforehand, and how many nodes are as a part of those at the start: outages,
// deploys, new nodes and slot settings change them at the instants planned. What
// autoscale does and how nodes fail by themselves is not known, nor how long it takes
// to empty a node.
func (f *Flow) OpenSlots(slots int) (open, nodes []float64) {
	n := f.Intervals()
	b := &f.s.Backend
	open, nodes = make([]float64, n), make([]float64, n)
	at := max(1, b.Nodes)
	type stretch struct {
		from, until time.Duration
		nodes       int
	}
	var away, added []stretch
	for i := range b.Events {
		e := &b.Events[i]
		switch e.Kind {
		case model.Outage:
			gone := e.Nodes
			if gone == model.AllNodes {
				gone = at
			}
			away = append(away, stretch{e.At, e.At + e.For, min(gone, at)})
		case model.Deploy:
			most := e.Nodes
			if most == model.AllNodes {
				most = at
			}
			for from, left := e.At, at; left > 0 && e.For > 0; from, left = from+e.For, left-most {
				away = append(away, stretch{from, from + e.For, min(most, left)})
			}
		case model.AddNodes:
			added = append(added, stretch{from: e.At + e.ReadyAfter, nodes: e.Nodes})
		}
	}
	for k := range open {
		from, until := time.Duration(k)*f.Width, time.Duration(k+1)*f.Width
		within := func(s stretch) float64 {
			return max(0, float64(min(until, s.until)-max(from, s.from))/float64(f.Width))
		}
		setting := slots
		there := float64(at)
		for _, s := range added {
			s.until = f.s.HorizonEnd() + f.Width
			there += within(s) * float64(s.nodes)
		}
		for i := range b.Events {
			if e := &b.Events[i]; e.Kind == model.SetSlots && e.At < until {
				setting = e.Slots
			}
		}
		for _, s := range away {
			there -= within(s) * float64(s.nodes)
		}
		there = max(0, there)
		open[k] = min(there, float64(at))*float64(setting)/float64(at) + max(0, there-float64(at))*float64((setting+at-1)/at)
		nodes[k] = there / float64(at)
	}
	return open, nodes
}
