package main

import (
	"os"
	"time"
)

// withParent calls gone when the process that has started this one has ended. So no
// process outlives a test that is stopped, in whatever way it is. Where a process keeps
// the number of a parent that is gone, as on Windows, it does nothing.
func withParent(gone func()) {
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(50 * time.Millisecond)
		}
		gone()
	}()
}
