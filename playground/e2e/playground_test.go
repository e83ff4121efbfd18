// Package e2e tests the built binary as its users see it: what a playground contains (cluster_test.go,
// gateways_test.go), how it ends (lifecycle_test.go) and how it runs commands (run_test.go). This file starts playgrounds.
//
// It imports nothing of k8s.io/kubernetes, so that it compiles quickly.
package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// patience is how long a test waits for anything.
const patience = time.Minute

// binary returns the path of the binary under test.
func binary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("XNODE_PLAYGROUND")
	if path == "" {
		path = "../../bin/xnode-playground"
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("there is no xnode-playground at %s: build it, or name another one in XNODE_PLAYGROUND", path)
	}
	return path
}

// instance is a running xnode-playground up.
type instance struct {
	cmd *exec.Cmd
	// stdin ends when it is closed.
	stdin  io.Closer
	stdout *bufio.Reader
	stderr *bytes.Buffer
	// folder is where the playground's own folder is.
	folder string
	// kubeconfig is the line that it printed.
	kubeconfig string
}

// start starts a playground that ends with the test at the latest, and does not wait for it.
func start(t *testing.T, args ...string) *instance {
	t.Helper()
	p := &instance{folder: t.TempDir(), stderr: &bytes.Buffer{}}
	p.cmd = exec.Command(binary(t), append([]string{"up", "--until-eof"}, args...)...)
	p.cmd.Env = append(os.Environ(), "TMPDIR="+p.folder)
	p.cmd.Stderr = p.stderr
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin, p.stdout = stdin, bufio.NewReader(stdout)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			_ = p.stdin.Close()
			_ = p.cmd.Wait()
		}
	})
	return p
}

// startReady starts a playground and waits until it is ready.
func startReady(t *testing.T, args ...string) *instance {
	t.Helper()
	begin := time.Now()
	p := start(t, args...)
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait()
		t.Fatalf("the playground ended before it was ready:\n%s", p.stderr)
	}
	t.Logf("ready in %.1fs", time.Since(begin).Seconds())
	p.kubeconfig = strings.TrimSuffix(line, "\n")
	return p
}

// wait waits for the end and returns the exit code.
func (p *instance) wait(t *testing.T) int {
	t.Helper()
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// config returns the configuration that the kubeconfig stands for.
func (p *instance) config(t *testing.T) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", p.kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config.QPS = -1
	return config
}

func (p *instance) client(t *testing.T) kubernetes.Interface {
	t.Helper()
	return client(t, p.config(t))
}

func (p *instance) dynamic(t *testing.T) dynamic.Interface {
	t.Helper()
	client, err := dynamic.NewForConfig(p.config(t))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func client(t *testing.T, config *rest.Config) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// children returns the process ids of the components.
func (p *instance) children(t *testing.T) []int {
	t.Helper()
	table, err := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Fatal(err)
	}
	var children []int
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if fields[1] != strconv.Itoa(p.cmd.Process.Pid) {
			continue
		}
		pid, err := strconv.Atoi(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, pid)
	}
	return children
}

// expectGone waits until none of the processes is left.
func expectGone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		eventually(t, "process "+strconv.Itoa(pid)+" is gone", func() bool {
			return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
		})
	}
}

// expectEmpty fails when there is anything in a folder.
func expectEmpty(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("%s is left behind", filepath.Join(folder, entry.Name()))
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Errorf("not true after %s: %s", patience, what)
}
