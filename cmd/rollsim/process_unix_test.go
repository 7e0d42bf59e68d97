//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guarded is a command that ends with the test, and with it all that it has started;
// also when the test is killed.
func guarded(t *testing.T, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), "guard", append([]string{name}, args...)...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

// guard runs the command of its arguments in a group of processes of its own, which it
// kills when the command has ended, when it is told to end, and when its parent is gone.
func guard() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { // what the command starts has other parents
		return strings.HasPrefix(e, ofTest+"=")
	})
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	if err := command.Start(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(failed)
	}
	kill := func() { syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	withParent(kill)
	go func() {
		<-stop
		kill()
	}()
	command.Wait()
	kill()
	os.Exit(command.ProcessState.ExitCode())
}

// TestNothingOutlivesATest checks that what tests start ends with the test, and what
// that has started too: when the test ends, and when it is killed in the middle.
func TestNothingOutlivesATest(t *testing.T) {
	const asked = "ROLLSIM_TEST_KILLED"
	family := []string{"bash", "-c", "sleep 1000 & echo up; wait"}
	if os.Getenv(asked) != "" {
		shell := guarded(t, family[0], family[1:]...)
		shell.Stdout = os.Stdout
		require.NoError(t, shell.Start())
		program := exec.CommandContext(t.Context(), "rollsim", "compare", "office", "--replications", "100000")
		program.Stdout = os.Stdout
		require.NoError(t, program.Start())
		os.Stdout.WriteString("up\n")
		time.Sleep(time.Minute)
		return
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	// alone passes when nobody has what is written to any more.
	alone := func(t *testing.T, from *os.File) {
		require.NoError(t, from.SetReadDeadline(time.Now().Add(20*time.Second)))
		_, err := io.Copy(io.Discard, from)
		assert.NoError(t, err, "somebody is still there")
	}
	begin := func(t *testing.T, command *exec.Cmd, lines int) *os.File {
		from, to, err := os.Pipe()
		require.NoError(t, err)
		command.Stdout = to
		require.NoError(t, command.Start())
		require.NoError(t, to.Close())
		for said := bufio.NewScanner(from); lines > 0; {
			require.True(t, said.Scan(), "it ended before all were up")
			if said.Text() == "up" {
				lines--
			}
		}
		return from
	}
	t.Run("a test that ends", func(t *testing.T) {
		var from *os.File
		t.Run("begins", func(t *testing.T) { from = begin(t, guarded(t, family[0], family[1:]...), 1) })
		alone(t, from)
	})
	t.Run("a test that is killed", func(t *testing.T) {
		test := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingOutlivesATest$")
		test.Env = append(os.Environ(), asked+"=1", "TMPDIR="+t.TempDir())
		from := begin(t, test, 2)
		require.NoError(t, test.Process.Kill())
		alone(t, from)
		test.Wait()
	})
}
