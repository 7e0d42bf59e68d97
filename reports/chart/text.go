package chart

import (
	"strings"

	"golang.org/x/text/width"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// fonts are those in which every text is measured, and drawn in PNGs.
var fonts = font.NewCache(liberation.Collection())

// face is the font of a size, in whatever unit the size is.
func face(size float64, bold bool) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if bold {
		f.Weight = 3 // golang.org/x/image/font.WeightBold
	}
	return fonts.Lookup(f, font.Length(size))
}

// textWidth is how wide a text is. Signs that the font lacks are taken to be as wide as
// others of their script: a whole em in East Asia, or a bit more than half.
func textWidth(text string, size float64, bold bool) float64 {
	f := face(size, bold)
	more := 0.0
	known := strings.Map(func(r rune) rune {
		if index, err := f.Face.GlyphIndex(nil, r); err == nil && index != 0 {
			return r
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			more += size
		default:
			more += 0.6 * size
		}
		return -1
	}, text)
	return float64(f.Width(known)) + more
}

// wrapped breaks words into lines that are no wider than a width, between its parts and
// within a part only where that alone is wider. Parts are joined with semicolons.
func wrapped(parts []string, size float64, bold bool, width float64) []string {
	fits := func(line string) bool { return textWidth(line, size, bold) <= width }
	var lines []string
	for i, part := range parts {
		if i < len(parts)-1 {
			part += ";"
		}
		if n := len(lines); n > 0 && fits(lines[n-1]+" "+part) {
			lines[n-1] += " " + part
			continue
		}
		line := ""
		for _, word := range strings.Split(part, " ") {
			if line != "" && !fits(line+" "+word) {
				lines = append(lines, line)
				line = ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
		lines = append(lines, line)
	}
	return lines
}
