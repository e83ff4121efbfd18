package plugin_test

import (
	"bytes"
	"errors"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// process runs the program through the proxy in a process of its own, which one request of it ends or disturbs.
type process struct {
	cmd     *exec.Cmd
	started chan struct{} // closed once there is a process
}

// signals sends it a signal.
func (p *process) signals(s syscall.Signal) {
	<-p.started
	_ = p.cmd.Process.Signal(s) // it may have ended
}

// breaksProcess runs a command line in a process, and what on says happens at one request of it.
func (b *bench) breaksProcess(t *testing.T, f flow, on func(*process) apiproxytest.Break) ran {
	t.Helper()
	args := append(f.args(), "--kubeconfig="+b.throughProxy, "--request-timeout="+patience.String())
	p := &process{cmd: exec.Command("kubectl-xnode", args...), started: make(chan struct{})}
	b.proxy.Breaks(on(p))
	defer b.proxy.Stops()
	var stdout, stderr bytes.Buffer
	p.cmd.Stdout, p.cmd.Stderr = &stdout, &stderr
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Error(err)
		return ran{}
	}
	close(p.started)
	ended := time.AfterFunc(2*patience, func() { _ = p.cmd.Process.Kill() })
	defer ended.Stop()
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
	return ran{code: p.cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), took: time.Since(start)}
}
