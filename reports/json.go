package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// figure is a number in JSON: null where there is none, since JSON knows neither
// NaN nor infinity.
type figure float64

func (f figure) MarshalJSON() ([]byte, error) {
	if !finite(float64(f)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

// The documents below are the JSON of a comparison, field by field.
type (
	comparisonJSON struct {
		Scenario     string           `json:"scenario"`
		Start        string           `json:"start"` // RFC 3339, local time
		Timezone     string           `json:"timezone"`
		HorizonDays  int              `json:"horizon_days"`
		Clients      int              `json:"clients"`
		NewClients   int              `json:"new_clients,omitempty"` // PCs of new employees who join by the horizon
		Release      *string          `json:"release"`               // null when nothing is rolled out
		Seed         uint64           `json:"seed"`
		Replications int              `json:"replications"`
		Asked        int              `json:"replications_asked,omitempty"` // only when the run was stopped early
		Precision    *precisionJSON   `json:"precision,omitempty"`          // only where one was asked for
		Extensions   []extensionJSON  `json:"horizon_extended,omitempty"`   // only where the horizon was
		Strategies   []strategyJSON   `json:"strategies"`
		Differences  []differenceJSON `json:"differences"`
		Trades       []tradeJSON      `json:"trades,omitempty"`    // what plans give for each other where the release may be bad
		Frontiers    []frontierJSON   `json:"frontiers,omitempty"` // one for each slot setting, likewise
		WorseOff     []worseOffJSON   `json:"worse_off,omitempty"` // how many PCs wait longer with one strategy than with another on the same slots
		Verdict      verdictJSON      `json:"verdict"`
		Warnings     []string         `json:"warnings"`
	}
	strategyJSON struct {
		Name       string         `json:"name"`
		Slots      int            `json:"slots"`
		Auto       string         `json:"auto,omitempty"` // found or not-found, where the scenario leaves the number of slots open
		Metrics    metricsJSON    `json:"metrics"`
		Targets    []targetJSON   `json:"targets"`
		Accounting accountingJSON `json:"accounting"`
		Phases     *[]phaseJSON   `json:"phases,omitempty"`      // nil of jobs, which no plan is about
		Releases   []releaseJSON  `json:"releases,omitempty"`    // only where several follow each other
		WorstGroup *groupJSON     `json:"worst_group,omitempty"` // only where there are several groups
		Network    []networkJSON  `json:"network,omitempty"`     // what downloads draw, by place; only where something is rolled out
		Echo       *echoJSON      `json:"echo,omitempty"`        // only where the load comes back
		Problem    metricsJSON    `json:"if_problem,omitempty"`  // metrics given at least one problem of the first release, only where one has a chance
		Strata     []stratumJSON  `json:"strata,omitempty"`      // with exactly these problems of all releases, where any has a chance
	}
	groupJSON struct {
		Group  string `json:"group"`
		Metric string `json:"metric"`
		metricJSON
	}
	echoJSON struct {
		Period   figure `json:"period_s"`
		From     figure `json:"from_s"`
		Bursts   int    `json:"bursts"`
		Strength figure `json:"strength"` // 0..1: of a burst, the share that is back one period later
		Peak     figure `json:"peak"`     // busiest part of a period over its mean
		In       int    `json:"in"`       // rollouts that have one
		Of       int    `json:"of"`
	}
	rangeJSON struct {
		Mean figure `json:"mean"`
		Low  figure `json:"low"`
		High figure `json:"high"`
		P5   figure `json:"p5"`
		P95  figure `json:"p95"`
		N    int    `json:"n"`
	}
	metricJSON struct {
		Unit string `json:"unit"`
		rangeJSON
		Median    bool   `json:"median,omitempty"`    // mean is the median
		Unreached figure `json:"unreached,omitempty"` // share of rollouts that do not reach it
		Reason    string `json:"reason,omitempty"`
	}
	targetJSON struct {
		Text      string  `json:"text"`
		Metric    string  `json:"metric"`
		Bound     figure  `json:"bound"`
		BoundUnit string  `json:"bound_unit"`
		Outcome   string  `json:"outcome"`
		MetIn     int     `json:"met_in"`
		Of        int     `json:"of"`
		Share     *figure `json:"share,omitempty"`     // of rollouts by weight, where the release may be bad
		Effective *figure `json:"effective,omitempty"` // independent rollouts that it is worth, likewise
		Low       figure  `json:"low"`
		High      figure  `json:"high"`
		Needed    *figure `json:"rollouts_needed,omitempty"` // about so many would decide it, only where it is undecided; null: more than 1000, or no number would, or there are too few to tell
	}
	accountingJSON struct {
		Asked    int64 `json:"asked"`
		Done     int64 `json:"done"`
		GaveUp   int64 `json:"gave_up"`
		Waiting  int64 `json:"waiting"`
		Running  int64 `json:"running"`
		Bypassed int64 `json:"bypassed"`
	}
	phaseJSON struct {
		Name    string    `json:"name"`
		Clients int       `json:"clients"`
		Planned figure    `json:"planned_s"`
		Opened  rangeJSON `json:"opened_s"`
		Never   int       `json:"never"`
		Share   *figure   `json:"never_share,omitempty"` // of rollouts by weight, where the release may be bad
	}
	differenceJSON struct {
		Metric string `json:"metric"`
		Unit   string `json:"unit"`
		A      string `json:"a"`
		SlotsA int    `json:"slots_a"`
		B      string `json:"b"`
		SlotsB int    `json:"slots_b"`
		Mean   figure `json:"mean"`
		Low    figure `json:"low"`
		High   figure `json:"high"`
		P      figure `json:"p"`
		N      int    `json:"n"`
		Within figure `json:"within"`      // the difference is at most so large either way, for all differences at once
		Alike  bool   `json:"alike"`       // within lies in the indifference zone of the metric
		Common figure `json:"correlation"` // of a and b, which share their random numbers
		Worth  figure `json:"worth"`       // as many times more rollouts would be needed without
		Reason string `json:"reason,omitempty"`
	}
	verdictJSON struct {
		Decision string   `json:"decision"`
		Strategy *string  `json:"strategy"` // null when none is recommended, and of a queue
		Slots    *int     `json:"slots"`    // the fewest of those that meet every target; null too where slots play no part
		Sentence string   `json:"sentence"`
		Reasons  []string `json:"reasons"`

		Selection *selectionJSON `json:"selection,omitempty"` // where there is something to choose from
	}
)

// metricsJSON is an object with the metrics as its fields, in their own order.
type metricsJSON []study.Estimate

func (m metricsJSON) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m[i].Metric.Name)
		if err != nil {
			return nil, err
		}
		e := &m[i]
		text, err := json.Marshal(metricOf(e))
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func metricOf(e *study.Estimate) metricJSON {
	return metricJSON{string(e.Metric.Unit), rangeOf(possible(e.Metric, e.Estimate)), e.Median, figure(e.Unreached), reason(e)}
}

func rangeOf(e stats.Estimate) rangeJSON {
	return rangeJSON{figure(e.Mean), figure(e.Low), figure(e.High), figure(e.P5), figure(e.P95), e.N}
}

// reason says why some number of an estimate is missing, "" when none is.
func reason(e *study.Estimate) string {
	switch {
	case unknown(e):
		return noNumber(e)
	case e.Missing.Any():
		return whyMissing(e.Missing)
	case !finite(e.Mean):
		return noNumber(e)
	case e.N == 1 && !finite(e.Low) && !finite(e.High):
		return "one rollout, no interval"
	case math.IsInf(e.High, 1) || math.IsInf(e.P95, 1):
		return "not reached in some rollouts"
	case !finite(e.Low) || !finite(e.High):
		return "too few rollouts for an interval"
	case !finite(e.P5) || !finite(e.P95):
		return "too few rollouts for a band"
	}
	return ""
}

// JSON writes a comparison for programs: one object with the scenario, the
// strategies and their metrics in fixed order, the paired differences and the
// verdict. Seconds, shares 0..1 and counts are plain numbers; a number that the
// simulation cannot give is null, with a reason beside it. Where "median" is true,
// as with instants, mean is the median and low to high its interval. Intervals are
// cut to what their metric can be. Delays are listed only where they differ from the
// waits, and what problems and halts do only where there may be some. Where the
// release may be bad, metrics are overall, and each strategy has them given a
// problem and for each stratum too.
func JSON(w io.Writer, c *study.Comparison) error {
	p := pageOf(c)
	doc := comparisonJSON{
		Scenario:     c.Scenario.Name,
		Start:        p.stamp(0),
		Timezone:     c.Scenario.Calendar.Zone.String(),
		HorizonDays:  c.Scenario.Horizon,
		Clients:      c.Scenario.Clients(),
		NewClients:   c.Scenario.NewClients(),
		Seed:         c.Scenario.Seed,
		Replications: c.Replications,
		Strategies:   []strategyJSON{},
		Differences:  []differenceJSON{},
		Verdict: verdictJSON{
			Decision: decisionKey(c.Verdict.Decision),
			Sentence: p.sentence(),
			Reasons:  []string{},
		},
		Warnings: append([]string{}, p.warnings()...),
	}
	if release := c.Scenario.Release; release != nil {
		version := string(release.Version)
		doc.Release = &version
	}
	if c.Partial() {
		doc.Asked = c.Asked
	}
	for i := range c.Results {
		doc.Strategies = append(doc.Strategies, p.strategyOf(&c.Results[i]))
	}
	for i := range c.Differences {
		d := &c.Differences[i]
		why := whyMissing(d.Missing)
		if why == "" && (!finite(d.Mean) || !finite(d.Low) || !finite(d.High)) {
			why = "too few rollouts for an interval"
		}
		unit := d.Metric.Unit
		if unit == model.Instant {
			unit = model.Seconds // two instants are a length of time apart
		}
		doc.Differences = append(doc.Differences, differenceJSON{d.Metric.Name, string(unit), d.A, d.SlotsA, d.B, d.SlotsB,
			figure(d.Mean), figure(d.Low), figure(d.High), figure(d.P), d.N,
			figure(d.Within), d.Alike, figure(d.Correlation), figure(d.Worth), why})
	}
	doc.Precision, doc.Extensions = p.precisionOf(), p.extensionsOf()
	doc.Trades, doc.Frontiers, doc.WorseOff = p.tradesOf(), p.frontiersOf(), p.worseOffOf()
	doc.Verdict.Selection = p.selectionOf()
	if i := c.Verdict.Best; i >= 0 {
		if !p.unlimited {
			doc.Verdict.Slots = &c.Results[i].Slots
		}
		if !p.queue {
			doc.Verdict.Strategy = &c.Results[i].Strategy
		}
	}
	for _, r := range c.Verdict.Reasons {
		doc.Verdict.Reasons = append(doc.Verdict.Reasons, reasonKey(r))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(doc)
}

func (p *page) strategyOf(r *study.Result) strategyJSON {
	s := strategyJSON{
		Name:       r.Strategy,
		Slots:      r.Slots,
		Auto:       autoKey(r.Auto),
		Metrics:    p.shown(r.Metrics),
		Targets:    targetsOf(r.Targets, r.Strata != nil),
		Accounting: accountingOf(&r.Accounting),
		Strata:     p.strataOf(r),
		Network:    networksOf(r.Network),
		Releases:   releasesOf(r),
	}
	if !p.queue {
		phases := phasesOf(r.Phases, r.Strata != nil)
		s.Phases = &phases
	}
	if r.Problem != nil {
		s.Problem = p.shown(r.Problem)
	}
	for i := range r.Releases {
		if of := &r.Releases[i]; of.Problem != nil && p.laterMayBeBad() {
			s.Releases[i].Problem = p.shown(of.Problem)
		}
	}
	if g := r.WorstGroup; g != nil {
		s.WorstGroup = &groupJSON{g.Group, g.P95.Metric.Name, metricOf(&g.P95)}
	}
	if e := r.PeriodicLoad; e != nil {
		s.Echo = &echoJSON{figure(e.Period.Seconds()), figure(e.From.Seconds()), e.Bursts, figure(e.Strength), figure(e.Peak), e.In, e.Of}
	}
	return s
}

// targetsOf are the targets of a result, with the share of rollouts that keep them
// where rollouts have weights.
func targetsOf(targets []study.TargetResult, weighted bool) []targetJSON {
	found := []targetJSON{}
	for i := range targets {
		t := &targets[i]
		of := targetJSON{Text: t.Target.Text, Metric: t.Metric, Bound: figure(t.Bound), BoundUnit: boundUnit(t), Outcome: outcome(t.Outcome).String(),
			MetIn: t.MetIn, Of: t.Of, Low: figure(t.Low), High: figure(t.High)}
		if needed := figure(t.Needed); t.Outcome == study.Undecided {
			if needed > study.MostNeeded {
				needed = figure(math.NaN())
			}
			of.Needed = &needed
		}
		if weighted {
			share, effective := figure(t.Share), figure(t.Effective)
			of.Share, of.Effective = &share, &effective
		}
		found = append(found, of)
	}
	return found
}

func accountingOf(a *model.Accounting) accountingJSON {
	return accountingJSON{a.Asked, a.Done, a.GaveUp, a.Waiting, a.Running, a.Bypassed}
}

// phasesOf are the phases of a plan, with the share of rollouts in which they do not
// open where rollouts have weights.
func phasesOf(phases []study.PhaseResult, weighted bool) []phaseJSON {
	found := []phaseJSON{}
	for i := range phases {
		ph := &phases[i]
		of := phaseJSON{Name: ph.Name, Clients: ph.Clients, Planned: figure(ph.Planned.Seconds()),
			Opened: rangeOf(possible(model.Metric{Unit: model.Instant}, ph.Opened)), Never: ph.Never}
		if weighted {
			share := figure(ph.Unopened)
			of.Share = &share
		}
		found = append(found, of)
	}
	return found
}

// shown are the metrics that say something which no other does.
func (p *page) shown(metrics []study.Estimate) []study.Estimate {
	var found []study.Estimate
	for i := range metrics {
		if p.Scenario.Shows(metrics[i].Metric) {
			found = append(found, metrics[i])
		}
	}
	return found
}

// autoKey says where a number of slots comes from, "" where the scenario gives it.
func autoKey(a study.Auto) string {
	switch a {
	case study.Given:
		return ""
	case study.Found:
		return "found"
	case study.NotFound:
		return "not-found"
	}
	panic(fmt.Sprintf("reports: unknown origin %d of a number of slots", a))
}

// boundUnit is the unit of the bound of a target, which is that of its metric.
func boundUnit(t *study.TargetResult) string {
	m, ok := model.MetricNamed(t.Metric)
	if !ok {
		panic(fmt.Sprintf("reports: a target names the unknown metric %q", t.Metric))
	}
	return string(m.Unit)
}

// decisionKey is the verdict as programs read it.
func decisionKey(d study.Decision) string {
	switch d {
	case study.Go:
		return "go"
	case study.GoWithConditions:
		return "go-with-conditions"
	case study.NoGo:
		return "no-go"
	case study.NotDecidable:
		return "not-decidable"
	case study.Preliminary:
		return "preliminary"
	}
	panic(fmt.Sprintf("reports: unknown decision %d", d))
}

// reasonKey is a reason of the verdict as programs read it.
func reasonKey(r study.Reason) string {
	switch r {
	case study.BaselineMisses:
		return "no-rollout-misses-a-target"
	case study.SomeMiss:
		return "some-strategies-miss-a-target"
	case study.SomeUndecided:
		return "some-targets-are-undecided"
	case study.NeverUpdated:
		return "some-clients-are-never-updated"
	case study.StoppedEarly:
		return "stopped-early"
	case study.OnlyIfClean:
		return "some-strategies-keep-the-targets-only-if-the-release-has-no-problem"
	}
	panic(fmt.Sprintf("reports: unknown reason %d", r))
}
