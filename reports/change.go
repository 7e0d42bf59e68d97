package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Change writes what is different between two comparisons for a terminal: limits
// first, then the scenario, then outcomes and metrics. Where nothing is different it
// says "no difference". Where one of them was read from JSON it says what that cannot
// tell.
func Change(in say.Language, w io.Writer, c *study.Change) error {
	l := voice{in}
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
func ChangeMarkdown(in say.Language, w io.Writer, c *study.Change) error {
	l := voice{in}
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
	add(p.Say(say.T("Limits", "Grenzen")), p.limits())
	if p.Same() {
		found = append(found, note{lines: []string{p.Say(say.T("no difference", "kein Unterschied"))}})
	} else {
		add(p.Say(say.T("What changed in the scenario", "Was sich am Szenario geändert hat")), p.fields())
		add(p.Say(say.T("Strategies", "Strategien")), p.strategies())
		add(p.Say(say.T("Releases", "Releases")), p.releases())
		add(p.Say(say.T("What changed in the outcome",
			"Was sich an der Entscheidung geändert hat")), p.outcomes())
		add(p.Say(say.T("What changed in the results, second − first, %s",
			"Was sich an den Ergebnissen geändert hat, zweites − erstes, %s"), p.how()), p.metrics())
	}
	add(p.Say(say.T("What a JSON does not tell", "Was ein JSON nicht hergibt")), p.abstracts())
	return found
}

// how says what the intervals rest on.
func (p changePage) how() string {
	first, second := p.Thousands(p.First.Replications), p.runs(p.Second.Replications)
	switch {
	case p.Paired:
		return p.ofRuns(say.T("rollout by rollout (%s pairs with the same seed)",
			"Rollout für Rollout (%s Paare mit gleichem Startwert)"), say.T("run by run (%s pairs with the same seed)",
			"Replikation für Replikation (%s Paare mit gleichem Startwert)"), p.Thousands(p.Pairs))
	case p.Abstract():
		return p.Say(say.T("by their intervals (%s and %s)", "nach ihren Intervallen (%s und %s)"), first, second)
	}
	return p.Say(say.T("as two samples (%s and %s with different seeds)",
		"als zwei Stichproben (%s und %s mit verschiedenen Startwerten)"), first, second)
}

// abstracts say what is not there to be compared.
func (p changePage) abstracts() []string {
	if !p.Abstract() {
		return nil
	}
	which := p.Say(say.T("both sides are", "beide Seiten sind"))
	if !p.Second.Abstract {
		which = p.Say(say.T("the first is", "die erste Seite ist"))
	} else if !p.First.Abstract {
		which = p.Say(say.T("the second is", "die zweite Seite ist"))
	}
	folders := p.ofRuns(say.T("two run folders would be compared by the values of their rollouts, which shows smaller differences",
		"zwei Ergebnisordner würden nach den Werten ihrer Rollouts verglichen, was kleinere Unterschiede zeigt"),
		say.T("two run folders would be compared by the values of their runs, which shows smaller differences", "zwei Ergebnisordner würden nach den Werten ihrer Replikationen verglichen, was kleinere Unterschiede zeigt"))
	if p.First.Scenario.Seed == p.Second.Scenario.Seed {
		folders = p.ofRuns(say.T("two run folders would be compared rollout by rollout, which shows much smaller differences",
			"zwei Ergebnisordner würden Rollout für Rollout verglichen, was viel kleinere Unterschiede zeigt"),
			say.T("two run folders would be compared run by run, which shows much smaller differences", "zwei Ergebnisordner würden Replikation für Replikation verglichen, was viel kleinere Unterschiede zeigt"))
	}
	return []string{
		p.ofRuns(say.T("%s JSON, which has no single rollouts: means, and dates as medians, are compared as two samples, and a difference is named only where their 95 %% intervals do not meet",
			"%s JSON, das keine einzelnen Rollouts enthält: Mittelwerte, bei Terminen Mediane, werden als zwei Stichproben verglichen, und ein Unterschied wird nur genannt, wo sich die 95-%%-Intervalle nicht berühren"),
			say.T("%s JSON, which has no single runs: means, and dates as medians, are compared as two samples, and a difference is named only where their 95 %% intervals do not meet",
				"%s JSON, das keine einzelnen Replikationen enthält: Mittelwerte, bei Terminen Mediane, werden als zwei Stichproben verglichen, und ein Unterschied wird nur genannt, wo sich die 95-%%-Intervalle nicht berühren"), which),
		folders,
		p.Say(say.T("the values of the scenario are not in it: what is compared of them is name, start, time zone, horizon, seed, number of PCs, version, slots and targets",
			"die Werte des Szenarios stehen nicht darin: verglichen werden Name, Beginn, Zeitzone, Horizont, Startwert, Anzahl der PCs, Version, Plätze und Zielwerte")),
	}
}

// limits tell what was to be kept, and whether it is.
func (p changePage) limits() []string {
	var rows [][]string
	for i := range p.Limits {
		l := &p.Limits[i]
		words := map[study.LimitOutcome]say.Msg{study.LimitKept: say.T("kept", "eingehalten"), study.LimitExceeded: say.T("EXCEEDED", "ÜBERSCHRITTEN"), study.LimitOpen: say.T("open", "offen"), study.LimitEmpty: say.T("no number", "keine Zahl")}[l.Outcome]
		row := []string{p.Say(words), l.Limit.Text, p.named(l.Of)}
		switch {
		case l.Missing.Any():
			row = append(row, p.why(l.Missing))
		case l.Outcome == study.LimitKept:
			row = append(row, p.Say(say.T("%s to spare", "%s Spielraum"), p.margin(l)))
		default:
			row = append(row, p.Say(say.T("beyond it by %s", "darüber hinaus: %s"), p.margin(l)))
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
				return p.Say(say.T("(not there)", "(nicht vorhanden)"))
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
		lines = append(lines, p.Say(say.T("%s: only in the first", "%s: nur auf der ersten Seite"), p.named(name)))
	}
	for _, name := range p.OnlySecond {
		lines = append(lines, p.Say(say.T("%s: only in the second", "%s: nur auf der zweiten Seite"), p.named(name)))
	}
	return lines
}

// releases are those that only one side has.
func (p changePage) releases() []string {
	var lines []string
	for _, v := range p.ReleasesOnlyFirst {
		lines = append(lines, p.Say(say.T("%s: only in the first", "%s: nur auf der ersten Seite"), printable(string(v))))
	}
	for _, v := range p.ReleasesOnlySecond {
		lines = append(lines, p.Say(say.T("%s: only in the second", "%s: nur auf der zweiten Seite"), printable(string(v))))
	}
	return lines
}

// named is a strategy, or one on some number of slots.
func (p changePage) named(name study.Named) string {
	switch name.Slots {
	case 0:
		return p.called(printable(name.Strategy))
	case 1:
		return p.Say(say.T("%s on 1 slot", "%s (1 parallel)"), p.called(printable(name.Strategy)))
	}
	return p.Say(say.T("%s on %s slots", "%s (%s parallel)"), p.called(printable(name.Strategy)), strconv.Itoa(name.Slots))
}

// outcomes are the targets whose outcome changed, and the verdict.
func (p changePage) outcomes() []string {
	var lines []string
	if was, is := p.First.Verdict.Decision, p.Second.Verdict.Decision; was != is {
		lines = append(lines, p.Say(say.T("verdict: %s → %s", "Entscheidung: %s → %s"), p.Say(decision(was)), p.Say(decision(is))))
	}
	for i := range p.Results {
		for _, o := range p.Results[i].Outcomes {
			lines = append(lines, p.resultName(&p.Results[i])+": "+o.Target+": "+p.Say(outcome(o.First))+" → "+p.Say(outcome(o.Second)))
		}
	}
	return lines
}

// resultName names a strategy, with its slots where these differ from result to
// result.
func (p changePage) resultName(r *study.ResultChange) string {
	if r.SlotsFirst != r.SlotsSecond {
		return p.Say(say.T("%s on %s → %s slots", "%s mit %s → %s Plätzen"), p.called(printable(r.Strategy)), p.Thousands(r.SlotsFirst), p.Thousands(r.SlotsSecond))
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
			case d.Unsure() || d.Missing.NeverReached():
				words = append(words, d.Metric.Name+" ("+p.why(d.Missing)+")")
			}
		}
		if len(words) == 0 {
			alike = append(alike, p.resultName(r))
			continue
		}
		lines = append(lines, p.resultName(r)+": "+strings.Join(words, p.Say(say.T(", ", "; "))))
	}
	if len(alike) > 0 {
		lines = append(lines, p.Say(say.T("%s: no difference that the intervals carry",
			"%s: kein Unterschied, den die Intervalle hergeben"), p.Listed(alike, say.And)))
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
		Same       bool        `json:"same"`
		Paired     bool        `json:"paired"`
		Intervals  bool        `json:"by_intervals,omitempty"` // one side was read from JSON
		Pairs      int         `json:"pairs"`
		Scenario   []fieldJSON `json:"scenario"`
		OnlyFirst  []string    `json:"only_first"`
		OnlySecond []string    `json:"only_second"`

		ReleasesOnlyFirst  []model.Version `json:"releases_only_first,omitempty"`
		ReleasesOnlySecond []model.Version `json:"releases_only_second,omitempty"`

		Results []resultJSON `json:"results"`
		Limits  []limitJSON  `json:"limits"`
	}{Same: c.Same(), Paired: c.Paired, Intervals: c.Abstract(), Pairs: c.Pairs, Scenario: []fieldJSON{}, OnlyFirst: namesOf(c.OnlyFirst),
		OnlySecond: namesOf(c.OnlySecond), ReleasesOnlyFirst: c.ReleasesOnlyFirst, ReleasesOnlySecond: c.ReleasesOnlySecond, Results: []resultJSON{}, Limits: []limitJSON{}}
	for _, f := range c.Fields {
		out.Scenario = append(out.Scenario, fieldJSON(f))
	}
	for _, r := range c.Results {
		of := resultJSON{Strategy: r.Strategy, SlotsFirst: r.SlotsFirst, SlotsSecond: r.SlotsSecond, Outcomes: []outcomeJSON{}, Metrics: []metricJSON{}}
		for _, o := range r.Outcomes {
			of.Outcomes = append(of.Outcomes, outcomeJSON{o.Target, outcome(o.First).String(), outcome(o.Second).String()})
		}
		for i := range r.Metrics {
			d := &r.Metrics[i]
			of.Metrics = append(of.Metrics, metricJSON{d.Metric.Name, changeUnit(d), figure(d.Mean), figure(d.Low), figure(d.High), figure(d.P), d.WorthIt, whyMissing(d.Missing)})
		}
		out.Results = append(out.Results, of)
	}
	for _, l := range c.Limits {
		words := map[study.LimitOutcome]string{study.LimitKept: "kept", study.LimitExceeded: "exceeded", study.LimitOpen: "open", study.LimitEmpty: "no-number"}
		out.Limits = append(out.Limits, limitJSON{l.Limit.Text, l.Of.String(), words[l.Outcome], figure(l.Beyond.Mean), figure(l.Beyond.Low), figure(l.Beyond.High), whyMissing(l.Missing)})
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
				cellOf(d.Mean), cellOf(d.Low), cellOf(d.High), cellOf(d.P), fmt.Sprint(d.WorthIt), whyMissing(d.Missing)})
		}
	}
	return voice{say.English}.csvForm().write(w, rows)
}

// namesOf are names as programs read them.
func namesOf(all []study.Named) []string {
	names := []string{}
	for _, name := range all {
		names = append(names, name.String())
	}
	return names
}

// changeUnit is the unit of a difference: dates differ by seconds.
func changeUnit(d *study.Difference) string {
	if d.Metric.Unit == model.Instant {
		return string(model.Seconds)
	}
	return string(d.Metric.Unit)
}
