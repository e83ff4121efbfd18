package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestRunExitsLikeItsCommand(t *testing.T) {
	cases := []struct {
		name    string
		command []string
		code    int
	}{
		{"success", []string{"true"}, 0},
		{"an exit code", []string{"sh", "-c", "exit 7"}, 7},
		{"a signal", []string{"sh", "-c", "kill -TERM $$"}, 128 + 15},
		{"no such command", []string{"no-such-command"}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			if code, _ := run(t, folder, c.command...); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			expectEmpty(t, folder)
		})
	}
}

func TestRunGivesItsCommandAKubeconfig(t *testing.T) {
	_, output := run(t, t.TempDir(), "sh", "-c", `cat "$KUBECONFIG"`)
	if !strings.Contains(output, "current-context: playground") {
		t.Errorf("KUBECONFIG names no kubeconfig of a playground:\n%s", output)
	}
}

// run returns the exit code of a command in a playground and its standard output.
func run(t *testing.T, folder string, command ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"run", "--no-seed", "--"}, command...)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+folder)
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String()
}
