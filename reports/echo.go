package reports

import (
	"fmt"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// An interval is a fixed time of the scenario after which clients come back.
type interval struct {
	length time.Duration
	what   say.Msg
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
	add := func(length time.Duration, what say.Msg, remedy string) {
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
	if a := &b.Admission; a.Discipline == model.ReAsk && a.RetryPolicy.After == nil {
		told := []time.Duration{time.Duration(math.Ceil(a.RetryAfter.Fixed.Minutes())) * time.Minute}
		if a.RetryAfter.Estimate {
			told = nil
			for n := range mostTold {
				told = append(told, time.Duration(n+1)*time.Minute)
			}
		}
		for _, wait := range told {
			add(wait, say.T("a wait that denied clients are told",
				"eine Wartezeit, die abgewiesenen Clients angezeigt wird"), "backend.admission.hint.jitter="+late(wait))
		}
	}
	if b.Timeout != nil {
		add(b.Timeout.Retry.Fixed, say.T("the wait before a failed attempt is repeated",
			"die Pause vor der Wiederholung eines gescheiterten Versuchs"), "backend.timeout.retry.jitter=50%")
		if spread := late(b.Timeout.After); b.Timeout.Retry.Fixed > 0 {
			add(b.Timeout.After+b.Timeout.Retry.Fixed, say.T("the timeout and the wait before the next attempt",
				"die Zeitüberschreitung und die Pause bis zum nächsten Versuch"),
				fmt.Sprintf("backend.timeout.retry={exponential: {base: %s, cap: %s}}", spread, spread))
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		if g.Sync.OnTimer {
			add(g.Sync.Interval, say.T("the interval of the sync timer",
				"der Abstand der zeitgesteuerten Synchronisierungen"), "sync.jitter=50%")
		}
		if g.Delivery == model.AutoUpdater {
			add(g.Updater.Interval, say.T("the interval of the auto-updater",
				"der Abstand der Prüfungen des Auto-Updaters"), "updater.jitter=50%")
			add(g.Updater.OnError, say.T("the wait of the auto-updater after an error",
				"die Pause des Auto-Updaters nach einem Fehler"), "")
		}
		if g.Delivery == model.ManagedDelivery {
			add(g.Managed.PolicyPoll, say.T("the policy poll of managed PCs",
				"der Abruf der Richtlinien durch verwaltete PCs"), "")
		}
	}
	if b.Autoscale != nil {
		add(b.Autoscale.Check, say.T("the look of autoscale at the load",
			"der Abstand, in dem die Autoskalierung die Last prüft"), "")
		add(b.Autoscale.ReadyAfter, say.T("the time until a node that autoscale orders is ready",
			"die Zeit, bis ein Knoten der Autoskalierung bereit ist"), "")
		add(b.Autoscale.CoolDown, say.T("the cool-down of autoscale", "die Abkühlzeit der Autoskalierung"), "")
	}
	add(b.Balancer.SignalAge, say.T("the age of the balancer's signal",
		"das Alter der Lastinformation des Verteilers"), "")
	return all
}

// late is a jitter that is added to an interval and wide enough to remove its echo,
// as a scenario file has it: in full ten seconds, or full minutes from ten on.
func late(interval time.Duration) string {
	jitter := model.PeriodicLoad{Period: interval}.LateJitter()
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
		if r.PeriodicLoad == nil {
			continue
		}
		e := r.PeriodicLoad
		text := p.Say(say.T("%s: the asks come back every %s, %s in a row from %s on, in %s of %s; the peak of a period is %s times its mean",
			"%s: die Anfragen kommen alle %s wieder, %s in Folge ab %s, in %s von %s; die Spitze einer Periode ist das %s-Fache ihres Mittelwerts"),
			p.nameOf(r), p.Duration(e.Period.Seconds()), p.Counted(e.Bursts, say.Times), p.short(e.From.Seconds()), fmt.Sprint(e.In), p.runs(e.Of), p.Number(e.Peak, 1))
		found = append(found, text+p.cause(e))
	}
	return found
}

// cause says which interval of the scenario a period equals and what removes it.
func (p *page) cause(e *study.PeriodicLoad) string {
	var causes, remedies []string
	for _, one := range intervals(p.Scenario) {
		if math.Abs(e.Period.Seconds()-one.length.Seconds()) > alike*one.length.Seconds() {
			continue
		}
		causes = append(causes, p.Say(one.what)+" ("+p.Duration(one.length.Seconds())+")")
		if one.remedy != "" {
			remedies = append(remedies, one.remedy)
		}
	}
	switch {
	case len(causes) == 0:
		return p.Say(say.T(". No interval of the scenario is as long",
			". Kein Abstand im Szenario ist so lang"))
	case len(remedies) == 0:
		return p.Say(say.T(". That is %s; a jitter of ± %s would remove it",
			". So lang ist auch: %s; eine Streuung von ± %s würde es beseitigen"), p.Listed(causes, say.Or), p.Duration(e.Jitter().Seconds()/2))
	}
	return p.Say(say.T(". That is %s; what removes it: %s",
		". So lang ist auch: %s; dagegen hilft: %s"), p.Listed(causes, say.Or), p.Listed(remedies, say.Or))
}
