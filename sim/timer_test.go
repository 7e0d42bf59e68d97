package sim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTimer(t *testing.T) {
	const at = time.Hour
	tests := []struct {
		name string
		do   func(*Agenda, *Timer)
		want []uint32 // whose appointments ring, in order
	}{
		{"set once", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
		}, []uint32{1}},
		{"moved ahead", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
			a.Set(timer, Event{At: at - 1, Who: 2})
		}, []uint32{2}},
		{"put off", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
			a.Set(timer, Event{At: at + 1, Who: 2})
		}, []uint32{2}},
		{"set anew for the same instant", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
			a.Set(timer, Event{At: at, Who: 2})
		}, []uint32{2}},
		{"cancelled", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
			timer.Cancel()
		}, nil},
		{"cancelled and set again", func(a *Agenda, timer *Timer) {
			a.Set(timer, Event{At: at, Who: 1})
			timer.Cancel()
			a.Set(timer, Event{At: at + 1, Who: 2})
		}, []uint32{2}},
		{"cancelled while idle", func(a *Agenda, timer *Timer) {
			timer.Cancel()
			a.Set(timer, Event{At: at, Who: 1})
		}, []uint32{1}},
		{"set 65,535 times more, all pending", func(a *Agenda, timer *Timer) {
			for who := range uint32(math.MaxUint16 + 1) {
				a.Set(timer, Event{At: at + time.Duration(who), Who: who})
			}
		}, []uint32{math.MaxUint16}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			agenda := NewAgenda(nil)
			var timer Timer
			tt.do(agenda, &timer)
			got, want := timer.Pending(), tt.want != nil
			assert.Equal(t, want, got, "Pending()")
			var rang []uint32
			for _, e := range agenda.Until(math.MaxInt64) {
				if timer.Fires(e) {
					rang = append(rang, e.Who)
					assert.True(t, !timer.Pending() && !timer.Fires(e),
						"the timer is still pending after it fired for %v", e)
				}
			}
			assert.True(t, len(rang) == len(tt.want) && !(len(rang) > 0 && rang[0] != tt.want[0]),
				"rang for %v, want %v", rang, tt.want)
		})
	}
}
