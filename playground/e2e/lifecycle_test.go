package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestASignalStopsItAndNothingIsLeft(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			home := t.TempDir()
			p := startReady(t, "--no-seed", "--kubeconfig", filepath.Join(home, "config"))
			children := p.children(t)
			if len(children) != 4 {
				t.Errorf("there are %d child processes, want 4", len(children))
			}
			signalTo(t, p, signal)
			if code := p.wait(t); code != 0 {
				t.Errorf("exit code %d, want 0\n%s", code, p.stderr)
			}
			expectGone(t, children)
			expectEmpty(t, p.folder)
			expectEmpty(t, home)
		})
	}
}

func TestASignalDuringTheStartLeavesNothing(t *testing.T) {
	for _, after := range []time.Duration{500 * time.Millisecond, 1500 * time.Millisecond, 2500 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) {
			p := start(t)
			time.Sleep(after)
			children := p.children(t)
			signalTo(t, p, syscall.SIGINT)
			if code := p.wait(t); code != 130 {
				t.Errorf("exit code %d, want 130\n%s", code, p.stderr)
			}
			expectGone(t, children)
			expectEmpty(t, p.folder)
		})
	}
}

func TestTheEndOfStandardInputStopsIt(t *testing.T) {
	p := startReady(t, "--no-seed")
	children := p.children(t)
	if err := p.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d, want 0\n%s", code, p.stderr)
	}
	expectGone(t, children)
	expectEmpty(t, p.folder)
}

func TestAKilledPlaygroundLeavesNoProcess(t *testing.T) {
	p := startReady(t, "--no-seed")
	children := p.children(t)
	signalTo(t, p, syscall.SIGKILL)
	p.wait(t)
	expectGone(t, children)
}

func TestAComponentThatStopsIsReported(t *testing.T) {
	p := startReady(t, "--no-seed")
	children := p.children(t)
	if err := syscall.Kill(children[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if code := p.wait(t); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(p.stderr.String(), "stopped by itself (signal: killed)") {
		t.Errorf("the user is not told:\n%s", p.stderr)
	}
	expectGone(t, children)
	expectEmpty(t, p.folder)
}

func TestSomebodysKubeconfigIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte("apiVersion: v1\nkind: Config\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--kubeconfig", path)
	if code := p.wait(t); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "apiVersion: v1\nkind: Config\n" {
		t.Errorf("the file is now %q, %v", content, err)
	}
	expectEmpty(t, p.folder)
}

func signalTo(t *testing.T, p *instance, signal syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}
