package model

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// The scenarios and small helpers that the tests of this package share. All
// scenarios start on Monday, 12 April 2027, 00:00 in Berlin, with no change of
// the clock near, unless a test says otherwise.

// law unwraps what a constructor of package dist returns; the parameters are
// those of tests and right.
func law(d dist.Distribution, err error) dist.Distribution {
	if err != nil {
		panic(err)
	}
	return d
}

// always is the constant law, of whole seconds.
func always(d time.Duration) dist.Distribution { return law(dist.Constant(d.Seconds())) }

// dayAt returns an instant of day n (0: the day of the start) by the clock, on days
// without a clock change before.
func dayAt(n, hour, minute int) time.Duration {
	return time.Duration(n)*24*time.Hour + time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
}

func workdays(n float64) Span {
	return Span{Length: time.Duration(n * 24 * float64(time.Hour)), Unit: Workdays}
}

func localDays(n float64) Span {
	return Span{Length: time.Duration(n * 24 * float64(time.Hour)), Unit: LocalDays}
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// fiveDays is the calendar of an office in a zone, Monday to Friday.
func fiveDays(name string, holidays ...Date) *Calendar {
	return &Calendar{Zone: zone(name), Workdays: [7]bool{false, true, true, true, true, true, false},
		Holidays: holidays, OfficeFrom: 8 * time.Hour, OfficeUntil: 18 * time.Hour}
}

// sevenDays is a calendar without a day off.
func sevenDays(name string) *Calendar {
	c := fiveDays(name)
	c.Workdays = [7]bool{true, true, true, true, true, true, true}
	return c
}

// office is a fleet of PCs as the defaults of a scenario file describe them, with
// big bang, eight waves every two workdays, and a pilot before such waves.
func office(clients, slots int) *Scenario {
	calendar := fiveDays("Europe/Berlin")
	s := &Scenario{
		Name: "office", Seed: 1, Replications: 1, Calendar: calendar,
		Start: time.Date(2027, 4, 12, 0, 0, 0, 0, calendar.Zone),
		Groups: []Group{{
			Name: "headquarters", Clients: clients, Calendar: calendar, Delivery: AutoUpdater,
			Versions: []VersionShare{{"9.3", 1}}, KeyUsers: 0.02,
			Presence: Presence{
				Absent: 0.17, AbsentSpell: 4,
				Boot:     law(dist.NormalWithin(7.5*3600, 9*3600, 0.159*1.5*3600)),
				Restarts: 0.4, Session: law(dist.Normal(8.5*3600, 45*60)), Together: 5 * time.Minute,
			},
			Updater: Updater{Interval: 24 * time.Hour, OnError: 4 * time.Hour, DownloadTries: 5, Apps: AppsClosed{
				AfterRestart: 0.9, RestartFor: 2 * time.Minute,
				ClosedSpell: 10 * time.Minute, OpenSpell: 90 * time.Minute, Poll: 2 * time.Minute, Tries: 120}},
			Managed:  Managed{PolicyPoll: time.Hour, Deadline: localDays(7)},
			Self:     SelfService{Response: SpanDistribution{law(dist.LognormalMedianP95(86400, 7*86400)), Workdays}, Never: 0.05},
			Download: Download{Size: 250 << 20, Rate: 50e6},
			Install:  Install{Duration: law(dist.LognormalMedianP95(120, 480)), Fails: 0.02, Tries: 5},
			Sync: Sync{OnLogIn: true, OnTimer: true, OnUpdate: true, Interval: 4 * time.Hour,
				Delta: law(dist.LognormalMedianP95(20, 90)), Full: law(dist.LognormalMedianP95(180, 480))},
		}},
		Backend: Backend{Version: "9.4", Slots: []int{slots}, Admission: Admission{
			CompatibleFrom: "9.3", RetryAfter: RetryAfter{Fixed: time.Minute}, Jitter: 2 * time.Second, QueueLimit: -1}},
		Release: &Release{Version: "9.4"},
	}
	waves := func() []Phase {
		return Waves(clients, Size{Kind: SizeCount, Count: (clients + 7) / 8}, workdays(2), Phase{})
	}
	s.Strategies = []Strategy{
		{Name: "big bang", Phases: BigBang(Phase{})},
		{Name: "waves", Phases: waves()},
		{Name: "pilot", Phases: Pilot(Phase{Size: Size{Kind: SizeCount, Count: (clients + 39) / 40}, Gate: Gate{Soak: workdays(3)}}, waves())},
	}
	s.Horizon = PlannedHorizon(s)
	return s
}

// clockwork is a fleet without chance: PCs are on from 08:00 to 16:00 on
// workdays, a download takes 10 minutes, programs are always closed, an install
// takes 5 minutes, only updates are synchronised, by ticket, and a sync takes 3
// minutes. It is offered the update on Monday 00:00.
func clockwork(clients, slots int) *Scenario {
	s := office(clients, slots)
	s.Horizon = 14
	s.Backend.Admission.Discipline, s.Backend.Admission.Jitter = Ticket, 0
	g := &s.Groups[0]
	g.KeyUsers = 0
	g.Presence = Presence{AbsentSpell: 4, Boot: always(8 * time.Hour), Session: always(8 * time.Hour)}
	g.Updater.Apps = programsNeverOpen
	g.Self = SelfService{Response: SpanDistribution{always(24 * time.Hour), Workdays}}
	g.Download = Download{Size: 600e6, Rate: 8e6}
	g.Install = Install{Duration: always(5 * time.Minute), Tries: 5}
	g.Sync = Sync{OnUpdate: true, Interval: 4 * time.Hour, Delta: always(time.Minute), Full: always(3 * time.Minute)}
	s.Strategies = []Strategy{{Name: "big bang", Phases: BigBang(Phase{})}}
	return s
}

// programsNeverOpen has its programs open for a nanosecond at a time.
var programsNeverOpen = AppsClosed{ClosedSpell: 1e6 * time.Hour, OpenSpell: 1, Poll: 2 * time.Minute, Tries: 120}

// oneJobEach returns a scenario without PCs that replays arrivals on so many
// slots, first come, first served.
func oneJobEach(arrivals []Arrival, slots, horizon int) *Scenario {
	s := office(1, slots)
	s.Groups, s.Strategies, s.Release = nil, nil, nil
	s.Horizon = horizon
	s.Backend.Admission.Discipline, s.Backend.Admission.Jitter = Ticket, 0
	s.Workloads = []Workload{{Name: "trace", Arrivals: Arrivals{Kind: Replay, Trace: ArrivalList(arrivals)}}}
	return s
}

// replayed are arrivals from memory.
func replayed(arrivals []Arrival) Arrivals {
	return Arrivals{Kind: Replay, Trace: ArrivalList(arrivals)}
}

// disciplineOf is ticket or re-ask.
func disciplineOf(ticket bool) Discipline {
	if ticket {
		return Ticket
	}
	return ReAsk
}

// roll plays replication 0 of a strategy on the first slot number, and returns
// what it shows and its records.
func roll(s *Scenario, strategy *Strategy) (*Outcome, []Record) {
	return rollPrepared(s, strategy, nil)
}

// rollPrepared is roll with a say in the state two weeks before the start.
func rollPrepared(s *Scenario, strategy *Strategy, prepare func(*World)) (*Outcome, []Record) {
	w := newWorld(New(s), s.Backend.Slots[0], 0)
	if prepare != nil {
		prepare(w)
	}
	w.play(0)
	var records []Record
	o := w.Roll(strategy, func(r *Record) { records = append(records, *r) })
	return o, records
}

// byAsked sorts records by client and first ask, and returns them.
func byAsked(records []Record) []Record {
	slices.SortStableFunc(records, func(a, b Record) int {
		if a.Client != b.Client {
			return int(a.Client) - int(b.Client)
		}
		return int(a.Asked - b.Asked)
	})
	return records
}

// anonymous removes from records what names the strategy and its phases.
func anonymous(records []Record) []Record {
	bare := slices.Clone(records)
	for i := range bare {
		bare[i].Strategy, bare[i].Phase = "", ""
	}
	return bare
}

// sameRecords fails the test at the first difference of two runs but for the
// names of strategies and phases. It also fails when there are no records.
func sameRecords(t *testing.T, what string, a, b []Record) {
	t.Helper()
	if !assert.True(t, len(a) != 0 && len(a) == len(b),
		"%s: %d records and %d, want as many, and some", what, len(a), len(b)) {
		return
	}
	a, b = anonymous(a), anonymous(b)
	for i := range a {
		if a[i] != b[i] {
			assert.Fail(t, fmt.Sprintf("%s: record %d differs:\n%+v\n%+v", what, i, a[i], b[i]))
			return
		}
	}
}

// withinChance fails the test unless a count of successes is within four
// standard deviations of what n trials of chance p give. Chance is fixed by the
// seed, so a test that passes once passes always.
func withinChance(t *testing.T, what string, count, n int, p float64) {
	t.Helper()
	got, sd := float64(count)/float64(n), math.Sqrt(p*(1-p)/float64(n))
	assert.True(t, math.Abs(got-p) <= 4*sd,
		"%s: %d of %d = %.4f, want %.4f ± %.4f", what, count, n, got, p, 4*sd)
}

// readJSON reads a file of the project's test data.
func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into), path)
}
