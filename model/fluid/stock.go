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
	s[wasOn] += float64(s[isOn] * share)
	s[isOn] -= float64(s[isOn] * share)
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
	ring    []stock // by interval, modulo its length
	past    stock   // off
	forgets bool    // the end of a session makes it due at the next log-in
	some    bool    // there may be any
}

func newDues(longest int, forgets bool) dues {
	return dues{ring: make([]stock, longest+3), forgets: forgets}
}

// add adds PCs that are on to what falls due so many intervals, at least one and a
// part of one, after now.
func (d *dues) add(now int, after, pcs float64) {
	if pcs == 0 {
		return
	}
	d.some = true
	after = min(max(after, 1), float64(len(d.ring)-2))
	whole := int(after)
	part := after - float64(whole)
	d.ring[(now+whole)%len(d.ring)][isOn] += float64((1 - part) * pcs)
	d.ring[(now+whole+1)%len(d.ring)][isOn] += float64(part * pcs)
}

// due takes out who is on when it falls due in an interval.
func (d *dues) due(now int) float64 {
	if !d.some {
		return 0
	}
	here := &d.ring[now%len(d.ring)]
	pcs := here[isOn]
	here[isOn] = 0
	d.past.plus(here, 1)
	*here = stock{}
	return pcs
}

// logIn lets PCs come on, and takes out those who are past due.
func (d *dues) logIn(share float64) float64 {
	if !d.some || share < tooFew {
		return 0
	}
	if !d.forgets {
		for i := range d.ring {
			d.ring[i][isOn] += d.ring[i].logIn(share)
		}
	}
	return d.past.logIn(share)
}

func (d *dues) end(share float64) {
	if !d.some || share < tooFew {
		return
	}
	for i := range d.ring {
		d.ring[i].end(share)
		if d.forgets {
			d.past[wasOn] += d.ring[i][wasOn]
			d.ring[i][wasOn] = 0
		}
	}
}

func (d *dues) newDay(leave, comeBack float64) {
	if !d.some {
		return
	}
	left := d.past.sum()
	d.past.newDay(leave, comeBack)
	for i := range d.ring {
		d.ring[i].newDay(leave, comeBack)
		left += d.ring[i].sum()
	}
	d.some = left > 1e-9
}

// plus adds the stocks of others in the same step.
func (d *dues) plus(other *dues, times float64) {
	d.some = d.some || other.some
	d.past.plus(&other.past, times)
	for i := range d.ring {
		d.ring[i].plus(&other.ring[i], times)
	}
}
