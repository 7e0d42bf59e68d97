package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// A Sweep is a scenario with many settings, each of them a point at which all
// strategies, and no rollout, are simulated on each slot number: with the same
// seed, so that points differ by their settings alone.
type Sweep struct {
	Scenario string   `json:"scenario"` // its name
	Seed     uint64   `json:"seed"`
	Axes     []string `json:"axes"`    // paths of the settings in which points differ
	Metrics  []string `json:"metrics"` // what is reported: all that say something at some point
	Program  string   `json:"program"` // what makes the trials: those of another build are never mixed with them
	Points   []Point  `json:"points"`
}

// A Key says which trial is meant. Equal keys are equal trials.
type Key struct {
	Fingerprint string `json:"fingerprint"` // of the scenario and the strategy
	Slots       int    `json:"slots"`
	Replication int    `json:"replication"` // from 0
	Program     string `json:"program"`
}

// String is a SHA-256 of the key, in hexadecimal.
func (k Key) String() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %s", k.Fingerprint, k.Slots, k.Replication, k.Program))
	return hex.EncodeToString(sum[:])
}

// Kept is where trials are kept between sweeps, for several goroutines. A sweep
// itself touches no files.
type Kept interface {
	Has(Key) bool          // whether there seems to be such a trial
	Get(Key) (Trial, bool) // false: not there, or not whole
	Put(Key, Trial) error  // kept for good when it returns nil
}

// SweepOptions say how a sweep is run.
type SweepOptions struct {
	Workers int  // at least 1; below: one for each processor
	Shard   int  // from 0: only the tasks whose number is Shard modulo Of
	Of      int  // 0: all tasks
	Kept    Kept // nil: every trial is simulated, and none kept

	// Load makes the scenario of a point, for several goroutines.
	Load func(point int) (*model.Scenario, error)
	// Progress is told how many trials are there, of all that are to be, and how
	// many were kept before; may be nil.
	Progress func(done, total, before int)
	// Point is given each point in order as soon as it is complete; nil for a shard.
	Point func(point int, results []Result) error
}

// A Task is the unit of a sweep: all strategies in one replication at one point.
type Task struct {
	Point       int
	Slots       int // the number of them
	Replication int
}

// Tasks counts the tasks of a sweep.
func (s *Sweep) Tasks() int {
	n := 0
	for i := range s.Points {
		n += len(s.Points[i].Slots) * s.Points[i].Replications
	}
	return n
}

// Results counts the trials of a sweep.
func (s *Sweep) Results() int {
	n := 0
	for i := range s.Points {
		n += s.Points[i].Results()
	}
	return n
}

// All yields the tasks of a sweep with their numbers: point by point, and for each
// slot number one replication after the other.
func (s *Sweep) All(yield func(int, Task) bool) {
	number := 0
	for i := range s.Points {
		for _, slots := range s.Points[i].Slots {
			for r := range s.Points[i].Replications {
				if !yield(number, Task{i, slots, r}) {
					return
				}
				number++
			}
		}
	}
}

// Keys are those of the trials of a task, by strategy.
func (s *Sweep) Keys(t Task) []Key {
	p := &s.Points[t.Point]
	keys := make([]Key, len(p.Strategies))
	for i := range p.Strategies {
		keys[i] = p.key(s.Program, i, t.Slots, t.Replication)
	}
	return keys
}

// Run simulates what is not kept yet of a sweep, or of a shard of it, and returns
// how many trials that were. The results depend neither on the number of workers
// nor on what was kept before. When ctx ends, or when a trial cannot be kept or
// simulated, no further one is begun and the error says why; what is kept stays.
func (s *Sweep) Run(ctx context.Context, o SweepOptions) (played int, err error) {
	run := sweeping{sweep: s, options: o, models: map[int]*loaded{}, puts: make(chan struct{}, mostPuts)}
	total, before := 0, 0
	var had []int // of the trials of each task
	for number, task := range s.All {
		if o.Of > 0 && number%o.Of != o.Shard {
			continue
		}
		run.tasks = append(run.tasks, task)
		there := 0
		for _, key := range s.Keys(task) {
			total++
			if o.Kept != nil && o.Kept.Has(key) {
				there++
			}
		}
		had = append(had, there)
		before += there
	}
	done := before
	tell := func() {
		if o.Progress != nil {
			o.Progress(done, total, before)
		}
	}
	tell()

	inner, stop := context.WithCancel(ctx)
	defer stop()
	run.stop = inner.Done()
	var failure error
	merge := func(i int, t finished) {
		if failure != nil {
			return
		}
		if put := run.failed.Load(); put != nil {
			failure = *put
		} else if failure = t.err; failure == nil {
			done += len(t.trials) - had[i] // points may share trials, so not all of these were simulated
			tell()
			failure = run.gather(i, t.trials)
		}
		if failure != nil {
			stop()
		}
	}
	_, stopped := sim.Replicate(inner, len(run.tasks), o.Workers, run.try, merge)
	run.putting.Wait()
	played = int(run.played.Load())
	if put := run.failed.Load(); put != nil && failure == nil {
		failure = *put
	}
	switch {
	case ctx.Err() != nil:
		return played, ctx.Err()
	case failure != nil:
		return played, failure
	}
	return played, stopped
}

// sweeping is a sweep that is under way.
type sweeping struct {
	sweep   *Sweep
	options SweepOptions
	tasks   []Task
	stop    <-chan struct{}

	puts    chan struct{} // as many as are under way
	putting sync.WaitGroup
	played  atomic.Int64          // trials that were simulated and, if they are to be, kept
	failed  atomic.Pointer[error] // of the first that could not be kept

	lock   sync.Mutex
	models map[int]*loaded // by point, those that tasks under way need

	of   [][][]*gathered // by slot number and strategy
	next int             // task of the point that is gathered next
}

// loaded is the model of a point, made by whoever needs it first.
type loaded struct {
	once  sync.Once
	model *model.Model
	err   error
}

// finished is a task that is done.
type finished struct {
	trials []Trial // by strategy
	err    error
}

// try does a task: what is kept of it is read, the rest is simulated and kept.
func (w *sweeping) try(i int) finished {
	task := w.tasks[i]
	keys := w.sweep.Keys(task)
	t := finished{trials: make([]Trial, len(keys))}
	var missing []int
	for k, key := range keys {
		if w.options.Kept != nil {
			if kept, ok := w.options.Kept.Get(key); ok {
				t.trials[k] = kept
				continue
			}
		}
		missing = append(missing, k)
	}
	if len(missing) == 0 {
		return t
	}
	m, err := w.modelOf(task.Point)
	if err != nil {
		t.err = err
		return t
	}
	all := m.Strategies()
	strategies := make([]*model.Strategy, len(missing))
	for n, k := range missing {
		strategies[n] = all[k]
	}
	trials, err := Try(m, task.Slots, task.Replication, strategies...)
	if err != nil {
		t.err = err
		return t
	}
	for n, k := range missing {
		t.trials[k] = trials[n]
		w.keep(keys[k], trials[n])
	}
	return t
}

// mostPuts is how many trials may be on their way to where they are kept. A disk
// that is to keep them for good takes milliseconds for each, and about as long for
// many at once, in which the processors need not wait.
const mostPuts = 64

// keep has a trial kept, and counts it when that is so.
func (w *sweeping) keep(key Key, t Trial) {
	if w.options.Kept == nil {
		w.played.Add(1)
		return
	}
	w.puts <- struct{}{}
	w.putting.Go(func() {
		defer func() { <-w.puts }()
		if err := w.options.Kept.Put(key, t); err != nil {
			w.failed.CompareAndSwap(nil, &err)
			return
		}
		w.played.Add(1)
	})
}

// modelOf is the model of a point, which must be what the sweep was made for: a
// file that has changed since would be kept under a wrong key.
func (w *sweeping) modelOf(point int) (*model.Model, error) {
	w.lock.Lock()
	l := w.models[point]
	if l == nil {
		l = &loaded{}
		w.models[point] = l
	}
	w.lock.Unlock()
	l.once.Do(func() {
		s, err := w.options.Load(point)
		if err != nil {
			l.err = err
			return
		}
		p := &w.sweep.Points[point]
		now, err := NewPoint(s, p.Values, p.Replications)
		if err != nil {
			l.err = err
			return
		}
		for i := range p.Strategies {
			if i >= len(now.Strategies) || now.Strategies[i].Fingerprint != p.Strategies[i].Fingerprint {
				l.err = errors.New("a file of the scenario has changed while the sweep ran; run it again")
				return
			}
		}
		l.model = model.New(s)
		l.model.Stop = w.stop
	})
	return l.model, l.err
}

// gather adds the trials of the next task to its point, and hands the point on
// when it is complete.
func (w *sweeping) gather(i int, trials []Trial) error {
	task := w.tasks[i]
	if i+1 == len(w.tasks) || w.tasks[i+1].Point != task.Point {
		w.lock.Lock()
		delete(w.models, task.Point) // later tasks are of other points
		w.lock.Unlock()
	}
	if w.options.Point == nil {
		return nil
	}
	p := &w.sweep.Points[task.Point]
	if w.of == nil {
		w.of = make([][][]*gathered, len(p.Slots))
		for n := range w.of {
			for k := range p.Strategies {
				w.of[n] = append(w.of[n], p.gather(&p.Strategies[k]))
			}
		}
		w.next = 0
	}
	column := w.of[w.next/p.Replications]
	for k, t := range trials {
		add(column[k], t)
	}
	if w.next++; w.next < len(p.Slots)*p.Replications {
		return nil
	}
	var results []Result
	for n, slots := range p.Slots {
		for k := range p.Strategies {
			metrics := estimates(w.of[n][k])
			results = append(results, Result{Strategy: p.Strategies[k].Name, Slots: slots, Column: n, Metrics: metrics,
				Targets: p.hold(p.Strategies[k].Name, metrics)})
		}
	}
	w.of = nil
	return w.options.Point(task.Point, results)
}

// Settings names a point by its values, such as "backend.slots=40".
func (s *Sweep) Settings(point int) string {
	var words []string
	for i, value := range s.Points[point].Values {
		words = append(words, s.Axes[i]+"="+value)
	}
	return strings.Join(words, " ")
}
