package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// mostJSON is the longest JSON that is read, in bytes: some hundred times that of a
// large comparison.
const mostJSON = 64 << 20

// mostCounted is far more than there can be of anything that is counted.
const mostCounted = 1 << 40

// ReadJSON reads what [JSON] has written, as an abstract: see [study.Comparison]. A
// metric that is not in it, since an earlier version did not have it, is not told; all
// else that is missing, unknown or impossible is an error, in words that follow the name
// of a file.
func ReadJSON(r io.Reader) (*study.Comparison, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostJSON+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostJSON:
		return nil, fmt.Errorf("is larger than %d MiB, which no result of a comparison is", mostJSON>>20)
	case len(bytes.TrimSpace(text)) == 0:
		return nil, errors.New("is empty")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, inJSONWords(err)
	}
	for _, name := range []string{"scenario", "start", "timezone", "horizon_days", "clients", "release", "seed", "replications", "strategies", "verdict"} {
		if fields[name] == nil {
			return nil, fmt.Errorf("is no result of rollsim compare --format json: it has no field %q", name)
		}
	}
	var doc comparisonJSON
	if err := strictly(text, &doc); err != nil {
		return nil, inJSONWords(err)
	}
	return doc.abstract()
}

// strictly decodes JSON that may hold no field but those of its type.
func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// inJSONWords says what is wrong with a JSON.
func inJSONWords(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("has a field %s that this version of rollsim does not know; write it again with rollsim compare --format json", name)
	}
	switch {
	case errors.As(err, &syntax) && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return errors.New("is cut off: it ends in the middle of a value")
	case errors.As(err, &syntax):
		return fmt.Errorf("is no JSON: at byte %d, %v", syntax.Offset, syntax)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("is no result of rollsim compare --format json, which is an object; it is a JSON %s", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("is no result of rollsim compare --format json: %s is a JSON %s", kind.Field, kind.Value)
	}
	return err
}

// UnmarshalJSON reads a number, or null as NaN.
func (f *figure) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*f = figure(math.NaN())
		return nil
	}
	return json.Unmarshal(text, (*float64)(f))
}

// UnmarshalJSON reads an object with metrics as its fields into estimates in the order of
// the metrics of their scenario; those that are not there are not told.
func (m *metricsJSON) UnmarshalJSON(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	*m = nil
	for _, metric := range model.MetricsNamed(maps.Keys(fields)) {
		e := study.Estimate{Metric: metric, Missing: study.Missing{Kind: study.NotTold}, Estimate: noEstimate()}
		if text, told := fields[metric.Name]; told {
			delete(fields, metric.Name)
			var of metricJSON
			if err := strictly(text, &of); err != nil {
				return err
			}
			if err := of.into(&e); err != nil {
				return err
			}
		}
		*m = append(*m, e)
	}
	for name := range fields {
		return fmt.Errorf("has a metric %q that this version of rollsim does not know", name)
	}
	return nil
}

func noEstimate() stats.Estimate {
	nan := math.NaN()
	return stats.Estimate{Mean: nan, Low: nan, High: nan, P5: nan, P95: nan}
}

// into makes an estimate of what is told of its metric.
func (m *metricJSON) into(e *study.Estimate) error {
	switch r := &m.rangeJSON; {
	case m.Unit != string(e.Metric.Unit):
		return fmt.Errorf("has %s in the unit %q, want %q", e.Metric.Name, m.Unit, e.Metric.Unit)
	case r.N < 0, r.Low > r.Mean, r.Mean > r.High, r.Low > r.High, m.Unreached < 0, m.Unreached > 1:
		return fmt.Errorf("has numbers of %s that cannot be: %v from %v to %v, of %d rollouts", e.Metric.Name, r.Mean, r.Low, r.High, r.N)
	}
	e.Estimate = stats.Estimate{Mean: float64(m.Mean), Low: float64(m.Low), High: float64(m.High), P5: float64(m.P5), P95: float64(m.P95), N: m.N}
	e.Median, e.Unreached, e.Missing = m.Median, float64(m.Unreached), study.Missing{}
	if math.IsNaN(e.Mean) {
		e.Missing = study.Quote(m.Reason)
	}
	return nil
}

// abstract makes a comparison of what is told of it.
func (doc *comparisonJSON) abstract() (*study.Comparison, error) {
	start, err := time.Parse(time.RFC3339, doc.Start)
	if err != nil {
		return nil, fmt.Errorf("has a start that is no time: %q", doc.Start)
	}
	zone, err := time.LoadLocation(doc.Timezone)
	if err != nil {
		return nil, fmt.Errorf("has a timezone that is not known: %q", doc.Timezone)
	}
	decision := slices.IndexFunc(decisions, func(d study.Decision) bool { return decisionKey(d) == doc.Verdict.Decision })
	switch {
	case decision < 0:
		return nil, fmt.Errorf("has a decision that is not known: %q", doc.Verdict.Decision)
	case len(doc.Strategies) == 0:
		return nil, errors.New("has no strategies")
	case doc.Replications < 1 || doc.HorizonDays < 1 || doc.Clients < 0,
		doc.Replications > mostCounted || doc.Asked > mostCounted || doc.HorizonDays > 3660 || doc.Clients > mostCounted:
		return nil, fmt.Errorf("has numbers that cannot be: %d replications, %d days, %d clients", doc.Replications, doc.HorizonDays, doc.Clients)
	}
	calendar := &model.Calendar{Zone: zone}
	s := &model.Scenario{Name: doc.Scenario, Start: start, Calendar: calendar, Horizon: doc.HorizonDays, Seed: doc.Seed, Replications: doc.Replications}
	if doc.Clients > 0 {
		s.Groups = []model.Group{{Clients: doc.Clients, Calendar: calendar}}
	}
	if doc.Release != nil {
		s.Release = &model.Release{Version: model.Version(*doc.Release)}
	}
	c := &study.Comparison{Abstract: true, Scenario: s, Replications: doc.Replications, Asked: max(doc.Asked, doc.Replications),
		Verdict: study.Verdict{Decision: decisions[decision], Best: -1, Fastest: -1}}
	columns := map[string]int{}
	for i := range doc.Strategies {
		told := &doc.Strategies[i]
		if told.Name == "" || told.Slots < 0 || told.Slots > mostCounted || !slices.ContainsFunc(told.Metrics, isTold) {
			return nil, fmt.Errorf("has a strategy without a name or metrics, or with slots that cannot be: the %s", place(i+1))
		}
		if slices.ContainsFunc(doc.Strategies[:i], func(s strategyJSON) bool {
			return s.Name == told.Name && s.Slots == told.Slots && s.Auto == told.Auto // a number that was found may be given, too
		}) {
			return nil, fmt.Errorf("has the strategy %q on %d slots twice", told.Name, told.Slots)
		}
		r := study.Result{Strategy: told.Name, Slots: told.Slots, Column: columns[told.Name], Metrics: told.Metrics}
		columns[told.Name]++
		if r.Column == len(s.Backend.Slots) {
			s.Backend.Slots = append(s.Backend.Slots, told.Slots)
		}
		if r.Column == 0 && told.Name != model.NoRollout {
			s.Strategies = append(s.Strategies, model.Strategy{Name: told.Name})
		}
		if r.Targets, err = told.targets(); err != nil {
			return nil, err
		}
		c.Results = append(c.Results, r)
	}
	last := &c.Results[len(c.Results)-1] // no rollout, which comes first, is judged by other metrics
	for _, t := range last.Targets {
		s.Targets = append(s.Targets, t.Target)
	}
	return c, nil
}

func isTold(e study.Estimate) bool { return e.Missing.Kind != study.NotTold }

// targets are the targets of a strategy, by their text.
func (told *strategyJSON) targets() ([]study.TargetResult, error) {
	var found []study.TargetResult
	for _, t := range told.Targets {
		i := slices.IndexFunc(outcomes, func(o study.TargetOutcome) bool { return outcome(o).String() == t.Outcome })
		metric, known := model.MetricNamed(t.Metric)
		if i < 0 || !known {
			return nil, fmt.Errorf("has a target that is not known: %q, which is %q by %q", t.Text, t.Outcome, t.Metric)
		}
		found = append(found, study.TargetResult{Target: model.Target{Metric: metric.Name, Text: t.Text}, Metric: metric.Name, Outcome: outcomes[i]})
	}
	return found, nil
}

var (
	decisions = []study.Decision{study.Go, study.GoWithConditions, study.NoGo, study.NotDecidable, study.Preliminary}
	outcomes  = []study.TargetOutcome{study.Met, study.Missed, study.Undecided, study.Skipped}
)
