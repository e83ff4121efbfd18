package tui

import "charm.land/lipgloss/v2"

// mark is what stands before a row, and the style of its text: the one that has the cursor is told from the others.
func mark(st *styles, selected bool, otherwise lipgloss.Style) (string, lipgloss.Style) {
	if selected {
		return "› ", st.selected
	}
	return "  ", otherwise
}
