package model

import (
	"io"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/portable"
)

// A Workload is traffic beside the fleet, or instead of one: the way to express
// a textbook queue or to replay a log.
type Workload struct {
	Name     string
	Arrivals Arrivals
	Work     dist.Distribution // seconds at full speed; nil for a Trace, which brings its own
	Patience dist.Distribution // seconds after which a job that has not started gives up; nil: never, or as the Trace says
	Priority int               // class 0.. under discipline priority: lower first
}

// Arrivals say when the jobs of a Workload ask for the first time. Exactly one
// of the ways is used.
type Arrivals struct {
	Kind    ArrivalKind
	Rate    float64           // Poisson: jobs a second
	Profile []RateFrom        // Profile: in order of From, the first at 0
	Clients int               // Peak, Exactly, Closed: how many
	At      dist.Distribution // Peak, Exactly: wall-clock time, seconds after midnight
	Days    int               // Peak, Exactly: on so many days, from the first on
	Batch   dist.Distribution // Poisson: jobs that come together, rounded, at least 1; nil: one by one
	Think   dist.Distribution // Closed: seconds from the end of a job to the client's next
	Trace   Trace             // Replay
}

// ArrivalKind tells the ways in which jobs arrive.
type ArrivalKind uint8

const (
	Poisson     ArrivalKind = iota // at a constant rate
	PoissonRate                    // at a rate that changes over the day
	Peak                           // Poisson, as many as Clients on average, spread like At
	Exactly                        // exactly so many as Clients, spread like At
	Closed                         // a population that asks, is served and thinks
	Replay                         // the rows of a trace
)

// A RateFrom is a rate that holds from a wall-clock time of each day on.
type RateFrom struct {
	From time.Duration // after midnight
	Rate float64       // jobs a second
}

// A Trace is a recorded run of jobs that can be read as often as needed.
type Trace interface {
	// Open begins to read at the first row.
	Open() (Rows, error)

	// MeanWork is the mean work of the jobs of all rows.
	MeanWork() time.Duration
}

// Rows are the jobs of a trace in order of arrival.
type Rows interface {
	// Next returns the next job, or io.EOF behind the last one.
	Next() (Arrival, error)
	Close() error
}

// An Arrival is one job of a trace.
type Arrival struct {
	At       time.Duration // since the start
	Work     time.Duration
	Patience time.Duration // gives up after waiting this long; negative: never
}

// ArrivalList is a trace in memory, in order of At.
type ArrivalList []Arrival

// Open begins at the first job.
func (l ArrivalList) Open() (Rows, error) { return &arrivalList{l}, nil }

// MeanWork is the mean work of all jobs; 0 if there is none.
func (l ArrivalList) MeanWork() time.Duration {
	sum := 0.0 // of long jobs a time.Duration might not hold it
	for i := range l {
		sum += l[i].Work.Seconds()
	}
	return seconds(sum / float64(max(1, len(l))))
}

type arrivalList struct{ left ArrivalList }

func (l *arrivalList) Next() (Arrival, error) {
	if len(l.left) == 0 {
		return Arrival{}, io.EOF
	}
	a := l.left[0]
	l.left = l.left[1:]
	return a, nil
}

func (*arrivalList) Close() error { return nil }

// source is a Workload during a replication: where its next job comes from.
type source struct {
	*Workload
	days     *days           // of the scenario's calendar
	steps    []step          // PoissonRate: from the start to beyond the horizon
	step     int             // under way
	row      uint64          // number of the next job
	next     Arrival         // the next job; At is never behind the last one
	day      int             // Peak, Exactly: under way
	come     int             // Exactly: of this day
	level    float64         // Peak, Exactly: share of this day's jobs that has come
	instants []time.Duration // Peak, Exactly: of the jobs still to come on a day on which clocks skip some time
	rows     Rows            // Replay

	gaps           drawn // exponential with mean 1; spans for Poisson
	work, patience drawn // in seconds
	meanWork       time.Duration
}

// step is a stretch of constant rate.
type step struct {
	until time.Duration
	rate  float64
}

// unitExponential is the law of the gaps of a Poisson process of rate 1.
var unitExponential, _ = dist.Exponential(1)

// open makes workload number i ready for a replication of so many days.
func (w *Workload) open(i int, days *days, horizon int) (source, error) {
	closed := w.Arrivals.Kind == Closed
	from := source{
		Workload: w, days: days,
		gaps:     newDrawn(unitExponential, i, chanceArrival, w.Arrivals.Rate, false),
		work:     newDrawn(w.Work, i, chanceWork, 1, closed),
		patience: newDrawn(w.Patience, i, chancePatience, 1, closed),
	}
	if w.Arrivals.Kind == PoissonRate {
		from.steps = w.Arrivals.stepsOn(days, horizon)
	}
	if w.Arrivals.Kind == Replay {
		rows, err := w.Arrivals.Trace.Open()
		if err != nil {
			return from, err
		}
		from.rows, from.meanWork = rows, w.Arrivals.Trace.MeanWork()
	} else if w.Work != nil {
		from.meanWork = seconds(w.Work.Mean())
	}
	return from, nil
}

// stepsOn lays the rates of a day over days from the first to the horizon. Where
// clocks skip a time, the rate from then on begins with what begins next at the latest.
func (a *Arrivals) stepsOn(days *days, horizon int) []step {
	var steps []step
	for day := range horizon + 1 {
		first, until := len(steps), days.at(day+1).midnight
		for i, r := range slices.Backward(a.Profile) {
			steps = append(steps, step{until, r.Rate})
			until = min(until, days.instant(day, a.Profile[i].From))
		}
		slices.Reverse(steps[first:])
	}
	return steps
}

// inOrder draws when the jobs of a day come, in order. Where clocks skip some time,
// the jobs of that time come among those of the time behind it, and the law alone
// does not tell which is next. Nothing is used up: advance draws the same again.
func (from source) inOrder(chance dist.Stream) []time.Duration {
	var instants []time.Duration
	for from.nextLevel(chance) {
		instants = append(instants, from.days.instant(from.day, seconds(from.Arrivals.At.Quantile(from.level))))
		from.row++
	}
	slices.Sort(instants)
	return instants
}

// nextLevel draws the share of a day's jobs that has come with the next one; false
// once that day's have all come.
func (from *source) nextLevel(chance dist.Stream) bool {
	a := &from.Arrivals
	if a.Kind == Peak {
		from.level += from.gaps.of(from.row, chance) / float64(a.Clients)
	} else if left := a.Clients - from.come; left > 0 {
		// The least of so many uniform numbers above the one before: what is
		// left of [0, 1) is multiplied by (1−u)^(1/left). Rounding must not
		// lose the last one.
		from.level = min(1-0x1p-53, 1-float64((1-from.level)*portable.Exp(-from.gaps.of(from.row, chance)/float64(left))))
		from.come++
	} else {
		from.level = 1
	}
	return from.level < 1
}

// reopen returns an independent copy that goes on where this one stands.
func (from source) reopen() (source, error) {
	if from.rows == nil {
		return from, nil
	}
	rows, err := from.Arrivals.Trace.Open()
	for range from.row + 1 { // one more row is read than has come
		if err == nil {
			_, err = rows.Next()
		}
	}
	from.rows = rows
	if err == io.EOF {
		err = nil
	}
	return from, err
}

// close frees what a trace holds.
func (from *source) close() {
	if from.rows != nil {
		from.rows.Close()
		from.rows = nil
	}
}

// advance finds when the next job arrives; At is never when there is none.
func (from *source) advance(chance dist.Stream) error {
	last := from.next.At
	switch a := &from.Arrivals; a.Kind {
	case Poisson:
		from.next.At = last + from.gaps.span(from.row, chance)
	case PoissonRate:
		// The integral of the rate up to the next arrival is exponential with mean 1.
		from.next.At = never
		due := from.gaps.of(from.row, chance)
		for ; from.step < len(from.steps); from.step++ {
			s := from.steps[from.step]
			if left := float64(s.rate * (s.until - last).Seconds()); due > left {
				due, last = due-left, s.until
				continue
			}
			from.next.At = last + seconds(due/s.rate)
			break
		}
	case Peak, Exactly:
		from.next.At = never
		for from.day < min(a.Days, from.days.last()) {
			day := from.days.at(from.day)
			if day.length == 0 {
				from.day++ // a date that clocks never show
				continue
			}
			if day.skips() && from.level == 0 {
				from.instants = from.inOrder(chance)
			}
			if from.nextLevel(chance) {
				at := from.days.instant(from.day, seconds(a.At.Quantile(from.level)))
				if len(from.instants) > 0 {
					at, from.instants = from.instants[0], from.instants[1:]
				}
				from.next.At = max(last, at)
				break
			}
			from.day, from.come, from.level = from.day+1, 0, 0
			from.row++ // the number drawn is spent
		}
	case Replay:
		next, err := from.rows.Next()
		if err == io.EOF {
			next.At, err = never, nil
		}
		from.next = next
		return err
	}
	return nil
}

// together is how many jobs come with the next one, itself included.
func (from *source) together(i int, chance dist.Stream) int {
	if batch := from.Arrivals.Batch; batch != nil {
		return max(1, int(math.Round(batch.Quantile(chance.Uniform(uint32(i), chanceBatch, from.row)))))
	}
	return 1
}

// Jobs returns the jobs of workload number i that arrive by the horizon, in order, as
// replication number r draws them; nothing is played. A closed population has none here,
// since its jobs arrive as those before them are served. The error is that of a trace.
func (m *Model) Jobs(i, r int) iter.Seq2[Arrival, error] {
	return func(yield func(Arrival, error) bool) {
		s := m.Scenario
		chance, end := dist.NewStream(s.Seed, r), s.HorizonEnd()
		from, err := s.Workloads[i].open(i, m.days, s.Horizon)
		defer from.close()
		for s.Workloads[i].Arrivals.Kind != Closed {
			if err == nil {
				err = from.advance(chance)
			}
			if err != nil {
				yield(Arrival{}, err)
				return
			}
			job := from.next
			if job.At >= end {
				return
			}
			for range from.together(i, chance) {
				if from.Work != nil {
					job.Work = from.work.span(from.row, chance)
				}
				if from.Patience != nil {
					job.Patience = from.patience.span(from.row, chance)
				} else if from.rows == nil {
					job.Patience = -1
				}
				from.row++
				if !yield(job, nil) {
					return
				}
			}
		}
	}
}

// expect puts the next job of a source on the agenda; only that one is pending.
func (w *World) expect(i int) {
	if err := w.sources[i].advance(w.chance); err != nil {
		w.failed = err
		return
	}
	if at := w.sources[i].next.At; at < w.end {
		w.agenda.Add(sim.Event{At: at, Who: uint32(i), Kind: arrival})
	}
}

// arrive lets the jobs that are due ask, and looks ahead to the next.
func (w *World) arrive(now time.Duration, i int) {
	from := &w.sources[i]
	for range from.together(i, w.chance) {
		k, n := w.newJob(i, from.row)
		if from.Arrivals.Kind == Replay {
			n.work, n.patience = from.next.Work, from.next.Patience
		}
		from.row++
		w.firstAsk(now, k, n)
	}
	w.expect(i)
}

// newJob is job number row of source i.
func (w *World) newJob(i int, row uint64) (uint32, *need) {
	from := &w.sources[i]
	k, n := w.needs.take()
	n.client = w.fleet + uint32(row)
	n.cause, n.kind, n.workload, n.occasion = OtherTraffic, Job, uint8(i), row
	if w.s.Backend.Admission.Discipline == Priority {
		n.class = uint8(from.Priority)
	}
	if from.Work != nil {
		n.work = from.work.span(row, w.chance)
	}
	if from.Patience != nil {
		n.patience = from.patience.span(row, w.chance)
	}
	return k, n
}

// populate lets the clients of a closed source think, all from the start on.
func (w *World) populate(i int) {
	for range w.sources[i].Arrivals.Clients {
		w.thinkAgain(0, i, w.sources[i].row)
		w.sources[i].row++
	}
}

// thinkAgain lets client number row of a closed source think and then ask. The
// jobs of a client are numbered in steps of the population.
func (w *World) thinkAgain(now time.Duration, i int, row uint64) {
	from := &w.sources[i]
	think := from.Arrivals.Think.Quantile(w.chance.Uniform(uint32(i), chanceThink, row))
	k, n := w.newJob(i, row)
	n.client = w.fleet + uint32(row%uint64(from.Arrivals.Clients))
	w.askAfter(now+seconds(think), k)
}
