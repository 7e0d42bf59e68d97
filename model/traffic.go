package model

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// A Place is where PCs download: a site, whose PCs share its link, or a group of the
// fleet without a site, whose PCs share nothing.
type Place struct {
	Name    string  // of the site or the group
	Clients int     // PCs there
	Link    float64 // bits per second that the site can draw; 0: a group without a site
}

// Places are the sites of the fleet, in the order in which its groups name them, and
// then the groups without a site; at is the place of each group.
func (s *Scenario) Places() (places []Place, at []int) {
	var sites []*Site
	for i := range s.Groups {
		if site := s.Groups[i].Site; site != nil && !slices.Contains(sites, site) {
			sites = append(sites, site)
			places = append(places, Place{Name: site.Name, Link: site.Link})
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		k := slices.Index(sites, g.Site)
		if g.Site == nil {
			k = len(places)
			places = append(places, Place{Name: g.Name})
		}
		places[k].Clients += g.Clients
		at = append(at, k)
	}
	return places, at
}

// A Traffic is what downloads draw at one Place.
type Traffic struct {
	Drawn stats.TimeWeighted // bits per second; means of intervals of SeriesWidth
	Full  time.Duration      // for how long the downloads wanted all that the link can; 0 in a group without a site

	loading int           // downloads under way in a group without a site
	since   time.Duration // the link is full; never: it is not
}

// newTraffic makes ready to observe so many places.
func newTraffic(places, intervals int) []Traffic {
	all := make([]Traffic, places)
	for i := range all {
		all[i] = Traffic{Drawn: stats.NewTimeWeighted(SeriesWidth, intervals), since: never}
	}
	return all
}

// seeLink notes what is wanted of a link from now on, in bits per second.
func (t *Traffic) seeLink(now time.Duration, wanted, most float64) {
	t.Drawn.Set(now, min(wanted, most))
	switch full := wanted >= most; {
	case full && t.since == never:
		t.since = max(now, 0)
	case !full && t.since != never:
		t.Full += max(now, 0) - t.since
		t.since = never
	}
}

// seeLoading notes that a download in a group without a site begins, or ends.
func (w *World) seeLoading(now time.Duration, group uint16, change int) {
	t := &w.seen.traffic[w.placeOf[group]]
	t.loading += change
	t.Drawn.Set(now, float64(t.loading)*w.groups[group].Download.Rate)
}

// close accounts for what is drawn until end.
func (t *Traffic) close(end time.Duration) {
	t.Drawn.Close(end)
	if t.since != never {
		t.Full += end - t.since
		t.since = end
	}
}

// Peak is the largest mean of an interval of SeriesWidth in bits per second, and the
// beginning of that interval, the first of several; 0 and false if nothing was drawn.
func (t *Traffic) Peak() (peak float64, at time.Duration, ok bool) {
	for i := range t.Drawn.Intervals() {
		if drawn := t.Drawn.Mean(i); drawn > peak {
			peak, at = drawn, time.Duration(i)*SeriesWidth
		}
	}
	return peak, at, peak > 0
}

// Bytes is how much was drawn.
func (t *Traffic) Bytes() float64 { return t.Drawn.Area() / 8 }
