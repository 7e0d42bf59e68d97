package scenarios

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const maxAccess = 1000

// reaches is when clients feel a halt: at their next poll, or a time after it.
var reaches = scalar("", "at-next-poll or a duration such as 8h", "^(at-next-poll|"+lengthIn("ms|min|s|m|h|d")+")$", func(text string) (model.Halt, error) {
	if text == "at-next-poll" {
		return model.Halt{AtNextPoll: true}, nil
	}
	d, err := duration("h").parse(text)
	return model.Halt{After: d}, orWord(err, text, "at-next-poll")
})

// planB is how long it takes until the way back begins; ready is no time.
var planB = scalar("", "ready or a time span such as 1d", "^(ready|"+lengthIn("ms|min|wd|s|m|h|d")+")$", func(text string) (model.Span, error) {
	if text == "ready" {
		return model.Span{}, nil
	}
	s, err := span("d", false).parse(text)
	return s, orWord(err, text, "ready")
})

var lateJoiners = oneWord("next-window, last-phase or at-once",
	[]string{"next-window", "last-phase", "at-once"}, []model.LateJoiners{model.NextWindow, model.LastPhase, model.AtOnce})

// readConduct reads what may stand in a strategy or, for all strategies, at the
// top of the file: how a rollout is halted and taken back, and who may use what
// is installed.
func (p *planner) readConduct(m *mapping, c *model.Strategy) {
	m.section("halt", "when clients feel that a rollout is halted; new offers stop at once", func(m *mapping) {
		field(m, "reaches_clients", &c.Halt, reaches, assumed("at-next-poll", "0h..8h", say.T("depends on the distribution; Windows Autopatch names up to 8h",
			"hängt von der Verteilung ab; Windows Autopatch nennt bis zu 8 h")),
			"at-next-poll: an offer that a PC has not seen yet is gone; or the time for which PCs still find offers, such as 8h")
	})
	m.section("rollback", "the way back; it is a rollout too: it downloads, installs and syncs", func(m *mapping) {
		field(m, "plan_b", &c.Rollback.PlanB, planB, assumed("ready", "0d..5d", say.T("the contingency plan is prepared and at hand",
			"der Notfallplan ist vorbereitet und liegt bereit")),
			"ready, or the time from the decision until the way back begins, such as 1d of 24h")
		before := p.versionBefore()
		known := field(m, "to", &c.Rollback.To, version, before,
			"version that PCs go back to, by default the newest older one that some PC has at the start; where nothing was installed it is uninstalled again, and what is to be synchronised is given up")
		if release := p.s.Release; known && m.has("to") && release != nil && before.text == "" && p.s.HasBare() {
			m.at("to").complain("no PC has an older version to go back to: the release is uninstalled where nothing was installed; leave it out")
		} else if known && m.has("to") && release != nil && release.Version != "" && release.Version.Compare(c.Rollback.To) <= 0 {
			m.at("to").complain("must be older than the release, which is %s; got %s", release.Version, c.Rollback.To)
		}
	})
	field(m, "late_joiners", &c.LateJoiners, lateJoiners, assumed("next-window", "", say.T("the plan holds for them too", "der Plan gilt auch für sie")),
		"when PCs may have the release that were not on while the window of their phase was open: next-window, last-phase or at-once")
	if m.has("access") {
		c.Access = nil
	}
	unnamed := func(*yaml.Node) string { return "" }
	m.items("access", "who may use the release that is installed, and from when on: deployed is not enabled. By default everybody, at once", maxAccess, unnamed,
		func(_ int, m *mapping) { p.readAccess(m, c) })
	slices.SortStableFunc(c.Access, func(a, b model.Access) int { return a.From.Compare(b.From) })
}

// versionBefore is the newest version that is older than the release, as a
// default.
func (p *planner) versionBefore() fallback {
	if p.s.Release == nil {
		return absent
	}
	best := model.Version("")
	for i := range p.s.Groups {
		for _, v := range p.s.Groups[i].Versions {
			if p.s.Release.Version.Compare(v.Version) > 0 && v.Version.Compare(best) > 0 {
				best = v.Version
			}
		}
	}
	if best == "" || p.s.Release.Version == "" {
		return absent
	}
	return published(string(best), say.T("newest older version that some PC has at the start",
		"die neueste ältere Version, die ein PC zu Beginn hat"))
}

// everybody and keyUsers stand in access for PCs of all groups.
const (
	everybody = "all"
	keyUsers  = "key-users"
)

func (p *planner) readAccess(m *mapping, c *model.Strategy) {
	a := model.Access{Group: model.AllGroups}
	var name string
	if field(m, "group", &name, words, published(everybody, say.T("without a group it is for everybody", "ohne Gruppe gilt es für alle")), "name of a group, key-users for those of all groups, or all") {
		known := p.groupNames()
		switch g := slices.Index(known, name); {
		case (name == everybody || name == keyUsers) && g >= 0 && len(known) > 1:
			m.at("group").complain("is a word for PCs of all groups, and the name of a group; call the group otherwise")
		case name == keyUsers:
			a.KeyUsers = true
		case g >= 0:
			a.Group = g
		case name != everybody:
			m.at("group").complain("there is no group %s%s", clip(name), orKnown(didYouMean(name, append(known, everybody, keyUsers)), append(known, everybody, keyUsers)))
		}
	}
	only := a.KeyUsers
	if field(m, "key_users", &only, yesNo, absent, "true: only the key users of the group") {
		a.KeyUsers = a.KeyUsers || only
	}
	var from wall
	if field(m, "from", &from, moment, required("2027-04-26"), "local time in the scenario's zone, such as 2027-04-26 or 2027-04-26T09:00") && p.zone != nil && !p.s.Start.IsZero() {
		a.From = instantAt(m, "from", from, p.s.Start, p.zone)
	}
	c.Access = append(c.Access, a)
}

func (p *planner) groupNames() []string {
	var names []string
	for i := range p.s.Groups {
		names = append(names, p.s.Groups[i].Name)
	}
	return names
}

// checkConduct warns about PCs that have no access, and about access that begins
// when the simulation is over.
func checkConduct(m *mapping, s *model.Scenario) {
	end := s.Start.Add(s.HorizonEnd())
	for i := range s.Strategies {
		st := &s.Strategies[i]
		if len(st.Access) == 0 {
			continue
		}
		var without, keyOnly []string
		for g := range s.Groups {
			switch all, key := accessOf(st.Access, g); {
			case all:
			case key:
				keyOnly = append(keyOnly, s.Groups[g].Name)
			default:
				without = append(without, s.Groups[g].Name)
			}
		}
		if len(without) > 0 {
			m.warn(say.T("strategy %s: access leaves out %s: they have the release and may never use it",
				"Strategie %s: access lässt Gruppen aus, die das Release haben und nie benutzen dürfen: %s"), st.Name, several(without, otherGroups))
		}
		if len(keyOnly) > 0 {
			m.warn(say.T("strategy %s: access lets only the key users of %s use the release",
				"Strategie %s: access erlaubt nur Key-Usern, das Release zu benutzen, in: %s"), st.Name, several(keyOnly, otherGroups))
		}
		if last := st.Access[len(st.Access)-1].From; !last.Before(end) {
			m.warn(say.T("strategy %s: access from %s begins after the horizon of %s and is not seen",
				"Strategie %s: access ab %s beginnt nach dem Ende der Simulation (%s) und ist nicht zu sehen"), st.Name, say.Moment{Time: last, Layout: time.DateOnly}, numbered(s.Horizon, say.Days))
		}
	}
}

// accessOf tells whether all PCs of a group have access in the end, or its key
// users.
func accessOf(access []model.Access, group int) (all, key bool) {
	for _, a := range access {
		if a.Group == model.AllGroups || a.Group == group {
			all, key = all || !a.KeyUsers, true
		}
	}
	return all, key
}

// orWord adds to a complaint about a text the word that it may have been.
func orWord(err error, text, word string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w%s", err, didYouMean(text, []string{word}))
}
