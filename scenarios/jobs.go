package scenarios

import (
	"fmt"
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
)

// How many jobs of workloads a replication can have, and how many of them can
// wait at its end: one that waits takes some hundred bytes.
const (
	maxJobs    = 200_000_000
	maxWaiting = 10_000_000
)

// A demand is what a workload asks for in one replication: how many jobs, on
// average and at most where that depends on how long they wait, and how many
// seconds of work. Work is 0 where it is not known beforehand, as with a trace,
// and where no queue can grow without end, since clients come back only when they
// were served.
type demand struct{ jobs, work float64 }

// demandOf estimates what a workload asks for in so many days.
func demandOf(w *model.Workload, days int) demand {
	a, seconds := &w.Arrivals, float64(days)*day.Seconds()
	var jobs float64
	switch a.Kind {
	case model.Poisson:
		jobs = a.Rate * seconds
		if a.Batch != nil {
			jobs *= a.Batch.Mean()
		}
	case model.PoissonRate:
		for i, r := range a.Profile {
			until := day
			if i+1 < len(a.Profile) {
				until = a.Profile[i+1].From
			}
			jobs += r.Rate * (until - r.From).Seconds() * float64(days)
		}
	case model.Peak, model.Exactly:
		jobs = float64(a.Clients) * float64(min(a.Days, days))
	case model.Closed:
		cycle := a.Think.Mean()
		if w.Patience == nil {
			cycle += w.Work.Mean()
		}
		return demand{jobs: float64(a.Clients) * seconds / cycle}
	case model.Replay:
		if t, ok := a.Trace.(*trace); ok {
			jobs = float64(t.rows)
		}
		return demand{jobs: jobs}
	}
	return demand{jobs: jobs, work: jobs * w.Work.Mean()}
}

// jobsOf estimates how many jobs the workloads of a scenario have in one
// replication.
func jobsOf(s *model.Scenario) float64 {
	sum := 0.0
	for i := range s.Workloads {
		sum += demandOf(&s.Workloads[i], s.Horizon).jobs
	}
	return sum
}

// checkDemand complains about workloads with more jobs than can be simulated or
// can wait, and warns when they ask for more than the slots can do and nothing
// limits the queue.
func checkDemand(m *mapping, s *model.Scenario) {
	var all, patient demand // patient: who never gives up
	largest, most := 0, 0.0
	for i := range s.Workloads {
		w := &s.Workloads[i]
		d := demandOf(w, s.Horizon)
		if all.jobs += d.jobs; d.jobs > most {
			largest, most = i, d.jobs
		}
		if w.Patience == nil && d.work > 0 {
			patient.jobs, patient.work = patient.jobs+d.jobs, patient.work+d.work
		}
	}
	if len(s.Workloads) == 0 {
		return
	}
	name := s.Workloads[largest].Name
	arrivals := m.at("workloads")
	arrivals = arrivals.item(largest, name)
	arrivals = arrivals.key("arrivals", lookup(arrivals.node, "arrivals"))
	if all.jobs > maxJobs {
		arrivals.complain("makes %s jobs in %s; at most %s can be simulated in one replication: shorten the horizon, or let fewer arrive",
			million(all.jobs), numbered(s.Horizon, "day"), million(maxJobs))
		return
	}
	b := &s.Backend
	if b.Version.Compare(b.Admission.CompatibleFrom) < 0 || b.Admission.QueueLimit != noLimit || len(b.Slots) == 0 {
		return
	}
	slots := b.Slots[0]
	for _, n := range b.Slots {
		slots = min(slots, n)
	}
	load := patient.work / (float64(slots) * float64(s.Horizon) * day.Seconds())
	if !(load > 1) {
		return
	}
	than := fmt.Sprintf("%s times what %s can do", strconv.FormatFloat(load, 'g', 2, 64), numbered(slots, "slot"))
	if load >= 100 || load < 1.095 {
		than = fmt.Sprintf("%.0f%% of what %s can do", 100*load, numbered(slots, "slot"))
	}
	if waiting := patient.jobs * (1 - 1/load); waiting > maxWaiting {
		arrivals.complain("asks for %s: about %s jobs would wait at the end, and at most %s can; give more slots, patience, or a queue_limit",
			than, million(waiting), million(maxWaiting))
		return
	}
	m.warn("the backend is asked for %s: the queue grows without end", than)
}

// million writes a large number in words.
func million(n float64) string {
	switch {
	case math.IsInf(n, +1):
		return "infinitely many"
	case n >= 1e9:
		return strconv.FormatFloat(math.Round(n/1e8)/10, 'f', -1, 64) + " billion"
	}
	return strconv.FormatFloat(math.Round(n/1e5)/10, 'f', -1, 64) + " million"
}

// numbered writes a number of things, in the plural but for one.
func numbered(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
