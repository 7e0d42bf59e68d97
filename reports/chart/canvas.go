package chart

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// PNG writes a layout as an image so many points wide, at a resolution in dots per inch.
func (l *Layout) PNG(w io.Writer, width vg.Length, dpi int) error {
	c := vgimg.NewWith(vgimg.UseWH(width, l.CanvasHeight(width)), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
	l.Paint(c, width)
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// CanvasHeight is how high a layout is on a canvas so many points wide.
func (l *Layout) CanvasHeight(width vg.Length) vg.Length {
	return vg.Length(math.Round(float64(width) * l.Height / l.Width))
}

// Paint draws a layout on a canvas so many points wide, in the colours of files.
func (l *Layout) Paint(c vg.Canvas, width vg.Length) {
	unit, height := float64(width)/l.Width, l.CanvasHeight(width)
	place := func(at Point) vg.Point {
		return vg.Point{X: vg.Length(float64(tenths(at.X) * unit)), Y: height - vg.Length(float64(tenths(at.Y)*unit))}
	}
	for i := range l.Shapes {
		s := &l.Shapes[i]
		of := styles[s.Role]
		if s.Text != "" {
			at := place(s.Path[0])
			f := face(float64(of.size*unit), of.bold)
			switch wide := f.Width(s.Text); s.Anchor {
			case Middle:
				at.X -= wide / 2
			case End:
				at.X -= wide
			}
			c.SetColor(colour(of.fill, s.Series))
			c.FillString(f, at, s.Text)
			continue
		}
		var path vg.Path
		if s.Radius > 0 {
			centre, radius := place(s.Path[0]), vg.Length(float64(s.Radius*unit))
			path.Move(vg.Point{X: centre.X + radius, Y: centre.Y})
			path.Arc(centre, radius, 0, 2*math.Pi)
			path.Close()
		}
		for k, at := range s.Path {
			switch {
			case s.Radius > 0:
			case k == 0:
				path.Move(place(at))
			default:
				path.Line(place(at))
			}
		}
		if s.Closed {
			path.Close()
		}
		if of.fill != none {
			fill := colour(of.fill, s.Series)
			if of.opacity > 0 {
				fill.A = uint8(math.Round(255 * of.opacity))
			}
			c.SetColor(fill)
			c.Fill(path)
		}
		if of.stroke != none {
			c.SetColor(colour(of.stroke, s.Series))
			c.SetLineWidth(vg.Length(float64(of.width * unit)))
			dash := of.dash
			if s.Role == Curve {
				dash = dashes[colourOf(s.Series)]
			}
			var scaled []vg.Length
			for _, d := range dash {
				scaled = append(scaled, vg.Length(float64(d*unit)))
			}
			c.SetLineDash(scaled, 0)
			c.Stroke(path)
		}
	}
}
