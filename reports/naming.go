package reports

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/reports/chart"
)

// A named is a curve with the words that stand beside it, in bold letters or not.
type named struct {
	points []point
	text   string
	color  color.Color
	bold   bool
}

// A naming writes the labels and annotations of a plot where the label layout of
// package chart places them. Marks and rules are what else they may not cover.
type naming struct {
	curves []named
	marks  []point   // each kept free by a few points around
	rules  [][]point // lines without a name
	asides []aside
}

// An aside is words close beside a mark, in small letters: where the text finds no
// room, the short form of it, and where that finds none the text farther away, tied
// to its mark.
type aside struct {
	at          point
	text, short string
	color       color.Color
}

func (n naming) Plot(c draw.Canvas, p *plot.Plot) {
	path := func(points []point) []chart.Point {
		placed := make([]chart.Point, len(points))
		for i, at := range on(c, p, points) {
			placed[i] = chart.Point{X: float64(at.X), Y: float64(at.Y)}
		}
		return placed
	}
	layout := chart.LabelLayout{Min: chart.Point{X: float64(c.Min.X), Y: float64(c.Min.Y)}, Max: chart.Point{X: float64(c.Max.X), Y: float64(c.Max.Y)}, Step: 3, Marks: path(n.marks)}
	for _, curve := range n.curves {
		layout.Lines = append(layout.Lines, chart.LabelledLine{Path: path(curve.points), Width: float64(words(9, ink, curve.bold).Width(curve.text))})
	}
	for _, rule := range n.rules {
		layout.Obstacles = append(layout.Obstacles, path(rule))
	}
	small := func(text string) float64 { return float64(words(8, ink, false).Width(text)) }
	for _, of := range n.asides {
		layout.Annotations = append(layout.Annotations, chart.Annotation{At: path([]point{of.at})[0], Width: small(of.text), Short: small(of.short)})
	}
	labels, annotations := layout.Place()
	write := func(at chart.Placed, style draw.TextStyle, above vg.Length, text string) {
		if !at.OK {
			return
		}
		c.FillText(style, vg.Point{X: vg.Length(at.At.X), Y: vg.Length(at.At.Y) + above}, text)
		if l := at.Leader; l != nil {
			c.StrokeLine2(draw.LineStyle{Color: style.Color, Width: 0.5}, vg.Length(l[0].X), vg.Length(l[0].Y), vg.Length(l[1].X), vg.Length(l[1].Y))
		}
	}
	annotate := func(late bool) {
		for i, of := range n.asides {
			text := of.text
			if annotations[i].Short {
				text = of.short
			}
			if annotations[i].Late == late {
				write(annotations[i], words(8, of.color, false), 2, text)
			}
		}
	}
	annotate(false)
	for i, name := range n.curves {
		write(labels[i], words(9, name.color, name.bold), 3, name.text)
	}
	annotate(true)
}
