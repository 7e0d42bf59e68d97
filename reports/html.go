package reports

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
)

//go:embed html/page.html
var htmlText string

//go:embed html/page.css
var htmlStyle string

//go:embed html/words.js
var htmlWords string

//go:embed html/page.js
var htmlScript string

// uPlot draws the time series (https://github.com/leeoniya/uPlot, version 1.6.32,
// MIT; its licence lies beside it). SHA-256 as published in the npm package:
// uPlot.iife.min.js 19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f,
// uPlot.min.css df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04.
//
//go:embed html/uPlot.iife.min.js
var uPlotScript string

//go:embed html/uPlot.min.css
var uPlotStyle string

var htmlTemplate = template.Must(template.New("page").Parse(htmlText))

// htmlPage is what the template of a page is filled with.
type htmlPage struct {
	Lang, Title, Kind, Subject     string
	Skip, Contents, NoScript, Foot string
	Signed                         string // where on paper
	Policy                         string
	Style                          template.CSS
	Script                         template.JS
	Sections                       []section
	Data                           pageData
}

// pageData is what the script of a page draws from.
type pageData struct {
	Lang   string            `json:"lang"`
	Days   []pageDay         `json:"days"` // of the local calendar, as far as the series go
	Charts map[string]any    `json:"charts"`
	Words  map[string]string `json:"words"`
}

// A pageDay is a local day: so the script needs to know nothing of time zones.
type pageDay struct {
	From  float64 `json:"from"`  // local midnight, in seconds since the start
	Short string  `json:"short"` // such as "Mon 12 Apr"
	Long  string  `json:"long"`
	Off   bool    `json:"off"`             // no workday
	Week  bool    `json:"monday"`          // a week begins
	Shift float64 `json:"shift,omitempty"` // seconds by which the clock is put forward on this day; below 0 back
	At    float64 `json:"at,omitempty"`    // when, in seconds since the start
}

// HTML writes the page of a review: one file that needs nothing else, no network
// and no other program than a browser. Whatever the scenario calls things stands on
// it as text. Its script and style are allowed by their hashes and nothing else is.
func HTML(in say.Language, w io.Writer, r *study.Review) error {
	l := voice{in}
	h := newReview(r, l)
	style, script := uPlotStyle+htmlStyle+chart.Style(), uPlotScript+htmlWords+htmlScript
	page := htmlPage{
		Lang: l.Code(), Title: h.title(), Kind: l.Say(say.T("Review of a rollout plan", "Prüfung eines Rollout-Plans")), Subject: capital(h.simulatedWhat()),
		Skip: l.Say(say.T("Skip to the verdict", "Zum Ergebnis")), Contents: l.Say(say.T("On this page", "Auf dieser Seite")),
		NoScript: l.Say(say.T("The charts need JavaScript; the numbers behind each of them stand below it as a table.",
			"Die Diagramme brauchen JavaScript; die Zahlen dazu stehen jeweils als Tabelle darunter.")),
		Signed: h.l.Say(say.T("To be signed below the table of the strategies.",
			"Zu unterschreiben unter der Tabelle der Strategien.")),
		Foot:   h.made(),
		Policy: "default-src 'none'; style-src " + hashed(style) + "; script-src " + hashed(script) + "; base-uri 'none'; form-action 'none'",
		Style:  template.CSS(style), Script: template.JS(script),
		Sections: h.sections(), Data: h.data(),
	}
	return htmlTemplate.Execute(w, page)
}

// hashed allows what is inlined, in a content security policy.
func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// A review is a comparison on its way to a page, and all that belongs to it.
type review struct {
	*page
	*study.Review
	l voice
}

func newReview(r *study.Review, l voice) *review {
	h := &review{page: pageIn(r.Comparison, l), Review: r, l: l}
	if r.Sizing != nil && r.Sizing.Quantity == study.SlotCount {
		whole := *r
		whole.Sizing = withResults(r.Sizing, h.page)
		h.Review = &whole
	}
	return h
}

// withResults is a sizing in whose curves what was simulated in full stands in place of
// what the curve saw of it, so that a page has one number for one thing.
func withResults(z *study.Sizing, p *page) *study.Sizing {
	whole := *z
	whole.Sized = slices.Clone(z.Sized)
	for i := range whole.Sized {
		of := &whole.Sized[i]
		of.Curve = slices.Clone(of.Curve)
		for k := range of.Curve {
			at := &of.Curve[k]
			for j := range p.Results {
				r := &p.Results[j]
				if r.Strategy != printable(of.Strategy) || float64(r.Slots) != at.Setting {
					continue
				}
				if e := metric(r, at.Wait.Metric.Name); e != nil {
					at.Wait, at.Targets = *e, r.Targets
				}
				if e := metric(r, at.Ends.Metric.Name); e != nil {
					at.Ends = *e
				}
			}
		}
	}
	return &whole
}

// title is the name of the scenario, or what it is about.
func (h *review) title() string {
	if h.Scenario.Name != "" {
		return h.Scenario.Name
	}
	return h.l.Say(say.T("A rollout", "Ein Rollout"))
}

// sections are the parts of the page, in the order in which a committee asks; those
// without anything to show are left out.
func (h *review) sections() []section {
	all := []section{
		h.verdictSection(),
		h.overviewSection(),
		h.slotsSection(),
		h.waitingSection(),
		h.loadSection(),
		h.adoptionSection(),
		h.riskSection(),
		h.networkSection(),
		h.assumptionsSection(),
		h.accountingSection(),
		h.methodSection(),
		h.wordsSection(),
	}
	var shown []section
	for _, s := range all {
		if len(s.Blocks) > 0 {
			shown = append(shown, s)
		}
	}
	return shown
}

// data is what the charts are drawn from.
func (h *review) data() pageData {
	d := pageData{Lang: h.l.Code(), Charts: map[string]any{}, Words: h.chartWords()}
	end := 0.0
	for i := range h.Results {
		s := &h.Results[i].Series
		end = max(end, float64(len(s.Running))*s.Width.Seconds())
	}
	d.Days = h.pageDays(end)
	h.loadChart(&d)
	h.adoptionChart(&d)
	return d
}

// pageDays are the local days until an instant, in seconds since the start.
func (h *review) pageDays(end float64) []pageDay {
	var days []pageDay
	zone := h.calendar.Zone
	for d := model.DateOf(h.at(0)); ; d = d.Add(1) {
		from, until := d.In(zone), d.Add(1).In(zone)
		seconds := from.Sub(h.start).Seconds()
		if seconds >= end {
			return days
		}
		day := pageDay{From: seconds, Short: h.dayName(from, false), Long: h.dayName(from, true), Off: !h.calendar.Workday(d), Week: from.In(zone).Weekday() == time.Monday}
		_, before := from.Zone()
		_, after := until.Zone()
		if before != after {
			day.Shift = float64(after - before)
			day.At = h.clockChange(from, until)
		}
		days = append(days, day)
	}
}
