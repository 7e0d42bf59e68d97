package model

import (
	"sort"
	"time"
)

// PlannedBy returns how many PCs of each phase and group may have been offered the
// release by an instant, in the mean over selections, if everything goes as fast as
// Planned says; and when each phase opens then. Nothing but a gate that proceeds
// when it is stuck can make it faster.
func PlannedBy(s *Scenario, strategy *Strategy, by time.Duration) (offered [][]float64, opens []time.Duration) {
	offered = plannedParts(s, strategy, 0)
	plannedOffers(s, strategy, func(phase int, o *plannedOffer) {
		opens = append(opens, o.opens)
		share := 0.0
		if o.clients > 0 {
			share = float64(sort.Search(o.clients, func(k int) bool { return o.made(k+1) > by })) / float64(o.clients)
		}
		for i := range offered[phase] {
			offered[phase][i] *= share
		}
	})
	return offered, opens
}
