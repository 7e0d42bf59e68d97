package sim

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// uneven works longer on some replications than on others, so that they end out
// of order.
func uneven(i int) int {
	if i%7 == 0 {
		time.Sleep(time.Millisecond)
	}
	runtime.Gosched()
	return i * i
}

func TestReplicateMergesInOrderWhateverTheWorkers(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 3, 16, 500} {
		for _, n := range []int{0, 1, 2, 100} {
			var order, results []int
			merged, err := Replicate(context.Background(), n, workers, uneven, func(i, result int) {
				order, results = append(order, i), append(results, result)
			})
			assert.True(t, merged == n && err == nil && len(order) == n,
				"%d workers: %d merged (%d calls), %v, want %d, nil", workers, merged, len(order), err, n)
			for i := range order {
				assert.True(t, order[i] == i && results[i] == i*i,
					"%d workers: call %d of merge got %d, %d", workers, i, order[i], results[i])
			}
		}
	}
}

func TestReplicateBoundsWhatWaits(t *testing.T) {
	const n, workers = 200, 4
	var begun, most atomic.Int64
	merged := 0
	Replicate(context.Background(), n, workers, func(i int) int {
		ahead := begun.Add(1)
		for {
			seen := most.Load()
			if ahead <= seen || most.CompareAndSwap(seen, ahead) {
				break
			}
		}
		if i%50 == 0 {
			time.Sleep(5 * time.Millisecond) // the others could all run ahead
		}
		return i
	}, func(int, int) {
		begun.Add(-1)
		merged++
	})
	assert.True(t, merged == n && most.Load() <= 2*workers && most.Load() >= workers,
		"%d merged, at most %d begun and not merged, want %d and %d to %d", merged, most.Load(), n, workers, 2*workers)
}

func TestReplicateStopsWithTheContextAndLeavesNoGap(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var begun atomic.Int64
	var order []int
	merged, err := Replicate(ctx, 1000, 3, func(i int) int {
		begun.Add(1)
		if i == 20 {
			cancel()
		}
		return uneven(i)
	}, func(i, _ int) { order = append(order, i) })
	assert.ErrorIs(t, err, context.Canceled, "error %v, want %v", err, context.Canceled)
	assert.True(t, merged == int(begun.Load()) && merged >= 21 && merged <= 20+6+1,
		"%d merged of %d begun, want all of them and few after the 20th", merged, begun.Load())
	for i, index := range order {
		assert.Equal(t, index, i, "replication %d was merged as number %d", index, i)
	}

	merged, err = Replicate(ctx, 10, 2, uneven, func(int, int) {})
	assert.True(t, merged == 0 && errors.Is(err, context.Canceled),
		"with a context that has ended: %d merged, %v, want none", merged, err)
}

// explode is named here to be found in the stack.
func explode(i int) int { panic(fmt.Sprintf("no slot %d", i)) }

func TestReplicatePanicsLikeTheFirstReplicationThatDoes(t *testing.T) {
	for _, workers := range []int{1, 4} {
		var order []int
		message := panicOf(func() {
			Replicate(context.Background(), 1000, workers, func(i int) int {
				if i == 12 {
					time.Sleep(2 * time.Millisecond) // 13 panics before
				}
				if i >= 12 {
					return explode(i)
				}
				return uneven(i)
			}, func(i, _ int) { order = append(order, i) })
		})
		assert.True(t, strings.Contains(message, "replication 12 panicked: no slot 12") &&
			strings.Contains(message, "sim.explode"),
			"%d workers: panic %q, want that of replication 12 with its stack", workers, message)
		assert.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, order, "%d workers: merged", workers)
	}
	message := panicOf(func() {
		Replicate(context.Background(), 3, 2, func(i int) int {
			if i == 1 {
				runtime.Goexit()
			}
			return i
		}, func(int, int) {})
	})
	assert.Contains(t, message, "replication 1 ended its goroutine",
		"panic %q, want that replication 1 ended its goroutine", message)
}

func TestReplicateLeavesNoGoroutineWhenMergePanics(t *testing.T) {
	before := runtime.NumGoroutine()
	message := panicOf(func() {
		Replicate(context.Background(), 1000, 8, uneven, func(i, _ int) {
			if i == 30 {
				panic("merge")
			}
		})
	})
	assert.Equal(t, "merge", message, "panic %q, want that of merge", message)
	// Replicate waits for its workers, which then need an instant to vanish.
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	assert.Fail(t, fmt.Sprintf("%d goroutines, want the %d before", runtime.NumGoroutine(), before))
}

// panicOf returns what f panics with, printed; empty when it does not.
func panicOf(f func()) (message string) {
	defer func() {
		if value := recover(); value != nil {
			message = fmt.Sprint(value)
		}
	}()
	f()
	return ""
}

func BenchmarkReplicate(b *testing.B) {
	sum := 0
	Replicate(context.Background(), b.N, 2, func(i int) int { return 1 }, func(_, one int) { sum += one })
	require.Equal(b, b.N, sum, "%d of %d merged", sum, b.N)
}
