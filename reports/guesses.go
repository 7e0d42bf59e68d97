package reports

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// guesswork is what guesses are worth, on its way to a reader.
type guesswork struct {
	*page
	*study.Sensitivity
}

func (l Language) guesswork(s *study.Sensitivity, spell func(string) string) *guesswork {
	copied := *s
	copied.Swings, copied.Fixed = nil, nil
	for _, w := range s.Swings {
		w.Guess = l.respelt(w.Guess, spell)
		w.Refused = spell(w.Refused)
		copied.Swings = append(copied.Swings, w)
	}
	for _, g := range s.Fixed {
		copied.Fixed = append(copied.Fixed, l.respelt(g, spell))
	}
	copied.Together.Why = spell(s.Together.Why)
	return &guesswork{pageIn(renamed(s.Comparison, spell), l), &copied}
}

// respelt is a guess in which every free text is spelled anew, and what is asked and why
// it was not varied is in the language.
func (l Language) respelt(g study.Guess, spell func(string) string) study.Guess {
	g.Question, g.Why = l.Question(g.Question), l.known(g.Why)
	for _, text := range []*string{&g.Path, &g.Value, &g.Now, &g.Low, &g.High, &g.Source, &g.By, &g.Question, &g.Why} {
		*text = spell(*text)
	}
	return g
}

// GuessesText writes for a terminal of 120 columns what guesses are worth: on which
// the decision hangs, a table of their swings, what to ask, and the span over all.
func (l Language) GuessesText(w io.Writer, s *study.Sensitivity) error {
	g := l.guesswork(s, printable)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", wrapped(g.sentence(), textWidth, ""))
	if len(g.Swings) > 0 {
		fmt.Fprintf(&b, "\n%s\n", wrapped(g.subject(), textWidth, ""))
	}
	draw := func(t table.Writer) {
		for line := range strings.Lines(t.Render()) {
			b.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
	}
	if len(g.told()) > 0 {
		draw(g.swingTable())
	}
	if len(g.Swings) > 0 {
		fmt.Fprintf(&b, "%s\n", wrapped(g.legend(), textWidth, ""))
	}
	for _, n := range g.sections() {
		fmt.Fprintf(&b, "\n%s\n", n.heading)
		for _, line := range n.lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	if g.Together.Points > g.Together.Refused {
		fmt.Fprintf(&b, "\n%s\n", wrapped(g.spanHeading(), textWidth, ""))
		draw(g.spanTable())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// GuessesMarkdown writes the same as [Language.GuessesText] for a merge request or a wiki.
func (l Language) GuessesMarkdown(w io.Writer, s *study.Sensitivity) error {
	g := l.guesswork(s, func(name string) string { return inMarkdown(printable(name)) })
	var b strings.Builder
	verdict, rest, _ := strings.Cut(g.sentence(), ":")
	fmt.Fprintf(&b, "**%s:**%s\n", verdict, rest)
	if len(g.Swings) > 0 {
		fmt.Fprintf(&b, "\n%s\n\n", g.subject())
		if len(g.told()) > 0 {
			fmt.Fprintf(&b, "%s\n\n", g.swingTable().RenderMarkdown())
		}
		fmt.Fprintf(&b, "%s\n", g.legend())
	}
	for _, n := range g.sections() {
		fmt.Fprintf(&b, "\n### %s\n\n%s", n.heading, bullets(n.lines))
	}
	if g.Together.Points > g.Together.Refused {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n", g.spanHeading(), g.spanTable().RenderMarkdown())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sentence says on which guesses the decision hangs.
func (g *guesswork) sentence() string {
	best := g.Ruling.Best
	switch {
	case len(g.Swings) == 0:
		return g.say("NOTHING TO VARY: %s.", g.nothingToVary())
	case len(g.Scenario.Targets) == 0:
		return g.say("NO DECISION: the scenario names no targets, so no guess can change what is decided; below is how far each moves the %s.", g.measured())
	}
	now := g.nobody()
	if best >= 0 {
		now = g.isBest(best)
	}
	var flips []string
	others := 0
	for i := range g.Swings {
		w := &g.Swings[i]
		if w.Flips {
			flips = append(flips, g.flip(w))
		} else if len(w.Turns) > 0 {
			others++
		}
	}
	together := ""
	if t := &g.Together; t.Points > t.Refused {
		n := t.Points - t.Refused
		together = g.say("; with all guesses varied together, %s at %s", now, g.pointsOf(t.Same, n))
		if best >= 0 && t.None > 0 {
			together += g.whereNobody(g.thousands(t.None))
		}
	}
	if len(flips) == 0 {
		text := g.say("THE DECISION HOLDS: no guess changes it by itself; %s at both ends of every range", now)
		if g.unsure() != "" {
			text = g.say("NO GUESS CHANGES WHAT THE MEANS DECIDE: by them, %s at both ends of every range", now)
		}
		if others > 0 {
			text += g.say(", though %s what else keeps the targets", g.counted(others, "guess changes", "guesses change"))
		}
		return text + together + g.caveat()
	}
	hangs := "THE DECISION HANGS ON %s: as the values are, %s; %s"
	if g.unsure() != "" {
		hangs = "WHAT THE MEANS DECIDE HANGS ON %s: by them, as the values are, %s; %s"
	}
	return g.say(hangs, strings.ToUpper(g.counted(len(flips), "guess", "guesses")), now, strings.Join(flips, "; ")) +
		together + g.caveat()
}

// nobody says that no result keeps every target.
func (g *guesswork) nobody() string {
	if g.queue {
		return g.say("no slot number keeps every target")
	}
	return g.say("no strategy keeps every target")
}

// whereNobody says the same of a place, at the end of a sentence.
func (g *guesswork) whereNobody(place string) string {
	if g.queue {
		return g.say(", and at %s no slot number keeps every target", place)
	}
	return g.say(", and at %s no strategy keeps every target", place)
}

// pointsOf says at how many of some points something is so.
func (g *guesswork) pointsOf(n, of int) string {
	switch {
	case of == 1 && n == 1:
		return g.say("all 1 point")
	case n == of:
		return g.say("all %s points", g.thousands(of))
	case of == 1:
		return g.say("%s of 1 point", g.thousands(n))
	}
	return g.say("%s of %s points", g.thousands(n), g.thousands(of))
}

// nothingToVary says why no guess was varied.
func (g *guesswork) nothingToVary() string {
	if len(g.Fixed) > 0 {
		return g.say("none of the guesses has a range that can be varied")
	}
	if g.OnlyMarked {
		return g.say("the scenario marks no value as a guess, unknown or with a range; its defaults that are assumptions were left out")
	}
	return g.say("the scenario has no guesses: every value is given or has a source")
}

// caveat ends the sentence on the decision, and says if that is not sure.
func (g *guesswork) caveat() string {
	if why := g.unsure(); why != "" {
		return g.say(". This is not sure: %s.", why)
	}
	return "."
}

// unsure says why the decision is not known with the values as they are, empty if it
// is.
func (g *guesswork) unsure() string {
	switch {
	case g.Replications == 1:
		return g.say("1 rollout of the values as they are is too few to tell, play %d or more", fewestToHold)
	case g.Replications < fewestToHold:
		return g.say("%d rollouts of the values as they are are too few to tell, play %d or more", g.Replications, fewestToHold)
	case g.Ruling.Best >= 0 && !meetsAll(&g.Results[g.Ruling.Best]):
		return g.say("a target of %s is undecided with the values as they are", g.bestName(g.Ruling.Best))
	}
	return ""
}

// fewestToHold is the fewest rollouts of the values as they are of which it is said
// that a decision holds.
const fewestToHold = 5

// bestName is a result as the subject of a sentence.
func (g *guesswork) bestName(i int) string { return g.nameOf(&g.Results[i]) }

// are tells whether the name of a result is a plural: slots are several.
func (g *guesswork) are(i int) bool { return g.queue && g.Results[i].Slots > 1 }

// isBest says that a result is the best.
func (g *guesswork) isBest(i int) string {
	if g.are(i) {
		return g.say("%s are best", g.bestName(i))
	}
	return g.say("%s is best", g.bestName(i))
}

// misses says what a result misses.
func (g *guesswork) misses(c *study.Ruling, i int) string {
	if g.are(i) {
		return g.say("%s miss %s", g.bestName(i), g.missed(c, i))
	}
	return g.say("%s misses %s", g.bestName(i), g.missed(c, i))
}

// flip says at which value another result becomes the best.
func (g *guesswork) flip(w *study.Swing) string {
	var parts []string
	for i := range w.Turns {
		if t := &w.Turns[i]; t.Best {
			part := g.say("%[1]s %[2]s", g.at(w, t), g.consequence(&t.Ruling))
			if last := &t.Last; t.Ruling.Best >= 0 && last.Best < 0 {
				part += g.whereNobody(g.end(w, t.Up))
			}
			parts = append(parts, part)
		}
	}
	return g.say("%[1]s: %[2]s", w.Path, strings.Join(parts, g.say(", and ")))
}

// end is an end of a range.
func (g *guesswork) end(w *study.Swing, up bool) string {
	if up {
		return w.High
	}
	return w.Low
}

// at says where a turn is.
func (g *guesswork) at(w *study.Swing, t *study.Turn) string {
	of := func(value string) string {
		if w.Of == "" {
			return value
		}
		return g.say("a %s of %s", g.say(w.Of), value)
	}
	switch {
	case !w.Range.Ordered || math.IsNaN(w.Range.Base):
		return g.say("with %s", of(t.To))
	case strings.Contains(t.From, ": "):
		return g.say("from %s on towards %s", t.From, g.end(w, t.Up))
	case t.Up:
		return g.say("above %s", of(t.From))
	}
	return g.say("below %s", of(t.From))
}

// between says the same with both values.
func (g *guesswork) between(w *study.Swing, t *study.Turn) string {
	if !w.Range.Ordered || math.IsNaN(w.Range.Base) {
		return g.at(w, t)
	}
	return g.say("between %s and %s", t.From, t.To)
}

// consequence says what is decided in place of the choice as things are.
func (g *guesswork) consequence(now *study.Ruling) string {
	was := &g.Ruling
	why := ""
	if was.Best >= 0 && !now.Keeps(was.Best) {
		why = g.misses(now, was.Best)
	}
	switch {
	case now.Best < 0 && why != "":
		return g.say("%s, and %s", g.nobody(), why)
	case now.Best < 0:
		return g.nobody()
	case why != "":
		return g.say("%s, as %s", g.isBest(now.Best), why)
	case !was.Keeps(now.Best):
		return g.say("%s, as it keeps every target too", g.isBest(now.Best))
	}
	return g.isBest(now.Best)
}

// missed are the targets that a result does not keep.
func (g *guesswork) missed(c *study.Ruling, result int) string {
	var texts []string
	for _, k := range c.Misses[result] {
		texts = append(texts, g.Scenario.Targets[k].Text)
	}
	return g.listed(texts, "and")
}

// changesAt says for the table what a turn changes.
func (g *guesswork) changesAt(w *study.Swing, t *study.Turn) string {
	if t.Best {
		return g.between(w, t) + ": " + g.consequence(&t.Ruling)
	}
	var parts []string
	for i := range g.Results {
		switch before, after := g.Ruling.Keeps(i), t.Ruling.Keeps(i); {
		case before && !after:
			parts = append(parts, g.misses(&t.Ruling, i))
		case !before && after:
			parts = append(parts, g.say("%s keeps every target", g.bestName(i)))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, g.say("the verdict is %s", g.say(decision(t.Ruling.Decision))))
	}
	return g.between(w, t) + ": " + g.listed(parts, "and")
}

// measured is the metric of the swings in words.
func (g *guesswork) measured() string {
	switch name := g.Metric.Name; {
	case name == waitAfterUpdate:
		return g.say("wait after the update that 19 of 20 do not exceed")
	case name == "delay.update.p95":
		return g.say("delay after the update that 19 of 20 do not exceed")
	case name == updatedBy:
		return g.say("date by which 95 %% of " + g.candidates() + " are updated")
	case name == waitAnySync && g.queue:
		return g.say("wait that 19 of 20 jobs do not exceed")
	}
	return g.Metric.Name
}

// subject says what the table is about.
func (g *guesswork) subject() string {
	r := &g.Results[g.Headline]
	where := "%s; the %s with %s: %s as the values are"
	if g.queue {
		where = "%s; the %s on %s: %s as the values are"
	}
	return g.say(where, g.Scenario.Name, g.measured(), g.nameOf(r), g.estimate(metric(r, g.Metric.Name))) +
		g.say("; the same at the ends of the range of each guess, all others as they are, and how it changes, rollout by rollout")
}

// told are the swings that the table has: those that change something that is
// worth naming.
func (g *guesswork) told() []*study.Swing {
	var found []*study.Swing
	for i := range g.Swings {
		if w := &g.Swings[i]; len(w.Turns) > 0 || g.moves(w) {
			found = append(found, w)
		}
	}
	return found
}

// moves tells whether a swing changes the metric by what is worth a question.
func (g *guesswork) moves(w *study.Swing) bool {
	return g.Notable(w.Moves, metric(&g.Results[g.Headline], g.Metric.Name).Mean)
}

func (g *guesswork) swingTable() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{g.say("Guess"), g.say("As it is"), g.say("At the low end"), g.say("At the high end"), g.say("What it changes")})
	for _, w := range g.told() {
		name := folded(w.Path, 24)
		if n := len(w.Paths); n > 1 {
			name += "\n(" + g.counted(n, "group", "groups") + ")"
		}
		var changes []string
		for i := range w.Turns {
			changes = append(changes, wrapped(g.changesAt(w, &w.Turns[i]), 31, ""))
		}
		t.AppendRow(table.Row{name, wrapped(g.asItIs(w), 18, ""),
			g.endCell(w, w.AtLow, w.Low), g.endCell(w, w.AtHigh, w.High), strings.Join(changes, "\n")})
	}
	return t
}

// folded breaks a path behind dots into lines of at most width characters.
func folded(path string, width int) string {
	var b strings.Builder
	column := 0
	for part := range strings.SplitSeq(path, ".") {
		if column > 0 {
			b.WriteByte('.')
			if column++; column+shownWidth(part) > width {
				b.WriteByte('\n')
				column = 0
			}
		}
		b.WriteString(part)
		column += shownWidth(part)
	}
	return b.String()
}

// asItIs is the value of a guess as the scenario has it.
func (g *guesswork) asItIs(w *study.Swing) string {
	if w.Of != "" && w.Range.Ordered {
		return g.say(w.Of) + " " + w.Now
	}
	return w.Now
}

// endCell is the metric at an end of a range.
func (g *guesswork) endCell(w *study.Swing, end []study.AtEnd, value string) string {
	if end == nil {
		return wrapped(value, 22, "") + ":\n" + g.say("not possible")
	}
	e := &end[g.Headline]
	return wrapped(value+": "+g.value(e.Metric.Metric.Unit, e.Metric.Mean), 26, "") + "\n" + wrapped(g.signed(e), 26, "")
}

// legend says how the table is to be read.
func (g *guesswork) legend() string {
	return g.say("± is the 95 %% interval over %s of each guess, %d of those that matter; the values as they are: %s. "+
		"All with the same clients, mornings and work; a change is against the same rollouts. What is decided goes by the mean, and a target in x %% of rollouts by that share.",
		g.counted(g.Few, "rollout", "rollouts"), g.More, g.counted(g.Replications, "rollout", "rollouts"))
}

// sections are what is told below the table.
func (g *guesswork) sections() []note {
	var found []note
	if ask := g.questions(); len(ask) > 0 {
		found = append(found, note{g.say("What to ask, the most decisive first"), ask})
	}
	if rest := g.others(); len(rest) > 0 {
		found = append(found, note{g.say("What need not be asked for this decision"), rest})
	}
	if fixed := g.unvaried(); len(fixed) > 0 {
		found = append(found, note{g.say("What was not varied"), fixed})
	}
	return found
}

// questions are those whose answers matter.
func (g *guesswork) questions() []string {
	var found []string
	for i, w := range g.told() {
		line := fmt.Sprintf("%d. %s", i+1, w.Question)
		if w.By != "" {
			line += g.say(" Ask %s.", w.By)
		}
		found = append(found, line+g.say(" (%s, now %s)", w.Path, g.asItIs(w)))
	}
	return found
}

// unmoved says that some guesses matter little.
const unmoved = "they change what is decided nowhere, and the %s by less than a twentieth, less than %s, or by no more than chance: %s"

// others are the guesses that change little or nothing.
func (g *guesswork) others() []string {
	var little, nothing, refused []string
	for i := range g.Swings {
		w := &g.Swings[i]
		if w.Refused != "" {
			refused = append(refused, g.say("%s cannot be %s", w.Path, w.Refused))
		}
		switch {
		case len(w.Turns) > 0 || g.moves(w):
		case w.Nothing:
			nothing = append(nothing, w.Path)
		default:
			little = append(little, w.Path)
		}
	}
	var lines []string
	if len(little) > 0 {
		lines = append(lines, g.say(unmoved, g.measured(), g.floor(), g.listed(little, "and")))
	}
	if len(nothing) > 0 {
		lines = append(lines, g.say("they change nothing at all: %s", g.listed(nothing, "and")))
	}
	return append(lines, refused...)
}

// floor is the change below which none is worth naming.
func (g *guesswork) floor() string {
	if g.Metric.Unit == model.Instant {
		return g.duration(g.Metric.Floor)
	}
	return g.value(g.Metric.Unit, g.Metric.Floor)
}

// unvaried are the guesses that have no range.
func (g *guesswork) unvaried() []string {
	var lines []string
	by := map[string]int{}
	for i := range g.Fixed {
		f := &g.Fixed[i]
		at, ok := by[f.Why]
		if !ok {
			at = len(lines)
			by[f.Why] = at
			lines = append(lines, f.Why+": ")
		} else {
			lines[at] += ", "
		}
		lines[at] += f.Path + " (" + clipped(f.Value) + ")"
	}
	return lines
}

// spanHeading heads the table of all guesses together.
func (g *guesswork) spanHeading() string {
	t := &g.Together
	text := g.say("All guesses at once: 90 %% of %s of a Latin hypercube over the ranges, and the middle one; means of %s each",
		g.counted(t.Points-t.Refused, "point", "points"), g.counted(t.Replications, "rollout", "rollouts"))
	if t.Refused == 1 {
		return text + g.say(" (1 point more was not possible: %s)", t.Why)
	}
	if t.Refused > 0 {
		text += g.say(" (%s points more were not possible: %s)", g.thousands(t.Refused), t.Why)
	}
	return text
}

func (g *guesswork) spanTable() table.Writer {
	t := newTable()
	heading := table.Row{g.say("Strategy")}
	if g.queue {
		heading = table.Row{g.say("Slots")}
	}
	for _, s := range g.Together.Spans[0] {
		heading = append(heading, s.Metric.Name)
	}
	if len(g.Scenario.Targets) > 0 {
		heading = append(heading, g.say("Best at"))
	}
	t.AppendHeader(heading)
	for i := range g.Results {
		row := table.Row{g.heading(&g.Results[i])}
		if g.queue {
			row = table.Row{g.Results[i].Slots}
		}
		for _, s := range g.Together.Spans[i] {
			if math.IsNaN(s.P50) {
				row = append(row, g.say(nothingToCount))
				continue
			}
			row = append(row, lines(g.value(s.Metric.Unit, s.P50), g.value(s.Metric.Unit, s.P5)+" – "+g.value(s.Metric.Unit, s.P95)))
		}
		if len(g.Scenario.Targets) > 0 {
			best := ""
			if g.candidateRow(i) {
				best = g.counted(g.Together.Best[i], "point", "points")
			}
			row = append(row, best)
		}
		t.AppendRow(row)
	}
	return t
}

// candidateRow tells whether a result may be recommended.
func (g *guesswork) candidateRow(i int) bool {
	return g.queue || g.Results[i].Strategy != model.NoRollout
}
