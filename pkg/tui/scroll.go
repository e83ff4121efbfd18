package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// scroll is a cursor in a list of lines, of which some are on the screen. What it costs does not depend on how long the list is.
type scroll struct {
	cursor, top   int
	count, height int // lines in all, and on the screen
}

// resize says how many lines there are, and how many are on the screen. The cursor stays on it.
func (s *scroll) resize(count, height int) {
	s.count, s.height = count, max(1, height)
	s.move(0)
}

// move moves the cursor by lines, as far as they go.
func (s *scroll) move(by int) { s.to(s.cursor + by) }

func (s *scroll) to(line int) {
	s.cursor = max(0, min(line, s.count-1))
	s.top = min(max(s.top, s.cursor-s.height+1), s.cursor)
	s.top = max(0, min(s.top, s.count-s.height))
}

// update handles the keys that move the cursor, and reports whether it was one of them.
func (s *scroll) update(msg tea.KeyPressMsg) bool {
	switch {
	case key.Matches(msg, keyUp()):
		s.move(-1)
	case key.Matches(msg, keyDown()):
		s.move(1)
	case key.Matches(msg, keyPageUp()):
		s.move(-s.height)
	case key.Matches(msg, keyPageDown()):
		s.move(s.height)
	case key.Matches(msg, keyFirst()):
		s.to(0)
	case key.Matches(msg, keyLast()):
		s.to(s.count - 1)
	default:
		return false
	}
	return true
}

// seen are the first line on the screen and the one after the last.
func (s *scroll) seen() (from, to int) { return s.top, min(s.count, s.top+s.height) }

// at is the line that stands y lines below the first one on the screen, and false when none does.
func (s *scroll) at(y int) (line int, ok bool) {
	return s.top + y, y >= 0 && y < s.height && s.top+y < s.count
}
