package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// A shard is a part of a sweep: every task whose number is index modulo of.
type shard struct{ index, of int } // of 0: the sweep is not divided

// engines are those that start a number of equal tasks and tell each its index in
// a variable; and where the least index is and how many there are.
var engines = []struct {
	name, index, least, step, count string
}{
	{"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT"},
	{"Kubernetes", "JOB_COMPLETION_INDEX", "", "", ""},
	{"Nomad", "NOMAD_ALLOC_INDEX", "", "", ""},
	{"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "", "", "AWS_BATCH_JOB_ARRAY_SIZE"},
	{"Cloud Run", "CLOUD_RUN_TASK_INDEX", "", "", "CLOUD_RUN_TASK_COUNT"},
}

// environment looks a variable up.
var environment = os.Getenv

const shardShape = "I/N with I from 0 to N-1, such as 3/8, or auto or auto/N"

// parseShard reads the flag --shard; "" is the whole.
func parseShard(text string, variable func(string) string) (shard, error) {
	if text == "" {
		return shard{}, nil
	}
	index, count, divided := strings.Cut(text, "/")
	var s shard
	var err error
	if divided {
		if s.of, err = strconv.Atoi(count); err != nil || s.of < 1 {
			return s, wrongf("", "--shard: must be %s, got %q", shardShape, text)
		}
	}
	switch {
	case index == "auto":
		s, err = autoShard(s.of, variable)
		if err != nil {
			return s, err
		}
	case !divided:
		return s, wrongf("", "--shard: must be %s, got %q", shardShape, text)
	default:
		if s.index, err = strconv.Atoi(index); err != nil {
			return s, wrongf("", "--shard: must be %s, got %q", shardShape, text)
		}
	}
	if s.index < 0 || s.index >= s.of {
		return s, wrongf("shards are counted from 0", "--shard: shard %d of %d does not exist; the last one is %d", s.index, s.of, s.of-1)
	}
	return s, nil
}

// autoShard takes the part from the engine that runs the task. Where the number of
// parts is not given it is that of the engine's tasks, and then these are counted
// from the least index; a task of an array that is run again by itself needs the
// number, since its engine knows of one task only.
func autoShard(of int, variable func(string) string) (shard, error) {
	for _, e := range engines {
		if variable(e.index) == "" {
			continue
		}
		numbers := map[string]int{}
		for _, name := range []string{e.index, e.least, e.step, e.count} {
			if name == "" || variable(name) == "" {
				continue
			}
			n, err := strconv.Atoi(variable(name))
			if err != nil {
				return shard{}, wrongf("", "--shard auto: %s of %s must be a whole number, got %q", name, e.name, variable(name))
			}
			numbers[name] = n
		}
		count, counted := numbers[e.count]
		switch {
		case of == 0 && (e.count == "" || !counted):
			return shard{}, wrongf("", "--shard auto: %s does not tell how many tasks there are; give auto/N", e.name)
		case of == 0:
			of = count
			fallthrough
		case counted && of == count:
			return shard{(numbers[e.index] - numbers[e.least]) / max(numbers[e.step], 1), of}, nil
		}
		return shard{numbers[e.index], of}, nil
	}
	var names []string
	for _, e := range engines {
		names = append(names, e.index)
	}
	return shard{}, wrongf("", "--shard auto: none of %s is set; give the shard as I/N, such as 3/8", strings.Join(names, ", "))
}

// programIdentity is a hash of this program, so that what another build has
// simulated is never taken for its own.
func programIdentity() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("this program cannot find its own file: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("this program cannot read its own file: %w", err)
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", fmt.Errorf("this program cannot read its own file: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
