package scenarios

import (
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// What the ends of a range mean goes by what they are. Two quantities are the
// ends of an axis on which the value lies; the median of a law, or its mean if it
// is not written by a median, lies on such an axis too, and the law is stretched
// as a whole. Two laws of one form are the ends of a way on which every number of
// theirs changes evenly. Anything else are two alternatives.

// middle returns what a range of lengths is of where the value is a law: its
// median if it is written by that, else its mean, and how long that is in seconds.
func middle(st statement, got any) (of string, seconds float64) {
	d, isLaw := got.(dist.Distribution)
	switch {
	case st.origin.Range == "", st.node.Kind == yaml.ScalarNode:
		return "", 0
	case strings.HasPrefix(st.origin.Range, "{"):
		return "", 0 // of laws
	case !isLaw:
		if q, ok := got.(interface{ Seconds() float64 }); ok && st.measured {
			return "mean", q.Seconds()
		}
		return "", 0
	case lookup(lookup(st.node, "lognormal"), "median") != nil:
		return "median", d.Quantile(0.5)
	}
	return "mean", d.Mean()
}

// rangeOf makes the range of a value that can be varied; why says of others why
// they cannot.
func rangeOf(o *model.Origin) (r *model.Range, low, high string, why model.Unvaried) {
	if o.Range == "" {
		return nil, "", "", model.NoRange
	}
	lowest, highest, ok := ends(o.Range)
	now, err := settingNode(o.Value)
	if !ok || err != nil {
		return nil, "", "", model.UnclearRange
	}
	low, high = bare(flow(lowest)), bare(flow(highest))
	switch from, to, alike := readings(lowest, highest); {
	case alike && o.Of != "":
		if _, ok := stretched(now, 1); !ok {
			return nil, low, high, model.RigidLaw
		}
		middle := o.Middle
		if from.family == "workdays" {
			middle /= day.Seconds()
		}
		r = axisOf(from, to, to, func(x float64) string {
			n, _ := stretched(now, x/middle)
			return flow(n)
		})
		r.Base = middle
	case alike:
		as, ok := readingOf(now.Value)
		if ok = ok && now.Kind == yaml.ScalarNode && as.family == from.family; !ok {
			as = to
		}
		r = axisOf(from, to, as, as.write)
		if r.Base = math.NaN(); ok {
			r.Base = as.number
		}
	case sameForm(lowest, highest):
		r = way(now, lowest, highest)
	default:
		r = &model.Range{Low: 0, High: 1, Base: math.NaN(), Round: math.Round}
		r.Text = func(x float64) (shown, value string) { panic("scenarios: there is nothing between " + o.Range) }
		if o.Value == flow(lowest) {
			r.Base = 0
		} else if o.Value == flow(highest) {
			r.Base = 1
		}
	}
	between := r.Text
	r.Text = func(x float64) (shown, value string) {
		switch {
		case x == r.Low && o.Of == "":
			return low, flow(lowest)
		case x == r.High && o.Of == "":
			return high, flow(highest)
		}
		shown, value = between(x)
		if x == r.Low {
			shown = low
		} else if x == r.High {
			shown = high
		}
		return shown, value
	}
	return r, low, high, model.CanVary
}

// ends takes a range such as 1m..10m apart. A law may name a file with dots in
// its path.
func ends(text string) (low, high *yaml.Node, ok bool) {
	for i := range text {
		if !strings.HasPrefix(text[i:], "..") {
			continue
		}
		low, err := settingNode(text[:i])
		if err != nil {
			continue
		}
		if high, err := settingNode(text[i+2:]); err == nil {
			return low, high, true
		}
	}
	return nil, nil, false
}

// readings are the ends of a range where they are two of one family.
func readings(low, high *yaml.Node) (from, to reading, ok bool) {
	if low.Kind != yaml.ScalarNode || high.Kind != yaml.ScalarNode {
		return from, to, false
	}
	from, ok = readingOf(low.Value)
	to, also := readingOf(high.Value)
	return from, to, ok && also && from.family == to.family
}

// axisOf is a range of quantities, shown as one of them is written.
func axisOf(from, to, as reading, value func(amount float64) string) *model.Range {
	r := &model.Range{Low: from.number, High: to.number, Ordered: true}
	whole := as.family == "number" && from.number == math.Trunc(from.number) && to.number == math.Trunc(to.number)
	r.Round = func(x float64) float64 {
		fine := math.Abs(x)
		if as.family == "share" {
			fine = min(fine, 1-x)
		}
		fine /= 16
		if !r.InRatios() {
			fine = max(fine, (r.High-r.Low)/32)
		}
		if fine <= 0 {
			return x
		}
		step := as.step(fine)
		if whole {
			step = max(step, 1)
		}
		return min(max(math.Round(x/step)*step, r.Low), r.High)
	}
	r.Text = func(x float64) (shown, text string) { return as.write(x), value(x) }
	return r
}

// stretched is a law with all its lengths multiplied by a factor; false: it has a
// part that has no length, such as a file or a time of day.
func stretched(n *yaml.Node, factor float64) (*yaml.Node, bool) {
	copied := *n
	copied.Content = slices.Clone(n.Content)
	if n.Kind == yaml.ScalarNode {
		q, ok := readingOf(n.Value)
		if ok && (q.family == "length" || q.family == "workdays") {
			copied.Value = q.write(q.number * factor)
		}
		return &copied, ok && q.family != "clock"
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue // a key
		}
		part, ok := stretched(c, factor)
		if !ok {
			return nil, false
		}
		copied.Content[i] = part
	}
	return &copied, true
}

// sameForm tells whether two values differ in nothing but their quantities.
func sameForm(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.ScalarNode {
		_, ok := partway(a.Value, b.Value, 0)
		return ok
	}
	for i := range a.Content {
		if !sameForm(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// way is the range between two values of one form; an axis of 0..1.
func way(now, low, high *yaml.Node) *model.Range {
	r := &model.Range{Low: 0, High: 1, Base: math.NaN(), Ordered: true}
	at := func(share float64) string { return flow(between(low, high, share)) }
	const parts = 32
	r.Round = func(x float64) float64 { return math.Round(x*parts) / parts }
	r.Text = func(x float64) (shown, value string) { return bare(at(x)), at(x) }
	for i := 0; i <= parts; i++ {
		if at(float64(i)/parts) == flow(now) {
			r.Base = float64(i) / parts
		}
	}
	return r
}

// bare is a law without its braces, for people.
func bare(law string) string {
	return strings.TrimSuffix(strings.TrimPrefix(law, "{"), "}")
}

// between is a value on the way from one to another of the same form.
func between(a, b *yaml.Node, share float64) *yaml.Node {
	copied := *a
	copied.Content = slices.Clone(a.Content)
	if a.Kind == yaml.ScalarNode {
		copied.Value, _ = partway(a.Value, b.Value, share)
	}
	for i := range a.Content {
		copied.Content[i] = between(a.Content[i], b.Content[i], share)
	}
	return &copied
}

// partway is a text on the way from one to another: equal ones, quantities of one
// family, or hours such as 07:30-09:00. false: there is no way.
func partway(a, b string, share float64) (string, bool) {
	if a == b {
		return a, true
	}
	from, ok := readingOf(a)
	to, also := readingOf(b)
	if ok && also && from.family == to.family {
		x := from.number + float64((to.number-from.number)*share)
		if from.family == "clock" {
			x = math.Round(x/60) * 60
		}
		return from.write(x), true
	}
	opens, closes, ok := strings.Cut(a, "-")
	later, ends, also := strings.Cut(b, "-")
	if !ok || !also {
		return "", false
	}
	first, ok := partway(opens, later, share)
	last, also := partway(closes, ends, share)
	return first + "-" + last, ok && also
}
