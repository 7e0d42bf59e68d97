package interview

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rollsim/rollsim/reports/say"
)

// Welcome says what is to come.
func Welcome(l say.Language, questions int) string {
	count := l.Say(say.T("%d questions", "%d Fragen"), questions)
	if questions == 1 {
		count = l.Say(say.T("One question", "Eine Frage"))
	}
	text := l.Say(say.T(
		"%s to a scenario of your own. Enter alone, or ?, means \"don't know\": then what stands in brackets is assumed, and marked as a guess in the file. Ctrl-C ends without a file.",
		"%s bis zum eigenen Szenario. Enter allein oder ? heißt „weiß nicht“: Dann wird angenommen, was in eckigen Klammern steht, und in der Datei als geraten markiert. Strg-C beendet ohne Datei."),
		count)
	return strings.Join(folded(text, width), "\n") + "\n"
}

// width is that of the conversation, in letters.
const width = 96

// Prompt asks a question on a terminal: what, why, what may be answered, and what
// is assumed where nobody knows.
func (d *Draft) Prompt(q *Question, number, of int) string {
	l := d.Language
	var b strings.Builder
	indent := indented(number, of)
	fmt.Fprintf(&b, "%d/%d  %s\n", number, of, q.Ask(d))
	for _, line := range folded(q.Why(d), width-len(indent)) {
		fmt.Fprintf(&b, "%s%s\n", indent, line)
	}
	names, meanings := called(l, q.offered(d))
	widest := 12
	for _, name := range names {
		widest = max(widest, utf8.RuneCountInString(name))
	}
	for i := range names {
		choice := fmt.Sprintf("%s  %d  %-*s  ", indent, i+1, widest, names[i])
		for _, line := range folded(meanings[i], width-utf8.RuneCountInString(choice)) {
			b.WriteString(choice + line + "\n")
			choice = strings.Repeat(" ", utf8.RuneCountInString(choice))
		}
	}
	if example := q.Example(d); example != "" {
		fmt.Fprintf(&b, "%s%s %s\n", indent, l.Say(say.T("Such as", "Etwa")), example)
	}
	fmt.Fprintf(&b, "%s[%s] > ", indent, q.Assumed(d))
	return b.String()
}

// indented is the room before all that is said of a question, which stands below its
// words and not below its number.
func indented(number, of int) string {
	return strings.Repeat(" ", len(fmt.Sprintf("%d/%d  ", number, of)))
}

// Again says what is wrong with the answer to a question, and asks for another.
func (d *Draft) Again(wrong error, number, of int) string {
	indent := indented(number, of)
	return fmt.Sprintf("%s%s %v\n%s> ", indent, d.Language.Say(say.T("Not yet:", "Noch nicht:")), wrong, indent)
}

// Taken tells what was made of the answer to a question: nothing where it was one,
// and else what is assumed.
func (d *Draft) Taken(answer, assumed string, number, of int) string {
	if !dontKnow(strings.TrimSpace(answer)) {
		return "\n"
	}
	return fmt.Sprintf("%s%s %s\n\n", indented(number, of), d.Language.Say(say.T("assumed:", "angenommen:")), assumed)
}

// Stopping answers the first signal to end, and Stopped says that it has ended.
func Stopping(l say.Language) string {
	return l.Say(say.T("stopping; again to abort", "wird beendet; noch einmal Strg-C bricht sofort ab"))
}

func Stopped(l say.Language) string {
	return l.Say(say.T("stopped: nothing is written", "beendet, ohne etwas zu schreiben"))
}

// Farewell says what was written and what to do with it.
func (d *Draft) Farewell(file string) string {
	l := d.Language
	questions := len(d.open())
	var b strings.Builder
	if d.keyUsers.known && d.keyUsers.share > 0 && d.plans().pilot == 0 {
		fmt.Fprintf(&b, "%s\n", l.Say(withoutPilot, leastForPilot))
	}
	b.WriteString(l.Say(say.T("%s is written. At its end: %d questions to ask, the most important first. And now:\n\n",
		"%s ist geschrieben. Am Ende stehen %d Fragen, die wichtigsten zuerst. Und jetzt:\n\n"), file, questions))
	for _, c := range d.Commands(file) {
		b.WriteString("  " + c + "\n")
	}
	return b.String()
}

// folded breaks a text into lines of so many letters.
func folded(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
