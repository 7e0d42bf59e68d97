package study

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

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
				assert.Nil(t, r.Network, "%s: no rollout draws at %d places", name, len(r.Network))
				continue
			}
			for k, n := range r.Network {
				assert.Equal(t, []string{"plant", "home"}[k], n.Place.Name, "%s: place %d", name, k)
				sum := 0.0
				for _, v := range n.Drawn {
					sum += v * r.Series.Width.Seconds() / 8
				}
				assert.InDelta(t, n.Bytes.Mean, sum, 1e-5*n.Bytes.Mean,
					"%s, %s at %s: %v bytes under the curve, %v counted", name, r.Strategy, n.Place.Name, sum, n.Bytes.Mean)
				most := slices.Max(n.Drawn)
				assert.True(t, most <= n.Peak.Mean*(1+1e-6) && (n.Peak.Mean > 0) && (n.At.Mean >= 0),
					"%s, %s at %s: a curve up to %v bit/s, peak %v at %v s",
					name, r.Strategy, n.Place.Name, most, n.Peak.Mean, n.At.Mean)
				assert.True(t, !(k == 0 && n.Peak.P95 > site.Link*(1+1e-6)) && !(k == 1 && n.Full.Mean != 0),
					"%s, %s at %s: peaks up to %v bit/s, full for %v s",
					name, r.Strategy, n.Place.Name, n.Peak.P95, n.Full.Mean)
			}
			assert.Greater(t, (&r.Network[0]).Full.Mean, 0.0,
				"%s, %s: a narrow link is never full", name, r.Strategy)
		}
	}
}
