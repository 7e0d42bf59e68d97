package scenarios

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// interrupted is what becomes of the syncs that run on a node when it goes.
var interrupted = oneWord("restart, resume or drain",
	[]string{"restart", "resume", "drain"}, []model.Interrupted{model.Restart, model.Resume, model.Drain})

const interruptedDoc = "what becomes of the syncs that run there: restart (they begin again), resume (they go on with what is left) or drain (they are left to finish, and the node takes no new ones)"

func readFailures(m *mapping, f *model.Failures) {
	const often = 10 * time.Minute
	field(m, "between", &f.Between, durationLaw.where(func(d dist.Distribution) bool { return d.Mean() >= often.Seconds() }, "at least 10m on average"),
		assumed("{exponential: {mean: 30d}}", "7d..180d", noMeasurement), "time that a node is ready until it fails; at least 10m on average")
	field(m, "repair", &f.Repair, durationLaw, assumed("{lognormal: {median: 20m, p95: 2h}}", "5m..1h", noMeasurement), "time until it is back")
	field(m, "running", &f.Running, interrupted, assumed("restart", "", dependsOnBackend), interruptedDoc)
}
