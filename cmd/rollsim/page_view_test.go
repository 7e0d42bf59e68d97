package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// wider lists elements that stick out of the page, but for those that scroll.
const wider = `[...document.querySelectorAll("body *")].filter((e) => {
	const r = e.getBoundingClientRect();
	return r.width > 0 && r.right > document.documentElement.clientWidth + 1 && !e.closest(".scroll > *, .drawing > *, .skip, .u-over, .u-axis") ;
}).map((e) => e.outerHTML.slice(0, 80) + " ends at " + e.getBoundingClientRect().right)`

// onPhone checks that a page fits on a phone, and that fingers move its charts.
func onPhone(b *tab, path string) {
	if width := evaluated[int](b, `document.scrollingElement.scrollWidth`); width > 390 {
		b.Errorf("the page is %d pixels wide, a phone 390", width)
	}
	for _, e := range evaluated[[]string](b, wider) {
		b.Errorf("on a phone %s", e)
	}
	hidden := evaluated[[]string](b, `[...document.querySelectorAll("#overview td")].filter((c) => {
		const r = c.getBoundingClientRect(), label = getComputedStyle(c, "::before").content;
		return r.width === 0 || r.right > innerWidth || label === "none" || label === '""';
	}).map((c) => c.textContent)`)
	for _, text := range hidden {
		b.Errorf("on a phone the cell %q is not in sight with its heading", text)
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
	if sheets < 4 || sheets > 30 {
		b.Errorf("the page takes %d sheets of A4, want 4 to 30", sheets)
	}
	if err := os.WriteFile(filepath.Join(b.ArtifactDir(), "paper.pdf"), printed.Data, 0o644); err != nil {
		b.Fatal(err)
	}
	if widest := evaluated[float64](b, `window.widest`); widest < 500 || widest > float64(paper.width) {
		b.Errorf("charts are %v pixels wide when they are printed, of %d", widest, paper.width)
	}

	white := paper
	white.dark = true // the screen is dark, paper is not
	b.look(white)
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
	if tint := evaluated[string](b, `getComputedStyle(document.documentElement).getPropertyValue("--tint-1").trim()`); tint != "#0072b2" {
		b.Errorf("on paper the first colour is %s, want that on white", tint)
	}
	if ids := evaluated[[]string](b, blank); len(ids) > 0 {
		b.Errorf("nothing is drawn in %q", ids)
	}
	if rows := evaluated[string](b, `document.querySelector(".chosen").innerText`); !strings.HasPrefix(rows, "On 4 slots\n") {
		b.Errorf("on paper the rows of the slider are %q, want those on the 4 slots of the verdict", rows)
	}
	if bottom := evaluated[float64](b, `document.querySelector("#overview tbody").getBoundingClientRect().bottom`); bottom > 1000 {
		b.Errorf("the table ends %v pixels from the top of the paper, want it on the first sheet", bottom)
	}
	b.keep("paper")
	b.quiet(path)
}

// inGerman checks that the script speaks German.
func inGerman(b *tab, path string) {
	if lang := evaluated[string](b, `document.documentElement.lang`); lang != "de" {
		b.Errorf("the page is in %q", lang)
	}
	over := b.boxOf("#load-1 .u-over")
	b.mouse(chromedp.MouseMoved, over.Left+0.4*over.Width, over.Top+over.Height/2)
	if told := readouts(b)[1]; told == "" || strings.Contains(told, "slots") || !strings.Contains(told, "Plätze") {
		b.Errorf("the readout is %q", told)
	}
	if got := evaluated[string](b, `document.querySelector(".slider output").textContent`); !strings.Contains(got, "Plätze") {
		b.Errorf("the slider is on %q", got)
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
