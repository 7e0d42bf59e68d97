package model

import (
	"iter"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/sim/stats"
)

// ofRelease stands between the name of a metric and the version of the release that it is of.
const ofRelease = " of "

// MetricsOf returns all metrics of a scenario with these releases, in the order in which
// they are reported: [Metrics], and where there are several releases those of each.
func MetricsOf(versions []Version) []Metric {
	if len(versions) < 2 {
		return Metrics
	}
	all := slices.Clip(Metrics)
	for _, v := range versions {
		all = append(all, releaseMetrics(v)...)
	}
	return all
}

// Metrics returns those of the scenario.
func (s *Scenario) Metrics() []Metric { return MetricsOf(s.Versions()) }

// Release is the version of the release that a metric is of, and the name without it; ok
// is false where it is not of one release.
func (m Metric) Release() (name string, version Version, ok bool) {
	name, after, ok := strings.Cut(m.Name, ofRelease)
	return name, Version(after), ok
}

// OfRelease tells whether a metric is of one release.
func (m Metric) OfRelease() bool { return strings.Contains(m.Name, ofRelease) }

// OfRelease is the name of a metric of a release.
func OfRelease(name string, version Version) string { return name + ofRelease + string(version) }

// ReleaseMetricNames are the names of the metrics that a release may have, without it.
func ReleaseMetricNames() []string {
	var names []string
	for _, m := range releaseMetrics("") {
		names = append(names, strings.TrimSuffix(m.Name, ofRelease))
	}
	return names
}

// releaseMetrics are the metrics of one release.
func releaseMetrics(version Version) []Metric {
	release := func(o *Outcome) *ReleaseOutcome {
		for i := range o.Releases {
			if o.Releases[i].Version == version {
				return &o.Releases[i]
			}
		}
		return &ReleaseOutcome{}
	}
	waits := func(o *Outcome) *stats.Sample { return &release(o).Waits }
	delays := func(o *Outcome) *stats.Sample {
		if r := release(o); r.Delays != nil {
			return r.Delays
		}
		return waits(o)
	}
	const of = "the sync after this release, one for each client that is updated to it"
	metrics := slices.Concat(
		sampleMetrics("wait.update.", "wait", of, waits),
		sampleMetrics("delay.update.", "delay", of, delays),
		[]Metric{
			{"began", Instant, "instant at which the rollout of this release begins", 3600, true,
				func(o *Outcome) float64 { return release(o).began() }},
			{"updated.p50", Instant, "instant by which half of the clients that can be updated to this release, or a newer one, are", 3600, true,
				func(o *Outcome) float64 { return release(o).updatedBy(0.50) }},
			{"updated.p95", Instant, "instant by which 95 % of the clients that can be updated to this release, or a newer one, are", 3600, true,
				func(o *Outcome) float64 { return release(o).updatedBy(0.95) }},
			{"updated.p99", Instant, "instant by which 99 % of the clients that can be updated to this release, or a newer one, are", 3600, true,
				func(o *Outcome) float64 { return release(o).updatedBy(0.99) }},
			{"updated.at_horizon", Share, "clients that are updated to this release, or a newer one, by the horizon, of those that can be", 0.001, true,
				func(o *Outcome) float64 { return release(o).updatedAtHorizon() }},
			{"never", Count, "clients that refused this release or on which it failed for good, whether they have a newer one or not", 1, true,
				func(o *Outcome) float64 { return release(o).lost() }},
		})
	metrics = append(metrics, harmMetrics(func(o *Outcome) rolledOut {
		r := release(o)
		if r.Version == None {
			return rolledOut{}
		}
		return rolledOut{harm: &r.Harm, haltings: r.Haltings, phases: r.planned, mayBeBad: r.mayBeBad, mayPause: r.mayPause}
	})...)
	for i := range metrics {
		metrics[i].Name = OfRelease(metrics[i].Name, version)
	}
	return metrics
}

// MetricsNamed returns those of a scenario whose releases are the ones that some names of
// metrics speak of.
func MetricsNamed(names iter.Seq[string]) []Metric {
	var versions []Version
	for name := range names {
		if m, ok := releaseMetricNamed(name); ok {
			if _, v, _ := m.Release(); !slices.Contains(versions, v) {
				versions = append(versions, v)
			}
		}
	}
	slices.SortFunc(versions, Version.Compare)
	return MetricsOf(versions)
}

// releaseMetricNamed returns the metric of a name with a release.
func releaseMetricNamed(name string) (Metric, bool) {
	_, version, ok := strings.Cut(name, ofRelease)
	if !ok {
		return Metric{}, false
	}
	for _, m := range releaseMetrics(Version(version)) {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}
