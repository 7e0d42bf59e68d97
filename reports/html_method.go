package reports

import (
	"regexp"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// assumptionsSection lists what the answer rests on: values without a source first,
// with the range that is thought possible.
func (h *review) assumptionsSection() section {
	s := section{ID: "assumptions", Heading: h.l.Say(say.T("What this rests on", "Worauf das beruht")), Blocks: h.guessBlocks()}
	table := func(caption string, holds func(*model.Origin) bool) *htmlTable {
		t := &htmlTable{Caption: caption, Folded: true, Wordy: true, Heads: []string{h.l.Say(say.T("Value", "Wert")), h.l.Say(say.T("Is", "Ist")), h.l.Say(say.T("May be", "Kann sein")), h.l.Say(say.T("Source", "Quelle"))}}
		for i := range h.Scenario.Origins {
			o := h.Scenario.Origins[i]
			if !holds(&o) {
				continue
			}
			ranges := o.Range
			if ranges != "" && o.Of != "" {
				ranges = h.l.middle(o.Of) + " " + ranges
			}
			o.Range = "" // stands in a column of its own
			t.Rows = append(t.Rows, htmlRow{Cells: cells(printable(o.Path), printable(o.Value), printable(ranges), printable(h.l.origin(&o)))})
		}
		return t
	}
	guessed := table(h.l.Say(say.T("Assumptions: no source was found for these",
		"Annahmen: dafür wurde keine Quelle gefunden")), func(o *model.Origin) bool { return o.Kind == model.Assumption })
	given := table(h.l.Say(say.T("What the scenario says", "Was im Szenario steht")), func(o *model.Origin) bool { return o.Kind == model.FromFile || o.Kind == model.FromSet })
	known := table(h.l.Say(say.T("Defaults with a source", "Vorgaben mit Quelle")), func(o *model.Origin) bool { return o.Kind == model.Default })
	given.Compact, known.Compact = true, true
	s.tableBlock(guessed)
	s.tableBlock(given)
	s.tableBlock(known)
	s.listBlock(h.l.Say(say.T("The vendor's support articles: empower, support.empowersuite.com",
		"Die Support-Artikel des Herstellers: empower, support.empowersuite.com")), h.articles())
	return s
}

// article is the number by which a source names an article of the vendor's support.
var article = regexp.MustCompile(`vendor's support article (\d+)`)

// articles are the links to those that sources name.
func (h *review) articles() []string {
	var links []string
	for i := range h.Scenario.Origins {
		if h.Scenario.Origins[i].Source == nil {
			continue
		}
		for _, found := range article.FindAllStringSubmatch(h.Scenario.Origins[i].Source.String(), -1) {
			if link := "https://support.empowersuite.com/hc/en-us/articles/" + found[1]; !slices.Contains(links, link) {
				links = append(links, link)
			}
		}
	}
	return links
}

// accountingSection shows that nobody got lost.
func (h *review) accountingSection() section {
	t := &htmlTable{Caption: h.l.Say(say.T("Every %s accounted for, over all rollouts and at their end",
		"Verbleib jeder Anforderung (%s), über alle Rollouts und an deren Ende"), h.unit()),
		Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Asked for", "Angefragt")), h.l.Say(say.T("Done", "Erledigt")), h.l.Say(say.T("Given up", "Aufgegeben")), h.l.Say(say.T("Waiting", "Wartend")), h.l.Say(say.T("Running", "Laufend"))}}
	for i := range h.Results {
		a := &h.Results[i].Accounting
		t.Rows = append(t.Rows, htmlRow{Cells: cells(h.nameOf(&h.Results[i]), h.Thousands(int(a.Asked)), h.Thousands(int(a.Done)), h.Thousands(int(a.GaveUp)), h.Thousands(int(a.Waiting)), h.Thousands(int(a.Running)))})
	}
	return section{ID: "accounting", Heading: h.l.Say(say.T("Who is counted", "Wer gezählt wird")), Blocks: []block{{Table: t}, {Text: h.l.Say(say.T("Asked for = done + given up + waiting + running. Waiting means not started, or put off to the next session of the PC.",
		"Angefordert = erledigt + aufgegeben + wartend + laufend. Wartend heißt: nicht begonnen oder auf die nächste Sitzung des PCs verschoben."))}}}
}

// methodSection says how it was computed.
func (h *review) methodSection() section {
	t := &htmlTable{Caption: h.l.Say(say.T("What gives the same numbers again", "Was dieselben Zahlen wieder ergibt")), Heads: []string{h.l.Say(say.T("What", "Was")), h.l.Say(say.T("Value", "Wert"))}}
	add := func(what, value string) {
		if value != "" {
			t.Rows = append(t.Rows, htmlRow{Cells: cells(what, value)})
		}
	}
	add(h.l.Say(say.T("Simulated", "Simuliert")), h.simulatedWhat())
	add(h.l.Say(say.T("Command that gives it again", "Befehl, der dasselbe ergibt")), h.Command)
	add(h.l.Say(say.T("Program", "Programm")), h.Program)
	add(h.l.Say(say.T("Scenario hash", "Prüfsumme des Szenarios")), h.Hash)
	s := section{ID: "method", Heading: h.l.Say(say.T("How it was computed", "Wie gerechnet wurde")), Blocks: []block{{Table: t}}}
	s.listBlock(h.l.Say(say.T("How sure it is", "Wie sicher das ist")), h.sureNotes())
	s.listBlock(h.l.Say(say.T("Known before any event was played", "Schon vor der Simulation bekannt")), h.boundNotes())
	s.listBlock(h.l.Say(say.T("Beside the flow without chance, the dotted line of the load",
		"Verglichen mit dem Verlauf ohne Zufall, der gepunkteten Linie der Last")), h.flowNotes())
	return s
}

// gloss says in plain words what a metric counts, empty for none that is known.
func (h *review) gloss(name string) string {
	m, ok := model.MetricNamed(name)
	if !ok {
		return ""
	}
	return h.l.meaning(m)
}

// wordsSection explains the names and words that a committee need not know.
func (h *review) wordsSection() section {
	s := section{ID: "words", Heading: h.l.Say(say.T("Words used here", "Verwendete Begriffe"))}
	t := &htmlTable{Caption: h.l.Say(say.T("What names and words mean", "Was Namen und Begriffe bedeuten")), Wordy: true, Compact: true, Heads: []string{h.l.Say(say.T("Word", "Begriff")), h.l.Say(say.T("Meaning", "Bedeutung"))}}
	add := func(word, meaning string) {
		if meaning != "" {
			t.Rows = append(t.Rows, htmlRow{Cells: cells(word, meaning)})
		}
	}
	names := []string{waitAfterUpdate, longestWait, waitAnySync, updatedBy}
	if h.queue {
		names = []string{waitAnySync}
		for _, c := range h.systemColumns() {
			names = append(names, c.metric)
		}
	}
	for i := range h.Scenario.Targets {
		if name := h.Scenario.Targets[i].Metric; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		add(name, h.gloss(name))
	}
	add("p95", h.l.Say(say.T("19 of 20 lie at or below it, 1 of 20 above",
		"19 von 20 liegen höchstens bei diesem Wert, 1 von 20 darüber")))
	add(h.l.Say(say.T("slots", "Plätze")), h.l.Say(say.T("what the backend runs at the same time; whoever comes later waits",
		"was das Backend gleichzeitig ausführt; wer später kommt, wartet")))
	if !h.queue {
		add("wd", h.l.Say(say.T("workdays of the scenario's calendar",
			"Arbeitstage nach dem Kalender des Szenarios")))
		add(h.l.Say(say.T("rollout", "Rollout")), h.l.Say(say.T("one course of the whole update, simulated with chance of its own; each strategy is played in the same ones",
			"ein simulierter Verlauf des ganzen Updates mit eigenem Zufall; jede Strategie wird in denselben durchgespielt")))
	}
	s.tableBlock(t)
	return s
}

// made says what the page was made from.
func (h *review) made() string {
	return h.l.Say(say.T("Made by rollsim %s from %s.", "Erstellt mit rollsim %s: %s."), h.Program, h.subject())
}

// chartWords are the words that the script of the page needs.
func (h *review) chartWords() map[string]string {
	words := map[string]string{}
	for key, text := range map[string]say.Msg{
		"running": say.T("running", "laufend"), "waiting": say.T("waiting", "wartend"), "slots": say.T("slots", "Plätze"), "whole": say.T("whole rollout", "ganzer Rollout"), "week": say.T("a week", "eine Woche"), "day": say.T("a day", "ein Tag"),
		"hour": say.T("an hour", "eine Stunde"), "tenMinutes": say.T("ten minutes", "zehn Minuten"),
		"stretch": say.T("What the charts over time show", "Was die Verläufe zeigen"), "sameScale": say.T("one scale for all", "gleiche Skala für alle"), "howToZoom": say.T("Drag to zoom; keys: arrows, +, −, Home",
			"Ziehen vergrößert; Tasten: Pfeile, +, −, Pos1"),
	} {
		words[key] = h.l.Say(text)
	}
	return words
}
