package scenarios

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const (
	maxReplications = 100_000
	maxHorizon      = 400 // days
)

var seed = func() kind[uint64] {
	k := scalar("", "a whole number", "", func(text string) (uint64, error) {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			err = fmt.Errorf("must be a whole number from 0 to 18446744073709551615, got %s", clip(text))
		}
		return n, err
	})
	k.schema = schema{"anyOf": []schema{{"type": "string", "pattern": "^[0-9]+$"}, {"type": "integer", "minimum": 0}}}
	return k
}()

// horizon is a number of local calendar days; auto is 0.
var horizon = scalar("horizon", "auto or a number of days such as 30d", `^(auto|[0-9]+ ?d)$`, func(text string) (int, error) {
	if text == "auto" {
		return 0, nil
	}
	length, days, _, err := parseLength(text, "d")
	n := int(length / day)
	switch {
	case err != nil:
		return 0, err
	case !days || length%day != 0:
		return 0, fmt.Errorf("must be auto or whole local calendar days such as 30d, got %s", clip(text))
	case n < 1 || n > maxHorizon:
		return 0, fmt.Errorf("must be from 1d to %dd, got %s", maxHorizon, clip(text))
	}
	return n, nil
})

// newScenario reads a whole file: the definition of the format from its top.
func newScenario(m *mapping) *model.Scenario {
	s := &model.Scenario{}
	var start model.Date
	var calendar calendarText
	field(m, "name", &s.Name, words, published(fileTitle(m.name), say.T("the name of the file", "der Name der Datei")), "what reports call the scenario")
	field(m, "start", &start, date, required("2027-04-12"), "first day that is simulated and recorded; strategies begin at its midnight unless they say otherwise")
	readCalendar(m, &calendar, m.describing || m.has("fleet"))
	if calendar.zone == nil {
		if open := !m.has("timezone"); open && !m.has("fleet") {
			m.origins = append(m.origins, model.Origin{Path: "timezone", Value: "UTC", Kind: model.Default, Source: say.T("without a fleet there are no mornings", "ohne PCs gibt es keine Morgen")})
		} else if open && lookup(lookup(m.node, "calendar"), "region") == nil {
			m.at("timezone").complain("missing; give the zone, such as timezone: Europe/Berlin, or a region, such as calendar: {region: de-BY}")
		}
		calendar.zone = time.UTC
	}
	if start != (model.Date{}) {
		s.Start = start.In(calendar.zone)
		wall{WallTime: model.WallTime{Date: start}}.warnSkipped(m, "start", s.Start)
	}
	field(m, "horizon", &s.Horizon, horizon, published("auto", say.T("15 workdays after the last planned offer of a phase, at most 120d",
		"15 Arbeitstage nach dem letzten geplanten Angebot einer Phase, höchstens 120 Tage")), // see explainHorizon
		"local calendar days that are simulated, the same for all strategies: auto or a number such as 30d; without a fleet auto is 15 days. Where more than 1% of rollouts do not come to their end within auto, it is extended by half, and again, up to 120d, as long as that lets more PCs be updated")
	field(m, "seed", &s.Seed, seed, published("1", say.T("any number will do", "jede Zahl ist recht")), "start of the random numbers; equal seeds give equal results")
	var r replicated
	field(m, "replications", &r, replications,
		published("20", say.T("enough for a 95%% interval of the mean; 35 or more for targets in 90%% of rollouts",
			"genug für ein 95-%%-Intervall des Mittelwerts; 35 oder mehr für Zielwerte in 90 %% der Rollouts")),
		"rollouts that are simulated for each strategy: a number, or {min: 30, max: 200, precision: 5%}, which goes on from min until half of the 95% interval of each metric that a target names is at most 5% of its mean, or 10 s of a wait, 1 of a count, 1 percentage point of a share, 1h of a date (less in proportion with a finer precision), and stays so, or until max; min is at least 10, the precision at most 50%")
	s.Replications, s.Most, s.Precision = r.fewest, r.most, r.precision
	s.Calendar = calendar.resolve(s.Start.Year())

	top := model.Group{First: noFirstInstall}
	readClient(m, &top)
	calendars := readFleet(m, s, &top, &calendar, readSites(m))
	for i := range s.Groups {
		s.Groups[i].Calendar = calendars[i].resolve(s.Start.Year())
	}
	readWorkloads(m, s)
	if !m.has("fleet") && !m.has("workloads") {
		m.complain("has neither fleet nor workloads; give at least one group of PCs, such as fleet: [{name: headquarters, clients: 3000, version: \"9.3\"}]")
	}
	m.anyOf([]string{"fleet"}, []string{"workloads"})
	m.demanded("backend", "what all clients synchronise with", `{version: "9.4", slots: 50}`, func(m *mapping) {
		readBackend(m, s, calendar.zone)
	})
	m.optional("release", "what is rolled out; without it only no rollout is simulated", func(m *mapping) {
		s.Release = &model.Release{}
		readRelease(m, s.Release)
	})
	prepare := readPreparation(m, s)
	readLater(m, s, calendar.zone)
	prepare()
	plan := planner{s: s, zone: calendar.zone}
	plan.readConduct(m, &plan.top)
	plan.readStrategies(m)
	field(m, "targets", &s.Targets, targets, absent,
		"promises that a strategy keeps or breaks, such as "+targetShape)
	field(m, "objective", &s.Objective, objective, absent,
		"metric that is to be small: of the strategies that keep every target on the fewest slots the one with the least of it is recommended; without it the one that ends first, beside those that no other beats in end, risk and wait")
	readMeasure(m, s)
	readSweep(m)
	return s
}

// readScenario describes a whole file.
func readScenario(m *mapping) { newScenario(m) }

// fileTitle is the name of a scenario that has none.
func fileTitle(name string) string {
	title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	if strings.Trim(title, "./ ") == "" {
		return "scenario"
	}
	return clip(title)
}
