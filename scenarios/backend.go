package scenarios

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const (
	maxSlots = 1_000_000
	maxNodes = 1000
)

// slots is how many syncs may run at once; a list makes a column of each.
var slots = setOf(slotSetting, "a number of slots, auto, or a list such as [50, 80, auto]")

// slotSetting is a number of slots, or auto.
var slotSetting = func() kind[int] {
	size := count("a number of slots", 1, maxSlots)
	k := scalar("", "a number of slots or auto", "", func(text string) (int, error) {
		if text == "auto" {
			return model.AutoSlots, nil
		}
		return size.parse(text)
	})
	k.schema = schema{"anyOf": []schema{{"const": "auto"}, size.schema}}
	k.bounds = func(n int) (above, below float64) {
		if n == model.AutoSlots { // lies in every range
			return math.Inf(+1), math.Inf(-1)
		}
		return float64(n), float64(n)
	}
	return k
}()

// readBackend reads the key "backend" of a scenario whose fleet is known.
func readBackend(m *mapping, s *model.Scenario, zone *time.Location) {
	b := &s.Backend
	standard := published("9.3", say.T("without a fleet every sync asks for admission; with one the version is required",
		"ohne PCs fragt jeder Auftrag nach Zulassung; mit PCs ist die Version nötig"))
	if len(s.Groups) > 0 {
		standard = required(`"9.4"`)
	}
	field(m, "version", &b.Version, version, standard, "below 9.3 there is no admission control at all")
	field(m, "slots", &b.Slots, slots, required("50"),
		"parallel syncs in total, shared out among the nodes there are at the start: a number, or auto for the smallest that keeps the targets on waits; of a list, each makes a column of the comparison")
	m.section("admission", "which sync may start", func(m *mapping) { readAdmission(m, &b.Admission, m.describing || len(s.Groups) > 0) })
	field(m, "nodes", &b.Nodes, count("a number of nodes", 1, maxNodes), assumed("2", "", say.T("depends on the installation; the vendor publishes no number",
		"hängt von der Installation ab; der Hersteller nennt keine Zahl")),
		"among which slots and capacity are shared out")
	m.section("balancer", "which node a sync is sent to", func(m *mapping) { readBalancer(m, b, len(s.Groups) > 0) })
	m.optional("capacity", "how much the backend can do at once; without it syncs never slow each other: exactly one of these", func(m *mapping) {
		b.Capacity = &model.Capacity{}
		readCapacity(m, b.Capacity)
	})
	m.optional("timeout", "the end of attempts that take too long; without it they last as long as they take", func(m *mapping) {
		b.Timeout = &model.Timeout{}
		readTimeout(m, b.Timeout)
	})
	m.optional("autoscale", "adds and removes nodes by load, as the horizontal pod autoscaler of Kubernetes does: (running + waiting) / slots of the nodes that are ready", func(m *mapping) {
		b.Autoscale = &model.Autoscale{}
		readAutoscale(m, b.Autoscale, b.Nodes)
	})
	m.optional("failures", "nodes that fail by themselves, each on its own, over and over", func(m *mapping) {
		b.Failures = &model.Failures{}
		readFailures(m, b.Failures)
	})
	readEvents(m, b, s.Start, zone)
}

// checkAuto complains when auto stands for a number of slots and nothing says
// which, or slots limit nothing.
func checkAuto(m *mapping, s *model.Scenario) {
	promises := func(t model.Target) bool {
		m, _ := model.MetricNamed(t.Metric)
		return !t.AtLeast && (m.IsWait() || m.IsDelay())
	}
	b := &s.Backend
	switch {
	case !slices.ContainsFunc(b.Slots, isAuto):
		return
	case bypassed(b):
		m.inside("backend", "slots").complain("auto looks for how many slots are enough, and slots limit nothing here: the backend has version %s, and admission control begins with %s; give a number, or a newer version",
			b.Version, b.Admission.CompatibleFrom)
		return
	case slices.ContainsFunc(s.Targets, promises):
		return
	}
	metric := "wait.update.p95"
	if instead, ok := ofPCs(metric); ok && len(s.Groups) == 0 {
		metric = instead
	}
	m.inside("backend", "slots").complain("auto is the smallest number of slots that keeps the targets on waits, and there is none; give one, such as targets: [%s <= 10m]", metric)
}

func isAuto(slots int) bool { return slots == model.AutoSlots }

// unreadOfBackend tells whether a value of the backend plays no part in a
// scenario.
func unreadOfBackend(b *model.Backend, key string) bool {
	switch key {
	case "nodes": // one line, and nothing that happens to a node
		return b.Balancer.Policy == model.SharedLine && b.Capacity == nil && b.Autoscale == nil && b.Failures == nil && len(b.Events) == 0
	case "balancer.policy":
		return b.Nodes == 1 && b.Autoscale == nil && len(b.Events) == 0
	case "balancer.signal_age":
		return b.Balancer.Policy != model.LeastBusy && b.Balancer.Policy != model.TwoChoices
	case "balancer.count_own":
		return b.Balancer.SignalAge == 0
	case "admission.returns":
		return b.Admission.Discipline != model.ReAsk
	}
	return false
}
