package reports

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// nodesChange tells whether nodes come or go for good, so that what they cost
// depends on the plan.
func nodesChange(b *model.Backend) bool {
	for i := range b.Events {
		if b.Events[i].Kind == model.AddNodes {
			return true
		}
	}
	return b.Autoscale != nil
}

// nodeNotes say what nodes cost in node-hours, where they come and go.
func (p *page) nodeNotes() []string {
	if !nodesChange(&p.Scenario.Backend) {
		return nil
	}
	var found []said
	for i := range p.Results {
		r := &p.Results[i]
		e := numberOf(r, nodeHours)
		if e == nil {
			continue
		}
		hours := *e
		hours.Metric.Unit = model.Count // the words say of what
		text := p.Say(say.T("%s node-hours", "%s Knotenstunden"), p.estimate(&hours))
		if least, most, at := extremes(&r.Series); most > least {
			always := least * instant(&r.Series, len(r.Series.Nodes)) / 3600
			text += p.ofRuns(say.T(", %s more than with %s all the time; most nodes at once: %s on average over rollouts, first on %s",
				", %s mehr als mit durchgehend %s; meiste Knoten zugleich: %s im Mittel über die Rollouts, zuerst am %s"),
				say.T(", %s more than with %s all the time; most nodes at once: %s on average over runs, first on %s",
					", %s mehr als mit durchgehend %s; meiste Knoten zugleich: %s im Mittel über die Replikationen, zuerst am %s"),
				p.Percent(e.Mean/always-1), p.Counted(int(math.Round(least)), say.Nodes), p.Number(most, 1), p.short(at))
		}
		found = append(found, said{r, text})
	}
	return p.alikeOnce(found)
}

// extremes are the fewest and the most nodes of a series, and where the interval
// with the most begins, in seconds since the start.
func extremes(s *study.Series) (least, most, at float64) {
	least = math.Inf(1)
	for k, n := range s.Nodes {
		least = math.Min(least, n)
		if n > most {
			most, at = n, instant(s, k)
		}
	}
	return least, most, at
}
