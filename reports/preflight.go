package reports

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// BoundsInWords says what can be said of a scenario before it is simulated: what
// cannot work, and what will be tight. A trace that cannot be read says nothing here.
// The error is that of ctx.
func BoundsInWords(in say.Language, ctx context.Context, s *model.Scenario) ([]string, error) {
	l := voice{in}
	p, err := study.LookAhead(ctx, s)
	if err != nil {
		return nil, ctx.Err()
	}
	return l.inWords(s, p.Bounds), nil
}

// Impossible says what of a scenario cannot work, before it is simulated.
func Impossible(in say.Language, s *model.Scenario) []string {
	l := voice{in}
	return l.inWords(s, fluid.Impossible(s))
}

func (l voice) inWords(s *model.Scenario, bounds []fluid.Bound) []string {
	var all []string
	for i := range bounds {
		b := &bounds[i]
		text := l.told(boundSaid(s, b))
		if b.Strategy != "" {
			text = l.called(b.Strategy) + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// boundSaid is what a bound on a scenario says.
func boundSaid(s *model.Scenario, b *fluid.Bound) say.Sentence {
	minute := func(since time.Duration) say.Moment {
		return say.Moment{Time: s.Start.Add(since).In(s.Calendar.Zone), Layout: "Mon 2 Jan 15:04"}
	}
	whole := func(n float64) say.Figure { return say.Figure{X: n} }
	slots := say.Count{N: b.Slots, Noun: say.Slots}
	switch b.Kind {
	case fluid.NotInTime:
		why := say.Of(say.T("by %s at most %s of %s PCs can be updated, since the others have no offer by then",
			"bis %s können höchstens %s von %s PCs aktualisiert sein, da die übrigen bis dahin kein Angebot haben"), minute(b.At), whole(b.Updated), whole(b.Able))
		if b.Absent > 0 {
			why = say.Of(say.T("by %s at most %s of %s PCs can be updated: %s have an offer by then, and %s of these are absent all the time",
				"bis %s können höchstens %s von %s PCs aktualisiert sein: %s haben bis dahin ein Angebot, und %s von diesen sind die ganze Zeit abwesend"), minute(b.At), whole(b.Updated), whole(b.Able), whole(b.Offered), whole(b.Absent))
		}
		if b.Phases > 0 {
			why = say.Of(say.T("%s; the last of %d phases opens %s at the earliest",
				"%s; die letzte von %d Phasen öffnet frühestens %s"), why, b.Phases, minute(b.Opens))
		}
		return say.Of(say.T("%s cannot be kept: %s", "%s ist nicht zu erreichen: %s"), b.Target, why)
	case fluid.UpdateLate:
		return say.Of(say.T("%s is tight: in the flow without chance %s of %s PCs are updated by %s",
			"%[1]s ist knapp: im Verlauf ohne Zufall sind bis %[4]s erst %[2]s von %[3]s PCs aktualisiert"), b.Target, whole(b.Updated), whole(b.Able), minute(b.At))
	case fluid.EndsBefore:
		return say.Of(say.T("%s is open: the simulation ends before, %s, when in the flow without chance %s of %s PCs are updated",
			"%s ist offen: die Simulation endet davor, %s; im Verlauf ohne Zufall sind dann %s von %s PCs aktualisiert"), b.Target, minute(b.At), whole(b.Updated), whole(b.Able))
	case fluid.WaitTight:
		return say.Of(say.T("%s is tight on %s: %s even in the flow without chance",
			"%s ist knapp (%s): schon im Verlauf ohne Zufall %s"), b.Target, slots, b.Wait)
	case fluid.DayFull:
		day := say.Moment{Time: minute(b.At).Time, Layout: "Mon 2 Jan"}
		return say.Of(say.T("on %s %s of work are asked for, more than the 24 h of the day",
			"am %s sind %s Arbeit angefragt, mehr als die 24 h des Tages"), day, productSaid(b))
	case fluid.HourFull:
		return say.Of(say.T("in the hour from %s %s of work are asked for; in the flow without chance the longest wait is %s",
			"in der Stunde ab %s sind %s Arbeit angefragt; im Verlauf ohne Zufall ist die längste Wartezeit %s"), minute(b.At), productSaid(b), b.Wait)
	case fluid.Unsaid:
		lacks := say.Of(lackSaid[b.LeftOut[0]])
		for _, what := range b.LeftOut[1:] {
			lacks = say.Of(say.T("%s, %s", "%s, %s"), lacks, lackSaid[what])
		}
		return say.Of(say.T("nothing is said about waits before they are simulated, since the flow without chance leaves out %s",
			"über Wartezeiten steht vor der Simulation nichts fest, denn im Verlauf ohne Zufall fehlt: %s"), lacks)
	}
	panic(fmt.Sprintf("reports: unknown bound %d", b.Kind))
}

// productSaid multiplies syncs by their mean work and shares that out among the slots.
// The mean has as many digits as a reader needs who multiplies it again.
func productSaid(b *fluid.Bound) say.Sentence {
	hours := say.Figure{X: b.Work / float64(b.Slots) / 3600, Decimals: 1}
	mean := say.Figure{X: b.Work / b.Syncs}
	holds := func() bool {
		shown, _ := strconv.ParseFloat(strconv.FormatFloat(mean.X, 'f', mean.Decimals, 64), 64)
		return say.Figure{X: b.Syncs * shown / float64(b.Slots) / 3600, Decimals: 1}.String() == hours.String()
	}
	for mean.Decimals < 3 && !holds() {
		mean.Decimals++
	}
	return say.Of(say.T("%s syncs × %s s / %s = %s h", "%s Synchronisierungen × %s s / %s = %s h"),
		say.Figure{X: b.Syncs}, mean, say.Count{N: b.Slots, Noun: say.Slots}, hours)
}

// lackSaid names what the flow leaves out.
var lackSaid = [...]say.Msg{
	fluid.FirstInstalls:     say.T("first installations", "Erstinstallationen"),
	fluid.NewEmployees:      say.T("updates of new employees", "Updates neuer Mitarbeiter"),
	fluid.Autoscale:         say.T("autoscale", "Autoskalierung"),
	fluid.LaterReleases:     say.T("releases that follow", "Releases, die folgen"),
	fluid.NodeFailures:      say.T("nodes that fail by themselves", "Knoten, die von selbst ausfallen"),
	fluid.Timeouts:          say.T("timeouts and retries", "Timeouts und Wiederholungen"),
	fluid.QueueLimit:        say.T("the limit of the line", "die Grenze der Warteschlange"),
	fluid.LostOnNodes:       say.T("what is lost on a node that goes", "was auf einem ausfallenden Knoten verloren geht"),
	fluid.GatesBeyondSoak:   say.T("how long gates take beyond their soak", "wie lange Freigabekriterien über die Beobachtungszeit hinaus brauchen"),
	fluid.InFlight:          say.T("limits of what is in flight", "Grenzen für gleichzeitige Updates"),
	fluid.GraceOfDeadlines:  say.T("the grace before a deadline", "die Karenz vor einer Frist"),
	fluid.LateJoiners:       say.T("late joiners", "PCs, die später hinzukommen"),
	fluid.PausesAfterErrors: say.T("pauses after errors", "Pausen nach Fehlern"),
	fluid.Problems:          say.T("problems of the release", "Probleme des Release"),
	fluid.SharedLinks:       say.T("downloads that share a link", "Downloads, die sich eine Leitung teilen"),
	fluid.LongDownloads:     say.T("downloads that go on in the next session", "Downloads, die in der nächsten Sitzung weitergehen"),
	fluid.Classes:           say.T("the order of the classes", "die Reihenfolge der Klassen"),
	fluid.Patience:          say.T("when exactly patience ends", "wann genau die Geduld endet"),
	fluid.LongSessions:      say.T("sessions that last into the next day", "Sitzungen bis in den nächsten Tag"),
	fluid.LateAsks:          say.T("asks that are late", "verspätete Anfragen"),
}

// boundNotes tell what was known before any event was played.
func (p *page) boundNotes() []string { return p.inWords(p.Scenario, p.Bounds) }

// flowNotes tell where what was simulated parts from the flow without chance, and
// why.
func (p *page) flowNotes() []string {
	if p.unlimited {
		return nil
	}
	var all []said
	for i := range p.Results {
		r := &p.Results[i]
		if r.Fluid == nil {
			continue
		}
		if part := r.Divergence; part != nil {
			all = append(all, said{r, p.parted(part)})
		}
	}
	return p.alikeOnce(all)
}

// parted says where and why a simulated line of people waiting parts from the flow.
func (p *page) parted(part *study.Divergence) string {
	return p.Say(say.T("%s %s wait on average, and %s in the flow without chance (%s): %s",
		"%s warten im Mittel %s, im Verlauf ohne Zufall %s (%s): %s"),
		p.moment(part.At), p.waitingCount(part.Simulated), p.waitingCount(part.Fluid), p.whatIsAsked(part), p.whyParted(part))
}

func (l voice) waitingCount(n float64) string {
	if n < 0.5 {
		return l.Say(say.T("none", "keine"))
	}
	return l.Number(n, 0)
}

// moment is an instant as people say it.
func (p *page) moment(at time.Duration) string {
	return p.Formatted(p.at(at.Seconds()), "Mon 2 Jan 15:04")
}

// whatIsAsked says how much work is asked of the slots around a parting.
func (p *page) whatIsAsked(part *study.Divergence) string {
	return p.Say(say.T("work for %s of %s slots is asked for around then",
		"angefragt ist um diese Zeit Arbeit für %s von %s Plätzen"), p.Number(part.Asked, 1), p.Number(part.Open, 0))
}

// whyParted explains a parting with its numbers.
func (p *page) whyParted(part *study.Divergence) string {
	switch part.Why {
	case study.ByChance:
		return p.Say(say.T("chance, since %s do not come evenly; at such a load going on for long, %s would wait (Erlang C)",
			"Zufall, da %s nicht gleichmäßig kommen; bliebe es lange bei dieser Last, würden %s warten (Erlang C)"), p.units(), p.Percent(part.Delayed))
	case study.LeftIdle:
		return p.Say(say.T("who is denied comes back later, and slots that free meanwhile stay empty: %s of %s on average",
			"wer abgewiesen wird, kommt später wieder, und was inzwischen frei wird, bleibt leer: im Mittel %s von %s Plätzen"), p.Number(part.Idle, 2), p.Number(part.Open, 0))
	case study.ByMornings:
		return p.Say(say.T("a morning's peak comes as a whole earlier or later, by %s (standard deviation), so that single mornings are sharper or elsewhere",
			"die Morgenspitze kommt als Ganzes früher oder später, um %s (Standardabweichung), so dass einzelne Morgen steiler sind oder anders liegen"), p.Duration(part.Together.Seconds()))
	case study.ByEvents:
		return p.Say(say.T("what is done to the backend %s sends %s away, who come back together",
			"was am Backend geschieht (%s), weist %s ab, die gemeinsam wiederkommen"), p.moment(part.Event), p.those())
	case study.ByGates:
		return p.Say(say.T("%s opens %s later than planned, on average",
			"%s öffnet im Mittel %s später als geplant"), p.called(part.Phase), p.Duration(part.Late.Seconds()))
	case study.NotFollowed:
		var out []string
		for _, what := range part.LeftOut {
			out = append(out, p.Say(lackSaid[what]))
		}
		return p.Say(say.T("the flow leaves out %s", "dieser Verlauf lässt aus: %s"), strings.Join(out, ", "))
	}
	return p.Say(say.T("none of the causes that are looked for explains it",
		"keine der geprüften Ursachen erklärt das"))
}

// flowLine is how the flow without chance is drawn: thin, over what was simulated.
var flowLine = draw.LineStyle{Color: ink, Width: 0.4}

var flowName = say.T("flow without chance", "Verlauf ohne Zufall")

// comparable is the flow to draw beside what was simulated: nil where slots play no part,
// and beside nodes that come as they are needed, since it keeps to the first ones.
func (p *page) comparable(r *study.Result) *fluid.Load {
	if p.unlimited || p.Scenario.Backend.Autoscale != nil {
		return nil
	}
	return r.Fluid
}

// addFlow draws the flow beside a simulated line, named at its highest point if it
// is to be; beside columns of days as the mark of each day.
func (p *page) addFlow(panel *plot.Plot, r *study.Result, values []float64, end float64, named bool) {
	line := line{thinned(points(&r.Series, values, end), 500), flowLine}
	if end > daysInFull {
		panel.Add(columns{days: p.peaks(&r.Series, values, nil, end), style: draw.LineStyle{Color: ink, Width: 0.8}})
		return
	}
	panel.Add(line)
	if named && len(line.points) > 0 {
		panel.Add(label{at: summit(line.points), text: p.Say(flowName), color: ink, dy: 2})
	}
}

// summit is the highest of some points.
func summit(of []point) point {
	top := of[0]
	for _, pt := range of {
		if pt.y > top.y {
			top = pt
		}
	}
	return top
}

// quiet tells whether nobody waits in a flow.
func quiet(waiting []float64) bool { return highest(waiting, nil) < 1 }

// allQuiet tells whether nobody waits in the flows of some results.
func allQuiet(results []study.Result, of []int) bool {
	for _, i := range of {
		if f := results[i].Fluid; f != nil && !quiet(f.Waiting) {
			return false
		}
	}
	return true
}
