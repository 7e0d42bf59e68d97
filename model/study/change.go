package study

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Change says what is different between two comparisons, the first and then the
// second: in what was asked, and in the answer. Where one of them is an abstract, only
// what it tells of its scenario is compared, and results by their intervals.
type Change struct {
	First, Second *Comparison
	Fields        []FieldChange // of the scenario, by path
	Paired        bool          // the same seed, and every rollout is there: results are compared rollout by rollout
	Pairs         int           // rollouts that are compared on each side; of unpaired ones the fewer
	Results       []ResultChange
	OnlyFirst     []Named // results that the second does not have
	OnlySecond    []Named

	ReleasesOnlyFirst, ReleasesOnlySecond []model.Version // that the other does not have

	Limits []LimitResult // what was to be kept
}

// A FieldChange is a value of the scenario that is another one. Where a side does not
// have it, its text is empty.
type FieldChange struct{ Path, First, Second string }

// A ResultChange is what became of one strategy: second minus first.
type ResultChange struct {
	Strategy                string
	SlotsFirst, SlotsSecond int
	Outcomes                []OutcomeChange
	Metrics                 []Difference // A is the second and B the first; those of the targets and the headline metrics, or all
}

// An OutcomeChange is a target whose outcome is another one.
type OutcomeChange struct {
	Target        string
	First, Second TargetOutcome
}

// Same tells whether nothing is different: no value of the scenario, no outcome, and
// no metric by more than chance, or by what has no interval to tell.
func (c *Change) Same() bool {
	if len(c.Fields)+len(c.OnlyFirst)+len(c.OnlySecond)+len(c.ReleasesOnlyFirst)+len(c.ReleasesOnlySecond) > 0 {
		return false
	}
	return !slices.ContainsFunc(c.Results, func(r ResultChange) bool {
		return len(r.Outcomes) > 0 || slices.ContainsFunc(r.Metrics, func(d Difference) bool { return d.WorthIt || d.Unsure() })
	})
}

// Abstract tells whether one side is an abstract, so that intervals are all there is to
// compare.
func (c *Change) Abstract() bool { return c.First.Abstract || c.Second.Abstract }

// Unsure tells whether two numbers differ that have no intervals to tell whether that is
// more than chance.
func (d *Difference) Unsure() bool { return d.Missing.Any() && !math.IsNaN(d.Mean) && d.Mean != 0 }

// NewChange compares two comparisons. With the same seed the same replications have
// the same PCs, mornings and work, so results are paired as far as both have
// replications; otherwise they are compared as two samples (Welch), and where one is an
// abstract by their intervals. The p-values of
// all differences are adjusted together (Holm). With all, every metric that says
// something is compared, not only those of the targets and the headline ones.
func NewChange(first, second *Comparison, all bool, limits []Limit) *Change {
	c := &Change{First: first, Second: second, Pairs: min(first.Replications, second.Replications)}
	c.Fields = fieldChanges(first, second, c.Abstract())
	c.Paired = first.Scenario.Seed == second.Scenario.Seed && !c.Abstract()
	c.ReleasesOnlyFirst, c.ReleasesOnlySecond = releasesOnly(first, second), releasesOnly(second, first)
	names := changeMetrics(first, second, all)
	for i := range first.Results {
		a := &first.Results[i]
		b := second.counterpart(a, first)
		if b == nil {
			c.OnlyFirst = append(c.OnlyFirst, first.nameOf(a))
			continue
		}
		r := ResultChange{Strategy: a.Strategy, SlotsFirst: a.Slots, SlotsSecond: b.Slots, Outcomes: outcomeChanges(a, b, c.Abstract())}
		for _, name := range names {
			if is, was := find(b.Metrics, name), find(a.Metrics, name); is != nil && was != nil {
				r.Metrics = append(r.Metrics, c.difference(is, was, r))
			}
		}
		c.Results = append(c.Results, r)
		for _, l := range limits {
			if l.Strategy != "" && l.Strategy != a.Strategy {
				continue
			}
			if r := c.hold(l, b, a); r.Outcome != LimitEmpty || l.Strategy != "" || a.Strategy != model.NoRollout {
				c.Limits = append(c.Limits, r)
			}
		}
	}
	for i := range second.Results {
		if b := &second.Results[i]; first.counterpart(b, second) == nil {
			c.OnlySecond = append(c.OnlySecond, second.nameOf(b))
		}
	}
	for _, l := range limits {
		c.holdMissing(l)
	}
	c.adjust()
	return c
}

// counterpart is the result of the same strategy on as many slots, or where both
// comparisons have as many slot numbers as each other on the one in the same place;
// nil: there is none.
func (c *Comparison) counterpart(of *Result, from *Comparison) *Result {
	var placed *Result
	for i := range c.Results {
		r := &c.Results[i]
		switch {
		case r.Strategy != of.Strategy:
		case r.Slots == of.Slots:
			return r
		case r.Column == of.Column && len(c.Scenario.Backend.Slots) == len(from.Scenario.Backend.Slots):
			placed = r
		}
	}
	return placed
}

// Named is what a result is called of which the other side may have no like: by its
// strategy, and its slots where its comparison has several numbers of them; else 0.
type Named struct {
	Strategy string
	Slots    int
}

// String is the name as programs read it.
func (n Named) String() string {
	if n.Slots == 0 {
		return n.Strategy
	}
	return onSlots(n.Strategy, n.Slots)
}

// onSlots names a strategy on some number of slots.
func onSlots(strategy string, slots int) string {
	if slots == 1 {
		return strategy + " on 1 slot"
	}
	return fmt.Sprintf("%s on %d slots", strategy, slots)
}

func (c *Comparison) nameOf(r *Result) Named {
	if len(c.Scenario.Backend.Slots) < 2 {
		return Named{Strategy: r.Strategy}
	}
	return Named{r.Strategy, r.Slots}
}

// changeMetrics are those that are compared between two scenarios.
func changeMetrics(first, second *Comparison, all bool) []string {
	var names []string
	add := func(name string) {
		if name = second.judgedBy(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if all {
		for _, c := range []*Comparison{first, second} {
			for _, r := range c.Results[:min(1, len(c.Results))] {
				for _, e := range r.Metrics {
					if first.shows(e.Metric) || second.shows(e.Metric) {
						add(e.Metric.Name)
					}
				}
			}
		}
		return names
	}
	for _, s := range []*model.Scenario{first.Scenario, second.Scenario} {
		for _, t := range s.Targets {
			add(t.Metric)
		}
		of := headline
		if len(s.Strategies) == 0 {
			of = queueHeadline
		}
		for _, name := range of {
			add(name)
		}
	}
	return names
}

// fieldChanges lists the values of two scenarios that differ: of those that an abstract
// tells, or of all. Notes on a value, such as who gave it, are not part of it.
func fieldChanges(a, b *Comparison, told bool) []FieldChange {
	if told {
		return toldChanges(a, b)
	}
	first, second := a.Scenario, b.Scenario
	values := func(s *model.Scenario) map[string]string {
		found := map[string]string{}
		for _, o := range s.Origins {
			found[o.Path] = o.Value
		}
		return found
	}
	was, is := values(first), values(second)
	var changes []FieldChange
	for _, o := range first.Origins {
		if v, ok := is[o.Path]; !ok || v != o.Value {
			changes = append(changes, FieldChange{o.Path, o.Value, v})
		}
	}
	for _, o := range second.Origins {
		if _, ok := was[o.Path]; !ok {
			changes = append(changes, FieldChange{o.Path, "", o.Value})
		}
	}
	if first.Horizon != second.Horizon && was["horizon"] == is["horizon"] {
		changes = append(changes, FieldChange{"horizon", fmt.Sprintf("%dd", first.Horizon), fmt.Sprintf("%dd", second.Horizon)})
	}
	return slices.Compact(changes)
}

// outcomeChanges are the targets that both have, with other outcomes. An abstract has
// only the texts of targets.
func outcomeChanges(first, second *Result, abstract bool) []OutcomeChange {
	var changes []OutcomeChange
	for _, t := range first.Targets {
		for _, u := range second.Targets {
			if same := t.Target == u.Target || abstract && t.Target.Text == u.Target.Text; same && t.Outcome != u.Outcome {
				changes = append(changes, OutcomeChange{t.Target.Text, t.Outcome, u.Outcome})
			}
		}
	}
	return changes
}

// difference is second minus first of one metric.
func (c *Change) difference(second, first *Estimate, of ResultChange) Difference {
	d := Difference{Metric: second.Metric, A: of.Strategy, B: of.Strategy, SlotsA: of.SlotsSecond, SlotsB: of.SlotsFirst, P: math.NaN(), Estimate: none()}
	d.Estimate, d.P, d.Missing.Kind = c.combined(second, first, 1)
	return d
}

// releasesOnly are the releases that one comparison tells of and another does not.
func releasesOnly(first, second *Comparison) []model.Version {
	var only []model.Version
	has := releasesOf(second)
	for _, v := range releasesOf(first) {
		if !slices.Contains(has, v) {
			only = append(only, v)
		}
	}
	return only
}

// releasesOf are the releases that a comparison has metrics of.
func releasesOf(c *Comparison) []model.Version {
	var all []model.Version
	for _, r := range c.Results[:min(1, len(c.Results))] {
		for _, e := range r.Metrics {
			if _, v, ok := e.Metric.Release(); ok && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

// combined estimates second − factor × first over replications, and the p-value that
// it is 0; missing says why there is no number.
func (c *Change) combined(second, first *Estimate, factor float64) (e stats.Estimate, p float64, missing MissingKind) {
	if c.Abstract() {
		return fromIntervals(second, first, factor)
	}
	x, y := known(second.Values), known(first.Values)
	if c.Paired {
		x, y = second.Values[:min(c.Pairs, len(second.Values))], first.Values[:min(c.Pairs, len(first.Values))]
		x, y = knownPairs(x, y)
	}
	switch {
	case slices.ContainsFunc(slices.Concat(x, y), func(v float64) bool { return math.IsInf(v, 0) }):
		return none(), math.NaN(), NotReachedSome
	case len(x) == 0 || len(y) == 0:
		return none(), math.NaN(), NothingToCount
	case len(x) == 1 || len(y) == 1:
		return none(), math.NaN(), OneRollout
	}
	times := make([]float64, len(y))
	for i := range y {
		times[i] = factor * y[i]
	}
	if c.Paired {
		e, p = stats.Paired(x, times, Level)
	} else {
		e, p = stats.Welch(x, times, Level)
	}
	return e, p, NotMissing
}

// known are the values that there are.
func known(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), math.IsNaN)
}

// knownPairs are the values at indices at which both sides have one.
func knownPairs(a, b []float64) (x, y []float64) {
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y = append(x, a[i]), append(y, b[i])
		}
	}
	return x, y
}

// adjust makes the p-values hold together.
func (c *Change) adjust() {
	var ps []float64
	var of []*Difference
	for i := range c.Results {
		for k := range c.Results[i].Metrics {
			if d := &c.Results[i].Metrics[k]; !d.Missing.Any() {
				ps, of = append(ps, d.P), append(of, d)
			}
		}
	}
	for i, p := range stats.Holm(ps) {
		of[i].P = p
		of[i].WorthIt = p < 1-Level
	}
}

// A Limit is a change that must not be: such as "wait.update.p95 > +10%", or
// "waves: updated.p95 > +1wd".
type Limit struct {
	Strategy string // empty: each
	Metric   string
	Below    bool    // it must not fall below; otherwise not rise above
	Relative bool    // By is a share of the first mean; otherwise in the unit of the metric
	By       float64 // above 0: more than the first, below 0: less
	Text     string
}

// LimitOutcome says what became of a limit.
type LimitOutcome uint8

const (
	LimitKept     LimitOutcome = iota // for sure
	LimitExceeded                     // for sure; also where the first has a number and the second has none
	LimitOpen                         // the intervals leave it open
	LimitEmpty                        // the first has no number to go by
)

// A LimitResult says whether a limit is kept.
type LimitResult struct {
	Limit   Limit
	Of      Named          // of the second comparison
	Beyond  stats.Estimate // what the second is beyond the limit, in the unit of the metric; below 0 it is kept
	Outcome LimitOutcome
	Missing Missing // why Beyond has no number
}

var limitText = regexp.MustCompile(`^(?:(.+?): *)?([A-Za-z_0-9.]+(?: of [^ <>]+)?) *(>|<) *([+-]?)([0-9.]+)(%|s|m|h|wd|d|)$`)

// An UnknownMetric is the error for a limit on a metric that there is not.
type UnknownMetric struct{ Name string }

func (e *UnknownMetric) Error() string { return fmt.Sprintf("there is no metric %q", e.Name) }

// ParseLimit reads a limit. A relative one ends in %; an absolute one has the unit of
// its metric: a duration for waits and sums of time, days or workdays of 24 h for dates,
// workdays for workdays, none for counts.
func ParseLimit(text string) (Limit, error) {
	const shape = `such as "wait.update.p95 > +10%" or "waves: updated.p95 > +1d"`
	parts := limitText.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return Limit{}, fmt.Errorf("must be a metric, > or <, and a signed change, %s; got %q", shape, text)
	}
	metric, ok := model.MetricNamed(parts[2])
	if !ok {
		return Limit{}, &UnknownMetric{parts[2]}
	}
	if parts[4] == "" {
		return Limit{}, fmt.Errorf("the change needs a sign, + for a rise, such as %q; got %q", metric.Name+" "+parts[3]+" +"+parts[5]+parts[6], text)
	}
	by, err := strconv.ParseFloat(parts[5], 64)
	if err != nil {
		return Limit{}, fmt.Errorf("%q is no number; a limit is %s", parts[5], shape)
	}
	l := Limit{Strategy: parts[1], Metric: metric.Name, Below: parts[3] == "<", Text: strings.TrimSpace(text), Relative: parts[6] == "%"}
	seconds := map[string]float64{"s": 1, "m": 60, "h": 3600, "d": 86400, "wd": 86400}[parts[6]]
	time := metric.Unit == model.Seconds || metric.Unit == model.Instant
	inHours, inDays := metric.Unit == model.Hours, metric.Unit == model.Days
	switch {
	case l.Relative && metric.Unit == model.Instant:
		return Limit{}, fmt.Errorf("%s is a date, so the change must be a time, such as %s > +1d", metric.Name, metric.Name)
	case l.Relative:
		by /= 100
	case inDays && parts[6] != "wd":
		return Limit{}, fmt.Errorf("%s is in workdays, and so is its change, such as %s > +1wd or > +10%%", metric.Name, metric.Name)
	case inDays: // by is a number of them
	case inHours && parts[6] == "wd":
		return Limit{}, fmt.Errorf("%s is in hours, so the change is a time, such as %s > +8h or > +10%%", metric.Name, metric.Name)
	case inHours && seconds != 0:
		by *= seconds / 3600
	case time && seconds == 0:
		return Limit{}, fmt.Errorf("%s needs a change with a unit, such as %s > +30s or > +10%%", metric.Name, metric.Name)
	case !l.Relative && metric.Unit == model.Share && by >= 1:
		return Limit{}, fmt.Errorf("%s is a share: the change is relative, such as %s > +10%%, or of the share itself, below 1, such as > +0.05", metric.Name, metric.Name)
	case !time && seconds != 0:
		return Limit{}, fmt.Errorf("%s is no time; the change is in %% or a plain number, such as %s > +10%%", metric.Name, metric.Name)
	case time:
		by *= seconds
	}
	if parts[4] == "-" {
		by = -by
	}
	l.By = by
	return l, nil
}

// lost tells whether a metric has a number in the first and fewer or none in the
// second: it is not reached any more in some rollouts, or there is nothing to count.
// What cannot be told any more must not pass for kept.
func (c *Change) lost(second, first *Estimate) bool {
	isNumber := func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
	if c.Abstract() {
		return isNumber(first.Mean) && !isNumber(second.Mean)
	}
	share := func(values []float64) float64 {
		n := 0
		for _, v := range values {
			if isNumber(v) {
				n++
			}
		}
		return float64(n) / float64(max(1, len(values)))
	}
	return share(second.Values) < share(first.Values)
}

// holdMissing holds a limit on a strategy that one side does not have: it is exceeded
// where the strategy is gone.
func (c *Change) holdMissing(l Limit) {
	has := func(of *Comparison) bool {
		return slices.ContainsFunc(of.Results, func(r Result) bool { return r.Strategy == l.Strategy })
	}
	r := LimitResult{Limit: l, Of: Named{Strategy: l.Strategy}, Beyond: none()}
	switch {
	case l.Strategy == "" || has(c.First) == has(c.Second):
		return
	case has(c.First):
		r.Outcome, r.Missing.Kind = LimitExceeded, NoSecond
	default:
		r.Outcome, r.Missing.Kind = LimitEmpty, NoFirst
	}
	c.Limits = append(c.Limits, r)
}

// hold holds a strategy against a limit: first is what was, second what is. A share
// of the first is taken rollout by rollout, so that its chance is part of the
// interval.
func (c *Change) hold(l Limit, second, first *Result) LimitResult {
	name := c.Second.judgedBy(l.Metric)
	factor, by := 1.0, l.By
	if l.Relative {
		factor, by = 1+l.By, 0
	}
	r := LimitResult{Limit: l, Of: c.Second.nameOf(second), Outcome: LimitEmpty}
	is, was := find(second.Metrics, name), find(first.Metrics, name)
	var e stats.Estimate
	var lost bool
	switch {
	case was == nil:
		r.Missing.Kind = NoFirstRelease
	case is == nil:
		r.Missing.Kind, lost = NoSecondRelease, true
	default:
		if e, _, r.Missing.Kind = c.combined(is, was, factor); r.Missing.Any() {
			lost = c.lost(is, was)
		}
	}
	if r.Missing.Any() {
		r.Beyond = none()
		if lost {
			r.Outcome = LimitExceeded
		}
		return r
	}
	r.Beyond = stats.Estimate{Mean: e.Mean - by, Low: e.Low - by, High: e.High - by, P5: e.P5 - by, P95: e.P95 - by, N: e.N}
	if l.Below {
		r.Beyond.Mean, r.Beyond.Low, r.Beyond.High, r.Beyond.P5, r.Beyond.P95 = -r.Beyond.Mean, -r.Beyond.High, -r.Beyond.Low, -r.Beyond.P95, -r.Beyond.P5
	}
	switch {
	case r.Beyond.Low > 0:
		r.Outcome = LimitExceeded
	case r.Beyond.High <= 0:
		r.Outcome = LimitKept
	default:
		r.Outcome = LimitOpen
	}
	return r
}
