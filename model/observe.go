package model

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// Population is a set of waits that is counted together.
type Population int

const (
	WaitUpdate Population = iota // needs of cause update: each updated client's first sync; those of the fleet alone
	WaitFirst                    // needs of kind first: the first sync of each client that had nothing installed, or is new
	WaitWorst                    // of each client the longest of its waits
	WaitLogIn                    // needs of cause log-in
	WaitAll                      // every need
	numPopulations
)

// Name is the part of metric names that stands for the population.
func (p Population) Name() string { return [...]string{"update", "first", "worst", "log_in", "all"}[p] }

// SeriesWidth is the width of the intervals of what is observed over time.
const SeriesWidth = 5 * time.Minute

// Accounting is the fate of sync needs. Asked = Done + GaveUp + Waiting +
// Running, checked in every run.
type Accounting struct {
	Asked, Done, GaveUp, Waiting, Running int64
	Bypassed                              int64 // of Asked: last accepted without a slot
}

// Plus returns the sum of two accountings.
func (a Accounting) Plus(b Accounting) Accounting {
	return Accounting{a.Asked + b.Asked, a.Done + b.Done, a.GaveUp + b.GaveUp,
		a.Waiting + b.Waiting, a.Running + b.Running, a.Bypassed + b.Bypassed}
}

// observations is all that is kept of a replication while it runs. Nothing in it
// changes what happens.
type observations struct {
	record   func(*Record) // nil: no records
	waits    [numPopulations]stats.Sample
	delays   *[numPopulations]stats.Sample // nil where they equal the waits
	groups   []stats.Sample                // by group of the fleet: of cause update, the delays or waits; nil for a single group
	phases   []PhaseWatch                  // by phase of the strategy; nil unless isPhased
	isPhased bool                          // the phases are watched one by one
	progress []GroupProgress               // by group of the fleet; nil unless a strategy with phases is followed
	byClient []ClientWait                  // by client of the fleet; nil unless World.WatchClients asked for it
	worst    []time.Duration               // by client, new employees' PCs last: its longest wait so far; noWait if there is none
	later    []time.Duration               // by client likewise: its longest delay so far; nil where delays equal waits
	after    *afterwards                   // nil: the days after the rollout are not looked at

	accounting Accounting
	asksEnded  int64   // asks of the needs that ended or are open
	quoted     int64   // needs that were shown a hint and then started or left
	error      float64 // sum of wait − promise over those, in ns
	minute     int64   // of the promises: needs that were told "1 minute"
	broken     int64   // of those: that waited more than five
	succeeded  int64   // attempts that ended with success in the window
	lost       int64   // attempts that ended without in the window
	timedOut   int64   // of those: that took too long

	waiting, running, bypass, online stats.TimeWeighted
	hit                              *stats.TimeWeighted // clients that a problem has hit and that are not whole again; nil without one
	traffic                          []Traffic           // by place; nil without a rollout
	full                             stats.TimeWeighted  // 1 while no slot is free, else 0; used if there are jobs alone
	jobsOnly                         bool                // there are no PCs
	asks                             []uint32            // by interval of askWidth
	done, failed                     []float32           // attempts by interval that ended with success and without; nil on a plain backend
	workByHour                       []time.Duration     // asked for the first time in each hour, by needs that take a slot
	updatedAt                        []time.Duration     // instants of installs, ascending
	never                            int                 // clients that will never have the update

	// The same areas as under waiting, running and bypass, summed need by need, in
	// seconds: a fleet can wait for more than the 292 years of a time.Duration.
	inWait, inService float64

	inSystem          float64       // of jobs where there are no PCs: time from the first ask to the end, in seconds, all together
	firstAsk, lastEnd time.Duration // of those, the first and the last
}

// askWidth is the width of the intervals in which asks are counted to find
// echoes: fine enough for a period of a minute.
const askWidth = 10 * time.Second

// noWait stands for the longest wait of a client without any.
const noWait = time.Duration(-1)

// HorizonEnd is the first instant that is not simulated.
func (s *Scenario) HorizonEnd() time.Duration { return s.dayBegins(s.Horizon) }

// CountedEnd is the first instant that is not counted any more by metrics that are not of a release.
func (s *Scenario) CountedEnd() time.Duration { return s.dayBegins(s.CountedDays()) }

// intervals is how many intervals of SeriesWidth there are up to the horizon.
func (s *Scenario) intervals() int { return int((s.HorizonEnd() + SeriesWidth - 1) / SeriesWidth) }

// dayBegins is the beginning of a local calendar day, counted from that of the start.
func (s *Scenario) dayBegins(n int) time.Duration {
	return DateOf(s.Start.In(s.Calendar.Zone)).Add(n).In(s.Calendar.Zone).Sub(s.Start)
}

func newObservations(s *Scenario, clients int) observations {
	end := s.HorizonEnd()
	intervals := s.intervals()
	track := func() stats.TimeWeighted { return stats.NewTimeWeighted(SeriesWidth, intervals) }
	o := observations{
		waiting: track(), running: track(), bypass: track(), online: track(),
		asks:       make([]uint32, time.Duration(intervals)*(SeriesWidth/askWidth)),
		workByHour: make([]time.Duration, (end+time.Hour-1)/time.Hour),
		worst:      noWaits(clients),
		after:      newAfterwards(s),
	}
	if s.Backend.Slows() {
		o.delays, o.later = new([numPopulations]stats.Sample), noWaits(clients)
	}
	if len(s.Groups) == 0 {
		o.jobsOnly, o.full = true, track()
	}
	if len(s.Groups) > 1 {
		o.groups = make([]stats.Sample, len(s.Groups))
	}
	return o
}

// watchAttempts makes ready to observe a backend that is not plain.
func (o *observations) watchAttempts() {
	o.done, o.failed = make([]float32, o.waiting.Intervals()), make([]float32, o.waiting.Intervals())
}

// watchHits makes ready to observe a release with problems.
func (o *observations) watchHits() {
	hit := stats.NewTimeWeighted(SeriesWidth, o.waiting.Intervals())
	o.hit = &hit
}

// noWaits are the longest waits of clients that have not waited yet.
func noWaits(clients int) []time.Duration {
	waits := make([]time.Duration, clients)
	for i := range waits {
		waits[i] = noWait
	}
	return waits
}

// Slows tells whether a sync may take longer than its work from its last start:
// then delay says more than wait.
func (b *Backend) Slows() bool {
	resumes := func(e BackendEvent) bool { return (e.Kind == Outage || e.Kind == Deploy) && e.Running == Resume }
	return b.Capacity != nil || b.Timeout != nil || b.Failures != nil && b.Failures.Running == Resume || slices.ContainsFunc(b.Events, resumes)
}

// clone returns an independent copy.
func (o *observations) clone() observations {
	c := *o
	for _, t := range c.tracks() {
		*t = t.Clone()
	}
	c.asks, c.done, c.failed = slices.Clone(o.asks), slices.Clone(o.done), slices.Clone(o.failed)
	c.groups, c.later, c.byClient = slices.Clone(o.groups), slices.Clone(o.later), slices.Clone(o.byClient)
	if o.delays != nil {
		c.delays = new([numPopulations]stats.Sample)
	}
	if o.after != nil {
		c.after = &afterwards{Window: o.after.Window}
	}
	c.workByHour = slices.Clone(o.workByHour)
	c.worst = slices.Clone(o.worst)
	c.updatedAt = slices.Clone(o.updatedAt)
	if o.waits[WaitAll].Len() > 0 {
		panic("model: a world is copied after it has begun to record")
	}
	return c
}

func (o *observations) busy(bypass bool) *stats.TimeWeighted {
	if bypass {
		return &o.bypass
	}
	return &o.running
}

// tracks are all tracks in use.
func (o *observations) tracks() []*stats.TimeWeighted {
	all := []*stats.TimeWeighted{&o.waiting, &o.running, &o.bypass, &o.online}
	if o.hit != nil {
		all = append(all, o.hit)
	}
	if o.jobsOnly {
		all = append(all, &o.full)
	}
	return all
}

// ask counts an admission request.
func (o *observations) ask(now time.Duration) {
	if now >= 0 {
		o.asks[now/askWidth]++
	}
}

// end counts an attempt on a backend that is not plain.
func (o *observations) end(now time.Duration, success bool) {
	switch {
	case o.done == nil || now < 0:
	case success:
		o.done[now/SeriesWidth]++
	default:
		o.failed[now/SeriesWidth]++
	}
}

// askWork counts work that is asked of the slots.
func (o *observations) askWork(now time.Duration, n *need, work time.Duration) {
	if !n.bypass {
		o.workByHour[now/time.Hour] += work
	}
}

// update counts an install.
func (o *observations) update(now time.Duration) { o.updatedAt = append(o.updatedAt, now) }

// count begins to observe a need. Needs first asked in the two weeks before the
// start are not, unless an update has taken them over.
func (w *World) count(now time.Duration, n *need) {
	n.counted = true
	w.seen.accounting.Asked++
	w.seen.askWork(now, n, n.work)
}

// observe closes the books on a need. The waits of those who gave up count like
// the others: they waited so long.
func (w *World) observe(now time.Duration, n *need, fate Fate) {
	if n.cause == Update && w.train != nil && n.asks > 0 && !w.isNew(n.client) {
		w.addToRelease(now, n, fate)
	}
	if w.seen.after.takes(n) {
		w.seen.after.see(now, n, fate)
	}
	if !n.counted {
		return
	}
	o := &w.seen
	if o.jobsOnly {
		o.inSystem += (now - n.asked).Seconds()
		if o.accounting.Done+o.accounting.GaveUp+o.accounting.Waiting+o.accounting.Running == 0 || n.asked < o.firstAsk {
			o.firstAsk = n.asked
		}
		o.lastEnd = now
	}
	wait := n.waitBy(now, fate)
	switch fate {
	case Done:
		o.accounting.Done++
	case GaveUp:
		o.accounting.GaveUp++
	case Waiting:
		o.accounting.Waiting++
	case Running:
		o.accounting.Running++
	}
	if n.bypass {
		o.accounting.Bypassed++
	}
	o.asksEnded += int64(n.asks)
	if n.quoted > 0 && fate != Waiting {
		o.quoted++
		o.error += float64(wait - n.quotedWait())
		if n.quoted == 1 {
			o.minute++
			if wait > 5*time.Minute {
				o.broken++
			}
		}
	}
	if wait < 0 || n.started < n.asked && n.attempts > 0 {
		panic(fmt.Sprintf("model: client %d starts before it asks: %+v", n.client, *n))
	}
	w.addTo(&o.waits, o.worst, n, wait, fate == Waiting)
	delay, grows := wait, fate == Waiting
	if o.delays != nil {
		delay, grows = n.delayBy(now, fate, wait)
		w.addTo(o.delays, o.later, n, delay, grows)
	}
	if n.cause == Update && !w.isNew(n.client) {
		w.observeUpdate(n, delay, grows)
	}
	if o.record != nil {
		w.write(now, n, fate, wait)
	}
}

// observeUpdate keeps the wait for the sync after an update by group, client and phase.
func (w *World) observeUpdate(n *need, delay time.Duration, grows bool) {
	o, c := &w.seen, &w.clients[n.client]
	first := n.isOfRelease()
	if first && o.groups != nil {
		add(&o.groups[c.group], delay, grows)
	}
	if first && o.byClient != nil {
		o.seeClient(n.client, delay, grows)
	}
	if o.phases != nil && (w.train == nil || c.phase != noPhase && w.releaseOf(c) == n.updateRelease()) {
		add(&o.phases[c.phase].Waits, delay, grows)
	}
}

// waitBy is the wait of a need that comes to an end, or is open at the horizon.
func (n *need) waitBy(now time.Duration, fate Fate) time.Duration {
	switch {
	case fate == Done || n.state == running:
		return n.wait(n.started)
	case n.state == waiting || n.state == asking:
		return n.wait(now)
	}
	return n.waited
}

// delayBy is the delay likewise, of a need with a wait, and whether it still grows.
func (n *need) delayBy(now time.Duration, fate Fate, wait time.Duration) (delay time.Duration, grows bool) {
	if fate == Done || fate == Running {
		return max(0, n.wait(now)-n.work), fate == Running
	}
	return wait, fate == Waiting
}

// addTo adds the wait of a need to those of its populations. One that grows is
// still growing at the horizon.
func (w *World) addTo(waits *[numPopulations]stats.Sample, worst []time.Duration, n *need, wait time.Duration, grows bool) {
	if n.isJob() {
		if len(w.clients) == 0 {
			add(&waits[WaitAll], wait, grows)
		}
		return
	}
	add(&waits[WaitAll], wait, grows)
	switch n.cause {
	case Update:
		if n.isOfRelease() && !w.isNew(n.client) {
			add(&waits[WaitUpdate], wait, grows)
		}
		if n.kind == First {
			add(&waits[WaitFirst], wait, grows)
		}
	case LogIn:
		add(&waits[WaitLogIn], wait, grows)
	}
	if wait > worst[n.client] {
		worst[n.client] = wait
		if grows {
			waits[WaitWorst].AddCensored(wait)
			worst[n.client] = noWait
		}
	}
}

func add(s *stats.Sample, wait time.Duration, grows bool) {
	if grows {
		s.AddCensored(wait)
	} else {
		s.Add(wait)
	}
}

// write hands one need to whoever wants the raw observations.
func (w *World) write(now time.Duration, n *need, fate Fate, wait time.Duration) {
	r := Record{
		Replication: w.replication, Strategy: w.strategy.Name, Slots: w.slots,
		Client: n.client, Cause: n.cause, Kind: n.kind, Occasion: n.occasion, Bypass: n.bypass,
		Asked: n.asked, Started: n.started, Finished: now,
		HasStarted: n.attempts > 0, HasFinished: fate == Done || fate == GaveUp,
		Wait: wait, WaitElapsed: now - n.asked, Work: n.work,
		Attempts: int(n.attempts), Asks: int(n.asks), QuotedWait: n.quotedWait(), Outcome: fate,
	}
	if fate == Done || fate == Running {
		r.WaitElapsed = n.started - n.asked
	}
	if n.isJob() {
		r.Client += uint32(len(w.clients)) - w.fleet // it draws as if there were no new employees
		r.Group = w.s.Workloads[n.workload].Name
	} else {
		c := &w.clients[n.client]
		r.Group = w.groups[c.group].Name
		if c.phase != noPhase && !w.isNew(n.client) {
			r.Phase = w.phases[c.phase].Name
		}
	}
	w.seen.record(&r)
}

// close ends the replication at the horizon: what is open is censored, and the
// laws that every run obeys are checked.
func (w *World) close(end time.Duration) {
	w.settleUpdates()
	w.closeGroups()
	o := &w.seen
	for i := range w.needs.used {
		n := w.needs.at(i)
		switch n.state {
		case ended:
			continue
		case running:
			w.observe(end, n, Running)
			o.inService += w.window.within(n.started, end)
		default:
			w.observe(end, n, Waiting)
			if n.state == waiting {
				o.inWait += w.window.within(n.since, end)
			}
		}
	}
	for _, wait := range o.worst {
		if wait != noWait {
			o.waits[WaitWorst].Add(wait)
		}
	}
	for _, wait := range o.later {
		if wait != noWait {
			o.delays[WaitWorst].Add(wait)
		}
	}
	for _, t := range o.tracks() {
		t.Close(end)
	}
	for i := range o.traffic {
		o.traffic[i].close(end)
	}
	w.checkLaws()
}

// checkLaws panics when a law is broken that holds in every run and not only on
// average: a simulator that breaks one must not print a number.
func (w *World) checkLaws() {
	o := &w.seen
	a := o.accounting
	if a.Asked != a.Done+a.GaveUp+a.Waiting+a.Running {
		panic(fmt.Sprintf("model: needs are lost or made up: %+v", a))
	}
	w.checkBacklog()
	w.checkNodes()
	for _, law := range []struct {
		name  string
		track float64
		needs float64
	}{
		{"waiting", w.window.area(&o.waiting), o.inWait},
		{"running", w.window.area(&o.running) + w.window.area(&o.bypass), o.inService},
	} {
		if math.Abs(law.track-law.needs) > 1e-6*(1+law.track) {
			panic(fmt.Sprintf("model: Little's law is broken: %v s %s under the curve, %v s need by need",
				law.track, law.name, law.needs))
		}
	}
	assigned := 0
	for i := range w.clients {
		phase := w.clients[i].phase
		if w.isBehind(&w.clients[i]) {
			phase = w.train.followers[i].next
		}
		if phase != noPhase && phase >= uint16(len(w.phases)) {
			panic(fmt.Sprintf("model: client %d is in phase %d of %d", i, phase, len(w.phases)))
		} else if phase != noPhase {
			assigned++
		}
	}
	for i := range w.clients {
		if c := &w.clients[i]; c.is(bare) && (c.need != noNeed || c.flags&(owesUpdate|owesTouch) != 0) {
			panic(fmt.Sprintf("model: client %d has nothing installed and something to sync: %+v", i, *c))
		}
	}
	taken := 0
	for i := range w.phases {
		if i >= w.first {
			taken += w.phases[i].taken
		}
		if w.phases[i].succeeded > w.phases[i].assigned {
			panic(fmt.Sprintf("model: %d of %d clients of phase %q are updated", w.phases[i].succeeded, w.phases[i].assigned, w.phases[i].Name))
		}
	}
	if taken != assigned {
		panic(fmt.Sprintf("model: phases took %d clients, %d are in one", taken, assigned))
	}
}

// checkBacklog panics when the mean work of those who wait, from which the shown
// wait is estimated, is not what the needs say.
func (w *World) checkBacklog() {
	left := w.backlog
	for i := range w.needs.used {
		if n := w.needs.at(i); n.state == waiting {
			left -= w.meanWork(n)
		}
	}
	if left != 0 {
		panic(fmt.Sprintf("model: the books on the work of those who wait are %v too high", left))
	}
}
