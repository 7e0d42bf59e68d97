package scenarios

import (
	"slices"

	"github.com/rollsim/rollsim/model"
)

// Guesses are the values of a scenario that nobody has measured: those that the
// file marks, as unknown or with a range, and the defaults in play that are
// assumptions, in file order. Groups that share such a default share a guess.
func Guesses(s *model.Scenario) []model.Guess {
	var guesses []model.Guess
	shared := map[string]int{} // index by path within the group, value and range
	for i := range s.Origins {
		o := &s.Origins[i]
		written := o.Kind == model.FromFile || o.Kind == model.FromSet
		unknown := !written && o.Line > 0
		if written && o.Range == "" || o.Kind == model.Default && !unknown {
			continue
		}
		keys, err := splitPath(o.Path)
		if err != nil {
			panic("scenarios: the path of an origin: " + err.Error())
		}
		path, key := o.Path, ""
		if o.Kind == model.Assumption && !unknown && len(keys) > 2 && keys[0] == "fleet" {
			within := ""
			for _, k := range keys[2:] {
				within = join(within, quoted(k))
			}
			key = within + " = " + o.Value + " in " + o.Range
			if at, ok := shared[key]; ok {
				guesses[at].Path = within
				guesses[at].Paths = append(guesses[at].Paths, o.Path)
				continue
			}
			shared[key] = len(guesses)
		}
		g := model.Guess{Path: path, Paths: []string{o.Path}, Value: o.Value, Of: o.Of, By: o.By,
			Marked: written || unknown, Question: Question(o.Path)}
		if o.Source != nil {
			g.Source = o.Source.String()
		}
		g.Range, g.Low, g.High, g.Why = rangeOf(o)
		if g.Now = o.Value; g.Range != nil && g.Of != "" {
			g.Now, _ = g.Range.Text(g.Range.Base)
		}
		guesses = append(guesses, g)
	}
	return slices.Clip(guesses)
}
