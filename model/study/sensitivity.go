package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// Replications of a point: few at the ends of every range and at the points of the
// hypercube, more where something came of that.
const (
	fewReplications  = 3
	moreReplications = 8
	mostMoving       = 8 // guesses that get more although they change no choice
)

// GuessOptions say how guesses are varied.
type GuessOptions struct {
	Options
	Points int               // of the hypercube; 0: 30
	Marked bool              // the guesses are only those that the scenario marks
	Metric string            // whose swings are measured; empty: the wait after the update that 95 % do not exceed
	Stage  func(what string) // called before each part of the work, whose replications Progress then counts; may be nil
}

// Guesses says which of the guesses in a scenario its answer depends on. Each is
// set to both ends of its range, all others as they are; where the choice is
// another one there, the value at which it changes is looked for by halving. Then
// all are varied together. All of it has the same seed, and so the same clients,
// mornings and work. Slot numbers that the scenario leaves open are found once,
// with the values as they are, and kept.
//
// set returns the scenario with some values replaced, as a file would have them;
// an end that it refuses is told of, and no failure. The error is that of a trace
// that cannot be read, or of ctx.
func Guesses(ctx context.Context, s *model.Scenario, guesses []Guess, set func(paths, values []string) (*model.Scenario, error), o GuessOptions) (*Sensitivity, error) {
	q, err := newInquiry(ctx, s, set, o)
	if err != nil {
		return nil, err
	}
	for _, g := range guesses {
		if g.Range == nil {
			q.found.Fixed = append(q.found.Fixed, g)
		} else {
			q.swings = append(q.swings, &swinging{Swing: Swing{Guess: g}})
		}
	}
	for _, step := range []func(context.Context) error{q.asItIs, q.atTheEnds, q.whatMatters, q.turns, q.together} {
		if err := step(ctx); err != nil {
			if ctx.Err() != nil {
				err = errors.New("stopped before every guess was tried; there is no result")
			}
			return nil, err
		}
	}
	slices.SortStableFunc(q.swings, func(a, b *swinging) int { return moreDecisive(&a.Swing, &b.Swing) })
	for _, w := range q.swings {
		q.found.Swings = append(q.found.Swings, w.Swing)
	}
	return q.found, nil
}

// MostVaried is about how many replications of each strategy so many guesses take at most:
// as they are, at both ends of their ranges, more of those that matter, and all together.
func MostVaried(s *model.Scenario, guesses int, o GuessOptions) int {
	fewest, _, _ := o.replications(s)
	points := o.Points
	if points == 0 {
		points = 30
	}
	return fewest + 2*guesses*fewReplications + 2*min(guesses, mostMoving)*(moreReplications-fewReplications) + points*fewReplications
}

// An inquiry is the search for what depends on which guess.
type inquiry struct {
	probe
	o      GuessOptions
	set    func(paths, values []string) (*model.Scenario, error)
	found  *Sensitivity
	base   *variant
	swings []*swinging
	all    int // replications of the values as they are
}

// A swinging guess is one that is being varied.
type swinging struct {
	Swing
	ends    [2]*variant // low, high; nil where refused
	chooses bool        // another choice is made at an end
	matters bool        // so that more of it is played
}

func newInquiry(ctx context.Context, s *model.Scenario, set func(paths, values []string) (*model.Scenario, error), o GuessOptions) (*inquiry, error) {
	if o.Points == 0 {
		o.Points = 30
	}
	name := o.Metric
	if name == "" {
		name = "wait.update.p95"
		if s.Clients() == 0 || len(s.Strategies) == 0 {
			name = "wait.all.p95"
		}
		name = judgedBy(s, name)
	}
	metric, ok := model.MetricNamed(name)
	if !ok {
		return nil, fmt.Errorf("there is no metric %s", name)
	}
	m := model.New(s)
	m.Stop = ctx.Done()
	fewest, _, _ := o.replications(s)
	c := &Comparison{Scenario: s, Asked: fewest, Replications: fewest}
	columns, err := c.columns(ctx, m, m.Strategies(), c.Asked, o.Workers)
	if err != nil {
		return nil, err
	}
	return &inquiry{
		probe: probe{columns: columns, workers: o.Workers}, o: o, set: set, base: &variant{scenario: s}, all: c.Asked,
		found: &Sensitivity{Comparison: c, Metric: metric, Few: min(fewReplications, c.Asked), More: min(moreReplications, c.Asked), OnlyMarked: o.Marked},
	}, nil
}

// stage plays variants up to so many replications.
func (q *inquiry) stage(ctx context.Context, what string, variants []*variant, replications int) error {
	total, done := 0, 0
	for _, v := range variants {
		total += max(replications-len(v.trials), 0)
	}
	if total == 0 {
		return nil
	}
	if q.o.Stage != nil {
		q.o.Stage(what)
	}
	q.played = func() {
		if done++; q.o.Progress != nil {
			q.o.Progress(done, total)
		}
	}
	return q.play(ctx, variants, replications)
}

// asItIs plays the scenario as it is, and says what is decided with it.
func (q *inquiry) asItIs(ctx context.Context) error {
	if err := q.stage(ctx, "the scenario as it is", []*variant{q.base}, q.all); err != nil {
		return err
	}
	f, c := q.found, q.found.Comparison
	c.Results = q.results(q.base, q.all)
	c.Verdict = decide(c)
	f.Ruling = ruling(c.Scenario, c.Results)
	f.Headline = f.Ruling.Best
	for i := range c.Results {
		if f.Ruling.Best >= 0 {
			break
		}
		value := func(i int) float64 { return c.Results[i].Metric(f.Metric.Name).Mean }
		if c.candidate(&c.Results[i]) && (f.Headline < 0 || value(i) < value(f.Headline)) {
			f.Headline = i
		}
	}
	f.Headline = max(f.Headline, 0)
	return nil
}

// atTheEnds plays every guess at both ends of its range.
func (q *inquiry) atTheEnds(ctx context.Context) error {
	var variants []*variant
	for _, w := range q.swings {
		for k, at := range []float64{w.Range.Low, w.Range.High} {
			s, err := q.with([]*Guess{&w.Guess}, []float64{at})
			if err != nil {
				shown, _ := w.Range.Text(at)
				w.Refused = shown + ": " + err.Error()
				continue
			}
			w.ends[k] = &variant{scenario: s}
			variants = append(variants, w.ends[k])
		}
	}
	if err := q.stage(ctx, fmt.Sprintf("%d guesses at the ends of their ranges", len(q.swings)), variants, q.found.Few); err != nil {
		return err
	}
	for _, w := range q.swings {
		q.measure(w, q.found.Few)
	}
	return nil
}

// with returns the scenario with some guesses at places on their axes.
func (q *inquiry) with(guesses []*Guess, at []float64) (*model.Scenario, error) {
	var paths, values []string
	for i, g := range guesses {
		_, value := g.Range.Text(at[i])
		for _, path := range g.Paths {
			paths, values = append(paths, path), append(values, value)
		}
	}
	return q.set(paths, values)
}

// measure takes a swing from the replications played.
func (q *inquiry) measure(w *swinging, replications int) {
	was := q.results(q.base, replications)
	decided := ruling(q.base.scenario, was)
	w.Width, w.Moves, w.Nothing, w.AtLow, w.AtHigh = 0, 0, w.ends != [2]*variant{}, nil, nil
	w.chooses, w.matters = false, false
	for k, end := range w.ends {
		if end == nil {
			continue
		}
		now := q.results(end, replications)
		then := ruling(end.scenario, now)
		w.Nothing = w.Nothing && unchanged(was, now)
		w.chooses = w.chooses || !sameRuling(&decided, &then)
		var rows []AtEnd
		for i := range now {
			row := AtEnd{Strategy: now[i].Strategy, Slots: now[i].Slots, Metric: *now[i].Metric(q.found.Metric.Name), Keeps: then.Keeps(i)}
			before := was[i].Metric(q.found.Metric.Name)
			row.Change = change(&row.Metric, before)
			by := math.Abs(row.Change.Mean)
			if math.IsInf(row.Metric.Mean, +1) != math.IsInf(before.Mean, +1) {
				by = math.Inf(+1)
			}
			if by > w.Width {
				w.Width = by
			}
			if chance := row.Change.Low <= 0 && row.Change.High >= 0; i == q.found.Headline && by > w.Moves && !chance {
				w.Moves = by
			}
			if q.found.Notable(by, before.Mean) {
				w.matters = true
			}
			rows = append(rows, row)
		}
		w.matters = w.matters || w.chooses
		if k == 0 {
			w.AtLow = rows
		} else {
			w.AtHigh = rows
		}
	}
}

// Notable tells whether a change of the metric of the swings, from a value that it
// has with the scenario as it is, is worth asking a question for: more than what is
// not worth naming, and more than a twentieth.
func (s *Sensitivity) Notable(change, from float64) bool {
	change = math.Abs(change)
	if s.Metric.Unit == model.Instant {
		from = 0 // since the start, which is nobody's measure
	}
	return change > s.Metric.Floor && !(change <= math.Abs(from)/20)
}

// whatMatters plays more of the guesses that change something.
func (q *inquiry) whatMatters(ctx context.Context) error {
	var variants []*variant
	var moving []*swinging
	for _, w := range q.swings {
		if w.matters && !w.chooses {
			moving = append(moving, w)
		}
	}
	slices.SortStableFunc(moving, func(a, b *swinging) int { return cmp.Compare(b.Width, a.Width) })
	for i, w := range moving {
		w.matters = i < mostMoving
	}
	n := 0
	for _, w := range q.swings {
		if !w.matters {
			continue
		}
		n++
		for _, end := range w.ends {
			if end != nil {
				variants = append(variants, end)
			}
		}
	}
	if err := q.stage(ctx, fmt.Sprintf("more of the %d guesses that matter", n), variants, q.found.More); err != nil {
		return err
	}
	for _, w := range q.swings {
		if w.matters {
			q.measure(w, q.found.More)
		}
	}
	return nil
}

// turns looks for the values at which the choice changes.
func (q *inquiry) turns(ctx context.Context) error {
	decided := ruling(q.base.scenario, q.results(q.base, q.found.More))
	for _, w := range q.swings {
		if !w.chooses {
			continue
		}
		for k, end := range w.ends {
			if end == nil {
				continue
			}
			then := ruling(end.scenario, q.results(end, q.found.More))
			if sameRuling(&decided, &then) {
				continue
			}
			turn, err := q.turn(ctx, w, k == 1, &decided, then)
			if err != nil {
				return err
			}
			w.Turns = append(w.Turns, turn)
		}
		slices.SortStableFunc(w.Turns, nearer)
		for i := range w.Turns {
			if t := &w.Turns[i]; t.Best && !w.Flips {
				w.Flips, w.Towards = true, q.towards(&decided, &t.Ruling)
				if w.Range.Ordered {
					w.FlipsAt = t.To
				}
			}
		}
	}
	return nil
}

// turn halves the way from the value as it is to an end where another choice is
// made: another best result, until nothing one would write lies between; or if the
// best stays another set that keeps the targets, to an eighth of the range.
func (q *inquiry) turn(ctx context.Context, w *swinging, up bool, decided *Ruling, then Ruling) (Turn, error) {
	t := Turn{Up: up, Ruling: then, Last: then, Best: then.Best != decided.Best, Way: 1}
	other := func(c *Ruling) bool {
		if t.Best {
			return c.Best != decided.Best
		}
		return !sameRuling(decided, c)
	}
	r := w.Range
	from, to := r.Base, r.Low
	if up {
		to = r.High
	}
	shown := func(x float64) string { text, _ := r.Text(x); return text }
	t.From, t.To = w.Value, shown(to)
	if math.IsNaN(from) || !r.Ordered {
		return t, nil
	}
	t.From = shown(from)
	for {
		if !t.Best && math.Abs(r.Share(from)-r.Share(to)) < 1.0/8 {
			break
		}
		middle := r.Round(r.At((r.Share(from) + r.Share(to)) / 2))
		if middle <= min(from, to) || middle >= max(from, to) || shown(middle) == t.From || shown(middle) == t.To {
			break
		}
		s, err := q.with([]*Guess{&w.Guess}, []float64{middle})
		if err != nil {
			break // the choice changes where the scenario cannot be
		}
		v := &variant{scenario: s}
		if err := q.stage(ctx, fmt.Sprintf("where %s changes the choice, between %s and %s", w.Path, t.From, t.To), []*variant{v}, q.found.More); err != nil {
			return t, err
		}
		if c := ruling(s, q.results(v, q.found.More)); other(&c) {
			to, t.To, t.Ruling = middle, shown(middle), c
		} else {
			from, t.From = middle, shown(middle)
		}
	}
	t.Way = math.Abs(r.Share(to) - r.Share(r.Base))
	return t, nil
}

// sameRuling tells whether the same result is best and the same keep the targets.
func sameRuling(a, b *Ruling) bool {
	return a.Best == b.Best && a.Decision == b.Decision &&
		slices.EqualFunc(a.Misses, b.Misses, func(x, y []int) bool { return len(x) == 0 == (len(y) == 0) })
}

// nearer orders turns: those that change the best first, then by their way.
func nearer(a, b Turn) int {
	if a.Best != b.Best {
		if a.Best {
			return -1
		}
		return +1
	}
	return cmp.Compare(a.Way, b.Way)
}

// moreDecisive orders swings: by their nearest turn, then by their width.
func moreDecisive(a, b *Swing) int {
	if len(a.Turns) > 0 && len(b.Turns) > 0 {
		if by := nearer(a.Turns[0], b.Turns[0]); by != 0 {
			return by
		}
	}
	return cmp.Or(cmp.Compare(min(len(b.Turns), 1), min(len(a.Turns), 1)), cmp.Compare(b.Moves, a.Moves), cmp.Compare(b.Width, a.Width), strings.Compare(a.Path, b.Path))
}

// towards says in a few words what is decided in place of another choice.
func (q *inquiry) towards(was, now *Ruling) string {
	var parts []string
	if now.Best >= 0 {
		parts = append(parts, q.columns[now.Best].strategy.Name+" is best")
	} else {
		parts = append(parts, "nothing keeps every target")
	}
	if was.Best >= 0 && !now.Keeps(was.Best) {
		parts = append(parts, q.columns[was.Best].strategy.Name+" misses "+q.base.scenario.Targets[now.Misses[was.Best][0]].Text)
	}
	return strings.Join(parts, "; ")
}

// together varies all guesses at once.
func (q *inquiry) together(ctx context.Context) error {
	var guesses []*Guess
	for _, w := range q.swings {
		guesses = append(guesses, &w.Guess)
	}
	f := q.found
	t := &f.Together
	t.Replications = f.Few
	if len(guesses) == 0 {
		return nil
	}
	t.Points, t.Best = q.o.Points, make([]int, len(q.columns))
	var variants []*variant
	for _, point := range hypercube(q.base.scenario.Seed, q.o.Points, len(guesses)) {
		at := make([]float64, len(guesses))
		for d, g := range guesses {
			at[d] = g.Range.At(point[d])
			if !g.Range.Ordered {
				at[d] = g.Range.Round(at[d])
			}
		}
		s, err := q.with(guesses, at)
		if err != nil {
			if t.Refused++; t.Refused == 1 {
				t.Why = err.Error()
			}
			continue
		}
		variants = append(variants, &variant{scenario: s})
	}
	if err := q.stage(ctx, fmt.Sprintf("all guesses together at %d points", len(variants)), variants, f.Few); err != nil {
		return err
	}
	names := q.spanned()
	values := make([][][]float64, len(q.columns)) // by result, metric, point
	for i := range values {
		values[i] = make([][]float64, len(names))
	}
	decided := ruling(q.base.scenario, q.results(q.base, f.Few))
	for _, v := range variants {
		results := q.results(v, f.Few)
		made := ruling(v.scenario, results)
		if made.Best == decided.Best {
			t.Same++
		}
		if made.Best >= 0 {
			t.Best[made.Best]++
		} else {
			t.None++
		}
		for i := range results {
			for k, name := range names {
				if e := results[i].Metric(name); !math.IsNaN(e.Mean) {
					values[i][k] = append(values[i][k], e.Mean)
				}
			}
		}
	}
	for i := range values {
		var spans []Span
		for k, name := range names {
			metric, _ := model.MetricNamed(name)
			sorted := slices.Sorted(slices.Values(values[i][k]))
			span := Span{Metric: metric, P5: math.NaN(), P50: math.NaN(), P95: math.NaN()}
			if len(sorted) > 0 {
				span.P5, span.P50, span.P95 = dist.QuantileOf(sorted, 0.05), dist.QuantileOf(sorted, 0.5), dist.QuantileOf(sorted, 0.95)
			}
			spans = append(spans, span)
		}
		t.Spans = append(t.Spans, spans)
	}
	return nil
}

// spanned are the metrics whose span is told: those that people are told first,
// that of the swings, and those of targets.
func (q *inquiry) spanned() []string {
	s := q.base.scenario
	names := slices.Clone(headline)
	if len(s.Strategies) == 0 {
		names = slices.Clone(queueHeadline)
	}
	names = append(names, "utilization.hour", q.found.Metric.Name)
	for _, t := range s.Targets {
		names = append(names, t.Metric)
	}
	var found []string
	for _, name := range names {
		if name = judgedBy(s, name); !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}
