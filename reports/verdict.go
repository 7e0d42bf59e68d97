package reports

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A verdict is what a committee reads first: what is decided, and what it rests on.
type verdict struct{ decision, reasons string }

func (v verdict) String() string { return v.decision + ": " + v.reasons }

// bold is the verdict in Markdown.
func (v verdict) bold() string { return "**" + v.decision + ":** " + v.reasons }

func (v verdict) and(more string) verdict { return verdict{v.decision, v.reasons + more} }

// sentence is the verdict of a comparison: a sentence that carries its numbers and
// conditions, and where there is more to weigh a second one, in words that a committee
// uses.
func (p *page) sentence() string { return p.verdict().String() }

// verdict is the sentence in its two parts.
func (p *page) verdict() verdict {
	if p.queue {
		return p.queueVerdict()
	}
	rollouts := p.rollouts()
	if len(rollouts) == 0 {
		return p.withoutRollout()
	}
	var parts, more []string
	switch p.Verdict.Decision {
	case study.Go, study.GoWithConditions:
		best := p.chosen(rollouts)
		parts = append(parts, p.promise(best, p.Say(say.T("with %s, ", "mit %s"), p.nameOf(best))))
		parts = append(parts, p.finish(best)...)
		parts = append(parts, p.notAlways(best)...)
		parts = append(parts, p.conditions(rollouts)...)
		more = append(more, p.onFewer(best)...)
		more = append(more, p.riskPart(best)...)
		more = append(more, p.needed(best.Column)...)
		more = append(more, p.doubt()...)
		more = append(more, p.alternative(best)...)
	case study.NoGo:
		near := p.nearest(rollouts)
		parts = append(parts, p.Say(say.T("no strategy keeps every target",
			"keine Strategie erreicht alle Zielwerte")), p.Say(say.T("nearest is %s: %s", "am nächsten kommt %s: %s"), p.nameOf(near), p.promise(near, p.there())))
		parts = append(parts, p.finish(near)...)
		parts = append(parts, p.Say(say.T("it misses the target %s", "verfehlt wird %s"), p.Listed(targetTexts(near, study.Missed), say.And)))
		more = append(more, p.riskPart(near)...)
		more = append(more, p.needed(near.Column)...)
		more = append(more, p.baseline(rollouts)...)
	case study.Preliminary:
		first := p.chosen(rollouts)
		parts = append(parts, p.promise(first, p.Say(say.T("with %s, ", "mit %s"), p.nameOf(first))))
		parts = append(parts, p.finish(first)...)
		parts = append(parts, p.open(first)...)
		more = append(more, p.alsoMay()...)
		more = append(more, p.riskPart(first)...)
		more = append(more, p.needed(first.Column)...)
		more = append(more, p.baseline(rollouts)...)
	case study.NotDecidable:
		if !p.Verdict.HasTargets {
			parts = append(parts, p.Say(say.T("the scenario names no targets", "das Szenario nennt keine Zielwerte")), p.everyWait(rollouts))
			more = append(more, p.everyRisk()...)
			break
		}
		first := p.chosen(rollouts)
		parts = append(parts, p.Say(say.T("no strategy is sure to keep every target",
			"von keiner Strategie ist sicher, dass sie alle Zielwerte erreicht")))
		parts = append(parts, p.candidate(first)...)
		more = append(more, p.alsoMay()...)
		more = append(more, p.riskPart(first)...)
		more = append(more, p.baseline(rollouts)...)
	}
	if p.Partial() {
		more = append(more, p.Say(say.T("this rests on %s of the %s asked for", "Grundlage sind nur %s von %s"), strconv.Itoa(p.Replications), p.runs(p.Asked)))
	}
	text := p.begun(strings.Join(parts, "; ")) + "."
	if len(more) > 0 {
		text += " " + capital(strings.Join(more, "; ")) + "."
	}
	return verdict{p.Say(decision(p.Verdict.Decision)), text}
}

// begun begins what stands behind a colon: in German a sentence does so with a capital
// letter.
func (l voice) begun(text string) string {
	if l.Language == say.German {
		return capital(text)
	}
	return text
}

// there refers to a plan that has just been named, where the language needs that.
func (l voice) there() string {
	if l.Language == say.German {
		return "dabei"
	}
	return ""
}

// candidate says what the strategy brings that is first of those that may keep their
// targets, and what would decide whether it does; or why the nearest one does not count
// among these.
func (p *page) candidate(first *study.Result) []string {
	if len(p.Verdict.May) == 0 {
		why := p.Say(say.T("nearest is %s, but it updates nobody",
			"am nächsten kommt %s, doch wird damit kein PC aktualisiert"), p.nameOf(first))
		if empty := targetTexts(first, study.Skipped); len(empty) > 0 {
			why = p.Say(say.T("nearest is %s, but it has nothing to count for %s",
				"am nächsten kommt %s, doch gibt es dort nichts zu zählen für %s"), p.nameOf(first), p.Listed(empty, say.And))
		}
		return append([]string{why}, p.finish(first)...)
	}
	parts := append([]string{p.Say(say.T("%s may: %s", "mit %s könnte es gelingen: %s"), p.nameOf(first), p.promise(first, p.there()))}, p.finish(first)...)
	return append(parts, p.open(first)...)
}

// open says which targets of a result cannot be decided yet, and what would decide them.
func (p *page) open(first *study.Result) []string {
	var parts []string
	var open, beyond []string
	var slowest *study.TargetResult // to be decided
	for i := range first.Targets {
		switch t := &first.Targets[i]; {
		case t.Outcome != study.Undecided:
		case t.Beyond:
			beyond = append(beyond, t.Target.Text)
		default:
			open = append(open, t.Target.Text)
			if slowest == nil || !(t.Needed <= slowest.Needed) {
				slowest = t
			}
		}
	}
	if len(open) > 0 {
		text := p.Say(say.T("%s cannot be decided with %s", "mit %[2]s noch offen: %[1]s"), p.Listed(open, say.And), p.runs(p.Replications))
		if p.Verdict.Decision == study.Preliminary {
			text = p.Say(say.T("so far that keeps every target, but %s cannot decide %s",
				"bisher erreicht das alle Zielwerte, mit %s aber noch offen: %s"), p.runs(p.Replications), p.Listed(open, say.And))
		}
		switch {
		case !math.IsNaN(slowest.Needed):
			text += " (" + p.toDecide(slowest) + ")"
		case p.Verdict.Decision == study.Preliminary:
			text += " (" + p.Say(say.T("%s are usual for a decision", "für eine Entscheidung üblich: %s"), p.runs(study.Enough(p.Scenario))) + ")"
		}
		parts = append(parts, text)
	}
	if len(beyond) > 0 {
		parts = append(parts, p.Say(say.T("%s cannot be decided, since the horizon ends before: only a longer one decides",
			"%s ist nicht entscheidbar, weil der Horizont davor endet: nur ein längerer entscheidet"), p.Listed(beyond, say.And)))
	}
	return parts
}

// mostNamed is how many strategies a sentence names one by one.
const mostNamed = 4

// others are the names of the strategies that may keep every target besides the first.
func (p *page) others() []string {
	var names []string
	for k, i := range p.Verdict.May {
		if k > 0 {
			names = append(names, p.nameOf(&p.Results[i]))
		}
	}
	if more := len(names) - mostNamed; more > 0 {
		names = append(names[:mostNamed], p.Say(say.T("%s more", "%s weitere"), p.Thousands(more)))
	}
	return names
}

// alsoMay names them.
func (p *page) alsoMay() []string {
	names := p.others()
	if len(names) == 0 {
		return nil
	}
	return []string{p.Say(say.T("%s may keep every target as well", "ebenso noch möglich: %s"), p.Listed(names, say.And))}
}

// withoutRollout is the verdict where nothing is rolled out: what the backend
// does on its own.
func (p *page) withoutRollout() verdict {
	if len(p.Results) == 0 {
		return verdict{p.Say(decision(p.Verdict.Decision)), p.begun(p.Say(say.T("there is no result.", "es gibt kein Ergebnis.")))}
	}
	r := &p.Results[0]
	v := verdict{p.Say(decision(p.Verdict.Decision)), p.begun(p.Say(say.T("nothing is rolled out; ", "es wird nichts ausgerollt; ")))}
	e := p.wait(r)
	if any := p.told(r, waitAnySync); e == nil && any != nil && unknown(any) {
		return v.and(p.Say(p.either(say.T("the wait of 19 of 20 syncs is %s.",
			"die Wartezeit von 19 von 20 Synchronisierungen ist %s."), say.T("the delay of 19 of 20 syncs is %s.",
			"die Verzögerung von 19 von 20 Synchronisierungen ist %s.")), p.noNumber(any)))
	}
	if e == nil {
		return v.and(p.Say(say.T("nobody asks for a sync.", "niemand synchronisiert.")))
	}
	missed := ""
	if texts := targetTexts(r, study.Missed); len(texts) > 0 {
		missed = " " + p.Say(say.T("Missed for sure: %s.", "Sicher verfehlt: %s."), p.Listed(texts, say.And))
	}
	if e.Mean == 0 {
		return v.and(p.Say(p.either(say.T("of every 20 syncs, 19 do not wait.",
			"von 20 Synchronisierungen warten 19 nicht."), say.T("of every 20 syncs, 19 are not delayed.",
			"von 20 Synchronisierungen werden 19 nicht aufgehalten."))) + missed)
	}
	return v.and(p.Say(p.either(say.T("of every 20 syncs, 19 wait at most %s.",
		"von 20 Synchronisierungen warten 19 höchstens %s."), say.T("of every 20 syncs, 19 are delayed by at most %s.",
		"von 20 Synchronisierungen werden 19 höchstens %s aufgehalten.")), p.estimate(e)) + missed)
}

// chosen is the recommended strategy, or the first of those that may be, or the nearest.
func (p *page) chosen(rollouts []*study.Result) *study.Result {
	if p.Verdict.Best >= 0 {
		return &p.Results[p.Verdict.Best]
	}
	if len(p.Verdict.May) > 0 {
		return &p.Results[p.Verdict.May[0]]
	}
	return p.nearest(rollouts)
}

// nearest is the strategy that misses the fewest targets, and among those has
// the fewest open, and then the shortest wait.
func (p *page) nearest(rollouts []*study.Result) *study.Result {
	headline := func(r *study.Result) float64 {
		if e := p.wait(r); e != nil {
			return e.Mean
		}
		return math.Inf(1)
	}
	return slices.MinFunc(rollouts, func(a, b *study.Result) int {
		m, n := tally(a), tally(b)
		return cmp.Or(cmp.Compare(m[study.Missed], n[study.Missed]),
			cmp.Compare(m[study.Skipped], n[study.Skipped]),
			cmp.Compare(m[study.Undecided], n[study.Undecided]),
			cmp.Compare(hope(b), hope(a)),
			cmp.Compare(headline(a), headline(b)))
	})
}

// hope is the smallest share of rollouts in which a target is kept that has a
// value.
func hope(r *study.Result) float64 {
	least := 1.0
	for _, t := range r.Targets {
		if t.Outcome != study.Skipped {
			least = math.Min(least, t.Share)
		}
	}
	return least
}

// promise says how long people wait; lead begins the sentence.
func (p *page) promise(r *study.Result, lead string) string {
	e := p.toldNumber(r, waitAfterUpdate)
	if all := p.told(r, waitAfterUpdate); all != nil && unknown(all) {
		return p.Say(p.either(say.T("%show long 19 of 20 people wait for the sync after the update is %s",
			"%s ist die Wartezeit von 19 von 20 Personen auf die Synchronisierung nach dem Update %s"),
			say.T("%show long 19 of 20 people are delayed at the sync after the update is %s",
				"%s ist die Verzögerung von 19 von 20 Personen bei der Synchronisierung nach dem Update %s")), lead, p.noNumber(all))
	}
	if e == nil {
		return p.Say(p.either(say.T("%sthere is no number for the wait after the update",
			"%s gibt es keine Zahl für die Wartezeit nach dem Update"), say.T("%sthere is no number for the delay after the update",
			"%s gibt es keine Zahl für die Verzögerung nach dem Update")), lead)
	}
	if e.Mean == 0 {
		return p.Say(p.either(say.T("%s19 of 20 people do not wait for the sync after the update",
			"%s warten 19 von 20 Personen nicht auf die Synchronisierung nach dem Update"),
			say.T("%s19 of 20 people are not delayed at the sync after the update",
				"%s werden 19 von 20 Personen bei der Synchronisierung nach dem Update nicht aufgehalten")), lead)
	}
	return p.Say(p.either(say.T("%s19 of 20 people wait at most %s for the sync after the update%s",
		"%s warten 19 von 20 Personen höchstens %s auf die Synchronisierung nach dem Update%s"),
		say.T("%s19 of 20 people are delayed by at most %s at the sync after the update%s",
			"%s werden 19 von 20 Personen höchstens %s bei der Synchronisierung nach dem Update aufgehalten%s")),
		lead, p.estimate(e), p.besideWorst(r, e))
}

// finish says when the PCs are updated, in how many rollouts it is so by that day,
// and how many PCs never are.
func (p *page) finish(r *study.Result) []string {
	text := p.end(r)
	if text == "" {
		return nil
	}
	if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
		text = p.Say(say.T("%s, and %s", "%s, und %s"), text, p.unreached(e))
	}
	parts := []string{text}
	if e := metric(r, updatedBy); e != nil && !finite(e.Mean) {
		if healed := p.healedBy(r); healed != "" {
			parts = append(parts, healed)
		}
	}
	return parts
}

// end says by which day the PCs are updated: that of the median, which the table
// shows, and where it is a later one that of 19 in 20 rollouts.
func (p *page) end(r *study.Result) string {
	e := metric(r, updatedBy)
	if e == nil {
		return ""
	}
	known := 0
	for _, v := range e.Values {
		if !math.IsNaN(v) {
			known++
		}
	}
	of := p.Say(say.T(" of %s", " von %s"), p.Counted(known, say.Rollouts))
	if r.Strata != nil {
		of = p.Say(say.T(" of rollouts", " der Rollouts"))
	}
	late, in := p.shareOf(r, e, func(v float64) bool { return math.IsInf(v, 1) })
	by := func(day string) string {
		_, text := p.shareOf(r, e, func(v float64) bool {
			return finite(v) && (v <= e.Mean || p.date(v) == day || v <= e.P95 && day == p.date(e.P95))
		})
		return text
	}
	switch {
	case known == 0:
		return ""
	case !finite(e.Mean):
		if p.partial {
			return p.Say(say.T("in %s%s, fewer than 95 %% of the PCs that can be updated are updated %s",
				"in %s%s sind %[3]s weniger als 95 %% der PCs aktualisiert, die das Update erhalten können"), in, of, p.simulatedFirst())
		}
		return p.Say(say.T("in %s%s, fewer than 95 %% of the PCs are updated %s",
			"in %s%s sind %[3]s weniger als 95 %% der PCs aktualisiert"), in, of, p.simulatedFirst())
	case known == 1 && r.Strata == nil:
		return p.Say(say.T("%s (one rollout)", "%s (nur ein Rollout)"), p.updated(p.date(e.Mean)))
	}
	day := p.date(e.Mean)
	more := ""
	if last := p.date(e.P95); finite(e.P95) && last != day {
		more = p.Say(say.T(" and by %s in %s", ", bis %s in %s"), last, by(last))
	}
	if late > 0 {
		more += p.Say(say.T(", but not %s in %s", ", in %[2]s aber nicht %[1]s"), p.simulated(), in)
	}
	return p.Say(say.T("%s in %s%s%s", "%s (in %s%s%s)"), p.updated(day), by(day), of, more)
}

// notAlways says which targets a result that meets them does not meet in every
// rollout, and in how many it does: a target of a mean is met by that.
func (p *page) notAlways(r *study.Result) []string {
	var found []string
	for i := range r.Targets {
		t := &r.Targets[i]
		switch {
		case t.Outcome != study.Met || t.MetIn >= t.Of:
		case r.Strata != nil:
			found = append(found, p.Say(say.T("%s is met in %s of rollouts", "%s ist in %s der Rollouts erreicht"), t.Target.Text, p.Percent(t.Share)))
		default:
			found = append(found, p.Say(say.T("%s is met in %s of %s", "%s ist in %s von %s erreicht"), t.Target.Text, strconv.Itoa(t.MetIn), p.Counted(t.Of, say.Rollouts)))
		}
	}
	return found
}

// alternative says what the fastest strategy would win and cost.
func (p *page) alternative(best *study.Result) []string {
	if p.Verdict.Fastest < 0 || &p.Results[p.Verdict.Fastest] == best {
		return nil
	}
	fast := &p.Results[p.Verdict.Fastest]
	slow, quick, theirs := numberOf(best, updatedBy), numberOf(fast, updatedBy), p.toldNumber(fast, waitAfterUpdate)
	if slow == nil || quick == nil || theirs == nil {
		return nil
	}
	days := p.workdays(quick.Mean, slow.Mean)
	if days < 0.05 {
		return nil
	}
	if days >= 2 {
		days = math.Round(days)
	}
	price := p.price(fast, best, theirs)
	switch name := p.nameOf(fast); {
	case len(price) > 0:
		if fast.Slots > best.Slots {
			name = p.called(fast.Strategy) // the price says on how many
		}
		return []string{p.Say(say.T("%s would be %s earlier but %s",
			"mit %s wäre man %s früher fertig, aber man %s"), name, p.WorkdaysLong(days), p.Listed(price, say.And))}
	case meetsAll(fast):
		return []string{p.Say(say.T("%s would be %s earlier and keeps every target as well",
			"mit %s wäre man %s früher fertig und erreichte ebenfalls alle Zielwerte"), name, p.WorkdaysLong(days))}
	default:
		return []string{p.Say(say.T("%s would be %s earlier", "mit %s wäre man %s früher fertig"), name, p.WorkdaysLong(days))}
	}
}

// price is what is worse with a faster strategy than with the recommended one: more
// slots, a longer wait and more PCs exposed where that is more than chance, and a target
// that it misses.
func (p *page) price(fast, best *study.Result, wait *study.Estimate) []string {
	var price []string
	if fast.Slots > best.Slots {
		price = append(price, p.Say(say.T("needs %s slots in place of %s",
			"bräuchte %s parallele Synchronisierungen statt %s"), p.Thousands(fast.Slots), p.Thousands(best.Slots)))
	}
	if p.waitsLonger(fast, best) {
		price = append(price, p.Say(say.T("means %s", "käme auf %s"), p.estimate(wait)))
	}
	switch {
	case missesOne(fast):
		price = append(price, p.Say(say.T("misses a target", "verfehlte einen Zielwert")))
	case !meetsAll(fast):
		price = append(price, p.Say(say.T("may miss a target", "verfehlte vielleicht einen Zielwert")))
	}
	if p.exposesMore(fast, best) {
		price = append(price, p.Say(say.T("exposes more PCs if the release is bad",
			"setzte bei einem fehlerhaften Release mehr PCs dem Fehler aus")))
	}
	return price
}

// waitsLonger tells whether the wait after the update is longer with a result than with
// another by more than chance and by enough to name.
func (p *page) waitsLonger(r, than *study.Result) bool {
	is := func(of *study.Result, strategy string, slots int) bool {
		return of.Strategy == strategy && of.Slots == slots
	}
	for i := range p.Differences {
		switch d := &p.Differences[i]; {
		case d.Metric.Name != p.judged(waitAfterUpdate):
		case is(r, d.A, d.SlotsA) && is(than, d.B, d.SlotsB):
			return d.WorthIt && d.Mean > 0
		case is(r, d.B, d.SlotsB) && is(than, d.A, d.SlotsA):
			return d.WorthIt && d.Mean < 0
		}
	}
	return false
}

// exposesMore tells whether a bad release reaches more PCs with a result than with
// another by more than chance.
func (p *page) exposesMore(r, than *study.Result) bool {
	for i := range p.Trades {
		t := &p.Trades[i]
		for k := range t.Savings {
			saved := &t.Savings[k]
			if saved.Metric.Name != exposed || saved.IfProblem.Missing.Any() {
				continue
			}
			switch {
			case &p.Results[t.A] == r && &p.Results[t.B] == than:
				return saved.IfProblem.Low > 0
			case &p.Results[t.B] == r && &p.Results[t.A] == than:
				return saved.IfProblem.High < 0
			}
		}
	}
	return false
}

// onFewer says that no strategy is sure to keep every target on the numbers of slots
// below the recommended one, where the scenario gives several: the verdict is about
// that one alone.
func (p *page) onFewer(best *study.Result) []string {
	var none, open []string
	for _, of := range settings(p.Results) {
		if of[0].Slots >= best.Slots || of[0].Column == best.Column || slices.ContainsFunc(of, func(r study.Result) bool { return r.Auto != study.Given }) {
			continue
		}
		if slices.ContainsFunc(of, func(r study.Result) bool { return r.Strategy != model.NoRollout && undecided(&r) }) {
			open = append(open, p.Thousands(of[0].Slots))
		} else {
			none = append(none, p.Thousands(of[0].Slots))
		}
	}
	var found []string
	for _, said := range []struct {
		slots     []string
		one, many say.Msg
	}{
		{none, say.T("on %s slot no strategy keeps every target",
			"bei nur %s parallelen Synchronisierung erreicht keine Strategie alle Zielwerte"),
			say.T("on %s slots no strategy keeps every target",
				"bei %s parallelen Synchronisierungen erreicht keine Strategie alle Zielwerte")},
		{open, say.T("on %s slot no strategy is sure to keep every target",
			"bei nur %s parallelen Synchronisierung ist von keiner Strategie sicher, dass sie alle Zielwerte erreicht"),
			say.T("on %s slots no strategy is sure to keep every target",
				"bei %s parallelen Synchronisierungen ist von keiner Strategie sicher, dass sie alle Zielwerte erreicht")},
	} {
		switch numbers := p.Listed(said.slots, say.And); numbers {
		case "":
		case "1":
			found = append(found, p.Say(said.one, numbers))
		default:
			found = append(found, p.Say(said.many, numbers))
		}
	}
	return found
}

// conditions are what a GO rests on. They concern the recommended slot setting
// only: on another, another plan may be needed.
func (p *page) conditions(rollouts []*study.Result) []string {
	if p.Verdict.Decision != study.GoWithConditions {
		return nil
	}
	best := p.chosen(rollouts)
	beside := where(rollouts, func(r *study.Result) bool { return r.Column == best.Column })
	good, open := where(beside, meetsAll), where(beside, undecided)
	var conditions []string
	if len(good) < len(beside) {
		conditions = append(conditions, p.Say(say.T("the plan is %s", "es bei %s bleibt"), p.names(good, say.Or)))
	}
	many := p.many(float64(best.Slots))
	if slices.ContainsFunc(good, func(r *study.Result) bool { return r.Slots != best.Slots }) {
		many = p.Say(say.T("that many %s", "so viele %s"), p.units())
	}
	conditions = append(conditions, p.parallel(many, p.grown([]int{best.Slots})))
	text := p.Say(say.T("provided that %s", "vorausgesetzt, dass %s"), p.Listed(conditions, say.And))
	if len(open) > 0 {
		text += " (" + p.Say(say.T("%s cannot be decided with %s", "mit %[2]s noch offen: %[1]s"), p.names(open, say.And), p.runs(p.Replications)) + ")"
	}
	return append([]string{text}, p.baseline(beside)...)
}

// parallel is the condition that the backend is what the scenario says, with so many
// syncs at once and where slots grow so many more.
func (p *page) parallel(many, more string) string {
	text := p.Say(say.T("the backend really runs %s in parallel",
		"das Backend wirklich %s parallel ausführt"), many)
	if more != "" {
		text = p.Say(say.T("the backend really runs %s in parallel at the start%s",
			"das Backend zu Beginn wirklich %s parallel ausführt%s"), many, more)
	}
	switch c := p.Scenario.Backend.Capacity; {
	case c == nil && p.unlimited:
		return p.Say(say.T("the backend really runs all %s at once without slowing any",
			"das Backend wirklich alle %s gleichzeitig ausführt, ohne dass eine langsamer wird"), p.units())
	case c == nil:
		return text
	case p.unlimited:
		return p.Say(say.T("the backend really %s", "das Backend wirklich %s"), p.capable(c))
	default:
		return p.Listed([]string{text, p.capable(c)}, say.And)
	}
}

// baseline says that the fleet misses a target by itself, on one of the slot
// settings of some results.
func (p *page) baseline(beside []*study.Result) []string {
	var slots []string
	for i := range p.Results {
		r := &p.Results[i]
		same := func(b *study.Result) bool { return b.Column == r.Column }
		if r.Strategy == model.NoRollout && missesOne(r) && slices.ContainsFunc(beside, same) {
			slots = append(slots, p.Thousands(r.Slots))
		}
	}
	if len(slots) == 0 {
		return nil
	}
	if p.columns {
		on := say.T("a target is missed even without any rollout on %s slots",
			"schon ohne Rollout wird ein Zielwert verfehlt (bei %s parallelen Synchronisierungen)")
		if len(slots) == 1 && slots[0] == "1" {
			on = say.T("a target is missed even without any rollout on %s slot",
				"schon ohne Rollout wird ein Zielwert verfehlt (bei nur %s parallelen Synchronisierung)")
		}
		return []string{p.Say(on, p.Listed(slots, say.And))}
	}
	return []string{p.Say(say.T("a target is missed even without any rollout",
		"schon ohne Rollout wird ein Zielwert verfehlt"))}
}

// everyWait tells the wait and the end of every strategy.
func (p *page) everyWait(rollouts []*study.Result) string {
	var words []string
	for _, r := range rollouts {
		e := p.toldNumber(r, waitAfterUpdate)
		if e == nil {
			continue
		}
		text := p.Say(say.T("%s with %s", "%s mit %s"), p.estimate(e), p.nameOf(r))
		if end := numberOf(r, updatedBy); end != nil {
			text += " (" + p.updated(p.date(end.Mean)) + ")"
		}
		words = append(words, text)
	}
	if len(words) == 0 {
		return p.Say(p.either(say.T("no strategy has a number for the wait after the update",
			"keine Strategie hat eine Zahl für die Wartezeit nach dem Update"),
			say.T("no strategy has a number for the delay after the update",
				"keine Strategie hat eine Zahl für die Verzögerung nach dem Update")))
	}
	return p.Say(p.either(say.T("for the sync after the update, 19 of 20 people wait at most %s",
		"auf die Synchronisierung nach dem Update warten 19 von 20 Personen höchstens %s"),
		say.T("at the sync after the update, 19 of 20 people are delayed by at most %s",
			"bei der Synchronisierung nach dem Update werden 19 von 20 Personen höchstens so lange aufgehalten: %s")), p.Listed(words, say.And))
}

// targetTexts are the targets of one outcome as the scenario has them.
func targetTexts(r *study.Result, o study.TargetOutcome) []string {
	var texts []string
	for i := range r.Targets {
		if r.Targets[i].Outcome == o {
			texts = append(texts, r.Targets[i].Target.Text)
		}
	}
	return texts
}
