package model

import (
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// drawn is a law that the jobs of a source draw from, such as that of their work,
// and its values for 64 jobs in a row. They are drawn at once: draws side by side
// do not wait for each other, and a value is there before it is needed.
type drawn struct {
	law     dist.Distribution // nil: nothing is drawn
	owner   uint32            // number of the workload
	purpose dist.Purpose
	jumps   bool    // the rows come in no order, so that each is drawn by itself
	rate    float64 // of what the law says, a second; 0: span is not asked for
	block   uint64  // rows 64·block to 64·block+63 are those drawn
	values  [drawnRows]float64
	spans   [drawnRows]time.Duration // of the values at the rate
}

const drawnRows = 64

func newDrawn(law dist.Distribution, owner int, purpose dist.Purpose, rate float64, jumps bool) drawn {
	return drawn{law: law, owner: uint32(owner), purpose: purpose, rate: rate, jumps: jumps, block: ^uint64(0)}
}

// of returns the value of a row.
func (d *drawn) of(row uint64, chance dist.Stream) float64 {
	if row/drawnRows != d.block {
		if d.jumps {
			return d.law.Quantile(chance.Uniform(d.owner, d.purpose, row))
		}
		d.draw(row/drawnRows, chance)
	}
	return d.values[row%drawnRows]
}

// span returns how long the value of a row takes at the rate.
func (d *drawn) span(row uint64, chance dist.Stream) time.Duration {
	if row/drawnRows != d.block {
		if d.jumps {
			return seconds(d.of(row, chance) / d.rate)
		}
		d.draw(row/drawnRows, chance)
	}
	return d.spans[row%drawnRows]
}

// draw draws the values of a block of rows.
func (d *drawn) draw(block uint64, chance dist.Stream) {
	d.block = block
	chance.Uniforms(d.owner, d.purpose, block*drawnRows, d.values[:])
	dist.Quantiles(d.law, d.values[:])
	if d.rate > 0 {
		for i, v := range d.values {
			d.spans[i] = seconds(v / d.rate)
		}
	}
}
