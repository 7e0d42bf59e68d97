package scenarios

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/scenarios/pattern"
	"github.com/rollsim/rollsim/sim/portable"

	"github.com/rollsim/rollsim/reports/say"
)

// amountPattern is a number and its unit, which may be none.
const amountPattern = `([0-9]+(?:\.[0-9]+)?)([A-Za-z%]*(?:/[a-z]+)?)`

var amountText = pattern.Of(`^` + amountPattern + `$`)

// A quantity is a decimal number with a unit.
type quantity struct {
	text     string
	number   *big.Rat
	decimals int
	unit     string
}

// anyQuantity is a number with whatever unit, to be understood where it is put.
var anyQuantity = func() kind[quantity] {
	k := scalar("", "a number with its unit, such as 40, 5% or 2m", "", func(text string) (quantity, error) {
		p := amountText().FindStringSubmatch(text)
		if p == nil || len(text) > 40 {
			return quantity{}, fmt.Errorf("must be one number with its unit, such as 40, 5%% or 2m; got %s", clip(text))
		}
		q := quantity{text: text, unit: p[2]}
		q.number, _ = new(big.Rat).SetString(p[1])
		if _, decimals, ok := strings.Cut(p[1], "."); ok {
			q.decimals = len(decimals)
		}
		return q, nil
	})
	k.schema = named("quantity", schema{"anyOf": []schema{{"type": "string", "pattern": "^" + amountPattern + "$"}, {"type": "number", "minimum": 0}}})
	return k
}()

// A spaced grid is evenly spaced numbers, by their distance or by how many there are.
type spaced struct {
	from, to, step quantity
	points         int // 0: by step
	log            bool
}

// grid is a mapping in the place of a list of numbers.
var grid = object("a grid such as {from: 40, to: 100, step: 10}", func(m *mapping, g *spaced) {
	field(m, "from", &g.from, anyQuantity, required("40"), "the first value")
	field(m, "to", &g.to, anyQuantity, required("100"), "the last value")
	field(m, "step", &g.step, anyQuantity, absent, "from one value to the next; it leads to the last one")
	field(m, "points", &g.points, count("a number of values", 2, 10_000), absent, "how many values, rounded to four digits, and to whole numbers where from and to are and have no unit")
	field(m, "scale", &g.log, oneWord("linear or log", []string{"linear", "log"}, []bool{false, true}),
		published("linear", say.T("equal differences", "gleiche Abstände")), "with points: linear, or log for equal ratios")
	m.oneKeyOf("step", "points")
	if m.has("scale") && m.has("step") {
		m.at("scale").complain("goes with points, not with step; leave it out")
	}
})

// values returns the values of the grid as texts.
func (g *spaced) values() ([]string, error) {
	units := []quantity{g.from, g.to}
	if g.points == 0 {
		units = append(units, g.step)
	}
	for _, q := range units {
		if q.unit != g.from.unit {
			return nil, fmt.Errorf("must have one unit in all of its numbers, got %s and %s", g.from.text, q.text)
		}
	}
	width := new(big.Rat).Sub(g.to.number, g.from.number)
	if width.Sign() <= 0 {
		return nil, fmt.Errorf("must end above where it begins, got %s to %s", g.from.text, g.to.text)
	}
	if g.points > 0 {
		return g.rounded()
	}
	if g.step.number.Sign() == 0 {
		return nil, errors.New("must have a step above 0")
	}
	decimals := max(g.from.decimals, g.step.decimals)
	n, _ := new(big.Rat).Quo(width, g.step.number).Float64()
	if n >= maxPoints {
		return nil, fmt.Errorf("has %.0f values; at most %d are possible", n+1, maxPoints)
	}
	last := int(math.Round(n))
	at := func(i int) *big.Rat {
		return new(big.Rat).Add(g.from.number, new(big.Rat).Mul(g.step.number, big.NewRat(int64(i), 1)))
	}
	if at(last).Cmp(g.to.number) != 0 {
		last = int(n)
		return nil, fmt.Errorf("does not come to %s in steps of %s from %s; end it at %s or %s", g.to.text, g.step.text, g.from.text,
			g.write(at(last), decimals), g.write(at(last+1), decimals))
	}
	var values []string
	for i := range last + 1 {
		values = append(values, g.write(at(i), decimals))
	}
	return values, nil
}

// write writes a number with the unit of the grid, without zeros at its end.
func (g *spaced) write(number *big.Rat, decimals int) string {
	text := number.FloatString(decimals)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + g.from.unit
}

// rounded returns as many values as were asked for, the first and the last as
// they are written and those between rounded.
func (g *spaced) rounded() ([]string, error) {
	from, _ := g.from.number.Float64()
	to, _ := g.to.number.Float64()
	if g.log && from == 0 {
		return nil, errors.New("must begin above 0 on a log scale")
	}
	whole := g.from.unit == "" && g.from.decimals == 0 && g.to.decimals == 0
	values := []string{g.from.text}
	for i := 1; i < g.points; i++ {
		part := float64(i) / float64(g.points-1)
		x := from + float64(part*(to-from))
		if g.log {
			x = from * portable.Pow(to/from, part)
		}
		text := decimal(x)
		if whole {
			text = strconv.FormatFloat(math.Round(x), 'f', -1, 64)
		}
		text += g.from.unit
		if i == g.points-1 {
			text = g.to.text
		}
		if text == values[i-1] {
			return nil, fmt.Errorf("has %s twice when %d values are rounded; ask for fewer points", text, g.points)
		}
		values = append(values, text)
	}
	return values, nil
}

// decimal writes a number with four digits that count, without an exponent.
func decimal(x float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		panic(fmt.Sprintf("scenarios: %v is no number: %v", x, err))
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
