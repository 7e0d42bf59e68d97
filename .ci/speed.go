// Command speed measures for .ci/speed how far rollsim is from the limit, and what a fleet
// costs by its size:
//
//	go run .ci/speed.go PROGRAM
//
// A queue is what the whole process of the program takes for a file of testdata/speed,
// beside what the recursion without events takes for the same jobs from the same random
// numbers, with the waits kept and sorted (see theory.Waits): the least of runs that take
// turns. Of the recursion the reading of the file is not counted. A fleet is
// testdata/scenarios/large.yaml with other numbers of PCs, and of slots in proportion,
// played once without a report, the least of some runs; its days include the two weeks
// before the start. All is CPU time on one core, that of the garbage collector included.
package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/scenarios"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run .ci/speed.go PROGRAM")
		os.Exit(2)
	}
	runtime.GOMAXPROCS(1)
	fmt.Println("queues: the whole process, the recursion without events, and how many times as long")
	for _, name := range []string{"mm1", "mm20", "storm", "storm-large"} {
		file := "testdata/speed/" + name + ".yaml"
		s := load(file)
		process, limit := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
		for range 9 {
			process = min(process, processOf(os.Args[1], "run", file, "--workers", "1"))
			limit = min(limit, recursion(s))
		}
		fmt.Printf("  %-12s %6.3f s  %6.3f s  %4.1f  (%s)\n", name, process.Seconds(), limit.Seconds(), process.Seconds()/limit.Seconds(), s.Name)
	}
	fmt.Println("fleets: big bang, 30 days and the two weeks before, and how many times as much a client-day is as for the fleet before")
	before := math.NaN()
	for _, fleet := range []struct {
		clients, slots int
		runs           int
	}{{10_000, 150, 9}, {100_000, 1500, 3}, {1_000_000, 15_000, 1}} {
		s := load("testdata/scenarios/large.yaml",
			scenarios.Setting{Path: "fleet.0.clients", Value: strconv.Itoa(fleet.clients)},
			scenarios.Setting{Path: "backend.slots", Value: strconv.Itoa(fleet.slots)})
		took, events := time.Duration(math.MaxInt64), 0
		for range fleet.runs {
			t, n := play(s)
			took, events = min(took, t), n
		}
		days := float64(fleet.clients * (s.CountedDays() + model.DaysBefore))
		perDay := took.Seconds() / days * 1e9
		fmt.Printf("  %7d PCs %8.3f s %6.0f ns an event %6.0f ns a client-day", fleet.clients, took.Seconds(), took.Seconds()/float64(events)*1e9, perDay)
		if before > 0 {
			fmt.Printf("  %4.2f", perDay/before)
		}
		fmt.Println()
		before = perDay
	}
}

// load reads a scenario.
func load(file string, sets ...scenarios.Setting) *model.Scenario {
	s, err := scenarios.LoadFile(file, sets...)
	try(err)
	return s
}

// processOf runs a command on one core, and returns the CPU time of its process.
func processOf(name string, args ...string) time.Duration {
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	if said, err := c.CombinedOutput(); err != nil {
		try(fmt.Errorf("%s: %w\n%s", name, err, said))
	}
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

// recursion finds the waits of a workload without events, and returns how long that takes.
func recursion(s *model.Scenario) time.Duration {
	runtime.GC()
	begun := used()
	waits, err := theory.Waits(model.New(s).Jobs(0, 0), s.Backend.Slots[0])
	try(err)
	theory.SortWaits(waits)
	return used() - begun
}

// play plays one replication of the first strategy, and returns how long that takes and
// how many events there are in it.
func play(s *model.Scenario) (took time.Duration, events int) {
	runtime.GC()
	begun := used()
	m := model.New(s)
	o := m.Begin(s.Backend.Slots[0], 0).Roll(&s.Strategies[0], nil)
	try(o.Err)
	return used() - begun, o.Events
}

// used is the CPU time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	try(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func try(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}
