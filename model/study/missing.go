package study

import "fmt"

// A Missing is why there is no number, or none with an interval: a kind, and what that
// kind tells besides. The zero value is that of a number that there is.
type Missing struct {
	Kind   MissingKind
	In, Of int     // NotReached: rollouts in which it is not, and all
	Share  float64 // NotReachedShare: of rollouts, 0..1
	Words  string  // Quoted
}

// MissingKind is a kind of reasons why a number is missing.
type MissingKind uint8

const (
	NotMissing      MissingKind = iota
	NothingToCount              // no replication has a value
	NotReached                  // by the horizon, In of Of rollouts
	NotReachedShare             // by the horizon in a Share of rollouts, which have weights
	NotReachedSome              // by the horizon in some rollouts, on one of two sides
	OneRollout                  // one rollout has no interval
	NoOthers                    // one rollout tells nothing of others
	TooFew                      // too few rollouts for an interval
	NotTold                     // the report of which an abstract is left does not have it
	NotSettled                  // too few have had the release for five workdays when the days after the rollout begin
	NobodyAfter                 // that, or there are no syncs on these days
	NoDelay                     // it costs no time, so that nothing is spared for any
	NoFirst                     // the first of two comparisons does not have the strategy
	NoSecond                    // the second does not
	NoFirstRelease              // the first does not have the release
	NoSecondRelease             // the second does not
	Quoted                      // what a report says of it, in its Words
)

// Quote is the reason that a report gives in its own words.
func Quote(words string) Missing {
	if words == "" {
		return Missing{}
	}
	return Missing{Kind: Quoted, Words: words}
}

// Any tells whether a number is missing.
func (m Missing) Any() bool { return m.Kind != NotMissing }

// NeverReached tells whether it is because some rollouts do not reach it by the horizon.
func (m Missing) NeverReached() bool {
	return m.Kind == NotReached || m.Kind == NotReachedShare || m.Kind == NotReachedSome
}

// sound tells whether a reason that was read can be one.
func (m Missing) sound() error {
	if m.Kind > Quoted {
		return fmt.Errorf("a number is missing for the unknown reason %d", m.Kind)
	}
	return nil
}
