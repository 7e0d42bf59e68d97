package reports

import (
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// mostPanels is the number of groups that are drawn; the table has them all.
const mostPanels = 12

// groupBlocks show how far each group of the fleet comes with each strategy, and who
// is left at the end and why.
func (h *review) groupBlocks() []block {
	results := where(h.adopting(), func(r *study.Result) bool { return len(r.Groups) > 0 })
	if len(results) == 0 {
		return nil
	}
	t := h.groupsTable(results)
	groups := len(results[0].Groups)
	if groups < 2 {
		return []block{{Table: t}}
	}
	caption := h.l.Say(say.T("Share of the PCs that are updated, by group",
		"Anteil der PCs, die aktualisiert sind, nach Gruppe"))
	if groups > mostPanels {
		caption += h.l.Say(say.T("; the first %d of %d groups", "; die ersten %d von %d Gruppen"), mostPanels, groups)
	}
	t.Folded = len(t.Rows) > 24
	return []block{{Figure: &htmlFigure{ID: "groups-figure", SVG: h.groupPanels(results, caption), Caption: caption}}, {Table: t}}
}

// groupsTable has a row for each group and strategy.
func (h *review) groupsTable(results []*study.Result) *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("Each group: when it is updated, and who is left",
		"Jede Gruppe: wann sie aktualisiert ist und wer übrig ist")), Heads: []string{h.l.Say(say.T("Group", "Gruppe")), h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("PCs that can be updated", "PCs, die aktualisiert werden können")), h.l.Say(say.T("Half by", "Die Hälfte bis")), h.l.Say(say.T("95 %% by", "95 %% bis")),
		h.l.Say(say.T("Left at the end", "Am Ende übrig")), h.l.Say(say.T("Never", "Nie"))}}
	for i := range results[0].Groups {
		var rows []htmlRow
		for _, r := range results {
			g := &r.Groups[i]
			left := htmlCell{Main: h.pcsOf(g.Left), Below: h.whyLeft(g)}
			rows = append(rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, {Main: h.pcsOf(g.CanUpdate)}, h.cell(&g.Half).html(), h.cell(&g.Most).html(), left, h.whyNever(g)}})
		}
		t.grouped(printable(results[0].Groups[i].Group)+", "+h.l.Counted(results[0].Groups[i].Clients, say.PCs), rows)
	}
	return t
}

// pcsOf is a number of PCs with its interval.
func (h *review) pcsOf(e stats.Estimate) string {
	return h.brief(&study.Estimate{Metric: model.Metric{Unit: model.Count}, Estimate: possible(model.Metric{}, e)}).String()
}

// whyLeft says what keeps those that could be updated and are not.
func (h *review) whyLeft(g *study.GroupProgress) []string {
	return h.reasons([]reasonOf{
		{h.l.Say(say.T("never on since it was offered", "seit dem Angebot nie eingeschaltet")), g.Absent},
		{h.l.Say(say.T("under way", "unterwegs")), g.UnderWay},
		{h.l.Say(say.T("not offered to them yet", "noch nicht angeboten")), g.Waiting},
	})
}

// whyNever says why others cannot be updated.
func (h *review) whyNever(g *study.GroupProgress) htmlCell {
	all := h.reasons([]reasonOf{
		{h.l.Say(say.T("users refuse", "von Personen abgelehnt")), g.Refused},
		{h.l.Say(say.T("install failed for good", "Installation endgültig gescheitert")), g.Failed},
		{h.l.Say(say.T("in no phase", "in keiner Phase")), g.Outside},
		{h.l.Say(say.T("have it already", "haben sie schon")), g.Had},
	})
	if len(all) == 0 {
		return htmlCell{Main: "0"}
	}
	return htmlCell{Main: all[0], Below: all[1:]}
}

// A reasonOf is why PCs are not updated, and how many.
type reasonOf struct {
	words string
	pcs   stats.Estimate
}

// reasons are those that hold for any PC.
func (h *review) reasons(all []reasonOf) []string {
	var lines []string
	for _, r := range all {
		if r.pcs.Mean > 0 {
			lines = append(lines, r.words+": "+strings.ReplaceAll(h.pcsOf(r.pcs), "\n", " "))
		}
	}
	return lines
}

// groupPanels draws a panel for each group, and in it a rising line for each strategy.
func (h *review) groupPanels(results []*study.Result, caption string) template.HTML {
	const width, left, gap, plotHeight = 1000.0, 48.0, 30.0, 120.0
	var entries []keyEntry
	end := time.Duration(0)
	for _, r := range results {
		entries = append(entries, keyEntry{h.label(r), h.tintOf(r.Strategy), len(entries)})
		end = max(end, time.Duration(len(r.Series.Updated))*r.Series.Width)
	}
	groups := min(len(results[0].Groups), mostPanels)
	columns := min(groups, 3)
	above := keyRows(width, left, entries) + 10
	rows := (groups + columns - 1) / columns
	const panelHeight = plotHeight + 58
	d := newDrawing("groups", caption, h.l.Say(say.T("A panel for each group, and in it a rising line for each strategy; the numbers are in the table below.",
		"Ein Feld für jede Gruppe, darin eine steigende Linie für jede Strategie; die Zahlen stehen in der Tabelle darunter.")), width, above+float64(rows)*panelHeight)
	d.key(left, 2, entries)
	across := (width-left)/float64(columns) - gap
	for i := range groups {
		x0, y0 := left+float64(i%columns)*(across+gap+10), above+float64(i/columns)*panelHeight+22
		x := func(at time.Duration) float64 { return x0 + at.Seconds()/end.Seconds()*across }
		y := func(share float64) float64 { return y0 + plotHeight*(1-share) }
		d.text("", x0, y0-7, atStart, shortened(printable(results[0].Groups[i].Group), 30)+", "+h.l.Counted(results[0].Groups[i].Clients, say.PCs))
		h.panelFrame(d, x0, y0, across, plotHeight, i%columns == 0, end)
		for k, r := range results {
			g := &r.Groups[i]
			if !(g.CanUpdate.Mean > 0) {
				continue
			}
			d.begin(tintClass(h.tintOf(r.Strategy)))
			d.path("curve "+dashClass(k), stepsOf(g, r.Series.Width, x, y))
			d.end()
		}
	}
	return d.svg()
}

// panelFrame draws the grid of a panel and its dates: the first day and the last.
func (h *review) panelFrame(d *drawing, x0, y0, across, tall float64, named bool, end time.Duration) {
	for _, share := range []float64{0, 0.5, 1} {
		y := y0 + tall*(1-share)
		d.line("rule", x0, y, x0+across, y)
		if named {
			d.text("faint", x0-6, y+4, atEnd, h.Percent(share))
		}
	}
	d.line("axis", x0, y0+tall, x0+across, y0+tall)
	d.text("faint", x0, y0+tall+16, atStart, h.dayName(h.at(0), false))
	d.text("faint", x0+across, y0+tall+16, atEnd, h.dayName(h.at(end.Seconds()-1), false))
}

// stepsOf are the points of a curve of updates between which it is level, no two of
// them nearer than a tenth of a pixel.
func stepsOf(g *study.GroupProgress, width time.Duration, x func(time.Duration) float64, y func(float64) float64) []point {
	points := []point{{x(0), y(0)}}
	for k, n := range g.Updated {
		p := point{x(time.Duration(k+1) * width), y(math.Min(n/g.CanUpdate.Mean, 1))}
		last := points[len(points)-1]
		if length(p.y) == length(last.y) {
			continue
		}
		if p.x-last.x > 1 {
			points = append(points, point{p.x, last.y})
		}
		points = append(points, p)
	}
	return append(points, point{x(time.Duration(len(g.Updated)) * width), points[len(points)-1].y})
}
