package reports

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// The metrics that people are told about first. Everything else is in the JSON
// and the CSV.
const (
	waitAfterUpdate = "wait.update.p95"
	waitAnySync     = "wait.all.p95" // read where there are no updates to wait after
	longestWait     = "wait.worst.p95"
	busiestHour     = "utilization.hour"
	updatedBy       = "updated.p95"
	loadRatio       = "load_ratio"
	neverUpdated    = "never"
	promiseError    = "promise.error" // the one metric that may be below 0
	promiseBroken   = "promise.broken"
	capacityHour    = "capacity.hour"
	throughput      = "throughput"
	goodput         = "goodput"
	timedOut        = "timed_out"
	nodeHours       = "node_hours"
)

// A page is a comparison on its way to a reader: the results, the clock that
// dates them, and how strategies are named.
type page struct {
	*study.Comparison
	clock
	columns   bool                     // results differ in their slots, so a strategy's name needs them
	several   bool                     // several slot settings are compared
	queue     bool                     // there are no PCs: results are told by their slots alone
	partial   bool                     // some PCs are never updated, so shares are of those that can be
	slows     bool                     // people are told delays in place of waits
	unlimited bool                     // the backend knows no admission control: every sync starts at once
	remark    string                   // what pictures say besides
	spell     func(text string) string // how names are spelled, in what scenarios say too
}

// pageOf is a page in English; pageIn is one in a language.
func pageOf(c *study.Comparison) *page { return pageIn(c, voice{say.English}) }

func pageIn(c *study.Comparison, l voice) *page {
	c = renamed(c, printable)
	b := &c.Scenario.Backend
	p := &page{spell: printable, Comparison: c, clock: clockIn(c.Scenario, l), queue: isQueue(c.Scenario), partial: leavesOut(c),
		slows: b.Slows(), unlimited: b.Version.Compare(b.Admission.CompatibleFrom) < 0}
	for i := range c.Results {
		r := &c.Results[i]
		p.columns = p.columns || r.Slots != c.Results[0].Slots || r.Auto != study.Given
		p.several = p.several || r.Column != c.Results[0].Column
	}
	return p
}

// leavesOut tells whether under some strategy not all PCs can be updated: some have
// the release already, are in no phase, refuse it, or fail for good.
func leavesOut(c *study.Comparison) bool {
	for i := range c.Scenario.Groups {
		if c.Scenario.Release != nil && needing(c.Scenario, &c.Scenario.Groups[i]) < 1-1e-9 {
			return true
		}
	}
	for i := range c.Results {
		r := &c.Results[i]
		if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
			return true
		}
		taken := 0
		for k := range r.Phases {
			taken += r.Phases[k].Clients
		}
		if len(r.Phases) > 0 && taken < c.Scenario.Clients() {
			return true
		}
	}
	return false
}

// needing is the share 0..1 of a group whose version is older than the release.
func needing(s *model.Scenario, g *model.Group) float64 {
	share := 0.0
	for _, v := range g.Versions {
		if v.Version.Compare(s.Release.Version) < 0 {
			share += v.Share
		}
	}
	return share
}

// updated says that most of the PCs are updated by an instant.
func (p *page) updated(by string) string {
	if p.partial {
		return p.Say(say.T("95 %% of the PCs that can be updated are updated by %s",
			"95 %% der PCs, die das Update erhalten können, sind bis %s aktualisiert"), by)
	}
	return p.Say(say.T("95 %% of the PCs are updated by %s",
		"95 %% der PCs sind bis %s aktualisiert"), by)
}

// name is what a result is called: its strategy, and its slots where several
// numbers are compared. A queueing model has no strategies.
func (p *page) name(strategy string, slots int) string {
	switch {
	case p.queue:
		return p.slots(slots)
	case !p.columns:
		return p.called(strategy)
	case slots == 1:
		return p.Say(say.T("%s on 1 slot", "%s (1 parallel)"), p.called(strategy))
	}
	return p.Say(say.T("%s on %s slots", "%s (%s parallel)"), p.called(strategy), p.Thousands(slots))
}

func (p *page) nameOf(r *study.Result) string { return p.name(r.Strategy, r.Slots) }

// label is what a result is called in a picture, which is of one slot setting and
// has little room.
func (p *page) label(r *study.Result) string {
	slots := p.slots(r.Slots)
	switch {
	case p.queue:
		return slots
	case r.Auto != study.Given:
		return p.shortName(r.Strategy, 36) + ", " + slots
	}
	return p.shortName(r.Strategy, 36)
}

// rowName is what a result is called at the head of a row of words.
func (p *page) rowName(r *study.Result) string {
	if p.queue {
		return p.nameOf(r)
	}
	return p.name(p.shortName(r.Strategy, 36), r.Slots)
}

// names joins the names of results into a phrase.
func (p *page) names(results []*study.Result, join say.Msg) string {
	words := make([]string, len(results))
	for i, r := range results {
		words[i] = p.nameOf(r)
	}
	return p.Listed(words, join)
}

// rollouts are the results that roll something out.
func (p *page) rollouts() []*study.Result {
	var found []*study.Result
	for i := range p.Results {
		if p.Results[i].Strategy != model.NoRollout {
			found = append(found, &p.Results[i])
		}
	}
	return found
}

// where returns those of the results for which is holds.
func where(results []*study.Result, is func(*study.Result) bool) []*study.Result {
	var found []*study.Result
	for _, r := range results {
		if is(r) {
			found = append(found, r)
		}
	}
	return found
}

// who waits: people, or jobs where there are no PCs.
func (p *page) who(n int) string {
	if p.queue {
		return p.Counted(n, say.Jobs)
	}
	return p.Counted(n, say.People)
}

// those are the same without a number.
func (p *page) those() string {
	if p.queue {
		return p.Say(say.T("jobs", "Aufträge"))
	}
	return p.Say(say.T("people", "Personen"))
}

// metric returns an estimate by the name of its metric, nil if the result has none.
func metric(r *study.Result, name string) *study.Estimate {
	for i := range r.Metrics {
		if r.Metrics[i].Metric.Name == name {
			return &r.Metrics[i]
		}
	}
	return nil
}

// numberOf returns an estimate that has a number, or nil.
func numberOf(r *study.Result, name string) *study.Estimate {
	if e := metric(r, name); e != nil && finite(e.Mean) && !unknown(e) {
		return e
	}
	return nil
}

// tally counts the targets of a result by outcome.
func tally(r *study.Result) (n [4]int) {
	for i := range r.Targets {
		n[r.Targets[i].Outcome]++
	}
	return n
}

// looked is how many targets of a result apply to it: all but those that are skipped.
func looked(r *study.Result) int { return len(r.Targets) - tally(r)[study.Skipped] }

// meetsAll tells whether a result meets every target. A plan that updates nobody
// has nothing to count for some, and does not meet these; to no rollout they do
// not apply.
func meetsAll(r *study.Result) bool {
	n := tally(r)
	skipped := n[study.Skipped] > 0 && r.Strategy != model.NoRollout
	return n[study.Missed] == 0 && n[study.Undecided] == 0 && !skipped && n[study.Met] > 0
}

func missesOne(r *study.Result) bool { return tally(r)[study.Missed] > 0 }

func undecided(r *study.Result) bool {
	n := tally(r)
	return n[study.Missed] == 0 && n[study.Undecided] > 0
}
