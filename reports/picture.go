package reports

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// Pictures are 1400 pixels wide at 144 dots per inch: readable on a screen at
// full size, and sharp in print.
const (
	pictureWidth = 700 * vg.Length(1) // points
	pictureDPI   = 144
)

// A picture is one drawing with its words and the numbers behind it: a figure, which
// has its words, or a drawing of its own.
type picture struct {
	file     string // name without ending
	figure   *chart.Figure
	title    string // its subject
	subtitle string
	height   vg.Length
	draw     func(draw.Canvas) // draws into the space below the words
	rows     [][]string        // the numbers, headings first, in the form of the language
	language voice
}

// A Drawing is a picture that a comparison may have: its name, which its files bear,
// and what it shows.
type Drawing struct{ Name, Shows string }

// drawings are the pictures of a comparison, in the order in which they are written.
var drawings = []struct {
	Drawing
	draw func(*page, []study.Result) (picture, bool)
}{
	{Drawing{"wait", "how long people wait after the update"}, (*page).waitsFigure},
	{Drawing{"load", "what the backend does over the whole rollout"}, (*page).loadPicture},
	{Drawing{"days", "who waits and what runs, hour by hour of every day"}, (*page).daysPicture},
	{Drawing{"morning", "the busiest day of each strategy"}, (*page).morningPicture},
	{Drawing{"backend", "which attempts succeed, and what runs against what the backend can do"}, (*page).backendPicture},
	{Drawing{"updated", "how many PCs are updated, and where phases open"}, (*page).updatedPicture},
	{Drawing{"network", "what downloads draw at each site"}, (*page).networkPicture},
	{Drawing{"risk", "what a bad release does"}, (*page).riskPicture},
	{Drawing{"frontier", "speed against risk against waiting"}, (*page).frontierPicture},
}

// Drawings lists the pictures of a comparison.
func Drawings() []Drawing {
	all := make([]Drawing, len(drawings))
	for i := range drawings {
		all[i] = drawings[i].Drawing
	}
	return all
}

// A Watch is told, before each picture is drawn, how many of all are. An error of its
// ends the drawing, which returns it; a nil Watch lets all be drawn.
type Watch func(done, all int) error

// next asks the watch whether to go on.
func (w Watch) next(done, all int) error {
	if w == nil {
		return nil
	}
	return w(done, all)
}

// Pictures draws a comparison in the language into a directory, which it makes if it is missing: all
// Drawings, or those with the names given. Each picture is written as PNG and SVG, and
// the numbers behind it as CSV; where several slot settings are compared, each has
// pictures of its own. A picture without anything to show is left out. It returns
// the paths of the files in the order written.
//
// A PNG can show the letters of its font only. A strategy whose name has others is
// called "strategy 2" there, with a note; the SVG has the name.
func Pictures(in say.Language, dir string, c *study.Comparison, watch Watch, names ...string) ([]string, error) {
	l := voice{in}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("pictures: %w", err)
	}
	p := pageIn(c, l)
	drawn := p.drawable().pictures(names...)
	var written []string
	for i, pic := range p.pictures(names...) {
		if err := watch.next(i, len(drawn)); err != nil {
			return written, err
		}
		paths, err := writePicture(dir, pic, drawn[i])
		written = append(written, paths...)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// writePicture writes a picture in every format into a directory; letters is the
// same one with names that the font of a PNG has letters for.
func writePicture(dir string, pic, letters picture) (written []string, err error) {
	for _, form := range []struct {
		ending string
		write  func(io.Writer) error
	}{{".png", letters.png}, {".svg", pic.svg}, {".csv", pic.csv}} {
		if form.ending == ".csv" && pic.rows == nil {
			continue
		}
		path := filepath.Join(dir, pic.file+form.ending)
		if err := writeFile(path, form.write); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}

// pictures lists the pictures of a page, all or those with the names given, those of
// one slot setting after the other.
func (p *page) pictures(names ...string) []picture {
	var found []picture
	for _, results := range settings(p.Results) {
		results = p.drawn(results)
		for i := range drawings {
			if len(names) > 0 && !slices.Contains(names, drawings[i].Name) {
				continue
			}
			pic, ok := drawings[i].draw(p, results)
			if !ok {
				continue
			}
			if p.remark != "" {
				pic.say(p.remark)
			}
			if p.several {
				pic.file += "-" + settingKey(results)
			}
			pic.language = p.voice
			found = append(found, pic)
		}
	}
	return found
}

// say adds to what stands below the title.
func (pic *picture) say(remark string) {
	if pic.figure != nil {
		pic.figure.Notes = append(pic.figure.Notes, remark)
	} else {
		pic.subtitle += "; " + remark
	}
}

// drawn are the results of one slot setting that there is something to draw of: where
// nothing is installed nobody syncs without a rollout, and its rows would be empty.
func (p *page) drawn(results []study.Result) []study.Result {
	if len(results) > 1 && results[0].Strategy == model.NoRollout && results[0].Accounting.Asked == 0 && p.Scenario.MayInstallFirst() {
		return results[1:]
	}
	return results
}

var (
	simulatedRollouts = say.N(say.T("simulated rollout", "simulierter Rollout"), say.T("simulated rollouts", "simulierte Rollouts"))
	simulatedRuns     = say.N(say.T("simulated run", "simulierte Replikation"), say.T("simulated runs", "simulierte Replikationen"))
)

// about is the second line of a picture: what was simulated.
func (p *page) about(results []study.Result) string {
	words := []string{}
	if n := p.Scenario.Clients(); n > 0 {
		words = append(words, p.Counted(n, say.PCs))
	}
	if n := p.Scenario.NewClients(); n > 0 {
		words = append(words, p.Counted(n, say.PCsOfNewEmployees))
	}
	simulated := p.Counted(p.Replications, simulatedRollouts)
	if p.queue {
		simulated = p.Counted(p.Replications, simulatedRuns)
	} else {
		simulated += p.Say(say.T(" of each strategy", " je Strategie"))
	}
	words = append(words, p.setting(results), simulated)
	return strings.Join(words, ", ")
}

// waiting and running are the words for those who wait and for what the backend runs.
func (p *page) waiting() string {
	if p.queue {
		return p.Say(say.T("jobs waiting", "wartende Aufträge"))
	}
	return p.Say(say.T("people waiting", "wartende Personen"))
}

func (p *page) running() string {
	switch unitOf(p.Scenario) {
	case say.Jobs:
		return p.Say(say.T("jobs running", "laufende Aufträge"))
	case syncsAndJobs:
		return p.Say(say.T("syncs and jobs running", "laufende Synchronisierungen und Aufträge"))
	}
	return p.Say(say.T("syncs running", "laufende Synchronisierungen"))
}

// shading says what lines and shaded bands are.
func (p *page) shading() string {
	if p.Replications < 2 {
		return ""
	}
	return "; " + p.ofRuns(say.T("lines: mean, shaded: 90 %% of single rollouts",
		"Linien: Mittel, schattiert: 90 %% der einzelnen Rollouts"), say.T("lines: mean, shaded: 90 %% of single runs",
		"Linien: Mittel, schattiert: 90 %% der einzelnen Replikationen"))
}

// averaged says the same of values that are means of an interval.
func (p *page) averaged(width time.Duration) string {
	if p.Replications < 2 {
		return "; " + p.Say(say.T("lines: means of %s", "Linien: Mittel über %s"), p.Duration(width.Seconds()))
	}
	return "; " + p.ofRuns(say.T("lines: means of %s and of all rollouts, shaded: 90 %% of single rollouts",
		"Linien: Mittel über %s und alle Rollouts, schattiert: 90 %% der einzelnen Rollouts"),
		say.T("lines: means of %s and of all runs, shaded: 90 %% of single runs",
			"Linien: Mittel über %s und alle Replikationen, schattiert: 90 %% der einzelnen Replikationen"), p.Duration(width.Seconds()))
}

// render draws the words and the picture on a canvas.
func (pic *picture) render(c vg.CanvasSizer) {
	if pic.figure != nil {
		pic.figure.Layout(chart.Wide, true).Paint(c, pictureWidth)
		return
	}
	dc := draw.New(c)
	dc = draw.Crop(dc, 14, -18, 10, -12)
	dc.FillText(words(14, ink, true), vg.Point{X: dc.Min.X, Y: dc.Max.Y - 12}, pic.title)
	below := pic.below()
	for i, line := range below {
		dc.FillText(words(9.5, faint, false), vg.Point{X: dc.Min.X, Y: dc.Max.Y - 27 - leading*vg.Length(i)}, line)
	}
	pic.draw(draw.Crop(dc, 0, 0, 0, -36-leading*vg.Length(len(below)-1)))
}

// leading is the distance of two lines below a title, in points.
const leading = 12

// below are the lines of the subtitle, which breaks between its parts, and within a
// part only where that alone is wider than the picture.
func (pic *picture) below() []string {
	style := words(9.5, faint, false)
	fits := func(line string) bool { return style.Width(line) <= pictureWidth-34 }
	var found []string
	for _, part := range strings.Split(pic.subtitle, "; ") {
		if n := len(found); n > 0 && fits(found[n-1]+"; "+part+";") {
			found[n-1] += "; " + part
			continue
		}
		if n := len(found); n > 0 {
			found[n-1] += ";"
		}
		line := ""
		for _, word := range unbroken(part) {
			if line != "" && !fits(line+" "+word+";") {
				found = append(found, line)
				line = ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
		found = append(found, line)
	}
	return found
}

// whole is the height of a picture with all lines of its subtitle.
func (pic *picture) whole() vg.Length {
	if pic.figure != nil {
		return pic.figure.Layout(chart.Wide, true).CanvasHeight(pictureWidth)
	}
	return pic.height + leading*vg.Length(len(pic.below())-1)
}

func (pic *picture) png(w io.Writer) error {
	if pic.figure != nil {
		return pic.figure.Layout(chart.Wide, true).PNG(w, pictureWidth, pictureDPI)
	}
	c := vgimg.NewWith(vgimg.UseWH(pictureWidth, pic.whole()), vgimg.UseDPI(pictureDPI), vgimg.UseBackgroundColor(color.White))
	pic.render(c)
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// svg names fonts that other machines have, since the text is not drawn as paths.
func (pic *picture) svg(w io.Writer) error {
	if pic.figure != nil {
		_, err := io.WriteString(w, pic.figure.Layout(chart.Wide, true).File())
		return err
	}
	c := vgsvg.New(pictureWidth, pic.whole())
	pic.render(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")))
	return err
}

func (pic *picture) csv(w io.Writer) error { return pic.language.csvForm().write(w, pic.rows) }

// writeFile writes a file as a whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	if err := disk.Write(path, func(f *os.File) error { return write(f) }); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// Colours of words and lines, and those of strategies: the palette of Okabe and
// Ito (Color Universal Design, 2008), which colour-blind people can tell apart.
// Dashes tell strategies apart in black and white.
var (
	ink    = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	faint  = color.NRGBA{0x66, 0x66, 0x66, 0xff}
	grid   = color.NRGBA{0xe4, 0xe4, 0xe4, 0xff}
	offDay = color.NRGBA{0xf3, 0xf3, 0xf3, 0xff}
	limit  = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}

	baseline = color.NRGBA{0x77, 0x77, 0x77, 0xff}
	palette  = []color.NRGBA{
		{0x00, 0x72, 0xb2, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff},
		{0xcc, 0x79, 0xa7, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0xd5, 0x5e, 0x00, 0xff},
	}
	dashes = [][]vg.Length{nil, {6, 2}, {2, 2}, {8, 2, 2, 2}, {4, 4}, {1, 2}}
)

// tint returns the colour of the strategy at an index of the results of one slot
// number; no rollout is grey beside others.
func tint(results []study.Result, i int) color.NRGBA {
	switch {
	case results[i].Strategy == model.NoRollout && len(results) == 1:
		return palette[0] // grey would be taken for days that are no workdays
	case results[i].Strategy == model.NoRollout:
		return baseline
	}
	return palette[turn(results, i)%len(palette)]
}

// stroke returns the line of the strategy at an index.
func stroke(results []study.Result, i int) draw.LineStyle {
	style := draw.LineStyle{Color: tint(results, i), Width: 1.6}
	if results[i].Strategy != model.NoRollout {
		style.Dashes = dashes[turn(results, i)%len(dashes)]
	}
	return style
}

// turn is the place of a strategy among those that roll something out.
func turn(results []study.Result, i int) int {
	if results[0].Strategy == model.NoRollout {
		return i - 1
	}
	return i
}

// pale is a colour for areas behind lines.
func pale(c color.NRGBA) color.NRGBA {
	c.A = 0x40
	return c
}

// dark makes a colour readable as small letters.
func dark(c color.NRGBA) color.NRGBA {
	return color.NRGBA{uint8(int(c.R) * 7 / 10), uint8(int(c.G) * 7 / 10), uint8(int(c.B) * 7 / 10), 0xff}
}

// words is the style of text of a size in points.
func words(size vg.Length, c color.Color, bold bool) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = 3 // golang.org/x/image/font.WeightBold
	}
	return text.Style{Color: c, Font: f, Handler: plot.DefaultTextHandler}
}

// frame is an empty plot in our style, with limits that do not move.
func frame(xMin, xMax, yMin, yMax float64) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Padding = 0
		a.LineStyle = draw.LineStyle{Color: faint, Width: 0.6}
		a.Tick.LineStyle = draw.LineStyle{Color: faint, Width: 0.6}
		a.Tick.Length = 4
		label := words(9, ink, false)
		label.XAlign, label.YAlign = a.Tick.Label.XAlign, a.Tick.Label.YAlign
		a.Tick.Label = label
		name := words(9.5, ink, false)
		name.XAlign, name.YAlign, name.Rotation = a.Label.TextStyle.XAlign, a.Label.TextStyle.YAlign, a.Label.TextStyle.Rotation
		a.Label.TextStyle = name
		a.Label.Padding = 4
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = xMin, xMax, yMin, yMax
	return p
}
