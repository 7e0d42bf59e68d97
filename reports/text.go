package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// textWidth is the longest line of prose in a terminal, in characters.
const textWidth = 116

// The width of letters must not depend on the language of the machine: "±" is two
// columns wide in a Japanese locale.
func init() { text.OverrideRuneWidthEastAsianWidth(false) }

// Text writes a comparison for a terminal of 120 columns: the verdict in one
// sentence, one table, and what to look at.
func Text(in say.Language, w io.Writer, c *study.Comparison) error {
	l := voice{in}
	p := pageIn(c, l)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", wrapped(p.sentence(), textWidth, ""))
	fmt.Fprintf(&b, "%s\n", wrapped(p.subject(), textWidth, ""))
	for line := range strings.Lines(p.overview().Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	fmt.Fprintf(&b, "%s\n\n", wrapped(p.legend(), textWidth, ""))
	if t := p.systemTable(); t != nil {
		fmt.Fprintf(&b, "%s\n", p.systemHeading())
		for line := range strings.Lines(t.Render()) {
			b.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
		b.WriteString("\n")
	}
	if len(p.releasing()) > 0 {
		fmt.Fprintf(&b, "%s\n", p.releasesHeading())
		for line := range strings.Lines(p.releasesTable().Render()) {
			b.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
		if note := p.releasesNote(); note != "" {
			b.WriteString(indented(note) + "\n")
		}
		b.WriteString("\n")
	}
	if len(p.risks()) > 0 {
		fmt.Fprintf(&b, "%s\n", p.riskHeading())
		for line := range strings.Lines(p.riskTable().Render()) {
			b.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
		for _, line := range p.riskLines() {
			b.WriteString(indented(line) + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(p.Say(say.T("What to look at", "Was zu beachten ist")) + "\n")
	for _, n := range p.notes() {
		fmt.Fprintf(&b, "\n%s\n", n.heading)
		for _, line := range n.lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// indented sets a line below a heading. Lines that are longer than the page are
// broken; those that fit keep their columns.
func indented(line string) string {
	if shownWidth(line)+2 <= textWidth {
		return "  " + line
	}
	margin := "  " + line[:len(line)-len(strings.TrimLeft(line, " "))]
	return margin + wrapped(strings.TrimLeft(line, " "), textWidth-len(margin), margin+"  ")
}

// Markdown writes the same as [Text] for a merge request or a wiki.
func Markdown(in say.Language, w io.Writer, c *study.Comparison) error {
	l := voice{in}
	p := pageIn(renamed(renamed(c, printable), inMarkdown), l)
	p.spell = func(text string) string { return inMarkdown(printable(text)) }
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", p.verdict().bold(), p.subject())
	fmt.Fprintf(&b, "%s\n\n%s\n\n", p.overview().RenderMarkdown(), p.legend())
	if t := p.systemTable(); t != nil {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", p.systemHeading(), t.RenderMarkdown())
	}
	if len(p.releasing()) > 0 {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", p.releasesHeading(), p.releasesTable().RenderMarkdown())
		if note := p.releasesNote(); note != "" {
			b.WriteString(note + "\n\n")
		}
	}
	if len(p.risks()) > 0 {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n%s\n", p.riskHeading(), p.riskTable().RenderMarkdown(), bullets(p.riskLines()))
	}
	b.WriteString("### " + p.Say(say.T("What to look at", "Was zu beachten ist")) + "\n")
	for _, n := range p.notes() {
		fmt.Fprintf(&b, "\n#### %s\n\n%s", n.heading, bullets(n.lines))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// bullets writes lines as a list in Markdown, those that are indented a level deeper.
func bullets(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		text := strings.TrimLeft(line, " ")
		fmt.Fprintf(&b, "%s- %s\n", line[:len(line)-len(text)], strings.Join(strings.Fields(text), " "))
	}
	return b.String()
}
