package main

import (
	"os"
	"strconv"
	"time"
)

// ofTest names the process of the tests to those that it starts.
const ofTest = "ROLLSIM_TEST_PROCESS"

// withParent calls gone when the process that has started this one has ended. So no
// process outlives a test that is stopped, in whatever way it is. Where a process keeps
// the number of a parent that is gone, as on Windows, it does nothing.
func withParent(gone func()) {
	parent := os.Getppid()
	if test, told := os.LookupEnv(ofTest); told && test != strconv.Itoa(parent) {
		gone() // the test has ended before this process could see who it is
	}
	go func() {
		for os.Getppid() == parent {
			time.Sleep(50 * time.Millisecond)
		}
		gone()
	}()
}
