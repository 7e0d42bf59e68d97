package reports

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// SweepLong writes a sweep as CSV with one row for each point, strategy, number of
// slots and metric: the values of the axes, each under its path, and then the
// columns of [Language.CSV], in the form of the language. Numbers are overall: good and bad releases by their chance.
// Rows are written as soon as their point is added.
func SweepLong(in say.Language, w io.Writer, s *study.Sweep) SweepTable {
	l := voice{in}
	t := l.sweepLong(w, s)
	t.heading = append(slices.Clone(s.Axes), "strategy", "slots", "metric", "unit", "mean", "low", "high", "p5", "p95", "n", "reason")
	return t
}

type sweepLong struct {
	sweep   *study.Sweep
	to      io.Writer
	form    csvForm
	csv     *csv.Writer
	heading []string // nil once written
}

func (l voice) sweepLong(w io.Writer, s *study.Sweep) *sweepLong {
	t := &sweepLong{sweep: s, to: w, form: l.csvForm(), csv: csv.NewWriter(w)}
	t.csv.Comma = rune(t.form.separator)
	return t
}

func (t *sweepLong) Add(point int, results []study.Result) error {
	if err := t.head(); err != nil {
		return err
	}
	for i := range results {
		r := &results[i]
		for _, name := range t.sweep.Metrics {
			e := metric(r, name)
			of := possible(e.Metric, e.Estimate)
			t.csv.Write(append(harmlessRow(t.form.sweepCells(t.sweep, point, r)), name, string(e.Metric.Unit),
				t.form.cell(of.Mean), t.form.cell(of.Low), t.form.cell(of.High), t.form.cell(of.P5), t.form.cell(of.P95), strconv.Itoa(of.N), reason(e)))
		}
	}
	t.csv.Flush()
	return t.csv.Error()
}

// head writes the heading, once.
func (t *sweepLong) head() error {
	if t.heading == nil {
		return nil
	}
	if _, err := io.WriteString(t.to, t.form.mark); err != nil {
		return err
	}
	err := t.csv.Write(harmlessRow(slices.Clone(t.heading)))
	t.heading = nil
	return err
}

func (t *sweepLong) End() error {
	if err := t.head(); err != nil {
		return err
	}
	t.csv.Flush()
	return t.csv.Error()
}

// SweepWide writes a sweep as CSV with one row for each point, strategy and number
// of slots: the values of the axes, the replications, for each metric of the
// headline its mean (of an instant the median) and its interval, how many targets
// there are, how many of them are met, missed and undecided, and the missed ones
// by their text. Targets on the wait after the update are, for no rollout, about that
// at any sync.
func SweepWide(in say.Language, w io.Writer, s *study.Sweep) SweepTable {
	l := voice{in}
	t := &sweepWide{sweepLong: *l.sweepLong(w, s), metrics: sweepHeadline(s)}
	t.heading = append(slices.Clone(s.Axes), "strategy", "slots", "replications")
	for _, m := range t.metrics {
		t.heading = append(t.heading, m.Name, m.Name+".low", m.Name+".high")
	}
	t.heading = append(t.heading, "targets", "met", "missed", "undecided", "misses")
	return t
}

type sweepWide struct {
	sweepLong
	metrics []model.Metric
}

func (t *sweepWide) Add(point int, results []study.Result) error {
	if err := t.head(); err != nil {
		return err
	}
	for i := range results {
		r := &results[i]
		row := append(t.form.sweepCells(t.sweep, point, r), strconv.Itoa(t.sweep.Points[point].Replications))
		for _, m := range t.metrics {
			e := metric(r, m.Name)
			of := possible(e.Metric, e.Estimate)
			row = append(row, t.form.cell(of.Mean), t.form.cell(of.Low), t.form.cell(of.High))
		}
		n := tally(r)
		var misses []string
		for k := range r.Targets {
			if r.Targets[k].Outcome == study.Missed {
				misses = append(misses, r.Targets[k].Target.Text)
			}
		}
		row = append(row, strconv.Itoa(len(r.Targets)), strconv.Itoa(n[study.Met]), strconv.Itoa(n[study.Missed]),
			strconv.Itoa(n[study.Undecided]), strings.Join(misses, "; "))
		t.csv.Write(harmlessRow(row))
	}
	t.csv.Flush()
	return t.csv.Error()
}
