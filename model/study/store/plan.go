package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model/study"
)

// A Shard says that a part of a plan is done: every task whose number is Shard
// modulo Of.
type Shard struct {
	Plan    string `json:"plan"`  // name of the plan
	Shard   int    `json:"shard"` // from 0
	Of      int    `json:"of"`
	Program string `json:"program"`
	Results int    `json:"results"` // trials of the part
}

// planName is what a plan is called: the beginning of the hash of its content.
func planName(sweep *study.Sweep) (string, error) {
	text, err := json.Marshal(sweep)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// PutPlan keeps a plan and returns its name.
func (s *Store) PutPlan(sweep *study.Sweep) (name string, err error) {
	if name, err = planName(sweep); err != nil {
		return "", err
	}
	return name, s.seal(filepath.Join(s.folder, plans, name+".json"), sweep)
}

// PutShard keeps that a part of a plan is done.
func (s *Store) PutShard(shard Shard) error {
	name := fmt.Sprintf("%s-%d-of-%d.json", shard.Plan, shard.Shard, shard.Of)
	return s.seal(filepath.Join(s.folder, shards, name), shard)
}

// An Unfit is why the content of a store cannot be put together.
type Unfit struct {
	Missing bool // something is not there yet and may come; else something is there that does not belong
	text    string
}

func (u *Unfit) Error() string { return u.text }

func missing(format string, args ...any) error {
	return &Unfit{true, fmt.Errorf(format, args...).Error()}
}
func foreign(format string, args ...any) error {
	return &Unfit{false, fmt.Errorf(format, args...).Error()}
}

// Merge finds the plan of a store, by the beginning of its name or, where there is
// only one, by "", and checks that all shards of it and all their trials are there,
// whole, and what their names say. The error is an [Unfit], or of the file system.
func Merge(folder, plan string) (*study.Sweep, error) {
	if _, err := os.Stat(filepath.Join(folder, plans)); err != nil {
		return nil, foreign("%s holds no sweep; give the folder that was --store of rollsim sweep", folder)
	}
	s := &Store{folder: folder}
	found, err := s.sweeps()
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, missing("%s holds no plan yet: no shard has begun", folder)
	}
	parts, err := s.shards()
	if err != nil {
		return nil, err
	}
	chosen := slices.DeleteFunc(slices.Clone(found), func(n named) bool { return !strings.HasPrefix(n.name, plan) })
	if len(chosen) != 1 {
		what := fmt.Sprintf("%s holds %d plans", folder, len(found))
		if plan != "" {
			what = fmt.Sprintf("%s holds %d plans whose name begins with %q", folder, len(chosen), plan)
		}
		var each []string
		for _, n := range found {
			each = append(each, fmt.Sprintf("%s (%d points, %s)", n.name, len(n.sweep.Points), done(n.name, parts)))
		}
		return nil, foreign("%s; there are %s; name one with --plan", what, strings.Join(each, ", "))
	}
	if err := complete(chosen[0], parts); err != nil {
		return nil, err
	}
	return chosen[0].sweep, s.whole(chosen[0].sweep)
}

// named is a plan with its name.
type named struct {
	name  string
	sweep *study.Sweep
}

// sweeps are the plans of a store, by name.
func (s *Store) sweeps() ([]named, error) {
	files, err := filepath.Glob(filepath.Join(s.folder, plans, "*.json"))
	if err != nil {
		return nil, err
	}
	var found []named
	for _, file := range files {
		var sweep study.Sweep
		if err := unseal(file, &sweep); err != nil {
			return nil, unfit(file, err)
		}
		name, err := planName(&sweep)
		if err != nil {
			return nil, err
		}
		if name+".json" != filepath.Base(file) {
			return nil, unfit(file, errForeign)
		}
		found = append(found, named{name, &sweep})
	}
	return found, nil
}

// shards are the parts that are done, of all plans, by the names of their files.
func (s *Store) shards() ([]Shard, error) {
	files, err := filepath.Glob(filepath.Join(s.folder, shards, "*.json"))
	if err != nil {
		return nil, err
	}
	var found []Shard
	for _, file := range files {
		var shard Shard
		if err := unseal(file, &shard); err != nil {
			return nil, unfit(file, err)
		}
		if filepath.Base(file) != fmt.Sprintf("%s-%d-of-%d.json", shard.Plan, shard.Shard, shard.Of) ||
			shard.Of < 1 || shard.Shard < 0 || shard.Shard >= shard.Of {
			return nil, unfit(file, errForeign)
		}
		found = append(found, shard)
	}
	return found, nil
}

// unfit says of a file what is wrong with it.
func unfit(file string, err error) error {
	switch {
	case errors.Is(err, errTorn):
		return missing("%s %w; run its shard again", file, err)
	case errors.Is(err, errForeign):
		return foreign("%s %w", file, err)
	}
	return err
}

// complete checks that the shards of a plan are all there, for some number of them.
func complete(plan named, parts []Shard) error {
	byNumber := map[int][]int{} // shards that are there
	for _, p := range parts {
		if p.Plan == plan.name {
			byNumber[p.Of] = append(byNumber[p.Of], p.Shard)
		}
	}
	most := 0 // the number of which the most are there
	for of, there := range byNumber {
		if len(there) == of {
			return nil
		}
		if most == 0 || len(there) > len(byNumber[most]) || len(there) == len(byNumber[most]) && of < most {
			most = of
		}
	}
	if most == 0 {
		return missing("no shard of plan %s is done", plan.name)
	}
	var lack []int
	for i := range most {
		if !slices.Contains(byNumber[most], i) {
			lack = append(lack, i)
		}
	}
	for _, p := range parts {
		if p.Plan != plan.name && p.Of == most && slices.Contains(lack, p.Shard) {
			why := "of another plan"
			if p.Program != plan.sweep.Program {
				why = "of another build of rollsim"
			}
			return foreign("shard %d of %d is %s (plan %s), not of plan %s", p.Shard, most, why, p.Plan, plan.name)
		}
	}
	return missing("%s of %d not done yet", numbered("shard", lack), most)
}

// whole checks that every trial of a plan is there.
func (s *Store) whole(sweep *study.Sweep) error {
	const shown = 3 // files that are named
	var lack []string
	missed, alien := 0, 0
	for number, task := range sweep.All {
		for i, key := range sweep.Keys(task) {
			_, err := s.read(key)
			if err == nil {
				continue
			}
			switch {
			case errors.Is(err, errForeign):
				alien++
			case errors.Is(err, errTorn), errors.Is(err, fs.ErrNotExist):
				missed++
			default:
				return err
			}
			if len(lack) < shown {
				why := "is missing"
				if !errors.Is(err, fs.ErrNotExist) {
					why = err.Error()
				}
				p := &sweep.Points[task.Point]
				lack = append(lack, fmt.Sprintf("%s (task %d: %s, %d slots, replication %d at %s) %s", s.path(key), number,
					p.Strategies[i].Name, task.Slots, task.Replication, sweep.Settings(task.Point), why))
			}
		}
	}
	if len(lack) == 0 {
		return nil
	}
	text := strings.Join(lack, "; ")
	if more := missed + alien - len(lack); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	if alien > 0 {
		return foreign("%s", text)
	}
	return missing("%s; run their shards again", text)
}

// done names the shards of a plan that are done.
func done(plan string, parts []Shard) string {
	byNumber := map[int][]int{}
	var numbers []int
	for _, p := range parts {
		if p.Plan != plan {
			continue
		}
		if byNumber[p.Of] == nil {
			numbers = append(numbers, p.Of)
		}
		byNumber[p.Of] = append(byNumber[p.Of], p.Shard)
	}
	slices.Sort(numbers)
	var words []string
	for _, of := range numbers {
		words = append(words, fmt.Sprintf("%s of %d", numbered("shard", byNumber[of]), of))
	}
	if words == nil {
		return "no shard done"
	}
	return strings.Join(words, ", ")
}

// numbered names things by their numbers, with ranges of at least three: "shards 0,
// 1, 4-7".
func numbered(thing string, numbers []int) string {
	slices.Sort(numbers)
	var words []string
	for i := 0; i < len(numbers); {
		k := i
		for k+1 < len(numbers) && numbers[k+1] == numbers[k]+1 {
			k++
		}
		if k < i+2 {
			k = i
			words = append(words, fmt.Sprint(numbers[i]))
		} else {
			words = append(words, fmt.Sprintf("%d-%d", numbers[i], numbers[k]))
		}
		i = k + 1
	}
	if len(numbers) > 1 {
		thing += "s"
	}
	return thing + " " + strings.Join(words, ", ")
}
