package reports

import (
	"encoding/json"
	"html/template"
	"math"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
)

// seriesOf is the series, and so the colour and the dashes, of the strategy at an index
// of the results of one slot number; no rollout is grey beside others.
func seriesOf(results []study.Result, i int) int {
	if results[i].Strategy == model.NoRollout && len(results) > 1 {
		return 0
	}
	if results[i].Strategy == model.NoRollout {
		return 1
	}
	return 1 + turn(results, i)
}

// durationAxis is a logarithmic axis around lengths of time in seconds.
func (l voice) durationAxis(low, high float64) chart.Axis {
	ticks := chart.Durations(low, high)
	for i := range ticks {
		ticks[i].Label = l.Marks(ticks[i].Label)
	}
	return chart.Axis{From: ticks[0].Value, Until: ticks[len(ticks)-1].Value, Log: true, Ticks: ticks, Rules: true}
}

// shareTicks are ticks at some shares.
func (l voice) shareTicks(shares ...float64) []chart.Tick {
	ticks := make([]chart.Tick, len(shares))
	for i, share := range shares {
		ticks[i] = chart.Tick{Value: share, Label: l.Percent(share)}
	}
	return ticks
}

// layouts are those of a figure on a page, by the class that says where they are shown.
var layouts = []struct {
	class string
	width float64
}{{"wide", chart.Wide}, {"narrow", chart.Narrow}}

// readings are what a figure on a page tells whoever points at it: texts, and where
// each is in every layout. Stops are settings that a slider goes through.
type readings struct {
	Told   []string                `json:"told"`
	At     map[string][][2]float64 `json:"at"`
	Stops  []stop                  `json:"stops,omitempty"`
	Top    map[string]float64      `json:"top,omitempty"` // of the plot, in every layout
	Bottom map[string]float64      `json:"bottom,omitempty"`
	Begin  int                     `json:"begin"`  // the stop at which the slider begins
	Signed int                     `json:"signed"` // that on paper
}

// A stop is a value of X with what there is to say of it.
type stop struct {
	Label   string             `json:"label"`
	Caption string             `json:"caption"`
	Rows    [][]string         `json:"rows"` // headed by their first cells
	At      map[string]float64 `json:"at"`   // where it is in every layout
	x       float64
}

// laidOut is a figure on a page: laid out for wide and narrow screens, of which the
// style sheet shows one, with what it tells and the table behind it.
func laidOut(f *chart.Figure, id string, t *htmlTable, r *readings) *htmlFigure {
	if r == nil {
		r = &readings{}
	}
	f.ID = id
	r.At, r.Top, r.Bottom = map[string][][2]float64{}, map[string]float64{}, map[string]float64{}
	for _, d := range f.Data {
		r.Told = append(r.Told, d.Text)
	}
	for i := range r.Stops {
		r.Stops[i].At = map[string]float64{}
	}
	var drawn strings.Builder
	for _, of := range layouts {
		l := f.Layout(of.width, false)
		drawn.WriteString(l.SVG(of.class))
		at := make([][2]float64, len(l.Data))
		for i, pt := range l.Data {
			at[i] = [2]float64{math.Round(pt.X), math.Round(pt.Y)}
		}
		r.At[of.class], r.Top[of.class], r.Bottom[of.class] = at, math.Round(l.Top), math.Round(l.Bottom)
		for i := range r.Stops {
			r.Stops[i].At[of.class] = math.Round(l.X(r.Stops[i].x))
		}
	}
	told, err := json.Marshal(r)
	if err != nil {
		panic(err) // texts and finite numbers
	}
	return &htmlFigure{ID: id + "-figure", Layouts: template.HTML(drawn.String()), Readings: string(told), Caption: f.Title, Notes: strings.Join(f.Notes, "; "), Table: t}
}
