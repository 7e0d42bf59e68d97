package theory

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBigBangAnswers(t *testing.T) {
	for _, a := range knownAnswers(t, "known_answers.json", "big bang at t=0") {
		b := BigBang{Clients: a.Params.whole(t, "n"), Slots: a.Params.whole(t, "c")}
		if a.Params["service"] == "exponential" {
			b.Work = Memoryless(a.Params.number(t, "mean_service_seconds"))
		} else {
			b.Work = Always(a.Params.number(t, "s_seconds"))
		}
		kind, quantity, _ := strings.Cut(a.Quantity, ": ")
		switch {
		case quantity == "waits s p50/p90/p95/p99/max, type 1":
			a.matches(t, 0, b.WaitQuantile(0.5), b.WaitQuantile(0.9), b.WaitQuantile(0.95), b.WaitQuantile(0.99), b.StartMean(b.Clients-1))
		case quantity == "waits s p50/p90/p95/p99, type 7":
			continue // percentiles are nearest rank here
		case quantity == "mean wait s", quantity == "mean wait over all clients s":
			a.matches(t, 1e-14, b.WaitMean())
		case quantity == "makespan s", quantity == "mean makespan s":
			a.matches(t, 1e-14, b.EndMean())
		case quantity == "sd makespan s":
			a.matches(t, 1e-14, b.EndSD())
		case quantity == "makespan quantiles s p50,p95,p99":
			a.matches(t, 1e-8, b.EndQuantile(0.5), b.EndQuantile(0.95), b.EndQuantile(0.99))
		case strings.HasPrefix(quantity, "mean start s of k-th client"):
			ranks := map[int][]int{1000: {1, 20, 21, 500, 1000}, 21: {1, 10, 20, 21}, 50: {1, 2, 25, 50}}
			var got []float64
			for _, k := range ranks[b.Clients] {
				got = append(got, b.StartMean(k-1))
			}
			a.matches(t, 1e-14, got...)
		default:
			assert.Fail(t, fmt.Sprintf("%s: nothing computes %s %q", a.ID, kind, quantity))
		}
	}
}

// TestBigBangLaws compares the laws of wait and end with their means, found another way.
func TestBigBangLaws(t *testing.T) {
	for _, b := range []BigBang{
		{Clients: 1000, Slots: 20, Work: Memoryless(60)},
		{Clients: 19, Slots: 20, Work: Memoryless(60)},
		{Clients: 50, Slots: 1, Work: Memoryless(30)},
	} {
		got, want := b.wait().mean(), b.WaitMean()
		assert.InDelta(t, want, got, 1e-9*want, "%+v: mean of the law of the wait", b)
		got, want = b.end().mean(), b.EndMean()
		assert.InDelta(t, want, got, 1e-9*want, "%+v: mean of the law of the end", b)
		x := b.EndQuantile(0.9)
		assert.InDelta(t, 0.1, b.EndOver(x), 1e-12,
			"%+v: ends after its 90 %% quantile %v s with chance %v", b, x, b.EndOver(x))
	}
}

func TestUnlimitedAnswers(t *testing.T) {
	const minute = 60.0
	var q Unlimited
	peak := 0.0 // of the answers read last, which stand in their order
	for _, a := range knownAnswers(t, "queues.json", "infinite servers") {
		work := func() Law {
			mean := a.Params.number(t, "mean_service_min") * minute
			switch service := a.Params["service"].(string); service {
			case "det", "ANY":
				return Always(mean)
			case "exp":
				return Memoryless(mean)
			case "('logn', 0.8)": // sd of the logarithm
				return Skewed(mean, math.Sqrt(math.Expm1(0.64)))
			default:
				require.Fail(t, fmt.Sprintf("%s: no law %q", a.ID, service))
				return Law{}
			}
		}
		daily := a.Params["a"] != nil
		switch {
		case a.Params["lam_per_min"] != nil:
			rate := a.Params.number(t, "lam_per_min") / minute
			for _, law := range []Law{work(), Memoryless(work().Mean), Skewed(work().Mean, 2)} {
				mean := Steady(rate, law).NumberMean(0)
				want := a.numbers(t)
				assert.InDelta(t, want[0], mean, 1e-9*want[0], "%s %v: %v in service", a.ID, law, mean)
			}
			mean := rate * work().Mean
			sum := 0.0
			for _, p := range poisson(mean, 21) {
				sum += p
			}
			a.matches(t, 1e-12, mean, sum, poisson(mean, 1)[0], float64(PoissonQuantile(mean, 0.95)))
		case strings.HasPrefix(a.Quantity, "m(t) at"):
			times := []float64{455, 475, 495, 505, 515, 535, 555}
			if daily {
				q = Daily(a.Params.number(t, "a")/minute, a.Params.number(t, "b")/minute, a.Params.number(t, "T_min")*minute, work())
				times = []float64{0, 180, 360, 540, 720, 1080}
			} else {
				q = Morning(a.Params.number(t, "N"), 495*minute, 20*minute, work())
			}
			var got []float64
			for _, at := range times {
				got = append(got, q.NumberMean(at*minute))
			}
			a.matches(t, 1e-9, got...)
		case strings.HasPrefix(a.Quantity, "peak value"):
			low, high := 300*minute, 700*minute
			when, mean := q.Peak(low, high)
			peak = mean
			want := a.numbers(t)
			if math.Abs(mean-want[0]) > 1e-9*want[0] {
				assert.Fail(t, fmt.Sprintf("%s: largest mean %.12g, want %.12g", a.ID, mean, want[0]))
			}
			if math.Abs(when/minute-want[1]) > 0.002 {
				assert.Fail(t, fmt.Sprintf("%s: largest at minute %.6f, want %.6f", a.ID, when/minute, want[1]))
			}
		case strings.HasPrefix(a.Quantity, "at peak"):
			n := a.Params.whole(t, "N")
			share := peak / float64(n)
			a.matches(t, 1e-9, math.Sqrt(peak), math.Sqrt(peak*(1-share)),
				float64(PoissonQuantile(peak, 0.95)), float64(BinomialQuantile(n, share, 0.95)))
		default:
			assert.Fail(t, fmt.Sprintf("%s: nothing computes %q", a.ID, a.Quantity))
		}
	}
}

func TestPeakAnswers(t *testing.T) {
	const minute, start = 60.0, 365.0
	courses := map[Peak]Course{}
	for _, a := range knownAnswers(t, "queues.json", "Gaussian peak, Poisson arrivals", "Gaussian peak, exactly N clients") {
		p := Peak{
			Clients: a.Params.whole(t, "N"), Poisson: strings.HasPrefix(a.Params["arrivals"].(string), "Poisson"),
			At: (a.Params.number(t, "peak_min") - start) * minute, SD: a.Params.number(t, "sd_min") * minute,
			Work: a.Params.number(t, "mean_service_s"), Slots: a.Params.whole(t, "c"),
		}
		if _, ok := courses[p]; !ok {
			var times []float64
			for _, at := range []float64{475, 485, 495, 500, 505, 515, 525, 545, 675} { // the last is the end
				times = append(times, (at-start)*minute)
			}
			courses[p] = p.Follow(times...)
		}
		c := courses[p]
		// The answers at single instants carry 1e-7 of a client: what is less counts as nothing.
		close := func(got []float64) {
			for i, want := range a.numbers(t) {
				assert.InDelta(t, want, got[i], 1e-8*max(1, want), "%s: %s[%d]", a.ID, a.Quantity, i)
			}
		}
		switch a.Quantity {
		case "mean queue length at min [475, 485, 495, 500, 505, 515, 525, 545]":
			close(c.Queue)
		case "P(all slots busy) at min [475, 485, 495, 500, 505, 515, 525, 545]":
			close(c.AllBusy)
		case "mean number in system at min [475, 485, 495, 500, 505, 515, 525, 545]":
			close(c.Number)
		case "max of mean queue length, its time (min, grid)":
			want := a.numbers(t)
			if !p.Poisson { // this answer looks at whole minutes
				then := p.Follow((want[1] - start) * minute).Queue[0]
				assert.True(t, math.Abs(then-want[0]) <= 1e-8 && c.QueueMax >= want[0] && c.QueueMax <= 1.001*want[0],
					"%s: mean queue %.9g at minute %v and %.9g at most, want %.9g", a.ID, then, want[1], c.QueueMax, want[0])
			} else if math.Abs(c.QueueMax-want[0]) > 1e-6 || math.Abs(c.QueueMaxAt/minute+start-want[1]) > 0.02 {
				assert.Fail(t, fmt.Sprintf("%s: largest mean queue %.9g at minute %.3f, want %.9g at %.3f",
					a.ID, c.QueueMax, c.QueueMaxAt/minute+start, want[0], want[1]))
			}
		case "mean wait s over arriving clients":
			a.matches(t, 1e-9, c.WaitMean())
		case "P(wait>0) over arrivals":
			a.matches(t, 1e-9, c.Waited())
		case "wait quantiles s p50,p90,p95,p99 over arrivals":
			a.matches(t, 1e-9, c.WaitQuantile(0.5), c.WaitQuantile(0.9), c.WaitQuantile(0.95), c.WaitQuantile(0.99))
		case "P(wait<=30,60,120,300 s) over arrivals":
			a.matches(t, 1e-9, 1-c.WaitOver(30), 1-c.WaitOver(60), 1-c.WaitOver(120), 1-c.WaitOver(300))
		default:
			assert.Fail(t, fmt.Sprintf("%s: nothing computes %q", a.ID, a.Quantity))
		}
	}
}
