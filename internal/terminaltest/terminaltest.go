// Package terminaltest runs a program in a real pseudo-terminal, looks at its screen as a person does, and types and clicks.
package terminaltest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/term"
)

// patience is how long a screen may take to show what is expected. It is not a measure of speed.
const patience = 30 * time.Second

// Terminal is a terminal in which a program runs.
type Terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	pty    *os.File // the terminal's side
	tty    *os.File // the program's side
	screen *screen
	before *term.State // the settings of the line before the program ran
	all    recorder
	races  string // where a program built with -race says what it finds
	ended  chan struct{}
}

// Start runs the program in a terminal of the size. What it writes to standard output goes to out, as with a pipe; the
// terminal is its standard input and standard error.
func Start(t *testing.T, width, height int, out io.Writer, env []string, name string, args ...string) *Terminal {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	tt := &Terminal{t: t, cmd: exec.Command(name, args...), pty: ptmx, tty: tty, screen: &screen{SafeEmulator: vt.NewSafeEmulator(width, height), answers: ptmx}, ended: make(chan struct{})}
	tt.Resize(width, height)
	tt.before = tt.settings()
	tt.races = filepath.Join(t.TempDir(), "races")
	tt.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "GORACE=exitcode=0 log_path="+tt.races), env...)
	tt.cmd.Stdin, tt.cmd.Stdout, tt.cmd.Stderr = tty, out, tty
	tt.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := tt.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.MultiWriter(&tt.all, tt.screen), ptmx) }() // ends with the terminal
	go func() { _, _ = io.Copy(ptmx, tt.screen.SafeEmulator) }()             // the terminal's answers to what it is asked
	go func() {
		_ = tt.cmd.Wait() // the exit code says it all
		close(tt.ended)
	}()
	t.Cleanup(func() {
		_ = tt.cmd.Process.Kill()
		if pipe, ok := tt.screen.InputPipe().(io.Closer); ok {
			_ = pipe.Close() // ends the answers; closing the emulator itself races with its Read
		}
		_ = errors.Join(ptmx.Close(), tty.Close())
	})
	return tt
}

// StartInShell does the same from a shell: the program can be suspended, five times at most, which says so and waits for a line before the
// program goes on, as with "fg". (A loop would do it as often as one likes, but bash suspends loops with what runs in them.)
func StartInShell(t *testing.T, width, height int, out io.Writer, env []string, name string, args ...string) *Terminal {
	t.Helper()
	const shell = `set -m
again() { code=$?; [ $code -eq 148 ] || exit $code; echo '` + Suspended + `' >&2; read -r line; fg >/dev/null; }
"$@"; again; again; again; again; again; exit`
	return Start(t, width, height, out, env, "bash", append([]string{"-c", shell, "shell", name}, args...)...)
}

// Suspended is what stands on the terminal while a program of [StartInShell] is suspended.
const Suspended = "(suspended)"

// settings are those of the line: echo, line by line or key by key, signals.
func (tt *Terminal) settings() *term.State {
	tt.t.Helper()
	state, err := term.GetState(int(tt.tty.Fd()))
	if err != nil {
		tt.t.Fatal(err)
	}
	return state
}

// Resize changes the size of the terminal, and then tells the program.
func (tt *Terminal) Resize(width, height int) {
	tt.t.Helper()
	tt.screen.Resize(width, height)
	if err := pty.Setsize(tt.pty, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		tt.t.Fatal(err)
	}
}

// Type sends keys as they come from a keyboard: "\r" is enter, "\x1b" escape, "\x03" ctrl+c.
func (tt *Terminal) Type(keys string) {
	tt.t.Helper()
	if _, err := io.WriteString(tt.pty, keys); err != nil {
		tt.t.Fatal(err)
	}
}

// Paste sends text as a terminal does that the text is pasted into, in brackets that tell it from typing.
func (tt *Terminal) Paste(text string) {
	tt.t.Helper()
	tt.Type("\x1b[200~" + text + "\x1b[201~")
}

// The buttons of a mouse, as terminals number them.
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
const (
	left      = 0
	wheelUp   = 64
	wheelDown = 65
)

// Click clicks on the text, where it stands first on the screen.
func (tt *Terminal) Click(text string) {
	tt.t.Helper()
	x, y := tt.find(text)
	tt.Type(fmt.Sprintf("\x1b[<%d;%d;%dM\x1b[<%d;%d;%dm", left, x, y, left, x, y))
}

// Wheel turns the wheel of the mouse over the text, down by that many notches or up by less than none.
func (tt *Terminal) Wheel(text string, notches int) {
	tt.t.Helper()
	x, y := tt.find(text)
	button := wheelDown
	if notches < 0 {
		button, notches = wheelUp, -notches
	}
	for range notches {
		tt.Type(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x, y))
	}
}

// find waits for the text and returns where it stands, 1, 1 being the upper left corner.
func (tt *Terminal) find(text string) (x, y int) {
	tt.t.Helper()
	tt.until(func() bool {
		for i, line := range strings.Split(tt.Screen(), "\n") {
			if before, _, found := strings.Cut(line, text); found {
				x, y = ansi.StringWidth(before)+1, i+1
				return true
			}
		}
		return false
	}, text)
	return x, y
}

// Sees waits until the text is on the screen.
func (tt *Terminal) Sees(text string) {
	tt.t.Helper()
	tt.until(func() bool { return strings.Contains(tt.Screen(), text) }, text)
}

// SeesNoMore waits until the text is not on the screen.
func (tt *Terminal) SeesNoMore(text string) {
	tt.t.Helper()
	tt.until(func() bool { return !strings.Contains(tt.Screen(), text) }, "a screen without "+text)
}

// SeesOnLine waits until the text is on a line of the screen, the first one being 0.
func (tt *Terminal) SeesOnLine(line int, text string) {
	tt.t.Helper()
	tt.until(func() bool {
		lines := strings.Split(tt.Screen(), "\n")
		return line < len(lines) && strings.Contains(lines[line], text)
	}, text)
}

// Until waits until what is done, said by what, can be seen on the screen.
func (tt *Terminal) Until(what string, done func(screen string) bool) {
	tt.t.Helper()
	tt.until(func() bool { return done(tt.Screen()) }, what)
}

func (tt *Terminal) until(done func() bool, what string) {
	tt.t.Helper()
	for start := time.Now(); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > patience {
			tt.t.Fatalf("%q does not come; the screen is:\n%s", what, tt.Screen())
		}
	}
}

// Signal sends the program a signal.
func (tt *Terminal) Signal(s os.Signal) {
	tt.t.Helper()
	if err := tt.cmd.Process.Signal(s); err != nil {
		tt.t.Fatal(err)
	}
}

// Screen is the text on the screen.
func (tt *Terminal) Screen() string { return tt.screen.text() }

// Written are all bytes that the terminal was sent so far, and the echo of what was typed.
func (tt *Terminal) Written() string { return tt.all.String() }

// Ends waits until the program ends, and returns its exit code. The terminal must be as it was before: the usual screen, a
// cursor, and the settings it had.
func (tt *Terminal) Ends() int {
	tt.t.Helper()
	select {
	case <-tt.ended:
	case <-time.After(patience):
		tt.t.Fatalf("it does not end; the screen is:\n%s", tt.Screen())
	}
	tt.IsAsBefore()
	tt.hadNoRaces()
	return tt.cmd.ProcessState.ExitCode()
}

// IsAsBefore waits until the terminal is as it was before the program ran.
func (tt *Terminal) IsAsBefore() {
	tt.t.Helper()
	tt.until(func() bool { return !tt.screen.IsAltScreen() && !tt.screen.CursorHidden() }, "the usual screen and a cursor")
	if after := tt.settings(); !reflect.DeepEqual(after, tt.before) {
		tt.t.Errorf("the terminal's settings were %+v and are %+v", tt.before, after)
	}
}

// hadNoRaces reports data races of the program, but for those of Bubble Tea with itself on a busy machine: it closes its input while that
// is still being read, and takes the terminal again while it learns of its size.
func (tt *Terminal) hadNoRaces() {
	tt.t.Helper()
	files, err := filepath.Glob(tt.races + "*")
	if err != nil {
		tt.t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tt.t.Fatal(err)
		}
		for race := range strings.SplitSeq(string(text), "WARNING: DATA RACE") {
			known := strings.Contains(race, "cancelreader.(*epollCancelReader).Close") || strings.Contains(race, "bubbletea/v2.(*Program).RestoreTerminal")
			if strings.Contains(race, "goroutine") && !known {
				tt.t.Errorf("data race: %s", race)
			}
		}
	}
}

// recorder keeps what is written to it.
type recorder struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write implements [io.Writer].
func (r *recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.Write(b)
}

// String implements [fmt.Stringer].
func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}
