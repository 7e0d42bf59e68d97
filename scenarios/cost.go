package scenarios

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// How long a client-day, a job of a workload, and an ask or try of one that comes
// back take to simulate on one core, in seconds. An ask meets a need that others have
// long driven out of the processor's cache where many wait.
const (
	clientDay  = 0.6e-6
	job        = 0.2e-6
	askFew     = 0.19e-6
	askMany    = 0.4e-6
	manyWait   = 200_000 // of them, and their events, no cache holds more
	clientByte = 260     // what a PC takes while the world before the start and the one of a strategy are there
	waiterByte = 260     // and one that waits, with its appointments, void ones included
	baseByte   = 40e6

	weeksBefore = 14 // days that every replication plays before the start
)

// From when on it is said that a run is long, in seconds, or large, in bytes.
const (
	longRun  = 120
	largeRun = 1e9
)

// A cost is what one replication of one strategy amounts to.
type cost struct {
	asks    float64 // of those who are told to wait and come back, and tries after a timeout
	waiting float64 // most jobs and PCs that wait or run at once
}

// add adds what so many in an hour cost.
func (c *cost) add(asks, waiting float64) {
	c.asks += asks
	c.waiting = max(c.waiting, waiting)
}

// seconds that so many asks take.
func (c *cost) seconds() float64 {
	share := min(1, c.waiting/manyWait)
	return c.asks * (askFew + share*(askMany-askFew))
}

// costOf estimates what those who wait on so many slots cost in one replication. It
// follows the work that is asked for and the work that can be done from hour to hour,
// as if nothing came by chance: what is left over waits, and asks or tries again at
// the mean interval.
func costOf(s *model.Scenario, slots int) (c cost) {
	b := &s.Backend
	passes := bypassed(b)
	if isAuto(slots) || passes && b.Capacity == nil {
		return c
	}
	can := capableOf(b, slots)
	fleet, most := fleetByHour(s)
	var jobs, pcs crowd
	today := model.DateOf(s.Start.In(s.Calendar.Zone))
	for hour := range s.Horizon * 24 {
		h := hour % 24
		came, patience := demandAt(s, h)
		jobs.come(came)
		here := fleet[h].on && s.Calendar.Workday(today.Add(hour/24))
		if here {
			pcs.come(fleet[h].demand)
			pcs.left = min(pcs.left, most) // each has one need
		}
		work := jobs.left * jobs.mean
		waiting, before := jobs.left, jobs.before
		if here {
			work, waiting, before = work+pcs.left*pcs.mean, waiting+pcs.left, before+pcs.before
		}
		if work <= 0 {
			continue
		}
		stays := max(0, 1-can*3600/work)
		if t := b.Timeout; t != nil && b.Capacity != nil && work/can > t.After.Seconds() && before > 0 {
			stays = 1 // all are too slow to be done in time
		}
		jobs.left *= stays
		if patience > 0 {
			jobs.left = min(jobs.left, came.jobs*patience/3600)
		}
		if limit := b.Admission.QueueLimit; limit != noLimit && !passes {
			jobs.left = min(jobs.left, float64(limit*b.Nodes))
		}
		after := jobs.left
		if here {
			pcs.left *= stays
			after += pcs.left
		}
		c.add(comeBack(b, (before+after)/2, work/waiting, slots), after)
	}
	return c
}

// A crowd is those who are there and not done.
type crowd struct {
	before, left float64 // an hour ago, and now
	mean         float64 // work of one, in seconds
}

// come lets more come.
func (c *crowd) come(more demand) {
	c.before = c.left
	if c.left += more.jobs; c.left > 0 {
		c.mean = (c.before*c.mean + more.work) / c.left
	}
}

// comeBack is how often in an hour those who wait ask or try again.
func comeBack(b *model.Backend, waiting, mean float64, slots int) float64 {
	if t := b.Timeout; t != nil && b.Capacity != nil && bypassed(b) {
		return 2 * waiting * 3600 / (t.After + meanRetry(&t.Retry)).Seconds() // begins and is cut off
	}
	if b.Admission.Discipline != model.ReAsk || bypassed(b) {
		return 0
	}
	returns := &b.Admission.RetryPolicy
	every := b.Admission.Jitter.Seconds() / 2
	switch hint := &b.Admission.RetryAfter; {
	case returns.After != nil:
		if every += returns.After.Mean(); returns.FirstOnly {
			waiting = min(waiting, 1)
		}
	case hint.Estimate:
		every += max(60, waiting*mean/float64(max(slots, 1))) + hint.Jitter.Seconds()/2
	default:
		every += model.ShownWait(hint.Fixed).Seconds() + hint.Jitter.Seconds()/2
	}
	return waiting * 3600 / max(every, 1)
}

// capableOf is how many syncs at full speed the backend is worth with so many slots.
func capableOf(b *model.Backend, slots int) float64 {
	nodes := growth(b)
	if bypassed(b) {
		best := bestOf(b)
		if math.IsInf(best, +1) {
			best = maxSlots
		}
		return throughput(b, int(best), 1)
	}
	for i := range b.Events {
		slots = max(slots, b.Events[i].Slots)
	}
	most := float64(slots) * nodes
	return min(most, throughput(b, int(math.Ceil(most)), nodes))
}

// demandAt is what comes in an hour of the day, and how long it waits at most, in
// seconds; 0: for ever.
func demandAt(s *model.Scenario, hour int) (all demand, patience float64) {
	for i := range s.Workloads {
		w := &s.Workloads[i]
		if w.Arrivals.Kind == model.Closed || w.Arrivals.Kind == model.Replay || w.Work == nil {
			continue // never more than there are, or not known
		}
		n := demandOf(w, 1).jobs / 24
		if w.Arrivals.Kind == model.PoissonRate {
			for _, r := range w.Arrivals.Profile {
				if int(r.From.Hours()) <= hour {
					n = r.Rate * 3600
				}
			}
		}
		longest := math.Inf(+1)
		if w.Patience != nil {
			longest = w.Patience.Mean()
		}
		patience = max(patience, longest)
		all.jobs, all.work = all.jobs+n, all.work+n*w.Work.Mean()
	}
	if math.IsInf(patience, +1) {
		patience = 0
	}
	return all, patience
}

// An hourOfPCs is what the PCs ask for in an hour of a workday, and whether they are on.
type hourOfPCs struct {
	demand
	on bool
}

// fleetByHour is what the PCs ask for in each hour of a workday: a log-in of each
// that is there, at its mean hour, and its timers from then on. It returns how many
// are there.
func fleetByHour(s *model.Scenario) (hours [24]hourOfPCs, there float64) {
	old := s.Backend.Admission.CompatibleFrom
	for i := range s.Groups {
		g := &s.Groups[i]
		if g.Profile == model.TerminalServer {
			continue
		}
		admitted := 0.0
		for _, v := range g.Versions {
			version := v.Version
			if version == model.None && s.Release != nil {
				version = s.Release.Version // that of all their syncs
			}
			if version.Compare(old) >= 0 || bypassed(&s.Backend) {
				admitted += v.Share
			}
		}
		n := pcsOf(s, g) * (1 - g.Presence.Absent) * admitted
		there += n
		first := g.Sync.Delta.Mean()
		if g.Profile == model.NonPersistent {
			first = g.Sync.Full.Mean()
		}
		boot, session := g.Presence.Boot.Mean(), g.Presence.Session.Mean()
		ask := func(after, work float64) {
			h := &hours[int((boot+after)/3600)%24]
			h.jobs, h.work = h.jobs+n, h.work+n*work
		}
		for h := range min(24, int(math.Ceil(session/3600))) {
			hours[(int(boot/3600)+h)%24].on = true
		}
		if g.Sync.OnLogIn {
			ask(0, first)
		}
		for after := g.Sync.Interval.Seconds(); g.Sync.OnTimer && after < session; after += g.Sync.Interval.Seconds() {
			ask(after, g.Sync.Delta.Mean())
		}
	}
	return hours, there
}

// pcsOf is how many PCs a group has, on average over the days that are simulated: those of
// new employees count from the day on which they join.
func pcsOf(s *model.Scenario, g *model.Group) float64 {
	n := float64(g.Clients)
	first := model.DateOf(s.Start.In(s.Calendar.Zone))
	for _, d := range s.JoinDates(g) {
		n += float64(g.Joins.Clients) * (1 - float64(daysFrom(first, d))/float64(s.Horizon))
	}
	return n
}

// An Estimate is how much a study simulates, how long that takes and how much memory.
// Time is within a factor of three of what a core of 2020 takes, and memory within a factor of
// three, for fleets that sync, jobs, and jobs and PCs that ask again (TestEstimatesHold).
type Estimate struct {
	UpTo bool // it may end earlier

	days, jobs, asks float64 // client-days of rollouts, jobs of workloads, asks of those who come back
	seconds          float64 // on one core
	bytes            float64 // for each rollout that is simulated at once
	strata           int     // sets of problems
}

// EstimateOf estimates a comparison of the strategies of a scenario on each of its slot
// numbers, with the number of replications given or, when it is 0, its own, or the most
// that it allows. Where the scenario leaves slots open it has one number that nobody waits on.
func EstimateOf(s *model.Scenario, replications int) Estimate {
	e := Estimate{UpTo: replications == 0 && s.Most > 0, strata: len(s.Strata())}
	if replications == 0 {
		replications = MostReplications(s)
	}
	rollouts := float64((len(s.Strategies)+1)*e.strata) * float64(replications) // on each slot number
	runs := float64(len(s.Backend.Slots)) * rollouts
	pcs := 0.0
	for i := range s.Groups {
		pcs += pcsOf(s, &s.Groups[i])
	}
	e.days, e.jobs = pcs*float64(s.Horizon)*runs, jobsOf(s)*runs
	before := float64(s.Clients()) * weeksBefore * float64(len(s.Backend.Slots)*replications) // the start, once for all strategies
	waiting := 0.0
	e.seconds = (e.days+before)*clientDay + (e.jobs+vainTriesOfPCs(s)*runs)*job
	for _, slots := range s.Backend.Slots {
		c := costOf(s, slots)
		e.asks, waiting = e.asks+c.asks*rollouts, max(waiting, c.waiting)
		e.seconds += c.seconds() * rollouts
	}
	e.bytes = baseByte + clientByte*float64(s.Clients()+s.NewClients()) + waiterByte*waiting
	return e
}

// Add adds what else is simulated.
func (e *Estimate) Add(more Estimate) {
	e.UpTo = e.UpTo || more.UpTo
	e.days, e.jobs, e.asks, e.seconds = e.days+more.days, e.jobs+more.jobs, e.asks+more.asks, e.seconds+more.seconds
	e.bytes, e.strata = max(e.bytes, more.bytes), max(e.strata, more.strata)
}

// Times has it done so many times, one after the other.
func (e *Estimate) Times(n float64) {
	e.days, e.jobs, e.asks, e.seconds = n*e.days, n*e.jobs, n*e.asks, n*e.seconds
}

// LongRun warns that a comparison takes long to simulate or much memory: the
// [Estimate.LongRun] of its [EstimateOf].
func LongRun(s *model.Scenario, replications int) say.Sentence {
	return EstimateOf(s, replications).LongRun()
}

// LongRun warns of what takes two minutes or 1 GB. It says nothing where it does not.
func (e Estimate) LongRun() say.Sentence {
	days, jobs, asks, seconds, bytes := e.days, e.jobs, e.asks, e.seconds, e.bytes
	if seconds < longRun && bytes < largeRun {
		return say.Sentence{}
	}
	what := say.Of(say.T("%s billion client-days (PCs × days × strategies × slot numbers × replications)",
		"%s Milliarden PC-Tage (PCs × Tage × Strategien × Platzzahlen × Replikationen)"), twoDigits(days/1e9))
	if e.strata > 1 {
		what = say.Of(say.T("%s billion client-days (PCs × days × strategies × slot numbers × replications × %d sets of problems)",
			"%s Milliarden PC-Tage (PCs × Tage × Strategien × Platzzahlen × Replikationen × %d Fälle von Problemen)"), twoDigits(days/1e9), e.strata)
	}
	switch {
	case days*clientDay < 0.01*seconds && jobs*job < 0.1*seconds && asks > 0:
		what = say.Of(say.T("%s billion asks of those who wait and come back",
			"%s Milliarden Anfragen derer, die warten und wiederkommen"), twoDigits(asks/1e9))
	case days == 0:
		what = say.Of(say.T("%s billion jobs (jobs × slot numbers × replications)",
			"%s Milliarden Aufträge (Aufträge × Platzzahlen × Replikationen)"), twoDigits(jobs/1e9))
	case jobs*job > 0.1*seconds:
		what = say.Of(say.T("%s and %s billion jobs of workloads", "%s und %s Milliarden Aufträge"), what, twoDigits(jobs/1e9))
	}
	long := say.Of(say.T("%s minutes", "%s Minuten"), twoDigits(seconds/60))
	if seconds >= 120*60 {
		long = say.Of(say.T("%s hours", "%s Stunden"), twoDigits(seconds/3600))
	}
	if bytes >= largeRun {
		long = say.Of(say.T("%s on one core, and about %s GB for each rollout that is simulated at once",
			"%s auf einem Kern und braucht etwa %s GB für jeden Rollout, der zugleich simuliert wird"), long, twoDigits(bytes/1e9))
	} else {
		long = say.Of(say.T("%s on one core, and about %s MB for each rollout that is simulated at once",
			"%s auf einem Kern und braucht etwa %s MB für jeden Rollout, der zugleich simuliert wird"), long, twoDigits(10*math.Round(bytes/1e7)))
	}
	if e.UpTo {
		return say.Of(say.T("about %s: this may take up to about %s", "etwa %s: das dauert bis zu etwa %s"), what, long)
	}
	return say.Of(say.T("about %s: this takes about %s", "etwa %s: das dauert etwa %s"), what, long)
}
