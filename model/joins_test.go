package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// isNew tells whether the client of a record is the PC of a new employee.
func (s *Scenario) isNew(who uint32) bool {
	return int(who) >= s.Clients() && int(who) < s.Clients()+s.NewClients()
}

// TestJoinDates finds the dates on which new employees join, by hand.
func TestJoinDates(t *testing.T) {
	bavaria := fiveDays("Europe/Berlin", Date{2027, time.November, 1}, Date{2027, time.December, 24})
	day := func(month time.Month, d int) Date { return Date{2027, month, d} }
	for _, tt := range []struct {
		name    string
		start   Date
		horizon int
		joins   Joins
		want    []Date
	}{
		{"months that begin on a Saturday, a Tuesday and a Thursday", day(time.April, 12), 95, Joins{On: FirstWorkdays},
			[]Date{day(time.May, 3), day(time.June, 1), day(time.July, 1)}},
		{"a month that begins with a holiday", day(time.October, 4), 60, Joins{On: FirstWorkdays}, []Date{day(time.November, 2), day(time.December, 1)}},
		{"the start is the first workday of its month", day(time.May, 3), 2, Joins{On: FirstWorkdays}, []Date{day(time.May, 3)}},
		{"the start is the day after", day(time.May, 4), 28, Joins{On: FirstWorkdays}, nil},
		{"the horizon ends the day before", day(time.May, 4), 28, Joins{On: FirstWorkdays}, nil},
		{"the horizon ends with that day", day(time.May, 4), 29, Joins{On: FirstWorkdays}, []Date{day(time.June, 1)}},
		{"each workday around a weekend and a holiday", day(time.October, 29), 6, Joins{On: EachWorkday},
			[]Date{day(time.October, 29), day(time.November, 2), day(time.November, 3)}},
		{"listed dates, two of which mean the same workday", day(time.October, 25), 14,
			Joins{On: OnDates, Dates: []Date{day(time.November, 5), day(time.October, 31), day(time.October, 27), day(time.November, 1)}},
			[]Date{day(time.October, 27), day(time.November, 2), day(time.November, 2), day(time.November, 5)}},
		{"a listed date that means a workday behind the horizon", day(time.October, 25), 6, Joins{On: OnDates, Dates: []Date{day(time.October, 30)}}, nil},
	} {
		s := clockwork(10, 1)
		s.Calendar, s.Groups[0].Calendar = bavaria, bavaria
		s.Start, s.Horizon = tt.start.In(bavaria.Zone), tt.horizon
		tt.joins.Clients = 25
		s.Groups[0].Joins = &tt.joins
		assert.Equal(t, tt.want, s.JoinDates(&s.Groups[0]), tt.name)
		assert.Equal(t, 25*len(tt.want), s.NewClients(), tt.name)
		assert.Equal(t, 10, s.Clients(), "%s: the fleet", tt.name)
		firsts := map[Date]int{}
		s.Groups[0].Sync.OnLogIn, s.Strategies, s.Release = true, nil, nil
		_, records := roll(s, &Strategy{Name: NoRollout})
		for _, r := range records {
			if s.isNew(r.Client) && r.Cause == Update {
				firsts[DateOf(s.Start.Add(r.Asked).In(bavaria.Zone))]++
			}
		}
		joined := map[Date]int{}
		for _, d := range tt.want {
			joined[d] += 25
		}
		assert.Equal(t, joined, firsts, "%s: first syncs by date", tt.name)
	}
}

// TestNewEmployeesMoveNobody checks that the fleet and the jobs of workloads do what
// they did without new employees where there is room for all, byte for byte: log-ins, works,
// timers, updates, and what the release does to them.
func TestNewEmployeesMoveNobody(t *testing.T) {
	for _, delivery := range []Delivery{AutoUpdater, ManagedDelivery, SelfServiceDelivery} {
		for _, strategy := range []int{0, 1, 2} {
			play := func(joins *Joins) (*Outcome, []Record, int) {
				s := office(120, 1000)
				s.Groups = append(s.Groups, s.Groups[0])
				s.Groups[0].Delivery = delivery
				s.Groups[1].Name, s.Groups[1].Clients, s.Groups[1].Versions = "plants", 40, []VersionShare{{"9.2", 0.5}, {"9.3", 0.5}}
				s.Groups[0].Joins, s.Groups[1].Joins = joins, joins
				s.Workloads = []Workload{{Name: "others", Arrivals: replayed(burst(5, 100))}}
				s.Release.Problems = badRelease(1).Release.Problems
				s.Release.Problems[0].NoticedAfter = 10
				o, records := rollBad(s, &s.Strategies[strategy])
				return o, records, s.NewClients()
			}
			without, plain, _ := play(nil)
			with, records, more := play(&Joins{Clients: 3, On: EachWorkday})
			require.Greater(t, more, 50)
			fleet := slices.DeleteFunc(slices.Clone(records), func(r Record) bool { return r.Client >= 160 && r.Client < 160+uint32(more) })
			for i := range fleet {
				if fleet[i].Cause == OtherTraffic {
					fleet[i].Client -= uint32(more)
				}
			}
			what := fmt.Sprintf("delivery %d, strategy %d", delivery, strategy)
			sameRecords(t, what, plain, fleet)
			require.Greater(t, len(records)-len(fleet), 3*more, "%s: needs of new employees", what)
			assert.Equal(t, without.Phases, with.Phases, what)
			assert.Equal(t, without.UpdatedAt, with.UpdatedAt, what)
			assert.Equal(t, without.Groups, with.Groups, what)
			assert.Equal(t, without.Haltings, with.Haltings, what)
			assert.Equal(t, []int{without.CanUpdate, without.Never, without.Exposed, without.Hit, without.Late},
				[]int{with.CanUpdate, with.Never, with.Exposed, with.Hit, with.Late}, what)
			assert.Equal(t, without.Waits[WaitUpdate], with.Waits[WaitUpdate], what)
		}
	}
}

// TestNewEmployeesByHand follows twelve who join on a Wednesday: at 08:00 all ask for their first
// sync of three minutes, on five slots; on the days after they sync at their
// log-in like everybody.
func TestNewEmployeesByHand(t *testing.T) {
	s := clockwork(1, 5)
	s.Release, s.Strategies = nil, nil
	s.Groups[0].Sync.OnLogIn = true
	wednesday := DateOf(s.Start).Add(2)
	s.Groups[0].Joins = &Joins{Clients: 12, On: OnDates, Dates: []Date{wednesday}}
	o, records := roll(s, &Strategy{Name: NoRollout})

	byDay := map[int][]time.Duration{} // waits of the new ones
	for _, r := range records {
		if !s.isNew(r.Client) {
			continue
		}
		day := int(r.Asked / (24 * time.Hour))
		byDay[day] = append(byDay[day], r.Wait)
		if day == 2 {
			assert.Equal(t, Update, r.Cause)
			assert.Equal(t, First, r.Kind)
			assert.Equal(t, 3*time.Minute, r.Work)
		} else {
			assert.Equal(t, LogIn, r.Cause)
			assert.Equal(t, time.Minute, r.Work)
		}
	}
	m := time.Minute
	// The PC of the fleet is first and takes a slot for a minute.
	assert.Equal(t, []time.Duration{0, 0, 0, 0, m, 3 * m, 3 * m, 3 * m, 3 * m, 4 * m, 6 * m, 6 * m}, slices.Sorted(slices.Values(byDay[2])), "on the day on which they join")
	assert.Len(t, byDay[3], 12, "on the day after")
	assert.Len(t, byDay, 8, "workdays from then on")
	at := func(day, hour int) float64 { return o.Online.Mean(int(dayAt(day, hour, 0) / SeriesWidth)) }
	assert.Equal(t, []float64{1, 1, 13, 13, 0}, []float64{at(0, 9), at(1, 9), at(2, 9), at(3, 9), at(5, 9)}, "PCs that are on")
	assert.Zero(t, o.Waits[WaitUpdate].Len(), "a first sync without a release is no update")
	assert.Equal(t, 12, o.Waits[WaitFirst].Len(), "first syncs")
	assert.Equal(t, 13, o.Waits[WaitWorst].Len(), "each PC has its longest wait")
}

// TestNewEmployeesAndTheRelease follows PCs that join before and after the last of two
// phases opens on Wednesday: who came before finds the release on Wednesday, who
// comes later has it, and nobody counts them.
func TestNewEmployeesAndTheRelease(t *testing.T) {
	bad := func(s *Scenario) {
		s.Release.Problems = badRelease(1).Release.Problems
		s.Release.Problems[0].NoticedAfter = 2
	}
	for _, tt := range []struct {
		name   string
		change func(*Scenario)
		want   [5]string // syncs but for those of log-ins, of who join on Monday to Friday
	}{
		{"as planned", nil, [5]string{"Mon 08:00 Wed 08:15", "Tue 08:00 Wed 08:15", "Wed 08:00", "Thu 08:00", "Fri 08:00"}},
		{"halted from Wednesday 08:15 on, and fixed on Thursday 08:15", bad,
			[5]string{"Mon 08:00 Wed 08:15 Thu 08:30", "Tue 08:00 Wed 08:15 Thu 08:30", "Wed 08:00 Thu 08:30", "Thu 08:00 Thu 08:30", "Fri 08:00"}},
		{"taken back from Wednesday 08:15 on", func(s *Scenario) {
			bad(s)
			s.Strategies[0].Rollback = Rollback{To: "9.3"}
			s.Strategies[0].Phases[1].OnProblem = RollbackAll
		}, [5]string{"Mon 08:00 Wed 08:15 Wed 08:30", "Tue 08:00 Wed 08:15 Wed 08:30", "Wed 08:00 Wed 08:30", "Thu 08:00", "Fri 08:00"}},
		{"used from Thursday on", func(s *Scenario) {
			s.Strategies[0].Access = []Access{{Group: AllGroups, From: s.Start.Add(dayAt(3, 0, 0))}}
		}, [5]string{"Mon 08:00 Thu 08:00", "Tue 08:00 Thu 08:00", "Wed 08:00 Thu 08:00", "Thu 08:00", "Fri 08:00"}},
		{"used from Thursday on, found by an updater that looks at once", func(s *Scenario) {
			s.Groups[0].Delivery = AutoUpdater
			s.Strategies[0].Access = []Access{{Group: AllGroups, From: s.Start.Add(dayAt(3, 0, 0))}}
		}, [5]string{"Mon 08:00 Thu 08:00", "Tue 08:00 Thu 08:00", "Wed 08:00 Thu 08:00", "Thu 08:00", "Fri 08:00"}},
		{"found between 10:00 and 12:00", func(s *Scenario) {
			window := &OfferWindow{Days: [7]bool{true, true, true, true, true, true, true}, From: 10 * time.Hour, Until: 12 * time.Hour}
			s.Strategies[0].Phases[1].Window = window
		}, [5]string{"Mon 08:00 Wed 10:15", "Tue 08:00 Wed 10:15", "Wed 08:00", "Thu 08:00", "Fri 08:00"}},
		{"nothing installed before", func(s *Scenario) {
			s.Groups[0].Versions = []VersionShare{{None, 1}}
			s.Groups[0].First = FirstInstall{Size: 600e6, Duration: always(5 * time.Minute)}
		}, [5]string{"Wed 08:15", "Wed 08:15", "Wed 08:00", "Thu 08:00", "Fri 08:00"}},
		{"nothing installed before, and uninstalled from Wednesday 08:15 on", func(s *Scenario) {
			bad(s)
			s.Groups[0].Versions = []VersionShare{{None, 1}}
			s.Groups[0].First = FirstInstall{Size: 600e6, Duration: always(5 * time.Minute)}
			s.Strategies[0].Phases[1].OnProblem = RollbackAll
		}, [5]string{"Wed 08:15", "Wed 08:15", "Wed 08:00", "", ""}},
		{"terminal servers", func(s *Scenario) { s.Groups[0].Profile = TerminalServer }, [5]string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := managedClockwork(3)
			s.Strategies = []Strategy{{Name: "pilot", Phases: []Phase{
				{Name: "pilot", Size: Size{Kind: SizeCount, Count: 1}}, {Name: "everybody", Start: Start{Delay: workdays(2)}}}}}
			s.Groups[0].Joins = &Joins{Clients: 1, On: EachWorkday}
			s.Horizon = 5
			if tt.change != nil {
				tt.change(s)
			}
			play := func(record func(*Record)) *Outcome {
				return New(s).Begin(9, 0).RollWith(Stratum(1<<len(s.Release.Problems)-1), &s.Strategies[0], record)
			}
			var got [5]string
			o := play(func(r *Record) {
				if s.isNew(r.Client) {
					assert.Equal(t, Update, r.Cause)
					assert.Empty(t, r.Phase)
					if of := got[r.Client-3]; of == "" {
						assert.Equal(t, First, r.Kind, "the first sync")
					} else {
						assert.Equal(t, Full, r.Kind, "what follows")
					}
					of := &got[r.Client-3]
					*of = strings.TrimSpace(*of + " " + s.Start.Add(r.Asked).Format("Mon 15:04"))
				}
			})
			assert.Equal(t, tt.want, got)

			s.Groups[0].Joins = nil
			alone := play(nil)
			assert.Equal(t, alone.Phases, o.Phases)
			assert.Equal(t, alone.Groups, o.Groups)
			assert.Equal(t, alone.UpdatedAt, o.UpdatedAt)
			assert.Equal(t, []int{alone.CanUpdate, alone.Never, alone.Exposed, alone.Hit, alone.Returned}, []int{o.CanUpdate, o.Never, o.Exposed, o.Hit, o.Returned})
			assert.Equal(t, alone.Haltings, o.Haltings)
		})
	}
}
