package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
	"github.com/rollsim/rollsim/sim/dist"
)

// A measure is what the values of a distribution are: lengths of time, spans or
// times of day. All are seconds to package dist.
type measure struct {
	name     string        // of the definition in the schema
	location kind[float64] // of values: a mean, a median, a limit
	spread   kind[float64] // of differences between values: a standard deviation
	laws     []law
	cell     func(string) (float64, error) // reads a value of a file, where people write more than a scenario may have; nil: as location does
}

// A law is one way to write a distribution: {name: parameters}.
type law struct {
	name   string
	read   func(v value, q *measure) (dist.Distribution, bool)
	schema func(q *measure) schema
}

// distribution is a law of values, or one value that is always taken.
func distribution(q *measure) kind[dist.Distribution] {
	k := kind[dist.Distribution]{
		what:   q.location.what + " or a distribution such as {lognormal: {median: 2m, p95: 8m}}",
		schema: schema{"$ref": "#/$defs/" + q.name},
		sample: q.location.schema,
	}
	k.read = func(v value) (dist.Distribution, bool) {
		if v.node.Kind == yaml.ScalarNode {
			return constant(v, q)
		}
		m, ok := v.open()
		if !ok {
			return nil, false
		}
		return pickLaw(m, q)
	}
	k.measured = func(v value) (dist.Distribution, bool) {
		values, ok := samples(v, q.location)
		if !ok {
			return nil, false
		}
		return built(v, q)(dist.Empirical(values))
	}
	// A range is of the typical value: it need only meet where the values lie.
	k.bounds = func(d dist.Distribution) (above, below float64) { return d.Quantile(0.99), d.Quantile(0.01) }
	return k
}

// pickLaw reads a mapping of which one key names a law. Keys that the caller
// has defined may stand beside it.
func pickLaw(m *mapping, q *measure) (dist.Distribution, bool) {
	var given []law
	var names [][]string
	for _, l := range q.laws {
		m.define(l.name, "", nil, absent)
		names = append(names, []string{l.name})
		if m.has(l.name) {
			given = append(given, l)
		}
	}
	m.close()
	if !m.sound() {
		return nil, false
	}
	m.oneOf(names...)
	if !m.sound() {
		return nil, false
	}
	return given[0].read(m.at(given[0].name), q)
}

// built turns the answer of a constructor of package dist into that of a reader.
// v holds the parameters, and q says what they measure.
func built(v value, q *measure) func(dist.Distribution, error) (dist.Distribution, bool) {
	return func(d dist.Distribution, err error) (dist.Distribution, bool) {
		if err != nil {
			v.complain("%s", asWritten(err.Error(), v.node, q))
			return nil, false
		}
		return d, true
	}
}

var numberInText = pattern.Of(`\b[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?\b`)

// asWritten puts the texts of a file into a message of package dist, where the
// seconds stand that they were read as.
func asWritten(message string, n *yaml.Node, q *measure) string {
	texts := map[string]string{}
	var collect func(n *yaml.Node)
	collect = func(n *yaml.Node) {
		if seconds, err := q.location.parse(n.Value); err == nil {
			texts[fmt.Sprint(seconds)] = n.Value
		}
		for _, part := range n.Content {
			collect(part)
		}
	}
	collect(n)
	return numberInText().ReplaceAllStringFunc(message, func(number string) string {
		if text, ok := texts[number]; ok {
			return text
		}
		return number
	})
}

func constant(v value, q *measure) (dist.Distribution, bool) {
	seconds, ok := q.location.read(v)
	if !ok {
		return nil, false
	}
	return built(v, q)(dist.Constant(seconds))
}

// parameters is a law with a mapping of parameters.
func parameters(name string, read func(m *mapping, q *measure) (dist.Distribution, error)) law {
	return law{
		name: name,
		read: func(v value, q *measure) (dist.Distribution, bool) {
			m, ok := v.open()
			if !ok {
				return nil, false
			}
			m.quiet = true
			d, err := read(m, q)
			m.close()
			if !m.sound() {
				return nil, false
			}
			return built(v, q)(d, err)
		},
		schema: func(q *measure) schema {
			return describe(func(m *mapping) { _, _ = read(m, q) }).jsonSchema()
		},
	}
}

// need reads a parameter that a law cannot do without.
func need[T any](m *mapping, key string, k kind[T], example string) T {
	var got T
	field(m, key, &got, k, required(example), "")
	return got
}

// may reads a parameter of which there is a choice.
func may[T any](m *mapping, key string, k kind[T]) T {
	var got T
	field(m, key, &got, k, absent, "")
	return got
}

var (
	constantLaw = law{
		name:   "constant",
		read:   constant,
		schema: func(q *measure) schema { return q.location.schema },
	}
	exponentialLaw = parameters("exponential", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Exponential(need(m, "mean", q.location, "2m"))
	})
	uniformLaw = parameters("uniform", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Uniform(need(m, "min", q.location, "1m"), need(m, "max", q.location, "5m"))
	})
	triangularLaw = parameters("triangular", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Triangular(need(m, "min", q.location, "1m"), need(m, "mode", q.location, "2m"), need(m, "max", q.location, "5m"))
	})
	normalLaw = parameters("normal", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Normal(need(m, "mean", q.location, "8h30m"), need(m, "sd", q.spread, "45m"))
	})
	lognormalLaw = parameters("lognormal", func(m *mapping, q *measure) (dist.Distribution, error) {
		median, p95 := may(m, "median", q.location), may(m, "p95", q.location)
		mean, cv := may(m, "mean", q.location), may(m, "cv", number)
		m.oneOf([]string{"median", "p95"}, []string{"mean", "cv"})
		if m.has("median") {
			return dist.LognormalMedianP95(median, p95)
		}
		return dist.LognormalMeanCV(mean, cv)
	})
	weibullLaw = parameters("weibull", func(m *mapping, q *measure) (dist.Distribution, error) {
		shape, scale := may(m, "shape", number), may(m, "scale", q.location)
		mean, cv := may(m, "mean", q.location), may(m, "cv", number)
		m.oneOf([]string{"shape", "scale"}, []string{"mean", "cv"})
		if m.has("shape") {
			return dist.WeibullShapeScale(shape, scale)
		}
		return dist.WeibullMeanCV(mean, cv)
	})
	gammaLaw = parameters("gamma", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.GammaMeanCV(need(m, "mean", q.location, "2m"), need(m, "cv", number, "0.5"))
	})
	erlangLaw = parameters("erlang", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Erlang(need(m, "stages", count("a number of stages", 1, 1000), "3"), need(m, "mean", q.location, "2m"))
	})
	hyperexponentialLaw = parameters("hyperexponential", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.HyperexponentialMeanCV(need(m, "mean", q.location, "2m"), need(m, "cv", number, "2"))
	})
	empiricalLaw = parameters("empirical", func(m *mapping, q *measure) (dist.Distribution, error) {
		return dist.Empirical(need(m, "file", columnOf(q), "values.csv"))
	})
	// fileLaw is the short form of empirical for the times of day in a log.
	fileLaw = law{
		name: "file",
		read: func(v value, q *measure) (dist.Distribution, bool) {
			values, ok := columnOf(q).read(v)
			if !ok {
				return nil, false
			}
			return built(v, q)(dist.Empirical(values))
		},
		schema: func(*measure) schema { return schema{"type": "string"} },
	}
	// windowLaw is the morning rush: normal around the middle of the window and
	// cut to it. With a standard deviation of 0.159 of the window, 40 % fall in
	// its middle sixth (VMware Horizon 7.13, "Setting a Concurrent Power
	// Operations Rate to Support Remote Desktop Logon Storms").
	windowLaw = law{
		name: "window",
		read: func(v value, q *measure) (dist.Distribution, bool) {
			w, ok := hours.read(v)
			if !ok {
				return nil, false
			}
			from, until := w.from.Seconds(), w.until.Seconds()
			return built(v, q)(dist.NormalWithin(from, until, 0.159*(until-from)))
		},
		schema: func(*measure) schema { return hours.schema },
	}
)

// mixtureLaw is a choice between other laws: [{share: 40%, constant: 2m}, ...].
func mixtureLaw() law {
	return law{
		name: "mixture",
		read: func(v value, q *measure) (dist.Distribution, bool) {
			if v.node.Kind != yaml.SequenceNode {
				v.complain("must be a list such as [{share: 40%%, constant: 2m}, {share: 60%%, exponential: {mean: 5m}}], got %s", shape(v.node))
				return nil, false
			}
			var shares []float64
			var parts []dist.Distribution
			sound, sum := true, 0.0
			for i := range v.node.Content {
				m, ok := v.item(i, "").open()
				if !ok {
					sound = false
					continue
				}
				m.quiet = true
				s := need(m, "share", share, "40%")
				part, ok := pickLaw(m, q)
				sound = sound && ok
				shares, parts, sum = append(shares, s), append(parts, part), sum+s
			}
			switch {
			case !sound:
				return nil, false
			case !whole(sum):
				v.complain("the shares must add up to 100%%, got %s", percent(sum))
				return nil, false
			}
			return built(v, q)(dist.Mixture(shares, parts))
		},
		schema: func(q *measure) schema {
			item := oneLaw(q)
			for _, way := range item["oneOf"].([]schema) {
				way["properties"].(schema)["share"] = share.schema
				way["required"] = append(way["required"].([]string), "share")
			}
			return schema{"type": "array", "minItems": 1, "items": item}
		},
	}
}

// oneLaw is the schema of a mapping with one key, the name of a law.
func oneLaw(q *measure) schema {
	var ways []schema
	for _, l := range q.laws {
		inner := schema{"$ref": "#/$defs/" + q.name + "-mixture"}
		if l.name != "mixture" {
			inner = l.schema(q)
		}
		ways = append(ways, schema{
			"type": "object", "additionalProperties": false, "required": []string{l.name},
			"properties": schema{l.name: inner},
		})
	}
	return schema{"oneOf": ways}
}

// newMeasure completes a measure with mixtures of its laws.
func newMeasure(name string, location, spread kind[float64], laws ...law) *measure {
	q := inOrder(name, location, spread, append(slices.Clone(laws), mixtureLaw())...)
	named(name+"-mixture", q.laws[len(q.laws)-1].schema(q))
	return q
}

// inOrder completes a measure and puts its schema among the definitions. The
// values of all laws but mixtures are in the order of the numbers that they are
// made from.
func inOrder(name string, location, spread kind[float64], laws ...law) *measure {
	q := &measure{name: name, location: location, spread: spread, laws: laws}
	named(name, schema{"anyOf": []schema{location.schema, oneLaw(q)}})
	return q
}

// inSeconds is a kind of time as the seconds that package dist counts in.
func inSeconds(k kind[time.Duration]) kind[float64] {
	s := kind[float64]{what: k.what, schema: k.schema}
	s = s.parsing(func(text string) (float64, error) {
		d, err := k.parse(text)
		return d.Seconds(), err
	})
	return s.ordered(func(f float64) float64 { return f })
}

var (
	lengths = newMeasure("duration-law", inSeconds(duration("m")), inSeconds(duration("m")),
		constantLaw, exponentialLaw, uniformLaw, triangularLaw, normalLaw, lognormalLaw, weibullLaw, gammaLaw, erlangLaw,
		hyperexponentialLaw, empiricalLaw)
	timeLaws   = []law{windowLaw, fileLaw, constantLaw, uniformLaw, triangularLaw, normalLaw, empiricalLaw}
	timesOfDay = newMeasure("time-of-day-law", inSeconds(timeOfDay), inSeconds(duration("m")), timeLaws...).withCell(clockCell)
	// arrivalTimes are drawn in order, one after the other, so that a day of them
	// need not be sorted.
	arrivalTimes = inOrder("arrival-time-law", inSeconds(timeOfDay), inSeconds(duration("m")), timeLaws...).withCell(clockCell)
)

// withCell is the measure with another way to read the values of files.
func (q *measure) withCell(cell func(string) (time.Duration, error)) *measure {
	q.cell = func(text string) (float64, error) {
		t, err := cell(text)
		return t.Seconds(), err
	}
	return q
}

// duration laws and laws of the time of day, as kinds.
var (
	durationLaw  = distribution(lengths)
	timeOfDayLaw = withinDay(timesOfDay)
	arrivalTime  = withinDay(arrivalTimes)
)

// withinDay is a law of the time of day, as a kind.
func withinDay(q *measure) kind[dist.Distribution] {
	k := distribution(q)
	k.what = "a time of day such as 08:00 or a distribution such as {window: 07:30-09:00}"
	return k.where(func(d dist.Distribution) bool { return d.Quantile(1-1e-9) <= day.Seconds() }, "over before midnight")
}

// spanLaw is a law of spans: where one of its parameters is counted in workdays,
// all are, hours included.
var spanLaw = func() kind[model.SpanDistribution] {
	inner := distribution(newMeasure("span-law", spanSeconds(model.Elapsed), spanSeconds(model.Elapsed), slices.Clone(lengths.laws[:len(lengths.laws)-1])...))
	counted := map[model.SpanUnit]kind[dist.Distribution]{}
	for _, u := range []model.SpanUnit{model.Elapsed, model.Workdays} {
		q := *lengths
		q.location, q.spread = spanSeconds(u), spanSeconds(u)
		counted[u] = distribution(&q)
	}
	read := func(read func(k kind[dist.Distribution]) func(value) (dist.Distribution, bool)) func(value) (model.SpanDistribution, bool) {
		return func(v value) (model.SpanDistribution, bool) {
			u := model.Elapsed
			if mentionsWorkdays(v.node) {
				u = model.Workdays
			}
			d, ok := read(counted[u])(v)
			return model.SpanDistribution{Distribution: d, Unit: u}, ok
		}
	}
	return kind[model.SpanDistribution]{
		what:     "a time span such as 2wd or a distribution such as {lognormal: {median: 1wd, p95: 7wd}}",
		schema:   inner.schema,
		sample:   inner.sample,
		read:     read(func(k kind[dist.Distribution]) func(value) (dist.Distribution, bool) { return k.read }),
		measured: read(func(k kind[dist.Distribution]) func(value) (dist.Distribution, bool) { return k.measured }),
		bounds:   func(d model.SpanDistribution) (above, below float64) { return inner.bounds(d.Distribution) },
	}
}()

// spanSeconds is a span in one unit, as seconds; a day and a workday are 86,400.
// Hours beside workdays are hours of workdays.
func spanSeconds(u model.SpanUnit) kind[float64] {
	k := span("wd", false)
	s := kind[float64]{what: k.what, schema: k.schema}
	return s.parsing(func(text string) (float64, error) {
		got, err := k.parse(text)
		switch {
		case err != nil:
		case got.Unit == model.Workdays && u != model.Workdays:
			err = fmt.Errorf("all values of one distribution must be workdays or hours, or none in workdays; got %s", clip(text))
		case got.Unit != model.Workdays && u == model.Workdays && strings.Contains(text, "d"):
			err = fmt.Errorf("beside workdays the values of one distribution must be workdays or hours, not days; got %s", clip(text))
		}
		return got.Length.Seconds(), err
	}).ordered(func(f float64) float64 { return f })
}

// mentionsWorkdays tells whether some value is counted in workdays.
func mentionsWorkdays(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		_, _, counted, err := parseLength(n.Value, "wd")
		return err == nil && counted
	}
	for _, c := range n.Content {
		if mentionsWorkdays(c) {
			return true
		}
	}
	return false
}
