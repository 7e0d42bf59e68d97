package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExposedAfterHalt checks that clients meet a bad release before its halt
// just as if the halt were felt at once, that more meet it the longer offers are
// found after that, and that where the use is by permission nobody does.
func TestExposedAfterHalt(t *testing.T) {
	for r := range 3 {
		s := office(300, 6)
		s.Release.Problems = []Problem{{
			Name: "crash on open", Chance: 1, Hits: 0.2, NoticedAfter: 3,
			Reports: Reports{Chance: 1, KeyUsers: 1, Delay: SpanDistribution{always(0), Elapsed}},
			Fix:     SpanDistribution{always(48 * time.Hour), Workdays},
		}}
		roll := func(halt Halt, access []Access) *Outcome {
			st := Strategy{Name: "big bang", Phases: BigBang(Phase{}), Halt: halt, Access: access}
			return New(s).Begin(s.Backend.Slots[0], r).RollWith(1, &st, nil)
		}
		atPoll, later := roll(Halt{AtNextPoll: true}, nil), roll(Halt{After: 8 * time.Hour}, nil)
		require.True(t, len(atPoll.Haltings) == 1 && atPoll.Late < atPoll.Exposed,
			"rep %d: halts %v, %d of %d exposed after it; the test shows nothing",
			r, atPoll.Haltings, atPoll.Late, atPoll.Exposed)
		a, b := atPoll.Exposed-atPoll.Late, later.Exposed-later.Late
		assert.Equal(t, b, a,
			"rep %d: %d are exposed before the halt if it is felt at the next poll, %d if it is after 8 h", r, a, b)
		assert.Greater(t, later.Late, atPoll.Late,
			"rep %d: %d are exposed after a halt that is felt after 8 h, %d if it is at the next poll",
			r, later.Late, atPoll.Late)
		permitted := roll(Halt{After: 8 * time.Hour}, []Access{{Group: AllGroups, From: s.Start}})
		assert.True(t, permitted.Exposed != 0 && permitted.Late == 0,
			"rep %d: %d of %d exposed meet the release after the halt took the permission away",
			r, permitted.Late, permitted.Exposed)
	}
}
