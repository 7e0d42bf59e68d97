package study

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// Limits on what is read. They lie far above what a comparison of the largest scenario
// has, and keep what is read from taking a machine.
const (
	mostPacked       = 128 << 20 // bytes of a saved review
	mostUnpacked     = 256 << 20 // the same, unpacked
	mostReplications = 1_000_000 // of anything
	mostSlots        = 1_000_000 // as a scenario may have
	mostDays         = 3660      // of a horizon
	mostSpan         = 40 * 366 * 24 * time.Hour
	mostAmount       = 1e18 // of any number that is finite
)

// sound tells what a review that was read says that no run of its scenario can have said.
// Whoever changes the file can make its checksum anew: what is read is trusted no more than
// a scenario is.
func (review *Review) sound(s *model.Scenario) error {
	if err := possible(reflect.ValueOf(review), 0); err != nil {
		return err
	}
	c := review.Comparison
	if c.Replications < 1 || c.Asked < c.Replications || c.Asked > mostReplications {
		return fmt.Errorf("%d of %d replications", c.Replications, c.Asked)
	}
	for _, e := range c.Extensions {
		if e.From < 1 || e.To < e.From || e.To > mostDays {
			return fmt.Errorf("a horizon of %d days", e.To)
		}
	}
	k := premisesOf(s, c)
	for i := range c.Results {
		if err := k.result(&c.Results[i]); err != nil {
			return err
		}
	}
	for _, w := range c.WorseOff {
		if !k.index(w.Under) || !k.index(w.Than) {
			return errors.New("clients that are worse off under a strategy that is not there")
		}
	}
	if c.Precision != nil {
		for _, r := range c.Precision.Reached {
			if _, known := model.MetricNamed(r.Metric); !known || !k.index(r.Result) {
				return errors.New("a precision of nothing")
			}
		}
	}
	if err := k.sizing(review.Sizing); err != nil {
		return err
	}
	return k.sensitivity(review.Sensitivity)
}

// possible looks at every value below another: lengths of time and numbers within their
// limits, and values of the replications of one estimate in equal numbers.
func possible(v reflect.Value, depth int) error {
	switch {
	case depth > 30:
		return errors.New("values within values without an end")
	case v.Type() == reflect.TypeFor[time.Duration]():
		if d := time.Duration(v.Int()); d < -mostSpan || d > mostSpan {
			return fmt.Errorf("a length of time of %v", d)
		}
		return nil
	case v.Type() == reflect.TypeFor[Missing]():
		return v.Interface().(Missing).sound()
	case v.Type() == reflect.TypeFor[model.Metric](), v.Type() == reflect.TypeFor[*model.Scenario]():
		return nil
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int64, reflect.Int32:
		if n := v.Int(); n < -1e15 || n > 1e15 {
			return fmt.Errorf("a number of %d", n)
		}
	case reflect.Float64, reflect.Float32:
		if f := math.Abs(v.Float()); f > mostAmount && !math.IsInf(f, 1) {
			return fmt.Errorf("a number of %v", f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return possible(v.Elem(), depth+1)
		}
	case reflect.Slice:
		switch v.Type().Elem().Kind() {
		case reflect.String, reflect.Bool, reflect.Uint8:
			return nil
		}
		for i := range v.Len() {
			if err := possible(v.Index(i), depth+1); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := possible(v.Field(i), depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// soundStrata tells whether the values of an estimate can be: as many in each stratum, and
// values that can be added with their weights. What never happened is +Inf, what was not
// there to count NaN.
func soundStrata(strata []stats.Stratum) bool {
	for _, s := range strata {
		if !(s.Weight > 0 && s.Weight <= 1e6) || len(s.Values) != len(strata[0].Values) || len(s.Values) > mostReplications {
			return false
		}
		for _, v := range s.Values {
			if math.Abs(v) > mostAmount && !math.IsInf(v, +1) {
				return false
			}
		}
	}
	return len(strata) <= 1<<16
}

// premises are what a review may speak of.
type premises struct {
	scenario   *model.Scenario
	c          *Comparison
	strategies []string
	groups     []string
	strata     []model.Stratum
	intervals  int
	seen       map[string]bool // strategy and column
}

func premisesOf(s *model.Scenario, c *Comparison) *premises {
	k := &premises{scenario: s, c: c, seen: map[string]bool{}}
	for _, strategy := range model.New(s).Strategies() {
		k.strategies = append(k.strategies, strategy.Name)
	}
	for i := range s.Groups {
		k.groups = append(k.groups, s.Groups[i].Name)
	}
	if s.Release != nil {
		k.strata = s.Strata()
	}
	return k
}

func (k *premises) index(i int) bool { return i >= 0 && i < len(k.c.Results) }

func (k *premises) result(r *Result) error {
	at := onSlots(r.Strategy, r.Slots)
	name := fmt.Sprint(r.Column, r.Strategy)
	switch {
	case !slices.Contains(k.strategies, r.Strategy):
		return fmt.Errorf("a strategy that the scenario does not have")
	case k.seen[name]:
		return fmt.Errorf("%s stands twice", at)
	case r.Slots < 0 || r.Slots > mostSlots && !slices.Contains(k.scenario.Backend.Slots, r.Slots), r.Column < 0 || r.Column >= max(len(k.scenario.Backend.Slots), 1), r.Auto > NotFound:
		return fmt.Errorf("slots that the scenario cannot have: %d", r.Slots)
	case r.PeriodicLoad != nil && (r.PeriodicLoad.Period <= 0 || r.PeriodicLoad.Bursts < 0 || r.PeriodicLoad.From < 0 || r.PeriodicLoad.In < 0 || r.PeriodicLoad.Of < r.PeriodicLoad.In):
		return fmt.Errorf("%s: an echo that cannot be", at)
	case r.WorstGroup != nil && !slices.Contains(k.groups, r.WorstGroup.Group):
		return fmt.Errorf("%s: a group that the scenario does not have", at)
	case len(r.Problem) > 0 && len(r.Strata) == 0, len(r.Strata) > len(k.strata):
		return fmt.Errorf("%s: problems that the release does not have", at)
	}
	k.seen[name] = true
	if err := k.part(r.Metrics, r.Targets, r.Accounting, r.Waits, &r.Series, r.Phases); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	given := [][]Estimate{r.Problem, r.Good}
	for i := range r.Releases {
		given = append(given, r.Releases[i].Problem, r.Releases[i].Good)
	}
	for _, metrics := range given {
		if metrics == nil {
			continue
		}
		if err := k.metrics(metrics); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	for i := range r.Strata {
		s := &r.Strata[i]
		if s.Stratum != k.strata[i] || !(s.Weight > 0 && s.Weight <= 1) || len(s.Problems) > 64 {
			return fmt.Errorf("%s: problems that the release does not have", at)
		}
		if err := k.part(s.Metrics, s.Targets, s.Accounting, s.Waits, &s.Series, s.Phases); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	for i := range r.Groups {
		if !slices.Contains(k.groups, r.Groups[i].Group) || r.Groups[i].Clients < 0 || !k.overTime(r.Groups[i].Updated) {
			return fmt.Errorf("%s: a group that the scenario does not have", at)
		}
	}
	places, _ := k.scenario.Places()
	if len(r.Network) > len(places) {
		return fmt.Errorf("%s: places that the scenario does not have", at)
	}
	for i := range r.Network {
		if !reflect.DeepEqual(r.Network[i].Place, places[i]) || !k.overTime(r.Network[i].Drawn) {
			return fmt.Errorf("%s: places that the scenario does not have", at)
		}
	}
	if r.Steady != nil && (len(r.Steady.Smooth) > k.intervals || !finiteAll(r.Steady.Smooth) || r.Steady.Advised < 0 || r.Steady.Reached < 0) {
		return fmt.Errorf("%s: a steady state that cannot be", at)
	}
	return nil
}

// part looks at what is told overall, or of one stratum.
func (k *premises) part(metrics []Estimate, targets []TargetResult, a model.Accounting, waits []WaitCurve, s *Series, phases []PhaseResult) error {
	if err := k.metrics(metrics); err != nil {
		return err
	}
	if err := k.targets(targets); err != nil {
		return err
	}
	for _, n := range []int64{a.Asked, a.Done, a.GaveUp, a.Waiting, a.Running, a.Bypassed} {
		if n < 0 {
			return errors.New("syncs below none")
		}
	}
	if a.Asked != a.Done+a.GaveUp+a.Waiting+a.Running || a.Bypassed > a.Asked {
		return errors.New("syncs without a fate, or with more than one")
	}
	for _, w := range waits {
		rising := slices.IsSortedFunc(w.Points, func(a, b stats.CurvePoint) int {
			if b.Level < a.Level || b.Value < a.Value || b.Level != b.Level {
				return 1
			}
			return -1
		})
		if !slices.Contains([]string{"update", "log_in", "all"}, w.Population) || w.Needs < 0 || w.Censored < 0 || !rising {
			return errors.New("a distribution of waits that cannot be")
		}
		for _, p := range w.Points {
			if !(p.Level >= 0 && p.Level <= 1) || p.Value < 0 {
				return errors.New("a distribution of waits that cannot be")
			}
		}
	}
	for _, p := range phases {
		if p.Clients < 0 || p.Never < 0 || p.Planned < 0 {
			return errors.New("a phase that cannot be")
		}
	}
	return k.series(s)
}

func (k *premises) series(s *Series) error {
	n := len(s.Running)
	if k.intervals == 0 {
		k.intervals = n
	}
	if n == 0 && reflect.ValueOf(*s).IsZero() {
		return nil
	}
	if s.Width != model.SeriesWidth || n == 0 || n > mostDays*25*12 || s.Busiest < 0 || s.Busiest >= n {
		return fmt.Errorf("a series of %d intervals of %v", n, s.Width)
	}
	for _, always := range [][]float64{s.Running, s.Waiting, s.Bypass, s.Online, s.Asks} {
		if len(always) != n || !finiteAll(always) {
			return errors.New("a series with values that cannot be")
		}
	}
	for _, values := range [][]float64{s.Updated, s.Ended, s.Failed, s.Open, s.Nodes, s.Broken} {
		if len(values) != 0 && len(values) != n || !finiteAll(values) {
			return errors.New("a series with values that cannot be")
		}
	}
	for _, bands := range [][]Band{s.RunningP, s.WaitingP, s.UpdatedP} {
		if len(bands) != 0 && len(bands) != n {
			return errors.New("a series with bands of another length")
		}
		for _, b := range bands {
			if math.IsInf(float64(b.P5), 0) || math.IsInf(float64(b.P95), 0) {
				return errors.New("a series with values that cannot be")
			}
		}
	}
	return nil
}

func (k *premises) overTime(values []float64) bool {
	return (len(values) == 0 || len(values) == k.intervals) && finiteAll(values)
}

func finiteAll(values []float64) bool {
	return !slices.ContainsFunc(values, func(f float64) bool { return math.IsInf(f, 0) || f < -mostAmount || f > mostAmount })
}

func (k *premises) metrics(all []Estimate) error {
	if len(all) != len(k.scenario.Metrics()) {
		return fmt.Errorf("%d metrics", len(all))
	}
	for i := range all {
		e := &all[i]
		if e.Metric.Name != k.scenario.Metrics()[i].Name || len(e.Values) != k.c.Replications && len(e.Values) != 0 {
			return fmt.Errorf("a metric that cannot be: %d values of %s", len(e.Values), e.Metric.Name)
		}
	}
	return nil
}

func (k *premises) targets(all []TargetResult) error {
	if len(all) != 0 && len(all) != len(k.scenario.Targets) {
		return fmt.Errorf("%d targets", len(all))
	}
	for i := range all {
		t := &all[i]
		if _, ok := model.MetricNamed(t.Metric); !ok || t.Outcome > Skipped || t.MetIn < 0 || t.Of < 0 || !reflect.DeepEqual(t.Target, k.scenario.Targets[i]) {
			return errors.New("a target that the scenario does not have")
		}
	}
	return nil
}

func (k *premises) sizing(z *Sizing) error {
	if z == nil {
		return nil
	}
	if z.Quantity > WaveInterval || z.Asked < 0 || z.Looked < 0 {
		return errors.New("a size of nothing")
	}
	for i := range z.Sized {
		of := &z.Sized[i]
		if !slices.Contains(k.strategies, of.Strategy) {
			return errors.New("a size of a strategy that the scenario does not have")
		}
		if of.Why > NoTargetValue {
			return fmt.Errorf("a size that is missing for the unknown reason %d", of.Why)
		}
		for j := range of.Needs {
			if n := &of.Needs[j]; n.Scope > AllAfter || max(n.OnAverage.Why, n.Assured.Why) > NoTargetValue {
				return errors.New("a need that cannot be")
			}
		}
		for j := range of.Curve {
			p := &of.Curve[j]
			if !(p.Setting >= 0 && p.Setting <= 1e8) || j > 0 && p.Setting <= of.Curve[j-1].Setting || len(p.Metrics) != 0 && len(p.Metrics) != len(k.scenario.Metrics()) {
				return errors.New("a curve of sizes that cannot be")
			}
			if p.Wait.Metric.Name == "" || p.Ends.Metric.Name == "" {
				return errors.New("a curve of sizes without its metrics")
			}
			if err := k.targets(p.Targets); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *premises) sensitivity(s *Sensitivity) error {
	if s == nil {
		return nil
	}
	results := len(k.c.Results)
	ruling := func(r *Ruling) bool {
		if r.Decision > NoGo || r.Best < -1 || r.Best >= results || len(r.Misses) != results {
			return false
		}
		for _, misses := range r.Misses {
			for _, i := range misses {
				if i < 0 || i >= len(k.scenario.Targets) {
					return false
				}
			}
		}
		return true
	}
	fits := func(n int) bool { return n == 0 || n == results }
	sound := ruling(&s.Ruling) && k.index(s.Headline) && s.Metric.Name != "" && len(s.Together.Spans) == results && len(s.Together.Best) == results
	for i := range s.Fixed {
		sound = sound && len(s.Fixed[i].Paths) > 0
	}
	for i := range s.Swings {
		w := &s.Swings[i]
		sound = sound && len(w.Paths) > 0 && w.Range != nil && fits(len(w.AtLow)) && fits(len(w.AtHigh))
		for j := range w.Turns {
			turn := &w.Turns[j]
			sound = sound && ruling(&turn.Ruling) && (len(turn.Last.Misses) == 0 || ruling(&turn.Last))
		}
	}
	if !sound {
		return errors.New("guesses that cannot be")
	}
	return nil
}
