package scenarios

import (
	"crypto/sha256"
	"testing"

	"github.com/rollsim/rollsim/model"
)

// prints returns the fingerprints of the strategies of a scenario, no rollout
// first.
func prints(s *model.Scenario) map[string][sha256.Size]byte {
	all := map[string][sha256.Size]byte{}
	for _, strategy := range model.New(s).Strategies() {
		all[strategy.Name] = s.Fingerprint(strategy)
	}
	return all
}

// TestFingerprintAgain checks that two loads of one file have the same
// fingerprints, and its strategies different ones.
func TestFingerprintAgain(t *testing.T) {
	for _, e := range Examples() {
		first, err := Load(e.Name+".yaml", e.Text, nil)
		if err != nil {
			t.Fatal(err)
		}
		was := prints(first)
		model.New(first) // uses the calendar and its zone
		if again := prints(first); len(again) != len(was) {
			t.Errorf("%s: %d fingerprints, then %d", e.Name, len(was), len(again))
		}
		second, err := Load(e.Name+".yaml", e.Text, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, print := range prints(second) {
			if print != was[name] {
				t.Errorf("%s: %s has the fingerprint %x, and %x when it is loaded again", e.Name, name, was[name], print)
			}
			for other, of := range was {
				if other != name && of == print {
					t.Errorf("%s: %s and %s have the same fingerprint", e.Name, name, other)
				}
			}
		}
	}
}
