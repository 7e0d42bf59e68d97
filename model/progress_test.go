package model

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manyGroups is a fleet of four groups in which there is every reason not to be
// updated. Nobody syncs but after the update, so that records tell all installs.
func manyGroups() *Scenario {
	s := office(200, 200)
	s.Backend.Admission.Jitter = 0
	only := s.Groups[0]
	only.Sync.OnLogIn, only.Sync.OnTimer = false, false
	group := func(name string, change func(g *Group)) Group {
		g := only
		g.Name = name
		change(&g)
		return g
	}
	s.Groups = []Group{
		group("headquarters", func(g *Group) { g.Install.Fails, g.Install.Tries = 0.3, 2 }),
		group("plants", func(g *Group) { g.Clients, g.Delivery = 100, ManagedDelivery }),
		group("sales", func(g *Group) {
			g.Clients, g.Delivery, g.Self.Never = 150, SelfServiceDelivery, 0.2
			g.Presence.Absent, g.Presence.AbsentSpell = 0.5, 60
		}),
		group("lab", func(g *Group) {
			g.Clients, g.Versions = 50, []VersionShare{{"9.3", 0.6}, {"9.4", 0.4}}
		}),
	}
	phase := func(name string, size int, groups ...int) Phase {
		return Phase{Name: name, Groups: groups, Size: Size{Kind: SizeCount, Count: size}, By: ByGroupOrder}
	}
	last := phase("last", 40, 1)
	last.Start = Start{Delay: workdays(300)}
	s.Strategies = []Strategy{{Name: "parts", Phases: []Phase{phase("first", 200, 0), phase("plants", 60, 1), phase("sales", 150, 2), phase("lab", 30, 3), last}}}
	s.Horizon = 20
	return s
}

// TestProgressOfGroups checks what is said of each group against the records of the
// run, and that the groups add up to the fleet.
func TestProgressOfGroups(t *testing.T) {
	s := manyGroups()
	asked := map[string][]time.Duration{}
	o := New(s).Begin(s.Backend.Slots[0], 0).Roll(&s.Strategies[0], func(r *Record) {
		if r.Cause == Update {
			asked[r.Group] = append(asked[r.Group], r.Asked)
		}
	})
	require.Len(t, o.Groups, len(s.Groups), "%d groups", len(o.Groups))
	for i := range o.Groups {
		p, at := &o.Groups[i], asked[s.Groups[i].Name]
		slices.Sort(at)
		want := make([]uint32, len(p.Updated))
		for _, a := range at {
			want[a/SeriesWidth]++
		}
		if len(at) == 0 || !slices.Equal(p.Updated, want) {
			k := slices.IndexFunc(p.Updated, func(n uint32) bool { return n > 0 })
			assert.Fail(t, fmt.Sprintf("%s: the installs, first in interval %d, are not those of the %d records",
				s.Groups[i].Name, k, len(at)))
		}
		all := p.Had + p.Outside + p.Assigned
		assert.Equal(t, s.Groups[i].Clients, all,
			"%s: %d of %d clients are counted: %+v", s.Groups[i].Name, all, s.Groups[i].Clients, *p)
		for _, share := range []float64{0.01, 0.5, 0.95} {
			rank := int(math.Ceil(share*float64(p.CanUpdate()) - 1e-9))
			by := math.Inf(+1)
			if rank <= len(at) {
				by = ((at[rank-1]/SeriesWidth + 1) * SeriesWidth).Seconds()
			}
			got := p.UpdatedBy(share)
			assert.Equal(t, by, got,
				"%s: %v of %d are updated by %v s, records say %v s", s.Groups[i].Name, share, p.CanUpdate(), got, by)
		}
	}
	hq, plants, sales, lab := &o.Groups[0], &o.Groups[1], &o.Groups[2], &o.Groups[3]
	withinChance(t, "clients of headquarters that fail for good", hq.Failed, 200, 0.3*0.3)
	withinChance(t, "clients of the lab that have the release", lab.Had, 50, 0.4)
	assert.True(t, hq.Refused <= 0 && sales.Refused != 0 && sales.Absent != 0,
		"%d in headquarters and %d in sales refuse, %d of sales are absent", hq.Refused, sales.Refused, sales.Absent)
	assert.True(t, plants.Waiting == 40 && plants.Outside == 0,
		"plants: %d wait for their phase and %d are in none, want the 40 of the last one", plants.Waiting, plants.Outside)
	in := o.Phases[3].Clients
	assert.Equal(t, 50-in-lab.Had+(in-o.Phases[3].Assigned), lab.Outside,
		"%d of the lab are in no phase, %d are in one, %d have the release", lab.Outside, in, lab.Had)
	none := New(s).Begin(s.Backend.Slots[0], 0).Roll(&Strategy{Name: NoRollout}, nil)
	assert.Nil(t, none.Groups, "without a rollout groups come on: %+v", none.Groups)
}

// checkGroups checks that the groups of a run add up to the fleet.
func checkGroups(t *testing.T, s *Scenario, o *Outcome) {
	if o.Groups == nil {
		require.LessOrEqual(t, len(o.Phases), 0, "a rollout whose groups are not observed")
		return
	}
	never, can, updated := 0, 0, make([]uint32, len(o.Groups[0].Updated))
	for i := range o.Groups {
		p := &o.Groups[i]
		never, can = never+p.Refused+p.Failed, can+p.CanUpdate()
		for k, n := range p.Updated {
			updated[k] += n
		}
		require.True(t, p.Had+p.Outside+p.Assigned == s.Groups[i].Clients &&
			min(p.Waiting, p.Absent, p.UnderWay, p.Outside, p.Had) >= 0,
			"group %s of %d clients does not add up: %+v", s.Groups[i].Name, s.Groups[i].Clients, *p)
	}
	for _, at := range o.UpdatedAt {
		updated[at/SeriesWidth]--
	}
	require.True(t, never == o.Never && can == o.CanUpdate && slices.Max(updated) <= 0,
		"the groups have %d that never and %d that can be updated, the fleet %d and %d; the curves differ by up to %d",
		never, can, o.Never, o.CanUpdate, slices.Max(updated))
}
