package chart

import (
	"fmt"
	"image/color"
	"slices"
	"strconv"
	"strings"
)

// A Role is what a shape is: the class of its element in SVG, from which its looks
// follow in every format.
type Role string

// The roles of shapes.
const (
	Paper      Role = "paper"  // the ground of a file
	Off        Role = "off"    // days that are no workdays
	Grid       Role = "grid"   // lines across the plot at ticks
	AxisLine   Role = "axis"   // lines and ticks of axes
	ZeroBar    Role = "zero"   // between zero and the rest of a logarithmic axis
	Area       Role = "area"   // a band
	Column     Role = "column" // a bar
	Heat       Role = "heat"   // a cell; its series is its shade
	Curve      Role = "curve"  // a line in the dashes of its series
	Solid      Role = "solid"  // the same without dashes
	Target     Role = "target" // a rule at a target
	Today      Role = "today"  // a rule at what is so today
	Guide      Role = "guide"  // a rule that helps to read
	Whisker    Role = "whisker"
	Dot        Role = "dot"
	Hollow     Role = "hollow"
	Leader     Role = "leader" // from a label to its line
	Thread     Role = "thread" // the same for labels that belong to no series
	Heading    Role = "heading"
	Note       Role = "note"
	AxisName   Role = "name"
	TickLabel  Role = "tick"
	SeriesName Role = "label"  // the name of a series
	Value      Role = "value"  // a number of a series
	Bound      Role = "bound"  // what a target is
	Remark     Role = "remark" // what a today or a guide is
)

// A tone is what a colour is for. On a page it is a property of the style sheet.
type tone string

const (
	none    tone = ""
	ink     tone = "ink"
	faint   tone = "faint"
	grid    tone = "grid"
	off     tone = "off"
	paper   tone = "paper"
	limit   tone = "limit"
	bound   tone = "limit-text"
	series  tone = "series"      // that of the series
	written tone = "series-text" // that of the series, to be read as letters
	heat    tone = "heat"        // that of the shade
)

// A style is what a role looks like. Lengths are in pixels.
type style struct {
	fill, stroke tone
	width        float64
	dash         []float64
	opacity      float64 // of the fill; 0: opaque
	size         float64 // of letters
	bold         bool
}

// The sizes of letters, in pixels.
const (
	textSize    = 12.0
	noteSize    = 12.5
	headingSize = 18.0
)

// styles are the looks of all roles.
var styles = map[Role]style{
	Paper:      {fill: paper},
	Off:        {fill: off},
	Grid:       {stroke: grid, width: 1},
	AxisLine:   {stroke: faint, width: 1},
	ZeroBar:    {stroke: faint, width: 1},
	Area:       {fill: series, opacity: 0.25},
	Column:     {fill: series},
	Heat:       {fill: heat},
	Curve:      {stroke: series, width: 2.2},
	Solid:      {stroke: series, width: 2.2},
	Target:     {stroke: limit, width: 1.5},
	Today:      {stroke: faint, width: 1.3, dash: []float64{4, 3}},
	Guide:      {stroke: faint, width: 1.1, dash: []float64{2, 3}},
	Whisker:    {stroke: series, width: 4},
	Dot:        {fill: series},
	Hollow:     {fill: paper, stroke: series, width: 1.6},
	Leader:     {stroke: series, width: 0.8},
	Thread:     {stroke: faint, width: 0.8},
	Heading:    {fill: ink, size: headingSize, bold: true},
	Note:       {fill: faint, size: noteSize},
	AxisName:   {fill: faint, size: textSize},
	TickLabel:  {fill: faint, size: textSize},
	SeriesName: {fill: written, size: textSize, bold: true},
	Value:      {fill: written, size: textSize},
	Bound:      {fill: bound, size: textSize},
	Remark:     {fill: faint, size: textSize},
}

// Series 0 is what others are compared with; the rest have six colours in turn.
const seriesColours = 7

// colourOf is the class number of a series.
func colourOf(n int) int {
	if n <= 0 {
		return 0
	}
	return 1 + (n-1)%(seriesColours-1)
}

// dashes tell series apart without colours.
var dashes = [seriesColours][]float64{nil, nil, {8, 3}, {3, 3}, {10, 3, 3, 3}, {5, 5}, {2, 3}}

// palette are the colours of files: those of series are Okabe and Ito's (Color
// Universal Design, 2008), which colour-blind people can tell apart; those of shades
// are viridis.
var (
	palette = map[tone]color.NRGBA{
		ink: {0x22, 0x22, 0x22, 0xff}, faint: {0x60, 0x60, 0x60, 0xff}, grid: {0xe4, 0xe4, 0xe4, 0xff}, off: {0xf3, 0xf3, 0xf3, 0xff},
		paper: {0xff, 0xff, 0xff, 0xff}, limit: {0xd5, 0x5e, 0x00, 0xff}, bound: {0x95, 0x41, 0x00, 0xff},
	}
	tints = [seriesColours]color.NRGBA{
		{0x77, 0x77, 0x77, 0xff}, {0x00, 0x72, 0xb2, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff},
		{0xcc, 0x79, 0xa7, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0xd5, 0x5e, 0x00, 0xff},
	}
	shades = [Shades]color.NRGBA{
		{0xfd, 0xe7, 0x25, 0xff}, {0xa0, 0xda, 0x39, 0xff}, {0x4a, 0xc1, 0x6d, 0xff}, {0x1f, 0xa1, 0x87, 0xff},
		{0x27, 0x7f, 0x8e, 0xff}, {0x36, 0x5c, 0x8d, 0xff}, {0x46, 0x32, 0x7e, 0xff}, {0x44, 0x01, 0x54, 0xff},
	}
)

// colour is what a tone is in files, for a series or a shade.
func colour(t tone, n int) color.NRGBA {
	switch t {
	case series:
		return tints[colourOf(n)]
	case written: // darker, to be readable as small letters
		c := tints[colourOf(n)]
		return color.NRGBA{uint8(int(c.R) * 7 / 10), uint8(int(c.G) * 7 / 10), uint8(int(c.B) * 7 / 10), 0xff}
	case heat:
		return shades[min(max(n, 1), Shades)-1]
	}
	return palette[t]
}

// bySeries tells whether a role has the colours of series.
func (s style) bySeries() bool {
	return slices.ContainsFunc([]tone{s.fill, s.stroke}, func(t tone) bool { return t == series || t == written })
}

// class is that of the element of a shape.
func (s *Shape) class() string {
	switch of := styles[s.Role]; {
	case of.bySeries():
		return string(s.Role) + " t" + strconv.Itoa(colourOf(s.Series))
	case of.fill == heat:
		return string(s.Role) + " h" + strconv.Itoa(min(max(s.Series, 1), Shades))
	}
	return string(s.Role)
}

// family are fonts with the widths of that in which texts are measured.
const family = `"Liberation Sans",Arial,Helvetica,sans-serif`

// Style is the style sheet of figures on a page, whose colours are properties of the
// page: --ink, --faint, --grid, --off, --paper, --limit, --tint-0 to --tint-6 and
// --heat-1 to --heat-8.
func Style() string {
	return sheet(".fig ", func(t tone, n int) string {
		switch t {
		case series, written:
			return fmt.Sprintf("var(--tint-%d)", n)
		case heat:
			return fmt.Sprintf("var(--heat-%d)", n)
		case bound:
			t = limit
		}
		return "var(--" + string(t) + ")"
	})
}

// fileStyle is that of a file, which has colours of its own.
func fileStyle() string {
	return sheet("", func(t tone, n int) string {
		c := colour(t, n)
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	})
}

// sheet writes the looks of all roles, in the order of their names.
func sheet(within string, colour func(t tone, n int) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%stext{font-family:%s}\n", within, family)
	roles := make([]Role, 0, len(styles))
	for role := range styles {
		roles = append(roles, role)
	}
	slices.Sort(roles)
	for _, role := range roles {
		s := styles[role]
		painted := func(n int) (of []string) {
			fill, stroke := "none", ""
			if s.fill != none {
				fill = colour(s.fill, n)
			}
			of = append(of, "fill:"+fill)
			if s.stroke != none {
				stroke = colour(s.stroke, n)
				of = append(of, "stroke:"+stroke)
			}
			return of
		}
		var rest []string
		if s.opacity > 0 {
			rest = append(rest, "fill-opacity:"+strconv.FormatFloat(s.opacity, 'f', -1, 64))
		}
		if s.width > 0 {
			rest = append(rest, "stroke-width:"+length(s.width))
		}
		if len(s.dash) > 0 {
			rest = append(rest, "stroke-dasharray:"+lengths(s.dash))
		}
		if s.size > 0 {
			rest = append(rest, "font-size:"+length(s.size)+"px")
			if s.bold {
				rest = append(rest, "font-weight:bold")
			} else {
				rest = append(rest, "font-weight:normal")
			}
		}
		first, last, letter := 0, 0, ""
		switch {
		case s.bySeries():
			last, letter = seriesColours-1, "t"
		case s.fill == heat:
			first, last, letter = 1, Shades, "h"
		default:
			rest = append(painted(0), rest...)
		}
		if len(rest) > 0 {
			fmt.Fprintf(&b, "%s.%s{%s}\n", within, role, strings.Join(rest, ";"))
		}
		for n := first; letter != "" && n <= last; n++ {
			of := painted(n)
			if role == Curve && dashes[n] != nil {
				of = append(of, "stroke-dasharray:"+lengths(dashes[n]))
			}
			fmt.Fprintf(&b, "%s.%s.%s%d{%s}\n", within, role, letter, n, strings.Join(of, ";"))
		}
	}
	return b.String()
}

// lengths joins lengths.
func lengths(of []float64) string {
	words := make([]string, len(of))
	for i, x := range of {
		words[i] = length(x)
	}
	return strings.Join(words, " ")
}
