package reports

import (
	"cmp"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A drawnAt is a place from which downloads draw.
type drawnAt struct {
	index      int
	full, peak float64 // the most of any strategy: seconds, bits per second
}

// networkSection says what downloads draw at each place, and where a link is full.
func (h *review) networkSection() section {
	results := where(h.rollouts(), func(r *study.Result) bool { return len(r.Network) > 0 })
	if len(results) == 0 {
		return section{}
	}
	places := make([]drawnAt, len(results[0].Network))
	for i := range places {
		places[i].index = i
		for _, r := range results {
			places[i].full, places[i].peak = max(places[i].full, r.Network[i].Full.Mean), max(places[i].peak, r.Network[i].Peak.Mean)
		}
	}
	places = slices.DeleteFunc(places, func(p drawnAt) bool { return p.peak == 0 })
	slices.SortStableFunc(places, func(a, b drawnAt) int { return cmp.Or(cmp.Compare(b.full, a.full), cmp.Compare(b.peak, a.peak)) })
	if len(places) == 0 {
		return section{}
	}
	t := &htmlTable{Caption: h.l.Say(say.T("What downloads draw at most, mean of five minutes; where a link is full for longest comes first",
		"Was Downloads höchstens ziehen, Mittel über fünf Minuten; zuerst, wo eine Leitung am längsten voll ist")), Folded: len(places)*len(results) > 40,
		Heads: []string{h.l.Say(say.T("Place", "Ort")), h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Most drawn", "Höchstens gezogen")), h.l.Say(say.T("Of the link", "Von der Leitung")), h.l.Say(say.T("At", "Um")), h.l.Say(say.T("The link is full for", "Die Leitung ist voll für"))}}
	linked := slices.ContainsFunc(results[0].Network, func(n study.Network) bool { return n.Place.Link > 0 })
	if !linked {
		t.Caption, t.Heads = h.l.Say(say.T("What downloads draw at most, mean of five minutes",
			"Was Downloads höchstens ziehen, Mittel über fünf Minuten")), []string{t.Heads[0], t.Heads[1], t.Heads[2], t.Heads[4]}
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
	return section{ID: "network", Heading: h.l.Say(say.T("What the network carries", "Was das Netz trägt")), Blocks: []block{{Figure: h.networkFigure(results, places)}, {Table: t},
		{Text: h.l.Say(say.T("A place is a site whose PCs share a link, or a group without one. Only the downloads of the update are counted.",
			"Ein Ort ist ein Standort, dessen PCs eine Leitung teilen, oder eine Gruppe ohne eine solche. Gezählt werden nur die Downloads des Updates."))}}}
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
		row[2].Main = h.Percent(min(n.Peak.Mean/n.Place.Link, 1))
		row[4].Main = h.brief(&study.Estimate{Metric: model.Metric{Unit: model.Seconds}, Estimate: possible(model.Metric{}, n.Full)}).String()
	}
	if !linked {
		return []htmlCell{row[0], row[1], row[3]}
	}
	return row
}

// networkFigure draws a bar for each place, as many as a picture has room for, and
// strategy: the most that is drawn there.
func (h *review) networkFigure(results []*study.Result, places []drawnAt) *htmlFigure {
	const width, left, right, bar, gap, top = 1000.0, 250.0, 90.0, 14.0, 12.0, 24.0
	caption := h.l.Say(say.T("Most that downloads draw at once; the stroke is the 95 %% interval",
		"Was Downloads höchstens auf einmal beanspruchen; der Strich ist das 95-%%-Intervall"))
	if len(places) > mostPlaces {
		caption = h.l.Say(say.T("Most that downloads draw at once, at the first %d of %d places; the stroke is the 95 %% interval",
			"Was Downloads höchstens auf einmal beanspruchen, an den ersten %d von %d Orten; der Strich ist das 95-%%-Intervall"), mostPlaces, len(places))
		places = places[:mostPlaces]
	}
	most, linked := 0.0, false
	for _, p := range places {
		most = max(most, p.peak)
		for _, r := range results {
			if high := r.Network[p.index].Peak.High; finite(high) {
				most = max(most, high)
			}
		}
	}
	x := func(bits float64) float64 { return left + bits/most*(width-left-right) }
	var entries []keyEntry
	for _, r := range results {
		entries = append(entries, keyEntry{h.label(r), h.tintOf(r.Strategy), 0})
	}
	above := keyRows(width, left, entries) + top
	tall := bar*float64(len(results)) + gap
	d := newDrawing("network-peaks", caption, h.l.Say(say.T("A bar for each place and strategy; the numbers are in the table below.",
		"Ein Balken je Ort und Strategie; die Zahlen stehen in der Tabelle darunter.")), width, above+tall*float64(len(places))+6)
	d.key(left, 2, entries)
	d.line("axis", left, above-6, left, above+tall*float64(len(places)))
	for i, p := range places {
		y := above + tall*float64(i)
		at := results[0].Network[p.index].Place
		d.text("", left-8, y+(tall-gap)/2+4, atEnd, shortened(printable(at.Name), 34))
		for k, r := range results {
			peak := possible(model.Metric{}, r.Network[p.index].Peak)
			middle, ends := y+bar*(float64(k)+0.5), x(peak.Mean)
			d.begin(tintClass(h.tintOf(r.Strategy)))
			d.box("fill", left, middle-bar/2+2, ends-left, bar-4)
			d.end()
			if finite(peak.Low) && finite(peak.High) && peak.Low < peak.High {
				d.line("axis", x(peak.Low), middle, x(peak.High), middle)
				ends = max(ends, x(peak.High))
			}
			d.text("faint", ends+6, middle+4, atStart, h.bits(peak.Mean))
		}
		if at.Link > 0 && at.Link <= most {
			linked = true
			d.line("limit", x(at.Link), y-3, x(at.Link), y+tall-gap+3)
		}
	}
	if linked {
		caption += h.l.Say(say.T("; red line: what the link carries",
			"; rote Linie: was die Leitung trägt"))
	}
	return &htmlFigure{ID: "network-figure", SVG: d.svg(), Caption: caption}
}
