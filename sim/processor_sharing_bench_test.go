package sim

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkProcessorSharing measures one job passing through a ProcessorSharing of many: Next,
// Done and Enter, with works that are exponential, first at one speed and then
// with a change of speed at each step, as capacities have it.
func BenchmarkProcessorSharing(b *testing.B) {
	works := make([]time.Duration, 1<<12)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range works {
		works[i] = time.Duration(random.ExpFloat64() * float64(time.Minute))
	}
	laws := []struct {
		name  string
		speed func(n int) float64
	}{
		{"one speed", func(int) float64 { return 0.75 }},
		{"capacity", func(n int) float64 { return min(1, 80/float64(n)) }},
		{"scalability", func(n int) float64 {
			m := float64(n)
			return 1 / (1 + 0.0213*(m-1) + 0.000137*m*(m-1))
		}},
	}
	for _, law := range laws {
		for _, jobs := range []int{10, 100, 1000, 10_000} {
			b.Run(fmt.Sprintf("%s/jobs=%d", law.name, jobs), func(b *testing.B) {
				s := NewProcessorSharing()
				for who := range jobs {
					s.Enter(0, uint32(who), works[who%len(works)])
				}
				s.SetSpeed(0, law.speed(jobs))
				pass := func(i int) {
					now, _ := s.Next(s.heard)
					who, _ := s.Done(now)
					s.SetSpeed(now, law.speed(jobs-1))
					s.Enter(now, who, works[i%len(works)])
					s.SetSpeed(now, law.speed(jobs))
				}
				i := 0
				for ; i < 3*jobs; i++ { // to the steady state
					pass(i)
				}
				b.ReportAllocs()
				for b.Loop() {
					pass(i)
					i++
				}
			})
		}
	}
}
