package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// BackendInWords says what a backend is and what is done to it, a line for each
// part, events last and in order with their local times. It is nil for a backend
// of which nothing is said but its version, slots and admission control.
func BackendInWords(in say.Language, s *model.Scenario) []string {
	l := voice{in}
	b := &s.Backend
	unlimited := b.Version.Compare(b.Admission.CompatibleFrom) < 0
	auto := slices.Contains(b.Slots, model.AutoSlots)
	if !unlimited && !auto && b.Balancer.Policy == model.SharedLine && b.Admission.RetryPolicy.After == nil && b.Capacity == nil &&
		b.Timeout == nil && b.Autoscale == nil && b.Failures == nil && len(b.Events) == 0 {
		return nil
	}
	lines := []string{l.setupOfSlots(s, unlimited), l.setupOfNodes(b, unlimited)}
	if !unlimited {
		lines = append(lines, l.setupOfAdmission(&b.Admission))
	}
	if b.Capacity != nil {
		lines = append(lines, l.setupOfCapacity(s))
	}
	if b.Timeout != nil {
		lines = append(lines, l.setupOfTimeout(b.Timeout))
	}
	if b.Slows() {
		lines = append(lines, l.Say(say.T("waits are judged by delay: all that people wait beyond the work itself",
			"Wartezeiten werden als Verzögerung beurteilt: alles, was über die eigentliche Arbeit hinaus vergeht")))
	}
	if b.Autoscale != nil {
		lines = append(lines, l.setupOfAutoscale(b.Autoscale))
	}
	if f := b.Failures; f != nil {
		lines = append(lines, l.Say(say.T("each node fails after %s on average and is back after %s on average; %s",
			"jeder Knoten fällt im Mittel nach %s aus und ist im Mittel nach %s wieder da; %s"),
			l.Duration(f.Between.Mean()), l.Duration(f.Repair.Mean()), l.becomes(f.Running)))
	}
	c := clockIn(s, l)
	for i := range b.Events {
		lines = append(lines, c.short(b.Events[i].At.Seconds())+": "+l.eventInWords(&b.Events[i]))
	}
	return lines
}

// setupOfSlots tells the version and the slots.
func (l voice) setupOfSlots(s *model.Scenario, unlimited bool) string {
	b := &s.Backend
	version := string(b.Version)
	if unlimited {
		return l.Say(say.T("version %s: no admission control, so that every sync starts at once",
			"Version %s: keine Lastenverteilung, jede Synchronisierung beginnt sofort"), version)
	}
	if len(b.Slots) == 1 && b.Slots[0] != model.AutoSlots {
		return l.Say(say.T("version %s: %s", "Version %s: %s"), version, l.slotCount(b.Slots[0], isQueue(s)))
	}
	var numbers []string
	for _, n := range b.Slots {
		if n == model.AutoSlots {
			numbers = append(numbers, l.Say(say.T("as few as meet the targets", "so wenige, wie für die Zielwerte reichen")))
		} else {
			numbers = append(numbers, l.Thousands(n))
		}
	}
	return l.Say(say.T("version %s: slots: %s", "Version %s, parallele Synchronisierungen: %s"), version, l.Listed(numbers, say.Or))
}

// setupOfNodes tells the nodes and how asks get to them.
func (l voice) setupOfNodes(b *model.Backend, unlimited bool) string {
	nodes := l.Counted(max(1, b.Nodes), say.Nodes)
	age := ""
	if b.Balancer.SignalAge > 0 {
		age = l.Say(say.T(", as reported every %s", ", wie alle %s gemeldet"), l.Duration(b.Balancer.SignalAge.Seconds()))
		if b.Balancer.CountOwn {
			age += l.Say(say.T(", and what was sent there since",
				", zuzüglich dessen, was seither dorthin ging"))
		}
	}
	to := ""
	switch b.Balancer.Policy {
	case model.SharedLine:
		if b.Nodes <= 1 || unlimited {
			return nodes
		}
		return l.Say(say.T("%s with one line for all: whoever is next takes the first slot that frees anywhere",
			"%s mit einer gemeinsamen Warteschlange: wer an der Reihe ist, bekommt den ersten Platz, der irgendwo frei wird"), nodes)
	case model.RoundRobin:
		to = l.Say(say.T("to one after the other", "reihum an alle"))
	case model.RandomNode:
		to = l.Say(say.T("to any at random", "zufällig an irgendeinen"))
	case model.LeastBusy:
		to = l.Say(say.T("to the one with the fewest running and waiting",
			"an den mit den wenigsten laufenden und wartenden")) + age
	case model.TwoChoices:
		to = l.Say(say.T("to the one of two at random with fewer running and waiting",
			"an den von zwei zufälligen, bei dem weniger laufen und warten")) + age
	case model.Weighted:
		var weights []string
		for _, w := range b.Balancer.Weights {
			weights = append(weights, l.Number(w, 2))
		}
		to = l.Say(say.T("to one at random by the weights %s",
			"zufällig an einen, mit den Gewichten %s"), strings.Join(weights, " : "))
	default:
		panic(fmt.Sprintf("reports: unknown balancer policy %d", b.Balancer.Policy))
	}
	return l.Say(say.T("%s, each with slots, a line and a capacity of its own; asks go %s",
		"%s, jeder mit eigenen Plätzen, eigener Warteschlange und eigener Kapazität; Anfragen gehen %s"), nodes, to)
}

// setupOfAdmission tells what becomes of those who find no free slot.
func (l voice) setupOfAdmission(a *model.Admission) string {
	switch a.Discipline {
	case model.Ticket:
		return l.Say(say.T("who finds no free slot waits in line: first come, first served",
			"wer keinen freien Platz findet, reiht sich ein: wer zuerst kommt, ist zuerst an der Reihe"))
	case model.Priority:
		if len(a.Order) == 0 {
			return l.Say(say.T("who finds no free slot waits in line by class, and within a class first come, first served",
				"wer keinen freien Platz findet, reiht sich nach Klassen ein, innerhalb einer Klasse nach Ankunft"))
		}
		var order []string
		for _, cause := range a.Order {
			order = append(order, l.Say(causes[cause]))
		}
		return l.Say(say.T("who finds no free slot waits in line: %s, and within each first come, first served",
			"wer keinen freien Platz findet, reiht sich ein: %s, jeweils nach Ankunft"), strings.Join(order, l.Say(say.T(" before ", " vor "))))
	}
	text := ""
	switch r := &a.RetryPolicy; {
	case r.After != nil:
		text = l.Say(say.T("who finds no free slot comes back after %s on average, whatever was shown",
			"wer keinen freien Platz findet, kommt im Mittel nach %s wieder, was auch angezeigt wurde"), l.Duration(r.After.Mean()))
		if r.FirstOnly {
			text += l.Say(say.T(", one after the other", ", einer nach dem anderen"))
		}
	case a.RetryAfter.Estimate:
		text = l.Say(say.T("who finds no free slot comes back after the wait that is estimated and shown in full minutes",
			"wer keinen freien Platz findet, kommt nach der Wartezeit wieder, die geschätzt und in vollen Minuten angezeigt wird"))
	default:
		text = l.Say(say.T("who finds no free slot comes back after the wait that is shown, %s for everybody",
			"wer keinen freien Platz findet, kommt nach der angezeigten Wartezeit wieder, für alle %s"), l.Duration(math.Ceil(a.RetryAfter.Fixed.Minutes())*60))
	}
	if a.RetryAfter.Jitter > 0 && a.RetryPolicy.After == nil {
		text += l.Say(say.T(", late by up to %s", ", bis zu %s später"), l.Duration(a.RetryAfter.Jitter.Seconds()))
	}
	return text
}

// setupOfCapacity tells how much can run at once.
func (l voice) setupOfCapacity(s *model.Scenario) string {
	c := s.Backend.Capacity
	if c.FullSpeed == 1 {
		return l.Say(say.T("capacity: %s at a time runs at full speed, more share it",
			"Kapazität: %s läuft mit voller Geschwindigkeit, mehrere teilen sie sich"), l.manyOf(s, 1))
	}
	if c.FullSpeed > 0 {
		return l.Say(say.T("capacity: %s at once run at full speed, more share it",
			"Kapazität: %s zugleich laufen mit voller Geschwindigkeit, mehr teilen sie sich"), l.manyOf(s, c.FullSpeed))
	}
	text := l.Say(say.T("capacity: scalability law with contention %s and coherency %s",
		"Kapazität: Skalierungsgesetz mit Konkurrenz %s und Abstimmung %s"), l.Marks(fine(c.Contention)), l.Marks(fine(c.Coherency)))
	if best := s.Backend.Best(); !math.IsInf(best, 1) {
		text += l.Say(say.T("; most gets done with %s at once",
			"; am meisten wird geschafft, wenn so viel zugleich läuft: %s"), l.manyOf(s, math.Round(best)))
	}
	return text
}

// fine writes a small share 0..1 as a percentage with all its digits that count.
func fine(share float64) string { return say.English.Number(share*100, say.Decimals(share*100)) + " %" }

// setupOfTimeout tells how attempts end that take too long, and what follows.
func (l voice) setupOfTimeout(t *model.Timeout) string {
	r := &t.Retry
	next := ""
	if r.Fixed > 0 {
		next = l.Duration(r.Fixed.Seconds())
		if r.Jitter > 0 {
			next += " ± " + l.Marks(fine(r.Jitter))
		}
	} else {
		next = l.Say(say.T("a random time of up to %s, twice as much each time, at most %s",
			"zufällig bis zu %s, jedes Mal doppelt so viel, höchstens %s"), l.Duration(r.Base.Seconds()), l.Duration(r.Cap.Seconds()))
	}
	text := l.Say(say.T("timeout: an attempt ends after %s; the next follows after %s",
		"Timeout: ein Versuch endet nach %s; bis zum nächsten vergehen %s"), l.Duration(t.After.Seconds()), next)
	if r.Budget >= 0 {
		text += l.Say(say.T("; after %s a PC rests until its next log-in or timer, and a job gives up",
			"; nach %s ruht ein PC bis zur nächsten Anmeldung oder zum nächsten Intervall, und ein Auftrag gibt auf"), l.Counted(r.Budget, say.Repetitions))
	}
	return text
}

// setupOfAutoscale tells when nodes come and go.
func (l voice) setupOfAutoscale(a *model.Autoscale) string {
	return l.Say(say.T("autoscale: %s to %s for a load of %s (running and waiting, of the slots); looks every %s, adds at most %s and removes at most %s at once; a node is ready after %s, and one goes that was not wanted for %s",
		"Autoscaling: %s bis %s für eine Last von %s (laufend und wartend, gemessen an den Plätzen); Prüfung alle %s, auf einmal kommen höchstens %s hinzu und fallen höchstens %s weg; ein neuer Knoten ist nach %s bereit, und einer geht, wenn er %s lang nicht gebraucht wurde"),
		l.Thousands(a.Min), l.Counted(a.Max, say.Nodes), l.Percent(a.Target), l.Duration(a.Check.Seconds()), l.Thousands(a.Add), l.Thousands(a.Remove),
		l.Duration(a.ReadyAfter.Seconds()), l.Duration(a.CoolDown.Seconds()))
}

// causes are what classes of syncs are called, by their cause.
var causes = map[model.Cause]say.Msg{
	model.LogIn: say.T("log-in", "Anmeldung"), model.Timer: say.T("timer", "Intervall"), model.Update: say.T("update", "Update"),
	model.Metadata: say.T("metadata", "Metadaten"), model.OtherTraffic: say.T("workload", "anderer Verkehr"),
}

// middle names what of a law a number is.
func (l voice) middle(of string) string {
	switch of {
	case "median":
		return l.Say(say.T("median", "Median"))
	case "mean":
		return l.Say(say.T("mean", "Mittelwert"))
	}
	return of
}
