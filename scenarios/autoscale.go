package scenarios

import (
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// readAutoscale reads the key "autoscale" of a backend that begins with so many
// nodes; 0 when their number is not known.
func readAutoscale(m *mapping, a *model.Autoscale, nodes int) {
	least, most := assumed("2", "", say.T("as many as nodes", "so viele wie nodes")), assumed("6", "", say.T("three times nodes", "dreimal nodes"))
	if nodes > 0 {
		least.text, most.text = strconv.Itoa(nodes), strconv.Itoa(min(3*nodes, maxNodes))
	}
	size := count("a number of nodes", 1, maxNodes)
	field(m, "target", &a.Target, share.where(func(f float64) bool { return f > 0 }, "above 0%"), assumed("70%", "50%..90%", say.T("the autoscaler has no default", "die Autoskalierung hat keine Vorgabe")),
		"load that it keeps")
	field(m, "min", &a.Min, size, least, "fewest nodes, by default as many as nodes")
	field(m, "max", &a.Max, size, most, "most nodes, by default three times nodes")
	field(m, "check", &a.Check, timeFrom("s", time.Second, "1s"), published("15s", say.T("Kubernetes, horizontal pod autoscaler: sync period",
		"Kubernetes, horizontal pod autoscaler: Abstand der Prüfungen")), "at least 1s, from one look at the load to the next")
	field(m, "ready_after", &a.ReadyAfter, duration("m"), assumed("5m", "1m..15m", minutesAreUsual),
		"from the order of a node until it takes syncs")
	field(m, "cool_down", &a.CoolDown, duration("m"), published("5m", say.T("Kubernetes, horizontal pod autoscaler: stabilization window of scaling down, 300 s",
		"Kubernetes, horizontal pod autoscaler: Beruhigungszeit beim Verkleinern, 300 s")),
		"nodes are removed down to the most that were wanted within this")
	field(m, "add", &a.Add, size, published("4", say.T("Kubernetes, horizontal pod autoscaler: 4 pods in a period",
		"Kubernetes, horizontal pod autoscaler: 4 Pods je Prüfung")), "nodes added at most at one look")
	field(m, "remove", &a.Remove, size, published(strconv.Itoa(maxNodes), say.T("Kubernetes, horizontal pod autoscaler: removes all that are too many",
		"Kubernetes, horizontal pod autoscaler: entfernt alle, die zu viel sind")), "nodes removed at most at one look")
	switch {
	case !m.sound() || nodes == 0:
	case a.Max < a.Min:
		m.at("max").complain("must be at least min, which is %d; got %d", a.Min, a.Max)
	case nodes < a.Min:
		m.at("min").complain("must be at most nodes, of which there are %d at the start; got %d", nodes, a.Min)
	case nodes > a.Max:
		m.at("max").complain("must be at least nodes, of which there are %d at the start; got %d", nodes, a.Max)
	}
}
