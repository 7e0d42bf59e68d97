package reports

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestStorms checks what counts as a storm and where it ends.
func TestStorms(t *testing.T) {
	const monday, friday = 0, 4
	p := pageOf(without92())
	for _, tt := range []struct {
		name   string
		series study.Series
		want   []storm // worst and worstAt are not looked at
	}{
		{"quiet", storming(1), nil},
		{"many fail and nothing is slowed", storming(44, [3]float64{monday, 8, 10}), nil},
		{"ten minutes", storming(100, [3]float64{monday, 8, 8.1}), nil},
		{"a quarter of an hour", storming(100, [3]float64{monday, 8, 8.25}), []storm{{from: 8 * hour, until: 8.25 * hour}}},
		{"half an hour of rest", storming(100, [3]float64{monday, 8, 9}, [3]float64{monday, 9.5, 10}), []storm{{from: 8 * hour, until: 10 * hour}}},
		{"an hour of rest", storming(100, [3]float64{monday, 8, 9}, [3]float64{monday, 10, 11}),
			[]storm{{from: 8 * hour, until: 9 * hour}, {from: 10 * hour, until: 11 * hour}}},
		{"two days", storming(100, [3]float64{monday, 8, 9}, [3]float64{friday, 8, 9}),
			[]storm{{from: 8 * hour, until: 9 * hour}, {from: 4*workday + 8*hour, until: 4*workday + 9*hour}}},
	} {
		got := p.storms(&tt.series)
		same := slices.EqualFunc(got, tt.want, func(a, b storm) bool {
			return math.Abs(a.from-b.from) < 1 && math.Abs(a.until-b.until) < 1 && a.worst == 0.75
		})
		assert.True(t, same, "%s: storms %+v, want %+v", tt.name, got, tt.want)
	}
}

// TestStormOutlastsOutage checks that a storm is held against the outage that is
// over before it.
func TestStormOutlastsOutage(t *testing.T) {
	c := without92()
	c.Scenario.Backend.Events = []model.BackendEvent{{At: 8 * time.Hour, Kind: model.Outage, For: 20 * time.Minute}}
	c.Results[2].Series = storming(276, [3]float64{0, 8, 9.5})
	check(t, "attempts", strings.Join(pageOf(c).attemptNotes(), "\n"),
		[]string{"waves: the storm of attempts that fail and come back lasts from Mon 12 Apr, 08:00 to 09:30, 1 h 10 min longer than the outage; at its worst, on Mon 12 Apr, 08:00, 75 % of the attempts fail"}, nil)
}

// TestEchoCause checks which interval of a scenario a period is put down to.
func TestEchoCause(t *testing.T) {
	reAsk := model.Backend{Admission: model.Admission{RetryAfter: model.RetryAfter{Fixed: 90 * time.Second}}}
	estimate := model.Backend{Admission: model.Admission{RetryAfter: model.RetryAfter{Estimate: true}}}
	retries := model.Backend{Admission: model.Admission{Discipline: model.Ticket},
		Timeout: &model.Timeout{After: 15 * time.Minute, Retry: model.Retry{Fixed: 5 * time.Minute}}}
	scales := model.Backend{Admission: model.Admission{Discipline: model.Ticket}, Autoscale: &model.Autoscale{Check: 15 * time.Second, CoolDown: 5 * time.Minute}}
	office := []model.Group{{Sync: model.Sync{OnTimer: true, Interval: 4 * time.Hour}}, {Sync: model.Sync{OnTimer: true, Interval: 4 * time.Hour}}}
	for _, tt := range []struct {
		name    string
		backend model.Backend
		period  time.Duration
		want    string
	}{
		{"the wait told, in full minutes", reAsk, 121 * time.Second, ". That is a wait that denied clients are told (2 min); what removes it: backend.admission.hint.jitter=200s"},
		{"not as written", reAsk, 90 * time.Second, ". No interval of the scenario is as long"},
		{"5 % more", reAsk, 126 * time.Second, ". That is a wait that denied clients are told (2 min)"},
		{"6 % more", reAsk, 127200 * time.Millisecond, ". No interval"},
		{"an estimate", estimate, 237 * time.Second, ". That is a wait that denied clients are told (4 min)"},
		{"a retry", retries, 302 * time.Second, ". That is the wait before a failed attempt is repeated (5 min); what removes it: backend.timeout.retry.jitter=50%"},
		{"a timeout and a retry", retries, 20 * time.Minute, ". That is the timeout and the wait before the next attempt (20 min); what removes it: backend.timeout.retry={exponential: {base: 25m, cap: 25m}}"},
		{"the timer", retries, 4 * time.Hour, ". That is the interval of the sync timer (4 h); what removes it: sync.jitter=50%"},
		{"autoscale", scales, 5 * time.Minute, ". That is the cool-down of autoscale (5 min); a jitter of ± 2 min 16 s would remove it"},
	} {
		c := officeComparison()
		c.Scenario.Backend, c.Scenario.Groups = tt.backend, office
		got := pageOf(c).cause(&study.PeriodicLoad{PeriodicLoad: model.PeriodicLoad{Period: tt.period}})
		assert.True(t, strings.HasPrefix(got, tt.want), "%s: %q, want %q", tt.name, got, tt.want)
	}
}

// TestProtection checks that what slots and plans protect is said only where it is
// so, in the direction in which it is.
func TestProtection(t *testing.T) {
	c := without92()
	c.Scenario.Backend.Version = "9.4"
	c.Results = c.Results[:3]
	all := append([]study.Result(nil), c.Results...)
	for _, r := range c.Results {
		r.Slots, r.Column = 200, 1
		r.Metrics = append([]study.Estimate(nil), r.Metrics...)
		*metric(&r, capacityHour) = estimated("capacity.hour", model.Ratio, around(20, 150, 1))
		all = append(all, r)
	}
	c.Results = all
	check(t, "more slots overrun the backend", strings.Join(pageOf(c).protectionNotes(), "\n"),
		[]string{"slots protect the backend: with waves, 50 slots in place of 200 mean 6.9 in place of 150 times the capacity",
			"plans protect the people: 19 of 20 are delayed by at most 5 min 12 s ± 5 s with waves on 50 slots, and by at most 4 h 36 min ± 4 min with big bang on 50 slots"},
		nil)
	for i := range c.Results {
		*metric(&c.Results[i], capacityHour) = estimated("capacity.hour", model.Ratio, around(20, 0.8, 0.01))
		*metric(&c.Results[i], "delay.update.p95") = estimated("delay.update.p95", model.Seconds, around(20, 60, 1))
	}
	got := pageOf(c).protectionNotes()
	assert.Nil(t, got, "nothing is overrun and nobody is spared, but the note says %q", got)
}

// TestNoNotesWithoutNeed checks that a backend that only shares out its slots is not
// spoken of.
func TestNoNotesWithoutNeed(t *testing.T) {
	for _, fixture := range []string{"Goodput", "What slots protect", "Capacity", "Nodes", "Echoes", "delay", "The backend"} {
		for i, line := range shown(officeComparison()) {
			assert.False(t, strings.HasPrefix(line, fixture), "line %d of the office: %q", i+1, line)
		}
	}
}

// TestBackendNotes checks the notes on nodes that come and go.
func TestBackendNotes(t *testing.T) {
	text := strings.Join(strings.Fields(strings.Join(shown(happening()), " ")), " ")
	check(t, "nodes", text, []string{"all alike: 2,640 node-hours, 41 % more than with 2 nodes all the time", "most nodes at once: 3 on average over rollouts, first on Mon 19 Apr, 07:00"}, []string{"big bang: 2,640"})
	check(t, "delay", text, []string{"Delay is what people wait in all beyond the work itself; it stands in place of the wait, since here a sync is slower"}, nil)
}

// TestMultiple checks that a small multiple is a percentage.
func TestMultiple(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want string
	}{{1.66, "166 % of it"}, {9.9, "990 % of it"}, {60.6, "61 times it"}} {
		assert.Equal(t, tt.want, english.multiple(tt.x, "it"), "multiple(%v)", tt.x)
	}
}

// plainBackend is one of which there is nothing to tell.
func plainBackend() model.Backend {
	return model.Backend{Version: "9.4", Slots: []int{50}, Nodes: 2, Admission: model.Admission{CompatibleFrom: "9.3", RetryAfter: model.RetryAfter{Fixed: time.Minute}}}
}

// configured are backends that are plain but for one thing, and how that is told.
var configured = []struct {
	name   string
	change func(b *model.Backend)
	want   string
}{
	{"too old", func(b *model.Backend) { b.Version = "9.2" }, "version 9.2: no admission control, so that every sync starts at once\n2 nodes"},
	{"left open", func(b *model.Backend) { b.Slots = []int{50, model.AutoSlots} }, "version 9.4: slots: 50 or as few as meet the targets\n"},
	{"least busy", func(b *model.Backend) {
		b.Balancer = model.Balancer{Policy: model.LeastBusy, SignalAge: 10 * time.Second, CountOwn: true}
	}, "2 nodes, each with slots, a line and a capacity of its own; asks go to the one with the fewest running and waiting, as reported every 10 s, and what was sent there since"},
	{"weighted", func(b *model.Backend) { b.Balancer = model.Balancer{Policy: model.Weighted, Weights: []float64{2, 1}} }, "asks go to one at random by the weights 2 : 1"},
	{"returns of their own", func(b *model.Backend) {
		b.Admission.RetryPolicy = model.RetryPolicy{After: window{60, 180}, FirstOnly: true}
	}, "who finds no free slot comes back after 2 min on average, whatever was shown, one after the other"},
	{"priority", func(b *model.Backend) {
		b.Admission.Discipline, b.Admission.Order, b.Capacity = model.Priority, []model.Cause{model.Update, model.LogIn}, &model.Capacity{FullSpeed: 80}
	}, "who finds no free slot waits in line: update before log-in, and within each first come, first served\ncapacity: 80 syncs at once run at full speed, more share it\nwaits are judged by delay"},
	{"scalability law", func(b *model.Backend) { b.Capacity = &model.Capacity{Contention: 0.02, Coherency: 0.0001} },
		"capacity: scalability law with contention 2 % and coherency 0.01 %; most gets done with 99 syncs at once"},
	{"a timeout", func(b *model.Backend) {
		b.Timeout = &model.Timeout{After: 30 * time.Minute, Retry: model.Retry{Base: time.Minute, Cap: 30 * time.Minute, Budget: 5}}
	}, "timeout: an attempt ends after 30 min; the next follows after a random time of up to 1 min, twice as much each time, at most 30 min; after 5 repetitions a PC rests until its next log-in or timer, and a job gives up"},
	{"autoscale", func(b *model.Backend) {
		b.Autoscale = &model.Autoscale{Target: 0.7, Min: 2, Max: 6, Check: 15 * time.Second, ReadyAfter: 5 * time.Minute, CoolDown: 10 * time.Minute, Add: 4, Remove: 1000}
	}, "autoscale: 2 to 6 nodes for a load of 70 % (running and waiting, of the slots); looks every 15 s, adds at most 4 and removes at most 1,000 at once; a node is ready after 5 min, and one goes that was not wanted for 10 min"},
	{"failures", func(b *model.Backend) {
		b.Failures = &model.Failures{Between: window{20 * workday, 40 * workday}, Repair: window{0, 2 * hour}, Running: model.Resume}
	}, "each node fails after 30 d on average and is back after 1 h on average; what runs there goes on elsewhere"},
	{"events", func(b *model.Backend) { b.Events = happening().Scenario.Backend.Events },
		"\nWed 14 Apr, 08:10: outage of all nodes for 20 min; what runs there is lost and begins again" +
			"\nThu 15 Apr, 08:00: deploy, one node after the other, each away for 3 min; what runs there is left to finish" +
			"\nFri 16 Apr, 07:00: from here on 80 slots" +
			"\nMon 19 Apr, 07:00: 1 node added, ready after 5 min" +
			"\nWed 21 Apr, 07:00: nearly all metadata changes: 5 s of work for every PC"},
}

// told says in a language what a backend of the office is.
func told(l say.Language, b model.Backend) string {
	s := *officeScenario()
	s.Backend = b
	return strings.Join(BackendInWords(l, &s), "\n")
}

// TestBackendInWords tells backends as they are configured.
func TestBackendInWords(t *testing.T) {
	got := told(say.English, plainBackend())
	assert.Empty(t, got, "a plain backend is told as %q", got)
	for _, tt := range configured {
		b := plainBackend()
		tt.change(&b)
		got := told(say.English, b)
		assert.Contains(t, got, tt.want, "%s: %q does not say %q", tt.name, got, tt.want)
	}
}

// TestGrownSlots checks up to how many slots a number at the start grows, and that
// the note and the condition of the verdict say so.
func TestGrownSlots(t *testing.T) {
	scales := &model.Autoscale{Min: 2, Max: 8}
	for _, tt := range []struct {
		name         string
		backend      model.Backend
		slots        int
		want, wantOn int
	}{
		{"fixed", model.Backend{Nodes: 2}, 50, 50, 2},
		{"autoscale", model.Backend{Nodes: 2, Autoscale: scales}, 50, 200, 8},
		{"autoscale, shares that differ", model.Backend{Nodes: 2, Autoscale: scales}, 51, 51 + 6*26, 8},
		{"autoscale that starts with all", model.Backend{Nodes: 8, Autoscale: scales}, 200, 200, 8},
		{"one more node", model.Backend{Nodes: 2, Events: []model.BackendEvent{{Kind: model.AddNodes, Nodes: 1}}}, 50, 75, 3},
		{"more slots, then a node", model.Backend{Nodes: 2, Events: []model.BackendEvent{{Kind: model.SetSlots, Slots: 80}, {Kind: model.AddNodes, Nodes: 1}}}, 50, 120, 3},
		{"fewer slots", model.Backend{Nodes: 2, Events: []model.BackendEvent{{Kind: model.SetSlots, Slots: 20}}}, 50, 50, 2},
	} {
		got, on := mostSlots(&tt.backend, tt.slots)
		assert.True(t, got == tt.want && on == tt.wantOn,
			"%s: at most %d slots on %d nodes, want %d on %d", tt.name, got, on, tt.want, tt.wantOn)
	}
	c := officeComparison()
	c.Scenario.Backend.Nodes, c.Scenario.Backend.Autoscale = 2, scales
	text := strings.Join(strings.Fields(strings.Join(shown(c), " ")), " ")
	check(t, "autoscale", text, []string{"50 slots at the start, up to 200 on 8 nodes: valid only if",
		"the backend really runs 50 syncs in parallel at the start, up to 200 on 8 nodes"}, nil)
}

// TestOneAtATime checks that one job is told as one.
func TestOneAtATime(t *testing.T) {
	c := singleQueue()
	c.Scenario.Backend.Capacity = &model.Capacity{FullSpeed: 1}
	check(t, "one job", pageOf(c).capable(c.Scenario.Backend.Capacity)+"; "+english.setupOfCapacity(c.Scenario),
		[]string{"runs 1 job at full speed at once", "capacity: 1 job at a time runs at full speed"}, []string{"jobs", "sync"})
	c.Scenario.Backend.Capacity = &model.Capacity{Contention: 0.02, Coherency: 0.0001}
	check(t, "a law of scalability", english.setupOfCapacity(c.Scenario), []string{"most gets done with 99 jobs at once"}, []string{"sync"})
}
