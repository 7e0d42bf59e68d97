package scenarios

import (
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
)

// mender is a phased deployment of Mender: shares of the devices that were
// counted when it was created, each from an instant on. Nothing but time opens a
// phase, and the last one absorbs what the others left (Mender documentation,
// Overview, Deployment).
var mender = preset{
	key:  "mender",
	doc:  "the plan as a phased deployment of Mender, in its terms: shares of the fleet, each from an instant on (its documentation, Overview, Deployment)",
	rest: "a phase without batch_size",
	read: (*planner).readMender,
}

func (p *planner) readMender(m *mapping, st *model.Strategy) {
	last, sum := p.s.Start, 0.0
	n := 0
	if list := lookup(m.node, "phases"); list != nil {
		n = len(list.Content)
	}
	m.items("phases", "phases in order, by default one with everybody", maxPhases, nameKey, func(i int, m *mapping) {
		phase := model.Phase{Name: "phase " + strconv.Itoa(i+1), Size: model.Size{Kind: model.SizeShare}}
		sized := field(m, "batch_size", &phase.Size.Share, share.where(func(f float64) bool { return f > 0 }, "above 0%"), absent,
			"share of the PCs counted when the deployment is created; the last phase takes what the others left and needs none")
		phase.Start = p.readStartTS(m, i, &last)
		sum += phase.Size.Share
		switch {
		case m.describing:
		case !sized && i < n-1 && !m.has("batch_size"):
			m.complain("needs a batch_size, such as 10%%: only the last phase takes what is left")
		case i == n-1:
			if sized && !whole(sum) {
				m.at("batch_size").complain("makes %s in all, and the last phase takes what the others left; leave it out", percent(sum))
			}
			phase.Size = model.Size{}
		}
		st.Phases = append(st.Phases, phase)
	})
	if !m.describing && !m.has("phases") {
		st.Phases = []model.Phase{{Name: "phase 1"}}
	}
	readOnProblem(m, st.Phases)
}

// readStartTS reads when a phase opens; all but the first must say it, and in
// order.
func (p *planner) readStartTS(m *mapping, i int, last *time.Time) model.Start {
	var at wall
	given := field(m, "start_ts", &at, moment, absent, "when the phase opens, a local time such as 2027-04-12T09:00; the first phase without it opens at once")
	switch {
	case m.describing || p.s.Start.IsZero():
		return model.Start{}
	case !given:
		if i > 0 && !m.has("start_ts") {
			m.complain("needs a start_ts, such as 2027-04-14T09:00: only the first phase opens at once")
		}
		return model.Start{}
	}
	t := instantAt(m, "start_ts", at, p.s.Start, p.zone)
	if t.Before(*last) {
		m.at("start_ts").complain("lies before that of the phase before")
	}
	*last = t
	return model.Start{At: &t, Meant: at.WallTime}
}
