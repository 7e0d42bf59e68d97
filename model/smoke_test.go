package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollsim/rollsim/sim"
)

func must(d sim.Distribution, err error) sim.Distribution {
	if err != nil {
		panic(err)
	}
	return d
}

func office(clients, slots int) *Scenario {
	zone, _ := time.LoadLocation("Europe/Berlin")
	cal := &Calendar{Zone: zone, Workdays: [7]bool{false, true, true, true, true, true, false}, OfficeFrom: 8 * time.Hour, OfficeUntil: 18 * time.Hour}
	g := Group{Name: "all", Clients: clients, Calendar: cal, Delivery: AutoUpdater,
		Versions: []VersionShare{{"9.3", 1}}, KeyUsers: 0.02,
		Presence: Presence{Absent: 0.17, AbsentSpell: 4, Boot: must(sim.NormalWithin(7.5*3600, 9*3600, 0.159*1.5*3600)), Restarts: 0.4, Session: must(sim.Normal(8.5*3600, 45*60)), Together: 5 * time.Minute},
		Updater:  Updater{Interval: 24 * time.Hour, OnError: 4 * time.Hour, DownloadTries: 5, Apps: AppsClosed{0.9, 2 * time.Minute, 10 * time.Minute, 90 * time.Minute, 2 * time.Minute, 120}},
		Managed:  Managed{PolicyPoll: time.Hour, Deadline: Span{7 * 24 * time.Hour, LocalDays}},
		Self:     SelfService{Response: SpanDistribution{must(sim.LognormalMedianP95(86400, 7*86400)), Workdays}, Never: 0.05},
		Download: Download{Size: 250 << 20, Rate: 50e6},
		Install:  Install{Duration: must(sim.LognormalMedianP95(120, 480)), Fails: 0.02, Tries: 5},
		Sync:     Sync{OnLogIn: true, OnTimer: true, OnUpdate: true, Interval: 4 * time.Hour, Delta: must(sim.LognormalMedianP95(20, 90)), Full: must(sim.LognormalMedianP95(180, 480))},
	}
	s := &Scenario{Name: "office", Start: time.Date(2027, 4, 12, 0, 0, 0, 0, zone), Seed: 1, Replications: 20, Calendar: cal, Groups: []Group{g},
		Backend: Backend{Version: "9.4", Slots: []int{slots}, Admission: Admission{CompatibleFrom: "9.3", Hint: Hint{Fixed: time.Minute}, Jitter: 2 * time.Second}},
		Release: &Release{Version: "9.4"}}
	waves := func() []Phase {
		return Waves(clients, Size{Kind: SizeCount, Count: clients / 8}, Span{2 * 24 * time.Hour, Workdays}, Phase{})
	}
	s.Strategies = []Strategy{
		{Name: "big bang", Phases: BigBang(Phase{})},
		{Name: "waves", Phases: waves()},
		{Name: "pilot", Phases: Pilot(Phase{Size: Size{Kind: SizeCount, Count: 100}, Gate: Gate{Soak: Span{3 * 24 * time.Hour, Workdays}}}, waves())},
	}
	s.Horizon = PlannedHorizon(s)
	return s
}

func TestSmoke(t *testing.T) {
	s := office(4000, 50)
	fmt.Println("horizon", s.Horizon)
	m := New(s)
	begin := time.Now()
	w := m.Begin(50, 0)
	fmt.Println("begin", time.Since(begin))
	for _, st := range m.Strategies() {
		begin := time.Now()
		o := w.Branch().Roll(st, nil)
		fmt.Println(st.Name, time.Since(begin), o.Accounting)
		for _, me := range Metrics {
			fmt.Printf("   %s %.4g %s\n", me.Name, me.Of(o), me.Unit)
		}
	}
}
