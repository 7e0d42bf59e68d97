package reports

import (
	"bytes"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// inGerman runs what writes German and fails on texts that have none.
func inGerman(t *testing.T, write func()) {
	t.Helper()
	write()
}

// readsGerman fails on English words in a text, but for those that somebody has chosen.
func readsGerman(t *testing.T, name, text string, chosen ...string) {
	t.Helper()
	for _, own := range chosen {
		text = strings.ReplaceAll(text, own, "")
	}
	for line := range strings.Lines(text) {
		found := englishLeft.FindString(ownWords.ReplaceAllString(line, ""))
		assert.Empty(t, found, "%s: English %q in %q", name, found, line)
	}
}

var drawnText = regexp.MustCompile(`(?s)<text[^>]*>(.*?)</text>`)

// picturesReadGerman does the same with the words of the pictures in a folder, of which
// there are so many, and checks that the numbers behind them are in the form of a German
// spreadsheet.
func picturesReadGerman(t *testing.T, name, folder string, pictures int, chosen ...string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.svg"))
	assert.True(t, err == nil && len(files) == pictures,
		"%s: %d pictures, %v, want %d", name, len(files), err, pictures)
	for _, file := range files {
		svg, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, words := range drawnText.FindAllSubmatch(svg, -1) {
			readsGerman(t, name+" "+filepath.Base(file), html.UnescapeString(string(words[1])), chosen...)
		}
		rows, err := os.ReadFile(strings.TrimSuffix(file, "svg") + "csv")
		require.NoError(t, err)
		heading, _, _ := bytes.Cut(rows, []byte("\n"))
		assert.True(t, bytes.HasPrefix(rows, []byte("\ufeff")) && bytes.Contains(heading, []byte(";")),
			"%s: the numbers behind %s begin %q", name, filepath.Base(file), heading)
	}
}

// TestSizesInGerman tells sizings of everything that can be sized in German.
func TestSizesInGerman(t *testing.T) {
	chosen := []string{"our own plan", "a fast plan", "a slow plan", "at once", "wait.update.p95 <= 10m"}
	sizings := map[string]*study.Sizing{"queue": queueSizing()}
	for quantity, key := range quantityKeys {
		sizings[key.name] = officeSizing(study.Quantity(quantity))
	}
	for capacity := range 2 {
		slow := officeSizing(study.SlotCount)
		slow.Scenario.Backend.Capacity = &model.Capacity{FullSpeed: float64(60 * capacity), Contention: 0.02}
		sizings["slow-"+[]string{"by a law", "from 60 on"}[capacity]] = slow
	}
	inGerman(t, func() {
		for name, z := range sizings {
			for _, write := range []func(io.Writer, *study.Sizing) error{writing(say.German, Size), writing(say.German, SizeMarkdown)} {
				var b bytes.Buffer
				require.NoError(t, write(&b, z))
				readsGerman(t, name, b.String(), append(chosen, z.Scenario.Name)...)
			}
			pictures := map[string]int{"queue": 1, "slots": 2, "wave-size": 2}[name] // the others draw the same words
			if pictures == 0 {
				continue
			}
			folder := t.TempDir()
			_, err := SizePictures(say.German, folder, z)
			require.NoError(t, err)
			picturesReadGerman(t, name, folder, pictures, append(chosen, z.Scenario.Name)...)
		}
	})
}

// TestGuessesInGerman tells in German what guesses are worth, also where no guess
// decides, nothing is to be decided, nothing can be varied, or few rollouts were played.
func TestGuessesInGerman(t *testing.T) {
	named := func(name string) func(*study.Sensitivity) {
		return func(s *study.Sensitivity) {
			s.Metric, _ = model.MetricNamed(name)
			for i := range s.Swings {
				s.Swings[i].AtLow, s.Swings[i].AtHigh = nil, nil
			}
		}
	}
	inGerman(t, func() {
		for name, change := range map[string]func(*study.Sensitivity){
			"office":    func(*study.Sensitivity) {},
			"by date":   named(updatedBy),
			"no flip":   func(s *study.Sensitivity) { s.Swings = s.Swings[1:] },
			"none best": func(s *study.Sensitivity) { s.Ruling = s.Swings[0].Turns[0].Last },
			"no targets": func(s *study.Sensitivity) {
				s.Comparison.Scenario.Targets = nil
				for i := range s.Swings {
					s.Swings[i].Turns, s.Swings[i].Flips = nil, false
				}
			},
			"nothing":        func(s *study.Sensitivity) { s.Swings, s.Fixed = nil, nil },
			"nothing marked": func(s *study.Sensitivity) { s.Swings, s.Fixed, s.OnlyMarked = nil, nil, true },
			"fixed alone":    func(s *study.Sensitivity) { s.Swings = nil },
			"one rollout":    func(s *study.Sensitivity) { s.Swings, s.Comparison.Replications = s.Swings[1:], 1 },
			"two rollouts":   func(s *study.Sensitivity) { s.Comparison.Replications = 2 },
			"all points":     func(s *study.Sensitivity) { s.Together.Refused, s.Together.Same = 0, 30 },
			"more refused":   func(s *study.Sensitivity) { s.Together.Refused = 3 },
			"one point":      func(s *study.Sensitivity) { s.Together.Points, s.Together.Refused, s.Together.Same = 1, 0, 1 },
			"another verdict": func(s *study.Sensitivity) {
				s.Swings[1].Turns[0].Ruling = s.Ruling
				s.Swings[1].Turns[0].Ruling.Decision = study.Go
			},
		} {
			s := officeGuesses()
			change(s)
			for i := range s.Comparison.Scenario.Targets {
				s.Comparison.Scenario.Targets[i].Text = "wait.update.p95 <= 10m" // stays in one line
			}
			for _, write := range []func(io.Writer, *study.Sensitivity) error{writing(say.German, GuessesText), writing(say.German, GuessesMarkdown)} {
				var b bytes.Buffer
				require.NoError(t, write(&b, s))
				readsGerman(t, name, b.String(), s.Comparison.Scenario.Name, "network team", "too slow")
			}
			folder := t.TempDir()
			files, err := Tornado(say.German, folder, s)
			require.NoError(t, err)
			picturesReadGerman(t, name, folder, len(files)/3, s.Comparison.Scenario.Name)
		}
	})
}

// TestSweepInGerman tells a sweep in German: of two settings and of one, of numbers and
// of words, by waits and by dates, whole and stopped.
func TestSweepInGerman(t *testing.T) {
	inGerman(t, func() {
		for name, metric := range map[string]string{"waits": "", "dates": updatedBy, "slots": busiestHour} {
			two, waits := sweepFixture()
			one := sweepOf([]string{"managed.install"}, []string{"when-offered"}, []string{"at-deadline"})
			several := sweepOf([]string{"fleet.plants.clients"}, []string{"1000"}, []string{"2000"})
			several.Points[1].Clients, several.Points[1].Replications = 5000, 9
			many := sweepOf([]string{"updater.jitter"})
			for i := range mostRows + 2 {
				many.Points = append(many.Points, one.Points[0])
				many.Points[i].Values = []string{string(rune('a'+i/26)) + string(rune('a'+i%26))}
			}
			for k, s := range []*study.Sweep{two, one, several, many} {
				shown, err := SweepMetric(s, metric)
				require.NoError(t, err)
				for _, make := range []func(say.Language, io.Writer, *study.Sweep, model.Metric) SweepTable{SweepText, SweepMarkdown} {
					var b bytes.Buffer
					table := make(say.German, &b, s, shown)
					pictures := NewSweepPictures(say.German, s, SweepView{Metric: metric})
					for i := range min(len(s.Points), []int{5, 1, 2, mostRows + 2}[k]) {
						results := sweepResults(waits[i%len(waits)])
						require.NoError(t, table.Add(i, results))
						pictures.Add(i, results)
					}
					require.NoError(t, table.End())
					readsGerman(t, name, b.String(), s.Scenario)
					folder := t.TempDir()
					files, _, err := pictures.Draw(folder, nil)
					require.NoError(t, err)
					picturesReadGerman(t, name, folder, files/3, s.Scenario)
				}
			}
		}
		for _, m := range model.Metrics {
			readsGerman(t, m.Name, german.meaning(m))
			readsGerman(t, m.Name, german.sweepUnit(m))
		}
	})
}

// TestSweepInGermanCSV checks the form of the tables of a sweep: a decimal comma also in
// the values of settings, and no formula.
func TestSweepInGermanCSV(t *testing.T) {
	s := sweepOf([]string{"updater.jitter", "sync.interval"}, []string{"0.5", "=4h"})
	for _, make := range []func(say.Language, io.Writer, *study.Sweep) SweepTable{SweepLong, SweepWide} {
		var b bytes.Buffer
		table := make(say.German, &b, s)
		require.NoError(t, table.Add(0, sweepResults(12000.5)))
		require.NoError(t, table.End())
		assert.True(t, strings.HasPrefix(b.String(), "\ufeffupdater.jitter;sync.interval;strategy;") && strings.Contains(b.String(), "\n0,5;'=4h;big bang;50;") && strings.Contains(b.String(), ";12000,5;"),
			"the form is\n%s", b.String())
	}
}

// TestSizeCSVHasBothEnds checks that a range has the proof of both of its ends.
func TestSizeCSVHasBothEnds(t *testing.T) {
	z := officeSizing(study.WaveCount)
	var b bytes.Buffer
	require.NoError(t, SizeCSV(say.German, &b, z))
	lines := strings.Split(b.String(), "\n")
	heading := strings.Split(strings.TrimPrefix(lines[0], "\ufeff"), ";")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "pilot;") })
	cells := strings.Split(lines[at], ";")
	for column, want := range map[string]string{"setting": "20", "other_end": "60", "other_end_met_in": "19", "other_end_share_low": "0,905", "one_more": "61", "one_more_is": "fails", "one_more_met_in": "2"} {
		i := slices.Index(heading, column)
		assert.True(t, i >= 0 && cells[i] == want, "%s of a range: %q, want %s", column, cells, want)
	}
	var text bytes.Buffer
	require.NoError(t, Size(say.English, &text, z))
	assert.Contains(t, strings.Join(strings.Fields(text.String()), " "), "; with 19 it fails: 3 of 20; with 60: 19 of 20; with 61 it is not shown: 2 of 20.",
		"a range is told as\n%s", text.String())
}
