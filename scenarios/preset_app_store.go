package scenarios

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// phasedReleaseDays are the shares of users that have the update on offer by each
// of the seven days.
var phasedReleaseDays = []float64{0.01, 0.02, 0.05, 0.10, 0.20, 0.50, 1}

// longestPause is how long a phased release can be paused in all.
const longestPause = 30 * day

// appStore is a phased release of the Apple App Store: 1, 2, 5, 10, 20, 50 and
// 100 % of the users over seven days. A pause stops the growth and takes nothing
// from those who may have the update already, and there is no way back.
var appStore = preset{
	key:  "app_store",
	doc:  "the plan as a phased release of the App Store, in its terms: 1, 2, 5, 10, 20, 50 and 100% of the users over seven days (App Store Connect, phased release)",
	read: (*planner).readAppStore,
}

func (p *planner) readAppStore(m *mapping, st *model.Strategy) {
	phase := model.Phase{Name: "phased release"}
	phase.Start = p.readAt(m, "release_date", "when the release begins")
	phased := true
	field(m, "phased_release", &phased, yesNo, published("true", say.T("Apple App Store, phased release for automatic updates",
		"Apple App Store, phased release for automatic updates")), "true: over seven days; false: to everybody at once")
	if phased {
		phase.Offer = model.Offer{Kind: model.OfferDaily, Daily: slices.Clone(phasedReleaseDays)}
	} else {
		phase.Name = "release"
	}
	st.Halt = model.Halt{}
	field(m, "pause", &st.Halt.After, duration("d").where(func(d time.Duration) bool { return d <= longestPause }, "at most 30d"),
		published("30d", say.T("Apple App Store, phased release for automatic updates: a pause is 30 days at most, and who may have the update keeps finding it",
			"Apple App Store, phased release for automatic updates: eine Pause dauert höchstens 30 Tage, und wer das Update haben darf, findet es weiterhin")),
		"time for which PCs still find the update after a pause; halt of the strategy says otherwise")
	phases := []model.Phase{phase}
	readOnProblem(m, phases)
	if phases[0].OnProblem == model.RollbackAll {
		m.at("on_problem").complain("the App Store has no way back; write pause-fix or abort")
	}
	st.Phases = phases
}
