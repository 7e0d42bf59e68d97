package scenarios

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// What a replication costs where the slots are asked for more than they can do: the
// asks of those who come back, held against how many there are in one that is
// simulated. The estimate is within a factor of two, or of ten thousand asks.
func TestCostOfThoseWhoComeBack(t *testing.T) {
	queue := func(slots int, discipline, workload string) string {
		return fmt.Sprintf("start: 2027-04-12\nhorizon: 1d\nbackend:\n  version: \"9.4\"\n  slots: %d\n  admission: {%s}\nworkloads:\n  - {name: w, %s}\n",
			slots, discipline, workload)
	}
	office := func(clients, slots int, admission, more string) string {
		return fmt.Sprintf("start: 2027-04-12\nhorizon: 2d\ntimezone: UTC\nfleet: [{name: all, clients: %d, version: \"9.4\"%s}]\n"+
			"backend: {version: \"9.4\", slots: %d, admission: {%s}}\n", clients, more, slots, admission)
	}
	for _, tt := range []struct{ name, text string }{
		{"jobs three times too many", queue(2, "discipline: re-ask", "arrivals: {poisson: 1/min}, work: 6m")},
		{"twenty times", queue(1, "discipline: re-ask", "arrivals: {poisson: 1/min}, work: 20m")},
		{"a little too many", queue(5, "discipline: re-ask", "arrivals: {poisson: 2/min}, work: 3m")},
		{"told to come back in ten minutes", queue(2, "discipline: re-ask, hint: {fixed: 10m}", "arrivals: {poisson: 6/min}, work: 2m")},
		{"told an estimate", queue(2, "discipline: re-ask, hint: {estimate: true}", "arrivals: {poisson: 6/min}, work: 2m")},
		{"come back of their own, every 20 s", queue(2, "discipline: re-ask, returns: {after: 20s}", "arrivals: {poisson: 20/h}, work: 15m")},
		{"come back of their own, at random", queue(2, "discipline: re-ask, returns: {after: {exponential: {mean: 5m}}}", "arrivals: {poisson: 3/min}, work: 8m")},
		{"patience of an hour", queue(2, "discipline: re-ask", "arrivals: {poisson: 6/min}, work: 2m, patience: 1h")},
		{"too many by day", queue(2, "discipline: re-ask", `arrivals: {profile: [{from: "00:00", rate: 0/min}, {from: "08:00", rate: 3/min}, {from: "12:00", rate: 0/min}]}, work: 4m`)},
		{"in line", queue(2, "discipline: ticket", "arrivals: {poisson: 6/min}, work: 2m")},
		{"enough slots", queue(50, "discipline: re-ask", "arrivals: {poisson: 6/min}, work: 2m")},
		{"batches", queue(2, "discipline: re-ask", "arrivals: {batches: {rate: 10/h, size: {geometric: {mean: 5}}}}, work: 10m")},
		{"PCs, far too many", office(1500, 1, "", "")},
		{"PCs, too many in the morning", office(2000, 8, "", "")},
		{"PCs, told to come back in half an hour", office(3000, 4, "hint: {fixed: 30m}", "")},
		{"fresh profiles", office(1000, 5, "", ", profile: non-persistent")},
		{"PCs in line", office(3000, 2, "discipline: ticket", "")},
		{"PCs with slots enough", office(500, 50, "", "")},
		{"PCs and an estimate", office(3000, 4, "hint: {estimate: true}", "")},
		{"an afternoon shift", office(1000, 2, "", `, presence: {boot: {window: "13:00-14:00"}, session: 6h}`)},
	} {
		s, err := Load("plan.yaml", []byte(tt.text), nil)
		require.NoError(t, err, tt.name)
		slots := s.Backend.Slots[0]
		m := model.New(s)
		again := 0.0
		o := m.Begin(slots, 0).Roll(m.Strategies()[0], func(r *model.Record) { again += float64(max(0, r.Asks-1)) })
		require.NoError(t, o.Err)
		got := costOf(s, slots).asks
		if math.Abs(got-again) > 10_000 {
			assert.InDelta(t, 0, math.Log2(got/again), 1, "%s: %.3g asks again, %.3g are simulated", tt.name, got, again)
		}
	}
}
