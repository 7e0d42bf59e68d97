package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
)

var targetText = regexp.MustCompile(`^(\S+?)\s*(<=|>=)\s*(\S+)(?:\s+in\s+(\S+)\s+of\s+rollouts)?$`)

const targetShape = "wait.update.p95 <= 10m, or wait.update.p95 <= 10m in 90% of rollouts"

// target is a promise such as "wait.update.p95 <= 10m in 90% of rollouts".
var target = scalar("target", "a target such as "+targetShape, `^\S+ *(<=|>=) *\S+( +in +\S+% +of +rollouts)?$`, parseTarget)

func parseTarget(text string) (model.Target, error) {
	text = strings.Join(strings.Fields(text), " ")
	p := targetText.FindStringSubmatch(text)
	if p == nil {
		return model.Target{}, fmt.Errorf("must be such as %s; got %s", targetShape, clip(text))
	}
	t := model.Target{Metric: p[1], AtLeast: p[2] == ">=", Text: text}
	i := slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == t.Metric })
	if i < 0 || !model.Metrics[i].Targets {
		var known []string
		for _, m := range model.Metrics {
			if m.Targets {
				known = append(known, m.Name)
			}
		}
		if i >= 0 {
			return t, fmt.Errorf("%s is reported but cannot be a target: neither smaller nor larger is better%s", t.Metric, didYouMean(t.Metric, known))
		}
		return t, fmt.Errorf("unknown metric %s%s", clip(t.Metric), didYouMean(t.Metric, known))
	}
	if err := parseBound(&t, model.Metrics[i].Unit, p[3]); err != nil {
		return t, fmt.Errorf("%s: %w", t.Metric, err)
	}
	if p[4] != "" {
		f, err := parseShare(p[4])
		if err == nil && (f == 0 || f == 1) {
			err = fmt.Errorf("the share of rollouts must lie between 0%% and 100%%, got %s", p[4])
		}
		if err != nil {
			return t, err
		}
		t.Share = f
	}
	return t, nil
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
		if err != nil || !bareNumber.MatchString(text) {
			err = fmt.Errorf("must be a plain number, got %s", clip(text))
		}
	default:
		panic(fmt.Sprintf("scenarios: the metric %s has the unknown unit %q", t.Metric, unit))
	}
	return err
}
