package model

// A Release is what is rolled out.
type Release struct {
	Version  Version
	Problems []Problem // at most three
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

// Stratum is a set of problems, by bit in the order of Release.Problems, that a
// release has.
type Stratum uint8

// Has tells whether problem i is in the release.
func (s Stratum) Has(i int) bool { return s>>i&1 == 1 }

// Weight returns the chance that the release has exactly the problems of a
// stratum. Problems are independent.
func (r *Release) Weight(s Stratum) float64 {
	w := 1.0
	for i, p := range r.Problems {
		if s.Has(i) {
			w *= p.Chance
		} else {
			w *= 1 - p.Chance
		}
	}
	return w
}

// Strata returns the strata whose weight is above 0, the one without problems
// first; without a release that alone.
func (r *Release) Strata() []Stratum {
	if r == nil {
		return []Stratum{0}
	}
	var strata []Stratum
	for s := range Stratum(1) << len(r.Problems) {
		if r.Weight(s) > 0 {
			strata = append(strata, s)
		}
	}
	return strata
}
