package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// takes says whom a phase takes.
func (p *planPage) takes(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	text := ""
	switch phase.Size.Kind {
	case model.SizeRest:
		text = p.Say(say.T("all that is left", "alle, die übrig sind"))
	case model.SizeCount:
		text = p.Counted(phase.Size.Count, say.PCs)
	case model.SizeShare:
		text = p.Say(map[model.Basis]say.Msg{
			model.OfTotal: say.T("%s of the whole fleet", "%s aller PCs"), model.OfRemaining: say.T("%s of what is left", "%s der übrigen PCs"),
			model.Cumulative: say.T("%s of the whole fleet, the phases before it counted",
				"%s aller PCs, die früheren Phasen eingerechnet"),
		}[phase.Size.Basis], p.Percent(phase.Size.Share))
	}
	if n := int(math.Round(ph.Clients.Mean)); phase.Size.Kind != model.SizeCount || n != phase.Size.Count {
		text += ", " + p.Counted(n, say.PCs)
	}
	if phase.Groups != nil {
		var names []string
		for _, g := range phase.Groups {
			names = append(names, p.spell(p.Scenario.Groups[g].Name))
		}
		text = p.Say(say.T("%s from %s", "%s aus %s"), text, p.Listed(names, say.And))
	}
	if phase.Size.Kind != model.SizeRest {
		text += ", " + p.Say(map[model.Selection]say.Msg{
			model.ByRandom: say.T("chosen at random", "zufällig ausgewählt"), model.ByGroupOrder: say.T("group by group", "Gruppe für Gruppe"),
			model.ByKeyUsers: say.T("key users first and then at random", "zuerst Key-User, dann zufällig"),
		}[phase.By])
	}
	if phase.Testers {
		text += "; " + p.Say(say.T("their users are asked to test", "ihre Anwender sind gebeten zu testen"))
	}
	if lack := int(math.Round(ph.Assigned.Mean)); lack < int(math.Round(ph.Clients.Mean)) {
		text += "; " + p.Say(say.T("%s of them lack the release", "%s davon ohne das Release"), p.Thousands(lack))
	}
	return text
}

// opens says when a phase opens, by which rule.
func (p *planPage) opens(i int) string {
	ph := &p.Phases[i]
	text := p.instant(&ph.Opened) + ": " + p.opening(i)
	planned := p.on(ph.Planned.Opens.Seconds())
	if !finite(ph.Opened.Mean) || p.on(ph.Opened.Mean) != planned {
		text += "; " + p.Say(say.T("at the earliest %s", "frühestens %s"), planned)
	}
	return text
}

// opening is the rule by which a phase opens.
func (p *planPage) opening(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	before := ""
	if i > 0 {
		before = p.phaseName(i - 1)
	}
	rule := ""
	switch {
	case phase.Start.WhenGate && i > 0 && p.Strategy.Phases[i-1].Approval.Length > 0:
		rule = p.Say(say.T("when the gate of %s opens and that is approved",
			"mit der Freigabe nach %s und deren Genehmigung"), before)
	case phase.Start.WhenGate && i > 0:
		rule = p.Say(say.T("when the gate of %s opens", "mit der Freigabe nach %s"), before)
	case phase.Start.At != nil:
		rule = p.Say(say.T("at the date given", "zum angegebenen Termin"))
		if given := p.on(phase.Start.At.Sub(p.start).Seconds()); given != p.on(ph.Planned.Opens.Seconds()) {
			rule = p.Say(say.T("as soon as it can after the date given, %s",
				"sobald möglich nach dem angegebenen Termin, %s"), given)
		}
	case i == 0 && phase.Start.Delay.Length == 0:
		rule = p.Say(say.T("with the start", "mit dem Start"))
	case i == 0:
		rule = p.Say(say.T("%s after the start", "%s nach dem Start"), p.plannedSpan(phase.Start.Delay))
	case phase.Start.Delay.Length == 0:
		rule = p.Say(say.T("together with %s", "zusammen mit %s"), before)
	default:
		rule = p.Say(say.T("%s after %s opens", "%s nach Beginn von %s"), p.plannedSpan(phase.Start.Delay), before)
	}
	if i > 0 && !phase.Start.WhenGate && isGated(&p.Strategy.Phases[i-1]) {
		rule = p.Say(say.T("%s, and not before the gate of %s",
			"%s, jedoch nicht vor der Freigabe nach %s"), rule, before)
	}
	return rule
}

// offered says how a phase is offered, and when the last PC has its offer.
func (p *planPage) offered(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	var parts []string
	switch o := &phase.Offer; o.Kind {
	case model.OfferAtOnce:
		parts = append(parts, p.Say(say.T("to all at once", "an alle zugleich")))
	case model.OfferRate:
		parts = append(parts, p.Say(say.T("to %s", "an %s"), p.perTime(o.Rate)))
	case model.OfferRamp:
		format := say.T("to %s, times %s after every %s offers",
			"an %s, nach je %[3]s Angeboten mal %[2]s")
		if o.Succeeded {
			format = say.T("to %s, times %s after every %s updated PCs",
				"an %s, nach je %[3]s aktualisierten PCs mal %[2]s")
		}
		ramp := p.Say(format, p.perTime(o.Rate), p.Number(o.Factor, 2), p.Thousands(o.FactorEvery))
		if o.Most > 0 {
			ramp += ", " + p.Say(say.T("at most %s", "höchstens %s"), p.perTime(o.Most))
		}
		parts = append(parts, ramp)
	case model.OfferOver:
		parts = append(parts, p.Say(say.T("evenly over %s", "gleichmäßig verteilt über %s"), p.plannedSpan(o.Over)))
	case model.OfferDaily:
		var days []string
		for _, share := range o.Daily {
			days = append(days, p.Hundredths(share))
		}
		parts = append(parts, p.Say(say.T("day by day to %s %% of the phase in all",
			"Tag für Tag an insgesamt %s %% der Phase"), strings.Join(days, p.Say(say.T(", ", "; ")))))
	}
	if w := phase.Window; w != nil {
		parts = append(parts, p.windowInWords(w, p.city()))
	}
	if l := phase.InFlight; l.Count > 0 {
		parts = append(parts, p.Say(say.T("with at most %s under way", "höchstens %s gleichzeitig in Arbeit"), p.Counted(l.Count, say.PCs)))
	} else if l.Share > 0 {
		parts = append(parts, p.Say(say.T("with at most %s of the phase under way",
			"höchstens %s der Phase gleichzeitig in Arbeit"), p.Percent(l.Share)))
	}
	if g := phase.Grants; g != nil {
		grants := p.Say(say.T("by at most %s each %s, and as many under way",
			"höchstens %s je %s und ebenso viele gleichzeitig in Arbeit"), p.Counted(g.Most, say.Grants), p.Duration(g.Period.Seconds()))
		if g.Safe {
			grants += "; " + p.Say(say.T("the first PC goes alone, and updates are switched off when %s take longer than %s",
				"der erste PC geht allein voran, und Updates werden abgeschaltet, wenn %s länger als %s brauchen"), p.Thousands(g.Most), p.Duration(g.Timeout.Seconds()))
		}
		parts = append(parts, grants)
	}
	text := strings.Join(parts, ", ")
	if o := &ph.Offered; finite(ph.Opened.Mean) && (math.IsInf(o.Mean, +1) || o.Mean > ph.Opened.Mean) {
		text += "; " + p.Say(say.T("last offer %s", "letztes Angebot %s"), p.by(o))
	}
	return text
}

// windowInWords says when offers are made and found.
func (l voice) windowInWords(w *model.OfferWindow, city string) string {
	var days []string
	all := true
	for d := time.Monday; d < time.Monday+7; d++ {
		if day := d % 7; w.Days[day] {
			days = append(days, l.ShortWeekday(day))
		} else {
			all = false
		}
	}
	text := l.Say(say.T("from %[1]s to %[2]s", "%[1]s bis %[2]s"), dayTime(w.From), dayTime(w.Until))
	if !all {
		text = l.Say(say.T("on %s from %s to %s", "%s von %s bis %s Uhr"), l.Listed(days, say.And), dayTime(w.From), dayTime(w.Until))
	}
	if w.ClientClock {
		return l.Say(say.T("%s by the clock of each PC", "%s (Ortszeit des jeweiligen PCs)"), text)
	}
	return l.Say(say.T("%s by the clock in %s", "%s (Ortszeit in %s)"), text, city)
}

func dayTime(d time.Duration) string { return fmt.Sprintf("%02d:%02d", d/time.Hour, d/time.Minute%60) }

// perTime writes a rate in clients a second as so many PCs in a time of which it
// is at least one.
func (p *planPage) perTime(rate float64) string {
	for _, unit := range []struct {
		seconds float64
		text    say.Msg
	}{{60, say.T("%s a minute", "%s je Minute")}, {3600, say.T("%s an hour", "%s je Stunde")}} {
		if n := rate * unit.seconds; n >= 1 {
			return p.Say(unit.text, p.Counted(int(math.Round(n)), say.PCs))
		}
	}
	return p.Say(say.T("%s PCs a day", "%s PCs je Tag"), p.Number(rate*86400, 1))
}

// installs says by when offers are installed at the latest, where that is said of
// the phase.
func (p *planPage) installs(phase *model.Phase) string {
	var parts []string
	if phase.Deadline != nil {
		parts = append(parts, p.Say(say.T("at a deadline %s after the offer", "mit Frist: %s nach dem Angebot"), p.plannedSpan(*phase.Deadline)))
	}
	if phase.Grace.Length > 0 {
		parts = append(parts, p.Say(say.T("PCs that come late have %s from when they find it",
			"für PCs, die später dazukommen: %s, nachdem sie es gefunden haben"), p.plannedSpan(phase.Grace)))
	}
	return strings.Join(parts, "; ")
}

// updated says by when which share of a phase is updated.
func (p *planPage) updated(ph *study.PhasePlan) string {
	var parts []string
	for k, share := range study.PhaseShares {
		e := &ph.Updated[k]
		if e.Unreached == 1 && (k == 0 || ph.Updated[k-1].Unreached == 1) {
			return strings.Join(append(parts, p.instant(e)), "; ") // nor are larger shares
		}
		parts = append(parts, p.Percent(share)+" "+p.by(e))
	}
	return strings.Join(parts, "; ")
}

// load says how busy the backend gets while a phase is the last one open, and how
// long its people wait.
func (p *planPage) load(ph *study.PhasePlan) string {
	if math.IsNaN(ph.Utilization.Mean) {
		return ""
	}
	b, wait := &p.Scenario.Backend, p.estimate(&ph.Wait)
	if b.Version.Compare(b.Admission.CompatibleFrom) < 0 {
		return p.Say(say.T("this backend admits every sync at once; 19 of 20 of its people are held up for at most %s",
			"dieses Backend lässt jede Synchronisierung sofort zu; 19 von 20 Personen der Phase werden höchstens %s aufgehalten"), wait)
	}
	busy := p.stated(scaledBy(&ph.Utilization, float64(p.Slots), model.Count)).number
	slots := p.Say(say.T("%s of %s slots", "%s von %s Plätzen"), busy, p.Thousands(p.Slots))
	if p.Slots == 1 {
		slots = p.Say(say.T("%s of 1 slot", "%s von 1 Platz"), busy)
	}
	waits := say.T("in the busiest hour %s in use (%s); 19 of 20 of its people wait at most %s",
		"in der stärksten Stunde %s belegt (%s); 19 von 20 Personen der Phase warten höchstens %s")
	if b.Slows() {
		waits = say.T("in the busiest hour %s in use (%s); 19 of 20 of its people are delayed by at most %s",
			"in der stärksten Stunde %s belegt (%s); 19 von 20 Personen der Phase werden höchstens %s aufgehalten")
	}
	return p.Say(waits, slots, p.estimate(&ph.Utilization), wait)
}

// isGated tells whether the phase after this one waits for something.
func isGated(phase *model.Phase) bool {
	g := &phase.Gate
	return g.Success > 0 || g.Count > 0 || g.Soak.Length > 0 || g.AtLeast > 0
}

// gate says what must be so before the next phase opens.
func (p *planPage) gate(i int) string {
	phase := &p.Strategy.Phases[i]
	if i+1 == len(p.Phases) {
		return p.Say(say.T("no phase follows", "es folgt keine Phase"))
	}
	next := p.phaseName(i + 1)
	if !isGated(phase) {
		return p.Say(say.T("none: %s opens by its date", "keine: %s beginnt nach Termin"), next)
	}
	g := &phase.Gate
	var parts []string
	switch {
	case g.Count == 1:
		parts = append(parts, p.Say(say.T("1 PC is updated", "1 PC aktualisiert ist")))
	case g.Count > 1:
		parts = append(parts, p.Say(say.T("%s PCs are updated", "%s PCs aktualisiert sind"), p.Thousands(g.Count)))
	case g.Success > 0:
		least := p.Say(say.T("at least %s", "mindestens %s"), p.Percent(g.Success))
		if g.Above {
			least = p.Say(say.T("more than %s", "mehr als %s"), p.Percent(g.Success))
		}
		parts = append(parts, p.Say(map[model.Denominator]say.Msg{
			model.OfAssigned: say.T("%s of the PCs of the phase, those that are off included, are updated",
				"%s der PCs der Phase (ausgeschaltete eingerechnet) aktualisiert sind"),
			model.OfReached: say.T("%s of the PCs that have looked for the offer are updated",
				"%s der PCs aktualisiert sind, die das Angebot abgerufen haben"),
			model.OfActive: say.T("%s of the PCs that have been on since the offer are updated",
				"%s der PCs aktualisiert sind, die seit dem Angebot eingeschaltet waren"),
		}[g.Of], least))
	}
	switch {
	case g.AtLeast == 1:
		parts = append(parts, p.Say(say.T("at least 1 update has ended, well or not",
			"mindestens 1 Update beendet ist, gelungen oder nicht")))
	case g.AtLeast > 1:
		parts = append(parts, p.Say(say.T("at least %s updates have ended, well or not",
			"mindestens %s Updates beendet sind, gelungen oder nicht"), p.Thousands(g.AtLeast)))
	}
	soak := p.plannedSpan(g.Soak)
	switch {
	case g.Soak.Length == 0:
		return p.Say(say.T("go with %s when %s", "für %s, wenn %s"), next, p.Listed(parts, say.And))
	case len(parts) == 0:
		return p.Say(say.T("go with %s if nothing has come up %s after the opening",
			"für %s, wenn bis dahin nichts aufgefallen ist: %s nach Beginn"), next, soak)
	}
	return p.Say(say.T("go with %s when %s, and that still holds %s later",
		"für %s, wenn %s und das %s später noch gilt"), next, p.Listed(parts, say.And), soak)
}

// decided says when the gate behind a phase is likely decided.
func (p *planPage) decided(i int) string { return p.likely(&p.Phases[i].Decided) }

// stuck says what is done about a gate that does not open.
func (p *planPage) stuck(i int) string {
	g, ph := &p.Strategy.Phases[i].Gate, &p.Phases[i]
	if g.Success == 0 && g.Count == 0 && g.AtLeast == 0 {
		return ""
	}
	if g.IfStuck.After.Length == 0 {
		return p.Say(say.T("nothing is planned: a gate that does not open holds back all that follows",
			"nichts geplant: alles Weitere wartet"))
	}
	when := p.Say(say.T("%s after the opening", "%s nach Beginn"), p.plannedSpan(g.IfStuck.After))
	if finite(ph.Opened.Mean) {
		at := p.calendar.After(p.at(ph.Opened.Mean), g.IfStuck.After).Sub(p.start).Seconds()
		when = p.Say(say.T("%s, likely %s,", "%s, voraussichtlich %s,"), when, p.on(at))
	}
	text := p.Say(map[model.StuckAction]say.Msg{
		model.Alert: say.T("%s an alert is raised and the gate stays closed",
			"%s wird Alarm ausgelöst, und die Freigabe bleibt aus"), model.Proceed: say.T("%s the next phase opens all the same",
			"%s beginnt die nächste Phase trotzdem"),
		model.Pause: say.T("%s the rollout pauses: no new offers",
			"%s pausiert der Rollout: keine neuen Angebote"),
	}[g.IfStuck.Then], when)
	return text + "; " + p.Say(say.T("it comes to that in %s of rollouts",
		"so weit kommt es in %s der Rollouts"), p.estimate(&ph.Stuck))
}

// stops says at which failures the rollout pauses.
func (p *planPage) stops(phase *model.Phase) string {
	g := &phase.Gate
	if g.Errors == 0 {
		return ""
	}
	least := p.Say(say.T("more than %s", "mehr als %s"), p.Percent(g.Errors))
	if g.ErrorsFrom {
		least = p.Say(say.T("at least %s", "mindestens %s"), p.Percent(g.Errors))
	}
	if g.ErrorsOfEnded {
		return p.Say(say.T("%s of the updates that have come to an end failed for good: no new offers, and no phase opens, until somebody decides",
			"sobald %s der beendeten Updates endgültig gescheitert sind: keine neuen Angebote und keine weitere Phase, bis jemand entscheidet"), least)
	}
	return p.Say(say.T("%s of the PCs of the phase failed for good: no new offers, and no phase opens, until somebody decides",
		"sobald %s der PCs der Phase endgültig gescheitert sind: keine neuen Angebote und keine weitere Phase, bis jemand entscheidet"), least)
}

// approval says how long somebody takes to approve what follows.
func (p *planPage) approval(i int) string {
	phase := &p.Strategy.Phases[i]
	if phase.Approval.Length == 0 || i+1 == len(p.Phases) {
		return ""
	}
	return p.Say(say.T("%s from the gate until %s is approved",
		"%s von der Freigabe bis zur Genehmigung von %s"), p.plannedSpan(phase.Approval), p.phaseName(i+1))
}

// plannedSpan writes a length of time as it is planned: "3 workdays", "8 h".
func (l voice) plannedSpan(s model.Span) string {
	days := float64(s.Length) / float64(24*time.Hour)
	text := l.Number(days, 2)
	switch {
	case s.Unit == model.Elapsed:
		return l.Duration(s.Length.Seconds())
	case s.Unit == model.Workdays && text == "1":
		return "1 " + l.Say(say.T("workday", "Arbeitstag"))
	case s.Unit == model.Workdays:
		return text + " " + l.Say(say.T("workdays", "Arbeitstage"))
	case text == "1":
		return "1 " + l.Say(say.T("day", "Tag"))
	}
	return text + " " + l.Say(say.T("days", "Tage"))
}
