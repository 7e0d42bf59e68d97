package sim

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A visit to a ProcessorSharing: who enters at an instant with work to do, and may quit.
type visit struct {
	at, work time.Duration
	quits    time.Duration // instant; 0: stays until done
}

// A departure from a ProcessorSharing.
type departure struct {
	at   time.Duration
	who  uint32
	left time.Duration // of the work of one who quits
}

// A law of speed gives the speed of each of n jobs, as a model computes it and
// as it is meant.
type law struct {
	name    string
	compute func(n int) float64
	meant   func(n int) *big.Rat
}

// capacity is the law of so many parts that are shared: min(1, parts/n).
func capacity(parts int) law {
	return law{
		name:    fmt.Sprintf("capacity %d", parts),
		compute: func(n int) float64 { return min(1, float64(parts)/float64(n)) },
		meant:   func(n int) *big.Rat { return big.NewRat(int64(min(parts, n)), int64(n)) },
	}
}

// scalability is the Universal Scalability Law with contention in percent and
// coherency in hundredths of a percent.
func scalability(contention, coherency int64) law {
	return law{
		name: fmt.Sprintf("contention %d %%, coherency %d/10000", contention, coherency),
		compute: func(n int) float64 {
			a, b, m := float64(contention)/100, float64(coherency)/10_000, float64(n)
			return 1 / (1 + a*(m-1) + b*m*(m-1))
		},
		meant: func(n int) *big.Rat {
			m := int64(n)
			return big.NewRat(10_000, 10_000+100*contention*(m-1)+coherency*m*(m-1))
		},
	}
}

// attend plays visits, which are in the order of coming, with a ProcessorSharing. At one
// instant those who are done go first, then quitters, then those who come.
func attend(visits []visit, speed law) []departure {
	s := NewProcessorSharing()
	var gone []departure
	inside := map[uint32]bool{}
	set := func(now time.Duration) {
		if s.Len() > 0 {
			s.SetSpeed(now, speed.compute(s.Len()))
		}
	}
	for come := 0; ; {
		now := never
		if at, ok := s.Next(max(0, s.heard)); ok {
			now = at
		}
		for who := range inside {
			if at := visits[who].quits; at > 0 {
				now = min(now, at)
			}
		}
		if come < len(visits) {
			now = min(now, visits[come].at)
		}
		if now == never {
			return gone
		}
		for who, ok := s.Done(now); ok; who, ok = s.Done(now) {
			gone = append(gone, departure{at: now, who: who})
			delete(inside, who)
			set(now)
		}
		for who := range visits {
			if who := uint32(who); inside[who] && visits[who].quits == now && now > 0 {
				gone = append(gone, departure{now, who, s.Quit(now, who)})
				delete(inside, who)
				set(now)
			}
		}
		// One at a time: whoever is done at once makes room first.
		if come < len(visits) && visits[come].at == now {
			s.Enter(now, uint32(come), visits[come].work)
			inside[uint32(come)] = true
			come++
			set(now)
		}
	}
}

// TestProcessorSharingTraces follows two traces by hand.
func TestProcessorSharingTraces(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name   string
		speed  law
		visits []visit
		want   []departure
	}{
		{"one at full speed", capacity(1),
			[]visit{{at: 0, work: 10 * s}, {at: 4 * s, work: 3 * s}, {at: 5 * s, work: 1 * s}},
			[]departure{{at: 8 * s, who: 2}, {at: 11 * s, who: 1}, {at: 14 * s, who: 0}}},
		{"two at full speed", capacity(2),
			[]visit{{at: 0, work: 6 * s}, {at: 0, work: 6 * s}, {at: 0, work: 6 * s}, {at: 0, work: 2 * s},
				{at: 3 * s, work: 5 * s}, {at: 3 * s, work: 0}, {at: 30 * s, work: 7 * s}},
			[]departure{{at: 3 * s, who: 5}, {at: 17 * s / 4, who: 3}, {at: 49 * s / 4, who: 0}, {at: 49 * s / 4, who: 1},
				{at: 49 * s / 4, who: 2}, {at: 51 * s / 4, who: 4}, {at: 37 * s, who: 6}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, attend(tt.visits, tt.speed), "departures")
			assert.Equal(t, tt.want, attendSlowly(tt.visits, tt.speed), "departures by definition")
		})
	}
}

// TestProcessorSharingConservesWork compares the work that was brought, less what was
// left, with the area under running × speed.
func TestProcessorSharingConservesWork(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 2))
	for n := range 50 {
		s := NewProcessorSharing()
		var now time.Duration
		var done, area float64 // in ns
		works := map[uint32]time.Duration{}
		speed, visits := 1.0, 0
		move := func(to time.Duration) {
			area += float64(s.Len()) * speed * float64(to-now)
			now = to
		}
		for who := range uint32(1000) {
			coming := now + time.Duration(random.ExpFloat64()*float64(time.Second))
			for at, ok := s.Next(now); ok && at <= coming; at, ok = s.Next(now) {
				move(at)
				who, _ := s.Done(now)
				done += float64(works[who])
				delete(works, who)
			}
			move(coming)
			switch random.IntN(8) {
			case 0:
				speed = math.Trunc(random.Float64()*4) / 4
				s.SetSpeed(now, speed)
			case 1:
				speed = random.Float64()
				s.SetSpeed(now, speed)
			case 2:
				for leaver := range who {
					if work, ok := works[leaver]; ok {
						done += float64(work - s.Quit(now, leaver))
						delete(works, leaver)
						break
					}
				}
			default:
				works[who] = time.Duration(random.ExpFloat64() * float64(2*time.Second))
				s.Enter(now, who, works[who])
				visits++
			}
		}
		for who, work := range works {
			done += float64(work - s.Quit(now, who))
		}
		// Of each visit less than a nanosecond is lost in rounding.
		off := area - done
		assert.True(t, off >= -1 && off <= float64(visits)+1,
			"run %d: work done %.0f ns in %d visits, area %.0f ns", n, done, visits, area)
	}
}

// TestProcessorSharingAsked asks again and again until the next is done, which must not
// change what happens: Done keeps what Next has said.
func TestProcessorSharingAsked(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	const passerBy = 20_000
	s := NewProcessorSharing()
	var now time.Duration
	for n := range uint32(passerBy) {
		speed := min(1, 2.5/float64(1+s.Len()))
		if n%5 == 0 {
			speed *= random.Float64() * 1e-6
		}
		s.SetSpeed(now, speed)
		s.Enter(now, n, time.Duration(random.Int64N(1000)))
		if s.Len() < 10 {
			continue
		}
		at, _ := s.Next(now)
		for now < at {
			if who, ok := s.Done(now); ok {
				require.Fail(t, fmt.Sprintf("job %d is done at %v, but Next had said %v", who, now, at))
			}
			if again, ok := s.Next(now); again != at || !ok {
				require.Fail(t, fmt.Sprintf("Next(%v) = %v, %t, after it was %v", now, again, ok, at))
			}
			// One more that would be done much later means nothing to the first.
			s.Enter(now, passerBy, time.Millisecond)
			s.Quit(now, passerBy)
			now += 1 + time.Duration(random.Int64N(int64(at-now)))
		}
		if _, ok := s.Done(at); !ok {
			require.Fail(t, fmt.Sprintf("nobody is done at %v, which Next had said", at))
		}
	}
}

func TestProcessorSharingQuit(t *testing.T) {
	const ms = time.Millisecond
	s := NewProcessorSharing()
	s.Enter(0, 3, 100*ms)
	s.Enter(0, 1, 10)
	s.SetSpeed(0, 1.0/3)
	tests := []struct {
		name string
		now  time.Duration
		who  uint32
		left time.Duration
	}{
		{"with a third of a nanosecond done", 1, 1, 10},
		{"with a whole nanosecond done, after returning", 4, 1, 9},
		{"with 30 ms done", 90 * ms, 3, 70 * ms},
	}
	for _, tt := range tests {
		got := s.Quit(tt.now, tt.who)
		assert.Equal(t, tt.left, got, "%s: %v left", tt.name, got)
		s.Enter(tt.now, tt.who, tt.left)
	}
	at, _ := s.Next(90 * ms)
	got := s.Quit(at, 1)
	assert.Zero(t, got, "%v left of one that is done", got)
	assert.Equal(t, 70*ms, s.Quit(at, 3), "left of one that has come back at that instant")
	assert.Zero(t, s.Len(), "%d jobs are there after all have quit", s.Len())
}

// TestProcessorSharingStandsStill stops everybody and lets them go on.
func TestProcessorSharingStandsStill(t *testing.T) {
	s := NewProcessorSharing()
	s.SetSpeed(-time.Hour, 0.5)
	s.Enter(-time.Hour, 0, time.Minute)
	s.SetSpeed(-time.Hour+30*time.Second, 0)
	at, ok := s.Next(0)
	assert.False(t, ok, "somebody is done at %v although all stand still", at)
	s.Enter(0, 1, 0)
	at, ok = s.Next(0)
	assert.True(t, at == 0 && ok, "Next(0) = %v, %t, want 0: there is one with nothing to do", at, ok)
	who, ok := s.Done(0)
	assert.True(t, who == 1 && ok, "Done(0) = %d, %t, want 1, true", who, ok)
	s.SetSpeed(time.Hour, 0.25)
	at, ok = s.Next(time.Hour)
	assert.True(t, at == time.Hour+3*time.Minute && ok, "Next = %v, %t, want 1h3m", at, ok)
	s.SetSpeed(time.Hour, 1e-14)
	at, ok = s.Next(time.Hour)
	assert.False(t, ok, "45 s of work at a speed of 10⁻¹⁴ are done at %v, beyond all time", at)
}

func TestProcessorSharingClone(t *testing.T) {
	s := NewProcessorSharing()
	for who := range uint32(10) {
		s.Enter(0, who, time.Duration(who)*time.Second)
	}
	c := s.Clone()
	for who := range uint32(10) {
		s.Quit(0, who)
	}
	s.Enter(0, 5, 1)
	s.SetSpeed(0, 0.5)
	left := c.Quit(0, 9)
	assert.Equal(t, 9*time.Second, left, "%v left of the work of a job of the clone, want 9 s", left)
	for who := range uint32(9) {
		at, _ := c.Next(time.Duration(who) * time.Second)
		got, ok := c.Done(at)
		assert.True(t, got == who && at == time.Duration(who)*time.Second && ok,
			"job %d of the clone is done at %v (%t), want job %d at %d s", got, at, ok, who, who)
	}
}

func TestProcessorSharingMisuse(t *testing.T) {
	tests := []struct {
		name string
		do   func(*ProcessorSharing)
	}{
		{"enter twice", func(s *ProcessorSharing) { s.Enter(0, 1, 1) }},
		{"enter with less than no work", func(s *ProcessorSharing) { s.Enter(0, 2, -1) }},
		{"quit without being there", func(s *ProcessorSharing) { s.Quit(0, 2) }},
		{"quit twice", func(s *ProcessorSharing) { s.Quit(0, 1); s.Quit(0, 1) }},
		{"quit after being done", func(s *ProcessorSharing) { s.Done(10); s.Quit(10, 1) }},
		{"go back in time", func(s *ProcessorSharing) { s.Next(5); s.Next(4) }},
		{"miss who is done", func(s *ProcessorSharing) { s.Next(5); s.Enter(11, 2, 1) }},
		{"a negative speed", func(s *ProcessorSharing) { s.SetSpeed(0, -0.1) }},
		{"more than full speed", func(s *ProcessorSharing) { s.SetSpeed(0, 1.1) }},
		{"a speed that is no number", func(s *ProcessorSharing) { s.SetSpeed(0, math.NaN()) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewProcessorSharing()
			s.Enter(0, 1, 10)
			defer func() {
				assert.NotNil(t, recover(), "no panic; %d jobs", s.Len())
			}()
			tt.do(&s)
		})
	}
}
