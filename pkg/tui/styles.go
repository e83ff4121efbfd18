package tui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// styles are all the styles there are. Nothing is told by colour alone.
type styles struct {
	plain, title, crumb, crumbNow, dim, rule  lipgloss.Style
	selected, label, heading, key, cursor     lipgloss.Style
	good, warning, bad                        lipgloss.Style
	added, removed, hunk                      lipgloss.Style
	yamlKey, yamlString, yamlNumber, yamlBool lipgloss.Style
}

// newStyles chooses colours that can be read on the terminal's background: its own sixteen on a dark one; on a light one, where most themes
// have yellows and cyans that cannot be told from white, darker ones of the 256.
func newStyles(dark bool) *styles {
	if dark {
		return stylesIn(palette{lipgloss.Color("2"), lipgloss.Color("3"), lipgloss.Color("1"), lipgloss.Color("6"), lipgloss.Color("12"), lipgloss.Color("5")})
	}
	return stylesIn(palette{lipgloss.Color("22"), lipgloss.Color("94"), lipgloss.Color("124"), lipgloss.Color("24"), lipgloss.Color("19"), lipgloss.Color("90")})
}

// stylesIn are all styles in the colours of a palette.
func stylesIn(p palette) *styles {
	plain := lipgloss.NewStyle()
	return &styles{
		plain:      plain,
		title:      plain.Bold(true),
		crumb:      plain.Faint(true),
		crumbNow:   coloured(plain.Bold(true), p.cyan),
		dim:        plain.Faint(true),
		rule:       plain.Faint(true),
		selected:   coloured(plain.Bold(true), p.cyan),
		label:      plain.Bold(true),
		heading:    plain.Faint(true).Bold(true),
		key:        plain.Bold(true),
		cursor:     plain.Reverse(true),
		good:       coloured(plain, p.green),
		warning:    coloured(plain, p.yellow),
		bad:        coloured(plain, p.red),
		added:      coloured(plain, p.green),
		removed:    coloured(plain, p.red),
		hunk:       coloured(plain, p.cyan),
		yamlKey:    coloured(plain, p.blue),
		yamlString: coloured(plain, p.green),
		yamlNumber: coloured(plain, p.magenta),
		yamlBool:   coloured(plain, p.yellow),
	}
}

// inputStyles are plain, with a cursor that stands still: a blinking one redraws the screen twice a second.
func inputStyles() textinput.Styles {
	faint := textinput.StyleState{Placeholder: lipgloss.NewStyle().Faint(true), Suggestion: lipgloss.NewStyle().Faint(true)}
	return textinput.Styles{Focused: faint, Blurred: faint, Cursor: textinput.CursorStyle{Shape: tea.CursorBlock}}
}

// mark is what stands before a row, and the style of its text: the one that has the cursor is told from the others.
func mark(st *styles, selected bool, otherwise lipgloss.Style) (string, lipgloss.Style) {
	if selected {
		return "› ", st.selected
	}
	return "  ", otherwise
}
