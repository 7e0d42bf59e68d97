package model

import (
	"fmt"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Scenario is one rollout question, complete: every default is filled in and
// every unit resolved. It is not changed once it is loaded, so replications may
// read it side by side.
type Scenario struct {
	Name         string
	Start        time.Time // local midnight of the first day, in Calendar.Zone
	Horizon      int       // local calendar days from Start that are simulated and recorded; at least 1
	Counted      int       // of these, so many are counted by metrics that are not of a release; 0: all, and always so where none follow
	Seed         uint64
	HorizonOpen  bool    // Horizon follows from the plans, and may be extended where that turns out too short
	Replications int     // at least 1; with a Precision the fewest
	Most         int     // with a Precision: the most replications, at least Replications; otherwise 0
	Precision    float64 // share of an estimate that half of its interval may be, above 0 and at most 1/2; 0: Replications are played, whatever they tell
	Calendar     *Calendar
	Groups       []Group    // the fleet, in file order; may be empty when there are Workloads
	Workloads    []Workload // other traffic on the same backend
	Backend      Backend
	Release      *Release       // nil: nothing is rolled out
	Later        []LaterRelease // that follow the release, in order
	Strategies   []Strategy     // without "no rollout", which always runs
	Targets      []Target
	Objective    string         // the metric that is to be small among the strategies that keep every target; "": none is named
	Measure      *Window        // nil: from the start to the horizon
	Origins      []Origin       // where every value comes from, in file order
	Warnings     []fmt.Stringer // what a reader should look at although the file is valid; String tells it in English, and whoever made it may know more
}

// A Window is the part of a run that is counted, for questions about a steady
// state. A rollout has none: it is counted from the start.
type Window struct {
	From, To time.Duration // since the start, whole multiples of SeriesWidth
	Stop     bool          // the run ends as soon as all that is counted has ended, not at the horizon
}

// window is what is counted.
func (s *Scenario) window() Window {
	if s.Measure != nil {
		return *s.Measure
	}
	return Window{From: 0, To: s.CountedEnd()}
}

// WithHorizon is the scenario with another horizon, in days from the start: with releases that
// follow one that counts so many and ends no earlier than before.
func (s *Scenario) WithHorizon(days int) *Scenario {
	other := *s
	other.Horizon = days
	if s.Counted > 0 {
		other.Horizon, other.Counted = max(s.Horizon, days), days
	}
	return &other
}

// CountedDays are the local calendar days from the start that are counted by metrics
// that are not of a release.
func (s *Scenario) CountedDays() int {
	if s.Counted > 0 {
		return s.Counted
	}
	return s.Horizon
}

// Clients counts the PCs of all groups, without those of new employees.
func (s *Scenario) Clients() int {
	n := 0
	for i := range s.Groups {
		n += s.Groups[i].Clients
	}
	return n
}

// MayInstallFirst tells whether some PC may come to have its first sync: it has
// nothing installed and the release is rolled out, or it is that of a new employee.
func (s *Scenario) MayInstallFirst() bool {
	return slices.ContainsFunc(s.Groups, func(g Group) bool { return s.Release != nil && g.Has(None) || g.Joins != nil })
}

// HasBare tells whether on some PCs nothing is installed.
func (s *Scenario) HasBare() bool {
	return slices.ContainsFunc(s.Groups, func(g Group) bool { return g.Has(None) })
}

// isBare tells whether nothing synchronises before something is installed.
func (s *Scenario) isBare() bool {
	has := func(g Group) bool { return g.Share(None) < 1 }
	return len(s.Groups) > 0 && len(s.Workloads) == 0 && !slices.ContainsFunc(s.Groups, has)
}

// Has tells whether some PCs of the group have a version at the start.
func (g *Group) Has(version Version) bool { return g.Share(version) > 0 }

// Share is the share 0..1 of the group that has a version at the start.
func (g *Group) Share(version Version) float64 {
	share := 0.0
	for _, v := range g.Versions {
		if v.Version == version {
			share += v.Share
		}
	}
	return share
}

// A Group is a part of the fleet whose PCs live by the same rules.
type Group struct {
	Name     string
	Clients  int       // at least 1
	Calendar *Calendar // its zone, workdays and holidays; often the scenario's
	Delivery Delivery
	Package  Package
	Versions []VersionShare // what is installed at the start; the shares add up to 1
	Profile  Profile
	KeyUsers float64 // share 0..1 of PCs whose users may be selected for a pilot by key-users
	Presence Presence
	Updater  Updater     // read when Delivery is AutoUpdater or First.Updater above 0; OnError by all deliveries
	Managed  Managed     // read when Delivery is ManagedDelivery
	Self     SelfService // read when Delivery is SelfServiceDelivery
	Download Download
	Install  Install
	First    FirstInstall // complete where nothing is installed on some PC
	Sync     Sync
	Site     *Site  // nil: downloads do not share a link
	Joins    *Joins // nil: no new employees come to it
}

// A Site is a place whose PCs download over one link, which they share evenly.
type Site struct {
	Name string
	Link float64 // bits per second; above 0
}

// Delivery is the way an update reaches a PC.
type Delivery uint8

const (
	AutoUpdater         Delivery = iota // the client looks for updates by itself
	ManagedDelivery                     // IT distributes by policy
	SelfServiceDelivery                 // the user installs after being asked to
)

// Package is the kind of installation package.
type Package uint8

const (
	PerUser Package = iota
	PerMachine
)

// Profile says what a log-in finds of the user's data.
type Profile uint8

const (
	Persistent     Profile = iota // data is kept: log-in syncs a delta
	NonPersistent                 // a fresh profile each time: full sync at each log-in
	TerminalServer                // no sync at all
)

// A VersionShare is the share 0..1 of a group that has a version installed.
type VersionShare struct {
	Version Version
	Share   float64
}

// Presence says when the PCs of a group are on.
type Presence struct {
	Absent      float64           // long-run share 0..1 of workdays a PC stays off
	AbsentSpell float64           // mean length of an absence in workdays; at least 1
	Boot        dist.Distribution // local wall-clock time of the day's log-in, seconds after midnight
	Restarts    float64           // share 0..1 of days that begin with a restart; the rest resume from sleep
	Session     dist.Distribution // seconds from log-in to the end of the session
	Together    time.Duration     // standard deviation of the shift that a group's whole peak has on a day
}

// Updater is the auto-updater of AutoUpdater groups.
type Updater struct {
	Interval      time.Duration // from one check to the next; above 0
	Jitter        float64       // 0..1: each interval is drawn uniformly from Interval × (1 ± Jitter)
	OnError       time.Duration // from a failed download or install to the next try
	DownloadTries int           // at least 1
	Apps          AppsClosed
}

// AppsClosed describes when the office programs of a PC are closed, which an
// update by the auto-updater needs.
type AppsClosed struct {
	AfterRestart float64       // share 0..1 of restarts after which all programs stay closed for RestartFor
	RestartFor   time.Duration // how long that lasts
	ClosedSpell  time.Duration // mean time with all programs closed; above 0
	OpenSpell    time.Duration // mean time with some program open; above 0
	Poll         time.Duration // from one look to the next; above 0
	Tries        int           // looks before the updater waits for the next restart, also those before an install that was cut off
}

// Managed is the distribution by IT of ManagedDelivery groups.
type Managed struct {
	PolicyPoll    time.Duration // fixed interval between policy polls while on, with a random phase; above 0
	AtDeadline    bool          // install at the deadline instead of when offered
	Deadline      Span          // from the opening of the phase
	Randomization time.Duration // install instants are spread uniformly over this after the deadline
}

// SelfService is the behaviour of users who install by themselves.
type SelfService struct {
	Response SpanDistribution // from the opening of the phase until the user acts
	Never    float64          // share 0..1 of users who never do
}

// Download is the transfer of the package from distribution points.
type Download struct {
	Size  float64 // bytes
	Rate  float64 // bits per second; above 0
	Fails float64 // share 0..1 of downloads that fail
}

// Install is the run of the installer.
type Install struct {
	Duration dist.Distribution // seconds
	Fails    float64           // share 0..1 of installs that fail
	Tries    int               // at least 1; after the last failure the PC is left on its old version
}

// FirstInstall is what differs from an update where nothing is installed. Everything
// else, the rate of the download and the tries among it, is as for an update.
type FirstInstall struct {
	Size     float64           // bytes of the package with its payload
	Duration dist.Distribution // seconds
	Fails    float64           // share 0..1 of installs that fail
	Updater  float64           // share 0..1 of PCs on which the auto-updater is installed along, and which look for all that follows by themselves
}

// Sync says when a client wants to synchronise and how much work that is.
type Sync struct {
	OnLogIn, OnTimer, OnUpdate bool
	Interval                   time.Duration     // of the timer, while on; above 0
	Jitter                     float64           // 0..0.5: each timer is early or late by a uniform share of Interval up to this
	Delta                      dist.Distribution // work in seconds at full speed
	Full                       dist.Distribution // work in seconds after an update or on a fresh profile
	First                      dist.Distribution // work in seconds of the first sync of a PC that had nothing installed; nil: that of Full
	FirstSyncPackage           bool              // the package carries the data: the first sync and that after an update are deltas
}

// OriginKind says who a value of the scenario comes from.
type OriginKind uint8

const (
	FromFile   OriginKind = iota // written in the scenario file
	FromSet                      // given on the command line
	Default                      // not written; Source says where the default is from
	Assumption                   // not written, and no source was found for the default
)

// Written is what a file says in words of its own, which nobody translates.
type Written string

func (w Written) String() string { return string(w) }

// An Origin says where one value of a scenario comes from. It travels with the
// scenario so that every report can show what was assumed.
type Origin struct {
	Path   string // such as "backend.slots" or "fleet.headquarters.presence.restarts"
	Value  string // as a scenario file would write it
	Kind   OriginKind
	File   string       // FromFile: the file's name
	Line   int          // FromFile: from 1
	Column int          // FromFile: from 1, in bytes
	Source fmt.Stringer // the source of a default, or what the file says about the value ("source: ..."), which is Written; nil: nothing
	By     string       // FromFile: who gave the value ("by: ..."), if said
	Range  string       // the range that is thought possible, if said or documented, such as "1m..10m"
	Of     string       // what of a law the range is of, "median" or "mean"; empty: the value itself
	Middle float64      // of such a law: that, in seconds (a workday is 86,400)
}
