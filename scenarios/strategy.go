package scenarios

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
)

const (
	maxStrategies = 100
	maxPhases     = 1000
)

// forms are the ways to write a strategy; the name of one is its key with
// spaces.
var forms = []string{"big_bang", "waves", "pilot", "phases"}

// strategyName names a strategy as reports do.
func strategyName(n *yaml.Node) string {
	if name := nameKey(n); name != "" {
		return name
	}
	for _, form := range forms[:3] {
		if lookup(n, form) != nil {
			return strings.ReplaceAll(form, "_", " ")
		}
	}
	return ""
}

// phaseSize is a number of PCs, a share of a basis named elsewhere, or the rest.
var phaseSize = func() kind[model.Size] {
	k := scalar("", "a number of PCs, a share such as 5%, or rest", `^([0-9]+|[0-9]+(\.[0-9]+)?%|rest)$`, func(text string) (model.Size, error) {
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
		{"type": "string", "pattern": `^([1-9][0-9]*|[0-9]+(\.[0-9]+)?%|rest)$`},
		{"type": "integer", "minimum": 1},
	}})
	return k
}()

var basis = oneWord("total, remaining or cumulative",
	[]string{"total", "remaining", "cumulative"}, []model.Basis{model.OfTotal, model.OfRemaining, model.Cumulative})

var selection = oneWord("random, group-order or key-users",
	[]string{"random", "group-order", "key-users"}, []model.Selection{model.ByRandom, model.ByGroupOrder, model.ByKeyUsers})

// A success is the first condition of a gate: a share of a denominator.
type success struct {
	share float64
	of    model.Denominator
}

// successShare is a text such as "95% of reached".
var successShare = scalar("success", `a share with what it is of, such as "95% of reached"`, `^[0-9]+(\.[0-9]+)?% of (assigned|reached|active)$`,
	func(text string) (success, error) {
		head, of, named := strings.Cut(text, " of ")
		f, err := parseShare(strings.TrimSpace(head))
		switch {
		case err != nil:
			return success{}, err
		case !named:
			return success{}, fmt.Errorf("must say what it is a share of, such as %q (assigned, reached or active)", head+" of reached")
		case f == 0:
			return success{}, errors.New("must be above 0%; leave success out for no condition")
		}
		words := []string{"assigned", "reached", "active"}
		i := slices.Index(words, strings.TrimSpace(of))
		if i < 0 {
			return success{}, fmt.Errorf("must be a share of assigned, reached or active, got %s%s", clip(of), didYouMean(of, words))
		}
		return success{f, []model.Denominator{model.OfAssigned, model.OfReached, model.OfActive}[i]}, nil
	})

// A planner reads the strategies of one scenario.
type planner struct {
	s    *model.Scenario
	zone *time.Location
}

// readStrategies reads the list "strategies".
func (p *planner) readStrategies(m *mapping) {
	m.items("strategies", "rollout plans to compare; no rollout is always among them", maxStrategies, strategyName, func(_ int, m *mapping) {
		strategy := model.Strategy{Name: strategyName(m.node)}
		field(m, "name", &strategy.Name, words, absent, "by default the key with spaces, such as big bang")
		m.optional("big_bang", "everybody at once", func(m *mapping) {
			var base model.Phase
			p.readPhase(m, &base, false)
			first(m, base.Start)
			strategy.Phases = model.BigBang(base)
			p.check(m, strategy.Phases, false)
		})
		m.optional("waves", "equal phases, one after the other", func(m *mapping) {
			strategy.Phases = p.readWaves(m, newRemainder(p.s.Groups), false)
			p.check(m, strategy.Phases, false)
		})
		m.optional("pilot", "a small phase that is watched, then waves; it needs soak or gate", func(m *mapping) {
			strategy.Phases = p.readPilot(m, strategy.Name)
			p.check(m, strategy.Phases, false)
		})
		gated := false // the phase before
		m.items("phases", "phases in order", maxPhases, nameKey, func(i int, m *mapping) {
			phase := model.Phase{Name: "phase " + strconv.Itoa(i+1)}
			field(m, "name", &phase.Name, words, absent, "by default its number")
			p.readPhase(m, &phase, true)
			if i == 0 {
				first(m, phase.Start)
			}
			if i > 0 && phase.Start.WhenGate && !gated {
				m.at("start").complain("waits for the gate of the phase before, which has none; give that phase a gate such as {soak: 2wd}")
			}
			for _, earlier := range strategy.Phases {
				if earlier.Name == phase.Name && m.has("name") {
					m.at("name").complain("is the name of an earlier phase too; give each its own")
				}
			}
			strategy.Phases, gated = append(strategy.Phases, phase), m.has("gate")
		})
		if m.has("phases") && m.sound() {
			p.check(&mapping{value: m.at("phases"), before: m.before}, strategy.Phases, true)
		}
		var ways [][]string
		for _, form := range forms {
			ways = append(ways, []string{form})
		}
		m.oneOf(ways...)
		p.checkName(m, strategy.Name)
		p.s.Strategies = append(p.s.Strategies, strategy)
	})
}

// checkName complains about names that could not be told apart.
func (p *planner) checkName(m *mapping, name string) {
	if name == "" && m.has("phases") {
		m.at("name").complain("missing; a strategy with phases needs a name, such as name: our own plan")
	}
	if strings.EqualFold(strings.Join(strings.Fields(name), " "), model.NoRollout) {
		m.at("name").complain("%q is reserved: it always runs, as the comparison without the update", name)
	}
	for i := range p.s.Strategies {
		if name != "" && p.s.Strategies[i].Name == name {
			m.at("name").complain("%q is the name of an earlier strategy too; give each its own, such as name: %s 2", name, name)
		}
	}
}

// first complains when the first phase of a plan waits for the one before it.
func first(m *mapping, start model.Start) {
	if start.WhenGate {
		m.at("start").complain("waits for the gate of the phase before, and there is none; write {at: 2027-04-12T09:00} or leave it out")
	}
}

// readPhase reads the keys that every phase can have, in the long form and the
// short ones. Only the long form has the size in here.
func (p *planner) readPhase(m *mapping, phase *model.Phase, sized bool) {
	m.section("select", "which PCs the phase takes, of those that no earlier phase took", func(m *mapping) {
		var names []string
		if field(m, "groups", &names, listOf(words, "a list of groups such as [headquarters]"), absent, "groups to take from; by default the whole fleet") {
			phase.Groups = p.groups(m.at("groups"), names)
		}
		if sized {
			field(m, "size", &phase.Size, phaseSize, published("rest", "all that is left"), "number of PCs, share of the basis, or rest")
		}
		field(m, "basis", &phase.Size.Basis, basis, absent,
			"what a share is of, by default total: total (the whole fleet), remaining (what no earlier phase took), or cumulative (the whole fleet, earlier phases counted)")
		field(m, "by", &phase.By, selection, published("random", "no order is better known"), "order in which PCs are taken: random, group-order or key-users")
	})
	m.optional("start", "when the phase opens; by default with the one before, behind its gate", func(m *mapping) { p.readStart(m, &phase.Start) })
	m.optional("gate", "what must be so before the next phase opens", func(m *mapping) {
		var s success
		if field(m, "success", &s, successShare, absent, `share of PCs that must be updated, such as "95% of reached" (or assigned, active)`) {
			phase.Gate.Success, phase.Gate.Of = s.share, s.of
		}
		field(m, "soak", &phase.Gate.Soak, span("wd", true), absent, "time to wait from reaching success, or from the opening without it; a d is a local calendar day")
		if !m.describing && !m.has("success") && !m.has("soak") {
			m.complain(`give success, soak or both, such as {success: "95%% of reached", soak: 1wd}`)
		}
	})
}

// groups turns names of groups into their indices.
func (p *planner) groups(v value, names []string) []int {
	var known []string
	for i := range p.s.Groups {
		known = append(known, p.s.Groups[i].Name)
	}
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
		start.At = &t
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

// readWaves reads the short form "waves" for the PCs that are left; behind tells
// whether a pilot comes before them, whose gate opens the first.
func (p *planner) readWaves(m *mapping, r *remainder, behind bool) []model.Phase {
	var base model.Phase
	var size model.Size
	var every model.Span
	field(m, "size", &size, phaseSize, required("500"), "PCs in each wave: a number, or a share of the fleet")
	field(m, "every", &every, span("wd", true), required("2wd"), "from the opening of one wave to that of the next; a d is a local calendar day")
	p.readPhase(m, &base, false)
	switch {
	case !behind:
		first(m, base.Start)
	case m.has("start") && !base.Start.WhenGate:
		m.at("start").complain("the first wave opens with the pilot's gate; leave it out")
	}
	total := p.s.Clients()
	if !m.sound() || total == 0 {
		return nil
	}
	groups := base.Groups
	if groups == nil {
		groups = everyIndex(len(p.s.Groups))
	}
	left := r.available(groups)
	if size.Kind == model.SizeShare {
		of := total
		if base.Size.Basis == model.OfRemaining {
			of = left
		}
		size = model.Size{Kind: model.SizeCount, Count: max(1, int(math.Ceil(size.Share*float64(of)-1e-9)))}
	}
	if size.Kind == model.SizeCount && (left+size.Count-1)/size.Count > maxPhases {
		m.at("size").complain("makes %d waves; at most %d are possible", (left+size.Count-1)/size.Count, maxPhases)
		return nil
	}
	return model.Waves(left, size, every, base)
}

// readPilot reads the short form "pilot" of a strategy of some name.
func (p *planner) readPilot(m *mapping, name string) []model.Phase {
	var pilot model.Phase
	var size model.Size
	var soak model.Span
	field(m, "size", &size, phaseSize, required("100"), "PCs of the pilot: a number, or a share of the fleet")
	field(m, "soak", &soak, span("wd", true), absent, "how long the pilot is watched before the waves begin; short for gate: {soak: ...}")
	p.readPhase(m, &pilot, false)
	first(m, pilot.Start)
	size.Basis = pilot.Size.Basis
	pilot.Size = size
	switch {
	case m.has("soak") && pilot.Gate.Soak.Length > 0:
		m.at("soak").complain("is given in gate too; keep one")
	case m.has("soak"):
		pilot.Gate.Soak = soak
	case !m.has("gate") && !m.describing:
		m.complain("give soak or gate: without them the waves would begin at once")
	}
	m.anyOf([]string{"soak"}, []string{"gate"})
	groups := pilot.Groups
	if groups == nil {
		groups = everyIndex(len(p.s.Groups))
	}
	r := newRemainder(p.s.Groups)
	available := r.available(groups)
	wanted := available
	if size.Kind != model.SizeRest {
		wanted = p.most(pilot.Size, r.total)
	}
	r.take(groups, min(wanted, available), size.Kind == model.SizeRest)
	var then []model.Phase
	m.demanded("then", "what follows the pilot", "{waves: {size: 500, every: 2wd}}", func(m *mapping) {
		m.demanded("waves", "equal phases, one after the other; the first opens with the pilot's gate", "{size: 500, every: 2wd}", func(m *mapping) {
			then = p.readWaves(m, r, true)
		})
	})
	if !m.sound() {
		return nil
	}
	switch fleet := p.s.Clients(); {
	case fleet > 0 && len(then) == 0:
		m.warn("strategy %s: the pilot takes all %d PCs that there are to take, and no waves follow; a smaller one would leave some for them", name, available)
	case wanted > available:
		m.warn("strategy %s: the pilot takes %d PCs, all that it selects, not %d", name, available, wanted)
	}
	return model.Pilot(pilot, then)
}
