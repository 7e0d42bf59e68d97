package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestWatchPhases checks that the phases of a rollout share out its installs and
// the waits after them, that none is before its phase opens, and that watching
// changes nothing.
func TestWatchPhases(t *testing.T) {
	s := office(300, 6)
	st := Strategy{Name: "waves", Phases: Waves(s.Clients(), Size{Kind: SizeCount, Count: s.Clients()/3 + 1}, workdays(1), Phase{})}
	m := New(s)
	begun := m.Begin(s.Backend.Slots[0], 0)
	w := begun.Branch()
	w.WatchPhases()
	o, plain := w.Roll(&st, nil), begun.Roll(&st, nil)
	assert.Nil(t, plain.ByPhase, "ByPhase = %v of a world that was not asked for it", plain.ByPhase)
	assert.True(t, o.Accounting == plain.Accounting && slices.Equal(o.UpdatedAt, plain.UpdatedAt),
		"watched: %+v with %d installs, unwatched %+v with %d",
		o.Accounting, len(o.UpdatedAt), plain.Accounting, len(plain.UpdatedAt))
	var all []time.Duration
	waits := 0
	for i := range o.ByPhase {
		p := &o.ByPhase[i]
		assert.True(t, len(p.UpdatedAt) != 0 && p.UpdatedAt[0] >= o.Phases[i].OpenedAt &&
			slices.IsSorted(p.UpdatedAt),
			"%s opens at %v, its installs are at %v", o.Phases[i].Name, o.Phases[i].OpenedAt, p.UpdatedAt)
		assert.Len(t, p.UpdatedAt, o.Phases[i].Updated, "%s has %d installs", o.Phases[i].Name, len(p.UpdatedAt))
		all = append(all, p.UpdatedAt...)
		waits += p.Waits.Len()
	}
	slices.Sort(all)
	assert.Equal(t, o.UpdatedAt, all, "the phases have %d installs, the rollout %d", len(all), len(o.UpdatedAt))
	want := o.Waits[WaitUpdate].Len()
	assert.Equal(t, want, waits, "the phases have %d waits after the update, the rollout %d", waits, want)
}

// TestUtilizationBetween checks that the busiest hour of a part of the run is the
// busiest of those that lie in it.
func TestUtilizationBetween(t *testing.T) {
	s := office(300, 6)
	st := Strategy{Name: "big bang", Phases: BigBang(Phase{})}
	o := New(s).Begin(s.Backend.Slots[0], 0).Roll(&st, nil)
	end := time.Duration(o.Running.Intervals()) * SeriesWidth
	busiest := 0.0
	for at := time.Duration(0); at+time.Hour <= end; at += time.Hour {
		busiest = max(busiest, o.UtilizationBetween(at, at+time.Hour))
	}
	got := o.UtilizationBetween(0, end)
	assert.True(t, got == busiest && got == o.utilization(o.window) && got != 0,
		"%v in the whole run, %v in the busiest of its hours, %v by the metric", got, busiest, o.utilization(o.window))
	got = o.UtilizationBetween(90*time.Minute, 2*time.Hour)
	assert.Zero(t, got, "%v in half an hour, want 0: no clock hour lies in it", got)
}
