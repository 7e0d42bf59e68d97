package reports

import (
	"cmp"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// networkSection says what downloads draw at each place, and where a link is full.
func (h *review) networkSection() section {
	results := where(h.rollouts(), func(r *study.Result) bool { return len(r.Network) > 0 })
	if len(results) == 0 {
		return section{}
	}
	type place struct {
		index      int
		full, peak float64 // the most of any strategy
	}
	places := make([]place, len(results[0].Network))
	for i := range places {
		places[i].index = i
		for _, r := range results {
			places[i].full, places[i].peak = max(places[i].full, r.Network[i].Full.Mean), max(places[i].peak, r.Network[i].Peak.Mean)
		}
	}
	places = slices.DeleteFunc(places, func(p place) bool { return p.peak == 0 })
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(b.full, a.full), cmp.Compare(b.peak, a.peak)) })
	if len(places) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.l.say("What downloads draw at most, mean of five minutes; where a link is full for longest comes first"), Folded: len(places)*len(results) > 40,
		Heads: []string{h.l.say("Place"), h.l.say("Strategy"), h.l.say("Most drawn"), h.l.say("Of the link"), h.l.say("At"), h.l.say("The link is full for")}}
	linked := slices.ContainsFunc(results[0].Network, func(n study.Network) bool { return n.Place.Link > 0 })
	if !linked {
		t.Caption, t.Heads = h.l.say("What downloads draw at most, mean of five minutes"), []string{t.Heads[0], t.Heads[1], t.Heads[2], t.Heads[4]}
	}
	for _, p := range places {
		var rows []htmlRow
		name := printable(results[0].Network[p.index].Place.Name)
		if link := results[0].Network[p.index].Place.Link; link > 0 {
			name += ", " + h.bits(link)
		}
		for _, r := range results {
			rows = append(rows, htmlRow{Class: fullClass(&r.Network[p.index]), Cells: h.networkCells(r, &r.Network[p.index], linked)})
		}
		t.grouped(name, rows)
	}
	return section{ID: "network", Heading: h.l.say("What the network carries"), Blocks: []block{{Table: t},
		{Text: h.l.say("A place is a site whose PCs share a link, or a group without one. Only the downloads of the update are counted.")}}}
}

// fullClass marks a link that is full at some time.
func fullClass(n *study.Network) string {
	if n.Full.Mean > 0 {
		return "full"
	}
	return ""
}

func (h *review) networkCells(r *study.Result, n *study.Network, linked bool) []htmlCell {
	row := []htmlCell{{Main: h.nameOf(r)}, {Main: h.bitsEstimated(possible(model.Metric{}, n.Peak))}, {Main: "–"}, {Main: "–"}, {Main: "–"}}
	if finite(n.At.Mean) {
		row[3].Main = h.short(n.At.Mean)
	}
	if n.Place.Link > 0 {
		row[2].Main = h.percent(min(n.Peak.Mean/n.Place.Link, 1))
		row[4].Main = h.brief(&study.Estimate{Metric: model.Metric{Unit: model.Seconds}, Estimate: possible(model.Metric{}, n.Full)})
	}
	if !linked {
		return []htmlCell{row[0], row[1], row[3]}
	}
	return row
}
