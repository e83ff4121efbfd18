package controlplane

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// launcher starts components as children of this process and stops them again.
type launcher struct {
	executable string
	folder     string
	logs       string
	// fail hears of a component that stopped by itself.
	fail    func(error)
	running []*process
}

// process is a running component.
type process struct {
	cmd *exec.Cmd
	// lifeline is the child's standard input. The child exits when it is closed, which the kernel does
	// when this process dies, however it dies.
	lifeline io.Closer
	exited   chan struct{}
}

// grace is how long a child may take to notice that its lifeline is closed.
const grace = 5 * time.Second

func newLauncher(folder, logs string, fail func(error)) (*launcher, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find the program's own path: %w", err)
	}
	if logs == "" {
		logs = filepath.Join(folder, "logs")
	}
	if err := os.MkdirAll(logs, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the folder for logs: %w", err)
	}
	return &launcher{executable: executable, folder: folder, logs: logs, fail: fail}, nil
}

func (l *launcher) start(components ...component) error {
	for _, c := range components {
		if err := l.startOne(c); err != nil {
			return fmt.Errorf("cannot start %s: %w", c.name, err)
		}
	}
	return nil
}

func (l *launcher) startOne(c component) error {
	path := filepath.Join(l.logs, c.name+".log")
	log, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the child has its own copy

	cmd := exec.Command(l.executable, append([]string{"component", c.name, "--"}, c.flags...)...)
	cmd.Dir = l.folder
	cmd.Stdout, cmd.Stderr = log, log
	// A process group of its own: ctrl-c in the terminal is for us and not for the components.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p := &process{cmd: cmd, lifeline: lifeline, exited: make(chan struct{})}
	l.running = append(l.running, p)
	go func() {
		defer close(p.exited)
		_ = cmd.Wait()
		l.fail(fmt.Errorf("%s stopped by itself (%s), its log says:\n%s", c.name, cmd.ProcessState, lastWords(path)))
	}()
	return nil
}

// stop stops the components and waits until they are gone. Nobody needs what they hold: they are not
// asked to finish, only to exit.
func (l *launcher) stop() {
	for _, p := range l.running {
		_ = p.lifeline.Close()
	}
	for _, p := range l.running {
		select {
		case <-p.exited:
		case <-time.After(grace):
			_ = p.cmd.Process.Kill()
			<-p.exited
		}
	}
}
