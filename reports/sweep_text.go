package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// mostRows is how many points a table for people has.
const mostRows = 60

// SweepText writes a sweep for a terminal: one table with a row for each point and
// a column for each strategy, which holds a metric with its interval and what
// became of the targets, and then at how many points each strategy meets them all.
// A table has sixty rows at most.
func SweepText(in say.Language, w io.Writer, s *study.Sweep, shown model.Metric) SweepTable {
	l := voice{in}
	return &sweepText{swept: swept{Sweep: s, voice: l, metrics: []model.Metric{shown}}, to: w, spell: printable}
}

// SweepMarkdown writes the same for a merge request or a wiki.
func SweepMarkdown(in say.Language, w io.Writer, s *study.Sweep, shown model.Metric) SweepTable {
	l := voice{in}
	return &sweepText{swept: swept{Sweep: s, voice: l, metrics: []model.Metric{shown}}, to: w, markdown: true,
		spell: func(name string) string { return inMarkdown(printable(name)) }}
}

type sweepText struct {
	swept
	to       io.Writer
	markdown bool
	spell    func(string) string // names as the form can show them
}

func (t *sweepText) Add(point int, results []study.Result) error {
	t.hold(point, results)
	return nil
}

func (t *sweepText) End() error {
	var b strings.Builder
	head, rows, columns := t.subject(), t.table(), t.counts()
	if t.markdown {
		fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n", head, rows.RenderMarkdown(), t.legend())
		if columns != nil {
			fmt.Fprintf(&b, "\n%s\n\n%s\n", t.met(), columns.RenderMarkdown())
		}
	} else {
		fmt.Fprintf(&b, "%s\n", wrapped(head, textWidth, ""))
		tables := []table.Writer{rows}
		if columns != nil {
			tables = append(tables, columns)
		}
		for i, shown := range tables {
			if i > 0 {
				fmt.Fprintf(&b, "\n%s\n", wrapped(t.met(), textWidth, ""))
			}
			for line := range strings.Lines(shown.Render()) {
				b.WriteString(strings.TrimRight(line, " \n") + "\n")
			}
			if i == 0 {
				fmt.Fprintf(&b, "%s\n", wrapped(t.legend(), textWidth, ""))
			}
		}
	}
	_, err := io.WriteString(t.to, b.String())
	return err
}

// subject says what was simulated.
func (t *sweepText) subject() string {
	var words []string
	if t.Scenario != "" {
		words = append(words, t.spell(t.Scenario))
	}
	points := t.Counted(len(t.Points), say.Points)
	if len(t.points) < len(t.Points) {
		points = t.Say(say.T("%s of %s, since the sweep was stopped",
			"%s von %s, da der Lauf abgebrochen wurde"), t.Thousands(len(t.points)), points)
	}
	words = append(words, points, t.Say(say.T("%s of each strategy at each", "%s je Strategie und Punkt"), t.replications()), t.Say(say.T("seed %s", "Startwert %s"), fmt.Sprint(t.Seed)))
	return strings.Join(words, "; ")
}

// legend says what the cells of the table hold.
func (t *sweepText) legend() string {
	m := t.metrics[0]
	words := t.Say(say.T("%s: %s; the mean over the rollouts, ± its 95 %% interval",
		"%s: %s; das Mittel über die Rollouts, ± sein 95-%%-Intervall"), m.Name, t.meaning(m))
	if m.Unit == model.Instant {
		words = t.Say(say.T("%s: %s; the median of the rollouts, its 95 %% interval in brackets",
			"%s: %s; der Median der Rollouts, in Klammern sein 95-%%-Intervall"), m.Name, t.meaning(m))
	}
	if _, ok := strings.CutPrefix(m.Name, "wait.update."); ok && t.has(model.NoRollout) {
		words += t.Say(say.T(" (of no rollout: any sync)", " (ohne Rollout: jede Synchronisierung)"))
	}
	if t.targets() {
		words += t.Say(say.T(". Met, missed or open: whether all targets are met there, one is missed, or that is not sure",
			". Erreicht, verfehlt oder offen: ob dort alle Zielwerte erreicht sind, einer verfehlt ist oder das nicht sicher ist"))
	}
	switch more := len(t.points) - mostRows; {
	case more == 1:
		words += t.Say(say.T(". 1 more point is not shown; --format csv or wide has them all",
			". 1 weiterer Punkt ist nicht gezeigt; --format csv oder wide hat alle"))
	case more > 0:
		words += t.Say(say.T(". %s more points are not shown; --format csv or wide has them all",
			". %s weitere Punkte sind nicht gezeigt; --format csv oder wide hat alle"), t.Thousands(more))
	}
	return words + "."
}

// has tells whether a strategy is at some point.
func (t *sweepText) has(strategy string) bool {
	return slices.ContainsFunc(t.columns(), func(c sweepColumn) bool { return c.strategy == strategy })
}

// targets tells whether there are targets at some point.
func (t *sweepText) targets() bool {
	return slices.ContainsFunc(t.Points, func(p study.Point) bool { return len(p.Targets) > 0 })
}

// A sweepColumn is what is compared at every point: a strategy, on the nth of the
// slot numbers of each.
type sweepColumn struct {
	strategy string
	number   int
}

// columns are those of all points, in the order in which they come.
func (s *swept) columns() []sweepColumn {
	var found []sweepColumn
	for _, results := range s.points {
		for i := range results {
			c := sweepColumn{results[i].Strategy, results[i].Column}
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found
}

// name of a column: its strategy, and its slots where points have several numbers
// of them.
func (s *swept) name(c sweepColumn) string {
	name, several, slots := s.called(c.strategy), false, map[int]bool{}
	for i, results := range s.points {
		several = several || len(s.Points[i].Slots) > 1
		for k := range results {
			if results[k].Column == c.number {
				slots[results[k].Slots] = true
			}
		}
	}
	if !several {
		return name
	}
	for n := range slots {
		if len(slots) == 1 {
			if n == 1 {
				return s.Say(say.T("%s on 1 slot", "%s (1 parallel)"), name)
			}
			return s.Say(say.T("%s on %s slots", "%s (%s parallel)"), name, s.Thousands(n))
		}
	}
	return s.Say(say.T("%s on slot number %d", "%s, Anzahl von Plätzen Nr. %d"), name, c.number+1)
}

// result of a column at a point, nil if there is none.
func (s *swept) result(point int, c sweepColumn) *study.Result {
	for i := range s.points[point] {
		if r := &s.points[point][i]; r.Strategy == c.strategy && r.Column == c.number {
			return r
		}
	}
	return nil
}

// table has a row for each point and a column for each strategy.
func (t *sweepText) table() table.Writer {
	rows := newTable()
	rows.Style().Options.SeparateRows = false
	rows.Style().Format.Header = text.FormatDefault
	var heading table.Row
	for _, path := range t.Axes {
		heading = append(heading, t.path(path))
	}
	columns := t.columns()
	for _, c := range columns {
		heading = append(heading, t.spell(t.name(c)))
	}
	rows.AppendHeader(heading)
	for i := range t.points {
		if i == mostRows {
			break
		}
		clock := t.sweepClock(&t.Points[i])
		var row table.Row
		for _, value := range t.Points[i].Values {
			row = append(row, t.spell(value))
		}
		for _, c := range columns {
			r := t.result(i, c)
			if r == nil {
				row = append(row, "")
				continue
			}
			cell := clock.estimate(&r.Metrics[0])
			if mark := sweepMark(r); mark != (say.Msg{}) {
				cell += ", " + t.Say(mark)
			}
			row = append(row, cell)
		}
		rows.AppendRow(row)
	}
	return rows
}

// path is the path of a setting as the head of a column, broken at its dots.
func (t *sweepText) path(path string) string {
	if t.markdown {
		return t.spell(path)
	}
	const width = 14
	var lines []string
	for _, part := range strings.SplitAfter(printable(path), ".") {
		if n := len(lines); n > 0 && len(lines[n-1])+len(part) <= width {
			lines[n-1] += part
		} else {
			lines = append(lines, part)
		}
	}
	return strings.Join(lines, "\n")
}

// stillOpen marks a point at which no target is missed for sure, and not all are kept.
var stillOpen = say.T("open", "offen")

// sweepMark says in a word what becomes of the targets of a result.
func sweepMark(r *study.Result) say.Msg {
	switch {
	case len(r.Targets) == 0:
		return say.Msg{}
	case meetsAll(r):
		return say.T("met", "erreicht")
	case missesOne(r):
		return say.T("missed", "verfehlt")
	}
	return stillOpen
}

// met heads the counts.
func (t *sweepText) met() string {
	return t.Say(say.T("Points at which every target is met, of all with that value:",
		"Punkte, an denen alle Zielwerte erreicht sind, von allen mit diesem Wert:"))
}

// counts tells for each value of each axis at how many points a strategy meets all
// targets; nil without targets, or where the table says it as well.
func (t *sweepText) counts() table.Writer {
	varied := t.varied()
	if !t.targets() || len(varied) < 2 && len(t.points) <= mostRows {
		return nil
	}
	const most = 12 // values of an axis
	rows := newTable()
	rows.Style().Options.SeparateRows = false
	heading := table.Row{"", ""}
	columns := slices.DeleteFunc(t.columns(), func(c sweepColumn) bool { return c.strategy == model.NoRollout })
	if len(columns) == 0 {
		columns = t.columns()
	}
	for _, c := range columns {
		heading = append(heading, t.spell(t.name(c)))
	}
	rows.AppendHeader(heading)
	line := func(path, value string, of func(point int) bool) {
		row := table.Row{t.spell(path), t.spell(value)}
		for _, c := range columns {
			met, all := 0, 0
			for i := range t.points {
				if r := t.result(i, c); r != nil && of(i) {
					if all++; meetsAll(r) {
						met++
					}
				}
			}
			row = append(row, t.Say(say.T("%s of %s", "%s von %s"), t.Thousands(met), t.Thousands(all)))
		}
		rows.AppendRow(row)
	}
	line(t.Say(say.T("all points", "alle Punkte")), "", func(int) bool { return true })
	for _, axis := range varied {
		steps := t.steps(axis)
		if len(steps) > most {
			continue
		}
		for k, value := range steps {
			path := t.Axes[axis]
			if k > 0 {
				path = ""
			}
			line(path, value, func(i int) bool { return t.Points[i].Values[axis] == value })
		}
	}
	return rows
}
