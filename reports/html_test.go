package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestPageIsWhole checks of the page of every fixture that its elements are closed,
// that every link leads somewhere, that ids are there once, and that nothing is
// fetched.
func TestPageIsWhole(t *testing.T) {
	for _, fixture := range fixtures {
		for _, l := range say.Languages {
			var b bytes.Buffer
			require.NoError(t, HTML(l, &b, &study.Review{Comparison: fixture.make(), Command: "rollsim compare plan.yaml"}),
				"%s", fixture.name)
			ids, links := map[string]int{}, map[string]bool{}
			var open []string
			z := html.NewTokenizer(&b)
			for z.Next() != html.ErrorToken {
				token := z.Token()
				switch token.Type {
				case html.StartTagToken:
					switch token.Data {
					case "meta", "input":
					default:
						open = append(open, token.Data)
					}
				case html.EndTagToken:
					if n := len(open); n == 0 || open[n-1] != token.Data {
						require.Fail(t, fmt.Sprintf("%s: </%s> closes %q", fixture.name, token.Data, open))
					}
					open = open[:len(open)-1]
				}
				for _, a := range token.Attr {
					switch a.Key {
					case "id":
						ids[a.Val]++
					case "href":
						if !strings.HasPrefix(a.Val, "#") {
							assert.Fail(t, fmt.Sprintf("%s: a link to %s", fixture.name, a.Val))
						}
						links[strings.TrimPrefix(a.Val, "#")] = true
					case "src", "style", "onclick", "onload":
						assert.Fail(t, fmt.Sprintf("%s: <%s %s=%q>", fixture.name, token.Data, a.Key, a.Val))
					}
				}
			}
			assert.LessOrEqual(t, len(open), 0, "%s: %q are not closed", fixture.name, open)
			for id, n := range ids {
				assert.LessOrEqual(t, n, 1, "%s: %d elements %s", fixture.name, n, id)
			}
			for id := range links {
				assert.NotZero(t, ids[id], "%s: a link to #%s, which is not there", fixture.name, id)
			}
		}
	}
}
