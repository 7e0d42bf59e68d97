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
)

// BoundsInWords says what can be said of a scenario before it is simulated: what
// cannot work, and what will be tight. A trace that cannot be read says nothing here.
// The error is that of ctx.
func (l Language) BoundsInWords(ctx context.Context, s *model.Scenario) ([]string, error) {
	p, err := study.LookAhead(ctx, s)
	if err != nil {
		return nil, ctx.Err()
	}
	return l.inWords(p.Bounds), nil
}

// Impossible says what of a scenario cannot work, before it is simulated.
func (l Language) Impossible(s *model.Scenario) []string { return l.inWords(fluid.Impossible(s)) }

func (l Language) inWords(bounds []fluid.Bound) []string {
	var all []string
	for i := range bounds {
		b := &bounds[i]
		text := l.Sentence(b.Text)
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
		if part := r.Parting; part != nil {
			all = append(all, said{r, p.parted(part)})
		}
	}
	return p.alikeOnce(all)
}

// parted says where and why a simulated line of people waiting parts from the flow.
func (p *page) parted(part *study.Parting) string {
	return p.say("%s %s wait on average, and %s in the flow without chance (%s): %s",
		p.moment(part.At), p.waitingCount(part.Simulated), p.waitingCount(part.Fluid), p.whatIsAsked(part), p.whyParted(part))
}

func (l Language) waitingCount(n float64) string {
	if n < 0.5 {
		return l.say("none")
	}
	return l.number(n, 0)
}

// moment is an instant as people say it.
func (p *page) moment(at time.Duration) string {
	return p.formatted(p.at(at.Seconds()), "Mon 2 Jan 15:04")
}

// whatIsAsked says how much work is asked of the slots around a parting.
func (p *page) whatIsAsked(part *study.Parting) string {
	return p.say("work for %s of %s slots is asked for around then", p.number(part.Asked, 1), p.number(part.Open, 0))
}

// whyParted explains a parting with its numbers.
func (p *page) whyParted(part *study.Parting) string {
	switch part.Why {
	case study.ByChance:
		return p.say("chance, since %s do not come evenly; at such a load going on for long, %s would wait (Erlang C)", p.unit("s"), p.percent(part.Delayed))
	case study.LeftIdle:
		return p.say("who is denied comes back later, and slots that free meanwhile stay empty: %s of %s on average", p.number(part.Idle, 2), p.number(part.Open, 0))
	case study.ByMornings:
		return p.say("a morning's peak comes as a whole earlier or later, by %s (standard deviation), so that single mornings are sharper or elsewhere", p.duration(part.Together.Seconds()))
	case study.ByEvents:
		return p.say("what is done to the backend %s sends %s away, who come back together", p.moment(part.Event), p.those())
	case study.ByGates:
		return p.say("%s opens %s later than planned, on average", p.called(part.Phase), p.duration(part.Late.Seconds()))
	case study.NotFollowed:
		var out []string
		for _, what := range part.LeftOut {
			out = append(out, p.say(what))
		}
		return p.say("the flow leaves out %s", strings.Join(out, ", "))
	}
	return p.say("none of the causes that are looked for explains it")
}

// flowLine is how the flow without chance is drawn: thin, over what was simulated.
var flowLine = draw.LineStyle{Color: ink, Width: 0.4}

const flowName = "flow without chance"

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
		panel.Add(label{at: summit(line.points), text: p.say(flowName), color: ink, dy: 2})
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
