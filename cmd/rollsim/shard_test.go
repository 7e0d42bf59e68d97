package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestShard reads the flag --shard as people and engines give it.
func TestShard(t *testing.T) {
	slurm := map[string]string{"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_COUNT": "8"}
	for _, tt := range []struct {
		text        string
		environment map[string]string
		want        shard
		problem     string // part of it; empty: none
	}{
		{"", slurm, shard{}, ""},
		{"0/1", nil, shard{0, 1}, ""},
		{"7/8", nil, shard{7, 8}, ""},
		{"auto", slurm, shard{3, 8}, ""},
		{"auto", map[string]string{"SLURM_ARRAY_TASK_ID": "9", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_STEP": "4", "SLURM_ARRAY_TASK_COUNT": "3"}, shard{2, 3}, ""},
		{"auto/8", slurm, shard{3, 8}, ""},
		// One task of eight is run again by itself: its engine knows of no other.
		{"auto/8", map[string]string{"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_COUNT": "1"}, shard{5, 8}, ""},
		{"auto/8", map[string]string{"JOB_COMPLETION_INDEX": "7"}, shard{7, 8}, ""},
		{"auto/4", map[string]string{"NOMAD_ALLOC_INDEX": "0"}, shard{0, 4}, ""},
		{"auto", map[string]string{"CLOUD_RUN_TASK_INDEX": "2", "CLOUD_RUN_TASK_COUNT": "3"}, shard{2, 3}, ""},
		{"auto/2", map[string]string{"AWS_BATCH_JOB_ARRAY_INDEX": "1"}, shard{1, 2}, ""},
		{"8/8", nil, shard{}, "the last one is 7"},
		{"-1/8", nil, shard{}, "does not exist"},
		{"1/0", nil, shard{}, "must be I/N"},
		{"3", nil, shard{}, "must be I/N"},
		{"a/3", nil, shard{}, "must be I/N"},
		{"auto", nil, shard{}, "none of SLURM_ARRAY_TASK_ID"},
		{"auto", map[string]string{"JOB_COMPLETION_INDEX": "7"}, shard{}, "Kubernetes does not tell how many tasks there are; give auto/N"},
		{"auto/8", map[string]string{"JOB_COMPLETION_INDEX": "8"}, shard{}, "the last one is 7"},
		{"auto/8", map[string]string{"JOB_COMPLETION_INDEX": "x"}, shard{}, "must be a whole number"},
	} {
		got, err := parseShard(tt.text, func(name string) string { return tt.environment[name] })
		switch {
		case tt.problem == "" && (err != nil || got != tt.want):
			assert.Fail(t, fmt.Sprintf("--shard %q with %v is %v, %v, want %v", tt.text, tt.environment, got, err, tt.want))
		case tt.problem != "" && (err == nil || !strings.Contains(err.Error(), tt.problem)):
			assert.Fail(t, fmt.Sprintf("--shard %q with %v is %v, %v, want a problem with %q",
				tt.text, tt.environment, got, err, tt.problem))
		}
	}
}
