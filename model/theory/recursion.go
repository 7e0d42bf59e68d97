package theory

import (
	"iter"
	"time"

	"github.com/rollsim/rollsim/model"
)

// Waits returns how long jobs wait that so many slots, at least one, serve first come,
// first served, in the order in which they arrive; nobody gives up. There are no events
// in it: on one slot a job waits for what its predecessor waited and worked, less the time
// between the two (Lindley, The theory of queues with a single server, 1952), and on
// several it takes the slot that is free first (Kiefer and Wolfowitz, On the theory of
// queues with many servers, 1955), of a heap of the instants at which they are. Of what is
// done here a simulation of the same jobs can leave out nothing, so that its speed is
// measured by this. The error is that of the jobs.
func Waits(jobs iter.Seq2[model.Arrival, error], slots int) ([]time.Duration, error) {
	if slots == 1 {
		return lindley(jobs)
	}
	var waits []time.Duration
	free := make([]time.Duration, slots) // a heap
	for job, err := range jobs {
		if err != nil {
			return nil, err
		}
		start := max(job.At, free[0])
		waits = append(waits, start-job.At)
		// The slot is free later now, and sinks to its place.
		until, at := start+job.Work, 0
		for next := 1; next < slots; next = 2*at + 1 {
			if next+1 < slots && free[next+1] < free[next] {
				next++
			}
			if free[next] >= until {
				break
			}
			free[at] = free[next]
			at = next
		}
		free[at] = until
	}
	return waits, nil
}

func lindley(jobs iter.Seq2[model.Arrival, error]) ([]time.Duration, error) {
	var waits []time.Duration
	left, last := time.Duration(0), time.Duration(0) // work that is there when the last job has come
	for job, err := range jobs {
		if err != nil {
			return nil, err
		}
		wait := max(0, left-(job.At-last))
		waits = append(waits, wait)
		left, last = wait+job.Work, job.At
	}
	return waits, nil
}

// SortWaits sorts waits, of 2^44 ns or 4.8 h at most without going over them a fifth time,
// by their digits, which takes a fixed number of steps for each.
func SortWaits(waits []time.Duration) {
	const bits = 11
	longest := time.Duration(0)
	for _, wait := range waits {
		longest = max(longest, wait)
	}
	from, to := waits, make([]time.Duration, len(waits))
	for shift := 0; longest>>shift > 0; shift += bits {
		var ends [1 << bits]int
		for _, wait := range from {
			ends[wait>>shift&(1<<bits-1)]++
		}
		sum := 0
		for digit, n := range ends {
			ends[digit] = sum
			sum += n
		}
		for _, wait := range from {
			digit := wait >> shift & (1<<bits - 1)
			to[ends[digit]] = wait
			ends[digit]++
		}
		from, to = to, from
	}
	copy(waits, from)
}
