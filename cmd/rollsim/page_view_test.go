package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wider lists elements that stick out of the page, but for those that scroll.
const wider = `[...document.querySelectorAll("body *")].filter((e) => {
	const r = e.getBoundingClientRect();
	return r.width > 0 && r.right > document.documentElement.clientWidth + 1 && !e.closest(".scroll > *, .drawing > *, .skip, .u-over, .u-axis") ;
}).map((e) => e.outerHTML.slice(0, 80) + " ends at " + e.getBoundingClientRect().right)`

// onPhone checks that a page fits on a phone, and that fingers move its charts.
func onPhone(b *tab, path string) {
	width := evaluated[int](b, `document.scrollingElement.scrollWidth`)
	assert.LessOrEqual(b, width, 390, "the page is %d pixels wide, a phone 390", width)
	for _, e := range evaluated[[]string](b, wider) {
		assert.Fail(b, fmt.Sprintf("on a phone %s", e))
	}
	hidden := evaluated[[]string](b, `[...document.querySelectorAll("#overview td")].filter((c) => {
		const r = c.getBoundingClientRect(), label = getComputedStyle(c, "::before").content;
		return r.width === 0 || r.right > innerWidth || label === "none" || label === '""';
	}).map((c) => c.textContent)`)
	for _, text := range hidden {
		assert.Fail(b, fmt.Sprintf("on a phone the cell %q is not in sight with its heading", text))
	}
	legible(b, "narrow")
	dot := b.boxOf("#slots-chart .narrow .dot")
	b.touch(input.DispatchTouchEventTypeTouchStart, [2]float64{dot.Left, dot.Top})
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	assert.NotEmpty(b, evaluated[string](b, `document.querySelector("#slots-chart .readout").textContent`), "touching a point tells nothing")
	over := b.boxOf("#adoption-chart .u-over")
	x, y := over.Left+over.Width/2, over.Top+over.Height/2
	_, end := allShow(b, "at first")
	b.touch(input.DispatchTouchEventTypeTouchStart, [2]float64{x - 20, y}, [2]float64{x + 20, y})
	for spread := 30.0; spread <= 80; spread += 10 {
		b.touch(input.DispatchTouchEventTypeTouchMove, [2]float64{x - spread, y}, [2]float64{x + spread, y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	from, until := allShow(b, "after spreading two fingers")
	got := (until - from) / end
	assert.True(b, got >= 0.2 && got <= 0.3,
		"fingers spread to four times their distance show %.3g of everything, want a quarter", got)
	b.touch(input.DispatchTouchEventTypeTouchStart, [2]float64{x, y})
	for shift := 10.0; shift <= 60; shift += 10 {
		b.touch(input.DispatchTouchEventTypeTouchMove, [2]float64{x - shift, y})
	}
	b.touch(input.DispatchTouchEventTypeTouchEnd)
	moved, _ := allShow(b, "after wiping")
	assert.Greater(b, moved, from, "wiping to the left goes from %v to %v", from, moved)
	told := readouts(b)
	assert.NotEmpty(b, told[len(told)-1], "touching a chart tells nothing")
	b.keep("phone")
	b.quiet(path)
}

// onPaper checks that nothing is cut off in print, and that printing takes a
// sensible number of sheets.
func onPaper(b *tab, path string) {
	evaluated[bool](b, `addEventListener("beforeprint", () => { window.widest = Math.max(...[...document.querySelectorAll(".plot canvas")].map((c) => c.getBoundingClientRect().width)); }) || true`)
	printed := command(b, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	sheets := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed.Data, -1))
	assert.True(b, sheets >= 4 && sheets <= 30, "the page takes %d sheets of A4, want 4 to 30", sheets)
	require.NoError(b, os.WriteFile(filepath.Join(b.ArtifactDir(), "paper.pdf"), printed.Data, 0o644))
	widest := evaluated[float64](b, `window.widest`)
	assert.True(b, widest >= 500 && widest <= float64(paper.width),
		"charts are %v pixels wide when they are printed, of %d", widest, paper.width)

	white := paper
	white.dark = true // the screen is dark, paper is not
	b.look(white)
	evaluated[bool](b, `dispatchEvent(new Event("beforeprint"))`)
	for _, e := range evaluated[[]string](b, wider) {
		assert.Fail(b, fmt.Sprintf("on paper %s", e))
	}
	tall := evaluated[[]string](b, `[...document.querySelectorAll("figure")].filter((f) => f.getBoundingClientRect().height > innerHeight).map((f) => f.id)`)
	for _, id := range tall {
		assert.Fail(b, fmt.Sprintf("figure %s is taller than a sheet", id))
	}
	clipped := evaluated[[]string](b, `[...document.querySelectorAll(".plot canvas")].filter((c) => {
		const inner = c.getBoundingClientRect(), outer = c.closest(".plot").getBoundingClientRect();
		return inner.right > outer.right + 1 || inner.left < outer.left - 1;
	}).map((c) => c.closest("figure").id)`)
	for _, id := range clipped {
		assert.Fail(b, fmt.Sprintf("the chart %s is cut off", id))
	}
	tint := evaluated[string](b, `getComputedStyle(document.documentElement).getPropertyValue("--tint-1").trim()`)
	assert.Equal(b, "#0072b2", tint, "on paper the first colour is %s, want that on white", tint)
	ids := evaluated[[]string](b, blank)
	assert.LessOrEqual(b, len(ids), 0, "nothing is drawn in %q", ids)
	rows := evaluated[string](b, `document.querySelector(".chosen").innerText`)
	assert.True(b, strings.HasPrefix(rows, "On 4 slots\n"),
		"on paper the rows of the slider are %q, want those on the 4 slots of the verdict", rows)
	bottom := evaluated[float64](b, `document.querySelector("#overview tbody").getBoundingClientRect().bottom`)
	assert.LessOrEqual(b, bottom, 1000.0,
		"the table ends %v pixels from the top of the paper, want it on the first sheet", bottom)
	b.keep("paper")
	b.quiet(path)
}

// inGerman checks that the script speaks German.
func inGerman(b *tab, path string) {
	lang := evaluated[string](b, `document.documentElement.lang`)
	assert.Equal(b, "de", lang, "the page is in %q", lang)
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	told := readouts(b)[1]
	assert.True(b, told != "" && !strings.Contains(told, "slots") && strings.Contains(told, "Plätze"),
		"the readout is %q", told)
	got := evaluated[string](b, `document.querySelector(".slider output").textContent`)
	assert.Contains(b, got, "Plätze", "the slider is on %q", got)
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
			assert.Fail(b, fmt.Sprintf("dark %t: too little contrast: %s to 1", dark, what))
		}
	}
	b.quiet(path)
}
