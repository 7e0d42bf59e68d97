package reports

import (
	"context"
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
	return l.inWords(p.Bounds), nil
}

// Impossible says what of a scenario cannot work, before it is simulated.
func Impossible(in say.Language, s *model.Scenario) []string {
	l := voice{in}
	return l.inWords(fluid.Impossible(s))
}

func (l voice) inWords(bounds []fluid.Bound) []string {
	var all []string
	for i := range bounds {
		b := &bounds[i]
		text := Sentence(l.Language, b.Text)
		if b.Strategy != "" {
			text = l.called(b.Strategy) + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// boundNotes tell what was known before any event was played.
func (p *page) boundNotes() []string { return p.inWords(p.Bounds) }

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
			out = append(out, p.keyed(what))
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
