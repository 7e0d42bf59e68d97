package fluid

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/portable"
)

// An UpdateFlow is what a strategy does to one group on average: expected numbers
// by interval of SeriesWidth.
type UpdateFlow struct {
	Offered []float64 // PCs that are offered the release
	Updated []float64 // PCs that begin to use it
	Syncs   []float64 // syncs that they want for it; none by terminal servers

	// Where nothing is installed, the PCs that use it, which are all that sync; nil
	// elsewhere.
	Online []float64 // of those who are on, mean
	LogIns []float64 // that come on
}

// Roll follows the update of each group under a strategy: offers as planned, then
// the look that finds them, download, programs closed, install, failures and
// permissions. Each of these is a stock that PCs flow through, and those who go off
// take their place along. Left out is what chance or the backend decides: gates open
// as soon as they can, no limit of what is in flight or granted is met, nothing halts
// the rollout, sites do not share a link, late joiners wait for the next window, and
// a deadline has no grace.
//
// It returns nothing when whoever asked has stopped waiting.
func (f *Flow) Roll(strategy *model.Strategy) []UpdateFlow {
	return f.rollUntil(strategy, f.Intervals())
}

// rollUntil is Roll for so many intervals; what follows them stays zero.
func (f *Flow) rollUntil(strategy *model.Strategy, until int) []UpdateFlow {
	n := f.Intervals()
	flows := make([]UpdateFlow, len(f.Groups))
	for i := range flows {
		flows[i] = UpdateFlow{Offered: make([]float64, n), Updated: make([]float64, n), Syncs: make([]float64, n)}
		if f.groups[i].bare {
			flows[i].Online, flows[i].LogIns = make([]float64, n), make([]float64, n)
		}
	}
	if len(strategy.Phases) == 0 || f.s.Release == nil {
		return flows
	}
	offers, of := model.PlannedOffers(f.s, strategy)
	parts := f.together(of)
	polls := model.PollHours(f.s, strategy)
	for gi := range f.groups {
		into := &flows[gi]
		done := make([]bool, len(strategy.Phases)) // of this group
		first := slices.Index(f.of, gi)
		for i := range strategy.Phases {
			if done[i] {
				continue
			}
			if f.stopped() {
				return flows
			}
			p := &strategy.Phases[i]
			u := newUpdating(f, gi, strategy, p, func(at time.Duration) bool { return polls(i, first, at) })
			for k := i; k < len(strategy.Phases); k++ {
				// Phases with the same rules flow together, but for those whose deadlines differ.
				if k == i || !u.atDeadline && strategy.Phases[k].SharesHours(p) {
					u.offer(offers[k], parts[k][gi])
					done[k] = true
				}
			}
			u.roll(into, f.before+until)
		}
	}
	return flows
}

// together adds up what each phase has of the groups that are one.
func (f *Flow) together(of [][]float64) [][]float64 {
	parts := make([][]float64, len(of))
	for i := range of {
		parts[i] = make([]float64, len(f.groups))
		for gi, part := range of[i] {
			parts[i][f.of[gi]] += part
		}
	}
	return parts
}

// updating is the update of PCs of one group that follow the same rules.
type updating struct {
	*Flow
	*group
	phase      *model.Phase
	day        *presence
	life       *life
	polls      func(at time.Duration) bool // whether one finds an offer
	atDeadline bool
	offered    []float64 // PCs by interval
	since      []since   // from when deadlines count, where there are any
	reactions  []float64 // self-service: PCs whose user acts, by interval
	pcs        float64   // all of them
	first      int       // interval before which nobody is offered anything or reacts
	last       int       // interval after which nobody does

	all       stock // a PC of the group: where it is on average
	looks     dues  // a PC of the group: when its updater looks next
	unoffered dues  // when those with an offer find it
	loading   dues
	loadRetry dues
	waits     []float64 // for a deadline, by interval
	deadlines []float64 // share of the deadlines, by interval; nil: not found yet
	passed    []float64 // share of the deadlines before an interval
	beyond    float64   // share of the deadlines after the horizon
	firstDue  int       // first interval with a deadline
	waiting   stock     // those, by where they are
	overdue   stock     // past their deadline, off
	aged      aged      // wait for closed programs
	spent     stock     // have no look left
	install   dues
	retry     dues
	holds     []held
	uses      stock // those who use it, of a group on which nothing is installed

	download  float64 // intervals
	closes    float64 // chance that open programs are found closed in an interval
	again     float64 // share of failed installs that are tried again
	againLoad float64 // share of failed downloads that are
	interval  float64 // of checks or polls, in intervals
	onError   float64 // until another try, in intervals

	atOnce       bool    // what is loaded at a log-in is so while programs are closed after a restart
	afterRestart float64 // share of log-ins after which programs are closed, for a while
	closedThen   float64 // chance that they are found closed at a log-in
}

// An aged is PCs that wait for closed programs, by how many intervals they have looked.
type aged struct {
	on  []float64
	off []stock
}

// A life is how a PC of a group comes on and goes off on average, by intervals from the
// days before the start on: the same under every strategy.
type life struct {
	come   []float64 // share 0..1 of those still to come on today that do
	leaves []float64 // share 0..1 of those who are on that go off
	lasts  []float64 // share of installs by their length in intervals
}

// lifeOf follows a PC of a group through its days.
func (f *Flow) lifeOf(gi int) *life {
	g, day := &f.groups[gi], f.Groups[gi].on
	n := f.before + f.Intervals()
	l := &life{come: make([]float64, n), leaves: make([]float64, n), lasts: finely(g.Install.Duration.Quantile, f.Width.Seconds())}
	ends := make([]float64, n)
	for _, at := range day.days {
		for j, share := range day.ends {
			if k := at + j; share > 0 && k >= 0 && k < n {
				ends[k] += float64(share * (1 - g.Presence.Absent))
			}
		}
	}
	all := g.start()
	next, begins := 0, -1 // the workday that comes, and the interval at which the present one began
	for now := range n {
		for ; next < len(day.days) && day.days[next] <= now; next++ {
			begins = day.days[next]
			all.newDay(g.leave, g.comeBack)
		}
		if begins >= 0 {
			l.come[now] = day.comes(now - begins)
		}
		all[isOn] += all.logIn(l.come[now])
		if online := all[isOn]; online > 0 {
			l.leaves[now] = min(1, ends[now]/online)
		}
		all.end(l.leaves[now])
	}
	return l
}

// start is where a PC of a group is on average before its first day.
func (g *group) start() stock {
	return stock{wasOn: 1 - g.Presence.Absent, isAway: g.Presence.Absent}
}

// since are PCs whose deadline counts from an instant.
type since struct {
	from time.Duration
	pcs  float64
}

// held are those with the release installed who may not use it before an interval.
type held struct {
	share float64
	until int
	pcs   stock
}

func newUpdating(f *Flow, gi int, strategy *model.Strategy, p *model.Phase, polls func(time.Duration) bool) *updating {
	g := &f.groups[gi]
	width := f.Width.Seconds()
	u := &updating{Flow: f, group: g, phase: p, polls: polls, day: f.Groups[gi].on, life: f.lives[gi](),
		atDeadline: g.Delivery == model.ManagedDelivery && g.Managed.AtDeadline,
		offered:    make([]float64, f.before+f.Intervals()), reactions: make([]float64, f.before+f.Intervals()),
		download: g.download.Seconds() / width, onError: g.Updater.OnError.Seconds() / width}
	u.first = len(u.offered)
	if u.atDeadline {
		u.waits = make([]float64, len(u.offered))
	}
	// What takes longer than there is time never falls due.
	most := len(u.offered)
	longer := func(intervals float64) int { return int(min(intervals, float64(most))) }
	u.all = g.start()
	var longest float64
	switch g.Delivery {
	case model.AutoUpdater:
		u.interval = g.Updater.Interval.Seconds() / width
		longest = u.interval * (1 + g.Updater.Jitter)
		u.looks = newDues(longer(longest)+1, false)
		u.looks.some = true
		first := longer(max(1, u.interval))
		for k := range first {
			u.looks.off[k%len(u.looks.off)].plus(&u.all, 1/float64(first))
		}
		apps := &g.Updater.Apps
		u.closes = -portable.Expm1(portable.Log1p(-g.closesIn) * width / apps.Poll.Seconds())
		looks := max(1, longer(math.Ceil(float64(apps.Tries)*apps.Poll.Seconds()/width)))
		u.aged = aged{make([]float64, looks), make([]stock, looks)}
		u.atOnce = u.download*width < apps.RestartFor.Seconds()
		if apps.RestartFor > 0 {
			u.afterRestart = g.Presence.Restarts * apps.AfterRestart
		}
		u.closedThen = u.afterRestart + float64((1-u.afterRestart)*g.closedLong)
	case model.ManagedDelivery:
		u.interval = g.Managed.PolicyPoll.Seconds() / width
		longest = u.interval
	}
	u.unoffered = newDues(longer(longest)+1, g.Delivery != model.AutoUpdater)
	u.loading = newDues(longer(u.download)+1, true)
	onError := longer(u.onError) + 1
	u.loadRetry, u.retry = newDues(onError, false), newDues(onError, false)
	u.install = newDues(len(u.life.lasts), true)
	u.again, u.againLoad = triedAgain(g.Install.Fails, g.Install.Tries), triedAgain(g.Download.Fails, g.Updater.DownloadTries)
	u.holds = u.permissions(gi, strategy)
	return u
}

// finely shares out a law over whole intervals, a value between two of them between
// both. Lengths beyond a day count as a day.
func finely(quantile func(float64) float64, width float64) []float64 {
	var shares []float64
	for i := range flowLevels {
		at := min(quantile((float64(i)+0.5)/flowLevels)/width, 24*3600/width)
		whole := int(at)
		for len(shares) < whole+2 {
			shares = append(shares, 0)
		}
		part := at - float64(whole)
		shares[whole] += float64((1 - part) / flowLevels)
		shares[whole+1] += float64(part / flowLevels)
	}
	return shares
}

// triedAgain is the share of failures that are followed by another try, such that
// in the end as many give up as with so many tries of which each fails with a
// chance: q in (1−f)/(1−f·q) = 1−fⁿ.
func triedAgain(fails float64, tries int) float64 {
	if fails == 0 {
		return 0
	}
	last := portable.Pow(fails, float64(max(1, tries)))
	if last == 1 {
		return 0
	}
	return min(1, max(0, (1-(1-fails)/(1-last))/fails))
}

// permissions says from when on which share of the group may use the release.
func (u *updating) permissions(gi int, strategy *model.Strategy) []held {
	from := func(keyUsers bool) int {
		at := math.MaxInt
		for _, a := range strategy.Access {
			if (a.Group == model.AllGroups || u.of[a.Group] == gi) && (!a.KeyUsers || keyUsers) {
				at = min(at, u.at(a.From.Sub(u.s.Start)))
			}
		}
		if len(strategy.Access) == 0 {
			return 0
		}
		return at
	}
	return []held{{share: u.KeyUsers, until: from(true)}, {share: 1 - u.KeyUsers, until: from(false)}}
}

// at is the interval of an instant since the start.
func (f *Flow) at(t time.Duration) int {
	return int(math.Floor(float64(t)/float64(f.Width))) + f.before
}

// offer adds PCs of a phase that are made its offers.
func (u *updating) offer(offers []model.PlannedOffer, pcs float64) {
	if pcs == 0 {
		return
	}
	u.pcs += pcs
	end := len(u.offered)
	levels := max(16, 1024/max(1, len(offers)))
	for _, o := range offers {
		at := u.at(o.At)
		if at >= end {
			continue
		}
		u.offered[at] += float64(o.Share * pcs)
		if u.atDeadline {
			u.since = append(u.since, since{o.From, o.Share * pcs})
		}
		u.first, u.last = min(u.first, at), max(u.last, at)
		if u.Delivery != model.SelfServiceDelivery {
			continue
		}
		for i := range levels {
			response := u.Self.Response.Draw((float64(i) + 0.5) / float64(levels))
			acts := u.at(u.Calendar.After(u.s.Start.Add(o.At), response).Sub(u.s.Start))
			if acts < end {
				u.reactions[acts] += o.Share * pcs * (1 - u.Self.Never) / float64(levels)
				u.first, u.last = min(u.first, acts), max(u.last, acts)
			}
		}
	}
}

// roll lets the PCs flow from two weeks before the start to an interval. Before the
// first of them is offered anything there is nothing to follow but where all are, and
// when they look for offers; these count no more after the last is.
func (u *updating) roll(into *UpdateFlow, until int) {
	if u.pcs == 0 {
		return
	}
	next := 0 // the workday that comes
	for now := range until {
		for ; next < len(u.day.days) && u.day.days[next] <= now; next++ {
			if u.stopped() {
				return
			}
			if u.newDay(now); now > u.last && !u.bare && u.isDone(now) {
				return
			}
		}
		come, leaves := u.life.come[now], u.life.leaves[now]
		if now <= u.last {
			u.all[isOn] += u.all.logIn(come)
			if u.Delivery == model.AutoUpdater {
				for _, looked := range [...]float64{u.looks.logIn(come), u.looks.due(now)} {
					u.lookAgain(&u.looks, now, looked)
				}
			}
		}
		if now >= u.first {
			u.logIn(into, now, come)
			u.step(into, now, come)
			u.end(leaves)
		}
		if now <= u.last {
			u.all.end(leaves)
			u.looks.end(leaves)
		}
	}
}

// logIn lets those come on who use a release where nothing was installed.
func (u *updating) logIn(into *UpdateFlow, now int, come float64) {
	came := u.uses.logIn(come)
	u.uses[isOn] += came
	if k := now - u.before; u.bare && k >= 0 {
		into.LogIns[k] += came
		into.Online[k] += u.uses[isOn]
	}
}

func (u *updating) newDay(now int) {
	if now <= u.last {
		u.all.newDay(u.leave, u.comeBack)
		u.looks.newDay(u.leave, u.comeBack)
	}
	if now < u.first {
		return
	}
	for _, s := range [...]*stock{&u.uses, &u.overdue, &u.waiting, &u.spent} {
		s.newDay(u.leave, u.comeBack)
	}
	for i := range u.holds {
		u.holds[i].pcs.newDay(u.leave, u.comeBack)
	}
	for i := range u.aged.off {
		u.aged.off[i].newDay(u.leave, u.comeBack)
	}
	for _, d := range [...]*dues{&u.unoffered, &u.loading, &u.loadRetry, &u.install, &u.retry} {
		d.newDay(u.leave, u.comeBack)
	}
}

// isDone tells whether nobody is on the way to the update any more.
func (u *updating) isDone(now int) bool {
	const few = 1e-6
	left := u.overdue.sum() + u.spent.sum()
	for i := range u.holds {
		left += u.holds[i].pcs.sum()
	}
	for i, on := range u.aged.on {
		off := &u.aged.off[i]
		left += on + off[notYet] + off[wasOn] + off[isAway]
	}
	if u.waits != nil {
		for _, pcs := range u.waits[now:] {
			left += pcs
		}
	}
	return left < few && !u.unoffered.some && !u.loading.some && !u.loadRetry.some && !u.install.some && !u.retry.some
}

func (u *updating) end(share float64) {
	if share == 0 {
		return
	}
	for _, s := range [...]*stock{&u.uses, &u.overdue, &u.waiting, &u.spent} {
		s.end(share)
	}
	for i := range u.holds {
		u.holds[i].pcs.end(share)
	}
	for i, on := range u.aged.on {
		ended := float64(on * share)
		u.aged.off[i][wasOn] += ended
		u.aged.on[i] = on - ended
	}
	for _, d := range [...]*dues{&u.unoffered, &u.loading, &u.loadRetry, &u.install, &u.retry} {
		d.end(share)
	}
}

// lookAgain lets PCs that have looked for an offer look again after an interval.
func (u *updating) lookAgain(d *dues, now int, pcs float64) {
	jitter := 0.0
	if u.Delivery == model.AutoUpdater {
		jitter = u.Updater.Jitter
	}
	if jitter == 0 {
		d.add(now, u.interval, pcs)
		return
	}
	const parts = 16
	for i := range parts {
		off := float64((float64(i)+0.5)*(2.0/parts)) - 1 // from -1 to 1
		d.add(now, u.interval*(1+float64(jitter*off)), float64(pcs/parts))
	}
}

// step lets happen what does in one interval, with a share of those that come on
// today coming on in it.
func (u *updating) step(into *UpdateFlow, now int, come float64) {
	found, foundAtLogIn := u.find(into, now, come)

	// Download.
	load := found + u.loadRetry.logIn(come) + u.loadRetry.due(now) + u.loading.logIn(come)
	loaded := u.loading.due(now)
	loadedAtLogIn := 0.0
	if u.atOnce {
		loadedAtLogIn = foundAtLogIn
	} else {
		load += foundAtLogIn
	}
	if u.download < 1 {
		loaded += float64(load * (1 - u.download))
		load *= u.download
	}
	u.loading.add(now, u.download, load)
	u.loadRetry.add(now, u.onError, (loaded+loadedAtLogIn)*u.Download.Fails*u.againLoad)
	loaded, loadedAtLogIn = float64(loaded*(1-u.Download.Fails)), float64(loadedAtLogIn*(1-u.Download.Fails))

	// The moment to install.
	loaded += u.retry.due(now)
	loadedAtLogIn += u.retry.logIn(come) + u.install.logIn(come)
	begin := u.ready(now, come, loaded, loadedAtLogIn)

	// Install.
	done := u.install.due(now)
	for length, share := range u.life.lasts {
		if length == 0 {
			done += float64(share * begin)
		} else if share > 0 && begin != 0 {
			u.install.addWhole(now, length, float64(share*begin))
		}
	}
	u.retry.add(now, u.onError, done*u.Install.Fails*u.again)
	u.use(into, now, come, done*(1-u.Install.Fails))
}

// find lets PCs with an offer find it, and returns how many do, and of them how many
// apart who have just come on.
func (u *updating) find(into *UpdateFlow, now int, come float64) (found, foundAtLogIn float64) {
	foundAtLogIn = u.unoffered.logIn(come)
	found = u.unoffered.due(now)
	offered := u.offered[now]
	if k := now - u.before; k >= 0 {
		into.Offered[k] += offered
	}
	switch u.Delivery {
	case model.AutoUpdater:
		u.unoffered.plusIf(&u.looks, offered)
	case model.ManagedDelivery:
		// Policy is polled at a fixed interval whose phase is any.
		steps := max(1, int(math.Round(u.interval)))
		atOnce, later := offered*u.all[isOn]/float64(steps), foundAtLogIn/float64(steps)
		foundAtLogIn = 0
		off := u.all
		off[isOn] = 0
		u.unoffered.past.plus(&off, offered)
		u.unoffered.some = u.unoffered.some || offered > 0
		// Offers are made at the beginning of an interval, and log-ins anywhere in it.
		found += atOnce + float64(later/2)
		for k := 1; k <= min(steps, len(u.offered)) && atOnce+later > 0; k++ {
			part := atOnce + later
			if k == steps {
				part = later / 2
			}
			u.unoffered.add(now, float64(k), part)
		}
	case model.SelfServiceDelivery:
		acts := u.reactions[now]
		off := u.all
		off[isOn] = 0
		u.unoffered.past.plus(&off, acts)
		u.unoffered.some = u.unoffered.some || acts > 0
		found += foundAtLogIn + float64(acts*u.all[isOn])
		foundAtLogIn = 0
	}
	if found == 0 && foundAtLogIn == 0 {
		return 0, 0
	}
	if at := time.Duration(now-u.before)*u.Width + u.Width/2; !u.polls(at) { // they find nothing
		switch u.Delivery {
		case model.AutoUpdater:
			u.lookAgain(&u.unoffered, now, found+foundAtLogIn)
		case model.ManagedDelivery:
			u.unoffered.add(now, u.interval, found)
		default:
			u.unoffered.add(now, 1, found)
		}
		return 0, 0
	}
	return found, foundAtLogIn
}

// plusIf adds times the stocks of others, unless that is none.
func (d *dues) plusIf(other *dues, times float64) {
	if times > 0 {
		d.plus(other, times)
	}
}

// ready lets PCs that have the package begin to install when they may, and returns
// how many do.
func (u *updating) ready(now int, come, pcs, atLogIn float64) (begin float64) {
	switch {
	case u.atDeadline:
		begin = u.overdue.logIn(come) + u.awaitDeadline(now, pcs+atLogIn)
		came := u.waiting.logIn(come)
		u.waiting[isOn] += came
		if all := u.waiting.sum(); u.waits[now] > 0 && all > 0 {
			due := u.waiting
			share := min(1, u.waits[now]/all)
			u.waiting.plus(&due, -share)
			begin += float64(share * due[isOn])
			due[isOn] = 0
			u.overdue.plus(&due, share)
		}
		u.waits[now] = 0
		return begin
	case u.Delivery != model.AutoUpdater:
		return pcs + atLogIn
	}
	apps := &u.Updater.Apps
	on := u.aged.on
	for i := range u.aged.off {
		if come == 0 {
			break
		}
		came := u.aged.off[i].logIn(come)
		begin += float64(came * u.closedThen)
		on[i] += float64(came * (1 - u.afterRestart) * (1 - u.closedLong))
	}
	begin += float64(atLogIn * u.closedThen)
	fresh := float64(atLogIn * (1 - u.afterRestart) * (1 - u.closedLong))
	came := u.spent.logIn(come)
	restarted := float64(came * u.Presence.Restarts)
	u.spent[isOn] += came - restarted
	begin += float64(restarted * (apps.AfterRestart + float64((1-apps.AfterRestart)*u.closedLong)))
	fresh += float64(restarted * (1 - apps.AfterRestart) * (1 - u.closedLong))
	begin += float64(pcs * u.closedLong)
	fresh += float64(pcs * (1 - u.closedLong))
	last := len(on) - 1
	for i := last; i >= 0; i-- {
		begin += float64(on[i] * u.closes)
		if looking := float64(on[i] * (1 - u.closes)); i == last {
			u.spent[isOn] += looking
		} else {
			on[i+1] = looking
		}
	}
	on[0] = fresh
	return begin
}

// awaitDeadline lets PCs with the package wait for their deadline, and returns how
// many have it behind them.
func (u *updating) awaitDeadline(now int, pcs float64) (begin float64) {
	if pcs == 0 {
		return 0
	}
	if u.deadlines == nil {
		u.findDeadlines()
	}
	begin = pcs * u.passed[min(now+1, len(u.passed)-1)]
	for by := max(now+1, u.firstDue); by < len(u.deadlines); by++ {
		u.waits[by] += float64(pcs * u.deadlines[by])
	}
	later := 1 - u.passed[min(now+1, len(u.passed)-1)]
	u.waiting[isOn] += float64(pcs * max(0, later-u.beyond))
	return begin
}

// findDeadlines finds which share of the deadlines of those who are offered the release
// come in each interval.
func (u *updating) findDeadlines() {
	span := u.Managed.Deadline
	if u.phase.Deadline != nil {
		span = *u.phase.Deadline
	}
	offered := 0.0
	for _, o := range u.since {
		offered += o.pcs
	}
	n := len(u.waits)
	u.deadlines, u.passed, u.firstDue, u.beyond = make([]float64, n), make([]float64, n+1), n, 1
	spreads := max(1, int(math.Round(u.Managed.Randomization.Seconds()/u.Width.Seconds())))
	for _, o := range u.since {
		due := u.at(u.s.Calendar.After(u.s.Start.Add(o.from), span).Sub(u.s.Start))
		for by := due; by < min(due+spreads, n); by++ {
			share := o.pcs / offered / float64(spreads)
			u.deadlines[max(0, by)] += share
			u.beyond -= share
			u.firstDue = min(u.firstDue, max(0, by))
		}
	}
	for by, share := range u.deadlines {
		u.passed[by+1] = u.passed[by] + share
		if u.passed[by+1] >= 1-1e-12 {
			u.deadlines = u.deadlines[:by+1]
			for rest := by + 1; rest <= n; rest++ {
				u.passed[rest] = 1
			}
			break
		}
	}
}

// use lets PCs with the release installed use it as soon as they may, and sync for
// it.
func (u *updating) use(into *UpdateFlow, now int, come, installed float64) {
	uses := 0.0
	for i := range u.holds {
		h := &u.holds[i]
		came := h.pcs.logIn(come)
		h.pcs[isOn] += came + float64(h.share*installed)
		if now >= h.until {
			uses += h.pcs[isOn]
			h.pcs[isOn] = 0
		}
	}
	u.uses[isOn] += uses
	k := now - u.before
	if k < 0 {
		return
	}
	into.Updated[k] += uses
	if (u.Sync.OnUpdate || u.bare) && u.Profile != model.TerminalServer {
		into.Syncs[k] += uses
	}
}
