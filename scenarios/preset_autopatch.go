package scenarios

import (
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// autopatch are the update rings of Windows Autopatch and Windows Update for
// Business: each ring is offered a quality update so many days after its release,
// whatever has become of the rings before, and installs it so many days later at
// the latest, but not within a grace period of finding it. A pause takes up to 8 hours to reach the devices.
var autopatch = preset{
	key:  "autopatch",
	doc:  "the plan as update rings of Windows Autopatch, in its terms: each ring some days after the release (groups and their policies; quality update overview)",
	rest: "a ring without devices, which takes the rest",
	read: (*planner).readAutopatch,
}

// autopatchRings are the rings that there are by default. The days are published;
// how many PCs are in each is not.
const autopatchRings = "[{name: test, devices: {size: 1%}, deferral: 0d, deadline: 0d, grace_period: 0d}, " +
	"{name: ring 1, devices: {size: 4%}, deferral: 1d, deadline: 2d}, " +
	"{name: ring 2, devices: {size: 10%}, deferral: 6d, deadline: 2d}, " +
	"{name: ring 3, devices: {size: 80%}, deferral: 9d, deadline: 5d}, " +
	"{name: last, devices: {size: rest}, deferral: 11d, deadline: 3d}]"

func (p *planner) readAutopatch(m *mapping, st *model.Strategy) {
	released := model.Shown(p.s.Start, p.zone)
	if p.s.Start.Equal(released.Date.In(p.zone)) {
		released.Clock = 0 // midnight, whatever clocks show
	}
	if start := p.readAt(m, "released", "when the update is released"); start.At != nil {
		released = start.Meant
	}
	st.Halt = model.Halt{}
	field(m, "pause_reaches_devices", &st.Halt.After, duration("h"), published("8h", say.T("Windows Autopatch, quality update overview: up to 8 hours",
		"Windows Autopatch, quality update overview: bis zu 8 Stunden")),
		"time for which PCs still find the update after a pause; halt of the strategy says otherwise")
	m.itemsOr("rings", "rings in order", maxPhases, assumed(autopatchRings, "", say.T("the days are those of Windows Autopatch, groups and their policies (2024-09); the shares are assumed",
		"die Tage sind die von Windows Autopatch, groups and their policies (2024-09); die Anteile sind angenommen")), nameKey, func(i int, m *mapping) {
		phase := model.Phase{Name: "ring " + strconv.Itoa(i+1)}
		deferral, deadline, grace := 0, 0, 0
		field(m, "name", &phase.Name, words, absent, "by default its number")
		p.readSelect(m, "devices", &phase, true, ofPhases.by)
		field(m, "deferral", &deferral, wholeDays(30), required("6d"), "local calendar days from the release to the offer")
		field(m, "deadline", &deadline, wholeDays(30), required("2d"), "local calendar days from the offer to the install at the latest, for PCs that install at a deadline")
		field(m, "grace_period", &grace, wholeDays(7), published("2d", say.T("Windows Autopatch, groups and their policies (2024-09)",
			"Windows Autopatch, groups and their policies (2024-09)")), "local calendar days that a PC has from finding the offer, even if the deadline is over by then")
		if slices.ContainsFunc(st.Phases, func(earlier model.Phase) bool { return earlier.Name == phase.Name }) {
			m.at("name").complain("is the name of an earlier ring too; give each its own")
		}
		meant := model.WallTime{Date: released.Date.Add(deferral), Clock: released.Clock}
		at, last := meant.In(p.zone), localDays(deadline)
		phase.Start, phase.Deadline = model.Start{At: &at, Meant: meant}, &last
		if grace > 0 {
			phase.Grace = localDays(grace)
		}
		if before := len(st.Phases) - 1; before >= 0 && m.sound() && at.Before(*st.Phases[before].Start.At) {
			m.at("deferral").complain("is shorter than that of the ring before; put the rings in order")
		}
		st.Phases = append(st.Phases, phase)
	})
	readOnProblem(m, st.Phases)
}
