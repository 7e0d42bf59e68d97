package reports

import (
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// A Cell is what stands at one place of a table: a line, and those below it. It is made
// once for every form of a report, which lays it out.
type Cell []string

// stack is a cell of the lines that are there.
func stack(words ...string) Cell {
	var c Cell
	for _, w := range words {
		if w != "" {
			c = append(c, w)
		}
	}
	return c
}

// and adds the lines of others below those of a cell.
func (c Cell) and(others ...Cell) Cell {
	all := append(Cell{}, c...)
	for _, o := range others {
		all = append(all, o...)
	}
	return all
}

// String is the cell of a text table, and of one in Markdown.
func (c Cell) String() string { return strings.Join(c, "\n") }

// html is the cell of a table on a page.
func (c Cell) html() htmlCell {
	if len(c) == 0 {
		return htmlCell{}
	}
	if len(c) == 1 {
		return htmlCell{Main: c[0]}
	}
	return htmlCell{Main: c[0], Below: c[1:]}
}

// main is what comes first, where there is no room for more.
func (c Cell) main() string { return c.html().Main }

// inLines is a text that each language breaks where it likes.
func (l voice) inLines(m say.Msg) Cell { return strings.Split(l.Say(m), "\n") }

// broken is a text in lines of so many columns.
func broken(text string, width int) Cell { return inLines(text, width, 0) }
