package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestEveryReasonHasWords: each reason for a missing number or size is told in each
// language, with its numbers, and no two alike.
func TestEveryReasonHasWords(t *testing.T) {
	for _, l := range say.Languages {
		said := map[string]bool{"": true}
		fresh := func(text string) { assert.False(t, said[text], "%q is told twice", text); said[text] = true }
		for kind := study.NothingToCount; kind < study.Quoted; kind++ {
			for _, of := range []say.Noun{say.Rollouts, say.Runs} {
				c := clock{voice: voice{l}, run: of}
				text := c.why(study.Missing{Kind: kind, In: 3, Of: 20, Share: 0.154})
				if of == say.Rollouts {
					fresh(text)
				} else {
					assert.NotContains(t, text, "ollout", "it is told of runs")
				}
			}
		}
		for why := study.NothingRolledOut; why <= study.NoTargetValue; why++ {
			fresh(voice{l}.whyUnsized(why))
		}
		for why := model.NoRange; why <= model.RigidLaw; why++ {
			fresh(voice{l}.whyUnvaried(why))
		}
		for scope := study.AllTargets; scope <= study.AllAfter; scope++ {
			fresh(voice{l}.scope(&study.Need{Scope: scope}))
		}
	}
	assert.Equal(t, "not reached by the horizon in 3 of 20 rollouts", whyMissing(study.Missing{Kind: study.NotReached, In: 3, Of: 20}))
	assert.Equal(t, "not reached by the horizon in 15 % of rollouts", whyMissing(study.Missing{Kind: study.NotReachedShare, Share: 0.154}))
	assert.Equal(t, "its own words", WhyMissing(say.German, study.Quote("its own words")))
	assert.False(t, study.Quote("").Any(), "who gives no reason has the number")
}
