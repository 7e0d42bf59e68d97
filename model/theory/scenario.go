package theory

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// scenario returns the case as the model has it: workloads alone on a backend,
// with tickets unless those who find no slot ask again. Warm-up and length are rounded up to the intervals in which the
// model observes.
func (c Case) scenario(seed uint64) *model.Scenario {
	s := &model.Scenario{
		Name:         c.Name,
		Start:        time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC),
		Horizon:      1,
		Seed:         seed,
		Replications: c.Replications,
		Calendar:     &model.Calendar{Zone: time.UTC, Workdays: [7]bool{true, true, true, true, true, true, true}, OfficeUntil: 24 * time.Hour},
		Backend: model.Backend{Version: "1", Slots: []int{c.Slots}, Admission: model.Admission{
			CompatibleFrom: "1", Discipline: model.Ticket, RetryAfter: model.RetryAfter{Fixed: time.Minute}, QueueLimit: -1}},
	}
	if c.ReAsk || c.Returns.Shape != Never {
		s.Backend.Admission.Discipline = model.ReAsk
		s.Backend.Admission.RetryPolicy = model.RetryPolicy{After: must(c.Returns.Distribution()), FirstOnly: c.FirstOnly}
	}
	s.Backend.Nodes, s.Backend.Balancer.Policy = max(1, c.Nodes), c.Balancer
	if c.FullSpeed > 0 {
		s.Backend.Capacity = &model.Capacity{FullSpeed: float64(c.FullSpeed)}
	}
	if c.Between.Shape != Never {
		s.Backend.Failures = &model.Failures{
			Between: must(c.Between.Distribution()), Repair: must(c.Repair.Distribution()), Running: model.Resume}
	}
	if c.Queue != NoLimit {
		s.Backend.Admission.QueueLimit = c.Queue
	}
	if c.Length > 0 {
		s.Measure = c.window()
		// Whoever is counted has this long after the window to come to an end.
		const after = 48 * time.Hour
		s.Horizon = int((s.Measure.To+after)/(24*time.Hour)) + 1
	}
	job := model.Workload{Name: className(1), Work: must(c.Work.Distribution())}
	if c.Patience.Shape != Never {
		job.Patience = must(c.Patience.Distribution())
	}
	a := &job.Arrivals
	switch from := c.Arrivals.(type) {
	case Stream:
		a.Kind, a.Rate = model.Poisson, from.Rate
	case Classes:
		s.Backend.Admission.Discipline = model.Priority
		for i, rate := range from.Rates {
			class := job
			class.Name, class.Priority = className(i+1), i
			class.Arrivals = model.Arrivals{Kind: model.Poisson, Rate: rate}
			s.Workloads = append(s.Workloads, class)
		}
		return s
	case Batches:
		a.Kind, a.Rate = model.Poisson, from.Rate
		if from.Size.Geometric {
			a.Batch = must(dist.Geometric(from.Size.Mean))
		} else {
			a.Batch = must(dist.Constant(from.Size.Mean))
		}
	case Circle:
		a.Kind, a.Clients, a.Think = model.Closed, from.Clients, must(from.Think.Distribution())
	case Crowd:
		a.Kind, a.Clients, a.Days, a.At = model.Exactly, from.Clients, 1, must(dist.Normal(from.At, from.SD))
		if from.Poisson {
			a.Kind = model.Peak
		}
	case AtOnce:
		a.Kind, a.Clients, a.Days, a.At = model.Exactly, from.Clients, 1, must(dist.Constant(0))
	default:
		panic(fmt.Sprintf("theory: no arrivals %T", from))
	}
	s.Workloads = []model.Workload{job}
	return s
}

// window is what is counted of a case with a Length.
func (c Case) window() *model.Window {
	from := roundUp(c.WarmUp)
	return &model.Window{From: from, To: from + roundUp(c.Length-c.WarmUp), Stop: true}
}

// className names the workload of a class, which records carry.
func className(class int) string { return fmt.Sprintf("class %d", class) }

// roundUp returns so many seconds, or a little more, as a whole number of the
// model's intervals.
func roundUp(seconds float64) time.Duration {
	return time.Duration(math.Ceil(seconds/model.SeriesWidth.Seconds())) * model.SeriesWidth
}

// must is for laws that are written down in this package.
func must(d dist.Distribution, err error) dist.Distribution {
	if err != nil {
		panic("theory: " + err.Error())
	}
	return d
}
