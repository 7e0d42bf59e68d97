package scenarios

import (
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// configMgrPhased is a phased deployment of Microsoft Configuration Manager:
// collections one after the other, each a number of days after enough devices of
// the one before have succeeded, or when somebody begins it. The success
// percentage is of all devices of the collection, and reaching it suffices. The
// deadline is a matter of the fleet: managed.deadline, 7 days.
var configMgrPhased = preset{
	key:  "configmgr",
	doc:  "the plan as a phased deployment of Microsoft Configuration Manager, in its terms: collections, each some days after the one before has succeeded (Create phased deployments)",
	rest: "a phase without collection, which takes the rest",
	read: (*planner).readConfigMgr,
}

// configMgrPhase is what each phase of a phased deployment has.
type configMgrPhase struct {
	percentage float64
	devices    int
	manual     bool
	deferral   int // days
	begun      model.Span
	gradual    int // days
}

func (p *planner) readConfigMgr(m *mapping, st *model.Strategy) {
	at := p.readAt(m, "start_time", "when the first phase begins")
	var all configMgrPhase
	readConfigMgrPhase(m, &all)
	m.itemsOr("phases", "collections in order", maxPhases, required("[{collection: {size: 5%}}, {}]"), nameKey, func(i int, m *mapping) {
		own := all
		phase := model.Phase{Name: "phase " + strconv.Itoa(i+1), Start: model.Start{WhenGate: i > 0}}
		field(m, "name", &phase.Name, words, absent, "by default its number")
		p.readSelect(m, "collection", &phase, true, ofPhases.by)
		m.inherits = true
		readConfigMgrPhase(m, &own)
		m.inherits = false
		if slices.ContainsFunc(st.Phases, func(earlier model.Phase) bool { return earlier.Name == phase.Name }) {
			m.at("name").complain("is the name of an earlier phase too; give each its own")
		}
		phase.Gate = model.Gate{Success: own.percentage}
		if own.devices > 0 {
			phase.Gate = model.Gate{Count: own.devices}
		}
		if own.manual {
			phase.Approval = own.begun
		} else if own.deferral > 0 {
			phase.Gate.Soak = localDays(own.deferral)
		}
		if own.gradual > 0 {
			phase.Offer = model.Offer{Kind: model.OfferOver, Over: localDays(own.gradual)}
		}
		if i == 0 {
			phase.Start = at
		}
		st.Phases = append(st.Phases, phase)
	})
	readOnProblem(m, st.Phases)
}

// readConfigMgrPhase reads what stands in a phase, or beside the phases for all
// of them.
func readConfigMgrPhase(m *mapping, c *configMgrPhase) {
	field(m, "deployment_success_percentage", &c.percentage, share.where(func(f float64) bool { return f > 0 }, "above 0%"), published("95%", phasedDeployments),
		"devices of the collection that must have succeeded, at least, for the next phase")
	if field(m, "number_of_devices_successfully_deployed", &c.devices, count("a number of PCs", 1, maxClients), absent,
		"devices that must have succeeded, instead of the percentage") && m.has("deployment_success_percentage") {
		m.at("number_of_devices_successfully_deployed").complain("says when a phase has succeeded, and so does deployment_success_percentage; keep one of them")
	} else if m.has("deployment_success_percentage") {
		c.devices = 0
	}
	field(m, "begin_next_phase", &c.manual, oneWord("after-deferral or manually", []string{"after-deferral", "manually"}, []bool{false, true}),
		published("after-deferral", phasedDeployments), "after-deferral: by itself; manually: when somebody begins it")
	field(m, "deferral_period", &c.deferral, wholeDays(365), published("1d", phasedDeployments), "local calendar days from the success of a phase to the beginning of the next")
	if c.manual && m.has("deferral_period") {
		m.warn(say.T("%s plays no part with begin_next_phase: manually",
			"%s wirkt nicht mit begin_next_phase: manually"), m.at("deferral_period").path)
	}
	readWaitFor(m, "begun_after", &c.begun, c.manual, "with begin_next_phase manually: until somebody does")
	field(m, "gradually_over", &c.gradual, wholeDays(30), published("0d", say.T("Microsoft Configuration Manager, create phased deployments: off",
		"Microsoft Configuration Manager, create phased deployments: aus")), "local calendar days over which the software is made available in a phase")
}
