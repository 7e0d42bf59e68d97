package fluid

import (
	"math"
)

// A line is what has joined the line of a group in the flow without chance, by
// interval. Of what has joined, the newest waits: first come, first served.
type line struct {
	came    []float64 // syncs
	anytime []float64 // of these, whose PCs need not have had a log-in or a timer then
}

// left calls yield for the intervals before k, the newest first, with the share 0..1
// of what came in each that still waits, until all who wait are found.
func (l *line) left(waits float64, k int, yield func(j int, share float64)) {
	for j := k - 1; j >= 0 && waits > 0; j-- {
		if l.came[j] <= 0 {
			continue
		}
		came := l.came[j]
		yield(j, min(1, waits/came))
		waits -= came
	}
}

// lineGoesHome takes those out of a line who go off in interval k, and returns which
// share 0..1 of the waits in it that is. Who asked at a log-in or with a timer has been
// on for so long, and goes off as sessions of that length end; who asked at any time
// goes off like all that are on.
func (q *queue) lineGoesHome(group, k int) float64 {
	l, waits := &q.lines[group], waitingOf(q.of(group))
	if waits <= 0 {
		return 0
	}
	all, gone := q.leaving(group, k), 0.0
	l.left(waits, k+1, func(j int, share float64) {
		anytime := min(1, l.anytime[j]/l.came[j])
		leaves := float64(anytime*all) + float64((1-anytime)*q.endsOf(group, j, k, all))
		gone += float64(leaves * share * l.came[j])
		l.came[j] *= 1 - leaves
		l.anytime[j] *= 1 - leaves
	})
	return min(1, gone/waits)
}

// endsOf is the share 0..1 of the sessions under way in which a log-in or a timer was
// in interval j that end in interval k; otherwise where the flow knows of none.
func (q *queue) endsOf(group, j, k int, otherwise float64) float64 {
	g, sync := &q.flow.Groups[group], &q.flow.groups[group].Sync
	on, ends := 0.0, 0.0
	for timer := 0; ; timer++ {
		if timer > 0 && !sync.OnTimer {
			break
		}
		came := j - int(math.Round(float64(timer)*float64(sync.Interval)/float64(q.flow.Width)))
		age := k - came
		if came < 0 || age+1 >= len(g.Lasting) {
			break
		}
		on += float64(g.LogIns[came] * g.Lasting[age])
		ends += float64(g.LogIns[came] * (g.Lasting[age] - g.Lasting[age+1]))
	}
	if on <= 0 {
		return otherwise
	}
	return min(1, ends/on)
}

// waitingOf is how many syncs of some tanks wait for a slot.
func waitingOf(tanks []tank) float64 {
	in := 0.0
	for i := range tanks {
		if t := &tanks[i]; !t.bypasses {
			in += t.waits
		}
	}
	return in
}

// timersMet is the share 0..1 of the timers of a group in interval k that meet a sync
// that waits, and ask for nothing. The PC of a timer asked last one interval of the
// timer ago, at its log-in or its timer before, so that it waits still only if the line
// is that long: who asked for something else since has been on longer or shorter. An
// update and a change of all metadata come at any time of a session, so that as many
// wait for these among the PCs with a timer as among all that are on.
func (q *queue) timersMet(group, k int) float64 {
	l, waits, online := &q.lines[group], waitingOf(q.of(group)), q.flow.Groups[group].Online[k]
	if waits <= 0 || online <= 0 {
		return 0
	}
	sync := &q.flow.groups[group].Sync
	period := float64(sync.Interval) / float64(q.flow.Width)
	reach := 1 + float64(2*sync.Jitter*period) // two timers, each early or late by chance
	weight := func(j int) float64 { return max(0, 1-math.Abs(float64(k-j)-period)/reach) }
	asked, still, anytime := 0.0, 0.0, 0.0
	for j := max(0, int(float64(k)-period-reach)); j < k && float64(k-j) > period-reach; j++ {
		asked += float64(weight(j) * l.came[j])
	}
	l.left(waits, k, func(j int, share float64) {
		still += float64(weight(j) * share * l.came[j])
		anytime += float64(share * l.anytime[j])
	})
	met := 0.0
	if asked > 0 {
		met = min(1, still/asked)
	}
	return met + float64((1-met)*min(1, anytime/online))
}
