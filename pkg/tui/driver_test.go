package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "rewrite the golden frames")

// driver runs the program without a terminal: it sends messages to Update and runs the commands that come of them. It
// works inside of a synctest bubble, so all has happened when a call returns, and time stands still unless the test sleeps.
type driver struct {
	t       *testing.T
	root    *root
	msgs    chan tea.Msg
	quit    bool
	stopped bool   // by an interrupt
	copied  string // to the clipboard
}

// drive runs f with a driver of a program of the size.
func drive(t *testing.T, config Config, width, height int, f func(*driver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		d := &driver{t: t, root: newRoot(ctx, config), msgs: make(chan tea.Msg, 100)}
		d.root.session.exec = func(c tea.ExecCommand, ended tea.ExecCallback) tea.Cmd {
			return func() tea.Msg { return ended(c.Run()) }
		}
		d.run(d.root.Init())
		d.send(tea.WindowSizeMsg{Width: width, Height: height})
		f(d)
		d.root.leave()
	})
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { d.msgs <- cmd() }()
}

// send sends a message and handles all that follows from it.
func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	d.handle(msg)
	d.settle()
}

// settle handles messages until none comes any more.
func (d *driver) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-d.msgs:
			d.handle(msg)
		default:
			return
		}
	}
}

// pass lets time pass, and handles what happens meanwhile when it happens.
func (d *driver) pass(t time.Duration) {
	d.t.Helper()
	const step = 100 * time.Millisecond
	for ; t > 0; t -= step {
		time.Sleep(min(t, step))
		d.settle()
	}
}

func (d *driver) handle(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	case tea.InterruptMsg:
		d.stopped = true
	default:
		if reflect.TypeOf(msg) == reflect.TypeOf(tea.SetClipboard("")()) { // its type has no name for us
			d.copied = fmt.Sprint(msg)
		}
		_, cmd := d.root.Update(msg)
		d.root.View() // as the program does after each message
		d.run(cmd)
	}
}

// press presses keys by their names: "enter", "esc", "ctrl+c"; others are typed letter by letter.
func (d *driver) press(keys ...string) {
	d.t.Helper()
	named := map[string]tea.Key{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "end": {Code: tea.KeyEnd}, "backspace": {Code: tea.KeyBackspace},
		"home": {Code: tea.KeyHome}, "pgdown": {Code: tea.KeyPgDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		"ctrl+n": {Code: 'n', Mod: tea.ModCtrl}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
		"ctrl+d": {Code: 'd', Mod: tea.ModCtrl},
	}
	for _, k := range keys {
		if letter, ok := strings.CutPrefix(k, "ctrl+"); ok {
			d.send(tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl})
			continue
		}
		if key, ok := named[k]; ok {
			d.send(tea.KeyPressMsg(key))
			continue
		}
		for _, r := range k {
			d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// frame is what stands on the screen, without colours and trailing spaces.
func (d *driver) frame() string {
	lines := strings.Split(ansi.Strip(d.root.View().Content), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func (d *driver) sees(want string) {
	d.t.Helper()
	if frame := d.frame(); !strings.Contains(frame, want) {
		d.t.Errorf("%q is not on the screen:\n%s", want, frame)
	}
}

func (d *driver) seesNot(unwanted string) {
	d.t.Helper()
	if frame := d.frame(); strings.Contains(frame, unwanted) {
		d.t.Errorf("%q is on the screen:\n%s", unwanted, frame)
	}
}

// golden compares the screen with files of testdata/frames: without colours, on a dark and on a light background.
func (d *driver) golden(name string) {
	d.t.Helper()
	d.compare(name+".txt", d.frame())
	for _, theme := range []struct {
		name string
		of   color.Color
	}{{"light", color.White}, {"dark", color.Black}} {
		d.send(tea.BackgroundColorMsg{Color: theme.of})
		d.compare(name+"."+theme.name+".ansi", d.root.View().Content+"\n")
	}
}

func (d *driver) compare(name, got string) {
	d.t.Helper()
	file := filepath.Join("testdata", "frames", name)
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(got), 0o600)); err != nil {
			d.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	if got != string(want) {
		d.t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, got, want)
	}
}
