package fluid

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/portable"
)

// A Load is the load as a flow without chance: what is asked of the slots and how
// long the line gets, interval by interval. It is the fluid limit of the model's
// queue: expected asks flow in, a slot that is taken finishes 1/work of a sync a
// second, and who finds no slot waits in one line, from which all kinds of syncs start
// alike (Newell, Applications of Queueing Theory, 2nd ed., 1982, chapter 2). Where
// nobody waits, what runs is what the mean of infinitely many rollouts would show.
type Load struct {
	Strategy string
	Slots    int
	Width    time.Duration // of an interval, as of Series
	Asked    []float64     // work asked, in erlangs (slot-seconds a second)
	Running  []float64     // slots taken
	Waiting  []float64     // clients in line
	Bypass   []float64     // syncs that run without a slot
	Open     []float64     // slots that are open
	Wait     []float64     // seconds that one who asks now waits
	Updates  []float64     // syncs after the update that are asked for
	Updated  []float64     // PCs that use the release by the end of the interval
	Means    []float64     // mean work in seconds of what is asked; NaN where nothing is

	Bursts    bool   // some come at one instant, and then end together where their work is the same
	LeavesOut []Lack // what of the scenario is not in it, and so nothing is said about waits beforehand
}

// A Model is the flow of a scenario, of which each strategy and slot number has a
// Load. Several goroutines may ask it, as for several strategies.
type Model struct {
	s     *model.Scenario
	flow  *Flow
	jobs  [][]float64 // by workload
	work  [][]float64
	lock  sync.Mutex
	plans map[string]*planned // by strategy
}

// A planned is what is found once for a strategy, by the first who asks for it.
type planned struct {
	lock    sync.Mutex
	updates []UpdateFlow
	until   int     // intervals that updates were followed for
	free    *Load   // on so many slots that nobody has to wait for one: on more it is the same; nil: not known
	most    float64 // syncs that have or want a slot at the same time then
}

// New follows the fleet and the workloads of a scenario. The error is that of a trace that
// cannot be read, or model.ErrStopped when ctx ends.
func New(ctx context.Context, s *model.Scenario) (*Model, error) {
	flow, err := NewFlow(ctx, s)
	if err != nil {
		return nil, err
	}
	f := &Model{s: s, flow: flow, plans: map[string]*planned{}}
	for i := range s.Workloads {
		jobs, work, err := f.flow.Jobs(&s.Workloads[i])
		if err != nil {
			return nil, err
		}
		f.jobs, f.work = append(f.jobs, jobs), append(f.work, work)
	}
	return f, nil
}

// plan is what is known of a strategy.
func (f *Model) plan(strategy *model.Strategy) *planned {
	f.lock.Lock()
	defer f.lock.Unlock()
	p, ok := f.plans[strategy.Name]
	if !ok {
		p = &planned{}
		f.plans[strategy.Name] = p
	}
	return p
}

// update is what a strategy does to each group in so many intervals, or in more.
func (f *Model) update(strategy *model.Strategy, until int) []UpdateFlow {
	p := f.plan(strategy)
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.updates == nil || p.until < until {
		p.updates, p.until = f.flow.rollUntil(strategy, until), until
	}
	return p.updates
}

// A tank holds the syncs of one kind of one group, or the jobs of a workload.
type tank struct {
	group     int       // of the fleet; -1: a workload
	bursts    []burst   // of asks, in order
	asks      []float64 // by interval, but for the jobs of a closed population
	work      float64   // seconds, above 0
	waits     float64   // syncs
	runs      float64   // syncs
	put       float64   // suspended: their PCs are off
	logsIn    bool      // the sync of a log-in
	updates   bool      // the sync after an update
	timed     bool      // the sync of a timer
	bypasses  bool
	clients   float64 // of a closed population
	think     float64 // seconds
	impatient float64 // chance to give up, a second; 0: never

	evenly float64 // syncs that come in a step of the present interval if they come evenly
	uneven bool    // they do not: a closed population, or a burst
	at     float64 // the speed that what follows is for; below 0: none yet
	lasts  float64 // see lasting
	decays float64 // share of what runs that still does a step later
}

// rate is how many ask a second in an interval of so many seconds.
func (t *tank) rate(k int, width float64) float64 {
	if t.clients > 0 {
		return max(0, t.clients-t.waits-t.runs) / t.think
	}
	return t.asks[k] / width
}

// begin prepares a tank for an interval, with steps of so many seconds.
func (t *tank) begin(k int, h, width float64) {
	t.evenly = t.rate(k, width) * h
	t.uneven = t.clients > 0 || slices.ContainsFunc(t.bursts, func(b burst) bool { return b.step/steps == k })
}

// comes is how many ask in a step of an interval.
func (t *tank) comes(k, step int, h float64) float64 {
	switch {
	case !t.uneven:
		return t.evenly
	case t.clients > 0:
		return t.rate(k, 0) * h
	}
	left, here := 1.0, 0.0
	for _, b := range t.bursts {
		if b.step/steps == k {
			left -= b.share
			if b.step == step {
				here += b.share
			}
		}
	}
	return float64(max(0, left)*t.evenly) + float64(here*t.asks[k])
}

// steps are taken in each interval.
const steps = 20

// Of returns the flow of a strategy on so many slots. The error is model.ErrStopped when
// the context of the model ends.
func (f *Model) Of(strategy *model.Strategy, slots int) (*Load, error) {
	return f.Until(strategy, slots, f.flow.Intervals())
}

// Until is Of for so many intervals from the start, or for more: what comes later is left
// out, and whoever waits at the end waits at least until then.
func (f *Model) Until(strategy *model.Strategy, slots, intervals int) (*Load, error) {
	p := f.plan(strategy)
	p.lock.Lock()
	free, most := p.free, p.most
	p.lock.Unlock()
	if free != nil && float64(slots) >= most {
		l := *free
		l.Slots = slots
		l.Open = slices.Repeat([]float64{float64(slots)}, len(l.Open))
		return &l, nil
	}
	n := min(intervals, f.flow.Intervals())
	zeros := func() []float64 { return make([]float64, n) }
	l := &Load{Strategy: strategy.Name, Slots: slots, Width: f.flow.Width, Asked: zeros(), Running: zeros(), Waiting: zeros(),
		Bypass: zeros(), Wait: zeros(), Updates: zeros(), Updated: zeros(), Means: zeros(), LeavesOut: f.leavesOut(strategy)}
	updates := f.update(strategy, n)
	q := queue{Model: f, l: l, updates: updates, tanks: f.tanks(updates), touched: f.touches(), speeds: zeros(), lines: make([]line, len(f.flow.Groups))}
	open, nodes := f.flow.OpenSlots(slots)
	l.Open = open[:n]
	width := l.Width.Seconds()
	h := width / steps
	updated, backlog := 0.0, zeros()
	for gi := range q.lines {
		q.lines[gi] = line{came: zeros(), anytime: zeros()}
	}
	q.index()
	l.Bursts = slices.ContainsFunc(q.tanks, func(t tank) bool { return len(t.bursts) > 0 })
	for k := range n {
		if f.flow.stopped() {
			return nil, model.ErrStopped
		}
		for i := range updates {
			updated += updates[i].Updated[k]
			l.Updates[k] += updates[i].Syncs[k]
		}
		l.Updated[k] = updated
		q.touch(k)
		q.resume(k)
		asked, work := 0.0, 0.0
		q.alive = q.alive[:0]
		for i := range q.tanks {
			t := &q.tanks[i]
			if t.isStill(k) {
				t.waits, t.runs = 0, 0
				continue
			}
			t.begin(k, h, width)
			q.alive = append(q.alive, i)
			if !t.bypasses {
				a := float64(t.rate(k, width) * width)
				asked, work = asked+a, work+float64(a*t.work)
			}
		}
		l.Asked[k] = work / width
		l.Means[k] = work / asked
		for step := q.flowFreely(k, 0, h, open[k]); step < steps; step = q.flowFreely(k, step+1, h, open[k]) {
			q.flowOn(k, k*steps+step, h, open[k], nodes[k])
		}
		q.speeds[k] /= steps
		q.goHome(k)
		backlog[k] = l.Waiting[k] * q.meanOfWaiting()
	}
	l.foretell(backlog, q.speeds)
	if f.alwaysOpen() && q.most <= float64(slots) && n == f.flow.Intervals() {
		p.lock.Lock()
		p.free, p.most = l, q.most
		p.lock.Unlock()
	}
	return l, nil
}

// alwaysOpen tells whether all slots are open all the time.
func (f *Model) alwaysOpen() bool {
	return !slices.ContainsFunc(f.s.Backend.Events, func(e model.BackendEvent) bool { return e.Kind != model.TouchMetadata })
}

// A queue is what is in the system on the way through the days.
type queue struct {
	*Model
	l       *Load
	updates []UpdateFlow // by group
	tanks   []tank       // those of a group next to each other, the workloads last
	from    []int        // index of the first tank of each group, and behind the last one
	alive   []int        // tanks in which something is or comes in the present interval
	streams []stream     // of these, while nobody waits
	lines   []line       // by group
	touched []touch      // changes of all metadata
	speeds  []float64    // of syncs, by interval
	most    float64      // syncs that had or wanted a slot at the same time, so far
}

// index finds the tanks of each group.
func (q *queue) index() {
	i := 0
	for gi := range q.lines {
		q.from = append(q.from, i)
		for i < len(q.tanks) && q.tanks[i].group == gi {
			i++
		}
	}
	q.from = append(q.from, i)
}

// of are the tanks of a group.
func (q *queue) of(group int) []tank { return q.tanks[q.from[group]:q.from[group+1]] }

// isStill tells whether nothing is in a tank and nothing comes in an interval.
func (t *tank) isStill(k int) bool {
	const few = 1e-9
	return t.clients == 0 && t.asks[k] == 0 && t.waits+t.runs < few
}

// foretell finds how long one who asks waits behind a backlog of work in
// slot-seconds, first come, first served: until the open slots have done it, at the speed
// of the interval. Those
// for whom that is after the end wait at least until then.
func (l *Load) foretell(backlog, speeds []float64) {
	width := l.Width.Seconds()
	for k, left := range backlog {
		for j := k; left > 0 && j < len(backlog); j++ {
			can := float64(l.Open[j] * width * speeds[j])
			if left < can {
				l.Wait[k] += width * left / can
				break
			}
			left -= can
			l.Wait[k] += width
		}
	}
}

// meanOfWaiting is the mean work in seconds of those who wait, 0 if nobody does.
func (q *queue) meanOfWaiting() float64 {
	waits, work := 0.0, 0.0
	for _, i := range q.alive {
		t := &q.tanks[i]
		waits, work = waits+t.waits, work+float64(t.waits*t.work)
	}
	if waits == 0 {
		return 0
	}
	return work / waits
}

// A stream is a tank in which nobody waits: in each step of an interval the same number
// of syncs comes and begins.
type stream struct {
	runs     float64
	next     float64 // that run a step later
	decays   float64 // as of its tank
	lasts    float64
	comes    float64 // in a step
	begun    float64 // of these, that still run at the end of the step
	running  float64 // slots that those take, mean of the step
	bypasses bool
}

// flowFreely lets the steps of an interval from one on pass as flowOn does while there is
// a slot for everybody at once, without what that needs for those who wait. It returns the
// first step at which there is not.
func (q *queue) flowFreely(k, step int, h, open float64) int {
	if q.s.Backend.Capacity != nil || step == steps {
		return step
	}
	for _, i := range q.alive {
		if t := &q.tanks[i]; t.waits != 0 || t.uneven || t.impatient > 0 {
			return step
		}
	}
	q.streams = q.streams[:0]
	want := 0.0
	for _, i := range q.alive {
		t := &q.tanks[i]
		t.keepTo(1, h)
		begun := float64(t.evenly * t.lasts)
		if !t.bypasses {
			want += begun
		}
		q.streams = append(q.streams, stream{runs: t.runs, decays: t.decays, lasts: t.lasts, bypasses: t.bypasses,
			comes: t.evenly, begun: begun, running: float64(t.evenly * t.work / h * (1 - t.lasts))})
	}
	l := q.l
	for ; step < steps; step++ {
		stay, in, ran, passed := 0.0, 0.0, 0.0, 0.0
		for i := range q.streams {
			t := &q.streams[i]
			left := float64(t.runs * t.decays)
			t.next = left + t.begun
			mean := float64(t.runs*t.lasts) + t.running
			if t.bypasses {
				passed += mean
				continue
			}
			stay += left
			in += t.runs + t.comes
			ran += mean
		}
		if want > max(0, open-stay) {
			break
		}
		for i := range q.streams {
			q.streams[i].runs = q.streams[i].next
		}
		q.most = max(q.most, in)
		q.speeds[k]++
		l.Running[k] += min(ran, max(open, stay)) / steps
		l.Bypass[k] += passed / steps
	}
	for n, i := range q.alive {
		q.tanks[i].runs = q.streams[n].runs
	}
	return step
}

// keepTo finds what depends on the speed of syncs in steps of so many seconds.
func (t *tank) keepTo(speed, h float64) {
	if t.at != speed {
		t.at, t.lasts, t.decays = speed, t.lasting(h, speed), portable.Exp(-h*speed/t.work)
	}
}

// flowOn lets one step of an interval pass: what runs ends, each kind by its own
// work, and who waits takes what is free, each kind by how many of it wait.
func (q *queue) flowOn(k, step int, h, open, nodes float64) {
	running := 0.0
	for _, i := range q.alive {
		running += q.tanks[i].runs
	}
	speed := 1.0
	if c := q.s.Backend.Capacity; c != nil && running > 0 {
		if b := &q.s.Backend; b.Balancer.Policy != model.SharedLine && c.FullSpeed == 0 {
			running /= max(1, float64(b.Nodes)*nodes) // each node follows the law by itself
		}
		speed = max(1e-9, speedOf(c, running, nodes)) // it is 0 where no node is left
	}
	q.speeds[k] += speed
	stay, want, in := 0.0, 0.0, 0.0 // slots still taken at the end of the step, slots that all who wait would take, and who has or wants one
	for _, i := range q.alive {
		t := &q.tanks[i]
		t.waits += t.comes(k, step, h)
		if t.impatient > 0 {
			t.waits -= float64(t.waits * -portable.Expm1(-t.impatient*h) * q.stuck(open))
		}
		t.keepTo(speed, h)
		if !t.bypasses {
			stay += float64(t.runs * t.decays)
			want += float64(t.waits * t.lasts)
			in += t.runs + t.waits
		}
	}
	q.most = max(q.most, in)
	starts := 1.0 // share of those who wait
	if want > 0 {
		starts = min(1, max(0, open-stay)/want)
	}
	ran, waited, passed := 0.0, 0.0, 0.0
	for _, i := range q.alive {
		t := &q.tanks[i]
		share := starts
		if t.bypasses {
			share = 1
		}
		begin := float64(t.waits * share)
		work := t.work / speed
		lasting := t.lasts
		mean := float64(t.runs*lasting) + float64(begin*work/h*(1-lasting)) // those that begin do so evenly over the step
		t.waits -= begin
		decays := t.decays
		if speed != 1 {
			decays = portable.Exp(-h / work)
		}
		t.runs = float64(t.runs*decays) + float64(begin*lasting)
		if t.bypasses {
			passed += mean
		} else {
			ran, waited = ran+mean, waited+t.waits
		}
	}
	q.l.Running[k] += min(ran, max(open, stay)) / steps
	q.l.Waiting[k] += waited / steps
	q.l.Bypass[k] += passed / steps
}

// stuck is 1 where no slot is free, and whoever has no patience may give up.
func (q *queue) stuck(open float64) float64 {
	in := 0.0
	for _, i := range q.alive {
		if t := &q.tanks[i]; !t.bypasses {
			in += t.runs + t.waits
		}
	}
	q.most = max(q.most, in)
	if in > open {
		return 1
	}
	return 0
}

// lasting is the share of what begins evenly over a step that still runs at its end.
func (t *tank) lasting(h, speed float64) float64 {
	return -portable.Expm1(-h*speed/t.work) * t.work / speed / h
}

// speedOf is the speed of so many that share a capacity, which need not be a whole
// number.
func speedOf(c *model.Capacity, running, nodes float64) float64 {
	low := math.Floor(running)
	part := running - low
	return float64((1-part)*c.Speed(max(1, int(low)), nodes)) + float64(part*c.Speed(max(1, int(low)+1), nodes))
}

// tanks are the syncs of the fleet and the jobs of the workloads.
func (f *Model) tanks(updates []UpdateFlow) []tank {
	var all []tank
	n := f.flow.Intervals()
	add := func(t tank) {
		if t.work > 0 && (t.clients > 0 || slices.ContainsFunc(t.asks, func(asks float64) bool { return asks > 0 })) {
			t.at = -1
			all = append(all, t)
		}
	}
	for i := range f.flow.Groups {
		g, s := &f.flow.Groups[i], &f.flow.groups[i]
		if s.Profile == model.TerminalServer {
			continue
		}
		split := func(asks []float64) (slots, passing []float64) {
			switch {
			case f.passAll():
				return nil, slices.Clone(asks)
			case g.Bypasses == 0:
				return slices.Clone(asks), nil
			}
			slots, passing = make([]float64, n), make([]float64, n)
			updated := 0.0
			for k := range asks {
				updated += updates[i].Updated[k]
				old := g.Bypasses // share of PCs that still do
				if lacking := g.Lacking * float64(s.Clients); lacking > 0 {
					old *= 1 - min(1, updated/lacking)
				}
				slots[k], passing[k] = asks[k]*(1-old), asks[k]*old
			}
			return slots, passing
		}
		logIns, timers := g.oldLogIns(), g.Timers
		if s.bare {
			logIns, timers = updates[i].LogIns, slices.Clone(g.Timers)
			for k := range timers {
				timers[k] *= min(1, updates[i].Online[k]/max(g.Online[k], 1e-9))
			}
		}
		if s.Sync.OnLogIn {
			slots, passing := split(logIns)
			add(tank{group: i, asks: slots, work: g.Work[g.LogIn], logsIn: true})
			add(tank{group: i, asks: passing, work: g.Work[g.LogIn], bypasses: true})
		}
		if g.Joins != nil && !s.bare {
			slots, passing := split(g.Joins)
			add(tank{group: i, asks: slots, work: g.Work[model.First]})
			add(tank{group: i, asks: passing, work: g.Work[model.First], bypasses: true})
		}
		slots, passing := split(timers)
		add(tank{group: i, asks: slots, work: g.Work[model.Delta], timed: true})
		add(tank{group: i, asks: passing, work: g.Work[model.Delta], bypasses: true})
		add(tank{group: i, asks: slices.Clone(updates[i].Syncs), work: g.Work[g.Update], updates: true, bypasses: f.passAll()})
	}
	for i := range f.s.Workloads {
		w := &f.s.Workloads[i]
		t := tank{group: -1, asks: slices.Clone(f.jobs[i]), bursts: f.flow.Bursts(w, f.jobs[i]), bypasses: f.passAll()}
		jobs, work := 0.0, 0.0
		for k := range f.jobs[i] {
			jobs, work = jobs+f.jobs[i][k], work+f.work[i][k]
		}
		if jobs > 0 {
			t.work = work / jobs
		}
		if w.Arrivals.Kind == model.Closed {
			t.clients, t.think, t.work = float64(w.Arrivals.Clients), max(1e-3, w.Arrivals.Think.Mean()), w.Work.Mean()
		}
		if w.Patience != nil {
			t.impatient = 1 / max(1e-3, w.Patience.Mean())
		}
		add(t)
	}
	return all
}

// oldLogIns are the PCs that come on and have done so before.
func (g *GroupFlow) oldLogIns() []float64 {
	if g.Joins == nil {
		return g.LogIns
	}
	old := slices.Clone(g.LogIns)
	for k, new := range g.Joins {
		old[k] -= new
	}
	return old
}

// passAll tells whether everybody is accepted without a slot.
func (f *Model) passAll() bool {
	return f.s.Backend.Version.Compare(f.s.Backend.Admission.CompatibleFrom) < 0
}

// waiting is the share of the PCs of a group that are on that wait already, and want
// no second sync.
func (q *queue) waiting(group, k int) float64 {
	in := 0.0
	for i := range q.of(group) {
		in += q.of(group)[i].waits
	}
	online := q.flow.Groups[group].Online[k]
	if q.updates[group].Online != nil {
		online = q.updates[group].Online[k]
	}
	if online > 0 {
		return min(1, in/online)
	}
	return 0
}

// resume lets PCs that come on ask for what was put off in place of the sync of the
// log-in, and drops the asks of those who wait already: a timer wants nothing then,
// and an update takes over a sync that waits.
func (q *queue) resume(k int) {
	for gi := range q.flow.Groups {
		g := &q.flow.Groups[gi]
		tanks := q.of(gi)
		has, timed := q.waiting(gi, k), q.timersMet(gi, k)
		back, taken := 0.0, 0.0
		for i := range tanks {
			t := &tanks[i]
			if t.bypasses {
				continue
			}
			if t.put > 0 {
				came := float64(t.put * g.Present * g.Comes[k])
				t.put -= came
				t.waits += came
				back += came
			}
			switch {
			case t.timed:
				t.asks[k] *= 1 - timed
			case t.updates:
				taken += float64(t.asks[k] * has)
			}
		}
		came := &q.lines[gi].came[k]
		for i := range tanks {
			t := &tanks[i]
			if t.bypasses || t.updates {
				continue
			}
			if t.logsIn {
				t.asks[k] = max(0, t.asks[k]-back)
			}
			less := min(taken, t.waits)
			t.waits -= less
			taken -= less
			*came -= less
		}
		for i := range tanks {
			if t := &tanks[i]; !t.bypasses {
				*came += t.asks[k]
				if t.updates {
					q.lines[gi].anytime[k] += t.asks[k]
				}
			}
		}
		*came = max(0, *came+back)
	}
}

// goHome puts off what those want who go off.
func (q *queue) goHome(k int) {
	for gi := range q.lines {
		leaving := q.leaving(gi, k)
		if leaving == 0 {
			continue
		}
		gone := q.lineGoesHome(gi, k) // share of those who wait
		tanks := q.of(gi)
		for i := range tanks {
			t := &tanks[i]
			if t.waits+t.runs == 0 {
				continue
			}
			if !t.bypasses {
				t.put += float64(gone*t.waits) + float64(leaving*t.runs)
				t.waits -= float64(gone * t.waits)
			} else {
				t.waits -= float64(leaving * t.waits)
			}
			t.runs -= float64(leaving * t.runs)
		}
	}
}

// leaving is the share of the PCs of a group that are on that go off in an interval.
func (f *Model) leaving(group, k int) float64 {
	g := &f.flow.Groups[group]
	if there := g.Online[k] + float64(g.Ends[k]/2); there > 0 {
		return min(1, g.Ends[k]/there)
	}
	return 0
}

// A touch is a change of all metadata that PCs have still to sync.
type touch struct {
	at   int // interval
	work float64
	owes []float64 // PCs that were off then, by group
}

func (f *Model) touches() []touch {
	var all []touch
	for i := range f.s.Backend.Events {
		if e := &f.s.Backend.Events[i]; e.Kind == model.TouchMetadata && e.At >= 0 {
			all = append(all, touch{at: int(e.At / f.flow.Width), work: e.Work.Seconds()})
		}
	}
	return all
}

// touch adds the work of changes of all metadata: at once of those who are on, and
// with their log-in of the others. It is spread over the syncs of a log-in.
func (q *queue) touch(k int) {
	for i := range q.touched {
		c := &q.touched[i]
		if k < c.at || c.work == 0 {
			continue
		}
		if k == c.at {
			c.owes = make([]float64, len(q.lines))
		}
		for j := range q.tanks {
			t := &q.tanks[j]
			if !t.logsIn || t.bypasses {
				continue
			}
			g := &q.flow.Groups[t.group]
			if k == c.at {
				joins := g.Online[k] * c.work / t.work
				t.waits += joins
				q.lines[t.group].came[k] += joins
				q.lines[t.group].anytime[k] += joins
				c.owes[t.group] = float64(q.flow.groups[t.group].Clients) - g.Online[k]
				continue
			}
			if came := min(c.owes[t.group], c.owes[t.group]*g.Present*g.Comes[k]); came > 0 {
				c.owes[t.group] -= came
				t.asks[k] += came * c.work / t.work
			}
		}
	}
}

// A Lack is something in a scenario that is not in the flow.
type Lack uint8

const (
	FirstInstalls     Lack = iota // first installations
	NewEmployees                  // updates of new employees
	Autoscale                     // autoscale
	LaterReleases                 // releases that follow
	NodeFailures                  // nodes that fail by themselves
	Timeouts                      // timeouts and retries
	QueueLimit                    // the limit of the line
	LostOnNodes                   // what is lost on a node that goes
	GatesBeyondSoak               // how long gates take beyond their soak
	InFlight                      // limits of what is in flight
	GraceOfDeadlines              // the grace before a deadline
	LateJoiners                   // late joiners
	PausesAfterErrors             // pauses after errors
	Problems                      // problems of the release
	SharedLinks                   // downloads that share a link
	LongDownloads                 // downloads that go on in the next session
	Classes                       // the order of the classes
	Patience                      // when exactly patience ends
	LongSessions                  // sessions that last into the next day
	LateAsks                      // asks that are late
)

// longSession is from when on a session may meet the log-in of the next day.
const longSession = 20 * time.Hour

// leavesOut names what of a scenario is not in the flow.
func (f *Model) leavesOut(strategy *model.Strategy) []Lack {
	b := &f.s.Backend
	var out []Lack
	note := func(is bool, what Lack) {
		if is {
			out = append(out, what)
		}
	}
	phases := strategy.Phases
	bare := func(g group) bool { return g.Has(model.None) && !g.bare }
	touches := func(e model.BackendEvent) bool { return e.Kind == model.TouchMetadata }
	note(slices.ContainsFunc(f.flow.groups, bare) || f.s.HasBare() && slices.ContainsFunc(b.Events, touches), FirstInstalls)
	note(len(phases) > 0 && slices.ContainsFunc(f.s.Groups, func(g model.Group) bool { return g.Joins != nil }), NewEmployees)
	note(b.Autoscale != nil, Autoscale)
	note(len(phases) > 0 && len(f.s.Later) > 0, LaterReleases)
	note(b.Failures != nil, NodeFailures)
	note(b.Timeout != nil, Timeouts)
	note(b.Admission.Discipline != model.ReAsk && b.Admission.QueueLimit >= 0, QueueLimit)
	note(slices.ContainsFunc(b.Events, func(e model.BackendEvent) bool {
		return e.Kind == model.Outage || e.Kind == model.Deploy
	}), LostOnNodes)
	note(slices.ContainsFunc(phases, func(p model.Phase) bool {
		return p.Gate.Success > 0 || p.Gate.Count > 0 || p.Gate.AtLeast > 0
	}), GatesBeyondSoak)
	note(slices.ContainsFunc(phases, func(p model.Phase) bool { return p.InFlight != model.Limit{} || p.Grants != nil }), InFlight)
	note(slices.ContainsFunc(phases, func(p model.Phase) bool { return p.Grace.Length > 0 }), GraceOfDeadlines)
	note(len(phases) > 0 && strategy.LateJoiners != model.NextWindow && slices.ContainsFunc(phases, func(p model.Phase) bool { return p.Window != nil }), LateJoiners)
	note(slices.ContainsFunc(phases, func(p model.Phase) bool { return p.Gate.Errors > 0 }), PausesAfterErrors)
	note(len(phases) > 0 && len(f.s.Strata()) > 1, Problems)
	note(len(phases) > 0 && slices.ContainsFunc(f.s.Groups, func(g model.Group) bool { return g.Site != nil }), SharedLinks)
	note(len(phases) > 0 && slices.ContainsFunc(f.flow.groups, func(g group) bool { return 4*g.download.Seconds() > g.Presence.Session.Mean() }),
		LongDownloads)
	note(b.Admission.Discipline == model.Priority, Classes)
	note(slices.ContainsFunc(f.s.Workloads, func(w model.Workload) bool { return w.Patience != nil }), Patience)
	note(slices.ContainsFunc(f.flow.groups, func(g group) bool { return atMost(g.Presence.Session, longSession.Seconds()) < 0.99 }), LongSessions)
	note(b.Admission.Jitter > f.flow.Width, LateAsks)
	return out
}
