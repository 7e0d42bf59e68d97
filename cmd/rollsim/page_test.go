package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/scenarios"
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
replications: 10
`

// autumnScenario goes over the day on which they are put back.
const autumnScenario = `
name: Over the end of summer time
start: 2027-10-29
horizon: 4d
calendar: {region: de-BY}
fleet: [{name: office, clients: 60, delivery: auto-updater, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 2}
strategies: [{big_bang: {}}]
replications: 2
`

// markedScenario has markup in everything that has a name.
const markedScenario = `
name: "<script>alert(1)</script></title><b>9.4</b>"
start: 2027-04-12
horizon: 4d
calendar: {region: de-BY}
fleet:
  - {name: "\"><img src=x onerror=alert(2)>", clients: 40, delivery: auto-updater, version: "9.3"}
  - {name: "</script><script>alert(3)</script>", clients: 40, delivery: managed, version: "9.3"}
release:
  version: "9.4"
  problems: [{name: "<svg onload=alert(4)>", chance: 50%, hits: 50%}]
backend: {version: "9.4", slots: {value: 2, source: guess, by: "<iframe src=javascript:alert(5)>"}}
strategies:
  - {name: "<!--<script>", phases: [{name: "' onmouseover='alert(6)", size: rest}]}
  - {name: "]]></style><style>body{display:none}", phases: [{name: "&lt;b&gt;", size: 50%}, {name: "{{.}}", size: rest}]}
targets: [wait.update.p95 <= 10m]
replications: 4
`

// reviewed plays a scenario and returns what is said about it.
func reviewed(t *testing.T, name, text string, sized bool, sets ...scenarios.Setting) *study.Review {
	t.Helper()
	loader := &scenarios.Loader{}
	s, err := loader.Load(name+".yaml", []byte(text), sets)
	if err != nil {
		t.Fatal(err)
	}
	c, err := study.Compare(context.Background(), s, study.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	r := &study.Review{Comparison: c, Command: "rollsim compare " + name + ".yaml"}
	if sized {
		if r.Sizing, err = study.Size(context.Background(), s, study.SizeOptions{Quantity: study.SlotCount, Workers: 2}); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// written writes the page of a review into a file.
func written(t *testing.T, r *study.Review, l reports.Language) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	err := writeFile(path, func(f *os.File) error { return reports.HTML(f, r, l) })
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPageInBrowser opens the page of a review in a real browser: what is drawn,
// what answers to mouse, keys and fingers, and what comes out on paper. With
// go test -artifacts the pictures of it are kept.
func TestPageInBrowser(t *testing.T) {
	browser := chromium(t)
	small := reviewed(t, "small", smallScenario, true)
	english, german := written(t, small, reports.English), written(t, small, reports.German)

	t.Run("charts", func(t *testing.T) { charts(open(t, browser, english, desktop), english) })
	t.Run("zoom", func(t *testing.T) { zooms(open(t, browser, english, desktop), english) })
	t.Run("cursor", func(t *testing.T) { cursors(open(t, browser, english, desktop), english) })
	t.Run("keys", func(t *testing.T) { keyed(open(t, browser, english, desktop), english) })
	t.Run("slider", func(t *testing.T) { slides(open(t, browser, english, desktop), english) })
	t.Run("phone", func(t *testing.T) { onPhone(open(t, browser, english, phone), english) })
	t.Run("paper", func(t *testing.T) { onPaper(open(t, browser, english, desktop), english) })
	t.Run("contrast", func(t *testing.T) { contrasts(open(t, browser, english, desktop), english) })
	t.Run("German", func(t *testing.T) { inGerman(open(t, browser, german, desktop), german) })
	t.Run("local time in spring", func(t *testing.T) { localTimes(open(t, browser, english, desktop), small) })
	t.Run("local time in autumn", func(t *testing.T) {
		autumn := reviewed(t, "autumn", autumnScenario, false)
		localTimes(open(t, browser, written(t, autumn, reports.English), desktop), autumn)
	})
	t.Run("names with markup", func(t *testing.T) {
		path := written(t, reviewed(t, "marked", markedScenario, true), reports.English)
		harmless(open(t, browser, path, desktop), path)
	})
	t.Run("intruders", func(t *testing.T) { intruders(t, browser, english) })
	t.Run("fast", func(t *testing.T) { fast(t, browser) })
}

// blank lists the charts on which nothing is drawn.
const blank = `[...document.querySelectorAll("figure[data-chart]")].filter((f) => {
	const canvases = [...f.querySelectorAll("canvas")];
	return canvases.length === 0 || canvases.some((c) => {
		const pixels = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
		const seen = new Set();
		for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 0) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
		return seen.size < 5;
	});
}).map((f) => f.id)`

// charts checks that every chart is drawn, in light and in dark.
func charts(b *tab, path string) {
	if n := evaluated[int](b, `document.querySelectorAll("figure[data-chart]").length`); n != 5 {
		b.Errorf("%d charts, want 5: the load of three strategies, the updates, the slots", n)
	}
	for _, dark := range []bool{false, true} {
		v := desktop
		v.dark = dark
		b.look(v)
		if ids := evaluated[[]string](b, blank); len(ids) > 0 {
			b.Errorf("dark %t: nothing is drawn in %q", dark, ids)
		}
		b.keep(map[bool]string{false: "desktop", true: "dark"}[dark])
	}
	b.quiet(path)
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
	if len(of) < 7 {
		b.Fatalf("%d charts over time, want 7", len(of))
	}
	for _, s := range of {
		if math.Abs(s[0]-of[0][0]) > 1 || math.Abs(s[1]-of[0][1]) > 1 {
			b.Errorf("%s: charts show %v", what, of)
		}
	}
	return of[0][0], of[0][1]
}

// zooms checks that buttons, dragging and a double click change what all charts
// over time show, down to ten minutes.
func zooms(b *tab, path string) {
	const whole = 14 * 86400
	from, until := allShow(b, "at first")
	if from != 0 || math.Abs(until-whole) > 600 {
		b.Errorf("at first %v to %v is shown, want all 14 days", from, until)
	}
	for length, seconds := range map[string]float64{"604800": 604800, "86400": 86400, "3600": 3600, "600": 600} {
		evaluated[bool](b, `document.querySelector("button[data-length='`+length+`']").click() || true`)
		if from, until = allShow(b, length); math.Abs(until-from-seconds) > 1 {
			b.Errorf("the button for %s s shows %v s", length, until-from)
		}
		if ids := evaluated[[]string](b, blank); len(ids) > 0 {
			b.Errorf("%s s: nothing is drawn in %q", length, ids)
		}
	}
	over := b.boxOf("#adoption-chart .u-over")
	b.mouse(chromedp.MousePressed, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(1))
	b.mouse(chromedp.MouseReleased, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(1))
	b.mouse(chromedp.MousePressed, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(2))
	b.mouse(chromedp.MouseReleased, over.Left+9, over.Top+9, chromedp.ButtonLeft, chromedp.ClickCount(2))
	if from, until = allShow(b, "after a double click"); from != 0 || math.Abs(until-whole) > 600 {
		b.Errorf("after a double click %v to %v is shown, want everything", from, until)
	}
	end := until
	b.drag(over, 0.25, 0.5)
	if from, until = allShow(b, "after dragging"); math.Abs(from-0.25*end) > 0.01*end || math.Abs(until-0.5*end) > 0.01*end {
		b.Errorf("dragging from 25 %% to 50 %% shows %v to %v of %v", from, until, end)
	}
	b.quiet(path)
}

// cursors checks that the cursor on one chart tells the same instant below all.
func cursors(b *tab, path string) {
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	told := readouts(b)
	if len(told) != 4 {
		b.Fatalf("readouts %q, want four", told)
	}
	instant := regexp.MustCompile(`^(\w+day \d+ March 2027, \d\d:\d\d)`)
	for _, text := range told {
		at := instant.FindString(text)
		if at == "" || at != instant.FindString(told[0]) {
			b.Errorf("the readouts are not of one instant: %q", told)
			break
		}
	}
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
	if second := readouts(b)[1]; first == "" || first == second {
		b.Errorf("arrows go from %q to %q", first, second)
	}
	b.press("+")
	from, until := allShow(b, "after +")
	if math.Abs(until-from-end/2) > 1 {
		b.Errorf("+ shows %v of %v s", until-from, end)
	}
	if b.press(kb.Home); true {
		if _, until = allShow(b, "after Home"); until != end {
			b.Errorf("Home shows until %v, want %v", until, end)
		}
	}
	unreachable := evaluated[[]string](b, `[...document.querySelectorAll("a, button, input, summary, .scroll, figure[data-chart] .plot")].filter((e) => e.checkVisibility() && e.tabIndex < 0).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range unreachable {
		b.Errorf("no key leads to %s", e)
	}
	nameless := evaluated[[]string](b, `[...document.querySelectorAll("button, input, [role=img], [role=region], [role=group]")].filter((e) => !(e.getAttribute("aria-label") || e.textContent || (e.labels && e.labels.length))).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range nameless {
		b.Errorf("nothing names %s", e)
	}
	b.quiet(path)
}

// slides checks that the slider changes the table below it.
func slides(b *tab, path string) {
	const chosen = `document.querySelector(".slider output").textContent + "\n" + document.querySelector(".chosen").innerText`
	before := evaluated[string](b, chosen)
	if !strings.HasPrefix(before, "4 slots\n") || !strings.Contains(before, "waves") {
		b.Errorf("the slider begins at %q, want 4 slots as today", before)
	}
	evaluated[bool](b, `document.querySelector(".slider input").focus() || true`)
	b.press(kb.ArrowRight)
	if after := evaluated[string](b, chosen); after == before || strings.HasPrefix(after, "4 slots\n") {
		b.Errorf("one step of the slider leaves %q", after)
	}
	b.quiet(path)
}

// wider lists elements that stick out of the page, but for those that scroll.
const wider = `[...document.querySelectorAll("body *")].filter((e) => {
	const r = e.getBoundingClientRect();
	return r.width > 0 && r.right > document.documentElement.clientWidth + 1 && !e.closest(".scroll > *, .skip, .u-over, .u-axis") ;
}).map((e) => e.outerHTML.slice(0, 80) + " ends at " + e.getBoundingClientRect().right)`

// onPhone checks that a page fits on a phone, and that fingers move its charts.
func onPhone(b *tab, path string) {
	if width := evaluated[int](b, `document.scrollingElement.scrollWidth`); width > 390 {
		b.Errorf("the page is %d pixels wide, a phone 390", width)
	}
	for _, e := range evaluated[[]string](b, wider) {
		b.Errorf("on a phone %s", e)
	}
	over := b.boxOf("#adoption-chart .u-over")
	x, y := over.Left+over.Width/2, over.Top+over.Height/2
	_, end := allShow(b, "at first")
	b.touch(input.DispatchTouchEventTypeTouchStart, [2]float64{x - 20, y}, [2]float64{x + 20, y})
	for spread := 30.0; spread <= 80; spread += 10 {
		b.touch(input.DispatchTouchEventTypeTouchMove, [2]float64{x - spread, y}, [2]float64{x + spread, y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	from, until := allShow(b, "after spreading two fingers")
	if got := (until - from) / end; got < 0.2 || got > 0.3 {
		b.Errorf("fingers spread to four times their distance show %.3g of everything, want a quarter", got)
	}
	b.touch(input.DispatchTouchEventTypeTouchStart, [2]float64{x, y})
	for shift := 10.0; shift <= 60; shift += 10 {
		b.touch(input.DispatchTouchEventTypeTouchMove, [2]float64{x - shift, y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	if moved, _ := allShow(b, "after wiping"); moved <= from {
		b.Errorf("wiping to the left goes from %v to %v", from, moved)
	}
	if told := readouts(b); told[len(told)-1] == "" {
		b.Error("touching a chart tells nothing")
	}
	b.keep("phone")
	b.quiet(path)
}

// onPaper checks that nothing is cut off in print, and that printing takes a
// sensible number of sheets.
func onPaper(b *tab, path string) {
	evaluated[bool](b, `addEventListener("beforeprint", () => { window.widest = Math.max(...[...document.querySelectorAll(".plot canvas")].map((c) => c.getBoundingClientRect().width)); }) || true`)
	printed := command(b, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	sheets := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed.Data, -1))
	if sheets < 4 || sheets > 14 {
		b.Errorf("the page takes %d sheets of A4, want 4 to 14", sheets)
	}
	if err := os.WriteFile(filepath.Join(b.ArtifactDir(), "paper.pdf"), printed.Data, 0o644); err != nil {
		b.Fatal(err)
	}
	if widest := evaluated[float64](b, `window.widest`); widest < 500 || widest > float64(paper.width) {
		b.Errorf("charts are %v pixels wide when they are printed, of %d", widest, paper.width)
	}

	b.look(paper)
	evaluated[bool](b, `dispatchEvent(new Event("beforeprint"))`)
	for _, e := range evaluated[[]string](b, wider) {
		b.Errorf("on paper %s", e)
	}
	tall := evaluated[[]string](b, `[...document.querySelectorAll("figure")].filter((f) => f.getBoundingClientRect().height > innerHeight).map((f) => f.id)`)
	for _, id := range tall {
		b.Errorf("figure %s is taller than a sheet", id)
	}
	clipped := evaluated[[]string](b, `[...document.querySelectorAll(".plot canvas")].filter((c) => {
		const inner = c.getBoundingClientRect(), outer = c.closest(".plot").getBoundingClientRect();
		return inner.right > outer.right + 1 || inner.left < outer.left - 1;
	}).map((c) => c.closest("figure").id)`)
	for _, id := range clipped {
		b.Errorf("the chart %s is cut off", id)
	}
	if ids := evaluated[[]string](b, blank); len(ids) > 0 {
		b.Errorf("nothing is drawn in %q", ids)
	}
	b.keep("paper")
	b.quiet(path)
}

// inGerman checks that the script speaks German and writes numbers as Germans do.
func inGerman(b *tab, path string) {
	if lang := evaluated[string](b, `document.documentElement.lang`); lang != "de" {
		b.Errorf("the page is in %q", lang)
	}
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	told := readouts(b)[1]
	for _, word := range []string{"running", "waiting", "slots"} {
		if told == "" || strings.Contains(told, word) {
			b.Errorf("the readout is %q", told)
		}
	}
	if got := evaluated[string](b, `document.querySelector(".toolbar").innerText`); strings.Contains(got, "whole") {
		b.Errorf("the buttons are %q", got)
	}
	b.keep("german")
	b.quiet(path)
}

// contrasts checks that what is written stands out from what it is written on, as
// WCAG 2.2 asks for at level AA (4.5 to 1), also the colours that charts write in.
func contrasts(b *tab, path string) {
	const faint = `(() => {
		const shade = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
		const parsed = (colour) => { shade.clearRect(0, 0, 1, 1); shade.fillStyle = colour; shade.fillRect(0, 0, 1, 1); return [...shade.getImageData(0, 0, 1, 1).data]; };
		const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
		const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
		const behind = (e) => { for (; e; e = e.parentElement) { const c = parsed(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
		const found = new Set();
		const say = (what, a, b) => { const r = ratio(a, b); if (r < 4.5) found.add(what + " " + r.toFixed(2)); };
		for (const e of document.querySelectorAll("body *")) {
			if (!e.checkVisibility() || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
			const style = getComputedStyle(e);
			say(e.tagName + "." + (e.className.baseVal ?? e.className), parsed(e.ownerSVGElement ? style.fill : style.color), behind(e));
		}
		const root = getComputedStyle(document.documentElement), paper = behind(document.body);
		for (const name of ["--tint-0", "--tint-1", "--tint-2", "--tint-3", "--tint-4", "--tint-5", "--tint-6", "--faint", "--limit"]) say(name, parsed(root.getPropertyValue(name)), paper);
		return [...found];
	})()`
	for _, dark := range []bool{false, true} {
		v := desktop
		v.dark = dark
		b.look(v)
		for _, what := range evaluated[[]string](b, faint) {
			b.Errorf("dark %t: too little contrast: %s to 1", dark, what)
		}
	}
	b.quiet(path)
}

// localTimes checks around a change of the clocks what the readouts and the axes say,
// against the time zone itself.
func localTimes(b *tab, r *study.Review) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	start := r.Comparison.Scenario.Start.In(zone)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	change := 0.0
	for ; at(change).IsDST() == start.IsDST(); change += 900 {
	}

	type reading struct {
		At, Width float64
		Text      string
	}
	readings := evaluated[[]reading](b, fmt.Sprintf(`(() => {
		const change = %v, u = rollsim.plots[0].u, xs = u.data[0], width = xs[1] - xs[0], found = [];
		rollsim.show(change - 4 * 3600, change + 4 * 3600);
		xs.forEach((x) => {
			if (Math.abs(x - change) > 3 * 3600) return;
			u.setCursor({left: u.valToPos(x, "x"), top: 20});
			found.push({At: x, Width: width, Text: u.root.closest("figure").querySelector(".readout").textContent});
		});
		return found;
	})()`, change))
	if len(readings) < 36 {
		b.Errorf("%d readings around the change, want one for each ten minutes or less", len(readings))
	}
	for _, r := range readings {
		from, until := at(r.At-r.Width/2), at(r.At+r.Width/2)
		if want := from.Format("Monday 2 January 2006, 15:04") + "–" + until.Format("15:04") + ": "; !strings.HasPrefix(r.Text, want) {
			b.Errorf("the readout at %v is %q, want %q", from, r.Text, want)
		}
	}

	type axis struct {
		At   []float64
		Text []string
	}
	for _, hours := range []float64{4 * 24, 24, 6, 1} {
		got := evaluated[axis](b, fmt.Sprintf(`(() => {
			rollsim.show(%v, %v);
			const axis = rollsim.plots[1].u.axes[0];
			return {At: axis._splits, Text: axis._values};
		})()`, change-hours*1800, change+hours*1800))
		if len(got.At) < 3 || len(got.At) != len(got.Text) {
			b.Errorf("%v hours: the axis names %q at %v, want at least three", hours, got.Text, got.At)
			continue
		}
		step := 24 * time.Hour
		for i, seconds := range got.At {
			local := at(seconds)
			want := local.Format("15:04")
			if want == "00:00" {
				want = local.Format("Mon 2 Jan")
			}
			if got.Text[i] != want {
				b.Errorf("%v hours: %v is called %q, want %q", hours, local, got.Text[i], want)
			}
			if i > 0 {
				step = min(step, local.Sub(at(got.At[i-1])))
			}
		}
		for _, seconds := range got.At {
			local := at(seconds)
			if sinceMidnight := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute; hours < 48 && sinceMidnight%step != 0 {
				b.Errorf("%v hours: %v is no multiple of %v", hours, local, step)
			}
		}
	}
}

// harmless checks that a page shows names with markup as text, and runs none of it.
func harmless(b *tab, path string) {
	text := evaluated[string](b, `document.body.innerText`)
	for _, name := range []string{"<script>alert(1)</script></title><b>9.4</b>", `"><img src=x onerror=alert(2)>`, "</script><script>alert(3)</script>", "<!--<script>", "]]></style><style>body{display:none}", "' onmouseover='alert(6)", "&lt;b&gt;", "{{.}}"} {
		if !strings.Contains(text, name) {
			b.Errorf("the page does not show %s", name)
		}
	}
	if title := evaluated[string](b, `document.title`); title != "<script>alert(1)</script></title><b>9.4</b>" {
		b.Errorf("the title is %s", title)
	}
	if n := evaluated[int](b, `document.querySelectorAll("img, iframe, main b, object, svg[onload]").length + document.scripts.length`); n != 2 {
		b.Errorf("%d scripts, pictures and frames, want the data and the script", n)
	}
	if ids := evaluated[[]string](b, blank); len(ids) > 0 {
		b.Errorf("nothing is drawn in %q", ids)
	}
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	b.keep("markup")
	b.quiet(path)
}

// intruders checks that what somebody adds to a page does not run and fetches
// nothing.
func intruders(t *testing.T, browser context.Context, path string) {
	asked := make(chan string, 10)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer elsewhere.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	added := `<script>window.intruded = 1</script><img src="data:x" onerror="window.intruded = 2"><img src="` + elsewhere.URL + `/picture">` +
		`<script src="` + elsewhere.URL + `/script"></script><link rel="stylesheet" href="` + elsewhere.URL + `/style"><iframe src="` + elsewhere.URL + `/frame"></iframe></body>`
	worse := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(worse, bytes.Replace(text, []byte("</body>"), []byte(added), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	b := open(t, browser, worse, desktop)
	if evaluated[bool](b, `"intruded" in window`) {
		t.Error("an added script runs")
	}
	if !evaluated[bool](b, `document.querySelectorAll("iframe, img").length === 3 && typeof rollsim === "object"`) {
		t.Error("what was added is not in the page, or its own script does not run")
	}
	select {
	case path := <-asked:
		t.Errorf("the page fetches %s from elsewhere", path)
	default:
	}
}

// fast checks that the page of 25,000 PCs over eight weeks shows its first screen
// within a second. Of several tries the best counts, for a machine may be busy.
func fast(t *testing.T, browser context.Context) {
	var text string
	for _, e := range scenarios.Examples() {
		if e.Name == "enterprise" {
			text = string(e.Text)
		}
	}
	path := written(t, reviewed(t, "enterprise", text, false, scenarios.Setting{Path: "replications", Value: "2"}), reports.English)
	if info, err := os.Stat(path); err != nil || info.Size() > 1500e3 {
		t.Errorf("the page has %d bytes, want at most 1.5 MB (%v)", info.Size(), err)
	}
	b := open(t, browser, path, desktop)
	const painted = `new Promise((resolve) => new PerformanceObserver((seen) => resolve(seen.getEntries()[0].startTime)).observe({type: "paint", buffered: true}))`
	best := math.Inf(1)
	for try := 0; try < 10 && best > 1000; try++ {
		if try > 0 {
			time.Sleep(time.Second)
			b.load(path)
		}
		at, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](painted, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		best = math.Min(best, at)
	}
	t.Logf("first screen after %.0f ms", best)
	if best > 1000 {
		t.Errorf("the first screen takes %.0f ms, want at most 1000", best)
	}
	b.quiet(path)
	b.keep("enterprise")
}
