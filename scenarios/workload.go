package scenarios

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/dist"
)

const (
	maxWorkloads = 100
	maxBatch     = 1_000_000
	maxPriority  = 255
)

// readWorkloads reads the list "workloads".
func readWorkloads(m *mapping, s *model.Scenario) {
	m.items("workloads", "other traffic on the same backend, a textbook queue, or the log of a day to replay", maxWorkloads, nameKey, func(_ int, m *mapping) {
		var w model.Workload
		field(m, "name", &w.Name, words, required("mac clients"), "what reports call it")
		m.demanded("arrivals", "when jobs arrive: exactly one of these", "{poisson: 3/min}", func(m *mapping) { readArrivals(m, &w.Arrivals) })
		traced := w.Arrivals.Kind == model.Replay
		field(m, "work", &w.Work, durationLaw, absent, "how long a job holds its slot at full speed; required but for a trace, which brings its own")
		field(m, "patience", &w.Patience, durationLaw, absent,
			"how long a job waits before it gives up; by default it waits for ever; not for a trace, which brings its own")
		field(m, "priority", &w.Priority, count("a class", 0, maxPriority), absent,
			"class under discipline priority, lower first; by default 0, as PCs have")
		switch {
		case m.describing:
		case traced:
			for _, key := range []string{"work", "patience"} {
				if m.has(key) {
					m.at(key).complain("is in the trace, column %s_s; leave it out here", key)
				}
			}
		case !m.has("work"):
			m.missing = append(m.missing, lack{"work", "{exponential: {mean: 20s}}"})
		}
		for i := range s.Workloads {
			if s.Workloads[i].Name == w.Name && w.Name != "" {
				m.at("name").complain("is the name of an earlier workload too; give each its own")
			}
		}
		s.Workloads = append(s.Workloads, w)
	})
}

// arrivalWays are the keys of which "arrivals" has one.
var arrivalWays = []string{"poisson", "batches", "profile", "peak", "exactly", "closed", "trace"}

// readArrivals reads when the jobs of a workload arrive.
func readArrivals(m *mapping, a *model.Arrivals) {
	if field(m, "poisson", &a.Rate, someRate, absent, "one by one, at random, at a constant rate such as 3/min") {
		a.Kind = model.Poisson
	}
	m.optional("batches", "several at once, at random", func(m *mapping) {
		a.Kind = model.Poisson
		field(m, "rate", &a.Rate, someRate, required("3/min"), "of the batches")
		field(m, "size", &a.Batch, batchSize, required("{geometric: {mean: 3}}"), "jobs in a batch: a number, or at random")
	})
	if field(m, "profile", &a.Profile, profileOfRates, absent,
		"at random, at a rate that changes with the time of day: a list such as [{from: 00:00, rate: 1/min}, {from: 08:00, rate: 40/min}], repeated each local day; before the first time the last rate holds") {
		a.Kind = model.PoissonRate
	}
	daily := func(kind model.ArrivalKind, clients string) func(*mapping) {
		return func(m *mapping) {
			a.Kind = kind
			field(m, "clients", &a.Clients, count("a number of clients", 1, maxClients), required("1000"), clients)
			field(m, "at", &a.At, arrivalTime, required("{window: 07:30-09:00}"),
				"wall-clock time: {window: 07:30-09:00} is normal and cut to the window, 40% in its middle sixth; or a distribution, or {file: logons.csv} with a time in each line")
			field(m, "days", &a.Days, count("a number of days", 1, maxHorizon), published("1", say.T("one morning", "ein Morgen")), "on so many local days, from the first on")
		}
	}
	m.optional("peak", "at random, so many a day on average, gathered around a time of day (a Poisson stream)",
		daily(model.Peak, "number of jobs a day, on average"))
	m.optional("exactly", "exactly so many a day, gathered around a time of day; at a time of day such as 08:00, all at once",
		daily(model.Exactly, "number of jobs a day"))
	m.optional("closed", "a fixed population, each of which thinks, asks, is served and thinks again", func(m *mapping) {
		a.Kind = model.Closed
		field(m, "clients", &a.Clients, count("a number of clients", 1, maxClients), required("1000"), "how many they are")
		field(m, "think", &a.Think, durationLaw.where(passesTime, "above 0s on average"), required("{exponential: {mean: 500s}}"),
			"time from the end of a job to the client's next, and from the start to its first")
	})
	var t *trace
	if field(m, "trace", &t, traceFile, absent,
		"log to replay: CSV file beside the scenario with the columns arrival_s, work_s and, if wanted, patience_s (empty: never gives up), in order of arrival") {
		a.Trace = t
	}
	if m.has("trace") {
		a.Kind = model.Replay
	}
	m.oneKeyOf(arrivalWays...)
}

// passesTime tells whether time passes between the jobs of a client: where it
// thinks for no time at all, one that is turned away would ask for ever at one
// instant.
func passesTime(d dist.Distribution) bool { return d.Mean() >= time.Millisecond.Seconds() }

// batchSize is the number of jobs that arrive together.
var batchSize = func() kind[dist.Distribution] {
	size := count("a number of jobs", 1, maxBatch)
	fixed := kind[dist.Distribution]{what: size.what, schema: size.schema}
	fixed = fixed.parsing(func(text string) (dist.Distribution, error) {
		n, err := size.parse(text)
		if err != nil {
			return nil, err
		}
		return dist.Constant(float64(n))
	})
	random := object("{geometric: {mean: 3}}", func(m *mapping, into *dist.Distribution) {
		if !m.describing && !m.has("geometric") {
			m.define("geometric", "", nil, absent)
			m.missing = append(m.missing, lack{"geometric", "{mean: 3}"})
			return
		}
		m.nested("geometric", "", func(m *mapping) {
			mean := need(m, "mean", number.where(func(f float64) bool { return f >= 1 && f <= maxBatch }, fmt.Sprintf("from 1 to %d", maxBatch)), "3")
			if m.sound() {
				d, err := dist.Geometric(mean)
				if err != nil {
					m.complain("%s", err)
				}
				*into = d
			}
		})
	})
	return scalarOr(fixed, random)
}()

// rateFrom is a rate that holds from a time of day on.
var rateFrom = object("{from: 08:00, rate: 40/min}", func(m *mapping, r *model.RateFrom) {
	field(m, "from", &r.From, timeOfDay.where(func(d time.Duration) bool { return d < day }, "before 24:00"), required("08:00"), "")
	field(m, "rate", &r.Rate, arrivalRate, required("40/min"), "")
})

// profileOfRates is a rate for each part of the day. What is read begins at
// midnight.
var profileOfRates = func() kind[[]model.RateFrom] {
	k := listOf(rateFrom, "a list such as [{from: 00:00, rate: 1/min}, {from: 08:00, rate: 40/min}]")
	k.schema = schema{"type": "array", "minItems": 1, "items": rateFrom.schema}
	read := k.read
	k.read = func(v value) ([]model.RateFrom, bool) {
		if v.node.Kind == yaml.ScalarNode {
			v.complain("must be %s, got %s", k.what, shape(v.node))
			return nil, false
		}
		rates, ok := read(v)
		if !ok {
			return nil, false
		}
		some := rates[0].Rate > 0
		for i := 1; i < len(rates); i++ {
			if rates[i].From <= rates[i-1].From {
				v.item(i, "").complain("must begin after the rate before it; give the times of day in order")
				return nil, false
			}
			some = some || rates[i].Rate > 0
		}
		if !some {
			v.complain("nobody ever arrives; give at least one rate above 0")
			return nil, false
		}
		if rates[0].From > 0 {
			rates = slices.Insert(rates, 0, model.RateFrom{Rate: rates[len(rates)-1].Rate})
		}
		return rates, true
	}
	return k
}()

// readMeasure reads the part of a run that is counted.
func readMeasure(m *mapping, s *model.Scenario) {
	m.optional("measure", "part of the run that is counted, for the steady state of workloads; by default all of it", func(m *mapping) {
		step := duration("m").where(func(d time.Duration) bool { return d%model.SeriesWidth == 0 },
			fmt.Sprintf("a multiple of %.0fm, the width of what is observed over time", model.SeriesWidth.Minutes()))
		w := &model.Window{}
		field(m, "from", &w.From, step, required("2h"), "jobs that first ask before are not counted: time since the start, a d is 24 h")
		field(m, "to", &w.To, step, required("5d"), "jobs that first ask from here on are not counted: time since the start, a d is 24 h")
		if m.sound() && w.To <= w.From {
			m.at("to").complain("must be after from, got %s", clip(flow(m.at("to").node)))
		}
		s.Measure = w
	})
}

// checkWorkloads checks what workloads need of the rest of a scenario.
func checkWorkloads(m *mapping, s *model.Scenario) {
	end := s.HorizonEnd()
	for i := range s.Workloads {
		w := &s.Workloads[i]
		t, _ := w.Arrivals.Trace.(*trace)
		switch {
		case w.Arrivals.Days > s.Horizon:
			m.warn(say.T("workload %s arrives on %d days, of which only the %d up to the horizon are seen",
				"Auftragsstrom %s kommt an %d Tagen, von denen nur die %d bis zum Ende der Simulation zu sehen sind"), w.Name, w.Arrivals.Days, s.Horizon)
		case t != nil && t.last >= end:
			late, err := t.jobsWhere(func(a model.Arrival) bool { return a.At >= end })
			if err != nil {
				m.complain("%s", err)
			}
			m.warn(say.T("workload %s: %d of the %d jobs of its trace arrive after the horizon of %s and are not seen; the last needs horizon: %s",
				"Auftragsstrom %s: %d der %d Aufträge der Aufzeichnung kommen nach dem Ende der Simulation (%s) und sind nicht zu sehen; der letzte braucht horizon: %s"),
				w.Name, late, t.rows, numbered(s.Horizon, say.Days), fmt.Sprintf("%dd", t.last/day+1))
		}
		if w.Priority > 0 && s.Backend.Admission.Discipline != model.Priority {
			m.warn(say.T("workload %s: priority is given, but is read under discipline priority only",
				"Auftragsstrom %s: priority ist angegeben, wirkt aber nur mit discipline: priority"), w.Name)
			w.Priority = 0
		}
	}
	if s.Measure == nil {
		return
	}
	measure := m.at("measure")
	switch {
	case len(s.Strategies) > 0:
		measure.complain("is for workloads alone: a rollout is measured from its start; leave it out, or leave out strategies")
	case s.Measure.To > end:
		to := measure.key("to", lookup(measure.node, "to"))
		to.complain("must not be after the horizon of %s, got %s", numbered(s.Horizon, say.Days), clip(flow(to.node)))
	}
}
