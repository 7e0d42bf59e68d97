package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/testdata/long"
)

// smallScenario goes over the day on which the clocks are put forward.
const smallScenario = `
name: Add-in 9.4 on 300 PCs
start: 2027-03-22
horizon: 14d
calendar: {region: de-BY}
fleet:
  - {name: office, clients: 220, delivery: auto-updater, version: "9.3"}
  - {name: plant, clients: 80, delivery: managed, version: "9.3"}
release:
  version: "9.4"
  problems: [{name: crash, chance: 20%, hits: 5%}]
backend: {version: "9.4", slots: 4}
strategies: [{big_bang: {}}, {waves: {size: 100, every: 2wd}}]
targets: [wait.update.p95 <= 15m, updated.p95 <= 7wd]
`

// reviewed plays a scenario in some rollouts and returns what is said about it.
func reviewed(t *testing.T, name, text string, rollouts int, sized bool) *study.Review {
	t.Helper()
	loader := &scenarios.Loader{}
	s, err := loader.Load(name+".yaml", []byte(text), nil)
	require.NoError(t, err)
	c, err := study.Compare(context.Background(), s, study.Options{Replications: rollouts, Workers: 2})
	require.NoError(t, err)
	r := &study.Review{Comparison: c, Command: "rollsim compare " + name + ".yaml"}
	if sized {
		r.Sizing, err = study.Size(context.Background(), s, study.SizeOptions{Quantity: study.SlotCount, Workers: 2})
		require.NoError(t, err)
	}
	return r
}

// written writes the page of a review into a file.
func written(t *testing.T, r *study.Review, l say.Language) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	err := writeFile(path, func(f *os.File) error { return reports.HTML(l, f, r) })
	require.NoError(t, err)
	return path
}

// TestPageInBrowser opens the page of a review in a real browser: what is drawn,
// what answers to mouse, keys and fingers, and what comes out on paper. With
// go test -artifacts the pictures of it are kept. Without -long it is opened once, on
// a desktop.
func TestPageInBrowser(t *testing.T) {
	browser := chromium(t)
	small := reviewed(t, "small", smallScenario, 10, true)
	english := written(t, small, say.English)

	t.Run("charts", func(t *testing.T) { charts(open(t, browser, english, desktop), english) })
	if !long.Asked() {
		return
	}
	t.Run("zoom", func(t *testing.T) { zooms(open(t, browser, english, desktop), english) })
	t.Run("scales", func(t *testing.T) { scales(open(t, browser, english, desktop), english) })
	t.Run("cursor", func(t *testing.T) { cursors(open(t, browser, english, desktop), english) })
	t.Run("keys", func(t *testing.T) { keyed(open(t, browser, english, desktop), english) })
	t.Run("adoption", func(t *testing.T) { adopts(open(t, browser, english, desktop), english) })
	t.Run("glance", func(t *testing.T) { glances(open(t, browser, english, desktop), english) })
	t.Run("slider", func(t *testing.T) { slides(open(t, browser, english, desktop), english) })
	t.Run("phone", func(t *testing.T) { onPhone(open(t, browser, english, phone), english) })
	t.Run("paper", func(t *testing.T) { onPaper(open(t, browser, english, desktop), english) })
	t.Run("contrast", func(t *testing.T) { contrasts(open(t, browser, english, desktop), english) })
	german := written(t, small, say.German)
	t.Run("German", func(t *testing.T) { inGerman(open(t, browser, german, desktop), german) })
	t.Run("local time in spring", func(t *testing.T) { localTimes(open(t, browser, english, desktop), small) })
	t.Run("local time in autumn", func(t *testing.T) {
		autumn := reviewed(t, "autumn", autumnScenario, 2, false)
		localTimes(open(t, browser, written(t, autumn, say.English), desktop), autumn)
	})
	t.Run("names with markup", func(t *testing.T) {
		marked := reviewed(t, "marked", markedScenario, 4, false)
		marked.Sizing = &study.Sizing{Scenario: marked.Comparison.Scenario, Sized: slices.Clone(small.Sizing.Sized)}
		for i := range marked.Sizing.Sized {
			marked.Sizing.Sized[i].Strategy = marked.Comparison.Scenario.Strategies[i].Name
		}
		path := written(t, marked, say.English)
		harmless(open(t, browser, path, desktop), path)
	})
	t.Run("intruders", func(t *testing.T) { intruders(t, browser, english) })
	t.Run("fast", func(t *testing.T) { fast(t, browser) })
}

// blank lists the charts that have a line, by its colour, that is not drawn across
// them.
const blank = `[...document.querySelectorAll("figure[data-chart]")].flatMap((f) => {
	const chart = JSON.parse(document.getElementById("data").textContent).charts[f.dataset.chart];
	const tints = (chart.lines || [chart]).map((line) => getComputedStyle(document.documentElement).getPropertyValue("--tint-" + line.index % 7).trim());
	const canvases = [...f.querySelectorAll("canvas")];
	if (canvases.length === 0) return [f.id + " has no canvas"];
	return canvases.flatMap((c) => {
		const copy = new OffscreenCanvas(c.width, c.height).getContext("2d", {willReadFrequently: true});
		copy.drawImage(c, 0, 0);
		const pixels = copy.getImageData(0, 0, c.width, c.height).data;
		return tints.filter((tint) => {
			const [r, g, b] = [1, 3, 5].map((i) => parseInt(tint.slice(i, i + 2), 16));
			const columns = new Set();
			for (let i = 0; i < pixels.length; i += 4) {
				if (pixels[i + 3] > 60 && Math.abs(pixels[i] - r) + Math.abs(pixels[i + 1] - g) + Math.abs(pixels[i + 2] - b) < 60) columns.add(i / 4 % c.width);
			}
			return columns.size < 0.2 * c.width;
		}).map((tint) => f.id + " has no line in " + tint);
	});
})`

// charts checks that every chart is drawn, in light and in dark.
func charts(b *tab, path string) {
	n := evaluated[int](b, `document.querySelectorAll("figure[data-chart]").length`)
	assert.Equal(b, 4, n, "%d charts, want 4: the load of three strategies, the updates", n)
	for _, dark := range []bool{false, true} {
		v := desktop
		v.dark = dark
		b.look(v)
		ids := evaluated[[]string](b, blank)
		assert.LessOrEqual(b, len(ids), 0, "dark %t: nothing is drawn in %q", dark, ids)
		legible(b, "wide")
		b.keep(map[bool]string{false: "desktop", true: "dark"}[dark])
	}
	b.quiet(path)
}

// legible checks that of each figure the layout for this width is shown, with lines in
// the colours of the page and letters of at least 11 pixels.
func legible(b *tab, class string) {
	b.Helper()
	wrong := evaluated[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(".figure")].flatMap((f) => {
		const name = f.closest("figure").id, shown = [...f.querySelectorAll("svg")].filter((s) => s.checkVisibility()), svg = shown[0];
		if (shown.length !== 1 || !svg.classList.contains(%q)) return [name + " shows " + shown.map((s) => s.getAttribute("class"))];
		const size = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
		const small = [...svg.querySelectorAll("text")].filter((t) => size * parseFloat(getComputedStyle(t).fontSize) < 11).map((t) => name + ": " + t.textContent + " is too small");
		const tints = [0, 1, 2, 3, 4, 5, 6].map((i) => getComputedStyle(document.documentElement).getPropertyValue("--tint-" + i).trim());
		const hex = (c) => "#" + c.match(/\d+/g).slice(0, 3).map((n) => Number(n).toString(16).padStart(2, "0")).join("");
		const lines = [...svg.querySelectorAll(".curve")].filter((c) => !tints.includes(hex(getComputedStyle(c).stroke)));
		return small.concat(lines.map((c) => name + " has a line in " + getComputedStyle(c).stroke), svg.querySelector(".curve") ? [] : [name + " has no line"]);
	})`, class))
	assert.Empty(b, wrong, "figures for %s screens", class)
	assert.GreaterOrEqual(b, evaluated[int](b, `document.querySelectorAll(".figure").length`), 2, "figures on the page")
}

// stretches are those that the charts over time show, in seconds since the start.
func stretches(b *tab) [][2]float64 {
	b.Helper()
	return evaluated[[][2]float64](b, `rollsim.plots.map((p) => [p.u.scales.x.min, p.u.scales.x.max])`)
}

// allShow checks that all charts over time show the same stretch, and returns it.
func allShow(b *tab, what string) (from, until float64) {
	b.Helper()
	of := stretches(b)
	require.GreaterOrEqual(b, len(of), 7, "%d charts over time", len(of))
	for _, s := range of {
		assert.True(b, math.Abs(s[0]-of[0][0]) <= 1 && math.Abs(s[1]-of[0][1]) <= 1,
			"%s: charts show %v", what, of)
	}
	return of[0][0], of[0][1]
}

// zooms checks that buttons, dragging and a double click change what all charts
// over time show, down to ten minutes.
func zooms(b *tab, path string) {
	const whole = 14*86400 - 3600 // an hour is left out
	from, until := allShow(b, "at first")
	assert.True(b, from == 0 && until == whole, "at first %v to %v is shown, want all 14 days", from, until)
	for length, seconds := range map[string]float64{"604800": 604800, "86400": 86400, "3600": 3600, "600": 600} {
		evaluated[bool](b, `document.querySelector("button[data-length='`+length+`']").click() || true`)
		from, until = allShow(b, length)
		assert.InDelta(b, seconds, until-from, 1, "the button for %s s shows %v s", length, until-from)
		ids := evaluated[[]string](b, blank)
		assert.LessOrEqual(b, len(ids), 0, "%s s: nothing is drawn in %q", length, ids)
	}
	over := b.boxOf("#adoption-chart .u-over")
	b.mouse(chromedp.MousePressed, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(1))
	b.mouse(chromedp.MouseReleased, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(1))
	b.mouse(chromedp.MousePressed, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(2))
	b.mouse(chromedp.MouseReleased, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(2))
	from, until = allShow(b, "after a double click")
	assert.True(b, from == 0 && until == whole,
		"after a double click %v to %v is shown, want everything", from, until)
	end := until
	b.drag(over, 0.25, 0.5)
	from, until = allShow(b, "after dragging")
	assert.True(b, math.Abs(from-0.25*end) <= 0.01*end && math.Abs(until-0.5*end) <= 0.01*end,
		"dragging from 25 %% to 50 %% shows %v to %v of %v", from, until, end)
	b.mouse(chromedp.MouseWheel, over.Left+over.Width/2, over.Top+9, func(p *input.DispatchMouseEventParams) {
		p.DeltaX, p.DeltaY = 0.01, -300 // both must be there, and 0 is not
		p.Modifiers = int64(chromedp.ModifierCtrl)
	})
	middle, length := (from+until)/2, until-from
	from, until = allShow(b, "after the wheel with Ctrl")
	assert.True(b, until-from <= 0.5*length && math.Abs((from+until)/2-middle) <= 0.01*length,
		"the wheel with Ctrl in the middle of %v s shows %v to %v, want less around %v", length, from, until, middle)
	b.quiet(path)
}

// scales checks that the load of all strategies is drawn on one scale, until each is
// to have its own.
func scales(b *tab, path string) {
	const tops = `new Promise((drawn) => requestAnimationFrame(() => drawn(["running", "waiting"].map((kind) => rollsim.plots.filter((p) => p.kind === kind).map((p) => p.u.scales.y.max)))))`
	for _, of := range evaluated[[][]float64](b, tops) {
		assert.True(b, len(of) == 3 && of[0] == of[1] && of[1] == of[2],
			"the scales end at %v, want three that are equal", of)
	}
	common := evaluated[[][]float64](b, tops)[1][0]
	evaluated[bool](b, `document.querySelector("button.same").click() || true`)
	waiting := evaluated[[][]float64](b, tops)[1]
	assert.True(b, waiting[0] < common && slices.Max(waiting) == common,
		"scales of their own end at %v, the common one at %v", waiting, common)
	n := evaluated[int](b, `document.querySelectorAll(".toolbar").length`)
	assert.Equal(b, 2, n, "%d toolbars, want one for the load and one for the updates", n)
	b.quiet(path)
}

// cursors checks that the cursor on one chart tells the same instant below all.
func cursors(b *tab, path string) {
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	told := readouts(b)
	require.Len(b, told, 4, "readouts %q, want four", told)
	var instants []time.Time
	for _, text := range told {
		at, err := time.Parse("Monday 2 January 2006, 15:04", regexp.MustCompile(`^\w+day \d+ March 2027, \d\d:\d\d`).FindString(text))
		require.NoError(b, err, "no instant in %q", text)
		instants = append(instants, at)
	}
	// Shares that are updated are told at the end or the beginning of the five minutes.
	assert.True(b, instants[1] == instants[0] && instants[2] == instants[0] &&
		instants[3].Sub(instants[0]).Abs() <= 5*time.Minute,
		"the readouts are of %v", instants)
	b.keep("cursor")
	b.quiet(path)
}

// readouts are what the charts over time tell, in the order of the page.
func readouts(b *tab) []string {
	b.Helper()
	return evaluated[[]string](b, `[...document.querySelectorAll("figure:has(.plot) .readout")].map((r) => r.textContent)`)
}

// keyed checks that the keyboard moves, zooms and goes back.
func keyed(b *tab, path string) {
	evaluated[bool](b, `document.querySelector("#load-1 .plot").focus() || true`)
	_, end := allShow(b, "at first")
	b.press(kb.ArrowRight)
	first := readouts(b)[1]
	b.press(kb.ArrowRight, kb.ArrowRight)
	second := readouts(b)[1]
	assert.True(b, first != "" && first != second, "arrows go from %q to %q", first, second)
	b.press("+")
	from, until := allShow(b, "after +")
	assert.InDelta(b, end/2, until-from, 1, "+ shows %v of %v s", until-from, end)
	if b.press(kb.Home); true {
		_, until = allShow(b, "after Home")
		assert.Equal(b, end, until, "Home shows until")
	}
	evaluated[bool](b, `document.querySelector("#waits-0-figure .figure").focus() || true`)
	told := func() string {
		return evaluated[string](b, `document.querySelector("#waits-0-figure .readout").textContent`)
	}
	b.press(kb.Home)
	begin := told()
	assert.Regexp(b, `^\S.*: [\d.]+ % do not wait$`, begin, "the first reading of the waits")
	b.press(kb.ArrowRight)
	next := told()
	assert.Regexp(b, ` % wait at most `, next, "the next one")
	b.press(kb.ArrowLeft)
	assert.Equal(b, begin, told(), "one to the right and one to the left")
	b.press(kb.Escape)
	assert.Empty(b, told(), "after Escape")
	unreachable := evaluated[[]string](b, `[...document.querySelectorAll("a, button, input, summary, .scroll, .plot, .figure")].filter((e) => e.checkVisibility() && e.tabIndex < 0).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range unreachable {
		assert.Fail(b, fmt.Sprintf("no key leads to %s", e))
	}
	nameless := evaluated[[]string](b, `[...document.querySelectorAll("button, input, [role=img], [role=region], [role=group]")].filter((e) => !(e.getAttribute("aria-label") || e.textContent || (e.labels && e.labels.length))).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range nameless {
		assert.Fail(b, fmt.Sprintf("nothing names %s", e))
	}
	b.quiet(path)
}

// adopts checks that the chart of the updates names the phase that is open, and that
// each group has a panel with a line for each strategy that ends at the top.
func adopts(b *tab, path string) {
	over := b.boxOf("#adoption-chart .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	told := readouts(b)
	last := told[len(told)-1]
	assert.True(b, regexp.MustCompile(`waves [\d.]+ % \(wave \d\)`).MatchString(last) &&
		!strings.Contains(last, "big bang ("),
		"the updates are told as %q, want the wave that is open", last)
	lines := evaluated[[]float64](b, `[...document.querySelectorAll("#groups-figure path.curve")].filter((p) => p.getBBox().height > 10).map((p) => p.getBBox().height)`)
	assert.Len(b, lines, 4, "%d lines of groups, want two strategies in each of two", len(lines))
	for _, height := range lines {
		assert.True(b, height >= 100 && height <= 120, "a line of a group rises by %v of 120 pixels", height)
	}
	names := evaluated[string](b, `[...document.querySelectorAll("#groups-figure text")].map((t) => t.textContent).join("; ")`)
	for _, want := range []string{"office, 220 PCs", "plant, 80 PCs"} {
		assert.Contains(b, names, want, "the groups are named %q, want %s", names, want)
	}
	b.keep("adoption")
	b.quiet(path)
}

// glances checks that the verdict begins with its numbers, and that short cells of
// tables stand in one line.
func glances(b *tab, path string) {
	facts := evaluated[[]string](b, `[...document.querySelectorAll(".verdict dl div")].map((d) => d.innerText)`)
	assert.True(b, len(facts) == 4 && strings.HasPrefix(facts[3], "Valid only if") &&
		strings.Contains(facts[3], "4 syncs"),
		"the verdict has %q, want plan, wait, end and what they rest on", facts)
	for _, cell := range evaluated[[]string](b, `[...document.querySelectorAll(".whole")].filter((e) => e.checkVisibility() && e.firstChild).filter((e) => {
		const range = document.createRange();
		range.selectNodeContents(e.firstChild);
		return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
	}).map((e) => e.textContent)`) {
		assert.Fail(b, fmt.Sprintf("%q is broken into lines", cell))
	}
	b.quiet(path)
}

// slides checks that the slider changes the table below it and moves the line in the
// figure, and that a point of the figure tells what it is.
func slides(b *tab, path string) {
	const picked = `document.querySelector("#slots-chart .wide .picked").getAttribute("d")`
	at := evaluated[string](b, picked)
	const chosen = `document.querySelector(".slider output").textContent + "\n" + document.querySelector(".chosen").innerText`
	before := evaluated[string](b, chosen)
	assert.True(b, strings.HasPrefix(before, "4 slots\n") && strings.Contains(before, "waves") &&
		strings.Contains(before, "0 of 2, 1 undecided"),
		"the slider begins at %q, want 4 slots as today, with what each strategy brings", before)
	evaluated[bool](b, `document.querySelector(".slider input").focus() || true`)
	b.press(kb.ArrowRight)
	after := evaluated[string](b, chosen)
	assert.True(b, after != before && !strings.HasPrefix(after, "4 slots\n"),
		"one step of the slider leaves %q", after)
	assert.NotEqual(b, at, evaluated[string](b, picked), "the line in the figure")
	dot := b.boxOf("#slots-chart .wide .dot")
	b.mouse(chromedp.MouseMoved, dot.Left+dot.Width/2, dot.Top+dot.Height/2)
	told := evaluated[string](b, `document.querySelector("#slots-chart .readout").textContent`)
	assert.Regexp(b, `^big bang, \d+ slots?: 19 of 20 wait at most \d`, told, "the first point")
	b.quiet(path)
}
