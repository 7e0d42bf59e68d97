package sim

// A Timer is the one pending appointment of an owner, such as the moment when
// its patience ends. Setting it anew or cancelling it makes the earlier
// appointment void: the event stays on the agenda, and when it is handed out
// [Timer.Fires] denies it. The zero Timer is idle. A Timer takes 4 bytes.
//
// Appointments are told apart by a stamp of 16 bits, so at most 65,535 void
// ones of the same timer may be on the agenda at once; [Agenda.Sweep] takes them
// off it.
type Timer struct {
	stamp   uint16 // of the appointment set last
	pending bool
}

// Set adds e to the agenda as the appointment of timer, in place of an earlier
// one, which becomes void. It chooses e.Stamp. It panics if e.At is before Now.
func (a *Agenda) Set(timer *Timer, e Event) {
	timer.stamp++
	timer.pending = true
	e.Stamp = timer.stamp
	a.Add(e)
}

// Cancel makes the pending appointment void, if there is one.
func (timer *Timer) Cancel() { timer.pending = false }

// Fires reports whether e, an event of this timer that has just been handed
// out, is the appointment in force. It is true once; then the timer is idle.
func (timer *Timer) Fires(e Event) bool {
	if !timer.pending || timer.stamp != e.Stamp {
		return false
	}
	timer.pending = false
	return true
}

// Holds reports whether e, an event of this timer, is the appointment in force.
func (timer *Timer) Holds(e Event) bool { return timer.pending && timer.stamp == e.Stamp }

// Pending reports whether an appointment is in force.
func (timer *Timer) Pending() bool { return timer.pending }
