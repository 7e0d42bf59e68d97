package reports

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// eventInShort names what is done to the backend where there is little room.
func (l voice) eventInShort(e *model.BackendEvent) string {
	switch e.Kind {
	case model.Outage:
		if e.Running == model.Drain {
			return l.Say(say.T("drain", "Auslaufen"))
		}
		return l.Say(say.T("outage", "Ausfall"))
	case model.Deploy:
		return l.Say(say.T("deploy", "Deployment"))
	case model.AddNodes:
		return "+" + l.Counted(e.Nodes, say.Nodes)
	case model.SetSlots:
		return l.Counted(e.Slots, say.Slots)
	case model.TouchMetadata:
		return l.Say(say.T("metadata", "Metadaten"))
	}
	panic(fmt.Sprintf("reports: unknown backend event %d", e.Kind))
}

// eventInWords says what is done to the backend.
func (l voice) eventInWords(e *model.BackendEvent) string {
	lasting := l.Duration(e.For.Seconds())
	switch e.Kind {
	case model.Outage:
		if e.Running == model.Drain {
			return l.Say(say.T("%s drained for %s; %s", "Auslaufen: %s für %s; %s"), l.nodesOf(e.Nodes), lasting, l.becomes(e.Running))
		}
		return l.Say(say.T("outage of %s for %s; %s", "Ausfall: %s für %s; %s"), l.nodesOf(e.Nodes), lasting, l.becomes(e.Running))
	case model.Deploy:
		if e.Nodes != 1 {
			return l.Say(say.T("deploy, %s at once, each away for %s; %s",
				"Deployment, %s zugleich, jeder für %s weg; %s"), l.nodesOf(e.Nodes), lasting, l.becomes(e.Running))
		}
		return l.Say(say.T("deploy, one node after the other, each away for %s; %s",
			"Deployment, ein Knoten nach dem anderen, jeder für %s weg; %s"), lasting, l.becomes(e.Running))
	case model.AddNodes:
		return l.Say(say.T("%s added, ready after %s", "%s zusätzlich, bereit nach %s"), l.nodesOf(e.Nodes), l.Duration(e.ReadyAfter.Seconds()))
	case model.SetSlots:
		return l.Say(say.T("from here on %s", "ab hier %s"), l.slotCount(e.Slots, false))
	case model.TouchMetadata:
		return l.Say(say.T("nearly all metadata changes: %s of work for every PC",
			"fast alle Metadaten ändern sich: %s Arbeit für jeden PC"), l.Duration(e.Work.Seconds()))
	}
	panic(fmt.Sprintf("reports: unknown backend event %d", e.Kind))
}

// nodesOf counts the nodes of an event.
func (l voice) nodesOf(n int) string {
	if n == model.AllNodes {
		return l.Say(say.T("all nodes", "alle Knoten"))
	}
	return l.Counted(n, say.Nodes)
}

// becomes says what becomes of the syncs on a node that goes.
func (l voice) becomes(i model.Interrupted) string {
	switch i {
	case model.Restart:
		return l.Say(say.T("what runs there is lost and begins again",
			"was dort läuft, ist verloren und beginnt von vorn"))
	case model.Resume:
		return l.Say(say.T("what runs there goes on elsewhere",
			"was dort läuft, geht anderswo weiter"))
	case model.Drain:
		return l.Say(say.T("what runs there is left to finish", "was dort läuft, läuft zu Ende"))
	}
	panic(fmt.Sprintf("reports: unknown fate %d of what runs on a node", i))
}

// A marker is something done to the backend, on an axis of time.
type marker struct {
	from, until float64 // until is from where it has no length
	text        string
}

// markers are vertical lines, or bands of those that last, with words at the top if
// wanted.
type markers struct {
	all   []marker
	words bool
}

// marked are the events until an instant, in seconds since the start.
func (p *page) marked(end float64) []marker {
	var all []marker
	for i := range p.Scenario.Backend.Events {
		e := &p.Scenario.Backend.Events[i]
		from := e.At.Seconds()
		if from >= end {
			break
		}
		all = append(all, marker{from, from + lasts(e).Seconds(), p.eventInShort(e)})
	}
	if len(p.Scenario.Later) > 0 {
		all = append(all, marker{0, 0, p.spell(string(p.Scenario.Release.Version))})
	}
	for i := range p.Scenario.Later {
		later := &p.Scenario.Later[i]
		if at := later.Start.Sub(p.start).Seconds(); at < end {
			all = append(all, marker{at, at, p.spell(string(later.Version))})
		}
	}
	slices.SortStableFunc(all, func(a, b marker) int { return cmp.Compare(a.from, b.from) })
	return all
}

// markedOn are the events of a local day, on an axis of the wall clock.
func (p *page) markedOn(day model.Date) []marker {
	var all []marker
	for i := range p.Scenario.Backend.Events {
		e := &p.Scenario.Backend.Events[i]
		if from := e.At.Seconds(); model.DateOf(p.at(from)) == day {
			left := p.wallClock(from)
			all = append(all, marker{left, left + lasts(e).Seconds(), p.eventInShort(e)})
		}
	}
	return all
}

// lasts is how long an event keeps nodes away, as far as the scenario says: a deploy
// also takes the time until its nodes are empty.
func lasts(e *model.BackendEvent) time.Duration {
	if e.Kind == model.Outage {
		return e.For
	}
	return 0
}

func (m markers) Plot(c draw.Canvas, p *plot.Plot) {
	shade := limit
	shade.A = 0x30
	x, _ := p.Transforms(&c)
	style := words(8, dark(limit), false)
	const rows, gap = 3, 4
	var taken [rows]vg.Length // right end of the last words of each row
	for row := range taken {
		taken[row] = c.Min.X
	}
	for _, one := range m.all {
		if one.from < p.X.Min || one.from > p.X.Max {
			continue
		}
		spans{[]float64{one.from}, []float64{one.until}, shade}.Plot(c, p)
		at := x(one.from)
		c.StrokeLine2(draw.LineStyle{Color: limit, Width: 0.7, Dashes: dashes[2]}, at, c.Min.Y, at, c.Max.Y)
		if !m.words {
			continue
		}
		width := style.Width(one.text)
		left := min(at+3, c.Max.X-width)
		for row := range taken {
			if left >= taken[row] {
				y := c.Max.Y - 9 - vg.Length(row)*(letterHeight-1)
				c.FillPolygon(color.NRGBA{0xff, 0xff, 0xff, 0xb0}, []vg.Point{
					{X: left - 1, Y: y - 2}, {X: left + width + 1, Y: y - 2}, {X: left + width + 1, Y: y + 7}, {X: left - 1, Y: y + 7}})
				c.FillText(style, vg.Point{X: left, Y: y}, one.text)
				taken[row] = left + width + gap
				break
			}
		}
	}
}

// headroom is how much higher than its curves a panel is that has the words of
// markers, as a factor.
func headroom(all []marker, without float64) float64 {
	if len(all) == 0 {
		return without
	}
	return math.Max(without, 1.4)
}
