package scenarios

import (
	"fmt"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// replicated is how many replications are played: so many, or with a precision
// from the fewest to the most.
type replicated struct {
	fewest, most int     // most is 0 without a precision
	precision    float64 // 0: none
}

// leastOfRule is the fewest replications that a precision may begin with. From
// fewer, too little is known of how much they vary.
const leastOfRule = 10

// replications is a number, or {min: 30, max: 200, precision: 5%}.
var replications = func() kind[replicated] {
	number := count("a number of replications", 1, maxReplications)
	fixed := kind[replicated]{what: number.what, schema: number.schema}.parsing(func(text string) (replicated, error) {
		n, err := number.parse(text)
		return replicated{fewest: n}, err
	})
	several := count("a number of replications", leastOfRule, maxReplications)
	several.schema = named("several-replications", several.schema)
	byPrecision := object("{min: 30, max: 200, precision: 5%}", func(m *mapping, r *replicated) {
		field(m, "min", &r.fewest, several, published("30", say.T("with fewer, intervals of very skewed values that end when they are narrow hold the truth in less than 92%%",
			"mit weniger enthalten Intervalle sehr schiefer Werte, die enden, sobald sie schmal sind, die Wahrheit in weniger als 92 %%")), "so many at least; 10 or more")
		most := "200"
		if r.fewest > 200 {
			most = fmt.Sprint(r.fewest)
		}
		field(m, "max", &r.most, several, published(most, say.Msg{}), "so many at most")
		field(m, "precision", &r.precision, share.where(func(f float64) bool { return f > 0 && f <= 0.5 }, "above 0% and at most 50%"), published("5%", say.Msg{}),
			"half of the 95% interval of what targets are about, as a share of the estimate")
		if m.sound() && r.most < r.fewest {
			m.at("max").complain("must be at least the min of %d, got %d", r.fewest, r.most)
		}
	})
	k := scalarOr(fixed, byPrecision)
	k.schema = named("replications", k.schema)
	return k
}()

// Replications is how many replications of a scenario are simulated unless another
// number is asked for: as many as it says, and as many as its targets need. Where it
// asks for a precision, it is the fewest.
func Replications(s *model.Scenario) int {
	n := s.Replications
	for _, t := range s.Targets {
		if t.Share > 0 {
			n = max(n, model.Decisive(t.Share))
		}
	}
	return n
}

// MostReplications is how many there may be at most: [Replications], unless the
// scenario asks for a precision.
func MostReplications(s *model.Scenario) int { return max(s.Most, Replications(s)) }
