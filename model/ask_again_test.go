package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollsim/rollsim/sim"
)

func TestX(t *testing.T) {
	for _, c := range [][2]int{{250, 20}, {500, 20}, {1000, 20}, {1000, 50}, {5000, 50}} {
		for _, d := range []Discipline{Ticket, ReAsk} {
			const begin = 8 * time.Hour
			s := queueOf(1, c[1], Workload{
				Arrivals: Arrivals{Kind: Exactly, Clients: c[0], Days: 1, At: law(sim.NormalWithin(begin.Seconds(), (begin + time.Hour).Seconds(), 0.159*3600))},
				Work:     always(3 * time.Minute),
			})
			s.Backend.Admission.Discipline = d
			m := New(s)
			var p50, p95, mx, last, asks float64
			for r := range 20 {
				end := time.Duration(0)
				o := m.Begin(c[1], r).Roll(m.Strategies()[0], func(r *Record) { end = max(end, r.Finished) })
				w := &o.Waits[WaitAll]
				q := func(p float64) float64 { v, _ := w.Quantile(p); return v.Minutes() }
				p50 += q(.5) / 20
				p95 += q(.95) / 20
				mx += q(1) / 20
				last += (end - begin).Minutes() / 20
				asks += float64(o.asks) / float64(o.Accounting.Asked) / 20
			}
			fmt.Printf("%5d %3d %d  %6.1f %6.1f %6.1f %6.1f %6.1f\n", c[0], c[1], d, p50, p95, mx, last, asks)
		}
	}
}
