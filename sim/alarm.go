package sim

// An Alarm is the one pending appointment of an owner, such as the moment when
// its patience ends. Setting it anew or cancelling it makes the earlier
// appointment void: the event stays on the agenda, and when it is handed out
// [Alarm.Rings] denies it. The zero Alarm is idle. An Alarm takes 4 bytes.
//
// Appointments are told apart by a stamp of 16 bits, so at most 65,535 void
// ones of the same alarm may be on the agenda at once; [Agenda.Sweep] takes them
// off it.
type Alarm struct {
	stamp   uint16 // of the appointment set last
	pending bool
}

// Set adds e to the agenda as the appointment of alarm, in place of an earlier
// one, which becomes void. It chooses e.Stamp. It panics if e.At is before Now.
func (a *Agenda) Set(alarm *Alarm, e Event) {
	alarm.stamp++
	alarm.pending = true
	e.Stamp = alarm.stamp
	a.Add(e)
}

// Cancel makes the pending appointment void, if there is one.
func (alarm *Alarm) Cancel() { alarm.pending = false }

// Rings reports whether e, an event of this alarm that has just been handed
// out, is the appointment in force. It is true once; then the alarm is idle.
func (alarm *Alarm) Rings(e Event) bool {
	if !alarm.pending || alarm.stamp != e.Stamp {
		return false
	}
	alarm.pending = false
	return true
}

// Holds reports whether e, an event of this alarm, is the appointment in force.
func (alarm *Alarm) Holds(e Event) bool { return alarm.pending && alarm.stamp == e.Stamp }

// Pending reports whether an appointment is in force.
func (alarm *Alarm) Pending() bool { return alarm.pending }
