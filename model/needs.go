package model

// needs is the store of sync needs, open ones and those that may be used again.
// It grows by blocks, which never move: growing copies nothing, and a pointer to
// a need stays good.
type needs struct {
	blocks []*[needBlock]need
	used   uint32   // needs taken from the blocks so far
	free   []uint32 // of those, the ones that are not in use
}

const (
	needBits  = 8
	needBlock = 1 << needBits // needs, 28 kB
)

// at returns need number i.
func (s *needs) at(i uint32) *need { return &s.blocks[i>>needBits][i%needBlock] }

// take returns the number of a need that is not in use, and the need. Nothing of
// a former one is left in it.
func (s *needs) take() (uint32, *need) {
	if k := len(s.free); k > 0 {
		i := s.free[k-1]
		s.free = s.free[:k-1]
		n := s.at(i)
		// A timer outlives its need, so that late events stay void. Cleared in
		// place: a literal would be built elsewhere and copied.
		alarm, leaves := n.next, n.leaves
		*n = need{}
		n.next, n.leaves, n.patience = alarm, leaves, -1
		return i, n
	}
	if s.used%needBlock == 0 {
		s.blocks = append(s.blocks, new([needBlock]need))
	}
	i := s.used
	s.used++
	n := s.at(i)
	n.patience = -1
	return i, n
}

// release gives a need back.
func (s *needs) release(i uint32) { s.free = append(s.free, i) }

// clone returns an independent copy.
func (s *needs) clone() needs {
	c := needs{used: s.used, free: append([]uint32(nil), s.free...)}
	for _, block := range s.blocks {
		copied := *block
		c.blocks = append(c.blocks, &copied)
	}
	return c
}
