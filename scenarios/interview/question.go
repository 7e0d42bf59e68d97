package interview

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// A Question is one of the eleven.
type Question struct {
	Flag  string // its name as a flag, such as "clients"
	Usage string // of the flag, in English

	ask, why say.Msg
	choices  []choice // what may be answered, where that is a choice
	example  say.Msg
	first    asked // what is asked instead where nothing is installed; what is empty there stays
	assumed  func(*Draft) string
	take     func(*Draft, string) error
}

// A choice is an answer among few.
type choice struct {
	word    string   // as the scenario has it, or the flag
	name    say.Msg  // what it is called when it is asked for
	others  []string // that mean the same, in any language
	meaning say.Msg
}

// asked is how a question is put.
type asked struct{ ask, why, example say.Msg }

// Ask is the question to whoever has answered the ones before it.
func (q *Question) Ask(d *Draft) string { return d.asked(q.ask, q.first.ask) }

// Why says in a sentence what the answer is good for.
func (q *Question) Why(d *Draft) string { return d.asked(q.why, q.first.why) }

// Example shows answers; empty where choices do.
func (q *Question) Example(d *Draft) string { return d.asked(q.example, q.first.example) }

// asked says one thing, and another where there is another for a first installation.
func (d *Draft) asked(text, first say.Msg) string {
	if d.first && first != (say.Msg{}) {
		text = first
	}
	return d.Language.Say(text)
}

// offered are the choices that there are for whoever has answered the questions before.
func (q *Question) offered(d *Draft) []choice {
	if d.first && len(q.choices) > 0 && q.choices[0].word == autoUpdater {
		return q.choices[1:]
	}
	return q.choices
}

// Choices are the answers to choose from, each with its meaning; none where the
// answer is free.
func (q *Question) Choices(l say.Language) (names, meanings []string) { return called(l, q.choices) }

func called(l say.Language, choices []choice) (names, meanings []string) {
	for _, c := range choices {
		names, meanings = append(names, l.Say(c.name)), append(meanings, l.Say(c.meaning))
	}
	return names, meanings
}

// Assumed is what holds in a draft where nobody knows the answer.
func (q *Question) Assumed(d *Draft) string { return q.assumed(d) }

// Take puts an answer into a draft. An empty one, "?", "unknown" and the like mean
// that nobody knows. The error says in the language of the draft what is wrong and
// what would be right; then the draft is as before.
func (q *Question) Take(d *Draft, answer string) error {
	answer = strings.Join(strings.Fields(answer), " ")
	if dontKnow(answer) {
		return q.take(d, "")
	}
	if strings.IndexFunc(answer, unprintable) >= 0 {
		return d.complaint(say.T("there is a control character in it; type it again", "darin steht ein Steuerzeichen; bitte noch einmal eingeben"))
	}
	if len(answer) > 2000 {
		return d.complaint(say.T("that is too long; write the rest into the file afterwards", "das ist zu lang; der Rest kann später in die Datei"))
	}
	if len(q.choices) > 0 {
		word, ok := chosen(q.offered(d), answer)
		if !ok && !plainNumber().MatchString(answer) {
			word, ok = chosen(q.choices, answer) // which is told why it is not offered
		}
		if !ok {
			names, _ := called(d.Language, q.offered(d))
			or := d.Language.Say(say.T(" or ", " oder "))
			list := strings.Join(names[:len(names)-1], ", ") + or + names[len(names)-1]
			return d.complaint(say.T("give one of these, or its number: %s; got %s", "bitte eins davon oder seine Nummer: %s; nicht %s"), list, shown(answer))
		}
		answer = word
	}
	return q.take(d, answer)
}

// dontKnow tells whether an answer is that nobody knows.
func dontKnow(answer string) bool {
	switch strings.ToLower(strings.TrimRight(answer, ".!")) {
	case "", "?", "-", "unknown", "don't know", "dont know", "no idea", "unbekannt", "weiß nicht", "weiss nicht", "keine ahnung":
		return true
	}
	return false
}

// chosen is the choice that an answer names, by its number, its word or its name in
// any language, the beginning of one of them, or another word for it. Capitals,
// hyphens, spaces and the spelling of umlauts do not matter.
func chosen(choices []choice, answer string) (string, bool) {
	answer = plain(answer)
	for i, c := range choices {
		if answer == strconv.Itoa(i+1) || slices.ContainsFunc(c.others, func(other string) bool { return plain(other) == answer }) {
			return c.word, true
		}
		for _, name := range append([]string{c.word}, inAll(c.name)...) {
			if len(answer) > 1 && strings.HasPrefix(plain(name), answer) {
				return c.word, true
			}
		}
	}
	return "", false
}

// inAll is a text in all languages.
func inAll(m say.Msg) []string {
	var all []string
	for _, l := range say.Languages {
		all = append(all, l.Say(m))
	}
	return all
}

// plain is a word without what people write one way or another.
func plain(word string) string {
	return strings.NewReplacer("-", "", " ", "", "_", "", "ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(strings.ToLower(word))
}

const autoUpdater = "auto-updater"

// ways are those in which an update reaches a PC.
var ways = []choice{
	{autoUpdater, say.T("auto-updater", "Auto-Updater"), []string{"auto", "automatic", "automatically", "updater", "automatisch", "automatischer Updater", "selbst aktualisierend"},
		say.T("the program looks for it once a day by itself", "das Programm sucht einmal am Tag selbst danach")},
	{"managed", say.T("managed", "IT-Verteilung"), []string{"it", "by IT", "distributed", "sccm", "mecm", "configmgr", "configuration manager", "intune",
		"verteilt", "Verteilung", "Softwareverteilung", "von der IT verteilt", "durch die IT", "über die IT", "verwaltet", "zentral", "zentral verteilt"},
		say.T("IT distributes it (Configuration Manager, Intune, ...)", "die IT verteilt es (Configuration Manager, Intune, ...)")},
	{"self-service", say.T("self-service", "Selbstbedienung"), []string{"self", "manual", "manually", "software center", "selbst", "selber", "manuell", "von Hand", "Softwarecenter", "selbst installieren", "Selbstinstallation", "Anwender", "durch die Anwender"},
		say.T("people install it when they like", "die Anwender installieren es, wann sie wollen")},
}

// Questions are what is asked, in this order: later complaints look at earlier
// answers.
var Questions = []*Question{
	{
		Flag:  "installed",
		Usage: "is the software installed already: yes, or no for a first installation",
		ask:   say.T("Is the software installed already?", "Ist die Software schon installiert?"),
		why: say.T("A PC without it syncs for the first time once it is installed, and on every day from then on.",
			"Ein PC ohne sie synchronisiert zum ersten Mal, wenn sie installiert ist, und von da an jeden Tag."),
		choices: []choice{
			{"yes", say.T("yes", "ja"), []string{"y", "j", "installed", "installiert", "update", "aktualisierung"}, say.T("the PCs have it and get an update", "die PCs haben sie und bekommen ein Update")},
			{"no", say.T("no", "nein"), []string{"n", "none", "first", "first installation", "no, this is the first installation", "new", "keine", "neu", "Erstinstallation", "nein, dies ist die Erstinstallation"},
				say.T("this is the first installation", "dies ist die Erstinstallation")},
		},
		assumed: func(d *Draft) string { return d.Language.Say(say.T("yes", "ja")) },
		take:    (*Draft).takeInstalled,
	},
	{
		Flag:  "clients",
		Usage: `PCs that get the update, such as 4000, or by site, such as "headquarters 3000, plants 1000 managed, new york 500 us-NY"`,
		ask:   say.T("How many PCs get the update?", "Wie viele PCs bekommen das Update?"),
		why: say.T("After the update, each of them asks the backend for a full sync. Sites may differ in holidays, time zone and delivery.",
			"Nach dem Update will jeder von ihnen einmal vollständig synchronisieren. Standorte können eigene Feiertage, Zeitzonen und Verteilwege haben."),
		example: say.T("4000   or by site: headquarters 3000, plants 1000 managed, new york 500 us-NY",
			"4000   oder nach Standorten: Zentrale 3000, Werke 1000 IT-Verteilung, Wien 500 at"),
		first: asked{
			ask: say.T("How many PCs get the software?", "Wie viele PCs bekommen die Software?"),
			why: say.T("Once it is installed, each of them asks the backend for its first sync. Sites may differ in holidays, time zone and delivery.",
				"Nach der Installation will jeder von ihnen zum ersten Mal synchronisieren. Standorte können eigene Feiertage, Zeitzonen und Verteilwege haben."),
		},
		assumed: func(d *Draft) string {
			return d.Language.Say(say.T("about %s", "etwa %s"), d.Language.Thousands(assumedClients))
		},
		take: (*Draft).takeClients,
	},
	{
		Flag:  "region",
		Usage: "whose public holidays count, such as de-BY, gb or us-NY",
		ask:   say.T("Whose public holidays count?", "Welche Feiertage gelten?"),
		why: say.T("On a holiday hardly any PC is on, and no wave begins. The time zone follows from it too.",
			"An Feiertagen ist kaum ein PC an, und keine Welle beginnt. Auch die Zeitzone folgt daraus."),
		example: say.T("de-BY   or Bavaria, gb, us-NY, ch-ZH", "de-BY   oder Bayern, at, ch-ZH, gb"),
		assumed: func(d *Draft) string {
			region, _ := d.holidays()
			return region
		},
		take: (*Draft).takeRegion,
	},
	{
		Flag:    "delivery",
		Usage:   "how the update reaches the PCs: auto-updater, managed or self-service",
		ask:     say.T("How does the update reach the PCs?", "Wie kommt das Update auf die PCs?"),
		why:     say.T("This decides how many PCs are updated in the same hour.", "Das entscheidet, wie viele PCs in derselben Stunde aktualisiert werden."),
		choices: ways,
		first: asked{
			ask: say.T("How does the software reach the PCs?", "Wie kommt die Software auf die PCs?"),
			why: say.T("This decides how many PCs sync for the first time in the same hour. An updater cannot install itself.",
				"Das entscheidet, wie viele PCs in derselben Stunde zum ersten Mal synchronisieren. Ein Updater kann sich nicht selbst installieren."),
		},
		assumed: func(d *Draft) string { return d.Language.Say(ways[d.assumedWay()].name) },
		take:    (*Draft).takeDelivery,
	},
	{
		Flag:  "versions",
		Usage: `what is installed and what comes, such as "9.3 -> 9.4" or "9.2 40%, 9.3 60% -> 9.4"`,
		ask:   say.T("Which version is installed, and which one comes?", "Welche Version ist installiert, und welche kommt?"),
		why: say.T("PCs and backends below 9.3 know no slots: whoever asks is let in at once.",
			"PCs und Backends unter 9.3 kennen keine Slots: Wer fragt, wird sofort eingelassen."),
		example: say.T("9.3 -> 9.4   or 9.2 40%%, 9.3 60%% -> 9.4", "9.3 -> 9.4   oder 9.2 40%%, 9.3 60%% -> 9.4"),
		first: asked{
			ask: say.T("Which version is to be installed?", "Welche Version wird installiert?"),
			why: say.T("PCs and backends below 9.3 know no slots: whoever asks is let in at once.",
				"PCs und Backends unter 9.3 kennen keine Slots: Wer fragt, wird sofort eingelassen."),
			example: say.T("9.4", "9.4"),
		},
		assumed: func(d *Draft) string {
			if d.first {
				return assumedRelease
			}
			return assumedVersion + " -> " + assumedRelease
		},
		take: (*Draft).takeVersions,
	},
	{
		Flag:    "start",
		Usage:   "first day of the rollout, such as 2027-04-12",
		ask:     say.T("On which day does the rollout begin?", "An welchem Tag beginnt der Rollout?"),
		why:     say.T("Weekends and holidays after it move everything that follows.", "Wochenenden und Feiertage danach verschieben alles, was folgt."),
		example: say.T("2027-04-12", "12.4.2027   oder 2027-04-12"),
		assumed: func(d *Draft) string {
			day := d.begins()
			return d.Language.Say(say.T("%s, a Monday", "%s, ein Montag"), dated(d.Language, day))
		},
		take: (*Draft).takeStart,
	},
	{
		Flag:  "slots",
		Usage: `syncs that the backend allows at the same time, such as 50, auto or "50, 80, auto"`,
		ask: say.T("How many syncs does the backend allow at the same time (slots)?",
			"Wie viele parallele Synchronisierungen erlaubt das Backend (Slots)?"),
		why: say.T("Who finds no free slot has to wait: most depends on this number.",
			"Wer keinen freien Slot findet, muss warten: Von dieser Zahl hängt am meisten ab."),
		example: say.T("50   or several to compare: 50, 80, auto", "50   oder mehrere im Vergleich: 50, 80, auto"),
		assumed: func(d *Draft) string {
			if d.bypassed() {
				return d.Language.Say(say.T("50, which limit nothing below 9.3", "50, die unter 9.3 nichts begrenzen"))
			}
			return d.Language.Say(say.T("auto: the fewest that keep the promise on waits are looked for",
				"auto: die kleinste Zahl wird gesucht, mit der die Wartezeit eingehalten wird"))
		},
		take: (*Draft).takeSlots,
	},
	{
		Flag:  "key-users",
		Usage: "people who could try the update first, such as 80, 2% or none",
		ask:   say.T("How many key users could try the update first?", "Wie viele Key-User könnten das Update zuerst ausprobieren?"),
		why: say.T("A pilot with people who report what they see finds a bad release before everybody has it.",
			"Ein Pilot mit Leuten, die melden, was sie sehen, findet ein fehlerhaftes Release, bevor es alle haben."),
		first:   asked{ask: say.T("How many key users could try the software first?", "Wie viele Key-User könnten die Software zuerst ausprobieren?")},
		example: say.T("80   or 2%%   or none", "80   oder 2%%   oder keine"),
		assumed: func(*Draft) string { return "2%" },
		take:    (*Draft).takeKeyUsers,
	},
	{
		Flag:  "wait",
		Usage: "how long people may wait for the sync after the update, such as 10m",
		ask: say.T("How long may people wait for the sync after the update?",
			"Wie lange dürfen Anwender auf die Synchronisierung nach dem Update warten?"),
		why: say.T("Each plan is held against it: 19 of 20 people are to wait no longer.",
			"Jeder Plan wird daran gemessen: 19 von 20 sollen nicht länger warten."),
		example: say.T("10m   or 1h, 90s", "10m   oder 1h, 90s"),
		first:   asked{ask: say.T("How long may people wait for the first sync?", "Wie lange dürfen Anwender auf die erste Synchronisierung warten?")},
		assumed: func(*Draft) string { return assumedWait },
		take:    (*Draft).takeWait,
	},
	{
		Flag:  "done-by",
		Usage: `when 95 % of the PCs must be updated, such as 20wd, "4 weeks" or 2027-05-07`,
		ask:   say.T("By when must 95 %% of the PCs be updated?", "Bis wann müssen 95 %% der PCs aktualisiert sein?"),
		why: say.T("Many small waves are gentle and late: this says how late they may be.",
			"Viele kleine Wellen sind sanft und spät: Das sagt, wie spät sie sein dürfen."),
		first:   asked{ask: say.T("By when must 95 %% of the PCs have the software?", "Bis wann müssen 95 %% der PCs die Software haben?")},
		example: say.T("20wd (workdays)   or 4 weeks   or a date", "20wd (Arbeitstage)   oder 4 Wochen   oder ein Datum"),
		assumed: func(*Draft) string { return "20wd" },
		take:    (*Draft).takeDeadline,
	},
	{
		Flag:  "hurts",
		Usage: "what would hurt most: waits, late or bad-release",
		ask:   say.T("What would hurt most?", "Was würde am meisten wehtun?"),
		why: say.T("Of the plans that keep the promises, the one that is best at this is recommended.",
			"Von den Plänen, die alles einhalten, wird der empfohlen, der darin am besten ist."),
		choices: []choice{
			{"waits", say.T("waits", "Wartezeiten"), []string{"wait", "warten", "wartezeit", "wartezeiten"}, say.T("long waits in the morning", "lange Wartezeiten am Morgen")},
			{"late", say.T("late", "spätes Ende"), []string{"end", "time", "spät", "zu spät", "Ende", "Dauer"}, say.T("a late end", "die letzten PCs bekommen es spät")},
			{"bad-release", say.T("bad-release", "fehlerhaftes Release"), []string{"bad", "Fehler", "schlechtes Release"},
				say.T("a bad release that reaches many; every rollout is played with one too", "ein fehlerhaftes Release, das viele erreicht; jeder Rollout wird auch damit durchgespielt")},
		},
		assumed: func(d *Draft) string {
			return d.Language.Say(say.T("a late end", "ein spätes Ende"))
		},
		take: (*Draft).takeHurts,
	},
}
