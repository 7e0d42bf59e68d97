package study

import (
	"math"
	"slices"
	"testing"

	"github.com/rollsim/rollsim/model"
)

// TestNetworks checks that what is drawn over time adds up to the bytes of all
// downloads, that a typical curve is nowhere above the mean of the peaks, and that a
// link is never exceeded; with a release that may be bad too.
func TestNetworks(t *testing.T) {
	for name, s := range map[string]*model.Scenario{"waves": waves(t), "bad release": bad(t, 0.2)} {
		site := &model.Site{Name: "plant", Link: 0.1 * s.Groups[0].Download.Rate}
		apart := s.Groups[0]
		s.Groups[0].Site, apart.Name = site, "home"
		s.Groups = append(s.Groups, apart)
		c := compared(t, s, Options{Workers: 2, Replications: 5})
		for i := range c.Results {
			r := &c.Results[i]
			if r.Strategy == model.NoRollout {
				if r.Network != nil {
					t.Errorf("%s: no rollout draws at %d places", name, len(r.Network))
				}
				continue
			}
			for k, n := range r.Network {
				if want := []string{"plant", "home"}[k]; n.Place.Name != want {
					t.Errorf("%s: place %d is %s, want %s", name, k, n.Place.Name, want)
				}
				sum := 0.0
				for _, v := range n.Drawn {
					sum += v * r.Series.Width.Seconds() / 8
				}
				if math.Abs(sum-n.Bytes.Mean) > 1e-5*n.Bytes.Mean {
					t.Errorf("%s, %s at %s: %v bytes under the curve, %v counted", name, r.Strategy, n.Place.Name, sum, n.Bytes.Mean)
				}
				if most := slices.Max(n.Drawn); most > n.Peak.Mean*(1+1e-6) || !(n.Peak.Mean > 0) || !(n.At.Mean >= 0) {
					t.Errorf("%s, %s at %s: a curve up to %v bit/s, peak %v at %v s", name, r.Strategy, n.Place.Name, most, n.Peak.Mean, n.At.Mean)
				}
				if k == 0 && n.Peak.P95 > site.Link*(1+1e-6) || k == 1 && n.Full.Mean != 0 {
					t.Errorf("%s, %s at %s: peaks up to %v bit/s, full for %v s", name, r.Strategy, n.Place.Name, n.Peak.P95, n.Full.Mean)
				}
			}
			if n := &r.Network[0]; n.Full.Mean <= 0 {
				t.Errorf("%s, %s: a narrow link is never full", name, r.Strategy)
			}
		}
	}
}
