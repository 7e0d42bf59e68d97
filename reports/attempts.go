package reports

import (
	"math"
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A storm is a stretch of time in which so much runs at once that it slows each
// other, and many attempts end without success. Their clients try again on top of
// the others, so that a storm can feed itself when what caused it is long over.
type storm struct {
	from, until float64 // seconds since the start
	worst       float64 // largest share 0..1 of attempts of an interval that fail
	worstAt     float64 // where its interval begins
}

// What makes a storm, on average over rollouts. Shorter ones are no more than the
// attempts that a failure has ended, and where nothing is slowed attempts fail for
// reasons of their own, such as more work than the timeout allows.
const (
	stormShare = 0.1              // of the attempts of an interval that fail, and one of them at least
	stormSpeed = 0.9              // of full speed: what runs is slower
	stormGap   = time.Hour        // with less in between it is the same storm
	stormLeast = 15 * time.Minute // from the beginning to the end
)

// storms are the storms of a series, in order.
func (p *page) storms(s *study.Series) []storm {
	var all []storm
	for k, failed := range s.Failed {
		share := failed / (failed + at0(s.Ended, k))
		if failed < 1 || share <= stormShare || p.speed(s, k) >= stormSpeed {
			continue
		}
		from, until := instant(s, k), instant(s, k+1)
		if n := len(all); n == 0 || from-all[n-1].until >= stormGap.Seconds() {
			all = append(all, storm{from: from})
		}
		last := &all[len(all)-1]
		last.until = until
		if share > last.worst {
			last.worst, last.worstAt = share, from
		}
	}
	var found []storm
	for _, one := range all {
		if one.until-one.from >= stormLeast.Seconds() {
			found = append(found, one)
		}
	}
	return found
}

// speed is how fast what runs in an interval is, 0..1 of full speed, if all nodes
// are there.
func (p *page) speed(s *study.Series, k int) float64 {
	c := p.Scenario.Backend.Capacity
	running := int(at0(s.Running, k) + at0(s.Bypass, k))
	if c == nil || running < 1 {
		return 1
	}
	return c.Speed(running, 1)
}

// losesAttempts tells whether attempts end without success that are worth naming:
// one in a hundred, or those of a storm.
func (p *page) losesAttempts(r *study.Result) bool {
	all, good := numberOf(r, throughput), numberOf(r, goodput)
	if all == nil || good == nil || all.Mean <= good.Mean {
		return false
	}
	return 1-good.Mean/all.Mean >= 0.01 || len(p.storms(&r.Series)) > 0
}

// attemptNotes hold goodput against throughput, and say when storms end.
func (p *page) attemptNotes() []string {
	var found []string
	stormy := false
	for i := range p.Results {
		r := &p.Results[i]
		if !p.losesAttempts(r) {
			continue
		}
		all, good, raging := numberOf(r, throughput), numberOf(r, goodput), p.storms(&r.Series)
		text := p.Say(say.T("%s: goodput %s of a throughput of %s attempts in an office hour; %s end without success",
			"%s: je Bürostunde gelingen %s von %s Versuchen; %s enden ohne Erfolg"),
			p.nameOf(r), p.estimate(good), p.estimate(all), p.Percent(1-good.Mean/all.Mean))
		if e := numberOf(r, timedOut); e != nil && e.Mean > 0 {
			text += p.ofRuns(say.T(" (%s time out in a rollout)", " (%s Zeitüberschreitungen je Rollout)"),
				say.T(" (%s time out in a run)", " (%s Zeitüberschreitungen je Replikation)"), p.estimate(e))
		}
		found = append(found, text)
		if len(raging) > 0 {
			stormy = true
			found = append(found, p.nameOf(r)+": "+p.raging(r, raging))
		}
	}
	if stormy {
		found = append(found, p.ofRuns(say.T("a storm: intervals of %s in which what runs is slowed to less than %s of full speed and more than one attempt in %d ends without success, on average over rollouts, for at least %s and with less than %s between them",
			"ein Sturm: Abschnitte von %s, in denen alles Laufende auf weniger als %s der vollen Geschwindigkeit gebremst ist und mehr als einer von %d Versuchen ohne Erfolg endet, im Mittel über die Rollouts, mindestens %s lang und mit weniger als %s dazwischen"),
			say.T("a storm: intervals of %s in which what runs is slowed to less than %s of full speed and more than one attempt in %d ends without success, on average over runs, for at least %s and with less than %s between them",
				"ein Sturm: Abschnitte von %s, in denen alles Laufende auf weniger als %s der vollen Geschwindigkeit gebremst ist und mehr als einer von %d Versuchen ohne Erfolg endet, im Mittel über die Replikationen, mindestens %s lang und mit weniger als %s dazwischen"),
			p.Duration(model.SeriesWidth.Seconds()), p.Percent(stormSpeed), int(math.Round(1/stormShare)), p.Duration(stormLeast.Seconds()), p.Duration(stormGap.Seconds())))
	}
	return found
}

// raging says when the storms of a result begin and end, how bad they are, and what
// they outlast.
func (p *page) raging(r *study.Result, all []storm) string {
	last, worst := &all[len(all)-1], &all[0]
	for i := range all {
		if all[i].worst > worst.worst {
			worst = &all[i]
		}
	}
	text := ""
	switch many := strconv.Itoa(len(all)); {
	case p.unending(r, last) && len(all) == 1:
		text = p.Say(say.T("the storm of attempts that fail and come back has not ended on the last workday simulated: it feeds itself. It begins on %s",
			"der Sturm von Versuchen, die scheitern und wiederkommen, ist am letzten simulierten Arbeitstag nicht zu Ende: er nährt sich selbst. Er beginnt am %s"), p.short(last.from))
	case p.unending(r, last):
		text = p.Say(say.T("%s storms of attempts that fail and come back; the last has not ended on the last workday simulated: it feeds itself. The first begins on %s",
			"%s Stürme von Versuchen, die scheitern und wiederkommen; der letzte ist am letzten simulierten Arbeitstag nicht zu Ende: er nährt sich selbst. Der erste beginnt am %s"), many, p.short(all[0].from))
	case len(all) > 1:
		text = p.Say(say.T("%s storms of attempts that fail and come back; the last lasts from %s, the first from %s",
			"%s Stürme von Versuchen, die scheitern und wiederkommen; der letzte dauert von %s, der erste von %s"), many, p.lasting(last), p.lasting(&all[0]))
	default:
		text = p.Say(say.T("the storm of attempts that fail and come back lasts from %s",
			"der Sturm von Versuchen, die scheitern und wiederkommen, dauert von %s"), p.lasting(last))
	}
	if e := p.outlasted(last); e != nil {
		text += p.Say(say.T(", %s longer than the outage", ", %s länger als der Ausfall"), p.Duration(last.until-(e.At+e.For).Seconds()))
	}
	return text + p.Say(say.T("; at its worst, on %s, %s of the attempts fail",
		"; auf dem Höhepunkt, am %s, scheitern %s der Versuche"), p.short(worst.worstAt), p.Percent(worst.worst))
}

// lasting writes from when to when a storm lasts.
func (p *page) lasting(s *storm) string {
	until := p.short(s.until)
	if model.DateOf(p.at(s.from)) == model.DateOf(p.at(s.until)) {
		until = p.at(s.until).Format("15:04")
	}
	return p.Say(say.T("%s to %s", "%s bis %s"), p.short(s.from), until)
}

// unending tells whether a storm is on the last workday of a result.
func (p *page) unending(r *study.Result, s *storm) bool {
	end := instant(&r.Series, len(r.Series.Failed))
	for d := model.DateOf(p.at(s.until)).Add(1); d.In(p.calendar.Zone).Sub(p.start).Seconds() < end; d = d.Add(1) {
		if p.calendar.Workday(d) {
			return false
		}
	}
	return true
}

// outlasted is the last outage that ended in a storm, nil if there is none.
func (p *page) outlasted(s *storm) *model.BackendEvent {
	var found *model.BackendEvent
	for i := range p.Scenario.Backend.Events {
		e := &p.Scenario.Backend.Events[i]
		if end := (e.At + e.For).Seconds(); e.Kind == model.Outage && end > s.from && end < s.until {
			found = e
		}
	}
	return found
}
