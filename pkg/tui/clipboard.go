package tui

import tea "charm.land/bubbletea/v2"

// copyText puts a text into the clipboard of the terminal by OSC 52. Nobody answers whether the terminal did so.
func copyText(text, what string) tea.Cmd {
	return tea.Batch(tea.SetClipboard(text), notice("Copied the "+what+", if the terminal allows it (OSC 52)."))
}
