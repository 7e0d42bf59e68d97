package reports

import (
	"fmt"
	"math"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// BackendInWords says what a backend is and what is done to it, a line for each
// part, events last and in order with their local times. It is nil for a backend
// of which nothing is said but its version, slots and admission control.
func BackendInWords(s *model.Scenario) []string {
	b := &s.Backend
	unlimited := b.Version.Compare(b.Admission.CompatibleFrom) < 0
	auto := false
	for _, n := range b.Slots {
		auto = auto || n == model.AutoSlots
	}
	if !unlimited && !auto && b.Balancer.Policy == model.SharedLine && b.Admission.Returns.After == nil && b.Capacity == nil &&
		b.Timeout == nil && b.Autoscale == nil && b.Failures == nil && len(b.Events) == 0 {
		return nil
	}
	lines := []string{setupOfSlots(b, unlimited), setupOfNodes(b, unlimited)}
	if !unlimited {
		lines = append(lines, setupOfAdmission(&b.Admission))
	}
	if b.Capacity != nil {
		lines = append(lines, setupOfCapacity(s))
	}
	if b.Timeout != nil {
		lines = append(lines, setupOfTimeout(b.Timeout))
	}
	if b.Slows() {
		lines = append(lines, "waits are judged by delay: all that people wait beyond the work itself")
	}
	if b.Autoscale != nil {
		lines = append(lines, setupOfAutoscale(b.Autoscale))
	}
	if f := b.Failures; f != nil {
		lines = append(lines, fmt.Sprintf("each node fails after %s on average and is back after %s on average; %s",
			spokenDuration(f.Between.Mean()), spokenDuration(f.Repair.Mean()), becomes(f.Running)))
	}
	c := clockOf(s)
	for i := range b.Events {
		lines = append(lines, c.short(b.Events[i].At.Seconds())+": "+eventInWords(&b.Events[i]))
	}
	return lines
}

// setupOfSlots tells the version and the slots.
func setupOfSlots(b *model.Backend, unlimited bool) string {
	text := fmt.Sprintf("version %s: ", b.Version)
	if unlimited {
		return text + "no admission control, so that every sync starts at once"
	}
	var numbers []string
	for _, n := range b.Slots {
		if n == model.AutoSlots {
			numbers = append(numbers, "as few as meet the targets")
		} else {
			numbers = append(numbers, thousands(n))
		}
	}
	if len(b.Slots) == 1 && b.Slots[0] != model.AutoSlots {
		return text + counted(b.Slots[0], "slot", "slots")
	}
	return text + "slots: " + listed(numbers, "or")
}

// setupOfNodes tells the nodes and how asks get to them.
func setupOfNodes(b *model.Backend, unlimited bool) string {
	nodes := counted(max(1, b.Nodes), "node", "nodes")
	age := ""
	if b.Balancer.SignalAge > 0 {
		age = ", as reported every " + spokenDuration(b.Balancer.SignalAge.Seconds())
		if b.Balancer.CountOwn {
			age += ", and what was sent there since"
		}
	}
	to := ""
	switch b.Balancer.Policy {
	case model.SharedLine:
		if b.Nodes <= 1 || unlimited {
			return nodes
		}
		return nodes + " with one line for all: whoever is next takes the first slot that frees anywhere"
	case model.RoundRobin:
		to = "to one after the other"
	case model.RandomNode:
		to = "to any at random"
	case model.LeastBusy:
		to = "to the one with the fewest running and waiting" + age
	case model.TwoChoices:
		to = "to the one of two at random with fewer running and waiting" + age
	case model.Weighted:
		var weights []string
		for _, w := range b.Balancer.Weights {
			weights = append(weights, number(w, 2))
		}
		to = "to one at random by the weights " + strings.Join(weights, " : ")
	default:
		panic(fmt.Sprintf("reports: unknown balancer policy %d", b.Balancer.Policy))
	}
	return nodes + ", each with slots, a line and a capacity of its own; asks go " + to
}

// setupOfAdmission tells what becomes of those who find no free slot.
func setupOfAdmission(a *model.Admission) string {
	switch a.Discipline {
	case model.Ticket:
		return "who finds no free slot waits in line: first come, first served"
	case model.Priority:
		if len(a.Order) == 0 {
			return "who finds no free slot waits in line by class, and within a class first come, first served"
		}
		var causes []string
		for _, cause := range a.Order {
			causes = append(causes, cause.String())
		}
		return "who finds no free slot waits in line: " + strings.Join(causes, " before ") + ", and within each first come, first served"
	}
	text := "who finds no free slot comes back "
	switch r := &a.Returns; {
	case r.After != nil:
		text += "after " + spokenDuration(r.After.Mean()) + " on average, whatever was shown"
		if r.FirstOnly {
			text += ", one after the other"
		}
	case a.Hint.Estimate:
		text += "after the wait that is estimated and shown in full minutes"
	default:
		text += "after the wait that is shown, " + spokenDuration(math.Ceil(a.Hint.Fixed.Minutes())*60) + " for everybody"
	}
	if a.Hint.Jitter > 0 && a.Returns.After == nil {
		text += ", late by up to " + spokenDuration(a.Hint.Jitter.Seconds())
	}
	return text
}

// setupOfCapacity tells how much can run at once.
func setupOfCapacity(s *model.Scenario) string {
	c := s.Backend.Capacity
	if c.FullSpeed == 1 {
		return "capacity: " + English.manyOf(s, 1) + " at a time runs at full speed, more share it"
	}
	if c.FullSpeed > 0 {
		return "capacity: " + English.manyOf(s, c.FullSpeed) + " at once run at full speed, more share it"
	}
	text := fmt.Sprintf("capacity: scalability law with contention %s and coherency %s", fine(c.Contention), fine(c.Coherency))
	if best := s.Backend.Best(); !math.IsInf(best, 1) {
		text += "; most gets done with " + English.manyOf(s, math.Round(best)) + " at once"
	}
	return text
}

// fine writes a small share 0..1 as a percentage with all its digits that count.
func fine(share float64) string { return number(share*100, decimals(share*100)) + " %" }

// setupOfTimeout tells how attempts end that take too long, and what follows.
func setupOfTimeout(t *model.Timeout) string {
	text := "timeout: an attempt ends after " + spokenDuration(t.After.Seconds()) + "; the next follows after "
	r := &t.Retry
	if r.Fixed > 0 {
		text += spokenDuration(r.Fixed.Seconds())
		if r.Jitter > 0 {
			text += " ± " + fine(r.Jitter)
		}
	} else {
		text += "a random time of up to " + spokenDuration(r.Base.Seconds()) + ", twice as much each time, at most " + spokenDuration(r.Cap.Seconds())
	}
	if r.Budget >= 0 {
		text += "; after " + counted(r.Budget, "repetition", "repetitions") + " a PC rests until its next log-in or timer, and a job gives up"
	}
	return text
}

// setupOfAutoscale tells when nodes come and go.
func setupOfAutoscale(a *model.Autoscale) string {
	return fmt.Sprintf("autoscale: %d to %s for a load of %s (running and waiting, of the slots); looks every %s, adds at most %s and removes at most %s at once; a node is ready after %s, and one goes that was not wanted for %s",
		a.Min, counted(a.Max, "node", "nodes"), percent(a.Target), spokenDuration(a.Check.Seconds()), thousands(a.Add), thousands(a.Remove),
		spokenDuration(a.ReadyAfter.Seconds()), spokenDuration(a.CoolDown.Seconds()))
}
