package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// A manifest is what the tests look at in an object of Kubernetes.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		AccessModes          []string `yaml:"accessModes"`
		CompletionMode       string   `yaml:"completionMode"`
		Completions          int
		Suspend              bool
		BackoffLimit         int `yaml:"backoffLimit"`
		BackoffLimitPerIndex int `yaml:"backoffLimitPerIndex"`
		MaxFailedIndexes     int `yaml:"maxFailedIndexes"`
		PodFailurePolicy     struct {
			Rules []struct {
				Action      string
				OnExitCodes struct {
					ContainerName string `yaml:"containerName"`
					Operator      string
					Values        []int
				} `yaml:"onExitCodes"`
				OnPodConditions []struct{ Type, Status string } `yaml:"onPodConditions"`
			}
		} `yaml:"podFailurePolicy"`
		Template struct {
			Spec struct {
				RestartPolicy   string `yaml:"restartPolicy"`
				SecurityContext struct {
					RunAsNonRoot bool `yaml:"runAsNonRoot"`
				} `yaml:"securityContext"`
				Containers []struct {
					Name, Image     string
					Args            []string
					Resources       struct{ Requests, Limits map[string]string }
					VolumeMounts    []mount `yaml:"volumeMounts"`
					SecurityContext struct {
						ReadOnlyRootFilesystem bool `yaml:"readOnlyRootFilesystem"`
					} `yaml:"securityContext"`
				}
				Volumes []struct {
					Name                  string
					ConfigMap             struct{ Name string } `yaml:"configMap"`
					PersistentVolumeClaim struct {
						ClaimName string `yaml:"claimName"`
					} `yaml:"persistentVolumeClaim"`
				}
			}
		}
	}
}

// A mount is where a volume is seen in a container.
type mount struct {
	Name      string
	MountPath string `yaml:"mountPath"`
}

// TestKubernetesManifest checks that the manifest is whole, and holds to the exit
// statuses: wrong input ends the job, what may succeed another time is tried again.
func TestKubernetesManifest(t *testing.T) {
	objects := map[string]manifest{}
	decoder := yaml.NewDecoder(strings.NewReader(kubernetesManifest))
	for {
		var m manifest
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		objects[m.Kind+" "+m.Metadata.Name] = m
	}
	claim, sweep, merge := objects["PersistentVolumeClaim rollsim-store"].Spec, objects["Job rollsim-sweep"].Spec, objects["Job rollsim-merge"].Spec
	assert.True(t, len(objects) == 3 && slices.Equal(claim.AccessModes, []string{"ReadWriteMany"}),
		"the objects are %v, want a claim that many nodes write to and the jobs sweep and merge", objects)

	assert.True(t, sweep.CompletionMode == "Indexed" && sweep.Completions >= 2 &&
		sweep.BackoffLimitPerIndex >= 1 && sweep.MaxFailedIndexes >= 1 && !sweep.Suspend,
		"the job of the sweep is not an indexed one that tries failed parts again: %+v", sweep)
	assert.True(t, merge.Suspend && merge.BackoffLimit >= 1,
		"the job that puts the parts together does not wait for them, or is not tried again: %+v", merge)
	for _, job := range []struct {
		m     manifest
		final []int // exit statuses that are never tried again
	}{
		{objects["Job rollsim-sweep"], []int{wrong}},
		{objects["Job rollsim-merge"], []int{wrong, missed}},
	} {
		name, pod := job.m.Metadata.Name, job.m.Spec.Template.Spec
		require.True(t, pod.RestartPolicy == "Never" && pod.SecurityContext.RunAsNonRoot && len(pod.Containers) == 1,
			"%s: want one container that is not root and is never restarted in place, got %+v", name, pod)
		c := pod.Containers[0]
		rules := job.m.Spec.PodFailurePolicy.Rules
		require.Len(t, rules, 2, "%s: %d rules say what to do about a failure", name, len(rules))
		exit, drain := rules[0], rules[1]
		assert.True(t, exit.Action == "FailJob" && exit.OnExitCodes.ContainerName == c.Name &&
			exit.OnExitCodes.Operator == "In" && slices.Equal(exit.OnExitCodes.Values, job.final),
			"%s: the exit statuses that end it are %+v, want %v", name, exit, job.final)
		assert.True(t, drain.Action == "Ignore" && len(drain.OnPodConditions) == 1 &&
			drain.OnPodConditions[0].Type == "DisruptionTarget" && drain.OnPodConditions[0].Status == "True",
			"%s: a pod that had to make way counts as a failure: %+v", name, drain)
		assert.True(t, c.Resources.Requests["cpu"] != "" && c.Resources.Limits["memory"] != "" &&
			c.SecurityContext.ReadOnlyRootFilesystem && c.Image == "IMAGE",
			"%s: want resources, a file system that is read only, and an image to fill in, got %+v", name, c)
		mounted := map[string]string{} // path of a volume
		for _, mount := range c.VolumeMounts {
			mounted[mount.Name] = mount.MountPath
		}
		for _, v := range pod.Volumes {
			assert.NotEmpty(t, mounted[v.Name], "%s: the volume %s is not mounted", name, v.Name)
			assert.True(t, (v.ConfigMap.Name == "") != (v.PersistentVolumeClaim.ClaimName == "") &&
				!(v.PersistentVolumeClaim.ClaimName != "" &&
					objects["PersistentVolumeClaim "+v.PersistentVolumeClaim.ClaimName].Kind == ""),
				"%s: the volume %s is nothing that there is", name, v.Name)
			delete(mounted, v.Name)
		}
		assert.LessOrEqual(t, len(mounted), 0, "%s: mounts volumes that there are not: %v", name, mounted)
		checkArguments(t, c.Args)
		for _, arg := range c.Args[1:] {
			path, ok := strings.CutPrefix(arg[strings.Index(arg, "=")+1:], "/")
			if ok {
				assert.True(t, slices.ContainsFunc(c.VolumeMounts, func(m mount) bool { return strings.HasPrefix("/"+path, m.MountPath+"/") }),
					"%s: %s lies in no volume", name, arg)
			}
		}
	}
	want := "--shard=auto/" + strconv.Itoa(sweep.Completions)
	assert.True(t, slices.Contains(sweep.Template.Spec.Containers[0].Args, want),
		"the arguments %q lack %s, the number of completions", sweep.Template.Spec.Containers[0].Args, want)
}

// TestSlurmScript plays the script with a stand-in for rollsim, which ends with
// given statuses one after the other, and checks how often it is tried.
func TestSlurmScript(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	for _, tt := range []struct {
		name     string
		role     string
		statuses string // of the stand-in; the last one stays
		tries    int
		ends     int
	}{
		{"done at once", "part", "0", 1, 0},
		{"failed once", "part", "1 0", 2, 0},
		{"killed once", "part", "137 0", 2, 0},
		{"fails every time", "part", "1", 3, 1},
		{"wrong input", "part", "2", 1, 2},
		{"failed once, then wrong input", "part", "1 2", 2, 2},
		{"a part is not to be seen yet", "merge", "1 0", 2, 0},
		{"a part of another sweep", "merge", "2", 1, 2},
		{"no strategy meets the targets", "merge", "3", 1, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			calls, _, ends := playSlurm(t, tt.role, tt.statuses)
			assert.True(t, len(calls) == tt.tries && ends == tt.ends,
				"tried %d times, ended with %d; want %d times and %d", len(calls), ends, tt.tries, tt.ends)
			for _, args := range calls {
				checkArguments(t, args)
			}
			if tt.role == "part" {
				assert.Equal(t, []string{"--shard", "auto/8", "--workers", "3"}, calls[0][len(calls[0])-4:],
					"a part is done by rollsim %q", calls[0])
			}
		})
	}

	t.Run("submit", func(t *testing.T) {
		calls, submitted, ends := playSlurm(t, "submit", "0")
		require.True(t, len(calls) == 1 && slices.Contains(calls[0], "--list") && ends == 0,
			"before it submits, rollsim is called with %q, and it ends with %d", calls, ends)
		checkArguments(t, calls[0])
		want := [][]string{
			{"--parsable", "--array=0-7", "--output=logs/%A_%a.log", "sweep.sh", "part"},
			{"--parsable", "--dependency=afterok:4711", "--kill-on-invalid-dep=yes", "--output=logs/%j.log", "sweep.sh", "merge"},
		}
		assert.Equal(t, want, submitted, "submitted")
	})
	t.Run("nothing is submitted of a wrong input", func(t *testing.T) {
		_, submitted, ends := playSlurm(t, "submit", "2")
		assert.True(t, len(submitted) <= 0 && ends == wrong,
			"submitted %q and ended with %d", submitted, ends)
	})
}

// playSlurm plays a role of the script, and returns the arguments of every call of
// rollsim and of sbatch, and the exit status.
func playSlurm(t *testing.T, role, statuses string) (calls, submitted [][]string, ends int) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o755))
	}
	// An argument a line, and a line of two dashes after the last.
	write("rollsim", `#!/bin/bash
printf '%s\n' "$@" -- >>calls
statuses=(`+statuses+`)
n=$(grep -c -x -e -- calls)
((n > ${#statuses[@]})) && n=${#statuses[@]}
exit "${statuses[n - 1]}"
`)
	write("sbatch", `#!/bin/bash
printf '%s\n' "$@" -- >>submitted
echo '4711;here'
`)
	write("sweep.sh", strings.NewReplacer("\nPAUSE=30s\n", "\nPAUSE=0s\n").Replace(slurmScript))
	script := guarded(t, "bash", "sweep.sh", role)
	script.Dir = folder
	script.Env = append(os.Environ(), "PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"), "SLURM_CPUS_PER_TASK=3")
	var said bytes.Buffer
	script.Stdout, script.Stderr = &said, &said
	var exit *exec.ExitError
	switch err := script.Run(); {
	case errors.As(err, &exit):
		ends = exit.ExitCode()
	case err != nil:
		require.NoError(t, err)
	}
	return callsIn(t, filepath.Join(folder, "calls")), callsIn(t, filepath.Join(folder, "submitted")), ends
}

// callsIn reads the arguments of the calls that a stand-in has written down.
func callsIn(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	var calls [][]string
	for _, call := range strings.Split(strings.TrimSuffix(string(text), "--\n"), "--\n") {
		calls = append(calls, strings.Split(strings.TrimSuffix(call, "\n"), "\n"))
	}
	return calls
}
