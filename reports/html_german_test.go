package reports

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/rollsim/rollsim/model/study"
)

// TestPageInGerman makes the page of every fixture in German and fails on words that
// have no German.
func TestPageInGerman(t *testing.T) {
	missing := map[string]bool{}
	defer func(was func(string)) { untranslated = was }(untranslated)
	untranslated = func(text string) { missing[text] = true }
	for _, fixture := range fixtures {
		if err := HTML(io.Discard, &study.Review{Comparison: fixture.make(), Command: "rollsim compare plan.yaml"}, German); err != nil {
			t.Fatalf("%s: %v", fixture.name, err)
		}
	}
	for _, review := range wholeReviews() {
		if err := HTML(io.Discard, review, German); err != nil {
			t.Fatal(err)
		}
	}
	for text := range missing {
		t.Errorf("no German for %q", text)
	}
}

// wholeReviews are reviews with slots around those of a comparison, and with what its
// guesses are worth.
func wholeReviews() []*study.Review {
	c := officeComparison()
	guesses := officeGuesses()
	guesses.Comparison = c
	sizing := &study.Sizing{Scenario: c.Scenario, Looked: 4}
	for i := range c.Results[1:] {
		r := &c.Results[1+i]
		of := study.Sized{Strategy: r.Strategy, Today: []float64{50}}
		for _, slots := range []float64{25, 50, 100} {
			of.Curve = append(of.Curve, study.CurvePoint{Setting: slots, Wait: *metric(r, waitAfterUpdate), Ends: *metric(r, updatedBy), Targets: r.Targets})
		}
		sizing.Sized = append(sizing.Sized, of)
	}
	return []*study.Review{{Comparison: c, Sensitivity: guesses, Sizing: sizing}}
}

// TestPageOfGuesses checks that a page has the bars of the guesses, the questions and
// the slider, where a review has what they show.
func TestPageOfGuesses(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, wholeReviews()[0], English); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="tornado-figure"`, "How long does a full sync take, after an update or on a new profile? Ask network team.", `id="slots-chart-slider"`, "THE DECISION HANGS ON 1 GUESS"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(b.String(), "rollsim guesses scenario.yaml") {
		t.Error("the page says how to get what it has")
	}
}
