package reports

import (
	"regexp"
	"slices"

	"github.com/rollsim/rollsim/model"
)

// assumptionsSection lists what the answer rests on: values without a source first,
// with the range that is thought possible.
func (h *review) assumptionsSection() section {
	s := section{ID: "assumptions", Heading: h.l.say("What this rests on"), Blocks: h.guessBlocks()}
	table := func(caption string, holds func(*model.Origin) bool) *htmlTable {
		t := &htmlTable{Caption: caption, Folded: true, Wordy: true, Heads: []string{h.l.say("Value"), h.l.say("Is"), h.l.say("May be"), h.l.say("Source")}}
		for i := range h.Scenario.Origins {
			o := h.Scenario.Origins[i]
			if !holds(&o) {
				continue
			}
			ranges := o.Range
			if ranges != "" && o.Of != "" {
				ranges = h.l.say(o.Of) + " " + ranges
			}
			o.Range = "" // stands in a column of its own
			t.Rows = append(t.Rows, htmlRow{Cells: cells(printable(o.Path), printable(o.Value), printable(ranges), printable(h.l.origin(&o)))})
		}
		return t
	}
	guessed := table(h.l.say("Assumptions: no source was found for these"), func(o *model.Origin) bool { return o.Kind == model.Assumption })
	given := table(h.l.say("What the scenario says"), func(o *model.Origin) bool { return o.Kind == model.FromFile || o.Kind == model.FromSet })
	known := table(h.l.say("Defaults with a source"), func(o *model.Origin) bool { return o.Kind == model.Default })
	given.Compact, known.Compact = true, true
	s.tableBlock(guessed)
	s.tableBlock(given)
	s.tableBlock(known)
	s.listBlock(h.l.say("The vendor's support articles: empower, support.empowersuite.com"), h.articles())
	return s
}

// article is the number by which a source names an article of the vendor's support.
var article = regexp.MustCompile(`vendor's support article (\d+)`)

// articles are the links to those that sources name.
func (h *review) articles() []string {
	var links []string
	for i := range h.Scenario.Origins {
		for _, found := range article.FindAllStringSubmatch(h.Scenario.Origins[i].Source, -1) {
			if link := "https://support.empowersuite.com/hc/en-us/articles/" + found[1]; !slices.Contains(links, link) {
				links = append(links, link)
			}
		}
	}
	return links
}

// accountingSection shows that nobody got lost.
func (h *review) accountingSection() section {
	t := &htmlTable{Caption: h.l.say("Every %s accounted for, over all rollouts and at their end", h.unit("")),
		Heads: []string{h.l.say("Strategy"), h.l.say("Asked for"), h.l.say("Done"), h.l.say("Given up"), h.l.say("Waiting"), h.l.say("Running")}}
	for i := range h.Results {
		a := &h.Results[i].Accounting
		t.Rows = append(t.Rows, htmlRow{Cells: cells(h.nameOf(&h.Results[i]), h.thousands(int(a.Asked)), h.thousands(int(a.Done)), h.thousands(int(a.GaveUp)), h.thousands(int(a.Waiting)), h.thousands(int(a.Running)))})
	}
	return section{ID: "accounting", Heading: h.l.say("Who is counted"), Blocks: []block{{Table: t}, {Text: h.l.say("Asked for = done + given up + waiting + running. Waiting means not started, or put off to the next session of the PC.")}}}
}

// methodSection says how it was computed.
func (h *review) methodSection() section {
	t := &htmlTable{Caption: h.l.say("What gives the same numbers again"), Heads: []string{h.l.say("What"), h.l.say("Value")}}
	add := func(what, value string) {
		if value != "" {
			t.Rows = append(t.Rows, htmlRow{Cells: cells(what, value)})
		}
	}
	add(h.l.say("Simulated"), h.simulatedWhat())
	add(h.l.say("Command that gives it again"), h.Command)
	add(h.l.say("Program"), h.Program)
	add(h.l.say("Scenario hash"), h.Hash)
	s := section{ID: "method", Heading: h.l.say("How it was computed"), Blocks: []block{{Table: t}}}
	s.listBlock(h.l.say("How sure it is"), h.sureNotes())
	s.listBlock(h.l.say("Known before any event was played"), h.boundNotes())
	s.listBlock(h.l.say("Beside the flow without chance, the dotted line of the load"), h.flowNotes())
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
	s := section{ID: "words", Heading: h.l.say("Words used here")}
	t := &htmlTable{Caption: h.l.say("What names and words mean"), Wordy: true, Compact: true, Heads: []string{h.l.say("Word"), h.l.say("Meaning")}}
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
	add("p95", h.l.say("19 of 20 lie at or below it, 1 of 20 above"))
	add(h.l.say("slots"), h.l.say("what the backend runs at the same time; whoever comes later waits"))
	if !h.queue {
		add("wd", h.l.say("workdays of the scenario's calendar"))
		add(h.l.say("rollout"), h.l.say("one course of the whole update, simulated with chance of its own; each strategy is played in the same ones"))
	}
	s.tableBlock(t)
	return s
}

// made says what the page was made from.
func (h *review) made() string {
	return h.l.say("Made by rollsim %s from %s.", h.Program, h.subject())
}

// chartWords are the words that the script of the page needs.
func (h *review) chartWords() map[string]string {
	words := map[string]string{}
	for key, text := range map[string]string{
		"running": "running", "waiting": "waiting", "slots": "slots", "updated": "updated", "whole": "whole rollout", "week": "a week", "day": "a day",
		"hour": "an hour", "tenMinutes": "ten minutes", "target": "target", "today": "today", "numbers": "The numbers", "wait": "wait", "met": "targets met", "notComputed": "not computed",
		"stretch": "What the charts over time show", "sameScale": "one scale for all", "howToZoom": "Drag to zoom; keys: arrows, +, −, Home",
	} {
		words[key] = h.l.say(text)
	}
	return words
}
