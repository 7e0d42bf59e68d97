package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// phaseSize is a number of PCs, a share of a basis named elsewhere, or the rest.
var phaseSize = func() kind[model.Size] {
	k := scalar("", "a number of PCs, a share such as 5%, or rest", `^([0-9]+|[0-9]+(\.[0-9]+)? ?%|rest)$`, func(text string) (model.Size, error) {
		if text == "rest" {
			return model.Size{Kind: model.SizeRest}, nil
		}
		if strings.HasSuffix(text, "%") {
			f, err := parseShare(text)
			if err == nil && f == 0 {
				err = errors.New("must be above 0%")
			}
			return model.Size{Kind: model.SizeShare, Share: f}, err
		}
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			err = fmt.Errorf("must be a number of PCs, a share such as 5%%, or rest; got %s", clip(text))
		case n < 1:
			err = fmt.Errorf("must be at least 1, got %d", n)
		case n > maxClients:
			err = fmt.Errorf("must be at most %d, got %d", maxClients, n)
		}
		return model.Size{Kind: model.SizeCount, Count: n}, err
	})
	k.schema = named("phase-size", schema{"anyOf": []schema{
		{"type": "string", "pattern": `^([1-9][0-9]*|[0-9]+(\.[0-9]+)? ?%|rest)$`},
		{"type": "integer", "minimum": 1},
	}})
	return k
}()

var basis = oneWord("total, remaining or cumulative",
	[]string{"total", "remaining", "cumulative"}, []model.Basis{model.OfTotal, model.OfRemaining, model.Cumulative})

var selection = oneWord("random, group-order or key-users",
	[]string{"random", "group-order", "key-users"}, []model.Selection{model.ByRandom, model.ByGroupOrder, model.ByKeyUsers})

var onProblem = oneWord("pause-fix, abort or rollback",
	[]string{"pause-fix", "abort", "rollback"}, []model.OnProblem{model.PauseFix, model.Abort, model.RollbackAll})

// first complains when the first phase of a plan waits for the one before it.
func first(m *mapping, start model.Start) {
	if start.WhenGate {
		m.at("start").complain("waits for the gate of the phase before, and there is none; write {at: 2027-04-12T09:00} or leave it out")
	}
}

// custom is whom a phase takes, and whether they test, where the file does not say.
type custom struct{ by, testers fallback }

var (
	ofPhases = custom{by: published("random", say.T("no order is better known", "keine Reihenfolge ist besser bekannt")), testers: absent}
	ofPilots = custom{
		by: published("key-users", say.T("slides on going live and support: key users first",
			"Folien zu Produktivsetzung und Betreuung: zuerst Key-User")),
		testers: published("true", say.T("vendor's slides on rollout strategies: a pilot is a group that tests intensively",
			"Folien des Herstellers zu Rollout-Strategien: ein Pilot ist eine Gruppe, die intensiv testet")),
	}
)

// readPhase reads the keys that every phase can have, in the long form and the
// short ones. Only the long form has the size in here.
func (p *planner) readPhase(m *mapping, phase *model.Phase, sized bool, usual custom) {
	p.readSelect(m, "select", phase, sized, usual.by)
	field(m, "testers", &phase.Testers, yesNo, usual.testers,
		"true: its users are asked to test, and report problems as key users do (release.problems[].reports.key_users); by default so in a pilot, and in no other phase")
	m.optional("start", "when the phase opens; by default with the one before, behind its gate", func(m *mapping) { p.readStart(m, &phase.Start) })
	readOffer(m, &phase.Offer)
	field(m, "max_in_flight", &phase.InFlight, clientLimit, absent, "PCs, or share of the phase, that may have an offer and not have come to an end with it; by default no limit")
	m.optional("grants", "how many may be let in by their polls, in the way of "+nebraska+": the others are put on hold and ask again at their next poll", func(m *mapping) {
		phase.Grants = &model.Grants{}
		readGrants(m, phase.Grants)
	})
	m.optional("window", "when offers are made and found, by default always", func(m *mapping) {
		phase.Window = &model.OfferWindow{}
		readWindow(m, phase.Window)
		if phase.Window.ClientClock && phase.Offer.Kind != model.OfferAtOnce {
			m.at("clock").complain("an offer that is spread over time goes by one clock, the plan's; write clock: plan, or offer: all-at-once")
		}
	})
	m.optional("gate", "what must be so before the next phase opens", func(m *mapping) { readGate(m, &phase.Gate) })
	field(m, "approval", &phase.Approval, span("wd", true), absent, "time from the gate until somebody has approved the next phase, by default none; a d is a local calendar day")
	var deadline model.Span
	if field(m, "deadline", &deadline, span("d", true), absent, "time from the opening of the phase to the installs of PCs that install at a deadline, by default managed.deadline; a d is a local calendar day") {
		phase.Deadline = &deadline
	}
	field(m, "grace", &phase.Grace, span("d", true), absent, "time that a PC has from first finding the offer, even if the deadline is over by then, by default none; a d is a local calendar day")
	field(m, "on_problem", &phase.OnProblem, onProblem, published("pause-fix", say.T("vendor's support article 14187234317980, setup and strategies: problems are found and fixed before the next group",
		"Support-Artikel 14187234317980 des Herstellers, setup and strategies: Probleme werden vor der nächsten Gruppe gefunden und behoben")),
		"what is done about a problem that is noticed while this phase is the last one open: pause-fix (halt, fix, go on), abort (halt for good) or rollback (and take the release back)")
}

// readSelect reads, at some key, which PCs a phase takes.
func (p *planner) readSelect(m *mapping, key string, phase *model.Phase, sized bool, by fallback) {
	m.section(key, "which PCs the phase takes, of those that no earlier phase took", func(m *mapping) {
		var names []string
		if field(m, "groups", &names, listOf(words, "a list of groups such as [headquarters]"), absent, "groups to take from; by default the whole fleet") {
			phase.Groups = p.groups(m.at("groups"), names)
		}
		if sized {
			field(m, "size", &phase.Size, phaseSize, published("rest", say.T("all that is left", "alle, die übrig sind")), "number of PCs, share of the basis, or rest")
		}
		field(m, "basis", &phase.Size.Basis, basis, absent,
			"what a share is of, by default total: total (the whole fleet), remaining (what no earlier phase took), or cumulative (the whole fleet, earlier phases counted)")
		field(m, "by", &phase.By, selection, by, "order in which PCs are taken: random, group-order or key-users")
	})
}

// groups turns names of groups into their indices.
func (p *planner) groups(v value, names []string) []int {
	known := p.groupNames()
	var chosen []int
	for i, name := range names {
		at := v
		if v.node.Kind == yaml.SequenceNode && i < len(v.node.Content) {
			at = v.item(i, "")
		}
		g := slices.Index(known, name)
		switch {
		case g < 0:
			at.complain("there is no group %s%s", clip(name), didYouMean(name, known))
		case slices.Contains(chosen, g):
			at.complain("names the group %s twice; keep one", clip(name))
		default:
			chosen = append(chosen, g)
		}
	}
	return chosen
}

// readStart reads when a phase opens.
func (p *planner) readStart(m *mapping, start *model.Start) {
	var at wall
	if field(m, "at", &at, moment, absent, "local time in the scenario's zone, such as 2027-04-12T09:00") && p.zone != nil {
		t := instantAt(m, "at", at, p.s.Start, p.zone)
		start.At, start.Meant = &t, at.WallTime
	}
	var previous bool
	field(m, "after", &previous, oneWord("previous", []string{"previous"}, []bool{true}), absent, "previous: counted from the opening of the phase before")
	field(m, "delay", &start.Delay, span("wd", true), absent, "time after the opening of the phase before, such as 2wd; a d is a local calendar day")
	field(m, "when", &start.WhenGate, oneWord("gate", []string{"gate"}, []bool{true}), absent, "gate: as soon as the gate of the phase before allows")
	if m.describing {
		return
	}
	ways := 0
	for _, given := range []bool{m.has("at"), m.has("after") || m.has("delay"), m.has("when")} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		m.complain("give one of: {at: 2027-04-12T09:00}; {after: previous, delay: 2wd}; {when: gate}")
	}
}
