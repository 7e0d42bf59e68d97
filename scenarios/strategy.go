package scenarios

import (
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const (
	maxStrategies = 100
	maxPhases     = 1000
)

// forms are the ways to write a strategy in one key; the name of one is its key
// with spaces.
func forms() []string {
	all := []string{"big_bang", "waves", "pilot"}
	for i := range presets {
		all = append(all, presets[i].key)
	}
	return all
}

// strategyName names a strategy as reports do.
func strategyName(n *yaml.Node) string {
	if name := nameKey(n); name != "" {
		return name
	}
	for _, form := range forms() {
		if lookup(n, form) != nil {
			return strings.ReplaceAll(form, "_", " ")
		}
	}
	return ""
}

// A planner reads the strategies of one scenario.
type planner struct {
	s    *model.Scenario
	zone *time.Location
	top  model.Strategy // what is said for all strategies at the top of the file
}

// readStrategies reads the list "strategies".
func (p *planner) readStrategies(m *mapping) {
	m.items("strategies", "rollout plans to compare; no rollout is always among them", maxStrategies, strategyName, func(_ int, m *mapping) {
		strategy := p.top
		strategy.Name = strategyName(m.node)
		field(m, "name", &strategy.Name, words, absent, "by default the key with spaces, such as big bang")
		m.optional("big_bang", "everybody at once", func(m *mapping) {
			var base model.Phase
			p.readPhase(m, &base, false, ofPhases)
			first(m, base.Start)
			strategy.Phases = model.BigBang(base)
			p.check(m, strategy.Phases, "")
		})
		m.optional("waves", "equal phases, one after the other", func(m *mapping) {
			strategy.Phases = p.readWaves(m, newRemainder(p.s.Groups), false)
			p.check(m, strategy.Phases, "")
		})
		m.optional("pilot", "a small phase that is watched, then waves; it needs soak or gate", func(m *mapping) {
			strategy.Phases = p.readPilot(m, strategy.Name)
			p.check(m, strategy.Phases, "")
		})
		for i := range presets {
			preset := &presets[i]
			m.optional(preset.key, preset.doc, func(m *mapping) {
				preset.read(p, m, &strategy)
				strategy.Preset = strings.ReplaceAll(preset.key, "_", "-")
				p.check(m, strategy.Phases, preset.rest)
			})
		}
		gated := false // the phase before
		m.items("phases", "phases in order", maxPhases, nameKey, func(i int, m *mapping) {
			phase := model.Phase{Name: "phase " + strconv.Itoa(i+1)}
			field(m, "name", &phase.Name, words, absent, "by default its number")
			p.readPhase(m, &phase, true, ofPhases)
			if i == 0 {
				first(m, phase.Start)
			}
			if i > 0 && phase.Start.WhenGate && !gated {
				m.at("start").complain("waits for the gate of the phase before, and nothing holds that back; give that phase a gate such as {soak: 2wd}")
			}
			for _, earlier := range strategy.Phases {
				if earlier.Name == phase.Name && m.has("name") {
					m.at("name").complain("is the name of an earlier phase too; give each its own")
				}
			}
			strategy.Phases, gated = append(strategy.Phases, phase), waits(&phase.Gate) || lookup(lookup(m.node, "gate"), "soak") != nil || phase.Approval.Length > 0 || !m.sound()
		})
		if m.has("phases") && m.sound() {
			p.check(&mapping{value: m.at("phases"), before: m.before}, strategy.Phases, "a phase with size: rest")
		}
		m.inherits = true
		p.readConduct(m, &strategy)
		m.inherits = false
		m.oneKeyOf(append(forms(), "phases")...)
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

// readWaves reads the short form "waves" for the PCs that are left; behind tells
// whether a pilot comes before them, whose gate opens the first.
func (p *planner) readWaves(m *mapping, r *remainder, behind bool) []model.Phase {
	var base model.Phase
	var size model.Size
	var every model.Span
	field(m, "size", &size, phaseSize, required("500"), "PCs in each wave: a number, or a share of the fleet")
	field(m, "every", &every, span("wd", true), required("2wd"), "from the opening of one wave to that of the next; a d is a local calendar day")
	p.readPhase(m, &base, false, ofPhases)
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
		size = model.Size{Kind: model.SizeCount, Count: max(1, int(math.Ceil(float64(size.Share*float64(of))-1e-9)))}
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
	p.readPhase(m, &pilot, false, ofPilots)
	first(m, pilot.Start)
	size.Basis = pilot.Size.Basis
	pilot.Size = size
	switch {
	case m.has("soak") && pilot.Gate.Soak.Length > 0:
		m.at("soak").complain("is given in gate too; keep one")
	case m.has("soak"):
		pilot.Gate.Soak = soak
	case m.describing:
	case !m.has("gate"):
		m.complain("give soak or gate: without them the waves would begin at once")
	case !waits(&pilot.Gate) && m.sound():
		m.at("gate").complain("lets the waves begin at once; give it success or soak, such as soak: 3wd")
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
		m.warn(say.T("strategy %s: the pilot takes all %d PCs that there are to take, and no waves follow; a smaller one would leave some for them",
			"Strategie %s: der Pilot nimmt alle %d PCs, die es gibt, und es folgen keine Wellen; ein kleinerer ließe ihnen welche übrig"), name, available)
	case wanted > available:
		m.warn(say.T("strategy %s: the pilot takes %d PCs, all that it selects, not %d",
			"Strategie %s: der Pilot nimmt %d PCs, alle, die er auswählt, nicht %d"), name, available, wanted)
	}
	return model.Pilot(pilot, then)
}
