// Command random lets rollsim check and compare scenarios that chance has put together
// over the whole language, as package scenarios/random makes them:
//
//	.ci/random [-n 300] [-seed 1] [-large 20]
//
// Of each it demands that check accepts it, that compare and run end well, without a panic
// and within 2 CPU seconds each, that what they say keeps the laws of every run (see laws
// and records below), and, of every tenth, that another number of workers gives the same
// bytes. Of the large ones it demands that they say beforehand how long they take and how much
// memory, that they stop within a second when they are interrupted in the middle, and with
// status 1.
//
// A scenario that fails is named by its seed; -print writes it. Status 1: one fails.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/scenarios/random"
)

const (
	cpu      = 2 * time.Second // that a scenario may take in each of its commands
	patience = 5 * time.Minute // wall clock, of a machine that others use as well
	stopped  = time.Second     // from the interrupt to the end
	pause    = 4 * time.Second // until the interrupt, at most
)

func main() {
	n := flag.Int("n", 300, "scenarios of at most 1,000 PCs")
	large := flag.Int("large", 20, "scenarios that take long, which are interrupted")
	seed := flag.Uint64("seed", 1, "seed of the first; the next has the next")
	show := flag.Bool("print", false, "print the scenario of the seed, and simulate nothing; with -n 0 the large one")
	flag.Parse()
	switch {
	case *show && *n == 0:
		fmt.Print(random.Large(*seed))
		return
	case *show:
		fmt.Print(random.Scenario(*seed))
		return
	}
	failed, err := run(*n, *large, *seed)
	if err != nil {
		fmt.Fprintf(os.Stderr, "random: %v\n", err)
		os.Exit(2)
	}
	if failed > 0 {
		fmt.Printf("random: %d fail\n", failed)
		os.Exit(1)
	}
}

func run(n, large int, seed uint64) (failed int, err error) {
	dir, err := os.MkdirTemp("", "random-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	r := &runner{dir: dir, program: filepath.Join(dir, "rollsim")}
	if out, err := exec.Command("go", "build", "-o", r.program, "./cmd/rollsim").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	for name, text := range random.Files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return 0, err
		}
	}
	file := filepath.Join(dir, "scenario.yaml")
	try := func(kind, text string, seed uint64, test func() error) error {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
		if err := test(); err != nil {
			failed++
			fmt.Printf("%s %d: %v\n", kind, seed, err)
		}
		return nil
	}
	for i := range uint64(n) {
		if err := try("seed", random.Scenario(seed+i), seed+i, func() error { return r.small(seed + i) }); err != nil {
			return failed, err
		}
	}
	if n > 0 {
		fmt.Printf("random: %d scenarios from seed %d on; the costliest command took %.2f CPU s, with seed %d\n", n, seed, r.most.Seconds(), r.costliest)
	}
	for i := range uint64(large) {
		if err := try("large", random.Large(seed+i), seed+i, r.interrupted); err != nil {
			return failed, err
		}
	}
	if large > 0 {
		fmt.Printf("random: %d large scenarios, of which %d were interrupted in the middle; the last to stop took %.2f s\n", large, r.stops, r.slowest.Seconds())
	}
	return failed, nil
}

// runner runs the program, and keeps count.
type runner struct {
	dir, program  string
	most, slowest time.Duration
	costliest     uint64
	stops         int
}

// command carries out a command on the scenario, which must end with one of some statuses.
func (r *runner) command(seed uint64, allowed string, args ...string) (stdout []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.program, args...)
	cmd.Dir = r.dir
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: has not ended after %v", args[0], patience)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	if status := strconv.Itoa(cmd.ProcessState.ExitCode()); !strings.Contains(allowed, status) || strings.Contains(stderr.String(), "goroutine ") {
		return nil, fmt.Errorf("%s: status %s: %s", strings.Join(args, " "), status, bytes.TrimSpace(stderr.Bytes()))
	}
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if took > r.most {
		r.most, r.costliest = took, seed
	}
	if took > cpu {
		return nil, fmt.Errorf("%s: takes %.1f CPU s", strings.Join(args, " "), took.Seconds())
	}
	return out.Bytes(), nil
}

// small tests a scenario that takes a moment.
func (r *runner) small(seed uint64) error {
	if _, err := r.command(seed, "0", "check", "scenario.yaml"); err != nil {
		return err
	}
	replications := strconv.FormatUint(1+seed%2, 10)
	compare := []string{"compare", "scenario.yaml", "--format", "json", "--replications", replications}
	out, err := r.command(seed, "03", compare...)
	if err != nil {
		return err
	}
	c, err := laws(out)
	if err != nil {
		return err
	}
	if seed%10 == 0 {
		again, err := r.command(seed, "03", append(compare, "--workers", "1")...)
		if err != nil {
			return err
		}
		if !bytes.Equal(out, again) {
			return errors.New("compare: one worker gives other bytes")
		}
	}
	last := c.Strategies[len(c.Strategies)-1]
	one := []string{"run", "scenario.yaml", "--strategy", last.Name, "--slots", strconv.Itoa(last.Slots), "--replications", "1", "--format", "json", "--records", "records.csv"}
	if out, err = r.command(seed, "03", one...); err != nil {
		return err
	}
	if c, err = laws(out); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(r.dir, "records.csv"))
	if err != nil {
		return err
	}
	return records(text, c)
}

// comparison is what the laws need of the JSON of a report.
type comparison struct {
	Strategies []struct {
		Name    string
		Slots   int
		Metrics map[string]struct {
			Unit   string
			Mean   *float64
			Reason string
		}
		Accounting struct {
			Asked, Done, Waiting, Running, Bypassed float64
			GaveUp                                  float64 `json:"gave_up"`
		}
	}
}

// laws reads a report and checks what holds in every run: every need that was asked for has
// one fate, shares lie between 0 and 1, nothing is negative but a difference, and the
// percentiles of a wait follow one another.
func laws(text []byte) (*comparison, error) {
	c := new(comparison)
	if err := json.Unmarshal(text, c); err != nil {
		return nil, err
	}
	if len(c.Strategies) == 0 {
		return nil, errors.New("the report has no strategy")
	}
	for _, s := range c.Strategies {
		a := s.Accounting
		if fates := a.Done + a.GaveUp + a.Waiting + a.Running; near(a.Asked, fates) != nil || a.Bypassed > a.Asked+1e-6 {
			return nil, fmt.Errorf("%s: %v needs are asked for, and %v have a fate, %v bypassed", s.Name, a.Asked, fates, a.Bypassed)
		}
		for name, m := range s.Metrics {
			if m.Mean == nil {
				continue
			}
			if *m.Mean < 0 && name != "promise.error" || m.Unit == "share" && *m.Mean > 1+1e-9 {
				return nil, fmt.Errorf("%s: %s is %v", s.Name, name, *m.Mean)
			}
		}
		for _, of := range []string{"wait.update.", "wait.first.", "wait.worst.", "wait.log_in.", "wait.all.", "delay.update.", "delay.first.", "delay.worst.", "delay.log_in.", "delay.all."} {
			least := 0.0
			for _, p := range []string{"p50", "p90", "p95", "p99", "max"} {
				m, ok := s.Metrics[of+p]
				if !ok || m.Mean == nil || m.Reason != "" {
					continue // not known in each of the rollouts
				}
				if *m.Mean < least-1e-6 {
					return nil, fmt.Errorf("%s: %s%s is %v, less than the one before, %v", s.Name, of, p, *m.Mean, least)
				}
				least = *m.Mean
			}
		}
	}
	return c, nil
}

func near(a, b float64) error {
	if d := a - b; d > 1e-6*max(1, a) || d < -1e-6*max(1, a) {
		return fmt.Errorf("%v is not %v", a, b)
	}
	return nil
}

// records checks the records of one replication: that a need is asked for before it starts,
// and starts before it ends, that nobody waits longer than the time that passes, and, where
// the numbers are of the same rollout, that the fates add up to those of the report.
func records(text []byte, c *comparison) error {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return fmt.Errorf("records: %v", err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	fates := map[string]float64{}
	for n, row := range rows[1:] {
		number := func(name string) (float64, bool) {
			x, err := strconv.ParseFloat(row[column[name]], 64)
			return x, err == nil
		}
		fates[row[column["outcome"]]]++
		asked, _ := number("asked_s")
		started, begun := number("started_s")
		finished, ended := number("finished_s")
		wait, _ := number("wait_s")
		elapsed, _ := number("wait_elapsed_s")
		switch {
		case begun && started < asked, begun && ended && finished < started, ended && finished < asked, wait < 0, wait > elapsed+1e-6,
			row[column["attempts"]] == "1" && row[column["outcome"]] == "done" && elapsed > started-asked+1e-6:
			return fmt.Errorf("records: row %d contradicts itself: %s", n+2, strings.Join(row, ","))
		}
	}
	s := c.Strategies[0]
	if m, ok := s.Metrics["exposed"]; ok && m.Mean != nil {
		return nil // the numbers are of all sets of problems
	}
	a := s.Accounting
	return cmp.Or(near(a.Asked, float64(len(rows)-1)), near(a.Done, fates["done"]), near(a.Waiting, fates["waiting"]), near(a.Running, fates["running"]))
}

// interrupted tests a scenario that takes long.
func (r *runner) interrupted() error {
	if _, err := r.command(0, "0", "check", "scenario.yaml"); err != nil && !strings.Contains(err.Error(), "CPU s") {
		return err
	}
	cmd := exec.Command(r.program, "compare", "scenario.yaml")
	cmd.Dir = r.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
		return nil // it was not so large
	case <-time.After(pause):
	}
	r.stops++
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	begun := time.Now()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		<-ended
	}
	took := time.Since(begun)
	r.slowest = max(r.slowest, took)
	said := stderr.String()
	switch status := cmd.ProcessState.ExitCode(); {
	case took > stopped:
		return fmt.Errorf("compare: takes %.1f s to stop", took.Seconds())
	case status != 1:
		return fmt.Errorf("compare: is interrupted and ends with status %d: %s", status, said)
	case !strings.Contains(said, "this takes about") && !strings.Contains(said, "this may take up to about"):
		return fmt.Errorf("compare: does not say that it takes long: %s", strings.TrimSpace(said))
	case !strings.Contains(said, "B for each rollout that is simulated at once"):
		return fmt.Errorf("compare: does not say how much memory it takes: %s", strings.TrimSpace(said))
	}
	return nil
}
