package fluid

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestLoadOfAllAtOnce compares the flow with the closed form where 2,000 jobs of 60 s come
// to 20 slots within five minutes: all slots run from when 20 are there, the line is
// longest at the end of the five minutes with what has come less what was served, and
// is empty when the work of all but those in the slots is done. All work that is asked
// for is done.
func TestLoadOfAllAtOnce(t *testing.T) {
	const jobs, slots, work = 2000, 20, 60.0
	s := loaded(t, atOnce)
	f := followed(t, s).on(t, noRollout, slots)
	width := f.Width.Seconds()
	done := 0.0
	for _, running := range f.Running {
		done += running * width
	}
	assert.InEpsilon(t, jobs*work, done, 1e-3, "seconds of work that are done")
	first := int(5 * time.Hour / f.Width)
	assert.Zero(t, f.Running[first-1], "run before the jobs come")
	assert.InDelta(t, slots, f.Running[first+1], 1e-9, "run after the jobs have come")
	empties := 5*time.Hour + time.Duration((jobs-slots)/(slots/work)*1e9)
	for k := first + 1; k < first+30; k++ {
		begins := time.Duration(k) * f.Width
		// In the middle of the interval: who has come, less who runs, less who is done.
		want := max(0, (empties-begins-f.Width/2).Seconds()) * slots / work
		if last := begins < empties && begins+f.Width > empties; !last {
			assert.InDelta(t, want, f.Waiting[k], 0.003*jobs, "wait at %v", begins)
		}
	}
	assert.InEpsilon(t, f.Waiting[first+1]*work/slots, f.Wait[first+1], 1e-6, "seconds that one waits who asks then")
}
