package reports

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// updatedPicture draws for each strategy the share of PCs that are updated, with
// the band of single rollouts, and marks where phases open.
func (p *page) updatedPicture(results []study.Result) (picture, bool) {
	pic := picture{
		file:   "updated",
		title:  p.Say(say.T("How many PCs are updated", "Wie viele PCs aktualisiert sind")),
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
		for k := range r.Strata {
			if s := &r.Strata[k].Series; s.Updated[len(s.Updated)-1] > 0 {
				end = math.Max(end, settled(s))
			}
		}
	}
	if len(drawn) == 0 {
		return picture{}, false
	}
	end = math.Min(end*1.04+3600, horizon(results))
	pic.rows = p.updatedRows(results, end)
	pic.subtitle = p.about(results) + p.shading()
	weighed := len(p.risky()) > 0 && !p.certainlyBad()
	if weighed {
		pic.subtitle = p.Say(say.T("%s, with a good release (whole lines) and with a bad one (broken lines: %s)",
			"%s, mit fehlerfreiem Release (durchgezogen) und mit fehlerhaftem (gestrichelt: %s)"), p.about(results), p.badInShort())
		if p.Replications > 1 {
			pic.subtitle += "; " + p.Say(say.T("lines: mean, shaded: 90 %% of single rollouts with a good release",
				"Linien: Mittel, schattiert: 90 %% der einzelnen Rollouts mit fehlerfreiem Release"))
		}
	}
	phased := slices.ContainsFunc(drawn, func(i int) bool { return len(results[i].Phases) > 1 })
	if phased {
		pic.subtitle += "; " + p.Say(say.T("dots: a phase opens, with its name (a number: that wave)",
			"Punkte: eine Phase beginnt, mit ihrem Namen (eine Zahl: diese Welle)"))
	} else {
		pic.subtitle += "; " + p.Say(say.T("dots: a phase opens", "Punkte: eine Phase beginnt"))
	}
	if p.partial {
		pic.title = p.Say(say.T("How many PCs are updated, of those that can be",
			"Wie viele PCs aktualisiert sind, von denen, die das Update erhalten können"))
	}
	if never := p.neverUpdated(results); never != "" {
		pic.subtitle += "; " + never
	}

	begin := 0.0
	if phased {
		begin = -0.05 * end // room for the names of the phases that open first
	}
	pl := frame(begin, end, 0, 1.06)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.days(end, 11), percents()
	pl.Y.Label.Text = p.updatedAxis(weighed)
	pl.X.Label.Text = p.Say(say.T("local date; grey: no workday", "Datum vor Ort; grau: kein Arbeitstag"))
	pl.Add(p.offDays(end), ruled(pl, true, false))
	goal := []point{{begin, 0.95}, {end, 0.95}}
	pl.Add(line{goal, draw.LineStyle{Color: faint, Width: 0.8, Dashes: dashes[2]}})
	for _, i := range drawn {
		s := &results[i].Series
		if weighed {
			s = &results[i].Strata[0].Series
		}
		low, high := bandOf(s, s.UpdatedP, end)
		pl.Add(area{low, high, pale(tint(results, i))})
	}
	title := naming{}
	for _, i := range drawn {
		r := &results[i]
		shares, phases, by, style := r.Series.Updated, r.Phases, numberOf(r, updatedBy), stroke(results, i)
		if weighed {
			good := &r.Strata[0]
			shares, phases, by, style.Dashes = good.Series.Updated, good.Phases, cleanNumber(r, updatedBy), nil
			title.curves = append(title.curves, p.updatedIfBad(pl, results, i, end))
		}
		points := risen(shares, r.Series.Width, end)
		curve := thinned(points, 1000)
		pl.Add(line{curve, style})
		opened := dots{radius: 3, fill: tint(results, i), hollow: true}
		for k := range phases {
			if at := phases[k].Opened.Mean; finite(at) && at <= end {
				opened.points = append(opened.points, point{at, level(points, at)})
				if len(phases) > 1 {
					title.asides = append(title.asides, p.opening(phases, k, opened.points[len(opened.points)-1], dark(tint(results, i))))
				}
			}
		}
		pl.Add(opened)
		name := p.label(r)
		if by != nil {
			name = p.Say(say.T("%s: 95 %% by %s", "%s: 95 %% bis %s"), name, p.Formatted(p.at(by.Mean), "Mon 2 January"))
		}
		title.curves = append(title.curves, named{curve, name, dark(tint(results, i)), true})
		title.marks = append(title.marks, opened.points...)
	}
	title.curves = append(title.curves, named{goal, "95 %", faint, false})
	pl.Add(title) // on top of all lines
	pic.draw = pl.Draw
	return pic, true
}

// opening is the name of a phase beside the dot where it opens; of a wave in short its
// number.
func (p *page) opening(phases []study.PhaseResult, k int, at point, tint color.Color) aside {
	name := phases[k].Name
	if !draws(name) {
		name = p.Say(say.T("phase %d", "Phase %d"), k+1)
	}
	beside := aside{at: at, text: shortened(p.called(name), 24), color: tint}
	if wave := waveNamed.FindStringSubmatch(name); wave != nil {
		beside.short = wave[1]
	}
	return beside
}

// updatedAxis names the axis of PCs that are updated; where the release may be bad,
// those count that have a good one.
func (p *page) updatedAxis(weighed bool) string {
	switch {
	case weighed && p.partial:
		return p.Say(say.T("with a good release, of the PCs that can be",
			"mit fehlerfreiem Release, von den PCs, die es erhalten können"))
	case weighed:
		return p.Say(say.T("PCs with a good release", "PCs mit fehlerfreiem Release"))
	case p.partial:
		return p.Say(say.T("updated, of the PCs that can be",
			"aktualisiert, von den PCs, die das Update erhalten können"))
	}
	return p.Say(say.T("PCs updated", "aktualisierte PCs"))
}

// updatedIfBad adds to the picture what becomes of a strategy if the release is bad,
// and returns the curve with its name.
func (p *page) updatedIfBad(pl *plot.Plot, results []study.Result, i int, end float64) named {
	r := &results[i]
	curve := thinned(risen(updatedIfBad(r, p.Scenario.ProblemsOf(0)), r.Series.Width, end), 1000)
	style := stroke(results, i)
	style.Dashes = dashes[1]
	pl.Add(line{curve, style})
	name := p.Say(say.T("%s, bad", "%s, fehlerhaft"), p.label(r))
	switch e := troubledNumber(r, updatedBy); {
	case e != nil:
		name += ": " + p.Formatted(p.at(e.Mean), "Mon 2 January")
	case metric(r, updatedBy) != nil:
		name += ": " + p.Say(say.T("not reached", "nicht erreicht"))
	}
	return named{curve, name, dark(tint(results, i)), false}
}

// updatedIfBad is the mean share of PCs that have a good release if the one that was
// published, with these problems, is bad, by interval, the strata weighted.
func updatedIfBad(r *study.Result, problems model.Stratum) []float64 {
	sum := make([]float64, len(r.Series.Updated))
	weight := 0.0
	for i := range r.Strata {
		if s := &r.Strata[i]; s.Stratum&problems != 0 {
			weight += s.Weight
			for k, v := range s.Series.Updated {
				sum[k] += s.Weight * v
			}
		}
	}
	for k := range sum {
		sum[k] /= weight
	}
	return sum
}

// risen places the shares at the ends of their intervals, from nothing at the start.
func risen(shares []float64, width time.Duration, end float64) []point {
	points := []point{{0, 0}}
	for k, v := range shares {
		if at := (time.Duration(k+1) * width).Seconds(); at <= end {
			points = append(points, point{at, v})
		}
	}
	return points
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
			words = append(words, p.Say(say.T("%s with %s", "%s mit %s"), p.pcs(e), p.label(r)))
		}
	}
	if len(counts) == 0 {
		return ""
	}
	if len(slices.Compact(slices.Clone(counts))) == 1 {
		words = counts[:1]
	}
	return p.Say(say.T("never updated: %s", "nie aktualisiert: %s"), strings.Join(words, ", "))
}

// updatedRows are the numbers behind the picture, until end.
func (p *page) updatedRows(results []study.Result, end float64) [][]string {
	rows := [][]string{{"strategy", "slots", "time", "end_s", "updated", "updated_p5", "updated_p95"}}
	risky, form := len(p.risky()) > 0, p.csvForm()
	if risky {
		rows[0] = append(rows[0], "updated_if_good", "updated_if_bad")
	}
	for i := range results {
		r := &results[i]
		if r.Strategy == model.NoRollout {
			continue
		}
		var bad []float64
		if risky {
			bad = updatedIfBad(r, p.Scenario.ProblemsOf(0))
		}
		for k, v := range r.Series.Updated {
			at := instant(&r.Series, k+1)
			if at > end {
				break
			}
			row := []string{r.Strategy, p.slotsCell(r), p.stamp(at), form.cell(at), form.rounded(v), "", ""}
			if k < len(r.Series.UpdatedP) {
				row[5], row[6] = form.rounded(float64(r.Series.UpdatedP[k].P5)), form.rounded(float64(r.Series.UpdatedP[k].P95))
			}
			if risky {
				row = append(row, "", "")
				if !p.certainlyBad() {
					row[7] = form.rounded(r.Strata[0].Series.Updated[k])
				}
				row[8] = form.rounded(bad[k])
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
