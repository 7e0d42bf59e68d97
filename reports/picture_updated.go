package reports

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// updatedPicture draws for each strategy the share of PCs that are updated, with
// the band of single rollouts, and marks where phases open.
func (p *page) updatedPicture(results []study.Result) (picture, bool) {
	pic := picture{
		file:   "updated",
		title:  "How many PCs are updated",
		height: 400,
	}
	end := 0.0
	var drawn []int
	for i := range results {
		r := &results[i]
		if r.Strategy == model.NoRollout || len(r.Series.Updated) == 0 {
			continue
		}
		drawn = append(drawn, i)
		end = math.Max(end, settled(&r.Series))
	}
	if len(drawn) == 0 {
		return picture{}, false
	}
	end = math.Min(end*1.04+3600, horizon(results))
	pic.rows = p.updatedRows(results, end)
	pic.subtitle = p.about(results) + p.shading() + "; dots: a phase opens"
	if p.partial {
		pic.title = "How many PCs are updated, of those that can be"
	}
	if never := p.neverUpdated(results); never != "" {
		pic.subtitle += "; " + never
	}

	pl := frame(0, end, 0, 1.06)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.days(end, 11), percents()
	pl.Y.Label.Text = "PCs updated"
	if p.partial {
		pl.Y.Label.Text = "updated, of the PCs that can be"
	}
	pl.X.Label.Text = "local date; grey: no workday"
	pl.Add(p.offDays(end), ruled(pl, true, false))
	goal := []point{{0, 0.95}, {end, 0.95}}
	pl.Add(line{goal, draw.LineStyle{Color: faint, Width: 0.8, Dashes: dashes[2]}})
	for _, i := range drawn {
		low, high := bandOf(&results[i].Series, results[i].Series.UpdatedP, end)
		pl.Add(area{low, high, pale(tint(results, i))})
	}
	title := naming{}
	for _, i := range drawn {
		r := &results[i]
		points := []point{{0, 0}}
		for k, v := range r.Series.Updated {
			if at := instant(&r.Series, k+1); at <= end {
				points = append(points, point{at, v})
			}
		}
		curve := thinned(points, 1000)
		pl.Add(line{curve, stroke(results, i)})
		opened := dots{radius: 3, fill: tint(results, i), hollow: true}
		for k := range r.Phases {
			if at := r.Phases[k].Opened.Mean; finite(at) {
				opened.points = append(opened.points, point{at, level(points, at)})
			}
		}
		pl.Add(opened)
		name := p.label(r)
		if e := numberOf(r, updatedBy); e != nil {
			name += ": 95 % by " + p.at(e.Mean).Format("Mon 2 January")
		}
		title.curves = append(title.curves, named{curve, name, dark(tint(results, i)), true})
		title.marks = append(title.marks, opened.points...)
	}
	title.curves = append(title.curves, named{goal, "95 %", faint, false})
	pl.Add(title) // on top of all lines
	pic.draw = pl.Draw
	return pic, true
}

// neverUpdated says how many PCs are left out of the picture, once where it is the
// same number with every strategy.
func (p *page) neverUpdated(results []study.Result) string {
	var words []string
	var counts []string
	for i := range results {
		r := &results[i]
		if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
			counts = append(counts, p.pcs(e))
			words = append(words, p.pcs(e)+" with "+p.label(r))
		}
	}
	if len(counts) == 0 {
		return ""
	}
	if len(slices.Compact(slices.Clone(counts))) == 1 {
		words = counts[:1]
	}
	return "never updated: " + strings.Join(words, ", ")
}

// updatedRows are the numbers behind the picture, until end.
func (p *page) updatedRows(results []study.Result, end float64) [][]string {
	rows := [][]string{{"strategy", "slots", "time", "end_s", "updated", "updated_p5", "updated_p95"}}
	for i := range results {
		r := &results[i]
		if r.Strategy == model.NoRollout {
			continue
		}
		for k, v := range r.Series.Updated {
			at := instant(&r.Series, k+1)
			if at > end {
				break
			}
			row := []string{r.Strategy, strconv.Itoa(r.Slots), p.stamp(at), cellOf(at), rounded(v), "", ""}
			if k < len(r.Series.UpdatedP) {
				row[5], row[6] = rounded(float64(r.Series.UpdatedP[k].P5)), rounded(float64(r.Series.UpdatedP[k].P95))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// instant returns the start of interval k of a series, in seconds since the start.
func instant(s *study.Series, k int) float64 { return (time.Duration(k) * s.Width).Seconds() }

// horizon is the end of the longest series, in seconds since the start.
func horizon(results []study.Result) float64 {
	end := 0.0
	for i := range results {
		end = math.Max(end, instant(&results[i].Series, len(results[i].Series.Running)))
		end = math.Max(end, instant(&results[i].Series, len(results[i].Series.Updated)))
	}
	return end
}

// settled is the instant from which on the share of updated PCs is within 0.01 of
// its last value, in seconds since the start.
func settled(s *study.Series) float64 {
	last := s.Updated[len(s.Updated)-1]
	for k, v := range s.Updated {
		if v >= last-0.01 {
			return instant(s, k+1)
		}
	}
	return instant(s, len(s.Updated))
}

// bandOf places the band of a series at the ends of its intervals.
func bandOf(s *study.Series, band []study.Band, end float64) (low, high []point) {
	for k := range band {
		at := instant(s, k+1)
		if at > end {
			break
		}
		low = append(low, point{at, float64(band[k].P5)})
		high = append(high, point{at, float64(band[k].P95)})
	}
	return thinned(low, 500), thinned(high, 500)
}

// level is the height of a curve at x: that of the last point not after it.
func level(points []point, x float64) float64 {
	y := 0.0
	for _, pt := range points {
		if pt.x > x {
			break
		}
		y = pt.y
	}
	return y
}
