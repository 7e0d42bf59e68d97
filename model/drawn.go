package model

import "github.com/rollsim/rollsim/sim"

// drawn is a law that the jobs of a source draw from, such as that of their work,
// and its values for 64 jobs in a row. They are drawn at once: draws side by side
// do not wait for each other, and a value is there before it is needed.
type drawn struct {
	law     sim.Distribution // nil: nothing is drawn
	owner   uint32           // number of the workload
	purpose sim.Purpose
	jumps   bool   // the rows come in no order, so that each is drawn by itself
	block   uint64 // rows 64·block to 64·block+63 are those drawn
	values  [drawnRows]float64
}

const drawnRows = 64

func newDrawn(law sim.Distribution, owner int, purpose sim.Purpose, jumps bool) drawn {
	return drawn{law: law, owner: uint32(owner), purpose: purpose, jumps: jumps, block: ^uint64(0)}
}

// of returns the value of a row.
func (d *drawn) of(row uint64, chance sim.Stream) float64 {
	if row/drawnRows != d.block {
		if d.jumps {
			return d.law.Quantile(chance.Uniform(d.owner, d.purpose, row))
		}
		d.block = row / drawnRows
		chance.Uniforms(d.owner, d.purpose, d.block*drawnRows, d.values[:])
		for i, u := range d.values {
			d.values[i] = d.law.Quantile(u)
		}
	}
	return d.values[row%drawnRows]
}
