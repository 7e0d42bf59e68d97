package reports

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// mostPlaces is how many places a picture of the network has room for.
const mostPlaces = 8

// networkPicture draws what downloads draw at each place over the rollout, a panel
// for each place, with the link of a site: those first whose link is full for longest,
// then where most is drawn.
func (p *page) networkPicture(results []study.Result) (picture, bool) {
	var drawn []int
	var places []int // in the order of the panels
	weight := map[int][2]float64{}
	for i := range results {
		if results[i].Network == nil {
			continue
		}
		drawn = append(drawn, i)
		for k := range results[i].Network {
			n := &results[i].Network[k]
			if n.Peak.Mean == 0 {
				continue
			}
			if !slices.Contains(places, k) {
				places = append(places, k)
			}
			weight[k] = [2]float64{math.Max(weight[k][0], n.Full.Mean), math.Max(weight[k][1], n.Peak.Mean)}
		}
	}
	if len(places) == 0 {
		return picture{}, false
	}
	slices.Sort(places)
	slices.SortStableFunc(places, func(a, b int) int {
		return cmp.Or(cmp.Compare(weight[b][0], weight[a][0]), cmp.Compare(weight[b][1], weight[a][1]))
	})
	end := p.networkEnd(results, drawn)
	pic := picture{
		file:  "network",
		title: p.Say(say.T("What downloads draw %s", "Was Downloads abrufen, %s"), p.through(end)),
		subtitle: p.about(results) + "; " + p.ofRuns(say.T("lines: means of %s and of all rollouts",
			"Linien: Mittel über %s und alle Rollouts"), say.T("lines: means of %s and of all runs",
			"Linien: Mittel über %s und alle Replikationen"), p.Duration(results[drawn[0]].Series.Width.Seconds())),
		rows: p.networkRows(results, drawn, places),
	}
	if p.Replications > 1 {
		pic.subtitle += "; " + p.Say(say.T("in the legend: means over the rollouts with their 95 %% intervals",
			"in der Legende: Mittel über die Rollouts mit ihren 95-%%-Intervallen"))
		if slices.ContainsFunc(drawn, func(i int) bool { return results[i].Network[fullest(&results[i])].Full.Mean == 0 }) {
			pic.subtitle += "; " + p.Say(say.T("rollouts peak at different times, so that the mean of their peaks lies above the line",
				"Rollouts haben ihre Spitze zu verschiedenen Zeiten, daher liegt das Mittel der Spitzen über der Linie"))
		}
	}
	if len(p.offDays(end).from) > 0 {
		pic.subtitle += "; " + p.Say(say.T("grey: no workday", "grau: kein Arbeitstag"))
	}
	if more := len(places) - mostPlaces; more > 0 {
		places = places[:mostPlaces]
		pic.subtitle += "; " + p.Say(say.T("%s with less not drawn", "%s mit weniger nicht gezeichnet"), p.Counted(more, say.Places))
	}
	pic.height = 90 + 120*vg.Length(len(places))
	var panels [][]*plot.Plot
	for n, k := range places {
		of := &results[drawn[0]].Network[k]
		factor, unit := bitRate(math.Max(weight[k][1], of.Place.Link))
		top := math.Max(weight[k][1], of.Place.Link) * factor * 1.12
		pl := frame(0, end, 0, top)
		pl.X.Tick.Marker, pl.Y.Tick.Marker = p.days(end, 11), below(p.numerals(evenTicks(unit, 0, top, 4)), top)
		pl.Y.Label.Text = string(unit)
		title := words(9.5, ink, true)
		title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
		pl.Title.TextStyle, pl.Title.Padding = title, 4
		pl.Title.Text = p.placeDrawn(&results[drawn[0]], k) + ", " + p.Counted(of.Place.Clients, say.PCs)
		if of.Place.Link == 0 {
			pl.Title.Text += ", " + p.Say(say.T("no link shared", "keine gemeinsame Leitung"))
		}
		pl.Add(p.offDays(end), ruled(pl, true, false))
		for _, i := range drawn {
			values := make([]float64, len(results[i].Network[k].Drawn))
			for at, v := range results[i].Network[k].Drawn {
				values[at] = v * factor
			}
			style := stroke(results, i)
			style.Width = 1
			pl.Add(line{thinned(points(&results[i].Series, values, end), 700), style})
		}
		if link := of.Place.Link * factor; link > 0 {
			pl.Add(line{[]point{{0, link}, {end, link}}, draw.LineStyle{Color: limit, Width: 0.9, Dashes: dashes[1]}},
				label{at: point{end, link}, text: p.Say(say.T("link: %s", "Leitung: %s"), p.bits(of.Place.Link)), color: limit, dy: 2})
		}
		if n < len(places)-1 {
			hideLabels(pl)
		}
		panels = append(panels, []*plot.Plot{pl})
	}
	var keys []key
	for _, i := range drawn {
		keys = append(keys, key{stroke(results, i), dark(tint(results, i)), p.label(&results[i]) + p.atMost(&results[i])})
	}
	pic.draw = func(c draw.Canvas) { tiled(keyed(c, keys), panels) }
	return pic, true
}

// fullest is the place of whose link all is wanted for longest, or else that with the
// highest peak.
func fullest(r *study.Result) int {
	at := 0
	for i := range r.Network {
		n, most := &r.Network[i], &r.Network[at]
		if cmp.Or(cmp.Compare(n.Full.Mean, most.Full.Mean), cmp.Compare(n.Peak.Mean, most.Peak.Mean)) > 0 {
			at = i
		}
	}
	return at
}

// atMost says how long the fullest link is full, or else how high the peak is.
func (p *page) atMost(r *study.Result) string {
	at := fullest(r)
	text, most := "", &r.Network[at]
	switch {
	case most.Full.Mean > 0:
		full := study.Estimate{Metric: model.Metric{Unit: model.Seconds}, Estimate: most.Full}
		text = ": " + p.Say(say.T("full for %s", "voll für %s"), p.estimate(&full))
	case most.Peak.Mean > 0:
		text = ": " + p.Say(say.T("peak %s", "Spitze %s"), p.bitsEstimated(most.Peak))
	}
	if text != "" && len(r.Network) > 1 {
		text = p.Say(say.T("%s at %s", "%s (%s)"), text, p.placeDrawn(r, at))
	}
	return text
}

// placeDrawn is what a place is called in the picture: by its number where the font
// has no letters for its name.
func (p *page) placeDrawn(r *study.Result, k int) string {
	if name := r.Network[k].Place.Name; draws(name) {
		return shortened(name, 30)
	}
	return p.Say(say.T("place %d", "Ort %d"), k+1)
}

// networkEnd is where the picture ends, in seconds since the start: with the day on
// which all but a hundredth has been drawn.
func (p *page) networkEnd(results []study.Result, drawn []int) float64 {
	end := 0.0
	for _, i := range drawn {
		r := &results[i]
		total, sum := 0.0, make([]float64, len(r.Series.Running))
		for k := range r.Network {
			for at, v := range r.Network[k].Drawn {
				sum[at] += v
				total += v
			}
		}
		left := total
		for at, v := range sum {
			if left -= v; left <= total/100 {
				end = math.Max(end, instant(&r.Series, at+1))
				break
			}
		}
	}
	last := model.DateOf(p.at(end)).Add(1).In(p.calendar.Zone).Sub(p.start).Seconds()
	return math.Min(last, horizon(results))
}

// networkRows are the numbers behind the picture, but for times at which nothing is
// drawn.
func (p *page) networkRows(results []study.Result, drawn, places []int) [][]string {
	rows := [][]string{{"strategy", "slots", "place", "link_bit_s", "time", "start_s", "end_s", "drawn_bit_s"}}
	form := p.csvForm()
	for _, i := range drawn {
		r := &results[i]
		for _, k := range places {
			n := &r.Network[k]
			link := ""
			if n.Place.Link > 0 {
				link = form.cell(n.Place.Link)
			}
			for at, v := range n.Drawn {
				if v > 0 {
					rows = append(rows, []string{r.Strategy, p.slotsCell(r), n.Place.Name, link, p.stamp(instant(&r.Series, at)),
						form.cell(instant(&r.Series, at)), form.cell(instant(&r.Series, at+1)), form.rounded(v)})
				}
			}
		}
	}
	return rows
}
