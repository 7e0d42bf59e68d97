package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a browser may take to start, to load a page or to answer.
const patience = 90 * time.Second

// chromium starts a headless browser that ends with the test. Without one the test
// is skipped.
func chromium(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no chromium, chromium-browser or google-chrome in PATH; on Debian: apt install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	browser, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(browser), "%s does not start", path)
	return browser
}

// A view is how somebody looks at a page.
type view struct {
	width, height int64 // pixels
	phone         bool
	dark          bool
	media         string // print, or empty for the screen
}

var (
	desktop = view{width: 1280, height: 900}
	phone   = view{width: 390, height: 844, phone: true}
	paper   = view{width: 680, height: 1009, media: "print"} // A4 without its margins at 96 pixels an inch
)

// A tab shows a page, and remembers what went wrong in it.
type tab struct {
	*testing.T
	ctx context.Context

	lock       sync.Mutex
	complaints []string // of the console, exceptions, dialogs
	requests   []string // addresses, in order
}

// open shows a file in a tab of its own.
func open(t *testing.T, browser context.Context, path string, v view) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(browser)
	t.Cleanup(end)
	b := &tab{T: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, b.note), "no tab")
	command(b, network.Enable, network.EnableParams{})
	command(b, log.Enable, cdp.Empty{})
	command(b, page.BringToFront, cdp.Empty{}) // what is not seen is not painted
	b.look(v)
	b.load(path)
	return b
}

// look changes how the page is looked at.
func (b *tab) look(v view) {
	b.Helper()
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: v.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	command(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: v.width, Height: v.height, DeviceScaleFactor: 1, Mobile: v.phone})
	command(b, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: v.phone})
	evaluated[bool](b, `new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))`)
}

// load shows a file in the tab, and waits until it is whole.
func (b *tab) load(path string) {
	b.Helper()
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	require.NoError(b, chromedp.Do(ctx, chromedp.Navigate(address(path))), path)
}

// address is that of a file.
func address(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// note remembers what went wrong, and what was asked for.
func (b *tab) note(event any) {
	b.lock.Lock()
	defer b.lock.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprintf("exception: %s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, fmt.Sprintf("console %s", e.Type))
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text))
	case *page.EventJavascriptDialogOpening:
		b.complaints = append(b.complaints, "dialog: "+e.Message)
	}
}

// quiet checks that nothing went wrong in the tab, and that it asked for the page
// and for nothing else.
func (b *tab) quiet(path string) {
	b.Helper()
	b.lock.Lock()
	defer b.lock.Unlock()
	for _, c := range b.complaints {
		assert.Fail(b, fmt.Sprintf("the browser complains: %s", c))
	}
	for _, r := range b.requests {
		assert.Equal(b, address(path), r, "the page asks for %s", r)
	}
	assert.NotEmpty(b, b.requests, "no request was seen, not even that for the page")
}

// command gives the browser a command for the tab.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.Helper()
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	result, err := chromedp.Call(ctx, c, params)
	require.NoError(b, err, "%v", c)
	return result
}

// evaluated is the value of an expression in the page, or what it promises.
func evaluated[T any](b *tab, expression string) T {
	b.Helper()
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b, err, expression)
	return value
}

// A box is where an element lies in the window, in pixels.
type box struct{ Left, Top, Width, Height float64 }

// boxOf scrolls to the element of a selector and measures it.
func (b *tab) boxOf(selector string) box {
	b.Helper()
	return evaluated[box](b, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		return {Left: r.left, Top: r.top, Width: r.width, Height: r.height};
	})()`, selector))
}

// mouse moves the mouse, or presses and releases its button.
func (b *tab) mouse(kind input.DispatchMouseEventType, x, y float64, options ...chromedp.MouseOption) {
	b.Helper()
	require.NoError(b, chromedp.Do(b.ctx, chromedp.MouseEvent(kind, x, y, options...)), "mouse")
}

// drag drags the mouse across a box, from one share of its width to another.
func (b *tab) drag(over box, from, to float64) {
	b.Helper()
	y := over.Top + over.Height/2
	left, right := over.Left+from*over.Width, over.Left+to*over.Width
	b.mouse(chromedp.MouseMoved, left, y)
	b.mouse(chromedp.MousePressed, left, y, chromedp.ButtonLeft, chromedp.ClickCount(1))
	for step := range 5 {
		b.mouse(chromedp.MouseMoved, left+(right-left)*float64(step+1)/5, y, chromedp.ButtonLeft)
	}
	b.mouse(chromedp.MouseReleased, right, y, chromedp.ButtonLeft, chromedp.ClickCount(1))
}

// touch puts fingers on the page at points of x and y, moves them, or takes them
// off.
func (b *tab) touch(kind input.DispatchTouchEventType, points ...[2]float64) {
	b.Helper()
	touched := []*input.TouchPoint{}
	for i, p := range points {
		id := float64(i)
		touched = append(touched, &input.TouchPoint{X: p[0], Y: p[1], ID: &id})
	}
	command(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: touched})
}

// press presses keys, one after the other.
func (b *tab) press(keys ...string) {
	b.Helper()
	for _, k := range keys {
		require.NoError(b, chromedp.Do(b.ctx, chromedp.KeyEvent(k)), "key %q", k)
	}
}

// keep leaves a picture of the whole page among the artifacts of the test, to be
// looked at.
func (b *tab) keep(name string) {
	b.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b, err, "screenshot")
	require.NoError(b, os.WriteFile(filepath.Join(b.ArtifactDir(), name+".png"), picture, 0o644))
}
