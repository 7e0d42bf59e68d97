package model

// A Release is what is rolled out.
type Release struct {
	Version  Version
	Problems []Problem // at most three, with those of all releases that follow
}

// A Problem is a fault that the release has or has not.
type Problem struct {
	Name         string
	Chance       float64 // 0..1 that the release has it
	Hits         float64 // share 0..1 of the updated clients
	Reports      Reports
	NoticedAfter int              // reports; 0: only OrAfter counts
	OrAfter      Span             // from the first hit; 0: only NoticedAfter counts
	Fix          SpanDistribution // from the notice until a fixed release is there
}

// Reports say how hits come to be known.
type Reports struct {
	Chance   float64          // 0..1 that the user of a hit client reports it
	KeyUsers float64          // the same for key users
	Delay    SpanDistribution // from the hit to the report
}

// A ReleaseProblem is a problem and the release that has it or has not.
type ReleaseProblem struct {
	*Problem
	Release int // 0: that of the scenario; otherwise Later[Release-1]
}

// Problems are those of all releases, one release after the other; none without a release.
func (s *Scenario) Problems() []ReleaseProblem {
	if s.Release == nil {
		return nil
	}
	var all []ReleaseProblem
	for i := range s.Release.Problems {
		all = append(all, ReleaseProblem{&s.Release.Problems[i], 0})
	}
	for r := range s.Later {
		for i := range s.Later[r].Problems {
			all = append(all, ReleaseProblem{&s.Later[r].Problems[i], r + 1})
		}
	}
	return all
}

// ProblemName is what reports call a problem: its name, behind which a later release stands in
// brackets.
func (s *Scenario) ProblemName(p ReleaseProblem) string {
	if p.Release == 0 {
		return p.Name
	}
	return p.Name + " (" + string(s.Later[p.Release-1].Version) + ")"
}

// Stratum is a set of problems, by bit in the order of Scenario.Problems, that the
// releases have.
type Stratum uint8

// Has tells whether problem i is in its release.
func (s Stratum) Has(i int) bool { return s>>i&1 == 1 }

// ProblemsOf is the set of all problems that a release may have.
func (s *Scenario) ProblemsOf(release int) Stratum {
	var all Stratum
	for i, p := range s.Problems() {
		if p.Release == release {
			all |= 1 << i
		}
	}
	return all
}

// Chances are those of a release without a problem and of one with at least one, 0..1 each.
func (s *Scenario) Chances(release int) (good, bad float64) {
	of := s.ProblemsOf(release)
	for _, stratum := range s.Strata() {
		if stratum&of == 0 {
			good += s.Weight(stratum)
		} else {
			bad += s.Weight(stratum)
		}
	}
	return good, bad
}

// Weight returns the chance that the releases have exactly the problems of a
// stratum. Problems are independent.
func (s *Scenario) Weight(stratum Stratum) float64 {
	w := 1.0
	for i, p := range s.Problems() {
		if stratum.Has(i) {
			w *= p.Chance
		} else {
			w *= 1 - p.Chance
		}
	}
	return w
}

// Strata returns the strata whose weight is above 0, the one without problems
// first; without a release that alone.
func (s *Scenario) Strata() []Stratum {
	var strata []Stratum
	for stratum := range Stratum(1) << len(s.Problems()) {
		if s.Weight(stratum) > 0 {
			strata = append(strata, stratum)
		}
	}
	return strata
}
