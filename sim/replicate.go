package sim

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// Replicate calls run for 0 to n-1 on a number of goroutines, the workers, and
// hands the results to merge in order of index, each exactly once and all from
// the caller's goroutine. So merge needs no lock and what it builds does not
// depend on the number of workers. Below 1, workers means one for each processor
// (GOMAXPROCS).
//
// A replication is begun only while fewer than twice as many as there are
// workers are under way or wait for an earlier one, which bounds the memory.
//
// When ctx ends, no further replication is begun; those under way are finished
// and merged. So merged replications are always 0 to merged-1 without a gap. err
// is that of ctx when it cut the run short, and nil when all were merged.
//
// When run panics, no further replication is begun; once those before it are
// merged and those under way are finished, Replicate panics with the value and
// the stack of the first one, by index.
func Replicate[T any](ctx context.Context, n, workers int, run func(i int) T, merge func(i int, result T)) (merged int, err error) {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, n))
	window := 2 * workers

	begin := make(chan int)
	ended := make(chan replication[T], window) // wide enough that no worker ever waits
	var underWay sync.WaitGroup
	defer underWay.Wait()
	defer close(begin)
	for range workers {
		underWay.Go(func() {
			for i := range begin {
				attempt(i, run, ended)
			}
		})
	}

	waiting := make([]*replication[T], window) // by index modulo window
	begun, stopped := 0, false
	for {
		stopped = stopped || ctx.Err() != nil
		more := begun < n && !stopped
		if !more && merged == begun {
			break
		}
		var next chan<- int // nil, and so never ready, unless one may be begun
		var done <-chan struct{}
		if more {
			done = ctx.Done()
			if begun-merged < window {
				next = begin
			}
		}
		select {
		case next <- begun:
			begun++
		case <-done:
			stopped = true
		case r := <-ended:
			waiting[r.index%window] = &r
			stopped = stopped || r.failure != ""
		}
		for r := waiting[merged%window]; r != nil; r = waiting[merged%window] {
			if r.failure != "" {
				panic(r.failure)
			}
			waiting[merged%window] = nil
			merge(merged, r.result)
			merged++
		}
	}
	if merged < n {
		return merged, ctx.Err()
	}
	return merged, nil
}

// A replication is what came of one call of run.
type replication[T any] struct {
	index   int
	result  T
	failure string // panic value and stack; empty when run returned
}

// attempt calls run and sends what comes of it, even when run does not return.
func attempt[T any](i int, run func(i int) T, ended chan<- replication[T]) {
	r := replication[T]{index: i, failure: fmt.Sprintf("sim: replication %d ended its goroutine", i)}
	defer func() {
		if value := recover(); value != nil {
			r.failure = fmt.Sprintf("sim: replication %d panicked: %v\n\n%s", i, value, debug.Stack())
		}
		ended <- r
	}()
	r.result = run(i)
	r.failure = ""
}
