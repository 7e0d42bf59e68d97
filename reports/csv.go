package reports

import (
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model/study"
)

// CSV writes one row for each strategy, number of slots and metric, in the order
// of the results and of their metrics. Seconds, shares 0..1 and counts are plain
// numbers, and the mean of an instant is its median; a cell is empty where there is
// no number, and the column reason says why. Where the scenario leaves a number of
// slots open, a last column says of each number that it was found or not-found.
func CSV(w io.Writer, c *study.Comparison) error {
	out := csv.NewWriter(w)
	p := pageOf(c)
	open := slices.ContainsFunc(c.Results, func(r study.Result) bool { return r.Auto != study.Given })
	rows := [][]string{{"strategy", "slots", "metric", "unit", "mean", "low", "high", "p5", "p95", "n", "reason"}}
	if open {
		rows[0] = append(rows[0], "auto")
	}
	for i := range c.Results {
		r := &c.Results[i]
		metrics := p.shown(r)
		for j := range metrics {
			e := &metrics[j]
			of := possible(e.Metric, e.Estimate)
			rows = append(rows, []string{r.Strategy, strconv.Itoa(r.Slots), e.Metric.Name, string(e.Metric.Unit),
				cellOf(of.Mean), cellOf(of.Low), cellOf(of.High), cellOf(of.P5), cellOf(of.P95), strconv.Itoa(of.N), reason(e)})
			if open {
				rows[len(rows)-1] = append(rows[len(rows)-1], autoKey(r.Auto))
			}
		}
	}
	return out.WriteAll(rows)
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

// rounded writes a number to six digits, as the numbers behind a picture are.
func rounded(x float64) string {
	if !finite(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', 6, 64)
}
