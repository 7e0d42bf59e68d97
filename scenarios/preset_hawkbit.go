package scenarios

import (
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// hawkbit is a rollout of Eclipse hawkBit: groups one after the other, each of
// which starts when enough targets of the one before have finished. The success
// condition is finished / all targets of the group ≥ the threshold
// (ThresholdRolloutGroupSuccessCondition), the error condition errors / all
// targets > the threshold (ThresholdRolloutGroupErrorCondition); the percentage
// of a group is of the targets that remain after earlier groups (eclipse/hawkbit
// pull request 337). How often targets poll is a matter of the fleet.
var hawkbit = preset{
	key:  "hawkbit",
	doc:  "the plan as a rollout of Eclipse hawkBit, in its terms: groups that start when enough of the one before has finished (its source: ThresholdRolloutGroupSuccessCondition: finished of all, at least; ThresholdRolloutGroupErrorCondition: errors of all, more than)",
	rest: "a group with neither filter nor percentage, which takes all that remain",
	read: (*planner).readHawkbit,
}

// hawkbitConditions are what each group of a hawkBit rollout has.
type hawkbitConditions struct {
	success, errors float64
	pause           bool
	resumed         model.Span
}

func (p *planner) readHawkbit(m *mapping, st *model.Strategy) {
	type group struct {
		percentage float64
		filter     []int
		hawkbitConditions
	}
	at := p.readAt(m, "start_at", "when the first group starts")
	var all hawkbitConditions
	readHawkbitConditions(m, &all)
	amount, standard := 1, published("1", say.T("Eclipse hawkBit: amountGroups", "Eclipse hawkBit: amountGroups"))
	if m.has("groups") {
		standard = absent
	}
	field(m, "amount_groups", &amount, count("a number of groups", 1, maxPhases), standard, "groups of equal size; or give groups")
	var groups []group
	var names []string
	m.items("groups", "groups with sizes of their own", maxPhases, nameKey, func(i int, m *mapping) {
		g, name, filter := group{percentage: 1, hawkbitConditions: all}, "group "+strconv.Itoa(i+1), []string(nil)
		field(m, "name", &name, words, absent, "by default its number")
		field(m, "target_percentage", &g.percentage, share.where(func(f float64) bool { return f > 0 }, "above 0%"), published("100%", say.T("Eclipse hawkBit: all that remain", "Eclipse hawkBit: alle übrigen")),
			"share of the PCs that remain after earlier groups and that the filter finds")
		if field(m, "target_filter_query", &filter, listOf(words, "a list of groups of the fleet such as [headquarters]"), absent,
			"groups of the fleet that the filter finds, by default all") {
			g.filter = p.groups(m.at("target_filter_query"), filter)
		}
		m.inherits = true
		readHawkbitConditions(m, &g.hawkbitConditions)
		m.inherits = false
		if slices.Contains(names, name) {
			m.at("name").complain("is the name of an earlier group too; give each its own")
		}
		groups, names = append(groups, g), append(names, name)
	})
	switch {
	case m.describing:
		readOnProblem(m, nil)
		return
	case m.has("groups") && m.has("amount_groups"):
		m.at("amount_groups").complain("makes groups of equal size, and groups are given too; keep one of them")
	case !m.has("groups"):
		for i := range amount {
			groups, names = append(groups, group{percentage: partOf(amount - i), hawkbitConditions: all}), append(names, "group "+strconv.Itoa(i+1))
		}
	}
	r := newRemainder(p.s.Groups)
	for i, g := range groups {
		phase := model.Phase{Name: names[i], Groups: g.filter, Start: model.Start{WhenGate: i > 0}}
		phase.Gate = model.Gate{Success: g.success, Of: model.OfAssigned, Errors: g.errors}
		if g.pause {
			phase.Approval = g.resumed
		}
		if i == 0 {
			phase.Start = at
		}
		phase.Size = p.hawkbitSize(m, i, r, g.percentage, g.filter)
		st.Phases = append(st.Phases, phase)
	}
	readOnProblem(m, st.Phases)
}

// hawkbitSize is the size of a group of so many percent of what its filter finds
// among the PCs that are left.
func (p *planner) hawkbitSize(m *mapping, i int, r *remainder, percentage float64, filter []int) model.Size {
	chosen := filter
	if filter == nil {
		chosen = everyIndex(len(p.s.Groups))
	}
	n := shareOf(percentage, r.available(chosen))
	size := model.Size{Kind: model.SizeShare, Share: percentage, Basis: model.OfRemaining}
	switch {
	case percentage == 1:
		size = model.Size{}
	case filter != nil:
		for _, g := range filter {
			if r.fewest[g] != r.most[g] {
				m.at("groups").complain("group %d takes a share of the PCs that its filter finds and earlier groups have left, and how many those are is chance here; give the earlier groups a filter too", i+1)
				return size
			}
		}
		size = model.Size{Kind: model.SizeCount, Count: max(1, n)}
	}
	r.take(chosen, n, percentage == 1)
	return size
}

// readHawkbitConditions reads what stands in a group, or beside the groups for
// all of them.
func readHawkbitConditions(m *mapping, c *hawkbitConditions) {
	field(m, "success_condition", &c.success, share.where(func(f float64) bool { return f > 0 }, "above 0%"),
		published("50%", say.T("Eclipse hawkBit, RolloutGroupConditionBuilder: with its defaults; its REST model says 100",
			"Eclipse hawkBit, RolloutGroupConditionBuilder: mit seinen Vorgaben; sein REST-Modell nennt 100")),
		"finished of all PCs of the group, at least, for the success action")
	field(m, "success_action", &c.pause, oneWord("nextgroup or pause", []string{"nextgroup", "pause"}, []bool{false, true}),
		published("nextgroup", say.T("Eclipse hawkBit: NEXTGROUP", "Eclipse hawkBit: NEXTGROUP")), "nextgroup: the next group starts; pause: when somebody resumes the rollout")
	readWaitFor(m, "resumed_after", &c.resumed, c.pause, "with success_action pause: until somebody resumes the rollout")
	field(m, "error_condition", &c.errors, share.where(func(f float64) bool { return f > 0 && f < 1 }, "above 0% and below 100%"),
		published("50%", say.T("Eclipse hawkBit, ThresholdRolloutGroupErrorCondition",
			"Eclipse hawkBit, ThresholdRolloutGroupErrorCondition")), "errors of all PCs of the group; when they are more, the rollout pauses")
}
