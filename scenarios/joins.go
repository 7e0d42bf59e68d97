package scenarios

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// joinDays are when new employees join.
type joinDays struct {
	on    model.JoinDates
	dates []model.Date
}

// joinsOn is a rule for the dates, or dates.
var joinsOn = func() kind[joinDays] {
	rules := []string{"first-workday-of-month", "each-workday"}
	rule := oneWord("", rules, []joinDays{{on: model.FirstWorkdays}, {on: model.EachWorkday}})
	dates := setOf(date, "a list of dates such as [2027-05-03, 2027-06-01]")
	listed := kind[joinDays]{what: dates.what, schema: dates.schema, read: func(v value) (joinDays, bool) {
		got, ok := dates.read(v)
		return joinDays{model.OnDates, got}, ok
	}}
	read := rule.parse
	rule = rule.parsing(func(text string) (joinDays, error) {
		if d, err := date.parse(text); err == nil {
			return joinDays{model.OnDates, []model.Date{d}}, nil
		}
		got, err := read(text)
		if err != nil {
			err = fmt.Errorf("must be first-workday-of-month, each-workday or %s, got %s%s", dates.what, clip(text), didYouMean(text, rules))
		}
		return got, err
	})
	k := scalarOr(rule, listed)
	k.what = "first-workday-of-month, each-workday or " + dates.what
	return k
}()

// readJoins reads when new employees come to a group.
func readJoins(m *mapping, g *model.Group) {
	m.optional("joins", "new employees, each with a PC that was not there before: it comes on by the boot law of the group on the day on which they join, and begins with its first sync", func(m *mapping) {
		g.Joins = &model.Joins{}
		field(m, "clients", &g.Joins.Clients, count("a number of PCs", 1, maxClients), required("25"),
			"new PCs on each of the dates; they come beside the PCs of the group, and no phase takes them")
		var on joinDays
		field(m, "on", &on, joinsOn, required("first-workday-of-month"),
			"when they join, on the group's calendar: first-workday-of-month, each-workday, or dates, one or a list; one on a day off means the next workday")
		g.Joins.On, g.Joins.Dates = on.on, on.dates
	})
}

// checkJoins looks at when new employees join.
func checkJoins(m *mapping, s *model.Scenario) {
	fleet, all := m.inside("fleet"), s.Clients()
	for i := range s.Groups {
		g := &s.Groups[i]
		if g.Joins == nil {
			continue
		}
		joins := fleet.item(i, g.Name).inside("joins")
		checkJoinDates(joins.inside("on"), s, g)
		times := len(s.JoinDates(g))
		if times == 0 && g.Joins.On != model.OnDates {
			m.warn(say.T("%s: nobody joins, since no such day lies within the horizon of %s",
				"%s: niemand kommt hinzu, da kein solcher Tag im Horizont liegt (%s)"), joins.path, numbered(s.Horizon, say.Days))
		}
		if all += times * g.Joins.Clients; all > maxClients {
			joins.inside("clients").complain("makes %d PCs with the fleet and all who join by the horizon; at most %d are possible", all, maxClients)
			return
		}
	}
}

// checkJoinDates complains about dates outside of what is simulated, and warns
// about those that mean another day.
func checkJoinDates(on value, s *model.Scenario, g *model.Group) {
	first := model.DateOf(s.Start)
	if on.node.Kind == yaml.MappingNode {
		on = on.inside("value")
	}
	come := map[model.Date]model.Date{} // by the workday on which they come
	for k, d := range g.Joins.Dates {
		at := on
		if on.node.Kind == yaml.SequenceNode {
			at = on.item(k, "")
		}
		moved := model.DateOf(g.Calendar.OnWorkday(d.In(g.Calendar.Zone)))
		other, again := come[moved]
		if !again {
			come[moved] = d
		}
		switch days := daysFrom(first, moved); {
		case d.Compare(first) < 0:
			at.complain("lies before the start of the scenario, %s", dashed(first))
		case days >= s.Horizon:
			longer := ""
			if days < maxHorizon {
				longer = "; it needs horizon: " + strconv.Itoa(days+1) + "d"
			}
			at.complain("lies beyond the horizon of %s, which ends with %s%s", numbered(s.Horizon, say.Days), dashed(first.Add(s.Horizon-1)), longer)
		case again:
			at.complain("means %s, as %s in the list does: those who join on one day stand in clients together", dayAndDate(moved.In(g.Calendar.Zone)), dashed(other))
		case moved != d:
			on.warn(say.T("%s: %s is no workday, and those who join come on %s",
				"%s: %s ist kein Arbeitstag, die neuen Mitarbeiter kommen am %s"), on.path, dayAndDate(d.In(g.Calendar.Zone)), dayAndDate(moved.In(g.Calendar.Zone)))
		}
	}
}

// daysFrom counts the days from one date to another.
func daysFrom(from, to model.Date) int { return int(to.In(time.UTC).Sub(from.In(time.UTC)) / day) }
