package fluid

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// A Flow is what the PCs of a fleet do on average, without chance: how many come
// on, go off and want a sync in each interval of SeriesWidth from the start to the
// horizon. It is what the mean of infinitely many replications would show of a
// backend on which nobody waits, but for what [Flow.Roll] leaves out. It costs
// steps by day and group, whatever the number of PCs.
type Flow struct {
	Width  time.Duration
	Groups []GroupFlow // in the order of the fleet; groups that live by the same rules are one

	s      *model.Scenario
	groups []group
	of     []int          // which of Groups each group of the scenario is in
	lives  []func() *life // of Groups
	stop   <-chan struct{}
	before int // intervals before the start, of which nothing is kept but when updaters look
}

// A GroupFlow is what the PCs of one group do on average: expected numbers by
// interval.
type GroupFlow struct {
	LogIns   []float64                // PCs that come on
	Joins    []float64                // of those, the PCs of new employees, for the first time; nil: there are none
	Ends     []float64                // sessions that end
	Online   []float64                // PCs on, mean
	Comes    []float64                // share 0..1 of those still to come on today that do
	Timers   []float64                // sync timers that fire
	Lasting  []float64                // share 0..1 of sessions that last so many intervals or more
	Present  float64                  // share 0..1 of workdays that a PC is on
	Bypasses float64                  // share 0..1 of PCs that sync without a slot, until they are updated
	Lacking  float64                  // share 0..1 of PCs that lack the release
	LogIn    model.Kind               // of the sync of a log-in
	Update   model.Kind               // of the sync after an update
	Work     [model.First + 1]float64 // mean work of a sync in seconds, by kind

	on *presence
}

// A group is a group of the fleet, or all groups that live by the same rules, with what
// follows from them.
type group struct {
	model.Group // with the clients of all
	days        model.CalendarDays
	leave       float64 // chance that a present PC is absent on the next workday
	comeBack    float64 // chance that an absent one is present on the next workday
	download    time.Duration
	bare        bool       // nothing is installed on any of its PCs
	updateKind  model.Kind // of the sync that follows an update, or a first installation
	closedLong  float64    // long-run share of time with all office programs closed
	closesIn    float64    // chance that open programs are found closed one poll later
	joins       []int      // days on which new employees join, of each group that is in it
}

// newGroups returns the groups that differ, and which of them each group of a scenario
// is in.
func newGroups(s *model.Scenario) (groups []group, of []int) {
	calendars := map[*model.Calendar]model.CalendarDays{}
	known := map[rule]int{}
	for i := range s.Groups {
		g := group{Group: s.Groups[i]}
		rule := ruleOf(s, i)
		if k, is := known[rule]; is {
			groups[k].Clients += g.Clients
			groups[k].joins = append(groups[k].joins, groups[k].joinDays(s, &s.Groups[i])...)
			of = append(of, k)
			continue
		}
		known[rule] = len(groups)
		of = append(of, len(groups))
		days, seen := calendars[g.Calendar]
		if !seen {
			days = s.DaysOf(g.Calendar)
			calendars[g.Calendar] = days
		}
		g.days, g.updateKind = days, g.Sync.AfterUpdate()
		if g.bare = g.Share(model.None) == 1; g.bare {
			g.updateKind, g.Download.Size = model.First, g.First.Size
			g.Install.Duration, g.Install.Fails = g.First.Duration, g.First.Fails
		}
		g.download = g.Download.Lasts()
		g.leave, g.comeBack = g.Presence.Turnover()
		g.closedLong, g.closesIn = g.Updater.Apps.Chances()
		g.joins = g.joinDays(s, &s.Groups[i])
		groups = append(groups, g)
	}
	return groups, of
}

// joinDays are the days on which new employees join a group of the scenario.
func (g *group) joinDays(s *model.Scenario, of *model.Group) []int {
	var days []int
	for _, date := range s.JoinDates(of) {
		days = append(days, g.days.Number(date))
	}
	return days
}

// join is how many new employees join on a day.
func (g *group) join(day int) float64 {
	n := 0
	for _, d := range g.joins {
		if d == day {
			n += g.Joins.Clients
		}
	}
	return float64(n)
}

// A rule is what the PCs of a group live by.
type rule struct {
	of     [sha256.Size]byte
	access string // the permissions that name the group
}

func ruleOf(s *model.Scenario, gi int) rule {
	r := rule{of: s.Groups[gi].Rules()}
	for i := range s.Strategies {
		for k, a := range s.Strategies[i].Access {
			if a.Group == gi {
				r.access += fmt.Sprint(i, ",", k, ";")
			}
		}
	}
	return r
}

// A presence is the average day of a group, by intervals from its local midnight.
type presence struct {
	logIn  []float64 // share of the log-ins of a day
	timers []float64 // timers for each PC that comes on
	ends   []float64 // share of the sessions of a day
	logged []float64 // share of the log-ins of a day by the end of each interval
	lasts  []float64 // share of sessions that last so many intervals or more
	days   []int     // interval at which each workday begins, from the days before on
}

// NewFlow follows the PCs of a scenario through the days. It ends early, with an error,
// when ctx does.
func NewFlow(ctx context.Context, s *model.Scenario) (*Flow, error) {
	f := &Flow{Width: model.SeriesWidth, s: s, stop: ctx.Done()}
	f.groups, f.of = newGroups(s)
	f.before = int(model.DaysBefore * 24 * time.Hour / f.Width)
	for i := range f.groups {
		if f.stopped() {
			return nil, model.ErrStopped
		}
		f.Groups = append(f.Groups, f.days(&f.groups[i]))
		f.lives = append(f.lives, sync.OnceValue(func() *life { return f.lifeOf(i) }))
	}
	return f, nil
}

// stopped tells whether whoever asked does not wait for the answer any more.
func (f *Flow) stopped() bool {
	select {
	case <-f.stop:
		return true
	default:
		return false
	}
}

// Intervals counts the intervals from the start to the horizon.
func (f *Flow) Intervals() int { return int(intervalsOf(f.s) / f.Width) }

// intervalsOf is the time from the start to the end of the interval of the horizon.
func intervalsOf(s *model.Scenario) time.Duration {
	return (s.HorizonEnd() + model.SeriesWidth - 1) / model.SeriesWidth * model.SeriesWidth
}

// released is the version of the first release; empty: there is none.
func (f *Flow) released() model.Version {
	if f.s.Release == nil {
		return ""
	}
	return f.s.Release.Version
}

// lackingOf is the share 0..1 of the PCs of a group that lack a release.
func lackingOf(g *model.Group, release model.Version) float64 {
	lacking, upTo := 0.0, 0.0
	for _, v := range g.Versions {
		from := upTo
		if upTo += v.Share; release != "" && v.Version.Compare(release) < 0 {
			lacking += upTo - from
		}
	}
	return lacking
}

// flowLevels is the number of levels at which a law is looked at to spread it over
// intervals.
const flowLevels = 4096

// spread shares out a law over intervals: the share of its values, in seconds, in
// each. Negative values count in the first interval, and those beyond most
// intervals in the last.
func spread(law dist.Distribution, width time.Duration, most int) []float64 {
	shares := make([]float64, 1)
	for i := range flowLevels {
		at := int(max(0, law.Quantile((float64(i)+0.5)/flowLevels)) / width.Seconds())
		at = min(at, most-1)
		for len(shares) <= at {
			shares = append(shares, 0)
		}
		shares[at] += 1.0 / flowLevels
	}
	return shares
}

// longestSession bounds how long a session is followed.
const longestSession = 4 * 24 * time.Hour

// averageDay is the average day of a group behind which the next workday comes so many
// days later: a session ends at the next log-in at the latest.
func (f *Flow) averageDay(g *group, ahead int) *presence {
	const day = int(24 * time.Hour / model.SeriesWidth)
	d := &presence{logIn: blurred(spread(g.Presence.Boot, f.Width, 2*day), g.Presence.Together.Seconds()/f.Width.Seconds())}
	session := spread(g.Presence.Session, f.Width, int(longestSession/f.Width))
	d.lasts = make([]float64, len(session)+1)
	for k, lasts := range slices.Backward(session) {
		d.lasts[k] = d.lasts[k+1] + lasts
	}
	sum := 0.0
	for _, came := range d.logIn {
		sum += came
		d.logged = append(d.logged, min(1, sum))
	}
	// on is the share of those who come on who have not come on again by an interval. Who
	// is absent on the next workday is followed no further.
	on := func(at int) float64 {
		if at -= ahead * day; at < 0 {
			return 1
		}
		return 1 - float64((1-g.leave)*d.logged[min(at, len(d.logged)-1)])
	}
	d.ends = make([]float64, len(d.logIn)+len(session))
	for i, came := range d.logIn {
		for k, lasts := range session {
			if i+k >= ahead*day {
				lasts = float64(d.lasts[k]*on(i+k-1)) - float64(d.lasts[k+1]*on(i+k))
			}
			d.ends[i+k] += float64(came * lasts)
		}
	}
	if !g.Sync.OnTimer || g.Profile == model.TerminalServer {
		return d
	}
	d.timers = make([]float64, len(d.ends)+1)
	for k := 1; ; k++ {
		due := time.Duration(k) * g.Sync.Interval
		stays := 1 - atMost(g.Presence.Session, due.Seconds())
		if stays <= 1e-6 || due > longestSession {
			break
		}
		for i, came := range d.logIn {
			at := i + int(due/f.Width)
			part := float64(due%f.Width) / float64(f.Width) // log-ins are spread evenly over their interval
			if at+1 < len(d.timers) {
				d.timers[at] += float64((1 - part) * came * stays * on(at))
				d.timers[at+1] += float64(part * came * stays * on(at))
			}
		}
	}
	if g.Sync.Jitter > 0 {
		d.timers = blurred(d.timers, g.Sync.Jitter*g.Sync.Interval.Seconds()/math.Sqrt(3)/f.Width.Seconds())
	}
	return d
}

// atMost is the share of a law's values up to a limit: by bisection, for a law whose
// quantiles grow.
func atMost(law dist.Distribution, limit float64) float64 {
	low, high := 1e-9, 1-1e-9
	switch {
	case law.Quantile(low) > limit:
		return 0
	case law.Quantile(high) <= limit:
		return 1
	}
	for range 40 {
		if middle := (low + high) / 2; law.Quantile(middle) <= limit {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// widestBlur bounds, in intervals, by how much anything is blurred: a week.
const widestBlur = 7 * 24 * 12

// blurred spreads shares by a normal shift with this standard deviation in
// intervals. What would come before the first interval comes in it.
func blurred(shares []float64, sd float64) []float64 {
	if sd < 1e-3 {
		return shares
	}
	sd = min(sd, widestBlur)
	reach := int(math.Ceil(5*sd)) + 1
	kernel := make([]float64, 2*reach+1)
	for k := range kernel {
		at := float64(k - reach)
		kernel[k] = dist.NormalCDF((at+0.5)/sd) - dist.NormalCDF((at-0.5)/sd)
	}
	wide := make([]float64, len(shares)+reach)
	for i, share := range shares {
		if share == 0 {
			continue
		}
		for k, part := range kernel {
			wide[min(len(wide)-1, max(0, i+k-reach))] += float64(share * part)
		}
	}
	return wide
}

// days lays the average day of a group over its workdays.
func (f *Flow) days(g *group) GroupFlow {
	n := f.Intervals()
	flow := GroupFlow{
		LogIns: make([]float64, n), Ends: make([]float64, n), Online: make([]float64, n), Timers: make([]float64, n),
		Comes: make([]float64, n), Present: 1 - g.Presence.Absent, LogIn: model.Delta, Update: g.updateKind, on: f.averageDay(g, 1),
	}
	flow.Lasting = flow.on.lasts
	flow.Work[model.Delta], flow.Work[model.Full], flow.Work[model.First] = g.Sync.Delta.Mean(), g.Sync.Full.Mean(), g.Sync.FirstSync().Mean()
	if g.Joins != nil {
		flow.Joins = make([]float64, n)
	}
	if g.Profile == model.NonPersistent {
		flow.LogIn = model.Full
	}
	upTo := 0.0
	for _, v := range g.Versions {
		from := upTo
		upTo += v.Share
		if v.Version != model.None && f.s.Backend.AdmitsAll(v.Version) {
			flow.Bypasses += upTo - from
		}
	}
	flow.Lacking = lackingOf(&g.Group, f.released())
	came := float64(flow.Present * float64(g.Clients))
	average := map[int]*presence{1: flow.on} // by how far the next workday is
	overlap := len(flow.on.ends) > int(24*time.Hour/f.Width)
	lay := func(series, profile []float64, day int, pcs float64) {
		for j, share := range profile {
			if share == 0 {
				continue
			}
			if at := f.cell(g, day, j) - f.before; at >= 0 && at < n {
				series[at] += float64(pcs * share)
			}
		}
	}
	before := 0.0            // PCs on at the start
	joined, here := 0.0, 0.0 // PCs of new employees so far, and those of them that come on
	fleet := came
	for day := -model.DaysBefore; day <= g.days.Last(); day++ {
		if !g.days.Workday(day) {
			continue
		}
		ahead := 1
		for overlap && day+ahead < g.days.Last() && !g.days.Workday(day+ahead) {
			ahead++
		}
		on, known := average[ahead]
		if !known {
			on = f.averageDay(g, ahead)
			average[ahead] = on
		}
		if flow.Joins != nil {
			here += float64((joined-here)*g.comeBack) - float64(here*g.leave)
			new := g.join(day)
			joined, here = joined+new, here+new
			came = fleet + here
			lay(flow.Joins, on.logIn, day, new)
		}
		flow.on.days = append(flow.on.days, f.cell(g, day, 0))
		lay(flow.LogIns, on.logIn, day, came)
		lay(flow.Ends, on.ends, day, came)
		lay(flow.Timers, on.timers, day, came)
		for j, share := range flow.on.logIn {
			if f.cell(g, day, j) < f.before {
				before += float64(came * share)
			}
		}
		for j, share := range on.ends {
			if f.cell(g, day, j) < f.before {
				before -= float64(came * share)
			}
		}
	}
	for _, begins := range flow.on.days {
		for j := range flow.on.logIn {
			if at := begins + j - f.before; at >= 0 && at < n {
				flow.Comes[at] = flow.on.comes(j)
			}
		}
	}
	online := before
	for k := range n {
		next := online + flow.LogIns[k] - flow.Ends[k]
		flow.Online[k] = max(0, (online+next)/2)
		online = next
	}
	return flow
}

// comes is the share that comes on in interval j of a day of those who have not yet
// on that day.
func (d *presence) comes(j int) float64 {
	before := 0.0
	switch {
	case j < 0 || j >= len(d.logIn) || d.logIn[j] == 0:
		return 0
	case j > 0:
		before = d.logged[j-1]
	}
	if before >= 1 {
		return 1
	}
	return min(1, d.logIn[j]/(1-before))
}

// cell is the interval, from the days before the start on, in which interval j of
// a group's local day comes.
func (f *Flow) cell(g *group, day, j int) int {
	at := g.days.Instant(day, time.Duration(j)*f.Width)
	return int(math.Floor(float64(at)/float64(f.Width))) + f.before
}
