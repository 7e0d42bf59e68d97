package reports

import (
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// CSV writes one row for each strategy, number of slots and metric, in the order
// of the results and of their metrics. Seconds, shares 0..1 and counts are plain
// numbers, and the mean of an instant is its median; a cell is empty where there is
// no number, and the column reason says why; slots are empty where they play no
// part. Where the scenario leaves a number of
// slots open, the column auto says of each number that it was found or not-found.
//
// Where the release may be bad there are more rows, and three more columns: given
// (empty: overall; "a problem"; or exactly the problems of a stratum, "no problem"
// without any), weight (the chance of that, 0..1) and minus. Rows with a strategy
// in minus are paired differences: broken_hours, exposed and updated.p95 in
// workdays, the first two also for each workday that the other plan ends later;
// ends_even is the chance of a problem at which both end at the same time. Rows of
// frontier are 0 for a strategy on it, 1 for one that may be beaten, and 2 for one
// that is beaten, by the strategy in minus.
//
// The form is that which the spreadsheets of a country read: in German with semicolons,
// decimal commas and a byte order mark. Headings and reasons are the same in every
// language, since programs read them.
func CSV(in say.Language, w io.Writer, c *study.Comparison) error {
	l := voice{in}
	p := pageOf(c)
	f := longForm{
		page:  p,
		form:  l.csvForm(),
		open:  slices.ContainsFunc(c.Results, func(r study.Result) bool { return r.Auto != study.Given }),
		risky: len(p.risks()) > 0,
	}
	heading := []string{"strategy", "slots", "metric", "unit", "mean", "low", "high", "p5", "p95", "n", "reason"}
	if f.open {
		heading = append(heading, "auto")
	}
	if f.risky {
		heading = append(heading, "given", "weight", "minus")
	}
	f.rows = [][]string{heading}
	for i := range p.Results {
		r := &p.Results[i]
		f.estimates(r, p.shown(r.Metrics), "", 1)
		for _, k := range p.risksOf(r) {
			f.estimates(r, p.shown(k.bad), p.givenBad(k.release), p.chanceOf(k.release))
		}
		for k := range r.Strata {
			s := &r.Strata[k]
			given := "no problem"
			if s.Stratum != 0 {
				given = say.English.Listed(s.Problems, say.And)
			}
			f.estimates(r, p.shown(s.Metrics), given, s.Weight)
		}
	}
	p.tradeRows(&f)
	return f.form.write(w, f.rows)
}

// A longForm is a table with a row for each number.
type longForm struct {
	page        *page
	form        csvForm
	open, risky bool // there are columns for that
	rows        [][]string
}

// estimates adds a row for each metric of a result under a condition that has a
// chance.
func (f *longForm) estimates(r *study.Result, metrics []study.Estimate, given string, chance float64) {
	for j := range metrics {
		e := &metrics[j]
		f.row(r, e.Metric.Name, string(e.Metric.Unit), possible(e.Metric, e.Estimate), reason(e), given, chance, "")
	}
}

func (f *longForm) row(r *study.Result, metric, unit string, of stats.Estimate, why, given string, chance float64, minus string) {
	row := []string{r.Strategy, f.page.slotsCell(r), metric, unit,
		f.form.cell(of.Mean), f.form.cell(of.Low), f.form.cell(of.High), f.form.cell(of.P5), f.form.cell(of.P95), strconv.Itoa(of.N), why}
	if f.open {
		row = append(row, autoKey(r.Auto))
	}
	if f.risky {
		row = append(row, given, f.form.cell(chance), minus)
	}
	f.rows = append(f.rows, row)
}

// givenBad is the condition that a release is bad, as programs read it.
func (p *page) givenBad(release int) string {
	if p.laterMayBeBad() {
		return "a problem of " + string(p.Scenario.Versions()[release])
	}
	return "a problem"
}

// tradeRows adds what plans give for each other, and where they lie.
func (p *page) tradeRows(f *longForm) {
	if !f.risky {
		return
	}
	without, bad, good := math.NaN(), p.givenBad(0), "no problem"
	fine, _ := p.Scenario.Chances(0)
	if p.laterMayBeBad() {
		good += " of " + string(p.Scenario.Release.Version)
	}
	for i := range p.Trades {
		t := &p.Trades[i]
		a, b := &p.Results[t.A], &p.Results[t.B]
		for _, delay := range []struct {
			gap    *study.Gap
			given  string
			chance float64
		}{{&t.Delay, "", 1}, {&t.DelayIfProblem, bad, p.chance()}, {&t.DelayIfClean, good, fine}} {
			f.row(b, updatedBy, string(model.Days), delay.gap.Estimate, gapReason(delay.gap), delay.given, delay.chance, a.Strategy)
		}
		even := stats.Estimate{Mean: t.EndsEven.Chance, Low: t.EndsEven.Low, High: t.EndsEven.High, P5: without, P95: without, N: t.Delay.N}
		why := whyMissing(t.EndsEven.Missing)
		if why == "" && t.EndsEven.Kind != study.Crosses {
			why = crossingKey(t.EndsEven.Kind)
		}
		f.row(b, "ends_even", string(model.Share), even, why, "", 1, a.Strategy)
		for k := range t.Savings {
			s := &t.Savings[k]
			f.row(a, s.Metric.Name, string(s.Metric.Unit), s.Overall.Estimate, gapReason(&s.Overall), "", 1, b.Strategy)
			f.row(a, s.Metric.Name, string(s.Metric.Unit), s.IfProblem.Estimate, gapReason(&s.IfProblem), bad, p.chance(), b.Strategy)
			f.row(a, s.Metric.Name+".per_workday", string(s.Metric.Unit+"/"+model.Days), s.PerWorkday.Estimate, gapReason(&s.PerWorkday), "", 1, b.Strategy)
		}
	}
	for i := range p.Frontiers {
		for _, point := range p.Frontiers[i].Points {
			r, by := &p.Results[point.Result], ""
			if point.By >= 0 {
				by = p.Results[point.By].Strategy
			}
			at := stats.Estimate{Mean: float64(point.Place), Low: without, High: without, P5: without, P95: without}
			f.row(r, "frontier", "place", at, placeKey(point.Place), "", 1, by)
		}
	}
}

// slotsCell is the number of slots of a result, nothing where slots play no part.
func (p *page) slotsCell(r *study.Result) string {
	if p.unlimited {
		return ""
	}
	return strconv.Itoa(r.Slots)
}

// cellOf writes a number so that it reads back the same, with an exponent only
// where it is tiny or huge, and nothing for NaN and infinity.
func cellOf(x float64) string {
	if !finite(x) {
		return ""
	}
	if size := math.Abs(x); size != 0 && size < 1e-6 || size >= 1e21 {
		return strconv.FormatFloat(x, 'e', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
