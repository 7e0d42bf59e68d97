package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A success is the first condition of a gate: a share of a denominator, or a
// number of PCs.
type success struct {
	share float64
	of    model.Denominator
	above bool
	count int
}

var denominators = []string{"assigned", "reached", "active"} // by model.Denominator

const successPattern = `^((at least |more than )?[0-9]+(\.[0-9]+)? ?% of (assigned|reached|active)|(at least )?[0-9]+ clients?)$`

// successText is a text such as "95% of reached", "more than 50% of assigned" or
// "20 clients".
var successText = scalar("success", `a share with what it is of, such as "95% of reached" or "more than 50% of assigned", or a number such as "20 clients"`,
	successPattern, parseSuccess)

func parseSuccess(text string) (success, error) {
	var s success
	rest, more := strings.CutPrefix(text, "more than ")
	rest, _ = strings.CutPrefix(rest, "at least ")
	s.above = more
	for _, unit := range []string{" clients", " client"} {
		digits, counted := strings.CutSuffix(rest, unit)
		if !counted {
			continue
		}
		n, err := count("a number of clients", 1, maxClients).parse(digits)
		if err == nil && more {
			err = fmt.Errorf("a number of clients is reached or not; write %q", fmt.Sprintf("%d clients", n+1))
		}
		return success{count: n}, err
	}
	head, of, named := strings.Cut(rest, " of ")
	f, err := parseShare(strings.TrimSpace(head))
	switch {
	case bareNumber().MatchString(rest):
		return s, fmt.Errorf("must be a share such as %q, or a number such as %q; got %s", rest+"% of reached", rest+" clients", clip(text))
	case err != nil && !bareNumber().MatchString(strings.TrimSuffix(head, "%")):
		return s, fmt.Errorf("must be a share such as %q, or a number such as %q; got %s", "95% of reached", "20 clients", clip(text))
	case err != nil:
		return s, err
	case !named:
		return s, fmt.Errorf("must say what it is a share of, such as %q (assigned, reached or active)", head+" of reached")
	case f == 0 && !more:
		return s, errors.New("must be above 0%; leave success out for no condition")
	case f == 0:
		return s, errors.New(`must be above 0%; for the first success write "1 client"`)
	case f == 1 && more:
		return s, errors.New("can never be more than 100%; write 100%")
	}
	i := slices.Index(denominators, strings.TrimSpace(of))
	if i < 0 {
		return s, fmt.Errorf("must be a share of assigned, reached or active, got %s%s", clip(of), didYouMean(of, denominators))
	}
	s.share, s.of = f, model.Denominator(i)
	return s, nil
}

// A tolerance is the share of updates that may fail.
type tolerance struct {
	share   float64
	from    bool // the share itself is too much
	ofEnded bool
}

// errorsText is a text such as "5%", "at least 10%" or "at least 10% of ended".
var errorsText = scalar("errors", `a share such as 5% (more than that is too much), "at least 5%" or "5% of ended"`,
	`^(at least |more than )?[0-9]+(\.[0-9]+)? ?%( of (assigned|ended))?$`, parseErrors)

func parseErrors(text string) (tolerance, error) {
	var t tolerance
	rest, from := strings.CutPrefix(text, "at least ")
	rest, _ = strings.CutPrefix(rest, "more than ")
	head, of, named := strings.Cut(rest, " of ")
	f, err := parseShare(strings.TrimSpace(head))
	words := []string{"assigned", "ended"}
	switch i := slices.Index(words, strings.TrimSpace(of)); {
	case err != nil && !bareNumber().MatchString(strings.TrimSuffix(head, "%")):
		return t, fmt.Errorf("must be a share such as 5%%, \"at least 5%%\" or \"5%% of ended\", got %s", clip(text))
	case err != nil:
		return t, err
	case named && i < 0:
		return t, fmt.Errorf("must be a share of assigned or ended, got %s%s", clip(of), didYouMean(of, words))
	case f == 0:
		return t, errors.New(`must be above 0%; for any failure write a small share, such as "at least 0.01%"`)
	case f == 1 && !from:
		return t, errors.New("can never be more than 100%; leave errors out for no condition")
	default:
		t = tolerance{share: f, from: from, ofEnded: i == 1}
	}
	return t, nil
}

var stuckAction = oneWord("alert, proceed or pause", []string{"alert", "proceed", "pause"}, []model.StuckAction{model.Alert, model.Proceed, model.Pause})

// readGate reads the key "gate" of a phase.
func readGate(m *mapping, g *model.Gate) {
	var s success
	if field(m, "success", &s, successText, absent,
		`PCs that must be updated: a share such as "95% of reached" (or assigned, active), "more than 95% of reached", or a number such as "20 clients"`) {
		g.Success, g.Of, g.Above, g.Count = s.share, s.of, s.above, s.count
	}
	field(m, "soak", &g.Soak, span("wd", true), absent, "time to wait from reaching success, or from the opening without it; a d is a local calendar day")
	var t tolerance
	if field(m, "errors", &t, errorsText, absent,
		`share of the PCs of the phase whose update may fail; above it the rollout pauses. "at least 5%": already at it; "5% of ended": of the updates that have come to an end`) {
		g.Errors, g.ErrorsFrom, g.ErrorsOfEnded = t.share, t.from, t.ofEnded
	}
	field(m, "at_least", &g.AtLeast, count("a number of PCs", 1, maxClients), absent,
		"installs that have come to an end, well or not, before success and errors are looked at")
	m.optional("if_stuck", "what is done about a gate that does not open", func(m *mapping) {
		field(m, "after", &g.IfStuck.After, span("wd", true).where(func(s model.Span) bool { return s.Length > 0 }, "above 0s"), required("10wd"),
			"from the opening of the phase; a d is a local calendar day")
		field(m, "then", &g.IfStuck.Then, stuckAction, assumed("alert", "", say.T("somebody looks at it first", "zuerst sieht es sich jemand an")),
			"alert: it is reported; proceed: the next phase opens; pause: the rollout pauses, no new offers")
	})
	if m.describing {
		return
	}
	switch conditions := []string{"success", "soak", "errors", "at_least"}; {
	case !slices.ContainsFunc(conditions, m.has):
		m.complain(`give success, soak, errors or at_least, such as {success: "95%% of reached", soak: 1wd}`)
	case m.has("if_stuck") && !m.has("success") && !m.has("at_least"):
		m.at("if_stuck").complain("needs a gate that can be stuck; give success, such as success: 95%% of reached")
	}
}

// waits tells whether a gate can hold back the next phase.
func waits(g *model.Gate) bool {
	return g.Success > 0 || g.Count > 0 || g.AtLeast > 0 || g.Soak.Length > 0
}
