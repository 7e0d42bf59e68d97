package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
  - {name: "<!--<script>", phases: [{name: "' onmouseover='alert(6)", select: {size: rest}}]}
  - {name: "]]></style><style>body{display:none}", phases: [{name: "&lt;b&gt;", select: {size: 50%}}, {name: "{{.}}", start: {after: previous, delay: 1d}, select: {size: rest}}]}
targets: [wait.update.p95 <= 10m]
`

// harmless checks that a page shows names with markup as text, and runs none of it.
func harmless(b *tab, path string) {
	text := evaluated[string](b, `document.body.innerText`)
	for _, name := range []string{"<script>alert(1)</script></title><b>9.4</b>", `"><img src=x onerror=alert(2)>`, "</script><script>alert(3)</script>", "<!--<script>", "]]></style><style>body{display:none}", "' onmouseover='alert(6)", "&lt;b&gt;", "{{.}}"} {
		assert.Contains(b, text, name, "the page does not show %s", name)
	}
	title := evaluated[string](b, `document.title`)
	assert.Equal(b, "<script>alert(1)</script></title><b>9.4</b>", title, "the title is %s", title)
	n := evaluated[int](b, `document.querySelectorAll("img, iframe, main b, object, svg[onload]").length + document.scripts.length`)
	assert.Equal(b, 2, n, "%d scripts, pictures and frames, want the data and the script", n)
	ids := evaluated[[]string](b, blank)
	assert.LessOrEqual(b, len(ids), 0, "nothing is drawn in %q", ids)
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
	require.NoError(t, err)
	added := `<script>window.intruded = 1</script><img src="data:x" onerror="window.intruded = 2"><img src="` + elsewhere.URL + `/picture">` +
		`<script src="` + elsewhere.URL + `/script"></script><link rel="stylesheet" href="` + elsewhere.URL + `/style"><iframe src="` + elsewhere.URL + `/frame"></iframe></body>`
	worse := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(worse, bytes.Replace(text, []byte("</body>"), []byte(added), 1), 0o644))
	b := open(t, browser, worse, desktop)
	assert.False(t, evaluated[bool](b, `"intruded" in window`), "an added script runs")
	assert.True(t, evaluated[bool](b, `document.querySelectorAll("iframe, img").length === 3 &&
typeof rollsim === "object"`),
		"what was added is not in the page, or its own script does not run")
	select {
	case path := <-asked:
		assert.Fail(t, fmt.Sprintf("the page fetches %s from elsewhere", path))
	default:
	}
}
