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
	return plannedBy(s, strategy.Phases, 0, s.begins(), by)
}

// PlannedReleaseBy says the same of a release that follows, which begins no earlier than
// it is due; offers end at the latest when the next one begins.
func PlannedReleaseBy(s *Scenario, strategy *Strategy, release int, by time.Duration) (offered [][]float64, opens []time.Duration) {
	due := s.Later[release-1].Start.Sub(s.Start)
	return plannedBy(s, s.PhasesOf(strategy, release), release, s.planTime(due), by)
}

// plannedBy is either, of phases that begin at an instant.
func plannedBy(s *Scenario, phases []Phase, release int, begins planTime, by time.Duration) (offered [][]float64, opens []time.Duration) {
	offered = plannedParts(s, &Strategy{Phases: phases}, release)
	sizes := plannedSizes(s, &Strategy{Phases: phases}, release)
	plannedFrom(s, phases, sizes, begins, func(phase int, o *plannedOffer) {
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
