package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// gateLook looks at the gate behind a phase: when the phase opens, when an
// install succeeds or fails, and at the end of the soak. A halted rollout looks
// at no gate.
func (w *World) gateLook(now time.Duration, i int) {
	p := &w.phases[i]
	if w.halted || i < w.first {
		return
	}
	if p.tooManyFail() {
		w.haltRollout(now, ByErrors)
		return
	}
	if p.passed || p.soaking.timer.Pending() || !p.success() {
		return
	}
	end := now
	if p.Gate.Soak.Length > 0 {
		end = w.s.Calendar.After(w.s.Start.Add(now), p.Gate.Soak).Sub(w.s.Start)
	}
	w.appoint(&p.soaking, sim.Event{At: end, Who: uint32(i), Kind: soakEnd})
}

// success tells whether enough of a phase is updated. Failed installs stay in
// the denominator.
func (p *phase) success() bool {
	switch {
	case p.assigned == 0:
		return true
	case !p.isTold():
		return false
	case p.Gate.Count > 0:
		return p.succeeded >= p.Gate.Count
	case p.Gate.Success == 0:
		return true
	}
	of := p.assigned
	switch p.Gate.Of {
	case OfReached:
		of = p.reached
	case OfActive:
		of = p.active
	}
	// Counts are whole, so the share is compared without a quotient; the small
	// allowance lets 95 % of 20 be the 19 that it is.
	enough := float64(p.Gate.Success * float64(of))
	if p.Gate.Above {
		return float64(p.succeeded) > enough+1e-9
	}
	return of > 0 && float64(p.succeeded) >= enough-1e-9
}

// isTold tells whether enough updates have come to an end for the gate to be
// looked at. A phase that is smaller than that must have ended altogether.
func (p *phase) isTold() bool { return p.succeeded+p.failed >= min(p.Gate.AtLeast, p.assigned) }

// tooManyFail tells whether so many updates of a phase have failed for good that
// the rollout pauses.
func (p *phase) tooManyFail() bool {
	if p.Gate.Errors == 0 || p.failed == 0 || !p.isTold() {
		return false
	}
	of := p.assigned
	if p.Gate.ErrorsOfEnded {
		of = p.succeeded + p.failed
	}
	bearable := float64(p.Gate.Errors * float64(of))
	if p.Gate.ErrorsFrom {
		return float64(p.failed) >= bearable-1e-9
	}
	return float64(p.failed) > bearable+1e-9
}

// soakEnd opens the gate behind a phase if success still holds; if reached or
// active clients have become more in the meantime, it must be reached again.
func (w *World) soakEnd(now time.Duration, i int) {
	p := &w.phases[i]
	if p.success() {
		w.passGate(now, i)
	} else if p.isLate {
		w.stuck(now, i)
	}
}

// passGate lets the phase behind a gate open, once somebody has approved it.
func (w *World) passGate(now time.Duration, i int) {
	p := &w.phases[i]
	p.passed, p.passedAt = true, now
	p.soaking.timer.Cancel()
	p.stuckAt.timer.Cancel()
	if i < w.last {
		w.plan(i+1, w.s.approved(p.Phase, now))
	}
}

// approved returns when the phase behind a gate that opens at an instant has
// been approved.
func (s *Scenario) approved(p *Phase, passed time.Duration) time.Duration {
	if p.Approval.Length == 0 {
		return passed
	}
	return s.Calendar.After(s.Start.Add(passed), p.Approval).Sub(s.Start)
}

// awaitStuck sets when the gate behind a phase that has just opened counts as
// stuck.
func (w *World) awaitStuck(now time.Duration, i int) {
	p := &w.phases[i]
	if p.Gate.IfStuck.After.Length > 0 && !p.passed {
		at := w.s.Calendar.After(w.s.Start.Add(now), p.Gate.IfStuck.After).Sub(w.s.Start)
		w.appoint(&p.stuckAt, sim.Event{At: at, Who: uint32(i), Kind: gateStuck})
	}
}

// gateStuck is the time at which a gate that has not opened counts as stuck,
// unless it has been reached and only lets its soak pass.
func (w *World) gateStuck(now time.Duration, i int) {
	p := &w.phases[i]
	p.isLate = true
	if !p.passed && !p.soaking.timer.Pending() {
		w.stuck(now, i)
	}
}

// stuck does what is done about a gate that does not open.
func (w *World) stuck(now time.Duration, i int) {
	p := &w.phases[i]
	p.isStuck = true
	switch p.Gate.IfStuck.Then {
	case Proceed:
		w.passGate(now, i)
	case Pause:
		w.haltRollout(now, ByStuckGate)
	}
}
