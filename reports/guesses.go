package reports

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// guesswork is what guesses are worth, on its way to a reader.
type guesswork struct {
	*page
	*study.Sensitivity
	respell func(text string) string // of what the scenario says
}

func (l voice) guesswork(s *study.Sensitivity, spell func(string) string) *guesswork {
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
	return &guesswork{pageIn(renamed(s.Comparison, spell), l), &copied, spell}
}

// respelt is a guess in which every free text is spelled anew, and what is asked is in
// the language.
func (l voice) respelt(g study.Guess, spell func(string) string) study.Guess {
	g.Question = model.Written(spell(l.Language.Told(g.Question, nil)))
	for _, text := range []*string{&g.Path, &g.Value, &g.Now, &g.Low, &g.High, &g.Source, &g.By} {
		*text = spell(*text)
	}
	return g
}

// GuessesText writes for a terminal of 120 columns what guesses are worth: on which
// the decision hangs, a table of their swings, what to ask, and the span over all.
func GuessesText(in say.Language, w io.Writer, s *study.Sensitivity) error {
	l := voice{in}
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
func GuessesMarkdown(in say.Language, w io.Writer, s *study.Sensitivity) error {
	l := voice{in}
	g := l.guesswork(s, func(name string) string { return inMarkdown(printable(name)) })
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", g.verdict().bold())
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
func (g *guesswork) sentence() string { return g.verdict().String() }

// verdict is the sentence in its two parts.
func (g *guesswork) verdict() verdict {
	best := g.Ruling.Best
	switch {
	case len(g.Swings) == 0:
		return verdict{g.Say(say.T("NOTHING TO VARY", "NICHTS ZU VERÄNDERN")), g.nothingToVary() + "."}
	case len(g.Scenario.Targets) == 0:
		return verdict{g.Say(say.T("NO DECISION", "KEINE ENTSCHEIDUNG")), g.Say(say.T("the scenario names no targets, so no guess can change what is decided; below is how far each moves the %s.",
			"das Szenario nennt keine Zielwerte, also kann keine Annahme ändern, was entschieden wird; unten steht, wie weit jede diese Größe verschiebt: %s."), g.measured())}
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
		together = g.Say(say.T("; with all guesses varied together, %s at %s",
			"; werden alle Annahmen zugleich verändert, gilt %[2]s: %[1]s"), now, g.pointsOf(t.Same, n))
		if best >= 0 && t.None > 0 {
			together += g.whereNobody(g.Thousands(t.None))
		}
	}
	if len(flips) == 0 {
		v := verdict{g.Say(say.T("THE DECISION HOLDS", "DIE ENTSCHEIDUNG STEHT")),
			g.Say(say.T("no guess changes it by itself; %s at both ends of every range",
				"keine Annahme ändert sie für sich allein; an beiden Enden jeder Spanne gilt: %s"), now)}
		if g.unsure() != "" {
			v = verdict{g.Say(say.T("NO GUESS CHANGES WHAT THE MEANS DECIDE", "KEINE ANNAHME ÄNDERT, WAS DIE MITTELWERTE ENTSCHEIDEN")),
				g.Say(say.T("by them, %s at both ends of every range", "nach ihnen gilt an beiden Enden jeder Spanne: %s"), now)}
		}
		if others > 0 {
			v = v.and(g.Say(say.T(", though %s what else keeps the targets",
				", doch %s, womit sonst die Zielwerte erreicht werden"), g.Counted(others, say.GuessesChange)))
		}
		return v.and(together + g.caveat())
	}
	v := verdict{g.Say(say.T("THE DECISION HANGS ON %s", "DIE ENTSCHEIDUNG HÄNGT AN %s"), strings.ToUpper(g.Counted(len(flips), say.Guesses))),
		g.Say(say.T("as the values are, %s; %s", "mit den Werten wie angenommen gilt: %s; %s"), now, strings.Join(flips, "; "))}
	if g.unsure() != "" {
		v = verdict{g.Say(say.T("WHAT THE MEANS DECIDE HANGS ON %s", "WAS DIE MITTELWERTE ENTSCHEIDEN, HÄNGT AN %s"), strings.ToUpper(g.Counted(len(flips), say.Guesses))),
			g.Say(say.T("by them, as the values are, %s; %s", "nach ihnen gilt mit den Werten wie angenommen: %s; %s"), now, strings.Join(flips, "; "))}
	}
	return v.and(together + g.caveat())
}

// nobody says that no result keeps every target.
func (g *guesswork) nobody() string {
	if g.queue {
		return g.Say(say.T("no slot number keeps every target",
			"keine Anzahl von Plätzen erreicht alle Zielwerte"))
	}
	return g.Say(say.T("no strategy keeps every target",
		"keine Strategie erreicht alle Zielwerte"))
}

// whereNobody says the same of a place, at the end of a sentence.
func (g *guesswork) whereNobody(place string) string {
	if g.queue {
		return g.Say(say.T(", and at %s no slot number keeps every target",
			", und bei %s erreicht keine Anzahl von Plätzen alle Zielwerte"), place)
	}
	return g.Say(say.T(", and at %s no strategy keeps every target",
		", und bei %s erreicht keine Strategie alle Zielwerte"), place)
}

// pointsOf says at how many of some points something is so.
func (g *guesswork) pointsOf(n, of int) string {
	switch {
	case of == 1 && n == 1:
		return g.Say(say.T("all 1 point", "am einzigen Punkt"))
	case n == of:
		return g.Say(say.T("all %s points", "an allen %s Punkten"), g.Thousands(of))
	case of == 1:
		return g.Say(say.T("%s of 1 point", "an %s von 1 Punkt"), g.Thousands(n))
	}
	return g.Say(say.T("%s of %s points", "an %s von %s Punkten"), g.Thousands(n), g.Thousands(of))
}

// nothingToVary says why no guess was varied.
func (g *guesswork) nothingToVary() string {
	if len(g.Fixed) > 0 {
		return g.Say(say.T("none of the guesses has a range that can be varied",
			"keine der Annahmen hat eine Spanne, in der sie verändert werden kann"))
	}
	if g.OnlyMarked {
		return g.Say(say.T("the scenario marks no value as a guess, unknown or with a range; its defaults that are assumptions were left out",
			"das Szenario kennzeichnet keinen Wert als Annahme, als unbekannt oder mit einer Spanne; seine Vorgaben, die Annahmen sind, blieben außer Betracht"))
	}
	return g.Say(say.T("the scenario has no guesses: every value is given or has a source",
		"das Szenario enthält keine Annahmen: jeder Wert ist angegeben oder hat eine Quelle"))
}

// caveat ends the sentence on the decision, and says if that is not sure.
func (g *guesswork) caveat() string {
	if why := g.unsure(); why != "" {
		return g.Say(say.T(". This is not sure: %s.", ". Sicher ist das nicht: %s."), why)
	}
	return "."
}

// unsure says why the decision is not known with the values as they are, empty if it
// is.
func (g *guesswork) unsure() string {
	switch {
	case g.Replications == 1:
		return g.Say(say.T("1 rollout of the values as they are is too few to tell, play %d or more",
			"1 Rollout mit den Werten wie angenommen ist zu wenig, nötig sind mindestens %d"), fewestToHold)
	case g.Replications < fewestToHold:
		return g.Say(say.T("%d rollouts of the values as they are are too few to tell, play %d or more",
			"%d Rollouts mit den Werten wie angenommen sind zu wenig, nötig sind mindestens %d"), g.Replications, fewestToHold)
	case g.Ruling.Best >= 0 && !meetsAll(&g.Results[g.Ruling.Best]):
		return g.Say(say.T("a target of %s is undecided with the values as they are",
			"bei %s ist ein Zielwert mit den Werten wie angenommen noch offen"), g.bestName(g.Ruling.Best))
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
		return g.Say(say.T("%s are best", "die Wahl fällt auf %s"), g.bestName(i))
	}
	return g.Say(say.T("%s is best", "die Wahl fällt auf %s"), g.bestName(i))
}

// misses says what a result misses.
func (g *guesswork) misses(c *study.Ruling, i int) string {
	if g.are(i) {
		return g.Say(say.T("%s miss %s", "bei %s verfehlt: %s"), g.bestName(i), g.missed(c, i))
	}
	return g.Say(say.T("%s misses %s", "bei %s verfehlt: %s"), g.bestName(i), g.missed(c, i))
}

// flip says at which value another result becomes the best.
func (g *guesswork) flip(w *study.Swing) string {
	var parts []string
	for i := range w.Turns {
		if t := &w.Turns[i]; t.Best {
			part := g.Say(say.T("%[1]s %[2]s", "%[1]s: %[2]s"), g.at(w, t), g.consequence(&t.Ruling))
			if last := &t.Last; t.Ruling.Best >= 0 && last.Best < 0 {
				part += g.whereNobody(g.end(w, t.Up))
			}
			parts = append(parts, part)
		}
	}
	return g.Say(say.T("%[1]s: %[2]s", "%[1]s %[2]s"), w.Path, strings.Join(parts, g.Say(say.T(", and ", ", und "))))
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
		return g.Say(say.T("a %s of %s", "einem %s von %s"), g.middle(w.Of), value)
	}
	switch {
	case !w.Range.Ordered || math.IsNaN(w.Range.Base):
		return g.Say(say.T("with %s", "mit %s"), of(t.To))
	case strings.Contains(t.From, ": "):
		return g.Say(say.T("from %s on towards %s", "ab %s in Richtung %s"), t.From, g.end(w, t.Up))
	case t.Up:
		return g.Say(say.T("above %s", "über %s"), of(t.From))
	}
	return g.Say(say.T("below %s", "unter %s"), of(t.From))
}

// between says the same with both values.
func (g *guesswork) between(w *study.Swing, t *study.Turn) string {
	if !w.Range.Ordered || math.IsNaN(w.Range.Base) {
		return g.at(w, t)
	}
	return g.Say(say.T("between %s and %s", "zwischen %s und %s"), t.From, t.To)
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
		return g.Say(say.T("%s, and %s", "%s, und %s"), g.nobody(), why)
	case now.Best < 0:
		return g.nobody()
	case why != "":
		return g.Say(say.T("%s, as %s", "%s (%s)"), g.isBest(now.Best), why)
	case !was.Keeps(now.Best):
		return g.Say(say.T("%s, as it keeps every target too",
			"%s (auch damit werden alle Zielwerte erreicht)"), g.isBest(now.Best))
	}
	return g.isBest(now.Best)
}

// missed are the targets that a result does not keep.
func (g *guesswork) missed(c *study.Ruling, result int) string {
	var texts []string
	for _, k := range c.Misses[result] {
		texts = append(texts, g.Scenario.Targets[k].Text)
	}
	return g.Listed(texts, say.And)
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
			parts = append(parts, g.Say(say.T("%s keeps every target", "bei %s werden alle Zielwerte erreicht"), g.bestName(i)))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, g.Say(say.T("the verdict is %s", "das Ergebnis ist %s"), g.Say(decision(t.Ruling.Decision))))
	}
	return g.between(w, t) + ": " + g.Listed(parts, say.And)
}

// measured is the metric of the swings in words.
func (g *guesswork) measured() string {
	switch name := g.Metric.Name; {
	case name == waitAfterUpdate:
		return g.Say(say.T("wait after the update that 19 of 20 do not exceed",
			"Wartezeit nach dem Update, die 19 von 20 nicht überschreiten"))
	case name == "delay.update.p95":
		return g.Say(say.T("delay after the update that 19 of 20 do not exceed",
			"Verzögerung nach dem Update, die 19 von 20 nicht überschreiten"))
	case name == updatedBy:
		if g.partial {
			return g.Say(say.T("date by which 95 %% of the PCs that can be updated are updated", "Datum, bis zu dem 95 %% der PCs aktualisiert sind, die das Update erhalten können"))
		}
		return g.Say(say.T("date by which 95 %% of the PCs are updated", "Datum, bis zu dem 95 %% der PCs aktualisiert sind"))
	case name == waitAnySync && g.queue:
		return g.Say(say.T("wait that 19 of 20 jobs do not exceed",
			"Wartezeit, die 19 von 20 Aufträgen nicht überschreiten"))
	}
	return g.Metric.Name
}

// subject says what the table is about.
func (g *guesswork) subject() string {
	r := &g.Results[g.Headline]
	where := say.T("%s; the %s with %s: %s as the values are",
		"%s; %s, mit %s: %s mit den Werten wie angenommen")
	if g.queue {
		where = say.T("%s; the %s on %s: %s as the values are",
			"%s; %s, bei %s: %s mit den Werten wie angenommen")
	}
	return g.Say(where, g.Scenario.Name, g.measured(), g.nameOf(r), g.estimate(metric(r, g.Metric.Name))) +
		g.Say(say.T("; the same at the ends of the range of each guess, all others as they are, and how it changes, rollout by rollout",
			"; dasselbe an den Enden der Spanne jeder Annahme, alle anderen wie angenommen, und wie es sich ändert, Rollout für Rollout"))
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
	t.AppendHeader(table.Row{g.Say(say.T("Guess", "Annahme")), g.Say(say.T("As it is", "Wie angenommen")), g.Say(say.T("At the low end", "Am unteren Ende")), g.Say(say.T("At the high end", "Am oberen Ende")), g.Say(say.T("What it changes", "Was sie ändert"))})
	for _, w := range g.told() {
		name := folded(w.Path, 24)
		if n := len(w.Paths); n > 1 {
			name += "\n(" + g.Counted(n, say.Groups) + ")"
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
		return g.middle(w.Of) + " " + w.Now
	}
	return w.Now
}

// endCell is the metric at an end of a range.
func (g *guesswork) endCell(w *study.Swing, end []study.AtEnd, value string) string {
	if end == nil {
		return wrapped(value, 22, "") + ":\n" + g.Say(say.T("not possible", "nicht möglich"))
	}
	e := &end[g.Headline]
	return wrapped(value+": "+g.value(e.Metric.Metric.Unit, e.Metric.Mean), 26, "") + "\n" + wrapped(g.signed(e), 26, "")
}

// legend says how the table is to be read.
func (g *guesswork) legend() string {
	return g.Say(say.T("± is the 95 %% interval over %s of each guess, %d of those that matter; the values as they are: %s. "+
		"All with the same clients, mornings and work; a change is against the same rollouts. What is decided goes by the mean, and a target in x %% of rollouts by that share.",
		"± ist das 95-%%-Intervall über %s je Annahme, %d für die, auf die es ankommt; die Werte wie angenommen: %s. Alle mit denselben PCs, Morgen und Arbeiten; eine Änderung bezieht sich auf dieselben Rollouts. Entschieden wird nach dem Mittelwert, ein Zielwert in x %% der Rollouts nach diesem Anteil."),
		g.Counted(g.Few, say.Rollouts), g.More, g.Counted(g.Replications, say.Rollouts))
}

// sections are what is told below the table.
func (g *guesswork) sections() []note {
	var found []note
	if ask := g.questions(); len(ask) > 0 {
		found = append(found, note{g.Say(say.T("What to ask, the most decisive first",
			"Was zu fragen ist, das Entscheidende zuerst")), ask})
	}
	if rest := g.others(); len(rest) > 0 {
		found = append(found, note{g.Say(say.T("What need not be asked for this decision",
			"Was für diese Entscheidung nicht gefragt werden muss")), rest})
	}
	if fixed := g.unvaried(); len(fixed) > 0 {
		found = append(found, note{g.Say(say.T("What was not varied", "Was nicht verändert wurde")), fixed})
	}
	return found
}

// questions are those whose answers matter.
func (g *guesswork) questions() []string {
	var found []string
	for i, w := range g.told() {
		line := fmt.Sprintf("%d. %s", i+1, w.Question)
		if w.By != "" {
			line += g.Say(say.T(" Ask %s.", " Zu fragen: %s."), w.By)
		}
		found = append(found, line+g.Say(say.T(" (%s, now %s)", " (%s, jetzt %s)"), w.Path, g.asItIs(w)))
	}
	return found
}

// unmoved says that some guesses matter little.
var unmoved = say.T("they change what is decided nowhere, and the %s by less than a twentieth, less than %s, or by no more than chance: %s",
	"sie ändern nirgends, was entschieden wird, und die Größe „%s“ um weniger als ein Zwanzigstel, weniger als %s oder um nicht mehr als Zufall: %s")

// others are the guesses that change little or nothing.
func (g *guesswork) others() []string {
	var little, nothing, refused []string
	for i := range g.Swings {
		w := &g.Swings[i]
		if w.Refused != "" {
			refused = append(refused, g.Say(say.T("%s cannot be %s", "%s geht nicht: %s"), w.Path, w.Refused))
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
		lines = append(lines, g.Say(unmoved, g.measured(), g.floor(), g.Listed(little, say.And)))
	}
	if len(nothing) > 0 {
		lines = append(lines, g.Say(say.T("they change nothing at all: %s", "sie ändern gar nichts: %s"), g.Listed(nothing, say.And)))
	}
	return append(lines, refused...)
}

// floor is the change below which none is worth naming.
func (g *guesswork) floor() string {
	if g.Metric.Unit == model.Instant {
		return g.Duration(g.Metric.Floor)
	}
	return g.value(g.Metric.Unit, g.Metric.Floor)
}

// unvaried are the guesses that have no range.
func (g *guesswork) unvaried() []string {
	var lines []string
	by := map[model.Unvaried]int{}
	for i := range g.Fixed {
		f := &g.Fixed[i]
		at, ok := by[f.Why]
		if !ok {
			at = len(lines)
			by[f.Why] = at
			lines = append(lines, g.respell(g.whyUnvaried(f.Why))+": ")
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
	text := g.Say(say.T("All guesses at once: 90 %% of %s of a Latin hypercube over the ranges, and the middle one; means of %s each",
		"Alle Annahmen zugleich: 90 %% der Punkte (%s) eines lateinischen Hyperwürfels über die Spannen, und der mittlere; je Punkt Mittel über %s"),
		g.Counted(t.Points-t.Refused, say.Points), g.Counted(t.Replications, say.Rollouts))
	if t.Refused == 1 {
		return text + g.Say(say.T(" (1 point more was not possible: %s)",
			" (1 weiterer Punkt war nicht möglich: %s)"), t.Why)
	}
	if t.Refused > 0 {
		text += g.Say(say.T(" (%s points more were not possible: %s)",
			" (%s weitere Punkte waren nicht möglich: %s)"), g.Thousands(t.Refused), t.Why)
	}
	return text
}

func (g *guesswork) spanTable() table.Writer {
	t := newTable()
	heading := table.Row{g.Say(say.T("Strategy", "Strategie"))}
	if g.queue {
		heading = table.Row{g.Say(say.T("Slots", "Plätze"))}
	}
	for _, s := range g.Together.Spans[0] {
		heading = append(heading, s.Metric.Name)
	}
	if len(g.Scenario.Targets) > 0 {
		heading = append(heading, g.Say(say.T("Best at", "Gewählt")))
	}
	t.AppendHeader(heading)
	for i := range g.Results {
		row := table.Row{g.heading(&g.Results[i])}
		if g.queue {
			row = table.Row{g.Results[i].Slots}
		}
		for _, s := range g.Together.Spans[i] {
			if math.IsNaN(s.P50) {
				row = append(row, g.Say(nothingToCount))
				continue
			}
			row = append(row, lines(g.value(s.Metric.Unit, s.P50), g.value(s.Metric.Unit, s.P5)+" – "+g.value(s.Metric.Unit, s.P95)))
		}
		if len(g.Scenario.Targets) > 0 {
			best := ""
			if g.candidateRow(i) {
				best = g.Counted(g.Together.Best[i], say.Points)
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
