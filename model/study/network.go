package study

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Network is what the downloads of a rollout draw at one place: at a site, whose
// PCs share a link, or in a group without a site, whose PCs share nothing.
type Network struct {
	Place model.Place
	Drawn []float64      // bits per second by interval of Series.Width since the start, mean over replications
	Peak  stats.Estimate // the largest mean of an interval, bits per second
	At    stats.Estimate // when that begins, seconds since the start: the median over the replications in which something is drawn
	Full  stats.Estimate // for how long downloads want all that the link can, or more, in seconds; 0 without a link
	Bytes stats.Estimate // how much is drawn in all
}

// drawn is what one replication has drawn at one place.
type drawn struct {
	series                []float32 // bits per second
	peak, at, full, bytes float64   // at: NaN where nothing was drawn
}

func drawnBy(o *model.Outcome) []drawn {
	var all []drawn
	for i := range o.Traffic {
		t := &o.Traffic[i]
		peak, at, ok := t.Peak()
		d := drawn{peak: peak, at: math.NaN(), full: t.Full.Seconds(), bytes: t.Bytes()}
		if ok {
			d.at = at.Seconds()
		}
		d.series = make([]float32, t.Drawn.Intervals())
		for k := range d.series {
			d.series[k] = float32(t.Drawn.Mean(k))
		}
		all = append(all, d)
	}
	return all
}

// drawings are what the replications of a stratum have drawn at one place.
type drawings struct {
	series                curve
	peak, at, full, bytes []float64 // by replication
}

func (d *drawings) add(one *drawn) {
	d.series.add(one.series, 0)
	d.peak, d.at = append(d.peak, one.peak), append(d.at, one.at)
	d.full, d.bytes = append(d.full, one.full), append(d.bytes, one.bytes)
}

// networks are what is drawn at each place, in the order of model.Scenario.Places,
// over some strata; nil where nothing is rolled out.
func networks(s *model.Scenario, strata []*gathered) []Network {
	if len(strata[0].drawn) == 0 {
		return nil
	}
	places, _ := s.Places()
	var all []Network
	for i, place := range places {
		mean := func(pick func(*drawings) []float64) stats.Estimate {
			return stats.StratifiedMean(weighted(strata, func(g *gathered) []float64 { return pick(&g.drawn[i]) }), Level)
		}
		n := Network{Place: place,
			Peak:  mean(func(d *drawings) []float64 { return d.peak }),
			Full:  mean(func(d *drawings) []float64 { return d.full }),
			Bytes: mean(func(d *drawings) []float64 { return d.bytes }),
			At:    none(),
		}
		if n.Peak.Mean > 0 {
			n.At = median(weighted(strata, func(g *gathered) []float64 { return g.drawn[i].at }))
		}
		var curves []weightedCurve
		for _, g := range strata {
			curves = append(curves, weightedCurve{&g.drawn[i].series, g.weight})
		}
		n.Drawn = meanOf(curves)
		all = append(all, n)
	}
	return all
}
