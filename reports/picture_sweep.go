package reports

import (
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A SweepView says what of a sweep is shown. Empty fields leave the choice to the
// sweep: the metric of its first target, and the settings that vary first.
type SweepView struct {
	Metric string // by its name
	X, Y   string // paths of settings; with X alone there are lines, without a heat map
}

// Check tells whether a sweep can be shown so.
func (v *SweepView) Check(s *study.Sweep) error {
	if _, err := SweepMetric(s, v.Metric); err != nil {
		return fmt.Errorf("--metric: %w", err)
	}
	for _, axis := range []struct{ flag, path string }{{"--x", v.X}, {"--y", v.Y}} {
		if axis.path == "" {
			continue
		}
		i := slices.Index(s.Axes, axis.path)
		if i < 0 {
			return fmt.Errorf("%s: %s does not vary; there are %s", axis.flag, axis.path, strings.Join(s.Axes, ", "))
		}
		if !slices.ContainsFunc(s.Points, func(p study.Point) bool { return p.Values[i] != s.Points[0].Values[i] }) {
			return fmt.Errorf("%s: %s is %s at every point", axis.flag, axis.path, s.Points[0].Values[i])
		}
	}
	if v.X != "" && v.X == v.Y {
		return fmt.Errorf("--x and --y are both %s; give two settings", v.X)
	}
	return nil
}

// Shown is the metric that is shown of a sweep that passed Check.
func (v *SweepView) Shown(s *study.Sweep) model.Metric {
	m, err := SweepMetric(s, v.Metric)
	if err != nil {
		panic("reports: " + err.Error())
	}
	return m
}

// SweepPictures are the pictures of a sweep, one metric over two settings as heat
// maps, or over one as lines. Where more settings vary, each combination of the
// others has a picture of its own.
type SweepPictures struct {
	swept
	view SweepView
}

// NewSweepPictures are the pictures of a sweep in the language before any point is added.
func NewSweepPictures(in say.Language, s *study.Sweep, v SweepView) *SweepPictures {
	l := voice{in}
	return &SweepPictures{swept: swept{Sweep: s, voice: l, metrics: []model.Metric{v.Shown(s)}}, view: v}
}

// Add adds the next point.
func (p *SweepPictures) Add(point int, results []study.Result) { p.hold(point, results) }

// MostSweepPictures is how many pictures are drawn of a sweep.
const MostSweepPictures = 40

// Draw draws the pictures into a folder as PNG, SVG and the numbers behind them as
// CSV, and returns how many files that are. Of more than [MostSweepPictures] it
// draws the first, and left says how many there would be more.
func (p *SweepPictures) Draw(folder string, watch Watch) (files, left int, err error) {
	drawn := p.pictures(func(strategy string) string {
		if draws(strategy) {
			return strategy
		}
		return p.Say(say.T("strategy %d", "Strategie %d"), p.place(strategy)) // a PNG has the letters of its font only
	})
	all := p.pictures(func(strategy string) string { return strategy })
	left = max(0, len(all)-MostSweepPictures)
	for i, pic := range all[:len(all)-left] {
		if err := watch.next(i, len(all)-left); err != nil {
			return files, left, err
		}
		path := filepath.Join(folder, pic.file)
		for _, err := range []error{writeFile(path+".png", drawn[i].png), writeFile(path+".svg", pic.svg), writeFile(path+".csv", pic.csv)} {
			if err != nil {
				return files, left, err
			}
			files++
		}
	}
	return files, left, nil
}

// place of a strategy among those that roll something out, from 1.
func (s *swept) place(strategy string) int {
	n := 0
	for _, c := range s.columns() {
		if c.strategy != model.NoRollout && c.number == 0 {
			n++
		}
		if c.strategy == strategy {
			break
		}
	}
	return n
}

// axes are the settings of the pictures, by index; y is -1 where there are lines,
// and x too where nothing varies.
func (p *SweepPictures) axes() (x, y int) {
	varied := p.varied()
	x, y = slices.Index(p.Axes, p.view.X), slices.Index(p.Axes, p.view.Y)
	free := func(other int) int {
		for _, k := range varied {
			if other < 0 || k != other && !p.follows(k, []int{other}) {
				return k
			}
		}
		return -1
	}
	switch {
	case x < 0 && y < 0:
		if x = free(-1); x >= 0 {
			y = free(x)
		}
	case x < 0:
		x = free(y)
	}
	return x, y
}

// A sweepPanel is what one picture is drawn of: some points, and the results of one
// slot number at them.
type sweepPanel struct {
	points  []int
	columns []sweepColumn
	fixed   []int // axes that have one value in this picture and others elsewhere
	slots   bool  // points have several slot numbers
}

// panels divides the points among pictures.
func (p *SweepPictures) panels(x, y int) []sweepPanel {
	shown := []int{x}
	if y >= 0 {
		shown = append(shown, y)
	}
	var fixed []int
	for _, k := range p.varied() {
		if !p.follows(k, shown) {
			fixed = append(fixed, k)
		}
	}
	var found []sweepPanel
	at := map[string]int{}
	for i := range p.points {
		key := chosen(p.Points[i].Values, fixed)
		if _, ok := at[key]; !ok {
			at[key] = len(found)
			found = append(found, sweepPanel{fixed: fixed})
		}
		found[at[key]].points = append(found[at[key]].points, i)
	}
	numbers := 0
	for _, c := range p.columns() {
		numbers = max(numbers, c.number+1)
	}
	var all []sweepPanel
	for _, panel := range found {
		for n := range numbers {
			of := panel
			of.slots = numbers > 1
			for _, c := range p.columns() {
				if c.number == n {
					of.columns = append(of.columns, c)
				}
			}
			all = append(all, of)
		}
	}
	return all
}

// unsafe are the characters that the names of files do without.
var unsafe = regexp.MustCompile(`[^A-Za-z0-9.=_-]+`)

// pictures draws them all, with strategies called as spelled.
func (p *SweepPictures) pictures(spell func(string) string) []picture {
	x, y := p.axes()
	if x < 0 {
		return nil
	}
	var found []picture
	names := map[string]int{}
	for _, panel := range p.panels(x, y) {
		pic, ok := picture{}, false
		if y >= 0 {
			pic, ok = p.heatPicture(panel, x, y, spell)
		} else {
			pic, ok = p.linesPicture(panel, x, spell)
		}
		if !ok {
			continue
		}
		words := []string{pic.file}
		if fixed := p.settings(panel.points[0], panel.fixed); fixed != "" {
			words = append(words, unsafe.ReplaceAllString(fixed, "-"))
		}
		if panel.slots {
			words = append(words, "slots"+strconv.Itoa(panel.columns[0].number+1))
		}
		pic.file = strings.Join(words, "-")
		if names[pic.file]++; names[pic.file] > 1 {
			pic.file += "-" + strconv.Itoa(names[pic.file])
		}
		found = append(found, pic)
	}
	return found
}

// about is the second line of a picture: what was simulated.
func (p *SweepPictures) about(panel sweepPanel) string {
	words := []string{p.meaning(p.metrics[0])}
	if least, most := p.clients(panel); least != most {
		words = append(words, p.Say(say.T("%s to %s", "%s bis %s"), p.Thousands(least), p.Counted(most, say.PCs)))
	} else if least > 0 && !strings.Contains(p.Scenario, say.English.Thousands(least)) {
		words = append(words, p.Counted(least, say.PCs))
	}
	if fixed := p.settings(panel.points[0], panel.fixed); fixed != "" {
		words = append(words, fixed)
	}
	if panel.slots {
		for _, i := range panel.points {
			if r := p.result(i, panel.columns[0]); r != nil {
				words = append(words, p.Counted(r.Slots, say.Slots))
				break
			}
		}
	}
	over := say.T("means over %s of each strategy at each point",
		"Mittel über %s je Strategie und Punkt")
	if p.metrics[0].Unit == model.Instant {
		over = say.T("medians of %s of each strategy at each point",
			"Mediane über %s je Strategie und Punkt")
	}
	return strings.Join(append(words, p.Say(over, p.replications())), "; ")
}

// clients are the fewest and the most PCs that the points of a picture have.
func (p *SweepPictures) clients(panel sweepPanel) (least, most int) {
	least, most = p.Points[panel.points[0]].Clients, p.Points[panel.points[0]].Clients
	for _, i := range panel.points {
		least, most = min(least, p.Points[i].Clients), max(most, p.Points[i].Clients)
	}
	return least, most
}

// sweepValue is a value of the metric in the unit of a picture: seconds of waiting,
// days since the start, percent, or as it is.
func sweepValue(unit model.Unit, v float64) float64 {
	switch unit {
	case model.Instant:
		return v / 86400
	case model.Share:
		return v * 100
	}
	return v
}

// sweepUnit names the axis of a metric.
func (l voice) sweepUnit(m model.Metric) string {
	switch m.Unit {
	case model.Instant:
		return l.Say(say.T("%s, days since the start", "%s, Tage seit dem Beginn"), m.Name)
	case model.Share:
		return m.Name + ", %"
	case model.Hours:
		return m.Name + ", h"
	case model.Days:
		return l.Say(say.T("%s, workdays", "%s, Arbeitstage"), m.Name)
	}
	return m.Name
}

// sweepShort writes a value in as few letters as a cell of a heat map has room for.
func (l voice) sweepShort(unit model.Unit, v float64) string {
	x := sweepValue(unit, v)
	three := func(x float64) string { return l.Number(x, min(say.Decimals(x), 1)) }
	switch {
	case unit != model.Seconds && math.Abs(x) >= 1e5:
		return three(x/1000) + "k"
	case unit != model.Seconds:
		return l.Number(x, min(say.Decimals(x), 2))
	case x < 100:
		return three(x) + " s"
	case x < 100*60:
		return three(x/60) + " min"
	}
	return three(x/3600) + " h"
}

// evenTicks are about so many ticks over a range, on steps of 1, 2 or 5 times a power
// of ten; of waits, on steps that people think in.
func evenTicks(unit model.Unit, from, until float64, about int) plot.ConstantTicks {
	if until <= from {
		return plot.ConstantTicks{{Value: from, Label: say.English.Number(from, 2)}}
	}
	step := math.Pow(10, math.Floor(math.Log10((until-from)/float64(about))))
	for i := 0; (until-from)/step > float64(about); i++ {
		step *= []float64{2, 2.5, 2}[i%3]
	}
	if unit == model.Seconds {
		for _, s := range []float64{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 4 * 3600, 8 * 3600, 24 * 3600} {
			if (until-from)/s <= float64(about) && until-from > 2 {
				step = s
				break
			}
		}
	}
	var ticks plot.ConstantTicks
	for k := math.Ceil(from/step - 1e-9); k*step <= until*(1+1e-9); k++ {
		v := k * step
		text := say.English.Number(v, max(0, -int(math.Floor(math.Log10(step)+1e-9))))
		if unit == model.Seconds {
			text = say.English.WaitTime(v)
		}
		ticks = append(ticks, plot.Tick{Value: v, Label: text})
	}
	return ticks
}

// tintOf is the colour of a strategy among those of a picture, and its line.
func tintOf(columns []sweepColumn, i int) (color.NRGBA, draw.LineStyle) {
	n := 0
	for _, c := range columns[:i] {
		if c.strategy != model.NoRollout {
			n++
		}
	}
	style := draw.LineStyle{Color: palette[n%len(palette)], Width: 1.6, Dashes: dashes[n%len(dashes)]}
	if columns[i].strategy == model.NoRollout && len(columns) > 1 {
		style = draw.LineStyle{Color: baseline, Width: 1.6}
	}
	return style.Color.(color.NRGBA), style
}

// sweepRows are the numbers behind a picture, in the form of the language.
func (p *SweepPictures) sweepRows(panel sweepPanel, axes ...int) [][]string {
	f := p.csvForm()
	var heading []string
	for _, k := range axes {
		heading = append(heading, p.Axes[k])
	}
	rows := [][]string{append(heading, "strategy", "slots", "metric", "unit", "mean", "low", "high", "p5", "p95", "n", "targets")}
	for _, i := range panel.points {
		for _, c := range panel.columns {
			r := p.result(i, c)
			if r == nil {
				continue
			}
			var row []string
			for _, k := range axes {
				row = append(row, f.value(p.Points[i].Values[k]))
			}
			e := &r.Metrics[0]
			of := possible(e.Metric, e.Estimate)
			slots := strconv.Itoa(r.Slots)
			if p.Points[i].Unlimited {
				slots = ""
			}
			rows = append(rows, append(row, r.Strategy, slots, e.Metric.Name, string(e.Metric.Unit),
				f.cell(of.Mean), f.cell(of.Low), f.cell(of.High), f.cell(of.P5), f.cell(of.P95), strconv.Itoa(of.N), sweepMark(r).String()))
		}
	}
	return rows
}

// drawableNumber tells whether an estimate has a number that a picture can show.
func drawableNumber(e *study.Estimate) bool { return finite(e.Mean) && !unknown(e) }
