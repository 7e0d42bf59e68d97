// Command bytes shows what a change changes:
//
//	.ci/bytes [-keep DIR] [-only BLOCK,BLOCK] OLD NEW
//
// It builds two versions of rollsim, each a commit or a dot for the files as they lie
// here, runs the commands of testdata/bytes/commands with both, and compares standard
// output, standard error, exit status and every file that is written. What differs is
// named, with the first line, cell, value or pixel in which it does. No output is stored
// anywhere: both are made on this machine, from the fixtures of NEW.
//
// Left out is what may differ where nothing has changed that a user sees: the stores of
// sweeps and results.rollsim, whose names and contents depend on the program, and hashes
// in words. A command that OLD refuses and NEW does not is named as new, and what it
// writes is not compared.
//
// Status 0: equal. Status 1: something differs. Status 2: there was nothing to compare.
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

// patience is how long one command may take.
const patience = 300 * time.Second

func main() {
	keep := flag.String("keep", "", "folder that keeps what both versions have written, as old and new")
	only := flag.String("only", "", "names of the blocks of commands to run, with commas between (default: all)")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: .ci/bytes [-keep DIR] [-only BLOCK,BLOCK] OLD NEW; each a commit, or a dot for the files as they lie")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	differ, err := compare(ctx, flag.Arg(0), flag.Arg(1), *keep, *only)
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "bytes: %v\n", err)
		os.Exit(2)
	case differ:
		os.Exit(1)
	}
}

// compare builds both versions, runs the commands with both, and prints what differs.
func compare(ctx context.Context, old, new, keep, only string) (differ bool, err error) {
	begun := time.Now()
	root, err := output(ctx, "", "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return false, err
	}
	work, err := os.MkdirTemp("", "bytes-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(work)
	if keep == "" {
		keep = filepath.Join(work, "out")
	} else if keep, err = filepath.Abs(keep); err != nil {
		return false, err
	}
	sides := []*side{{name: "old", ref: old}, {name: "new", ref: new}}
	for _, s := range sides {
		s.program, s.out = filepath.Join(work, s.name, "rollsim"), filepath.Join(keep, s.name)
		if _, err := os.Stat(s.out); err == nil {
			return false, fmt.Errorf("%s is there already", s.out)
		}
		if s.source = root; s.ref != "." {
			s.source = filepath.Join(work, s.name+"-source")
			if _, err := output(ctx, root, "git", "worktree", "add", "--quiet", "--detach", s.source, s.ref); err != nil {
				return false, err
			}
			defer output(context.WithoutCancel(ctx), root, "git", "worktree", "remove", "--force", s.source)
		}
		if _, err := output(ctx, s.source, "go", "build", "-pgo=off", "-buildvcs=false", "-o", s.program, "./cmd/rollsim"); err != nil {
			return false, fmt.Errorf("%s cannot be built: %w", s.ref, err)
		}
	}
	built := time.Since(begun)
	fixtures := filepath.Join(sides[1].source, "testdata", "bytes")
	blocks, err := readBlocks(filepath.Join(fixtures, "commands"))
	if err != nil {
		return false, err
	}

	if only != "" {
		names := strings.Split(only, ",")
		blocks = slices.DeleteFunc(blocks, func(b *block) bool { return !slices.Contains(names, b.name) })
	}
	if len(blocks) == 0 {
		return false, fmt.Errorf("there is nothing to run: %s has no such name in brackets", filepath.Join("testdata", "bytes", "commands"))
	}

	// One command of rollsim keeps two processors busy only while it simulates.
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.NumCPU())
	for _, b := range blocks {
		for i, s := range sides {
			turn <- struct{}{}
			wait.Go(func() {
				b.done[i], b.err[i] = s.run(ctx, b, fixtures)
				<-turn
			})
		}
	}
	wait.Wait()
	if ctx.Err() != nil {
		return false, errors.New("interrupted")
	}

	commands, outputs, different := 0, 0, 0
	for _, b := range blocks {
		if err := errors.Join(b.err[:]...); err != nil {
			return false, fmt.Errorf("[%s] %w", b.name, err)
		}
		commands += len(b.commands)
		n, found := b.differences()
		outputs += n
		different += len(found)
		for _, d := range found {
			fmt.Printf("[%s] %s\n", b.name, d)
		}
	}
	took := fmt.Sprintf("%.0f s, of them %.0f s for the builds", time.Since(begun).Seconds(), built.Seconds())
	if different == 0 {
		fmt.Printf("equal: %d outputs of %d commands (%s)\n", outputs, commands, took)
		return false, nil
	}
	fmt.Printf("%d of %d outputs of %d commands differ (%s)\n", different, outputs, commands, took)
	return true, nil
}

// output runs a program and returns what it prints, without the line break at the end.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(string(out)), nil
}

// side is one of the two versions.
type side struct {
	name, ref            string
	source, program, out string
}

// block is a row of commands that run one after the other in a folder of their own.
type block struct {
	name     string
	commands []command
	done     [2]*outcome
	err      [2]error
}

type command struct {
	text  string
	args  []string
	stdin string // a file, or nothing
}

// outcome is what a version has written in a block: by command, and the files.
type outcome struct {
	commands []result
	files    map[string][]byte
}

type result struct {
	stdout, stderr []byte
	status         int
}

// readBlocks reads the file of commands.
func readBlocks(path string) ([]*block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var blocks []*block
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']':
			blocks = append(blocks, &block{name: line[1 : len(line)-1]})
		case len(blocks) == 0:
			return nil, fmt.Errorf("%s:%d: a command before the first name in brackets", path, n+1)
		default:
			c := command{text: line, args: words(line)}
			if i := slices.Index(c.args, "<"); i >= 0 && i == len(c.args)-2 {
				c.args, c.stdin = c.args[:i], c.args[i+1]
			}
			b := blocks[len(blocks)-1]
			b.commands = append(b.commands, c)
		}
	}
	return blocks, nil
}

var word = regexp.MustCompile(`(?:'[^']*'|"[^"]*"|[^\s'"])+`)

// words splits a command at blanks that stand in no quotes, which are taken away.
func words(line string) []string {
	found := word.FindAllString(line, -1)
	for i, w := range found {
		if q := w[0]; (q == '\'' || q == '"') && strings.IndexByte(w[1:], q) == len(w)-2 {
			found[i] = w[1 : len(w)-1]
		}
	}
	return found
}

// run carries out the commands of a block.
func (s *side) run(ctx context.Context, b *block, fixtures string) (*outcome, error) {
	dir := filepath.Join(s.out, strings.ReplaceAll(b.name, " ", "-"))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	given, err := os.ReadDir(fixtures)
	if err != nil {
		return nil, err
	}
	for _, f := range given {
		data, err := os.ReadFile(filepath.Join(fixtures, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, f.Name()), data, 0o644)
		}
		if err != nil {
			return nil, err
		}
	}
	done := &outcome{files: map[string][]byte{}}
	for i, c := range b.commands {
		r, err := s.one(ctx, dir, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.text, err)
		}
		done.commands = append(done.commands, r)
		for name, text := range map[string][]byte{"stdout": r.stdout, "stderr": r.stderr} {
			path := filepath.Join(s.out, fmt.Sprintf("%s.%02d.%s", filepath.Base(dir), i+1, name))
			if err := os.WriteFile(path, text, 0o644); err != nil {
				return nil, err
			}
		}
	}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if n := e.Name(); path != dir && (strings.HasPrefix(n, ".") || strings.HasPrefix(n, "store")) {
				return fs.SkipDir
			}
			return nil
		}
		name, _ := filepath.Rel(dir, path)
		if e.Name() == "results.rollsim" || slices.ContainsFunc(given, func(f fs.DirEntry) bool { return f.Name() == name }) {
			return nil
		}
		done.files[name], err = os.ReadFile(path)
		return err
	})
	return done, err
}

// one carries out a command.
func (s *side) one(ctx context.Context, dir string, c command) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.program, c.args...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "LANG=C.UTF-8", "TZ=UTC", "TMPDIR=" + os.TempDir(), "PATH=" + os.Getenv("PATH")}
	if c.stdin != "" {
		in, err := os.Open(filepath.Join(dir, c.stdin))
		if err != nil {
			return result{}, err
		}
		defer in.Close()
		cmd.Stdin = in
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return result{}, fmt.Errorf("%s (%s) has not ended after %v", s.name, s.ref, patience)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return result{}, err
	}
	return result{stdout.Bytes(), stderr.Bytes(), cmd.ProcessState.ExitCode()}, nil
}

// hashes are those of SHA-256, in full and shortened to 16 places; so are the digits of
// some numbers, which have no two letters among them.
var (
	hashes  = regexp.MustCompile(`\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b`)
	letters = regexp.MustCompile(`[a-f].*[a-f]`)
)

// masked leaves hashes out of a text.
func masked(text []byte) []byte {
	return hashes.ReplaceAllFunc(text, func(h []byte) []byte {
		if letters.Match(h) {
			return []byte("(hash)")
		}
		return h
	})
}

// differences returns the number of outputs of a block and what differs among them.
func (b *block) differences() (outputs int, found []string) {
	old, new := b.done[0], b.done[1]
	refused := 0
	for i, c := range b.commands {
		o, n := old.commands[i], new.commands[i]
		outputs += 3
		if o.status == 2 && n.status != 2 {
			refused++
			found = append(found, fmt.Sprintf("%s: new; the old version says: %s", c.text, firstLine(o.stderr)))
			continue
		}
		if o.status != n.status {
			found = append(found, fmt.Sprintf("%s: status %d → %d", c.text, o.status, n.status))
		}
		kind := ".txt"
		if i := slices.Index(c.args, "--format"); i >= 0 && i+1 < len(c.args) {
			kind = "." + c.args[i+1]
		}
		if d := difference(kind, o.stdout, n.stdout); d != "" {
			found = append(found, fmt.Sprintf("%s: stdout %s", c.text, d))
		}
		if d := difference(".txt", o.stderr, n.stderr); d != "" {
			found = append(found, fmt.Sprintf("%s: stderr %s", c.text, d))
		}
	}
	names := maps.Clone(old.files)
	maps.Copy(names, new.files)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		o, before := old.files[name]
		n, after := new.files[name]
		outputs++
		switch {
		case !before && refused > 0: // by a command that is new
		case !before:
			found = append(found, name+": only the new version writes it")
		case !after:
			found = append(found, name+": only the old version writes it")
		default:
			if d := difference(filepath.Ext(name), o, n); d != "" {
				found = append(found, name+": "+d)
			}
		}
	}
	return outputs, found
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// difference says where two outputs of a kind differ first, and nothing where they are
// the same bytes.
func difference(kind string, old, new []byte) string {
	if kind != ".png" && kind != ".parquet" && kind != ".xlsx" {
		old, new = masked(old), masked(new)
	}
	if bytes.Equal(old, new) {
		return ""
	}
	var d string
	var err error
	switch kind {
	case ".csv", ".wide":
		d, err = cells(old, new)
	case ".json":
		d, err = values(old, new)
	case ".xlsx":
		if d, err = workbook(old, new); d == "" && err == nil {
			return "" // but for hashes, and for the way in which it is compressed
		}
	case ".png":
		d, err = pixels(old, new)
	case ".parquet":
		d, err = columns(old, new)
	default:
		d = lines(string(old), string(new))
	}
	if err != nil {
		return fmt.Sprintf("%s (not read as %s: %v)", lines(string(old), string(new)), kind, err)
	}
	return cmp.Or(d, "other bytes, in which the same is said")
}

// lines names the first line that differs, and in how many others the texts differ.
func lines(old, new string) string {
	o, n := strings.Split(old, "\n"), strings.Split(new, "\n")
	first, others := -1, 0
	for i := range max(len(o), len(n)) {
		if i < len(o) && i < len(n) && o[i] == n[i] {
			continue
		}
		if first < 0 {
			first = i
		} else {
			others++
		}
	}
	var a, b string
	if first < len(o) {
		a = o[first]
	}
	if first < len(n) {
		b = n[first]
	}
	return fmt.Sprintf("line %d%s: %s", first+1, more(others), around(a, b))
}

func more(others int) string {
	if others == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", others)
}

// around shows two texts near the place where they differ.
func around(old, new string) string {
	o, n := []rune(old), []rune(new)
	i := 0
	for i < len(o) && i < len(n) && o[i] == n[i] {
		i++
	}
	show := func(text []rune) string {
		from, to := max(0, i-30), min(len(text), i+50)
		cut := string(text[min(from, len(text)):to])
		if from > 0 {
			cut = "…" + cut
		}
		if to < len(text) {
			cut += "…"
		}
		return fmt.Sprintf("%q", cut)
	}
	return show(o) + " → " + show(n)
}

// cells names the first cell of a table that differs.
func cells(old, new []byte) (string, error) {
	read := func(data []byte) ([][]string, error) {
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
		r := csv.NewReader(bytes.NewReader(data))
		if head := firstLine(data); strings.Count(head, ";") > strings.Count(head, ",") {
			r.Comma = ';'
		}
		r.FieldsPerRecord = -1
		return r.ReadAll()
	}
	o, err := read(old)
	n, err2 := read(new)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	return grid(o, n, place(n)), nil
}

// place names a cell by its row and the head of its column.
func place(table [][]string) func(row, column int) string {
	return func(row, column int) string {
		if len(table) > 0 && column < len(table[0]) {
			return fmt.Sprintf("row %d, column %s", row+1, table[0][column])
		}
		return fmt.Sprintf("row %d, column %d", row+1, column+1)
	}
}

// grid names the first cell that differs.
func grid(o, n [][]string, place func(row, column int) string) string {
	first, others := "", 0
	for i := range max(len(o), len(n)) {
		var a, b []string
		if i < len(o) {
			a = o[i]
		}
		if i < len(n) {
			b = n[i]
		}
		for j := range max(len(a), len(b)) {
			x, y := "", ""
			if j < len(a) {
				x = a[j]
			}
			if j < len(b) {
				y = b[j]
			}
			if x == y && (j < len(a)) == (j < len(b)) {
				continue
			}
			if first != "" {
				others++
				continue
			}
			first = place(i, j) + ": " + around(x, y)
		}
	}
	if first == "" {
		return ""
	}
	return first + more(others)
}

// values names the first value of a JSON text that differs, by its path.
func values(old, new []byte) (string, error) {
	read := func(data []byte) (v any, err error) {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err = d.Decode(&v); err == nil && d.More() {
			err = errors.New("more than one value")
		}
		return v, err
	}
	o, err := read(old)
	n, err2 := read(new)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	var found []string
	var walk func(path string, o, n any)
	walk = func(path string, o, n any) {
		switch a := o.(type) {
		case map[string]any:
			if b, ok := n.(map[string]any); ok {
				keys := maps.Clone(a)
				maps.Copy(keys, b)
				for _, k := range slices.Sorted(maps.Keys(keys)) {
					x, before := a[k]
					y, after := b[k]
					switch {
					case !before:
						found = append(found, path+"."+k+" is new")
					case !after:
						found = append(found, path+"."+k+" is gone")
					default:
						walk(path+"."+k, x, y)
					}
				}
				return
			}
		case []any:
			if b, ok := n.([]any); ok {
				for i := range min(len(a), len(b)) {
					walk(fmt.Sprintf("%s.%d", path, i), a[i], b[i])
				}
				if len(a) != len(b) {
					found = append(found, fmt.Sprintf("%s has %d → %d items", path, len(a), len(b)))
				}
				return
			}
		}
		if x, y := fmt.Sprint(o), fmt.Sprint(n); x != y {
			found = append(found, path+": "+around(x, y))
		}
	}
	walk("", o, n)
	if len(found) == 0 {
		return "", nil
	}
	return strings.TrimPrefix(found[0], ".") + more(len(found)-1), nil
}

// workbook names the first file inside a workbook that differs, and the first cell.
func workbook(old, new []byte) (string, error) {
	o, err := parts(old)
	n, err2 := parts(new)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	names := maps.Clone(o)
	maps.Copy(names, n)
	var found []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		x, before := o[name]
		y, after := n[name]
		switch {
		case !before:
			found = append(found, name+" is new")
		case !after:
			found = append(found, name+" is gone")
		case x != y:
			found = append(found, name+", "+lines(x, y))
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	said := found[0] + more(len(found)-1)
	a, err := excelize.OpenReader(bytes.NewReader(old))
	b, err2 := excelize.OpenReader(bytes.NewReader(new))
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	defer a.Close()
	defer b.Close()
	for _, sheet := range b.GetSheetList() {
		if d := grid(rows(a, sheet), rows(b, sheet), func(row, column int) string {
			name, _ := excelize.CoordinatesToCellName(column+1, row+1)
			return "sheet " + sheet + ", cell " + name
		}); d != "" {
			return d + "; " + said, nil
		}
	}
	return said, nil
}

// rows returns the values of a sheet, and none if there is no such sheet.
func rows(f *excelize.File, sheet string) [][]string {
	rows, _ := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	for _, row := range rows {
		for i := range row {
			row[i] = string(masked([]byte(row[i])))
		}
	}
	return rows
}

// parts returns the files of a zip.
func parts(data []byte) (map[string]string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[f.Name] = string(masked(text))
	}
	return files, nil
}

// pixels names the first pixel that differs, from the top and the left.
func pixels(old, new []byte) (string, error) {
	a, err := png.Decode(bytes.NewReader(old))
	b, err2 := png.Decode(bytes.NewReader(new))
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	if a.Bounds() != b.Bounds() {
		return fmt.Sprintf("%v → %v pixels", a.Bounds().Size(), b.Bounds().Size()), nil
	}
	first, n := "", 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) == b.At(x, y) {
				continue
			}
			if n++; n == 1 {
				first = fmt.Sprintf("pixel %d from the left, %d from the top: %v → %v", x, y, a.At(x, y), b.At(x, y))
			}
		}
	}
	if n == 0 {
		return "", nil
	}
	return first + more(n-1), nil
}

// columns names the first value of a Parquet file that differs.
func columns(old, new []byte) (string, error) {
	o, err := table(old)
	n, err2 := table(new)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	return grid(o, n, place(n)), nil
}

// table returns the rows of a Parquet file below one with the names of the columns.
func table(data []byte) ([][]string, error) {
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var head []string
	for _, c := range f.Schema().Columns() {
		head = append(head, strings.Join(c, "."))
	}
	t := [][]string{head}
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		defer rows.Close()
		buffer := make([]parquet.Row, 128)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				cells := make([]string, len(head))
				for _, v := range row {
					cells[v.Column()] = v.String()
				}
				t = append(t, cells)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}
