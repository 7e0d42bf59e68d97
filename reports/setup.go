package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// BackendInWords says what a backend is and what is done to it, a line for each
// part, events last and in order with their local times. It is nil for a backend
// of which nothing is said but its version, slots and admission control.
func (l Language) BackendInWords(s *model.Scenario) []string {
	b := &s.Backend
	unlimited := b.Version.Compare(b.Admission.CompatibleFrom) < 0
	auto := slices.Contains(b.Slots, model.AutoSlots)
	if !unlimited && !auto && b.Balancer.Policy == model.SharedLine && b.Admission.Returns.After == nil && b.Capacity == nil &&
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
		lines = append(lines, l.say("waits are judged by delay: all that people wait beyond the work itself"))
	}
	if b.Autoscale != nil {
		lines = append(lines, l.setupOfAutoscale(b.Autoscale))
	}
	if f := b.Failures; f != nil {
		lines = append(lines, l.say("each node fails after %s on average and is back after %s on average; %s",
			l.duration(f.Between.Mean()), l.duration(f.Repair.Mean()), l.becomes(f.Running)))
	}
	c := clockIn(s, l)
	for i := range b.Events {
		lines = append(lines, c.short(b.Events[i].At.Seconds())+": "+l.eventInWords(&b.Events[i]))
	}
	return lines
}

// setupOfSlots tells the version and the slots.
func (l Language) setupOfSlots(s *model.Scenario, unlimited bool) string {
	b := &s.Backend
	version := string(b.Version)
	if unlimited {
		return l.say("version %s: no admission control, so that every sync starts at once", version)
	}
	if len(b.Slots) == 1 && b.Slots[0] != model.AutoSlots {
		return l.say("version %s: %s", version, l.slotCount(b.Slots[0], isQueue(s)))
	}
	var numbers []string
	for _, n := range b.Slots {
		if n == model.AutoSlots {
			numbers = append(numbers, l.say("as few as meet the targets"))
		} else {
			numbers = append(numbers, l.thousands(n))
		}
	}
	return l.say("version %s: slots: %s", version, l.listed(numbers, "or"))
}

// setupOfNodes tells the nodes and how asks get to them.
func (l Language) setupOfNodes(b *model.Backend, unlimited bool) string {
	nodes := l.counted(max(1, b.Nodes), "node", "nodes")
	age := ""
	if b.Balancer.SignalAge > 0 {
		age = l.say(", as reported every %s", l.duration(b.Balancer.SignalAge.Seconds()))
		if b.Balancer.CountOwn {
			age += l.say(", and what was sent there since")
		}
	}
	to := ""
	switch b.Balancer.Policy {
	case model.SharedLine:
		if b.Nodes <= 1 || unlimited {
			return nodes
		}
		return l.say("%s with one line for all: whoever is next takes the first slot that frees anywhere", nodes)
	case model.RoundRobin:
		to = l.say("to one after the other")
	case model.RandomNode:
		to = l.say("to any at random")
	case model.LeastBusy:
		to = l.say("to the one with the fewest running and waiting") + age
	case model.TwoChoices:
		to = l.say("to the one of two at random with fewer running and waiting") + age
	case model.Weighted:
		var weights []string
		for _, w := range b.Balancer.Weights {
			weights = append(weights, l.number(w, 2))
		}
		to = l.say("to one at random by the weights %s", strings.Join(weights, " : "))
	default:
		panic(fmt.Sprintf("reports: unknown balancer policy %d", b.Balancer.Policy))
	}
	return l.say("%s, each with slots, a line and a capacity of its own; asks go %s", nodes, to)
}

// setupOfAdmission tells what becomes of those who find no free slot.
func (l Language) setupOfAdmission(a *model.Admission) string {
	switch a.Discipline {
	case model.Ticket:
		return l.say("who finds no free slot waits in line: first come, first served")
	case model.Priority:
		if len(a.Order) == 0 {
			return l.say("who finds no free slot waits in line by class, and within a class first come, first served")
		}
		var causes []string
		for _, cause := range a.Order {
			causes = append(causes, l.say(cause.String()))
		}
		return l.say("who finds no free slot waits in line: %s, and within each first come, first served", strings.Join(causes, l.say(" before ")))
	}
	text := ""
	switch r := &a.Returns; {
	case r.After != nil:
		text = l.say("who finds no free slot comes back after %s on average, whatever was shown", l.duration(r.After.Mean()))
		if r.FirstOnly {
			text += l.say(", one after the other")
		}
	case a.Hint.Estimate:
		text = l.say("who finds no free slot comes back after the wait that is estimated and shown in full minutes")
	default:
		text = l.say("who finds no free slot comes back after the wait that is shown, %s for everybody", l.duration(math.Ceil(a.Hint.Fixed.Minutes())*60))
	}
	if a.Hint.Jitter > 0 && a.Returns.After == nil {
		text += l.say(", late by up to %s", l.duration(a.Hint.Jitter.Seconds()))
	}
	return text
}

// setupOfCapacity tells how much can run at once.
func (l Language) setupOfCapacity(s *model.Scenario) string {
	c := s.Backend.Capacity
	if c.FullSpeed == 1 {
		return l.say("capacity: %s at a time runs at full speed, more share it", l.manyOf(s, 1))
	}
	if c.FullSpeed > 0 {
		return l.say("capacity: %s at once run at full speed, more share it", l.manyOf(s, c.FullSpeed))
	}
	text := l.say("capacity: scalability law with contention %s and coherency %s", l.marks(fine(c.Contention)), l.marks(fine(c.Coherency)))
	if best := s.Backend.Best(); !math.IsInf(best, 1) {
		text += l.say("; most gets done with %s at once", l.manyOf(s, math.Round(best)))
	}
	return text
}

// fine writes a small share 0..1 as a percentage with all its digits that count.
func fine(share float64) string { return number(share*100, decimals(share*100)) + " %" }

// setupOfTimeout tells how attempts end that take too long, and what follows.
func (l Language) setupOfTimeout(t *model.Timeout) string {
	r := &t.Retry
	next := ""
	if r.Fixed > 0 {
		next = l.duration(r.Fixed.Seconds())
		if r.Jitter > 0 {
			next += " ± " + l.marks(fine(r.Jitter))
		}
	} else {
		next = l.say("a random time of up to %s, twice as much each time, at most %s", l.duration(r.Base.Seconds()), l.duration(r.Cap.Seconds()))
	}
	text := l.say("timeout: an attempt ends after %s; the next follows after %s", l.duration(t.After.Seconds()), next)
	if r.Budget >= 0 {
		text += l.say("; after %s a PC rests until its next log-in or timer, and a job gives up", l.counted(r.Budget, "repetition", "repetitions"))
	}
	return text
}

// setupOfAutoscale tells when nodes come and go.
func (l Language) setupOfAutoscale(a *model.Autoscale) string {
	return l.say("autoscale: %s to %s for a load of %s (running and waiting, of the slots); looks every %s, adds at most %s and removes at most %s at once; a node is ready after %s, and one goes that was not wanted for %s",
		l.thousands(a.Min), l.counted(a.Max, "node", "nodes"), l.percent(a.Target), l.duration(a.Check.Seconds()), l.thousands(a.Add), l.thousands(a.Remove),
		l.duration(a.ReadyAfter.Seconds()), l.duration(a.CoolDown.Seconds()))
}
