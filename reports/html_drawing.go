package reports

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// A drawing is an SVG of our own on a page. It has no style of its own: classes say
// what things are, so that they follow the colours of the page, also on dark paper
// and when it is printed. Lengths are in pixels from the upper left corner.
type drawing struct {
	b             strings.Builder
	width, height float64
}

// newDrawing begins a drawing, which has a name and a description for those who do
// not see it. The id must be the only one of its kind on the page.
func newDrawing(id, name, description string, width, height float64) *drawing {
	d := &drawing{width: width, height: height}
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[2]s %[3]s" width="%[2]s" height="%[3]s" role="img" aria-labelledby="%[1]s-name %[1]s-words">`+
		`<title id="%[1]s-name">%[4]s</title><desc id="%[1]s-words">%[5]s</desc>`,
		id, length(width), length(height), html.EscapeString(name), html.EscapeString(description))
	return d
}

// svg is the whole drawing.
func (d *drawing) svg() template.HTML { return template.HTML(d.b.String() + "</svg>") }

// length writes a length to a tenth of a pixel.
func length(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10+0, 'f', -1, 64)
}

// begin begins a group of a class, which end ends.
func (d *drawing) begin(class string) { fmt.Fprintf(&d.b, `<g class="%s">`, class) }

func (d *drawing) end() { d.b.WriteString("</g>") }

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<path class="%s" d="M%s %sL%s %s"/>`, class, length(x1), length(y1), length(x2), length(y2))
}

func (d *drawing) box(class string, x, y, width, height float64) {
	fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, length(x), length(y), length(width), length(height))
}

func (d *drawing) dot(class string, x, y, radius float64) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, length(x), length(y), length(radius))
}

// path joins points, and leaves out those that nobody would see.
func (d *drawing) path(class string, points []point) {
	fmt.Fprintf(&d.b, `<path class="%s" d="`, class)
	for i, p := range points {
		if i == 0 {
			d.b.WriteString("M")
		} else {
			d.b.WriteString("L")
		}
		d.b.WriteString(length(p.x) + " " + length(p.y))
	}
	d.b.WriteString(`"/>`)
}

// anchor says which end of a text is at its place.
type anchor string

const (
	atStart  anchor = "start"
	atMiddle anchor = "middle"
	atEnd    anchor = "end"
)

func (d *drawing) text(class string, x, y float64, at anchor, words string) {
	fmt.Fprintf(&d.b, `<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, length(x), length(y), at, html.EscapeString(words))
}

// wide is about how wide a text is that a drawing says: its letters have twelve
// pixels, and most are narrower than this.
func wide(words string) float64 { return 6.9 * float64(shownWidth(words)) }

// key writes names with samples of their lines into rows above a drawing, from a
// place on, and returns how high the rows are.
func (d *drawing) key(x, y float64, entries []keyEntry) float64 {
	rows, at := 1.0, x
	for _, e := range entries {
		need := 34 + wide(e.name) + 18
		if at > x && at+need > d.width {
			rows, at = rows+1, x
		}
		middle := y + (rows-1)*18 + 9
		d.begin(tintClass(e.tint))
		d.line("curve "+dashClass(e.dash), at, middle, at+26, middle)
		d.text("named", at+32, middle+4, atStart, e.name)
		d.end()
		at += need
	}
	return rows * 18
}

// keyRows is how high a key would be.
func keyRows(width, x float64, entries []keyEntry) float64 {
	d := &drawing{width: width}
	return d.key(x, 0, entries)
}

// A keyEntry is the name of a line, its colour and its dashes.
type keyEntry struct {
	name       string
	tint, dash int
}

// tintClass is the class of the colour of a strategy, and dashClass that of dashes
// by which lines are told apart without colour.
func tintClass(i int) string { return "t" + strconv.Itoa(i%7) }

func dashClass(i int) string { return "d" + strconv.Itoa(i%7) }
