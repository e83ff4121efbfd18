package terminaltest

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is an emulator that shows a frame once it is drawn, as terminals with synchronised output do, and leaves out what it cannot do.
type screen struct {
	*vt.SafeEmulator
	answers io.Writer // to what the terminal is asked

	rest []byte // what may go on as one of the sequences below

	mu      sync.Mutex
	drawing bool
	before  string // the screen before what is being drawn
}

// The sequences around a frame, and those that ask for them: https://github.com/contour-terminal/vt-extensions
const (
	frames     = "\x1b[?2026"
	beginFrame = frames + "h"
	endFrame   = frames + "l"
	askFrames  = frames + "$p"
	haveFrames = frames + ";2$y"
)

// Write implements [io.Writer]. It writes one sequence after the other, so that what follows a bad one is seen.
func (s *screen) Write(b []byte) (int, error) {
	rest := slices.Concat(s.rest, b)
	s.rest = nil
	for len(rest) > 0 {
		n := 1 + bytes.IndexByte(rest[1:], '\x1b')
		if n == 0 {
			n = len(rest)
			if strings.HasPrefix(askFrames, string(rest)) {
				s.rest = rest
				break
			}
		}
		s.sequence(rest[:n])
		rest = rest[n:]
	}
	return len(b), nil
}

func (s *screen) sequence(b []byte) {
	switch {
	case bytes.HasPrefix(b, []byte(askFrames)):
		_, _ = io.WriteString(s.answers, haveFrames)
		b = b[len(askFrames):]
	case bytes.HasPrefix(b, []byte(beginFrame)):
		s.draw(true)
		b = b[len(beginFrame):]
	case bytes.HasPrefix(b, []byte(endFrame)):
		s.draw(false)
		b = b[len(endFrame):]
	}
	// A program that does not know yet that its terminal has become smaller moves lines that are not there any more: terminals let that
	// be, the emulator panics.
	defer func() { _ = recover() }()
	_, _ = s.SafeEmulator.Write(b) // it never fails
}

func (s *screen) draw(begins bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawing, s.before = begins, ansi.Strip(s.Render())
}

// text is what stands on the screen, without colours.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawing {
		return s.before
	}
	return ansi.Strip(s.Render())
}
