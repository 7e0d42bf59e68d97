package scenarios

import (
	"math"
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/portable"
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
			jobs += float64(r.Rate * (until - r.From).Seconds() * float64(days))
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
// replication. Those that try again and again count for each try.
func jobsOf(s *model.Scenario) float64 {
	sum := 0.0
	for i := range s.Workloads {
		d := demandOf(&s.Workloads[i], s.Horizon)
		sum += d.jobs + vainTries(&s.Workloads[i], s.Backend.Timeout, d.jobs, s.Horizon)
	}
	return sum
}

// vainTries estimates how often those jobs of a workload try in so many days that
// need more than the timeout: until their budget is spent or the run ends, in half
// of which they are there on average.
func vainTries(w *model.Workload, t *model.Timeout, jobs float64, days int) float64 {
	share, err := stuck(w, t)
	if err != nil || share == 0 {
		return 0
	}
	seconds := float64(days) * day.Seconds()
	tries := seconds / (t.After + meanRetry(&t.Retry)).Seconds()
	if w.Arrivals.Kind == model.Closed {
		return min(float64(w.Arrivals.Clients)*tries, jobs*share*float64(budget(t)))
	}
	return jobs * share * min(tries/2, float64(budget(t)))
}

// vainTriesOfPCs estimates how often in one replication PCs try syncs that need
// more than the timeout. A PC with such a sync has it until the end.
func vainTriesOfPCs(s *model.Scenario) float64 {
	t := s.Backend.Timeout
	if t == nil {
		return 0
	}
	sum := 0.0
	for i := range s.Groups {
		g := &s.Groups[i]
		law := g.Sync.Delta
		if g.Profile == model.NonPersistent {
			law = g.Sync.Full
		}
		session := g.Presence.Session.Mean()
		syncsADay := 1 + session/g.Sync.Interval.Seconds()
		triesADay := min(session/(t.After+meanRetry(&t.Retry)).Seconds(), syncsADay*float64(1+budget(t)))
		stays := portable.Pow(1-beyond(law, t.After.Seconds()), syncsADay)
		pcs := pcsOf(s, g)
		free := 1.0 // share of PCs without such a sync
		for range s.Horizon {
			free = float64(free * stays)
			sum += float64((1 - free) * triesADay * pcs)
		}
	}
	return sum
}

// budget is how many tries follow the first, at most.
func budget(t *model.Timeout) int {
	if t.Retry.Budget == noLimit {
		return math.MaxInt32
	}
	return t.Retry.Budget
}

// growth is by how much the nodes may ever be more than at the start.
func growth(b *model.Backend) float64 {
	most := mostNodes(b, 0)
	for i := range b.Events {
		most = max(most, mostNodes(b, b.Events[i].At))
	}
	return float64(most) / float64(b.Nodes)
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
			million(all.jobs), numbered(s.Horizon, say.Days), million(maxJobs))
		return
	}
	if tries := jobsOf(s) - all.jobs; all.jobs+tries > maxJobs {
		m.inside("backend", "timeout", "retry").complain("makes jobs that need more than the timeout try about %s times; at most %s jobs and tries can be simulated in one replication: give a budget, or a longer wait",
			million(tries), million(maxJobs))
		return
	}
	b := &s.Backend
	can, with := ability(b)
	if can == 0 {
		return
	}
	load := patient.work / (can * float64(s.Horizon) * day.Seconds())
	if !(load > 1) {
		return
	}
	than := say.Of(say.T("%s times what %s can do", "das %s-Fache dessen, was möglich ist (%s)"), twoDigits(load), with)
	if load >= 100 || load < 1.095 {
		than = say.Of(say.T("%s%% of what %s can do", "%s %% dessen, was möglich ist (%s)"), say.Figure{X: 100 * load}, with)
	}
	if waiting := patient.jobs * (1 - 1/load); waiting > maxWaiting {
		arrivals.complain("asks for %s: about %s jobs would wait at the end, and at most %s can; give more slots, patience, or a queue_limit",
			than, million(waiting), million(maxWaiting))
		return
	}
	m.warn(say.T("the backend is asked for %s: the queue grows without end",
		"vom Backend verlangt wird %s: die Warteschlange wächst ohne Ende"), than)
}

var thisCapacity = say.Of(say.T("this capacity", "mit dieser Kapazität"))

// ability is how many syncs at full speed the backend is worth, with the fewest
// slots that are set at the start and all the nodes there may ever be, and what
// that is called. It is 0 where nothing limits it, or where the queue is limited.
func ability(b *model.Backend) (can float64, with say.Sentence) {
	c := b.Capacity
	nodes := growth(b)
	if bypassed(b) {
		switch {
		case c == nil:
			return 0, say.Sentence{}
		case c.FullSpeed > 0:
			return c.FullSpeed * nodes, thisCapacity
		case math.IsInf(bestOf(b), +1): // what the throughput tends to
			return 1 / c.Contention, thisCapacity
		}
		return throughput(b, int(bestOf(b)), 1), thisCapacity
	}
	fewest := slices.Min(append(slices.DeleteFunc(slices.Clone(b.Slots), isAuto), maxSlots+1))
	if b.Admission.QueueLimit != noLimit || fewest > maxSlots {
		return 0, say.Sentence{}
	}
	most := fewest
	for i := range b.Events {
		most = max(most, b.Events[i].Slots)
	}
	slots := float64(most) * nodes
	can = throughput(b, int(math.Ceil(slots)), nodes)
	if can < slots {
		return can, say.Of(say.T("%s of this capacity", "%s dieser Kapazität"), numbered(fewest, say.Slots))
	}
	return can, say.Of(say.T("%s", "%s"), numbered(fewest, say.Slots))
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
