package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A preset is a way to write a strategy in the terms of a rollout system: its
// parameters and defaults in, our phases out. Percentages, "at least" and "more
// than" mean in a preset what they mean in that system; what the phases then are
// [Phases] shows.
type preset struct {
	key  string
	doc  string
	rest string // what a plan lacks that leaves PCs out
	read func(p *planner, m *mapping, st *model.Strategy)
}

// presets are the systems that people already plan rollouts with.
var presets = []preset{hawkbit, mender, awsIoTJobs, configMgrPhased, autopatch, appStore, nebraskaGroup}

// readOnProblem reads the one key that every preset has and no system knows: what
// is done about a problem that is noticed.
func readOnProblem(m *mapping, phases []model.Phase) {
	var action model.OnProblem
	if field(m, "on_problem", &action, onProblem, absent, "what is done about a problem that is noticed, as in a phase: pause-fix (by default), abort or rollback") {
		for i := range phases {
			phases[i].OnProblem = action
		}
	}
}

// readAt reads the instant at which the first phase opens, at a key of the system.
func (p *planner) readAt(m *mapping, key, doc string) (start model.Start) {
	var at wall
	if field(m, key, &at, moment, absent, doc+", such as 2027-04-12T09:00; by default the start of the scenario") && !p.s.Start.IsZero() {
		t := instantAt(m, key, at, p.s.Start, p.zone)
		start.At, start.Meant = &t, at.WallTime
	}
	return start
}

// readWaitFor reads how long it takes until somebody acts by hand, where it takes
// somebody at all. What stands above it in the file holds before the default does.
func readWaitFor(m *mapping, key string, wait *model.Span, byHand bool, doc string) {
	without, inherits := assumed("1wd", "1h..5wd", say.T("depends on who does it", "hängt davon ab, wer es tut")), m.inherits
	switch {
	case m.describing:
	case !byHand:
		without = absent
	case *wait == (model.Span{}):
		m.inherits = false
	}
	if field(m, key, wait, span("wd", true), without, doc) && !byHand && !m.describing {
		m.warn(say.T("%s plays no part where nobody has to begin by hand",
			"%s wirkt nicht, wo niemand von Hand beginnen muss"), m.at(key).path)
	}
	m.inherits = inherits
}

// wholeDays is a whole number of local calendar days up to a limit, such as 5d.
func wholeDays(most int) kind[int] {
	k := scalar("", fmt.Sprintf("whole days from 0d to %dd, such as 5d", most), `^[0-9]+ ?d$`, func(text string) (int, error) {
		length, days, _, err := parseLength(text, "d")
		n := int(length / day)
		switch {
		case err != nil:
			return 0, err
		case !days || length%day != 0:
			return 0, fmt.Errorf("must be whole days such as 5d, got %s", clip(text))
		case n > most:
			return 0, fmt.Errorf("must be at most %dd, got %s", most, clip(text))
		}
		return n, nil
	})
	return k.ordered(func(n int) float64 { return float64(n) })
}

// localDays is a span of whole local calendar days.
func localDays(n int) model.Span {
	return model.Span{Length: time.Duration(n) * day, Unit: model.LocalDays}
}

// partOf is the share of one part in so many, as a scenario file can write it.
func partOf(n int) float64 {
	f, err := parseShare(strconv.FormatFloat(100/float64(n), 'f', shareDigits, 64) + "%")
	if err != nil {
		panic(fmt.Sprintf("scenarios: one part in %d is no share: %v", n, err))
	}
	return f
}

// perMinute is a rate of so many PCs a minute.
func perMinute(n int) float64 {
	f, err := someRate.parse(strconv.Itoa(n) + "/min")
	if err != nil {
		panic(fmt.Sprintf("scenarios: %d a minute is no rate: %v", n, err))
	}
	return f
}

// shareOf is a share of a number of PCs, rounded up as the model does.
func shareOf(share float64, n int) int { return int(math.Ceil(float64(share*float64(n)) - 1e-9)) }
