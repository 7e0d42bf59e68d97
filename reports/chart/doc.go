// Package chart lays figures out and paints them.
//
// A [Figure] is a value: two axes, layers of marks in the units of these axes, the
// words that belong to them, and what each place tells whoever points at it. It knows
// no width, no colour and no file format. [Figure.Layout] places all of it at a width,
// in pixels from the upper left corner, as a list of [Shape]: paths, circles and texts,
// each with its [Role] and the series it belongs to. Two painters paint that list and
// decide nothing themselves: [Layout.SVG] writes one element a shape, with classes
// (on a page, whose style sheet is [Style], or as a file of its own, [Layout.File]),
// and [Layout.Paint] draws on a canvas of gonum/plot, from which PNGs are made. What a
// role looks like stands in one table, in style.go; colours of the page are those of
// its style sheet, those of files are in the palette.
//
// Both painters measure text in Liberation Sans, whose widths are those of Arial and
// Helvetica. Coordinates are rounded to a tenth of a pixel, and logarithms are those of
// package portable, so that equal figures give equal bytes on every processor.
//
// Labels are laid out where nothing is drawn, each nearest to its own line or tied to
// it by a leader line; what finds no room stands in a key above the plot (label.go).
//
// The package is a leaf: it knows nothing of rollouts. Start reading in figure.go, then
// layout.go.
package chart
