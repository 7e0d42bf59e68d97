package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const maxEvents = 1000

// eventKeys are the keys of which an event has one.
var eventKeys = []string{"outage", "drain", "deploy", "add_nodes", "slots", "touch_all_metadata"}

// nodesOrAll is a number of nodes; all is model.AllNodes.
var nodesOrAll = func() kind[int] {
	size := count("a number of nodes", 1, maxNodes)
	k := scalar("", "a number of nodes or all", "", func(text string) (int, error) {
		if text == "all" {
			return model.AllNodes, nil
		}
		return size.parse(text)
	})
	k.schema = schema{"anyOf": []schema{{"const": "all"}, size.schema}}
	return k
}()

// readEvents reads the list "events" of a backend, in the order of the file.
func readEvents(m *mapping, b *model.Backend, start time.Time, zone *time.Location) {
	unnamed := func(*yaml.Node) string { return "" }
	m.items("events", "what is done to the backend during the run: a time, and exactly one of the other keys", maxEvents, unnamed, func(_ int, m *mapping) {
		var e model.BackendEvent
		var at wall
		if field(m, "at", &at, moment, required("2027-04-19T10:00"), "local time in the scenario's zone, from its start on and before its horizon") && !start.IsZero() {
			e.At = instantAt(m, "at", at, start, zone).Sub(start)
		}
		readEvent(m, &e)
		b.Events = append(b.Events, e)
	})
}

// readEvent reads what is done.
func readEvent(m *mapping, e *model.BackendEvent) {
	away := timeFrom("m", time.Second, "1s")
	m.optional("outage", "nodes are away for a time, the last ones first", func(m *mapping) {
		e.Kind = model.Outage
		field(m, "nodes", &e.Nodes, nodesOrAll, published("1", oneNode), "how many, or all")
		field(m, "for", &e.For, away, required("20m"), "at least 1s, until they are back")
		field(m, "running", &e.Running, interrupted, assumed("restart", "", dependsOnBackend), interruptedDoc)
	})
	m.optional("drain", "nodes finish what they have begun, and are away for a time, as when their platform is upgraded: short for outage with running: drain", func(m *mapping) {
		e.Kind, e.Running = model.Outage, model.Drain
		field(m, "nodes", &e.Nodes, nodesOrAll, published("1", oneNode), "how many, or all")
		field(m, "for", &e.For, away, required("20m"), "at least 1s, until they are back")
	})
	m.optional("deploy", "every node in turn is emptied, away, and back with a new version", func(m *mapping) {
		e.Kind = model.Deploy
		field(m, "max_unavailable", &e.Nodes, nodesOrAll, assumed("1", "", say.T("one after the other", "einer nach dem anderen")), "how many may be away at once, or all")
		field(m, "each", &e.For, away, assumed("3m", "1m..15m", noMeasurement), "at least 1s, how long each node is away once it is empty")
		field(m, "running", &e.Running, interrupted, assumed("drain", "", say.T("an orderly one lets what runs finish", "ein geordnetes lässt zu Ende laufen, was läuft")), interruptedDoc)
	})
	m.optional("add_nodes", "nodes are added for good, each with as many slots and as much capacity as the first ones", func(m *mapping) {
		e.Kind = model.AddNodes
		field(m, "count", &e.Nodes, count("a number of nodes", 1, maxNodes), published("1", oneNode), "how many")
		field(m, "ready_after", &e.ReadyAfter, duration("m"), assumed("5m", "1m..15m", minutesAreUsual),
			"until they take syncs")
	})
	if field(m, "slots", &e.Slots, count("a number of slots", 1, maxSlots), absent, "parallel syncs in total from then on") {
		e.Kind = model.SetSlots
	}
	m.optional("touch_all_metadata", "nearly all metadata changes, as when folders change between online and offline: every PC has that to sync, at once or with its next sync", func(m *mapping) {
		e.Kind = model.TouchMetadata
		field(m, "work", &e.Work, someTime("s"), assumed("5s", "1s..60s", noMeasurement), "of each PC, at full speed, above 0s")
	})
	m.oneKeyOf(eventKeys...)
}

// checkEvents complains about events that cannot be or are not seen, and puts
// them in order.
func checkEvents(m *mapping, s *model.Scenario) {
	b := &s.Backend
	end := s.HorizonEnd()
	listed := m.inside("backend", "events")
	for i := range b.Events {
		e := &b.Events[i]
		item := listed.item(i, "")
		most := mostNodes(b, e.At)
		switch {
		case e.At >= end:
			last := model.DateOf(s.Start).Add(s.Horizon - 1)
			longer := ""
			if days := daysUntil(s, e.At); days <= maxHorizon {
				longer = "; it needs horizon: " + strconv.Itoa(days) + "d"
			}
			item.inside("at").complain("lies beyond the horizon of %s, which ends with %s%s", numbered(s.Horizon, say.Days), last.In(time.UTC).Format(time.DateOnly), longer)
		case e.Kind == model.TouchMetadata && len(s.Groups) == 0:
			item.inside("touch_all_metadata").complain("concerns PCs, and there are none; give a fleet, or leave it out")
		case e.Kind == model.AddNodes && most > maxNodes:
			item.inside("add_nodes", "count").complain("makes %d nodes; at most %d are possible", most, maxNodes)
		case e.Kind == model.Deploy && e.Nodes > most:
			item.inside("deploy", "max_unavailable").complain("must be at most the number of nodes, which is %d then; got %d", most, e.Nodes)
		case e.Kind == model.Outage && e.Nodes > most:
			key := "outage"
			if lookup(item.node, "drain") != nil {
				key = "drain"
			}
			item.inside(key, "nodes").complain("must be at most the number of nodes, which is %d then; got %d", most, e.Nodes)
		}
	}
	for i := 0; m.sound() && i < len(b.Events); i++ {
		checkEventEnds(listed, i, s)
	}
	checkSlotsOfNodes(m, s)
	slices.SortStableFunc(b.Events, func(x, y model.BackendEvent) int { return cmp.Compare(x.At, y.At) })
}

// checkEventEnds warns about what events begin and the run does not see the end of.
func checkEventEnds(listed value, i int, s *model.Scenario) {
	b := &s.Backend
	e := &b.Events[i]
	left := s.HorizonEnd() - e.At
	field := listed.item(i, "").field
	horizon := numbered(s.Horizon, say.Days)
	switch nodes := nodesAt(b, e.At); {
	case e.Kind == model.Outage && e.For > left:
		listed.warn(say.T("%s ends after the horizon of %s, which does not see the nodes come back",
			"%s endet nach dem Ende der Simulation (%s), die Rückkehr der Knoten ist nicht zu sehen"), field, horizon)
	case e.Kind == model.AddNodes && e.ReadyAfter > left:
		listed.warn(say.T("%s ends after the horizon of %s, which does not see the nodes take syncs",
			"%s endet nach dem Ende der Simulation (%s), die neuen Knoten arbeiten darin nicht mehr"), field, horizon)
	case e.Kind == model.Deploy:
		rounds := 1 // in which nodes are away, however soon they are empty
		if e.Nodes != model.AllNodes {
			rounds = (nodes + e.Nodes - 1) / e.Nodes
		}
		if e.For > left/time.Duration(rounds) {
			listed.warn(say.T("%s ends after the horizon of %s, which does not see all nodes come back: %s in turn, each away for %s",
				"%s endet nach dem Ende der Simulation (%s), nicht alle Knoten kehren darin zurück: %s nacheinander, jeder fort für %s"),
				field, horizon, numbered(nodes, say.Nodes), written(e.For))
		}
	}
}

// nodesAt is how many nodes there are at an instant, but for those that
// autoscale adds or removes.
func nodesAt(b *model.Backend, at time.Duration) int {
	nodes := b.Nodes
	for i := range b.Events {
		if e := &b.Events[i]; e.Kind == model.AddNodes && e.At <= at {
			nodes += e.Nodes
		}
	}
	return nodes
}

// mostNodes is how many nodes there may be at an instant.
func mostNodes(b *model.Backend, at time.Duration) int {
	nodes := nodesAt(b, at)
	if b.Autoscale != nil {
		nodes += b.Autoscale.Max - b.Nodes
	}
	return nodes
}

// daysUntil is the shortest horizon, in local calendar days, that an instant lies
// in.
func daysUntil(s *model.Scenario, at time.Duration) int {
	days := int(at / day)
	for !model.DateOf(s.Start).Add(days).In(s.Calendar.Zone).After(s.Start.Add(at)) {
		days++
	}
	return days
}
