package reports

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// An interval is a fixed time of the scenario after which clients come back.
type interval struct {
	length time.Duration
	what   string // in words
	remedy string // the setting that removes an echo of this length; "" where there is none
}

const (
	alike    = 0.05 // by how much a period may differ from an interval that explains it
	mostTold = 5    // minutes of an estimate; with more nearly every period is that of some full minute
)

// intervals are the fixed intervals of a scenario that can bring clients back in
// step. Those of a group stand once if other groups have the same.
func intervals(s *model.Scenario) []interval {
	var all []interval
	add := func(length time.Duration, what, remedy string) {
		one := interval{length, what, remedy}
		for _, other := range all {
			if other == one {
				return
			}
		}
		if length > 0 {
			all = append(all, one)
		}
	}
	b := &s.Backend
	if a := &b.Admission; a.Discipline == model.ReAsk && a.Returns.After == nil {
		told := []time.Duration{time.Duration(math.Ceil(a.Hint.Fixed.Minutes())) * time.Minute}
		if a.Hint.Estimate {
			told = nil
			for n := range mostTold {
				told = append(told, time.Duration(n+1)*time.Minute)
			}
		}
		for _, wait := range told {
			add(wait, "a wait that denied clients are told", "backend.admission.hint.jitter="+late(wait))
		}
	}
	if b.Timeout != nil {
		add(b.Timeout.Retry.Fixed, "the wait before a failed attempt is repeated", "backend.timeout.retry.jitter=50%")
		if spread := late(b.Timeout.After); b.Timeout.Retry.Fixed > 0 {
			add(b.Timeout.After+b.Timeout.Retry.Fixed, "the timeout and the wait before the next attempt",
				fmt.Sprintf("backend.timeout.retry={exponential: {base: %s, cap: %s}}", spread, spread))
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		if g.Sync.OnTimer {
			add(g.Sync.Interval, "the interval of the sync timer", "sync.jitter=50%")
		}
		if g.Delivery == model.AutoUpdater {
			add(g.Updater.Interval, "the interval of the auto-updater", "updater.jitter=50%")
			add(g.Updater.OnError, "the wait of the auto-updater after an error", "")
		}
		if g.Delivery == model.ManagedDelivery {
			add(g.Managed.PolicyPoll, "the policy poll of managed PCs", "")
		}
	}
	if b.Autoscale != nil {
		add(b.Autoscale.Check, "the look of autoscale at the load", "")
		add(b.Autoscale.ReadyAfter, "the time until a node that autoscale orders is ready", "")
		add(b.Autoscale.CoolDown, "the cool-down of autoscale", "")
	}
	add(b.Balancer.SignalAge, "the age of the balancer's signal", "")
	return all
}

// late is a jitter that is added to an interval and wide enough to remove its echo,
// as a scenario file has it: in full ten seconds, or full minutes from ten on.
func late(interval time.Duration) string {
	jitter := model.Echo{Period: interval}.LateJitter()
	if jitter < 10*time.Minute {
		return fmt.Sprintf("%.0fs", math.Ceil(jitter.Seconds()/10)*10)
	}
	return fmt.Sprintf("%.0fm", math.Ceil(jitter.Minutes()))
}

// echoNotes name the period of a load that comes back, what causes it, and the
// jitter that removes it ([model.Echo.Jitter]). A share of an interval by which it
// is longer or shorter does so with 50 %, which is a jitter as wide as the interval.
func (p *page) echoNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		if r.Echo == nil {
			continue
		}
		e := r.Echo
		text := p.say("%s: the asks come back every %s, %s in a row from %s on, in %s of %s; the peak of a period is %s times its mean",
			p.nameOf(r), p.duration(e.Period.Seconds()), p.counted(e.Bursts, "time", "times"), p.short(e.From.Seconds()), fmt.Sprint(e.In), p.runs(e.Of), p.number(e.Peak, 1))
		found = append(found, text+p.cause(e))
	}
	return found
}

// cause says which interval of the scenario a period equals and what removes it.
func (p *page) cause(e *study.Echo) string {
	var causes, remedies []string
	for _, one := range intervals(p.Scenario) {
		if math.Abs(e.Period.Seconds()-one.length.Seconds()) > alike*one.length.Seconds() {
			continue
		}
		causes = append(causes, p.say(one.what)+" ("+p.duration(one.length.Seconds())+")")
		if one.remedy != "" {
			remedies = append(remedies, one.remedy)
		}
	}
	switch {
	case len(causes) == 0:
		return p.say(". No interval of the scenario is as long")
	case len(remedies) == 0:
		return p.say(". That is %s; a jitter of ± %s would remove it", p.listed(causes, "or"), p.duration(e.Jitter().Seconds()/2))
	}
	return p.say(". That is %s; what removes it: %s", p.listed(causes, "or"), p.listed(remedies, "or"))
}
