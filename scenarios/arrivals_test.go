package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/fit"
)

// queueing is a scenario of so many days with the given workloads on the given
// backend, first come, first served and without jitter unless it says otherwise.
func queueing(days int, workloads, backend string) string {
	return fmt.Sprintf("start: 2027-04-12\ntimezone: UTC\nhorizon: %dd\nworkloads: %s\nbackend: %s\n", days, workloads, backend)
}

// plenty is a backend on which nobody waits.
const plenty = "{slots: 1_000_000, admission: {discipline: ticket, jitter: 0s}}"

// play reads a scenario and plays a replication on its first slot number. It
// returns the records in order of the first ask.
func play(t *testing.T, text string, replication int) []model.Record {
	t.Helper()
	s, err := Load("queue.yaml", []byte(text), nil)
	require.NoError(t, err, "%v\n%s", err, text)
	return played(t, s, replication)
}

func played(t *testing.T, s *model.Scenario, replication int) []model.Record {
	t.Helper()
	var records []model.Record
	o := model.New(s).Begin(s.Backend.Slots[0], replication).Roll(&model.Strategy{Name: model.NoRollout},
		func(r *model.Record) { records = append(records, *r) })
	require.NoError(t, o.Err)
	slices.SortStableFunc(records, func(a, b model.Record) int {
		return cmp.Or(cmp.Compare(a.Asked, b.Asked), cmp.Compare(a.Occasion, b.Occasion))
	})
	return records
}

// spacing returns the seconds from each arrival to the next.
func spacing(records []model.Record) []float64 {
	var gaps []float64
	for i := 1; i < len(records); i++ {
		gaps = append(gaps, (records[i].Asked - records[i-1].Asked).Seconds())
	}
	return gaps
}

// fits fails the test where values are not of a law. Chance is fixed by the
// seed, so a test that passes once passes always.
func fits(t *testing.T, what string, values []float64, cdf func(float64) float64) {
	t.Helper()
	distance, p := fit.KolmogorovSmirnov(values, cdf)
	assert.True(t, p >= 0.01 && len(values) >= 100,
		"%s: %d values are %.4f off the law, p = %.4f", what, len(values), distance, p)
}

// aboutPoisson fails the test unless a count is within four standard deviations
// of the mean that a Poisson law should have.
func aboutPoisson(t *testing.T, what string, count int, mean float64) {
	t.Helper()
	assert.InDelta(t, mean, float64(count), 4*math.Sqrt(mean),
		"%s: %d, want %.0f ± %.0f", what, count, mean, 4*math.Sqrt(mean))
}

func TestPoissonArrivals(t *testing.T) {
	text := queueing(10, "[{name: a, arrivals: {poisson: 180/h}, work: {exponential: {mean: 20s}}}]", plenty)
	records := play(t, text, 0)
	aboutPoisson(t, "arrivals in 10 days at 3/min", len(records), 43_200)
	fits(t, "time between arrivals", spacing(records), distuv.Exponential{Rate: 0.05}.CDF)
	var work []float64
	for i := range records {
		work = append(work, records[i].Work.Seconds())
	}
	fits(t, "work", work, distuv.Exponential{Rate: 0.05}.CDF)

	assert.Equal(t, records, play(t, text, 0), "the same replication differs from itself")
	assert.False(t, slices.Equal(spacing(play(t, text, 1)), spacing(records)),
		"two replications have the same arrivals")
	assert.False(t, slices.Equal(spacing(play(t, text+"seed: 2\n", 0)), spacing(records)),
		"two seeds have the same arrivals")
	// Other slots and other workloads meet the same arrivals with the same work.
	few := play(t, queueing(10, "[{name: a, arrivals: {poisson: 180/h}, work: {exponential: {mean: 20s}}}, {name: b, arrivals: {poisson: 1/h}, work: 1m}]",
		"{slots: 2, admission: {discipline: ticket, jitter: 0s}}"), 0)
	few = slices.DeleteFunc(few, func(r model.Record) bool { return r.Group == "b" })
	for i := range records {
		require.True(t, len(few) == len(records) && few[i].Asked == records[i].Asked && few[i].Work == records[i].Work,
			"job %d of %d and %d: asked and work depend on what else there is", i, len(records), len(few))
	}
}

// batches counts the jobs that arrive together.
func batches(records []model.Record) []int {
	var sizes []int
	for i := range records {
		if i == 0 || records[i].Asked != records[i-1].Asked {
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	return sizes
}

func TestBatchArrivals(t *testing.T) {
	sizes := batches(play(t, queueing(10, "[{name: a, arrivals: {batches: {rate: 1/min, size: {geometric: {mean: 3}}}}, work: 1s}]", plenty), 0))
	aboutPoisson(t, "batches in 10 days at 1/min", len(sizes), 14_400)
	n := float64(len(sizes))
	var counts [4]float64
	jobs := 0
	for _, size := range sizes {
		jobs += size
		counts[min(size, 4)-1]++
	}
	assert.InDelta(t, 3, float64(jobs)/n, 4*math.Sqrt(6/n), "jobs in a batch, of a variance of 3·2")
	for i, want := range []float64{1. / 3, 2. / 9, 4. / 27, 8. / 27} {
		got, half := counts[i]/n, 4*math.Sqrt(want*(1-want)/n)
		assert.InDelta(t, want, got, half,
			"share of batches of %d (4: or more): %.4f, want %.4f ± %.4f", i+1, got, want, half)
	}
	for i, size := range batches(play(t, queueing(1, "[{name: a, arrivals: {batches: {rate: 1/min, size: 2}}, work: 1s}]", plenty), 0)) {
		require.Equal(t, 2, size, "batch %d has %d jobs", i, size)
	}
}

// TestProfileArrivals counts the jobs of each wall-clock hour over a change of
// the clocks: on Sunday the hour from two to three does not exist.
func TestProfileArrivals(t *testing.T) {
	records := play(t, `
start: 2027-03-26
timezone: Europe/Berlin
horizon: 4d
workloads:
  - {name: a, arrivals: {profile: [{from: 02:00, rate: 10/min}, {from: 04:30, rate: 0/min}, {from: 08:00, rate: 40/min}, {from: 18:30, rate: 1200/h}]}, work: 1s}
backend: `+plenty+"\n", 0)
	perMinute := func(clock time.Duration) float64 { // 18:30 to 02:00: 20, on from one day to the next
		switch {
		case clock < 2*time.Hour || clock >= 18*time.Hour+30*time.Minute:
			return 20
		case clock < 4*time.Hour+30*time.Minute:
			return 10
		case clock < 8*time.Hour:
			return 0
		}
		return 40
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	start := time.Date(2027, 3, 26, 0, 0, 0, 0, berlin)
	counts := map[string]int{}
	const halfHour = "Mon 15h"
	half := func(at time.Time) string { return fmt.Sprint(at.Format(halfHour), at.Minute()/30) }
	for i := range records {
		counts[half(start.Add(records[i].Asked).In(berlin))]++
	}
	for at := start; at.Before(start.AddDate(0, 0, 4)); at = at.Add(30 * time.Minute) {
		want := 30 * perMinute(time.Duration(at.Hour())*time.Hour+time.Duration(at.Minute())*time.Minute)
		aboutPoisson(t, "half hour from "+at.Format("Mon 15:04"), counts[half(at)], want)
		delete(counts, half(at))
	}
	assert.LessOrEqual(t, len(counts), 0, "arrivals in half hours that do not exist: %v", counts)
}

func TestPeakArrivals(t *testing.T) {
	text := queueing(4, "[{name: a, arrivals: {peak: {clients: 2000, at: {normal: {mean: 8h15m, sd: 20m}}, days: 3}}, work: 1s}]", plenty)
	var perDay []float64
	for replication := range 20 {
		records := play(t, text, replication)
		var days [4]int
		var clocks []float64
		for i := range records {
			days[records[i].Asked/day]++
			clocks = append(clocks, (records[i].Asked % day).Seconds())
		}
		if replication == 0 {
			fits(t, "wall-clock time", clocks, distuv.Normal{Mu: 29_700, Sigma: 1200}.CDF)
		}
		for _, n := range days[:3] {
			aboutPoisson(t, "jobs of a day", n, 2000)
			perDay = append(perDay, float64(n))
		}
		assert.LessOrEqual(t, days[3], 0, "%d jobs after the last of 3 days", days[3])
	}
	// As many as come are of a Poisson law: their variance is their mean. That of
	// 60 counts is within 4·√(2/59) of it.
	mean, squares := 0.0, 0.0
	for _, n := range perDay {
		mean += n / float64(len(perDay))
	}
	for _, n := range perDay {
		squares += (n - mean) * (n - mean)
	}
	ratio := squares / 59 / 2000
	assert.InDelta(t, 1, ratio, 4*math.Sqrt(2.0/59),
		"variance of the number of jobs over days is %.2f of the mean", ratio)
}

func TestExactArrivals(t *testing.T) {
	records := play(t, queueing(4, "[{name: a, arrivals: {exactly: {clients: 20_000, at: {triangular: {min: 05:00, mode: 06:00, max: 12:00}}, days: 3}}, work: 1s}]", plenty), 0)
	require.Len(t, records, 60_000, "%d jobs on 3 days, want 60000", len(records))
	for d := range 3 {
		var clocks []float64
		for i, r := range records[d*20_000 : (d+1)*20_000] {
			require.Equal(t, d, int(r.Asked/day), "job %d of day %d comes on day %d", i, d, r.Asked/day)
			clocks = append(clocks, (r.Asked % day).Seconds())
		}
		assert.True(t, slices.IsSorted(clocks), "day %d: arrivals are not in order of their numbers", d)
		fits(t, fmt.Sprintf("wall-clock time on day %d", d), clocks, distuv.NewTriangle(5*3600, 12*3600, 6*3600, nil).CDF)
	}
	for i, r := range play(t, queueing(1, "[{name: a, arrivals: {exactly: {clients: 7, at: 08:00}}, work: 1s}]", plenty), 0) {
		assert.True(t, r.Asked == 8*time.Hour && i <= 6, "job %d asks at %v, want 7 at 8h", i, r.Asked)
	}
}

// TestClosedPopulation follows each client of a closed population: it thinks, is
// served and thinks again, so that there are never more jobs than clients.
func TestClosedPopulation(t *testing.T) {
	const clients = 12
	records := play(t, queueing(5, "[{name: a, arrivals: {closed: {clients: 12, think: {exponential: {mean: 5m}}}}, work: {exponential: {mean: 1m}}}]",
		"{slots: 2, admission: {discipline: ticket, jitter: 0s}}"), 0)
	type step struct {
		at     time.Duration
		change int
	}
	var steps []step
	back := map[uint32]time.Duration{} // when each client began to think
	var thinking []float64
	for i := range records {
		r := &records[i]
		end := 5 * day
		if r.HasFinished {
			end = r.Finished
		}
		steps = append(steps, step{r.Asked, 1}, step{end, -1})
		since, known := back[r.Client]
		require.False(t, !known && len(back) >= clients, "client %d is one more than %d", r.Client, clients)
		require.GreaterOrEqual(t, r.Asked, since,
			"client %d asks at %v, while it is served until %v", r.Client, r.Asked, since)
		thinking, back[r.Client] = append(thinking, (r.Asked-since).Seconds()), end
	}
	fits(t, "thinking", thinking, distuv.Exponential{Rate: 1. / 300}.CDF)
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), a.change-b.change) })
	inSystem, most := 0, 0
	for _, s := range steps {
		inSystem += s.change
		most = max(most, inSystem)
	}
	assert.True(t, most <= clients && most >= clients-2,
		"at most %d in the system, want up to %d, and nearly that on busy slots", most, clients)
}

// logged writes a trace and returns its path, quoted for a scenario.
func logged(t *testing.T, rows string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.csv")
	require.NoError(t, os.WriteFile(path, []byte("arrival_s,work_s,patience_s\n"+rows), 0o600))
	return fmt.Sprintf("%q", path)
}

// fate is what became of a job, for comparison: seconds since the start.
func fate(r *model.Record) string {
	if !r.HasStarted {
		return fmt.Sprintf("%s %g: %v at %g, waited %g", r.Group, r.Asked.Seconds(), r.Outcome, r.Finished.Seconds(), r.Wait.Seconds())
	}
	return fmt.Sprintf("%s %g: %v, %g to %g, waited %g", r.Group, r.Asked.Seconds(), r.Outcome, r.Started.Seconds(), r.Finished.Seconds(), r.Wait.Seconds())
}

// TestQueueingByHand plays small logs that were worked out on paper.
func TestQueueingByHand(t *testing.T) {
	const four = "0,10,\n1,10,\n2,10,\n3,10,\n25,10,\n"
	for _, tt := range []struct {
		name      string
		logs      []string // one workload each, with the priority of its index
		admission string
		want      []string
	}{
		{"nobody may wait", []string{four}, "{discipline: ticket, queue_limit: 0}", []string{
			"w0 0: done, 0 to 10, waited 0", "w0 1: gave-up at 1, waited 0", "w0 2: gave-up at 2, waited 0", "w0 3: gave-up at 3, waited 0",
			"w0 25: done, 25 to 35, waited 0"}},
		{"one may wait", []string{four}, "{discipline: ticket, queue_limit: 1}", []string{
			"w0 0: done, 0 to 10, waited 0", "w0 1: done, 10 to 20, waited 9", "w0 2: gave-up at 2, waited 0", "w0 3: gave-up at 3, waited 0",
			"w0 25: done, 25 to 35, waited 0"}},
		{"any number may wait", []string{four}, "{discipline: ticket, queue_limit: none}", []string{
			"w0 0: done, 0 to 10, waited 0", "w0 1: done, 10 to 20, waited 9", "w0 2: done, 20 to 30, waited 18", "w0 3: done, 30 to 40, waited 27",
			"w0 25: done, 40 to 50, waited 15"}},
		{"a place that is left is free", []string{"0,10,\n1,10,2\n2,10,\n3,10,\n4,10,"}, "{discipline: ticket, queue_limit: 1}", []string{
			"w0 0: done, 0 to 10, waited 0", "w0 1: gave-up at 3, waited 2", "w0 2: gave-up at 2, waited 0", "w0 3: done, 10 to 20, waited 7",
			"w0 4: gave-up at 4, waited 0"}},
		{"lower classes first", []string{"3,5,\n12,5,", "0,10,\n4,5,", "1,5,\n2,5,"}, "{discipline: priority}", []string{
			"w1 0: done, 0 to 10, waited 0", "w2 1: done, 25 to 30, waited 24", "w2 2: done, 30 to 35, waited 28",
			"w0 3: done, 10 to 15, waited 7", "w1 4: done, 20 to 25, waited 16", "w0 12: done, 15 to 20, waited 3"}},
		{"ticket knows no classes", []string{"3,5,\n12,5,", "0,10,\n4,5,", "1,5,\n2,5,"}, "{discipline: ticket}", []string{
			"w1 0: done, 0 to 10, waited 0", "w2 1: done, 10 to 15, waited 9", "w2 2: done, 15 to 20, waited 13",
			"w0 3: done, 20 to 25, waited 17", "w1 4: done, 25 to 30, waited 21", "w0 12: done, 30 to 35, waited 18"}},
		{"the limit is of all classes together", []string{"3,5,", "0,10,", "1,5,\n2,5,"}, "{discipline: priority, queue_limit: 2}", []string{
			"w1 0: done, 0 to 10, waited 0", "w2 1: done, 10 to 15, waited 9", "w2 2: done, 15 to 20, waited 13", "w0 3: gave-up at 3, waited 0"}},
		{"asking again overtakes", []string{"0,70,\n1,10,\n75,10,"}, "{discipline: re-ask, hint: {fixed: 1m}}", []string{
			"w0 0: done, 0 to 70, waited 0", "w0 1: done, 121 to 131, waited 120", "w0 75: done, 75 to 85, waited 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			workloads := ""
			for i, rows := range tt.logs {
				workloads += fmt.Sprintf("\n  - {name: w%d, priority: %d, arrivals: {trace: %s}}", i, i, logged(t, rows))
			}
			admission := "{jitter: 0s, " + tt.admission[1:]
			records := play(t, queueing(1, workloads, "{slots: 1, admission: "+admission+"}"), 0)
			var got []string
			for i := range records {
				got = append(got, fate(&records[i]))
			}
			assert.Equal(t, tt.want, got, "got\n%q\nwant\n%q", got, tt.want)
		})
	}
}

// TestMeasure counts the jobs that ask in the part of the run that is measured,
// and no others.
func TestMeasure(t *testing.T) {
	text := queueing(1, "[{name: a, arrivals: {trace: "+logged(t, "0,5,\n600,5,\n3599,5,\n3600,5,\n7200,5,")+"}}]", plenty)
	for _, tt := range []struct {
		measure string
		want    []float64
	}{
		{"", []float64{0, 600, 3599, 3600, 7200}},
		{"measure: {from: 10m, to: 1h}", []float64{600, 3599}},
		{"measure: {from: 15m, to: 1d}", []float64{3599, 3600, 7200}},
	} {
		var got []float64
		for _, r := range play(t, text+tt.measure, 0) {
			got = append(got, r.Asked.Seconds())
		}
		assert.Equal(t, tt.want, got, "%q: jobs that asked at %v are counted", tt.measure, got)
	}
}
