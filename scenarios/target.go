package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/pattern"
	"github.com/rollsim/rollsim/sim/dist"
)

var targetText = pattern.Of(`^(\S+?)(?: of (\S+?))?\s*(<=|>=)\s*(\S.*?)(?:\s+in\s+(\S+(?: %)?)\s+of\s+rollouts)?$`)

const targetShape = "wait.update.p95 <= 10m, or wait.update.p95 <= 10m in 90% of rollouts"

// targets are promises, none of which is made twice.
var targets = distinct(listOf(target, "a list of targets such as ["+targetShape+"]"), func(a, b model.Target) bool {
	a.Text, b.Text = "", ""
	return a == b
})

// target is a promise such as "wait.update.p95 <= 10m in 90% of rollouts".
var target = scalar("target", "a target such as "+targetShape, `^\S+( +of +\S+)? *(<=|>=) *\S+( \S+)*( +in +\S+ ?% +of +rollouts)?$`, parseTarget)

func parseTarget(text string) (model.Target, error) {
	text = strings.Join(strings.Fields(text), " ")
	p := targetText().FindStringSubmatch(text)
	if p == nil {
		return model.Target{}, fmt.Errorf("must be such as %s; got %s", targetShape, clip(text))
	}
	t := model.Target{Metric: p[1], AtLeast: p[3] == ">=", Text: text}
	i := slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == t.Metric })
	ofRelease := model.ReleaseMetricNames()
	switch {
	case p[2] != "" && !slices.Contains(ofRelease, p[1]):
		known := ""
		if i >= 0 {
			known = fmt.Sprintf("%s is not of one release; ", t.Metric)
		}
		return t, fmt.Errorf("%sof a release there are %s; got %s", known, strings.Join(ofRelease, ", "), clip(t.Metric))
	case p[2] == "" && slices.Contains(ofRelease, p[1]) && i < 0:
		return t, fmt.Errorf("%s is of one release; name it, such as %s of 9.5", t.Metric, t.Metric)
	case p[2] == "" && (i < 0 || !model.Metrics[i].Targets):
		var known []string
		for _, m := range model.Metrics {
			if m.Targets {
				known = append(known, m.Name)
			}
		}
		if i >= 0 {
			return t, fmt.Errorf("%s is reported but cannot be a target: neither smaller nor larger is better; %s", t.Metric, nearestThree(t.Metric, known))
		}
		return t, fmt.Errorf("unknown metric %s; %s", clip(t.Metric), nearestThree(t.Metric, known))
	}
	unit := model.Unit("")
	if i >= 0 {
		unit = model.Metrics[i].Unit
	}
	if release := model.Version(p[2]); release != "" {
		m, _ := model.MetricNamed(model.OfRelease(p[1], release))
		t.Metric, unit = m.Name, m.Unit
	}
	if err := parseBound(&t, unit, p[4]); err != nil {
		return t, fmt.Errorf("%s: %w", t.Metric, err)
	}
	if p[5] != "" {
		f, err := parseShare(p[5])
		if err == nil && (f == 0 || f == 1) {
			err = fmt.Errorf("the share of rollouts must be above 0%% and below 100%%, since no number of rollouts shows that none or all would keep it; got %s", p[5])
		}
		if err != nil {
			return t, err
		}
		t.Share = f
	}
	return t, nil
}

// nearestThree suggests metrics for a word that is none, the nearest first.
func nearestThree(word string, known []string) string {
	word = strings.ToLower(clip(word))
	slices.SortStableFunc(known, func(a, b string) int { return cmp.Compare(levenshtein(word, a), levenshtein(word, b)) })
	return "did you mean " + alternatives(known[:3]) + "? All are listed in scenarios/REFERENCE.md"
}

// mostRaised is the largest number of replications that targets raise a study to
// by themselves.
const mostRaised = 1000

// ofPCs tells whether a metric is about PCs alone, and which metric of jobs is
// nearest to it.
func ofPCs(metric string) (instead string, ok bool) {
	for _, p := range []model.Population{model.WaitUpdate, model.WaitFirst, model.WaitWorst, model.WaitLogIn} {
		for _, of := range []string{"wait.", "delay."} {
			if statistic, ok := strings.CutPrefix(metric, of+p.Name()+"."); ok {
				return of + model.WaitAll.Name() + "." + statistic, true
			}
		}
	}
	m, _ := model.MetricNamed(metric)
	return "wait." + model.WaitAll.Name() + ".p95", m.OfPCs()
}

// ofJobs says why a metric of jobs has no value in a scenario, and which metric of
// PCs is nearest to it; "" if it has.
func ofJobs(name string, s *model.Scenario) (problem string) {
	nearest := map[string]string{
		"queue.mean": "queue.hour", "system.mean": "queue.hour", "sojourn.mean": "delay.all.mean",
		"all_busy": "utilization.hour", "gave_up.share": "gave_up", "makespan": "updated.p99",
	}
	metric, _ := model.MetricNamed(name)
	switch {
	case metric.OfJobs() && len(s.Groups) > 0:
		return fmt.Sprintf("%s counts jobs where there are no PCs; did you mean %s", name, nearest[name])
	case name == "makespan" && s.Endless():
		return "makespan is the time until the last job has ended, and jobs never cease to come here; did you mean sojourn.mean"
	}
	return ""
}

// ofNoFirst says why a metric of first syncs has no value in a scenario; "" if it has.
func ofNoFirst(name string, s *model.Scenario) (problem string) {
	if m, _ := model.MetricNamed(name); !m.OfFirst() || s.MayInstallFirst() {
		return ""
	}
	return fmt.Sprintf("%s counts first syncs, and all PCs have had theirs; write %s, or give PCs of version none or joins", name, strings.Replace(name, ".first.", ".update.", 1))
}

// ofNoRelease says why a metric of a release has no value in a scenario; "" if it has.
func ofNoRelease(name string, s *model.Scenario) (problem string) {
	metric, _ := model.MetricNamed(name)
	alone, version, ok := metric.Release()
	versions := s.Versions()
	switch {
	case !ok || len(s.Later) > 0 && slices.Contains(versions, version):
		return ""
	case len(s.Later) == 0:
		return fmt.Sprintf("%s names a release of several, and none follows here; write %s, or give later_releases", name, alone)
	}
	var known []string
	for _, v := range versions {
		known = append(known, string(v))
	}
	return fmt.Sprintf("%s is none of the releases %s", version, strings.Join(known, ", "))
}

// targetAt is the target of some index, for complaints.
func (m *mapping) targetAt(i int) value {
	at := m.at("targets")
	if list := lookup(at.node, "value"); list != nil {
		at = at.key("value", list)
	}
	if at.node.Kind == yaml.SequenceNode {
		at = at.item(i, "")
	}
	return at
}

// checkTargets looks at what the targets count and how many replications they need.
func checkTargets(m *mapping, s *model.Scenario) {
	for i, t := range s.Targets {
		if instead, ok := ofPCs(t.Metric); ok && len(s.Groups) == 0 {
			m.targetAt(i).complain("%s counts PCs, and there are none; did you mean %s", t.Metric, instead)
			return
		}
		if problem := cmp.Or(ofNoRelease(t.Metric, s), ofNoFirst(t.Metric, s)); problem != "" {
			m.targetAt(i).complain("%s", problem)
			return
		}
		if problem := ofJobs(t.Metric, s); problem != "" {
			m.targetAt(i).complain("%s", problem)
			return
		}
		if t.Share == 0 {
			continue
		}
		if n := model.Decisive(t.Share); n > max(s.Replications, s.Most, mostRaised) {
			z := dist.NormalQuantile(0.975)
			most := math.Floor(1000*mostRaised/(mostRaised+float64(z*z))) / 10
			m.targetAt(i).complain("\"in %s of rollouts\" needs %d replications to be decided; ask for at most %g%%, or write replications: %d",
				percent(t.Share), n, most, n)
			return
		}
	}
	if n, said := Replications(s), max(s.Replications, s.Most); n > said {
		i := slices.IndexFunc(s.Targets, func(t model.Target) bool { return t.Share > 0 && model.Decisive(t.Share) == n })
		m.warn(say.T("targets \"in %s of rollouts\" need %d replications, not %d",
			"Zielwerte „in %s of rollouts“ brauchen %d Replikationen, nicht %d"), percent(s.Targets[i].Share), n, said)
	}
}

// checkHorizon warns about targets for an instant after the horizon that the file
// gives. One that is left open follows the plans.
func checkHorizon(m *mapping, s *model.Scenario) {
	end := s.Start.Add(s.HorizonEnd()).In(s.Calendar.Zone)
	for _, t := range s.Targets {
		if metric, _ := model.MetricNamed(t.Metric); metric.Unit != model.Instant || s.HorizonOpen {
			continue
		}
		if t.Value(s) > s.HorizonEnd().Seconds() {
			m.warn(say.T("%s: the horizon of %s ends before, %s; where it is not reached by then, that is left open unless the plan rules it out",
				"%s: der Horizont (%s) endet davor, %s; wo das bis dahin nicht erreicht ist, bleibt es offen, sofern der Plan es nicht ausschließt"),
				t.Text, numbered(s.Horizon, say.Days), say.Moment{Time: end, Layout: "Mon 2 Jan 15:04"})
		}
	}
}

// parseBound reads the value of a target in the unit of its metric.
func parseBound(t *model.Target, unit model.Unit, text string) (err error) {
	switch unit {
	case model.Instant:
		t.Span, err = span("wd", false).parse(text)
		if err == nil && t.Span.Length == 0 {
			err = fmt.Errorf("must be above 0wd, got %s", text)
		}
	case model.Seconds:
		d, problem := duration("m").parse(text)
		t.Bound, err = d.Seconds(), problem
	case model.Hours:
		d, problem := duration("h").parse(text)
		t.Bound, err = d.Hours(), problem
	case model.Days:
		t.Bound, err = workdays.parse(text)
	case model.Share:
		t.Bound, err = parseShare(text)
	case model.Ratio:
		if strings.HasSuffix(text, "%") {
			t.Bound, err = parseShare(text)
			return err
		}
		t.Bound, err = number.parse(text)
	case model.Count:
		t.Bound, err = strconv.ParseFloat(text, 64)
		if err != nil || !bareNumber().MatchString(text) {
			err = fmt.Errorf("must be a plain number, got %s", clip(text))
		}
	default:
		panic(fmt.Sprintf("scenarios: the metric %s has the unknown unit %q", t.Metric, unit))
	}
	return err
}
