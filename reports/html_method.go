package reports

import (
	"github.com/rollsim/rollsim/model"
)

// assumptionsSection lists what the answer rests on: values without a source first,
// with the range that is thought possible.
func (h *review) assumptionsSection() section {
	s := section{ID: "assumptions", Heading: h.l.say("What this rests on"), Blocks: h.guessBlocks()}
	table := func(caption string, holds func(*model.Origin) bool) *htmlTable {
		t := &htmlTable{Caption: caption, Folded: true, Wordy: true, Heads: []string{h.l.say("Value"), h.l.say("Is"), h.l.say("May be"), h.l.say("Source")}}
		for i := range h.Scenario.Origins {
			o := &h.Scenario.Origins[i]
			if holds(o) {
				t.Rows = append(t.Rows, htmlRow{Cells: cells(printable(o.Path), printable(o.Value), o.Range, printable(h.l.origin(o)))})
			}
		}
		return t
	}
	for _, t := range []*htmlTable{
		table(h.l.say("Assumptions: no source was found for these"), func(o *model.Origin) bool { return o.Kind == model.Assumption }),
		table(h.l.say("What the scenario says"), func(o *model.Origin) bool { return o.Kind == model.FromFile || o.Kind == model.FromSet }),
		table(h.l.say("Defaults with a source"), func(o *model.Origin) bool { return o.Kind == model.Default }),
	} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, block{Table: t})
		}
	}
	return s
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

// methodSection says how it was computed, and is signed.
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
	s.listBlock(h.l.say("Beside the flow without chance, the thin line"), h.flowNotes())
	s.Blocks = append(s.Blocks, block{Signature: []string{h.l.say("Place, date"), h.l.say("For the rollout"), h.l.say("For the backend")}})
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
