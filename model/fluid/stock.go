package fluid

// The flow of an update is kept in stocks: how many PCs, on average, are at one
// point of the update, by where they are in the life of a PC.
const (
	isOn   = iota
	notYet // off, and comes on today
	wasOn  // off for the rest of the day
	isAway // in a spell of absence
	numPlaces
)

// A stock is a number of PCs by where they are.
type stock [numPlaces]float64

// logIn lets a share of those come on who will today, and returns how many do.
func (s *stock) logIn(share float64) float64 {
	came := float64(s[notYet] * share)
	s[notYet] -= came
	return came
}

// end sends a share of those who are on off.
func (s *stock) end(share float64) {
	ended := float64(s[isOn] * share)
	s[wasOn] += ended
	s[isOn] -= ended
}

// newDay draws who is absent on a new workday.
func (s *stock) newDay(leave, comeBack float64) {
	present := s[wasOn] + s[notYet]
	s[notYet] = float64(present*(1-leave)) + float64(s[isAway]*comeBack)
	s[isAway] = float64(present*leave) + float64(s[isAway]*(1-comeBack))
	s[wasOn] = 0
}

func (s *stock) plus(other *stock, times float64) {
	for i := range s {
		s[i] += float64(times * other[i])
	}
}

func (s *stock) sum() float64 { return s[isOn] + s[notYet] + s[wasOn] + s[isAway] }

// tooFew is a share of those there that is not followed.
const tooFew = 1e-6

// dues are stocks by the interval in which something falls due. It happens then to
// those who are on; the others are past due, and make up for it when they come on.
type dues struct {
	on   []float64 // PCs that are on, by interval, modulo its length
	off  []stock   // of the others likewise; nil: the end of a session makes it due at the next log-in
	past stock     // off
	some bool      // there may be any
	now  int       // interval in which something fell due last
	at   int       // where that is in on
}

func newDues(longest int, forgets bool) dues {
	d := dues{on: make([]float64, longest+3)}
	if !forgets {
		d.off = make([]stock, len(d.on))
	}
	return d
}

// index is where an interval is in on.
func (d *dues) index(now int) int {
	if now != d.now {
		if d.at++; now != d.now+1 || d.at == len(d.on) {
			d.at = now % len(d.on)
		}
		d.now = now
	}
	return d.at
}

// add adds PCs that are on to what falls due so many intervals, at least one and a
// part of one, after now.
func (d *dues) add(now int, after, pcs float64) {
	if pcs == 0 {
		return
	}
	after = min(max(after, 1), float64(len(d.on)-2))
	whole := int(after)
	part := after - float64(whole)
	d.addWhole(now, whole, float64((1-part)*pcs))
	d.addWhole(now, whole+1, float64(part*pcs))
}

// addWhole adds PCs that are on to what falls due so many intervals, at least one and
// fewer than on has, after now.
func (d *dues) addWhole(now, after int, pcs float64) {
	if pcs == 0 {
		return
	}
	d.some = true
	i := d.index(now) + after
	if i >= len(d.on) {
		i -= len(d.on)
	}
	d.on[i] += pcs
}

// due takes out who is on when it falls due in an interval.
func (d *dues) due(now int) float64 {
	if !d.some {
		return 0
	}
	i := d.index(now)
	pcs := d.on[i]
	d.on[i] = 0
	if d.off != nil {
		d.past.plus(&d.off[i], 1)
		d.off[i] = stock{}
	}
	return pcs
}

// logIn lets PCs come on, and takes out those who are past due.
func (d *dues) logIn(share float64) float64 {
	if d.some && share >= tooFew {
		return d.comeOn(share)
	}
	return 0
}

func (d *dues) comeOn(share float64) float64 {
	on := d.on[:len(d.off)]
	for i := range d.off {
		on[i] += d.off[i].logIn(share)
	}
	return d.past.logIn(share)
}

// end sends a share of those who are on off.
func (d *dues) end(share float64) {
	if d.some && share >= tooFew {
		d.goOff(share)
	}
}

func (d *dues) goOff(share float64) {
	for i, on := range d.on {
		if on == 0 {
			continue
		}
		ended := float64(on * share)
		d.on[i] = on - ended
		if d.off != nil {
			d.off[i][wasOn] += ended
		} else {
			d.past[wasOn] += ended
		}
	}
}

func (d *dues) newDay(leave, comeBack float64) {
	if !d.some {
		return
	}
	left := d.past.sum()
	d.past.newDay(leave, comeBack)
	for i, on := range d.on {
		if d.off == nil {
			left += on
			continue
		}
		off := &d.off[i]
		off.newDay(leave, comeBack)
		left += on + off[notYet] + off[wasOn] + off[isAway]
	}
	d.some = left > 1e-9
}

// plus adds the stocks of others in the same step.
func (d *dues) plus(other *dues, times float64) {
	d.some = d.some || other.some
	d.past.plus(&other.past, times)
	for i := range d.on {
		d.on[i] += float64(times * other.on[i])
	}
	for i := range d.off {
		d.off[i].plus(&other.off[i], times)
	}
}
