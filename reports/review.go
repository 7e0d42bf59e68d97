package reports

import "github.com/rollsim/rollsim/model/study"

// A Review is everything that a page for signature rests on.
type Review struct {
	Comparison  *study.Comparison  // with its scenario, and so with its assumptions
	Sizing      *study.Sizing      // slots against the wait of each strategy; nil: not computed
	Sensitivity *study.Sensitivity // what the guesses are worth; nil: not computed
	Command     string             // that makes the results again, such as "rollsim compare plan.yaml --seed 1"
	Program     string             // version of the program that made them
	Hash        string             // of the scenario, hexadecimal
}
