package fluid

import (
	"io"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
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
					jobs[k] += float64(share * float64(a.Clients))
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

// A burst is a share 0..1 of what comes in an interval that comes at one instant of it.
type burst struct {
	step  int // since the start, of which an interval has so many as steps says
	share float64
}

// stepOf is the step of an instant.
func stepOf(at time.Duration) int { return int(at / (model.SeriesWidth / steps)) }

// Bursts returns what of the jobs of a workload comes at one instant: on each of its
// days those of Exactly and Peak whose clock time is not drawn. The rows of a trace are
// spread evenly over their intervals, and batches come by chance.
func (f *Flow) Bursts(w *model.Workload, jobs []float64) []burst {
	a := &w.Arrivals
	if a.Kind != model.Peak && a.Kind != model.Exactly {
		return nil
	}
	days := f.s.DaysOf(f.s.Calendar)
	var all []burst
	for day := range min(a.Days, f.s.Horizon) {
		for _, m := range atomsOf(a.At) {
			at := days.Instant(day, time.Duration(m.at*1e9))
			if k := int(at / f.Width); at >= 0 && k < len(jobs) && jobs[k] > 0 {
				all = append(all, burst{stepOf(at), min(1, m.share*float64(a.Clients)/jobs[k])})
			}
		}
	}
	return all
}

// An atom is a value of a law that is drawn with a chance of its own.
type atom struct{ at, share float64 }

// atomsOf finds the values of a law, in seconds, that are drawn with a chance of one in
// a hundred or more, in their order.
func atomsOf(law dist.Distribution) []atom {
	const least = flowLevels / 100
	var all []atom
	last, run := math.NaN(), 0
	end := func() {
		if run > least {
			all = append(all, atom{max(0, last), float64(run) / flowLevels})
		}
	}
	for i := range flowLevels {
		if at := law.Quantile((float64(i) + 0.5) / flowLevels); at == last {
			run++
		} else {
			end()
			last, run = at, 1
		}
	}
	end()
	return all
}

// A plannedNode is a node as far as it is known beforehand.
type plannedNode struct {
	ready time.Duration   // when it takes syncs for the first time
	from  []time.Duration // since when it has so many slots
	slots []int
	away  []time.Duration // from, until, from, until, …
}

// isThere tells whether a node takes syncs at an instant.
func (n *plannedNode) isThere(at time.Duration) bool {
	for i := 0; i < len(n.away); i += 2 {
		if n.away[i] <= at && at < n.away[i+1] {
			return false
		}
	}
	return at >= n.ready
}

// openAt is how many slots a node has at an instant.
func (n *plannedNode) openAt(at time.Duration) int {
	if !n.isThere(at) {
		return 0
	}
	open := 0
	for i, from := range n.from {
		if from <= at {
			open = n.slots[i]
		}
	}
	return open
}

// OpenSlots returns how many slots are open in each interval as far as it is known
// beforehand, and how many nodes are as a part of those at the start: outages,
// deploys, new nodes and slot settings change them at the instants planned, which count
// for the part of an interval that they leave. What autoscale does and how nodes fail by
// themselves is not known, nor how long it takes to empty a node.
func (f *Flow) OpenSlots(slots int) (open, nodes []float64) {
	n := f.Intervals()
	planned, changes := plannedNodes(&f.s.Backend, slots)
	first := float64(max(1, f.s.Backend.Nodes))
	open, nodes = make([]float64, n), make([]float64, n)
	next := 0
	slotsNow, nodesNow := 0.0, 0.0
	see := func(at time.Duration) {
		slotsNow, nodesNow = 0, 0
		for i := range planned {
			slotsNow += float64(planned[i].openAt(at))
			if planned[i].isThere(at) {
				nodesNow++
			}
		}
	}
	for k := range n {
		from, until := time.Duration(k)*f.Width, time.Duration(k+1)*f.Width
		for from < until {
			for next < len(changes) && changes[next] <= from {
				see(from)
				next++
			}
			to := until
			if next < len(changes) {
				to = min(to, changes[next])
			}
			part := float64(to-from) / float64(f.Width)
			open[k] += float64(part * slotsNow)
			nodes[k] += part * nodesNow / first
			from = to
		}
	}
	return open, nodes
}

// plannedNodes are the nodes of a backend with so many slots, and the instants at which
// something about them changes, in order.
func plannedNodes(b *model.Backend, slots int) (nodes []*plannedNode, changes []time.Duration) {
	const always = math.MinInt64
	changes = []time.Duration{always}
	total := slots
	share := func(at time.Duration) {
		for i, n := range nodes {
			own := total / len(nodes)
			if i < total%len(nodes) {
				own++
			}
			n.from, n.slots = append(n.from, at), append(n.slots, own)
		}
	}
	for range max(1, b.Nodes) {
		nodes = append(nodes, &plannedNode{ready: always})
	}
	share(always)
	for i := range b.Events {
		e := &b.Events[i]
		changes = append(changes, e.At)
		away := func(n *plannedNode, from time.Duration) {
			n.away = append(n.away, from, from+e.For)
			changes = append(changes, from, from+e.For)
		}
		switch e.Kind {
		case model.Outage:
			left := e.Nodes
			if left == model.AllNodes {
				left = len(nodes)
			}
			for _, n := range slices.Backward(nodes) {
				if left > 0 && n.isThere(e.At) {
					away(n, e.At)
					left--
				}
			}
		case model.Deploy:
			most := e.Nodes
			if most == model.AllNodes {
				most = len(nodes)
			}
			gone := 0
			for _, n := range nodes {
				if n.isThere(e.At) {
					away(n, e.At+time.Duration(gone/most)*e.For)
					gone++
				}
			}
		case model.AddNodes:
			most := nodes[0].slots[len(nodes[0].slots)-1] // the first has the largest share
			for range e.Nodes {
				nodes = append(nodes, &plannedNode{ready: e.At + e.ReadyAfter, from: []time.Duration{e.At}, slots: []int{most}})
			}
			changes = append(changes, e.At+e.ReadyAfter)
		case model.SetSlots:
			total = e.Slots
			share(e.At)
		}
	}
	slices.Sort(changes)
	return nodes, slices.Compact(changes)
}
