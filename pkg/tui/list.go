package tui

import (
	"charm.land/bubbles/v2/viewport"
	"charm.land/lipgloss/v2"
)

// newText returns a text to scroll in.
func newText() viewport.Model {
	text := viewport.New()
	text.SoftWrap = true // what is cut off looks like the whole value
	text.KeyMap = viewport.KeyMap{Up: keyUp(), Down: keyDown(), PageUp: keyPageUp(), PageDown: keyPageDown()}
	return text
}

// mark is what stands before a row, and the style of its text: the one that has the cursor is told from the others.
func mark(st *styles, selected bool, otherwise lipgloss.Style) (string, lipgloss.Style) {
	if selected {
		return "› ", st.selected
	}
	return "  ", otherwise
}
