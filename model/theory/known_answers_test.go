package theory

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A knownAnswer is one exact or published result from testdata.
type knownAnswer struct {
	ID, Family, Quantity, Method, Source string

	Params params
	Value  any
}

type params map[string]any

func (p params) number(t *testing.T, name string) float64 {
	t.Helper()
	x, ok := p[name].(float64)
	require.True(t, ok, "no number %q in %v", name, p)
	return x
}

func (p params) whole(t *testing.T, name string) int { return int(p.number(t, name)) }

// knownAnswers reads the answers of some families.
func knownAnswers(t *testing.T, file string, families ...string) []knownAnswer {
	t.Helper()
	text, err := os.ReadFile("../../testdata/" + file)
	require.NoError(t, err)
	var all, found []knownAnswer
	require.NoError(t, json.Unmarshal(text, &all))
	for _, family := range families {
		n := len(found)
		for _, a := range all {
			if a.Family == family {
				found = append(found, a)
			}
		}
		require.NotEqual(t, n, len(found), "%s: nothing about %s", file, family)
	}
	return found
}

// numbers is the value of an answer, one or several.
func (a knownAnswer) numbers(t *testing.T) []float64 {
	t.Helper()
	switch v := a.Value.(type) {
	case float64:
		return []float64{v}
	case []any:
		var out []float64
		for _, x := range v {
			out = append(out, x.(float64))
		}
		return out
	}
	require.Fail(t, fmt.Sprintf("%s: no numbers: %v", a.ID, a.Value))
	return nil
}

// matches compares with the answer, to a relative error, or to what is left of it
// where the answer is below 1e-6.
func (a knownAnswer) matches(t *testing.T, relative float64, got ...float64) {
	t.Helper()
	want := a.numbers(t)
	require.Len(t, got, len(want), "%s %s: %d values", a.ID, a.Quantity, len(got))
	for i := range want {
		assert.True(t, math.Abs(got[i]-want[i]) <= relative*max(math.Abs(want[i]), 1e-6),
			"%s %s: %s[%d] = %.15g, want %.15g (%s)", a.Family, a.ID, a.Quantity, i, got[i], want[i], a.Source)
	}
}

// quantities are the methods of a system under the names of the answers.
type quantities map[string]func() float64

// at reads the number in a name such as "P(wait<=0.25s)" or "wait_p95_s".
func at(quantity, before, after string) (x float64, ok bool) {
	number, ok := strings.CutPrefix(quantity, before)
	if !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.TrimSuffix(number, after), 64)
	return x, err == nil
}

func TestSteadyStateAnswers(t *testing.T) {
	for _, a := range knownAnswers(t, "queues.json", "M/M/1", "M/M/c", "Erlang B (M/G/c/c)", "M/M/c/K", "Erlang A (M/M/c+M)",
		"M/D/1", "M/D/c", "M/G/1", "M/E2/c", "M/M/c//N", "priority M/M/c non-preemptive", "M^[X]/M/c",
		"M/M/1-PS", "M/G/1-PS", "M/M/c-PS", "random split k x M/M/1", "JSQ, 2 queues", "JSQ(2) mean field", "JSQ(3) mean field",
		"M/M/1 linear retrial", "M/M/2 linear retrial", "M/M/5 linear retrial", "M/M/20 linear retrial", "M/M/1 constant retrial rate",
		"M/M/1 with breakdowns", "M/M/c with breakdowns") {
		t.Run(a.ID+" "+a.Quantity, func(t *testing.T) {
			relative := 1e-11
			if strings.Contains(a.Quantity, "integral") {
				relative = 1e-9 // what the integral in the answer carries
			}
			q := systemOf(t, a)
			if get, ok := q.quantities[a.Quantity]; ok {
				a.matches(t, relative, get())
			} else if x, ok := at(a.Quantity, "P(wait<=", "s)"); ok && q.over != nil {
				a.matches(t, relative, 1-q.over(x))
			} else if p, ok := at(a.Quantity, "wait_p", "_s"); ok && q.quantile != nil {
				a.matches(t, relative, q.quantile(p/100))
			} else {
				require.Fail(t, fmt.Sprintf("nothing computes %q", a.Quantity))
			}
		})
	}
}

// A system is a queue with its quantities under the names of the answers.
type system struct {
	quantities
	over     func(x float64) float64
	quantile func(p float64) float64
}

func systemOf(t *testing.T, a knownAnswer) system {
	n := func(name string) float64 { return a.Params.number(t, name) }
	whole := func(name string) int { return a.Params.whole(t, name) }
	switch a.Family {
	case "M/M/1", "M/M/c":
		q := Erlang{Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: whole("servers")}
		return system{quantities{
			"p_wait": q.Waited, "mean_wait_s": q.WaitMean, "mean_sojourn_s": q.SojournMean, "mean_number_in_system": q.NumberMean,
		}, q.WaitOver, q.WaitQuantile}
	case "Erlang B (M/G/c/c)":
		q := Limited{Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: whole("servers")}
		return system{quantities: quantities{
			"p_block":           func() float64 { return Blocking(q.Slots, q.Rate*q.Work) },
			"mean_busy_servers": q.BusyMean,
		}}
	case "M/M/c/K":
		slots := whole("servers")
		q := Limited{Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: slots, Queue: whole("system_capacity_K") - slots}
		return system{quantities: quantities{
			"p_block": q.Blocked, "p_wait_given_admitted": q.Waited, "mean_wait_admitted_s": q.WaitMean,
			"mean_number_in_system": q.NumberMean, "throughput_per_s": q.Throughput,
		}}
	case "Erlang A (M/M/c+M)":
		q := Impatient{Rate: n("lambda_per_s"), Work: n("mean_service_s"), Patience: n("patience_mean_s"), Slots: whole("servers")}
		return system{quantities: quantities{
			"p_wait_gt_0": q.Waited, "p_abandon": q.Abandoned, "mean_wait_all_s": q.WaitMean,
			"mean_busy_servers": q.BusyMean, "mean_wait_served_s": q.WaitMeanServed,
		}}
	case "M/D/1", "M/D/c":
		q := Fixed{Rate: n("lambda_per_s"), Work: n("service_s"), Slots: whole("servers")}
		single := Single{Rate: q.Rate, Work: Always(q.Work)}
		return system{quantities{
			"mean_wait_s": q.WaitMean, "p_queue_empty(N<=c)": q.QueueEmpty, "p_wait_gt_0": q.Waited,
			"mean_wait_s(integral of Franx cdf)": q.WaitMean, "wait_variance_s2": single.WaitVariance,
		}, q.WaitOver, q.WaitQuantile}
	case "M/G/1":
		law := Skewed(n("mean_service_s"), n("cv"))
		if a.Params["service"] == "erlang-4" {
			law = InStages(4, n("mean_service_s"))
		}
		q := Single{Rate: n("lambda_per_s"), Work: law}
		return system{quantities: quantities{
			"mean_wait_s": q.WaitMean, "mean_sojourn_s": q.SojournMean, "wait_variance_s2": q.WaitVariance, "p_wait_gt_0": q.Waited,
		}}
	case "M/E2/c":
		q := TwoStage{Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: whole("servers")}
		return system{quantities: quantities{"mean_wait_s": q.WaitMean, "p_wait_gt_0": q.Waited}}
	case "M/M/c//N":
		q := Finite{Clients: whole("clients_N"), Slots: whole("servers"), Think: n("think_mean_s"), Work: n("mean_service_s")}
		return system{quantities: quantities{
			"throughput_per_s": q.Throughput, "utilisation": q.Utilisation, "p_wait_gt_0_arrival": q.Waited,
			"p_all_busy_time_average": q.AllBusy, "mean_wait_s": q.WaitMean, "mean_number_in_system": q.NumberMean,
		}}
	case "priority M/M/c non-preemptive":
		q := Priority{Rates: []float64{n("lambda1_per_s"), n("lambda2_per_s")}, Work: n("mean_service_s"), Slots: whole("servers")}
		return system{quantities: quantities{
			"mean_wait_class1_s": func() float64 { return q.WaitMean(0) },
			"mean_wait_class2_s": func() float64 { return q.WaitMean(1) },
			"mean_wait_all_s":    q.WaitMeanAll,
		}}
	case "M^[X]/M/c":
		size := BatchSize{Mean: n("batch_mean"), Geometric: a.Params["batch_law"] == "geometric"}
		q := Batch{Rate: n("batch_rate_per_s"), Size: size, Work: n("mean_service_s"), Slots: whole("servers")}
		return system{quantities: quantities{
			"mean_wait_per_client_s": q.WaitMean, "mean_number_in_system": q.NumberMean,
			"p_wait_random_client": q.Waited, "p_wait_first_of_batch": q.WaitedFirst,
		}}
	case "M/M/1-PS", "M/G/1-PS", "M/M/c-PS":
		q := Sharing{Rate: n("lambda_per_s"), Work: Memoryless(n("mean_service_s")), FullSpeed: whole("servers")}
		if a.Params["service"] == "H2_cv2" {
			q.Work = Mix(n("mean_service_s"), 2)
		}
		return system{quantities: quantities{
			"mean_sojourn_s":            q.SojournMean,
			"mean_sojourn_given_size_s": func() float64 { return n("job_size_s") * q.Slowdown() },
			"var_sojourn_given_size_s2": func() float64 { return q.SojournVariance(n("job_size_s")) },
		}}
	case "random split k x M/M/1":
		q := Split{Rate: n("lambda_total_per_s"), Work: n("mean_service_s"), Queues: whole("queues")}
		return system{quantities: quantities{
			"mean_sojourn_s": q.SojournMean,
			"sojourn_p50_s":  func() float64 { return q.SojournQuantile(0.5) },
			"sojourn_p99_s":  func() float64 { return q.SojournQuantile(0.99) },
		}}
	case "JSQ, 2 queues":
		q := Shortest{Rate: n("lambda_total_per_s"), Work: n("mean_service_s"), Queues: whole("queues"), Choices: whole("queues")}
		return system{quantities: quantities{"mean_sojourn_s": q.Solve().SojournMean}}
	case "JSQ(2) mean field", "JSQ(3) mean field":
		const many = 1_000_000
		q := Choices{Rate: many * n("lambda_per_queue_per_s"), Work: n("mean_service_s"), Queues: many, Choices: whole("choices_d")}
		return system{quantities: quantities{"mean_sojourn_s": q.LimitSojournMean}}
	case "M/M/1 linear retrial", "M/M/2 linear retrial", "M/M/5 linear retrial", "M/M/20 linear retrial":
		return ofRetrials(Retrial{
			Rate: n("lambda_per_s"), Work: n("mean_service_s"), Again: n("mean_backoff_s"), Slots: whole("servers")})
	case "M/M/1 constant retrial rate":
		return ofRetrials(Retrial{
			Rate: n("lambda_per_s"), Work: n("mean_service_s"), Again: 1 / n("retry_rate_total_per_s"), Slots: 1, FirstOnly: true})
	case "M/M/1 with breakdowns":
		return ofBreakdowns(Failing{
			Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: 1, Between: 1 / n("fail_rate_per_s"), Repair: 1 / n("repair_rate_per_s")})
	case "M/M/c with breakdowns":
		return ofBreakdowns(Failing{
			Rate: n("lambda_per_s"), Work: n("mean_service_s"), Slots: whole("servers"),
			Between: 1 / n("fail_rate_per_server_per_s"), Repair: 1 / n("repair_rate_per_server_per_s")})
	}
	require.Fail(t, fmt.Sprintf("no system for %s", a.Family))
	return system{}
}

func ofRetrials(q Retrial) system {
	return system{quantities: quantities{
		"mean_orbit_size": q.OrbitMean, "mean_time_in_orbit_s": q.WaitMean,
		"p_block_first_attempt": q.Waited, "mean_retries_per_client": q.Retries,
	}}
}

func ofBreakdowns(q Failing) system {
	return system{quantities: quantities{
		"mean_number_in_system": q.NumberMean, "mean_sojourn_s": q.SojournMean,
		"p_empty_and_up": q.AtOnce, "mean_up_servers": q.UpMean,
	}}
}

// TestMix holds the hyperexponential law against the rates that an answer has
// been found with.
func TestMix(t *testing.T) {
	for _, a := range knownAnswers(t, "queues.json", "M/G/1-PS") {
		p, mean := Mix(1, 2).parts()
		near(t, "chance of the first", p[0], a.Params.number(t, "p1"), 1e-12)
		near(t, "its rate", 1/mean[0], a.Params.number(t, "rate1_per_s"), 1e-12)
		near(t, "rate of the second", 1/mean[1], a.Params.number(t, "rate2_per_s"), 1e-12)
	}
}

func TestSingleResidualLife(t *testing.T) {
	laws := map[string]Law{
		"det": Always(60), "exp": Memoryless(60), "U(0,120)": Even(60),
		"logn sigma .8": Skewed(60, math.Sqrt(math.Expm1(0.64))),
	}
	seen := 0
	for _, a := range knownAnswers(t, "known_answers.json", "calendar and residual life") {
		if a.Quantity != "M/G/1 mean wait s" {
			continue
		}
		seen++
		law, ok := laws[a.Params["service"].(string)]
		require.True(t, ok, "%s: no law %v", a.ID, a.Params["service"])
		a.matches(t, 1e-12, Single{Rate: a.Params.number(t, "rho") / 60, Work: law}.WaitMean())
	}
	assert.Equal(t, len(laws), seen, "%d laws of the work", seen)
}
