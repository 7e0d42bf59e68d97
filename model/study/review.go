package study

// A Review is everything that is said about a scenario: what a page for signature
// rests on, and what is kept of a comparison.
type Review struct {
	Comparison  *Comparison  // with its scenario, and so with its assumptions
	Sizing      *Sizing      // slots against the wait of each strategy; nil: not computed
	Sensitivity *Sensitivity // what the guesses are worth; nil: not computed
	Command     string       // that makes the results again, such as "rollsim compare plan.yaml --seed 1"
	Program     string       // version of the program that made them
	Hash        string       // of the scenario, hexadecimal
}
