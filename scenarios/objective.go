package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const objectiveShape = "a metric to be made small, such as updated.p95 or wait.update.p95"

// objective is what chooses among the strategies that keep every target.
var objective = scalar("objective", objectiveShape, `^[a-z0-9_]+(\.[a-z0-9_]+)*$`, func(text string) (string, error) {
	if _, known := model.MetricNamed(text); known && !canBeSmall(text) {
		return "", fmt.Errorf("%s cannot be the objective, which is made small: %s", text, notSmaller[text])
	}
	if !canBeSmall(text) {
		var known []string
		for _, m := range model.Metrics {
			if canBeSmall(m.Name) {
				known = append(known, m.Name)
			}
		}
		hint := ""
		if bound := strings.IndexAny(text, "<>="); bound >= 0 {
			text, hint = strings.TrimSpace(text[:bound]), "has no bound, which would be a target; "
			if canBeSmall(text) {
				return "", fmt.Errorf("%sgive the metric alone: %s", hint, text)
			}
		}
		return "", fmt.Errorf("%sunknown metric %s; %s", hint, clip(text), nearestThree(text, known))
	}
	return text, nil
})

// notSmaller says why a metric cannot be an objective.
var notSmaller = map[string]string{
	"updated.at_horizon": "more is better; did you mean updated.p95?",
	"throughput":         "more is better; did you mean delay.all.p95?",
	"goodput":            "more is better; did you mean timed_out?",
	"promise.error":      "neither smaller nor larger is better; did you mean promise.broken?",
}

// canBeSmall tells whether less of a metric is better.
func canBeSmall(metric string) bool {
	i := slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == metric })
	return i >= 0 && model.Metrics[i].Targets && notSmaller[metric] == ""
}

// checkObjective looks at what the objective counts, and whether there is anything
// to choose.
func checkObjective(m *mapping, s *model.Scenario) {
	if s.Objective == "" {
		return
	}
	metric, _ := model.MetricNamed(s.Objective)
	instead, ok := ofPCs(s.Objective)
	switch {
	case ok && len(s.Groups) == 0:
		m.at("objective").complain("%s counts PCs, and there are none; did you mean %s", s.Objective, instead)
	case ofJobs(s.Objective, s) != "":
		m.at("objective").complain("%s", ofJobs(s.Objective, s))
	case ofNoFirst(s.Objective, s) != "":
		m.at("objective").complain("%s", ofNoFirst(s.Objective, s))
	case !s.Shows(metric) && !metric.IsDelay():
		m.at("objective").complain("%s has no value here: no problem of the release has a chance, and nothing halts a rollout", s.Objective)
	case len(s.Strategies) < 2:
		m.warn(say.T("objective: %s chooses among strategies, and there are fewer than two: it changes nothing",
			"objective: %s wählt unter Strategien, und es gibt weniger als zwei: es ändert nichts"), s.Objective)
	case len(s.Targets) == 0:
		m.warn(say.T("objective: %s chooses among strategies that keep every target, and the scenario names no targets: nothing is chosen",
			"objective: %s wählt unter Strategien, die alle Zielwerte erreichen, und das Szenario nennt keine: gewählt wird nichts"), s.Objective)
	}
}
