package scenarios

import (
	"math"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// most is the number of PCs that a phase wants, of a fleet of which so many are
// left. Shares are rounded up.
func (p *planner) most(size model.Size, left int) int {
	of := float64(p.s.Clients())
	switch {
	case size.Kind == model.SizeCount:
		return size.Count
	case size.Kind == model.SizeRest:
		return left
	case size.Basis == model.OfRemaining:
		of = float64(left)
	}
	n := int(math.Ceil(float64(size.Share*of) - 1e-9))
	if size.Kind == model.SizeShare && size.Basis == model.Cumulative {
		n -= p.s.Clients() - left
	}
	return max(n, 0)
}

// check goes through a plan and complains when a phase asks for more PCs than
// are left or when the plan leaves PCs out. Explicit plans name their sizes, and
// rest is what they lack in that case; others are cut to what is left.
func (p *planner) check(m *mapping, phases []model.Phase, rest string) {
	explicit := rest != ""
	if !m.sound() || len(p.s.Groups) == 0 {
		return
	}
	r := newRemainder(p.s.Groups)
	for i := range phases {
		phase := &phases[i]
		groups := phase.Groups
		if groups == nil {
			groups = everyIndex(len(p.s.Groups))
		}
		available := r.available(groups)
		wanted := available
		if phase.Size.Kind != model.SizeRest {
			wanted = p.most(phase.Size, r.total)
		}
		// Shares are rounded up phase by phase, so the last may lack some.
		slack := 0
		if phase.Size.Kind == model.SizeShare {
			slack = len(phases)
		}
		switch {
		case explicit && (available == 0 || wanted == 0):
			p.sizeOf(m, i).complain("finds nobody to take: earlier phases have taken all that it could select")
			return
		case explicit && wanted > available+slack:
			p.sizeOf(m, i).complain("takes %d PCs, but at most %d are left; write rest for what is left", wanted, available)
			return
		}
		if takes := min(wanted, available); i+1 < len(phases) && phase.Gate.Count > takes {
			p.sizeOf(m, i).complain("takes %s, and its gate waits for %d: it never opens", numbered(takes, say.PCs), phase.Gate.Count)
			return
		} else if explicit && phase.Gate.AtLeast > takes && takes > 0 {
			p.sizeOf(m, i).complain("takes %s, and its gate looks only after %d: give at_least up to that", numbered(takes, say.PCs), phase.Gate.AtLeast)
			return
		}
		r.take(groups, min(wanted, available), phase.Size.Kind == model.SizeRest)
	}
	if n, group := r.left(p.s.Groups); n > 0 {
		where := ""
		if group != "" {
			where = ", among them some of " + group
		}
		if !explicit {
			rest = "a phase with size: rest"
		}
		m.complain("leaves out %d PCs%s; add %s", n, where, rest)
	}
}

// A remainder is what earlier phases have left of each group. Which PCs a phase
// takes by chance is not known before the run, so it is the fewest and the most
// that may be left.
type remainder struct {
	fewest, most []int
	total        int  // of all groups
	certain      bool // total is exact; otherwise it is the most
}

func newRemainder(groups []model.Group) *remainder {
	r := &remainder{certain: true}
	for i := range groups {
		r.fewest, r.most = append(r.fewest, groups[i].Clients), append(r.most, groups[i].Clients)
		r.total += groups[i].Clients
	}
	return r
}

// available is the most that some groups may have left.
func (r *remainder) available(groups []int) int {
	n := 0
	for _, g := range groups {
		n += r.most[g]
	}
	return min(n, r.total)
}

// take removes n PCs from some groups, or all that is left of them.
func (r *remainder) take(groups []int, n int, rest bool) {
	r.total -= n
	for _, g := range groups {
		switch {
		case rest:
			r.certain = r.certain && (r.fewest[g] == r.most[g] || len(groups) == len(r.most))
			r.fewest[g], r.most[g] = 0, 0
		case len(groups) == 1:
			r.fewest[g], r.most[g] = max(0, r.fewest[g]-n), max(0, r.most[g]-n)
		default:
			r.fewest[g] = max(0, r.fewest[g]-n)
		}
	}
	most := 0
	for _, n := range r.most {
		most += n
	}
	r.total = min(r.total, most)
}

// left is the number of PCs that are left for certain, and a group that some of
// them are in, if one is certain.
func (r *remainder) left(groups []model.Group) (n int, group string) {
	for g, fewest := range r.fewest {
		n += fewest
		if fewest > 0 && group == "" && len(groups) > 1 {
			group = groups[g].Name
		}
	}
	if r.certain {
		n = r.total
	}
	return n, group
}

// sizeOf is the size of a phase of a plan with phases, for complaints.
func (p *planner) sizeOf(m *mapping, i int) value {
	if m.node == nil || m.node.Kind != yaml.SequenceNode || i >= len(m.node.Content) {
		return m.value
	}
	v := m.item(i, strconv.Itoa(i))
	for _, key := range []string{"select", "size"} {
		n := lookup(v.node, key)
		if n == nil {
			break
		}
		v = v.key(key, n)
	}
	return v
}

func everyIndex(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
