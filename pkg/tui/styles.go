package tui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// styles are all the styles there are. The colours are the terminal's own sixteen, so that they fit its
// background whether light or dark; nothing is told by colour alone.
type styles struct {
	plain, title, crumb, crumbNow, dim, rule lipgloss.Style
	selected, label, heading, key            lipgloss.Style
	good, warning, bad                       lipgloss.Style
	added, removed, hunk                     lipgloss.Style
}

func newStyles() styles {
	plain := lipgloss.NewStyle()
	return styles{
		plain:    plain,
		title:    plain.Bold(true),
		crumb:    plain.Faint(true),
		crumbNow: plain.Bold(true).Foreground(lipgloss.Cyan),
		dim:      plain.Faint(true),
		rule:     plain.Faint(true),
		selected: plain.Bold(true).Foreground(lipgloss.Cyan),
		label:    plain.Bold(true),
		heading:  plain.Faint(true).Bold(true),
		key:      plain.Bold(true),
		good:     plain.Foreground(lipgloss.Green),
		warning:  plain.Foreground(lipgloss.Yellow),
		bad:      plain.Foreground(lipgloss.Red),
		added:    plain.Foreground(lipgloss.Green),
		removed:  plain.Foreground(lipgloss.Red),
		hunk:     plain.Foreground(lipgloss.Cyan),
	}
}

// inputStyles are plain, with a cursor that stands still: a blinking one redraws the screen twice a second.
func inputStyles() textinput.Styles {
	faint := textinput.StyleState{Placeholder: lipgloss.NewStyle().Faint(true), Suggestion: lipgloss.NewStyle().Faint(true)}
	return textinput.Styles{Focused: faint, Blurred: faint, Cursor: textinput.CursorStyle{Shape: tea.CursorBlock}}
}
