package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// SVG writes a layout for a page that has the style sheet [Style]: an element a shape,
// with classes and without colours. The class says at which widths it is shown.
func (l *Layout) SVG(class string) string {
	var b strings.Builder
	id := l.Figure.ID + "-" + class
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="fig %s" viewBox="0 0 %s %s" role="img" aria-labelledby="%[4]s-name %[4]s-words">`,
		class, length(l.Width), length(l.Height), html.EscapeString(id))
	fmt.Fprintf(&b, `<title id="%[1]s-name">%[2]s</title><desc id="%[1]s-words">%[3]s</desc>`,
		html.EscapeString(id), html.EscapeString(l.Figure.Title), html.EscapeString(l.Figure.Alt))
	l.elements(&b)
	b.WriteString("</svg>")
	return b.String()
}

// File writes a layout as a file of its own, with its style and its ground.
func (l *Layout) File() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="img" aria-labelledby="name words">
<title id="name">%[3]s</title>
<desc id="words">%[4]s</desc>
<style>
%[5]s</style>
`, length(l.Width), length(l.Height), html.EscapeString(l.Figure.Title), html.EscapeString(l.Figure.Alt), fileStyle())
	ground := box(Paper, 0, 0, 0, l.Width, l.Height)
	ground.element(&b)
	b.WriteByte('\n')
	l.elements(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

// elements writes an element for each shape.
func (l *Layout) elements(b *strings.Builder) {
	for i := range l.Shapes {
		l.Shapes[i].element(b)
		b.WriteByte('\n')
	}
}

// element writes a shape.
func (s *Shape) element(b *strings.Builder) {
	switch {
	case s.Text != "":
		fmt.Fprintf(b, `<text class="%s" x="%s" y="%s"`, s.class(), length(s.Path[0].X), length(s.Path[0].Y))
		if s.Anchor != Start {
			fmt.Fprintf(b, ` text-anchor="%s"`, s.Anchor)
		}
		fmt.Fprintf(b, `>%s</text>`, html.EscapeString(s.Text))
	case s.Radius > 0:
		fmt.Fprintf(b, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, s.class(), length(s.Path[0].X), length(s.Path[0].Y), length(s.Radius))
	default:
		fmt.Fprintf(b, `<path class="%s" d="%s"/>`, s.class(), s.outline())
	}
}

// outline is the path of a shape in the language of SVG.
func (s *Shape) outline() string {
	var b strings.Builder
	var x, y string
	for i, at := range s.Path {
		toX, toY := length(at.X), length(at.Y)
		switch {
		case i == 0:
			b.WriteString("M" + toX + " " + toY)
		case toX == x && toY == y:
		case toY == y:
			b.WriteString("H" + toX)
		case toX == x:
			b.WriteString("V" + toY)
		default:
			b.WriteString("L" + toX + " " + toY)
		}
		x, y = toX, toY
	}
	if s.Closed {
		b.WriteByte('Z')
	}
	return b.String()
}

// length writes a length to a tenth of a pixel.
func length(x float64) string { return strconv.FormatFloat(tenths(x), 'f', -1, 64) }

// tenths rounds to a tenth of a pixel.
func tenths(x float64) float64 { return math.Round(x*10)/10 + 0 }
