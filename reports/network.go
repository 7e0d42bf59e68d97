package reports

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// bitRate returns a factor that turns bits per second into what people call them, by
// the size of one of them, and the name of that unit.
func bitRate(x float64) (factor float64, unit model.Unit) {
	switch {
	case x >= 0.9995e9:
		return 1e-9, "Gbit/s"
	case x >= 0.9995e6:
		return 1e-6, "Mbit/s"
	case x >= 0.9995e3:
		return 1e-3, "kbit/s"
	}
	return 1, "bit/s"
}

// bits writes so many bits per second: "100 Mbit/s".
func (c clock) bits(x float64) string {
	factor, unit := bitRate(x)
	return c.value(unit, x*factor)
}

// bitsEstimated writes an estimate of bits per second.
func (c clock) bitsEstimated(e stats.Estimate) string {
	factor, unit := bitRate(e.Mean)
	return c.estimate(scaledBy(&study.Estimate{Estimate: e}, factor, unit))
}

// networkNotes say what downloads draw: the sites first whose links are full, for
// longest first, then where most is drawn.
func (p *page) networkNotes() []string {
	const most = 3 // places of a strategy
	var found []said
	for i := range p.Results {
		r := &p.Results[i]
		places := slices.DeleteFunc(slices.Clone(r.Network), func(n study.Network) bool { return n.Peak.Mean == 0 })
		slices.SortStableFunc(places, func(a, b study.Network) int {
			return cmp.Or(cmp.Compare(b.Full.Mean, a.Full.Mean), cmp.Compare(b.Peak.Mean, a.Peak.Mean))
		})
		var words []string
		for k := range places[:min(len(places), most)] {
			words = append(words, p.networkAt(&places[k]))
		}
		if more := len(places) - most; more > 0 {
			words = append(words, p.Say(say.T("%s less", "%s mit weniger"), p.Counted(more, say.MorePlaces)))
		}
		if len(words) > 0 {
			found = append(found, said{r, strings.Join(words, "; ")})
		}
	}
	return p.alikeOnce(found)
}

// networkAt says what is drawn at one place, and when most.
func (p *page) networkAt(n *study.Network) string {
	when := " (" + p.short(n.At.Mean) + ")"
	switch {
	case n.Place.Link == 0:
		return p.Say(say.T("%s: up to %s", "%s: bis zu %s"), n.Place.Name, p.bitsEstimated(n.Peak)) + when
	case n.Full.Mean == 0:
		return p.Say(say.T("%s: up to %s of %s", "%s: bis zu %s von %s"), n.Place.Name, p.bitsEstimated(n.Peak), p.bits(n.Place.Link)) + when
	}
	full := study.Estimate{Metric: model.Metric{Unit: model.Seconds}, Estimate: n.Full}
	return p.Say(say.T("%s: its %s are all used for %s",
		"%s: die %s sind %s lang voll ausgelastet"), n.Place.Name, p.bits(n.Place.Link), p.estimate(&full)) + when
}

// The JSON of what downloads draw at a place.
type networkJSON struct {
	Place   string    `json:"place"` // a site, or a group without one
	Clients int       `json:"clients"`
	Link    *figure   `json:"link_bit_s"` // null without a site
	Peak    rangeJSON `json:"peak_bit_s"` // mean of five minutes
	At      rangeJSON `json:"peak_at_s"`  // beginning of these, median over the rollouts in which something is drawn; seconds since the start
	Full    rangeJSON `json:"full_s"`     // for how long downloads want all that the link can; 0 without one
	Bytes   rangeJSON `json:"bytes"`
}

func networksOf(networks []study.Network) []networkJSON {
	var found []networkJSON
	for i := range networks {
		n := &networks[i]
		peak := possible(model.Metric{}, n.Peak)
		of := networkJSON{Place: n.Place.Name, Clients: n.Place.Clients, Peak: rangeOf(peak), At: rangeOf(n.At),
			Full: rangeOf(possible(model.Metric{}, n.Full)), Bytes: rangeOf(possible(model.Metric{}, n.Bytes))}
		if n.Place.Link > 0 {
			link := figure(n.Place.Link)
			of.Link = &link
			of.Peak.High = figure(math.Min(peak.High, n.Place.Link))
		}
		found = append(found, of)
	}
	return found
}
