package fluid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

const managed = `
start: 2027-04-12
timezone: Europe/Berlin
horizon: 10d
fleet: [%s]
release: {version: "9.4"}
backend: {version: "9.4", slots: %s}
strategies: [big_bang: {}]
`

// TestGroupsAlikeFlowAsOne checks that 300 groups that live by the same rules are the load
// of one group with all of their PCs, and cost as much; and that one that may use the
// release later, or is longer on, stays apart.
func TestGroupsAlikeFlowAsOne(t *testing.T) {
	var groups []string
	for i := range 300 {
		groups = append(groups, fmt.Sprintf(`{name: g%d, clients: 5, delivery: managed, version: "9.3"}`, i))
	}
	many := loaded(t, fmt.Sprintf(managed, strings.Join(groups, ", "), "10"))
	one := loaded(t, fmt.Sprintf(managed, `{name: all, clients: 1500, delivery: managed, version: "9.3"}`, "10"))
	a, b := followed(t, many), followed(t, one)
	assert.Len(t, a.flow.Groups, 1, "groups that differ")
	la, lb := a.on(t, &many.Strategies[0], 10), b.on(t, &one.Strategies[0], 10)
	for k := range la.Waiting {
		require.InDelta(t, lb.Waiting[k], la.Waiting[k], 1e-6, "waiting in interval %d", k)
	}
	many.Strategies[0].Access = []model.Access{{Group: 7, From: many.Start.Add(48 * time.Hour)}, {Group: model.AllGroups, From: many.Start}}
	many.Groups[9].Presence.Absent = 0.3
	assert.Len(t, followed(t, many).flow.Groups, 3, "groups that differ where one has a permission of its own and one is absent more often")
}

// TestColumnsWithoutLinesAreOne checks that columns on which nobody has to wait are the
// same flow, which is found once, and is what each of them would be by itself.
func TestColumnsWithoutLinesAreOne(t *testing.T) {
	s := loaded(t, fmt.Sprintf(managed, `{name: all, clients: 200, delivery: managed, version: "9.3"}`, "[150, 200]"))
	f := followed(t, s)
	first, second := f.on(t, &s.Strategies[0], 150), f.on(t, &s.Strategies[0], 200)
	assert.Same(t, &first.Running[0], &second.Running[0], "the flow that is found once")
	alone := followed(t, s).on(t, &s.Strategies[0], 200)
	assert.True(t, slices.Equal(alone.Running, second.Running) && slices.Equal(alone.Open, second.Open), "the second column is the same by itself")
	assert.False(t, slices.Equal(f.on(t, &s.Strategies[0], 3).Waiting, second.Waiting), "people wait on three slots")
}

// TestDelaysBeyondTheHorizonCostNothing checks that delays of years, in every place of
// the language that has one, take neither time nor memory, and that nobody is updated
// whose update takes that long.
func TestDelaysBeyondTheHorizonCostNothing(t *testing.T) {
	const years = 100 * 365 * 24 * time.Hour
	for name, change := range map[string]func(g *model.Group){
		"a download of a bit a second": func(g *model.Group) { g.Download.Rate = 1 },
		"polls every hundred years":    func(g *model.Group) { g.Managed.PolicyPoll = years },
		"an updater that looks then": func(g *model.Group) {
			g.Delivery, g.Updater.Interval = model.AutoUpdater, years
		},
		"errors that rest so long":    func(g *model.Group) { g.Updater.OnError, g.Install.Fails = years, 1 },
		"mornings that shift so much": func(g *model.Group) { g.Presence.Together = years },
		"a deadline spread so long": func(g *model.Group) {
			g.Managed.AtDeadline, g.Managed.Randomization = true, years
		},
		"programs looked at so long": func(g *model.Group) {
			g.Delivery, g.Updater.Apps.Poll, g.Updater.Apps.Tries = model.AutoUpdater, time.Hour, 1e9
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := loaded(t, fmt.Sprintf(managed, `{name: all, clients: 200, delivery: managed, version: "9.3"}`, "20"))
			change(&s.Groups[0])
			began := testing.AllocsPerRun(1, func() {
				l := followed(t, s).on(t, &s.Strategies[0], 20)
				if strings.Contains(name, "bit") || strings.Contains(name, "errors") {
					assert.Less(t, l.Updated[len(l.Updated)-1], 1e-6, "PCs updated")
				}
			})
			assert.Less(t, began, 1e5, "allocations")
		})
	}
}

// TestFlowObeysTheStop checks that whoever does not wait for the answer any more gets none.
func TestFlowObeysTheStop(t *testing.T) {
	s := loaded(t, fmt.Sprintf(managed, `{name: all, clients: 200, delivery: managed, version: "9.3"}`, "20"))
	ctx, stop := context.WithCancel(t.Context())
	f, err := New(ctx, s)
	require.NoError(t, err)
	stop()
	_, err = f.Of(&s.Strategies[0], 20)
	assert.ErrorIs(t, err, model.ErrStopped)
	_, err = New(ctx, s)
	assert.ErrorIs(t, err, model.ErrStopped)
}

// TestFreeStepsAreTheSame checks that steps in which nobody waits, which are taken
// faster, are what all steps are: a backend that would slow from a load on that it never
// has takes none of them, and has the same load to a billionth.
func TestFreeStepsAreTheSame(t *testing.T) {
	fleet := fmt.Sprintf(managed, `{name: all, clients: 2000, delivery: managed, version: "9.3"}`, "%s")
	plain := loaded(t, fmt.Sprintf(fleet, "[10, 2000]"))
	never := loaded(t, fmt.Sprintf(fleet, "[10, 2000], capacity: {full_speed: 2000}"))
	free, slow := followed(t, plain), followed(t, never)
	for _, slots := range plain.Backend.Slots {
		a, b := free.on(t, &plain.Strategies[0], slots), slow.on(t, &never.Strategies[0], slots)
		assert.Equal(t, slots == 10, slices.Max(a.Waiting) > 1, "people wait on %d slots", slots)
		assert.InDeltaSlice(t, b.Running, a.Running, 1e-9, "running on %d slots", slots)
		assert.InDeltaSlice(t, b.Waiting, a.Waiting, 1e-9, "waiting on %d slots", slots)
	}
}

// TestLoadUntilIsThatOfAll checks that who asks for the first days only gets these as they
// are, and that who then asks for all gets all.
func TestLoadUntilIsThatOfAll(t *testing.T) {
	s := loaded(t, fmt.Sprintf(managed, `{name: all, clients: 2000, delivery: managed, version: "9.3"}`, "10"))
	whole := followed(t, s).on(t, &s.Strategies[0], 10)
	f := followed(t, s)
	const days = 2 * 288
	first, err := f.Until(&s.Strategies[0], 10, days)
	require.NoError(t, err)
	assert.Equal(t, whole.Running[:days], first.Running, "running")
	assert.Equal(t, whole.Waiting[:days], first.Waiting, "waiting")
	assert.Equal(t, whole.Updated[:days], first.Updated, "updated")
	assert.Equal(t, whole.Wait, f.on(t, &s.Strategies[0], 10).Wait, "waits of all of it")
}

// TestFlowIsAskedAtOnce checks that strategies that are asked for at the same time get what
// each gets by itself.
func TestFlowIsAskedAtOnce(t *testing.T) {
	s := loaded(t, fmt.Sprintf(strings.Replace(managed, "[big_bang: {}]", "[big_bang: {}, waves: {size: 500, every: 1wd}]", 1),
		`{name: all, clients: 2000, delivery: managed, version: "9.3"}`, "[10, 20]"))
	require.Len(t, s.Strategies, 2)
	together := followed(t, s)
	loads := make([]*Load, 4)
	var all sync.WaitGroup
	for i := range loads {
		all.Go(func() { loads[i], _ = together.Of(&s.Strategies[i%2], s.Backend.Slots[i/2]) })
	}
	all.Wait()
	for i, l := range loads {
		alone := followed(t, s).on(t, &s.Strategies[i%2], s.Backend.Slots[i/2])
		assert.True(t, slices.Equal(alone.Wait, l.Wait), "%s on %d slots", l.Strategy, l.Slots)
	}
}
