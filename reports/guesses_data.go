package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// The documents below are the JSON of what guesses are worth, field by field.
type (
	guessesJSON struct {
		Scenario     string        `json:"scenario"`
		Seed         uint64        `json:"seed"`
		Replications int           `json:"replications"`      // of the scenario as it is
		Few          int           `json:"replications_few"`  // of each guess at the ends of its range, and of each point
		More         int           `json:"replications_more"` // of the guesses that change something
		Metric       string        `json:"metric"`
		Unit         string        `json:"unit"`
		Headline     resultJSON    `json:"headline"` // the result whose changes are told to people
		Ruling       rulingJSON    `json:"ruling"`
		Sentence     string        `json:"sentence"`
		Guesses      []swingJSON   `json:"guesses"`  // the most decisive first
		Unvaried     []guessJSON   `json:"unvaried"` // guesses without a range that can be varied
		Together     *togetherJSON `json:"together"` // null where nothing was varied
	}
	resultJSON struct {
		Strategy string `json:"strategy"`
		Slots    int    `json:"slots"`
	}
	rulingJSON struct {
		Decision string       `json:"decision"`
		Best     *resultJSON  `json:"best"` // null: no result keeps every target
		Keep     []resultJSON `json:"keep"` // results that keep every target
	}
	guessJSON struct {
		Path     string   `json:"path"`
		Settings []string `json:"settings"` // paths for --set
		Value    string   `json:"value"`
		Low      string   `json:"low,omitempty"`
		High     string   `json:"high,omitempty"`
		Of       string   `json:"of,omitempty"` // median or mean, where the value is a law
		Source   string   `json:"source,omitempty"`
		By       string   `json:"by,omitempty"`
		Marked   bool     `json:"marked"` // in the file; false: a default without a source
		Question string   `json:"question"`
		Why      string   `json:"why,omitempty"` // why it was not varied
	}
	swingJSON struct {
		guessJSON
		Width   figure      `json:"width"`   // largest change of the metric over all results; null: it is reached at one end only
		Nothing bool        `json:"nothing"` // no metric of any result changes by anything
		Flips   bool        `json:"flips"`   // the best result is another one beyond some turn
		Refused string      `json:"refused,omitempty"`
		Turns   []turnJSON  `json:"turns"`
		AtLow   []atEndJSON `json:"at_low"`
		AtHigh  []atEndJSON `json:"at_high"`
	}
	turnJSON struct {
		Up     bool       `json:"up"`
		From   string     `json:"from"`
		To     string     `json:"to"`
		Best   bool       `json:"changes_best"`
		Ruling rulingJSON `json:"ruling"`
	}
	atEndJSON struct {
		resultJSON
		Keeps  bool       `json:"keeps"`
		Metric metricJSON `json:"metric"`
		Change rangeJSON  `json:"change"` // at the end minus as it is, paired
	}
	togetherJSON struct {
		Points       int        `json:"points"` // that the scenario allows
		Refused      int        `json:"points_refused"`
		Replications int        `json:"replications"`
		Same         int        `json:"points_with_the_same_best"`
		None         int        `json:"points_with_no_best"`
		Results      []spanJSON `json:"results"`
	}
	spanJSON struct {
		resultJSON
		Best  int              `json:"points_best"`
		Spans []metricSpanJSON `json:"spans"`
	}
	metricSpanJSON struct {
		Metric string `json:"metric"`
		Unit   string `json:"unit"`
		P5     figure `json:"p5"`
		P50    figure `json:"p50"`
		P95    figure `json:"p95"`
	}
)

// GuessesJSON writes what guesses are worth for programs. Seconds, shares 0..1 and
// counts are plain numbers, null where there is none.
func GuessesJSON(w io.Writer, s *study.Sensitivity) error {
	g := voice{say.English}.guesswork(s, func(text string) string { return text })
	doc := guessesJSON{
		Scenario: g.Scenario.Name, Seed: g.Scenario.Seed, Replications: g.Replications, Few: g.Few, More: g.More,
		Metric: g.Metric.Name, Unit: string(g.Metric.Unit), Headline: g.resultJSON(g.Headline), Ruling: g.rulingJSON(&g.Ruling),
		Sentence: g.sentence(), Guesses: []swingJSON{}, Unvaried: []guessJSON{},
	}
	for i := range g.Swings {
		w := &g.Swings[i]
		of := swingJSON{guessJSON: guessOf(&w.Guess), Width: figure(w.Width), Nothing: w.Nothing, Flips: w.Flips, Refused: w.Refused,
			Turns: []turnJSON{}, AtLow: g.atEndJSON(w.AtLow), AtHigh: g.atEndJSON(w.AtHigh)}
		for k := range w.Turns {
			t := &w.Turns[k]
			of.Turns = append(of.Turns, turnJSON{t.Up, t.From, t.To, t.Best, g.rulingJSON(&t.Ruling)})
		}
		doc.Guesses = append(doc.Guesses, of)
	}
	for i := range g.Fixed {
		doc.Unvaried = append(doc.Unvaried, guessOf(&g.Fixed[i]))
	}
	if t := &g.Together; len(t.Spans) > 0 {
		doc.Together = &togetherJSON{Points: t.Points - t.Refused, Refused: t.Refused, Replications: t.Replications, Same: t.Same, None: t.None}
		for i, spans := range t.Spans {
			of := spanJSON{resultJSON: g.resultJSON(i), Best: t.Best[i], Spans: []metricSpanJSON{}}
			for _, s := range spans {
				of.Spans = append(of.Spans, metricSpanJSON{s.Metric.Name, string(s.Metric.Unit), figure(s.P5), figure(s.P50), figure(s.P95)})
			}
			doc.Together.Results = append(doc.Together.Results, of)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (g *guesswork) resultJSON(i int) resultJSON {
	return resultJSON{g.Results[i].Strategy, g.Results[i].Slots}
}

func (g *guesswork) rulingJSON(c *study.Ruling) rulingJSON {
	doc := rulingJSON{Decision: decisionKey(c.Decision), Keep: []resultJSON{}}
	if c.Best >= 0 {
		best := g.resultJSON(c.Best)
		doc.Best = &best
	}
	for i := range g.Results {
		if len(g.Scenario.Targets) > 0 && c.Keeps(i) {
			doc.Keep = append(doc.Keep, g.resultJSON(i))
		}
	}
	return doc
}

func (g *guesswork) atEndJSON(end []study.AtEnd) []atEndJSON {
	all := []atEndJSON{}
	for i := range end {
		e := &end[i]
		all = append(all, atEndJSON{resultJSON{e.Strategy, e.Slots}, e.Keeps, metricOf(&e.Metric), rangeOf(e.Change.Estimate)})
	}
	return all
}

func guessOf(g *study.Guess) guessJSON {
	return guessJSON{g.Path, g.Paths, g.Value, g.Low, g.High, g.Of, g.Source, g.By, g.Marked, g.Question.String(), voice{}.whyUnvaried(g.Why)}
}

// GuessesCSV writes, in the form of the language, one row for each guess, end of its range and result: the metric
// there, its change against the scenario as it is, and whether every target is kept.
// turn is the value at which, on the way to that end, the choice changes, empty where
// it does not, and best the best result beyond it. The first rows, without a guess,
// are the scenario as it is.
func GuessesCSV(in say.Language, w io.Writer, s *study.Sensitivity) error {
	l := voice{in}
	return l.csvForm().write(w, l.guesswork(s, func(text string) string { return text }).rows())
}

// rows are the cells of the table, in the form of the language.
func (g *guesswork) rows() [][]string {
	f := g.csvForm()
	rows := [][]string{{"guess", "end", "value", "strategy", "slots", "metric", "unit", "mean", "low", "high", "change", "change_low", "change_high", "n", "keeps", "turn", "best", "best_slots"}}
	add := func(guess, end, value string, i int, e *study.Estimate, change study.Difference, keeps bool, n int, turn string, c *study.Ruling) {
		of := possible(e.Metric, e.Estimate)
		row := []string{guess, end, value, g.Results[i].Strategy, g.slotsCell(&g.Results[i]), e.Metric.Name, string(e.Metric.Unit),
			f.cell(of.Mean), f.cell(of.Low), f.cell(of.High), f.cell(change.Mean), f.cell(change.Low), f.cell(change.High),
			strconv.Itoa(n), "", turn, "", ""}
		if len(g.Scenario.Targets) > 0 {
			row[14] = strconv.FormatBool(keeps)
		}
		if c != nil && c.Best >= 0 {
			row[16], row[17] = g.Results[c.Best].Strategy, g.slotsCell(&g.Results[c.Best])
		}
		rows = append(rows, row)
	}
	none := study.Difference{}
	none.Mean, none.Low, none.High = math.NaN(), math.NaN(), math.NaN()
	for i := range g.Results {
		e := metric(&g.Results[i], g.Metric.Name)
		add("", "", "", i, e, none, g.Ruling.Keeps(i), e.N, "", &g.Ruling)
	}
	for i := range g.Swings {
		s := &g.Swings[i]
		for _, end := range []struct {
			name, value string
			at          []study.AtEnd
			up          bool
		}{{"low", s.Low, s.AtLow, false}, {"high", s.High, s.AtHigh, true}} {
			turn, beyond := "", (*study.Ruling)(nil)
			for k := range s.Turns {
				if s.Turns[k].Up == end.up {
					turn, beyond = s.Turns[k].To, &s.Turns[k].Ruling
				}
			}
			for k := range end.at {
				e := &end.at[k]
				add(s.Path, end.name, end.value, k, &e.Metric, e.Change, e.Keeps, e.Metric.N, turn, beyond)
			}
		}
	}
	return rows
}

// signed writes a change with its interval: "+2 min 10 s ± 30 s".
func (g *guesswork) signed(e *study.AtEnd) string {
	d := &e.Change
	if math.IsNaN(d.Mean) {
		return g.why(d.Missing)
	}
	half := (d.High - d.Low) / 2
	if d.Mean == 0 && !(half > 0) {
		return g.Say(say.T("no change", "keine Änderung"))
	}
	sign := "+"
	if half >= math.Abs(d.Mean) {
		return g.Say(say.T("no more than chance", "nicht mehr als Zufall"))
	}
	if d.Mean < 0 {
		sign = say.Minus
	}
	size := math.Abs(d.Mean)
	switch unit := d.Metric.Unit; {
	case (unit == model.Seconds || unit == model.Instant) && finite(half):
		units := say.Waiting
		if unit == model.Instant {
			units = say.Calendar
		}
		return sign + g.DurationWithin(size, half, units)
	case unit == model.Seconds:
		return sign + g.WaitTime(size)
	case unit == model.Instant:
		return sign + g.Duration(size)
	case finite(half):
		size, name := g.scaled(unit, size)
		half, _ := scaled(unit, half)
		return sign + g.Within(size, half) + name
	}
	size, name := g.scaled(d.Metric.Unit, size)
	return sign + g.Number(size, say.Decimals(size)) + name
}
