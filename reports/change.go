package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/rollsim/rollsim/model/study"
)

// Change writes what is different between two comparisons for a terminal: limits
// first, then the scenario, then outcomes and metrics. Where nothing is different it
// says "no difference". Where one of them was read from JSON it says what that cannot
// tell.
func (l Language) Change(w io.Writer, c *study.Change) error {
	p := changePage{pageIn(c.Second, l), c}
	var b strings.Builder
	for i, part := range p.parts() {
		if i > 0 {
			b.WriteString("\n")
		}
		if part.heading == "" {
			b.WriteString(part.lines[0] + "\n")
			continue
		}
		b.WriteString(wrapped(part.heading, textWidth, "") + "\n")
		for _, line := range part.lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ChangeMarkdown writes the same for a merge request.
func (l Language) ChangeMarkdown(w io.Writer, c *study.Change) error {
	p := changePage{pageIn(c.Second, l), c}
	var b strings.Builder
	for i, part := range p.parts() {
		if i > 0 {
			b.WriteString("\n")
		}
		if part.heading == "" {
			b.WriteString(part.lines[0] + "\n")
			continue
		}
		fmt.Fprintf(&b, "### %s\n\n", part.heading)
		lines := make([]string, len(part.lines))
		for k, line := range part.lines {
			lines[k] = inMarkdown(line)
		}
		b.WriteString(bullets(lines))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A changePage is a change on its way to a reader, told with the clock of the second
// comparison.
type changePage struct {
	*page
	*study.Change
}

// parts are what is told, in order.
func (p changePage) parts() []note {
	var found []note
	add := func(heading string, lines []string) {
		if len(lines) > 0 {
			found = append(found, note{heading, lines})
		}
	}
	add(p.say("Limits"), p.limits())
	if p.Same() {
		found = append(found, note{lines: []string{p.say("no difference")}})
	} else {
		add(p.say("What changed in the scenario"), p.fields())
		add(p.say("Strategies"), p.strategies())
		add(p.say("What changed in the outcome"), p.outcomes())
		add(p.say("What changed in the results, second − first, %s", p.how()), p.metrics())
	}
	add(p.say("What a JSON does not tell"), p.abstracts())
	return found
}

// how says what the intervals rest on.
func (p changePage) how() string {
	first, second := p.thousands(p.First.Replications), p.runs(p.Second.Replications)
	switch {
	case p.Paired:
		return p.ofRuns("rollout by rollout (%s pairs with the same seed)", p.thousands(p.Pairs))
	case p.Abstract():
		return p.say("by their intervals (%s and %s)", first, second)
	}
	return p.say("as two samples (%s and %s with different seeds)", first, second)
}

// abstracts say what is not there to be compared.
func (p changePage) abstracts() []string {
	if !p.Abstract() {
		return nil
	}
	which := p.say("both sides are")
	if !p.Second.Abstract {
		which = p.say("the first is")
	} else if !p.First.Abstract {
		which = p.say("the second is")
	}
	folders := "two run folders would be compared by the values of their rollouts, which shows smaller differences"
	if p.First.Scenario.Seed == p.Second.Scenario.Seed {
		folders = "two run folders would be compared rollout by rollout, which shows much smaller differences"
	}
	return []string{
		p.ofRuns("%s JSON, which has no single rollouts: means, and dates as medians, are compared as two samples, and a difference is named only where their 95 %% intervals do not meet", which),
		p.ofRuns(folders),
		p.say("the values of the scenario are not in it: what is compared of them is name, start, time zone, horizon, seed, number of PCs, version, slots and targets"),
	}
}

// limits tell what was to be kept, and whether it is.
func (p changePage) limits() []string {
	var rows [][]string
	for i := range p.Limits {
		l := &p.Limits[i]
		words := map[study.LimitOutcome]string{study.LimitKept: "kept", study.LimitExceeded: "EXCEEDED", study.LimitOpen: "open", study.LimitEmpty: "no number"}[l.Outcome]
		row := []string{p.say(words), l.Limit.Text, p.named(l.Strategy)}
		switch {
		case l.Reason != "":
			row = append(row, p.why(l.Reason))
		case l.Outcome == study.LimitKept:
			row = append(row, p.say("%s to spare", p.margin(l)))
		default:
			row = append(row, p.say("beyond it by %s", p.margin(l)))
		}
		rows = append(rows, row)
	}
	return aligned(rows)
}

// margin is by how much a limit is exceeded, or if it is kept by how much it is not.
func (p changePage) margin(l *study.LimitResult) string {
	d := study.Difference{Estimate: l.Beyond, Metric: p.Second.Results[0].Metric(l.Limit.Metric).Metric}
	if l.Outcome == study.LimitKept {
		d.Mean, d.Low, d.High = -d.Mean, -d.High, -d.Low
	}
	return strings.TrimPrefix(p.difference(&d), "+")
}

// fields are the values of the scenario that changed.
func (p changePage) fields() []string {
	var rows [][]string
	for _, f := range p.Fields {
		text := func(value string) string {
			if value == "" {
				return p.say("(not there)")
			}
			return printable(clipped(value))
		}
		rows = append(rows, []string{printable(f.Path), text(f.First) + " → " + text(f.Second)})
	}
	return aligned(rows)
}

// strategies are those that only one side has.
func (p changePage) strategies() []string {
	var lines []string
	for _, name := range p.OnlyFirst {
		lines = append(lines, p.say("%s: only in the first", p.named(name)))
	}
	for _, name := range p.OnlySecond {
		lines = append(lines, p.say("%s: only in the second", p.named(name)))
	}
	return lines
}

var namedOnSlots = regexp.MustCompile(`^(.*) on (\d+) slots$`)

// named is a strategy, or one on some number of slots, as a study names it.
func (p changePage) named(name string) string {
	if on := namedOnSlots.FindStringSubmatch(name); on != nil {
		return p.say("%s on %s slots", p.called(printable(on[1])), on[2])
	}
	return p.called(printable(name))
}

// outcomes are the targets whose outcome changed, and the verdict.
func (p changePage) outcomes() []string {
	var lines []string
	if was, is := p.First.Verdict.Decision, p.Second.Verdict.Decision; was != is {
		lines = append(lines, p.say("verdict: %s → %s", p.say(decision(was)), p.say(decision(is))))
	}
	for i := range p.Results {
		for _, o := range p.Results[i].Outcomes {
			lines = append(lines, p.resultName(&p.Results[i])+": "+o.Target+": "+p.say(outcome(o.First))+" → "+p.say(outcome(o.Second)))
		}
	}
	return lines
}

// resultName names a strategy, with its slots where these differ from result to
// result.
func (p changePage) resultName(r *study.ResultChange) string {
	if r.SlotsFirst != r.SlotsSecond {
		return p.say("%s on %s → %s slots", p.called(printable(r.Strategy)), p.thousands(r.SlotsFirst), p.thousands(r.SlotsSecond))
	}
	return p.name(printable(r.Strategy), r.SlotsSecond)
}

// metrics are the differences that are more than chance, for each strategy.
func (p changePage) metrics() []string {
	var lines, alike []string
	for i := range p.Results {
		r := &p.Results[i]
		var words []string
		for k := range r.Metrics {
			d := &r.Metrics[k]
			switch {
			case d.WorthIt:
				words = append(words, d.Metric.Name+" "+p.difference(d))
			case d.Unsure() || strings.HasPrefix(d.Reason, "not reached"):
				words = append(words, d.Metric.Name+" ("+p.why(d.Reason)+")")
			}
		}
		if len(words) == 0 {
			alike = append(alike, p.resultName(r))
			continue
		}
		lines = append(lines, p.resultName(r)+": "+strings.Join(words, p.say(", ")))
	}
	if len(alike) > 0 {
		lines = append(lines, p.say("%s: no difference that the intervals carry", p.listed(alike, "and")))
	}
	return lines
}

// ChangeJSON writes a change for programs: seconds, shares 0..1 and counts; a date
// differs by seconds.
func ChangeJSON(w io.Writer, c *study.Change) error {
	type metricJSON struct {
		Metric string `json:"metric"`
		Unit   string `json:"unit"`
		Mean   figure `json:"mean"`
		Low    figure `json:"low"`
		High   figure `json:"high"`
		P      figure `json:"p"`
		Beyond bool   `json:"more_than_chance"`
		Reason string `json:"reason,omitempty"`
	}
	type outcomeJSON struct {
		Target string `json:"target"`
		First  string `json:"first"`
		Second string `json:"second"`
	}
	type resultJSON struct {
		Strategy    string        `json:"strategy"`
		SlotsFirst  int           `json:"slots_first"`
		SlotsSecond int           `json:"slots_second"`
		Outcomes    []outcomeJSON `json:"outcomes"`
		Metrics     []metricJSON  `json:"metrics"`
	}
	type fieldJSON struct {
		Path   string `json:"path"`
		First  string `json:"first"`
		Second string `json:"second"`
	}
	type limitJSON struct {
		Limit    string `json:"limit"`
		Strategy string `json:"strategy"`
		Outcome  string `json:"outcome"`
		Beyond   figure `json:"beyond"`
		Low      figure `json:"low"`
		High     figure `json:"high"`
		Reason   string `json:"reason,omitempty"`
	}
	out := struct {
		Same       bool         `json:"same"`
		Paired     bool         `json:"paired"`
		Intervals  bool         `json:"by_intervals,omitempty"` // one side was read from JSON
		Pairs      int          `json:"pairs"`
		Scenario   []fieldJSON  `json:"scenario"`
		OnlyFirst  []string     `json:"only_first"`
		OnlySecond []string     `json:"only_second"`
		Results    []resultJSON `json:"results"`
		Limits     []limitJSON  `json:"limits"`
	}{Same: c.Same(), Paired: c.Paired, Intervals: c.Abstract(), Pairs: c.Pairs, Scenario: []fieldJSON{}, OnlyFirst: append([]string{}, c.OnlyFirst...),
		OnlySecond: append([]string{}, c.OnlySecond...), Results: []resultJSON{}, Limits: []limitJSON{}}
	for _, f := range c.Fields {
		out.Scenario = append(out.Scenario, fieldJSON(f))
	}
	for _, r := range c.Results {
		of := resultJSON{Strategy: r.Strategy, SlotsFirst: r.SlotsFirst, SlotsSecond: r.SlotsSecond, Outcomes: []outcomeJSON{}, Metrics: []metricJSON{}}
		for _, o := range r.Outcomes {
			of.Outcomes = append(of.Outcomes, outcomeJSON{o.Target, outcome(o.First), outcome(o.Second)})
		}
		for i := range r.Metrics {
			d := &r.Metrics[i]
			of.Metrics = append(of.Metrics, metricJSON{d.Metric.Name, changeUnit(d), figure(d.Mean), figure(d.Low), figure(d.High), figure(d.P), d.WorthIt, d.Reason})
		}
		out.Results = append(out.Results, of)
	}
	for _, l := range c.Limits {
		words := map[study.LimitOutcome]string{study.LimitKept: "kept", study.LimitExceeded: "exceeded", study.LimitOpen: "open", study.LimitEmpty: "no-number"}
		out.Limits = append(out.Limits, limitJSON{l.Limit.Text, l.Strategy, words[l.Outcome], figure(l.Beyond.Mean), figure(l.Beyond.Low), figure(l.Beyond.High), l.Reason})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// ChangeCSV writes a row for each strategy and metric.
func ChangeCSV(w io.Writer, c *study.Change) error {
	rows := [][]string{{"strategy", "slots_first", "slots_second", "metric", "unit", "mean", "low", "high", "p", "more_than_chance", "reason"}}
	for _, r := range c.Results {
		for i := range r.Metrics {
			d := &r.Metrics[i]
			rows = append(rows, []string{r.Strategy, fmt.Sprint(r.SlotsFirst), fmt.Sprint(r.SlotsSecond), d.Metric.Name, changeUnit(d),
				cellOf(d.Mean), cellOf(d.Low), cellOf(d.High), cellOf(d.P), fmt.Sprint(d.WorthIt), d.Reason})
		}
	}
	return English.csvForm().write(w, rows)
}

// changeUnit is the unit of a difference: dates differ by seconds.
func changeUnit(d *study.Difference) string {
	return strings.TrimSuffix(string(d.Metric.Unit), " since start")
}
