package study

import "github.com/rollsim/rollsim/model"

// roll plays a world with these problems in the release.
func roll(w *model.World, problems model.Stratum, strategy *model.Strategy) *model.Outcome {
	type roller interface {
		RollWith(model.Stratum, *model.Strategy, func(*model.Record)) *model.Outcome
	}
	if x, ok := any(w).(roller); ok {
		return x.RollWith(problems, strategy, nil)
	}
	return w.Roll(strategy, nil)
}
